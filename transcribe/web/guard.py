"""Who may talk to the server: this machine's own names, and no other site's pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from transcribe.errors import ForeignRequest

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def guard(app: Flask, allowed_hosts: frozenset[str]) -> None:
    """Refuse foreign Host headers (DNS rebinding) and writes that another site's page sends."""
    hosts = LOOPBACK | allowed_hosts

    @app.before_request
    def _check() -> None:
        name = urlsplit(f"//{request.host}").hostname or ""
        if name not in hosts:
            raise ForeignRequest(
                f"This server does not answer to the name {name!r}. Start it with --allow-host "
                f"{name} if that is how you reach it."
            )
        if request.method not in SAFE_METHODS:
            _check_same_site(request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site"))

    @app.after_request
    def _protect(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response


def _check_same_site(origin: str | None, site: str | None) -> None:
    foreign = site not in {None, "same-origin", "none"}
    if origin is not None and urlsplit(origin).netloc != request.host:
        foreign = True
    if foreign:
        raise ForeignRequest("This change was sent by another site's page and was refused.")
