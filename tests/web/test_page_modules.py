"""The joined modules of a page are kept by browsers, and new as soon as a module changes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from transcribe.web.page_modules import PageModules, add_page_modules


def _static(folder: Path) -> Path:
    (folder / "views" / "pages").mkdir(parents=True)
    (folder / "core").mkdir()
    (folder / "views/pages/first-page.js").write_text('import { a } from "../../core/a.js";\n')
    (folder / "core/a.js").write_text("export const a = 1;\n")
    return folder


def _client(static: Path) -> FlaskClient:
    app = Flask("test", static_folder=None)
    add_page_modules(app, static, {})
    return app.test_client()


def test_a_changed_module_is_joined_again(tmp_path: Path) -> None:
    static = _static(tmp_path)
    pages = PageModules(static, {})
    before = pages.of("views/pages/first-page.js")
    assert pages.of("views/pages/first-page.js") is before
    (static / "core/a.js").write_text("export const a = 1234;\n")
    after = pages.of("views/pages/first-page.js")
    assert "1234" in after.text
    assert after.name != before.name


def test_only_the_address_of_the_content_may_be_kept(tmp_path: Path) -> None:
    static = _static(tmp_path)
    name = PageModules(static, {}).of("views/pages/first-page.js").name
    client = _client(static)
    answer = client.get(f"/modules/{name}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content_type.startswith("text/javascript")
    sources = json.loads(client.get(f"/modules/{name}.map").data)["sources"]
    assert sources == ["/static/core/a.js", "/static/views/pages/first-page.js"]
    old = client.get(f"/modules/{re.sub('[0-9a-f]{16}', '0' * 16, name)}")
    assert (old.status_code, old.headers["Cache-Control"]) == (200, "no-cache")
    assert old.data == answer.data


def test_other_modules_have_no_such_address(tmp_path: Path) -> None:
    client = _client(_static(tmp_path))
    for name in ("a-0000000000000000.js", "..-0000000000000000.js", "a-0000000000000000.js.map"):
        assert client.get(f"/modules/{name}").status_code == 404
