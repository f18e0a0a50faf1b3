"""PDF transcripts: a title, and for each turn of a speaker the name, the time and the text.

WeasyPrint lays the page out with Pango, so Arabic, Hindi and Japanese are shaped and ordered right; why it and no other
library: docs/develop/decisions/0004-pdf.md. Fonts are those of the computer.
"""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from transcribe.document.model import Transcript, join_text
from transcribe.document.sanitize import clean_text
from transcribe.errors import PackageMissing
from transcribe.formats.documents.turns import clock, paragraphs, title_of
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import one_line

LONGEST_MS = 60_000  # of a paragraph, so that a time is never far
SIZES = ("A4", "Letter")
_RIGHT_TO_LEFT = {"R", "AL"}
_STYLE = """
@page { size: %s; margin: 2.2cm 2.2cm 2cm; font: 8pt "Noto Sans", "DejaVu Sans", sans-serif; color: #595959;
  @bottom-left { content: string(title); } @bottom-right { content: counter(page) " / " counter(pages); } }
body { font: 10.5pt/1.5 "Noto Sans", "DejaVu Sans", sans-serif; color: #111; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 18pt; line-height: 1.25; margin: 0 0 2pt; string-set: title content(); }
.about { color: #595959; font-size: 9pt; margin: 0 0 16pt; border-bottom: 0.5pt solid #bbb; padding-bottom: 8pt; }
.turn { margin: 0 0 7pt; orphans: 2; widows: 2; }
.timed .turn { padding-inline-start: 1.9cm; }
.timed time { display: inline-block; width: 1.9cm; margin-inline-start: -1.9cm; color: #595959; font-size: 8.5pt; }
.name { font-weight: bold; margin: 9pt 0 0; break-after: avoid; }
.timed .name { padding-inline-start: 1.9cm; }
"""


@dataclass
class _Turn:
    """What a speaker says without a break, at most about a minute.

    Attributes:
        name: The speaker's; empty where there is none.
        is_change: Another speaker spoke before, or nobody.
    """

    start_ms: int
    end_ms: int
    name: str
    is_change: bool
    text: str


def dumps(
    transcript: Transcript,
    losses: Losses,
    *,
    page: str = "A4",
    times: bool = True,
    speakers: bool = True,
) -> bytes:
    """Write a PDF.

    Args:
        transcript: Segments of a speaker that follow one another are one paragraph of up to a minute.
        losses: Characters that no font of this computer has.
        page: `A4` or `Letter`.
        times: Put the time next to each paragraph.
        speakers: Put the speaker's name above what she says.

    Raises:
        PackageMissing: WeasyPrint is not installed, or not the library Pango that it needs.
    """
    html_class = _weasyprint()
    content = _page(transcript, page, times=times, speakers=speakers)
    with _missing_characters() as missing:
        made: bytes = html_class(string=content, url_fetcher=_nothing_else).write_pdf(
            pdf_identifier=b"transcript", pdf_tags=True
        )
    if missing:
        named = " ".join(character for character, _ in missing.most_common(10))
        losses.add("text", len(missing), f"changed: {count(len(missing), 'kind')} of character that no font of "
                   f"this computer has, shown as a box: {named}; install a font for them, such as Noto")  # fmt: skip
    return made


def _weasyprint() -> Callable[..., Any]:
    try:
        from weasyprint import HTML  # noqa: PLC0415 - large, and optional
    except ImportError as error:
        raise PackageMissing("WeasyPrint", "pdf", "PDF files") from error
    except OSError as error:
        raise PackageMissing("WeasyPrint with the library Pango (Debian: apt-get install "
                             "libpango-1.0-0 libpangoft2-1.0-0)", "pdf", "PDF files") from error  # fmt: skip
    html_class: Callable[..., Any] = HTML
    return html_class


def _nothing_else(url: str, *_: Any, **__: Any) -> Any:
    """A transcript loads nothing."""
    raise ValueError(url)


@contextmanager
def _missing_characters() -> Iterator[Counter[str]]:
    """The characters for which WeasyPrint finds no font; it tells them in its log alone."""
    found: Counter[str] = Counter()
    thread = threading.get_ident()

    def note(record: logging.LogRecord) -> bool:
        is_missing = (
            ".notdef" in record.msg and isinstance(record.args, tuple) and bool(record.args)
        )
        if is_missing and record.thread == thread:
            found[str(record.args[0])] += 1  # type: ignore[index]
        return not is_missing

    logger = logging.getLogger("weasyprint")
    logger.addFilter(note)
    try:
        yield found
    finally:
        logger.removeFilter(note)


def _page(transcript: Transcript, size: str, *, times: bool, speakers: bool) -> str:
    title = _shown(title_of(transcript))
    language = f' lang="{_shown(transcript.language)}"' if transcript.language else ""
    turns = list(_turns(transcript, speakers=speakers))
    body = "".join(_paragraph(turn, times=times) for turn in turns)
    direction = _direction(title_of(transcript))
    return (
        f'<!doctype html><html{language}><head><meta charset="utf-8"><title>{title}</title>'
        f'<style>{_STYLE % size}</style></head><body class="{"timed" if times else ""}">'
        f'<h1 dir="{direction}">{title}</h1><p class="about" dir="{direction}">{_about(transcript, turns)}</p>'
        f"{body}</body></html>"
    )


def _about(transcript: Transcript, turns: list[_Turn]) -> str:
    """The line under the title: how long, and who speaks."""
    end_ms = max([transcript.duration_ms, *(turn.end_ms for turn in turns)])
    names = dict.fromkeys(turn.name for turn in turns if turn.name)
    return " · ".join(_shown(part) for part in (clock(end_ms), ", ".join(names)) if part)


def _turns(transcript: Transcript, *, speakers: bool) -> Iterator[_Turn]:
    turn: _Turn | None = None
    for one in paragraphs(transcript):
        segment, text = one.segment, one_line(one.segment.text)
        is_change = one.is_change and speakers
        if turn and not is_change and segment.end_ms - turn.start_ms <= LONGEST_MS:
            turn.text, turn.end_ms = join_text(turn.text, text), max(turn.end_ms, segment.end_ms)
            continue
        if turn:
            yield turn
        turn = _Turn(
            segment.start_ms, segment.end_ms, one.name if speakers else "", is_change, text
        )
    if turn:
        yield turn


def _paragraph(turn: _Turn, *, times: bool) -> str:
    direction = _direction(turn.text)
    name = (
        f'<p class="name" dir="{direction}">{_shown(turn.name)}</p>'
        if turn.is_change and turn.name
        else ""
    )
    time = f"<time>{clock(turn.start_ms)}</time>" if times else ""
    return f'{name}<p class="turn" dir="{direction}">{time}{_shown(turn.text)}</p>\n'


def _shown(text: str) -> str:
    return escape(clean_text(text))


def _direction(text: str) -> str:
    """The direction of a paragraph by its first letter that has one (Unicode bidi, rule P2)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L" or kind in _RIGHT_TO_LEFT:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"
