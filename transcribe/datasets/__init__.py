"""Corpora for training tools, made from approved transcripts."""
