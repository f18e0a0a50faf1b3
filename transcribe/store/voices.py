"""Embeddings of the voices in recordings, as the job that finds speakers computed them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlite_utils import Database

from transcribe.store.writer import Writer


@dataclass(frozen=True, slots=True)
class VoicePiece:
    """A part of a recording.

    Attributes:
        model: What names the networks; embeddings of different networks cannot be compared.
        windows: Start and end of each window in ms, int32 little-endian.
        embeddings: One for each window, float16 little-endian.
    """

    start_ms: int
    end_ms: int
    model: str
    windows: bytes
    embeddings: bytes


class VoiceRepository:
    """The embeddings of all recordings."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def put(self, media_id: str, piece: VoicePiece) -> None:
        """Keep a piece; earlier pieces that overlap it, and those of other networks, are removed."""

        def write(db: Database) -> None:
            db.execute(
                "DELETE FROM voices WHERE media_id = ? AND "
                "(model != ? OR (start_ms < ? AND end_ms > ?))",
                [media_id, piece.model, piece.end_ms, piece.start_ms],
            )
            db.execute(
                "INSERT INTO voices VALUES (?, ?, ?, ?, ?, ?)",
                [
                    media_id, piece.start_ms, piece.end_ms, piece.model, piece.windows,
                    piece.embeddings,
                ],
            )  # fmt: skip

        self._writer.run(write)

    def model(self, media_id: str) -> str | None:
        """The networks that made a recording's embeddings; None without any."""
        rows = self._connect().query(
            "SELECT model FROM voices WHERE media_id = ? LIMIT 1", [media_id]
        )
        return next((str(row["model"]) for row in rows), None)

    def list(self, media_id: str) -> tuple[VoicePiece, ...]:
        """The pieces of a recording in the order of time."""
        rows = self._connect().query(
            "SELECT start_ms, end_ms, model, windows, embeddings FROM voices WHERE media_id = ? "
            "ORDER BY start_ms",
            [media_id],
        )
        return tuple(VoicePiece(**row) for row in rows)
