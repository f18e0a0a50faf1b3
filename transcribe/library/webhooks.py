"""Notify other programs when a draft is finished or failed: signed, stored, retried.

Signed by the Standard Webhooks specification, 1.0.0
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md), so
that receivers can verify it with any of its libraries.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import logging
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from transcribe import __version__
from transcribe.errors import NotFound, WebhookRefused
from transcribe.store import Store
from transcribe.store.integrations.webhook_deliveries import Delivery, Receivers
from transcribe.store.values import Job, Media

TIMEOUT_S = 10.0  # for each step: connecting, sending, the response header
FIRST_RETRY_S = 2.0
RETRY_FACTOR = 3.0
LONGEST_RETRY_S = 4 * 3600.0
MAX_ATTEMPTS = 15  # the last about 25 hours after the first
JITTER = 0.2  # each delay varies by this share
POLL_S = 1.0
GONE = 410

log = logging.getLogger("transcribe.webhooks")
Describe = Callable[[Job, Media], dict[str, Any]]


def origin_of(url: str) -> str:
    """Scheme, host and port of an address.

    Raises:
        WebhookRefused: It is not an http or https address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        raise WebhookRefused(url, "it is not an http or https address") from None
    if not parts.hostname or parts.username is not None or not url.isprintable() or " " in url:
        raise WebhookRefused(url, "it is not an http or https address")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"


def receivers_of(urls: tuple[str, ...], origins: tuple[str, ...]) -> Receivers:
    """Check the operator's addresses.

    Raises:
        WebhookRefused: One is not an http or https address.
    """
    allowed = {origin_of(url) for url in (*urls, *origins)}
    return Receivers(tuple(dict.fromkeys(urls)), tuple(sorted(allowed)))


def check_allowed(store: Store, url: str) -> None:
    """Refuse an address that the operator has not allowed, since it may be behind the firewall.

    Raises:
        WebhookRefused: Its origin is not allowed.
    """
    if origin_of(url) not in store.deliveries.receivers().origins:
        raise WebhookRefused(
            url, "the operator has not allowed this origin (`transcribe serve --webhook-allow`)"
        )


def sign(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """Compute the `webhook-signature` of a message.

    Args:
        secret: `whsec_` and the key in Base64.
        event_id: The `webhook-id`.
        timestamp: Seconds since 1970, of this attempt.
        body: The bytes that are sent.
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def retry_wait_s(attempts: int) -> float:
    """Delay in seconds after failed attempt `n`, counted from 1, without jitter."""
    return min(FIRST_RETRY_S * RETRY_FACTOR ** (attempts - 1), LONGEST_RETRY_S)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect could leave the list of allowed origins, so it counts as an error."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class WebhookSender:
    """Delivers due messages.

    Args:
        store: The library.
        describe: Writes the `data` of a message.
    """

    def __init__(self, store: Store, describe: Describe) -> None:
        self._store, self._describe = store, describe
        self._opener = urllib.request.build_opener(_NoRedirects)

    def step(self) -> float:
        """Try the oldest due message of each receiver once; returns the seconds until the next check."""
        due = self._store.deliveries.due()
        for delivery in due:
            self._deliver(delivery)
        return 0.0 if due else POLL_S

    def _deliver(self, delivery: Delivery) -> None:
        deliveries = self._store.deliveries
        try:
            check_allowed(
                self._store, delivery.url
            )  # the operator may have changed the allowed list
            body = delivery.body or self._write_body(delivery)
        except (WebhookRefused, NotFound) as error:
            deliveries.give_up(delivery, status=None, error=str(error))
            return
        status, error_text = self._send(delivery, body.encode())
        if status is not None and 200 <= status < 300:
            deliveries.delivered(delivery, status)
            return
        attempts = delivery.attempts + 1
        if status == GONE or attempts >= MAX_ATTEMPTS:
            log.warning(
                "%s to %s failed permanently: %s",
                delivery.type,
                without_query(delivery.url),
                error_text,
            )
            deliveries.give_up(delivery, status=status, error=error_text)
            return
        wait_s = retry_wait_s(attempts) * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
        log.info("%s to %s failed: %s", delivery.type, without_query(delivery.url), error_text)
        deliveries.postpone(delivery, next_at=time.time() + wait_s, status=status, error=error_text)

    def _write_body(self, delivery: Delivery) -> str:
        job = self._store.jobs.get(delivery.job_id)
        media = self._store.media.get(delivery.media_id)
        message = {
            "type": delivery.type,
            "timestamp": delivery.created_at,
            "data": self._describe(job, media),
        }
        body = json.dumps(message, ensure_ascii=False)
        self._store.deliveries.set_body(delivery, body)
        return body

    def _send(self, delivery: Delivery, body: bytes) -> tuple[int | None, str]:
        """Make one attempt; returns the response status, None without one, and the error."""
        timestamp = int(time.time())
        signature = sign(self._store.deliveries.secret(), delivery.event_id, timestamp, body)
        request = urllib.request.Request(  # noqa: S310 - `origin_of` allows only http and https
            delivery.url,
            body,
            {
                "Content-Type": "application/json",
                "User-Agent": f"transcribe/{__version__}",
                "webhook-id": delivery.event_id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signature,
            },
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                return answer.status, ""
        except urllib.error.HTTPError as error:
            error.close()
            return error.code, f"the receiver answered {error.code} {error.reason}"
        except (OSError, ValueError, http.client.HTTPException) as error:
            return None, f"the receiver is unreachable: {error}"


def without_query(url: str) -> str:
    """An address without its query, which may contain a password of the receiver."""
    return urlsplit(url)._replace(query="", fragment="").geturl()
