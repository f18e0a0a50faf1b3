"""Both engines, on real weights and a real recording, behind one contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from whisper.tokenizer import LANGUAGES as WHISPER_LANGUAGES

from tests.support.transcripts import SAID, error_rate, is_heard, plain, share_heard
from transcribe.asr.engine import ChunkDraft, DecodeOptions
from transcribe.asr.engines import load_engine
from transcribe.asr.faster_whisper import FasterWhisper
from transcribe.asr.languages import LANGUAGES
from transcribe.asr.models import files as models
from transcribe.asr.repetitions import is_sayable
from transcribe.audio.chunking import iter_chunks
from transcribe.audio.decode import decode, open_pcm, to_float
from transcribe.audio.vad import iter_speech
from transcribe.errors import EngineUnavailable, ModelUnavailable

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
AFTER_PAUSE = SAID[SAID.index("ask") :]


def text_of(draft: ChunkDraft) -> str:
    return " ".join(word.text for word in draft.words)


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.float32]:
    target = tmp_path_factory.mktemp("pcm") / "jfk.pcm"
    decode(JFK, target, name="jfk.flac", channels=2)
    return to_float(open_pcm(target))


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", ["faster-whisper", "openai-whisper"])
def test_an_engine_hears_what_was_said(
    models_folder: Path, speech: NDArray[np.float32], name: str
) -> None:
    engine = load_engine(name, "base", models_folder=models_folder)
    assert engine.detect_language(speech)[0] == "en"
    parts = engine.language_parts(speech)
    assert {part.probabilities[0][0] for part in parts} == {"en"}
    assert (parts[0].start_ms, parts[-1].end_ms) == (0, len(speech) // 16)
    (heard,) = engine.draft([speech], DecodeOptions(language="en"))
    assert error_rate(SAID, text_of(heard)) < 0.25
    assert all(word.probability is not None for word in heard.words)
    starts = [word.start_ms for word in heard.words]
    assert starts == sorted(starts)
    assert heard.words[-1].end_ms <= 11_000
    # The pause before "ask" is not part of the word: it begins after 3 s.
    ask = next(word for word in heard.words if plain(word.text) == "ask")
    assert ask.start_ms > 3000


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.3, 0.5, 1.0, 2.0])
def test_a_very_short_clip_gets_no_more_text_than_fits(
    models_folder: Path, speech: NDArray[np.float32], seconds: float
) -> None:
    engine = load_engine("faster-whisper", "base", models_folder=models_folder)
    for start_s in (0.34, 3.4):
        clip = speech[int(start_s * 16_000) :][: int(seconds * 16_000)]
        (heard,) = engine.draft([clip], DecodeOptions(language="en"))
        assert is_sayable(text_of(heard), round(seconds * 1000) + 50)
        assert all(0 <= word.start_ms <= word.end_ms <= seconds * 1000 for word in heard.words)


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_chunk_that_was_asked_for_its_language_is_not_encoded_again(
    models_folder: Path, speech: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FasterWhisper("base", models_folder)
    (apart,) = engine.draft([speech], DecodeOptions(language="en"))
    encode, windows = engine._encode, list[int]()

    def counted(features: NDArray[np.float32]) -> Any:
        windows.append(len(features))
        return encode(features)

    monkeypatch.setattr(engine, "_encode", counted)
    engine.language_parts(speech)
    assert engine.draft([speech], DecodeOptions(language="en")) == [apart]
    assert len(windows) == 1
    engine.draft([speech], DecodeOptions(language="en"))
    assert len(windows) == 2


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_nothing_is_lost_where_speech_is_cut_into_chunks(
    models_folder: Path, speech: NDArray[np.float32]
) -> None:
    """Five times in one breath: cut twice where there is no pause."""
    engine = load_engine("auto", "base", models_folder=models_folder)
    spoken = np.tile(speech[5_000 : int(10.6 * 16_000)], 5)
    recording = (spoken * 32767).astype(np.int16)
    chunks = list(iter_chunks(iter_speech(recording), recording))
    assert len(chunks) >= 2
    assert sum(chunk.audio_ms for chunk in chunks) >= len(spoken) / 16 - 500
    drafts = engine.draft([chunk.samples(recording) for chunk in chunks], DecodeOptions())
    # A cut loses at most a word or two of its own; a chunk that were lost is a fifth or more.
    text = " ".join(text_of(draft) for draft in drafts)
    assert share_heard(" ".join([SAID] * 5), text) > 0.9
    assert error_rate(" ".join([SAID] * 5), text) < 0.15
    for draft, chunk in zip(drafts, chunks, strict=True):
        starts = [word.start_ms for word in draft.words]
        assert starts == sorted(starts)
        assert draft.words[-1].end_ms <= chunk.audio_ms
        assert all(word.end_ms - word.start_ms >= 20 for word in draft.words)


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_draft_does_not_depend_on_what_shares_its_batch(
    models_folder: Path, speech: NDArray[np.float32]
) -> None:
    """Chunks are sorted by length for the batch, and come back in their order."""
    engine = load_engine("auto", "base", models_folder=models_folder)
    chunks = [speech, speech[: 2 * 16_000], speech[3 * 16_000 :]]
    options = DecodeOptions(batch_size=2)
    together = engine.draft(chunks, options)
    said = [text_of(draft) for draft in together]
    assert is_heard(SAID, said[0])
    assert len(said[1].split()) < 8
    assert is_heard(AFTER_PAUSE, said[2])
    assert error_rate(AFTER_PAUSE, said[2]) < 0.3  # of the others' words it has none


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", ["faster-whisper", "openai-whisper"])
def test_given_text_is_aligned_word_for_word(
    models_folder: Path, speech: NDArray[np.float32], name: str
) -> None:
    """Not what the engine would have heard: the text is a corrector's."""
    engine = load_engine(name, "base", models_folder=models_folder)
    text = "And so, my fellow Americans: ask not what your country can do for you."
    words = engine.align(speech[: 8 * 16_000], text, "en")
    assert " ".join(word.text for word in words) == text
    starts = [word.start_ms for word in words]
    assert starts == sorted(starts)
    assert words[5].text == "ask"
    assert 3000 < words[5].start_ms < 3800
    assert engine.align(speech, " ", "en") == ()


def _sounds_without_speech(seconds: int) -> dict[str, NDArray[np.float32]]:
    """So much of each; made, so that there is surely no speech in them."""
    n = seconds * 16_000
    noise = np.random.default_rng(3).normal(size=n)
    at_s = np.arange(n) / 16_000
    sounds = {
        "silence": np.zeros(n),
        "soft noise": noise * 0.001,
        "noise": noise * 0.01,
        "loud noise": noise * 0.1,
        "hum": np.sin(2 * np.pi * 50 * at_s) * 0.1 + noise * 0.002,
        "tone": np.sin(2 * np.pi * 440 * at_s) * 0.3,
    }
    return {name: sound.astype(np.float32) for name, sound in sounds.items()}


@pytest.mark.model
@pytest.mark.parametrize("seconds", [2, 20], ids=["in a short window", "in a long one"])
def test_the_fast_engine_invents_no_text_where_nobody_speaks(
    models_folder: Path, seconds: int
) -> None:
    engine = load_engine("auto", "base", models_folder=models_folder)
    sounds = _sounds_without_speech(seconds)
    drafts = engine.draft(list(sounds.values()), DecodeOptions(language="en"))
    heard = {
        name: [word.text for word in draft.words]
        for name, draft in zip(sounds, drafts, strict=True)
        if draft.words
    }
    assert heard == {}


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_the_reference_engine_invents_no_text_in_silence(models_folder: Path) -> None:
    engine = load_engine("openai-whisper", "base", models_folder=models_folder)
    (draft,) = engine.draft([_sounds_without_speech(20)["silence"]], DecodeOptions(language="en"))
    assert draft.words == ()


def test_the_pulled_model_is_the_published_one(models_folder: Path) -> None:
    digest = models.MODELS["base"].files["model.bin"].sha256
    assert models.model_sha256(models_folder, "base") == digest
    assert dict(models.verify(models_folder))["base"] == ""


def test_languages_are_whispers() -> None:
    assert LANGUAGES == WHISPER_LANGUAGES


def test_unknown_names_are_explained(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="faster-whisper"):
        load_engine("siri", "base", models_folder=tmp_path)
    with pytest.raises(ModelUnavailable, match="models pull base"):
        load_engine("auto", "base", models_folder=tmp_path)
    with pytest.raises(EngineUnavailable, match="klingon"):
        DecodeOptions(language="klingon")
