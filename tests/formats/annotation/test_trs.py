"""Transcriber TRS: sync points, several speakers in a turn, what has no place in a transcript.

No peer's file is at hand; the sample is written after the document type of Transcriber 1.5.1.
"""

from __future__ import annotations

import pytest

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.errors import FormatError
from transcribe.formats import detect, dumps, load_report, loads, write

HEAD = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE Trans SYSTEM "trans-14.dtd">\n'
SAMPLE = f"""{HEAD}<Trans scribe="me" audio_filename="a" version="3" version_date="030101" xml:lang="fr">
<Topics><Topic id="to1" desc="news"/></Topics>
<Speakers><Speaker id="spk1" name="Élise"/><Speaker id="spk2" name="Bob"/></Speakers>
<Episode><Section type="report" startTime="0" endTime="9.5">
<Turn startTime="0" endTime="1"><Sync time="0"/>
</Turn>
<Turn speaker="spk1" startTime="1" endTime="5.25">
<Sync time="1"/>
Bonjour <Event desc="rire" type="noise" extent="instantaneous"/> à tous
<Sync time="3.004"/>
deuxième <Comment desc="sure?"/>
</Turn>
<Turn speaker="spk1 spk2" startTime="5.25" endTime="9.5">
<Sync time="5.25"/>
<Who nb="1"/>
oui
<Who nb="2"/>
non
</Turn></Section></Episode></Trans>
""".encode("latin-1")


def rows(transcript: Transcript) -> list[tuple[int, int, str, str | None]]:
    names = {one.id: one.name for one in transcript.speakers}
    return [(s.start_ms, s.end_ms, s.text, names.get(s.speaker or "")) for s in transcript.segments]


def test_turns_syncs_and_speakers_are_read() -> None:
    assert detect(SAMPLE, "a.xml") == "trs"
    transcript, warnings = load_report(SAMPLE, "trs")
    assert rows(transcript) == [
        (1_000, 3_004, "Bonjour à tous", "Élise"),
        (3_004, 5_250, "deuxième", "Élise"),
        (5_250, 9_500, "oui", "Élise"),
        (5_250, 9_500, "non", "Bob"),
    ]
    assert transcript.language == "fr"
    told = " ".join(warnings)
    assert all(part in told for part in ('event was not kept: "rire"', '"sure?"', "topics"))


def test_what_is_written_comes_back() -> None:
    before = Transcript(
        (
            Segment(1, 1_000, 2_000, "a & <b>", "S1"), Segment(2, 2_000, 3_001, "c", "S1"),
            Segment(3, 4_000, 5_000, "d", "S2"), Segment(4, 4_000, 5_000, "e"),
            Segment(5, 5_000, 6_000, "f"),
        ),
        (Speaker("S1", 'Al "x"'), Speaker("S2", "Bob")), language="de",
    )  # fmt: skip
    written = write(before, "trs")
    assert not written.warnings
    again = loads(written.data, "trs")
    assert rows(again) == rows(before)
    assert again.language == "de"


def test_ends_that_overlap_are_cut_and_told() -> None:
    before = Transcript((Segment(1, 0, 5_000, "a"), Segment(2, 3_000, 4_000, "b")))
    written = write(before, "trs")
    assert "changed: the ends of 1 segment that overlap others" in written.warnings[0]
    assert [(s.start_ms, s.end_ms) for s in loads(written.data, "trs").segments] == [(0, 3_000), (3_000, 4_000)]  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE Trans SYSTEM "trans-14.dtd" [<!ENTITY a "b">]>',
        '<!DOCTYPE Trans [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE other SYSTEM "trans-14.dtd">',
    ],
)
def test_a_document_type_with_declarations_of_its_own_is_refused(head: str) -> None:
    with pytest.raises(FormatError, match="document type"):
        loads(f"{head}\n<Trans/>", "trs")


def test_an_entity_of_the_document_type_that_is_not_read_is_refused() -> None:
    content = '<!DOCTYPE Trans SYSTEM "trans-14.dtd">\n<Trans><Turn startTime="0" endTime="1">&a;</Turn></Trans>'
    with pytest.raises(FormatError, match="entity"):
        loads(content, "trs")


def test_times_that_are_none_are_refused_with_their_line() -> None:
    content = '<Trans>\n<Turn startTime="x" endTime="1"/></Trans>'
    with pytest.raises(FormatError, match="line 2"):
        loads(content, "trs", name="a.trs")
    assert dumps(Transcript(), "trs")


def turn(speakers: str, body: str) -> bytes:
    people = '<Speakers><Speaker id="spk1" name="Ann"/><Speaker id="spk2" name="Bob"/><Speaker id="spk3"/></Speakers>'
    inside = f'<Turn speaker="{speakers}" startTime="0" endTime="4"><Sync time="0"/>{body}</Turn>'
    section = f'<Section type="report" startTime="0" endTime="4">{inside}</Section>'
    return f"<Trans>{people}<Episode>{section}</Episode></Trans>".encode()


def test_words_inside_elements_that_are_not_known_are_kept() -> None:
    transcript, warnings = load_report(
        turn("spk1", "one <Word>two</Word> <x>th<y>re</y>e</x> four"), "trs"
    )
    assert [one.text for one in transcript.segments] == ["one two three four"]
    assert any("<Word>" in one for one in warnings)


@pytest.mark.parametrize(
    ("speakers", "body", "expected", "told"),
    [
        ("spk1 spk2", "both", [(0, 4000, "both", "Ann")], "several speakers"),
        ("spk1 spk2", '<Who nb="3"/>who', [(0, 4000, "who", None)], "no such speaker"),
        ("spk9", "who", [(0, 4000, "who", None)], "no such speaker"),
        ("spk3", "who", [(0, 4000, "who", "spk3")], ""),
    ],
)
def test_speakers_that_are_not_clear_are_reported(
    speakers: str, body: str, expected: list[tuple[int, int, str, str | None]], told: str
) -> None:
    transcript, warnings = load_report(turn(speakers, body), "trs")
    assert rows(transcript) == expected
    assert told in " ".join(warnings)
    assert bool(warnings) == bool(told)
