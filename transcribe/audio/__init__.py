"""Sound: what a file holds, its samples on the one clock, what is drawn and what is played."""
