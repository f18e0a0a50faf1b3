"""Which cues of two transcripts belong together: by their words first, else by their time.

Cues with the same times and text are the same. Two others belong together if at least half of the words of the shorter one are the same words in the same place of both texts
(`text_alignment.pair_tokens`). So files whose times are off by any amount are compared too. Cues that share no words with any, such
as translations, belong together if they share at least half of the shorter one's time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from transcribe.document.model import Segment
from transcribe.document.word_timing import fold_token, tokenize
from transcribe.quality.text_alignment import pair_tokens
from transcribe.subtitles.bilingual import best_match

_Link = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CueGroup:
    """Cues of both sides that belong together, in order; one side may have none."""

    first: tuple[Segment, ...]
    second: tuple[Segment, ...]


def align_cues(first: Sequence[Segment], second: Sequence[Segment]) -> list[CueGroup]:
    """Group the cues of two transcripts; each cue is in one group.

    Args:
        first: In the order of time.
        second: In the order of time.

    Returns:
        In the order of the first side's times; groups of the second side alone lie after the group before them.
    """
    links = list(_equal_links(first, second))
    links += _without_conflict(links, _word_links(first, second))
    links += _time_links(first, second, links)
    groups = [
        CueGroup(tuple(first[i] for i in ours), tuple(second[j] for j in theirs))
        for ours, theirs in _joined(len(first), len(second), links)
    ]
    return list(_in_order([one for group in groups for one in _pairwise(group)]))


def _equal_links(first: Sequence[Segment], second: Sequence[Segment]) -> Iterator[_Link]:
    """Cues with the same times and text on both sides."""
    places: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for j in reversed(range(len(second))):
        places[_content(second[j])].append(j)
    for i, cue in enumerate(first):
        if same := places[_content(cue)]:
            yield i, same.pop()


def _content(cue: Segment) -> tuple[int, int, str]:
    return cue.start_ms, cue.end_ms, cue.text


def _without_conflict(settled: Sequence[_Link], links: Iterable[_Link]) -> list[_Link]:
    """Links between cues that have none yet."""
    left, right = {i for i, _ in settled}, {j for _, j in settled}
    return [(i, j) for i, j in links if i not in left and j not in right]


def _word_links(first: Sequence[Segment], second: Sequence[Segment]) -> Iterator[_Link]:
    (ours, of_ours), (theirs, of_theirs) = _tokens(first), _tokens(second)
    shared = Counter((of_ours[a], of_theirs[b]) for a, b in pair_tokens(ours, theirs))
    n_ours, n_theirs = Counter(of_ours), Counter(of_theirs)
    for (i, j), n in shared.items():
        fewest, most = sorted((n_ours[i], n_theirs[j]))
        # One word inside a long cue is a coincidence, unless both are shown at once.
        is_sure = n > 1 or most <= 2 or _shared_ms(first[i], second[j]) > 0
        if 2 * n >= fewest and is_sure:
            yield i, j


def _tokens(cues: Sequence[Segment]) -> tuple[list[str], list[int]]:
    """All words, and the cue of each."""
    each = [(fold_token(token), n) for n, cue in enumerate(cues) for token in tokenize(cue.text)]
    return [token for token, _ in each], [n for _, n in each]


def _time_links(
    first: Sequence[Segment], second: Sequence[Segment], links: Iterable[_Link]
) -> Iterator[_Link]:
    """Links between cues that share words with none."""
    known = list(links)
    left = _without(first, {i for i, _ in known})
    right = _without(second, {j for _, j in known})
    ours, theirs = [first[i] for i in left], [second[j] for j in right]
    taken = set()
    for n, cue in enumerate(theirs):
        if (at := best_match(cue, ours)) is not None:
            taken.add(at)
            yield left[at], right[n]
    for n, cue in enumerate(ours):
        if n not in taken and (at := best_match(cue, theirs)) is not None:
            yield left[n], right[at]


def _without(cues: Sequence[Segment], linked: set[int]) -> list[int]:
    return [n for n in range(len(cues)) if n not in linked]


def _shared_ms(a: Segment, b: Segment) -> int:
    return min(a.end_ms, b.end_ms) - max(a.start_ms, b.start_ms)


def _joined(
    n_first: int, n_second: int, links: Iterable[_Link]
) -> Iterator[tuple[list[int], list[int]]]:
    """Connected cues of both sides."""
    parent = list(range(n_first + n_second))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for i, j in links:
        parent[root(i)] = root(n_first + j)
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for at in range(n_first + n_second):
        ours, theirs = groups.setdefault(root(at), ([], []))
        (ours if at < n_first else theirs).append(at if at < n_first else at - n_first)
    yield from groups.values()


def _pairwise(group: CueGroup) -> list[CueGroup]:
    """As many cues on both sides are pairs."""
    if len(group.first) != len(group.second):
        return [group]
    return [CueGroup((a,), (b,)) for a, b in zip(group.first, group.second, strict=True)]


def _in_order(groups: list[CueGroup]) -> Iterator[CueGroup]:
    """Put groups of the second side alone after the group that lies before them on that side."""
    own = sorted((one for one in groups if one.first), key=lambda one: _place(one.first[0]))
    alone = sorted((one for one in groups if not one.first), key=lambda one: _place(one.second[0]))
    rest = iter([*alone, None])
    next_ = next(rest)
    for group in own:
        while next_ and group.second and _place(next_.second[0]) < _place(group.second[0]):
            yield next_
            next_ = next(rest)
        yield group
    while next_:
        yield next_
        next_ = next(rest)


def _place(cue: Segment) -> tuple[int, int, int]:
    return cue.start_ms, cue.end_ms, cue.id
