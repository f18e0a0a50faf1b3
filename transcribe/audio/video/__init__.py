"""Video: frames, and subtitles in them or next to them, by ffmpeg."""
