"""The scripts that come with a corpus train two steps on a tiny model; what they write is drafted with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.datasets.small_collection import make_corpus
from transcribe.asr.models.registered import register
from transcribe.datasets.manifest import read_rows
from transcribe.evaluation.passages import make_passages
from transcribe.library.bakeoff.decoding import Model, open_decoder
from transcribe.library.corpora.release import MANIFEST
from transcribe.store import Store
from transcribe.store.projects import Project

WHY = "python3 make.py test-datasets installs the programs that read corpora"
transformers = pytest.importorskip("transformers", reason=WHY)

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.model]


@pytest.fixture
def tiny(tmp_path: Path, models_folder: Path) -> Path:
    """A Whisper with random weights and Whisper's own tokens."""
    folder = tmp_path / "tiny"
    tokens = transformers.WhisperTokenizerFast(
        tokenizer_file=str(models_folder / "base" / "tokenizer.json")
    )
    start, end = tokens.convert_tokens_to_ids(["<|startoftranscript|>", "<|endoftext|>"])
    common = {
        "decoder_start_token_id": start,
        "eos_token_id": end,
        "bos_token_id": end,
        "pad_token_id": end,
    }
    config = transformers.WhisperConfig(
        d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64, vocab_size=51_865, **common,
    )  # fmt: skip
    model = transformers.WhisperForConditionalGeneration(config)
    languages = [f"<|{code}|>" for code in ("en", "de", "fr")]
    ids = dict(zip(languages, tokens.convert_tokens_to_ids(languages), strict=True))
    model.generation_config = transformers.GenerationConfig(
        lang_to_id=ids, alignment_heads=[[0, 0], [0, 1]], suppress_tokens=[],
        begin_suppress_tokens=[220, end], **common,
    )  # fmt: skip
    model.save_pretrained(folder)
    extractor = transformers.WhisperFeatureExtractor()
    transformers.WhisperProcessor(extractor, tokens).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("name", ["parquet", "audiofolder"])
def test_whisper_is_trained_and_drafts(
    collection: tuple[Store, Project], tmp_path: Path, tiny: Path, name: str
) -> None:
    store, project = collection
    made = make_corpus(store, project, tmp_path / "corpus", format=name)
    tuned = tmp_path / "tuned"
    done = _run(
        made.folder / "training" / "train_whisper.py", "--model", tiny, "--language", "en",
        "--steps", 2, "--batch", 2, "--output", tuned,
    )  # fmt: skip
    assert "train_loss" in done
    assert _weights(tuned) != _weights(tiny)
    _draft_with(tuned, made.folder, store, tmp_path)


def _draft_with(tuned: Path, release: Path, store: Store, folder: Path) -> None:
    """The way back: converted, registered, and heard with."""
    from ctranslate2.converters import TransformersConverter

    files = ["tokenizer.json", "preprocessor_config.json"]
    TransformersConverter(str(tuned), copy_files=files).convert(str(folder / "converted"))
    register(folder / "models", "tuned", folder / "converted")
    (passage, *_) = make_passages(row.clip for row in read_rows(release / MANIFEST))
    with open_decoder(Model("tuned"), folder / "models") as decoder:
        drafted = decoder.draft(store.media_folder(passage.recording) / "audio.pcm", [passage])
    assert len(drafted.texts) == 1
    assert drafted.engine == "faster-whisper"


@pytest.mark.parametrize("name", ["lhotse", "lhotse-shar"])
def test_batches_hold_all_clips(
    collection: tuple[Store, Project], tmp_path: Path, name: str
) -> None:
    pytest.importorskip("lhotse", reason=WHY)
    store, project = collection
    made = make_corpus(store, project, tmp_path / "corpus", format=name)
    n_clips = sum(row.split == "train" for row in read_rows(made.folder / MANIFEST))
    lines = _run(made.folder / "training" / "lhotse_batches.py", "--seconds", 5).splitlines()
    assert len(lines) > 1
    assert sum(int(line.rsplit(" ", 1)[1]) for line in lines) == n_clips


def _weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def _run(script: Path, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)], capture_output=True, text=True, check=False,
        cwd=script.parents[1].parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
