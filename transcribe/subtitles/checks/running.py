"""Run all checks, and fix what can be fixed without making another finding.

A fix is accepted if, of the findings of its cue and both neighbours, at least one goes and none comes. So each accepted fix
lowers the number of findings: fixing ends, a fixed file has no fixable finding left, and fixing again
changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from transcribe.subtitles.checks import characters, lines, texts, timing, wording
from transcribe.subtitles.checks.model import Check, CheckedCue, Finding, Found, Place, Rules

# They look at a cue's own text and times, not at its neighbours.
_OF_ONE_CUE: tuple[Check, ...] = (
    *texts.CHECKS,
    *wording.CHECKS,
    *characters.CHECKS,
    *lines.CHECKS,
)
CHECKS: tuple[Check, ...] = (*_OF_ONE_CUE, *timing.CHECKS)
ORDER = "order"
ORDER_ABOUT = "Cues stand in the order of their times."


def check(cues: Sequence[CheckedCue], rules: Rules) -> list[Finding]:
    """All findings, in the order of time.

    Neighbours are those in time; a cue that stands out of order in the file is a finding of its own.
    """
    run = _Run(_with_speakers(rules, cues))
    ordered = in_time(cues)
    found: list[Finding] = list(_out_of_order(cues))
    for at in range(len(ordered)):
        for one, result in run.findings(ordered, at):
            found.append(run.finding(one, result, ordered, at))
    return sorted(found, key=lambda finding: (finding.start_ms, finding.number))


def fix(cues: Sequence[CheckedCue], rules: Rules) -> list[CheckedCue]:
    """Cues in the order of time, with every fix that makes no other finding."""
    run = _Run(_with_speakers(rules, cues))
    ordered = in_time(cues)
    at = 0
    while at < len(ordered):
        changed = run.first_fix(ordered, at)
        if changed is None:
            at += 1
            continue
        first, near = changed
        ordered[first : at + 3] = near
        at = max(0, at - 2)  # a change may make room for the cues before it
    return ordered


def _with_speakers(rules: Rules, cues: Sequence[CheckedCue]) -> Rules:
    return replace(rules, has_speakers=any(cue.speaker for cue in cues))


def in_time(cues: Sequence[CheckedCue]) -> list[CheckedCue]:
    """Cues in the order of their times; equal ones as in the file."""
    return sorted(cues, key=lambda cue: (*_times(cue), cue.number))


def _times(cue: CheckedCue) -> tuple[int, int]:
    return cue.start_ms, cue.end_ms


def _out_of_order(cues: Sequence[CheckedCue]) -> Iterator[Finding]:
    latest = -1
    for cue in sorted(cues, key=lambda one: one.number):
        if cue.start_ms < latest:
            yield Finding(
                ORDER, "error", ORDER_ABOUT, "begins before a cue that stands before it",
                cue.number, cue.start_ms, cue.end_ms, is_fixable=True,
            )  # fmt: skip
        latest = max(latest, cue.start_ms)


_Results = tuple[tuple[Check, Found], ...]


class _Run:
    """Checks with their results, so that a cue between the same neighbours is looked at once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[Place, _Results] = {}
        self._known_alone: dict[CheckedCue, _Results] = {}

    def findings(self, ordered: Sequence[CheckedCue], at: int) -> _Results:
        """What is found of one cue."""
        before = ordered[at - 1] if at else None
        after = ordered[at + 1] if at + 1 < len(ordered) else None
        place = Place(before, ordered[at], after)
        if place not in self._known:
            self._known[place] = (*self._alone(place.cue), *self._run(timing.CHECKS, place))
        return self._known[place]

    def _alone(self, cue: CheckedCue) -> _Results:
        """What is found of a cue between any neighbours."""
        if cue not in self._known_alone:
            self._known_alone[cue] = self._run(_OF_ONE_CUE, Place(None, cue, None))
        return self._known_alone[cue]

    def _run(self, checks: Sequence[Check], place: Place) -> _Results:
        return tuple((one, found) for one in checks for found in one.run(place, self._rules))

    def finding(self, one: Check, found: Found, ordered: Sequence[CheckedCue], at: int) -> Finding:
        """A result for people."""
        cue = ordered[at]
        return Finding(
            one.name, one.severity, one.about, found.message, cue.number, cue.start_ms, cue.end_ms,
            _source(one, self._rules), self._fixed(ordered, at, found) is not None,
        )  # fmt: skip

    def first_fix(
        self, ordered: Sequence[CheckedCue], at: int
    ) -> tuple[int, list[CheckedCue]] | None:
        """The first fix of a cue that is accepted."""
        for _, found in self.findings(ordered, at):
            changed = self._fixed(ordered, at, found)
            if changed is not None:
                return changed
        return None

    def _fixed(
        self, ordered: Sequence[CheckedCue], at: int, found: Found
    ) -> tuple[int, list[CheckedCue]] | None:
        """The cues around a fix and the place of the first; None if it made another finding."""
        if found.fix is None:
            return None
        first = max(0, at - 2)
        near = list(ordered[first : at + 3])
        changed = [*near[: at - first], *found.fix, *near[at - first + 1 :]]
        if any(_times(a) > _times(b) for a, b in pairwise(changed)):
            return None
        n_before, n_after = int(at - first == 2), int(len(near) - (at - first) == 3)
        had, has = (self._names(cues, n_before, len(cues) - n_after) for cues in (near, changed))
        is_better = has.total() < had.total() and not has - had
        return (first, changed) if is_better else None

    def _names(self, cues: Sequence[CheckedCue], start: int, end: int) -> Counter[tuple[int, str]]:
        """What is found from one index to another; cues beyond are only neighbours."""
        return Counter(
            (cues[at].number, one.name)
            for at in range(start, end)
            for one, _ in self.findings(cues, at)
        )


def _source(one: Check, rules: Rules) -> str:
    rule = rules.profile.rule(one.key) if one.key else None
    if rule is None or rule.source is None:
        return ""
    return f"{rule.source.title}, {rule.source.address}"
