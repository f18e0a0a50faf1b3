"""Words of many scripts, as hypothesis makes them: letters with the signs that belong to them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class Script:
    """What words of a script are made of. Few of each, so that words often resemble one another.

    Attributes:
        name: Of the script or the way of writing.
        letters: A character as people see it begins with one of these.
        signs: Any of these may follow, several in any order.
        is_spaced: Words are set apart by spaces.
    """

    name: str
    letters: tuple[str, ...]
    signs: tuple[str, ...] = ()
    is_spaced: bool = True


SCRIPTS = (
    Script("Devanagari", ("क", "ह", "न", "द", "\u0958"), ("ि", "ी", "ो", "ं", "्", "\u093c", "्\u200d")),
    Script("Bengali", ("ক", "ব", "ড", "অ", "\u09dc"), ("া", "ি", "\u09cb", "\u09c7\u09be", "্", "\u09bc")),
    Script("Tamil", ("த", "ம", "ழ"), ("ி", "்", "\u0bca", "\u0bc6\u0bbe")),
    Script("Malayalam", ("ക", "ല", "ൻ"), ("ാ", "്", "്\u200c", "\u0d4a")),
    Script("Sinhala", ("ශ", "ර", "ක"), ("්\u200d", "ී", "\u0ddd", "\u0dd9\u0dcf\u0dca")),
    Script("Arabic", ("م", "ح", "د", "\u0622", "أ", "ؤ", "\ufefb", "\ufeb3"),
           ("\u064e", "\u064f", "\u0651", "\u0640", "\u0670")),
    Script("Persian", ("می", "ر", "و", "ک"), ("\u200c", "\u064b", "\u0654")),
    Script("Hebrew", ("ש", "ל", "ם", "\ufb2a", "\ufb31"), ("\u05b8", "\u05c1", "\u05bc", "\u0596")),
    Script("Syriac", ("ܫ", "ܠ", "ܡ"), ("\u0733", "\u073c")),
    Script("Tibetan", ("ས", "ཀ", "ད"), ("ྐ", "ི", "\u0f71", "\u0f72")),
    Script("Vietnamese", ("V", "i", "e", "ê", "ệ", "t", "đ"), ("\u0323", "\u0302", "\u0301")),
    Script("Latin", ("a", "A", "é", "ß", "ẞ", "ﬁ", "İ", "ı", "ſ", "ŉ", "²", "1"), ("\u0301", "\u00ad", "\u0308")),
    Script("Greek", ("Σ", "σ", "ς", "ά", "α", "ᾳ", "ΐ"), ("\u0301", "\u0345")),
    Script("Cyrillic", ("и", "й", "е", "ё", "И"), ("\u0301", "\u0306", "\u0308")),
    Script("Hangul", ("한", "하", "글", "\u1112\u1161\u11ab", "\u1112\u1161", "ㅎ")),
    # No า alone: it begins no word, and a search for it also finds words with ำ, which folds to ํ and า.
    Script("Thai", ("ที่", "ท", "น", "ก", "เ"), ("\u0e34", "\u0e35", "\u0e48", "\u0e33"), is_spaced=False),
    Script("Lao", ("ປ", "ທ", "ກ"), ("\u0eb4", "\u0eb5", "\u0ec8"), is_spaced=False),
    Script("Khmer", ("ខ", "ម", "រ"), ("្ម", "ែ", "ា", "\u17cb"), is_spaced=False),
    Script("Burmese", ("မ", "က", "န"), ("ြ", "ာ", "်", "္က", "း"), is_spaced=False),
    Script("Japanese", ("か", "が", "カ", "ガ", "東", "ｶ"), ("\u3099", "\uff9e"), is_spaced=False),
    Script("Chinese", ("世", "界", "\uf900", "\u8c48", "𠮷"), ("\ufe00",), is_spaced=False),
)  # fmt: skip


@st.composite
def words(draw: st.DrawFn, script: Script) -> str:
    """A word of up to four characters as people see them."""
    letters = draw(st.lists(st.sampled_from(script.letters), min_size=1, max_size=4))
    if not script.signs:
        return "".join(letters)
    signs = st.lists(st.sampled_from(script.signs), max_size=2).map("".join)
    return "".join(letter + draw(signs) for letter in letters)


@st.composite
def word_lists(draw: st.DrawFn, script: Script) -> list[str]:
    """Some words, to be set apart by spaces; without spaces in the script, as one long word."""
    made = draw(st.lists(words(script), min_size=1, max_size=5))
    return made if script.is_spaced else ["".join(made), *made]
