"""Compare two transcripts word by word: counts, error rates, and each difference with its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from transcribe.document.serialization import seconds
from transcribe.formats.timestamps import to_timestamp
from transcribe.library.revisions import lines_of
from transcribe.library.scores import ScoredFile, scored_recording
from transcribe.quality.text_scores import (
    NORMALISATION,
    TextErrors,
    character_errors,
    word_errors,
)
from transcribe.quality.word_diff import Change, Changes, Piece, compare
from transcribe.store import Store

_MARKS = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
_TAGS = {"equal": "{}", "delete": "<del>{}</del>", "insert": "<ins>{}</ins>"}
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 52rem; margin: 0 auto; padding: 0 1rem 4rem; font: 1.05rem/1.6 system-ui, sans-serif; }
h1 { font-size: 1.25rem; }
ol { padding: 0; list-style: none; }
li { display: grid; grid-template-columns: 6rem 1fr; padding: 0.35rem 0; border-top: 1px solid GrayText; white-space: pre-line; }
time { opacity: 0.7; font-variant-numeric: tabular-nums; }
ins { background: color-mix(in srgb, green 25%, Canvas); text-decoration: none; border-bottom: 2px solid green; }
del { background: color-mix(in srgb, red 20%, Canvas); }
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two transcripts next to each other.

    Attributes:
        first: What is taken as true for the error rates.
        second: The other one.
        changes: Words as they are written, with capitals and punctuation.
        words: As they are compared for error rates (`text_scores.NORMALISATION`).
        characters: The same.
    """

    first: ScoredFile
    second: ScoredFile
    changes: Changes
    words: TextErrors
    characters: TextErrors


def compare_transcripts(first: ScoredFile, second: ScoredFile) -> Comparison:
    """Compare two transcripts."""
    texts = first.transcript.text, second.transcript.text
    changes = compare(lines_of(first.transcript), lines_of(second.transcript))
    return Comparison(first, second, changes, word_errors(*texts), character_errors(*texts))


def recording_at(store: Store, name: str) -> ScoredFile:
    """A recording's transcript by `ID`, or at a revision by `ID@REVISION`.

    Raises:
        NotFound: The recording or revision does not exist.
    """
    media_id, sign, revision = name.partition("@")
    if not sign or not revision.isdecimal():
        return scored_recording(store, name)
    title = store.media.get(media_id).title
    return ScoredFile(f"{title}, revision {revision}", store.edits.at(media_id, int(revision))[1])


def comparison_to_json(done: Comparison) -> dict[str, Any]:
    """A comparison as the command line writes it; times are seconds."""
    changes = done.changes
    return {
        "first": done.first.name, "second": done.second.name,
        "words_first": changes.n_words_before, "words_second": changes.n_words_after,
        "substituted": changes.n_substituted, "deleted": changes.n_deleted,
        "inserted": changes.n_inserted, "spelled": changes.n_spelled,
        "wer": done.words.rate, "cer": done.characters.rate, "normalisation": NORMALISATION,
        "changes": [
            {
                "start": seconds(one.start_ms), "end": seconds(one.end_ms),
                "pieces": [{"kind": piece.kind, "text": piece.text} for piece in one.pieces],
            }
            for one in changes.changes
        ],
    }  # fmt: skip


def comparison_lines(done: Comparison) -> list[str]:
    """A comparison for a person; words only in the first are `[-so-]`, only in the second `{+so+}`."""
    places = (
        f"{to_timestamp(one.start_ms, '.')} {_marked(one, _MARKS, str)}" for one in done.changes.changes
    )  # fmt: skip
    return [*_counted(done), *(" ".join(line.split()) for line in places)]


def _counted(done: Comparison) -> Iterator[str]:
    changes = done.changes
    yield (
        f"{changes.n_words_before} words in {done.first.name}, {changes.n_words_after} in "
        f"{done.second.name}: {changes.n_substituted} substituted, {changes.n_deleted} deleted, "
        f"{changes.n_inserted} inserted; {changes.n_spelled} differ only in capitals and punctuation"
    )
    empty = {one.name: None for one in (done.first, done.second) if not one.transcript.text.strip()}
    yield from (f"{name} has no words" for name in empty)
    for name, errors in (("WER", done.words), ("CER", done.characters)):
        if errors.rate is not None:
            yield f"{name} {errors.rate:.1%} of {done.second.name} against {done.first.name}"
    yield f"  counted: {NORMALISATION}; CER without spaces"


def comparison_page(done: Comparison) -> str:
    """A web page of its own with the counts and every difference."""
    title = f"{escape(done.first.name)} and {escape(done.second.name)}"
    rows = "\n".join(
        f"<li><time>{to_timestamp(one.start_ms, '.')}</time><span>{_marked(one, _TAGS, escape)}</span></li>"
        for one in done.changes.changes
    )
    counts = "".join(f"<p>{escape(line)}</p>" for line in _counted(done))
    none = "" if rows else "<p>No word differs.</p>"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{counts}\n"
        f"<p><del>only in {escape(done.first.name)}</del> <ins>only in {escape(done.second.name)}</ins></p>\n"
        f"{none}<ol>\n{rows}\n</ol>\n</body>\n</html>\n"
    )


def _marked(change: Change, marks: dict[str, str], written: Callable[[str], str]) -> str:
    return " ".join(_piece(piece, marks, written) for piece in change.pieces)


def _piece(piece: Piece, marks: dict[str, str], written: Callable[[str], str]) -> str:
    return marks[piece.kind].format(written(piece.text))
