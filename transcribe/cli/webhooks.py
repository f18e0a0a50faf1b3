"""Commands for webhooks."""

from __future__ import annotations

import click

from transcribe.cli.common import (
    open_store,
    print_result,
)
from transcribe.library.serializers import delivery_to_json


@click.group()
def webhook() -> None:
    """Messages that tell other programs about finished and failed drafts."""


@webhook.command()
@click.option("--new", is_flag=True, help="Make a new secret; the old one stops working")
@click.pass_context
def secret(ctx: click.Context, new: bool) -> None:
    """Show the secret with which a receiver verifies messages."""
    deliveries = open_store(ctx).deliveries
    click.echo(deliveries.renew_secret() if new else deliveries.secret())


@webhook.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def webhook_list(ctx: click.Context, as_json: bool) -> None:
    """List messages, newest first: sent, waiting for the next attempt, failed."""
    rows = [delivery_to_json(delivery) for delivery in open_store(ctx).deliveries.list()]
    print_result(
        as_json, {"deliveries": rows},
        [f"{row['created']}  {row['state']:9} {row['attempts']:2} {row['type']:13} "
         f"{row['url']} {row['error'] or ''}".rstrip() for row in rows],
    )  # fmt: skip
