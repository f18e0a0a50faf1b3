"""Alternatives: cut where the text continues, and computed by real weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.transcripts import plain
from transcribe.asr.alternatives import AlternativesRequest, rank_alternatives
from transcribe.asr.engines import load_engine
from transcribe.audio.decode import decode, open_pcm, to_float
from transcribe.errors import EngineUnavailable

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
BEFORE, AFTER = "And so, my fellow Americans, ask not what your", "can do for you,"


def texts(question: AlternativesRequest, *heard: tuple[str, float]) -> list[str]:
    return [text for text, _ in rank_alternatives(question, heard)]


def test_an_alternative_ends_where_the_text_goes_on() -> None:
    question = AlternativesRequest("ask not what your", "county", "can do")
    heard = (
        (" country can do for", 0.7), (" county can do", 0.2), (" cut tree can", 0.05),
        (" can do for you", 0.01), (" company will do", 0.02),
    )  # fmt: skip
    assert texts(question, *heard) == ["country", "cut tree", "company", ""]


def test_the_same_text_is_told_once_and_the_likeliest_first() -> None:
    question = AlternativesRequest("", "so", "my fellow")
    found = rank_alternatives(question, ((" So, my", 0.2), (" So, my", 0.4), (" And so my", 0.3)))
    assert found == (("So,", 0.4), ("And so", 0.3))


def test_at_the_end_of_a_text_all_that_was_heard_counts() -> None:
    assert texts(AlternativesRequest("for your", "county.", ""), (" country.", 0.9)) == ["country."]


def test_scripts_without_spaces_go_by_characters() -> None:
    assert texts(AlternativesRequest("今日は", "悪い", "天気"), ("良い天気です", 0.8)) == ["良い"]


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_misheard_word_is_among_what_the_model_heard(models_folder: Path, tmp_path: Path) -> None:
    decode(JFK, tmp_path / "audio.pcm", name="jfk")
    samples = to_float(open_pcm(tmp_path / "audio.pcm")[: 8 * 16_000])
    engine = load_engine("faster-whisper", "base", models_folder=models_folder)
    found = dict(engine.alternatives(samples, AlternativesRequest(BEFORE, "county", AFTER), "en"))
    # 0.97 and more on every processor that was tried; the next is below 0.02.
    assert found["country"] > 0.6
    two = dict(
        engine.alternatives(
            samples, AlternativesRequest("And so, my", "yellow maracas,", "ask"), "en"
        )
    )
    assert "fellow americans" in map(plain, two)  # with a comma or without


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_the_other_engine_says_that_it_cannot(models_folder: Path, tmp_path: Path) -> None:
    decode(JFK, tmp_path / "audio.pcm", name="jfk")
    engine = load_engine("openai-whisper", "base", models_folder=models_folder)
    with pytest.raises(EngineUnavailable, match="use faster-whisper"):
        engine.alternatives(
            to_float(open_pcm(tmp_path / "audio.pcm")), AlternativesRequest("", "a", ""), "en"
        )
