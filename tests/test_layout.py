"""Folders stay small, and each module has a test, so that both are found by name."""

from __future__ import annotations

import fnmatch
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAX_FILES = 25  # directly in one folder
# Images are found from the page that shows them, migrations by their number: not by browsing.
ANY_NUMBER = {"docs/images", "transcribe/store/migrations"}
ELSEWHERE = ROOT / "tests" / "tested_elsewhere.toml"
# Folder of modules: suffix, and the folder and the file name of their tests.
TESTED = {
    "transcribe": (".py", "tests", "test_{}.py"),
    "static/core": (".js", "tests/js", "{}.test.js"),
}


def tracked() -> list[Path]:
    """Files tracked or not ignored by git, relative to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def test_no_folder_has_too_many_files() -> None:
    counts: dict[str, int] = {}
    for path in tracked():
        counts[str(path.parent)] = counts.get(str(path.parent), 0) + 1
    too_full = {
        folder: n for folder, n in counts.items() if n > MAX_FILES and folder not in ANY_NUMBER
    }
    assert not too_full, f"split these folders by topic: {too_full}"


def modules(top: str) -> Iterator[Path]:
    """The modules below a folder, relative to it."""
    for path in tracked():
        is_module = path.suffix == TESTED[top][0] and path.name != "__init__.py"
        if is_module and path.is_relative_to(top):
            yield path.relative_to(top)


def own_tests(top: str, module: Path) -> Iterator[Path]:
    """The places where a test file of a module may be: its folder below `tests/`, and those above it."""
    _, tests, name = TESTED[top]
    folders = module.parts[:-1]
    for n in range(len(folders), 0 if folders else -1, -1):
        yield Path(tests, *folders[:n], name.format(module.stem))


@pytest.mark.parametrize("top", TESTED)
def test_each_module_has_a_test_or_a_line_that_says_where_it_is_tested(top: str) -> None:
    present = {str(path) for path in tracked()}
    elsewhere = tomllib.loads(ELSEWHERE.read_text("utf-8"))[top]
    missing = [
        str(module)
        for module in modules(top)
        if not any(str(path) in present for path in own_tests(top, module))
        and not any(fnmatch.fnmatchcase(str(module), pattern) for pattern in elsewhere)
    ]
    assert not missing, f"write a test, or a line in {ELSEWHERE.name}, for these: {missing}"


@pytest.mark.parametrize("top", TESTED)
def test_the_lines_name_modules_and_tests_that_exist(top: str) -> None:
    present = {str(path) for path in tracked()}
    known = list(map(str, modules(top)))
    for pattern, told in tomllib.loads(ELSEWHERE.read_text("utf-8"))[top].items():
        assert fnmatch.filter(known, pattern), f"{pattern} does not exist"
        assert told.strip(), pattern
        own = [str(path) for path in own_tests(top, Path(pattern)) if str(path) in present]
        assert not own, f"{pattern} has a test of its own, {own}: remove the line"
        gone = [path for path in re.findall(r"tests/[^\s,]+", told) if path not in present]
        assert not gone, f"{pattern}: there is no {gone}"
