"""SCC: pop-on, roll-up and paint-on captions, codes and times."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads
from transcribe.formats.broadcast import cea608_codes

HEAD = "Scenarist_SCC V1.0\n\n"
PEERS = "formats/other-subs"


def read_peer(shared_data: Path, name: str) -> tuple[list[tuple[int, int, str]], str]:
    data = (shared_data / PEERS / name).read_bytes()
    assert detect(data, "x") == "scc"
    transcript, warnings = load_report(data, "scc", name=name)
    return [(s.start_ms, s.end_ms, s.text) for s in transcript.segments], " ".join(warnings)


def test_pop_on_captions_have_the_times_of_ttconv(shared_data: Path) -> None:
    found, _ = read_peer(shared_data, "ttconv/src/test/resources/scc/pop-on.scc")
    assert found == [  # ttconv 1.2.3
        (3_777_907, 3_779_242, "( horn honking )"),
        (3_812_309, 4_296_425, "HEY, THE®E."),
        (4_296_492, 4_297_760, "Test ½ Caption\nTest test Captions"),
    ]
    found, _ = read_peer(shared_data, "pycaption/examples/example.scc")
    assert found == [
        (1_134, 5_272, "Letra traducida al Español\n♪ ¡Uooye! ¡Vámonos! ♪"),
        (8_642, 10_177, "♪ Lo le lo lai, lo lai lai\nTODOS: Sí, es cierto Alma."),
        (10_210, 11_111, "MAMI: ¡Vamos a divertirno"),
    ]


def test_paint_on_captions_are_three_segments_not_eighteen(shared_data: Path) -> None:
    found, told = read_peer(shared_data, "ttconv/src/test/resources/scc/paint-on.scc")
    assert [text for _, _, text in found] == [
        "Lorem ipsum dolor sit amet,\nconsectetur adipiscing elit.",
        "Pellentesque interdum lacinia sollicitudin.",
        "Integer luctus et ligula ac sagittis.",
    ]
    assert [start_ms for start_ms, _, _ in found] == [173_774, 176_309, 177_144]
    assert [end_ms for _, end_ms, _ in found][:2] == [176_309, 177_144]
    assert "no code ends the caption" in told


def test_each_row_of_roll_up_captions_comes_once(shared_data: Path) -> None:
    found, told = read_peer(shared_data, "ttconv/src/test/resources/scc/mix-rows-roll-up.scc")
    texts = [text for _, _, text in found]
    assert texts[:5] == [
        ">>> HI.", "I'M KEVIN CUNNING AND AT", "INVESTOR'S BANK WE BELIEVE IN",
        "HELPING THE LOCAL NEIGHBORHOODS", "AND IMPROVING THE LIVES OF ALL",
    ]  # fmt: skip
    assert "ABCDEû" in texts
    assert len(texts) == len(set(texts)) == 16
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert "italics" in told


def captions(text: str, at: str = "00:00:01:00") -> str:
    """A pop-on caption of ASCII text; codes come once, which is allowed."""
    padded = text + "\0" * (len(text) % 2)
    words = [f"{ord(a):02x}{ord(b):02x}" for a, b in zip(padded[::2], padded[1::2], strict=True)]
    return f"{HEAD}{at}\t1420 1470 {' '.join(words)} 142f\n\n02:00:00:00\t142c\n"


@given(st.text(st.sampled_from("abcdefgh XYZ.,!?'0123"), min_size=1, max_size=32))
def test_any_text_comes_back(text: str) -> None:
    shown = " ".join(text.split())
    assert [s.text for s in loads(captions(text), "scc").segments] == [shown] * bool(shown)


@pytest.mark.parametrize(
    ("timecode", "ms"),
    [("00:01:00;02", 60_060), ("01:00:00;00", 3_599_996), ("01:00:00:00", 3_603_600),
     ("00:00:00:00", 0)],
)  # fmt: skip
def test_a_semicolon_is_drop_frame_and_each_code_takes_a_frame(timecode: str, ms: int) -> None:
    (segment,) = loads(captions("Hi", timecode), "scc").segments
    assert abs(segment.start_ms - (ms + 3 * 1001 / 30)) <= 1


def test_an_extended_character_takes_the_place_of_the_one_before() -> None:
    content = f"{HEAD}00:00:01:00\t1420 1470 4361 6665 1221 142f\n\n00:00:05:00\t142c\n"
    assert loads(content, "scc").segments[0].text == "CafÉ"


def test_places_of_all_rows_and_characters_of_all_tables() -> None:
    rows = {cea608_codes.place(first, second) for first in range(0x10, 0x18) for second in (0x40, 0x60)}  # fmt: skip
    assert {row for row, _ in filter(None, rows)} == set(range(1, 16))
    assert len({cea608_codes.extended(a, b) for a in (0x12, 0x13) for b in range(0x20, 0x40)}) == 64
    assert len({cea608_codes.special(0x11, b) for b in range(0x30, 0x40)}) == 16


def test_a_second_channel_and_wrong_codes_are_reported() -> None:
    content = (f"{HEAD}00:00:01:00\t1420 1470 4869 142f 1c20 1c70 4e6f 1c2f zz\n\nnonsense\n"
               "00:00:05:00\t142c\n")  # fmt: skip
    transcript, warnings = load_report(content, "scc")
    assert [s.text for s in transcript.segments] == ["Hi"]
    told = " ".join(warnings)
    assert "second channel" in told
    assert '"zz" is no code' in told
    assert '"nonsense"' in told


def test_what_does_not_begin_with_the_header_is_refused() -> None:
    with pytest.raises(FormatError, match="Scenarist_SCC"):
        loads("00:00:01:00\t1420", "scc")


def test_text_that_no_code_shows_is_reported() -> None:
    load, erase = "9420 9420 9470 9470 c8e9", "94ae 94ae"  # "Hi"
    show = "942f 942f"
    for codes in (load, f"{load} {erase} 9470 9470 cef5 {show}", f"{load} 9425 9425 94ad 94ad"):
        _, warnings = load_report(f"{HEAD}00:00:01:00\t{codes}\n", "scc")
        assert any("never shown" in one and '"Hi"' in one for one in warnings), codes
    _, warnings = load_report(f"{HEAD}00:00:01:00\t{load} {show} {erase}\n", "scc")
    assert not any("never shown" in one for one in warnings)


@pytest.mark.parametrize("time", ["00:60:00:00", "00:00:61:00", "00:00:00:30", "00:01:00;01"])
def test_a_timecode_that_does_not_exist_is_reported(time: str) -> None:
    _, warnings = load_report(f"{HEAD}{time}\t9420 9420 9470 9470 c8e9 942f 942f\n", "scc")
    assert any("line 3" in one and "no timecode" in one for one in warnings)
