"""The production server: gunicorn, one process with many threads.

Every open window holds a thread for its events, so threads must outnumber windows.
"""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, cast

from gunicorn.app.base import BaseApplication

from transcribe.child_process import end_with_parent
from transcribe.errors import AddressUnusable, PortInUse
from transcribe.pipeline.rounds import Rounds
from transcribe.pipeline.sample import add_sample
from transcribe.pipeline.supervisor import Supervisor, data_lock, take_folder
from transcribe.pipeline.watch import Watcher, WatchOptions
from transcribe.pipeline.webhooks import Courier
from transcribe.store import Store
from transcribe.store.deliveries import Receivers
from transcribe.store.values import Job, Media
from transcribe.web.app import create_app
from transcribe.web.shapes import job_to_json, media_to_json

THREADS = 100
STOP_TIMEOUT_S = 1  # all processes are to be gone 2 s after SIGTERM


@dataclass(frozen=True, slots=True)
class Service:
    """What a server does beside answering.

    Attributes:
        watch: Folders whose new files are taken in.
        receivers: Where webhook messages go; None leaves what was set last.
    """

    watch: WatchOptions = field(default_factory=WatchOptions)
    receivers: Receivers | None = None


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(
        self,
        folder: Path,
        settings: dict[str, Any],
        hosts: frozenset[str],
        works: bool,
        service: Service,
    ) -> None:
        self._folder, self._settings, self._hosts, self._works = folder, settings, hosts, works
        self._service = service
        self.rounds: list[Rounds] = []
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # In the forked process: threads and connections do not survive a fork.
        store = Store(self._folder)
        if self._works:
            add_sample(store)
            supervisor = Supervisor(store)
            supervisor.start()
            self.supervisor = supervisor
        self._start_rounds(store)
        return create_app(store, allowed_hosts=self._hosts)

    def _start_rounds(self, store: Store) -> None:
        if self._service.receivers is not None:
            store.deliveries.set_receivers(self._service.receivers)
        courier = Courier(store, lambda job, media: _describe(store, job, media))
        self.rounds = [Rounds("webhooks", store.folder / "webhooks.lock", courier.step)]
        if self._service.watch.folders:
            watcher = Watcher(store, self._service.watch)
            self.rounds.append(Rounds("watch", store.folder / "watch.lock", watcher.step))
        for rounds in self.rounds:
            rounds.start()

    def stop_rounds(self) -> None:
        """End the threads beside the answering ones."""
        for rounds in self.rounds:
            rounds.stop(STOP_TIMEOUT_S)


def _describe(store: Store, job: Job, media: Media) -> dict[str, Any]:
    return {"job": job_to_json(job), "media": media_to_json(store, media)}


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    hosts: frozenset[str],
    works: bool,
    service: Service,
) -> None:
    """Serve a data folder until the process is told to stop.

    Raises:
        DatabaseUnusable: The library cannot be opened.
        DataFolderBusy: Another process works on it.
        PortInUse: Somebody listens there already.
        AddressUnusable: The address is not this machine's, or not for this user.
        WatchImpossible: A folder to watch is none, or holds the library.
    """
    service.watch.check(folder)
    _check_folder(folder, works)
    listener = _listen(host, port)
    server: _Server

    def leave(_arbiter: Any, _worker: Any) -> None:
        server.stop_rounds()
        supervisor = getattr(server, "supervisor", None)
        if supervisor is not None:
            supervisor.stop()

    def watch_parent(arbiter: Any, _worker: Any) -> None:
        end_with_parent(arbiter.pid)

    def stop_work_at_once(_worker: Any) -> None:
        """On SIGTERM gunicorn first waits for open requests, which a page's events always are."""
        supervisor = getattr(server, "supervisor", None)
        if supervisor is None:
            return
        handle_exit = cast(
            Callable[[int, FrameType | None], None], signal.getsignal(signal.SIGTERM)
        )

        def handle(number: int, frame: FrameType | None) -> None:
            supervisor.begin_stop()
            handle_exit(number, frame)

        signal.signal(signal.SIGTERM, handle)

    settings = {
        "bind": f"fd://{listener.fileno()}", "workers": 1, "threads": THREADS,
        "worker_class": "gthread", "timeout": 0, "graceful_timeout": STOP_TIMEOUT_S,
        "keepalive": 5, "loglevel": "warning", "worker_exit": leave,
        "post_fork": watch_parent, "post_worker_init": stop_work_at_once,
    }  # fmt: skip
    server = _Server(folder, settings, hosts | {host}, works, service)
    shown = f"[{host}]" if ":" in host else host
    port = listener.getsockname()[1]
    print(f"Transcribe is at http://{shown}:{port} (ctrl-C stops it)", flush=True)  # noqa: T201
    server.run()


def _check_folder(folder: Path, works: bool) -> None:
    """Find now what the forked process could only tell with gunicorn's traceback."""
    with Store(folder):
        pass
    if works:
        lock = data_lock(folder)
        take_folder(lock)
        lock.release()


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from error
        raise AddressUnusable(host, port, error.strerror or str(error)) from error
    listener.listen(512)
    return listener
