"""Subtitle formats besides SubRip and WebVTT."""
