"""Commands of a cluster: scheduler, certificates, workers."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from transcribe.asr.engine import cpu_threads
from transcribe.cli.common import (
    PORT,
)
from transcribe.system.permissions import (
    protect,
)

CERTIFICATES = click.option(
    "--certificates", type=click.Path(file_okay=False, path_type=Path),
    envvar="TRANSCRIBE_CERTIFICATES",
    help="Folder with this computer's ca.pem, cert.pem and key.pem",
)  # fmt: skip


@click.command()
@click.option(
    "--connect", "address", envvar="TRANSCRIBE_SCHEDULER", required=True,
    help="The scheduler, such as tls://host:8786",
)  # fmt: skip
@CERTIFICATES
@click.option("--threads", type=click.IntRange(1), default=cpu_threads, help="CPU cores to use")
@click.option("--memory", type=click.FloatRange(0.5), default=4.0, show_default=True,
              help="Gigabytes; a worker that uses more is restarted")  # fmt: skip
@click.option(
    "--gpu",
    type=click.IntRange(0, 1),
    help="1 uses a GPU, 0 does not  [default: 1 if there is one]",
)
@click.option(
    "--models",
    default="",
    help="The only models to accept, such as base,small  [default: any that fit]",
)
@click.pass_context
def worker(
    ctx: click.Context,
    address: str,
    certificates: Path | None,
    threads: int,
    memory: float,
    gpu: int | None,
    models: str,
) -> None:
    """Join a cluster and work for its server until stopped.

    The worker has its own models in the data folder and downloads missing ones.
    """
    from transcribe.jobs.executors.cluster_nodes import WorkerOptions, run_worker  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(asctime)s worker %(message)s")
    folder = ctx.obj / "models"
    folder.mkdir(parents=True, exist_ok=True)
    protect(ctx.obj.resolve())
    can_hold = tuple(filter(None, (name.strip() for name in models.split(","))))
    options = WorkerOptions(folder.resolve(), threads, memory, gpu, can_hold)
    run_worker(address, certificates, options)


@click.group("cluster")
def cluster_() -> None:
    """Certificates and the scheduler of a cluster."""


@cluster_.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def cluster_init(folder: Path) -> None:
    """Make a certificate authority in FOLDER, with certificates for server, scheduler and a worker.

    Keep FOLDER/ca-key.pem where nobody else can read it. Anyone who has it, or any of the
    certificates, can run code on every computer of the cluster.
    """
    from transcribe.admin.certificates import make_authority  # noqa: PLC0415

    for made in make_authority(folder):
        click.echo(f"{made}: copy this folder to the computer of that name")


@cluster_.command("add")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("name")
def cluster_add(folder: Path, name: str) -> None:
    """Make certificates for another computer, NAME, with the authority in FOLDER."""
    from transcribe.admin.certificates import add_machine  # noqa: PLC0415

    click.echo(f"{add_machine(folder, name)}: copy this folder to that computer")


@cluster_.command("scheduler")
@click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on")  # noqa: S104
@click.option("--port", type=PORT, default=8786, show_default=True)
@CERTIFICATES
@click.option("--dashboard", type=PORT, default=8787, show_default=True,
              help="Port of Dask's dashboard, on loopback only; 0 for none")  # fmt: skip
def cluster_scheduler(host: str, port: int, certificates: Path | None, dashboard: int) -> None:
    """Run the scheduler to which server and workers connect."""
    from transcribe.jobs.executors.cluster_nodes import run_scheduler  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(asctime)s scheduler %(message)s")
    run_scheduler(host, port, certificates, dashboard_port=dashboard or None)
