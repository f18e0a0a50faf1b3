"""All JavaScript modules of a page as one file, made when the page is first asked for.

A page of 200 modules costs 200 requests each time it opens, also where the browser has them: it asks
for each whether it has changed. That took longer than all other work of a page. The one file's address
contains a hash of its content, so it is asked for once. There is still no build step: a
changed module is joined again at the next load, and a source map leads debuggers to the modules.

Each module becomes a block of the file, after the modules that it imports:

    let $2; { const { Scope } = $1; function createList() {} $2 = { createList }; }

Libraries (`static/vendor`) stay modules of their own. The statements understood here are the ones
that the project's modules use; everything else is an error that names the line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, normpath
from posixpath import join as join_paths

IMPORT = re.compile(
    r'^import\s+(?:(?:(?P<default>\w+)|\{(?P<names>[^}]*)\})\s*from\s*)?"(?P<module>[^"]+)";',
    re.MULTILINE,
)
DECLARATION = re.compile(r"^export (?=(?:(?:async )?function|class|const) (?P<name>\w+))", re.M)
EXPORT = re.compile(r'^export\s*\{(?P<names>[^}]*)\}(?:\s*from\s*"(?P<module>[^"]+)")?;', re.M)
OTHER = re.compile(r"^(?:import|export)\b", re.MULTILINE)
LIBRARY_IMPORT = re.compile(r"""\b(?:import|export)\b[^;"'`]*?["']([^"']+)["']""")
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class NotJoinable(Exception):
    """A module has a statement that is not understood here, or imports itself in a circle."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A page's modules.

    Attributes:
        name: Name of the file, with a hash of its content.
        text: Its content.
        source_map: Source map, version 3, as JSON.
        libraries: Addresses of the libraries that it imports, directly or indirectly.
        sources: Paths of the joined modules in the static folder.
    """

    name: str
    text: str
    source_map: str
    libraries: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass
class _File:
    """The file while it grows."""

    static: Path
    bare: Mapping[str, str]
    numbers: dict[str, int] = field(default_factory=dict)  # by path or library; 0 while open
    parts: list[str] = field(default_factory=list)

    def add(self, path: str) -> int:
        """Add a module with all that it imports; returns its number."""
        if path in self.numbers:
            return self.numbers[path]
        self.numbers[path] = 0
        body = _Body(self, path)
        self.numbers[path] = number = len(self.parts) + 1
        self.parts.append(body.block(number))
        return number

    def add_library(self, name: str) -> int:
        """Import a library; returns its number."""
        if name not in self.numbers:
            self.numbers[name] = number = len(self.parts) + 1
            self.parts.append(f"import * as ${number} from {json.dumps(name)};\n")
        return self.numbers[name]


class _Body:
    """A module without its import and export statements. Every line stays a line."""

    def __init__(self, file: _File, path: str) -> None:
        self._file, self._path = file, path
        self._exports: dict[str, str] = {}
        text = (file.static / path).read_text(encoding="utf-8")
        text = IMPORT.sub(self._import, text)
        text = EXPORT.sub(self._export, text)
        self.text = DECLARATION.sub(self._declare, text)
        if other := OTHER.search(self.text):
            line = self.text.count("\n", 0, other.start()) + 1
            raise NotJoinable(f"{path}, line {line}: this import or export is not understood")

    def block(self, number: int) -> str:
        exports = ", ".join(f"{name}: {own}" for name, own in self._exports.items())
        text = self.text.removesuffix("\n")
        return f"let ${number}; {{ {text}\n${number} = {{ {exports} }}; }}\n"

    def _import(self, found: re.Match[str]) -> str:
        number, lines = self._number(found["module"]), "\n" * found[0].count("\n")
        if found["default"]:
            return f"const {{ default: {found['default']} }} = ${number};{lines}"
        names = ", ".join(f"{a}: {b}" for a, b in _pairs(found["names"] or ""))
        return f"const {{ {names} }} = ${number};{lines}" if names else lines

    def _export(self, found: re.Match[str]) -> str:
        source = f"${self._number(found['module'])}." if found["module"] else ""
        self._exports |= {name: source + own for own, name in _pairs(found["names"])}
        return "\n" * found[0].count("\n")

    def _declare(self, found: re.Match[str]) -> str:
        self._exports[found["name"]] = found["name"]
        return ""

    def _number(self, module: str) -> int:
        if not module.startswith("."):
            return self._file.add_library(module)
        path = normpath(join_paths(dirname(self._path), module))
        if not self._file.add(path):
            raise NotJoinable(f"{self._path} and {path} import each other")
        return self._file.numbers[path]


def join(static: Path, first: str, bare: Mapping[str, str]) -> Joined:
    """Join the modules that a page's first module needs.

    Args:
        static: Folder served as `/static/`.
        first: Path of the page's module in it.
        bare: Addresses of libraries, imported by name (an import map's `imports`).

    Raises:
        NotJoinable: A module has statements other than those of this project.
        OSError: A module does not exist.
    """
    file = _File(static, bare)
    file.add(first)
    text = "".join(file.parts)
    name = f"{Path(first).stem}-{sha256(text.encode()).hexdigest()[:16]}.js"
    libraries = [bare[key] for key in file.numbers if key in bare]
    return Joined(
        name,
        f"{text}//# sourceMappingURL={name}.map\n",
        _source_map(file),
        tuple(_with_their_own(static, libraries, bare)),
        tuple(key for key in file.numbers if key not in bare),
    )


def _pairs(names: str) -> Iterator[tuple[str, str]]:
    """Names on both sides of `as`; the same name twice without it."""
    for name in filter(None, (part.strip() for part in names.split(","))):
        first, _, second = name.partition(" as ")
        yield first.strip(), (second or first).strip()


def _with_their_own(static: Path, libraries: list[str], bare: Mapping[str, str]) -> list[str]:
    """Libraries, and those that they import."""
    found = dict.fromkeys(libraries)
    waiting = list(found)
    for address in waiting:  # grows
        path = static / address.removeprefix("/static/")
        names = LIBRARY_IMPORT.findall(path.read_text(encoding="utf-8")) if path.is_file() else []
        for name in names:
            if name in bare and bare[name] not in found:
                found[bare[name]] = None
                waiting.append(bare[name])
    return list(found)


def _source_map(file: _File) -> str:
    """Map each line to the same line of its module; a block's last line has no source."""
    paths = {number: path for path, number in file.numbers.items() if path not in file.bare}
    lines: list[str] = []
    source, before = -1, (0, 0)  # the source and line of the last mapped line
    for number, part in enumerate(file.parts, 1):
        n_lines = part.count("\n")
        if number not in paths:
            lines += [""] * n_lines
            continue
        source += 1
        for line in range(n_lines - 1):
            lines.append(f"A{_vlq(source - before[0])}{_vlq(line - before[1])}A")
            before = (source, line)
        lines.append("")
    sources = [f"/static/{paths[number]}" for number in sorted(paths)]
    return json.dumps({"version": 3, "sources": sources, "names": [], "mappings": ";".join(lines)})


def _vlq(number: int) -> str:
    """A number in the variable-length notation of source maps."""
    rest, text = (-number << 1) | 1 if number < 0 else number << 1, ""
    while True:
        digit, rest = rest & 31, rest >> 5
        text += BASE64[digit | 32 if rest else digit]
        if not rest:
            return text
