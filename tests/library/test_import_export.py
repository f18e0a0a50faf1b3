from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store_steps import add_media, edit, put
from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.document.operations import AddSpeaker, Delete, Insert
from transcribe.formats import ReadOptions, read, write
from transcribe.library.import_export import export, import_file, preview_file
from transcribe.store import Store

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nimported\n\n2\n00:00:03,000 --> 00:00:04,000\nlast\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library") as made:
        add_media(made)
        yield made


def texts(store: Store) -> dict[int, str]:
    return {segment.id: segment.text for segment in store.edits.transcript("m")[1].segments}


def newest(store: Store) -> str:
    return store.edits.since("m", 0)[-1].id


def test_an_import_gives_no_id_of_a_removed_segment(store: Store) -> None:
    put(store, "first", "second")
    removed = edit(store, Delete(2))
    import_file(store, "m", SRT, "talk.srt")
    assert texts(store) == {3: "imported", 4: "last"}
    edit(store, kind="undo", target=newest(store))
    assert texts(store) == {1: "first"}
    edit(store, kind="undo", target=removed.edit.id)
    assert texts(store) == {1: "first", 2: "second"}


def test_a_second_import_gives_no_id_of_an_undone_one(store: Store) -> None:
    import_file(store, "m", SRT, "talk.srt")
    undone = newest(store)
    edit(store, kind="undo", target=undone)
    import_file(store, "m", SRT, "talk.srt")
    assert texts(store) == {3: "imported", 4: "last"}


def words_of(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(t, 1_000 * n, 1_000 * n + 800, 0.9) for n, t in enumerate(texts))


def test_a_plain_text_takes_the_times_of_the_words_that_were_heard(store: Store) -> None:
    store.media.update("m", duration_ms=60_000)
    heard = words_of("hello", "there", "my", "old", "fiend", "how", "are", "you")
    edit(store, Insert(Segment(1, 0, 8_000, "hello there my old fiend how are you", words=heard)))
    done = import_file(store, "m", b"Hello there, my old friend.\nHow are you?\n", "talk.txt")
    first, second = store.edits.transcript("m")[1].segments
    assert (first.text, first.start_ms, second.start_ms) == (
        "Hello there, my old friend.",
        0,
        5_000,
    )
    assert (second.text, second.end_ms, done.job) == ("How are you?", 7_800, None)


def test_without_words_a_job_looks_for_a_plain_text(store: Store) -> None:
    store.media.update("m", duration_ms=60_000)
    done = import_file(store, "m", b"One two.\n\nThree four.", "talk.txt")
    assert done.job is not None
    assert (done.job.kind, done.job.options["segments"]) == ("align-text", [1, 2])
    spans = [(s.start_ms, s.end_ms) for s in store.edits.transcript("m")[1].segments]
    assert spans[0][0] == 0
    assert spans[0][1] == spans[1][0]
    assert spans[1][1] == 60_000


def test_speakers_of_a_plain_text_are_offered_and_taken_when_asked(store: Store) -> None:
    text = b"Anna: Are you coming?\nBen: In a minute. Wait: there is more.\nAnna: Good.\n"
    found = preview_file(store, "m", text, "talk.txt")
    assert found.names == ("Anna", "Ben")
    assert found.transcript.segments[0].text == "Anna: Are you coming?"
    import_file(store, "m", text, "talk.txt", options=ReadOptions(speakers=True))
    transcript = store.edits.transcript("m")[1]
    names = {speaker.id: speaker.name for speaker in transcript.speakers}
    assert [(names[s.speaker or ""], s.text) for s in transcript.segments] == [
        ("Anna", "Are you coming?"), ("Ben", "In a minute."), ("Ben", "Wait: there is more."),
        ("Anna", "Good."),
    ]  # fmt: skip


def test_speakers_of_the_recording_are_known_in_subrip(store: Store) -> None:
    edit(store, AddSpeaker(Speaker("S1", "Alice")))
    import_file(store, "m", b"1\n00:00:01,000 --> 00:00:02,000\nAlice: Hi\n", "a.srt")
    (segment,) = store.edits.transcript("m")[1].segments
    assert (segment.text, segment.speaker) == ("Hi", "S1")


def test_times_beyond_the_recording_are_kept_and_told(store: Store) -> None:
    store.media.update("m", duration_ms=2_500)
    found = preview_file(store, "m", SRT, "talk.srt")
    assert found.n_beyond == 1
    done = import_file(store, "m", SRT, "talk.srt")
    assert texts(store) == {1: "imported", 2: "last"}
    assert "1 segment ends after the recording" in done.warnings[-1]
    assert '00:00:03.000: "last"' in done.warnings[-1]


def test_the_encoding_is_guessed_from_the_recordings_language(store: Store) -> None:
    store.media.update("m", language="zh")
    content = "1\n00:00:01,000 --> 00:00:02,000\n你好,世界\n".encode("gbk")
    done = import_file(store, "m", content, "a.srt")
    assert (texts(store), done.encoding) == ({1: "你好,世界"}, "gb18030")


def test_a_preview_changes_nothing(store: Store) -> None:
    put(store, "first")
    before = store.edits.transcript("m")
    preview_file(store, "m", SRT, "talk.srt")
    assert store.edits.transcript("m") == before


def test_characters_that_are_not_stored_are_told(store: Store) -> None:
    content = "1\n00:00:01,000 --> 00:00:02,000\nexe\u202egpj\x07\n".encode()
    done = import_file(store, "m", content, "a.srt")
    assert texts(store) == {1: "exegpj"}
    assert "control characters" in done.warnings[0]


@pytest.mark.parametrize("suffix", ["srt", "sbv", "ass", "ttml"])
def test_cues_of_one_start_keep_the_order_of_their_file(store: Store, suffix: str) -> None:
    ends = (9, 2, 5, 2)
    cues = (Segment(n, 1_000, end * 1_000, f"cue {n}") for n, end in enumerate(ends, 1))
    content = write(Transcript(tuple(cues)), suffix).data
    wanted = [f"cue {n}" for n in range(1, 5)]
    import_file(store, "m", content, f"talk.{suffix}")
    assert [s.text for s in store.edits.transcript("m")[1].segments] == wanted
    exported = read(export(store, "m", suffix, {}).data, suffix).transcript
    assert [s.text for s in exported.segments] == wanted
