"""The production server: gunicorn, one process with many threads.

Every open window uses a thread for its events, so there must be more threads than windows.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, cast

from gunicorn.app.base import BaseApplication

from transcribe.jobs.supervisor import Supervisor, data_lock, take_folder
from transcribe.library.periodic import PeriodicTask
from transcribe.library.sample import add_sample
from transcribe.library.serializers import job_to_json, media_to_json
from transcribe.library.watch_folders import Watcher, WatchOptions
from transcribe.library.webhooks import WebhookSender
from transcribe.store import Store
from transcribe.store.integrations.webhook_deliveries import Receivers
from transcribe.store.values import Job, Media
from transcribe.system.child_process import end_with_parent
from transcribe.system.permissions import PRIVATE_UMASK
from transcribe.web.app import create_app
from transcribe.web.listener import Address, SocketFile, listen, resolve_loopback, where

THREADS = 100
STOP_TIMEOUT_S = 1  # all processes must end within 2 s of SIGTERM


@dataclass(frozen=True, slots=True)
class Reach:
    """The address of the server and its accepted names.

    Attributes:
        at: Address or socket to listen on.
        hosts: Accepted host names in addition to loopback.
        trusts_proxy: A proxy with access control is in front (`web.security`).
    """

    at: Address | SocketFile
    hosts: frozenset[str] = frozenset()
    trusts_proxy: bool = False

    def names(self) -> frozenset[str]:
        """Accepted host names, including the one of the address."""
        return self.hosts | ({self.at.host} if isinstance(self.at, Address) else frozenset())


@dataclass(frozen=True, slots=True)
class Service:
    """Background services of a server.

    Attributes:
        watch: Folders whose new files are added.
        receivers: Receivers of webhook messages; None keeps those that were set last.
    """

    watch: WatchOptions = field(default_factory=WatchOptions)
    receivers: Receivers | None = None


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(
        self,
        folder: Path,
        settings: dict[str, Any],
        reach: Reach,
        works: bool,
        service: Service,
    ) -> None:
        self._folder, self._settings, self._reach, self._works = folder, settings, reach, works
        self._service = service
        self.periodic_tasks: list[PeriodicTask] = []
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
        self._start_periodic_tasks(store)
        app = create_app(
            store, allowed_hosts=self._reach.names(), trusts_proxy=self._reach.trusts_proxy
        )
        gc.collect()
        gc.freeze()  # modules stay: without this, an answer with 20,000 segments looks through them
        return app

    def _start_periodic_tasks(self, store: Store) -> None:
        if self._service.receivers is not None:
            store.deliveries.set_receivers(self._service.receivers)
        sender = WebhookSender(store, lambda job, media: _describe(store, job, media))
        self.periodic_tasks = [
            PeriodicTask("webhooks", store.folder / "webhooks.lock", sender.step)
        ]
        if self._service.watch.folders:
            watcher = Watcher(store, self._service.watch)
            self.periodic_tasks.append(
                PeriodicTask("watch", store.folder / "watch.lock", watcher.step)
            )
        for task in self.periodic_tasks:
            task.start()

    def stop_periodic_tasks(self) -> None:
        """End the threads of background services."""
        for task in self.periodic_tasks:
            task.stop(STOP_TIMEOUT_S)


def _describe(store: Store, job: Job, media: Media) -> dict[str, Any]:
    return {"job": job_to_json(job), "media": media_to_json(store, store.media.overview(media.id))}


def serve(
    folder: Path,
    reach: Reach,
    *,
    works: bool,
    service: Service,
    prepare: Callable[[], None] = lambda: None,
) -> None:
    """Serve a data folder until the process is asked to stop.

    `prepare` is called when folder and address are known to be usable, before the first request.

    Raises:
        DatabaseUnusable: The library cannot be opened.
        DataFolderBusy: Another process uses it.
        OpenToNetwork: Other computers could reach the server, which has no accounts.
        PortInUse: Another program already listens there.
        AddressUnusable: The address does not belong to this computer, or the user may not use it.
        SocketUnusable: The Unix socket cannot be created.
        InvalidWatchFolder: A folder to watch does not exist, or contains the library.
    """
    if isinstance(reach.at, Address):
        resolve_loopback(reach.at)  # before anything is created
    service.watch.check(folder)
    _check_folder(folder, works)
    listener = listen(reach.at)
    server: _Server

    def leave(_arbiter: Any, _worker: Any) -> None:
        server.stop_periodic_tasks()
        supervisor = getattr(server, "supervisor", None)
        if supervisor is not None:
            supervisor.stop()

    def watch_parent(arbiter: Any, _worker: Any) -> None:
        end_with_parent(arbiter.pid)

    def stop_work_at_once(_worker: Any) -> None:
        """On SIGTERM gunicorn first waits for open requests, such as the event stream of a page."""
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
        "keepalive": 5, "loglevel": "warning", "worker_exit": leave, "umask": PRIVATE_UMASK,
        # Only `web.security` evaluates the headers of a proxy.
        "forwarded_allow_ips": "", "secure_scheme_headers": {}, "forwarder_headers": "",
        # Without this, gunicorn from 25.1 on listens at a socket in the user's home.
        "control_socket_disable": True,
        "post_fork": watch_parent, "post_worker_init": stop_work_at_once,
    }  # fmt: skip
    _keep_caches_in(folder)
    server = _Server(folder, settings, reach, works, service)
    prepare()
    print(f"Transcribe is at {where(listener, reach.at)} (Ctrl+C stops it)", flush=True)  # noqa: T201
    server.run()


def _keep_caches_in(folder: Path) -> None:
    """Let numba cache compiled code in the data folder, not in the program or the home folder."""
    if not os.environ.get("NUMBA_CACHE_DIR"):
        os.environ["NUMBA_CACHE_DIR"] = str(folder.resolve() / "cache" / "numba")


def _check_folder(folder: Path, works: bool) -> None:
    """Raise errors here that the forked process would only report with gunicorn's traceback."""
    with Store(folder):
        pass
    if works:
        lock = data_lock(folder)
        take_folder(lock)
        lock.release()
