"""Messages about drafts: signed so that anybody can check, kept over restarts, tried again."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.conftest import REPOSITORY
from tests.support.server import Workstation
from transcribe.errors import WebhookRefused
from transcribe.library import webhooks
from transcribe.library.webhooks import (
    FIRST_RETRY_S,
    JITTER,
    MAX_ATTEMPTS,
    WebhookSender,
    origin_of,
    receivers_of,
    retry_wait_s,
    without_query,
)
from transcribe.store import Store
from transcribe.store.integrations.webhook_deliveries import Delivery, Receivers
from transcribe.store.values import Job
from transcribe.store.work.jobs import MAX_RESTARTS

JFK = REPOSITORY / "tests" / "data" / "jfk.flac"


class Receiver:
    """A real HTTP server on loopback that answers as it is told and keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: list[int] = []  # then 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.times: list[float] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.times.append(time.time())
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append((headers, body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"{receiver.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST  # noqa: N815 - the server calls it so

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as store:
        store.media.add(media_id="m", title="One", filename="one", sha256="0" * 64, size_bytes=1)
        store.media.update("m", state="ready")
        yield store


def _end_a_draft(store: Store, error: str | None = None, **options: str) -> Job:
    store.jobs.enqueue("m", "draft", options)
    job = store.jobs.claim("w")
    assert job is not None
    assert store.jobs.finish(job) if error is None else store.jobs.fail(job, error)
    return job


def _courier(store: Store) -> WebhookSender:
    return WebhookSender(
        store, lambda job, media: {"job": {"id": job.id}, "media": {"id": media.id}}
    )


def _newest(store: Store) -> Delivery:
    return store.deliveries.list()[0]


def _wait(condition: Callable[[], Any], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.model
def test_a_receiver_that_fails_twice_is_told_after_a_restart(
    tmp_path: Path, models_folder: Path, receiver: Receiver
) -> None:
    receiver.answers = [500, 503]
    options = ("--webhook", f"{receiver.url}/hook?key=k")
    station = Workstation(tmp_path / "data", models_folder, options=options).start()
    try:
        media_id = station.upload("jfk.flac", JFK.read_bytes())
        _wait(lambda: receiver.got, 60)
        _wait(lambda: station.get("/webhook-deliveries")["deliveries"][0]["attempts"] == 1, 60)
        station.kill()
        assert len(receiver.got) == 1
        station.start()
        _wait(lambda: len(receiver.got) == 3, 120)
        _wait(
            lambda: station.get("/webhook-deliveries")["deliveries"][0]["state"] == "delivered", 60
        )
        (shown,) = station.get("/webhook-deliveries")["deliveries"]
        secret = station.run("webhook", "secret").stdout.strip()
        listed = json.loads(station.run("webhook", "list", "--json").stdout)
    finally:
        station.stop()
    assert secret.startswith("whsec_")
    for headers, body in receiver.got:
        message = Webhook(secret).verify(body, headers)
        assert message["type"] == "draft.done"
        assert message["data"]["media"]["id"] == media_id
        assert message["data"]["job"]["state"] == "done"
        assert message["data"]["media"]["n_segments"] > 0
    assert len({body for _, body in receiver.got}) == 1
    assert {headers["webhook-id"] for headers, _ in receiver.got} == {shown["id"]}
    assert shown["url"] == f"{receiver.url}/hook"
    assert (shown["attempts"], shown["status"], shown["error"]) == (3, 204, None)
    assert listed["deliveries"] == [shown]
    assert receiver.times[2] - receiver.times[1] >= 3 * FIRST_RETRY_S * (1 - JITTER)


def test_a_changed_message_or_another_secret_is_noticed(store: Store, receiver: Receiver) -> None:
    store.deliveries.set_receivers(receivers_of((receiver.url,), ()))
    _end_a_draft(store)
    _courier(store).step()
    ((headers, body),) = receiver.got
    old = store.deliveries.secret()
    Webhook(old).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(body.replace(b'"m"', b'"n"'), headers)
    assert store.deliveries.secret() == old
    with pytest.raises(WebhookVerificationError):
        Webhook(store.deliveries.renew_secret()).verify(body, headers)


def test_a_failed_draft_is_told_with_its_reason(store: Store, receiver: Receiver) -> None:
    store.deliveries.set_receivers(receivers_of((receiver.url,), ()))
    job = _end_a_draft(store, "the model is not here")
    _courier(store).step()
    message = json.loads(receiver.got[0][1])
    assert message["type"] == "draft.failed"
    assert message["data"]["job"]["id"] == job.id


def test_a_draft_that_a_worker_crashed_on_until_it_was_given_up_is_told(store: Store) -> None:
    store.deliveries.set_receivers(Receivers(("http://localhost:1/",)))
    store.jobs.enqueue("m", "draft", {})
    for _ in range(MAX_RESTARTS):
        assert store.jobs.claim("w") is not None
        store.jobs.release_all()
    assert [delivery.type for delivery in store.deliveries.list()] == ["draft.failed"]


def test_a_recording_that_cannot_be_taken_in_is_told_to_whom_its_draft_names(
    store: Store,
) -> None:
    store.media.add(media_id="n", title="Two", filename="two", sha256="1" * 64, size_bytes=1)
    store.jobs.enqueue("n", "ingest", {})
    store.jobs.enqueue("n", "draft", {"webhook": "http://localhost:1/own"})
    job = store.jobs.claim("w")
    assert job is not None
    store.jobs.fail(job, "it is no recording")
    (delivery,) = store.deliveries.list()
    assert (delivery.type, delivery.url) == ("ingest.failed", "http://localhost:1/own")


def test_what_is_cancelled_or_transient_or_told_to_nobody_makes_no_message(store: Store) -> None:
    _end_a_draft(store)
    store.deliveries.set_receivers(Receivers(("http://localhost:1/",)))
    store.jobs.cancel(store.jobs.enqueue("m", "draft", {}).id)
    store.media.update("m", transient="token")
    _end_a_draft(store)
    assert store.deliveries.list() == ()


def test_each_receiver_gets_one_message_and_a_job_may_name_one_more(store: Store) -> None:
    urls = ("http://localhost:1/a", "http://localhost:1/b")
    store.deliveries.set_receivers(Receivers(urls))
    _end_a_draft(store, webhook="http://localhost:1/c")
    _end_a_draft(store, webhook="http://localhost:1/a")
    told = [(one.job_id, without_query(one.url)[-1]) for one in store.deliveries.list()]
    first, second = sorted({job for job, _ in told})
    assert sorted(told) == [(first, "a"), (first, "b"), (first, "c"), (second, "a"), (second, "b")]
    assert len({delivery.event_id for delivery in store.deliveries.list()}) == 5


def test_gone_is_the_last_word(store: Store, receiver: Receiver) -> None:
    receiver.answers = [410]
    store.deliveries.set_receivers(receivers_of((receiver.url,), ()))
    _end_a_draft(store)
    _courier(store).step()
    assert (_newest(store).state, _newest(store).status) == ("failed", 410)
    assert _courier(store).step() > 0
    assert len(receiver.got) == 1


def test_a_redirect_is_not_followed(store: Store, receiver: Receiver) -> None:
    receiver.answers = [307, 302, 301]
    store.deliveries.set_receivers(receivers_of((receiver.url,), ()))
    for _ in range(3):
        _end_a_draft(store)
        _courier(store).step()
    assert len(receiver.got) == 3
    assert {delivery.state for delivery in store.deliveries.list()} == {"pending"}


def test_a_receiver_that_is_never_there_is_given_up_after_about_a_day(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1e9]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    store.deliveries.set_receivers(receivers_of(("http://127.0.0.1:9/",), ()))
    _end_a_draft(store)
    waits = []
    while True:
        _courier(store).step()
        delivery = _newest(store)
        if delivery.state != "pending":
            break
        waits.append(delivery.next_at - clock[0])
        clock[0] = delivery.next_at
    assert (delivery.state, delivery.attempts) == ("failed", MAX_ATTEMPTS)
    assert "is unreachable" in (delivery.error or "")
    assert 20 * 3600 < clock[0] - 1e9 < 30 * 3600
    for number, wait_s in enumerate(waits, 1):
        assert abs(wait_s / retry_wait_s(number) - 1) <= JITTER + 1e-6
    assert len({round(wait / retry_wait_s(n), 6) for n, wait in enumerate(waits, 1)}) > 5


def test_a_slow_receiver_does_not_hold_up_the_others_for_long(
    store: Store, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr(webhooks, "TIMEOUT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, never answers
        slow = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        store.deliveries.set_receivers(receivers_of((slow, receiver.url), ()))
        for _ in range(3):
            _end_a_draft(store)
        courier = _courier(store)
        while len(receiver.got) < 3:
            courier.step()
    # Nobody is waited for twice before all the others have had theirs.
    waited = [d.attempts for d in store.deliveries.list() if d.url == slow]
    assert sum(waited) <= 3
    assert max(waited) <= 1
    states = {d.url: d.state for d in store.deliveries.list()}
    assert states == {slow: "pending", receiver.url: "delivered"}


def test_an_address_that_is_no_longer_allowed_gets_nothing(
    store: Store, receiver: Receiver
) -> None:
    store.deliveries.set_receivers(receivers_of((receiver.url,), ()))
    _end_a_draft(store)
    store.deliveries.set_receivers(Receivers())
    _courier(store).step()
    assert receiver.got == []
    assert _newest(store).state == "failed"
    assert "not allowed" in (_newest(store).error or "")


def test_a_recording_that_is_gone_gets_no_message(store: Store, receiver: Receiver) -> None:
    store.deliveries.set_receivers(receivers_of((receiver.url,), ()))
    _end_a_draft(store)
    store.purge("m")
    _courier(store).step()
    assert receiver.got == []
    assert list(store.deliveries.list()) == []  # its messages went with it


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://example.org/a?b", "https://example.org:443"),
        ("HTTP://Example.ORG", "http://example.org:80"),
        ("http://[::1]:8080/x", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org", "file:///etc/passwd", "http://", "http://a:b@c/",
     "http://a:99999/", "http://a b/", "http://a\n/", "http://[x/", "//example.org/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(WebhookRefused):
        origin_of(url)
