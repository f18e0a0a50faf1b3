"""Names of channels in WAV files: iXML, the description of a BWF, and what is no name."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.track_names import IXML, chunk, named_wav
from transcribe.speakers.track_names import is_mix, names_somebody, read_track_names


def read(tmp_path: Path, content: bytes) -> dict[int, str]:
    path = tmp_path / "take.wav"
    path.write_bytes(content)
    return dict(read_track_names(path))


def wav(*chunks: bytes, kind: bytes = b"RIFF") -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return kind + struct.pack("<I", len(body)) + body


def test_names_of_ixml_are_those_of_the_interleaved_channels(tmp_path: Path) -> None:
    tracks = "".join(
        f"<TRACK><CHANNEL_INDEX>{n}</CHANNEL_INDEX><INTERLEAVE_INDEX>{at}</INTERLEAVE_INDEX>"
        f"<NAME>{name}</NAME></TRACK>"
        for n, at, name in ((1, 2, "Ben &amp; Co"), (5, 1, " Anna\n Berg "), (6, 3, ""))
    )
    ixml = IXML.format(tracks=tracks).encode()
    data = chunk(b"data", b"\0" * 7)  # an odd length has a byte more
    assert read(tmp_path, wav(data, chunk(b"iXML", ixml))) == {0: "Anna Berg", 1: "Ben & Co"}


def test_a_bwf_without_ixml_names_tracks_in_its_description(tmp_path: Path) -> None:
    description = b"sSPEED=025\r\nsTRK1=Anna\r\nsTRK2=Ben\r\nsTRK3=\r\n".ljust(256, b"\0")
    assert read(tmp_path, wav(chunk(b"bext", description + b"\0" * 346))) == {0: "Anna", 1: "Ben"}


def test_names_after_samples_of_over_4_gb_are_found(tmp_path: Path) -> None:
    """RF64: the real size of the samples is in `ds64`."""
    ds64 = chunk(b"ds64", struct.pack("<QQQI", 0, 10, 0, 0))
    data = b"data" + struct.pack("<I", 0xFFFFFFFF) + b"\0" * 10
    ixml = chunk(b"iXML", IXML.format(tracks="<TRACK><NAME>Anna</NAME></TRACK>").encode())
    assert read(tmp_path, wav(ds64, data, ixml, kind=b"RF64")) == {0: "Anna"}


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF", b"OggS" + b"\0" * 40, wav(chunk(b"iXML", b"<not")), wav(chunk(b"iXML", b"\0")),
     wav(chunk(b"iXML", b'<?xml version="1.0" encoding="GB2312"?><BWFXML/>')),
     wav(chunk(b"iXML", b'<!DOCTYPE a [<!ENTITY b "c">]><BWFXML/>')), wav(b"iXML\xff\xff")],
)  # fmt: skip
def test_files_without_names_have_none(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content) == {}


def test_a_track_with_a_place_that_is_no_place_is_the_next_one(tmp_path: Path) -> None:
    track = f"<TRACK><INTERLEAVE_INDEX>{'9' * 5_000}</INTERLEAVE_INDEX><NAME>Anna</NAME></TRACK>"
    assert read(tmp_path, wav(chunk(b"iXML", IXML.format(tracks=track).encode()))) == {0: "Anna"}


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    read(folder, content)
    read(folder, wav(content))


def test_made_wavs_have_their_names(tmp_path: Path) -> None:
    assert read(tmp_path, named_wav(wav(chunk(b"data", b"\0\0")), ["Anna", "Ben"])) == {0: "Anna", 1: "Ben"}  # fmt: skip


@pytest.mark.parametrize("name", ["", "1", "Tr1", "TRK 02", "ch-3", "Track_4", "Mic L", "L", "MixL", "Left", "LR Mix", "Input 1", "ISO3"])  # fmt: skip
def test_numbers_and_sides_name_nobody(name: str) -> None:
    assert not names_somebody(name)


@pytest.mark.parametrize("name", ["Anna", "Boom", "Interviewer", "Lav Tom", "Gast 1", "安娜", "Rita"])  # fmt: skip
def test_other_names_do(name: str) -> None:
    assert names_somebody(name)
    assert not is_mix(name)


@pytest.mark.parametrize("name", ["MixL", "Mix R", "mix", "LR Mix", "Left", "R", "Stereo Mix", "Mix 1"])  # fmt: skip
def test_mixes_are_known(name: str) -> None:
    assert is_mix(name)
