"""Verbatim text, and clean text without disfluencies; the stored text does not change.

`static/core/text/disfluencies.js` does the same, kept equal by `tests/data/disfluency_vectors.json`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from transcribe.document.model import Segment, Transcript, is_unspaced
from transcribe.document.word_timing import fit_words

# Sounds without meaning only: "like" and "you know" are words; the user can add them.
FILLERS: Mapping[str, tuple[str, ...]] = {
    "en": ("um", "umm", "uh", "uhm", "uhh", "er", "erm", "ehm", "hmm", "mm", "mhm"),
    "de": ("äh", "ähm", "öh", "öhm", "hm", "hmm", "mhm"),
    "fr": ("euh", "heu", "hum", "mmh"),
    "es": ("eh", "em", "ehm", "mm", "hum"),
    "it": ("ehm", "eh", "uhm", "mmm"),
    "nl": ("eh", "ehm", "uh", "uhm", "hm"),
    "pt": ("hã", "hum", "hmm", "ahn", "eh"),
    "sv": ("eh", "öh", "öhm", "äh", "hm", "mm"),
    "ru": ("э", "ээ", "эм", "мм", "хм", "ммм"),
    "pl": ("eee", "yyy", "mmm", "hm"),
    "ja": ("えーと", "ええと", "えっと", "えー", "あのー", "うーん", "んー"),
    "zh": ("嗯", "呃", "唔", "额", "呣"),
    "ko": ("음", "음음", "어어"),
    "ar": ("امم", "اه", "آه"),
    "he": ("אה", "אמ", "אהה", "אממ"),
}
MEANT_TWICE = {"had", "that", "very", "really", "no", "yes", "bye", "so", "ha", "nous", "vous"}
ENDS = ".!?…。！？؟"
CUT_OFF = "-–—"
PIECES = re.compile(r"\S+")
MARKS = re.compile(r"[、。，！？…,.!?]+")


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """The parts that the clean view leaves out.

    Attributes:
        fillers: Replaces the list of the language.
        repeats: Also leave out repeated words.
        false_starts: Also leave out broken-off words ("w- went").
    """

    fillers: tuple[str, ...] | None = None
    repeats: bool = False
    false_starts: bool = False


PLAIN = CleanOptions()


def find_disfluencies(
    text: str, language: str | None, options: CleanOptions = PLAIN
) -> list[tuple[int, int]]:
    """The disfluencies of a text, as `[start, end)` in code points."""
    tokens = _tokens(text)
    dropped = _dropped([text[a:b] for a, b in tokens], _fillers(language, options), options)
    return [tokens[index] for index in dropped]


def clean(text: str, language: str | None, options: CleanOptions = PLAIN) -> str:
    """A text without its disfluencies, with punctuation and capitals corrected."""
    places = _tokens(text)
    tokens = [text[a:b] for a, b in places]
    dropped = set(_dropped(tokens, _fillers(language, options), options))
    if not dropped:
        return text
    kept: list[str] = []
    gaps: list[str] = []
    wants_capital = False
    for index, token in enumerate(tokens):
        at_start = not kept or _ends(kept[-1])
        if index in dropped:
            wants_capital |= at_start and token[:1] != token[:1].lower()
            if kept:
                kept[-1] = _mark_moved(kept, token)
            continue
        if wants_capital and at_start:
            token = token[:1].upper() + token[1:]  # noqa: PLW2901
        wants_capital = False
        gaps.append(text[places[index - 1][1] : places[index][0]] if kept else "")
        kept.append(token)
    return "".join(gap + token for gap, token in zip(gaps, kept, strict=True))


def clean_transcript(transcript: Transcript, options: CleanOptions = PLAIN) -> Transcript:
    """The whole document in its clean view; segments with only disfluencies become empty."""
    return replace(
        transcript,
        segments=tuple(_cleaned(s, transcript.language, options) for s in transcript.segments),
    )


def _cleaned(segment: Segment, language: str | None, options: CleanOptions) -> Segment:
    text = clean(segment.text, language, options)
    if text == segment.text:
        return segment
    words = fit_words(segment.words, text, segment.start_ms, segment.end_ms) if text else ()
    return replace(segment, text=text, words=words)


def _fillers(language: str | None, options: CleanOptions) -> list[list[str]]:
    chosen = options.fillers if options.fillers is not None else FILLERS.get(language or "en", ())
    return sorted(([_bare(w) for w in filler.split()] for filler in chosen), key=len, reverse=True)


def _tokens(text: str) -> list[tuple[int, int]]:
    """Words with their punctuation; scripts without spaces are split at punctuation."""
    places: list[tuple[int, int]] = []
    for piece in PIECES.finditer(text):
        if not any(map(is_unspaced, piece[0])):
            places.append(piece.span())
            continue
        at = piece.start()
        for mark in MARKS.finditer(piece[0]):
            places.append((at, piece.start() + mark.end()))
            at = piece.start() + mark.end()
        if at < piece.end():
            places.append((at, piece.end()))
    return places


def _bare(token: str) -> str:
    return re.sub(r"^[^\w]+|[^\w]+$|^_+|_+$", "", token).lower()


def _dropped(
    tokens: Sequence[str], fillers: Sequence[Sequence[str]], options: CleanOptions
) -> list[int]:
    bare = [_bare(token) for token in tokens]
    dropped: list[int] = []
    index = 0
    while index < len(tokens):
        filler = next((f for f in fillers if f and list(f) == bare[index : index + len(f)]), None)
        if filler is not None:
            dropped += range(index, index + len(filler))
            index += len(filler)
            continue
        follows = index + 1 < len(tokens)
        is_cut_off = follows and bare[index] != "" and tokens[index][-1] in CUT_OFF
        is_repeated = (
            follows
            and bare[index] == bare[index + 1]
            and bare[index].isalpha()
            and bare[index] not in MEANT_TWICE
        )
        if (options.false_starts and is_cut_off) or (options.repeats and is_repeated):
            dropped.append(index)
        index += 1
    return dropped


def _ends(token: str) -> bool:
    return token.rstrip("\"'”’»)")[-1:] in ENDS if token.rstrip("\"'”’»)") else False


def _mark_moved(kept: Sequence[str], token: str) -> str:
    """The word before a disfluency, with the punctuation that the two together need."""
    last, mark = kept[-1], token[-1:]
    if mark in ENDS and not _ends(last):
        return last.rstrip(",;:") + mark
    is_first = len(kept) == 1 or _ends(kept[-2])
    if mark == "," and last[-1:] == "," and not is_first:
        return last[:-1]  # "the, um, car": both commas belonged to the disfluency
    return last
