"""Files: uploads, exports, videos with subtitles, and the pictures of audio."""
