"""The decoded beginning of recordings that are still being prepared, so that their drafts begin meanwhile.

Decoding an hour takes a quarter of a minute and its playback copy a minute. The draft needs neither the
copy nor the end: it is planned in stages (`chunk_plans`), each as soon as its audio is there. All of this
is lost with the process: a draft that has begun then goes on when its recording is ready.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np

from transcribe.audio.decode import BYTES_PER_SAMPLE, SAMPLES_PER_MS, open_pcm
from transcribe.jobs.chunk_plans import STAGE_MS, Samples
from transcribe.store import Store
from transcribe.store.values import Media


class GrowingAudio:
    """A file that a decoder writes: mono 16 kHz, int16.

    Args:
        path: The file, which is there.
        expected_ms: Length that the recording should have; None if its file does not tell.
    """

    def __init__(self, path: Path, expected_ms: int | None) -> None:
        self.expected_ms = expected_ms or 0
        self.is_complete = False
        self._lock = threading.Lock()
        self._file: int | None = os.open(path, os.O_RDONLY)  # it is renamed when it is complete
        self._samples: Samples = np.zeros(0, np.int16)

    @property
    def length_ms(self) -> int:
        """How much is there."""
        with self._lock:
            if self._file is None:
                return len(self._samples) // SAMPLES_PER_MS
            return os.fstat(self._file).st_size // (BYTES_PER_SAMPLE * SAMPLES_PER_MS)

    def samples(self) -> Samples:
        """What is there now: shape (n_samples,), read-only, mapped into memory."""
        with self._lock:
            if self._file is not None:
                with os.fdopen(os.dup(self._file), "rb") as file:
                    self._samples = open_pcm(file)
            return self._samples

    def close(self, *, is_complete: bool = False) -> None:
        """Nothing is added any more; what is there stays readable."""
        self.samples()
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None
        self.is_complete = self.is_complete or is_complete


class EarlyAudio:
    """The growing audio of recordings by their ids; all threads may call it."""

    def __init__(self) -> None:
        self._growing: dict[str, GrowingAudio] = {}

    def begin(self, media_id: str, path: Path, expected_ms: int | None) -> None:
        """A decoder begins to write a file; one begun before for this recording is no longer valid."""
        self.end(media_id)
        self._growing[media_id] = GrowingAudio(path, expected_ms)

    def complete(self, media_id: str) -> None:
        """All of a recording is decoded, and this audio will be used."""
        if (growing := self._growing.get(media_id)) is not None:
            growing.close(is_complete=True)

    def end(self, media_id: str) -> None:
        """The recording is ready, or this attempt to prepare it has ended."""
        if (growing := self._growing.pop(media_id, None)) is not None:
            growing.close()

    def get(self, media_id: str) -> GrowingAudio | None:
        """The audio of a recording that is being prepared."""
        return self._growing.get(media_id)

    def recording(self, store: Store, media: Media, until_ms: int) -> Samples:
        """The samples of a recording, or of its beginning if it is being prepared.

        Raises:
            OSError: It is not decoded up to this time.
        """
        growing = self.get(media.id)
        if growing is not None:
            if not growing.is_complete and growing.length_ms < until_ms:
                raise FileNotFoundError("the recording is being prepared; try again soon")
            return growing.samples()
        return open_pcm(store.media_folder(media.id) / "audio.pcm")

    def startable(self) -> list[str]:
        """The recordings whose first stage can be planned; shorter ones wait until they are ready."""
        return [
            media_id
            for media_id, growing in tuple(self._growing.items())
            if growing.length_ms >= STAGE_MS
        ]
