"""The pure core: what a transcript is and what can be done to it. No I/O, no clock, no chance."""
