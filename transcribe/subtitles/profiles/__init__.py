"""Delivery profiles: the numbers of a guide for subtitles, each with its source."""
