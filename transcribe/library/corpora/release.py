"""What makes a folder a release: its manifest, its digests and its card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transcribe import __version__, datasets
from transcribe.audio.ffmpeg import ffmpeg_version
from transcribe.datasets.card import CardFacts, card, card_page, histograms
from transcribe.datasets.clips import REASONS, named_voice
from transcribe.datasets.ids import short_id
from transcribe.datasets.manifest import to_line
from transcribe.datasets.normalisers import load_normaliser
from transcribe.datasets.redaction import PLACEHOLDER, RedactionOptions, Redactor
from transcribe.datasets.statistics import Statistics, measure
from transcribe.datasets.writers.base import ReadRows
from transcribe.errors import CorpusUnsuitable
from transcribe.library.corpora.digests import write_digests
from transcribe.library.corpora.plan import CorpusOptions, Plan, asked
from transcribe.store.projects import Project
from transcribe.system.whole_file import partial_of, write_whole
from transcribe.text.amounts import count

RELEASE = "release/release.json"
MANIFEST = "release/manifest.jsonl"
SUMS = "release/SHA256SUMS"
WORK = "work"
SCRIPTS = Path(datasets.__file__).parent / "training"


@dataclass(frozen=True, slots=True)
class ReleaseDigest:
    """SHA-256 of a release's list of digests."""

    digest: str


def write_release(
    folder: Path,
    project: Project,
    options: CorpusOptions,
    plan: Plan,
    rows: ReadRows,
    shard_lines: Iterable[str],
) -> ReleaseDigest:
    """Write card, manifest and digests of a corpus whose other files are there.

    Args:
        folder: Of the corpus.
        project: The collection.
        options: How it was made.
        plan: What it was made of.
        rows: Reads the manifest.
        shard_lines: Digests of the files that are known already.
    """
    (folder / "release").mkdir(exist_ok=True)
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{row.to_json()}\n" for row in rows())
    _copy_scripts(folder, options)
    found = measure(rows, folder / WORK)
    facts = _facts(project, options, plan, found)
    for name, picture in histograms(found).items():
        (folder / "release" / name).write_text(picture, "utf-8", newline="\n")
    (folder / "README.md").write_text(card(facts), "utf-8", newline="\n")
    (folder / "release" / "card.html").write_text(card_page(facts), "utf-8", newline="\n")
    # The file of the release is the last one; part of it may be there from an export that was killed.
    left_out = frozenset({WORK, SUMS, RELEASE, partial_of(Path(RELEASE)).as_posix()})
    made = write_digests(folder, folder / SUMS, shard_lines, left_out, folder / WORK)
    described = _described(project, options, plan, found, made.digest)
    plain = {**described, "bytes": made.n_bytes}
    write_whole(folder / RELEASE, json.dumps(plain, ensure_ascii=False, indent=1))
    return ReleaseDigest(made.digest)


def _copy_scripts(folder: Path, options: CorpusOptions) -> None:
    """Short programs that train with the corpus, or load it for training."""
    for name in options.writer.scripts:
        (folder / "training").mkdir(exist_ok=True)
        (folder / "training" / name).write_bytes((SCRIPTS / name).read_bytes())


def _described(
    project: Project, options: CorpusOptions, plan: Plan, found: Statistics, digest: str
) -> dict[str, Any]:
    return {
        "project": project.name, "version": options.version, "format": options.format,
        "digest": digest, "options": _without_names(options, project), "statistics": found.total,
        "splits": found.splits, "shares": [list(share) for share in plan.shares],
        "left_out": dict(plan.left_out), "warnings": list(plan.warnings),
        "approved_by": dict(plan.approvers), "agreement": {"n": 0},
        "recordings": [
            {"id": one.id, "revision": one.revision, "sha256": one.sha256, "split": one.split,
             "clips": one.n_clips}
            for one in plan.recordings
        ],
    }  # fmt: skip


def _without_names(options: CorpusOptions, project: Project) -> dict[str, Any]:
    """What was asked for, with the ids that speakers have in the corpus in place of their names."""
    plain = asked(options, project)
    names = options.clips.speakers
    plain["clips"]["speakers"] = [short_id(project.salt, named_voice(name)) for name in names]
    redaction = plain["clips"]["redaction"]
    redactor = Redactor(options.clips.redaction)
    plain["clips"]["tags"] = [
        PLACEHOLDER if redactor.holds(tag) else tag for tag in options.clips.tags
    ]
    for listed in ("terms", "patterns"):  # they would tell what was removed
        redaction[listed] = len(redaction[listed])
    return plain


def _facts(project: Project, options: CorpusOptions, plan: Plan, found: Statistics) -> CardFacts:
    clips = options.clips
    made = [
        ("made by", f"Transcribe {__version__}, ffmpeg {ffmpeg_version()}"),
        ("format", options.writer.title),
        ("audio", f"{options.audio}, {options.rate:,} Hz, mono"),
        ("audio files", "whole recordings" if options.whole_recordings else "a clip each"),
        ("segments", ", ".join(clips.statuses) or "all"),
        ("length", f"{clips.min_ms / 1000:g} to {clips.max_ms / 1000:g} s"),
        ("padding", f"up to {clips.padding_ms} ms, never into another segment"),
        ("silence at both ends", "cut off, but for 100 ms" if clips.trims_silence else "kept"),
        (
            "least signal-to-noise ratio",
            "any" if clips.min_snr_db is None else f"{clips.min_snr_db:g} dB",
        ),
        (
            "loudness",
            "as recorded"
            if options.loudness is None
            else f"{options.loudness:g} LUFS (BS.1770-4), with a peak of at most -1 dB",
        ),
        ("marks such as [laughs]", "kept" if clips.marks == "keep" else "left out"),
        ("normaliser", str(load_normaliser(options.normaliser))),
        ("joined voices", options.on_join),
        ("approved by", _told_approvers(plan)),
    ]
    if clips.redaction.is_asked:
        made.append(("redaction", _told_redaction(clips.redaction, plan)))
    return CardFacts(
        project.name, options.version, plan.info.languages, project.licence, project.consent,
        options.writer.card(plan.info), found, made,
        [(REASONS[reason], n) for reason, n in sorted(plan.left_out.items())],
        (_agreement(plan), *_limits_of_redaction(options), *plan.warnings),
    )  # fmt: skip


def _agreement(plan: Plan) -> str:
    several = (
        f" Several persons approved segments of {count(plan.n_several, 'recording')}."
        if plan.n_several
        else ""
    )
    return (
        f"Agreement between transcribers was not measured (n = 0 of {count(plan.n_clips, 'clip')}): the library has one "
        f"transcript of each recording.{several}"
    )


def _told_approvers(plan: Plan) -> str:
    told = ", ".join(f"{name} ({count(n, 'clip')})" for name, n in plan.approvers)
    return told or "nobody: no clip is approved"


def _limits_of_redaction(options: CorpusOptions) -> tuple[str, ...]:
    if not options.clips.redaction.is_asked:
        return ()
    told = (
        "No names were recognised automatically: what is in no list, is spelled differently or was said without "
        "being written is still in the corpus. A voice can tell who speaks."
    )
    if not options.whole_recordings:
        return (told,)
    return (
        told,
        "The whole recordings also have speech that nobody transcribed; nothing was searched there.",
    )


def _told_redaction(redaction: RedactionOptions, plan: Plan) -> str:
    """What was searched and removed, without naming it."""
    searched = [
        count(n, what)
        for n, what in (
            (len(redaction.terms), "term"), (len(redaction.patterns), "regular expression")
        )
        if n
    ]  # fmt: skip
    searched += ["flagged segments"] if redaction.flagged else []
    sound = "a tone of 1 kHz" if redaction.sound == "tone" else "silence"
    return (
        f"{' and '.join(searched)} searched in texts and tags, not listed here; "
        f"{count(plan.n_redacted, 'place')} in the texts replaced by {PLACEHOLDER}, "
        f"{plan.redacted_ms / 1000:,.1f} s of audio by {sound}, from {redaction.padding_ms} ms before to "
        f"{redaction.padding_ms} ms after the words"
    )


@dataclass(frozen=True, slots=True)
class ReleaseDifference:
    """What differs between two releases of a project.

    Attributes:
        added, removed, changed: Ids of clips; a changed one has another text, length or status.
        moved: Clips in another split.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[str, ...]


def compare_releases(before: Path, after: Path) -> ReleaseDifference:
    """Compare the manifests of two releases.

    Raises:
        CorpusUnsuitable: One of the folders is no release.
    """
    old, new = _summaries(before), _summaries(after)
    both = old.keys() & new.keys()
    return ReleaseDifference(
        tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(one for one in both if old[one][0] != new[one][0])),
        tuple(sorted(one for one in both if old[one][1] != new[one][1])),
    )  # fmt: skip


def require_release(folder: Path) -> None:
    """Check that a folder is a release.

    Raises:
        CorpusUnsuitable: It is none.
    """
    if not (folder / RELEASE).is_file() or not (folder / MANIFEST).is_file():
        raise CorpusUnsuitable(
            str(folder),
            "no release of a collection is there. If it was moved, put it back; else make it again",
        )


def read_release(folder: Path) -> dict[str, Any]:
    """What `release.json` says of a release: project, version, digest, splits, options and more.

    Raises:
        CorpusUnsuitable: The folder is no release.
    """
    require_release(folder)
    described: dict[str, Any] = json.loads((folder / RELEASE).read_text("utf-8"))
    return described


def _summaries(folder: Path) -> dict[str, tuple[str, str]]:
    """A digest of the content and the split of each clip, by its id."""
    require_release(folder)
    found = {}
    with (folder / MANIFEST).open(encoding="utf-8", newline="\n") as file:
        for line in file:
            plain = json.loads(line)
            split = plain.pop("split")
            del plain["path"]
            found[plain["id"]] = hashlib.sha256(to_line(plain).encode()).hexdigest()[:16], split
    return found
