"""Models compared on approved transcripts. Pure: no store, no engine, no files."""
