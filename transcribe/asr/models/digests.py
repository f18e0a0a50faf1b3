"""Digests of model files."""

from __future__ import annotations

import hashlib
from pathlib import Path

# SHA-256 of each file as checked at the download; its presence means that the model is complete.
DIGESTS_FILE = "digests.json"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file of any size, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
