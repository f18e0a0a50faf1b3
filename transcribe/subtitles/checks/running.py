"""Run all checks, and fix what can be fixed without making another finding.

A fix is accepted if, of the findings of its cue and both neighbours, at least one goes and none comes. So each accepted fix
lowers the number of findings: fixing ends, a fixed file has no fixable finding left, and fixing again
changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from transcribe.subtitles.checks import characters, lines, texts, timing
from transcribe.subtitles.checks.model import Check, CheckedCue, Finding, Found, Place, Rules

CHECKS: tuple[Check, ...] = (*texts.CHECKS, *characters.CHECKS, *lines.CHECKS, *timing.CHECKS)
ORDER = "order"
ORDER_ABOUT = "Cues stand in the order of their times."


def check(cues: Sequence[CheckedCue], rules: Rules) -> list[Finding]:
    """All findings, in the order of time.

    Neighbours are those in time; a cue that stands out of order in the file is a finding of its own.
    """
    ordered = in_time(cues)
    found: list[Finding] = list(_out_of_order(cues))
    for at in range(len(ordered)):
        for one, result in _findings(ordered, at, rules):
            found.append(_finding(one, result, ordered, at, rules))
    return sorted(found, key=lambda finding: (finding.start_ms, finding.number))


def fix(cues: Sequence[CheckedCue], rules: Rules) -> list[CheckedCue]:
    """Cues in the order of time, with every fix that makes no other finding."""
    ordered = in_time(cues)
    at = 0
    while at < len(ordered):
        changed = _first_fix(ordered, at, rules)
        if changed is None:
            at += 1
            continue
        ordered = changed
        at = max(0, at - 2)  # a change may make room for the cues before it
    return ordered


def in_time(cues: Sequence[CheckedCue]) -> list[CheckedCue]:
    """Cues in the order of their starts; those with the same start as in the file."""
    return sorted(cues, key=lambda cue: (cue.start_ms, cue.number))


def _out_of_order(cues: Sequence[CheckedCue]) -> Iterator[Finding]:
    latest = -1
    for cue in sorted(cues, key=lambda one: one.number):
        if cue.start_ms < latest:
            yield Finding(
                ORDER, "error", ORDER_ABOUT, "begins before a cue that stands before it",
                cue.number, cue.start_ms, cue.end_ms, is_fixable=True,
            )  # fmt: skip
        latest = max(latest, cue.start_ms)


def _findings(
    ordered: Sequence[CheckedCue], at: int, rules: Rules
) -> Iterator[tuple[Check, Found]]:
    place = Place(
        ordered[at - 1] if at else None,
        ordered[at],
        ordered[at + 1] if at + 1 < len(ordered) else None,
    )
    for one in CHECKS:
        for found in one.run(place, rules):
            yield one, found


def _finding(
    one: Check, found: Found, ordered: Sequence[CheckedCue], at: int, rules: Rules
) -> Finding:
    cue = ordered[at]
    return Finding(
        one.name, one.severity, one.about, found.message, cue.number, cue.start_ms, cue.end_ms,
        _source(one, rules), _fixed(ordered, at, found, rules) is not None,
    )  # fmt: skip


def _source(one: Check, rules: Rules) -> str:
    rule = rules.profile.rule(one.key) if one.key else None
    if rule is None or rule.source is None:
        return ""
    return f"{rule.source.title}, {rule.source.address}"


def _first_fix(ordered: list[CheckedCue], at: int, rules: Rules) -> list[CheckedCue] | None:
    for _, found in _findings(ordered, at, rules):
        changed = _fixed(ordered, at, found, rules)
        if changed is not None:
            return changed
    return None


def _fixed(
    ordered: Sequence[CheckedCue], at: int, found: Found, rules: Rules
) -> list[CheckedCue] | None:
    """The cues with a fix; None if there is none, or if it made another finding."""
    if found.fix is None:
        return None
    first = max(0, at - 2)
    near = list(ordered[first : at + 3])
    changed = [*near[: at - first], *found.fix, *near[at - first + 1 :]]
    if in_time(changed) != changed:
        return None
    had, has = _names(near, rules), _names(changed, rules)
    is_better = has.total() < had.total() and not has - had
    return [*ordered[:first], *changed, *ordered[at + 3 :]] if is_better else None


def _names(cues: Sequence[CheckedCue], rules: Rules) -> Counter[tuple[int, str]]:
    """What is found of each cue; those at both ends lack a neighbour before and after the fix alike."""
    return Counter(
        (cues[at].number, one.name)
        for at in range(len(cues))
        for one, _ in _findings(cues, at, rules)
    )
