"""Turns on words: who gets which word, where segments are cut, and what never changes."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.document.batches import apply_batch
from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.document.speaker_turns import (
    SpeakerTurn,
    TouchedByPeople,
    TurnIndex,
    cut_at_changes,
    lay_on_segments,
)


def spoken(text: str, start_ms: int = 0, each_ms: int = 400) -> tuple[Word, ...]:
    return tuple(
        Word(word, start_ms + n * each_ms, start_ms + (n + 1) * each_ms, 0.9)
        for n, word in enumerate(text.split())
    )


def segment(text: str, number: int = 1, start_ms: int = 0) -> Segment:
    words = spoken(text, start_ms)
    return Segment(number, start_ms, words[-1].end_ms, text, words=words)


def test_a_segment_is_cut_at_the_change() -> None:
    index = TurnIndex([SpeakerTurn(0, 1200, "a"), SpeakerTurn(1200, 2400, "b")])
    first, second = cut_at_changes(segment("Who is there? It is me."), index.speaker_of)
    assert (first.text, first.speaker, first.end_ms) == ("Who is there?", "a", 1200)
    assert (second.text, second.speaker, second.start_ms) == ("It is me.", "b", 1200)


def test_a_change_moves_to_the_end_of_a_sentence_that_is_near() -> None:
    index = TurnIndex([SpeakerTurn(0, 850, "a"), SpeakerTurn(850, 2400, "b")])
    first, second = cut_at_changes(segment("Who is there? It is me."), index.speaker_of)
    assert (first.text, second.text) == ("Who is there?", "It is me.")


def test_a_word_in_a_pause_goes_to_the_nearer_turn() -> None:
    index = TurnIndex([SpeakerTurn(0, 1000, "a"), SpeakerTurn(5000, 6000, "b")])
    assert [index.speaker_of(t, t + 200) for t in (1500, 4500)] == ["a", "b"]
    assert index.speaker_of(90_000, 90_500) == "b"


def test_of_two_who_speak_as_long_the_turn_around_wins() -> None:
    index = TurnIndex([SpeakerTurn(0, 9000, "a"), SpeakerTurn(4000, 4500, "b")])
    assert index.speaker_of(4000, 4500) == "a"


def test_a_long_turn_is_found_from_its_end() -> None:
    index = TurnIndex([SpeakerTurn(0, 3_600_000, "a"), SpeakerTurn(500, 900, "b")])
    assert index.speaker_of(3_599_000, 3_599_400) == "a"


def test_names_of_an_earlier_run_stay() -> None:
    turns = [SpeakerTurn(0, 1200, "0"), SpeakerTurn(1200, 2400, "1")]
    segments = (
        replace(segment("one two three"), speaker="S1"),
        replace(segment("four five six", 2, 1200), speaker="S2"),
    )
    speakers = (Speaker("S1", "Alice"), Speaker("S2", "Speaker 2"))
    assert lay_on_segments(segments, speakers, turns, TouchedByPeople(), 3) == ()
    (*changes,) = lay_on_segments(segments, speakers, turns[:1], TouchedByPeople(), 3)
    assert [op.name for op in changes] == ["set_speaker", "remove_speaker"]


texts = st.lists(
    st.sampled_from(["yes", "no.", "well", "why?", "é", "我"]), min_size=1, max_size=12
)
turn_lists = st.lists(
    st.tuples(st.integers(0, 12_000), st.integers(1, 4_000), st.sampled_from("abc")), max_size=8
)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(texts, st.sampled_from(["draft", "corrected", "approved"])), max_size=5),
    turn_lists,
    st.sets(st.integers(1, 5)),
    st.sets(st.integers(1, 5)),
)
def test_no_text_is_lost_and_what_people_did_stays(
    given_texts: list[tuple[list[str], str]],
    given_turns: list[tuple[int, int, str]],
    tagged: set[int],
    typed: set[int],
) -> None:
    segments = [
        replace(
            segment(" ".join(text), n, (n - 1) * 3_000),
            status=status,  # type: ignore[arg-type]
            speaker="S1" if n in tagged else None,
        )
        for n, (text, status) in enumerate(given_texts, 1)
    ]
    before = Transcript(tuple(segments), (Speaker("S1", "Alice"),))
    turns = [SpeakerTurn(at, at + length, who) for at, length, who in given_turns]
    touched = TouchedByPeople(frozenset(typed), frozenset(tagged))
    ops = lay_on_segments(before.segments, before.speakers, turns, touched, 10)
    after = apply_batch(before, ops)[0] if ops else before
    known = {speaker.id for speaker in after.speakers}
    assert all(s.speaker is None or s.speaker in known for s in after.segments)
    assert sorted("".join(after.text.split())) == sorted("".join(before.text.split()))
    assert sorted(w for s in after.segments for w in _plain(s)) == sorted(
        w for s in before.segments for w in _plain(s)
    )
    for old in before.segments:
        now = after.segment(old.id)
        assert now is not None
        if old.id in tagged:
            assert now == old
        elif old.id in typed or old.status != "draft":
            assert replace(now, speaker=None) == replace(old, speaker=None)
    if turns:
        assert all(s.speaker for s in after.segments)
    _check_numbers(after)


def test_numbers_have_no_gaps_after_other_runs() -> None:
    """A run finds fewer, the next one more: those that were left out are not missed in the names."""
    segments = [segment("one two three", n, n * 2_000) for n in range(1, 5)]
    now = Transcript(tuple(segments), ())
    for speakers in ("0123", "0022", "0120", "0123", "0000", "0012"):
        turns = [
            SpeakerTurn(n * 2_000, n * 2_000 + 1_200, who) for n, who in enumerate(speakers, 1)
        ]
        turns.append(SpeakerTurn(40_000, 41_000, "9"))  # no text is there
        ops = lay_on_segments(now.segments, now.speakers, turns, TouchedByPeople(), 10)
        now = apply_batch(now, ops)[0] if ops else now
        assert len({one.speaker for one in now.segments}) == len(set(speakers))
        _check_numbers(now)


def test_a_number_that_a_person_chose_stays() -> None:
    segments = [replace(segment("one two", n, n * 2_000), speaker=f"S{n}") for n in (1, 2, 3)]
    speakers = tuple(Speaker(f"S{n}", f"Speaker {n}") for n in (1, 2, 3))
    turns = [SpeakerTurn(2_000, 5_000, "0"), SpeakerTurn(6_000, 7_000, "1")]
    before = Transcript(tuple(segments), speakers)
    touched = TouchedByPeople(tags=frozenset({3}))
    after = apply_batch(before, lay_on_segments(segments, speakers, turns, touched, 4))[0]
    assert after.speakers == (speakers[0], speakers[2])


def _check_numbers(after: Transcript) -> None:
    names = [one.name for one in after.speakers if one.name != "Alice"]
    firsts = (1, 2) if len(names) < len(after.speakers) else (1,)  # Alice may have been the first
    assert any(
        set(names) == {f"Speaker {n}" for n in range(first, first + len(names))} for first in firsts
    )


def _plain(of: Segment) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in of.words]


def test_given_names_are_taken_and_those_of_people_stay() -> None:
    turns = [SpeakerTurn(0, 1200, "x"), SpeakerTurn(1200, 2400, "y"), SpeakerTurn(2400, 4400, "z")]
    segments = [
        replace(segment("Who is there?"), speaker="S1"),
        replace(segment("It is me.", 2, 1200), speaker="S2"),
        segment("And who is that?", 3, 2400),
    ]
    speakers = (Speaker("S1", "Speaker 1"), Speaker("S2", "Ben"), Speaker("S3", "Cleo"))
    given = {"x": "Anna", "z": "Cleo"}
    ops = lay_on_segments(segments, speakers, turns, TouchedByPeople(), 4, given)
    before = Transcript(segments=tuple(segments), speakers=speakers)
    after = apply_batch(before, ops)[0]
    assert [one.speaker for one in after.segments] == ["S1", "S2", "S3"]
    assert [one.name for one in after.speakers] == ["Anna", "Ben", "Cleo"]
