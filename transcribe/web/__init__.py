"""The HTTP server: the API under /api/v1 and the pages."""

from transcribe.web.app import create_app

__all__ = ["create_app"]
