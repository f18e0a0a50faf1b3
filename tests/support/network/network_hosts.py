"""Separate hosts on one computer: network namespaces on a private switch."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

NET = "10.213.77"  # exists inside the namespaces only


class Hosts:
    """Namespaces that reach one another through a bridge in its own namespace."""

    def __init__(self, names: Sequence[str]) -> None:
        self._mark = f"transcribe-{secrets.token_hex(3)}"
        self._names = tuple(names)

    def namespace(self, name: str) -> str:
        return f"{self._mark}-{name}"

    def address(self, name: str) -> str:
        return f"{NET}.{self._names.index(name) + 1}"

    def inside(self, name: str) -> list[str]:
        """Command prefix to run a command on a host."""
        return ["ip", "netns", "exec", self.namespace(name)]

    def make(self) -> None:
        switch = self.namespace("switch")
        _ip("netns", "add", switch)
        _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch, "link", "set", "bridge", "up")
        for number, name in enumerate(self._names):
            there, port = self.namespace(name), f"port{number}"
            _ip("netns", "add", there)
            _ip("-n", switch, "link", "add", port, "type", "veth", "peer", "eth0", "netns", there)
            _ip("-n", switch, "link", "set", port, "master", "bridge", "up")
            _ip("-n", there, "link", "set", "lo", "up")
            _ip("-n", there, "address", "add", f"{self.address(name)}/24", "dev", "eth0")
            self.connect(name)

    def cut_off(self, name: str) -> None:
        _ip("-n", self.namespace(name), "link", "set", "eth0", "down")

    def connect(self, name: str) -> None:
        _ip("-n", self.namespace(name), "link", "set", "eth0", "up")

    def remove(self) -> None:
        """Kill all processes on the hosts and remove the hosts, even after failures."""
        for name in (*self._names, "switch"):
            listed = subprocess.run(
                ["ip", "netns", "pids", self.namespace(name)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            for pid in map(int, listed.stdout.split()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            subprocess.run(
                ["ip", "netns", "delete", self.namespace(name)], capture_output=True, check=False
            )


@contextmanager
def hosts(*names: str) -> Iterator[Hosts]:
    """Hosts of these names, removed afterwards, even if only some could be created."""
    made = Hosts(names)
    try:
        made.make()
        yield made
    finally:
        made.remove()


def why_not() -> str:
    """Why namespaces cannot be created here; empty if they can."""
    if sys.platform != "linux":
        return "network namespaces need Linux"
    if shutil.which("ip") is None:
        return "`ip` is missing; install iproute2"
    name = f"transcribe-try-{secrets.token_hex(3)}"
    tried = subprocess.run(
        ["ip", "netns", "add", name], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        return f"cannot create a network namespace: {tried.stderr.strip()}"
    subprocess.run(["ip", "netns", "delete", name], check=True)
    return ""


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr.strip()}"
