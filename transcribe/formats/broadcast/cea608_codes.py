"""Characters and places of CEA-608 line 21 captions (47 CFR 15.119; CEA-608-E)."""

from __future__ import annotations

# Codes that differ from ASCII.
_BASIC = {
    0x2A: "á", 0x5C: "é", 0x5E: "í", 0x5F: "ó", 0x60: "ú", 0x7B: "ç", 0x7C: "÷", 0x7D: "Ñ", 0x7E: "ñ", 0x7F: "█",
}  # fmt: skip
_SPECIAL = "®°½¿™¢£♪à èâêîôû"  # 11 30 to 11 3F; the tenth is a transparent space
_EXTENDED = {
    0x12: "ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»",  # 12 20 to 12 3F
    0x13: "ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤│ÅåØø┌┐└┘",
}
# Rows of preamble codes, by the low bits of the first byte and bit 20 of the second.
_ROWS = {
    (1, 0): 1, (1, 1): 2, (2, 0): 3, (2, 1): 4, (5, 0): 5, (5, 1): 6, (6, 0): 7, (6, 1): 8,
    (7, 0): 9, (7, 1): 10, (0, 0): 11, (3, 0): 12, (3, 1): 13, (4, 0): 14, (4, 1): 15,
}  # fmt: skip


def basic(code: int) -> str:
    """A character of one byte, without its parity bit."""
    return _BASIC.get(code) or chr(code)


def special(first: int, second: int) -> str | None:
    """A character of the codes 11 30 to 11 3F."""
    return _SPECIAL[second - 0x30] if first == 0x11 and 0x30 <= second <= 0x3F else None


def extended(first: int, second: int) -> str | None:
    """A character that takes the place of the one before it, which is there for old decoders."""
    return _EXTENDED[first][second - 0x20] if first in _EXTENDED and second < 0x40 else None


def place(first: int, second: int) -> tuple[int, int] | None:
    """Row (1 to 15) and column (0 to 28) of a preamble code; None if it is none."""
    if second < 0x40:
        return None
    row = _ROWS.get((first & 7, second >> 5 & 1))
    column = (second >> 1 & 7) * 4 if second & 0x10 else 0
    return (row, column) if row else None
