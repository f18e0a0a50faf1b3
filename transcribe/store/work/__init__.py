"""The ledger of jobs and chunks."""
