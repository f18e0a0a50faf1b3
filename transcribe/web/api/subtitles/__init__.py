"""Routes of subtitles: videos with them, and shot cuts."""
