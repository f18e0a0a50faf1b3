"""Corpora of a collection: planned, written shard by shard, released."""
