"""Video: frames, and subtitles in them or beside them, by ffmpeg."""
