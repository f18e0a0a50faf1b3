"""Names of files from titles, safe on the file systems of Linux, macOS and Windows."""

from __future__ import annotations

import re
import unicodedata

MAX_BYTES = 200  # of 255, so that a suffix and a number fit
# Refused by Windows, or a folder's sign, or invisible: control, format and line separators.
_UNSAFE = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]+'
)
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE
)


def safe_filename(title: str, fallback: str = "transcript") -> str:
    """A file name without its suffix for a title; `fallback` if nothing of it is left."""
    name = unicodedata.normalize("NFC", title.encode("utf-8", "replace").decode("utf-8"))
    name = _UNSAFE.sub("-", name)
    name = " ".join(name.split()).strip(" .")  # Windows drops a dot or space at the end
    name = _shortened(name).strip(" .")
    if not name.strip("-") or name.startswith("~"):
        name = f"{fallback} {name}".strip(" -") if name.strip("-~") else fallback
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _shortened(name: str) -> str:
    """At most `MAX_BYTES` in UTF-8, not cut inside a character."""
    return name.encode()[:MAX_BYTES].decode("utf-8", "ignore")


class UniqueNames:
    """Gives each name once, with a number if one like it was given; fast for any number of equal names.

    Case does not tell files apart everywhere.
    """

    def __init__(self, *reserved: str) -> None:
        self._taken = {name.casefold() for name in reserved}
        self._last: dict[str, int] = {}

    def take(self, name: str) -> str:
        """The name, or the name with a number."""
        key = name.casefold()
        candidate, n = name, self._last.get(key, 1)
        while candidate.casefold() in self._taken:
            n += 1
            candidate = f"{name} ({n})"
        self._last[key] = n
        self._taken.add(candidate.casefold())
        return candidate
