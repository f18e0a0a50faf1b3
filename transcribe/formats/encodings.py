"""Character encodings of transcript files: which there are, and which one a file probably has."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable

from transcribe.errors import InvalidOperation

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Python's name of the codec → what people call it, in the order of a list to choose from.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
    "cp1252": "Western European (Windows-1252)",
    "iso8859-1": "Western European (ISO 8859-1)",
    "iso8859-15": "Western European (ISO 8859-15)",
    "mac-roman": "Western European (Mac Roman)",
    "cp437": "Western European (DOS 437)",
    "cp850": "Western European (DOS 850)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859-2": "Central European (ISO 8859-2)",
    "cp852": "Central European (DOS 852)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "koi8-u": "Cyrillic (KOI8-U)",
    "iso8859-5": "Cyrillic (ISO 8859-5)",
    "cp866": "Cyrillic (DOS 866)",
    "cp1253": "Greek (Windows-1253)",
    "iso8859-7": "Greek (ISO 8859-7)",
    "cp1254": "Turkish (Windows-1254)",
    "iso8859-9": "Turkish (ISO 8859-9)",
    "cp1255": "Hebrew (Windows-1255)",
    "iso8859-8": "Hebrew (ISO 8859-8)",
    "cp1256": "Arabic (Windows-1256)",
    "iso8859-6": "Arabic (ISO 8859-6)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1258": "Vietnamese (Windows-1258)",
    "cp874": "Thai (Windows-874)",
    "gb18030": "Chinese, simplified (GB 18030, GBK)",
    "big5hkscs": "Chinese, traditional (Big5)",
    "cp932": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "cp949": "Korean (EUC-KR, CP949)",
}

_CENTRAL = ("cp1250", "iso8859-2", "cp852")
_CYRILLIC = ("cp1251", "koi8-u", "cp866", "iso8859-5")
_ARABIC = ("cp1256", "iso8859-6")
BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), _CENTRAL),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "mn", "tg", "tt"), _CYRILLIC),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "sd"), _ARABIC),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257",)),
    **dict.fromkeys(("tr", "az"), ("cp1254",)),
    **dict.fromkeys(("he", "yi"), ("cp1255", "iso8859-8")),
    "sr": (*_CENTRAL, *_CYRILLIC),
    "el": ("cp1253", "iso8859-7"),
    "vi": ("cp1258",),
    "th": ("cp874",),
    "zh": ("gb18030", "big5hkscs"),
    "yue": ("big5hkscs", "gb18030"),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
}
_WESTERN = ("cp1252",)
# Which comes first where nothing tells apart, the most frequent before others.
_UNGUIDED = (
    "gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "cp1251", "cp1250", "cp1254", "cp1256",
    "cp1255", "cp874", "cp1253", "cp1257", "cp1258", "koi8-u", "cp866", "iso8859-2", "cp852",
    "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
)  # fmt: skip
POOR, CLEARLY = 0.6, 0.25  # of a plausibility from -1 to 1; see tests/field/test_subtitles.py
MAX_SAMPLE = 200_000  # bytes
# Codecs of Python that write text as other text.
_NO_CHARACTER_SETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape"})


def known_encoding(name: str) -> str:
    """The codec's name for an encoding as a person names it (GBK, Shift-JIS, latin1).

    Raises:
        InvalidOperation: There is no such encoding for text.
    """
    try:
        found = codecs.lookup(name.strip())
        "a".encode("" if found.name in _NO_CHARACTER_SETS else found.name)
    except (LookupError, ValueError, UnicodeError, TypeError, AttributeError) as error:
        known = ", ".join(ENCODINGS)
        raise InvalidOperation("encoding", f'"{name}" is unknown; use one of {known}') from error
    # GB 18030 contains GBK and GB 2312, CP932 contains Shift JIS, CP949 contains EUC-KR.
    wider = {"gbk": "gb18030", "gb2312": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
             "big5": "big5hkscs", "utf-16": "utf-16-le", "utf-8-sig": "utf-8"}  # fmt: skip
    return wider.get(found.name, found.name)


def utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 by its zero bytes, where a file has no byte order mark."""
    head = data[:4000]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 and even < odd // 4:
        return "utf-16-le"
    if even > len(head) // 4 and odd < even // 4:
        return "utf-16-be"
    return None


def damaged_utf8(data: bytes) -> tuple[str, list[int]] | None:
    """Text of UTF-8 with some wrong bytes, and their lines; None if it is no UTF-8.

    It is UTF-8 when at least as many characters of several bytes are right as bytes are wrong.
    """
    text = data.decode("utf-8", "surrogateescape")
    wrong = [at for at, character in enumerate(text) if "\udc80" <= character <= "\udcff"]
    n_right = sum(1 for character in text if character > "\x7f") - len(wrong)
    if n_right < max(1, len(wrong)):
        return None
    lines = [text.count("\n", 0, at) + 1 for at in wrong[:1000]]
    return data.decode("utf-8", "replace"), lines


def guess_encoding(data: bytes, language: str | None) -> str:
    """The likeliest encoding of bytes that are no Unicode, from the recording's language.

    Args:
        data: Content of the file.
        language: Whisper's code, None if it is unknown.
    """
    sample = data[:MAX_SAMPLE]
    if language is None:
        return _guess_without_language(sample)
    # The Western code page comes last: it takes nearly all bytes and wins only where it fits better.
    return _best(sample, (*BY_LANGUAGE.get(language, ()), *_WESTERN))[1]


def _guess_without_language(sample: bytes) -> str:
    """Western, unless that makes hardly a word and another one is much likelier."""
    western = _plausibility(sample, _WESTERN[0])
    others = dict.fromkeys(name for names in BY_LANGUAGE.values() for name in names)
    best, name = _best(sample, tuple(sorted(others, key=_UNGUIDED.index)))
    return name if western < POOR and best > western + CLEARLY else _WESTERN[0]


def _best(sample: bytes, candidates: tuple[str, ...]) -> tuple[float, str]:
    """The likeliest of some encodings; of equals the first."""
    ranked = [(_plausibility(sample, name), -at) for at, name in enumerate(candidates)]
    best, at = max(ranked)
    return best, candidates[-at]


def _plausibility(data: bytes, encoding: str) -> float:
    """From -1 to 1: how much the characters beyond ASCII look like text."""
    text = data.decode(encoding, "replace")
    scores = list(_scores(text, encoding))
    return sum(scores) / len(scores) if scores else 0.0


def _scores(text: str, encoding: str) -> Iterable[float]:
    before = " "
    for character in text:
        if character > "\x7f":
            yield _score(before, character, encoding)
        before = character


def _score(before: str, character: str, encoding: str) -> float:
    if character == "\ufffd" or "\x80" <= character < "\xa0" or "\ue000" <= character <= "\uf8ff":
        return -1.0
    if "\u3040" <= character <= "\u30ff":
        # The Chinese and Korean sets hold kana too, and their texts hardly any.
        return 1.0 if encoding in BY_LANGUAGE["ja"] else 0.0
    if "\uac00" <= character <= "\ud7a3":
        return _common_syllable(character, encoding)
    if "\u3400" <= character <= "\u9fff":
        return _common_ideograph(character, encoding)
    if "\uff61" <= character <= "\uff9f":
        return -0.5  # half-width kana: what EUC-JP looks like in Shift JIS
    if unicodedata.combining(character) or unicodedata.category(character) == "Mn":
        return 0.8
    if not character.isalpha():
        # Dashes, quotes and full-width punctuation are text; boxes and currency signs are rare.
        return 0.2 if character in "«»“”„‘’–—…¿¡、。，！？：「」\u00a0\u3000" else -0.5
    if character.isupper() and before.islower():
        return -0.6
    # In Latin script letters beyond ASCII stand alone; rows of them are another script's bytes.
    is_row = character < "\u0250" and before > "\x7f" and before.isalpha()
    return 0.3 if is_row else 0.8


def _common_syllable(character: str, encoding: str) -> float:
    """KS X 1001 holds the Hangul syllables in use; CP949 has the rare rest outside of it.

    Shift JIS read as CP949 falls mostly into that rest.
    """
    is_common = encoding != "cp949" or min(character.encode(encoding)) > 0xA0
    return 1.0 if is_common else -0.3


def _common_ideograph(character: str, encoding: str) -> float:
    """Level 1 of GB 2312 and of Big5 holds the common characters, in bytes of their own.

    The first bytes of Korean syllables, B0 to C8, are those of half of the level 1 of GB 2312.
    """
    in_code = character.encode(encoding, "ignore")
    if encoding == "gb18030":
        if len(in_code) != 2 or not 0xB0 <= in_code[0] <= 0xD7 or in_code[1] <= 0xA0:
            return -0.3
        return 0.9 if in_code[0] <= 0xC8 else 1.0
    if encoding == "big5hkscs":
        if len(in_code) != 2 or not 0xA4 <= in_code[0] <= 0xC6:
            return -0.3
        return 0.88 if in_code[1] > 0xA0 else 1.0  # second bytes of EUC are never below A1
    if encoding == "euc_jp":
        return 0.9 if 0xB0 <= in_code[0] <= 0xCF else 0.2  # level 1 of JIS X 0208
    return 0.6
