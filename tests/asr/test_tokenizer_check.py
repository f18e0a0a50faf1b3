"""The two tokenizers: tokens have the same meaning, but text is tokenized differently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer
from whisper.tokenizer import get_tokenizer

from transcribe.asr.engine import DecodeOptions
from transcribe.asr.engines import load_engine
from transcribe.asr.tokenizer_check import check_tokens
from transcribe.errors import ModelUnavailable

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]


@pytest.fixture
def published(models_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(models_folder / "base" / "tokenizer.json"))


def test_every_token_of_the_model_has_the_meaning_of_our_tokenizer(published: Tokenizer) -> None:
    check_tokens("base", published, get_tokenizer(True), step=1)


def test_text_is_tokenized_by_whispers_own_tokenizer(
    models_folder: Path, published: Tokenizer
) -> None:
    """The published tokenizer lacks a merge: its tokens differ from those of the training."""
    engine: Any = load_engine("auto", "base", models_folder=models_folder)
    text = " the end of the day"
    ours = engine._tokenizer(DecodeOptions()).encode(text)
    assert ours == get_tokenizer(True).encode(text)
    assert ours[0] == 264
    assert published.encode(text, add_special_tokens=False).ids != ours


def test_a_model_with_other_tokens_is_refused(published: Tokenizer) -> None:
    with pytest.raises(ModelUnavailable, match="token 0 is"):
        check_tokens("mine", Shifted(published), get_tokenizer(True))
    with pytest.raises(ModelUnavailable, match="number of tokens differs"):
        check_tokens("mine", Larger(published), get_tokenizer(True))


class Shifted:
    """Tokens with the meaning of their neighbours."""

    def __init__(self, real: Tokenizer) -> None:
        self._real = real

    def decode_batch(self, ids: list[list[int]], **options: bool) -> Any:
        return self._real.decode_batch([[token + 1] for (token,) in ids], **options)


class Larger(Shifted):
    """More tokens, as many as for another language."""

    def decode_batch(self, ids: list[list[int]], **options: bool) -> Any:
        return self._real.decode_batch(ids, **options)

    def token_to_id(self, token: str) -> int:
        return (self._real.token_to_id(token) or 0) + 1
