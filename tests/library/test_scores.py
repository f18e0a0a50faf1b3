"""What is scored of two files, and what the output says of it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest

from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.formats import READABLE, WRITABLE, dumps
from transcribe.formats.catalog import FORMATS
from transcribe.library.scores import (
    ScoredFile,
    read_scored,
    score,
    score_lines,
    scores_to_json,
    turns_of,
)
from transcribe.speakers.error_rates import SpokenTurn

SPEAKERS = (Speaker("S1", "Ann"), Speaker("S2", "Bob"))
TALK = Transcript(
    (
        Segment(1, 0, 2_000, "Good morning, Bob.", "S1"),
        Segment(2, 2_500, 4_000, "Hello.", "S2"),
        Segment(3, 4_000, 6_000, "How are you?", "S1"),
    ),
    SPEAKERS, "en", 6_000,
)  # fmt: skip
WITH_TIMES_AND_NAMES = sorted(
    name for name in READABLE if name in WRITABLE and "speakers" in FORMATS[name].kept({})
)


def rttm(*turns: tuple[str, float, float], name: str = "ref.rttm") -> ScoredFile:
    lines = [f"SPEAKER r 1 {at} {length} <NA> <NA> {who} <NA> <NA>\n" for who, at, length in turns]
    return read_scored("".join(lines).encode(), name)


def as_file(transcript: Transcript, format: str) -> ScoredFile:
    written = dumps(transcript, format)
    content = written.encode() if isinstance(written, str) else written
    return read_scored(content, f"talk{FORMATS[format].suffix}", format)


@pytest.mark.parametrize("format", WITH_TIMES_AND_NAMES)
def test_every_format_with_speakers_is_scored_against_itself(format: str) -> None:
    done = score(ScoredFile("talk", TALK), as_file(TALK, format))
    if done.words is not None:
        assert done.words.n_errors == 0
    if done.turns is not None:
        assert done.turns.speakers.n_hypothesis == 2
        assert done.turns.by_collar[1].confusion_ms == 0
    assert done.words or done.turns or done.notes


def test_rttm_has_no_text_and_that_is_said() -> None:
    done = score(rttm(("a", 0, 5)), rttm(("x", 0, 5), name="heard.rttm"))
    assert done.words is None
    assert done.notes == ("no WER and CER: no text in ref.rttm and in heard.rttm",)
    assert "speakers with times in words.txt" in score(
        rttm(("a", 0, 5)), read_scored(b"Ann: hello\n", "words.txt")
    ).notes[-1]  # fmt: skip


def test_a_silent_reference_has_false_alarm_and_no_rate() -> None:
    done = score(rttm(), rttm(("x", 1, 4), name="heard.rttm"))
    lines = score_lines(done)
    assert lines[0] == (
        "no DER, collar 0: no reference speech in the scored region; 4.00 s of false alarm"
    )
    assert done.turns is not None
    assert done.turns.region_source == "0 to the end of the hypothesis"


def test_short_turns_leave_nothing_at_the_collar_and_that_is_said() -> None:
    lines = score_lines(score(rttm(("a", 1, 0.4)), rttm(("x", 1, 0.4), name="heard.rttm")))
    assert lines[0].startswith("DER 0.0%, collar 0:")
    assert lines[1].startswith("no DER, collar ±0.25 s: every turn of the reference is shorter")


def test_speech_after_the_reference_is_outside_and_a_uem_changes_the_region() -> None:
    truth, heard = rttm(("a", 0, 10)), rttm(("x", 0, 30), name="heard.rttm")
    done = score(truth, heard)
    assert done.turns is not None
    assert (done.turns.by_collar[0].rate, done.turns.outside_ms) == (0, 20_000)
    uem = read_scored(b"r 1 0 20\n", "r.uem", "uem")
    wider = score(truth, heard, uem).turns
    assert wider is not None
    assert (wider.by_collar[0].rate, wider.region_source) == (1, "r.uem")


def test_invented_speakers_are_an_error_of_the_count() -> None:
    lines = score_lines(score(rttm(("a", 0, 9)), rttm(("x", 0, 9), ("y", 2, 0.01), name="h.rttm")))
    assert "speakers: 1 in the reference, 2 in the hypothesis (error +1)" in lines


def test_segments_without_a_speaker_are_named() -> None:
    notes = score(rttm(("a", 0, 5), ("<NA>", 6, 2)), rttm(("x", 0, 5), name="h.rttm")).notes
    assert "ref.rttm: 1 segment names no speaker; DER and JER take them as silence" in notes


def test_a_segment_is_cut_where_its_words_change_their_speaker() -> None:
    words = (
        Word("one", 100, 400), Word("two", 500, 900, None, "S2"), Word("three", 1_000, 1_500),
    )  # fmt: skip
    segment = Segment(1, 0, 2_000, "one two three", "S1", words=words)
    assert turns_of(Transcript((segment,), SPEAKERS)) == [
        SpokenTurn("S1", 0, 400), SpokenTurn("S2", 500, 900), SpokenTurn("S1", 1_000, 2_000),
    ]  # fmt: skip


def test_two_speakers_of_one_name_stay_two() -> None:
    same = Transcript(TALK.segments, (Speaker("S1", "Ann"), Speaker("S2", "Ann")), "en", 6_000)
    turns = score(ScoredFile("talk", TALK), ScoredFile("same", same)).turns
    assert turns is not None
    assert turns.speakers.n_hypothesis == 2
    assert turns.by_collar[0].rate == 0


def test_json_says_the_choices() -> None:
    plain = scores_to_json(score(ScoredFile("talk", TALK), ScoredFile("heard", TALK)))
    assert json.loads(json.dumps(plain)) == plain
    assert [one["collar_each_side"] for one in plain["der"]] == [0, 0.25]
    assert plain["scored_region"]["source"] == "0 to the end of the reference"
    assert {"normalisation", "speaker_rules", "notes"} <= set(plain)


def test_names_that_are_counted_as_words_are_told() -> None:
    content = b"Ann: good morning\nBob: hello\nAnn: how are you\nBob: fine\n"
    (warning,) = read_scored(content, "words.txt").warnings
    assert warning.endswith("counted as words: Ann, Bob")


def test_who_said_which_word_is_scored_through_meeteval() -> None:
    pytest.importorskip("meeteval", reason='meeteval is not installed: pip install "transcribe[scores]"')  # fmt: skip
    swapped = [replace(one, speaker="S2" if one.id == 3 else one.speaker) for one in TALK.segments]
    heard = ScoredFile("heard", Transcript(tuple(swapped), SPEAKERS, "en", 6_000))
    done = score(ScoredFile("talk", TALK), heard)
    lines = score_lines(done)
    assert lines[0].startswith("WER 0.0%")
    assert lines[2].startswith("cpWER 85.7%: 0 substituted, 3 deleted, 3 inserted; 7 words")
    assert lines[3].startswith("tcpWER 85.7%")
    assert any("a word may be 5 s off" in line for line in lines)
    plain = scores_to_json(done)
    assert (plain["cpwer"]["deletions"], plain["tcpwer"]["deletions"]) == (3, 3)


def test_a_missing_meeteval_is_a_note_with_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "meeteval.io", None)
    done = score(ScoredFile("talk", TALK), ScoredFile("heard", TALK))
    assert done.speaker_words is None
    assert done.notes[-1].startswith("no cpWER and tcpWER: The package meeteval is not installed")
    assert "transcribe[scores]" in done.notes[-1]


def test_a_text_without_speakers_has_no_cpwer() -> None:
    plain = read_scored(b"Good morning. Hello.\n", "plain.txt")
    assert score(ScoredFile("talk", TALK), plain).notes[-1] == (
        "no cpWER and tcpWER: no speakers in plain.txt"
    )
    assert not any("cpWER" in note for note in score(plain, plain).notes)
