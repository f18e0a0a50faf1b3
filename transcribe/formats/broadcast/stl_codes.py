"""Code tables and language codes of EBU STL (EBU Tech 3264-E, appendices 2 and 3).

The Latin table is ISO/IEC 6937: an accent stands before its letter. Its older editions have the dollar at A4 and
the sign for currencies at 24, where files in use have the dollar: both are read as a dollar, 24 is written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LATIN, CYRILLIC, ARABIC, GREEK, HEBREW = "00", "01", "02", "03", "04"
# All but the Latin table are parts of ISO/IEC 8859.
_CODECS = {CYRILLIC: "iso8859_5", ARABIC: "iso8859_6", GREEK: "iso8859_7", HEBREW: "iso8859_8"}
NAMES = {
    "latin": LATIN,
    "cyrillic": CYRILLIC,
    "arabic": ARABIC,
    "greek": GREEK,
    "hebrew": HEBREW,
}
_SINGLE: dict[int, str] = dict(
    zip(
        (*range(0xA0, 0xA6), *range(0xA7, 0xC0), *range(0xD0, 0xD8), *range(0xDC, 0xE5),
         *range(0xE6, 0x100)),
        "\u00a0¡¢£$¥§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿—¹®©™♪¬¦⅛⅜⅝⅞ΩÆĐªĦĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u00ad",
        strict=True,
    )
)  # fmt: skip
_ACCENTS = dict(
    zip(
        (*range(0xC1, 0xCC), *range(0xCD, 0xD0)),
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0327\u030b\u0328\u030c",
        strict=True,
    )
)
_BYTES = {character: bytes([code]) for code, character in _SINGLE.items()} | {
    "\u2126": b"\xe0",  # the ohm sign is the letter
}
_MARKS = {mark: bytes([code]) for code, mark in reversed(_ACCENTS.items())}
_IRREGULAR = {b"\xc2g": "ģ"} | {  # an accent before a space stands alone
    _MARKS[mark] + b" ": alone
    for mark, alone in zip(
        "\u0301\u0304\u0306\u0307\u0308\u030a\u0327\u030b\u0328\u030c", "´¯˘˙¨˚¸˝˛ˇ", strict=True
    )
}
_ALONE = {alone: data for data, alone in _IRREGULAR.items() if data.endswith(b" ")}
# What stands for characters that the tables have not.
_SIMPLER = {
    "…": "...", "–": "-", "−": "-", "‐": "-", "‑": "-", "‚": ",", "„": '"', "‹": "<", "›": ">",
    "\u2028": " ", "\u2029": " ", "\u202f": " ", "\u2009": " ", "€": "EUR", "′": "'", "″": '"', "Ð": "Đ",
}  # fmt: skip
_SIMPLER_QUOTES = {"‘": "'", "’": "'", "“": '"', "”": '"', "—": "-"}
# Appendix 3, as Whisper's codes; languages that Whisper does not know have the code of ISO 639-1.
_LANGUAGES = (
    (0x01, "sq br ca hr cy cs da de en es eo et eu fo fr fy ga gd gl is it se la lv lb lt hu mt nl "
           "no oc pl pt ro rm sr sk sl fi sv tr nl wa"),
    (0x45, "zu vi uz ur uk th te tt ta tg sw - so si sn - - ru qu ps pa fa - or ne nd mr ro ms mg "
           "mk lo ko km kk kn ja id hi he ha gn gu el ka ff - cv zh my bg bn be bm az as hy ar am"),
)  # fmt: skip
LANGUAGE_OF = {
    f"{first + n:02X}": code
    for first, codes in _LANGUAGES
    for n, code in enumerate(codes.split())
    if code != "-"
}
CODE_OF = {language: code for code, language in reversed(LANGUAGE_OF.items())} | {"nn": "1E"}


def decode(data: bytes, table: str) -> str:
    """The text of bytes of a code table; what it has not becomes U+FFFD."""
    if table in _CODECS:
        return data.decode(_CODECS[table], "replace")
    return "".join(_latin(data))


def _latin(data: bytes) -> Iterator[str]:
    at = 0
    while at < len(data):
        code = data[at]
        pair = data[at : at + 2]
        at += 1
        if code < 0x7F:
            yield chr(code)
        elif code not in _ACCENTS:
            yield _SINGLE.get(code, "\ufffd")
        elif len(pair) < 2 or not 0x20 <= pair[1] < 0x7F:
            yield "\ufffd"
        else:
            yield _IRREGULAR.get(pair) or unicodedata.normalize(
                "NFC", chr(pair[1]) + _ACCENTS[code]
            )
            at += 1


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text in a code table.

    Attributes:
        units: The bytes of each character; they must not be cut.
        changed: Characters that others, or none, stand for.
        lost: Characters for which `?` stands.
    """

    units: tuple[bytes, ...]
    changed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def encode(text: str, table: str) -> Encoded:
    """A text as bytes of a code table."""
    units: list[bytes] = []
    changed: list[str] = []
    lost: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if unicodedata.category(character) in {"Cc", "Cf"} and character != "\u00ad":
            changed.append(character)  # marks of direction and joiners, which are left out
            continue
        exact = _exactly(character, table)
        if exact is not None:
            units.append(exact)
            continue
        nearly = _nearly(character, table)
        (lost if nearly is None else changed).append(character)
        units += [b"?"] if nearly is None else nearly
    return Encoded(tuple(units), tuple(changed), tuple(lost))


def _nearly(character: str, table: str) -> list[bytes] | None:
    """Simpler characters for one: quotes and dashes of ASCII, a letter without its accent."""
    plain = _SIMPLER.get(character) or _SIMPLER_QUOTES.get(character)
    if plain is None and (digit := unicodedata.decimal(character, None)) is not None:
        plain = str(digit)
    if plain is None:
        parts = unicodedata.normalize("NFKD", character)
        plain = "".join(part for part in parts if not unicodedata.combining(part))
    found = [_exactly(one, table) for one in plain if one != character]
    return [one for one in found if one is not None] if found and None not in found else None


def _exactly(character: str, table: str) -> bytes | None:
    if " " <= character <= "~":
        return character.encode()
    if table in _CODECS:
        try:
            data = character.encode(_CODECS[table])
        except UnicodeEncodeError:
            return None
        return data if data[0] >= 0xA0 else None
    return _BYTES.get(character) or _ALONE.get(character) or _accented(character)


def _accented(character: str) -> bytes | None:
    """The two bytes of a letter with one accent."""
    parts = unicodedata.normalize("NFD", character)
    if len(parts) != 2 or parts[1] not in _MARKS or not parts[0].isascii():
        return None
    data = _MARKS[parts[1]] + parts[0].encode()
    return data if decode(data, LATIN) == character else None


def best_table(text: str) -> str:
    """The table that holds most of a text; the Latin one where several do."""
    shown = {c: text.count(c) for c in set(text) if not c.isspace()}
    return min(
        NAMES.values(),
        key=lambda table: (sum(n for c, n in shown.items() if _exactly(c, table) is None), table),
    )
