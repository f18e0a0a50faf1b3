"""Which requests are answered: those from this machine, for its own names, and not from other sites.

The name in a request decides nothing by itself: every program can send any `Host`. It is compared
only to stop pages of other sites, which a browser lets in under their own name (DNS rebinding).
Who may connect at all is decided by the listening socket (`web.listener`), and here once more by the
address that the connection comes from.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from transcribe.errors import CrossSiteRequest
from transcribe.web.listener import is_loopback

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What proxies add. Programs and pages on this machine do not send these.
FORWARDED = (
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via",
)  # fmt: skip
DEFAULT_PORTS = {"http": 80, "https": 443}


def guard(app: Flask, allowed_hosts: frozenset[str], *, trusts_proxy: bool = False) -> None:
    """Refuse requests from other machines, foreign Host headers, and writes of other sites' pages.

    Args:
        app: The application.
        allowed_hosts: Names that it answers to besides loopback.
        trusts_proxy: Whether a proxy that checks who asks stands in front. Then the last
            `X-Forwarded-Host` and `X-Forwarded-Proto` are taken for what the browser asked for.
            Its `X-Forwarded-For` is never looked at.
    """
    local = LOOPBACK | allowed_hosts
    if trusts_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=1, x_host=1)  # type: ignore[method-assign]

    @app.before_request
    def _check() -> None:
        _check_peer()
        is_forwarded = any(name in request.headers for name in FORWARDED)
        if is_forwarded and not trusts_proxy:
            raise CrossSiteRequest(
                "This request came through a proxy. If that proxy checks who asks, start the "
                "server with --trust-proxy and --allow-host NAME, NAME being the proxy's."
            )
        _check_name(_sent_host(), local)  # what the proxy was asked for, or its own for us
        _check_name(request.host, allowed_hosts if is_forwarded else local)
        if request.method not in SAFE_METHODS:
            _check_same_site(request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site"))

    @app.after_request
    def _protect(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response


def _check_peer() -> None:
    """Refuse other machines, in case something makes the server listen to them."""
    peer = request.environ.get("REMOTE_ADDR")
    if peer != "" and not is_loopback(peer or "unknown"):  # "" is a Unix socket's
        raise CrossSiteRequest(
            "This server answers its own machine only: there are no accounts yet. Use an SSH "
            "tunnel, or a proxy on that machine that checks who asks (--trust-proxy)."
        )


def _sent_host() -> str:
    original = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    return str(original.get("HTTP_HOST") or request.host)


def _check_name(host: str, names: frozenset[str]) -> None:
    name = _split(host).hostname or ""
    if name not in names:
        raise CrossSiteRequest(
            f"This server does not answer to the name {name!r}. Start it with --allow-host "
            f"{name} if that is how you reach it."
        )


def _split(host: str) -> SplitResult:
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return urlsplit("//")
    return parts


def _check_same_site(origin: str | None, site: str | None) -> None:
    if site not in {None, "same-origin", "none"}:
        raise CrossSiteRequest("This change was sent by another site's page and was refused.")
    here = f"{request.scheme}://{request.host}"
    if origin is not None and _origin(origin) != _origin(here):
        raise CrossSiteRequest(
            f"This change was sent by a page of {origin}, and this server is asked as {here}, so "
            "it was refused. If a proxy is in between, have it send X-Forwarded-Proto and "
            "X-Forwarded-Host, and start the server with --trust-proxy."
        )


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    """Scheme, host and port; None for what has none, such as `null`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or DEFAULT_PORTS.get(parts.scheme)
