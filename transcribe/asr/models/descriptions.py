"""What each model is good for and about how fast it is, for the choice of a model.

Speeds are times real time on a processor: `small` needs 1 min 42 s for 13 minutes on an Intel i7-12700K with int8
(README of faster-whisper, <https://github.com/SYSTRAN/faster-whisper>), and OpenAI publishes how fast the sizes
are next to each other (README of openai-whisper: tiny 10, base 7, small 4, medium 2, large 1). Its 8 for `turbo` holds
for GPUs: most of the work on a processor is the encoder, which is as large as that of large-v3. There
`turbo` takes 20.3 s where `small` takes 15.6 (<https://github.com/ggml-org/whisper.cpp/issues/2439>).
"""

from __future__ import annotations

from dataclasses import dataclass

from transcribe.asr.languages import LANGUAGES
from transcribe.asr.models.catalogue import MODELS

_WITH_CANTONESE = frozenset({"large-v3", "turbo"})


@dataclass(frozen=True, slots=True)
class Description:
    """A model as it is described where one is chosen.

    Attributes:
        name: Its name in the catalogue.
        about_speed: Seconds of audio drafted in a second of computing, as published.
        good_for: One short sentence.
        is_main: False for models that few need: English only, or replaced by a later one.
    """

    name: str
    about_speed: float
    good_for: str
    is_main: bool = True

    @property
    def n_languages(self) -> int:
        """How many languages it recognises."""
        if MODELS[self.name].is_english_only:
            return 1
        return len(LANGUAGES) - (self.name not in _WITH_CANTONESE)


_ALL = (
    Description("tiny", 19, "A first impression of clear speech; many words to correct."),
    Description("tiny.en", 19, "As tiny, with fewer errors in English.", is_main=False),
    Description("base", 13, "Clear speech on any computer; a good start."),
    Description("base.en", 13, "As base, with fewer errors in English.", is_main=False),
    Description("small", 8, "Everyday recordings: far fewer errors than base."),
    Description("small.en", 8, "As small, with slightly fewer errors in English.", is_main=False),
    Description("medium", 4, "Accents, noise and languages that small gets wrong."),
    Description("medium.en", 4, "About as medium, for English only.", is_main=False),
    Description("large-v1", 2, "Drafts that must match earlier ones of large-v1.", is_main=False),
    Description("large-v2", 2, "Recordings in which large-v3 repeats itself.", is_main=False),
    Description("large-v3", 2, "The fewest errors, if time does not matter or there is a GPU."),
    Description("turbo", 6, "Nearly as few errors as large-v3, several times as fast; no translation."),
)  # fmt: skip
DESCRIPTIONS: dict[str, Description] = {one.name: one for one in _ALL}
