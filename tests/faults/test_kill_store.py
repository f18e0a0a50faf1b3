"""Processes that write edits are killed at random moments; acknowledged edits must be present.

Kill -9 shows that commits are atomic and that nothing is acknowledged too early. It does not test
power cuts: the page cache outlives a process. For power cuts, `synchronous=FULL` is checked on the
writer's connection in tests/store/test_database.py.
"""

from __future__ import annotations

import os
import random
import selectors
import subprocess
import sys
import time
from pathlib import Path

from tests.support.store_steps import add_media, check_consistent, current, edit
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.store import Store

N_ROUNDS = 6
N_SHARED = 4  # segments that all processes edit

# Four threads: three insert their own segments and change them, one edits the shared segments.
CHILD = """
import os, sys, threading, uuid
from pathlib import Path
from transcribe.document.model import Segment
from transcribe.document.operations import Insert, SetText
from transcribe.errors import EditConflict
from transcribe.store import Store

store = Store(Path(sys.argv[1]))
first_id = int(sys.argv[2])

def send(base, op, mark):
    edit_id = uuid.uuid4().hex
    applied = store.edits.apply("m", base, (op,), edit_id=edit_id)
    os.write(1, f"{edit_id} {applied.revision} {mark}\\n".encode())  # one write: whole lines
    return applied.revision

def own(number):
    base = 0
    for count in range(10_000):
        key = first_id + number * 100_000 + count
        base = send(base, Insert(Segment(key, key, key + 5, "new")), f"{key}:new")
        base = send(base, SetText(key, f"text {key}"), f"{key}:text {key}")

def compete():
    for count in range(10_000):
        base = store.media.get("m").revision
        try:
            send(base, SetText(1 + count % 4, f"compete {count}"), "-")
        except EditConflict:
            pass

os.write(1, b"ready\\n")
for target in [lambda n=n: own(n) for n in range(3)] + [compete]:
    threading.Thread(target=target, daemon=True).start()
threading.Event().wait()
"""


def test_every_acknowledged_edit_survives_kill_nine(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        add_media(store)
        edit(store, *(Insert(Segment(n + 1, 0, 5, "shared")) for n in range(N_SHARED)))
    acknowledged: list[str] = []
    chance = random.Random(2)
    for round_number in range(N_ROUNDS):
        acknowledged += _run_and_kill(tmp_path, 10_000_000 * (round_number + 1), chance)
    assert len(acknowledged) > N_ROUNDS * 10
    with Store(tmp_path) as store:
        check_consistent(store)
        made = {each.id: each.revision for each in store.edits.since("m", 0, limit=1_000_000)}
        texts = {segment.id: segment.text for segment in current(store)[0]}
        latest: dict[int, str] = {}
        for line in acknowledged:
            edit_id, revision, mark = line.split(" ", 2)
            assert made[edit_id] == int(revision)
            if mark != "-":
                latest[int(mark.split(":")[0])] = mark.split(":")[1]
        # An unacknowledged edit may be present too, so "new" may already be replaced by the text.
        for key, text in latest.items():
            assert texts[key] in {text, f"text {key}"}
        for each in list(made)[-3:]:  # a repeated edit after the kill gets the first outcome
            assert store.edits.apply("m", 0, (), edit_id=each).is_duplicate


def _run_and_kill(folder: Path, first_id: int, chance: random.Random) -> list[str]:
    """Two processes at once, each killed at its own moment; returns acknowledged edits."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder), str(first_id + number * 1_000_000)],
            stdout=subprocess.PIPE,
            bufsize=0,  # data after "ready" must stay in the pipe
        )
        for number in range(2)
    ]
    lines: list[str] = []
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
    # Unread acknowledgements fill the pipe at 64 KiB and would block the child, so keep reading.
    ends = [time.monotonic() + chance.uniform(0.02, 0.5) for _ in children]
    rests = [b"", b""]
    with selectors.DefaultSelector() as ready:
        for number, child in enumerate(children):
            assert child.stdout is not None
            ready.register(child.stdout, selectors.EVENT_READ, number)
        while ready.get_map():
            for number, end in enumerate(ends):
                if time.monotonic() >= end:
                    children[number].kill()
            for key, _ in ready.select(0.01):
                if read := os.read(key.fd, 65536):
                    rests[key.data] += read
                else:
                    ready.unregister(key.fileobj)
    for child, rest in zip(children, rests, strict=True):
        assert child.stdout is not None
        child.stdout.close()
        assert child.wait() == -9
        lines += rest.decode().splitlines()
    return lines
