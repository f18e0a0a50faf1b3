"""The routes under /v1 for OpenAI's client libraries."""
