"""Find and replace: results that Python and the browser must both give.

`python -m tests.text.find_replace_vectors` rewrites the file after a deliberate change.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from tests.document.vectors import DATA, TOKENS, write_down
from transcribe.errors import InvalidPattern
from transcribe.text.find_replace import Finder, FindQuery, Replacement, keep_case, replace

FINDING = DATA / "find_replace_vectors.json"
TEXTS = [
    *TOKENS,
    "Kubernets",
    "KUBERNETS",
    "kubernets,",
    "3.5 %",
    "a_b",
    "Straße",
    "İstanbul",
    "ısı",
    "e\u0301te\u0301",
    "été",
    "ﬁn",
    "Ωmega",
    "word\nword",
    "x\u00a0y",
    "$5",
    "(um)",
    "東京へ",
    "٣٤",
    "हिन्दी",
    "مُحَمَّد",
    "ที่",
    "cafe\u0301",
    "অ্যাপ",
]
PLAIN = [
    "the",
    "a",
    "Kubernets",
    "中",
    "é",
    "i",
    "ω",
    "straße",
    "$5",
    "(um)",
    "x y",
    ".",
    "東京",
    "wörld",
    "𠮷",
    "हिन्दी",
    "محمد",
    "ท",
    "cafe",
    "যা",
    "\u00ad",
]
EXPRESSIONS = [
    r"\w+", r"\bthe\b", r"(\w)(\w*)", r"(?<first>\p{Lu})\w+", r"\d+", r"^\w", r".$", r"[a-f]+", r"[^\s\w]",
    r"(a|the) (\w+)", r"(\w)\1", r"(?<c>.)\k<c>", r"\p{Script=Han}+", r"\s+", r"[\d.]+ ?%", r"(?<=o)k", r"t(?!h)",
    r"\S+\.", r"\u{1f469}", r"[i-k]", r"[iz]", r"x*", r"(?:kuber)?n(e)?t", r"\Bh\B", r"\x41|\u4f60", r"[\-\]^]",
    r"\D{2,3}?", r"[\p{L}\p{M}]+", r"\p{M}", r"\p{M}+",
    ".", "e.?", "न", r"[\u064b-\u0652]", "ह[ि]",
]  # fmt: skip
BROKEN = [
    "", "(", ")", "[", "[]", "*a", "a**", "a++", "a{2", "a{3,2}", r"\q", "\\", r"(?i)a", r"(?>a)", r"[\W]", r"[z-a]",
    r"\1(a)", r"\p{Greek}", r"^*", r"(?=a)+", r"\u{110000}", r"\ud800", r"(?<a>b)(?<a>c)", r"[\d-z]", "a" * 1001,
]  # fmt: skip
REPLACEMENTS = [
    "X",
    "",
    "Kubernetes",
    "$1",
    "<$&>",
    "$2 $1",
    "$$",
    "$<first>-$<none>",
    r"a\nb\\",
    "$12",
    "straße",
    "iPhone",
]


def find_replace_vectors(n: int = 400) -> Iterator[dict[str, Any]]:
    """A query and a text, the hits, their replacements, and the text afterwards."""
    chance = random.Random(4)
    queries = [(text, False) for text in PLAIN] + [(text, True) for text in EXPRESSIONS]
    for _ in range(n):
        wanted, is_regex = chance.choice(queries)
        query = FindQuery(wanted, is_regex, chance.random() < 0.4, chance.random() < 0.4)
        text = " ".join(chance.choices(TEXTS, k=chance.randint(1, 9)))
        replacement = Replacement(chance.choice(REPLACEMENTS), chance.random() < 0.4)
        finder = Finder(query)
        hits = finder.find(text)
        parts = [(hit.start, hit.end, finder.spell(text, hit, replacement)) for hit in hits]
        yield {
            "query": {
                "text": query.text, "is_regex": query.is_regex, "whole_words": query.whole_words,
                "match_case": query.match_case,
            },
            "replacement": {"text": replacement.text, "keep_case": replacement.keep_case},
            "text": text,
            "hits": [[hit.start, hit.end, list(hit.groups)] for hit in hits],
            "parts": [new for *_, new in parts],
            "after": replace(text, parts),
        }  # fmt: skip
    for broken in BROKEN:
        try:
            Finder(FindQuery(broken, is_regex=True))
        except InvalidPattern as error:
            yield {"broken": broken, "at": error.at, "reason": error.reason}
    for old, new in [("Word", "good"), ("WORD", "good"), ("word", "Good"), ("I", "you"), ("42", "Good"),
                     ("ΣΊΣ", "οδός"), ("Ǆ", "džep"), ("中", "a"), ("word", "")]:  # fmt: skip
        yield {"old": old, "new": new, "cased": keep_case(old, new)}


if __name__ == "__main__":
    FINDING.write_text(write_down(find_replace_vectors()), encoding="utf-8")
