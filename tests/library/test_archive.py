"""Archives of many transcripts, read back as a user's program reads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.support.store_steps import add_media, put
from transcribe.formats import FORMATS, WRITABLE, loads
from transcribe.library.archive import ArchiveOptions, write_archive
from transcribe.library.import_export import export
from transcribe.store import Store
from transcribe.web import create_app

TITLES = {"a": "Q&A: day 1/2", "b": "q&a: DAY 1/2", "c": "会议 “一”", "d": "errors", "e": "CON"}


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return create_app(store).test_client()


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store(tmp_path) as made:
        yield made


def fill(store: Store) -> list[str]:
    for media_id, title in TITLES.items():
        add_media(store, media_id, title)
        put(store, f"Hello {media_id}", "Bye", media_id=media_id)
    return list(TITLES)


def read(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def ask(client: FlaskClient, ids: Sequence[str], formats: Sequence[str], **more: Any) -> Any:
    body = {"ids": [*ids], "formats": [*formats], **more}
    return client.post("/api/v1/library/archive", json=body)


def test_each_file_is_that_of_the_single_export_under_its_title(
    client: FlaskClient, store: Store
) -> None:
    answer = ask(client, fill(store), ["srt"])
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].endswith('.zip"')
    files = read(answer.data)
    assert list(files) == [
        "Q&A- day 1-2.srt", "q&a- DAY 1-2 (2).srt", "会议 “一”.srt", "errors (2).srt", "_CON.srt",
        "warnings.txt",
    ]  # fmt: skip
    assert (
        files.pop("warnings.txt")
        .decode()
        .splitlines()[0]
        .startswith("Q&A- day 1-2.srt: not kept: ")
    )
    for media_id, content in zip(TITLES, files.values(), strict=True):
        assert content == export(store, media_id, "srt", {}).data


def test_several_formats_have_a_folder_each_and_can_be_read(
    client: FlaskClient, store: Store
) -> None:
    ids = fill(store)
    files = read(ask(client, ids, list(WRITABLE)).data)
    told = files.pop("warnings.txt").decode()
    assert len(files) == len(ids) * len(WRITABLE)
    for name in WRITABLE:
        format_ = FORMATS[name]
        warnings = export(store, "c", name, {}).warnings
        assert all(f"{name}/会议 “一”{format_.suffix}: {one}\n" in told for one in warnings)
        content = files[f"{name}/会议 “一”{format_.suffix}"]
        assert content == export(store, "c", name, {}).data
        # These two hold the text of words that have times, and "c" has none.
        if format_.reader and {"text", "segments"} <= format_.keeps and name not in {"rttm", "ctm"}:
            assert loads(content, name).segments[0].text == "Hello c"


def test_options_go_to_the_formats_that_have_them(client: FlaskClient, store: Store) -> None:
    fill(store)
    files = read(ask(client, ["a"], ["txt", "srt"], times=True).data)
    del files["warnings.txt"]
    with_times = export(store, "a", "txt", {"times": True}).data
    assert files == {
        "txt/Q&A- day 1-2.txt": with_times,
        "srt/Q&A- day 1-2.srt": export(store, "a", "srt", {}).data,
    }
    assert with_times != export(store, "a", "txt", {}).data


def test_a_page_can_send_it_as_a_form_with_5000_ids(client: FlaskClient, store: Store) -> None:
    fill(store)
    ids = ["a", *(f"gone{n:06}" for n in range(4_999))]
    fields = [*(("ids", one) for one in ids), ("formats", "txt"), ("times", "0")]
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    )
    for kind, body in (
        ("application/x-www-form-urlencoded", urlencode(fields)),
        ("multipart/form-data; boundary=x", "".join([*parts, "--x--\r\n"])),
    ):
        answer = client.post("/api/v1/library/archive", data=body, content_type=kind)
        files = read(answer.data)
        assert list(files) == ["Q&A- day 1-2.txt", "errors.txt", "warnings.txt"]
        assert files["errors.txt"].decode().count("\n") == 4_999


def test_what_is_missing_is_listed_with_its_reason(client: FlaskClient, store: Store) -> None:
    fill(store)
    add_media(store, "empty", "Not yet")
    store.media.delete("b")
    files = read(ask(client, ["empty", "never", "b", "a"], ["srt", "txt"]).data)
    assert list(files) == [
        "srt/Q&A- day 1-2.srt",
        "txt/Q&A- day 1-2.txt",
        "errors.txt",
        "warnings.txt",
    ]
    lines = files["errors.txt"].decode().splitlines()
    assert lines[:2] == [
        f"Not yet (empty), {name}: It has no text yet. Draft it, or import a transcript."
        for name in ("srt", "txt")
    ]
    assert [line.split(":")[0] for line in lines[2:]] == ["never", "b"]
    only = read(ask(client, ["a"], ["txt"], of="translation").data)
    assert list(only) == ["errors.txt"]
    assert "translation" in only["errors.txt"].decode()


def test_one_file_is_in_memory_at_a_time(store: Store) -> None:
    ids = [f"m{n}" for n in range(30)]
    for media_id in ids:
        add_media(store, media_id, "The same title")
        put(store, f"Hello {media_id}", media_id=media_id)
    pieces = write_archive(store, ids, ArchiveOptions.read(["srt"], {}))
    first = next(pieces)
    # A recording that is deleted while the archive is sent is missing; the others are there.
    store.purge("m20")
    rest = list(pieces)
    assert len(rest) == 29
    assert max(map(len, rest[:-1])) < 2 * len(first)
    files = read(b"".join([first, *rest]))
    assert list(files)[:2] == ["The same title.srt", "The same title (2).srt"]
    assert len(files) == 31
    assert files["errors.txt"].decode().startswith("m20: There is no recording m20")


@pytest.mark.parametrize(
    "body",
    [
        {}, {"ids": ["a"]}, {"formats": ["srt"]}, {"ids": ["a"], "formats": []},
        {"ids": ["a"], "formats": "srt"}, {"ids": ["a"], "formats": ["xyz"]},
        {"ids": ["a"], "formats": [None]}, {"ids": [], "formats": ["srt"]},
        {"ids": ["a"], "formats": ["srt"], "dance": "1"},
        {"ids": ["a"], "formats": ["txt"], "times": "perhaps"},
        {"ids": ["a"], "formats": ["srt"], "of": "summary"},
        {"ids": ["a"], "formats": ["srt"], "view": "blurred"},
        {"ids": [f"m{n}" for n in range(5_001)], "formats": ["srt"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_request_is_refused_with_a_sentence(
    client: FlaskClient, store: Store, body: dict[str, Any]
) -> None:
    fill(store)
    answer = client.post("/api/v1/library/archive", json=body)
    assert (answer.status_code, bool(answer.get_json()["title"])) == (422, True)
