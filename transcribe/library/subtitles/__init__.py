"""Delivery of subtitles: profiles, cues built for them, checks."""
