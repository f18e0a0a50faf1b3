"""Drafts in chunks, each with its state and its result; jobs of users, with priorities."""

from __future__ import annotations

from sqlite_utils import Database


def m002_chunks(db: Database) -> None:
    """Drafts in chunks, each with its state and its result; jobs of users, with priorities."""
    jobs = db.table("jobs")
    jobs.add_column("priority", int, not_null_default=0)
    jobs.add_column("owner", str, not_null_default="")
    jobs.add_column("language", str)
    jobs.add_column("planned_ms", int, not_null_default=0)
    jobs.add_column("is_planned", int, not_null_default=0)
    db.table("chunks").create(
        {
            "id": int, "job_id": int, "start_ms": int, "end_ms": int, "plan": str, "priority": int,
            "state": str, "attempts": int, "failures": int, "lease": str, "worker": str,
            "seconds": float, "result": str, "error": str, "is_published": int,
            "finished_at": str,
        },
        pk="id",
        not_null={"job_id", "start_ms", "end_ms", "plan", "state"},
        defaults={"priority": 0, "attempts": 0, "failures": 0, "is_published": 0},
        foreign_keys=[("job_id", "jobs", "id")], strict=True,
    )  # fmt: skip
    # Planned twice, by a dispatcher that died between plan and acknowledgement, is planned once.
    db.table("chunks").create_index(["job_id", "start_ms"], unique=True)
    db.table("chunks").create_index(["job_id", "state", "priority", "start_ms"])
    db.table("chunks").create_index(["state"])
