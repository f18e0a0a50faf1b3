"""Steps on the library page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator


def choose_in_menu(row: Locator, action: str) -> None:
    """Open the menu of a recording's row and choose an action by its whole name."""
    row.get_by_role("button", name=re.compile("^More actions on")).click()
    row.page.get_by_role("menuitem", name=action, exact=True).click()
