"""Model files: catalogue, downloads, digests."""
