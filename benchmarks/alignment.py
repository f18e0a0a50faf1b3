"""Error of word times against the truth, compared with faster-whisper and openai-whisper.

    python -m benchmarks.alignment [--data ../shared/data/speech] [--noise] [--methods ours,…]

Truth: every word of the digits (`assembled`, joined from trimmed recordings), of the recordings
of `aligned` with a tier of words, and the edges of utterances of the assembled sessions. The sessions
were used to tune the correction of times and are listed separately; nothing else was used for tuning.

*Forced*: the text is known and only its times are searched. *Drafts*: each method transcribes by
itself, and the correct words are measured. `--noise` adds pink noise and babble (three other
speakers) at 10 dB. Errors are absolute, in ms; for edges of an utterance at its first and last word.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import decode_audio
from numpy.typing import NDArray

from benchmarks.support.draft_engines import MODELS
from transcribe.asr.engine import DecodeOptions, Engine
from transcribe.asr.engines import load_engine
from transcribe.asr.faster_whisper import FasterWhisper
from transcribe.asr.windows import FRAMES
from transcribe.asr.word_times import TimedToken

RATE = 16_000
LONGEST_S = 26.0
SNR_DB = 10.0
BABBLE = ("librispeech", "ljspeech", "spontaneous-en")
TUNED = ("session_en", "session_fr", "multilingual", "sparse")
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Span:
    """A word or an utterance with its true times, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Window:
    """At most 26 s of a recording, its true spans on the window's own clock."""

    name: str
    group: str
    language: str
    samples: Samples
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return " ".join(span.text for span in self.spans)


# Truth


def windows(data: Path) -> Iterator[Window]:
    """All recordings with truth, cut at pauses between spans."""
    for line in (data / "manifest.jsonl").read_text().splitlines():
        row = json.loads(line)
        if row["set"] not in {"aligned", "assembled"} or not row["text"]:
            continue
        spans = list(_truth(data, row))
        if not spans:
            continue
        name = Path(row["path"]).stem
        group = "edges, tuned on" if name.startswith(TUNED) else "words"
        yield from _cut(name, group, row["language"], decode_audio(str(data / row["path"])), spans)


def _truth(data: Path, row: dict[str, Any]) -> Iterator[tuple[Span, str]]:
    path, language = data / row["truth"], row["language"]
    if path.suffix == ".TextGrid":
        yield from ((span, language) for span in _textgrid_words(path.read_text("utf-8")))
        return
    plain = json.loads(path.read_text())
    if isinstance(plain, list):
        for one in plain:
            yield Span(one["text"], one["start"], one["end"]), one.get("language", language)
    elif "w" in plain:  # pocketsphinx
        for one in plain["w"]:
            if one["t"][0] not in "<[":
                text = re.sub(r"\(\d+\)", "", one["t"])
                yield Span(text, one["b"], one["b"] + one["d"]), language


def _textgrid_words(text: str) -> Iterator[Span]:
    """The tier of words of a TextGrid in its short form."""
    fields = [line.strip().strip('"') for line in text.splitlines()]
    for at, field in enumerate(fields):
        if field == "IntervalTier" and fields[at + 1] in {"words", "word"}:
            for n in range(int(fields[at + 4])):
                start, end, word = fields[at + 5 + 3 * n : at + 8 + 3 * n]
                if word and word[0] not in "<{[":
                    yield Span(word, float(start), float(end))


def _cut(
    name: str, group: str, language: str, samples: Samples, spans: list[tuple[Span, str]]
) -> Iterator[Window]:
    """Windows with as many spans as fit, of one language each."""
    at = 0
    while at < len(spans):
        first, spoken = spans[at]
        stop = at + 1
        while (
            stop < len(spans)
            and spans[stop][0].end - first.start < LONGEST_S
            and spans[stop][1] == spoken
        ):
            stop += 1
        before = spans[at - 1][0].end if at else 0.0
        after = spans[stop][0].start if stop < len(spans) else len(samples) / RATE
        begin = max(first.start - 0.5, (before + first.start) / 2)
        finish = min(spans[stop - 1][0].end + 0.5, (spans[stop - 1][0].end + after) / 2)
        yield Window(
            name, group, spoken if "+" in language else language,
            samples[int(begin * RATE) : int(finish * RATE)],
            tuple(Span(s.text, s.start - begin, s.end - begin) for s, _ in spans[at:stop]),
        )  # fmt: skip
        at = stop


# Noise


def pink(n: int) -> Samples:
    """Noise whose power falls with frequency."""
    spectrum = np.fft.rfft(np.random.default_rng(4).standard_normal(n))
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), n).astype("f4")


def babble(n: int, data: Path) -> Samples:
    """Three speakers at once, from recordings that are not measured."""
    mixed = np.zeros(n, np.float32)
    for folder in BABBLE:
        paths = sorted(
            path for path in (data / folder).iterdir() if path.suffix in {".flac", ".wav"}
        )
        voice = np.concatenate([decode_audio(str(path)) for path in paths[:6]])
        voice = np.resize(voice, n)
        mixed += voice / (np.sqrt(np.mean(voice**2)) + 1e-9)
    return mixed


def noisy(window: Window, noise: Samples) -> Window:
    """The window with noise of 10 dB under its speech."""
    spoken = np.concatenate(
        [window.samples[int(s.start * RATE) : int(s.end * RATE)] for s in window.spans]
    )
    added = np.resize(noise, len(window.samples))
    gain = np.sqrt(np.mean(spoken**2) / np.mean(added**2)) * 10 ** (-SNR_DB / 20)
    mixed = (window.samples + gain * added).astype(np.float32)
    return Window(window.name, window.group, window.language, mixed, window.spans)


# Methods: each returns its words as (text, start, end) in seconds

Heard = list[tuple[str, float, float]]
Method = Callable[[Window], Heard]


def forced_ours(engine: Engine) -> Method:
    """Aligner, short window and correction: the path after an edit."""
    return lambda window: [
        (w.text, w.start_ms / 1000, w.end_ms / 1000)
        for w in engine.align(window.samples, window.text, window.language)
    ]


def forced_raw(engine: FasterWhisper, *, is_short: bool) -> Method:
    """CTranslate2's aligner as faster-whisper uses it, on Whisper's window or a short one."""

    def align(window: Window) -> Heard:
        return [(w.text, w.start_s, w.end_s) for w in raw_pieces(engine, window, is_short=is_short)]

    return align


def raw_pieces(engine: FasterWhisper, window: Window, *, is_short: bool) -> list[TimedToken]:
    """Pieces of the text with the times of the cross-attention."""
    tokenizer = engine._tokenizer(DecodeOptions(language=window.language))
    tokens = tokenizer.encode(" " + " ".join(window.text.split()))[:440]
    if is_short:
        encoded = engine._encoded(window.samples)
    else:
        encoded = engine._whisper.encode(engine._features([window.samples], FRAMES))
    return engine._align(encoded, tokenizer, [tokens], [window.samples])[0]


def forced_openai(engine: Any) -> Method:
    """openai-whisper's own aligner."""

    def align(window: Window) -> Heard:
        import whisper
        from whisper.timing import find_alignment
        from whisper.tokenizer import get_tokenizer

        tokenizer = get_tokenizer(
            True, num_languages=99, language=window.language, task="transcribe"
        )
        tokens = tokenizer.encode(" " + " ".join(window.text.split()))[:440]
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(window.samples))
        found = find_alignment(engine._whisper, tokenizer, tokens, mel, len(window.samples) // 160)
        return [(word.word, float(word.start), float(word.end)) for word in found]

    return align


def draft_ours(engine: Engine) -> Method:
    """A chunk drafted on the product's path."""

    def draft(window: Window) -> Heard:
        (heard,) = engine.draft([window.samples], DecodeOptions(language=window.language))
        return [(w.text, w.start_ms / 1000, w.end_ms / 1000) for w in heard.words]

    return draft


def draft_faster_whisper(engine: FasterWhisper) -> Method:
    """`transcribe(word_timestamps=True)`."""

    def draft(window: Window) -> Heard:
        segments, _ = engine._whisper.transcribe(
            window.samples, language=window.language, word_timestamps=True
        )
        return [(w.word, w.start, w.end) for segment in segments for w in segment.words]

    return draft


def draft_openai(engine: Any) -> Method:
    """`transcribe(word_timestamps=True)`, beam 5 as in the command."""

    def draft(window: Window) -> Heard:
        import whisper

        heard = whisper.transcribe(
            engine._whisper, window.samples, language=window.language, word_timestamps=True,
            fp16=False, verbose=None, beam_size=5,
        )  # fmt: skip
        return [(w["word"], w["start"], w["end"]) for s in heard["segments"] for w in s["words"]]

    return draft


def methods(wanted: set[str]) -> dict[str, tuple[str, Method]]:
    """Methods by name, forced or draft."""
    fast = FasterWhisper("base", MODELS)
    made: dict[str, tuple[str, Method]] = {
        "ours": ("forced", forced_ours(fast)),
        "faster-whisper's aligner": ("forced", forced_raw(fast, is_short=False)),
        "the same, short window": ("forced", forced_raw(fast, is_short=True)),
        "ours, draft": ("draft", draft_ours(fast)),
        "faster-whisper": ("draft", draft_faster_whisper(fast)),
    }
    if not wanted or {"openai-whisper's aligner", "openai-whisper"} & wanted:
        slow = load_engine("openai-whisper", "base", models_folder=MODELS)
        made["openai-whisper's aligner"] = ("forced", forced_openai(slow))
        made["openai-whisper"] = ("draft", draft_openai(slow))
    return {name: how for name, how in made.items() if not wanted or name in wanted}


# Errors


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def errors(window: Window, heard: Heard) -> list[tuple[str, float]]:
    """("start" or "end", signed error in ms) of each span whose first or last word was recognised."""
    words = [(span, word) for span in window.spans for word in span.text.split() if _letters(word)]
    true = [_letters(word) for _, word in words]
    said = [(text, start, end) for text, start, end in heard if _letters(text)]
    matcher = SequenceMatcher(None, true, [_letters(text) for text, *_ in said], autojunk=False)
    place = {a + n: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}
    found: list[tuple[str, float]] = []
    for at, (span, _) in enumerate(words):
        if at not in place:
            continue
        _, start, end = said[place[at]]
        if at == 0 or words[at - 1][0] is not span:
            found.append(("start", (start - span.start) * 1000))
        if at == len(words) - 1 or words[at + 1][0] is not span:
            found.append(("end", (end - span.end) * 1000))
    return found


def figures(values: list[float]) -> str:
    """Median and 95th percentile of the sizes, as two cells."""
    if not values:
        return "– | –"
    size = np.abs(values)
    return f"{np.median(size):.0f} | {np.quantile(size, 0.95):.0f}"


def measure(data: Path, *, is_noisy: bool, wanted: set[str]) -> None:
    """Print a table for each kind of text and audio."""
    clean = list(windows(data))
    longest = max(len(window.samples) for window in clean)
    sounds = {"clean": clean}
    if is_noisy:
        sounds["pink noise, 10 dB"] = [noisy(w, pink(longest)) for w in clean]
        sounds["babble, 10 dB"] = [noisy(w, babble(longest, data)) for w in clean]
    made_methods = methods(wanted)
    print("| text | sound | truth | method | n | start, median | p95 | end, median | p95 |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for sound, made in sounds.items():
        for name, (kind, method) in made_methods.items():
            found: dict[str, dict[str, list[float]]] = {}
            for window in made:
                cell = found.setdefault(window.group, defaultdict(list))
                for edge, error in errors(window, method(window)):
                    cell[edge].append(error)
            for group, cell in sorted(
                found.items()
            ):  # print at once: the slow ones take half an hour
                print(
                    f"| {kind} | {sound} | {group} | {name} | {len(cell['start'])} | "
                    f"{figures(cell['start'])} | {figures(cell['end'])} |",
                    flush=True,
                )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/speech"))
    parser.add_argument("--noise", action="store_true")
    parser.add_argument("--methods", default="")
    arguments = parser.parse_args()
    wanted = {name.strip() for name in arguments.methods.split(",") if name.strip()}
    measure(arguments.data, is_noisy=arguments.noise, wanted=wanted)


if __name__ == "__main__":
    main()
