"""Files: uploads, exports, and the pictures of audio."""
