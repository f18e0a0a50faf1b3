"""Generate `docs/operate/cli.md` from the commands: `python tools/write_cli_reference.py`.

A test fails when the page and the program differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from transcribe.cli.main import main

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operate" / "cli.md"
HEAD = """# Command line

`--data DIR` (or `TRANSCRIBE_DATA`) goes before the command; without it the library is in the
platform's user data folder. With `--json`, standard output has one JSON value and nothing else;
progress goes to standard error. Exit codes: 0 done; 1 failed, standard error says why; 2 wrong
usage.

<!-- Written by tools/write_cli_reference.py; change the commands' help instead. -->
"""


def reference() -> str:
    """The whole page."""
    return HEAD + "".join(_sections(main, "transcribe"))


def _sections(command: click.Command, name: str) -> Iterator[str]:
    with click.Context(command, info_name=name, terminal_width=80) as context:
        text = command.get_help(context).replace("\b", "")
        names = command.list_commands(context) if isinstance(command, click.Group) else []
        children = {child: command.get_command(context, child) for child in names}
    yield f"\n## `{name}`\n\n```text\n{text}\n```\n"
    for child, found in children.items():
        if found is not None:
            yield from _sections(found, f"{name} {child}")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
