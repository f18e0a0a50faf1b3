r"""Markup in SubRip: what is markup, and how text that only looks like it is written.

SubRip has no escape. A text like `<i>` or `-->` is written with a word joiner (U+2060, invisible)
inside, so that no player takes it for markup; the reader removes it. FFmpeg, and players that use it, also drop
`<laughs>`, `{C: drive}` and `{\any words}`, which are text here, so these are written with one too.
"""

from __future__ import annotations

import re

from transcribe.formats.timestamps import parse_time_line

JOINER = "\u2060"
READINGS = "ruby: readings follow their text in parentheses"
# Only these are markup: notes like <laughs> and formulas like a<b stay text.
HTML_TAG = r"</?(?:b|i|u|s|em|strong|ruby|rt|rp)[ \t]*/?>|<font\b[^<>\n]{0,200}>|</font[ \t]*>|<(?:span|c)(?:[ \t.][^<>\n]{0,200})?>|</(?:span|c)[ \t]*>"  # fmt: skip
# Override tags of ASS, and the control codes of MicroDVD.
# A tag's name is followed by its value, another tag or the end, so that {\\some words} stay text.
_OVERRIDES = r"(?:an|[ibusakKpq]|[xy]?(?:bord|shad)|be|blur|fsc?[xy]?|fsp|fe|fr[xyz]?|fa[xy]|[1-4]?[ca]|alpha|[kK][fo]|pos|move|org|fade?|t|i?clip|pbo)(?=[-+.\d&(\\}])|fn|r(?=[\\}])"  # fmt: skip
_MICRODVD = r"(?:[yY]:[ibus,]+|[cC]:\$[0-9a-fA-F]+|[sS]:\d+|[fF]:[^{}\n]{1,60}|[pPoOhH]:[\d,]+)"
BRACES = rf"\{{\\(?:{_OVERRIDES})[^{{}}\n]{{0,200}}\}}|\{{{_MICRODVD}\}}"
TAG = re.compile(rf"{HTML_TAG}|{BRACES}", re.IGNORECASE)
LINE_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_READING = re.compile(r"<rt[ \t]*>([^<\n]*)(?:</rt[ \t]*>)?", re.IGNORECASE)
_INSIDE = r"(?: *[0-9a-zA-Z_/\\]|>)"  # what begins the inside of a tag or an override
_OPENERS = re.compile(rf"[<{{]{JOINER}*(?={_INSIDE})")
_ARROW = re.compile(rf"(?<=[-\u2013\u2014]){JOINER}*(?=>)|{JOINER}*(?=\u2192)")
_ESCAPED = re.compile(
    rf"(?<=[<{{]){JOINER}(?={JOINER}*{_INSIDE})|(?<=[-\u2013\u2014]){JOINER}(?={JOINER}*>)"
    rf"|{JOINER}(?=\u2192)"
)
# FFmpeg, and players that use it, drop `<laughs>` and `<3>`, take `< b >` for bold, and break lines at `\N`.
_READ_BY_FFMPEG = re.compile(r"<|\\(?=[Nnh])")
_DROPPED_BY_FFMPEG = re.compile(
    r"<>|<[0-9a-z_/]+(?: [^<>]*)?>|< */? *(?:[bius]|font|br)(?: [^<>]*)?/?>|\{(?:\\|[cfopsy]:)[^}]*\}",
    re.IGNORECASE,
)
_LONGEST_TAG = 400


def escape(text: str) -> str:
    """Write text so that nothing in it is taken for markup or for a time line."""
    if not any(mark in text for mark in "<{>\u2192"):
        return text
    text = _OPENERS.sub(_escaped_opener, text)
    return "\n".join(map(_escaped_arrows, text.split("\n")))


def _escaped_opener(found: re.Match[str]) -> str:
    opener = found[0][0]
    rest = opener + found.string[found.end() : found.end() + _LONGEST_TAG]
    is_markup = TAG.match(rest) or LINE_BREAK.match(rest) or _DROPPED_BY_FFMPEG.match(rest)
    return found[0] + JOINER if is_markup or len(found[0]) > 1 else opener


def _escaped_arrows(line: str) -> str:
    is_arrow = "-->" in line or parse_time_line(line) is not None
    return _ARROW.sub(lambda found: found[0] + JOINER if is_arrow or found[0] else "", line)


def literal(text: str) -> str:
    """Text of which FFmpeg's reader of SubRip shows every character; a word joiner hides what it takes for markup."""
    return _READ_BY_FFMPEG.sub(lambda found: found[0] + JOINER, text)


def parentheses(reading: str) -> tuple[str, str]:
    """The parentheses in which a reading (ruby) follows its text, since a transcript has no ruby."""
    if not reading.strip():
        return "", ""
    return ("(", ")") if reading.isascii() else ("（", "）")


def unescape(text: str) -> str:
    """Remove what `escape` has put in."""
    return _ESCAPED.sub("", text) if JOINER in text else text


def without_markup(text: str) -> str:
    """Text without tags and override codes; `<br>` is a line break, and readings (`<rt>`) are in parentheses."""
    if "<rt" in text and "<rp" not in text:
        text = _READING.sub(lambda found: found[1].join(parentheses(found[1])), text)
    return TAG.sub("", LINE_BREAK.sub("\n", text))
