"""One way of writing a word in a recording, and no two words made one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.text.spelling_forms import Rewrite, even_case, even_spelling
from transcribe.text.word_parts import parts_of


def written(words: list[str], rewrites: tuple[Rewrite, ...]) -> list[str]:
    for one in reversed(rewrites):
        words = [*words[: one.first], *one.texts, *words[one.first + one.n_words :]]
    return words


def evened(text: str, language: str = "en") -> str:
    """Segments are divided by bars."""
    segments = [part.split() for part in text.split("|")]
    words = [word for segment in segments for word in segment]
    starts = [sum(map(len, segments[:n])) for n in range(len(segments))]
    words = written(words, even_spelling(words, language, starts))
    return " ".join(written(words, even_case(words, language)))


@pytest.mark.parametrize(
    ("language", "text", "becomes"),
    [
        ("en", "An iPhone. My iPhone rings. Iphone? The Iphone's", "An iPhone. My iPhone rings. iPhone? The Iphone's"),
        ("en", "the PBX rings. A PBX. Dial pBX! Pbx, ok", "the PBX rings. A PBX. Dial PBX! PBX, ok"),
        ("en", "our healthcare, his healthcare, good health care", "our healthcare, his healthcare, good healthcare"),
        ("en", "an e-mail, an e-mail, my email.", "an e-mail, an e-mail, my e-mail."),
        ("en", "our voice mail, a voice mail. Voicemail is", "our voice mail, a voice mail. Voice mail is"),
        ("en", "the Healthcare here, in healthcare now, by healthcare", "the healthcare here, in healthcare now, by healthcare"),
        ("en", "the US army, the US army, the us army tells us", "the US army, the US army, the US army tells us"),
        ("de", "Herr Müller, Frau Müller, Sohn Mueller", "Herr Müller, Frau Müller, Sohn Müller"),
        ("de", "eine Datenbank, die Datenbank, der Daten Bank", "eine Datenbank, die Datenbank, der Datenbank"),
        ("de", "das iPad und ein iPad, kein Ipad", "das iPad und ein iPad, kein iPad"),
        ("fr", "avec Zoé et pour Zoé, sans Zoe", "avec Zoé et pour Zoé, sans Zoé"),
        ("es", "vive en Bogotá, desde Bogotá, a Bogota", "vive en Bogotá, desde Bogotá, a Bogotá"),
        ("ru", "сервер Астериск работает, сервер Астериск, сервер астериск",
         "сервер Астериск работает, сервер Астериск, сервер Астериск"),
        ("sv", "i Malmö och Malmö, från Malmo", "i Malmö och Malmö, från Malmö"),
    ],
)  # fmt: skip
def test_the_more_frequent_way_is_used(language: str, text: str, becomes: str) -> None:
    assert evened(text, language) == becomes


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "you may go in May, and you may come, they may"),
        ("en", "a bill, the bill, with Bill and a bill"),
        ("en", "every day and every day, an everyday thing"),
        ("en", "to us and for us, in the US and of us"),
        ("en", "the organization and an organization. The World Health Organization"),
        (
            "en",
            "we saw, The company left, and The company left, and the company left, the end, the box",
        ),
        ("en", "my email and an e-mail"),  # as many of both
        ("en", "good health| care of health| and healthcare, healthcare"),
        ("en", "I set up a setup, the setup"),
        ("de", "das Essen, wir essen, sie essen, zum Essen und essen"),
        ("de", "die Mutter, der Mutter, alle Mütter"),
        ("de", "in Massen, in Massen und mit Maßen"),
        ("es", "si viene, si va, sí dijo, el papa, el papa y papá"),
        ("fr", "plus tôt, plutôt, plutôt, ou là, où la, sur, sûr"),
        ("it", "e lui è qui, e poi, e allora, papa e papa, papà"),
        ("pt", "por que veio, porque sim, porque"),
        ("ru", "так же и также, также"),
        ("en", "The end. The end. the end. And the end."),
        ("sv", "en bok, En bok. Än en bok, Ån rinner, an"),
        ("ja", "これは iPhone です。"),
    ],
)
def test_what_may_be_two_words_stays(language: str, text: str) -> None:
    assert evened(text, language) == text.replace("|", "")


FORMS = ["iPhone", "Iphone", "IPHONE", "health", "care", "healthcare", "Health-care", "May", "may", "Müller",
         "Mueller", "Muller", "the", "The", "US", "us", "é", "E", "2", "ß", "SS", "I"]  # fmt: skip
WORDS = st.builds(
    lambda before, word, after: before + word + after,
    st.sampled_from(["", "", '"', "("]), st.sampled_from(FORMS), st.sampled_from(["", "", "", ",", ".", "?)"]),
)  # fmt: skip


def letters(words: list[str]) -> str:
    joined = "".join(parts_of(word)[1] for word in words).casefold().replace("-", "")
    for one, other in (("ü", "u"), ("ue", "u"), ("ß", "ss")):
        joined = joined.replace(one, other)
    return joined


@given(st.lists(WORDS, max_size=40), st.sampled_from(["en", "de", "fr", "es", "ru", "zh"]))
def test_only_ways_of_writing_change(words: list[str], language: str) -> None:
    for find in (even_spelling, even_case):
        rewrites = find(words, language)
        after = written(words, rewrites)
        assert letters(after) == letters(words)
        assert [one.first for one in rewrites] == sorted({one.first for one in rewrites})
        for one in rewrites:
            old = " ".join(words[one.first : one.first + one.n_words])
            assert parts_of(old)[::2] == parts_of(" ".join(one.texts))[::2]  # its punctuation
            assert old != " ".join(one.texts)
        if language == "de" and find is even_case:
            for one in rewrites:
                old, new = (parts_of(word)[1] for word in (words[one.first], one.texts[0]))
                assert old[1:] != new[1:] or new[1:] != new[1:].lower()  # a noun keeps its capital


@given(st.lists(WORDS, max_size=30))
def test_a_text_in_one_way_stays(words: list[str]) -> None:
    one_way = [word.lower().replace("-", "") for word in words if "care" not in word.lower()]
    assert even_case(one_way, "en") == ()
