"""Language codes of containers: ISO 639-2/T, three letters."""

from __future__ import annotations

# The languages that drafts know (ISO 639-1 and Whisper's own), read in the code tables of the Library of
# Congress, www.loc.gov/standards/iso639-2/php/code_list.php.
_CODES = """
af afr am amh ar ara as asm az aze ba bak be bel bg bul bn ben bo bod br bre bs bos ca cat cs ces cy cym da dan de deu
el ell en eng es spa et est eu eus fa fas fi fin fo fao fr fra gl glg gu guj ha hau haw haw he heb hi hin hr hrv ht hat
hu hun hy hye id ind is isl it ita ja jpn jw jav ka kat kk kaz km khm kn kan ko kor la lat lb ltz ln lin lo lao lt lit
lv lav mg mlg mi mri mk mkd ml mal mn mon mr mar ms msa mt mlt my mya ne nep nl nld nn nno no nor oc oci pa pan pl pol
ps pus pt por ro ron ru rus sa san sd snd si sin sk slk sl slv sn sna so som sq sqi sr srp su sun sv swe sw swa ta tam
te tel tg tgk th tha tk tuk tl tgl tr tur tt tat uk ukr ur urd uz uzb vi vie yi yid yo yor yue zho zh zho
"""
_PAIRS = iter(_CODES.split())
_THREE_LETTERS = dict(zip(_PAIRS, _PAIRS, strict=True))
UNKNOWN = "und"


def three_letters(code: str | None) -> str:
    """The code of a container for a language; "und" where it is not known.

    Args:
        code: ISO 639-1, a code of three letters, or either with a region: en, eng, pt-BR.
    """
    first = (code or "").replace("_", "-").partition("-")[0].lower()
    if len(first) == 3 and first.isascii() and first.isalpha() and first not in _THREE_LETTERS:
        return first
    return _THREE_LETTERS.get(first, UNKNOWN)
