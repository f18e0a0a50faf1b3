"""The JavaScript modules that a page's first module needs, so that the page can list them all at once.

A browser finds a module only when another imports it: a page of a hundred modules costs a
round trip per level of imports. With `<link rel="modulepreload">` all are fetched together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

# Only at the start of a statement: types in comments name modules too, and `import()` is lazy.
IMPORT = re.compile(
    r"""(?:^|;)(?:import|export)\b(?:[^;"'`]*?\bfrom)?\s*["']([^"']+)["']""", re.MULTILINE
)


def needed_modules(static: Path, first: str, bare: Mapping[str, str]) -> tuple[str, ...]:
    """List the modules imported by a module, directly and indirectly, nearest first.

    Args:
        static: Folder served as `/static/`.
        first: Path of the page's module in it.
        bare: Addresses of modules imported by name (an import map's `imports`).

    Returns:
        Addresses, without that of `first`. A missing file is skipped.
    """
    found = {first: None}
    waiting = [first]
    while waiting:
        module = waiting.pop(0)
        for path in _imports(static, module, bare):
            if path not in found and (static / path).is_file():
                found[path] = None
                waiting.append(path)
    return tuple(f"/static/{path}" for path in list(found)[1:])


def _imports(static: Path, module: str, bare: Mapping[str, str]) -> Iterator[str]:
    folder = (static / module).parent
    for name in IMPORT.findall((static / module).read_text(encoding="utf-8")):
        if name.startswith("."):
            yield (folder / name).resolve().relative_to(static.resolve()).as_posix()
        elif name in bare:
            yield bare[name].removeprefix("/static/")
