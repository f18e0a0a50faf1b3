"""Uploads in pieces, against the real server process."""

from __future__ import annotations

import http.client
import io
import json
import os
import socket
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.recordings import noise_wav
from tests.support.server import Workstation
from transcribe.store import Store
from transcribe.web.api.files.uploads import STALE_S, remove_stale

JFK = Path(__file__).resolve().parents[2] / "data" / "jfk.flac"


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
    for _ in range(1200):
        if offset := shared_workstation.get(f"/uploads/{upload}")["offset"]:
            break
        time.sleep(0.05)
    assert 0 < offset <= 2_500_000
    status = 409
    while (
        status == 409
    ):  # more of the broken piece was still being written; the page asks again too
        status, answer = _piece(shared_workstation, upload, offset, b"x" * (4_000_000 - offset))
        offset = answer["offset"]
    assert (status, offset) == (200, 4_000_000)


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


def test_a_piece_of_unknown_length_is_held_to_the_size_too(
    shared_workstation: Workstation,
) -> None:
    upload = _begin(shared_workstation, "a.wav", 3)
    for blocks, status, offset in (((b"ab",), 200, 2), ((b"c", b"de"), 422, 3)):
        connection = http.client.HTTPConnection("127.0.0.1", shared_workstation.port, timeout=30)
        before = shared_workstation.get(f"/uploads/{upload}")["offset"]
        connection.request(
            "PATCH", f"/api/v1/uploads/{upload}", iter(blocks),
            {"Upload-Offset": str(before)}, encode_chunked=True,
        )  # fmt: skip
        assert connection.getresponse().status == status
        connection.close()
        assert shared_workstation.get(f"/uploads/{upload}")["offset"] == offset


def test_a_stream_that_is_not_there_does_not_cost_the_upload(client: FlaskClient) -> None:
    content = JFK.read_bytes()
    upload = client.post("/api/v1/uploads", json={"filename": "a.flac", "size": len(content)}).json
    assert upload is not None
    url = f"/api/v1/uploads/{upload['id']}"
    client.patch(url, data=content, headers={"Upload-Offset": "0"})
    for options in ({"stream": 3}, {"stream": 10**30}, {"model": ["base"]}, {"engine": 1}):
        assert client.post(f"{url}/finish", json=options).status_code == 422
    assert client.post(f"{url}/finish", json={"model": "none"}).status_code == 201
    assert client.post(f"{url}/finish", json={"model": "none"}).status_code == 404


def test_a_full_disk_is_told_and_what_arrived_is_kept(client: FlaskClient, store: Store) -> None:
    upload = client.post("/api/v1/uploads", json={"filename": "a.wav", "size": 10}).json
    assert upload is not None
    part = store.incoming_folder / f"{upload['id']}.part"
    part.unlink()
    part.symlink_to("/dev/full")  # Linux's own full disk
    url = f"/api/v1/uploads/{upload['id']}"
    answer = client.patch(url, data=b"0123456789", headers={"Upload-Offset": "0"})
    assert (answer.status_code, answer.content_type) == (507, "application/problem+json")
    assert answer.json is not None
    assert "Free some space" in answer.json["title"]
    part.unlink()
    part.touch()
    answer = client.patch(url, data=b"0123456789", headers={"Upload-Offset": "0"})
    assert answer.status_code == 200


def test_an_upload_given_up_while_a_piece_is_on_its_way_is_gone(
    client: FlaskClient, store: Store
) -> None:
    class Piece(io.BytesIO):
        def readinto(self, buffer: Any) -> int:
            for path in store.incoming_folder.iterdir():
                path.unlink()
            return super().readinto(buffer)

    upload = client.post("/api/v1/uploads", json={"filename": "a.wav", "size": 4}).json
    assert upload is not None
    answer = client.patch(
        f"/api/v1/uploads/{upload['id']}", input_stream=Piece(b"abcd"), content_length=4,
        headers={"Upload-Offset": "0"},
    )  # fmt: skip
    assert answer.status_code == 404


def test_a_forms_file_does_not_pass_through_the_systems_temporary_folder(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be a small one in memory."""
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
    part = "--edge\r\nContent-Disposition: form-data; name="
    form = f'{part}"model"\r\n\r\nnone\r\n{part}"file"; filename="a.flac"\r\n\r\n'
    body = form.encode() + JFK.read_bytes() + b"\r\n--edge--\r\n"
    answer = client.post(
        "/api/v1/media", data=body, content_type="multipart/form-data; boundary=edge"
    )
    assert answer.status_code == 201, answer.text
    assert list(store.incoming_folder.iterdir()) == []


def test_only_uploads_that_nobody_goes_on_with_are_removed(
    client: FlaskClient, store: Store
) -> None:
    names = {}
    for name in ("forgotten", "slow"):
        upload = client.post("/api/v1/uploads", json={"filename": name, "size": 10}).json
        assert upload is not None
        names[name] = upload["id"]
    long_ago = time.time() - STALE_S - 60
    for path in store.incoming_folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    (store.incoming_folder / f"{names['slow']}.part").touch()
    remove_stale(store)
    assert client.get(f"/api/v1/uploads/{names['slow']}").status_code == 200
    assert client.get(f"/api/v1/uploads/{names['forgotten']}").status_code == 404
    assert len(list(store.incoming_folder.iterdir())) == 2


def test_a_server_killed_just_after_taking_a_file_in_says_that_the_upload_is_gone(
    client: FlaskClient, store: Store
) -> None:
    upload = client.post("/api/v1/uploads", json={"filename": "a.wav", "size": 10}).json
    assert upload is not None
    (store.incoming_folder / f"{upload['id']}.part").unlink()
    assert client.get(f"/api/v1/uploads/{upload['id']}").status_code == 404


def test_two_finishes_at_once_take_one_file_in(shared_workstation: Workstation) -> None:
    content = noise_wav(4711)
    upload = _begin(shared_workstation, "twice.wav", len(content))
    _piece(shared_workstation, upload, 0, content)
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda _: _post(shared_workstation, f"/uploads/{upload}/finish", {"model": "none"}),
            range(2),
        )
    assert sorted(status for status, _ in answers) == [201, 404]
