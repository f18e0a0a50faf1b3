"""A recording's text made consistent: times, what is fixed, and what is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Word
from transcribe.text.consistency import Block, Rules, make_consistent


def blocks_of(*texts: str, fixed: tuple[int, ...] = ()) -> list[Block]:
    blocks, at_ms = [], 0
    for number, text in enumerate(texts):
        words = []
        for token in text.split():
            words.append(Word(token, at_ms, at_ms + 300, 0.5 + number / 100))
            at_ms += 300
        blocks.append(Block(tuple(text.split()), () if number in fixed else tuple(words)))
        at_ms += 1_000
    return blocks


def test_two_words_that_become_one_share_their_time_and_the_other_way_round() -> None:
    joined = make_consistent(
        blocks_of("our healthcare", "his healthcare", "my health care."), Rules("en")
    )
    assert joined.blocks[2].words == (
        Word("my", 3200, 3500, 0.52),
        Word("healthcare.", 3500, 4100, 0.52),
    )
    assert joined.spellings == {("health care", "healthcare"): 1}
    apart = make_consistent(
        blocks_of("our voice mail", "his voice mail", "my voicemail"), Rules("en")
    )
    assert apart.blocks[2].texts == ("my", "voice", "mail")
    assert [(word.start_ms, word.end_ms) for word in apart.blocks[2].words][1:] == [
        (4100, 4266),
        (4266, 4400),
    ]


def test_what_is_fixed_counts_and_stays() -> None:
    blocks = blocks_of("An iPhone.", "My iPhone.", "An Iphone.", "An Iphone.", fixed=(0, 1, 2))
    made = make_consistent([*blocks, *blocks[:1]], Rules("en"))
    assert [block.texts[1] for block in made.blocks] == [
        "iPhone.",
        "iPhone.",
        "Iphone.",
        "iPhone.",
        "iPhone.",
    ]
    assert made.changed == {3}


def test_each_kind_is_off_by_itself() -> None:
    blocks = blocks_of("Press 2, my iPhone.", "Press 3, my iPhone.", "Press four, my Iphone.")
    for numbers in (False, True):
        for spelling in (False, True):
            made = make_consistent(blocks, Rules("en", numbers, spelling))
            text = " ".join(made.texts)
            assert ("Press 4" in text) == numbers == bool(made.n_numbers)
            assert ("Iphone" not in text) == spelling == bool(made.spellings)


FORMS = st.sampled_from(
    ["iPhone", "Iphone.", "health", "care", "healthcare,", "2", "two", "press", "The", "the"]
)
TEXTS = st.lists(st.lists(FORMS, min_size=1, max_size=6).map(" ".join), max_size=8)


@given(TEXTS, st.sets(st.integers(0, 7)), st.sampled_from(["en", "de", "fr", ""]))
def test_times_stay_in_order_and_fixed_blocks_as_they_are(
    texts: list[str], fixed: set[int], language: str
) -> None:
    blocks = blocks_of(*texts, fixed=tuple(fixed))
    edges = frozenset(block.words[0].start_ms for block in blocks if block.words)
    made = make_consistent(blocks, Rules(language, edges_ms=edges))
    assert len(made.blocks) == len(blocks)
    for number, (old, new) in enumerate(zip(blocks, made.blocks, strict=True)):
        assert (old != new) == (number in made.changed)
        assert tuple(word.text for word in new.words) == (new.texts if old.words else ())
        if old.words:
            times = [edge for word in new.words for edge in (word.start_ms, word.end_ms)]
            assert times == sorted(times)
            assert (times[0], times[-1]) == (old.words[0].start_ms, old.words[-1].end_ms)
