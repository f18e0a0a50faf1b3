"""Models of one's own: fine-tuned weights that were added to a models folder with their digests and their origin.

A registered model is a folder like one of the catalogue, with `registered.json` besides. The file says of which published
model it was trained, and on which releases, so that a comparison on such a release can warn (`library.bakeoff`).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock

from transcribe.asr.models.catalogue import ALIASES, MODELS, Model, ModelFile
from transcribe.asr.models.convert import read_variables
from transcribe.errors import ModelUnavailable
from transcribe.system.file_digest import sha256_of

# SHA-256 of each file as checked at the download; its presence means that the model is complete.
DIGESTS_FILE = "digests.json"
REGISTERED = "registered.json"
NEEDED = ("model.bin", "config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
OPTIONAL = ("preprocessor_config.json",)
ENGLISH_VOCABULARY = 51_864  # tokens of models for English only; others have at least one more
EMBEDDINGS = "decoder/embeddings/weight"
RESERVED = frozenset({"none", "auto", "speakers", *MODELS, *ALIASES})
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_CONVERT = (
    "Convert a checkpoint of transformers with `ct2-transformers-converter --model FOLDER --output_dir NEW --copy_files "
    "tokenizer.json preprocessor_config.json` (packages ctranslate2 and transformers), then add NEW."
)


@dataclass(frozen=True, slots=True)
class TrainedOn:
    """A release that a model was trained on.

    Attributes:
        project, version, digest: Of the release.
        splits: Those of it that were used.
    """

    project: str
    version: str
    digest: str
    splits: tuple[str, ...] = ("train",)


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """What is known of a model of one's own.

    Attributes:
        name: In the models folder; never one of the catalogue.
        based_on: The published model that it was trained from; empty if that is not known.
        trained_on: Releases that it has seen.
        source: Where its files were.
        added_at: ISO 8601, UTC.
        is_english_only: It has the vocabulary of models for English only.
        sizes, digests: Bytes and SHA-256 of its files.
    """

    name: str
    based_on: str
    trained_on: tuple[TrainedOn, ...]
    source: str
    added_at: str
    is_english_only: bool
    sizes: dict[str, int]
    digests: dict[str, str]

    def as_model(self) -> Model:
        """As an entry of the catalogue."""
        files = {
            name: ModelFile(name, size, self.digests[name]) for name, size in self.sizes.items()
        }
        return Model(
            self.name, "", "", files, is_own=True, has_english_vocabulary=self.is_english_only
        )


def can_be_own(name: object) -> bool:
    """Whether a registered model could have this name."""
    return isinstance(name, str) and bool(_NAME.fullmatch(name)) and name not in RESERVED


def registered_names(models_folder: Path) -> tuple[str, ...]:
    """Names of the registered models, in alphabetical order."""
    found = models_folder.glob(f"*/{REGISTERED}")
    return tuple(sorted(path.parent.name for path in found if can_be_own(path.parent.name)))


def is_registered(models_folder: Path, name: str) -> bool:
    """Whether a registered model has this name."""
    return can_be_own(name) and (models_folder / name / REGISTERED).is_file()


def read_registered(models_folder: Path, name: str) -> RegisteredModel | None:
    """What is known of a registered model; None if there is no such model.

    A model whose record is damaged has files of no length, so it counts as incomplete.
    """
    if not is_registered(models_folder, name):
        return None
    try:
        return _from_json(name, (models_folder / name / REGISTERED).read_text("utf-8"))
    except FileNotFoundError:  # removed just now
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        none, no_digest = dict.fromkeys(NEEDED, 0), dict.fromkeys(NEEDED, "")
        return RegisteredModel(name, "", (), "", "", False, none, no_digest)


def _from_json(name: str, text: str) -> RegisteredModel:
    plain = json.loads(text)
    trained_on = tuple(
        TrainedOn(**{**one, "splits": tuple(one["splits"])}) for one in plain.pop("trained_on")
    )
    return RegisteredModel(**{**plain, "name": name, "trained_on": trained_on})


def register(
    models_folder: Path,
    name: str,
    source: Path,
    *,
    based_on: str = "",
    trained_on: Sequence[TrainedOn] = (),
    links: bool = False,
) -> RegisteredModel:
    """Copy a model into the models folder; it appears there whole or not at all.

    Args:
        models_folder: Made when absent.
        name: Its name from now on.
        source: Folder of a CTranslate2 model for Whisper.
        based_on: The published model that it was trained from.
        trained_on: Releases that it has seen.
        links: Link to the files instead of copying them.

    Raises:
        ModelUnavailable: The name is not usable or is taken, or the folder is no such model.
    """
    if not can_be_own(name):
        raise ModelUnavailable(
            name,
            "a model of your own needs a name of letters, digits, dots and hyphens that no published model has.",
        )
    names = _files(name, source)
    is_english_only = _check_weights(name, source)
    partial = models_folder / ".partial" / f"{name}.own"
    with FileLock(_lock_path(models_folder, name)):
        _check_free(models_folder, name)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        for file in names:
            if links:
                (partial / file).symlink_to((source / file).resolve())
            else:
                shutil.copyfile(source / file, partial / file)
        made = RegisteredModel(
            name, based_on, tuple(trained_on), str(source.resolve()),
            datetime.now(UTC).isoformat(timespec="seconds"), is_english_only,
            {file: (partial / file).stat().st_size for file in names},
            {file: sha256_of(partial / file) for file in names},
        )  # fmt: skip
        (partial / DIGESTS_FILE).write_text(json.dumps(made.digests, indent=2) + "\n")
        (partial / REGISTERED).write_text(json.dumps(asdict(made), indent=2) + "\n", "utf-8")
        partial.replace(models_folder / name)
    return made


def _check_free(models_folder: Path, name: str) -> None:
    if not (models_folder / name).exists():
        return
    if read_registered(models_folder, name) is None:
        raise ModelUnavailable(
            name, f"{models_folder / name} is in the way and is no model of your own. Choose another name, or rename it."
        )  # fmt: skip
    raise ModelUnavailable(
        name, "there is a model of this name. Choose another name, or remove it: "
        f"transcribe models remove {name}"
    )  # fmt: skip


def remove_registered(models_folder: Path, name: str) -> None:
    """Remove a registered model.

    Raises:
        ModelUnavailable: There is none of this name.
    """
    if read_registered(models_folder, name) is None:
        raise ModelUnavailable(name, "it is not a model of your own; only those are removed.")
    leaving = models_folder / ".partial" / f"{name}.removed"
    with FileLock(_lock_path(models_folder, name)):
        shutil.rmtree(leaving, ignore_errors=True)
        (models_folder / name).replace(leaving)
        shutil.rmtree(leaving)


def _lock_path(models_folder: Path, name: str) -> Path:
    folder = models_folder / ".partial"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.lock"


def _files(name: str, source: Path) -> list[str]:
    """The files that an engine reads."""
    missing = [file for file in NEEDED if not (source / file).is_file()]
    vocabulary = [file for file in VOCABULARIES if (source / file).is_file()][:1]
    if missing or not vocabulary:
        lacks = ", ".join([*missing, *([] if vocabulary else [" or ".join(VOCABULARIES)])])
        raise ModelUnavailable(
            name, f"{source} is no CTranslate2 model of Whisper: it lacks {lacks}. {_CONVERT}"
        )
    return [*NEEDED, *vocabulary, *(file for file in OPTIONAL if (source / file).is_file())]


def _check_weights(name: str, source: Path) -> bool:
    """Check that the weights are Whisper's; returns whether they are for English only."""
    try:
        config = json.loads((source / "config.json").read_text("utf-8"))
        embeddings = read_variables(source / "model.bin")[EMBEDDINGS]
    except (KeyError, ValueError, ModelUnavailable) as error:
        reason = error.reason if isinstance(error, ModelUnavailable) else str(error)
        raise ModelUnavailable(
            name, f"{source} is no CTranslate2 model of Whisper: {reason}"
        ) from error
    is_english_only = bool(np.shape(embeddings)[0] == ENGLISH_VOCABULARY)
    needed = ("alignment_heads", *(() if is_english_only else ("lang_ids",)))
    if lacking := [key for key in needed if not config.get(key)]:
        raise ModelUnavailable(
            name, f"{source / 'config.json'} has no {' and no '.join(lacking)}. They come from the checkpoint's "
            "generation_config.json: copy that of the model it was trained from, and convert again."
        )  # fmt: skip
    return is_english_only
