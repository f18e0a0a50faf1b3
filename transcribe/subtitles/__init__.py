"""Subtitles for delivery: frame rates, profiles, cues built for a profile, and checks of cues."""
