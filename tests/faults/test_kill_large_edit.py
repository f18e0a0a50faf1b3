"""A process is killed in the middle of a large edit: afterwards all of it is there, or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.store_steps import add_media, check_consistent, current, edit, segment
from transcribe.document.operations import Insert
from transcribe.store import Store
from transcribe.store.transcripts import staging

N = 400

# Kills itself after a given number of the writer's turns, at whatever that turn was for.
CHILD = """
import os, signal, sys
from pathlib import Path
from transcribe.document.operations import SetText
from transcribe.store import Store
from transcribe.store.transcripts import staging

store = Store(Path(sys.argv[1]))
staging.SLICE_ROWS = 50
left = int(sys.argv[2])
plain = store._writer.run

def run(change):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return plain(change)

store._writer.run = run
ops = [SetText(n, f"new {n}") for n in range(1, int(sys.argv[3]) + 1)]
if sys.argv[4] == "undo":
    store.edits.apply("m", 2, (), edit_id="undone", kind="undo", target="changed")
else:
    store.edits.apply("m", 1, ops, edit_id="changed")
print("done", flush=True)
"""


@pytest.mark.parametrize("kind", ["edit", "undo"])
def test_a_large_edit_is_there_as_a_whole_or_not_at_all(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for n_turns in range(0, 60, 3):
        folder = tmp_path / str(n_turns)
        with Store(folder) as store:
            add_media(store)
            edit(store, *(Insert(segment(n, f"old {n}")) for n in range(1, N + 1)))
            before = current(store)
            edit_id = "changed"
            if kind == "undo":
                _run(folder, 10_000, "edit")
                before, edit_id = current(store), "undone"
        is_done = _run(folder, n_turns, kind)
        with Store(folder) as store:
            after = current(store)
            is_there = store.edits.find("m", edit_id) is not None
            assert is_there == (after != before)
            texts = {s.text.split()[0] for s in after[0]}
            assert texts == ({"new"} if is_there == (kind == "edit") else {"old"})
            check_consistent(store)
            assert list(store.connection().query("SELECT 1 FROM stagings WHERE revision > 0")) == []
            # A retry applies the edit, once.
            base = store.media.get("m").revision
            more = {"kind": "undo", "target": "changed"} if kind == "undo" else {}
            ops = () if kind == "undo" else [_new(n) for n in range(1, N + 1)]
            again = store.edits.apply("m", base, ops, edit_id=edit_id, **more)  # type: ignore[arg-type]
            assert again.is_duplicate == is_there
            monkeypatch.setattr(staging, "ABANDONED_S", -1.0)
        with Store(folder) as store:  # what was begun and never became valid is removed
            assert list(store.connection().query("SELECT * FROM stagings")) == []
            assert list(store.connection().query("SELECT * FROM staged_segments")) == []
            check_consistent(store)
        monkeypatch.undo()
        seen.add((is_there, is_done))
        if is_done:
            break
    assert seen == {(False, False), (True, False), (True, True)}


def _new(number: int) -> object:
    from transcribe.document.operations import SetText

    return SetText(number, f"new {number}")


def _run(folder: Path, n_turns: int, kind: str) -> bool:
    """Whether the process lived to say that it was done."""
    command = [sys.executable, "-c", CHILD, str(folder), str(n_turns), str(N), kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode in {0, -9}, done.stderr
    return done.stdout == "done\n"
