"""openai-whisper's tokenizer, loaded alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from transcribe.asr.whisper_tokenizer import get_tokenizer

SAID = " Grüße, 世界! It's 10% of the sky… naïve café"


@pytest.mark.filterwarnings("default")  # openai-whisper does not close its vocabulary
@pytest.mark.parametrize("language", ["en", "fr", "ja", None])
@pytest.mark.parametrize("is_multilingual", [True, False])
def test_it_is_whispers_own(language: str | None, is_multilingual: bool) -> None:
    from whisper.tokenizer import get_tokenizer as whispers

    given = {"language": language, "task": "transcribe"} if is_multilingual else {}
    ours, theirs = get_tokenizer(is_multilingual, **given), whispers(is_multilingual, **given)
    assert ours.encode(SAID) == theirs.encode(SAID)
    assert ours.sot_sequence == theirs.sot_sequence
    assert ours.decode(theirs.encode(SAID)) == SAID
    assert ours.split_to_word_tokens(ours.encode(SAID)) == theirs.split_to_word_tokens(
        theirs.encode(SAID)
    )


HEAVY = ("torch", "numba", "librosa", "scipy")
DRAFT = f"""
import sys
from pathlib import Path
import numpy as np
from transcribe.asr.engine import DecodeOptions
from transcribe.asr.engines import load_engine
engine = load_engine("auto", "base", models_folder=Path(sys.argv[1]))
noise = np.random.default_rng(1).standard_normal(32_000).astype(np.float32)
engine.draft([noise], DecodeOptions())
print(*(name for name in {HEAVY} if name in sys.modules))
"""


@pytest.mark.model
def test_a_draft_needs_no_torch(models_folder: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", DRAFT, str(models_folder)],
        capture_output=True, text=True, check=True, env=os.environ | {"TRANSCRIBE_THREADS": "1"},
    )  # fmt: skip
    assert made.stdout.split() == []
