"""Make a library with one recording of ten hours and 20,000 segments, without decoding ten hours.

The sample's audio is repeated: as PCM for the waveform, and as encoded packets for the player.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import numpy as np

from transcribe.audio.decode import decode
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.audio.peaks import write_peaks
from transcribe.audio.probe import probe
from transcribe.audio.proxy import make_proxy
from transcribe.document.model import Segment, Speaker, Word
from transcribe.document.operations import AddSpeaker, Insert, Operation
from transcribe.library.sample import SAMPLE
from transcribe.store import Store

HOURS = 10
N_SEGMENTS = 20_000
COMMON = (
    "the of and to in a is that for it as was with be by on not "
    "he his but at are this have from or had an they which you one were all "
    "she there would their we him been has when who will no more if out so said "
    "what up its about into than them can only other time new some could these"
)
VOCABULARY = COMMON.split()
RARE = "otter"  # the word to replace
N_HITS = 2_000
LONG_TEXT = 10_000  # characters of the second last segment


def make_library(folder: Path) -> str:
    """Fill a data folder; returns the recording's id."""
    with Store(folder) as store:
        media_id = "tenhours"
        home = store.media_folder(media_id)
        home.mkdir(parents=True)
        store.media.add(
            media_id=media_id, title="Ten hours", filename="ten-hours.opus", sha256="0" * 64,
            size_bytes=1, language="en",
        )  # fmt: skip
        n_levels = _make_sound(home)
        duration_ms = HOURS * 3_600_000
        store.media.update(
            media_id,
            state="ready",
            duration_ms=duration_ms,
            peak_levels=n_levels,
            proxy="proxy.webm",
        )
        ops: list[Operation] = [AddSpeaker(Speaker("S1", "Anna")), AddSpeaker(Speaker("S2", "Ben"))]
        ops += [Insert(segment) for segment in _segments(duration_ms)]
        store.edits.apply(media_id, 0, ops, edit_id="made", kind="draft")
    return media_id


def _make_sound(home: Path) -> int:
    """Waveform and playback copy; returns the number of the waveform's levels."""
    short = home / "short.pcm"
    decode(SAMPLE, short, name="sample")
    once = np.fromfile(short, dtype="<i2")
    n_samples = HOURS * 3600 * 16_000
    with (home / "audio.pcm").open("wb") as file:
        for start in range(0, n_samples, len(once)):
            file.write(once[: n_samples - start].tobytes())
    n_levels = len(write_peaks(home / "audio.pcm", home))
    short.unlink()
    scratch = home / "short"
    scratch.mkdir()
    small = make_proxy(
        SAMPLE, scratch, name="sample", probe=probe(SAMPLE, name="sample", stream=0), stream=0,
        duration_ms=len(once) // 16,
    )  # fmt: skip
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-stream_loop", "-1", "-i", str(small), "-c", "copy",
         "-t", str(HOURS * 3600), str(home / "proxy.webm")],
        check=True,
    )  # fmt: skip
    small.unlink()
    scratch.rmdir()
    return n_levels


def _long_text(chance: random.Random) -> list[str]:
    tokens: list[str] = []
    while sum(map(len, tokens)) + len(tokens) < LONG_TEXT:
        tokens.append(chance.choice(VOCABULARY))
    return tokens


def _segments(duration_ms: int) -> list[Segment]:
    chance = random.Random(8)
    step_ms = duration_ms // N_SEGMENTS
    made = []
    for n in range(N_SEGMENTS):
        tokens = chance.choices(VOCABULARY, k=chance.randint(4, 9))
        if n % (N_SEGMENTS // N_HITS) == 0:
            tokens[0] = RARE
        if n == N_SEGMENTS - 2:
            tokens = _long_text(chance)
        word_ms = max(1, (step_ms - 300) // len(tokens))
        start_ms = n * step_ms
        words = tuple(
            Word(
                token, start_ms + i * word_ms, start_ms + (i + 1) * word_ms,
                round(chance.random() ** 0.3, 3),
            )
            for i, token in enumerate(tokens)
        )  # fmt: skip
        end_ms = start_ms + len(tokens) * word_ms
        speaker = chance.choice(["S1", "S2"])
        made.append(Segment(n + 1, start_ms, end_ms, " ".join(tokens), speaker, "draft", words))
    return made
