"""A recording that the page sees in another state than it is in."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Page, Route

PAGE_JSON = re.compile(
    r'(<script type="application/json" id="page"[^>]*>)(.*?)(</script>)', re.DOTALL
)


def show_as(page: Page, media_id: str, changes: dict[str, Any]) -> None:
    """Let the page see the recording in another state than it is in."""

    def change_page(route: Route) -> None:
        answer = route.fetch()

        def changed(found: re.Match[str]) -> str:
            content = json.loads(found[2])
            content["media"].update(changes)
            return found[1] + json.dumps(content).replace("<", "\\u003c") + found[3]

        route.fulfill(response=answer, body=PAGE_JSON.sub(changed, answer.text()))

    page.unroute_all()
    page.route(f"**/media/{media_id}", change_page)
