"""Transcriber's TRS: turns of speakers, in which sync points begin the segments.

Written after the document type of Transcriber 1.5.1 (`trans-14.dtd`). A turn may have several speakers, whose words
`Who` elements tell apart. Turns do not overlap, so the end of a segment is cut where the next one begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from transcribe.document.model import Segment, Transcript
from transcribe.document.sanitize import clean_text
from transcribe.formats.annotation.nist import as_seconds
from transcribe.formats.json_dialects import language_code
from transcribe.formats.losses import Losses, count, note_lengthened
from transcribe.formats.parsing import Builder, Notes, is_blank, one_line, ordered_times, quoted
from transcribe.formats.xml_reading import Element, line_of, parse_xml

ROOT = "Trans"
NOBODY = "spk0"  # with others in a turn
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_KEPT = {"Event": "a note of an event", "Comment": "a comment", "Background": "a note of the background"}  # fmt: skip


@dataclass
class _Part:
    """What one speaker says from one sync point on."""

    start_ms: int
    speaker: str | None
    line: int
    text: str


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read the turns of all sections.

    Raises:
        FormatError: It is no XML of Transcriber.
    """
    root = parse_xml(data, notes, doctype=ROOT)
    if root.tag != ROOT:
        raise notes.error(line_of(root), f"its root is <{root.tag}>, not <{ROOT}>")
    names = {one.get("id", ""): one_line(one.get("name", "")) for one in root.iter("Speaker")}
    builder = Builder(notes)
    for turn in root.iter("Turn"):
        _read_turn(turn, names, builder)
    if any(True for _ in root.iter("Topic")):
        notes.warn(None, "topics of sections were not kept")
    made = builder.transcript()
    language = language_code(root.get(_LANGUAGE, "").strip().lower().split("-")[0])
    return Transcript(made.segments, made.speakers, language or None, made.duration_ms)


def _read_turn(turn: Element, names: dict[str, str], builder: Builder) -> None:
    notes = builder.notes
    limits = [_ms(turn.get(name), turn, notes) for name in ("startTime", "endTime")]
    whose = [_named(one, names, turn, notes) for one in (turn.get("speaker") or "").split()]
    if len(whose) > 1 and turn.find("Who") is None:
        notes.warn(line_of(turn), "a turn has several speakers, and nothing says whose the words are; "
                   "they are given to the first")  # fmt: skip
    parts = [_Part(limits[0], whose[0] if whose else None, line_of(turn), turn.text or "")]
    for child in turn:
        if child.tag == "Sync":
            at_ms = _ms(child.get("time"), child, notes)
            parts.append(_Part(at_ms, whose[0] if whose else None, line_of(child), ""))
        elif child.tag == "Who":
            parts.append(_Part(parts[-1].start_ms, _who(child, whose, notes), line_of(child), ""))
        else:
            parts[-1].text += _not_kept(child, notes)
        parts[-1].text += child.tail or ""
    _add_parts(parts, limits[1], builder)


def _named(id_: str, names: dict[str, str], turn: Element, notes: Notes) -> str | None:
    """The name of a speaker; the id of one without a name, other than the writer's nobody."""
    if id_ not in names:
        notes.warn(line_of(turn), f"there is no such speaker: {quoted(id_)}")
        return None
    return names[id_] or (None if id_ == NOBODY else id_)


def _who(element: Element, whose: list[str | None], notes: Notes) -> str | None:
    number = element.get("nb", "")
    n = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    if not 0 < n <= len(whose):
        notes.warn(line_of(element), f"the turn has no such speaker: {number}")
        return None
    return whose[n - 1]


def _not_kept(element: Element, notes: Notes) -> str:
    """Report a note, or an element that Transcriber does not have; its words."""
    if element.tag in _NOT_KEPT:
        text = element.get("desc") or element.get("type") or ""
        notes.warn(line_of(element), f"{_NOT_KEPT[str(element.tag)]} was not kept: {quoted(text)}")
        return ""
    if not isinstance(element.tag, str):  # a comment of XML
        return ""
    notes.warn(line_of(element), f"<{element.tag}> is not known; its words were kept")
    return "".join(str(text) for text in element.itertext())


def _add_parts(parts: list[_Part], end_ms: int, builder: Builder) -> None:
    for n, part in enumerate(parts):
        later = next((one.start_ms for one in parts[n:] if one.start_ms > part.start_ms), end_ms)
        text = one_line(part.text)
        if text:
            times = ordered_times(part.start_ms, later, part.line, builder.notes)
            builder.add(*times, text, speaker=part.speaker)


def _ms(text: str | None, element: Element, notes: Notes) -> int:
    try:
        return round(float(text or "") * 1000)
    except (ValueError, OverflowError) as error:
        raise notes.error(line_of(element), f"{quoted(text or '')} is no time") from error


def dumps(transcript: Transcript, losses: Losses) -> str:
    """Write a section with a turn for each speaker, and a sync point for each segment."""
    note_lengthened(transcript, losses)
    groups = list(_groups(transcript, losses))
    end_ms = max([transcript.duration_ms, 1, *(group.end_ms for group in groups)])
    ids = {one.id: f"spk{n}" for n, one in enumerate(transcript.speakers, 1)}
    people = "".join(
        f"<Speaker id={quoteattr(ids[one.id])} name={_attribute(one_line(one.name))} check=\"no\" "
        'dialect="native" accent="" scope="local"/>\n'
        for one in transcript.speakers
    )  # fmt: skip
    nobody = any(len(group.segments) > 1 and None in {s.speaker for s in group.segments} for group in groups)  # fmt: skip
    people += f'<Speaker id="{NOBODY}" name=""/>\n' if nobody else ""
    language = f" xml:lang={_attribute(transcript.language)}" if transcript.language else ""
    name = transcript.media.filename.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE Trans SYSTEM "trans-14.dtd">\n'
        f'<Trans scribe="" audio_filename={_attribute(name)} version="1" version_date="700101"{language}>\n'
        f'<Speakers>\n{people}</Speakers>\n<Episode program="" air_date="">\n'
        f'<Section type="report" startTime="0" endTime="{as_seconds(end_ms)}">\n'
        f"{''.join(_turns(groups, end_ms, ids))}</Section>\n</Episode>\n</Trans>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(clean_text(text))


@dataclass(frozen=True, slots=True)
class _Group:
    """Segments that begin together; they end together."""

    start_ms: int
    end_ms: int
    segments: tuple[Segment, ...]

    @property
    def speaker(self) -> str | None:
        return self.segments[0].speaker


def _groups(transcript: Transcript, losses: Losses) -> Iterator[_Group]:
    shown = [one for one in transcript.segments if not is_blank(one.text)]
    found = [(at, tuple(own)) for at, own in groupby(shown, key=lambda one: one.start_ms)]
    n_changed = 0
    for n, (start_ms, own) in enumerate(found):
        next_ms = found[n + 1][0] if n + 1 < len(found) else None
        end_ms = max(*(one.end_ms for one in own), start_ms + 1)
        end_ms = end_ms if next_ms is None else min(end_ms, next_ms)
        n_changed += sum(max(one.end_ms, one.start_ms + 1) != end_ms for one in own)
        yield _Group(start_ms, end_ms, own)
    losses.add("ends", n_changed, f"changed: the ends of {count(n_changed, 'segment')} that overlap others; "
               "turns of Transcriber do not overlap")  # fmt: skip


def _turns(groups: list[_Group], end_ms: int, ids: dict[str, str]) -> Iterator[str]:
    """Turns without a gap: where nobody speaks, a turn has no speaker."""
    at_ms = 0
    index = 0
    while index < len(groups):
        run = [groups[index]]
        while index + len(run) < len(groups) and _goes_on(run[-1], groups[index + len(run)]):
            run.append(groups[index + len(run)])
        index += len(run)
        if run[0].start_ms > at_ms:
            yield _turn(at_ms, run[0].start_ms, "", _sync(at_ms, ""))
        whose = " ".join(ids.get(one.speaker or "", NOBODY) for one in run[0].segments)
        is_alone = len(run[0].segments) == 1
        body = "".join(_sync(one.start_ms, _said(one)) for one in run)
        yield _turn(
            run[0].start_ms, run[-1].end_ms, "" if is_alone and not run[0].speaker else whose, body
        )
        at_ms = run[-1].end_ms
    if at_ms < end_ms:
        yield _turn(at_ms, end_ms, "", _sync(at_ms, ""))


def _goes_on(before: _Group, after: _Group) -> bool:
    """Whether a turn goes on: the same speaker, alone, without a gap."""
    is_alone = len(before.segments) == len(after.segments) == 1
    return is_alone and before.speaker == after.speaker and before.end_ms == after.start_ms


def _said(group: _Group) -> str:
    texts = [escape(clean_text(one_line(one.text))) for one in group.segments]
    if len(texts) == 1:
        return f"{texts[0]}\n"
    return "".join(f'<Who nb="{n}"/>\n{text}\n' for n, text in enumerate(texts, 1))


def _sync(start_ms: int, body: str) -> str:
    return f'<Sync time="{as_seconds(start_ms)}"/>\n{body}'


def _turn(start_ms: int, end_ms: int, speakers: str, body: str) -> str:
    whose = f" speaker={quoteattr(speakers)}" if speakers else ""
    return f'<Turn{whose} startTime="{as_seconds(start_ms)}" endTime="{as_seconds(end_ms)}">\n{body}</Turn>\n'
