"""Draft a release with each model and score the drafts.

Answers are written as they come, into the release's folder of comparisons (`store/bakeoff_files.py`), so a comparison that was interrupted goes on, and one
with a further model drafts with that model only. They belong to the release's digest, the split and the model's weights.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from transcribe import __version__
from transcribe.asr.models import files as models
from transcribe.datasets.manifest import read_rows
from transcribe.errors import CorpusUnsuitable, NotFound
from transcribe.evaluation.passages import Passage, make_passages
from transcribe.evaluation.scores import ScoredPassage
from transcribe.library.bakeoff.decoding import BATCH, Drafted, Model, open_decoder
from transcribe.library.corpora.release import MANIFEST, SUMS, read_release
from transcribe.store import Store
from transcribe.store.bakeoff_files import bakeoff_folder, note_recordings
from transcribe.system.file_digest import sha256_of

OnProgress = Callable[[Model, int, int], None]


@dataclass(frozen=True, slots=True)
class TestSet:
    """The clips of a release that models are compared on.

    Attributes:
        project, version, digest, split: Of the release.
        passages: What a model hears at a time.
        n_erased: Clips of recordings that are no longer in the library.
        drafted_with: Model of each recording's draft; a recording without a draft was typed from scratch.
    """

    project: str
    version: str
    digest: str
    split: str
    passages: tuple[Passage, ...]
    n_erased: int
    drafted_with: Mapping[str, str]


def read_test_set(store: Store, release: Path, split: str) -> TestSet:
    """Read a release.

    Args:
        store: The library, which has the audio.
        release: Its folder.
        split: One of its splits; "all" for all.

    Raises:
        CorpusUnsuitable: The folder is no release, was changed, or has no such split or no clip of a recording
            that is still in the library.
    """
    about = read_release(release)
    _require_unchanged(release)
    names = [*about["splits"], "all"]
    if split not in names:
        raise CorpusUnsuitable(str(release), f"it has no split {split!r}, only {', '.join(names)}")
    clips = [row.clip for row in read_rows(release / MANIFEST) if split in (row.split, "all")]
    kept = [
        clip
        for clip in clips
        if clip.text.strip() and not clip.redacted and _has_audio(store, clip.recording)
    ]
    if not kept:
        raise CorpusUnsuitable(
            str(release), f"no recording of its split {split!r} is in this library any more"
        )
    return TestSet(
        about["project"], about["version"], about["digest"], split, tuple(make_passages(kept)),
        len(clips) - len(kept), _drafts(store, {clip.recording for clip in kept}),
    )  # fmt: skip


def _require_unchanged(release: Path) -> None:
    """A release that somebody edited is no common ground for a comparison."""
    lines = (release / SUMS).read_text("utf-8").splitlines()
    if f"{sha256_of(release / MANIFEST)}  {MANIFEST}" not in lines:
        raise CorpusUnsuitable(
            str(release), f"{MANIFEST} was changed after the release; export a new version"
        )


def _has_audio(store: Store, media_id: str) -> bool:
    return (store.media_folder(media_id) / "audio.pcm").is_file()


def _drafts(store: Store, media_ids: Iterable[str]) -> dict[str, str]:
    found = {}
    for media_id in media_ids:
        with suppress(NotFound):
            if draft := store.media.get(media_id).draft:
                found[media_id] = draft.model
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """What a model wrote.

    Attributes:
        sha256: Of its weights.
        texts: One a passage of the test set.
        cpu_s: Processor seconds for all, without loading the model.
        wall_s: Seconds by the clock, likewise.
        peak_bytes: Most resident memory of its process.
    """

    model: Model
    engine: str
    sha256: str
    texts: tuple[str, ...]
    cpu_s: float
    wall_s: float
    peak_bytes: int

    def scored(self, test_set: TestSet) -> list[ScoredPassage]:
        """Its passages with their references."""
        return [
            ScoredPassage(passage, text)
            for passage, text in zip(test_set.passages, self.texts, strict=True)
        ]


def run_model(
    store: Store, test_set: TestSet, model: Model, on_progress: OnProgress = lambda *_: None
) -> Run:
    """Draft a test set, or what is left of it after an interruption.

    Args:
        store: The library.
        test_set: What is drafted.
        model: With what.
        on_progress: Called with the number of groups of passages that are done, at first with that of earlier attempts,
            and of all groups.

    Raises:
        ModelUnavailable: The model is not installed.
        DraftFailed: It cannot be used, or its process ended.
        MediaUnreadable: A recording's samples are missing.
    """
    folder = model.models_folder or store.models_folder
    models.check(folder, model.name)
    answers = _answers_path(store, test_set, model, models.model_sha256(folder, model.name))
    note_recordings(answers.parent, {one.recording for one in test_set.passages})
    done = _read_answers(answers)
    groups = list(_groups(test_set.passages))
    with answers.open("a", encoding="utf-8") as file, open_decoder(model, folder) as decoder:
        for group in groups[len(done) :]:
            on_progress(model, len(done), len(groups))
            pcm = store.media_folder(group[0].recording) / "audio.pcm"
            done.append(decoder.draft(pcm, group))
            file.write(json.dumps(asdict(done[-1]), ensure_ascii=False) + "\n")
            file.flush()
    on_progress(model, len(groups), len(groups))
    last = done[-1]
    return Run(
        model, last.engine, last.sha256, tuple(text for one in done for text in one.texts),
        sum(one.cpu_s for one in done), sum(one.wall_s for one in done),
        max(one.peak_bytes for one in done),
    )  # fmt: skip


def _groups(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """Passages that are decoded together."""
    for _, some in groupby(passages, key=lambda one: (one.recording, one.language)):
        group = tuple(some)
        for first in range(0, len(group), BATCH):
            yield group[first : first + BATCH]


def _answers_path(store: Store, test_set: TestSet, model: Model, sha256: str) -> Path:
    """Another program, release, split or model has other answers."""
    pieces = [one.pieces for one in test_set.passages]
    key = json.dumps([__version__, test_set.digest, test_set.split, model.engine, sha256, pieces])
    name = hashlib.sha256(key.encode()).hexdigest()[:16]
    return bakeoff_folder(store.folder, test_set.digest) / f"{model.name}-{name}.jsonl"


def _read_answers(path: Path) -> list[Drafted]:
    """Whole lines; a line that was cut off by an interruption is removed."""
    if not path.is_file():
        return []
    lines = path.read_bytes().splitlines(keepends=True)
    whole = [line for line in lines if line.endswith(b"\n")]
    if len(whole) < len(lines):
        path.write_bytes(b"".join(whole))
    plains = map(json.loads, whole)
    return [Drafted(**{**plain, "texts": tuple(plain["texts"])}) for plain in plains]


def words_by_draft(test_set: TestSet) -> Counter[str]:
    """Reference words by the model that drafted their recording; "" for those typed from scratch."""
    counted: Counter[str] = Counter()
    for passage in test_set.passages:
        drafted_with = test_set.drafted_with.get(passage.recording, "")
        counted[drafted_with] += len(passage.text.split())
    return counted
