"""Models are compared on a release with real speech; an interrupted comparison goes on."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.library.bakeoff.speeches import SAID
from transcribe.asr.models import files as models
from transcribe.asr.models.registered import TrainedOn, register
from transcribe.audio.decode import open_pcm
from transcribe.errors import CorpusUnsuitable, DraftFailed, ModelUnavailable
from transcribe.evaluation.passages import Passage
from transcribe.library.bakeoff.decoding import Decoder, Drafted, Model, _plans, open_decoder
from transcribe.library.bakeoff.report import make_report, to_json, to_lines, to_page
from transcribe.library.bakeoff.run import Run, read_test_set, run_model
from transcribe.library.corpora.release import MANIFEST
from transcribe.store import Store
from transcribe.store.bakeoff_files import bakeoff_folder

BASE = Model("base")

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def base_run(library: tuple[Store, Path]) -> Run:
    store, release = library
    return run_model(store, read_test_set(store, release, "test"), BASE)


def test_a_model_hears_what_was_approved(library: tuple[Store, Path], base_run: Run) -> None:
    store, release = library
    report = make_report(store, read_test_set(store, release, "all"), [base_run])
    plain = to_json(report)
    (model,) = plain["models"]
    assert plain["words"] == 2 * len(SAID.split())
    assert model["wer"]["value"] < 0.05
    assert model["terms"] == {"said": 2, "written": 2}
    assert model["cpu_s_per_s"] > 0
    assert model["peak_bytes"] > 100e6
    assert model["sha256"] == models.pinned_sha256("base")
    assert "too few for intervals" in " ".join(plain["warnings"])


def test_an_interrupted_comparison_goes_on(
    library: tuple[Store, Path], base_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, release = library
    test_set = read_test_set(store, release, "test")
    (answers,) = bakeoff_folder(store.folder, test_set.digest).glob("base-*.jsonl")
    first, second = answers.read_bytes().splitlines(keepends=True)
    answers.write_bytes(first + second[:20])  # cut off in the second answer
    asked: list[Sequence[Passage]] = []
    draft = Decoder.draft

    def counted(self: Decoder, pcm: Path, passages: Sequence[Passage]) -> Drafted:
        asked.append(passages)
        return draft(self, pcm, passages)

    monkeypatch.setattr(Decoder, "draft", counted)
    assert run_model(store, test_set, BASE).texts == base_run.texts
    assert len(asked) == 1
    assert answers.read_bytes().startswith(first)
    assert run_model(store, test_set, BASE).texts == base_run.texts
    assert len(asked) == 1


def test_two_equal_models_are_a_tie(library: tuple[Store, Path], base_run: Run) -> None:
    store, release = library
    other = replace(base_run, model=Model("other"), texts=("nothing of this", *base_run.texts[1:]))
    report = make_report(store, read_test_set(store, release, "test"), [base_run, other])
    lines = "\n".join(to_lines(report))
    assert "too few recordings to tell" in lines
    page = to_page(store, report)
    assert page.count("data:audio/ogg;base64,") == len(report.scores.models[1].worst) + len(
        report.scores.models[0].worst
    )
    assert "nothing of this" in page
    assert "talk0" in page or "talk1" in page


def test_a_corrected_draft_favours_its_model(library: tuple[Store, Path], base_run: Run) -> None:
    store, release = library
    test_set = read_test_set(store, release, "test")
    drafted = replace(test_set, drafted_with={test_set.passages[0].recording: "base"})
    (warning,) = (one for one in make_report(store, drafted, [base_run]).warnings if "draft" in one)
    assert "50% of the words are corrected drafts of base" in warning
    assert "typed from scratch: 50% of this set" in warning


def test_a_model_that_has_seen_the_split_is_told(
    library: tuple[Store, Path], base_run: Run, tmp_path: Path
) -> None:
    store, release = library
    test_set = read_test_set(store, release, "test")
    seen = TrainedOn(test_set.project, "1.0.0", test_set.digest, ("test",))
    earlier = replace(seen, version="0.9.0", digest="0" * 64)
    of_others = replace(earlier, project="Others")
    base = store.models_folder / "base"
    for name, trained_on in (("mine", seen), ("earlier", earlier), ("others", of_others)):
        register(tmp_path, name, base, trained_on=[trained_on], links=True)
    runs = [
        replace(base_run, model=Model(name, "auto", tmp_path))
        for name in ("mine", "earlier", "others")
    ]
    told = "\n".join(make_report(store, test_set, runs).warnings)
    assert "mine was trained on this split" in told
    assert "earlier was trained on version 0.9.0 of Speeches" in told
    assert "others" not in told


def test_a_release_that_was_changed_is_refused(library: tuple[Store, Path], tmp_path: Path) -> None:
    store, release = library
    changed = tmp_path / "release"
    shutil.copytree(release, changed)
    manifest = changed / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace("fellow", "yellow"), "utf-8")
    with pytest.raises(CorpusUnsuitable, match="changed after the release"):
        read_test_set(store, changed, "test")


@pytest.mark.parametrize("split", ["train", "Test", ""])
def test_a_split_that_is_not_there_is_refused(library: tuple[Store, Path], split: str) -> None:
    store, release = library
    with pytest.raises(CorpusUnsuitable, match="only test, all"):
        read_test_set(store, release, split)


def test_a_folder_without_release_is_refused(library: tuple[Store, Path], tmp_path: Path) -> None:
    with pytest.raises(CorpusUnsuitable, match="no release"):
        read_test_set(library[0], tmp_path, "test")


def test_a_model_that_is_not_installed_is_refused(library: tuple[Store, Path]) -> None:
    store, release = library
    with pytest.raises(ModelUnavailable, match="not installed"):
        run_model(store, read_test_set(store, release, "test"), Model("tiny"))


def test_a_process_that_ends_is_told(library: tuple[Store, Path]) -> None:
    store, release = library
    test_set = read_test_set(store, release, "test")
    with open_decoder(BASE, store.models_folder) as decoder:
        decoder._child.kill()
        decoder._child.wait()
        with pytest.raises(DraftFailed, match="its process ended"):
            decoder.draft(store.media_folder(test_set.passages[0].recording), test_set.passages[:1])


def test_a_clip_beyond_a_chunk_is_cut_in_pauses(library: tuple[Store, Path]) -> None:
    store, release = library
    (passage, *_) = read_test_set(store, release, "test").passages
    samples = np.tile(np.array(open_pcm(store.media_folder(passage.recording) / "audio.pcm")), 5)
    plans = list(_plans([(0, len(samples) // 16)], samples))
    assert len(plans) > 1
    assert all(plan.pieces[-1][1] - plan.pieces[0][0] <= 30_000 for plan in plans)
