"""The command line. Every command calls the same functions as the HTTP API."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click
import platformdirs

from transcribe import __version__
from transcribe.errors import TranscribeError
from transcribe.system.permissions import (
    private_files,
)

# Module and name of each command. A command imports what it alone needs: all of them take a second.
COMMANDS = {
    "add": ("library", "add"),
    "draft": ("library", "draft"),
    "speakers": ("library", "find_speakers"),
    "list": ("listing", "list_"),
    "show": ("listing", "show"),
    "export": ("library", "export"),
    "import": ("library", "import_"),
    "check": ("check", "check"),
    "score": ("score", "score_"),
    "bakeoff": ("bakeoff", "bakeoff"),
    "profiles": ("profiles", "profiles"),
    "shots": ("check", "shots"),
    "burn-in": ("burn_in", "burn_in"),
    "shift": ("shift", "shift"),
    "resync": ("resync", "resync"),
    "merge": ("merge", "merge"),
    "compare": ("compare", "compare"),
    "tag": ("tags", "tag"),
    "tags": ("tags", "tags"),
    "serve": ("serve", "serve"),
    "backup": ("admin", "backup"),
    "restore": ("admin", "restore"),
    "doctor": ("admin", "doctor"),
    "worker": ("cluster", "worker"),
    "cluster": ("cluster", "cluster_"),
    "models": ("models", "models_"),
    "webhook": ("webhooks", "webhook"),
    "glossary": ("glossary", "glossary"),
    "projects": ("projects", "projects"),
    "voices": ("voices", "voices"),
    "dataset": ("dataset", "dataset"),
}


class _Group(click.Group):
    """Imports a command when it is used. Turns a `TranscribeError`, and a file that cannot be used, into a message and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(import_module(f"transcribe.cli.{module}"), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TranscribeError as error:
            raise click.ClickException(error.in_shell()) from error
        except OSError as error:
            if error.filename is None:  # not of a file: click ends quietly at a closed pipe
                raise
            told = f"{error.filename} cannot be read or written: {error.strerror}. Check that its folder is there and that you may use it."
            raise click.ClickException(told) from error


@click.group(cls=_Group)
@click.version_option(__version__)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), envvar="TRANSCRIBE_DATA",
    help="Folder of the library [default: the platform's user data folder]",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context, data: Path | None) -> None:
    """Draft, correct and export transcripts."""
    ctx.with_resource(private_files())
    ctx.obj = data or Path(platformdirs.user_data_dir("transcribe", appauthor=False))
