"""Fail on words that the vocabulary replaces: `python tools/check_words.py [PATH…]`.

Looks at code, comments, messages, templates, styles and documentation. `docs/develop/vocabulary.md` says
which word to use. Without arguments all tracked files are read.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = {".py", ".js", ".mjs", ".html", ".css", ".md", ".toml", ".json", ".sh", ".yaml", ""}
SKIPPED = ("static/vendor/", "tests/data/", "package-lock.json", "LICENSE", "docs/develop/vocabulary.md", "tools/check_words.py")  # fmt: skip

# Word or phrase, as a regular expression without regard to case, and what to write instead.
REPLACED = {
    r"anew|afresh": "again",
    r"whoever|whosoever": "the user, the process, …: name it",
    r"heed(s|ed|ing)?": "read, follow, use",
    r"lest|thrice|hitherto|henceforth|hereafter|whilst|amidst": "plain modern English",
    r"for hands that": "plain English",
    r"shel(f|ves)": "cache, repository or queue",
    r"engine room|drawing room": "engine process, spectrogram worker",
    r"stretch(es)?": "range",
    r"doubt(s|ful)?": "confidence, low-confidence word",
    r"what else (was|the machine) heard": "alternatives",
    r"the machine": "recognition, the model, the server: name it",
    r"hesitations?": "disfluency",
    r"wish(es)?": "setting",
    r"sash": "splitter",
    r"put(s|ting)? right": "correct",
    r"the sound": "the audio",
    r"the picture": "the video, the image",
    r"in nobody's way": "out of the way",
    r"brings? home|brought home": "publish",
}
PATTERNS = {re.compile(rf"(?<![\w-])(?:{word})(?![\w-])", re.IGNORECASE): instead for word, instead in REPLACED.items()}  # fmt: skip
ALLOWED = re.compile(
    r"align-items:|align-content:|justify-|object-fit|font-stretch|place-|check-words: ok"
)


def main(paths: Sequence[str]) -> int:
    """Print each place with its replacement; returns 1 when there is one."""
    n_found = 0
    for path in map(Path, paths or _tracked()):
        for line, word, instead in _places(path):
            n_found += 1
            print(f"{path}:{line}: {word!r}: write {instead}")
    if n_found:
        print(f"{n_found} words of another vocabulary: see docs/develop/vocabulary.md")
    return 1 if n_found else 0


def _tracked() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [str(ROOT / line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def _places(path: Path) -> Iterator[tuple[int, str, str]]:
    name = path.resolve().relative_to(ROOT).as_posix()
    if path.suffix not in SUFFIXES or name.startswith(SKIPPED):
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, 1):
        if ALLOWED.search(line):
            continue
        for pattern, instead in PATTERNS.items():
            for found in pattern.finditer(line):
                yield number, found.group(), instead


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
