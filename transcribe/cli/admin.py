"""Commands for the operator: backup, restore, doctor."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from transcribe.admin.archive import Comparison
from transcribe.admin.backup import Transferred, back_up
from transcribe.admin.backup import restore as restore_backup
from transcribe.admin.backup import verify as verify_backup
from transcribe.admin.doctor import examine
from transcribe.admin.doctor import report as report_findings
from transcribe.cli.common import (
    PORT,
    open_store,
    print_result,
)
from transcribe.errors import BackupUnusable


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Only compare a backup with its list of files")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def backup(ctx: click.Context, path: Path, verify: bool, as_json: bool) -> None:
    """Write the library to one file, also while it is in use.

    The database is checked first, and the new file is verified before it replaces an earlier one.
    Not included: models, and the originals of files that were added with --link.
    """
    if verify:
        if not _verify(path, as_json):
            ctx.exit(1)
        return
    store = open_store(ctx)

    def report(done: int, total: int) -> None:
        click.echo(f"\r{done} of {total} recordings", err=True, nl=False)

    done = back_up(store, path, report)
    click.echo("", err=True)
    _say_transferred(
        done, path, as_json,
        f"{done.n_media} recordings written to {path} ({done.n_bytes / 1e6:.1f} MB), "
        "verified",
    )  # fmt: skip


def _verify(path: Path, as_json: bool) -> bool:
    """Compare a backup with its manifest and print the result; returns whether it is complete."""
    try:
        found = verify_backup(path)
    except BackupUnusable as error:
        found = Comparison(0, 0, reason=error.reason, has_manifest=False)
    differences = found.differences(at_most=sys.maxsize)
    if not found.has_manifest and not differences:
        differences = "it was written by version 0.1 and has no list of its files to compare with"
    plain = {
        "file": str(path), "whole": found.is_whole, "files": found.n_files, "bytes": found.n_bytes,
        "missing": found.missing, "extra": found.extra, "changed": found.changed,
        "reason": found.reason or (None if found.is_whole else differences),
        "not_in_library": found.absent,
    }  # fmt: skip
    size = f"{found.n_files} files, {found.n_bytes / 1e6:.1f} MB"
    verdict = f"whole ({size})" if found.is_whole else differences
    print_result(as_json, plain, [f"{path}: {verdict}"])
    return found.is_whole


def _say_transferred(done: Transferred, path: Path, as_json: bool, line: str) -> None:
    for warning in done.warnings:
        click.echo(f"Warning: {warning}", err=True)
    plain = {"file": str(path), "media": done.n_media, "bytes": done.n_bytes}
    print_result(as_json, {**plain, "warnings": done.warnings}, [line])


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_obj
def restore(data: Path, path: Path, as_json: bool) -> None:
    """Restore a backup into an empty data folder.

    Every file is compared with the backup's list of files. If anything differs, nothing is restored
    and the differences are listed.
    """
    done = restore_backup(path, data)
    _say_transferred(done, path, as_json, f"{done.n_media} recordings restored to {data}")


@click.command()
@click.option("--port", type=PORT, default=5000, show_default=True, help="Port that serve will use")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def doctor(ctx: click.Context, port: int, as_json: bool) -> None:
    """Check this computer and the data folder, and say what to do about problems."""
    findings = list(examine(ctx.obj, port))
    if as_json:
        click.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}))
    else:
        report_findings(iter(findings), click.echo)
    if any(finding.verdict == "fail" for finding in findings):
        ctx.exit(1)
