"""Cluster workers: their reported capabilities, and reasons to refuse them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from transcribe import __version__
from transcribe.asr.models import files as models
from transcribe.errors import ModelUnavailable
from transcribe.jobs.executors.base import ResourceRequirements


@dataclass(frozen=True, slots=True)
class WorkerCapabilities:
    """Capabilities reported by a worker.

    Attributes:
        version: Version of the program.
        fault: Why it cannot run any task; empty if it can.
        digests: SHA-256 of its weights, by model.
        can_hold: The only models it accepts; None for all that fit.
        cores: Number of cores to use.
        gpus: Number of GPUs to use.
        memory_bytes: Memory limit.
    """

    version: str = __version__
    fault: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    can_hold: tuple[str, ...] | None = None
    cores: int = 1
    gpus: int = 0
    memory_bytes: int = 0

    def to_plain(self) -> dict[str, Any]:
        """As JSON, readable by all versions."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> WorkerCapabilities:
        """From JSON; missing or extra fields of other versions are accepted."""
        can_hold = plain.get("can_hold")
        return cls(
            str(plain.get("version", "")), str(plain.get("fault", "")),
            dict(plain.get("digests") or {}), None if can_hold is None else tuple(can_hold),
            int(plain.get("cores", 1)), int(plain.get("gpus", 0)),
            int(plain.get("memory_bytes", 0)),
        )  # fmt: skip

    def refusal(self, version: str = __version__) -> str:
        """Why a server of this version refuses the worker: its results would differ."""
        if self.version != version:
            return f"it runs version {self.version}, the server {version}"
        if self.fault:
            return f"it cannot run tasks: {self.fault}"
        for name, digest in self.digests.items():
            published = _published(name)
            if published and digest != published:
                return (
                    f"its weights of {name} have the digest {digest[:12]}…, the server's "
                    f"{published[:12]}…; run `transcribe models verify` there for details"
                )
        return ""

    def can_do(self, needs: ResourceRequirements) -> bool:
        """Whether it can run a task with these requirements."""
        if self.can_hold is not None and needs.model and needs.model not in self.can_hold:
            return False
        return self.gpus > 0 or not self.memory_bytes or needs.memory_bytes <= self.memory_bytes


def declared_of(told: Any) -> WorkerCapabilities:
    """The capabilities in a worker's answer; an invalid answer is a fault."""
    if isinstance(told, Mapping) and "version" in told:
        return WorkerCapabilities.from_plain(told)
    return WorkerCapabilities(fault=f"it does not run Transcribe ({told})")


def _published(name: str) -> str:
    try:
        return models.pinned_sha256(name)
    except ModelUnavailable:  # this program never requests a model it does not know
        return ""
