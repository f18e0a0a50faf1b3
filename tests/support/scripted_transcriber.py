"""People at work through the HTTP API, chosen by a seed, who know what must still be there."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from typing import Any

import psutil

from tests.support.person_edits import any_edit
from tests.support.server import Workstation
from transcribe.document.model import Speaker, Transcript
from transcribe.document.serialization import operation_to_json, segment_from_json

Plain = dict[str, Any]
HandTimes = frozenset[tuple[str, float, float]]


@dataclass(frozen=True)
class Known:
    """A segment as a person left it, or None after a deletion; `by_hand` are words with times set by hand."""

    segment: Plain | None
    by_hand: HandTimes = frozenset()

    def difference(self, now: Plain | None) -> str:
        """What is not as it was left; empty if all is. Words may get times by an alignment."""
        if self.segment is None or now is None:
            return "" if self.segment is now else f"{self.segment} became {now}"
        then = _shown(self.segment)
        if then != _shown(now) | ({} if then["words"] else {"words": []}):
            return f"{then} became {_shown(now)}"
        lost = self.by_hand - _timed(now)
        return f"times set by hand are gone: {sorted(lost)} of {now['words']}" if lost else ""


def _shown(segment: Plain) -> Plain:
    words = [(word["word"], "probability" in word) for word in segment["words"]]
    return {**segment, "words": words}


def _timed(segment: Plain | None) -> HandTimes:
    words = segment["words"] if segment else ()
    return frozenset((word["word"], word["start"], word["end"]) for word in words)


@dataclass
class Work:
    """What a person has set: segments and speakers by id, with what each edit changed of it."""

    segments: dict[int, Known] = field(default_factory=dict)
    speakers: dict[str, str] = field(default_factory=dict)
    before: dict[str, tuple[dict[int, Known | None], dict[str, str]]] = field(default_factory=dict)
    after: dict[str, tuple[dict[int, Known | None], dict[str, str]]] = field(default_factory=dict)

    def note(self, edit_id: str, ops: list[Plain], moved: HandTimes, answer: Plain) -> None:
        """Take over an edit from the server's answer; `moved` are words whose times it sets."""
        present = {segment["id"]: segment for segment in answer["segments"]}
        touched = [*present, *answer["removed"]]
        known = frozenset().union(*(one.by_hand for one in self.segments.values()))
        self.before[edit_id] = ({key: self.segments.get(key) for key in touched}, {**self.speakers})
        for key in touched:
            by_hand = (known | moved) & _timed(present.get(key))
            self.segments[key] = Known(present.get(key), by_hand)
        for op in ops:
            if op["op"] == "add_speaker":
                self.speakers[op["speaker"]["id"]] = op["speaker"]["name"]
            if op["op"] == "rename_speaker":
                self.speakers[op["id"]] = op["name"]
        self.after[edit_id] = ({key: self.segments[key] for key in touched}, {**self.speakers})

    def step(self, edit_id: str, kind: str) -> None:
        """Take over the undo or redo of an edit."""
        segments, self.speakers = (self.before if kind == "undo" else self.after)[edit_id]
        self.speakers = {**self.speakers}
        for key, known in segments.items():
            if known is None:
                self.segments.pop(key, None)
            else:
                self.segments[key] = known

    def accept_word_times(self, edit_id: str, segments: list[Plain]) -> None:
        """Take the words of segments that a redo made: an alignment may have timed others since the undo.

        Times set by hand still have to be there.
        """
        touched = self.after[edit_id][0] if edit_id in self.after else {}
        for segment in segments:
            known = self.segments.get(segment["id"])
            if segment["id"] in touched and known is not None and known.segment is not None:
                words = {"words": segment["words"]}
                self.segments[segment["id"]] = replace(known, segment={**known.segment, **words})


class Refused(Exception):
    """The server answered with a client error."""


class Transcriber:
    """A person with one recording.

    Args:
        station: The server, with a fake engine that says other words each time.
        media_id: The recording.
        seed: Chooses all actions.
    """

    def __init__(self, station: Workstation, media_id: str, seed: int) -> None:
        self.station, self.media_id, self.chance = station, media_id, random.Random(seed)
        self.work, self.log, self.seed, self.n_edits = Work(), [f"seed {seed}"], seed, 0
        kinds: list[tuple[Callable[[], None], int]] = [
            (self.edit, 600), (self.edit_of_other_window, 60), (self.undo, 110), (self.redo, 60),
            (self.draft, 60), (self.redraft, 50), (self.cancel, 30), (self.wait, 30),
        ]  # fmt: skip
        self.kinds = [kind for kind, _ in kinds]
        self.weights = [weight for _, weight in kinds]
        self.revisions = [0]
        self.seen: dict[int, Plain] = {}
        self.awaited: frozenset[int] = frozenset()
        self.unheard: tuple[int, list[Plain], Plain] = (0, [], {})

    def act(self) -> bool:
        """Do the next action and look at everything that a person has set.

        Returns:
            Whether it was done: a person who waits for jobs does nothing else.
        """
        if self._is_waiting():
            return False
        (action,) = self.chance.choices(self.kinds, self.weights)
        self.log.append(action.__name__)
        try:
            action()
        except Refused as error:
            self.log[-1] += f" (refused: {error})"
        self.check()
        return True

    def check(self) -> None:
        """Compare what is there with what a person has set."""
        now = self._transcript()
        present = {segment["id"]: segment for segment in now["segments"]}
        for key, known in self.work.segments.items():
            difference = known.difference(present.get(key))
            assert not difference, "\n".join([*self.log[-30:], f"segment {key}: {difference}"])
        names = {speaker["id"]: speaker["name"] for speaker in now["speakers"]}
        assert names == self.work.speakers, "\n".join(self.log[-30:])

    def edit(self) -> None:
        """An edit of any kind on the present transcript."""
        revision, ops = self._any_edit()
        self._apply(revision, ops)

    def edit_of_other_window(self) -> None:
        """An edit of a window that has not seen the newest changes."""
        _, ops = self._any_edit()
        self._apply(self.chance.choice(self.revisions[-5:]), ops)

    def undo(self) -> None:
        self._step("undo")

    def redo(self) -> None:
        self._step("redo")

    def draft(self) -> None:
        """Draft the recording again; it goes on beside the next actions."""
        self._job({"kind": "draft"})

    def redraft(self) -> None:
        start = self.chance.randrange(0, 30)
        self._job({"kind": "redraft", "start": start, "end": start + self.chance.randrange(1, 15)})

    def cancel(self) -> None:
        for job in self._running():
            self._send("DELETE", f"/jobs/{job['id']}")

    def wait(self) -> None:
        """Until no job runs; the others go on meanwhile."""
        self.awaited = frozenset(job["id"] for job in self._running())

    def _is_waiting(self) -> bool:
        if not self.awaited:
            return False
        if self.awaited & {job["id"] for job in self._running()}:
            return True
        states = {self._send("GET", f"/jobs/{job}")["state"] for job in self.awaited}
        assert states == {"done"}, "\n".join([*self.log[-30:], f"jobs {self.awaited}: {states}"])
        self.awaited = frozenset()
        return False

    def prepare_edit(self) -> Callable[[], None]:
        """An edit in two parts: a call sends it and gets no answer, `repeat_edit` sends it again."""
        revision, ops = self._any_edit()
        body = self._body(revision, ops)
        self.unheard = (revision, ops, body)

        def send() -> None:
            with contextlib.suppress(Refused, OSError, ValueError, HTTPException):
                self._send("POST", f"/media/{self.media_id}/edits", body)

        return send

    def repeat_edit(self) -> None:
        """Send the edit of `prepare_edit` again, as a page does when its server is back."""
        with contextlib.suppress(Refused):
            self._apply(*self.unheard)
        self.check()

    def _any_edit(self) -> tuple[int, list[Plain]]:
        now = self._transcript()
        self.revisions.append(now["revision"])
        speakers = tuple(Speaker(one["id"], one["name"]) for one in now["speakers"])
        segments = tuple(segment_from_json(one) for one in now["segments"])
        made = any_edit(self.chance, Transcript(segments, speakers))
        self.seen = {one["id"]: one for one in now["segments"]}
        self.log[-1] += f": {made.name} {sorted(made.touched)}"
        return now["revision"], [operation_to_json(op) for op in made.ops]

    def _moved(self, ops: list[Plain]) -> HandTimes:
        """Words whose times were set, on the segments that the edit was made on."""
        found = [
            _timed(op) - _timed(self.seen.get(op["id"])) for op in ops if op["op"] == "set_words"
        ]
        return frozenset().union(*found)

    def _body(self, revision: int, ops: list[Plain]) -> Plain:
        self.n_edits += 1
        edit_id = f"{self.media_id}-{self.seed}-{self.n_edits}"
        return {"base": revision, "ops": ops, "id": edit_id}

    def _apply(self, revision: int, ops: list[Plain], body: Plain | None = None) -> None:
        body = body or self._body(revision, ops)
        answer = self._send("POST", f"/media/{self.media_id}/edits", body)
        self.work.note(body["id"], ops, self._moved(ops), answer)

    def _step(self, kind: str) -> None:
        stack = self._send("GET", f"/media/{self.media_id}/undo?limit=1")[kind]
        if not stack:
            return
        target = stack[0]["id"]
        self.log[-1] += f" of {target}"
        body = {"base": self._transcript()["revision"], "kind": kind, "target": target, "ops": []}
        self._send("POST", f"/media/{self.media_id}/edits", body)
        if stack[0]["job"] is None:
            self.work.step(target, kind)
        if kind == "redo":
            self.work.accept_word_times(target, self._transcript()["segments"])

    def _job(self, body: Plain) -> None:
        options = {"model": "base", "language": "en"}
        self._send("POST", f"/media/{self.media_id}/jobs", {**body, **options})

    def _running(self) -> list[Plain]:
        jobs = self._send("GET", f"/jobs?media={self.media_id}")["jobs"]
        return [job for job in jobs if job["state"] in {"queued", "running"}]

    def _transcript(self) -> Plain:
        return self._send("GET", f"/media/{self.media_id}/transcript")

    def _send(self, method: str, path: str, body: Plain | None = None) -> Plain:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.station.url}/api/v1{path}", content, {"Content-Type": "application/json"},
            method=method,
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                answer: Plain = json.load(response)
                return answer
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise
            raise Refused(f"{error.code} {error.read()[:200]!r}") from None


class Team:
    """Transcribers who share a server; its kills hit all of them in the middle of their work.

    Args:
        seed: Chooses the kills.
        kills: How often in a thousand actions of each there is a kill of each kind.
    """

    def __init__(
        self, station: Workstation, members: Sequence[Transcriber], seed: int, kills: int = 10
    ) -> None:
        self.station, self.members, self.chance = station, members, random.Random(seed)
        self.kinds = [self.kill, self.kill_during_edits, self.kill_engine]
        self.kills = kills

    def act(self, n_actions: int) -> None:
        """Each member does so many actions, in turn."""
        left = dict.fromkeys(self.members, n_actions)
        while left:
            acted = [one for one in left if one.act()]
            left = {one: n - (one in acted) for one, n in left.items() if n > (one in acted)}
            if not acted:
                time.sleep(0.02)  # everyone waits for jobs
                continue
            if self.chance.random() < len(self.kinds) * self.kills / 1000:
                self.disturb(self.chance.choice(self.kinds))

    def disturb(self, kind: Callable[[], None]) -> None:
        """Kill something, and let everyone look at their work."""
        for one in self.members:
            one.log.append(kind.__name__)
        kind()
        for one in self.members:
            one.check()

    def kill(self) -> None:
        """The power is cut."""
        self.station.kill()
        self.station.start()

    def kill_during_edits(self) -> None:
        """The server dies while it takes an edit of each, which is sent again when it is back."""
        sending = [threading.Thread(target=one.prepare_edit()) for one in self.members]
        for thread in sending:
            thread.start()
        time.sleep(self.chance.random() * 0.03)  # before, within and after the edits
        self.station.kill()
        for thread in sending:
            thread.join()
        self.station.start()
        for one in self.members:
            one.repeat_edit()

    def kill_engine(self) -> None:
        """The process that drafts dies with its worker; the server starts another."""
        for process in self.station.family():
            with contextlib.suppress(psutil.NoSuchProcess):  # some end by themselves meanwhile
                if "transcribe.jobs.engine_process" in process.cmdline():
                    process.send_signal(signal.SIGKILL)
