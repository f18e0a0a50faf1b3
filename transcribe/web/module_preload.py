"""Which JavaScript modules a page's first one needs, so that the page can name them all at once.

A browser learns of a module only from the one that imports it: a page of a hundred modules costs a
round trip for each level of imports. `<link rel="modulepreload">` has them all fetched together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

# Where a statement begins: types in comments name modules too, and `import()` waits until it is called.
IMPORT = re.compile(
    r"""(?:^|;)(?:import|export)\b(?:[^;"'`]*?\bfrom)?\s*["']([^"']+)["']""", re.MULTILINE
)


def needed_modules(static: Path, first: str, bare: Mapping[str, str]) -> tuple[str, ...]:
    """List the modules that one imports, and those that they import, nearest first.

    Args:
        static: Folder that is served as `/static/`.
        first: Path of the page's module in it.
        bare: Addresses of the modules that are imported by a name (an import map's `imports`).

    Returns:
        Addresses, without that of `first`. A file that is not there is left out.
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
