"""Models of one's own: added whole, checked, kept apart from the published ones, removed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from transcribe.asr.models import files as models
from transcribe.asr.models.registered import (
    DIGESTS_FILE,
    REGISTERED,
    TrainedOn,
    can_be_own,
    read_registered,
    register,
    remove_registered,
)
from transcribe.errors import ModelUnavailable

pytestmark = pytest.mark.model
SEEN = TrainedOn("Talks", "1.0.0", "ab" * 32, ("train", "validation"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def base(models_folder: Path) -> Path:
    return models_folder / "base"


def test_a_model_is_added_with_digests_and_lineage(folder: Path, base: Path) -> None:
    made = register(folder, "mine", base, based_on="base", trained_on=[SEEN], links=True)
    assert read_registered(folder, "mine") == made
    assert made.trained_on == (SEEN,)
    assert made.digests["model.bin"] == models.pinned_sha256("base")
    assert not made.is_english_only
    assert models.check(folder, "mine") == folder / "mine"
    assert models.model_names(folder)[-1] == "mine"
    assert models.model_sha256(folder, "mine") == models.pinned_sha256("base")
    assert models.pinned_sha256("mine", folder) == models.pinned_sha256("base")
    assert models.weights_bytes("mine", folder) == models.weights_bytes("base")
    assert models.ensure(folder, "mine") == folder / "mine"
    assert list(models.verify(folder)) == [("mine", "")]
    assert "mine" not in models.model_names()


def test_what_is_copied_lives_without_its_source(folder: Path, base: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(base, source)
    register(folder, "mine", source)
    shutil.rmtree(source)
    assert models.is_present(folder, "mine")
    assert not list(folder.glob(".partial/*own*"))


def test_a_damaged_model_is_told(folder: Path, base: Path) -> None:
    register(folder, "mine", base)
    with (folder / "mine" / "model.bin").open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"other")
    assert list(models.verify(folder)) == [("mine", "changed or missing: model.bin")]
    (folder / "mine" / "tokenizer.json").unlink()
    assert models.damaged(folder) == ("mine",)
    with pytest.raises(ModelUnavailable, match="transcribe models remove mine"):
        models.check(folder, "mine")


def test_a_model_is_removed_and_can_be_added_again(folder: Path, base: Path) -> None:
    register(folder, "mine", base, links=True)
    with pytest.raises(ModelUnavailable, match="there is a model of this name"):
        register(folder, "mine", base, links=True)
    remove_registered(folder, "mine")
    assert not (folder / "mine").exists()
    assert models.model_names(folder) == models.model_names()
    register(folder, "mine", base, links=True)


def test_only_models_of_ones_own_are_removed(folder: Path, base: Path) -> None:
    (folder / "base").mkdir(parents=True)
    for name in ("base", "nothing", "..", ""):
        with pytest.raises(ModelUnavailable, match="not a model of your own"):
            remove_registered(folder, name)
    assert (folder / "base").is_dir()


@pytest.mark.parametrize(
    "name",
    [
        "base",
        "large",
        "none",
        "auto",
        "speakers",
        "",
        ".hidden",
        "../up",
        "a/b",
        "a b",
        "ü",
        "x" * 65,
    ],
)
def test_a_name_that_is_taken_or_odd_is_refused(folder: Path, base: Path, name: str) -> None:
    assert not can_be_own(name)
    with pytest.raises(ModelUnavailable, match="needs a name of letters"):
        register(folder, name, base)
    assert not folder.exists()


@pytest.mark.parametrize(
    "missing", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"]
)
def test_a_folder_that_lacks_a_file_is_refused(
    folder: Path, base: Path, tmp_path: Path, missing: str
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for path in base.iterdir():
        if path.name != missing:
            (source / path.name).symlink_to(path)
    with pytest.raises(ModelUnavailable, match=f"it lacks .*{missing}.*ct2-transformers-converter"):
        register(folder, "mine", source)
    assert not (folder / "mine").exists()


@pytest.mark.parametrize(
    ("file", "content"),
    [("model.bin", b"no model"), ("model.bin", b""), ("config.json", b"{"), ("model.bin", None)],
)
def test_files_of_something_else_are_refused(
    folder: Path, base: Path, tmp_path: Path, file: str, content: bytes | None
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for path in base.iterdir():
        (source / path.name).symlink_to(path)
    (source / file).unlink()
    cut_off = (base / file).read_bytes()[:1_000_000]
    (source / file).write_bytes(cut_off if content is None else content)
    with pytest.raises(ModelUnavailable, match="no CTranslate2 model of Whisper"):
        register(folder, "mine", source)
    assert not (folder / "mine").exists()


@pytest.mark.parametrize("key", ["lang_ids", "alignment_heads"])
def test_a_conversion_that_lost_what_drafts_need_is_refused(
    folder: Path, base: Path, tmp_path: Path, key: str
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for path in base.iterdir():
        (source / path.name).symlink_to(path)
    config = json.loads((base / "config.json").read_text())
    (source / "config.json").unlink()
    (source / "config.json").write_text(json.dumps({**config, key: []}))
    with pytest.raises(ModelUnavailable, match=f"has no {key}.*generation_config"):
        register(folder, "mine", source)


def test_a_half_written_model_is_none(folder: Path, base: Path) -> None:
    """As after a kill: what waits in the folder for partial files is not listed, and is replaced."""
    waiting = folder / ".partial" / "mine.own"
    waiting.mkdir(parents=True)
    (waiting / REGISTERED).write_text(json.dumps({}))
    assert models.model_names(folder) == models.model_names()
    register(folder, "mine", base, links=True)
    assert models.is_present(folder, "mine")


@pytest.mark.parametrize(
    "content", ["", '{"nam', "[]", "{}", '"text"', '{"trained_on": [1]}', None]
)
def test_a_model_whose_record_is_damaged_is_told_and_can_be_removed(
    folder: Path, base: Path, content: str | None
) -> None:
    """None: all its files are empty, as after a power cut. The other models are still there."""
    register(folder, "mine", base, links=True)
    register(folder, "other", base, links=True)
    own = folder / "mine"
    if content is None:
        for path in own.iterdir():
            path.unlink()
            path.touch()
    else:
        (own / REGISTERED).write_text(content)
    assert models.model_names(folder)[-2:] == ("mine", "other")
    assert not models.is_present(folder, "mine")
    assert models.damaged(folder) == ("mine",)
    faults = dict(models.verify(folder))
    assert REGISTERED in faults["mine"]
    assert faults["other"] == ""
    with pytest.raises(ModelUnavailable, match="transcribe models remove mine"):
        models.check(folder, "mine")
    with pytest.raises(ModelUnavailable, match="transcribe models remove mine"):
        models.ensure(folder, "mine")
    remove_registered(folder, "mine")
    assert register(folder, "mine", base, links=True).name == "mine"


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_list_of_digests_that_is_damaged_is_told(folder: Path, base: Path, content: str) -> None:
    register(folder, "mine", base, links=True)
    (folder / "mine" / DIGESTS_FILE).write_text(content)
    assert DIGESTS_FILE in dict(models.verify(folder))["mine"]


def test_a_folder_that_is_no_model_is_not_offered_for_removal(folder: Path, base: Path) -> None:
    (folder / "mine").mkdir(parents=True)
    with pytest.raises(ModelUnavailable, match=r"no model of your own.*rename"):
        register(folder, "mine", base)
