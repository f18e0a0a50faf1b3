"""Speakers' names at the beginning of a text: `Alice: Hello`."""

from __future__ import annotations

import re

from transcribe.formats.parsing import Notes, ReadOptions

MAX_NAME_WORDS = 5
_PREFIX = re.compile(
    r"(?:-[ \u00a0]?)?([^\W\d_][^:：\n<>{}\[\]?!;\"“”]{0,59}?)[ \u00a0]?[:：](?!//)\s*"
)


def split_speaker(text: str, notes: Notes, line: int) -> tuple[str | None, str]:
    """The speaker's name, if the text begins with one, and the text without it.

    Names that the recording has are always found; others only where the options say so.
    """
    name, rest = split_name(text, notes.options)
    if name is not None:
        notes.warn(line, f'"{name}:" was taken for the speaker')
    return name, rest


def split_name(text: str, options: ReadOptions) -> tuple[str | None, str]:
    """The same, without a warning."""
    for known in options.speaker_names:
        if text.startswith(f"{known}:") and text[len(known) + 1 :].strip():
            return known, text[len(known) + 1 :].lstrip(" \t\n")
    found = _PREFIX.match(text)
    if found is None or not text[found.end() :].strip():
        return None, text
    name = found[1].strip()
    if name in options.speaker_names or (options.speakers and looks_like_name(name)):
        return name, text[found.end() :]
    return None, text


def looks_like_name(name: str) -> bool:
    """Whether a beginning before a colon may be a name: few words, the first with a capital."""
    return len(name.split()) <= MAX_NAME_WORDS and not name[0].islower() and ". " not in name


def names_in(texts: list[str]) -> tuple[str, ...]:
    """Names that texts seem to begin with, the most frequent first, to be offered to a person."""
    counts: dict[str, int] = {}
    for text in texts:
        name, _ = split_name(text, ReadOptions(speakers=True))
        if name is not None:
            counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts, key=lambda name: -counts[name]))
