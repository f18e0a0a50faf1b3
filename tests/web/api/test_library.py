"""The library's list: what a plain reading of all recordings gives, for every query."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.support.store_steps import add_media, edit, traced
from transcribe.document.model import STATUSES, Segment, Speaker, Word
from transcribe.document.operations import AddSpeaker, Insert, SetStatus
from transcribe.store import Store
from transcribe.store.library_rows import SORTS, STAGES
from transcribe.text.folding import fold
from transcribe.text.natural_order import natural_key

TITLES = (
    "Talk 9",
    "talk 10",
    "Ärzte im Gespräch",
    "Interview 2 (Anna)",
    "संवाद",
    "対談 3",
    "x" * 300,
)
TAGS = ("interviews/anna", "Übung", "talks", "raw")
NAMES = ("Anna", "Böll", "anna")
N = 60


def fill(store: Store, n: int, chance: random.Random) -> None:
    """Add recordings of all kinds: jobs, transcripts, tags, places; some are deleted or hidden."""
    for number in range(n):
        title = chance.choice(TITLES)
        media = add_media(store, f"m{number:04d}", title)
        states = ("new", "ingesting", "ready", "ready", "ready", "ready", "failed")
        store.media.update(
            media.id, state=chance.choice(states), language=chance.choice(("en", "de", None)),
            error=chance.choice((None,) * 5 + ("unreadable",)), filename=f"clip-{number}.wav",
            duration_ms=chance.choice((None, 1000, 40_000_000)),
            created_at=f"2026-0{chance.randrange(1, 4)}-1{chance.randrange(3)}T10:00:00.000+00:00",
            transient="token" if chance.random() < 0.05 else None,
        )  # fmt: skip
        _add_transcript(store, media.id, chance)
        _add_jobs(store, media.id, chance)
        store.tags.set(media.id, chance.sample(TAGS, chance.randrange(4)))
        if chance.random() < 0.5:
            store.places.put(media.id, chance.choice((None, 1)), chance.randrange(9000))
        if chance.random() < 0.1:
            store.media.delete(media.id)


def _add_transcript(store: Store, media_id: str, chance: random.Random) -> None:
    kept = chance.choice((STATUSES, ("approved", "rejected"), ("draft",)))
    speaker = chance.choice(NAMES)
    edit(store, AddSpeaker(Speaker("S1", speaker)), media_id=media_id)
    for n in range(1, chance.randrange(1, 5)):
        words = (Word("a", 0, 5, chance.choice((None, 0.25, 0.75))),)
        made = Segment(n, 0, 10, "a", "S1", chance.choice(kept), words, chance.random() < 0.3)
        edit(store, Insert(made), media_id=media_id)


def _add_jobs(store: Store, media_id: str, chance: random.Random) -> None:
    for _ in range(chance.randrange(4)):
        kinds = ("ingest", "draft", "redraft", "translate")
        states = ("queued", "running", "paused", "done", "done", "done", "failed", "cancelled")
        store.connection().execute(
            "INSERT INTO jobs (media_id, kind, state, created_at, progress, message, error, "
            "attempts) VALUES (?, ?, ?, '2026', 0.5, 'half', ?, 0)",
            [media_id, chance.choice(kinds), chance.choice(states), chance.choice((None, "no"))],
        )


def plain_row(store: Store, shown: dict[str, Any]) -> dict[str, Any]:
    """What a row has to say, read from the recording and its transcript."""
    segments = store.edits.transcript(shown["id"])[1].segments
    n = {status: sum(s.status == status for s in segments) for status in STATUSES}
    rated = [w.probability for s in segments for w in s.words if w.probability is not None]
    place = store.places.get(shown["id"])
    names = ("id", "title", "filename", "duration", "language", "state", "error", "n_segments",
             "tags", "created", "revision", "progress", "message")  # fmt: skip
    row: dict[str, Any] = {name: shown[name] for name in names}
    row |= {f"n_{status}": n[status] for status in STATUSES[1:]}
    row["n_flagged"] = sum(s.is_flagged for s in segments)
    row["confidence"] = round(sum(rated) / len(rated), 4) if rated else None
    row["opened"] = place and place.at
    row["stage"] = _stage(row, len(segments))
    return row


def _stage(row: dict[str, Any], n_segments: int) -> str:
    settled = row["n_approved"] + row["n_rejected"]
    if row["error"] or row["state"] == "failed":
        return "failed"
    if row["state"] != "ready":
        return "working"
    if not n_segments:
        return "empty"
    if settled == n_segments:
        return "done"
    return "in_work" if settled + row["n_corrected"] else "draft"


def plain_list(client: FlaskClient, store: Store, asked: dict[str, str]) -> list[dict[str, Any]]:
    """The list by plain means: every recording is read whole."""
    shown = client.get("/api/v1/media").get_json()["media"]
    rows = [
        row for row in (plain_row(store, media) for media in shown) if _matches(store, row, asked)
    ]
    rows.sort(key=lambda row: row["id"])
    rows.sort(key=lambda row: row["created"], reverse=True)
    key, sort = _key(asked.get("sort", "created")), asked.get("sort", "created")
    down = asked.get("order", "down" if sort in {"created", "opened"} else "up") == "down"
    with_value = [row for row in rows if key(row) is not None]
    with_value.sort(key=key, reverse=down)
    return with_value + [row for row in rows if key(row) is None]


def _key(sort: str) -> Any:
    share = lambda row: (  # noqa: E731
        (row["n_approved"] + row["n_rejected"]) / row["n_segments"] if row["n_segments"] else None
    )
    keys = {
        "title": lambda row: natural_key(row["title"]),
        "state": lambda row: STAGES.index(row["stage"]),
        "progress": share,
    }
    return keys.get(sort, lambda row: row[sort])


def _matches(store: Store, row: dict[str, Any], asked: dict[str, str]) -> bool:
    texts = [fold(text) for text in (row["title"], row["filename"], *row["tags"])]
    words = fold(asked.get("q", "")).split()
    speakers = [fold(s.name) for s in store.edits.speakers(row["id"])]
    state = asked.get("state", row["stage"])
    return (
        all(any(word in text for text in texts) for word in words)
        and row["stage"] in (("draft", "in_work", "done") if state == "text" else (state,))
        and asked.get("language", row["language"]) == row["language"]
        and ("speaker" not in asked or fold(asked["speaker"]) in speakers)
        and (
            "tag" not in asked
            or any(f"{fold(t)}/".startswith(f"{fold(asked['tag'])}/") for t in row["tags"])
        )
        and asked.get("since", "0") <= row["created"][:10] <= asked.get("until", "9")
    )


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, N, random.Random(5))
    return store


def ask(client: FlaskClient, asked: dict[str, Any], path: str = "") -> Any:
    response = client.get(f"/api/v1/library{path}?{urlencode(asked, doseq=True)}")
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def queries(chance: random.Random) -> Iterator[dict[str, str]]:
    for sort in (None, *SORTS):
        for order in (None, "up", "down"):
            asked = {"sort": sort, "order": order}
            yield {name: value for name, value in asked.items() if value}
    choices = {
        "q": ("talk", "TALK 1", "arzte", "clip-1", "ubung", "संवाद", "nothing like it", "anna 2"),
        "state": (*STAGES, "text"), "language": ("en", "de", "fr"), "speaker": ("ANNA", "boll"),
        "tag": ("übung", "Talks", "Interviews"), "since": ("2026-02-11",), "until": ("2026-02-11",),
        "sort": tuple(SORTS), "order": ("up", "down"),
    }  # fmt: skip
    for name, values in choices.items():
        yield from ({name: value} for value in values)
    for _ in range(30):
        names = chance.sample(sorted(choices), chance.randrange(2, 5))
        yield {name: chance.choice(choices[name]) for name in names}


def test_every_list_is_the_plain_one(client: FlaskClient, filled: Store) -> None:
    n_found = 0
    for asked in queries(random.Random(6)):
        wanted, page = plain_list(client, filled, asked), ask(client, asked)
        rows = page["media"]
        assert [row["id"] for row in rows] == [row["id"] for row in wanted], asked
        for row, plain in zip(rows, wanted, strict=True):
            assert {name: row[name] for name in plain} == plain
        assert page["total"] == len(wanted)
        assert page["sums"] == {
            "duration": sum(row["duration"] or 0 for row in wanted),
            "segments": sum(row["n_segments"] for row in wanted),
            "corrected": sum(row["n_corrected"] for row in wanted),
            "approved": sum(row["n_approved"] for row in wanted),
        }
        assert ask(client, asked, "/ids")["ids"] == [row["id"] for row in wanted]
        n_found += len(wanted)
    assert n_found > 10 * N


def test_counts_are_of_the_whole_library(client: FlaskClient, filled: Store) -> None:
    everything = plain_list(client, filled, {})
    for asked in ({}, {"q": "talk"}, {"q": "nothing like it"}):
        page = ask(client, asked)
        assert page["n_all"] == len(everything) < N  # some are deleted or hidden
        assert page["counts"] == {
            stage: sum(row["stage"] == stage for row in everything) for stage in STAGES
        }
        assert all(page["counts"].values())
        languages = [row["language"] for row in everything if row["language"]]
        assert {one["language"]: one["n"] for one in page["languages"]} == {
            code: languages.count(code) for code in set(languages)
        }
        tags = [tag for row in everything for tag in row["tags"]]
        assert {one["tag"]: one["n"] for one in page["tags"]} == {
            t: tags.count(t) for t in set(tags)
        }
        assert page["n_tags"] == len(set(tags))
        opened = [row for row in everything if row["opened"] and row["stage"] != "done"]
        assert page["continue"]["id"] == max(opened, key=lambda row: row["opened"])["id"]


def test_the_recording_to_continue_is_found_behind_many_that_are_done(
    client: FlaskClient, store: Store
) -> None:
    for number in range(25):
        add_media(store, f"m{number}")
        store.media.update(f"m{number}", state="ready")
        edit(store, Insert(Segment(1, 0, 10, "a", None, "approved")), media_id=f"m{number}")
    store.places.put("m3", None, 0)
    for number in range(25):
        if number != 3:
            store.places.put(f"m{number}", 1, number)
    assert ask(client, {})["continue"] is None
    edit(store, SetStatus(1, "corrected"), media_id="m3")
    assert ask(client, {})["continue"]["id"] == "m3"
    store.media.delete("m3")
    assert ask(client, {})["continue"] is None


def test_pages_follow_one_another_and_end(client: FlaskClient, filled: Store) -> None:
    whole = ask(client, {"sort": "title"}, "/ids")["ids"]
    paged = []
    for offset in range(0, len(whole) + 7, 7):
        page = ask(client, {"sort": "title", "offset": offset, "limit": 7})
        assert page["total"] == len(whole)
        paged += [row["id"] for row in page["media"]]
    assert paged == whole
    beyond = ask(client, {"offset": 2**53 - 1})
    assert (beyond["media"], beyond["total"]) == ([], len(whole))


def test_the_next_recording_is_that_of_the_list(client: FlaskClient, filled: Store) -> None:
    asked = {"sort": "title", "state": "text"}
    ids = ask(client, asked, "/ids")["ids"]
    for at, media_id in enumerate(ids):
        for direction, other in (("next", at + 1), ("previous", at - 1)):
            answer = ask(client, {**asked, "after": media_id, "direction": direction}, "/next")
            is_there = 0 <= other < len(ids)
            assert answer["total"] == len(ids)
            assert answer["position"] == (other + 1 if is_there else None)
            found = answer["media"] and answer["media"]["id"]
            assert found == (ids[other] if is_there else None)


@pytest.mark.parametrize("gone", ["approved", "deleted", "filtered"])
def test_the_next_recording_after_one_that_has_left_the_list(
    client: FlaskClient, store: Store, gone: str
) -> None:
    for number in range(1, 6):
        add_media(store, f"m{number}", f"Clip {number}")
        store.media.update(f"m{number}", state="ready", language="en")
        edit(store, Insert(Segment(1, 0, 10, "a")), media_id=f"m{number}")
    asked = {"sort": "title", "state": "draft", "language": "en"}
    if gone == "approved":
        edit(store, SetStatus(1, "approved"), media_id="m3")
    elif gone == "deleted":
        store.media.delete("m3")
    else:
        store.media.update("m3", language="de")
    for direction, other, position in (("next", "m4", 3), ("previous", "m2", 2)):
        answer = ask(client, {**asked, "after": "m3", "direction": direction}, "/next")
        assert (answer["media"]["id"], answer["position"], answer["total"]) == (other, position, 4)


def test_rows_of_some_recordings(client: FlaskClient, filled: Store) -> None:
    ids = ask(client, {}, "/ids")["ids"]
    filled.media.delete(ids[1])
    filled.purge(ids[2])
    page = ask(client, {"id": [*ids[:4], ids[0], "no such", "\x00"]})
    assert {row["id"] for row in page["media"]} == {ids[0], ids[3]}
    assert page["total"] == 2
    assert page["n_all"] == len(ids) - 2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("sort=size", "title, duration"), ("order=random", "up, down"), ("state=lost", "working"),
        ("language=xx", "en, de"), ("since=yesterday", "2026-11-30"), ("until=2026-13-01", "date"),
        ("since=9999-12-31T23:59:59-12:00", "date"), ("until=9999-12-31", "date"),
        ("limit=0", "1 to 200"), ("limit=201", "1 to 200"), ("limit=many", "whole number"),
        ("offset=-1", "whole number"), ("offset=1e3", "whole number"),
        ("offset=99999999999999999999", "whole number"), ("q=" + "a " * 600, "1000"),
        ("&".join(f"id={n}" for n in range(201)), "200"),
        ("&".join(f"tag={n}" for n in range(51)), "50"),
    ],
)  # fmt: skip
def test_wrong_values_are_refused_with_what_is_allowed(
    client: FlaskClient, asked: str, told: str
) -> None:
    response = client.get(f"/api/v1/library?{asked}")
    assert response.status_code == 422
    assert told in response.get_json()["title"]


@pytest.mark.parametrize(
    "path", ["/next", "/next?after=", "/next?after=m&direction=up", "/ids?sort=x"]
)
def test_wrong_requests_beside_the_list(client: FlaskClient, store: Store, path: str) -> None:
    add_media(store)
    assert client.get(f"/api/v1/library{path}").status_code == 422
    assert client.get("/api/v1/library/next?after=unknown").status_code == 404


def test_odd_texts_are_only_texts(client: FlaskClient, filled: Store) -> None:
    for text in ("'", '"', "%", "_", "\\", "\x00", "\ud800", "a\x00b", "*", "🙂", "\u200b", "ſ"):
        for name in ("q", "speaker", "tag"):
            response = client.get(
                "/api/v1/library", query_string=urlencode({name: text}, errors="surrogatepass")
            )
            assert response.status_code == 200


def test_an_empty_library_and_empty_values(client: FlaskClient) -> None:
    page = ask(
        client, {"q": "", "sort": "", "state": "", "language": "", "tag": "", "since": "", "id": ""}
    )
    assert (page["total"], page["n_all"], page["media"], page["continue"]) == (0, 0, [], None)
    assert page["sums"] == {"duration": 0, "segments": 0, "corrected": 0, "approved": 0}


def test_a_page_takes_as_many_queries_at_any_size(client: FlaskClient, store: Store) -> None:
    counts = []
    for size in (10, 40):
        fill_more = random.Random(size)
        for number in range(size):
            media = add_media(store, f"s{size}n{number}")
            store.tags.set(media.id, fill_more.sample(TAGS, 2))
        with traced(store) as statements:
            ask(client, {})
        counts.append(sum("sqlite_utils_query" not in sql for sql in statements))
    assert counts[0] == counts[1] < 13


def test_three_thousand_tags_and_titles_of_200_letters_stay_below_100_kb(
    client: FlaskClient, store: Store
) -> None:
    for number in range(100):
        media = add_media(store, f"m{number:04d}", f"{number} " + "W" * 196)
        store.tags.set(media.id, [f"collection of {number}/tag {n}" for n in range(30)])
        if number == 50:
            assert ask(client, {})["n_tags"] == 51 * 30
    text = client.get("/api/v1/library?limit=100").get_data()
    page = json.loads(text)
    assert (page["n_tags"], len(page["tags"]), len(page["media"])) == (3000, 200, 100)
