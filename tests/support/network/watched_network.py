"""A network namespace whose only neighbour is a name server that writes down all that comes."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NEIGHBOUR, OURS = "10.213.78.53", "10.213.78.1"  # exist inside the namespaces only
SCRIPT = Path(__file__).with_name("name_server.py")
RESOLVERS = Path("/etc/netns")  # where `ip netns exec` finds a namespace's own resolv.conf
PROBE = "is-anyone-listening.example"


class WatchedNetwork:
    """Programs in it believe that they are on the internet: addresses, a route, a name server.

    Args:
        log: What the name server writes.
    """

    def __init__(self, log: Path) -> None:
        mark = f"transcribe-{secrets.token_hex(3)}"
        self._inside, self._outside, self._log = f"{mark}-inside", f"{mark}-outside", log
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def inside(self) -> list[str]:
        """Words before a command that is to run in it."""
        return ["ip", "netns", "exec", self._inside]

    def make(self) -> None:
        for name in (self._inside, self._outside):
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        ends = ("eth0", "type", "veth", "peer", "eth0", "netns", self._outside)
        _ip("-n", self._inside, "link", "add", *ends)
        for name, address in ((self._inside, OURS), (self._outside, NEIGHBOUR)):
            _ip("-n", name, "address", "add", f"{address}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
        _ip("-n", self._inside, "route", "add", "default", "via", NEIGHBOUR)
        resolver = RESOLVERS / self._inside / "resolv.conf"
        resolver.parent.mkdir(parents=True)
        resolver.write_text(f"nameserver {NEIGHBOUR}\n")
        self._server = subprocess.Popen(
            [
                "ip",
                "netns",
                "exec",
                self._outside,
                sys.executable,
                str(SCRIPT),
                NEIGHBOUR,
                self._log,
            ]
        )
        self._see_that_it_hears()

    def heard(self) -> list[str]:
        """Questions and packets so far, those of our own trial left out."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return lines[self._n_of_trial :]

    def _see_that_it_hears(self) -> None:
        """Ask for a name and see the question and its packets arrive, else silence means nothing."""
        self._n_of_trial = 0
        self._wait_for("ready")
        subprocess.run([*self.inside, "getent", "ahostsv4", PROBE], capture_output=True, check=True)
        self._wait_for(f"question {PROBE}")
        self._wait_for(f"packet protocol 17 to {NEIGHBOUR} port 53")
        self._n_of_trial = len(self.heard())

    def _wait_for(self, line: str) -> None:
        deadline = time.monotonic() + 30
        while line not in self.heard():
            assert time.monotonic() < deadline, f"{line!r} never came, only {self.heard()}"
            time.sleep(0.05)

    def remove(self) -> None:
        """End all that still runs in it and take it away, also when it was made only in part."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
        for name in (self._inside, self._outside):
            listed = subprocess.run(
                ["ip", "netns", "pids", name], capture_output=True, text=True, check=False
            )
            for pid in map(int, listed.stdout.split()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)
        resolver = RESOLVERS / self._inside / "resolv.conf"
        resolver.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            resolver.parent.rmdir()


@contextmanager
def watched_network(log: Path) -> Iterator[WatchedNetwork]:
    """Such a network, gone afterwards."""
    made = WatchedNetwork(log)
    try:
        made.make()
        yield made
    finally:
        made.remove()


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr.strip()}"
