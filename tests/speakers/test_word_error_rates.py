"""cpWER and tcpWER: figures by hand through meeteval, and what is told where there are none."""

from __future__ import annotations

import sys
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.errors import PackageMissing
from transcribe.quality.text_scores import TextErrors, word_errors
from transcribe.speakers.word_error_rates import (
    SpeakerWordErrors,
    SpokenText,
    speaker_word_errors,
)

TRUTH = [SpokenText("ann", 0, 2_000, "Hello, there!"), SpokenText("bob", 2_000, 4_000, "Yes.")]


@pytest.fixture
def meeteval() -> None:
    """The package is compiled where it is installed, so it is no dependency of the tests."""
    pytest.importorskip("meeteval", reason='meeteval is not installed: pip install "transcribe[scores]"')  # fmt: skip


def rates(
    reference: list[SpokenText], hypothesis: list[SpokenText], *, have_times: bool = True
) -> SpeakerWordErrors:
    found = speaker_word_errors(reference, hypothesis, have_times=have_times)
    assert not isinstance(found, str), found
    return found


@pytest.mark.usefixtures("meeteval")
def test_names_capitals_and_punctuation_do_not_matter() -> None:
    heard = [SpokenText("2", 0, 2_000, "hello THERE"), SpokenText("1", 2_000, 4_000, "yes")]
    assert rates(TRUTH, heard) == SpeakerWordErrors(
        TextErrors(0, 0, 0, 3, 3), TextErrors(0, 0, 0, 3, 3), 0, 0
    )


@pytest.mark.usefixtures("meeteval")
def test_a_word_of_another_speaker_is_missed_and_inserted() -> None:
    heard = [SpokenText("x", 0, 1_000, "hello"), SpokenText("y", 1_000, 4_000, "there yes")]
    found = rates(TRUTH, heard)
    assert found.concatenated == TextErrors(0, 1, 1, 3, 3)


@pytest.mark.usefixtures("meeteval")
def test_words_at_another_time_are_errors_of_tcpwer_alone() -> None:
    heard = [SpokenText("x", 0, 2_000, "hello there"), SpokenText("y", 30_000, 31_000, "yes")]
    found = rates(TRUTH, heard)
    assert found.concatenated.n_errors == 0
    assert found.timed == TextErrors(0, 1, 1, 3, 3)
    assert rates(TRUTH, heard, have_times=False).timed is None


@pytest.mark.usefixtures("meeteval")
def test_speakers_that_are_missed_or_invented_are_counted() -> None:
    one = [SpokenText("x", 0, 4_000, "hello there yes")]
    assert (rates(TRUTH, one).n_missed, rates(TRUTH, one).n_false_alarm) == (1, 0)
    assert (rates(one, TRUTH).n_missed, rates(one, TRUTH).n_false_alarm) == (0, 1)


TEXTS = st.lists(
    st.builds(
        lambda who, at, words: SpokenText(who, at * 100, at * 100 + 300, " ".join(words)),
        st.sampled_from("abc"), st.integers(0, 50), st.lists(st.sampled_from("xyz"), min_size=1, max_size=3),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@pytest.mark.usefixtures("meeteval")
@given(TEXTS, TEXTS)
@settings(max_examples=20, deadline=None)
def test_cpwer_is_the_best_mapping_of_speakers(
    truth: list[SpokenText], heard: list[SpokenText]
) -> None:
    said, told = by_speaker(truth), by_speaker(heard)
    n = max(len(said), len(told))
    padded = [*told, *[""] * (n - len(told))]
    wanted = [*said, *[""] * (n - len(said))]
    least = min(
        sum(word_errors(a, b).n_errors for a, b in zip(wanted, order, strict=True))
        for order in permutations(padded)
    )
    assert rates(truth, heard).concatenated.n_errors == least


def by_speaker(spoken: list[SpokenText]) -> list[str]:
    """The text of each speaker in the order of time."""
    found: dict[str, list[str]] = {}
    for one in sorted(spoken, key=lambda one: one.start_ms):
        found.setdefault(one.speaker, []).append(one.text)
    return [" ".join(texts) for texts in found.values()]


def test_more_than_20_speakers_are_refused_in_words() -> None:
    many = [SpokenText(f"s{n}", n * 1_000, n * 1_000 + 900, "word") for n in range(21)]
    assert speaker_word_errors(TRUTH, many) == (
        "there are 21 speakers in the hypothesis, and meeteval refuses more than 20"
    )
    assert "in the reference" in str(speaker_word_errors(many, TRUTH))


def test_a_side_without_words() -> None:
    silent = [SpokenText("ann", 0, 1_000, "…")]
    assert speaker_word_errors(silent, TRUTH) == "the reference has no words of a speaker"
    assert rates(TRUTH, silent).concatenated == TextErrors(0, 3, 0, 3, 0)


def test_a_missing_package_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "meeteval", None)
    monkeypatch.setitem(sys.modules, "meeteval.io", None)
    with pytest.raises(PackageMissing, match=r"transcribe\[scores\]"):
        speaker_word_errors(TRUTH, TRUTH)
