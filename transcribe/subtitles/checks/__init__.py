"""Checks of cues against a delivery profile, and fixes that never make another finding."""
