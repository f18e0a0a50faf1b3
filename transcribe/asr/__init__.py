"""Speech recognition: engines behind one protocol, their model files, times of words."""
