"""Whether a model's tokens are those of openai-whisper's tokenizer, which feeds every engine here.

The `tokenizer.json` that is published with some conversions lacks a merge: `" the"` becomes two
tokens that the model has never seen together. So text becomes tokens only by openai-whisper's own
tokenizer, and a model whose tokens are others is refused instead of being fed wrong ones.
"""

from __future__ import annotations

from typing import Any

from transcribe.errors import ModelUnavailable

SAMPLE_STEP = 97  # a prime: about 500 tokens of all kinds, in a millisecond


def check_tokens(model: str, theirs: Any, ours: Any, *, step: int = SAMPLE_STEP) -> None:
    """Compare what the tokens mean, every `step`-th of them.

    Args:
        model: Its name, for the message.
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
                "Whisper; it is no Whisper model, or its tokenizer.json is another model's.",
            )
    if theirs.token_to_id("<|endoftext|>") != ours.eot:
        raise ModelUnavailable(model, "its tokens are not as many as Whisper's.")
