"""Share of cues that keep each delivery profile: segments as they are, Whisper's own writer, and the cue builder.

    python -m benchmarks.cues                    kept drafts of the open speech set, at 25 frames a second
    python -m benchmarks.cues --rate 23.976      at another rate

The drafts are those that `benchmarks.draft` has kept (`--answers`), of the product's own engine; no model
runs here. All three get the same words and times. Whisper's writer (`whisper.utils.WriteSRT`) gets the profile's
line length and number of lines (42 and 2 where it has none). A cue keeps a profile if it breaks none of: characters in a line, lines,
ratio of lines, reading speed, least and greatest duration, gap, gap to close.

A bad break is a line or cue that ends, without punctuation, with an article, preposition, conjunction,
possessive, subject pronoun or auxiliary of its language (`break_words`).

The second table is of line breaks alone, in the same cues: those of the cue builder, with its own lines and with lines by the
rules that this project wrote after Subtitle Edit's command "Auto br", from memory of its options and without its code, documentation
or program at hand, so they are a simple balanced breaker and not Subtitle Edit itself: a text that fits stays in one line; it is broken after the end of a sentence near the middle, else at the space nearest to the middle, where the second line may be
a little longer ("bottom heavy"); not after a title such as "Mr." (its list "do not break after"). Its lists for languages, pixel widths and
options that are off by default are left out, so its own result may be better. Whisper's line breaks are in its own cues.
"""

from __future__ import annotations

import argparse
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from transcribe.document.model import Transcript, Word
from transcribe.document.segmentation import cut_segments
from transcribe.formats import loads
from transcribe.library.subtitles.profiles import built_in_profiles
from transcribe.subtitles.cues.break_words import break_words
from transcribe.subtitles.cues.builder import build_cues
from transcribe.subtitles.cues.counting import count_chars, count_words
from transcribe.subtitles.cues.layout import USUAL_CHARS, USUAL_LINES, is_uneven
from transcribe.subtitles.cues.timing import Shown, time_misses
from transcribe.subtitles.frame_rates import frame_rate
from transcribe.subtitles.profiles.limits import Limits, limits

ANSWERS = Path.home() / ".cache" / "transcribe-drafts" / "answers.jsonl"
PROFILES = ("netflix-en", "netflix-en-children", "ted", "bbc", "ard", "dcmp-upper", "podcast")
TITLES = ("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.")
LANGUAGE = re.compile(r"(?:asterisk-|session_)(es|fr|it|ru)")


@dataclass
class Figures:
    """What is counted of the cues of one method."""

    n_cues: int = 0
    n_kept: int = 0
    n_breaks: int = 0
    n_bad: int = 0
    misses: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> str:
        return f"{100 * self.n_kept / max(1, self.n_cues):.0f} %"

    @property
    def bad(self) -> str:
        return f"{100 * self.n_bad / max(1, self.n_breaks):.1f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--answers", type=Path, default=ANSWERS)
    parser.add_argument("--rate", default="25")
    arguments = parser.parse_args()
    drafts = list(read_drafts(arguments.answers))
    n_words = sum(len(segment.words) for one in drafts for segment in one.segments)
    print(f"{len(drafts)} drafts, {n_words} words, {arguments.rate} frames a second\n")
    print("| profile | segments | Whisper's writer | cue builder | missed by the builder | bad breaks in 100: segments · Whisper · builder |")  # fmt: skip
    print("|---|---|---|---|---|---|")
    for name in PROFILES:
        found = limits(built_in_profiles()[name], frame_rate(arguments.rate))
        of = [_figures(drafts, found, method) for method in (_as_they_are, _by_whisper, _built)]
        missed = ", ".join(f"{key} {n}" for key, n in of[2].misses.most_common()) or "none"
        shares, bad = (" | ".join(one.share for one in of), " · ".join(one.bad for one in of))
        print(f"| {name} | {shares} | {missed} of {of[2].n_cues} | {bad} |", flush=True)
    _print_line_breaks(drafts, arguments.rate)


def _print_line_breaks(drafts: Sequence[Transcript], rate: str) -> None:
    print(
        "\n| profile | line breaks | bad in 100: Whisper's writer | rules like Subtitle Edit's | cue builder |"
    )
    print("|---|---|---|---|---|")
    for name in PROFILES:
        found = limits(built_in_profiles()[name], frame_rate(rate))
        of = [_line_figures(drafts, found, way) for way in (_by_whisper, _balanced, _built)]
        print(f"| {name} | {of[2].n_breaks} | {' | '.join(one.bad for one in of)} |", flush=True)


def read_drafts(path: Path) -> Iterator[Transcript]:
    """The product's newest draft of each recording, cut into segments as the product does."""
    newest: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            answer = json.loads(line)
        except json.JSONDecodeError:
            continue
        if answer["engine"] == "ours":
            newest[answer["recording"]] = answer
    for name, answer in sorted(newest.items()):
        words = tuple(_words(answer["words"]))
        if words:
            language = LANGUAGE.search(name)
            yield Transcript(cut_segments(words), language=language[1] if language else "en")


def _words(given: Sequence[tuple[str, float, float]]) -> Iterator[Word]:
    for text, start_s, end_s in given:
        start_ms = round(start_s * 1000)
        if text.strip():
            yield Word(text.strip(), start_ms, max(start_ms, round(end_s * 1000)))


Timed = tuple[int, int, str]
Method = Callable[[Transcript, Limits], list[Timed]]


def _as_they_are(draft: Transcript, _: Limits) -> list[Timed]:
    return [(one.start_ms, one.end_ms, one.text) for one in draft.segments]


def _built(draft: Transcript, limits: Limits) -> list[Timed]:
    return [(cue.start_ms, cue.end_ms, cue.text) for cue in build_cues(draft, limits)]


def _balanced(draft: Transcript, limits: Limits) -> list[Timed]:
    """The builder's cues with lines by rules like those of Subtitle Edit's "Auto br"."""
    most = limits.line_chars or USUAL_CHARS
    return [
        (start, end, balanced_lines(text.replace("\n", " "), most))
        for start, end, text in _built(draft, limits)
    ]


def balanced_lines(text: str, most: int) -> str:
    """One line if it fits; else two, after a sentence near the middle or as near to it as a space is."""
    if len(text) <= most:
        return text
    spaces = [
        n for n, character in enumerate(text) if character == " " and not text[:n].endswith(TITLES)
    ]
    fits = [n for n in spaces if n <= most and len(text) - n - 1 <= most] or spaces
    if not fits:
        return text
    middle = len(text) / 2
    after = [n for n in fits if text[n - 1] in ".!?" and abs(n - middle) <= len(text) / 4]
    at = min(after or fits, key=lambda n: (abs(n - middle + 0.5), n))
    return f"{text[:at]}\n{text[at + 1 :]}"


def _by_whisper(draft: Transcript, limits: Limits) -> list[Timed]:
    from whisper.utils import WriteSRT

    plain = [
        {
            "start": one.start_ms / 1000, "end": one.end_ms / 1000, "text": one.text,
            "words": [{"word": f" {word.text}", "start": word.start_ms / 1000,
                       "end": word.end_ms / 1000} for word in one.words],
        }
        for one in draft.segments
    ]  # fmt: skip
    written = io.StringIO()
    options = {
        "max_line_width": limits.line_chars or USUAL_CHARS,
        "max_line_count": limits.lines or USUAL_LINES,
    }
    WriteSRT(".").write_result({"segments": plain, "language": draft.language}, written, options)
    return _as_they_are(loads(written.getvalue(), "srt"), limits)


def _figures(drafts: Sequence[Transcript], limits: Limits, method: Method) -> Figures:
    figures = Figures()
    for draft in drafts:
        cues = method(draft, limits)
        starts: list[int | None] = [start_ms for start_ms, _, _ in cues[1:]]
        for cue, following in zip(cues, [*starts, None], strict=True):
            _count(figures, cue, following, limits)
        _count_breaks(figures, [text for _, _, text in cues], draft.language)
    return figures


def _count(figures: Figures, cue: Timed, following: int | None, limits: Limits) -> None:
    start_ms, end_ms, text = cue
    start, end = limits.rate.nearest(start_ms), limits.rate.nearest(end_ms)
    gap = None if following is None else limits.rate.nearest(following) - end
    lines = text.split("\n")
    widths = [count_chars(line) for line in lines]
    misses = {miss.key for miss in time_misses(Shown(start, max(end, start + 1), gap), sum(widths), count_words(text), limits)}  # fmt: skip
    if limits.line_chars and max(widths) > limits.line_chars:
        misses.add("line_chars")
    if limits.lines and len(lines) > limits.lines:
        misses.add("lines")
    if is_uneven(widths, limits.line_ratio):
        misses.add("line_ratio")
    figures.n_cues += 1
    figures.n_kept += not misses
    figures.misses.update(misses)


def _line_figures(drafts: Sequence[Transcript], limits: Limits, method: Method) -> Figures:
    """Line breaks inside cues, and how many of them are bad."""
    figures = Figures()
    for draft in drafts:
        for _, _, text in method(draft, limits):
            _count_breaks(figures, [text], draft.language)
    return figures


def _count_breaks(figures: Figures, cues: Sequence[str], language: str | None) -> None:
    known = break_words(language)
    lines = [line for cue in cues for line in cue.split("\n") if line.strip()]
    for line, _ in pairwise(lines):
        figures.n_breaks += 1
        figures.n_bad += line.split()[-1].lower() in known.openers | known.bound


if __name__ == "__main__":
    main()
