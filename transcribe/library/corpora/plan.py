"""Plan a corpus: pin the transcripts, cut them into clips, divide them into splits and shards.

All that the plan is made of is written into the work folder, so that an interrupted export goes on with
the same clips even if someone edits a transcript meanwhile.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.clip_levels import snr_db, without_silence
from transcribe.audio.decode import SAMPLES_PER_MS, open_pcm
from transcribe.audio.encoding import AUDIO_FORMATS, AudioFormat, check_rate
from transcribe.audio.ffmpeg import SAMPLE_RATE
from transcribe.audio.resampling import clip_samples
from transcribe.datasets.clips import REASONS, Clip, ClipOptions, Reason, Recording, cut, has_tag
from transcribe.datasets.glossary_check import GlossaryCheck
from transcribe.datasets.manifest import to_line, write_clips
from transcribe.datasets.normalisers import Normaliser, NormaliserName, load_normaliser
from transcribe.datasets.redaction import Redactor
from transcribe.datasets.splits import (
    SHARES,
    OnJoin,
    RecordingVoices,
    Shares,
    SplitPlan,
    assign_splits,
)
from transcribe.datasets.writers import WRITERS
from transcribe.datasets.writers.base import CorpusInfo, CorpusWriter, TextChoice
from transcribe.errors import CorpusUnsuitable, InvalidOperation, MediaUnreadable
from transcribe.jobs.corpus_audio import check_source
from transcribe.store import Store
from transcribe.store.projects import Project
from transcribe.store.values import Media
from transcribe.system.file_digest import sha256_of
from transcribe.text.folding import fold
from transcribe.text.tags import fold_tag

SHARD_BYTES = 500_000_000
BLOCK_BYTES = 1 << 20
NAMES_TOLD = 10
NO_NAME, NOBODY = "a person without a name", "imported as approved, or not known"
REDACTED_NAME = "a person whose name is redacted"
MIN_LUFS, MAX_LUFS = -50, -5
MAX_WAV_BYTES = 2**32 - 1_000  # its lengths have 32 bits
_Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """How a corpus is made.

    Attributes:
        format: A name in `datasets.writers.WRITERS`.
        clips: Which segments become clips.
        audio: A name in `audio.encoding.AUDIO_FORMATS`; empty for the format's default.
        rate: Samples a second; 0 for the format's default.
        normaliser: Makes the normalised text.
        text: Which text stands in formats that have one only.
        shares: Of the splits.
        on_join: What becomes of released recordings that a voice joins now.
        version: Of the release.
        shard_bytes: Rough size of a shard; a recording is never divided.
        with_relative_paths: In formats that want absolute ones.
        recordings: Ids of those that are taken, all of them of the collection; all if empty.
        loudness: Each clip gets this loudness (BS.1770, LUFS); None for the recorded one.
        whole_recordings: The corpus has whole recordings and the clips' times in them, in formats that hold this.
    """

    format: str = "parquet"
    clips: ClipOptions = field(default_factory=ClipOptions)
    audio: str = ""
    rate: int = 0
    normaliser: NormaliserName = "none"
    text: TextChoice = "typed"
    shares: Shares = SHARES
    on_join: OnJoin = "freeze"
    version: str = "1.0.0"
    shard_bytes: int = SHARD_BYTES
    with_relative_paths: bool = False
    recordings: _Ids = ()
    loudness: float | None = None
    whole_recordings: bool = False

    def resolved(self) -> CorpusOptions:
        """With the format's defaults.

        Raises:
            InvalidOperation: The format, its audio or the rate is unknown or does not fit.
        """
        writer = WRITERS.get(self.format)
        if writer is None:
            raise InvalidOperation("format", f"one of {', '.join(WRITERS)}")
        made = replace(self, audio=self.audio or writer.audio[0], rate=self.rate or writer.rate)
        if made.audio not in writer.audio:
            raise InvalidOperation("audio", f"{writer.title} holds {', '.join(writer.audio)}")
        if not made.version.strip():
            raise InvalidOperation("version", "a release needs one, such as 1.0.0")
        if made.loudness is not None and not MIN_LUFS <= made.loudness <= MAX_LUFS:
            raise InvalidOperation("loudness", f"{MIN_LUFS} to {MAX_LUFS} LUFS")
        if made.rate < 8_000 or made.rate > 192_000:
            raise InvalidOperation("rate", f"8,000 to 192,000 Hz, not {made.rate:,}")
        if writer.rates and made.rate not in writer.rates:
            rates = ", ".join(f"{rate:,}" for rate in writer.rates)
            raise InvalidOperation("rate", f"{writer.title} has {rates} Hz, not {made.rate:,}")
        check_rate(AUDIO_FORMATS[made.audio], made.rate)
        made.check_whole_recordings()
        Redactor(made.clips.redaction)  # its expressions can be read
        return made

    def check_whole_recordings(self) -> None:
        """Check that format, audio and loudness fit whole recordings, if they are asked for.

        Raises:
            InvalidOperation: They do not.
        """
        if not self.whole_recordings:
            return
        held = [name for name, writer in WRITERS.items() if writer.holds_recordings]
        if not self.writer.holds_recordings:
            raise InvalidOperation(
                "whole_recordings", f"{', '.join(held)} hold them, not {self.format}"
            )
        if not self.audio_format.is_lossless:
            raise InvalidOperation("audio", f"flac or wav for whole recordings, not {self.audio}")
        if self.loudness is not None:
            raise InvalidOperation(
                "loudness", "it is that of clips; leave it out for whole recordings"
            )

    @property
    def writer(self) -> CorpusWriter:
        return WRITERS[self.format]

    @property
    def audio_format(self) -> AudioFormat:
        return AUDIO_FORMATS[self.audio]


@dataclass(frozen=True, slots=True)
class PlannedRecording:
    """A recording of a corpus.

    Attributes:
        revision: Of its transcript, when the plan was made.
        sha256: Of its original.
        clips_ms: Length of its clips together.
        file_ms: Length of its audio in the corpus: of the clips, or of the whole recording.
        redacted: Where its audio is replaced, in ms.
        n_places: What is redacted in the texts of its clips.
    """

    id: str
    revision: int
    sha256: str
    split: str
    n_clips: int
    clips_ms: int
    file_ms: int
    redacted: tuple[tuple[int, int], ...] = ()
    n_places: int = 0


@dataclass(frozen=True, slots=True)
class Shard:
    """Recordings of one split that are written together."""

    split: str
    number: int
    n_shards: int
    recordings: _Ids


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned corpus.

    Attributes:
        left_out: Segments that become no clips, by reason.
        warnings: What the user should know before it is made, as sentences.
        shares: Split, wanted and actual share.
        n_bytes: Rough size.
        approvers: Who approved the clips, with their number; most first.
        n_several: Recordings of which several persons approved segments.
    """

    recordings: tuple[PlannedRecording, ...]
    shards: tuple[Shard, ...]
    info: CorpusInfo
    left_out: Mapping[Reason, int]
    warnings: tuple[str, ...]
    shares: tuple[tuple[str, float, float], ...]
    n_bytes: int
    approvers: tuple[tuple[str, int], ...] = ()
    n_several: int = 0

    @property
    def n_clips(self) -> int:
        return sum(one.n_clips for one in self.recordings)

    @property
    def clips_ms(self) -> int:
        return sum(one.clips_ms for one in self.recordings)

    @property
    def n_redacted(self) -> int:
        """What is redacted in the texts of the clips."""
        return sum(one.n_places for one in self.recordings)

    @property
    def redacted_ms(self) -> int:
        """Length of the audio of the recordings that is replaced, also outside of clips."""
        return sum(end - start for one in self.recordings for start, end in one.redacted)


def clips_path(work: Path, media_id: str) -> Path:
    """The planned clips of a recording."""
    return work / "clips" / f"{media_id}.jsonl"


def make_plan(
    store: Store, project: Project, options: CorpusOptions, work: Path, target: Path
) -> Plan:
    """Plan a corpus and write its clips into the work folder.

    Args:
        store: The library.
        project: The collection.
        options: With the format's defaults (`CorpusOptions.resolved`).
        work: A folder for the plan.
        target: Where the corpus will lie.

    Raises:
        CorpusUnsuitable: There are no clips, the format cannot hold them, nobody has a name that was
            asked for, or the card would have something to redact.
        SearchTooSlow: An expression of the redaction takes too long.
        MediaUnreadable: A recording's audio is missing; all such recordings are named.
        PackageMissing: The format needs a package that is not installed.
    """
    _check_card(project, options, target)
    (work / "clips").mkdir(parents=True, exist_ok=True)
    normaliser = load_normaliser(options.normaliser)
    cutter = _Cutter(store, project, options, normaliser, work)
    found = [cutter.cut(media_id) for media_id in _chosen(store, project, options)]
    with_clips = [one for one in found if one.n_clips]
    _check_names(project, options.clips, cutter)
    if not with_clips:
        raise CorpusUnsuitable(project.name, _why_empty(len(found), cutter.left_out))
    _check_sources(store, [one.id for one in with_clips], options.rate)
    splits = assign_splits(
        cutter.voices(with_clips, store), project.salt, options.shares,
        store.projects.released_splits(project.id), options.on_join,
    )  # fmt: skip
    planned = tuple(replace(one, split=splits.splits[one.id]) for one in with_clips)
    names = dict.fromkeys(one.split for one in planned)
    info = CorpusInfo(
        rate=options.rate, suffix=options.audio_format.suffix, target=target, text=options.text,
        splits=tuple(name for name, _ in options.shares if name in names),
        n_speakers=len(cutter.speakers), languages=tuple(sorted(cutter.languages)),
        salt=project.salt, with_relative_paths=options.with_relative_paths,
        whole_recordings=options.whole_recordings,
    )  # fmt: skip
    options.writer.check(info)
    bytes_a_ms = options.audio_format.bits_a_second / 8_000 * options.rate / SAMPLE_RATE
    _check_lengths(store, planned, options)
    shards = tuple(_shards(planned, info.splits, round(options.shard_bytes / bytes_a_ms)))
    return Plan(
        planned, shards, info, dict(cutter.left_out),
        (*_warnings(splits, options), *cutter.glossary_warnings()),
        splits.shares, round(sum(one.file_ms for one in planned) * bytes_a_ms),
        tuple(sorted(cutter.approvers.items(), key=lambda one: (-one[1], one[0]))), cutter.n_several,
    )  # fmt: skip


def _check_card(project: Project, options: CorpusOptions, target: Path) -> None:
    """Check that what stands on the card, and in the paths of files, has nothing to redact.

    Raises:
        CorpusUnsuitable: It has.
    """
    if not options.clips.redaction.is_asked:
        return
    redactor = Redactor(options.clips.redaction)
    told = {
        "name": project.name, "licence": project.licence, "consent note": project.consent,
        "version": options.version, "list of splits": " ".join(name for name, _ in options.shares),
    }  # fmt: skip
    for what, text in told.items():
        if redactor.holds(text):
            raise CorpusUnsuitable(
                project.name,
                f"its {what} stands on the card, and has something to redact. Change it",
            )
    has_paths = options.writer.holds_paths and not options.with_relative_paths
    if has_paths and any(map(redactor.holds, target.parts)):
        raise CorpusUnsuitable(
            project.name,
            f"{options.writer.title} names the folder {target} in its files, and that has something to redact. "
            "Choose relative paths (--relative-paths), or another folder",
        )


def _check_lengths(
    store: Store, recordings: Iterable[PlannedRecording], options: CorpusOptions
) -> None:
    """Check that WAV files hold the recordings.

    Raises:
        CorpusUnsuitable: One is too long.
    """
    if options.audio != "wav" or not options.whole_recordings:
        return
    for one in recordings:
        if one.file_ms * options.rate * 2 / 1000 > MAX_WAV_BYTES:
            raise CorpusUnsuitable(
                store.media.get(one.id).title, "a WAV file holds 4 GB at most. Choose --audio flac"
            )


def _chosen(store: Store, project: Project, options: CorpusOptions) -> list[str]:
    """The recordings of a collection that are asked for.

    Raises:
        CorpusUnsuitable: One of them is not in the collection.
    """
    members = store.projects.media_ids(project.id)
    if missing := sorted({*options.recordings} - {*members}):
        raise CorpusUnsuitable(
            project.name,
            f"{len(missing)} of the recordings are not in it ({', '.join(missing[:NAMES_TOLD])}). "
            "Put them into it, or leave them out",
        )
    wanted = {*options.recordings} or {*members}
    return [media_id for media_id in members if media_id in wanted]


@dataclass(frozen=True, slots=True)
class PcmSound:
    """The levels of a recording, from its samples at 16 kHz."""

    samples: NDArray[np.int16]

    def snr_db(self, start_ms: int, end_ms: int) -> float | None:
        """See `clips.Sound`."""
        return snr_db(clip_samples(self.samples, start_ms, end_ms, SAMPLE_RATE), SAMPLE_RATE)

    def without_silence(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """See `clips.Sound`."""
        cut = clip_samples(self.samples, start_ms, end_ms, SAMPLE_RATE)
        first, end = without_silence(cut, SAMPLE_RATE)
        return start_ms + first // SAMPLES_PER_MS, start_ms + end // SAMPLES_PER_MS


class _Cutter:
    """Cuts one recording after the other; keeps what is needed of all of them."""

    def __init__(
        self,
        store: Store,
        project: Project,
        options: CorpusOptions,
        normaliser: Normaliser,
        work: Path,
    ) -> None:
        self._store, self._project, self._options = store, project, options
        self._normaliser, self._work = normaliser, work
        self._whole = options.whole_recordings
        self._redactor = Redactor(options.clips.redaction)
        self.left_out: Counter[Reason] = Counter()
        self.speakers: set[str] = set()
        self.languages: set[str] = set()
        self.names: set[str] = set()
        self.tags: set[str] = set()
        self._voices: dict[str, _Ids] = {}
        self.approvers: Counter[str] = Counter()
        self.n_several = 0  # recordings that several persons approved
        self._glossary = GlossaryCheck(store.glossary.terms(project.id))

    def cut(self, media_id: str) -> PlannedRecording:
        """Cut a recording and write its clips."""
        media, options = self._store.media.get(media_id), self._options.clips
        revision, transcript = self._store.edits.transcript(media_id)
        language = media.language or self._project.language
        whole = Recording(
            media_id, replace(transcript, language=language), media.duration_ms or 0,
            self._store.tags.of(media_id), self._sound(media) if options.needs_sound else None,
        )  # fmt: skip
        self.names.update(one.name for one in transcript.speakers)
        self.tags.update(whole.tags)
        made = cut(whole, options, self._project.salt, self._normaliser.normalise)
        write_clips(clips_path(self._work, media_id), made.clips)
        self._count_approvers(media_id, made.clips)
        for clip in made.clips:
            self._glossary.look_at(clip)
        self.left_out.update(made.left_out)
        self.speakers.update(clip.speaker for clip in made.clips)
        self.languages.update(clip.language for clip in made.clips if clip.language)
        self._voices[media_id] = tuple(dict.fromkeys(clip.speaker for clip in made.clips))
        length_ms = sum(clip.duration_ms for clip in made.clips)
        file_ms = (media.duration_ms or 0) if self._whole else length_ms
        return PlannedRecording(
            media_id, revision, media.sha256, "", len(made.clips), length_ms, file_ms, made.redacted,
            made.n_places,
        )  # fmt: skip

    def glossary_warnings(self) -> Iterator[str]:
        """The misrecognised forms of the glossary in the texts, but for those that would tell what is redacted."""
        return (line for line in self._glossary.warnings() if not self._redactor.holds(line))

    def _count_approvers(self, media_id: str, clips: Sequence[Clip]) -> None:
        """Count who approved the clips; names with something to redact are left out."""
        who = self._store.edits.approvers(media_id)
        names = Counter(
            _shown(who.get(clip.segment), self._redactor)
            for clip in clips
            if clip.status == "approved"
        )
        self.approvers.update(names)
        self.n_several += len({who[one.segment] for one in clips if one.segment in who}) > 1

    def _sound(self, media: Media) -> PcmSound:
        check_source(self._store, media, SAMPLE_RATE)
        return PcmSound(open_pcm(self._store.media_folder(media.id) / "audio.pcm"))

    def voices(
        self, recordings: Iterable[PlannedRecording], store: Store
    ) -> tuple[RecordingVoices, ...]:
        """The recordings for the division into splits; equal samples are found by their length first."""
        some = tuple(recordings)
        sounds = _equal_sounds(store, [one.id for one in some])
        return tuple(
            RecordingVoices(one.id, self._voices[one.id], one.clips_ms, sounds.get(one.id, ""))
            for one in some
        )


def _shown(name: str | None, redactor: Redactor) -> str:
    """How a person who approved is named on the card."""
    if name is None:
        return NOBODY
    if redactor.holds(name):
        return REDACTED_NAME
    return " ".join(name.split()) or NO_NAME


def _equal_sounds(store: Store, media_ids: Sequence[str]) -> dict[str, str]:
    """The digest of the samples of recordings that have as many samples as another."""
    by_length: dict[int, list[tuple[str, Path]]] = {}
    for media_id in media_ids:
        pcm = store.media_folder(media_id) / "audio.pcm"
        if pcm.is_file():
            by_length.setdefault(pcm.stat().st_size, []).append((media_id, pcm))
    return {
        media_id: sha256_of(pcm)
        for some in by_length.values()
        if len(some) > 1
        for media_id, pcm in some
    }


def _check_sources(store: Store, media_ids: Iterable[str], rate: int) -> None:
    problems = []
    for media_id in media_ids:
        media: Media = store.media.get(media_id)
        try:
            check_source(store, media, rate)
        except MediaUnreadable as error:
            problems.append(f"{media.title} ({media_id}): {error.reason}")
    if problems:
        raise MediaUnreadable("Nothing was written", "\n".join(problems))


def _why_empty(n_recordings: int, left_out: Mapping[Reason, int]) -> str:
    if not n_recordings:
        return "it has no recordings. Put some into it: transcribe projects put NAME IDS"
    told = ", ".join(f"{n} {REASONS[reason]}" for reason, n in left_out.items())
    advice = (
        "Approve some, or take other statuses too"
        if left_out.get("status") or not left_out
        else "Other options take more of them"
    )
    return f"no segment becomes a clip ({told or 'there are none'}). {advice}"


def _check_names(project: Project, options: ClipOptions, cutter: _Cutter) -> None:
    """Refuse the name of a speaker or a tag that no recording has: it may be mistyped."""
    known = {fold(name).strip() for name in cutter.names}
    for name in options.speakers:
        if fold(name).strip() not in known:
            raise CorpusUnsuitable(
                project.name, f"no speaker is named {name}. {_some('Speakers', cutter.names)}"
            )
    tags = {fold_tag(tag) for tag in cutter.tags}
    for tag in options.tags:
        if not has_tag(tags, fold_tag(tag)):
            raise CorpusUnsuitable(
                project.name, f"no recording has the tag {tag}. {_some('Tags', cutter.tags)}"
            )


def _some(what: str, names: Iterable[str]) -> str:
    found = sorted(filter(None, names))
    more = f" and {len(found) - NAMES_TOLD} more" if len(found) > NAMES_TOLD else ""
    return f"{what} here: {', '.join(found[:NAMES_TOLD]) or 'none'}{more}"


def _shards(
    recordings: Sequence[PlannedRecording], splits: Sequence[str], shard_ms: int
) -> Iterator[Shard]:
    for split in splits:
        groups: list[list[str]] = []
        length_ms = shard_ms
        for one in recordings:
            if one.split != split:
                continue
            if length_ms >= shard_ms:
                groups.append([])
                length_ms = 0
            groups[-1].append(one.id)
            length_ms += one.file_ms
        for number, group in enumerate(groups):
            yield Shard(split, number, len(groups), tuple(group))


def _warnings(splits: SplitPlan, options: CorpusOptions) -> Iterator[str]:
    for name, wanted, actual in splits.shares:
        if actual == 0:
            yield (
                f"The split {name} is empty: whole speakers and recordings stay in one split, and "
                "none fell into it. More speakers, or other splits, change that."
            )
        elif abs(wanted - actual) > 0.05:
            yield (
                f"The split {name} has {actual:.0%} of the time, not {wanted:.0%}: whole speakers "
                "stay in one split."
            )
    for join in splits.joins:
        where = ", ".join(f"{recording} in {split}" for recording, split in join.before)
        frozen = "Each stays there, so a voice is in two splits; moving them (--on-join move) puts all into one."
        moved = "All of them go into one split now, so they are no longer as in the last release."
        yield (
            f"A voice joins recordings that were released in different splits ({where}). "
            f"{frozen if options.on_join == 'freeze' else moved}"
        )
    for group in splits.same_sound:
        yield f"These recordings have the same samples and are in one split: {', '.join(group)}."


def plan_to_json(plan: Plan, options: CorpusOptions, project: Project) -> str:
    """The plan as one line, for an export that goes on with it."""
    plain = asdict(plan)
    plain["info"]["target"] = str(plan.info.target)
    return to_line({"asked": asked(options, project), "plan": plain})


def asked(options: CorpusOptions, project: Project) -> dict[str, Any]:
    """What a user has asked for, to compare an interrupted export with a new one."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(options)))
    return {"project": project.id, **plain}


def plan_from_json(text: str) -> tuple[dict[str, Any], Plan]:
    """Read `plan_to_json`: what was asked for, and the plan."""
    whole = json.loads(text)
    plain = whole["plan"]
    info = plain["info"]
    for name in ("splits", "languages"):
        info[name] = tuple(info[name])
    made = Plan(
        tuple(_planned_recording(one) for one in plain["recordings"]),
        tuple(Shard(**{**one, "recordings": tuple(one["recordings"])}) for one in plain["shards"]),
        CorpusInfo(**{**info, "target": Path(info["target"])}),
        plain["left_out"], tuple(plain["warnings"]),
        tuple((name, wanted, actual) for name, wanted, actual in plain["shares"]),
        plain["n_bytes"], tuple((name, n) for name, n in plain.get("approvers", ())), plain.get("n_several", 0),
    )  # fmt: skip
    return _completed(whole["asked"]), made


def _completed(before: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, with the defaults of options that did not exist then."""
    now = json.loads(json.dumps(asdict(CorpusOptions())))
    return {**now, **before, "clips": {**now["clips"], **before["clips"]}}


def _planned_recording(plain: dict[str, Any]) -> PlannedRecording:
    redacted = tuple((start, end) for start, end in plain.get("redacted", ()))
    before = {"file_ms": plain["clips_ms"]}  # plans of earlier versions lack it
    return PlannedRecording(**{**before, **plain, "redacted": redacted})
