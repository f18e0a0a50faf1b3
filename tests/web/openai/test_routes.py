"""OpenAI's own client against a real server: answers and exceptions."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import openai
import pytest
from openai import OpenAI
from whisper.utils import compression_ratio

from tests.conftest import REPOSITORY
from tests.support.recordings import noise_wav
from tests.support.server import Workstation
from tests.support.transcripts import SAID, is_heard, plain
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.formats import loads
from transcribe.web.openapi.document import document

JFK = REPOSITORY / "tests" / "data" / "jfk.flac"

pytestmark = pytest.mark.model


@pytest.fixture
def client(shared_workstation: Workstation) -> Iterator[OpenAI]:
    with _client(shared_workstation) as client:
        yield client


def _client(station: Workstation) -> OpenAI:
    return OpenAI(base_url=f"{station.url}/v1", api_key="anything", max_retries=0)


def _nothing_is_left(station: Workstation, timeout_s: float = 90) -> None:
    """No row, file or job of a transient recording."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        folders = {path.name for path in (station.data / "media").glob("*")}
        known = {media["id"] for media in station.get("/media?deleted=1")["media"]}
        jobs = {job["media"] for job in station.get("/jobs")["jobs"]}
        if folders == known and jobs <= known:
            return
        time.sleep(0.2)
    raise AssertionError((folders ^ known, jobs - known))


def test_json_is_the_default(client: OpenAI, shared_workstation: Workstation) -> None:
    with JFK.open("rb") as file:
        answer = client.audio.transcriptions.create(model="whisper-1", file=file)
    assert is_heard(SAID, answer.text)
    assert answer.usage is not None
    assert answer.usage.type == "duration"
    assert answer.usage.seconds == 11
    _nothing_is_left(shared_workstation)


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_subtitles_are_valid_files(client: OpenAI, name: Any) -> None:
    answer: Any = client.audio.transcriptions.create(
        model="base", file=JFK, response_format=name, language="en"
    )
    transcript = loads(answer, name)
    assert is_heard(SAID, transcript.text)
    assert transcript.segments[-1].end_ms <= 11_000


def test_text_is_one_line(client: OpenAI) -> None:
    answer: Any = client.audio.transcriptions.create(
        model="base", file=JFK, response_format="text", prompt="JFK", temperature=0.2
    )
    assert is_heard(SAID, answer)
    assert answer.count("\n") == 1


def test_verbose_json_matches_the_clients_types(client: OpenAI) -> None:
    answer = client.audio.transcriptions.create(
        model="whisper-1", file=JFK, response_format="verbose_json",
        timestamp_granularities=["segment", "word"],
    )  # fmt: skip
    assert answer.language == "english"
    assert answer.duration == pytest.approx(11.0, abs=0.01)
    assert answer.segments
    assert answer.words
    assert " ".join(segment.text for segment in answer.segments) == answer.text
    assert [segment.id for segment in answer.segments] == list(range(len(answer.segments)))
    for segment in answer.segments:
        type(segment).model_validate(segment.model_dump())  # the client itself validates nothing
        assert 0 <= segment.start < segment.end <= answer.duration
        assert -1 < segment.avg_logprob < 0
        assert segment.compression_ratio == compression_ratio(segment.text)
    assert " ".join(word.word for word in answer.words) == answer.text
    starts = [word.start for word in answer.words]
    assert starts == sorted(starts)


def test_words_alone_come_without_segments(client: OpenAI) -> None:
    answer = client.audio.transcriptions.create(
        model="whisper-1", file=JFK, response_format="verbose_json",
        timestamp_granularities=["word"],
    )  # fmt: skip
    assert answer.words
    assert answer.segments is None


def test_a_stream_sends_the_text_in_pieces(client: OpenAI) -> None:
    events = list(client.audio.transcriptions.create(model="whisper-1", file=JFK, stream=True))
    pieces = [event.delta for event in events if event.type == "transcript.text.delta"]
    assert events[-1].type == "transcript.text.done"
    assert len(pieces) == len(events) - 1 >= 1
    assert "".join(pieces) == events[-1].text
    assert is_heard(SAID, events[-1].text)


@pytest.fixture(scope="module")
def long_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same eleven seconds for eleven minutes: too long to be drafted at once."""
    path = tmp_path_factory.mktemp("long") / "long.flac"
    command = [ffmpeg_path(), "-v", "error", "-stream_loop", "59", "-i", str(JFK), str(path)]
    subprocess.run(command, check=True)
    return path


def test_pieces_arrive_before_the_end_and_disconnecting_cancels_the_job(
    client: OpenAI, shared_workstation: Workstation, long_recording: Path
) -> None:
    stream = client.audio.transcriptions.create(model="whisper-1", file=long_recording, stream=True)
    first = next(iter(stream))
    assert first.type == "transcript.text.delta"
    jobs = [job for job in shared_workstation.get("/jobs")["jobs"] if job["state"] == "running"]
    assert [job["kind"] for job in jobs] == ["draft"]
    stream.close()
    _nothing_is_left(shared_workstation)


def test_a_disconnected_waiting_client_cancels_the_job(
    client: OpenAI, shared_workstation: Workstation, long_recording: Path
) -> None:
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=4).audio.transcriptions.create(
            model="whisper-1", file=long_recording
        )
    _nothing_is_left(shared_workstation)


def test_leftovers_of_a_killed_server_are_removed(
    workstation: Workstation, long_recording: Path
) -> None:
    edge = b"--x\r\nContent-Disposition: form-data; "
    audio = long_recording.read_bytes()
    body = edge + b'name="file"; filename="a.flac"\r\n\r\n' + audio + b"\r\n--x--\r\n"
    head = (
        f"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: 127.0.0.1:{workstation.port}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", workstation.port)) as connection:
        connection.sendall(head.encode() + body)
        deadline = time.monotonic() + 90
        while not workstation.get("/jobs")["jobs"]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert workstation.get("/media?deleted=1")["media"] == []
        workstation.kill()
    assert len(list((workstation.data / "media").iterdir())) == 1
    workstation.start()
    _nothing_is_left(workstation)
    assert list((workstation.data / "media").iterdir()) == []


def test_the_library_does_not_show_the_recording(workstation: Workstation) -> None:
    """On a separate server, without other recordings or webhooks."""
    own = OpenAI(base_url=f"{workstation.url}/v1", api_key="none", max_retries=0)
    before = workstation.get("/media?deleted=1")
    with urllib.request.urlopen(f"{workstation.url}/api/v1/events", timeout=60) as events:
        own.audio.transcriptions.create(model="whisper-1", file=JFK)
        assert workstation.get("/search?q=fellow")["hits"] == []
        seen = workstation.upload("end.wav", noise_wav(4711), model="none")
        heard = b""
        while b"event: media" not in heard:
            heard = events.readline()
        assert json.loads(events.readline().removeprefix(b"data: "))["id"] == seen
    workstation.delete(f"/media/{seen}")
    known = {media["id"] for media in before["media"]} | {seen}
    assert {m["id"] for m in workstation.get("/media?deleted=1")["media"]} == known
    own.close()


def test_a_recording_in_the_library_is_drafted_independently(
    client: OpenAI, shared_workstation: Workstation
) -> None:
    media_id = shared_workstation.upload("jfk.flac", JFK.read_bytes(), model="none")
    shared_workstation.wait_until(media_id)
    assert is_heard(SAID, client.audio.transcriptions.create(model="base", file=JFK).text)
    assert shared_workstation.get(f"/media/{media_id}")["n_segments"] == 0
    shared_workstation.delete(f"/media/{media_id}")


@pytest.mark.parametrize(
    ("sent", "kind", "param", "code"),
    [
        ({"model": "gpt-9"}, openai.NotFoundError, "model", "model_not_found"),
        ({"response_format": "docx"}, openai.BadRequestError, "response_format", None),
        ({"language": "klingon"}, openai.BadRequestError, "language", None),
        ({"temperature": 7}, openai.BadRequestError, "temperature", None),
        ({"file": ("a.wav", b"no sound at all")}, openai.BadRequestError, "file", None),
        ({"file": ("empty.wav", b"")}, openai.BadRequestError, "file", None),
        (
            {"timestamp_granularities": ["word"]},
            openai.BadRequestError,
            "timestamp_granularities",
            None,
        ),
        (
            {"stream": True, "response_format": "srt"},
            openai.BadRequestError,
            "response_format",
            None,
        ),
    ],
)
def test_errors_raise_the_clients_own_exceptions(
    client: OpenAI, sent: dict[str, Any], kind: type[openai.APIStatusError], param: str, code: Any
) -> None:
    asked: dict[str, Any] = {"model": "whisper-1", "file": ("a.wav", noise_wav(1)), **sent}
    with pytest.raises(kind) as caught:
        client.audio.transcriptions.create(**asked)
    error = caught.value
    assert (error.param, error.code, error.type) == (param, code, "invalid_request_error")
    assert isinstance(error.body, dict)
    assert error.body["message"]


def test_a_request_without_a_file_is_refused(shared_workstation: Workstation) -> None:
    request = urllib.request.Request(
        f"{shared_workstation.url}/v1/audio/transcriptions", b"model=whisper-1"
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=60)
    with caught.value as error:
        assert error.code == 400
        assert json.load(error)["error"]["param"] == "file"


def test_a_recording_without_speech_is_an_empty_text(client: OpenAI) -> None:
    silence = ("noise.wav", io.BytesIO(noise_wav(77)))
    assert client.audio.transcriptions.create(model="whisper-1", file=silence).text == ""


def test_models_are_listed_and_looked_up(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["whisper-1", "base"]
    assert client.models.retrieve("small").id == "small"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-9")


def test_translations_have_their_own_route(client: OpenAI) -> None:
    answer = client.audio.translations.create(
        model="whisper-1", file=JFK, response_format="verbose_json"
    )
    assert answer.language == "english"
    assert is_heard(SAID, answer.text)


@pytest.mark.shared
def test_translations_are_english(client: OpenAI, shared_data: Path) -> None:
    rows = map(json.loads, (shared_data / "speech" / "manifest.jsonl").read_text().splitlines())
    french = max((r for r in rows if r["set"] == "asterisk-fr"), key=lambda row: row["duration"])
    answer = client.audio.translations.create(
        model="whisper-1", file=shared_data / "speech" / french["path"]
    )
    assert {"the", "you", "please", "to"} & set(plain(answer.text).split()), answer.text


def test_a_page_of_another_site_cannot_use_it(shared_workstation: Workstation) -> None:
    edge = b"--x\r\nContent-Disposition: form-data; "
    body = (
        edge
        + b'name="file"; filename="a.flac"\r\n\r\n'
        + b"short, for it is refused unread"
        + b"\r\n--x--\r\n"
    )
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
    ):
        request = urllib.request.Request(
            f"{shared_workstation.url}/v1/audio/transcriptions", body,
            {"Content-Type": "multipart/form-data; boundary=x", **headers},
        )  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=60)
        with caught.value as error:
            assert error.code == 403
            assert "error" in json.load(error)


def test_without_a_worker_requests_fail_at_once(tmp_path: Path, models_folder: Path) -> None:
    station = Workstation(tmp_path / "data", models_folder, options=("--no-worker",)).start()
    try:
        with _client(station) as client, pytest.raises(openai.InternalServerError) as caught:
            client.audio.transcriptions.create(model="whisper-1", file=JFK)
        assert caught.value.status_code == 503
        assert "--no-worker" in str(caught.value)
    finally:
        station.stop()


@pytest.mark.parametrize("name", ["json", "verbose_json"])
def test_answers_match_the_documented_schema(client: OpenAI, name: Any) -> None:
    raw = client.audio.transcriptions.with_raw_response.create(
        model="whisper-1", file=JFK, response_format=name
    )
    described = document()["paths"]["/v1/audio/transcriptions"]["post"]
    content = described["responses"]["200"]["content"]["application/json"]["schema"]
    schema = {**content, "components": document()["components"]}
    jsonschema.validate(json.loads(raw.content), schema)
