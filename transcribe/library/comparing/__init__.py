"""A recording and another transcript: differences by cue, and merging."""
