"""A library's list of invented recordings, answered in the browser's place: thousands without a thousand files."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route

STAGES = ("draft", "in_work", "done", "empty", "failed")
WORK = {"draft": (0, 0), "in_work": (30, 50), "done": (0, 164)}  # corrected and approved of 164
TITLES = {7: "x" * 300, 8: "eleven hours", 9: "one second"}
DURATIONS = {8: 39_600, 9: 1}


class InventedLibrary:
    """Answers `GET /library` and `GET /library/ids` of a page like the server, for the filters that tests use."""

    def __init__(self, n: int, n_tags: int = 0) -> None:
        self.rows = [_row(i, n_tags) for i in range(n)]
        self.n_tags = n_tags
        self.asked: list[dict[str, str]] = []  # the parameters of each request for rows
        self.n_bytes: list[int] = []  # of each answer

    def serve(self, page: Page) -> None:
        """Answer this page's requests."""
        page.route("**/api/v1/library?*", self.answer)
        page.route("**/api/v1/library/ids?*", self._answer_ids)
        page.route("**/api/v1/tags", self._answer_tags)

    def answer(self, route: Route) -> None:
        """Answer a request for rows."""
        asked = _parameters(route)
        self.asked.append(asked)
        found = self._found(asked)
        first = int(asked.get("offset", 0))
        body = json.dumps(self.page(found, first, int(asked.get("limit", 100))))
        self.n_bytes.append(len(body))
        route.fulfill(status=200, content_type="application/json", body=body)

    def _answer_ids(self, route: Route) -> None:
        route.fulfill(json={"ids": [row["id"] for row in self._found(_parameters(route))]})

    def _answer_tags(self, route: Route) -> None:
        route.fulfill(json={"tags": [{"tag": f"tag {n}", "n": 2} for n in range(self.n_tags)]})

    def _found(self, asked: dict[str, str]) -> list[dict[str, Any]]:
        words = asked.get("q", "").split()
        found = [
            row for row in self.rows
            if asked.get("state", row["stage"]) == row["stage"]
            and asked.get("language", row["language"]) == row["language"]
            and ("tag" not in asked or asked["tag"] in row["tags"])
            and all(word in row["title"] for word in words)
        ]  # fmt: skip
        key = asked.get("sort", "created")
        order = {"state": lambda row: STAGES.index(row["stage"]), "progress": _approved}
        found.sort(key=order.get(key, lambda row: row[key]), reverse=asked.get("order") == "down")
        return found

    def page(self, found: list[dict[str, Any]], first: int, limit: int) -> dict[str, Any]:
        """The answer of `GET /library` for these rows."""

        def total(field: str) -> int:
            return sum(row[field] for row in found)

        tags = [{"tag": f"tag {n}", "n": 2} for n in range(min(200, self.n_tags))]
        languages = [{"language": code, "n": len(self.rows) // 2} for code in ("en", "de")]
        return {
            "total": len(found),
            "n_all": len(self.rows),
            "sums": {
                "duration": total("duration"), "segments": total("n_segments"),
                "corrected": total("n_corrected"), "approved": total("n_approved"),
            },
            "counts": {
                "working": 0,
                **{stage: sum(row["stage"] == stage for row in self.rows) for stage in STAGES},
            },
            "languages": languages, "tags": tags, "n_tags": self.n_tags,
            "projects": [], "continue": self.rows[1],
            "media": found[first : first + limit],
        }  # fmt: skip


def _parameters(route: Route) -> dict[str, str]:
    return {
        name: values[-1] for name, values in parse_qs(urlsplit(route.request.url).query).items()
    }


def _approved(row: dict[str, Any]) -> float:
    return float(row["n_approved"])


def _row(n: int, n_tags: int) -> dict[str, Any]:
    stage = STAGES[n % len(STAGES)]
    corrected, approved = WORK.get(stage, (0, 0))
    return {
        "id": f"made{n}",
        "title": TITLES.get(n, f"clip {n}"),
        "filename": f"clip {n}.wav",
        "duration": DURATIONS.get(n, n % 600),
        "language": "de" if n % 2 else "en",
        "state": "failed" if stage == "failed" else "ready",
        "stage": stage,
        "progress": None, "eta_s": None, "message": "",
        "error": "This file has no sound." if stage == "failed" else None,
        "n_warnings": int(n % 50 == 3),
        "has_video": False, "is_sample": False,
        "n_segments": 164 if stage in WORK else 0,
        "n_corrected": corrected, "n_approved": approved, "n_rejected": 0, "n_flagged": 0,
        "confidence": 0.5 + n % 50 / 100 if stage in WORK else None,
        "tags": [f"tag {(n + i) % n_tags}" for i in range(n % 6)] if n_tags else [],
        "project": None,
        "created": f"2026-01-01T00:00:{n / 1000:06.3f}Z",
        "opened": "2026-11-29T10:00:00Z" if n % 3 == 0 else None,
        "place": {"segment": 5, "time": 0.4, "at": "2026-11-29T10:00:00Z"} if n == 1 else None,
        "revision": 1,
    }  # fmt: skip
