"""The job that finds speakers: turns on words, people's work kept, resumed after SIGKILL."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.store_steps import add_media, edit
from transcribe.audio.decode import decode
from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.document.operations import AddSpeaker, Insert, SetSpeaker, SetText
from transcribe.errors import InvalidOperation
from transcribe.jobs.dispatcher import Dispatcher
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.jobs.kinds import find_kind, speakers
from transcribe.jobs.kinds.speakers import Speakers, SpeakersOptions, submit_after_draft
from transcribe.jobs.option_checks import speaker_count
from transcribe.library.speakers.turns import found_turns
from transcribe.speakers import weights
from transcribe.store import Store
from transcribe.store.values import Job

SAMPLE = Path(__file__).parents[1] / "data" / "three-speakers.opus"
# Where the three speak, in seconds; `transcribe/sample/ORIGIN.md` says what.
SPOKEN = ((0.2, 9.5), (11.8, 21.5), (23.7, 35.7))
N_KILLS = 10
WAIT_S, STEP_S = 60.0, 0.02


@pytest.fixture(scope="module")
def pcm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "audio.pcm"
    decode(SAMPLE, path, name=SAMPLE.name, channels=1)
    return path


@pytest.fixture
def store(tmp_path: Path, speaker_models: Path, pcm: Path) -> Iterator[Store]:
    """A library with the sample, drafted as one segment that all three speak."""
    (tmp_path / "models").symlink_to(speaker_models.parent, target_is_directory=True)
    with Store(tmp_path) as made:
        add_media(made, "m")
        made.media_folder("m").mkdir(parents=True)
        (made.media_folder("m") / "audio.pcm").symlink_to(pcm)
        made.media.update("m", state="ready", duration_ms=pcm.stat().st_size // 32)
        edit(made, *(Insert(one) for one in drafted()), origin="draft", kind="draft")
        yield made


def drafted() -> list[Segment]:
    """One segment over the first two voices, and two of the third."""
    first = words(*SPOKEN[0], 20), words(*SPOKEN[1], 20)
    third = words(*SPOKEN[2], 20)
    return [made(1, (*first[0], *first[1])), made(2, third[:10]), made(3, third[10:])]


def words(start_s: float, end_s: float, n: int) -> tuple[Word, ...]:
    step = (end_s - start_s) * 1000 / n
    return tuple(
        Word(f"w{round(start_s)}-{k}", round(start_s * 1000 + k * step),
             round(start_s * 1000 + (k + 1) * step - 20), 0.9)
        for k in range(n)
    )  # fmt: skip


def made(number: int, spoken: tuple[Word, ...]) -> Segment:
    text = " ".join(word.text for word in spoken)
    return Segment(number, spoken[0].start_ms, spoken[-1].end_ms, text, words=spoken)


def run(
    store: Store,
    options: SpeakersOptions,
    meanwhile: Callable[[], None] = lambda: None,
    media_id: str = "m",
) -> Job:
    """Run the job; `meanwhile` is called again and again until it ends."""
    job = Speakers().submit(store, media_id, options)
    executor = LocalExecutor("transcribe.jobs.worker.run:perform", workers=1, threads=1)
    dispatcher = Dispatcher(store, executor)
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    try:
        for _ in range(round(WAIT_S / STEP_S)):
            if (now := store.jobs.get(job.id)).finished_at:
                return now
            meanwhile()
            thread.join(STEP_S)
        raise AssertionError(f"it never ended: {now}")
    finally:
        dispatcher.stop()
        thread.join()


def transcript(store: Store, media_id: str = "m") -> Transcript:
    return store.edits.transcript(media_id)[1]


def spoken_by(document: Transcript) -> list[tuple[str | None, int]]:
    """Runs of words with one speaker: its id and how many words."""
    found: list[tuple[str | None, int]] = []
    for segment in document.segments:
        for word in segment.words:
            speaker = word.speaker or segment.speaker
            if found and found[-1][0] == speaker:
                found[-1] = (speaker, found[-1][1] + 1)
            else:
                found.append((speaker, 1))
    return found


def test_words_get_speakers_in_one_edit_that_can_be_undone(store: Store) -> None:
    before = transcript(store)
    done = run(store, SpeakersOptions())
    assert (done.state, done.error) == ("done", None)
    assert "3 speakers" in done.message
    assert done.reason_code == "unsure_count"  # less than a minute of speech
    after = transcript(store)
    assert spoken_by(after) == [("S1", 20), ("S2", 20), ("S3", 20)]
    assert [s.id for s in after.segments if s.speaker == "S3"] == [2, 3]
    assert after.text.split() == before.text.split()
    assert [one.name for one in after.speakers] == ["Speaker 1", "Speaker 2", "Speaker 3"]
    (voices,) = store.voices.list("m")
    assert voices.model == weights.model_digest()
    assert len(voices.embeddings) == 192 * 2 * (len(voices.windows) // 8) > 0
    assert not [c for c in store.chunks.list(done.id) if c.result and "embeddings" in c.result]
    (entry,) = store.edits.undo_stack("m")
    edit(store, kind="undo", target=entry.id)
    assert transcript(store) == before


def test_voices_can_be_read_again_without_a_change_of_text(store: Store) -> None:
    before = store.media.get("m").revision
    done = run(store, SpeakersOptions(voices_only=True))
    assert (done.state, done.message) == ("done", "The voices were read again.")
    assert store.voices.model("m") == weights.model_digest()
    assert store.media.get("m").revision == before


def test_a_number_can_be_given_and_the_job_run_again(store: Store) -> None:
    run(store, SpeakersOptions())
    edit(store, SetText(2, "Corrected by a person."))
    done = run(store, SpeakersOptions(speakers="2"))
    assert done.message == "2 speakers."
    document = transcript(store)
    assert len(document.speakers) == 2
    corrected = document.segment(2)
    assert corrected is not None
    assert corrected.text == "Corrected by a person."


def test_turns_of_a_file_are_laid_on_the_text_with_their_names(store: Store) -> None:
    edit(store, AddSpeaker(Speaker("S9", "Dora")), SetSpeaker(3, "S9"))
    before = transcript(store)
    rttm = "".join(
        f"SPEAKER other 1 {a} {b - a} <NA> <NA> {who} <NA>\n"
        for (a, b), who in zip(SPOKEN, ("Anna", "Ben", "Anna"), strict=True)
    )
    options = Speakers().options_from_body({"rttm": rttm}, store.media.get("m"))
    done = run(store, options)
    assert done.options == {
        "speakers_from": "rttm"
    }  # every list of jobs reads them: turns are elsewhere
    assert (done.state, done.error, done.message) == ("done", None, "2 speakers.")
    after = transcript(store)
    names = {one.id: one.name for one in after.speakers}
    assert [(names[who or ""], n) for who, n in spoken_by(after)] == [
        ("Anna", 20), ("Ben", 20), ("Anna", 10), ("Dora", 10),
    ]  # fmt: skip
    assert after.text.split() == before.text.split()
    found = found_turns(store, "m")
    assert (found.job_id, [names[one.speaker] for one in found.turns]) == (
        done.id, ["Anna", "Ben", "Anna"],
    )  # fmt: skip
    edit(store, kind="undo", target=store.edits.undo_stack("m")[0].id)
    assert transcript(store) == before


def test_what_was_undone_is_nobodys_choice(store: Store) -> None:
    run(store, SpeakersOptions())
    found = transcript(store)
    (entry,) = store.edits.undo_stack("m")
    edit(store, kind="undo", target=entry.id)
    edit(store, AddSpeaker(Speaker("S1", "Alice")), SetSpeaker(3, "S1"), edit_id="tag")
    edit(store, kind="undo", target="tag")
    run(store, SpeakersOptions())
    assert spoken_by(transcript(store)) == spoken_by(found)
    (entry,) = store.edits.undo_stack("m")
    edit(store, kind="undo", target=entry.id)
    edit(store, AddSpeaker(Speaker("S1", "Alice")), SetSpeaker(3, "S1"), edit_id="tag 2")
    edit(store, kind="undo", target="tag 2")
    edit(store, kind="redo", target="tag 2")
    run(store, SpeakersOptions())
    third = transcript(store).segment(3)
    assert third is not None
    assert third.speaker == "S1"
    assert Speaker("S1", "Alice") in transcript(store).speakers


def test_more_speakers_than_there_are_voices_cost_no_text(store: Store) -> None:
    before = transcript(store)
    done = run(store, SpeakersOptions(speakers="99"))
    assert (done.state, done.error) == ("done", None)
    after = transcript(store)
    assert after.text.split() == before.text.split()
    assert {s.speaker for s in after.segments} == {one.id for one in after.speakers}
    assert done.message.endswith("99 were asked for, but no more voices could be told apart.")


def test_what_people_do_while_it_runs_is_kept(store: Store) -> None:
    todo = [
        lambda: edit(store, AddSpeaker(Speaker("S1", "Alice")), SetSpeaker(3, "S1")),
        lambda: edit(store, SetText(1, "All of it was typed by a person.")),
    ]

    def correct() -> None:
        if todo and store.chunks.running():
            todo.pop(0)()

    assert run(store, SpeakersOptions(), correct).state == "done"
    assert not todo
    document = transcript(store)
    first, third = document.segment(1), document.segment(3)
    assert first is not None
    assert third is not None
    assert (first.text, third.speaker) == ("All of it was typed by a person.", "S1")
    assert [s.text for s in document.segments if s.text.startswith("w12")] == []  # not cut
    second = document.segment(2)  # the same voice as that which Alice's tag is on
    assert second is not None
    assert second.speaker == "S1"
    assert Speaker("S1", "Alice") in document.speakers


def test_after_ten_kills_the_turns_are_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speakers, "PIECE_MS", 6_000)
    expected = turns_of(store, run(store, SpeakersOptions()))
    killed: Counter[int] = Counter()

    def kill() -> None:
        for chunk in store.chunks.running():
            if killed[chunk.id] < 2 and killed.total() < N_KILLS:
                ended = [child for child in psutil.Process().children() if _is_worker(child)]
                for child in ended:
                    child.kill()
                killed[chunk.id] += bool(ended)

    done = run(store, SpeakersOptions(), kill)
    assert killed.total() == N_KILLS
    assert (done.state, done.error) == ("done", None)
    assert turns_of(store, done) == expected


def turns_of(store: Store, job: Job) -> object:
    (found,) = [c.result for c in store.chunks.list(job.id) if c.result and "turns" in c.result]
    return found["turns"]


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "transcribe.jobs.worker.process" in process.cmdline()
    except psutil.Error:
        return False


def test_a_draft_queues_the_job_once(store: Store, tmp_path: Path) -> None:
    draft = store.jobs.enqueue("m", "draft", {})
    submit_after_draft(store, draft, "none")
    assert [job.kind for job in store.jobs.list("m")] == ["draft"]
    submit_after_draft(store, draft, "")
    submit_after_draft(store, draft, "2-3")  # `finish` may be called again after a crash
    (job,) = (one for one in store.jobs.list("m") if one.kind == "speakers")
    assert SpeakersOptions.from_stored(job.options).speakers == "auto"
    again = store.jobs.enqueue("m", "draft", {})
    (tmp_path / "models").unlink()  # without the models only what is asked for
    submit_after_draft(store, again, "")
    submit_after_draft(store, again, "2-3")
    newest = next(one for one in store.jobs.list("m") if one.kind == "speakers")
    assert SpeakersOptions.from_stored(newest.options).speakers == "2-3"


def test_silence_has_no_speakers(store: Store) -> None:
    path = store.media_folder("m") / "audio.pcm"
    path.unlink()
    path.write_bytes(bytes(32 * 2_000))
    store.media.update("m", duration_ms=2_000)
    before = transcript(store)
    done = run(store, SpeakersOptions())
    assert (done.state, done.reason_code) == ("done", "no_speech")
    assert transcript(store) == before


@pytest.mark.parametrize(
    ("text", "count"), [("auto", None), ("2", (2, 2)), ("2-4", (2, 4)), (" 3 – 3 ", (3, 3))]
)
def test_a_count_is_read(text: str, count: tuple[int, int] | None) -> None:
    assert speaker_count(text) == count


@pytest.mark.parametrize("value", ["0", "-1", "4-2", "many", "1.5", "100", True, 0, 3.5, "none"])
def test_a_wrong_count_is_told(store: Store, value: object) -> None:
    with pytest.raises(InvalidOperation):
        find_kind("speakers").options_from_body({"speakers": value}, store.media.get("m"))
