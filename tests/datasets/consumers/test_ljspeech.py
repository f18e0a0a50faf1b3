"""LJSpeech's table, read as its readers do: split at `|`, without quotes."""

from __future__ import annotations

import csv
import wave
from pathlib import Path

import pytest

from tests.datasets.small_collection import make_corpus, rows_of
from transcribe.datasets.clips import ClipOptions
from transcribe.store import Store
from transcribe.store.projects import Project

ONE = ClipOptions(speakers=("../a-b|2",))


def test_every_line_has_three_fields_and_a_file(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    made = make_corpus(
        store,
        project,
        tmp_path / "corpus",
        format="ljspeech",
        clips=ONE,
        normaliser="whisper-basic",
    )
    rows = rows_of(made.folder)
    with (made.folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    assert {one[0] for one in table} == set(rows)
    for key, text, normalized in table:
        clip = rows[key].clip
        assert text == " ".join(clip.text.replace("|", " ").split())
        assert normalized == " ".join(clip.normalized.replace("|", " ").split())
        with wave.open(str(made.folder / "wavs" / f"{key}.wav")) as sound:
            assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 22_050)  # fmt: skip
            start, end = (round(ms * 22_050 / 1000) for ms in (clip.start_ms, clip.end_ms))
            assert sound.getnframes() == end - start


def test_pandas_reads_it_as_the_card_says(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    pandas = pytest.importorskip("pandas", reason="python3 make.py test-datasets installs it")
    store, project = collection
    made = make_corpus(store, project, tmp_path / "corpus", format="ljspeech", clips=ONE)
    table = pandas.read_csv(
        made.folder / "metadata.csv", sep="|", header=None, quoting=csv.QUOTE_NONE, dtype=str,
        keep_default_na=False,
    )  # fmt: skip
    texts = dict(zip(table[0], table[1], strict=True))
    rows = rows_of(made.folder)
    assert texts == {
        key: " ".join(row.clip.text.replace("|", " ").split()) for key, row in rows.items()
    }
