"""A small collection with speakers, splits and awkward texts, and its corpora."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.made_media import write_wav
from tests.support.store_steps import edit
from transcribe.audio.decode import open_pcm
from transcribe.datasets.manifest import Row, read_rows
from transcribe.datasets.splits import SHARES, RecordingVoices, assign_splits, components
from transcribe.document.model import Segment, Speaker
from transcribe.document.operations import AddSpeaker, Insert
from transcribe.jobs.ingest import run_ingest
from transcribe.library.corpora.export import Made, export_corpus
from transcribe.library.corpora.plan import CorpusOptions
from transcribe.library.corpora.release import MANIFEST
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.projects import Project, ProjectFields

RATE = 44_100
SECONDS = 12
# Texts that readers of tables change, when they guess types or have quotes.
TEXTS = (
    "007", "null", "NA", "None", "true", "2024-01-31", "12:30:00", "1e5", "", "nan", '"quoted"',
    "It's a \"test\"", "a,b;c", "a\tb", "back\\slash", "été ? — Straße", "你好。世界", "שלום עולם",
    "a|b", "<s> #0 </s> text", "line one\nline two", "nbsp\u00a0here\u3000wide", "😀 emoji", "0",
)  # fmt: skip


def voice(seed: int) -> NDArray[np.float64]:
    """Noise in bursts, with sound up to 20 kHz."""
    n_samples = SECONDS * RATE
    noise = np.random.default_rng(seed).normal(0, 0.1, n_samples)
    return noise * (np.sin(np.arange(n_samples) / RATE * (5 + seed)) > 0)


def make_collection(store: Store, folder: Path, n: int = 6) -> Project:
    """A collection of recordings with a speaker each; the first two share theirs."""
    project = store.projects.add(ProjectFields("My talks", "en", "CC-BY-4.0", "All agreed."))
    folder.mkdir(exist_ok=True)
    for number in range(n):
        path = folder / f"{number}" / "talk.2024.wav"  # all have one file name
        path.parent.mkdir(exist_ok=True)
        write_wav(path, voice(number), RATE)
        media = add_recording(store, path, AddOptions(path.name, model=None)).media
        run_ingest(store, media.id, lambda *_: None)
        store.tags.set(media.id, ["all", f"talks/{number}"])
        name = f"../a-b|{max(1, number)}"
        edit(store, AddSpeaker(Speaker("S1", name)), *_segments(number), media_id=media.id)
        store.projects.put(media.id, project.id)
    _fill_all_splits(store, project)
    return store.projects.get(project.id)


def _fill_all_splits(store: Store, project: Project) -> None:
    """Choose a salt with which as many splits as possible have recordings."""
    recordings = [
        RecordingVoices(media_id, (str(max(1, number)),))
        for number, media_id in enumerate(store.projects.media_ids(project.id))
    ]
    n_splits = min(len(SHARES), len(components(recordings)))
    salts = (f"salt {n}" for n in itertools.count())
    salt = next(
        salt
        for salt in salts
        if len(set(assign_splits(recordings, salt).splits.values())) == n_splits
    )
    store.connection().execute("UPDATE projects SET salt = ? WHERE id = ?", [salt, project.id])


def _segments(number: int) -> list[Insert]:
    """Twelve segments; the times are odd at 22,050 Hz."""
    made = []
    for n in range(SECONDS - 1):
        start = 1_000 * n + 13 * (n + number)
        text = TEXTS[(n + 11 * number) % len(TEXTS)]
        status = "draft" if n == 5 else "approved"
        segment = Segment(n + 1, start, start + 811 + n, text, "S1", status)  # type: ignore[arg-type]
        made.append(Insert(segment))
    return made


def make_corpus(store: Store, project: Project, target: Path, **options: Any) -> Made:
    """Export a collection."""
    return export_corpus(store, project, CorpusOptions(**options), target)


def rows_of(folder: Path) -> dict[str, Row]:
    """The manifest by ids of clips."""
    return {row.clip.id: row for row in read_rows(folder / MANIFEST)}


def expected_samples(store: Store, row: Row) -> NDArray[np.int16]:
    """The samples of a clip at 16 kHz, straight from the recording's PCM."""
    assert row.rate == 16_000
    pcm = open_pcm(store.media_folder(row.clip.recording) / "audio.pcm")
    found: NDArray[np.int16] = np.array(pcm[16 * row.clip.start_ms : 16 * row.clip.end_ms])
    assert len(found) == row.n_samples
    return found


def splits_of(rows: Mapping[str, Row]) -> set[str]:
    return {row.split for row in rows.values()}
