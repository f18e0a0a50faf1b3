"""EBU STL: blocks, code tables, frames; ttconv reads what is written."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ttconv import isd
from ttconv.stl import reader

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.errors import FormatError
from transcribe.formats import ReadOptions, detect, dumps, loads, read, write
from transcribe.formats.broadcast import stl_codes
from transcribe.library.subtitles.checks import fix_file, read_subtitles, rules_for_file
from transcribe.library.subtitles.deliveries import Delivery

EXAMPLE = "formats/other-subs/go-astisub/testdata/example-opn-out.stl"
LATIN = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "¡¢£¥§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿—¹®©™♪ÆØŒßæøœłŁþĦáàâäãåçéêíñóôöúüýžščřěůőűżźńąęģķļņ"
)


def talk(*texts: str, frame_ms: int = 40) -> Transcript:
    """A cue of 50 frames for each text."""
    segments = (
        Segment(n, n * 60 * frame_ms, (n * 60 + 50) * frame_ms, text)
        for n, text in enumerate(texts, 1)
    )
    return Transcript(tuple(segments), language="de")


def times_and_texts(transcript: Transcript) -> list[tuple[int, int, str]]:
    return [(s.start_ms, s.end_ms, s.text) for s in transcript.segments]


def test_a_peers_file_is_read_as_ttconv_reads_it(shared_data: Path) -> None:
    data = (shared_data / EXAMPLE).read_bytes()
    assert detect(data, "x") == "stl"
    report = read(data, "stl", name="x.stl")
    # Times and texts of ttconv 1.2.3.
    text = "TEST ÆæØøÅå\n#123&\"@!?`++?'*$£-"
    assert times_and_texts(report.transcript) == [
        (0, 320, "Title: Test-OPN\nStory:\nLang: opn\nConfig: 1"),
        (12_920, 18_480, f"{text}§§"),
        (18_560, 21_000, text), (21_080, 24_600, text), (72_160, 77_360, text),
    ]  # fmt: skip
    assert report.transcript.language == "en"
    assert "italics" in " ".join(report.warnings)


@pytest.mark.parametrize("display", ["teletext", "open"])
@given(
    text=st.lists(st.text(st.sampled_from(LATIN), min_size=1, max_size=150), min_size=1, max_size=4)
)
def test_what_the_latin_table_holds_comes_back(display: str, text: list[str]) -> None:
    lines = [" ".join(line.split(" ")).strip() for line in text]
    cue = "\n".join(line for line in lines if line)
    if cue:
        again = loads(dumps(talk(cue), "stl", display=display), "stl")
        assert [s.text for s in again.segments] == [unicodedata.normalize("NFC", cue)]


@pytest.mark.parametrize(
    ("table", "text"),
    [("cyrillic", "Привет, мир"), ("greek", "Καλημέρα"), ("hebrew", "שלום עולם"),
     ("arabic", "مرحبا بالعالم"), ("latin", "Grüße")],
)  # fmt: skip
def test_the_table_that_holds_the_text_is_chosen(table: str, text: str) -> None:
    assert stl_codes.best_table(text) == stl_codes.NAMES[table]
    written = write(talk(text), "stl")
    assert not written.warnings
    assert [s.text for s in loads(written.data, "stl").segments] == [text]


def test_what_the_table_has_not_is_told() -> None:
    written = write(talk("Grüße … 你"), "stl")
    assert [s.text for s in loads(written.data, "stl").segments] == ["Grüße ... ?"]
    assert written.warnings == (
        "changed: 1 character that the code table has not became ?: 你",
        "changed: 1 character became simpler ones: …",
    )


@pytest.mark.parametrize(("rate", "code"), [("25", b"STL25.01"), ("29.97", b"STL30.01")])
@pytest.mark.parametrize("start", ["00:00:00:00", "10:00:00:00"])
def test_times_on_frames_come_back_and_others_move_to_the_nearest(
    rate: str, code: bytes, start: str
) -> None:
    before = Transcript((Segment(1, 1_000, 2_001, "Hi"), Segment(2, 3_600_000, 3_600_005, "Ho")))
    written = write(before, "stl", frame_rate=rate, start=start)
    assert written.data[3:11] == code
    after = loads(written.data, "stl")
    frame_ms = 40 if rate == "25" else 1001 / 30
    for old, new in zip(before.segments, after.segments, strict=True):
        assert abs(old.start_ms - new.start_ms) <= frame_ms / 2 + 1
    assert after.segments[1].end_ms > after.segments[1].start_ms
    told = " ".join(written.warnings)
    assert "moved to the nearest frame" in told
    assert "less than a frame" in told
    assert loads(dumps(after, "stl", frame_rate=rate, start=start), "stl") == after
    assert not any("nearest" in text for text in write(after, "stl", frame_rate=rate).warnings)


def test_an_hour_of_timecode_at_29_97_is_longer_than_an_hour() -> None:
    data = bytearray(write(talk("Hi"), "stl", frame_rate="29.97").data)
    data[1024 + 5 : 1024 + 13] = bytes([1, 0, 0, 0, 1, 0, 1, 0])
    (segment,) = loads(bytes(data), "stl").segments
    assert segment.start_ms == 3_603_600


def test_a_long_text_takes_several_blocks_and_long_lines_are_told() -> None:
    text = "é" * 200
    written = write(talk(text), "stl")
    assert (len(written.data) - 1024) // 128 == 4
    assert [s.text for s in loads(written.data, "stl").segments] == [text]
    assert any("more than 37 characters" in warning for warning in written.warnings)


def test_comments_and_user_data_are_reported_and_not_shown() -> None:
    data = bytearray(write(talk("One", "Two", "Three"), "stl").data)
    data[1024 + 15] = 1
    data[1024 + 128 + 3] = 0xFE
    report = read(bytes(data), "stl")
    assert [s.text for s in report.transcript.segments] == ["Three"]
    told = " ".join(report.warnings)
    assert 'a comment was not kept: "One"' in told
    assert "user data" in told


def test_names_of_speakers_come_back_where_they_are_known() -> None:
    before = Transcript((Segment(1, 0, 1_000, "Hi", "S1"),), (Speaker("S1", "Alice"),))
    data = write(before, "stl", speakers=True).data
    again = read(data, "stl", options=ReadOptions(speaker_names=("Alice",))).transcript
    assert (again.segments[0].text, again.speakers[0].name) == ("Hi", "Alice")


def test_a_file_cut_short_is_read_with_a_warning_and_an_unknown_rate_is_asked_for() -> None:
    data = write(talk("One", "Two"), "stl").data
    report = read(data[:-30], "stl")
    assert [s.text for s in report.transcript.segments] == ["One"]
    assert "no whole block" in " ".join(report.warnings)
    with pytest.raises(FormatError, match="frame rate"):
        loads(data.replace(b"STL25.01", b"STL77.01"), "stl")
    odd = read(data.replace(b"STL25.01", b"STL77.01"), "stl", options=ReadOptions(frame_rate=25))
    assert [s.start_ms for s in odd.transcript.segments] == [2_400, 4_800]


def test_ttconv_reads_the_same_times_and_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"
    path.write_bytes(write(talk("Grüße", "Dvořák:\nšíř", "“Łódź”"), "stl").data)
    with path.open("rb") as file:
        document = reader.to_model(file)
    found = []
    for at, shown in isd.ISD.generate_isd_sequence(document):
        text = "".join(
            "\n" if type(one).__name__ == "Br" else one.get_text() if type(one).__name__ == "Text" else ""
            for region in shown.iter_regions() for one in region.dfs_iterator()
        )  # fmt: skip
        if text:
            found.append((int(at * 1000), text))
    assert found == [(2_400, "Grüße"), (4_800, "Dvořák:\nšíř"), (7_200, "“Łódź”")]


@pytest.mark.parametrize("start", ["00:00:00:00", "10:00:00:00"])
@pytest.mark.parametrize("rate", ["25", "29.97", "24", "50"])
@pytest.mark.parametrize(("display", "table"), [("open", "latin"), ("teletext", "cyrillic")])
def test_a_file_that_is_fixed_keeps_its_rate_start_table_and_display(
    tmp_path: Path, rate: str, start: str, display: str, table: str
) -> None:
    data = write(
        talk("One", "Two"), "stl", frame_rate=rate, start=start, display=display, code_table=table
    ).data
    file = read_subtitles(data, "a.stl", rate)
    written, _ = fix_file(file, rules_for_file(tmp_path, Delivery("netflix-en", rate)))
    assert written.data[:235] == data[:235]
    assert written.data[255:272] == data[255:272]


def block(
    number: int, extension: int, start: tuple[int, ...], end: tuple[int, ...], text: bytes
) -> bytes:
    """A block of text as another program may write it."""
    times = bytes([*start, *end])
    head = bytes([0, number, 0, extension, 0]) + times + bytes([20, 2, 0])
    return head + text.ljust(112, b"\x8f")


def head_of(start: str = "00:00:00:00") -> bytes:
    data = dumps(talk("x"), "stl", start=start)
    assert isinstance(data, bytes)
    return data[:1024]


def test_each_subtitle_keeps_its_text_and_times_where_blocks_are_not_closed() -> None:
    one, two = ((0, 0, 1, 0), (0, 0, 2, 0)), ((0, 0, 3, 0), (0, 0, 4, 0))
    closed_by_the_next = head_of() + block(1, 0, *one, b"First") + block(2, 255, *two, b"Second")
    report = read(closed_by_the_next, "stl")
    assert times_and_texts(report.transcript) == [(1000, 2000, "First"), (3000, 4000, "Second")]
    assert "has no last block" in " ".join(report.warnings)
    closed_by_data = head_of() + block(1, 0, *one, b"First") + block(1, 0xFE, *one, b"\x01\x02")
    assert times_and_texts(loads(closed_by_data, "stl")) == [(1000, 2000, "First")]


def test_a_programme_may_run_past_midnight() -> None:
    data = head_of("10:00:00:00").replace(b"10000000", b"23000000", 1)
    data += block(1, 255, (23, 59, 59, 0), (0, 0, 2, 0), b"Old") + block(
        2, 255, (0, 0, 3, 0), (0, 0, 4, 0), b"New"
    )
    report = read(data, "stl")
    hour = 3_600_000
    assert times_and_texts(report.transcript) == [
        (hour - 1000, hour + 2000, "Old"),
        (hour + 3000, hour + 4000, "New"),
    ]
    assert not any("swapped" in one for one in report.warnings)


@pytest.mark.parametrize("end", [(255, 255, 255, 255), (0, 60, 0, 0), (0, 0, 61, 0), (0, 0, 2, 25)])
def test_a_timecode_that_does_not_exist_is_reported(end: tuple[int, ...]) -> None:
    report = read(head_of() + block(7, 255, (0, 0, 1, 0), end, b"Text"), "stl")
    assert times_and_texts(report.transcript) == [(1000, 4000, "Text")]
    assert "subtitle 7" in " ".join(report.warnings)


def test_digits_of_other_scripts_stay_digits() -> None:
    data = dumps(Transcript((Segment(1, 0, 1000, "مرحبا ٣ ۴"),)), "stl")
    assert loads(data, "stl").segments[0].text == "مرحبا 3 4"


def test_more_rows_than_the_screen_has_are_reported() -> None:
    def told(rows: int, display: str) -> bool:
        lines = "\n".join(["row"] * rows)
        made = write(Transcript((Segment(1, 0, 1000, lines),)), "stl", display=display)
        return any("rows" in one for one in made.warnings)

    assert [told(11, "teletext"), told(12, "teletext")] == [False, True]
    assert [told(23, "open"), told(24, "open")] == [False, True]
