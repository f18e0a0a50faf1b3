"""Who a worker of a cluster is: what it declares when it joins, and why it may be refused."""

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
    """What a worker says of itself.

    Attributes:
        version: Of the program.
        fault: Why it cannot do the work at all; empty when it can.
        digests: SHA-256 of the weights it has, by model.
        can_hold: The only models it takes; None for any that fit.
        cores: That it may use.
        gpus: That it may use.
        memory_bytes: That it may take.
    """

    version: str = __version__
    fault: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    can_hold: tuple[str, ...] | None = None
    cores: int = 1
    gpus: int = 0
    memory_bytes: int = 0

    def to_plain(self) -> dict[str, Any]:
        """As JSON, which programs of all versions read."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> WorkerCapabilities:
        """From JSON; what another version says more or less of itself is no error."""
        can_hold = plain.get("can_hold")
        return cls(
            str(plain.get("version", "")), str(plain.get("fault", "")),
            dict(plain.get("digests") or {}), None if can_hold is None else tuple(can_hold),
            int(plain.get("cores", 1)), int(plain.get("gpus", 0)),
            int(plain.get("memory_bytes", 0)),
        )  # fmt: skip

    def refusal(self, version: str = __version__) -> str:
        """Why a server of some version takes no work from it: its results would differ."""
        if self.version != version:
            return f"it runs version {self.version}, the server {version}"
        if self.fault:
            return f"it cannot do the work: {self.fault}"
        for name, digest in self.digests.items():
            published = _published(name)
            if published and digest != published:
                return (
                    f"its weights of {name} have the digest {digest[:12]}…, the server's "
                    f"{published[:12]}…; `transcribe models verify` on it says more"
                )
        return ""

    def can_do(self, needs: ResourceRequirements) -> bool:
        """Whether it can hold what a task needs."""
        if self.can_hold is not None and needs.model and needs.model not in self.can_hold:
            return False
        return self.gpus > 0 or not self.memory_bytes or needs.memory_bytes <= self.memory_bytes


def declared_of(told: Any) -> WorkerCapabilities:
    """What a worker answered; whatever is no answer of ours is a fault."""
    if isinstance(told, Mapping) and "version" in told:
        return WorkerCapabilities.from_plain(told)
    return WorkerCapabilities(fault=f"it does not run Transcribe ({told})")


def _published(name: str) -> str:
    try:
        return models.pinned_sha256(name)
    except ModelUnavailable:  # a model that this program does not know is never asked for
        return ""
