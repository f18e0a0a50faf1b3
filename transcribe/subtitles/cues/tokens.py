"""Cut segments into tokens: pieces of text that a break can stand between, with frames."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from transcribe.document.model import Segment, Transcript, Word, is_unspaced
from transcribe.document.segmentation import CLAUSE_ENDS, CLOSERS, ends_sentence
from transcribe.subtitles.cues.break_words import BreakWords, break_words
from transcribe.subtitles.cues.counting import count_chars, count_words
from transcribe.subtitles.cues.model import Forced, Token
from transcribe.subtitles.frame_rates import FrameRate
from transcribe.text.folding import clusters

LONGEST_PAUSE_S = Fraction(2)  # A cue never goes on over a longer one.
# Never first in a line of Chinese or Japanese, and never last (JIS X 4051, the common part).
NOT_FIRST = (
    "、。，．,.!?！？：；:;’”）］｝」』】》〉〕…‥ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％%"
)
NOT_LAST = "‘“（［｛「『【《〈〔$＄￥¥£"
DASHES = ("-", "–", "—")

# How bad a break reads.
AFTER_SENTENCE, AFTER_CLAUSE, BEFORE_OPENER, ELSEWHERE = 0, 10, 25, 45
AFTER_BOUND, IN_NAME, IN_WORD, BEFORE_LAST_WORD, AFTER_NUMBER = 100, 90, 100, 30, 80


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token's place in its segment's text."""

    start: int
    end: int
    has_space: bool
    forced: Forced
    is_in_word: bool


def tokens_of(transcript: Transcript, rate: FrameRate, language: str | None = None) -> list[Token]:
    """All tokens in order, with the frames at which they are heard and the breaks that are forced.

    Args:
        transcript: Its segments' texts are cut; their words give the times. A line break in a text was made by
            a person: a line or a cue ends there. An empty line ends a cue.
        rate: Frames to count in.
        language: Code for the words at which lines break; None for the transcript's.
    """
    known = break_words(language or transcript.language)
    found: list[Token] = []
    for segment in transcript.segments:
        found += _of_segment(segment, rate)
    return _with_breaks(_in_order(found), rate, known)


def _of_segment(segment: Segment, rate: FrameRate) -> Iterator[Token]:
    places = _word_places(segment)
    for piece in _pieces(segment.text, places):
        text = segment.text[piece.start : piece.end]
        start_ms = _time_at(piece.start, segment, places, is_end=False)
        end_ms = _time_at(piece.end, segment, places, is_end=True)
        start = rate.frame_at(start_ms)
        yield Token(
            text=text,
            has_space=piece.has_space,
            start=start,
            end=max(start, rate.frame_shown(end_ms)),
            n_chars=count_chars(text),
            n_words=0 if piece.is_in_word else min(1, count_words(text)),
            segment_id=segment.id,
            speaker=segment.speaker,
            forced=piece.forced,
            break_cost=IN_WORD if piece.is_in_word else 0,
            word=next((word for at, _, word in places if piece.start <= at < piece.end), None),
        )


def _word_places(segment: Segment) -> list[tuple[int, int, Word]]:
    """Where words stand in the text: (start, end, word); words that it lacks are left out."""
    found, at = [], 0
    for word in segment.words:
        start = segment.text.find(word.text, at)
        if start >= 0:
            at = start + len(word.text)
            found.append((start, at, word))
    return found


def _time_at(
    at: int, segment: Segment, places: Sequence[tuple[int, int, Word]], *, is_end: bool
) -> int:
    """When the text at a place is heard, between the words around it."""
    before, after = (0, segment.start_ms), (len(segment.text), segment.end_ms)
    for start, end, word in places:
        if start <= at <= end and not (at == end and not is_end) and not (at == start and is_end):
            before, after = (start, word.start_ms), (end, word.end_ms)
            break
        if end <= at:
            before = (end, word.end_ms)
        elif start >= at:
            after = (start, word.start_ms)
            break
    if at >= after[0] or after[0] == before[0]:
        return after[1]
    return before[1] + (after[1] - before[1]) * (at - before[0]) // (after[0] - before[0])


def _pieces(text: str, places: Sequence[tuple[int, int, Word]]) -> Iterator[_Piece]:
    """What a break can stand between: words; where there are no spaces, characters."""
    starts = {start for start, _, _ in places}
    at = 0
    for found in re.finditer(r"\S+", text):
        space = text[at : found.start()]
        n_lines = space.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        forced: Forced = "" if not n_lines or at == 0 else "line" if n_lines == 1 else "cue"
        for index, (start, end) in enumerate(_parts(found[0])):
            begin = found.start() + start
            is_in_word = index > 0 and bool(starts) and begin not in starts
            yield _Piece(
                begin, found.start() + end, index == 0, forced if index == 0 else "", is_in_word
            )
        at = found.end()


def _parts(word: str) -> Iterator[tuple[int, int]]:
    """Parts of a text without spaces: one for most scripts, characters where none are written."""
    if not any(map(is_unspaced, word)):
        yield 0, len(word)
        return
    start, at, before = 0, 0, ""
    for cluster in clusters(word):
        if before and _may_part(before, cluster):
            yield start, at
            start = at
        at += len(cluster)
        before = cluster
    yield start, at


def _may_part(before: str, after: str) -> bool:
    if after[0] in NOT_FIRST or before[-1] in NOT_LAST:
        return False
    return is_unspaced(before[-1]) or is_unspaced(after[0])


def _in_order(found: Sequence[Token]) -> list[Token]:
    """Tokens whose starts increase, so that a cue may begin at each of them."""
    ordered: list[Token] = []
    for token in found:
        start = max(token.start, ordered[-1].start + 1) if ordered else token.start
        ordered.append(replace(token, start=start, end=max(token.end, start + 1)))
    return ordered


def _with_breaks(found: Sequence[Token], rate: FrameRate, known: BreakWords) -> list[Token]:
    longest = int(LONGEST_PAUSE_S * rate.fps)
    done: list[Token] = []
    for index, token in enumerate(found):
        before = found[index - 1] if index else None
        following = found[index + 1] if index + 1 < len(found) else None
        if before is None:
            done.append(replace(token, forced="", pause=0))
            continue
        pause = max(0, token.start - before.end)
        is_joint = token.segment_id != before.segment_id
        unspaced = is_unspaced(before.text[-1]) and is_unspaced(token.text[0])
        done.append(
            replace(
                token,
                has_space=token.has_space and not (is_joint and unspaced),
                forced="cue" if pause > longest else token.forced,
                break_cost=token.break_cost or _break_cost(before, token, following, known),
                pause=pause,
                ends_sentence=_ends_sentence(before.text),
            )
        )
    return done


def _ends_sentence(text: str) -> bool:
    return ends_sentence(text)


def _break_cost(before: Token, token: Token, following: Token | None, known: BreakWords) -> int:
    """How bad a break between two tokens reads."""
    if _ends_sentence(before.text):
        return AFTER_SENTENCE
    bare = before.text.rstrip(CLOSERS)
    if bare.endswith(CLAUSE_ENDS) or token.text.startswith(DASHES):
        return AFTER_CLAUSE
    is_last = following is None or _ends_sentence(token.text)
    return _word_cost(before.text, token.text, known) + (BEFORE_LAST_WORD if is_last else 0)


def _word_cost(before: str, after: str, known: BreakWords) -> int:
    small_before, small_after = before.lower().strip(CLOSERS), after.lower().strip(CLOSERS + ",.;:")
    if small_before in known.bound or small_before in known.openers or small_before.endswith("'"):
        return AFTER_BOUND
    if before[-1].isdigit() and not after[0].isdigit() and known.openers:
        return AFTER_NUMBER
    is_name = before[0].isupper() and after[0].isupper() and after not in {"I", "I'm", "I'll"}
    if is_name and known.openers and not known.has_capital_nouns:
        return IN_NAME
    return BEFORE_OPENER if small_after in known.openers else ELSEWHERE
