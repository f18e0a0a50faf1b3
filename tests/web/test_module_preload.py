"""Modules that a page preloads."""

from __future__ import annotations

from pathlib import Path

from transcribe.web.module_preload import needed_modules

SOURCES = {
    "views/first.js": """/** @typedef {import("../core/typed.js").Typed} Typed */
import { effect } from "signals";
import {
  one,
  two,
} from "../core/one.js";
import "./two.js";
import { gone } from "./gone.js";

const later = () => import("../core/later.js");
const text = "; import './quoted.js'";
""",
    "views/two.js": 'import { one } from "../core/one.js";\nimport "./first.js";\n',
    "core/one.js": 'export { deep } from "./deep.js";\n',
    "core/deep.js": "",
    "core/typed.js": "",
    "core/later.js": "",
    "views/quoted.js": "",
    "vendor/signals.js": 'import{a as b}from"core";export{b};import"unknown";import{c}from"other"',
    "vendor/core.js": "",
    "vendor/other.js": "",
}
BARE = {
    "signals": "/static/vendor/signals.js",
    "core": "/static/vendor/core.js",
    "other": "/static/vendor/other.js",
}


def test_each_imported_module_is_listed_once_nearest_first(tmp_path: Path) -> None:
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert needed_modules(tmp_path, "views/first.js", BARE) == (
        "/static/vendor/signals.js",
        "/static/core/one.js",
        "/static/views/two.js",
        "/static/vendor/core.js",
        "/static/vendor/other.js",
        "/static/core/deep.js",
    )
