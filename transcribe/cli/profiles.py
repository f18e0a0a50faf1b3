"""Delivery profiles of subtitles."""

from __future__ import annotations

import json
from typing import Any

import click

from transcribe.cli.common import print_result
from transcribe.library.subtitles.profiles import (
    FOLDER,
    Profiles,
    all_profiles,
    profile_to_json,
)


@click.group()
def profiles() -> None:
    """Delivery profiles: what broadcasters and platforms ask of subtitles."""


@profiles.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List the built-in profiles and those in the folder `profiles` of the library."""
    found = _profiles(ctx)
    known = list(found.by_name.values())
    lines = [f"{p.name:22} {p.title}{f' ({p.file})' if p.file else ''}" for p in known]
    print_result(as_json, {"profiles": [profile_to_json(p) for p in known]}, lines)


@profiles.command("show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def show(ctx: click.Context, name: str, as_json: bool) -> None:
    """Show the rules of a profile, each with its source."""
    profile = profile_to_json(_profiles(ctx).get(name))
    lines = [f"{profile['name']}: {profile['title']}"]
    lines += [profile["about"]] if profile["about"] else []
    lines += (
        [f"For the languages: {', '.join(profile['languages'])}"] if profile["languages"] else []
    )
    for rule in profile["rules"]:
        value = json.dumps(rule["value"], ensure_ascii=False)  # as in TOML, to be copied
        lines += ["", f"{rule['key']} = {value}    {rule['about']}", *_origin(rule)]
    print_result(as_json, profile, lines)


def _origin(rule: dict[str, Any]) -> list[str]:
    source = rule["source"]
    lines = []
    if source is not None:
        read = f", read on {source['read_on']}" if source["read_on"] else ""
        by = ", through other texts" if rule["second_hand"] else ""
        version = f", {source['version']}" if source["version"] else ""
        lines = [f"    {source['title']}{version}{read}{by}", f"    {source['address']}"]
    return [*lines, *([f"    {rule['note']}"] if rule["note"] else [])]


def _profiles(ctx: click.Context) -> Profiles:
    found = all_profiles(ctx.obj)
    for error in found.broken:
        click.echo(f"{FOLDER}/{error}", err=True)
    return found
