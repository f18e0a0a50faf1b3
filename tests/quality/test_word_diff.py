"""The word diff compared with an independent word error rate, and by example."""

from __future__ import annotations

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.quality.word_diff import Change, Piece, TextSpan, compare

WORDS = st.lists(
    st.sampled_from(["the", "cat", "sat", "on", "a", "mat", "and", "then", "it", "ran"]),
    max_size=12,
)


def line(number: int, text: str) -> TextSpan:
    return TextSpan(number, number * 1000, number * 1000 + 900, text)


def lines(*texts: str) -> list[TextSpan]:
    return [line(number, text) for number, text in enumerate(texts, 1)]


@given(WORDS, WORDS.filter(bool))
def test_counts_equal_those_of_the_word_error_rate(before: list[str], after: list[str]) -> None:
    changes = compare(lines(" ".join(before)), lines(" ".join(after)))
    expected = jiwer.process_words(" ".join(after), " ".join(before) or " ")
    n_errors = expected.substitutions + expected.deletions + expected.insertions
    assert changes.n_changed == n_errors
    assert changes.error_rate == n_errors / len(after)


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_pieces_give_both_texts_of_a_change(
    before: list[list[str]], after: list[list[str]]
) -> None:
    changes = compare(
        lines(*(" ".join(words) for words in before)), lines(*(" ".join(words) for words in after))
    )
    pieces = [piece for change in changes.changes for piece in change.pieces]
    n_gone = sum(len(piece.text.split()) for piece in pieces if piece.kind == "delete")
    n_come = sum(len(piece.text.split()) for piece in pieces if piece.kind == "insert")
    assert n_gone == changes.n_substituted + changes.n_deleted
    assert n_come == changes.n_substituted + changes.n_inserted
    assert changes.n_words_before - n_gone == changes.n_words_after - n_come


def test_a_correction_has_a_few_words_of_context() -> None:
    changes = compare(
        lines("one", "a b c d e f g h wrong i j k l m n o p", "three"),
        lines("one", "a b c d e f g h right i j k l m n o p", "three"),
    )
    assert changes.changes == (
        Change(
            2000,
            2900,
            2,
            (
                Piece("equal", "c d e f g h"),
                Piece("delete", "wrong"),
                Piece("insert", "right"),
                Piece("equal", "i j k l m n o p"),
            ),
        ),
    )


def test_two_corrections_far_apart_are_two() -> None:
    middle = " ".join(str(number) for number in range(100))
    changes = compare(lines(f"a {middle} b"), lines(f"x {middle} y"))
    assert [[piece.kind for piece in change.pieces] for change in changes.changes] == [
        ["delete", "insert", "equal"],
        ["equal", "delete", "insert"],
    ]
    assert changes.changes[0].pieces[-1].text == "0 1 2 3 4 5"


def test_changes_in_capitals_and_punctuation_are_separate() -> None:
    changes = compare(lines("hello world again"), lines("Hello, world twice"))
    assert (changes.n_substituted, changes.n_spelled) == (2, 1)


def test_a_split_and_a_merge_change_no_word() -> None:
    before = lines("one two three four", "five")
    after = [TextSpan(1, 1000, 1400, "one two"), TextSpan(9, 1400, 1900, "three four"), before[1]]
    assert compare(before, after).n_changed == 0
    assert compare(after, before).changes == ()


def test_reordered_segments_are_not_anchors() -> None:
    before = lines("one", "two", "three")
    after = [line(3, "three"), line(1, "one"), line(2, "two")]
    changes = compare(before, after)
    assert (changes.n_inserted, changes.n_deleted) == (1, 1)


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    changes = compare(lines("今日は良い天気です"), lines("今日は悪い天気です"))
    assert changes.n_changed == 1
    assert changes.changes[0].pieces == (
        Piece("equal", "今日は"),
        Piece("delete", "良"),
        Piece("insert", "悪"),
        Piece("equal", "い天気です"),
    )


def test_an_empty_text_has_no_error_rate() -> None:
    changes = compare(lines("gone"), [])
    assert (changes.n_deleted, changes.error_rate) == (1, None)
    assert changes.changes[0].segment_id is None


def test_long_texts_of_other_segments_are_cut_at_words_that_both_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("transcribe.quality.word_diff.MAX_TABLE_WORDS", 50)
    words = [f"w{n}" for n in range(400)]
    longer = [*words[:100], *(f"new{n}" for n in range(150)), *words[100:]]
    before = [TextSpan(n, n, n + 1, " ".join(words[n : n + 7])) for n in range(0, 400, 7)]
    after = [TextSpan(1000 + n, n, n + 1, " ".join(longer[n : n + 9])) for n in range(0, 550, 9)]
    done = compare(before, after)
    assert (done.n_substituted, done.n_deleted, done.n_inserted) == (0, 0, 150)
