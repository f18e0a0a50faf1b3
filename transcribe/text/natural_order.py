"""Keys that sort titles as people do: case and accents do not count, and 2 comes before 10."""

from __future__ import annotations

import re
import unicodedata

from transcribe.text.folding import fold

_NUMBER = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")


def natural_key(text: str) -> str:
    """A text whose code points sort as the text does in a list of titles.

    Folded as the search folds (`fold`), with the number of its digits before each number; zeros
    before a number do not count.
    """
    return _NUMBER.sub(_with_length, _SPACES.sub(" ", fold(text)).strip())


def _with_length(number: re.Match[str]) -> str:
    digits = "".join(str(unicodedata.digit(digit)) for digit in number[0]).lstrip("0") or "0"
    return f"{len(digits):04}{digits}"
