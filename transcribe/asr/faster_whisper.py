"""The fast engine: CTranslate2 through faster-whisper; decodes chunks in batches."""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from transcribe.asr.alternatives import MORE_WORDS, AlternativesRequest, rank_alternatives
from transcribe.asr.encoder_cache import Encodings, window_frames
from transcribe.asr.encoder_choice import is_onnx_wanted
from transcribe.asr.engine import ChunkDraft, DecodeOptions, Samples, cpu_threads
from transcribe.asr.hallucination import MIN_LOGPROB, NO_SPEECH, is_hallucination
from transcribe.asr.language_runs import LanguagePart, make_parts, needs_whole, part_times
from transcribe.asr.languages import UNSPACED
from transcribe.asr.models import files as models
from transcribe.asr.onnx_encoder import OnnxEncoder, load_encoder
from transcribe.asr.repetitions import is_sayable
from transcribe.asr.tokenizer_check import check_tokens
from transcribe.asr.whisper_tokenizer import get_tokenizer
from transcribe.asr.windows import FRAMES, SAMPLES_PER_FRAME, SETTING, window_of
from transcribe.asr.word_times import (
    TimedToken,
    assemble,
    extend_to_sound,
    finish,
    snap_to_energy,
    sounding_ms,
    with_lengths,
)
from transcribe.document.model import Word
from transcribe.errors import EncoderUnavailable, ModelUnavailable

MAX_BATCH = 4  # on a CPU: more are hardly faster, and memory grows with them
TOKENS_PER_SECOND = 50  # of the aligner's time axis
MAX_COMPRESSION = 2.4  # Whisper's own thresholds for a failed decode
RETRY_TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8)
TEXT_TOKENS_PER_SECOND = 14  # far more than in speech; ends a loop early
MAX_TEXT_TOKENS = 224
N_FIRST = 12  # first tokens tried for alternatives
TOKENS_PER_WORD = 3
MAX_ALIGNED_TOKENS = 440  # the decoder's window of 448, minus the tokens before the text

T = TypeVar("T")
log = logging.getLogger(__name__)


class FasterWhisper:
    """Int8 on a CPU, float16 on a GPU."""

    name = "faster-whisper"

    def __init__(self, model: str, models_folder: Path) -> None:
        from ctranslate2 import get_cuda_device_count  # noqa: PLC0415
        from faster_whisper import WhisperModel  # noqa: PLC0415

        folder = models.check(models_folder, model)
        sha256 = models.model_sha256(models_folder, model)
        self._shortest = window_of(model, sha256, os.environ.get(SETTING, ""))
        self._has_gpu = has_gpu = get_cuda_device_count() > 0
        try:
            self._whisper: Any = WhisperModel(
                str(folder),
                device="cuda" if has_gpu else "cpu",
                compute_type="float16" if has_gpu else "int8",
                cpu_threads=cpu_threads(),
            )
        except RuntimeError as error:
            raise ModelUnavailable(model, f"CTranslate2 cannot load it: {error}") from error
        self.model = model
        check_tokens(model, self._whisper.hf_tokenizer, self._tokenizer(DecodeOptions()))
        self._encodings = Encodings()
        self._asked: tuple[Samples, int, Any] | None = None  # audio, window and output
        self._onnx: OnnxEncoder | None = None
        self.notice = ""
        if is_onnx_wanted(model) and not has_gpu:
            self._load_onnx(folder)

    def _load_onnx(self, folder: Path) -> None:
        """Use ONNX Runtime's encoder, or keep CTranslate2's own and say why."""
        try:
            self._onnx = load_encoder(folder, self._whisper.encode)
        except EncoderUnavailable as error:
            log.warning("%s", error)
            self.notice = str(error)

    @property
    def encoder(self) -> str:
        """Whose encoder is used: "ctranslate2" or "onnx"."""
        return "onnx" if self._onnx else "ctranslate2"

    def _encode(self, features: np.ndarray[Any, Any]) -> Any:
        """The encoder's output as CTranslate2's decoder takes it."""
        if self._has_gpu:
            return self._whisper.encode(features)
        from ctranslate2 import StorageView  # noqa: PLC0415

        encode = self._onnx.encode if self._onnx else self._whisper.encode
        # One chunk at a time: a batch is no faster on a CPU and takes the memory of all at once.
        states = [np.array(encode(one[np.newaxis])) for one in features]
        return StorageView.from_array(np.concatenate(states))

    def _window(self, chunks: Sequence[Samples]) -> int:
        """Frames that the longest of these chunks needs."""
        return self._shortest.frames(max(len(chunk) for chunk in chunks))

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        """The most probable language of up to 30 s."""
        if not self._whisper.model.is_multilingual:
            return "en", 1.0
        encoded = self._encode(self._features([samples], self._window([samples])))
        found = self._whisper.model.detect_language(encoded)
        token, probability = found[0][0]
        return str(token)[2:-2], float(probability)

    def language_parts(self, samples: Samples) -> tuple[LanguagePart, ...]:
        """The languages of the parts of up to 30 s."""
        window = self._window([samples])
        encoded = self._encode(self._features([samples], window))
        self._asked = (samples, window, encoded)
        (parts,) = self._parts(encoded, [samples])
        return parts

    def _encoded_batch(self, chunks: Sequence[Samples], window: int) -> Any:
        """The encoder output of chunks; the first chunk of a recording was just asked for its language."""
        asked, self._asked = self._asked, None
        if asked and len(chunks) == 1 and asked[0] is chunks[0] and asked[1] == window:
            return asked[2]
        return self._encode(self._features(chunks, window))

    def _parts(self, encoded: Any, chunks: Sequence[Samples]) -> list[tuple[LanguagePart, ...]]:
        """Detect the language of parts of an encoder output: a twentieth of the encoder's cost."""
        if not self._whisper.model.is_multilingual:
            return [() for _ in chunks]
        from ctranslate2 import Device, StorageView  # noqa: PLC0415

        kept_here = encoded if encoded.device == "cpu" else encoded.to_device(Device.cpu)
        states = np.array(kept_here)  # shape (n_chunks, n_frames / 2, width)
        found: list[tuple[LanguagePart, ...]] = []
        for index, (chunk, state) in enumerate(zip(chunks, states, strict=True)):
            times = part_times(min(len(chunk), FRAMES * SAMPLES_PER_FRAME) // 16)
            cut = [state[_state(start_ms) : max(_state(end_ms), 1)] for start_ms, end_ms in times]
            some = StorageView.from_array(np.ascontiguousarray(np.stack(cut)))
            each = list(map(_languages, self._whisper.model.detect_language(some)))
            whole = None
            if needs_whole(times, each):
                whole = _languages(self._whisper.model.detect_language(_rows(encoded, [index]))[0])
            found.append(make_parts(times, each, whole))
        return found

    def align(self, samples: Samples, text: str, language: str) -> tuple[Word, ...]:
        """Find the times of given words with CTranslate2's aligner."""
        tokenizer = self._tokenizer(DecodeOptions(language=language))
        tokens = tokenizer.encode(" " + " ".join(text.split()))[:MAX_ALIGNED_TOKENS]
        encoded = self._encoded(samples)
        (pieces,) = self._align(encoded, tokenizer, [tokens if text.strip() else []], [samples])
        words = assemble(pieces, is_spaced=language not in UNSPACED)
        timed = with_lengths(snap_to_energy(words, samples), len(samples) // 16)
        return extend_to_sound(timed, samples)

    def alternatives(
        self, samples: Samples, question: AlternativesRequest, language: str
    ) -> tuple[tuple[str, float], ...]:
        """Decode one greedy continuation for each of the most probable tokens at the place."""
        tokenizer = self._tokenizer(DecodeOptions(language=language))
        start = _prompt(tokenizer, question.context)
        before = tokenizer.encode(" " + question.before.strip()) if question.before.strip() else []
        # Same width as for a draft: in the narrow windows of alignments single words are wrong.
        window = self._window([samples])
        padded = np.pad(samples, (0, max(0, window * SAMPLES_PER_FRAME - len(samples))))
        encoded = self._encodings.of(padded, lambda: self._encode(self._features([padded], window)))
        (first,) = self._whisper.model.generate(
            encoded, [[*start, *before]], beam_size=N_FIRST, num_hypotheses=N_FIRST,
            length_penalty=0, return_scores=True, **_as_long_as(start, len(before) + 1),
        )  # fmt: skip
        begun = {
            tuple(ids): float(np.exp(score))
            for ids, score in zip(first.sequences_ids, first.scores, strict=True)
            if len(ids) > len(before) and ids[-1] < tokenizer.eot
        }
        if not begun:
            return ()
        n_more = TOKENS_PER_WORD * (question.n_words + MORE_WORDS + 1)
        size = len(begun) if self._has_gpu else MAX_BATCH  # each copy takes memory
        results = [
            result
            for some in _batches(list(begun), size)
            for result in self._whisper.model.generate(
                _rows(encoded, [0] * len(some)), [[*start, *ids] for ids in some], beam_size=1,
                **_as_long_as(start, len(before) + 1 + n_more),
            )
        ]  # fmt: skip
        texts = [
            tokenizer.decode(_text_tokens(result, tokenizer)[len(before) :]) for result in results
        ]
        return rank_alternatives(question, zip(texts, begun.values(), strict=True))

    def encode(self, samples: Samples) -> None:
        """Encode audio that will soon be aligned."""
        self._encoded(samples)

    def _encoded(self, samples: Samples) -> Any:
        def encode() -> Any:
            features = self._features([samples], window_frames(len(samples)))
            return self._encode(features)

        return self._encodings.of(samples, encode)

    def draft(self, chunks: Sequence[Samples], options: DecodeOptions) -> list[ChunkDraft]:
        """Transcribe chunks in batches; decode a chunk with a bad result again alone.

        Chunks of similar length share a batch, since each is as wide as its longest.
        """
        by_length = sorted(range(len(chunks)), key=lambda place: len(chunks[place]))
        drafts: dict[int, ChunkDraft] = {}
        size = options.batch_size if self._has_gpu else min(options.batch_size, MAX_BATCH)
        for start in range(0, len(chunks), size):
            places = by_length[start : start + size]
            heard = self._batch([chunks[place] for place in places], options)
            drafts |= zip(places, heard, strict=True)
        return [drafts[place] for place in range(len(chunks))]

    def _batch(self, chunks: Sequence[Samples], options: DecodeOptions) -> list[ChunkDraft]:
        # openai-whisper's tokenizer: the tokenizer.json of the published conversions lacks a merge
        # and would give the aligner and prompts wrong tokens.
        tokenizer = self._tokenizer(options)
        window = FRAMES if options.is_alone else self._window(chunks)
        encoded = self._encoded_batch(chunks, window)
        results = self._generate(encoded, len(chunks), tokenizer, options, _limit(chunks), 0.0)
        texts: list[list[int]] = []
        for index, first in enumerate(results):
            if _is_silence(first) or (options.is_alone and first.no_speech_prob > NO_SPEECH):
                texts.append([])
                continue
            result = self._settled(first, chunks[index], tokenizer, options)
            is_none = (options.is_alone and _is_bad(result, tokenizer, chunks[index])) or (
                result is not first and not _fits(result, tokenizer, chunks[index])
            )
            texts.append([] if is_none else _text_tokens(result, tokenizer))
        aligned = self._align(encoded, tokenizer, texts, chunks)
        parts = [()] * len(chunks) if options.is_alone else self._parts(encoded, chunks)
        is_spaced = options.language not in UNSPACED
        return [
            ChunkDraft(
                options.language, finish(assemble(pieces, is_spaced=is_spaced), chunk), heard
            )
            for pieces, chunk, heard in zip(aligned, chunks, parts, strict=True)
        ]

    def _tokenizer(self, options: DecodeOptions) -> Any:
        multilingual = self._whisper.model.is_multilingual
        return get_tokenizer(
            multilingual,
            num_languages=100 if self._whisper.feat_kwargs.get("feature_size") == 128 else 99,
            language=options.language if multilingual else None,
            task=options.task if multilingual else None,
        )

    def _features(self, chunks: Sequence[Samples], n_frames: int) -> np.ndarray[Any, Any]:
        """Log-mel features padded to a window: float32, shape (n_chunks, n_mels, n_frames)."""
        window = n_frames * SAMPLES_PER_FRAME
        padded = [np.pad(chunk[:window], (0, window - min(len(chunk), window))) for chunk in chunks]
        return np.stack([self._whisper.feature_extractor(chunk)[:, :n_frames] for chunk in padded])

    def _generate(
        self,
        encoded: Any,
        n_chunks: int,
        tokenizer: Any,
        options: DecodeOptions,
        limit: int,
        temperature: float,
    ) -> list[Any]:
        prompt = _prompt(tokenizer, options.initial_prompt)
        sampling = {"beam_size": 1, "num_hypotheses": 5, "sampling_topk": 0} if temperature else {}
        results: list[Any] = self._whisper.model.generate(
            encoded,
            [prompt] * n_chunks,
            return_scores=True,
            return_no_speech_prob=True,
            max_length=min(len(prompt) + limit, 448),
            sampling_temperature=temperature or 1.0,
            **({"beam_size": options.beam_size} | sampling),
        )
        return results

    def _settled(self, first: Any, chunk: Samples, tokenizer: Any, options: DecodeOptions) -> Any:
        """A good result unchanged; a bad one again in Whisper's full window, at rising temperatures."""
        if not _is_bad(first, tokenizer, chunk):
            return first
        best, encoded = first, self._encode(self._features([chunk], FRAMES))
        for temperature in RETRY_TEMPERATURES:
            limit = _limit([chunk])
            (result,) = self._generate(encoded, 1, tokenizer, options, limit, temperature)
            if not _is_bad(result, tokenizer, chunk):
                return result
            best = max(best, result, key=_logprob)
        return best

    def _align(
        self, encoded: Any, tokenizer: Any, texts: list[list[int]], chunks: Sequence[Samples]
    ) -> list[list[TimedToken]]:
        """Times of the tokens of each chunk; one chunk at a time, since its logits need memory."""
        frames = [min(FRAMES, max(2, len(chunk) // SAMPLES_PER_FRAME)) for chunk in chunks]
        start = list(tokenizer.sot_sequence)
        found: list[list[TimedToken]] = []
        for index, text in enumerate(texts):
            if not text:
                found.append([])
                continue
            (result,) = self._whisper.model.align(
                _rows(encoded, [index]), start, [text], [frames[index]], median_filter_width=7
            )
            found.append(_timed(result, text, tokenizer))
        return found


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[first : first + size] for first in range(0, len(items), size))


def _rows(encoded: Any, places: Sequence[int]) -> Any:
    """The encoder's output of some of the chunks in it, which may come more than once."""
    if list(places) == list(range(encoded.shape[0])):
        return encoded
    from ctranslate2 import Device, StorageView  # noqa: PLC0415

    kept_here = encoded if encoded.device == "cpu" else encoded.to_device(Device.cpu)
    return StorageView.from_array(np.ascontiguousarray(np.array(kept_here)[list(places)]))


def _prompt(tokenizer: Any, initial_prompt: str) -> list[int]:
    before = tokenizer.encode(" " + initial_prompt.strip())[-223:] if initial_prompt.strip() else []
    start = [tokenizer.sot_prev, *before] if before else []
    return [*start, *tokenizer.sot_sequence, tokenizer.no_timestamps]


def _as_long_as(start: list[int], n_tokens: int) -> dict[str, int]:
    """CTranslate2 uses half of the given length for the tokens after the start."""
    return {"max_length": min(448, max(2 * n_tokens, len(start) + n_tokens))}


def _limit(chunks: Sequence[Samples]) -> int:
    longest_s = max(len(chunk) for chunk in chunks) / 16_000
    return min(MAX_TEXT_TOKENS, 16 + int(longest_s * TEXT_TOKENS_PER_SECOND))


def _text_tokens(result: Any, tokenizer: Any) -> list[int]:
    return [token for token in result.sequences_ids[0] if token < tokenizer.eot]


def _logprob(result: Any) -> float:
    """Mean log probability per token: CTranslate2's score is already divided by the length."""
    length = len(result.sequences_ids[0])
    return float(result.scores[0]) * length / (length + 1)


def _is_bad(result: Any, tokenizer: Any, chunk: Samples) -> bool:
    return _logprob(result) < MIN_LOGPROB or _is_loop(
        tokenizer.decode(_text_tokens(result, tokenizer)).strip(), chunk
    )


def _fits(result: Any, tokenizer: Any, chunk: Samples) -> bool:
    """Whether a chunk is long enough for the text: "Thank you." is no text of a fifth of a second."""
    return is_sayable(tokenizer.decode(_text_tokens(result, tokenizer)), len(chunk) // 16)


def _is_loop(text: str, chunk: Samples) -> bool:
    """Whether a text repeats itself more than there is time for in the audio."""
    plain = text.encode()
    compression = len(plain) / len(zlib.compress(plain)) if plain else 0.0
    return compression > MAX_COMPRESSION and not is_sayable(text, sounding_ms(chunk))


def _state(ms: int) -> int:
    """Index in the encoder's output: one state for 20 ms."""
    return ms * TOKENS_PER_SECOND // 1000


def _languages(detected: Any) -> dict[str, float]:
    """Probabilities by Whisper's code, from CTranslate2's list of pairs."""
    return {str(token)[2:-2]: float(probability) for token, probability in detected}


def _is_silence(result: Any) -> bool:
    return is_hallucination(result.no_speech_prob, _logprob(result), len(result.sequences_ids[0]))


def _timed(result: Any, text: list[int], tokenizer: Any) -> list[TimedToken]:
    """Word pieces with times, derived as in `whisper.timing.find_alignment`."""
    words, word_tokens = tokenizer.split_to_word_tokens([*text, tokenizer.eot])
    if len(word_tokens) <= 1:
        return []
    token_index = np.array([pair[0] for pair in result.alignments])
    frame_index = np.array([pair[1] for pair in result.alignments])
    jumps = np.pad(np.diff(token_index), (1, 0), constant_values=1).astype(bool)
    times = frame_index[jumps] / TOKENS_PER_SECOND
    edges = np.pad(np.cumsum([len(tokens) for tokens in word_tokens[:-1]]), (1, 0))
    return [
        TimedToken(
            word,
            float(times[first]),
            float(times[last]),
            float(np.mean(result.text_token_probs[first:last])),
        )
        for word, first, last in zip(words[:-1], edges[:-1], edges[1:], strict=True)
    ]
