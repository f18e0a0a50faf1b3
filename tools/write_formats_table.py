"""Generate the table in `docs/user/formats.md` from the registry: `python tools/write_formats_table.py`.

A test fails when the page and the program differ.
"""

from __future__ import annotations

import re
from pathlib import Path

from transcribe.formats import FORMATS, PARTS, Format

PAGE = Path(__file__).resolve().parents[1] / "docs" / "user" / "formats.md"
BEGIN = "<!-- Written by tools/write_formats_table.py; change transcribe/formats/catalog.py instead. -->"
END = "<!-- End of the table. -->"
DIRECTIONS = {(True, True): "both", (True, False): "read", (False, True): "write"}


def table() -> str:
    """One row for each format."""
    head = "| name | format | files | | keeps | loses |\n|---|---|---|---|---|---|\n"
    return head + "".join(map(_row, FORMATS.values()))


def _row(known: Format) -> str:
    suffixes = ", ".join((known.suffix, *known.suffixes))
    directions = DIRECTIONS[known.reader is not None, known.writer is not None]
    optional = [f"`{one.name}`: {', '.join(one.keeps)}" for one in known.options if one.keeps]
    keeps = "; ".join([_names(known.keeps), *optional])
    possible = known.keeps.union(*(one.keeps for one in known.options))
    loses = _names(frozenset(PARTS) - possible) or "nothing"
    if known.writer is None:
        keeps = loses = ""
    return f"| `{known.name}` | {known.title} | {suffixes} | {directions} | {keeps} | {loses} |\n"


def _names(parts: frozenset[str]) -> str:
    return "everything" if len(parts) == len(PARTS) else ", ".join(p for p in PARTS if p in parts)


def page(text: str) -> str:
    """The page with its table as it should be."""
    within = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return within.sub(lambda _: f"{BEGIN}\n\n{table()}\n{END}", text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), encoding="utf-8")
