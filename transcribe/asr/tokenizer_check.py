"""Check that a model's tokens are those of openai-whisper's tokenizer, which all engines here use.

The `tokenizer.json` published with some conversions lacks a merge: `" the"` becomes two tokens that
the model has never seen together. So text is tokenized only by openai-whisper's tokenizer, and a
model with other tokens is refused.
"""

from __future__ import annotations

from typing import Any

from transcribe.errors import ModelUnavailable

SAMPLE_STEP = 97  # a prime: about 500 tokens of all kinds, takes a millisecond


def check_tokens(model: str, theirs: Any, ours: Any, *, step: int = SAMPLE_STEP) -> None:
    """Compare the meaning of every `step`-th token.

    Args:
        model: Model name, for the message.
        theirs: The model's `tokenizers.Tokenizer`; only its decoding is used.
        ours: openai-whisper's tokenizer for it.
        step: 1 for all.

    Raises:
        ModelUnavailable: A token means something else.
    """
    ids = [*range(0, ours.eot, step)]
    others = theirs.decode_batch([[token] for token in ids], skip_special_tokens=False)
    for token, meaning in zip(ids, others, strict=True):
        if meaning != ours.encoding.decode([token]):
            raise ModelUnavailable(
                model,
                f"its token {token} is {meaning!r}, not {ours.encoding.decode([token])!r} as in "
                "Whisper; it is not a Whisper model, or its tokenizer.json belongs to another model.",
            )
    if theirs.token_to_id("<|endoftext|>") != ours.eot:
        raise ModelUnavailable(model, "its number of tokens differs from Whisper's.")
