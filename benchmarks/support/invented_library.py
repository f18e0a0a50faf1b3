"""Make libraries of thousands of recordings by SQL, without files and without search index."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

N_WORDS = 12  # of a segment
N_TEXTS = 50
N_TAGS = 3_000
LANGUAGES = ("en", "en", "de", "fr", None)

_SEGMENTS = """
WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < :n)
INSERT INTO segments (media_id, id, start_ms, end_ms, text, speaker, status, words, revision)
SELECT :media, n.id, n.id * 4000, n.id * 4000 + 3900, texts.text, 'S1',
    CASE :stage WHEN 0 THEN 'draft' WHEN 2 THEN 'approved'
    ELSE iif(n.id % 3, 'corrected', 'approved') END, texts.words, 1
FROM n JOIN texts ON texts.id = n.id % :n_texts
"""


def fill(database: Path, n_media: int, n_segments: int, seed: int = 7) -> None:
    """Add recordings to a library whose tables exist already, of this version or an earlier one.

    A third of them is a draft, a third in work, a third done; a few failed or are empty.
    """
    chance = random.Random(seed)
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("CREATE TEMP TABLE texts (id INTEGER PRIMARY KEY, text TEXT, words TEXT)")
        db.executemany("INSERT INTO texts VALUES (?, ?, ?)", map(_text, range(N_TEXTS)))
        db.execute("BEGIN")
        for number in range(n_media):
            _add(db, number, n_segments if number % 50 else 0, chance)
        db.execute("COMMIT")


def media_id(number: int) -> str:
    """The id of a recording of the library, counted from 0."""
    return f"made{number:06d}"


def _text(number: int) -> tuple[int, str, str]:
    chance = random.Random(number)
    words = [
        [f"word{chance.randrange(900)}", n * 300, n * 300 + 280, round(chance.random(), 3)]
        for n in range(N_WORDS)
    ]
    return number, " ".join(str(word[0]) for word in words), json.dumps(words)


def _add(db: sqlite3.Connection, number: int, n_segments: int, chance: random.Random) -> None:
    name = media_id(number)
    day = f"2026-{chance.randrange(1, 12):02d}-{chance.randrange(1, 29):02d}"
    stream = {"index": 0, "codec": "aac", "channels": 2, "sample_rate": 48_000}
    db.execute(
        "INSERT INTO media (id, title, filename, sha256, size_bytes, created_at, duration_ms, "
        "language, state, warnings, has_video, audio_stream, streams, proxy, peak_levels, revision, "
        "n_segments, is_sample, clock, stream_choice) VALUES (?, ?, ?, ?, 1, ?, ?, ?, 'ready', '[]', "
        "0, 0, ?, 'proxy.webm', 6, 1, ?, 0, 1, 'named')",
        [
            name, f"Interview {chance.randrange(100 + number)} with Zoë", f"clip_{number}.wav",
            f"{number:064d}", f"{day}T10:00:00.000+00:00", chance.randrange(1_000, 4_000_000),
            chance.choice(LANGUAGES), json.dumps([stream]), n_segments,
        ],
    )  # fmt: skip
    state = "failed" if number % 40 == 7 else "done"
    db.executemany(
        "INSERT INTO jobs (media_id, kind, state, error, created_at, progress, message, options, "
        "attempts) VALUES (?, ?, ?, ?, ?, 1.0, '', '{}', 1)",
        [(name, "ingest", "done", None, day), (name, "draft", state, _error(state), day)],
    )
    db.execute("INSERT INTO speakers VALUES (?, 'S1', ?, 0, 1)", [name, f"Anna {number % 700}"])
    if n_segments:
        values = {"media": name, "n": n_segments, "stage": number % 3, "n_texts": N_TEXTS}
        db.execute(_SEGMENTS, values)


def _error(state: str) -> str | None:
    return "The worker ended." if state == "failed" else None


def add_tags_and_places(database: Path, n_media: int, seed: int = 8) -> None:
    """Three of `N_TAGS` tags for each recording, and a place for each second one."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN")
        for number in range(n_media):
            tags = [f"tag {n}" for n in chance.sample(range(N_TAGS), 3)]
            db.executemany(
                "INSERT INTO media_tags (media_id, folded, tag) VALUES (?, ?, ?)",
                [(media_id(number), tag, tag.title()) for tag in tags],
            )
            if number % 2:
                at = f"2026-11-{chance.randrange(1, 29):02d}T10:00:00.000+00:00"
                db.execute(
                    "INSERT INTO media_places (media_id, segment, time_ms, at) VALUES (?, 1, 0, ?)",
                    [media_id(number), at],
                )
        db.execute("COMMIT")
