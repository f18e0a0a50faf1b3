"""A library with two recordings of one speech, and a release of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.support.recordings import JFK, to_wav
from tests.support.store_steps import edit
from transcribe.audio.decode import decode, open_pcm
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.jobs.ingest import run_ingest
from transcribe.library.corpora.export import export_corpus
from transcribe.library.corpora.plan import CorpusOptions
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.projects import ProjectFields
from transcribe.text.glossary import Term

SAID = "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country."


@contextmanager
def make_library(folder: Path, models_folder: Path) -> Iterator[tuple[Store, Path]]:
    """The library, with real models, and the release's folder."""
    (folder / "data").mkdir()
    (folder / "data" / "models").symlink_to(models_folder)
    decode(JFK, folder / "jfk.pcm", name="jfk.flac", channels=2)
    samples = np.array(open_pcm(folder / "jfk.pcm"))
    with Store(folder / "data") as store:
        project = store.projects.add(ProjectFields("Speeches", "en", "CC0", ""))
        for number in range(2):
            samples[0] = number  # other bytes, another recording
            add_speech(store, folder / f"talk{number}.wav", samples, project.id)
        store.glossary.put([Term("fellow Americans"), Term("Kourou")])
        options = CorpusOptions(format="nemo", shares=(("test", 1.0),))
        export_corpus(store, project, options, folder / "release")
        yield store, folder / "release"


def add_speech(store: Store, source: Path, samples: NDArray[np.int16], project_id: str) -> None:
    """Add a recording of the collection with its approved text."""
    source.write_bytes(to_wav(samples))
    media_id = add_recording(store, source, AddOptions(source.name, model=None)).media.id
    run_ingest(store, media_id, lambda *_: None)
    spoken = Segment(1, 200, 10_500, SAID, None, "approved")
    edit(store, Insert(spoken), media_id=media_id)
    store.projects.put(media_id, project_id)
