"""ELAN's EAF: tiers with annotations between time slots.

Time slots without a time lie at even distances between their neighbours, as ELAN places them. The
annotations of symbolic tiers have no times of their own but their parent's; they are reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from transcribe.document.model import Transcript
from transcribe.formats.annotation.tiers import (
    WORDS_SUFFIX,
    Interval,
    Tier,
    add_tiers,
    tiers_of,
)
from transcribe.formats.losses import Losses, note_lengthened
from transcribe.formats.parsing import Builder, Notes, ordered_times, quoted
from transcribe.formats.xml_reading import Element, line_of, parse_xml, text_of

DOCUMENT = "ANNOTATION_DOCUMENT"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="1970-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
"""
_FOOT = """    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="segments" TIME_ALIGNABLE="true"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Included_In" GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="words" TIME_ALIGNABLE="true"/>
    <CONSTRAINT DESCRIPTION="Time alignable annotations within the parent annotation's time interval, gaps are allowed" STEREOTYPE="Included_In"/>
</ANNOTATION_DOCUMENT>
"""


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read the tiers whose annotations have times.

    Raises:
        FormatError: It is no XML of ELAN.
    """
    root = parse_xml(data, notes)
    if root.tag != DOCUMENT:
        raise notes.error(line_of(root), f"its root is <{root.tag}>, not <{DOCUMENT}>")
    slots = _slots(root, notes)
    builder = Builder(notes)
    tiers = [
        tier for found in root.iter("TIER") if (tier := _tier(found, slots, notes)) is not None
    ]
    add_tiers(tiers, builder)
    return builder.transcript()


def _slots(root: Element, notes: Notes) -> dict[str, int]:
    """Milliseconds of each time slot; open ones lie between their neighbours."""
    found = [one for order in root.iter("TIME_ORDER") for one in order.iter("TIME_SLOT")]
    times: dict[str, int] = {}
    waiting: list[str] = []
    last_ms = 0
    for slot in found:
        name, value = slot.get("TIME_SLOT_ID", ""), slot.get("TIME_VALUE")
        if value is None:
            waiting.append(name)
            continue
        if not (value.isascii() and value.isdigit() and len(value) < 15):
            raise notes.error(line_of(slot), f"{quoted(value)} is no time of a time slot")
        ms = int(value)
        times.update(_spread(waiting, last_ms, ms))
        waiting, last_ms = [], ms
        times[name] = ms
    times.update(dict.fromkeys(waiting, last_ms))
    return times


def _spread(names: list[str], first_ms: int, last_ms: int) -> Iterator[tuple[str, int]]:
    for n, name in enumerate(names, 1):
        yield name, first_ms + (last_ms - first_ms) * n // (len(names) + 1)


def _tier(tier: Element, slots: dict[str, int], notes: Notes) -> Tier | None:
    name = tier.get("TIER_ID", "")
    symbolic = list(tier.iter("REF_ANNOTATION"))
    if symbolic:
        notes.warn(line_of(tier), f"the tier {quoted(name)} was left out: its {len(symbolic)} "
                   "annotations have no times of their own")  # fmt: skip
    found = [_annotation(one, slots, notes) for one in tier.iter("ALIGNABLE_ANNOTATION")]
    is_inner = tier.get("PARENT_REF") is not None and not name.lower().endswith(("words", "word"))
    if is_inner and found:
        notes.warn(line_of(tier), f"the tier {quoted(name)} was left out: its {len(found)} "
                   "annotations are parts of those of another tier")  # fmt: skip
        return None
    return Tier(name, tuple(found), tier.get("PARTICIPANT") or None) if found else None


def _annotation(found: Element, slots: dict[str, int], notes: Notes) -> Interval:
    ends = [slots.get(found.get(f"TIME_SLOT_REF{n}", "")) for n in (1, 2)]
    if ends[0] is None or ends[1] is None:
        raise notes.error(line_of(found), "an annotation names a time slot that does not exist")
    text = "".join(text_of(value) for value in found.iter("ANNOTATION_VALUE"))
    return Interval(*ordered_times(ends[0], ends[1], line_of(found), notes), text)


def dumps(transcript: Transcript, losses: Losses) -> str:
    """Write two tiers for each speaker: segments, and under them the words that have times."""
    note_lengthened(transcript, losses)
    tiers = list(tiers_of(transcript, losses))
    edges = sorted(
        {ms for tier in tiers for one in tier.intervals for ms in (one.start_ms, one.end_ms)}
    )
    ids = {ms: f"ts{n}" for n, ms in enumerate(edges, 1)}
    slots = "".join(
        f'        <TIME_SLOT TIME_SLOT_ID="{ids[ms]}" TIME_VALUE="{ms}"/>\n' for ms in edges
    )
    pieces = [
        _HEAD,
        '    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>\n',
        f"    <TIME_ORDER>\n{slots}    </TIME_ORDER>\n",
        *_tiers(tiers, ids),
        _FOOT,
    ]
    return "".join(pieces)


def _tiers(tiers: list[Tier], ids: dict[int, str]) -> Iterator[str]:
    names: dict[str, int] = {}
    parent = ""
    n_annotations = 0
    for tier in tiers:
        is_words = tier.name.endswith(WORDS_SUFFIX) and bool(parent)
        if is_words:
            name, kind = f"{parent}{WORDS_SUFFIX}", "words"
        else:  # names of tiers are unique in ELAN; the participant says whose they are
            names[tier.name] = names.get(tier.name, 0) + 1
            n = names[tier.name]
            name = parent = tier.name if n == 1 else f"{tier.name} ({n})"
            kind = "segments"
        above = f" PARENT_REF={quoteattr(parent)}" if is_words else ""
        whose = f" PARTICIPANT={quoteattr(tier.speaker)}" if tier.speaker else ""
        yield f'    <TIER LINGUISTIC_TYPE_REF="{kind}"{above}{whose} TIER_ID={quoteattr(name)}>\n'
        for one in tier.intervals:
            n_annotations += 1
            yield (
                f'        <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n_annotations}" '
                f'TIME_SLOT_REF1="{ids[one.start_ms]}" TIME_SLOT_REF2="{ids[one.end_ms]}">'
                f"<ANNOTATION_VALUE>{escape(one.text)}</ANNOTATION_VALUE>"
                "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
            )
        yield "    </TIER>\n"
