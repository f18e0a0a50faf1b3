"""ELAN's files: time slots without times, tiers below others, and XML that must not be expanded."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads


def document(slots: str, tiers: str) -> str:
    return f"<ANNOTATION_DOCUMENT><TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>"


def annotation(first: str, last: str, text: str) -> str:
    return (f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{first}" TIME_SLOT_REF1="{first}" '
            f'TIME_SLOT_REF2="{last}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>")  # fmt: skip


def test_open_time_slots_lie_between_their_neighbours() -> None:
    slots = (
        '<TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="b"/>'
        '<TIME_SLOT TIME_SLOT_ID="c"/><TIME_SLOT TIME_SLOT_ID="d" TIME_VALUE="4000"/>'
    )
    tier = "".join(
        annotation(a, b, text) for a, b, text in (("a", "b", "x &amp; y"), ("c", "d", "z"))
    )
    content = document(slots, f'<TIER TIER_ID="A_Transcription" PARTICIPANT="Ann">{tier}</TIER>')
    found = loads(content, "eaf")
    assert [(s.start_ms, s.end_ms, s.text) for s in found.segments] == [
        (1000, 2000, "x & y"), (3000, 4000, "z"),
    ]  # fmt: skip
    assert found.speakers[0].name == "Ann"


def test_a_slot_that_does_not_exist_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError, match=r"line 2: .*time slot"):
        loads(document("\n", f'<TIER TIER_ID="A">{annotation("x", "y", "z")}</TIER>'), "eaf")


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;&x;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE a>",
    ],
)
def test_document_types_are_refused_before_anything_is_expanded(head: str) -> None:
    content = f"\n{head}<ANNOTATION_DOCUMENT>&y;</ANNOTATION_DOCUMENT>"
    with pytest.raises(FormatError, match=r"line [12]") as told:
        loads(content.encode(), "eaf", name="x.eaf")
    assert "document type" in str(told.value)


def test_deep_and_broken_xml_is_refused() -> None:
    for content in (
        "<a>" * 100_000,
        "<ANNOTATION_DOCUMENT>",
        "",
        '<?xml version="1.0" encoding="x-y"?><a/>',
    ):
        with pytest.raises(FormatError):
            loads(content.encode(), "eaf")


def test_peers_files(shared_data: Path) -> None:
    folder = shared_data / "formats" / "eaf"
    for path in folder.rglob("*.eaf"):
        assert detect(path.read_bytes(), path.name) == "eaf"
        found, warnings = load_report(path.read_bytes(), "eaf", name=path.name)
        assert len(found.segments) == (1596 if "sample" in path.name else 15)
        assert len(warnings) == (4 if "sample" in path.name else 0), warnings
    with pytest.raises(FormatError, match="line 2: its root is <preferences>"):
        loads(next(folder.rglob("native.pfsx")).read_bytes(), "eaf", name="native.pfsx")
