"""Fetch one file of the catalogue from the model hub, resuming where an earlier pull stopped.

The hub's own client answers what a file is (address, size, content id) and honours `HF_ENDPOINT`,
`HF_HUB_OFFLINE`, `HF_TOKEN`. The bytes are read here, because since its version 2 the client
throws a partial download away.
"""

from __future__ import annotations

import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from transcribe.asr.models.catalogue import Model
from transcribe.errors import ModelUnavailable

DEFAULT_ENDPOINT = "https://huggingface.co"
BLOCK = 1 << 20  # bytes read at once
TIMEOUT_S = 30.0
MAX_ATTEMPTS = 5  # in a row without a single new byte


@dataclass(frozen=True, slots=True)
class HubFile:
    """What the hub says of a file: `content_id` is a SHA-256 for large files, else git's SHA-1."""

    url: str
    size: int | None
    content_id: str


def endpoint() -> str:
    """Address of the model hub: the public one, or `HF_ENDPOINT`."""
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or DEFAULT_ENDPOINT


def look_up(model: Model, name: str) -> HubFile:
    """Ask the hub for a file of the pinned commit.

    Raises:
        ModelUnavailable: The hub is switched off, out of reach or does not have the file.
    """
    import huggingface_hub  # noqa: PLC0415 - half a second that the web process need not pay
    from huggingface_hub import constants  # noqa: PLC0415

    if constants.HF_HUB_OFFLINE or os.environ.get("HF_HUB_OFFLINE", "").upper() in _TRUE:
        raise ModelUnavailable(
            model.name, "the model hub is switched off by HF_HUB_OFFLINE. Unset it to pull models."
        )
    url = huggingface_hub.hf_hub_url(
        model.repository, name, revision=model.revision, endpoint=endpoint()
    )
    try:
        found = huggingface_hub.get_hf_file_metadata(url, timeout=TIMEOUT_S, endpoint=endpoint())
    except Exception as error:  # the client raises its own, its transport's and plain OSErrors
        raise ModelUnavailable(model.name, f"{url} cannot be had ({_short(error)}).") from error
    return HubFile(found.location, found.size, found.etag or "")


_TRUE = {"1", "ON", "YES", "TRUE"}


def fetch(
    source: HubFile, target: Path, *, model: str, size: int, on_bytes: Callable[[int], None]
) -> None:
    """Bring `target` to `size` bytes, keeping those it already has.

    Args:
        source: Where the bytes are.
        target: The partial file; it stays when the transfer breaks, for the next call.
        model: Name for messages.
        size: Bytes of the whole file.
        on_bytes: Called with the number of bytes that `target` has now.

    Raises:
        ModelUnavailable: The transfer broke `MAX_ATTEMPTS` times without progress.
    """
    attempts, error = 0, ""
    while (have := _size(target)) < size:
        if attempts == MAX_ATTEMPTS:
            raise ModelUnavailable(
                model,
                f"the transfer of {target.name} broke off at {have:,} of {size:,} bytes ({error}). "
                "What came is kept; pull again to go on from there.",
            )
        try:
            _read_from(source.url, target, have, size, on_bytes)
        except (OSError, http.client.HTTPException) as broken:
            error = _short(broken)
        attempts = 0 if _size(target) > have else attempts + 1
        error = error or "the server closed the connection"


def _read_from(
    url: str, target: Path, have: int, size: int, on_bytes: Callable[[int], None]
) -> None:
    request = urllib.request.Request(url, headers=_headers(have))  # noqa: S310 - address from the hub
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as reply:  # noqa: S310
        is_rest = reply.status == 206  # 200: the server ignores Range and starts again
        with target.open("ab" if is_rest else "wb") as file:
            have = have if is_rest else 0
            while have < size and (block := reply.read(min(BLOCK, size - have))):
                file.write(block)
                have += len(block)
                on_bytes(have)


def _headers(have: int) -> dict[str, str]:
    from huggingface_hub.utils import build_hf_headers  # noqa: PLC0415

    # identity: a compressed reply would make byte offsets meaningless
    headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
    return {**headers, "Range": f"bytes={have}-"} if have else headers


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _short(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
