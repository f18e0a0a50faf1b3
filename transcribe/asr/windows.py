"""How long a window the encoder gets: as long as the audio needs, for models on which that was measured.

Whisper was trained on windows of 30 s. Its encoder takes shorter ones, at less than their share of the
time, but in a very short one the decoder writes sentences twice or hears other words, and each model in its
own way. So a window is shortened only for weights in `MEASURED`; docs/develop/benchmarks.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from transcribe.errors import EngineUnavailable

SETTING = "TRANSCRIBE_WINDOW"
FULL_S = 30.0
FRAMES = 3000  # of 10 ms: Whisper's window
SAMPLES_PER_FRAME = 160
RATE = 16_000
STEP_FRAMES = 50  # few window lengths, so that batches share memory
_FIGURES = r"(?P<least{0}>[\d.]+)(?:\+(?P<pad{0}>[\d.]+))?"
_ONE = re.compile(
    rf"(?:(?P<model>[\w.-]+)=)?(?:(?P<full>full)|{_FIGURES.format('')}"
    rf"(?:/(?P<from>[\d.]+):{_FIGURES.format('_long')})?)"
)


@dataclass(frozen=True, slots=True)
class Window:
    """The window of a model.

    Attributes:
        least_s: Its least length in seconds; 30 is Whisper's own, always.
        pad_s: Silence after the audio in seconds, as far as 30 s have space for it.
        long_from_s: Audio of this length in seconds or more has `long` instead; None for none.
        long: The window of such audio.
    """

    least_s: float = FULL_S
    pad_s: float = 0.0
    long_from_s: float | None = None
    long: Window | None = None

    def frames(self, n_samples: int) -> int:
        """Frames of 10 ms for audio of this length at 16 kHz: whole half seconds, at most 30 s."""
        if self.long and self.long_from_s is not None and n_samples >= self.long_from_s * RATE:
            return self.long.frames(n_samples)
        needed = n_samples // SAMPLES_PER_FRAME + round(100 * self.pad_s)
        whole = -(-needed // STEP_FRAMES) * STEP_FRAMES
        return min(FRAMES, max(round(100 * self.least_s), whole))


FULL = Window()
MEASURED: Mapping[str, Window] = {  # by SHA-256 of model.bin
    "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9": Window(20, 3),  # base
    "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a": Window(20, 3),  # tiny.en
}


def window_of(model: str, sha256: str, setting: str = "") -> Window:
    """The window of a model.

    Args:
        model: Its name.
        sha256: Of its weights.
        setting: Parts separated by spaces or commas, each `full`, a least length such as `20`, or one with
            the silence after the audio such as `20+3`; `20+3/8:15+2` has 15+2 for audio of at least 8 s.
            With `MODEL=` before it a part is for one model only.

    Raises:
        EngineUnavailable: The setting is not such a text.
    """
    set_windows = _read(setting)
    return set_windows.get(model) or set_windows.get("") or MEASURED.get(sha256, FULL)


def _read(setting: str) -> dict[str, Window]:
    found: dict[str, Window] = {}
    for part in re.split(r"[\s,]+", setting.strip()) if setting.strip() else ():
        said = _ONE.fullmatch(part)
        window = _window(said) if said else None
        if said is None or window is None:
            raise EngineUnavailable(
                "whisper",
                f"{SETTING} has {part!r}; write full, or a least length of 1 to 30 s and the silence after "
                "the audio, such as 20+3, with base= before it for one model only.",
            )
        found[said["model"] or ""] = window
    return found


def _window(said: re.Match[str]) -> Window | None:
    """The window that a part of the setting says; None for impossible figures."""
    if said["full"]:
        return FULL
    try:
        window = Window(float(said["least"]), float(said["pad"] or 0))
        if said["from"]:
            long = Window(float(said["least_long"]), float(said["pad_long"] or 0))
            window = replace(window, long_from_s=float(said["from"]), long=long)
    except ValueError:
        return None
    both = (window, window.long or window)
    return window if all(1 <= one.least_s <= FULL_S >= one.pad_s for one in both) else None
