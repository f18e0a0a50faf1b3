"""The pure core: the transcript and its operations. No I/O, no clock, no randomness."""
