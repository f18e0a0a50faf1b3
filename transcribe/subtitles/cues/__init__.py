"""Cues for a delivery profile, made from segments and words."""
