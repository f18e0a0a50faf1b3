"""Uploads in pieces, against the real server process."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.workstation import Workstation

JFK = Path(__file__).resolve().parent.parent / "data" / "jfk.flac"


def _ask(
    station: Workstation, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, Any]:
    request = urllib.request.Request(
        f"{station.url}/api/v1{path}",
        body,
        {key.replace("_", "-"): value for key, value in headers.items()},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            text = response.read()
            return response.status, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def _post(station: Workstation, path: str, plain: Any) -> tuple[int, Any]:
    return _ask(station, "POST", path, json.dumps(plain).encode(), Content_Type="application/json")


def _piece(station: Workstation, upload: str, offset: int, content: bytes) -> tuple[int, Any]:
    return _ask(
        station, "PATCH", f"/uploads/{upload}", content,
        Upload_Offset=str(offset), Content_Type="application/octet-stream",
    )  # fmt: skip


def _begin(station: Workstation, filename: str, size: int) -> str:
    status, upload = _post(station, "/uploads", {"filename": filename, "size": size})
    assert (status, upload["offset"]) == (201, 0)
    upload_id: str = upload["id"]
    return upload_id


def test_an_upload_goes_on_after_the_server_was_killed(workstation: Workstation) -> None:
    content = JFK.read_bytes()
    upload = _begin(workstation, "jfk.flac", len(content))
    assert _piece(workstation, upload, 0, content[:500_000])[1]["offset"] == 500_000
    workstation.kill()
    workstation.start()
    assert workstation.get(f"/uploads/{upload}")["offset"] == 500_000
    assert _piece(workstation, upload, 500_000, content[500_000:])[0] == 200
    status, answer = _post(workstation, f"/uploads/{upload}/finish", {"model": "none"})
    assert (status, answer["media"][0]["duplicate"]) == (201, False)
    media = workstation.wait_until(answer["media"][0]["id"])
    assert (media["filename"], media["duration"], media["size"]) == ("jfk.flac", 11.0, len(content))
    assert list((workstation.data / "incoming").iterdir()) == []


def test_what_came_before_the_connection_broke_is_kept(shared_workstation: Workstation) -> None:
    upload = _begin(shared_workstation, "a.wav", 4_000_000)
    with socket.create_connection(("127.0.0.1", shared_workstation.port)) as connection:
        head = (
            f"PATCH /api/v1/uploads/{upload} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Content-Length: 4000000\r\nUpload-Offset: 0\r\n\r\n"
        )
        connection.sendall(head.encode() + b"x" * 2_500_000)
    for _ in range(100):
        if offset := shared_workstation.get(f"/uploads/{upload}")["offset"]:
            break
        time.sleep(0.05)
    assert 0 < offset <= 2_500_000
    status, answer = _piece(shared_workstation, upload, offset, b"x" * (4_000_000 - offset))
    assert (status, answer["offset"]) == (200, 4_000_000)


def test_a_piece_for_another_place_is_told_where_to_go_on(shared_workstation: Workstation) -> None:
    upload = _begin(shared_workstation, "a.wav", 10)
    _piece(shared_workstation, upload, 0, b"abc")
    status, answer = _piece(shared_workstation, upload, 5, b"xyz")
    assert (status, answer["offset"]) == (409, 3)


@pytest.mark.parametrize(
    ("plain", "word"),
    [
        ({"filename": "", "size": 1}, "filename"),
        ({"filename": "a", "size": -1}, "size"),
        ({"filename": "a", "size": 2**50}, "size"),
        ({"size": 1}, "filename"),
    ],
)
def test_a_bad_beginning_is_refused(
    shared_workstation: Workstation, plain: dict[str, Any], word: str
) -> None:
    status, answer = _post(shared_workstation, "/uploads", plain)
    assert status == 422
    assert word in answer["title"]


def test_more_than_announced_is_refused(shared_workstation: Workstation) -> None:
    upload = _begin(shared_workstation, "a.wav", 3)
    assert _piece(shared_workstation, upload, 0, b"abcd")[0] == 422
    assert _piece(shared_workstation, upload, 0, b"ab")[0] == 200
    assert _post(shared_workstation, f"/uploads/{upload}/finish", {})[0] == 409


def test_a_file_without_sound_leaves_nothing_behind(shared_workstation: Workstation) -> None:
    upload = _begin(shared_workstation, "notes.txt", 5)
    _piece(shared_workstation, upload, 0, b"hello")
    status, answer = _post(shared_workstation, f"/uploads/{upload}/finish", {})
    assert status == 422
    assert "notes.txt" in answer["title"]
    assert _ask(shared_workstation, "GET", f"/uploads/{upload}")[0] == 404
    assert not any(
        media["filename"] == "notes.txt" for media in shared_workstation.get("/media")["media"]
    )


def test_an_upload_can_be_dropped(shared_workstation: Workstation) -> None:
    upload = _begin(shared_workstation, "a.wav", 5)
    assert _ask(shared_workstation, "DELETE", f"/uploads/{upload}")[0] == 204
    assert _ask(shared_workstation, "GET", f"/uploads/{upload}")[0] == 404


def test_an_id_is_no_path(shared_workstation: Workstation) -> None:
    assert _ask(shared_workstation, "GET", "/uploads/..%2f..%2ftranscribe")[0] == 404
