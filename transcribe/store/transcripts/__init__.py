"""Transcripts, their edits and the search in them."""
