"""Hypothesis strategies for whole transcripts and for valid edits of them."""

from __future__ import annotations

from hypothesis import strategies as st

from transcribe.document.model import STATUSES, Segment, Speaker, Transcript, Word
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    RemoveSpeaker,
    RenameSpeaker,
    SetFlag,
    SetSpeaker,
    SetStatus,
    SetText,
    SetTimes,
    SetWords,
    Split,
)
from transcribe.document.sanitize import clean_text

SCRIPTS = [
    "Hello",
    "wörld,",
    "don't",
    "…",
    "3.5",
    "你好。",
    "世界",
    "ありがとう",
    "שלום",
    "مرحبا",
    "👩‍👩‍👧",
    "สวัสดี",
    "<b>",
    "&amp;",
    "-->",
]

tokens = st.sampled_from(SCRIPTS) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=8
).map(clean_text).map(str.strip).filter(bool)  # without characters that reading removes
texts = st.lists(tokens, max_size=8).map(" ".join)
times = st.tuples(st.integers(0, 400_000), st.integers(1, 20_000)).map(
    lambda t: (t[0], t[0] + t[1])
)
probabilities = st.none() | st.floats(0, 1).map(lambda p: round(p, 4))
speakers = st.lists(
    st.builds(
        Speaker,
        st.sampled_from(["S1", "S2", "S3"]),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(clean_text),
    ),
    max_size=3,
    unique_by=lambda speaker: speaker.id,
)


@st.composite
def words(draw: st.DrawFn, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """Words in order inside a segment."""
    chosen = draw(st.lists(tokens, max_size=6))
    edges = sorted(
        draw(
            st.lists(
                st.integers(start_ms, end_ms), min_size=2 * len(chosen), max_size=2 * len(chosen)
            )
        )
    )
    return tuple(
        Word(text, edges[2 * i], edges[2 * i + 1], draw(probabilities))
        for i, text in enumerate(chosen)
    )


@st.composite
def segments(draw: st.DrawFn, segment_id: int, speaker_ids: list[str]) -> Segment:
    """One segment, with or without words; if with, its text is theirs."""
    start_ms, end_ms = draw(times)
    inside = draw(words(start_ms, end_ms))
    return Segment(
        segment_id,
        start_ms,
        end_ms,
        " ".join(word.text for word in inside) if inside else draw(texts),
        draw(st.none() | st.sampled_from(speaker_ids)) if speaker_ids else None,
        draw(st.sampled_from(STATUSES)),
        inside,
        draw(st.booleans()),
    )


@st.composite
def transcripts(draw: st.DrawFn, max_segments: int = 6) -> Transcript:
    """A transcript with speakers, words, overlaps and gaps in its ids."""
    voices = draw(speakers)
    ids = draw(st.lists(st.integers(1, 2**53 - 1), max_size=max_segments, unique=True))
    made = [draw(segments(i, [voice.id for voice in voices])) for i in ids]
    return Transcript(tuple(made), tuple(voices), draw(st.none() | st.sampled_from(["en", "zh"])))


@st.composite
def operations(draw: st.DrawFn, transcript: Transcript) -> Operation:
    """An edit that is valid on this transcript."""
    fresh = draw(st.integers(1, 2**53 - 1).filter(lambda i: transcript.segment(i) is None))
    speaker_ids = [speaker.id for speaker in transcript.speakers]
    options: list[st.SearchStrategy[Operation]] = [segments(fresh, speaker_ids).map(Insert)]
    unused = [key for key in ("S1", "S2", "S3", "S4") if key not in speaker_ids]
    if unused:
        names = st.builds(Speaker, st.sampled_from(unused), texts)
        options.append(names.map(AddSpeaker))
    if speaker_ids:
        options.append(st.builds(RenameSpeaker, st.sampled_from(speaker_ids), texts))
    named = {s.speaker for s in transcript.segments}
    named |= {word.speaker for s in transcript.segments for word in s.words}
    if untagged := [one for one in speaker_ids if one not in named]:
        options.append(st.sampled_from(untagged).map(RemoveSpeaker))
    if transcript.segments:
        segment = draw(st.sampled_from(transcript.segments))
        options += [
            st.builds(SetText, st.just(segment.id), texts),
            st.builds(lambda t: SetTimes(segment.id, *t), times),
            words(segment.start_ms, segment.end_ms).map(lambda w: SetWords(segment.id, w)),
            st.builds(SetStatus, st.just(segment.id), st.sampled_from(STATUSES)),
            st.builds(SetFlag, st.just(segment.id), st.booleans()),
            st.just(Delete(segment.id)),
            st.builds(SetSpeaker, st.just(segment.id), st.sampled_from([None, *speaker_ids])),
        ]  # fmt: skip
        if segment.duration_ms > 1:
            options.append(
                st.builds(
                    Split,
                    st.just(segment.id),
                    st.integers(0, len(segment.text)),
                    st.integers(segment.start_ms + 1, segment.end_ms - 1),
                    st.just(fresh),
                )
            )
        others = [other.id for other in transcript.segments if other.id != segment.id]
        if others:
            options.append(st.builds(Merge, st.just(segment.id), st.sampled_from(others)))
    return draw(st.one_of(options))
