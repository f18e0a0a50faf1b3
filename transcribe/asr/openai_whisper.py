"""The reference engine: openai-whisper on the same weights, one chunk at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from transcribe.asr.engine import ChunkDraft, DecodeOptions, Samples, cpu_threads
from transcribe.asr.hallucination import MIN_LOGPROB, NO_SPEECH, is_hallucination
from transcribe.asr.language_runs import LanguagePart, make_parts, part_times
from transcribe.asr.languages import UNSPACED
from transcribe.asr.models import files as models
from transcribe.asr.models.convert import load_checkpoint
from transcribe.asr.word_times import (
    TimedToken,
    assemble,
    extend_to_sound,
    finish,
    snap_to_energy,
    with_lengths,
)
from transcribe.document.model import Word
from transcribe.errors import EngineUnavailable

MAX_ALIGNED_TOKENS = 440  # the decoder's window of 448, minus the tokens before the text
STATE_MS = 20  # of audio for one state of the encoder
TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


class OpenAIWhisper:
    """Float32 on a CPU, float16 on a GPU."""

    name = "openai-whisper"

    def __init__(self, model: str, models_folder: Path) -> None:
        import torch  # noqa: PLC0415

        folder = models.check(models_folder, model)
        torch.set_num_threads(cpu_threads())
        device = "cuda" if torch.cuda.is_available() else "cpu"
        self._whisper: Any = load_checkpoint(folder).to(device)
        self._is_half = device == "cuda"
        self.model = model

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        """The most probable language of up to 30 s."""
        import whisper  # noqa: PLC0415

        if not self._whisper.is_multilingual:
            return "en", 1.0
        window = whisper.pad_or_trim(np.ascontiguousarray(samples))
        mel = whisper.log_mel_spectrogram(window, n_mels=self._whisper.dims.n_mels)
        _, probabilities = self._whisper.detect_language(mel.to(self._whisper.device))
        language = max(probabilities, key=probabilities.get)
        return str(language), float(probabilities[language])

    def language_parts(self, samples: Samples) -> tuple[LanguagePart, ...]:
        """The languages of the parts of up to 30 s, from one run of the encoder."""
        import torch  # noqa: PLC0415
        import whisper  # noqa: PLC0415

        if not self._whisper.is_multilingual:
            return ()
        tokenizer = whisper.tokenizer.get_tokenizer(
            True, num_languages=self._whisper.num_languages, language=None, task=None
        )
        window = whisper.pad_or_trim(np.ascontiguousarray(samples))
        mel = whisper.log_mel_spectrogram(window, n_mels=self._whisper.dims.n_mels)
        mel = (mel.half() if self._is_half else mel).to(self._whisper.device)
        times = part_times(min(len(samples), len(window)) // 16)
        start = torch.tensor([[tokenizer.sot]], device=self._whisper.device)
        with torch.no_grad():
            states = self._whisper.embed_audio(mel.unsqueeze(0))
            cut = [
                states[:, from_ms // STATE_MS : max(1, to_ms // STATE_MS)]
                for from_ms, to_ms in times
            ]
            of_whole, *found = (
                _languages(self._whisper.logits(start, some)[0, 0], tokenizer)
                for some in (states, *cut)
            )
        return make_parts(times, found, of_whole)

    def align(self, samples: Samples, text: str, language: str) -> tuple[Word, ...]:
        """Find the times of given words with whisper's cross-attention alignment."""
        import whisper  # noqa: PLC0415
        from whisper.timing import find_alignment  # noqa: PLC0415
        from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

        multilingual = self._whisper.is_multilingual
        tokenizer = get_tokenizer(
            multilingual, num_languages=self._whisper.num_languages, task="transcribe",
            language=language if multilingual else None,
        )  # fmt: skip
        tokens = tokenizer.encode(" " + " ".join(text.split()))[:MAX_ALIGNED_TOKENS]
        window = whisper.pad_or_trim(np.ascontiguousarray(samples))
        mel = whisper.log_mel_spectrogram(window, n_mels=self._whisper.dims.n_mels)
        if self._is_half:
            mel = mel.half()
        found = find_alignment(
            self._whisper, tokenizer, tokens if text.strip() else [],
            mel.to(self._whisper.device), len(samples) // whisper.audio.HOP_LENGTH,
        )  # fmt: skip
        pieces = [TimedToken(w.word, w.start, w.end, w.probability) for w in found if w.word]
        words = assemble(pieces, is_spaced=language not in UNSPACED)
        timed = with_lengths(snap_to_energy(words, samples), len(samples) // 16)
        return extend_to_sound(timed, samples)

    def alternatives(self, *_: object) -> tuple[tuple[str, float], ...]:
        """Not available: whisper decodes one text at a time and keeps no others."""
        raise EngineUnavailable(self.name, "it has no alternatives; use faster-whisper.")

    def encode(self, samples: Samples) -> None:
        """Does nothing: openai-whisper encodes inside its aligner."""

    def draft(self, chunks: Sequence[Samples], options: DecodeOptions) -> list[ChunkDraft]:
        """Transcribe chunks as the `whisper` command does with word times."""
        return [self._chunk(chunk, options) for chunk in chunks]

    def _chunk(self, chunk: Samples, options: DecodeOptions) -> ChunkDraft:
        import whisper  # noqa: PLC0415

        heard = whisper.transcribe(
            self._whisper,
            np.ascontiguousarray(chunk),
            language=options.language if self._whisper.is_multilingual else None,
            task=options.task,
            beam_size=options.beam_size,
            best_of=5,
            temperature=TEMPERATURES,
            word_timestamps=True,
            condition_on_previous_text=False,
            initial_prompt=options.initial_prompt or None,
            fp16=self._is_half,
            verbose=None,
        )
        pieces = [
            TimedToken(word["word"], word["start"], word["end"], word["probability"])
            for segment in heard["segments"]
            if not _is_hallucination(segment, is_alone=options.is_alone)
            for word in segment["words"]
        ]
        is_spaced = options.language not in UNSPACED
        words = finish(assemble(pieces, is_spaced=is_spaced), chunk)
        parts = () if options.is_alone else self.language_parts(chunk)
        return ChunkDraft(options.language, words, parts)


def _is_hallucination(segment: dict[str, Any], *, is_alone: bool) -> bool:
    no_speech, logprob = segment["no_speech_prob"], segment["avg_logprob"]
    if is_alone and (no_speech > NO_SPEECH or logprob < MIN_LOGPROB):
        return True
    return is_hallucination(no_speech, logprob, len(segment["tokens"]))


def _languages(logits: Any, tokenizer: Any) -> dict[str, float]:
    """Probabilities by Whisper's code, from the logits of all tokens."""
    shares = logits[list(tokenizer.all_language_tokens)].float().softmax(dim=-1)
    return dict(zip(tokenizer.all_language_codes, shares.tolist(), strict=True))
