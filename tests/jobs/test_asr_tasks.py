"""Worker tasks on a chunk, with real weights."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.transcripts import SAID, is_heard
from transcribe import __version__
from transcribe.asr.engine import ChunkDraft, DecodeOptions, Samples
from transcribe.asr.language_runs import LanguagePart
from transcribe.audio.decode import decode, open_pcm
from transcribe.document.model import Word
from transcribe.errors import WorkerRefused
from transcribe.jobs.tasks import ChunkResult, DecodeRequest
from transcribe.jobs.worker import asr_tasks
from transcribe.jobs.worker.run import perform

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    """Unload this module's model, so that other tests are not affected."""
    yield
    asr_tasks._HOLDER._engine = asr_tasks._HOLDER._key = None


def pcm(source: Path, target: Path, seconds: int) -> bytes:
    decode(source, target, name=source.name, channels=1)
    return np.array(open_pcm(target)[: seconds * 16_000]).astype("<i2").tobytes()


def header(models_folder: Path, **more: Any) -> dict[str, Any]:
    return {
        "kind": "draft", "version": __version__, "engine": "faster-whisper", "model": "base",
        "sha256": "", "models_folder": str(models_folder), "language": "en", **more,
    }  # fmt: skip


def said(result: dict[str, Any], index: int) -> str:
    return " ".join(
        word.text for word in ChunkResult.from_plain(result["chunks"][index]).words
    ).lower()


def test_each_chunk_is_decoded_in_its_spoken_language(
    models_folder: Path, shared_data: Path, tmp_path: Path
) -> None:
    french = shared_data / "speech" / "assembled" / "session_fr_open.opus"
    blobs = [pcm(french, tmp_path / "fr.pcm", 20), pcm(JFK, tmp_path / "en.pcm", 11)]
    asked = {"multilingual": True, "batch_size": 8}
    result = perform(header(models_folder, options=asked), blobs)
    assert [chunk["language"] for chunk in result["chunks"]] == ["fr", "en"]
    assert {"de", "le", "la", "vous", "est"} & set(said(result, 0).split())
    assert is_heard(SAID, said(result, 1))


def test_a_chunk_without_a_clear_language_uses_that_of_the_recording() -> None:
    """A cough, a name, a hum: an uncertain language detection does not count."""
    engine = Guesser([("en", 0.95), ("cy", 0.4), ("fr", 0.9)])
    chunks = [np.zeros(16_000, np.float32)] * 3
    drafts = asr_tasks._draft(engine, chunks, "en", DecodeRequest(multilingual=True))
    assert [draft.language for draft in drafts] == ["en", "en", "fr"]
    assert engine.asked == [("en", 3), ("fr", 1)]


def test_another_language_is_only_told_unless_detection_per_chunk_is_on() -> None:
    engine = Guesser([("fr", 0.99)])
    (draft,) = asr_tasks._draft(engine, [np.zeros(16_000, np.float32)], "en", DecodeRequest())
    assert draft.language == "en"
    assert draft.sounds_like == ((0, 1000, "fr"),)
    assert engine.asked == [("en", 1)]


class Guesser:
    """An engine without audio that returns preset languages for the chunks of a draft."""

    name = model = "guesser"

    def __init__(self, guesses: list[tuple[str, float]]) -> None:
        self._guesses, self.asked = iter(guesses), list[tuple[str, int]]()

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        raise NotImplementedError

    def language_parts(self, samples: Samples) -> tuple[LanguagePart, ...]:
        raise NotImplementedError

    def draft(self, chunks: Sequence[Samples], options: DecodeOptions) -> list[ChunkDraft]:
        self.asked.append((options.language, len(chunks)))
        heard = [next(self._guesses, ("en", 0.0)) for _ in chunks]
        words = (Word("word", 0, 400, 0.9),)
        return [
            ChunkDraft(options.language, words, (LanguagePart(0, 1000, (guess,)),))
            for guess in heard
        ]

    def align(self, samples: Samples, text: str, language: str) -> tuple[Word, ...]:
        raise NotImplementedError

    def encode(self, samples: Samples) -> None:
        raise NotImplementedError

    def alternatives(self, *_: object) -> tuple[tuple[str, float], ...]:
        return ()


def test_languages_that_change_within_a_recording_are_detected(
    models_folder: Path, shared_data: Path, tmp_path: Path
) -> None:
    """Russian, Spanish, Italian, French and English prompts; the set's truth has their times."""
    speech = shared_data / "speech" / "assembled"
    truth = json.loads((speech / "multilingual_open.truth.json").read_text())
    first = {turn["language"]: turn for turn in reversed(truth) if turn["end"] - turn["start"] > 4}
    source = speech / "multilingual_open.m4a"
    sound = np.frombuffer(pcm(source, tmp_path / "all.pcm", 200), "<i2")
    blobs = [
        sound[int(turn["start"] * 16_000) : int(turn["end"] * 16_000)].tobytes()
        for turn in first.values()
    ]
    asked = {"multilingual": True, "batch_size": 8}
    result = perform(header(models_folder, options=asked), blobs)
    assert [chunk["language"] for chunk in result["chunks"]] == list(first)


def test_a_translation_is_in_english(
    models_folder: Path, shared_data: Path, tmp_path: Path
) -> None:
    french = shared_data / "speech" / "assembled" / "session_fr_open.opus"
    blob = pcm(french, tmp_path / "fr.pcm", 20)
    result = perform(header(models_folder, language="fr", options={"task": "translate"}), [blob])
    words = set(said(result, 0).replace(",", "").replace(".", "").split())
    assert len(words & {"the", "to", "number", "please", "press", "is", "not", "your"}) >= 3
    assert not words & {"le", "vous", "votre", "appuyez", "ce", "est"}


class Overheard:
    """A loaded model that notes the tokens which each decoding is given to begin with."""

    def __init__(self, model: Any) -> None:
        self._model, self.prompts = model, list[list[int]]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def generate(self, encoded: Any, prompts: list[list[int]], **options: Any) -> Any:
        self.prompts += prompts
        return self._model.generate(encoded, prompts, **options)


def test_hotwords_are_fed_to_the_model_as_if_they_had_just_been_said(
    models_folder: Path, tmp_path: Path
) -> None:
    """The tokens, not the text that the model makes of them: that differs by processor."""
    blob = pcm(JFK, tmp_path / "en.pcm", 4)
    perform(header(models_folder, options={}), [blob])
    engine: Any = asr_tasks._HOLDER._engine
    model = engine._whisper.model = Overheard(engine._whisper.model)
    perform(header(models_folder, options={}), [blob])
    tokenizer = engine._tokenizer(DecodeOptions(language="en"))
    plain = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    assert model.prompts[0] == plain
    model.prompts.clear()
    asked = {"hotwords": ["Amerikans", "Zoë"], "initial_prompt": "A speech."}
    perform(header(models_folder, options=asked), [blob])
    before = tokenizer.encode(" A speech. Amerikans, Zoë.")
    assert model.prompts[0] == [tokenizer.sot_prev, *before, *plain]


def test_what_was_just_said_decides_how_a_name_is_spelled(
    models_folder: Path, tmp_path: Path
) -> None:
    """Probabilities with room to spare: 0.25 to 0.31 by processor, and below 0.002 without."""
    blob = pcm(JFK, tmp_path / "en.pcm", 8)
    question = {"before": "And so, my fellow", "words": "Martians", "after": "ask not"}

    def probability(context: str) -> float:
        asked = {**question, "context": context}
        result = perform({**header(models_folder, question=asked), "kind": "alternatives"}, [blob])
        return max((p for text, p in result["alternatives"] if "Amerikans" in text), default=0.0)

    assert probability("") < 0.02
    assert probability("Amerikans, my fellow Amerikans.") > 0.08


def test_another_version_or_other_weights_are_refused(models_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkerRefused, match=r"0\.0\.1"):
        perform({**header(models_folder), "version": "0.0.1"}, [])
    with pytest.raises(WorkerRefused, match="digest"):
        perform(header(models_folder, sha256="f" * 64), [pcm(JFK, tmp_path / "a.pcm", 3)])
