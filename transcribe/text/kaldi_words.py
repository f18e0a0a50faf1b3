"""Texts as Kaldi's data folders hold them."""

from __future__ import annotations

import re

# `validate_data_dir.sh` looks for them with `grep -w` in the C locale: `(<s>)` and `#0.` are found, `a<s>` is not.
KALDI_SYMBOL = re.compile(r"(?<![A-Za-z0-9_])(?:<s>|</s>|#0)(?![A-Za-z0-9_])")


def on_one_line(text: str) -> str:
    """A text with single blanks in place of all white space and control characters."""
    return " ".join("".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in text).split())


def kaldi_text(text: str) -> str:
    """A text that Kaldi accepts: words between single blanks, without its own symbols."""
    kept = on_one_line(text)
    while KALDI_SYMBOL.search(kept):  # what is left may be another one: <<s>/s>
        kept = " ".join(KALDI_SYMBOL.sub("", kept).split())
    return kept
