"""A web page of its own: the transcript beside a player that marks the word or segment being spoken.

The page loads nothing but the recording, which lies beside it under its own name or is chosen by hand.
"""

from __future__ import annotations

from html import escape

from transcribe.document.model import Segment, Transcript
from transcribe.formats.documents.turns import Paragraph, clock, paragraphs, title_of
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import trimmed_lines

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 0 auto; padding: 0 1rem 4rem; font: 1.05rem/1.6 system-ui, sans-serif; }
header { position: sticky; top: 0; padding: 0.75rem 0; background: Canvas; }
h1 { margin: 0 0 0.5rem; font-size: 1.25rem; }
audio { width: 100%; }
p { margin: 0 0 0.6rem; white-space: pre-line; }
h2 { margin: 1.2rem 0 0.2rem; font-size: 1rem; }
time { margin-right: 0.6rem; opacity: 0.65; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
[data-start] { cursor: pointer; }
.is-spoken { background: Mark; color: MarkText; }
"""
_SCRIPT = """
const player = document.querySelector("audio");
const parts = [...document.querySelectorAll("[data-start]")];
document.querySelector("input").addEventListener("change", (event) => {
  player.src = URL.createObjectURL(event.target.files[0]);
});
document.querySelector("main").addEventListener("click", ({ target }) => {
  const part = target.closest("[data-start]");
  if (!part) return;
  player.currentTime = Number(part.dataset.start) / 1000;
  player.play();
});
const mark = () => {
  const ms = player.currentTime * 1000;
  for (const part of parts) part.classList.toggle("is-spoken", Number(part.dataset.start) <= ms && ms < Number(part.dataset.end));
};
player.addEventListener("timeupdate", mark);
player.addEventListener("seeked", mark);
"""


def dumps(transcript: Transcript, losses: Losses) -> str:
    """Write the page."""
    title = escape(title_of(transcript))
    language = f' lang="{escape(transcript.language)}"' if transcript.language else ""
    bodies = [(one, _words(one.segment)) for one in paragraphs(transcript)]
    n_lost = sum(len(one.segment.words) for one, words in bodies if words is None)
    losses.add("words", n_lost, f"not kept: the times of {count(n_lost, 'word')} that are not in order in "
               "their segment's text")  # fmt: skip
    source = escape(transcript.media.filename.rsplit("/", 1)[-1])
    return (
        f'<!doctype html>\n<html{language}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n"
        f'<audio controls preload="metadata" src="{source}"></audio>\n'
        '<label>Recording: <input type="file" accept="audio/*,video/*"></label>\n</header>\n<main>\n'
        f"{''.join(_paragraph(one, words) for one, words in bodies)}</main>\n"
        f"<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _paragraph(one: Paragraph, words: str | None) -> str:
    head = f"<h2>{escape(one.name)}</h2>\n" if one.is_change and one.name else ""
    segment = one.segment
    time = f"<time>{clock(segment.start_ms)}</time>"
    own = "" if words is not None and segment.words else _range(segment.start_ms, segment.end_ms)
    text = words if words is not None else escape(trimmed_lines(segment.text))
    return f'{head}<p dir="auto">{time}<span{own}>{text}</span></p>\n'


def _range(start_ms: int, end_ms: int) -> str:
    return f' data-start="{start_ms}" data-end="{end_ms}"'


def _words(segment: Segment) -> str | None:
    """The text with a span for each word; None if a word is not in it, in order."""
    text, at, parts = trimmed_lines(segment.text), 0, []
    for word in segment.words:
        found = text.find(word.text, at)
        if found < 0:
            return None
        parts.append(escape(text[at:found]))
        parts.append(f"<span{_range(word.start_ms, word.end_ms)}>{escape(word.text)}</span>")
        at = found + len(word.text)
    return "".join(parts) + escape(text[at:])
