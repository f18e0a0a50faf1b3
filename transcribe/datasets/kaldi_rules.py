"""The rules of Kaldi's `validate_data_dir.sh --no-feats` for a data folder.

Kaldi's scripts are in no package registry; this checks the same on what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from transcribe.text.kaldi_words import KALDI_SYMBOL

_BAD_SPACE = re.compile(r"[^\S \t\n]")  # white space that is neither blank nor tab
REQUIRED = ("wav.scp", "text", "utt2spk", "spk2utt")
OF_UTTERANCES = (
    "vad.scp",
    "utt2lang",
    "utt2uniq",
    "utt2warp",
)  # optional: a line for each utterance
OF_SPEAKERS = ("spk2gender", "spk2warp", "cmvn.scp")  # optional: a line for each speaker
CHANNELS = frozenset(["A", "B", "1"])  # 1 is warned of only
MIN_WARP, MAX_WARP = 0.5, 1.5


def check_data_dir(folder: Path) -> tuple[str, ...]:
    """The rules that a data folder breaks, as sentences; empty if it is valid."""
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    if missing:
        return tuple(f"{name} is missing" for name in missing)
    return tuple(problem for rule in _RULES for problem in rule(folder))


def _lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8").split("\n")[:-1]


def _pairs(path: Path) -> list[tuple[str, str]]:
    fields = (line.split(None, 1) for line in _lines(path))
    return [(some[0], some[1] if len(some) > 1 else "") for some in fields if some]


def _keys(path: Path) -> set[str]:
    return {key for key, _ in _pairs(path)}


def _files(folder: Path) -> Iterator[Path]:
    for name in (
        *REQUIRED,
        "segments",
        "utt2dur",
        "reco2file_and_channel",
        *OF_UTTERANCES,
        *OF_SPEAKERS,
    ):
        if (folder / name).is_file():
            yield folder / name


def _format(folder: Path) -> Iterator[str]:
    for path in _files(folder):
        content = path.read_bytes()
        if not content:
            yield f"{path.name} is empty"
        elif not content.endswith(b"\n"):
            yield f"the last line of {path.name} has no end"
        if b"\r" in content:
            yield f"{path.name} has a carriage return"
        if any(not line.strip() for line in content.split(b"\n")[:-1]):
            yield f"{path.name} has an empty line"
        if any(not key.isascii() for key, _ in _pairs(path)):
            yield f"{path.name} has an id that is not ASCII"


def _order(folder: Path) -> Iterator[str]:
    for path in _files(folder):
        keys = [key.encode() for key, _ in _pairs(path)]
        if keys != sorted(keys):
            yield f"{path.name} is not sorted as bytes"
        if len(set(keys)) != len(keys):
            yield f"{path.name} has an id twice"
    speakers = [speaker.encode() for _, speaker in _pairs(folder / "utt2spk")]
    if speakers != sorted(speakers):
        yield "utt2spk is not sorted by speaker: ids of speakers must begin those of utterances"


def _text(folder: Path) -> Iterator[str]:
    content = (folder / "text").read_bytes().decode("utf-8")
    if _BAD_SPACE.search(content):
        yield "text has white space other than blank and tab"
    if KALDI_SYMBOL.search(content):
        yield "text has <s>, </s> or #0"


def _speakers(folder: Path) -> Iterator[str]:
    of = dict(_pairs(folder / "utt2spk"))
    listed = {
        utterance: speaker
        for speaker, some in _pairs(folder / "spk2utt")
        for utterance in some.split()
    }
    if of != listed:
        yield "spk2utt is not utt2spk turned round"
    if any(not utterance.startswith(speaker) for utterance, speaker in of.items()):
        yield "an utterance's id does not begin with its speaker's"


def _same_utterances(folder: Path) -> Iterator[str]:
    utterances = _keys(folder / "utt2spk")
    if _keys(folder / "text") != utterances:
        yield "text and utt2spk have different utterances"
    by_recording = (folder / "segments").is_file()
    source = "segments" if by_recording else "wav.scp"
    if _keys(folder / source) != utterances:
        yield f"{source} and utt2spk have different utterances"
    if by_recording:
        used = {rest.split()[0] for _, rest in _pairs(folder / "segments") if rest}
        if _keys(folder / "wav.scp") != used:
            yield "wav.scp and segments have different recordings"


def _segments(folder: Path) -> Iterator[str]:
    if not (folder / "segments").is_file():
        return
    for utterance, rest in _pairs(folder / "segments"):
        fields = rest.split()
        if len(fields) != 3:
            yield f"segments: {utterance} has not four fields"
        elif not float(fields[2]) > float(fields[1]) >= 0:
            yield f"segments: {utterance} does not end after its start"


def _lengths(folder: Path) -> Iterator[str]:
    if (folder / "utt2dur").is_file():
        utterances = _keys(folder / "utt2spk")
        lengths = _pairs(folder / "utt2dur")
        if {key for key, _ in lengths} != utterances:
            yield "utt2dur and utt2spk have different utterances"
        if any(len(length.split()) != 1 or not _number(length) > 0 for _, length in lengths):
            yield "utt2dur has a length of 0, or none"


def _number(text: str) -> float:
    """A number; 0 for other text, as in awk."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def _sources(folder: Path) -> Iterator[str]:
    if any(source.startswith("~") for _, source in _pairs(folder / "wav.scp")):
        yield "wav.scp has a path that begins with ~"
    if any(not source for _, source in _pairs(folder / "wav.scp")):
        yield "wav.scp has a line without a path"


def _channels(folder: Path) -> Iterator[str]:
    if not (folder / "reco2file_and_channel").is_file():
        return
    lines = _pairs(folder / "reco2file_and_channel")
    if {key for key, _ in lines} != _keys(folder / "wav.scp"):
        yield "reco2file_and_channel and wav.scp have different recordings"
    fields = [rest.split() for _, rest in lines]
    if any(len(some) != 2 or some[1] not in CHANNELS for some in fields):
        yield "reco2file_and_channel has a channel other than A and B"


def _optional(folder: Path) -> Iterator[str]:
    """Files with a line for each utterance, or for each speaker."""
    for names, source in ((OF_UTTERANCES, "utt2spk"), (OF_SPEAKERS, "spk2utt")):
        for name in names:
            if (folder / name).is_file() and _keys(folder / name) != _keys(folder / source):
                yield f"{name} and {source} have different ids"


def _values(folder: Path) -> Iterator[str]:
    if (folder / "spk2gender").is_file():
        genders = _pairs(folder / "spk2gender")
        if any(gender not in {"m", "f"} for _, gender in genders):
            yield "spk2gender has something else than m and f"
    for name in ("spk2warp", "utt2warp"):
        if (folder / name).is_file():
            factors = [_number(factor) for _, factor in _pairs(folder / name)]
            if any(not MIN_WARP < factor < MAX_WARP for factor in factors):
                yield f"{name} has a factor that is not between 0.5 and 1.5"


_RULES = (
    _format, _order, _text, _speakers, _same_utterances, _segments, _lengths, _sources, _channels, _optional,
    _values,
)  # fmt: skip
