"""What a format cannot hold of a transcript, said at each export.

A transcript has parts (`PARTS`). A format's entry in the registry names those that it keeps. All
others that this transcript has are losses. A writer adds what it cannot keep of single values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from transcribe.document.model import Segment, Transcript
from transcribe.formats.parsing import is_blank

Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a transcript that formats keep or lose.

    Attributes:
        name: In the registry and in the answers of the API.
        title: As a heading, in the plural.
        one: What is lost where one of them is.
        many: The same for several; `{n}` is their number.
        values: All of a transcript, in its order; none where it has no such part.
    """

    name: str
    title: str
    one: str
    many: str
    values: Callable[[Transcript], Values]

    def told(self, n: int) -> str:
        """The loss of `n` of them in words."""
        return self.one if n == 1 else self.many.format(n=f"{n:,}")


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that an export leaves out or changes.

    Attributes:
        part: Name of a part.
        n: How many.
        text: In words, for people.
    """

    part: str
    n: int
    text: str


@dataclass
class Losses:
    """Collects the losses of one export."""

    found: list[Loss] = field(default_factory=list)

    def add(self, part: str, n: int, text: str) -> None:
        """Add a loss of single values; nothing where there are none."""
        if n:
            self.found.append(Loss(part, n, text))


def losses_of(
    transcript: Transcript, keeps: Iterable[str], options: Callable[[str], str | None]
) -> Iterator[Loss]:
    """The parts of a transcript that are not kept.

    Args:
        transcript: What is written.
        keeps: Names of the parts that are kept.
        options: For a part, the name of the option that would keep it, if there is one.
    """
    kept = frozenset(keeps)
    for part in PARTS.values():
        if part.name in kept or (part.name in IMPLIED and IMPLIED[part.name] not in kept):
            continue
        n = len(part.values(transcript))
        if n:
            option = options(part.name)
            hint = f" (the option “{option}” keeps this)" if option else ""
            yield Loss(part.name, n, f"not kept: {part.told(n)}{hint}")


def count(n: int, what: str) -> str:
    """A number of things: `1 word`, `1,200 words`."""
    return f"1 {what}" if n == 1 else f"{n:,} {what}s"


def note_lengthened(transcript: Transcript, losses: Losses) -> None:
    """Report segments that last no time, where a cue is written that lasts 1 ms."""
    n = sum(not one.duration_ms and not is_blank(one.text) for one in transcript.segments)
    losses.add(
        "ends", n, f"changed: {count(n, 'segment')} of 0 ms {'lasts' if n == 1 else 'last'} 1 ms"
    )


def _times(transcript: Transcript) -> Iterator[int]:
    for segment in transcript.segments:
        yield from (segment.start_ms, segment.end_ms)


def _of_segments(value: Callable[[Segment], object]) -> Callable[[Transcript], Values]:
    """The values of all segments that have one, with the number of the segment."""

    def values(transcript: Transcript) -> Values:
        found = ((n, value(segment)) for n, segment in enumerate(transcript.segments))
        return tuple(pair for pair in found if pair[1])

    return values


def _speakers(transcript: Transcript) -> Values:
    names = {speaker.id: speaker.name for speaker in transcript.speakers}
    return _of_segments(lambda segment: names.get(segment.speaker or ""))(transcript)


def _word_speakers(transcript: Transcript) -> Values:
    names = {speaker.id: speaker.name for speaker in transcript.speakers}
    return tuple(
        names[word.speaker]
        for segment in transcript.segments
        for word in segment.words
        if word.speaker in names and word.speaker != segment.speaker
    )


def _origin(transcript: Transcript) -> Values:
    known = (*(getattr(transcript.media, name) for name in ("title", "filename", "sha256")), transcript.draft)  # fmt: skip
    return tuple(filter(None, known))


PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Part("segments", "Segments", "the limits of the segment", "the limits of {n} segments",
             lambda t: tuple(range(len(t.segments)))),
        Part("text", "Text", "the text of 1 segment", "the text of {n} segments",
             _of_segments(lambda s: s.text.strip(" \t\n"))),
        Part("line breaks", "Line breaks", "the line breaks of 1 segment",
             "the line breaks of {n} segments", _of_segments(lambda s: "\n" in s.text.strip(" \t\n"))),
        Part("empty segments", "Segments without text", "1 segment without text",
             "{n} segments without text",
             lambda t: tuple(s.start_ms for s in t.segments if is_blank(s.text))),
        Part("starts", "Starts", "the start of 1 segment", "the starts of {n} segments",
             lambda t: tuple(s.start_ms for s in t.segments)),
        Part("ends", "Ends", "the end of 1 segment", "the ends of {n} segments",
             lambda t: tuple(s.end_ms for s in t.segments)),
        Part("milliseconds", "Milliseconds", "1 time to the millisecond (the file is coarser)",
             "{n} times to the millisecond (the file is coarser)",
             lambda t: tuple(ms for ms in _times(t) if ms % 10)),
        Part("speakers", "Speakers", "the speaker of 1 segment", "the speakers of {n} segments",
             _speakers),
        Part("words", "Word times", "the time of 1 word", "the times of {n} words",
             lambda t: tuple(w.start_ms for s in t.segments for w in s.words)),
        Part("word ends", "Word ends", "the end of 1 word", "the ends of {n} words",
             lambda t: tuple(w.end_ms for s in t.segments for w in s.words)),
        Part("confidences", "Confidences", "the confidence of 1 word", "the confidences of {n} words",
             lambda t: tuple(w.probability for s in t.segments for w in s.words
                             if w.probability is not None)),
        Part("word speakers", "Speakers of words", "the speaker of 1 word",
             "the speakers of {n} words", _word_speakers),
        Part("status", "Status", "the status of 1 segment", "the status of {n} segments",
             _of_segments(lambda s: s.status if s.status != "draft" else None)),
        Part("flags", "Flags", "1 flag", "{n} flags", _of_segments(lambda s: s.is_flagged)),
        Part("language", "Language", "the language", "the languages",
             lambda t: (t.language,) if t.language else ()),
        Part("origin", "Recording and draft", "what recording or draft it is of",
             "what recording and draft it is of", _origin),
        Part("notices", "Notices", "1 notice of the draft", "{n} notices of the draft",
             lambda t: tuple((n.start_ms, n.end_ms, n.reason, n.language) for n in t.notices)),
    )
}  # fmt: skip
# Who loses the first says so with the second: no words, so no ends of words.
IMPLIED = {
    "word ends": "words", "confidences": "words", "word speakers": "words",
    "line breaks": "text", "ends": "starts", "milliseconds": "starts",
}  # fmt: skip
EVERYTHING = frozenset(PARTS)
TIMED_TEXT = frozenset({"segments", "text", "starts", "ends", "milliseconds"})
