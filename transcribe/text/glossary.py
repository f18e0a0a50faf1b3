"""Names and terms with their spelling and their misrecognised forms."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace

from transcribe.errors import InvalidTerm
from transcribe.text.folding import fold

MAX_TERM = 100  # characters
MAX_MISRECOGNITIONS = 50  # forms of one term
MAX_NOTE = 500
MAX_TABLE_ROWS = 20_000
COLUMNS = ("term", "misrecognitions", "language", "note")
_OLD_COLUMNS = {"wrong": "misrecognitions"}  # in tables of earlier versions
BETWEEN_FORMS = "|"
DELIMITERS = {"csv": ",", "tsv": "\t"}
SOURCES = ("typed", "correction", "import")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a glossary.

    Attributes:
        term: Its correct spelling.
        misrecognitions: Misrecognised forms, without duplicates.
        language: Whisper's code; None for a term of any language.
        note: A note for users.
        source: Its origin: one of `SOURCES`.
    """

    term: str
    misrecognitions: tuple[str, ...] = ()
    language: str | None = None
    note: str = ""
    source: str = "typed"

    def __post_init__(self) -> None:
        object.__setattr__(self, "term", _line(self.term))
        object.__setattr__(self, "note", _line(self.note))
        misrecognitions = dict.fromkeys(
            form for raw in self.misrecognitions if (form := _line(raw))
        )
        misrecognitions.pop(self.term, None)
        object.__setattr__(self, "misrecognitions", tuple(misrecognitions))
        if not any(map(str.isalnum, self.term)):
            raise InvalidTerm(self.term, "a term needs at least one letter or digit")
        if len(self.term) > MAX_TERM or any(len(form) > MAX_TERM for form in self.misrecognitions):
            raise InvalidTerm(self.term[:MAX_TERM], f"at most {MAX_TERM} characters")
        if len(self.misrecognitions) > MAX_MISRECOGNITIONS or len(self.note) > MAX_NOTE:
            raise InvalidTerm(
                self.term, f"at most {MAX_MISRECOGNITIONS} misrecognitions and a note of {MAX_NOTE}"
            )
        if self.source not in SOURCES:
            raise InvalidTerm(self.term, f"its source must be one of {', '.join(SOURCES)}")


def overriding(own: Iterable[Term], others: Iterable[Term]) -> list[Term]:
    """Terms without what another list says differently: its terms, and forms that it has or that stand for another term there."""
    spelled: set[str] = set()
    forms: set[str] = set()
    for term in own:
        spelled.add(fold(term.term))
        forms.update(map(fold, term.misrecognitions))
    kept = []
    for term in others:
        if fold(term.term) in spelled | forms:  # spelled so there, or wrong there
            continue
        right = tuple(one for one in term.misrecognitions if fold(one) not in forms | spelled)
        kept.append(replace(term, misrecognitions=right))
    return kept


def _line(text: str) -> str:
    """One clean line of text: no control characters, no surrounding white space."""
    storable = text.encode("utf-8", "replace").decode("utf-8")
    kept = "".join(c if c.isprintable() or c.isspace() or ord(c) >= 0x80 else "" for c in storable)
    return " ".join(kept.split())


def read_table(text: str) -> tuple[list[Term], list[str]]:
    """Read a table of terms, separated by tabs, semicolons or commas, with or without a header line.

    Returns:
        The terms, and warnings about the skipped lines.
    """
    text = text.removeprefix("\ufeff").replace("\0", "")
    head = text.split("\n", 1)[0]
    delimiter = next((mark for mark in ("\t", ";", ",") if mark in head), ",")
    terms: list[Term] = []
    odd: list[str] = []
    names: list[str] | None = None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if names is None:
                lowered = [_OLD_COLUMNS.get(cell.lower(), cell.lower()) for cell in cells]
                names = lowered if "term" in lowered else list(COLUMNS)
                if "term" in lowered:
                    continue
            if len(terms) >= MAX_TABLE_ROWS:
                odd.append(f"line {reader.line_num}: only the first {MAX_TABLE_ROWS} are read")
                break
            _read_row(dict(zip(names, cells, strict=False)), reader.line_num, terms, odd)
    except csv.Error as error:
        odd.append(f"line {reader.line_num}: {error}")
    return terms, odd


def _read_row(fields: dict[str, str], line: int, terms: list[Term], odd: list[str]) -> None:
    misrecognitions = tuple(fields.get("misrecognitions", "").split(BETWEEN_FORMS))
    try:
        terms.append(
            Term(fields.get("term", ""), misrecognitions, fields.get("language") or None,
                 fields.get("note", ""), "import")
        )  # fmt: skip
    except InvalidTerm as error:
        odd.append(f"line {line}: {error.reason}")


def write_table(terms: Iterable[Term], delimiter: str) -> str:
    """Write a table in the form that `read_table` reads."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for term in terms:
        forms = BETWEEN_FORMS.join(
            form.replace(BETWEEN_FORMS, "/") for form in term.misrecognitions
        )
        writer.writerow([term.term, forms, term.language or "", term.note])
    return out.getvalue()
