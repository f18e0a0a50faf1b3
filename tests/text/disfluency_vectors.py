"""Clean views and clean text: results that Python and the browser must both give.

`python -m tests.text.disfluency_vectors` rewrites the file after a deliberate change.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from tests.document.vectors import DATA, TOKENS, write_down
from transcribe.document.sanitize import clean_text
from transcribe.text.disfluencies import FILLERS, CleanOptions, clean, find_disfluencies

DISFLUENCIES = DATA / "disfluency_vectors.json"
SAID = [
    *TOKENS, "Um,", "um", "uh.", "Uh…", "the,", "the", "I", "w-", "That", "that", "äh,", "Ähm", "euh", "えーと、明日", "あのー",
    "嗯，我们", "20", "20", "\n", "“Um,”", "you", "know,", "э,", "(um)",
]  # fmt: skip
STRANGE = [
    "a\0b", "tab\there", "\r\nline\rline\n", "\x1b[31m", "\x85", "\u202eexe.gpj\u202c", "\u202bשלום\u202c", "\u2067a\u2069 \u2069b",
    "\u202a\u2067x\u202c\u2069", "👩‍👩‍👧 ☎️", "\u200fא\u200e", "\ufeffx\uffff", "𠮷\ufdd0",
]  # fmt: skip


def disfluency_vectors(n: int = 300) -> Iterator[dict[str, Any]]:
    """Texts with their clean views, and unusual texts with their stored forms."""
    yield {"fillers": {language: list(words) for language, words in FILLERS.items()}}
    chance = random.Random(7)
    for _ in range(n):
        text = " ".join(chance.choices(SAID, k=chance.randint(1, 9)))
        language = chance.choice(["en", "en", "de", "fr", "ja", "zh", "ru", None])
        own = chance.choice([None, None, ("you know", "um")])
        options = CleanOptions(own, chance.random() < 0.4, chance.random() < 0.4)
        yield {
            "text": text, "language": language, "own": None if own is None else list(own),
            "repeats": options.repeats, "false_starts": options.false_starts,
            "places": [list(place) for place in find_disfluencies(text, language, options)],
            "clean": clean(text, language, options),
        }  # fmt: skip
    for text in STRANGE:
        yield {"strange": text, "stored": clean_text(text)}


if __name__ == "__main__":
    DISFLUENCIES.write_text(write_down(disfluency_vectors()), encoding="utf-8")
