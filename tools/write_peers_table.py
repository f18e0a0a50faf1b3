"""Read all shared files with other parsers and write the table of `docs/user/formats.md`.

    python tools/write_peers_table.py [--data ../shared/data/formats] [--print] [--praat PYTHON]

Chromium reads WebVTT, ffmpeg SubRip and ASS, ttconv TTML, EBU STL and SCC. Times and texts (white space aside) are
compared; ttconv's and ASS's by their times. A difference is explained by what our reader reports of the file.

Praat reads TextGrids, by the package praat-parselmouth (GPL), which is no dependency of the product: install it into
an environment of its own, and name that environment's Python with `--praat`. Every segment and word of ours must be an interval
there; points and tiers that we leave out are not compared.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transcribe.errors import FormatError
from transcribe.formats import FORMATS, Report, detect, read
from transcribe.formats.parsing import ReadOptions

PAGE = Path(__file__).resolve().parents[1] / "docs" / "user" / "formats.md"
BEGIN = "<!-- Written by tools/write_peers_table.py. -->"
END = "<!-- End of the peers' table. -->"
MOST_BYTES = 3_000_000
Cues = list[tuple[int, int, str]]
# What our warnings say, and the reason that they are for a difference.
REASONS = (
    ("not valid WebVTT", "loose times, which are read with a warning"),
    ("several voices in a cue", "a cue of several voices becomes a segment for each"),
    ("readings follow", "readings of ruby are in parentheses"),
    ("captions that", "rolling captions: each word comes once"),
    ("repeat", "rolling captions: each word comes once"),
    ("grow", "rolling captions: each word comes once"),
    ("unusual time", "loose times, which are read with a warning"),
    ("the end is before the start", "reversed times are swapped"),
    ("no markup of WebVTT", "a `<` that begins no known tag is text"),
    ("without readable times", "a cue without readable times is reported"),
    ("not UTF-8", "another encoding than UTF-8"),
    ("no byte order mark", "another encoding than UTF-8"),
    ("zero byte", "zero bytes are kept as U+FFFD"),
    ("blank line after every line", "a blank line after every line"),
    ("no code ends the caption", "paint-on and roll-up captions: each word comes once"),
    ("without an end", "a cue without an end lasts to the next one"),
    ("drawing", "drawings are no text"),
    ("comment", "comments are no text"),
    ("400 h", "times beyond 400 hours are limited"),
)


KNOWN = {"inherit_begin_from_div.xml": "ttconv loses a div that has a begin and no end"}


@dataclass
class Row:
    """What happened to the files of a format.

    Attributes:
        differing: The names of files that the peer reads differently, by reason.
    """

    n_read: int = 0
    n_refused: int = 0
    n_compared: int = 0
    differing: dict[str, list[str]] = field(default_factory=dict)


def files(folder: Path) -> Iterator[tuple[Path, bytes, str]]:
    """The shared files whose format is known."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size <= MOST_BYTES and "_licences" not in path.parts:
            content = path.read_bytes()
            try:
                yield path, content, detect(content, path.name)
            except FormatError:
                yield path, content, ""


def cues_of(report: Report) -> Cues:
    """Cues in the order of time."""
    return in_order([(s.start_ms, s.end_ms, s.text) for s in report.transcript.segments])


def in_order(cues: Cues) -> Cues:
    """Cues that show something in the order of time, without white space."""
    return sorted((start, end, "".join(text.split())) for start, end, text in cues if text.strip())


def of_ffmpeg(content: bytes, path: Path) -> Cues | None:
    """What ffmpeg makes of SubRip or ASS: None where it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"a{path.suffix if path.suffix in {'.ass', '.ssa'} else '.srt'}"
        source.write_bytes(content)
        command = ["ffmpeg", "-v", "error", "-i", str(source), "-f", "webvtt", "-"]
        done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        return None
    return cues_of(read(done.stdout, "vtt"))


def of_ttconv(content: bytes, format: str) -> Cues | None:
    """The times at which ttconv shows something: None where it refuses."""
    import io  # noqa: PLC0415
    import xml.etree.ElementTree as ET  # noqa: PLC0415

    from ttconv import isd  # noqa: PLC0415
    from ttconv.imsc import reader as imsc  # noqa: PLC0415
    from ttconv.scc import reader as scc  # noqa: PLC0415
    from ttconv.stl import reader as stl  # noqa: PLC0415

    readers: dict[str, Callable[[], Any]] = {
        "ttml": lambda: imsc.to_model(ET.ElementTree(ET.fromstring(content))),
        "stl": lambda: stl.to_model(io.BytesIO(content)),
        "scc": lambda: scc.to_model(content.decode()),
    }
    try:
        document = readers[format]()
        steps = list(isd.ISD.generate_isd_sequence(document)) if document else []
    except Exception:  # noqa: BLE001 - any error means that it refuses
        return None
    found: Cues = []
    for n, (at, shown) in enumerate(steps):
        texts = [
            one.get_text()
            for region in shown.iter_regions()
            for one in region.dfs_iterator()
            if type(one).__name__ == "Text"
        ]
        end = steps[n + 1][0] if n + 1 < len(steps) else at
        found.append((round(at * 1000), round(end * 1000), "".join(texts)))
    return in_order(found)


_READ_GRIDS = """
import json, sys
import parselmouth
from parselmouth.praat import call
for path in json.load(sys.stdin):
    try:
        grid = parselmouth.read(path)
    except parselmouth.PraatError:
        grid = None
    if type(grid).__name__ != "TextGrid":
        print("null", flush=True)
        continue
    found = []
    for tier in range(1, call(grid, "Get number of tiers") + 1):
        if call(grid, "Is interval tier", tier):
            for n in range(1, call(grid, "Get number of intervals", tier) + 1):
                edges = [call(grid, f"Get {edge} time of interval", tier, n) for edge in ("start", "end")]
                found.append([*(round(1000 * at) for at in edges), call(grid, "Get label of interval", tier, n)])
    print(json.dumps(found), flush=True)
"""


def of_praat(python: str, paths: list[Path]) -> list[Cues | None]:
    """The intervals that Praat reads from TextGrids, those of all tiers: None where it refuses."""
    done = subprocess.run(
        [python, "-c", _READ_GRIDS], input=json.dumps([str(path.resolve()) for path in paths]),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = map(json.loads, done.stdout.splitlines())
    return [None if cues is None else in_order([(s, e, t) for s, e, t in cues]) for cues in found]


def is_within_praats(report: Report, theirs: Cues) -> bool:
    """Whether each word, and each segment without words, is an interval there; times to 1 ms."""
    parts = (part for segment in report.transcript.segments for part in segment.words or (segment,))
    ours = in_order([(one.start_ms, one.end_ms, one.text) for one in parts])
    there = {(start + a, end + b, text) for start, end, text in theirs for a in (-1, 0, 1) for b in (-1, 0, 1)}  # fmt: skip
    return all(one in there for one in ours)


_READ_TRACK = """async ([data]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const video = document.createElement("video");
  const track = document.createElement("track");
  track.src = URL.createObjectURL(new Blob([bytes], { type: "text/vtt" }));
  video.append(track); document.body.append(video);
  track.track.mode = "hidden";
  const ok = await new Promise((done) => { track.onload = () => done(true); track.onerror = () => done(false); });
  const cues = ok ? [...track.track.cues].map((cue) => {
    const shown = cue.getCueAsHTML();
    return [Math.round(cue.startTime * 1000), Math.round(Math.min(cue.endTime, 1e9) * 1000), shown.textContent];
  }) : null;
  video.remove();
  return cues;
}"""


def of_chromium(contents: list[bytes]) -> list[Cues | None]:
    """What Chromium's own parser makes of WebVTT files."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        found = [page.evaluate(_READ_TRACK, [base64.b64encode(one).decode()]) for one in contents]
        browser.close()
    return [None if cues is None else in_order([(s, e, t) for s, e, t in cues]) for cues in found]


def is_same(ours: Cues, theirs: Cues, *, times_only: bool) -> bool:
    """Whether two lists of cues are the same; times to 10 ms, which coarser formats round to."""
    if times_only:
        starts = {start for start, _, _ in theirs}
        return all(any(abs(start - one) <= 10 for one in starts) for start, _, _ in ours)
    return len(ours) == len(theirs) and all(
        abs(a[0] - b[0]) <= 10 and abs(a[1] - b[1]) <= 10 and a[2] == b[2]
        for a, b in zip(ours, theirs, strict=True)
    )


def reason_of(report: Report | None, theirs: Cues | None) -> str:
    """Why a peer reads something else."""
    if report is None:
        return "refused here, read there" if theirs else "refused here, no cue there"
    if not theirs:
        return "refused there, read here" if theirs is None else "no cue there, read here"
    told = " ".join(report.warnings)
    for mark, reason in REASONS:
        if mark in told:
            return reason
    text = "".join(segment.text for segment in report.transcript.segments)
    if re.search(r"&#?\w{2,8};", text):
        return "character references are text, as SubRip has none"
    if re.search(r"<\w+>", text):
        return "tags that are not known are text"
    is_empty = any(segment.duration_ms == 0 for segment in report.transcript.segments)
    return "a cue that lasts no time is read here" if is_empty else "not explained"


PEERS = {"srt": "ffmpeg", "ass": "ffmpeg", "ttml": "ttconv", "stl": "ttconv", "scc": "ttconv", "vtt": "Chromium", "textgrid": "Praat"}  # fmt: skip


def compare(
    folder: Path, formats: set[str], *, is_all: bool = True, praat: str | None = None
) -> dict[str, Row]:
    """Read all files, or those of `formats` alone, which the peer reads too.

    Args:
        folder: The shared files.
        formats: Those whose peers read too.
        is_all: Read files of other formats without a peer.
        praat: A Python that has parselmouth; None to leave Praat out.
    """
    rows: dict[str, Row] = {}
    waiting: dict[str, list[_Read]] = {"vtt": [], "textgrid": []}
    for path, content, format in files(folder):
        if not is_all and format not in formats:
            continue
        row = rows.setdefault(format, Row())
        report: Report | None = None
        try:
            report = read(content, format, name=path.name, options=ReadOptions(frame_rate=25)) if format else None  # fmt: skip
        except FormatError:
            report = None
        row.n_read += report is not None
        row.n_refused += report is None
        one = _Read(path, content, report)
        if format in waiting:
            waiting[format].append(one)
        elif format in formats:
            is_ff = PEERS[format] == "ffmpeg"
            theirs = of_ffmpeg(content, path) if is_ff else of_ttconv(content, format)
            _note(row, one, theirs, times_only=format != "srt")
    if "vtt" in formats and waiting["vtt"]:
        cues = of_chromium([one.content for one in waiting["vtt"]])
        for one, theirs in zip(waiting["vtt"], cues, strict=True):
            _note(rows["vtt"], one, theirs)
    if praat is not None and waiting["textgrid"]:
        grids = of_praat(praat, [one.path for one in waiting["textgrid"]])
        for one, theirs in zip(waiting["textgrid"], grids, strict=True):
            _note(rows["textgrid"], one, theirs, is_equal=is_within_praats)
    return rows


@dataclass(frozen=True, slots=True)
class _Read:
    """A file, and what our reader made of it."""

    path: Path
    content: bytes
    report: Report | None


def _note(
    row: Row,
    one: _Read,
    theirs: Cues | None,
    *,
    times_only: bool = False,
    is_equal: Callable[[Report, Cues], bool] | None = None,
) -> None:
    row.n_compared += 1
    if one.report is None and theirs is None:
        return
    compared = is_equal or (lambda report, cues: is_same(cues_of(report), cues, times_only=times_only))  # fmt: skip
    if not (one.report and theirs is not None and compared(one.report, theirs)):
        reason = KNOWN.get(one.path.name) or reason_of(one.report, theirs)
        row.differing.setdefault(reason, []).append(one.path.name)


def table(rows: dict[str, Row]) -> str:
    """One row for each format that has shared files."""
    lines = [
        "| format | files read | refused | peer | the same | differing, and why |",
        "|---|---|---|---|---|---|",
    ]
    for name in FORMATS:
        row = rows.get(name)
        if row is None:
            continue
        n_differing = sum(map(len, row.differing.values()))
        why = "; ".join(
            f"{len(names)}: {reason} ({', '.join(f'`{n}`' for n in sorted(set(names))[:4])}{' …' if len(set(names)) > 4 else ''})"
            for reason, names in sorted(row.differing.items(), key=lambda pair: -len(pair[1]))
        )
        same = f"{row.n_compared - n_differing} of {row.n_compared}" if row.n_compared else ""
        peer = PEERS.get(name, "") if row.n_compared else ""
        lines.append(f"| `{name}` | {row.n_read} | {row.n_refused} | {peer} | {same} | {why} |")
    return "\n".join(lines)


def page(text: str, made: str) -> str:
    """The page with its table as it should be."""
    within = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return within.sub(lambda _: f"{BEGIN}\n\n{made}\n\n{END}", text)


def main() -> None:
    """Write the page, or print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=PAGE.parents[3] / "shared" / "data" / "formats"
    )
    parser.add_argument("--print", action="store_true", dest="is_printed")
    parser.add_argument("--formats", nargs="*", default=list(PEERS))
    parser.add_argument("--praat", help="a Python that has the package praat-parselmouth")
    asked = parser.parse_args()
    if not (asked.is_printed or asked.praat):
        parser.error("name a Python with --praat, or the table would be written without Praat")
    rows = compare(asked.data, set(asked.formats), praat=asked.praat)
    made = table(rows)
    print(made)
    print(Counter({reason: len(n) for row in rows.values() for reason, n in row.differing.items()}))
    if not asked.is_printed:
        PAGE.write_text(page(PAGE.read_text("utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
