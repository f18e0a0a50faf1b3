"""The routes under /v1 that OpenAI's client libraries call."""
