r"""Write changed cues into an ASS or SSA file and keep what is not text: info, styles, comments, attachments, other fields.

A cue whose text is as it was keeps its overrides too; a changed text keeps those that place it (`{\pos(…)}`, `{\an8}`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from transcribe.formats.subtitles.ass import (
    Columns,
    dialogue_columns,
    escaped,
    ms_of,
    time_of_hundredths,
)
from transcribe.formats.subtitles.vtt_layout import ChangedCue

_LEADING = re.compile(r"(?:\{[^}]*\})*")
_PLACE = re.compile(r"\\(?:pos|move|org)\([^)]*\)|\\an?\d+", re.ASCII)
_OVERRIDE = re.compile(r"(?<!\\)\{")


def with_cues(text: str, cues: Sequence[ChangedCue], own: Collection[int]) -> tuple[str, int]:
    """The file with these cues instead of its own.

    Args:
        text: The file, with line feeds.
        cues: In the order in which they shall stand; their bodies are plain text.
        own: The numbers of the lines of all cues that were read.

    Returns:
        The file, and the number of cues some of whose overrides are gone, since their text changed.
    """
    lines = text.split("\n")
    columns = dict(dialogue_columns(lines))
    shown, all_own = {cue.line for cue in cues}, set(own)
    rest, made, n_lost = iter(cues), [], 0
    for number, line in enumerate(lines, 1):
        if number not in all_own:
            made.append(line)
        elif number in shown:
            cue = next(rest)
            changed, is_lossy = _line(lines[cue.line - 1], columns[cue.line], cue)
            made.append(changed)
            n_lost += is_lossy
    return "\n".join(made), n_lost


def _line(line: str, columns: Columns, cue: ChangedCue) -> tuple[str, bool]:
    """The line with the times and the text of a cue, and whether overrides are gone."""
    kind, _, value = line.partition(":")
    bare = value.lstrip(" \t")
    space = value[: len(value) - len(bare)]
    parts = bare.split(",", columns.n - 1)
    start = round(cue.start_ms / 10)
    end = max(round(cue.end_ms / 10), start + 1)
    for at, ms, written in ((columns.start, cue.start_ms, start), (columns.end, cue.end_ms, end)):
        if ms_of(parts[at]) != ms:
            parts[at] = time_of_hundredths(written)
    is_lossy = False
    if not cue.is_same:
        parts[columns.text], is_lossy = _text(parts[columns.text], cue.body)
    return f"{kind}:{space}{','.join(parts)}", is_lossy


def _text(raw: str, body: str) -> tuple[str, bool]:
    leading = _LEADING.match(raw)
    head = leading[0] if leading else ""
    places = "".join(_PLACE.findall(head))
    others = re.sub(r"[{}\s]", "", _PLACE.sub("", head))
    is_lossy = bool(others) or _OVERRIDE.search(raw, len(head)) is not None
    return f"{f'{{{places}}}' if places else ''}{escaped(body)}", is_lossy
