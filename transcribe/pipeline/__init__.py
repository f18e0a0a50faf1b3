"""What happens to a recording after it arrives: ingest, draft, and the processes that do them."""
