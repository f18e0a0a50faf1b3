"""The command line. Every command calls the same functions as the HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import platformdirs

from transcribe import __version__
from transcribe.cli.admin import backup, doctor, restore
from transcribe.cli.cluster import cluster_, worker
from transcribe.cli.glossary import glossary
from transcribe.cli.library import add, draft, export, import_, list_, shift, show
from transcribe.cli.models import models_
from transcribe.cli.serve import serve
from transcribe.cli.tags import tag, tags
from transcribe.cli.webhooks import webhook
from transcribe.errors import TranscribeError
from transcribe.system.permissions import (
    private_files,
)


class _Group(click.Group):
    """Turns a `TranscribeError` into a message and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TranscribeError as error:
            raise click.ClickException(str(error)) from error


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


for _command in (
    add,
    draft,
    list_,
    show,
    export,
    import_,
    shift,
    tag,
    tags,
    serve,
    backup,
    restore,
    doctor,
    worker,
    cluster_,
    models_,
    webhook,
    glossary,
):
    main.add_command(_command)
