"""Transcripts as documents to be read: Markdown, web pages, Word."""
