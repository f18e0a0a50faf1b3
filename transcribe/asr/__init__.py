"""Speech recognition: engines behind one protocol, their model files, word times."""
