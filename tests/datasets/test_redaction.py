"""What is redacted is in no text, and its audio is covered; what cannot be located is hidden as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies import transcripts
from transcribe.datasets.clips import ClipOptions, Recording, cut
from transcribe.datasets.normalisers import NORMALISERS, load_normaliser
from transcribe.datasets.redaction import (
    PLACEHOLDER,
    STAND_IN,
    RedactionOptions,
    Redactor,
    read_redactions,
)
from transcribe.document.model import Segment, Transcript, Word
from transcribe.errors import InvalidPattern

ALL = ClipOptions(statuses=(), min_ms=0, max_ms=10**9)
# Whisper leaves a file open
WHISPER = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def segment(id: int, start_ms: int, text: str, speaker: str | None = None, **more: object) -> Segment:  # fmt: skip
    """A segment whose words are 400 ms long, with 100 ms between them."""
    words = tuple(
        Word(word, start_ms + 500 * n, start_ms + 500 * n + 400) for n, word in enumerate(text.split())
    )  # fmt: skip
    made = Segment(id, start_ms, start_ms + 500 * len(words), text, speaker, "approved", words)
    return replace(made, **more)  # type: ignore[arg-type]


def redact(*segments: Segment, **options: object) -> tuple[list[str], tuple[tuple[int, int], ...], dict[str, int]]:  # fmt: skip
    """The texts of the clips, where audio is replaced, and what is left out."""
    asked = RedactionOptions(**options)  # type: ignore[arg-type]
    whole = Recording("abc", Transcript(segments, (), "en", 60_000), 60_000)
    made = cut(whole, replace(ALL, redaction=asked), "salt", str)
    return [clip.text for clip in made.clips], made.redacted, dict(made.left_out)  # type: ignore[arg-type]


def test_a_word_is_replaced_with_its_time_and_padding_and_punctuation_stays() -> None:
    texts, spans, _ = redact(segment(1, 1_000, "I met ANNÁ, there"), terms=("anna",), padding_ms=50)
    assert texts == [f"I met {PLACEHOLDER}, there"]
    assert spans == ((1_950, 2_450),)


def test_all_of_the_word_goes_that_a_match_is_in() -> None:
    texts, spans, _ = redact(segment(1, 0, "to Anna's house"), terms=("Anna",), padding_ms=0)
    assert texts == [f"to {PLACEHOLDER} house"]
    assert spans == ((500, 900),)


def test_a_term_finds_whole_words_and_an_expression_what_it_says() -> None:
    texts, spans, _ = redact(segment(1, 0, "annual plan 12345"), terms=("ann",), patterns=(r"\d{5}",), padding_ms=0)  # fmt: skip
    assert texts == [f"annual plan {PLACEHOLDER}"]
    assert spans == ((1_000, 1_400),)


@pytest.mark.parametrize(("first", "second"), [("A", "A"), ("A", "B")])
def test_a_phrase_that_two_segments_divide_is_found(first: str, second: str) -> None:
    texts, spans, _ = redact(
        segment(1, 0, "by Anna", first), segment(2, 1_000, "Schmidt herself", second),
        terms=("Anna Schmidt",), padding_ms=0,
    )  # fmt: skip
    assert texts == [f"by {PLACEHOLDER}", f"{PLACEHOLDER} herself"]
    assert spans == ((500, 900), (1_000, 1_400))


def test_a_phrase_is_found_across_a_word_of_another_speaker() -> None:
    texts, _, _ = redact(
        segment(1, 0, "by Anna", "A"), segment(2, 1_000, "mhm", "B"), segment(3, 1_500, "Schmidt herself", "A"),
        terms=("Anna Schmidt",), padding_ms=0,
    )  # fmt: skip
    assert texts == [f"by {PLACEHOLDER}", "mhm", f"{PLACEHOLDER} herself"]


@pytest.mark.parametrize(
    "words", [(), (Word("I", 0, 100), Word("met", 100, 400)), (Word("Anna", 700, 700),), (Word("Anna", 700, 750),)]
)  # fmt: skip
def test_a_match_without_a_known_time_hides_its_segment(words: tuple[Word, ...]) -> None:
    texts, spans, left_out = redact(
        segment(1, 0, "I met Anna", words=words), segment(2, 3_000, "hello"), terms=("anna",)
    )
    assert texts == ["hello"]
    assert spans == ((0, 1_600),)
    assert left_out == {"redacted": 1}


def test_flagged_segments_are_hidden_if_that_is_asked() -> None:
    flagged = segment(1, 1_000, "my secret", is_flagged=True)
    assert redact(flagged)[0] == ["my secret"]
    assert redact(flagged, flagged=True, padding_ms=0) == ([], ((1_000, 2_000),), {"redacted": 1})


def test_who_speaks_at_the_same_time_is_left_out() -> None:
    texts, spans, left_out = redact(
        segment(1, 0, "I met Anna there", "A"), segment(2, 1_200, "yes", "B"), segment(3, 200, "so", "B"),
        terms=("anna",), padding_ms=0,
    )  # fmt: skip
    assert texts == [f"I met {PLACEHOLDER} there", "so"]
    assert spans == ((1_000, 1_400),)
    assert left_out == {"overlaps redacted": 1}


def test_a_clip_of_nothing_else_is_left_out() -> None:
    assert redact(segment(1, 0, "Anna!"), terms=("anna",))[0::2] == ([], {"no text": 1})


def test_tags_with_a_match_are_left_out() -> None:
    options = replace(ALL, redaction=RedactionOptions(terms=("anna",)))
    transcript = Transcript((segment(1, 0, "hello you"),), (), "en", 60_000)
    made = cut(Recording("abc", transcript, 60_000, ("clean", "talks/Anna")), options, "salt", str)
    assert [clip.tags for clip in made.clips] == [("clean",)]


@WHISPER
def test_a_match_that_only_the_normalised_text_has_leaves_the_clip_out() -> None:
    options = replace(ALL, redaction=RedactionOptions(patterns=(r"\b555 ?1234\b",)))
    text = "call five five five one two three four now"
    transcript = Transcript((segment(1, 0, text),), (), "en", 60_000)
    normalise = load_normaliser("whisper-english").normalise
    assert "5551234" in normalise(text).replace(" ", "")
    made = cut(Recording("abc", transcript, 60_000), options, "salt", normalise)
    assert (made.clips, made.left_out) == ((), {"redacted": 1})


@WHISPER
@pytest.mark.parametrize("marks", ["keep", "drop"])
@pytest.mark.parametrize("normaliser", NORMALISERS)
def test_both_texts_have_the_placeholder(normaliser: str, marks: str) -> None:
    """Whisper's normalisers remove what is in brackets, and so does leaving out marks."""
    options = replace(ALL, redaction=RedactionOptions(terms=("anna",)), marks=marks)  # type: ignore[arg-type]
    transcript = Transcript((segment(1, 0, "So Anna, [laughs] isn't here"),), (), "en", 60_000)
    normalise = load_normaliser(normaliser).normalise  # type: ignore[arg-type]
    (clip,) = cut(Recording("abc", transcript, 60_000), options, "salt", normalise).clips
    for text in (clip.text, clip.normalized):
        assert text.count(PLACEHOLDER) == 1
        assert STAND_IN not in text
        assert "anna" not in text.lower()
        assert "here" in text


@given(
    transcripts(), st.data(), st.integers(0, 500), st.booleans(), st.sampled_from(["keep", "drop"])
)
def test_nothing_of_it_is_left(
    transcript: Transcript, data: st.DataObject, padding_ms: int, flagged: bool, marks: str
) -> None:
    said = [
        word
        for one in transcript.segments
        for word in one.text.split()
        if any(map(str.isalnum, word))
    ]
    terms = data.draw(st.lists(st.sampled_from(said), max_size=3, unique=True)) if said else []
    asked = RedactionOptions(tuple(terms), (), flagged, padding_ms)
    options = replace(ALL, redaction=asked, marks=marks)  # type: ignore[arg-type]
    whole = Recording("abc", transcript, 500_000, tuple(said))
    made = cut(whole, options, "salt", str.lower)
    redactor = Redactor(asked)
    assert len(made.clips) + sum(made.left_out.values()) == len(transcript.segments)
    for clip in made.clips:
        for text in (clip.text, clip.normalized, *clip.tags):
            assert not redactor.holds(text.replace(PLACEHOLDER, STAND_IN))
        own = transcript.segment(clip.segment)
        assert own is not None
        assert not (flagged and own.is_flagged)
    for one in transcript.segments:
        for word in one.words:
            if redactor.holds(word.text) or (flagged and one.is_flagged):
                start_ms, end_ms = max(0, word.start_ms - padding_ms), word.end_ms + padding_ms
                assert any(a <= start_ms and end_ms <= b for a, b in made.redacted)
    assert all(a[1] < b[0] for a, b in zip(made.redacted, made.redacted[1:], strict=False))
    if not terms and not flagged:
        assert made == cut(whole, replace(options, redaction=RedactionOptions()), "salt", str.lower)


BETWEEN = st.text(" \t\n\u00a0\u202f-\u2010\u2011\u2013", min_size=1, max_size=4)


@given(term=BETWEEN, written=BETWEEN, after=st.sampled_from(["", ",", "'s", "\u200b"]))
def test_a_phrase_is_found_with_any_space_or_hyphen_between_its_words(
    term: str, written: str, after: str
) -> None:
    text = f"so Anna{written}Schmidt{after} came"
    said = (Word("so", 0, 400), Word("Anna", 500, 900), Word(f"Schmidt{after}", 1_000, 1_800), Word("came", 2_000, 2_400))  # fmt: skip
    one = Segment(1, 0, 2_500, text, None, "approved", said)
    texts, spans, _ = redact(one, terms=(f"anna{term}schmidt",), padding_ms=0)
    assert spans == ((500, 1_800),)
    assert "Anna" not in texts[0]
    assert "Schmidt" not in texts[0]
    assert texts[0].startswith(f"so {PLACEHOLDER}")
    assert texts[0].endswith(" came")


def test_a_list_is_read() -> None:
    text = "\ufeff# names\nAnna\n\n Anna Schmidt \n/\\d{5}/\nAnna\nC++\n"
    assert read_redactions(text) == (("Anna", "Anna Schmidt", "C++"), (r"\d{5}",))
    with pytest.raises(InvalidPattern):
        Redactor(RedactionOptions(patterns=("(",)))


@pytest.mark.parametrize("line", ["/", "//", "...", "\u2014", "\u200b", "'"])
def test_a_line_with_nothing_to_look_for_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="has no letter or digit"):
        read_redactions(f"Anna\n{line}\n")


def test_a_list_of_comments_is_refused() -> None:
    assert read_redactions("") == ((), ())
    with pytest.raises(ValueError, match="comments only"):
        read_redactions("# Anna\n")
