"""Who reaches the server: this machine alone, and through a proxy those whom the proxy lets in."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import REPOSITORY
from tests.support.fault_server import wait_for
from tests.support.network.network_hosts import hosts, why_not
from tests.support.server import Workstation
from transcribe.errors import AddressUnusable, OpenToNetwork, SocketUnusable
from transcribe.store import Store
from transcribe.web import create_app
from transcribe.web.listener import Address, SocketFile, listen

NAME = "talks.example"

# Listening


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0", "0", "::", "0::0", "::ffff:0.0.0.0", "::ffff:192.0.2.1", "", " ", "192.0.2.1",
        "fe80::1", "2001:db8::1", "169.254.1.1", "0x0", "255.255.255.255",
    ],
)  # fmt: skip
def test_no_address_that_other_machines_reach_is_listened_on(host: str) -> None:
    with pytest.raises(OpenToNetwork, match=r"ssh -L 5000:127\.0\.0\.1:5000") as refused:
        listen(Address(host, 5000))
    assert "--trust-proxy" in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_listened_on_however_it_is_written(host: str) -> None:
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    with listen(Address(host, 0)) as listener:
        socket.create_connection(listener.getsockname()[:2], 5).close()
        assert listener.getsockname()[0] in {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    "addresses", [["192.0.2.7"], ["127.0.0.1", "192.0.2.7"], ["::1", "::"], []]
)
def test_a_name_is_refused_unless_all_its_addresses_are_loopback(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Any] = [(0, 0, 0, "", (address, 5000)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(OpenToNetwork):
        listen(Address("studio.example", 5000))


def test_a_name_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(AddressUnusable, match="Name or service not known"):
        listen(Address("studio.example", 5000))


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--host", "::", "--trust-proxy",
                                     "--allow-host", NAME), ("--host", "")])  # fmt: skip
def test_the_server_does_not_start_where_others_reach_it(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = _serve(tmp_path / "data", *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert "There are no accounts yet" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "data").exists()


def _serve(data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transcribe", "--data", str(data), "serve", *options],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        ("--trust-proxy",),
        ("--socket-group", "users"),
        ("--socket", "s", "--port", "0"),
        ("--socket", "s", "--host", "127.0.0.1"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    assert _serve(tmp_path / "data", *options).returncode == 2


# A Unix socket


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path, host: str) -> None:
        super().__init__(host, timeout=30)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


def _ask(connection: http.client.HTTPConnection, method: str = "GET", **headers: str) -> int:
    plain = {key.replace("_", "-"): value for key, value in headers.items()}
    try:
        connection.request(
            method, "/api/v1/media/x/restore" if method == "POST" else "/", None, plain
        )
        with connection.getresponse() as answer:
            answer.read()
            return answer.status
    finally:
        connection.close()


def _is_answered(path: Path) -> bool:
    try:
        return _ask(_UnixConnection(path, "localhost")) == 200
    except OSError:
        return False


@contextmanager
def _on_socket(data: Path, path: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "transcribe", "--data", str(data), "serve"]
    with subprocess.Popen(
        [*command, "--no-worker", "--socket", str(path), *options], cwd=REPOSITORY,
        stdout=subprocess.DEVNULL, umask=0,
    ) as server:  # fmt: skip
        try:
            wait_for(lambda: _is_answered(path), 60)
            yield server
        finally:
            server.terminate()


def test_a_socket_is_this_users_alone_and_gone_with_the_server(tmp_path: Path) -> None:
    path = tmp_path / "web.sock"
    with _on_socket(tmp_path / "data", path) as server:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert _ask(_UnixConnection(path, "evil.example")) == 403
        assert _ask(_UnixConnection(path, "localhost"), X_Forwarded_For="192.0.2.1") == 403
        listening = [c for c in _sockets(server.pid) if c.status == "LISTEN"]
        assert not listening
        again = _serve(tmp_path / "data", "--no-worker", "--socket", str(path))
        assert (again.returncode, "another program already listens there" in again.stderr) == (
            1,
            True,
        )
        assert _is_answered(path)
    assert not path.exists()


def _sockets(pid: int) -> list[Any]:
    import psutil

    parent = psutil.Process(pid)
    found = (one.net_connections("inet") for one in (parent, *parent.children(recursive=True)))
    return [connection for of_one in found for connection in of_one]


def test_the_socket_of_a_killed_server_is_replaced_and_no_file_is(tmp_path: Path) -> None:
    path = tmp_path / "web.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with listen(SocketFile(path)), socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
    path.unlink()
    path.write_text("notes")
    with pytest.raises(SocketUnusable, match="not a socket"):
        listen(SocketFile(path))
    assert path.read_text() == "notes"
    for wrong in (tmp_path / "nowhere" / "web.sock", tmp_path / ("x" * 120)):
        with pytest.raises(SocketUnusable):
            listen(SocketFile(wrong))


def test_a_group_may_be_let_in(tmp_path: Path) -> None:
    import grp

    group = grp.getgrgid(os.getgid()).gr_name
    with listen(SocketFile(tmp_path / "web.sock", group)):
        assert stat.S_IMODE((tmp_path / "web.sock").stat().st_mode) == 0o660
    with pytest.raises(SocketUnusable):
        listen(SocketFile(tmp_path / "other.sock", "no-such-group"))


# What a proxy says


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    station = Workstation(
        tmp_path_factory.mktemp("proxied"), tmp_path_factory.mktemp("models"),
        options=("--no-worker", "--trust-proxy", "--allow-host", NAME),
    )  # fmt: skip
    yield station.start()
    station.stop()


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, {"Host": NAME, "X-Forwarded-Proto": "https", "Origin": f"https://{NAME}"}),
        (404, {"Host": NAME, "X-Forwarded-Proto": "https", "Origin": f"https://{NAME}:443"}),
        (404, {"X-Forwarded-Host": NAME, "X-Forwarded-Proto": "https",
               "Origin": f"https://{NAME}"}),
        # Proxies append: the last value is that of the nearest one.
        (404, {"X-Forwarded-Host": f"evil.example, {NAME}", "X-Forwarded-Proto": "http, https",
               "Origin": f"https://{NAME}"}),
        # A page that came without encryption does not write to one that is encrypted.
        (403, {"Host": NAME, "X-Forwarded-Proto": "https", "Origin": f"http://{NAME}"}),
        (403, {"Host": NAME, "Origin": f"https://{NAME}"}),
        (403, {"Host": NAME, "X-Forwarded-Proto": "https", "Origin": "https://evil.example"}),
        (403, {"Host": NAME, "X-Forwarded-Proto": "https", "Origin": "null"}),
        (403, {"Host": NAME, "X-Forwarded-Proto": "https", "Sec-Fetch-Site": "cross-site"}),
        # What a client claims by itself, while its Host is another.
        (403, {"Host": "evil.example", "X-Forwarded-Host": NAME}),
        (403, {"Host": NAME, "X-Forwarded-Host": "evil.example"}),
        (403, {"Host": "localhost", "X-Forwarded-For": "192.0.2.1"}),
        (403, {"Host": "127.0.0.1", "X-Forwarded-Host": "localhost"}),
        (404, {"Host": "localhost"}),  # a program on this machine
    ],
)  # fmt: skip
def test_a_proxy_is_believed_in_what_the_browser_asked_for_and_in_no_more(
    behind_proxy: Workstation, status: int, headers: dict[str, str]
) -> None:
    plain = {key.replace("-", "_"): value for key, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", behind_proxy.port, timeout=30)
    assert _ask(connection, "POST", **plain) == status


@pytest.mark.parametrize(
    "name",
    ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"],
)
def test_a_proxy_that_was_not_announced_is_refused(client: FlaskClient, name: str) -> None:
    assert client.get("/").status_code == 200
    refused = client.get("/api/v1/media", headers={name: "127.0.0.1"})
    assert refused.status_code == 403
    assert "--trust-proxy" in refused.get_json()["title"]


@pytest.mark.parametrize("trusts_proxy", [False, True])
@pytest.mark.parametrize("peer", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "10.0.0.1", None])
def test_another_machine_is_refused_whatever_it_says(
    store: Store, peer: str | None, trusts_proxy: bool
) -> None:
    app = create_app(store, allowed_hosts=frozenset({NAME}), trusts_proxy=trusts_proxy)
    for host in ("localhost", "127.0.0.1", NAME):
        for more in ({}, {"X-Forwarded-For": "127.0.0.1"}):
            asked = app.test_client().get(
                "/api/v1/media", headers={"Host": host, **more},
                environ_overrides={"REMOTE_ADDR": peer},
            )  # fmt: skip
            assert asked.status_code == 403, (host, more)
    for own in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", ""):
        asked = app.test_client().get("/api/v1/media", environ_overrides={"REMOTE_ADDR": own})
        assert asked.status_code == 200, own


SERVE_EVERYWHERE = """
import sys
from pathlib import Path
from werkzeug.serving import make_server
from transcribe.store import Store
from transcribe.web import create_app
server = make_server("0.0.0.0", 5000, create_app(Store(Path(sys.argv[1]))), threaded=True)
print("ready", flush=True)
server.serve_forever()
"""
ASK = """
import http.client, sys
connection = http.client.HTTPConnection(sys.argv[1], 5000, timeout=30)
try:
    connection.request("GET", "/api/v1/media", headers={"Host": sys.argv[2]})
    print(connection.getresponse().status)
except ConnectionRefusedError:
    print("refused")
"""


def _ask_from(inside: list[str], address: str, host: str) -> str:
    asked = subprocess.run(
        [*inside, sys.executable, "-c", ASK, address, host],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return asked.stdout.strip()


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "namespaces can be made")
def test_another_host_gets_no_answer_also_from_a_server_that_listens_everywhere(
    tmp_path: Path,
) -> None:
    """The application run by another server than ours: the guard stands alone."""
    with hosts("server", "other") as net:
        command = [*net.inside("server"), sys.executable, "-c", SERVE_EVERYWHERE, str(tmp_path)]
        with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                assert server.stdout.readline() == "ready\n"
                address = net.address("server")
                for host in ("localhost", "127.0.0.1:5000", address):
                    assert _ask_from(net.inside("other"), address, host) == "403"
                assert _ask_from(net.inside("server"), "127.0.0.1", "localhost") == "200"
            finally:
                server.terminate()


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "namespaces can be made")
def test_another_host_cannot_connect_to_our_server(tmp_path: Path) -> None:
    with hosts("server", "other") as net:
        command = [sys.executable, "-m", "transcribe", "--data", str(tmp_path), "serve"]
        with subprocess.Popen(
            [*net.inside("server"), *command, "--no-worker"], cwd=REPOSITORY,
            stdout=subprocess.PIPE, text=True,
        ) as server:  # fmt: skip
            try:
                assert server.stdout is not None
                assert "http://127.0.0.1:5000" in server.stdout.readline()
                wait_for(
                    lambda: _ask_from(net.inside("server"), "127.0.0.1", "localhost") == "200", 60
                )
                address = net.address("server")
                assert _ask_from(net.inside("other"), address, "localhost") == "refused"
            finally:
                os.kill(server.pid, signal.SIGTERM)
