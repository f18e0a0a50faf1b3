"""Chapters and markers: places of a recording with a title, for players and editing programs."""
