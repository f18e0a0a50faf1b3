"""Praat's TextGrids: its own files, those that it refuses, and those of other programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads

CHRONOLOGICAL = """"Praat chronological TextGrid text file"
0 3   ! Time domain.
3   ! Number of tiers.
"IntervalTier" "Mary" 0 3
"IntervalTier" "Mary - words" 0 3
"TextTier" "bell" 0 3
1 0.5 2
"say ""hi"" now"
2 0.5 1
"say"
2 1 1.5
\"""hi""\"
3 1.2
"ding"
"""


def test_the_chronological_kind_and_words_of_a_speaker() -> None:
    assert detect(CHRONOLOGICAL.encode(), "x") == "textgrid"
    found, warnings = load_report(CHRONOLOGICAL, "textgrid")
    (segment,) = found.segments
    assert (segment.start_ms, segment.end_ms, segment.text) == (500, 2000, 'say "hi" now')
    assert [(w.text, w.start_ms, w.end_ms) for w in segment.words] == [
        ("say", 500, 1000), ('"hi"', 1000, 1500),
    ]  # fmt: skip
    assert found.speakers[0].name == "Mary"
    assert warnings == ('the tier "bell" with 1 point was left out',)


def test_anything_that_stands_free_counts_and_the_rest_is_comment() -> None:
    content = (
        '"ooTextFile" so this is "TextGrid" from 0 (seconds) to 2 <exists> with 1 tier ! 7 "x"\n'
        '"IntervalTier" called "Ann" from 0 to 2 having 1 interval[1]: 0 to 1.5 "Hi" the end'
    )
    (segment,) = loads(content, "textgrid").segments
    assert (segment.start_ms, segment.end_ms, segment.text) == (0, 1500, "Hi")


def test_two_tiers_of_one_name_are_one_speaker() -> None:
    tier = '"IntervalTier" "Ann" 0 2 1 0 2 "{}"\n'
    content = '"ooTextFile" "TextGrid" 0 2 <exists> 2\n' + tier.format("one") + tier.format("two")
    found = loads(content, "textgrid")
    assert [s.text for s in found.segments] == ["one", "two"]
    assert [speaker.name for speaker in found.speakers] == ["Ann"]


def test_praats_examples_of_errors_are_refused_with_their_line(shared_data: Path) -> None:
    folder = shared_data / "formats" / "textgrid" / "praat"
    refused = 0
    for path in folder.rglob("texio*.TextGrid"):
        with pytest.raises(FormatError) as told:
            loads(path.read_bytes(), "textgrid", name=path.name)
        assert told.value.line, told.value
        refused += 1
    assert refused == 13


def test_all_others_are_read(shared_data: Path) -> None:
    paths = [path for path in (shared_data / "formats" / "textgrid").rglob("*")
             if path.is_file() and not path.name.startswith("texio")]  # fmt: skip
    counts = {path.name: len(loads(path.read_bytes(), detect(path.read_bytes(), path.name),
                                   name=path.name).segments) for path in paths}  # fmt: skip
    assert len(paths) == 17
    assert counts["textgrid_to_merge.TextGrid"] == 11
    assert [name for name, n in counts.items() if not n] == ["sineWithNoise.TextGrid"]


@pytest.mark.parametrize("name", ["Token", "words", "Alice - words"])
def test_a_tier_of_phrases_is_none_of_words(name: str) -> None:
    """aeneas calls its tier of phrases "Token": each phrase keeps its own times."""
    phrases = (
        "From fairest creatures we desire increase,",
        "I",
        "That thereby beauty might never die,",
    )
    rows = "".join(f'{n}\n{n + 1}\n"{text}"\n' for n, text in enumerate(phrases))
    text = f'"ooTextFile"\n"TextGrid"\n0\n3\n<exists>\n1\n"IntervalTier"\n"{name}"\n0\n3\n3\n{rows}'
    found = loads(text, "textgrid")
    assert [(s.start_ms, s.end_ms, s.text) for s in found.segments] == [
        (n * 1_000, n * 1_000 + 1_000, phrase) for n, phrase in enumerate(phrases)
    ]
    assert [one.name for one in found.speakers] == (["Alice"] if "Alice" in name else [])
