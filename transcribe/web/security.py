"""Checks on requests: they must come from this computer, for its own names, and not from other sites.

The host name in a request grants nothing: every program can send any `Host`. It is compared only to
keep out pages of other sites, which a browser can connect under their own name (DNS rebinding).
The listening socket (`web.listener`) decides which clients can connect; the client's address is
checked here once more.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from transcribe.errors import CrossSiteRequest
from transcribe.web.listener import is_loopback

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Headers that proxies add. Programs and pages on this computer do not send them.
FORWARDED = (
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via",
)  # fmt: skip
DEFAULT_PORTS = {"http": 80, "https": 443}


def guard(app: Flask, allowed_hosts: frozenset[str], *, trusts_proxy: bool = False) -> None:
    """Refuse requests from other computers, foreign Host headers, and writes from other sites' pages.

    Args:
        app: The application.
        allowed_hosts: Accepted host names in addition to loopback.
        trusts_proxy: Whether a proxy with access control is in front. Then the last values of
            `X-Forwarded-Host` and `X-Forwarded-Proto` are taken as the address in the browser.
            `X-Forwarded-For` is never read.
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
                "This request came through a proxy. If that proxy has access control, start the "
                "server with --trust-proxy and --allow-host NAME, where NAME is the proxy's name."
            )
        _check_name(_sent_host(), local)  # the proxy's upstream name, or the forwarded name
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
    """Refuse other computers, in case the application is served on another address."""
    peer = request.environ.get("REMOTE_ADDR")
    if peer != "" and not is_loopback(peer or "unknown"):  # "" for a Unix socket
        raise CrossSiteRequest(
            "This server answers requests from its own computer only: there are no accounts yet. Use "
            "an SSH tunnel, or a proxy with access control on that computer (--trust-proxy)."
        )


def _sent_host() -> str:
    original = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    return str(original.get("HTTP_HOST") or request.host)


def _check_name(host: str, names: frozenset[str]) -> None:
    name = _split(host).hostname or ""
    if name not in names:
        raise CrossSiteRequest(
            f"This server does not accept the host name {name!r}. If you use that name, start the "
            f"server with --allow-host {name}."
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
            f"This change was sent by a page of {origin}, but this server was addressed as {here}, so "
            "it was refused. If there is a proxy, make it send X-Forwarded-Proto and "
            "X-Forwarded-Host, and start the server with --trust-proxy."
        )


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    """Scheme, host and port; None without a host, such as `null`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or DEFAULT_PORTS.get(parts.scheme)
