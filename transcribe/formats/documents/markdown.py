"""Markdown (CommonMark): a heading, and a paragraph for each segment."""

from __future__ import annotations

import re

from transcribe.document.model import Transcript
from transcribe.formats.documents.turns import clock, paragraphs, title_of
from transcribe.formats.losses import Losses
from transcribe.formats.parsing import trimmed_lines

# All that can begin inline markup, and what begins a block at the start of a line (CommonMark 0.31.2).
_INLINE = re.compile(r"([\\`*_\[\]<>&~|])")
_BLOCK = re.compile(r"^(\s*)([#+\-=]|(\d{1,9})([.)]))", re.MULTILINE)


def dumps(
    transcript: Transcript, _losses: Losses, *, times: bool = True, speakers: bool = True
) -> str:
    """Write Markdown.

    Args:
        transcript: Segments without text are skipped.
        times: Begin each paragraph with the start of its segment, in whole seconds.
        speakers: Name the speaker at each change.
    """
    parts = [f"# {_escaped(title_of(transcript))}\n"]
    for one in paragraphs(transcript):
        name = f"**{_escaped(one.name)}:** " if speakers and one.name and one.is_change else ""
        time = f"\\[{clock(one.segment.start_ms)}\\] " if times else ""
        text = _escaped(trimmed_lines(one.segment.text))
        if time or name:  # the line begins with these
            text = text.removeprefix("\\") if text[:2] in {"\\#", "\\+", "\\-", "\\="} else text
        # A backslash at its end breaks a line.
        parts.append(f"{time}{name}{text}".replace("\n", "\\\n") + "\n")
    return "\n".join(parts)


def _escaped(text: str) -> str:
    return _BLOCK.sub(_escaped_block, _INLINE.sub(r"\\\1", text))


def _escaped_block(found: re.Match[str]) -> str:
    """What begins a heading or a list; of `1.` the point is escaped."""
    return f"{found[1]}{found[3]}\\{found[4]}" if found[3] else f"{found[1]}\\{found[2]}"
