r"""Regular expressions with the same meaning on the server and in the browser.

Users write the syntax that JavaScript and Python share. This module parses an expression and writes it
again with all classes spelled out, so that `\w`, `\b`, `\d`, `\s`, `^`, `$` and `.` mean the same in all
scripts on both sides. `static/core/text/regex-dialect.js` does the same in the browser;
`tests/data/find_replace_vectors.json` has the results that both must give.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import regex

from transcribe.errors import InvalidPattern

WORD = r"\p{L}\p{N}\p{M}_"
SPACE = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# Scripts without spaces between words; `model.is_unspaced` as a class.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
)
SPACED_WORD = f"(?![{UNSPACED}])[\\p{{L}}\\p{{N}}\\p{{M}}]"
# Code points that never begin a visible character: combining marks, joiners, skin tones.
SIGNS = r"\p{M}\u200c\u200d\U0001f3fb-\U0001f3ff"
EXTENDING = f"[{SIGNS}]"
EDGE = f"(?:(?<=[{WORD}])(?![{WORD}])|(?<![{WORD}])(?=[{WORD}]))"
NO_EDGE = f"(?:(?<=[{WORD}])(?=[{WORD}])|(?<![{WORD}])(?![{WORD}]))"
MAX_REPEAT = 1000
SYNTAX = set("\\^$.*+?()[]{}|/")
IN_CLASS = set("\\]^-[")
DOTTED = "iI\u0130\u0131"  # Turkish: the engines disagree on case folding of these; here they match
CATEGORIES = re.compile(
    r"(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfn]?"
    r"|(?:Script|sc)=[A-Za-z_]{2,40})"
)
_SIGN = regex.compile(EXTENDING)
CASED = r"\p{Lu}\p{Ll}\p{Lt}"
QUANTIFIER = re.compile(r"\{(\d{1,5})(?:(,)(\d{1,5})?)?\}")
NAME = re.compile(r"\(\?<([A-Za-z_][A-Za-z0-9_]{0,40})>")
CONTROLS = {"n": "\\n", "t": "\\t", "r": "\\r", "f": "\\x0c", "v": "\\x0b", "0": "\\x00"}
SETS = {
    "d": (r"\p{Nd}", r"\p{Nd}"),
    "D": (r"\P{Nd}", r"\P{Nd}"),
    "w": (f"[{WORD}]", WORD),
    "s": (f"[{SPACE}]", SPACE),
    "W": (f"[^{WORD}]", None),
    "S": (f"[^{SPACE}]", None),
}


@dataclass(slots=True)
class _Reader:
    """The state of the translation: `at` is the index in `source` of the next piece."""

    source: str
    folds: bool
    at: int = 0
    out: list[str] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)  # of the capture groups, in order
    open: list[bool] = field(default_factory=list)  # for each open group whether it may repeat
    may_repeat: bool = False
    names_signs: bool = False
    composes: bool = True
    last: str = ""  # the character of the last piece, if it stands for itself

    def fail(self, reason: str) -> InvalidPattern:
        return InvalidPattern(self.source, self.at, reason)

    def put(self, piece: str, *, width: int, repeats: bool = True) -> None:
        self.out.append(piece)
        self.at += width
        self.may_repeat = repeats
        self.last = ""

    def put_character(self, character: str, *, width: int) -> None:
        """Put a character that stands for itself, composed with the one before it (NFC)."""
        joined = unicodedata.normalize("NFC", self.last + character) if self.composes else ""
        if self.last and len(joined) == 1:
            self.out.pop()
        else:
            joined = unicodedata.normalize("NFC", character) if self.composes else character
        pieces = "".join(literal(one, folds=self.folds) for one in joined)
        self.put(pieces if len(joined) == 1 else f"(?:{pieces})", width=width)
        self.last = joined if len(joined) == 1 else ""


@dataclass(frozen=True, slots=True)
class Translation:
    r"""An expression for the engine.

    Attributes:
        body: The expression.
        names: The names of its groups in order; None for a group without a name.
        names_signs: It names combining marks, as `\p{M}` does, so it may match them alone.
    """

    body: str
    names: tuple[str | None, ...]
    names_signs: bool


def translate(source: str, *, folds: bool) -> Translation:
    """Translate an expression for the engine.

    Characters are composed (NFC), as in the texts that it is used on, unless it names combining signs.

    Args:
        source: As users write it.
        folds: Whether case is ignored.

    Raises:
        InvalidPattern: It is not valid in the shared syntax.
    """
    reader = _read(_Reader(source, folds))
    if reader.names_signs:
        reader = _read(_Reader(source, folds, composes=False))
    return Translation("".join(reader.out), tuple(reader.names), reader.names_signs)


def _read(reader: _Reader) -> _Reader:
    while reader.at < len(reader.source):
        _read_piece(reader, reader.source[reader.at])
    if reader.open:
        raise reader.fail("a ( is not closed")
    return reader


def _read_piece(reader: _Reader, character: str) -> None:
    if character == "\\":
        _read_escape(reader)
    elif character == "[":
        _read_class(reader)
    elif character == "(":
        _open_group(reader)
    elif character == ")":
        if not reader.open:
            raise reader.fail("a ) without a (")
        reader.put(")", width=1, repeats=reader.open.pop())
    elif character in "*+?{":
        _read_quantifier(reader)
    elif character == "|":
        reader.put("|", width=1, repeats=False)
    elif character == ".":
        reader.put("[^\\n]", width=1)
    elif character == "^":
        reader.put("(?<![^\\n])", width=1, repeats=False)
    elif character == "$":
        reader.put("(?![^\\n])", width=1, repeats=False)
    else:
        _note_unless_after_letter(reader, character)
        reader.put_character(character, width=1)


def _note(reader: _Reader, character: str) -> None:
    reader.names_signs |= _SIGN.match(character) is not None


def _note_unless_after_letter(reader: _Reader, character: str) -> None:
    """Note a combining mark, unless it follows its letter and so is part of a word."""
    if reader.at == 0 or reader.source[reader.at - 1] in SYNTAX:
        _note(reader, character)


def literal(character: str, *, folds: bool) -> str:
    """One literal character."""
    if folds and character in DOTTED:
        return f"[{DOTTED}]"
    return f"\\{character}" if character in SYNTAX else character


def _open_group(reader: _Reader) -> None:
    rest = reader.source[reader.at :]
    for head, repeats in (("(?:", True), ("(?=", False), ("(?!", False), ("(?<=", False),
                          ("(?<!", False)):  # fmt: skip
        if rest.startswith(head):
            reader.open.append(repeats)
            reader.put(head, width=len(head), repeats=False)
            return
    named = NAME.match(rest)
    if rest.startswith("(?") and named is None:
        raise reader.fail("a group begins with (, (?:, (?<name>, (?=, (?!, (?<= or (?<!")
    name = named[1] if named else None
    if name is not None and name in reader.names:
        raise reader.fail(f"two groups are called {name}")
    reader.names.append(name)
    reader.open.append(True)
    reader.put("(", width=len(named[0]) if named else 1, repeats=False)


def _read_quantifier(reader: _Reader) -> None:
    rest = reader.source[reader.at :]
    found = QUANTIFIER.match(rest)
    if rest[0] == "{" and found is None:
        raise reader.fail("write \\{ for a literal {")
    if not reader.may_repeat:
        raise reader.fail("there is nothing before it to repeat")
    piece = found[0] if found else rest[0]
    if found:
        low, high = int(found[1]), int(found[3] or found[1])
        if max(low, high) > MAX_REPEAT or high < low:
            raise reader.fail(f"the counts of a repetition must ascend, {MAX_REPEAT} at most")
    if rest[len(piece) : len(piece) + 1] == "?":
        piece += "?"
    reader.put(piece, width=len(piece), repeats=False)


def _read_escape(reader: _Reader) -> None:
    letter = reader.source[reader.at + 1 : reader.at + 2]
    if letter in SETS:
        reader.put(SETS[letter][0], width=2)
    elif letter in {"b", "B"}:
        reader.put(EDGE if letter == "b" else NO_EDGE, width=2, repeats=False)
    elif letter in {"p", "P"}:
        members, width = _category(reader)
        reader.put(f"[{members}]", width=width)
    elif letter == "k" or (letter.isascii() and letter.isdigit() and letter != "0"):
        _read_reference(reader)
    else:
        character, width = _escaped(reader)
        _note_unless_after_letter(reader, character)
        spelled = CONTROLS.get(letter) if width == 2 else None
        if spelled:
            reader.put(spelled, width=width)
        else:
            reader.put_character(character, width=width)


def _read_reference(reader: _Reader) -> None:
    rest = reader.source[reader.at :]
    found = re.match(r"\\k<([^<>]{1,41})>", rest) or re.match(r"\\([1-9][0-9]?)", rest)
    if found is None:
        raise reader.fail("a reference is written \\1 or \\k<name>")
    if found[1].isdigit():
        number = int(found[1])
    else:
        number = reader.names.index(found[1]) + 1 if found[1] in reader.names else 0
    if not 1 <= number <= len(reader.names):
        raise reader.fail(f"there is no group {found[1]} before it")
    reader.put(f"(?:\\{number})", width=len(found[0]))


def _category(reader: _Reader) -> tuple[str, int]:
    """A category as a member of a class, and the length of its notation."""
    found = re.match(r"\\[pP]\{([^{}]{1,50})\}", reader.source[reader.at :])
    if found is None or not CATEGORIES.fullmatch(found[1]):
        raise reader.fail("a category is written \\p{L}, \\p{Lu} or \\p{Script=Greek}")
    reader.names_signs |= found[0].startswith("\\p") and found[1].startswith("M")
    # Without regard to case, the engines disagree on the members of a case category.
    is_cased = reader.folds and found[0] in {"\\p{Lu}", "\\p{Ll}", "\\p{Lt}"}
    return (CASED if is_cased else found[0]), len(found[0])


def _escaped(reader: _Reader) -> tuple[str, int]:
    """The character of the escape at the reader's position, and the escape's length."""
    rest = reader.source[reader.at :]
    code = re.match(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})", rest)
    if code is not None:
        number = int(code[1] or code[2] or code[3], 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise reader.fail("there is no such character")
        return chr(number), len(code[0])
    letter = rest[1:2]
    if letter in CONTROLS:
        return CONTROL_CHARACTERS[letter], 2
    if not letter:
        raise reader.fail("it ends with a \\; write \\\\ for a literal \\")
    if letter.isalnum() or letter == "_":
        raise reader.fail(f"\\{letter} has no meaning")
    return letter, 2


CONTROL_CHARACTERS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}


def _read_class(reader: _Reader) -> None:
    start = reader.at
    reader.at += 1
    out = ["["]
    if reader.source[reader.at : reader.at + 1] == "^":
        out.append("^")
        reader.at += 1
    holds_dotted, is_empty = False, True
    while (character := reader.source[reader.at : reader.at + 1]) != "]":
        if not character:
            reader.at = start
            raise reader.fail("a [ is not closed; write \\[ for a literal [")
        piece, members = _class_piece(reader)
        holds_dotted |= bool(set(members) & set(DOTTED))
        out.append(piece)
        is_empty = False
    if is_empty:
        raise reader.fail("[] is empty")
    if reader.folds and holds_dotted:
        out.append(DOTTED)
    reader.put("".join([*out, "]"]), width=1)


def _class_piece(reader: _Reader) -> tuple[str, str]:
    """One member of a class for the engine, and the characters in it."""
    first = _class_member(reader)
    is_range = reader.source[reader.at : reader.at + 1] == "-" and reader.source[
        reader.at + 1 : reader.at + 2
    ] not in {"", "]"}
    if not is_range:
        return (first, "") if len(first) > 1 else (_in_class(first), first)
    reader.at += 1
    last = _class_member(reader)
    if len(first) > 1 or len(last) > 1 or last < first:
        raise reader.fail("a range must go from one character to a later one")
    return f"{_in_class(first)}-{_in_class(last)}", first + last


def _in_class(character: str) -> str:
    return f"\\{character}" if character in IN_CLASS else character


def _class_member(reader: _Reader) -> str:
    """A single character, or a set that is spelled out."""
    character = reader.source[reader.at]
    if character != "\\":
        reader.at += 1
        _note(reader, character)
        return character
    letter = reader.source[reader.at + 1 : reader.at + 2]
    if letter in SETS:
        inside = SETS[letter][1]
        if inside is None:
            raise reader.fail(f"\\{letter} is not allowed inside [ ]")
        reader.at += 2
        return inside
    if letter in {"b", "B"}:
        raise reader.fail(f"\\{letter} is not allowed inside [ ]")
    if letter in {"p", "P"}:
        members, width = _category(reader)
        reader.at += width
        return members
    single, width = _escaped(reader)
    _note(reader, single)
    reader.at += width
    return single
