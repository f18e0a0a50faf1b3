"""The cost of correcting a draft: keys and playback seconds per corrected word.

    python -m benchmarks.correction [--recordings NAME…] [--drafts FILE] [--against CHECKOUT]

A real draft (`base`) of recordings with a reference is corrected to it by a scripted keyboard in real
Chromium, in these ways:

- `plain`: the draft as a text file, one segment per line, in a text area; the player has separate keys, as
  with a foot pedal. The cursor moves by lines and words.
- `ours, whole words`: the editor. The audio is played once; after a wrong word `Alt+/` stops it and selects
  the last spoken word, again the one before; `Alt+Shift+K` selects the word after (in builds that have it), if
  it is at most `MOST_STEPS` words away; `Shift+Ctrl+←` extends the selection by words. The right words
  are typed over it. `Tab` plays on.
- `ours`: the same, but only the letters that differ are changed where that takes fewer keys.
- `ours, pause while typing`: as `ours`, with that setting on: playback goes on by itself, after a second.
- `ours, low confidence`: only low-confidence words are visited (`Alt+N`), each is played
  with a second before it; errors elsewhere remain.
- `ours, alternatives`: as `ours, whole words`, but at a wrong word the list of alternatives is opened
  first, and the right one selected by its number if present.

A corrected word is a word of the reference that the draft had wrong, omitted or invented; capitals and
punctuation are not counted, as references have none. Every key counts one, a chord too. Playback seconds
are the played audio: the whole once, and repeated parts. Seconds are those, `KEY_MS` for each key, and
the second until playback goes on by itself.

`--drafts` keeps the drafts in a file and takes them from it, so that two runs correct the same. `--against`
names another checkout of this program, whose editor is corrected in too, in turn with this one. The scripted user reacts to a
word `REACTION_MS` after its end, give or take `SPREAD_MS` (normal, seeded); during this time playback
continues.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Error as PageError
from playwright.sync_api import Page, sync_playwright
from rapidfuzz.distance import Levenshtein

from benchmarks.draft import MODELS, SPEECH
from benchmarks.support.correction_keys import changes, is_shorter_inside, starts_at
from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path
from tests.support.editor_page import Editor
from tests.support.server import REPOSITORY, Workstation

RECORDINGS = (
    "assembled/session_fr_open.opus",
    "misc/lucier.mp3",
    "assembled/session_en_open.opus",
)
REACTION_MS, SPREAD_MS = 700, 150  # the product's own default; users do not react evenly
PLAIN, OURS, WHOLE = "plain", "ours", "ours, whole words"
TYPING, LOW, CHOICE = "ours, pause while typing", "ours, low confidence", "ours, alternatives"
WAYS = (PLAIN, WHOLE, OURS, TYPING, LOW, CHOICE)
KEY_MS = 200  # one key, at 60 words a minute
REST_MS = 1_000  # the product's own default
LEAD_MS = 1_000  # played before a low-confidence word
REWIND_MS = 1_000  # played again after a correction
ALTERNATIVES_KEY, CATCH_KEY, NEXT_KEY = "Alt+x", "Alt+/", "Alt+Shift+K"
MOST_STEPS = 4  # a word further away is reached with the arrow keys


@dataclass(frozen=True)
class Fix:
    """Words of a segment, by position in the text, and the correct text."""

    segment: int
    first: int
    n_words: int
    wanted: str
    n_errors: int


@dataclass
class Cost:
    """The cost of a way of working."""

    n_keys: int = 0
    n_typed: int = 0  # of these: letters of the right words, needed in every way
    played_ms: float = 0.0
    rested_ms: float = 0.0
    n_fixed: int = 0
    n_chosen: int = 0  # by number from the alternatives
    n_errors: int = 0

    def add(self, other: Cost) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Hand:
    """A keyboard that counts."""

    page: Page
    cost: Cost = field(default_factory=Cost)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.cost.n_keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.cost.n_keys += len(text)
        self.cost.n_typed += len(text)


def fold(word: str) -> str:
    """A word without capitals, marks and punctuation."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


def fixes(segments: list[dict[str, Any]], reference: str) -> list[Fix]:
    """The alignment of the draft's words with the reference's at lowest cost, by segment."""
    drafted = [
        (number, place, word)
        for number, segment in enumerate(segments)
        for place, word in enumerate(segment["text"].split())
    ]
    wanted = [word for word in reference.split() if fold(word)]
    codes = Levenshtein.opcodes([fold(w) for *_, w in drafted], [fold(w) for w in wanted])
    return [
        fix
        for code in codes
        if code.tag != "equal"
        for fix in _in_segments(
            drafted, code.src_start, code.src_end, wanted[code.dest_start : code.dest_end]
        )
    ]


def _in_segments(
    drafted: list[tuple[int, int, str]], start: int, end: int, wanted: list[str]
) -> Iterator[Fix]:
    """One fix for each segment of the draft's words; inserted words go into the first."""
    if start == end:  # omitted: typed before the next word, or after the last
        number, place, _ = drafted[min(start, len(drafted) - 1)]
        yield Fix(number, place if start < len(drafted) else place + 1, 0, " ".join(wanted),
                  len(wanted))  # fmt: skip
        return
    numbers = list(dict.fromkeys(number for number, *_ in drafted[start:end]))
    for number in numbers:
        places = [place for other, place, _ in drafted[start:end] if other == number]
        part = wanted if number == numbers[-1] else wanted[: len(places)]
        wanted = wanted[len(part) :]
        yield Fix(number, places[0], len(places), " ".join(part), max(len(places), len(part)))


class Draft:
    """The segments while fixes are applied; word positions are updated."""

    def __init__(self, segments: list[dict[str, Any]]) -> None:
        self.texts = [segment["text"] for segment in segments]
        self.words = [segment["words"] for segment in segments]
        self._grown = [0] * len(segments)

    def span(self, fix: Fix) -> tuple[int, int]:
        """Start and end of a fix's words in the segment's text.

        The space after them is included if nothing is typed in their place.
        """
        text, first = self.texts[fix.segment], fix.first + self._grown[fix.segment]
        matches = list(re.finditer(r"\S+", text))
        starts = [match.start() for match in matches] + [len(text)]
        start = starts[min(first, len(matches))]
        if fix.wanted and fix.n_words:
            return start, matches[min(first + fix.n_words, len(matches)) - 1].end()
        return start, starts[min(first + fix.n_words, len(matches))]

    def apply(self, fix: Fix) -> str:
        """Replace the text of the span; the draft changes as in the page."""
        start, end = self.span(fix)
        text = self.texts[fix.segment]
        put = fix.wanted
        if not fix.n_words:
            put = f" {put}" if start == len(text) > 0 else f"{put} "
        self.texts[fix.segment] = text[:start] + put + text[end:]
        self._grown[fix.segment] += len(fix.wanted.split()) - fix.n_words
        return put

    def end_ms(self, fix: Fix) -> float:
        """The end of the last word of a fix, by the draft's times."""
        words = self.words[fix.segment]
        at = min(fix.first + max(fix.n_words, 1) - 1, len(words) - 1)
        return float(words[at]["end"] * 1000) if words else 0.0


def move(hand: Hand, read: Callable[[], int], target: int, *, select: bool = False) -> None:
    """Move to a position in the line by words first, then by characters."""
    shift = "Shift+" if select else ""
    while (at := read()) != target:
        arrow = "ArrowRight" if target > at else "ArrowLeft"
        hand.press(f"{shift}Control+{arrow}")
        if abs(read() - target) >= abs(at - target):
            break
    while (at := read()) != target:
        hand.press(f"{shift}{'ArrowRight' if target > at else 'ArrowLeft'}")


def write(
    hand: Hand,
    read: Callable[[], int],
    draft: Draft,
    fix: Fix,
    *,
    selected: tuple[int, int] | None = None,
    inside: bool = False,
) -> None:
    """Replace the words of a fix in the text that has the cursor.

    Args:
        selected: The current selection.
        inside: Change only the letters that differ, where that takes fewer keys.
    """
    start, end = draft.span(fix)
    words = (start, len(draft.texts[fix.segment][:end].rstrip()))
    old = draft.texts[fix.segment][slice(*words)]
    if inside and fix.n_words and is_shorter_inside(old, fix.wanted):
        change_letters(hand, read, start, old, fix.wanted, is_selected=selected == words)
        draft.apply(fix)
        return
    if not fix.n_words or selected != words:
        if selected:
            hand.press("ArrowLeft")  # to the start of the selection
        move(hand, read, start)
        move(hand, read, end, select=True)
    put = draft.apply(fix)
    if put:
        hand.type(put)
    elif end > start:
        hand.press("Delete")


def change_letters(
    hand: Hand, read: Callable[[], int], start: int, old: str, new: str, *, is_selected: bool
) -> None:
    """Change the letters that differ in a text that begins at a position of the line."""
    steps = changes(old, new)
    if is_selected:
        hand.press("ArrowRight" if starts_at(old, steps) else "ArrowLeft")
    else:
        move(hand, read, start)
    grown = start
    for step in steps:
        first, last = grown + step.at, grown + step.at + step.n_old
        at = read()
        is_behind = abs(at - last) < abs(at - first)
        target = last if is_behind else first
        if " " in old[slice(*sorted((at - grown, target - grown)))]:
            move(hand, read, target)
        else:  # inside the word
            hand.press(*["ArrowRight" if target > at else "ArrowLeft"] * abs(target - at))
        hand.press(*["Backspace" if is_behind else "Delete"] * step.n_old)
        if step.new:
            hand.type(step.new)
        grown += len(step.new) - step.n_old


def plain(page: Page, segments: list[dict[str, Any]], todo: list[Fix]) -> Cost:
    """A text area and a player with separate keys."""
    page.set_content("<textarea rows=30 cols=200 wrap=off></textarea>")
    page.locator("textarea").fill("\n".join(segment["text"] for segment in segments))
    page.evaluate(
        "() => { const t = document.querySelector('textarea'); t.focus(); t.setSelectionRange(0, 0) }"
    )
    hand, draft, line = Hand(page), Draft(segments), 0
    read = lambda: int(page.evaluate(LINE_OFFSET))  # noqa: E731
    for fix in todo:
        hand.press("F1")  # pause
        if fix.segment != line:
            hand.press(*["ArrowDown"] * (fix.segment - line), "Home")
            line = fix.segment
        write(hand, read, draft, fix)
        hand.press("F1")  # on
        hand.cost.played_ms += REACTION_MS + REWIND_MS
        hand.cost.n_fixed += fix.n_errors
    shown = page.locator("textarea").input_value().split("\n")
    assert [t.split() for t in shown] == [t.split() for t in draft.texts]
    return hand.cost


LINE_OFFSET = """() => {
    const t = document.querySelector("textarea");
    const at = t.selectionDirection === "backward" ? t.selectionStart : t.selectionEnd;
    return at - (t.value.lastIndexOf("\\n", at - 1) + 1);
}"""


class _Opened(Editor):
    """The editor; builds before December 2026 do not say that all rows are there."""

    def wait_until_open(self) -> None:
        self._wait_for(".seg-text >> nth=0")
        self._wait_for(".editor-save[data-state=saved]")


class Ours:
    """The editor with its own recording."""

    def __init__(self, page: Page, station: Workstation, media_id: str) -> None:
        self.editor = _Opened(page, station, media_id)
        segments = station.get(f"/media/{media_id}/transcript")["segments"]
        self.page, self.hand, self.draft = page, Hand(page), Draft(segments)
        self.random = random.Random(0)
        self.has_next_key = "catch-next" in _served(station, "core/commands/commands.js")

    def run(self, todo: list[Fix], way: str) -> Cost:
        """Play everything, stop at each wrong word."""
        if way == TYPING:
            self.hand.press("Alt+Shift+O")
        for fix in todo:
            self._catch(fix)
            if not (way == CHOICE and self._choose(fix)):
                write(self.hand, self._offset, self.draft, fix, selected=self._selected(),
                      inside=way in (OURS, TYPING))  # fmt: skip
            if not (way == TYPING and self._goes_on()):
                self.hand.press("Tab")  # on
            self._hush()
            self.hand.cost.n_fixed += fix.n_errors
            self.hand.cost.played_ms += REACTION_MS + REWIND_MS
        self._check()
        return self.hand.cost

    def _goes_on(self) -> bool:
        """Wait until playback goes on by itself; it does not in builds before December 2026."""
        try:
            self.page.wait_for_function(
                "() => !document.querySelector('audio, video').paused", timeout=10 * REST_MS
            )
        except PageError:
            return False
        self.hand.cost.rested_ms += REST_MS
        return True

    def run_low_confidence(self, todo: list[Fix]) -> Cost:
        """Only low-confidence words; each is played with a second before it."""
        self.editor.put_cursor(0, 0)
        left, before = list(todo), (-1, -1)
        while True:
            self.hand.press("Alt+n")
            self._hush()
            row, offset = self.editor.cursor()
            if (row, offset) == before:
                break
            place = len((self.draft.texts[row][:offset] + "x").split()) - 1
            word = self.draft.words[row][min(place, len(self.draft.words[row]) - 1)]
            self.hand.press("Tab", "Tab")  # play, then stop
            self._hush()
            self.hand.cost.played_ms += LEAD_MS + 1000 * (word["end"] - word["start"])
            for fix in [one for one in left if self._is_at(one, row, offset)]:
                write(
                    self.hand, self._offset, self.draft, fix, selected=self._selected(), inside=True
                )
                self.hand.cost.n_fixed += fix.n_errors
                left.remove(fix)
            before = self.editor.cursor()
            self.editor.wait_until_saved()
        self._check()
        return self.hand.cost

    def _is_at(self, fix: Fix, row: int, offset: int) -> bool:
        """Whether the word at the cursor belongs to the error or is next to an omission."""
        if fix.segment != row:
            return False
        start, end = self.draft.span(fix)
        return start <= offset <= max(len(self.draft.texts[row][:end].rstrip()), start)

    def _catch(self, fix: Fix) -> None:
        """Playback continues for the reaction time; then the key that stops and selects."""
        reaction_ms = self.random.gauss(REACTION_MS, SPREAD_MS)
        self.page.evaluate(
            """async s => {
                const sound = document.querySelector("audio, video");
                const go = (to) => {
                    sound.currentTime = Math.max(0, to);
                    return new Promise(done => sound.addEventListener("seeked", done, { once: true }));
                };
                await go(s - 0.3);
                await new Promise(done => setTimeout(done, 50)); // the page has seen it too
                await sound.play();
                await go(s); // a busy machine would be late
                // Pressed here: on the way from the script, playback would go on.
                const key = { key: "/", code: "Slash", altKey: true, bubbles: true, cancelable: true };
                for (const type of ["keydown", "keyup"]) document.activeElement.dispatchEvent(new KeyboardEvent(type, key));
            }""",
            (self.draft.end_ms(fix) + reaction_ms) / 1000,
        )
        self.hand.cost.n_keys += 1
        start, end = self.draft.span(fix)
        last = start + self.draft.texts[fix.segment][start:end].rstrip().rfind(" ") + 1
        while (place := self.editor.cursor()) > (fix.segment, last):
            self.hand.press(CATCH_KEY)
            if self.editor.cursor() == place:
                break
        self._step_on(fix.segment, last)
        row, _ = self.editor.cursor()
        key = "Alt+ArrowDown" if fix.segment > row else "Alt+ArrowUp"
        self.hand.press(*[key] * abs(fix.segment - row))  # the fix is in another segment
        if self._selected() and self._offset() == last:
            while self._offset() > start:
                self.hand.press("Shift+Control+ArrowLeft")

    def _step_on(self, segment: int, last: int) -> None:
        """Select the word after, until the wanted one is selected."""
        row, offset = self.editor.cursor()
        between = " ".join([*self.draft.texts[row:segment], self.draft.texts[segment][:last]])
        n = len(between[offset:].split())
        if self.has_next_key and (row, offset) < (segment, last) and n <= MOST_STEPS:
            self.hand.press(*[NEXT_KEY] * n)

    def _selected(self) -> tuple[int, int] | None:
        """The selected range of the text."""
        length = len(self.page.evaluate("() => getSelection().toString()"))
        at = self._offset()
        return (at, at + length) if length else None

    def _hush(self) -> None:
        """The script does not listen: playback is counted, not waited for."""
        self.page.evaluate("document.querySelector('audio, video').pause()")

    def _offset(self) -> int:
        return self.editor.cursor()[1]

    def _choose(self, fix: Fix) -> bool:
        """Open the alternatives at the wrong word; select the right one by its number."""
        if fix.n_words != 1 or not fix.wanted:
            return False
        span = self.draft.span(fix)
        if self._selected() != span:
            move(self.hand, self._offset, span[0])
        self.hand.press(ALTERNATIVES_KEY)
        offered = self.page.locator(".alternatives [role=option]")
        offered.first.wait_for(timeout=20_000)
        texts = offered.locator(".alternative-text").all_text_contents()
        for number, text in enumerate(texts[:9], 1):
            if fold(text) == fold(fix.wanted) and len(text.split()) == len(fix.wanted.split()):
                self.hand.press(str(number))
                self.draft.apply(replace(fix, wanted=text))
                self.draft.texts[fix.segment] = self.editor.texts()[fix.segment]
                self.hand.cost.n_chosen += 1
                return True
        self.hand.press("Escape")
        return False

    def _check(self) -> None:
        """The stored text equals the corrected text."""
        pairs = zip(self.editor.stored(), self.draft.texts, strict=True)
        odd = [(is_there, meant) for is_there, meant in pairs if is_there.split() != meant.split()]
        assert not odd, odd[:3]


# Drafts, and the table.


def _served(station: Workstation, path: str) -> str:
    """A module as a checkout's server sends it."""
    with urlopen(f"{station.url}/static/{path}") as answer:
        return str(answer.read(), "utf-8")


def draft(station: Workstation, name: str, row: dict[str, Any]) -> str:
    """Add a recording and wait for its draft; each way of working gets a copy."""
    content = (SPEECH / row["path"]).read_bytes()
    media_id = station.upload(name, content + b"\0" * 8, model="base", language=row["language"])
    station.wait_until(media_id, timeout_s=900)
    return media_id


def add(station: Workstation, transcript: dict[str, Any], name: str, row: dict[str, Any]) -> str:
    """A recording with a draft: the transcript with its words and probabilities, imported."""
    content = (SPEECH / row["path"]).read_bytes() + name.encode()
    file = f"{name}{Path(row['path']).suffix}"
    media_id = station.upload(file, content, model="none", language=row["language"])
    station.wait_until(media_id, timeout_s=300)
    body = json.dumps({"segments": transcript["segments"]}).encode()
    station.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    return media_id


def drafts(station: Workstation, rows: list[dict[str, Any]], kept: Path | None) -> dict[str, Any]:
    """The drafts by path of the recording, from a file if it has them all."""
    if kept and kept.is_file():
        known: dict[str, Any] = json.loads(kept.read_text())
        if all(row["path"] in known for row in rows):
            return known
    made = {}
    for row in rows:
        media_id = draft(station, Path(row["path"]).name, row)
        made[row["path"]] = station.get(f"/media/{media_id}/transcript")
    if kept:
        kept.write_text(json.dumps(made))
    return made


def main() -> None:
    """Correct each recording in each way and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", nargs="+", default=list(RECORDINGS))
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--drafts", type=Path)
    parser.add_argument("--against", type=Path)
    arguments = parser.parse_args()
    if not SPEECH.is_dir():
        raise SystemExit(f"{SPEECH} is absent: there are no recordings to correct here")
    rows = [json.loads(line) for line in (SPEECH / "manifest.jsonl").read_text().splitlines()]
    chosen = [row for row in rows if row["path"] in arguments.recordings]
    checkouts = [REPOSITORY, *filter(None, [arguments.against])]
    totals = [{way: Cost() for way in arguments.ways} for _ in checkouts]
    with ExitStack() as stack:
        stations = [_start(stack, checkout) for checkout in checkouts]
        made = drafts(stations[0], chosen, arguments.drafts)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_FLAGS
        )  # fmt: skip
        for row in chosen:
            for station, total in zip(stations, totals, strict=True):
                _correct(browser.new_page, station, row, made[row["path"]], total)
        browser.close()
    heard_ms = 1000 * sum(row["duration"] for row in chosen)
    for checkout, total in zip(checkouts, totals, strict=True):
        print(f"\n{checkout}\n", *table(total, heard_ms), sep="\n")


def _start(stack: ExitStack, checkout: Path) -> Workstation:
    """Start a checkout's server with a data folder of its own."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="transcribe-correction-"))
    environment = {"PYTHONPATH": str(checkout.resolve())}
    station = Workstation(Path(folder) / "data", MODELS, env=environment, program=checkout).start()
    stack.callback(station.stop)
    return station


def _correct(
    new_page: Callable[[], Page],
    station: Workstation,
    row: dict[str, Any],
    transcript: dict[str, Any],
    totals: dict[str, Cost],
) -> None:
    todo = fixes(transcript["segments"], row["text"])
    for way, total in totals.items():
        page = new_page()
        if way == PLAIN:
            cost = plain(page, transcript["segments"], todo)
        else:
            ours = Ours(page, station, add(station, transcript, way.replace(",", ""), row))
            cost = ours.run_low_confidence(todo) if way == LOW else ours.run(todo, way)
        cost.n_errors = sum(fix.n_errors for fix in todo)
        total.add(cost)
        print(f"{row['path']}: {way}: {cost}", flush=True)
        page.close()


def table(totals: dict[str, Cost], heard_ms: float) -> Iterator[str]:
    """One line per way of working."""
    yield (
        "| way | wrong words corrected | keys per word | of these letters | playback s per word "
        "| seconds per word | by number |"
    )
    yield "|---|---|---|---|---|---|---|"
    for way, cost in totals.items():
        played = cost.played_ms + (0 if way == LOW else heard_ms)
        spent = played + cost.n_keys * KEY_MS + cost.rested_ms
        n = max(cost.n_fixed, 1)
        yield (
            f"| {way} | {cost.n_fixed} of {cost.n_errors} | {cost.n_keys / n:.1f} "
            f"| {cost.n_typed / n:.1f} | {played / n / 1000:.1f} | {spent / n / 1000:.1f} "
            f"| {cost.n_chosen} |"
        )


if __name__ == "__main__":
    main()
