"""Run tasks on a Dask cluster: `TRANSCRIBE_SCHEDULER=tls://host:8786`.

Dask only transports tasks and results; persistent state is in the ledger. Results are pushed
through the scheduler, never fetched, since a worker that dies between the end of a task and the
fetch would block the fetcher for a minute. Workers of another version, or without the task
function, are refused before they get a task.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dask
import distributed

from transcribe import __version__
from transcribe.jobs.executors import cluster_calls
from transcribe.jobs.executors.base import (
    NOTHING,
    OnOutcome,
    Outcome,
    ResourceRequirements,
    Task,
    WorkerInfo,
    describe_error,
)
from transcribe.jobs.executors.cluster_config import SETTINGS, security_of
from transcribe.jobs.executors.cluster_workers import WorkerCapabilities, declared_of

CONNECT_S = 5.0
WATCH_S = 0.5
FIRST_RETRY_S = 1.0
MAX_RETRY_S = 30.0
LEFT_S = (
    5.0  # when a worker leaves, Dask fails its tasks; this timeout is for those that Dask missed
)
FAILURE_STATES = {"error", "cancelled", "lost"}
WIRE_ERRORS = (OSError, TimeoutError, RuntimeError)

log = logging.getLogger("transcribe.cluster")


@dataclass(frozen=True, slots=True)
class _Member:
    """A worker that has joined.

    Attributes:
        info: Its data for the jobs page; its name is its address.
        label: Its name in Dask, unchanged when it joins again.
        declared: The capabilities that it reports.
        model: The model of its last task, which is still loaded.
    """

    info: WorkerInfo
    label: str
    declared: WorkerCapabilities
    model: str = ""


@dataclass(eq=False)
class _InFlight:
    task: Task
    since: float
    worker: str = ""  # address of its worker
    future: Any = None  # until it is sent
    is_stopped: bool = False


class ClusterExecutor:
    """An external Dask cluster.

    Args:
        work: Dotted path of the task function, `module:name`, importable on the workers.
        address: Address of the scheduler.
        certificates: Folder with this computer's `ca.pem`, `cert.pem`, `key.pem`.

    Raises:
        ClusterUnusable: The address or the certificates are invalid. A scheduler that does not
            answer is not an error: `unavailable_reason` reports it, and connecting is retried.
    """

    def __init__(self, work: str, address: str, certificates: Path | None = None) -> None:
        self._work, self._address = work, address
        self._security = security_of(address, certificates)
        self._topic = f"transcribe-{secrets.token_hex(8)}"
        self._lock = threading.Lock()
        self._in_flight: dict[str, _InFlight] = {}
        self._members: dict[str, _Member] = {}
        self._client: Any = None
        self._trouble = f"Connecting to the scheduler at {address}"
        self._stopping = threading.Event()
        self._on_outcome: OnOutcome | None = None
        self._thread = threading.Thread(target=self._keep, name="cluster", daemon=True)
        self.dashboard = ""

    def start(self, on_outcome: OnOutcome) -> None:
        self._on_outcome = on_outcome
        dask.config.set(SETTINGS)
        self._thread.start()

    def free_slots(self, needs: ResourceRequirements = NOTHING) -> int:
        with self._lock:
            if self._client is None:
                return 0
            able = self._able(needs)
            taken = sum(self._n_tasks(one.info.name) for one in able)
            return sum(one.info.threads for one in able) + 1 - taken if able else 0

    def unmet_requirement(self, needs: ResourceRequirements) -> str:
        with self._lock:
            if self._client is None or not self._accepted() or self._able(needs):
                return ""
            return (
                f"None of {len(self._accepted())} workers has memory for {needs.model}, which needs about "
                f"{needs.memory_bytes / 1e9:.1f} GB. A worker that can may join at any time."
            )

    def submit(self, task: Task) -> None:
        flying = _InFlight(task, time.monotonic())
        with self._lock:
            client, able = self._client, self._able(task.needs)
            if able:
                flying.worker = min(able, key=lambda one: self._fitness(one, task)).info.name
            self._in_flight[task.id] = flying  # before sending, since the answer may arrive at once
        if client is None or not flying.worker:
            self._end(Outcome(task.id, "cancelled", error=self._trouble))
            return
        try:
            flying.future = client.submit(
                cluster_calls.run, self._work, task.id, dict(task.header), task.blobs, self._topic,
                key=task.id, pure=False, retries=0, workers=[flying.worker],
            )  # fmt: skip
        except WIRE_ERRORS as error:
            log.warning("task %s could not be sent: %s", task.id, error)
            self._end(Outcome(task.id, "cancelled", error=str(error)))

    def _fitness(self, one: _Member, task: Task) -> tuple[int, bool, bool, bool]:
        """Sort key, lowest first: idle, preferred, has a GPU, has the model loaded."""
        return (
            self._n_tasks(one.info.name), one.info.name != task.prefers, not one.declared.gpus,
            one.model != task.needs.model,
        )  # fmt: skip

    def _n_tasks(self, worker: str) -> int:
        return sum(one.worker == worker for one in self._in_flight.values())

    def cancel(self, task_id: str) -> None:
        with self._lock:
            flying, client = self._in_flight.get(task_id), self._client
        if flying is not None and client is not None and not flying.is_stopped:
            flying.is_stopped = True
            # In another thread: the worker may be slow to answer or gone, and this thread dispatches work.
            stopper = threading.Thread(target=self._stop, args=(client, task_id), daemon=True)
            stopper.start()

    def _stop(self, client: Any, task_id: str) -> None:
        """Ask a task's worker to stop it; cancel a task without a worker."""
        try:
            where = [name for name, keys in client.processing().items() if task_id in keys]
            if where:
                client.run(cluster_calls.cancel, task_id, workers=where, on_error="return")
            else:
                self._end(Outcome(task_id, "cancelled"))
        except WIRE_ERRORS as error:
            log.info("task %s could not be stopped: %s", task_id, error)

    def workers(self) -> tuple[WorkerInfo, ...]:
        with self._lock:
            return tuple(member.info for member in self._members.values())

    def unavailable_reason(self) -> str:
        with self._lock:
            if not self._trouble and not self._accepted():
                return f"No worker has joined the cluster at {self._address} yet."
            return self._trouble

    def close(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._disconnect()

    def _accepted(self) -> list[_Member]:
        return [one for one in self._members.values() if one.info.state != "refused"]

    def _able(self, needs: ResourceRequirements) -> list[_Member]:
        return [one for one in self._accepted() if one.declared.can_do(needs)]

    # The connection

    def _keep(self) -> None:
        wait_s = FIRST_RETRY_S
        while not self._stopping.is_set():
            try:
                if self._client is None:
                    self._connect()
                self._watch()
                wait_s = FIRST_RETRY_S
                self._stopping.wait(WATCH_S)
            except Exception as error:
                if not isinstance(error, WIRE_ERRORS):
                    log.exception("unexpected error of the cluster")
                reason = str(error) or type(error).__name__
                with self._lock:
                    self._trouble = (
                        f"The scheduler at {self._address} does not answer ({reason.strip('.')}). "
                        "Trying again."
                    )
                log.warning("%s", self._trouble)
                self._disconnect()
                self._stopping.wait(wait_s)
                wait_s = min(2 * wait_s, MAX_RETRY_S)

    def _connect(self) -> None:
        client = distributed.Client(
            self._address, security=self._security, timeout=CONNECT_S, set_as_default=False,
            name="transcribe",
        )  # fmt: skip
        client.subscribe_topic(self._topic, self._answered)
        self.dashboard = _dashboard(client)
        with self._lock:
            self._client, self._trouble, self._members = client, "", {}
        log.info("connected to %s", self._address)

    def _disconnect(self) -> None:
        with self._lock:
            client, self._client = self._client, None
            stranded, self._in_flight = tuple(self._in_flight), {}
            self._members = {}
        for task_id in stranded:  # not the task's fault: run again without counting an attempt
            self._tell(
                Outcome(task_id, "cancelled", error="The connection to the scheduler was lost.")
            )
        if client is not None:
            try:
                client.close(timeout=2)
            except WIRE_ERRORS as error:
                log.info("closing the connection: %s", error)

    def _watch(self) -> None:
        client = self._client
        if client.status != "running":
            raise ConnectionError("the connection is lost")
        info = client.scheduler_info(n_workers=-1)["workers"]
        self._meet(client, info)
        now = time.monotonic()
        with self._lock:
            flying = tuple(self._in_flight.values())
        for one in flying:
            if one.future is not None and one.future.status in FAILURE_STATES:
                self._end(_failure(one))
            elif one.worker not in info and now - one.since > LEFT_S:
                self._end(Outcome(one.task.id, "cancelled", error="Its worker has left."))
            elif now - one.since > one.task.timeout_s:
                self._time_out(client, one)

    def _meet(self, client: Any, info: Mapping[str, Any]) -> None:
        """Query new workers, and refuse those that would give other results."""
        with self._lock:
            known = dict(self._members)
        fresh = [name for name in info if name not in known]
        told: Mapping[str, Any] = {}
        if fresh:
            told = client.run(cluster_calls.describe, self._work, workers=fresh, on_error="return")
        again = {str(info[name].get("name")) for name in fresh}
        met = {
            name: one for name, one in known.items()
            if name in info or (one.info.state == "refused" and one.label not in again)
        }  # fmt: skip
        for name in fresh:
            met[name] = _member(name, info[name], declared_of(told.get(name)))
            if met[name].info.state == "refused":
                self._refuse(client, met[name])
        for name, plain in info.items():
            if met[name].info.state != "refused":
                met[name] = replace(met[name], info=_as_it_is(met[name].info, plain))
        with self._lock:
            for name, one in self._members.items():
                if name in met:  # joined in the meantime
                    info_now = replace(met[name].info, n_done=one.info.n_done)
                    met[name] = replace(met[name], info=info_now, model=one.model)
            self._members = met

    def _refuse(self, client: Any, member: _Member) -> None:
        reason = member.info.reason
        log.warning("worker %s (%s) is refused: %s", member.info.name, member.label, reason)
        client.run(cluster_calls.on_refused, reason, workers=[member.info.name], on_error="return")
        client.retire_workers([member.info.name], close_workers=True)

    def _time_out(self, client: Any, one: _InFlight) -> None:
        self._end(
            Outcome(
                one.task.id, "lost", worker=one.worker,
                error=f"Its worker took longer than {one.task.timeout_s:.0f} s and was ended.",
            )
        )  # fmt: skip
        client.restart_workers([one.worker], timeout=10, raise_for_error=False)

    # Outcomes

    def _answered(self, event: tuple[float, Mapping[str, Any]]) -> None:
        """Handle a result that a worker pushed through the scheduler."""
        answer = event[1]
        self._end(
            Outcome(
                answer["task"], answer["state"], json.loads(answer["result"]), answer["error"],
                answer["type"],
                answer["worker"], answer["seconds"],
            )
        )  # fmt: skip

    def _end(self, outcome: Outcome) -> None:
        with self._lock:
            one = self._in_flight.pop(outcome.task_id, None)
            member = self._members.get(outcome.worker)
            if one is not None and member is not None and outcome.state == "done":
                info = replace(member.info, n_done=member.info.n_done + 1)
                model = one.task.needs.model
                self._members[info.name] = replace(member, info=info, model=model)
        if one is None:
            return
        if one.future is not None and outcome.state in {"cancelled", "lost"}:
            one.future.cancel()
        self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        if self._on_outcome is not None and not self._stopping.is_set():
            self._on_outcome(outcome)


def _failure(one: _InFlight) -> Outcome:
    """The outcome for a future that will have no result."""
    if one.future.status != "error":
        return Outcome(one.task.id, "cancelled", error="The scheduler released the task.")
    error = one.future.exception()
    if isinstance(error, distributed.KilledWorker):
        where = str(getattr(error.last_worker, "address", error.last_worker))
        return Outcome(
            one.task.id,
            "lost",
            error=f"Its worker {where} ended or was disconnected.",
            worker=where,
        )
    text, name = describe_error(error)
    return Outcome(one.task.id, "failed", error=text, error_type=name)


def _dashboard(client: Any) -> str:
    """The URL of Dask's dashboard, on loopback of the scheduler's host."""
    port = client.scheduler_info().get("services", {}).get("dashboard")
    return f"http://127.0.0.1:{port}/status" if port else ""


def _member(name: str, plain: Mapping[str, Any], declared: WorkerCapabilities) -> _Member:
    reason = declared.refusal(__version__)
    info = WorkerInfo(
        name, "refused" if reason else "idle", str(plain.get("host", "")),
        threads=int(plain.get("nthreads", 1)), reason=reason, gpus=declared.gpus,
    )  # fmt: skip
    return _Member(info, str(plain.get("name", name)), declared)


def _as_it_is(info: WorkerInfo, plain: Mapping[str, Any]) -> WorkerInfo:
    """The worker with its latest data from the scheduler."""
    metrics = plain.get("metrics") or {}
    is_busy = bool((metrics.get("task_counts") or {}).get("executing"))
    return replace(info, state="busy" if is_busy else "idle", memory_bytes=metrics.get("memory"))
