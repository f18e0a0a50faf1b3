"""Captures the audio output of a page: everything its audio contexts send to the loudspeaker."""

from __future__ import annotations

import json

import numpy as np
from playwright.sync_api import Page

from tests.support.ingested import add_ingested
from tests.support.recordings import to_wav
from tests.support.server import Workstation

TAP = """
    const connect = AudioNode.prototype.connect;
    window.heard = [];
    AudioNode.prototype.connect = function (to, ...rest) {
        if (to instanceof AudioDestinationNode) {
            const ear = this.context.createScriptProcessor(1024, 1, 1);
            ear.onaudioprocess = ({inputBuffer}) => {
                if (window.isListening) window.heard.push(...inputBuffer.getChannelData(0));
            };
            connect.call(this, ear);
            connect.call(ear, to);
            window.loudspeaker = this.context;
        }
        return connect.call(this, to, ...rest);
    };
"""
RATE = 16_000
WINDOW_S = 0.02


class Ear:
    """Captures the audio of a page; create it before the page is opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(TAP)

    def listen(self) -> None:
        """Discard the captured audio and start capturing."""
        self.page.evaluate("() => { heard = []; isListening = true; }")

    def stop(self) -> Heard:
        """The audio captured since `listen`."""
        samples, rate = self.page.evaluate(
            "() => { isListening = false; return [heard, loudspeaker.sampleRate]; }"
        )
        return Heard(np.array(samples), rate)


class Heard:
    """Sample rate of the loudspeaker."""

    def __init__(self, samples: np.ndarray, rate: float) -> None:
        self.rate = rate
        self.n_window = int(WINDOW_S * rate)
        whole = samples[: len(samples) // self.n_window * self.n_window]
        self.windows = whole.reshape(-1, self.n_window)

    def amplitudes(self, hz: float) -> np.ndarray:
        """Amplitude of one frequency per window of 20 ms."""
        turns = np.exp(-2j * np.pi * hz * np.arange(self.n_window) / self.rate)
        amplitudes: np.ndarray = 2 * np.abs((self.windows * turns).mean(1))
        return amplitudes

    def seconds_of(self, hz: float) -> float:
        """Duration of a tone of amplitude 0.1."""
        return float((self.amplitudes(hz) > 0.02).sum() * WINDOW_S)

    def level(self, hz: float) -> float:
        """Median amplitude of a frequency in windows that are not silent."""
        loud = np.abs(self.windows).max(1) > 1e-3
        return float(np.median(self.amplitudes(hz)[loud]))


def tone(hz: float, seconds: float, amplitude: float = 0.1) -> np.ndarray:
    """Samples of a sine."""
    times = np.arange(round(seconds * RATE)) / RATE
    samples: np.ndarray = 32_767 * amplitude * np.sin(2 * np.pi * hz * times)
    return samples


def add_sound(
    station: Workstation, samples: np.ndarray, segments: list[tuple[float, float, str]]
) -> str:
    """Add audio with a transcript whose words divide their segment's time evenly."""
    media_id = add_ingested(station, "sound.wav", to_wav(samples))
    transcript = {"segments": [_segment(n, *each) for n, each in enumerate(segments, 1)]}
    body = json.dumps(transcript).encode()
    station.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    return media_id


def _segment(number: int, start: float, end: float, text: str) -> dict[str, object]:
    words = text.split()
    step = (end - start) / len(words)
    times = [round(start + n * step, 3) for n in range(len(words) + 1)]
    return {
        "id": number, "start": start, "end": end, "text": text,
        "words": [
            {"word": word, "start": times[n], "end": times[n + 1], "probability": 0.9}
            for n, word in enumerate(words)
        ],
    }  # fmt: skip
