"""Mix the channels of a recording to one, so that every voice is heard.

A film's layout (5.1 and the like) is mixed as in a cinema's two-channel version. Everything else
with more than two channels is taken as tracks of a recorder: tracks share the gain by their level
(Dugan, "Automatic microphone mixing", JAES 37, 1989), so one voice on one of sixteen tracks is
about as loud as alone. Where channels cancel each other, the louder one is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Gains = tuple[tuple[float, ...], ...]  # one row an output channel, one gain an input channel

WINDOW_SAMPLES = 1600  # 100 ms: a decision for each
RAMP_SAMPLES = 160  # from one decision to the next
CANCELLING = 0.1  # power of the mix against that of channels that have nothing in common
STILL_CANCELLING = 0.4  # between windows that cancel
QUIET_POWER = 100.0  # -70 dB of full scale, int16²; less is no voice
BESIDE_LOUD = 0.003  # -25 dB: cancelled sound that is softer than this is background
SWITCH = 4.0  # another channel must be so much louder (6 dB) to be taken instead
LFE_VOICE = 0.02  # power of the difference of neighbours, of a tone of 360 Hz; bass has less
MIN_HEARD_WINDOWS = 5
HALF = 0.7071

_STEREO_GAINS = {
    "FL": (1.0, 0.0), "FR": (0.0, 1.0), "FC": (HALF, HALF), "LFE": (0.0, 0.0), "LFE2": (0.0, 0.0),
    "FLC": (1.0, 0.0), "FRC": (0.0, 1.0), "BC": (0.5, 0.5), "TC": (0.5, 0.5), "TFC": (0.5, 0.5),
    "TBC": (0.5, 0.5), "BFC": (0.5, 0.5), "DL": (1.0, 0.0), "DR": (0.0, 1.0),
}  # fmt: skip
_NO_LFE_FILMS = ("5.0", "7.0")


def is_film(layout: str | None, names: Sequence[str]) -> bool:
    """Whether a layout is one of films, not just a name for a number of tracks."""
    if layout is None or len(names) < 3:
        return False
    return any(name.startswith("LFE") for name in names) or layout.startswith(_NO_LFE_FILMS)


def film_gains(names: Sequence[str], *, with_lfe: bool = False) -> Gains:
    """Gains of a film's channels in left and right (ITU-R BS.775), which add to at most 1.

    Args:
        names: FFmpeg's names, such as "FL".
        with_lfe: Also take the bass channel, where it has a voice.
    """
    pairs = [_stereo_gain(name, with_lfe=with_lfe) for name in names]
    rows = np.array(pairs).T
    rows /= max(1.0, rows.sum(axis=1).max())
    return tuple(tuple(float(gain) for gain in row) for row in rows)


def _stereo_gain(name: str, *, with_lfe: bool) -> tuple[float, float]:
    if with_lfe and name.startswith("LFE"):
        return HALF, HALF
    if name in _STEREO_GAINS:
        return _STEREO_GAINS[name]
    return (HALF * (not name.endswith("R")), HALF * (not name.endswith("L")))


class Mixer:
    """Mixes two or more channels as they come in, in windows of 100 ms."""

    def __init__(self, n_channels: int, layout: str | None = None, names: Sequence[str] = ()):
        self._is_film = n_channels > 2 and is_film(layout, names)
        self._is_tracks = n_channels > 2 and not self._is_film
        self._names = tuple(names)
        fixed = np.full(n_channels, 1 / n_channels)
        if self._is_film:
            fixed = np.array(film_gains(names)).mean(axis=0)
        self._fixed = fixed.astype(np.float32)
        self._lfe = [i for i, name in enumerate(names) if name.startswith("LFE")]
        self._rest = np.zeros((0, n_channels), np.int16)
        self._gains = self._fixed
        self._taken: int | None = None  # channel that stands for the mix at the moment
        self._sum_peak = 1
        self._n_lfe = 0
        self._heard: list[NDArray[np.float32]] = []  # a window: power of its louder channel
        self._cancelled: list[NDArray[np.bool_]] = []

    def mix(self, frames: NDArray[np.int16]) -> NDArray[np.int16]:
        """Mix the next frames, shape (n, n_channels); may give fewer or more than n samples."""
        held = np.concatenate([self._rest, frames]) if len(self._rest) else frames
        n_whole = len(held) // WINDOW_SAMPLES * WINDOW_SAMPLES
        self._rest = held[n_whole:].copy()
        return self._mix_windows(held[:n_whole])

    def finish(self) -> NDArray[np.int16]:
        """Mix what is left."""
        n_left = len(self._rest)
        padded = np.pad(self._rest, ((0, -n_left % WINDOW_SAMPLES), (0, 0)))
        self._rest = self._rest[:0]
        return self._mix_windows(padded)[:n_left]

    def stereo_gains(self) -> Gains | None:
        """How a playback copy mixes these channels; None for at most two, which it keeps."""
        if self._is_film:
            return film_gains(self._names, with_lfe=self._n_lfe >= MIN_HEARD_WINDOWS)
        if not self._is_tracks:
            return None
        # Without weights that follow the level: as loud as the loudest moment allows.
        row = (min(1.0, 0.9 * 32768 / self._sum_peak),) * len(self._fixed)
        return row, row

    def cancelling_ms(self) -> tuple[int, int] | None:
        """Length and first moment of audible sound that the channels cancel; None without any."""
        if not self._heard:
            return None
        power, cancelled = np.concatenate(self._heard), np.concatenate(self._cancelled)
        loud = np.quantile(power[power > 0], 0.95) if power.any() else 0.0
        places = np.flatnonzero(cancelled & (power > BESIDE_LOUD * loud))
        if len(places) < MIN_HEARD_WINDOWS:
            return None
        window_ms = WINDOW_SAMPLES // 16
        return len(places) * window_ms, int(places[0]) * window_ms

    def _mix_windows(self, frames: NDArray[np.int16]) -> NDArray[np.int16]:
        if not len(frames):
            return np.zeros(0, np.int16)
        n_channels = frames.shape[1]
        windows = frames.reshape(-1, WINDOW_SAMPLES, n_channels).astype(np.float32)
        power = np.einsum("wsc,wsc->wc", windows, windows) / WINDOW_SAMPLES
        gains = self._gains_of(windows, power)
        gains, cancels = self._without_cancelling(windows, power, gains)
        self._heard.append(power.max(axis=1))
        self._cancelled.append(cancels)
        mixed = self._apply(windows, gains)
        return np.rint(np.clip(mixed, -32768, 32767)).astype(np.int16).reshape(-1)

    def _gains_of(
        self, windows: NDArray[np.float32], power: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Gains for each window, shape (n_windows, n_channels)."""
        gains = np.broadcast_to(self._fixed, power.shape)
        if self._is_tracks:
            self._sum_peak = max(self._sum_peak, int(np.abs(windows.sum(axis=2)).max()))
            total = power.sum(axis=1, keepdims=True)
            return np.where(total > 0, power / np.maximum(total, 1e-9), gains).astype(np.float32)
        if self._is_film and self._lfe:
            gains = gains.copy()
            for channel in self._lfe:
                is_voice = _has_voice(windows[..., channel], power[:, channel])
                self._n_lfe += int(is_voice.sum())
                gains[is_voice, channel] = self._fixed.max()
        return gains

    def _without_cancelling(
        self,
        windows: NDArray[np.float32],
        power: NDArray[np.float32],
        gains: NDArray[np.float32],
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Take one channel where the mix has almost no power; also says where that is."""
        mixed = np.einsum("wsc,wc->ws", windows, gains)
        expected = (np.square(gains) * power).sum(axis=1)
        ratio = np.square(mixed).mean(axis=1) / np.maximum(expected, 1e-9)
        is_loud = power.max(axis=1) > QUIET_POWER
        cancels = (ratio < CANCELLING) & is_loud
        if not cancels.any() and self._taken is None:
            return gains, cancels
        gains = gains.copy()
        _spread(cancels, (ratio < STILL_CANCELLING) & is_loud, self._taken is not None)
        for window in range(len(power)):
            self._taken = _better(power[window], self._taken) if cancels[window] else None
            if self._taken is not None:
                gains[window] = 0
                gains[window, self._taken] = 1
        return gains, cancels

    def _apply(
        self, windows: NDArray[np.float32], gains: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Mix; a window's gains are reached in its first 10 ms."""
        mixed: NDArray[np.float32] = np.einsum("wsc,wc->ws", windows, gains)
        before = np.vstack([self._gains[None], gains[:-1]])
        self._gains = gains[-1].copy()
        changed = np.flatnonzero((before != gains).any(axis=1))
        ramp = np.linspace(0, 1, RAMP_SAMPLES, endpoint=False, dtype=np.float32)[:, None]
        for window in changed:
            moving = before[window] + (gains[window] - before[window]) * ramp
            mixed[window, :RAMP_SAMPLES] = (windows[window, :RAMP_SAMPLES] * moving).sum(axis=1)
        return mixed


def _has_voice(samples: NDArray[np.float32], power: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which windows of a bass channel have more than bass; samples of shape (n_windows, n)."""
    steps = np.square(np.diff(samples, axis=1)).mean(axis=1)
    found: NDArray[np.bool_] = (steps > LFE_VOICE * power) & (power > QUIET_POWER)
    return found


def _spread(cancels: NDArray[np.bool_], may: NDArray[np.bool_], before: bool) -> None:
    """Extend windows that cancel over neighbours that nearly do, in place."""
    for order in (range(len(cancels)), reversed(range(len(cancels)))):
        last = before
        for window in order:
            last = cancels[window] = cancels[window] or (last and may[window])
        before = False


def _better(power: NDArray[np.float32], taken: int | None) -> int:
    loudest = int(power.argmax())
    is_same = taken is not None and power[loudest] < SWITCH * power[taken]
    return taken if is_same and taken is not None else loudest
