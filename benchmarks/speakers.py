"""Who spoke when: our method and others, over the recordings of ../shared/data and built conversations.

    python -m benchmarks.speakers [--group assembled|meetings|built|digits]

One interleaved run: each recording is analysed once, then every method clusters the same windows. DER by pyannote.metrics 4.2 at collar 0 and ±0.25 s (its `collar` is the sum of both
sides: 0.5), overlap counted, `uem` from 0 to the end, references through `support()`. Conversations are built from the
voices in the assembled conversations and of single readers, with fixed seeds, in the same conditions from two halves of the voices:
parameters are chosen on the first half and reported on the second.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from benchmarks.support.conversations import Truth, alone, conversations, voices
from benchmarks.support.vbx import infer, load_plda
from transcribe.audio.decode import decode, open_pcm, to_float
from transcribe.speakers.analysis import Piece, analyse, needed_ms
from transcribe.speakers.clustering import Clusters, CountRange, cluster, nearest
from transcribe.speakers.directions import means, unit
from transcribe.speakers.networks import OnnxNetworks
from transcribe.speakers.turns import Turn, find_turns

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared" / "data" / "speech"
SCRATCH = Path("/tmp/transcribe-benchmark-speakers")
MODELS = Path.home() / ".cache/transcribe-tests/with-speakers"
PIECE_MS = 180_000
COLLARS = (0.0, 0.5)  # s, the sum of both sides


@dataclass(frozen=True)
class Recording:
    """A recording with its turns: start and end in seconds, name."""

    name: str
    group: str
    samples: np.ndarray
    truth: Truth
    condition: str = ""

    @property
    def seconds(self) -> float:
        return len(self.samples) / 16_000


def main() -> None:
    """Run and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--group", choices=["assembled", "meetings", "digits", "built"])
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument(
        "--built", type=int, default=6, help="conversations of each condition and half"
    )
    parser.add_argument("--json", type=Path, help="write all rows to this file")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    SCRATCH.mkdir(exist_ok=True)
    networks = OnnxNetworks(arguments.models, n_threads=1)
    rows: list[dict[str, Any]] = []
    for recording in recordings(arguments.group, arguments.built):
        started = time.process_time()
        pieces = pieces_of(networks, recording.samples)
        analysis_s = time.process_time() - started
        for name, method in METHODS.items():
            started = time.process_time()
            turns = find_turns(pieces, method(pieces))
            cost = (analysis_s + time.process_time() - started) / recording.seconds
            rows.append(score(recording, name, turns, cost))
            print(row_line(rows[-1]), flush=True)
    for line in summary(rows):
        print(line)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))


# Methods: each gets the analysed pieces and returns the speakers of their windows.


def embeddings_of(pieces: list[Piece]) -> np.ndarray:
    """The embeddings of all windows, shape (n, 192)."""
    return np.concatenate([np.zeros((0, 192)), *(piece.embeddings for piece in pieces)])


def starts_of(pieces: list[Piece]) -> np.ndarray:
    """Where all windows start, in ms."""
    return np.concatenate([np.zeros(0, np.int64), *(piece.windows_ms[:, 0] for piece in pieces)])


def ours(pieces: list[Piece]) -> Clusters:
    """Ward's joins, and a model that says which of them are of one speaker."""
    return cluster(embeddings_of(pieces), starts_of(pieces), CountRange())


def vbx(pieces: list[Piece]) -> Clusters:
    """VBx with PLDA, started from average linkage: how it was done before. Speakers of one or two windows are dropped."""
    embeddings = embeddings_of(pieces)
    if len(embeddings) < 2:
        return hard(np.zeros(len(embeddings), int))
    points, plda = unit(embeddings), load_plda()
    start = fcluster(linkage(points, "average", metric="cosine"), 0.4, "distance") - 1
    labels = infer(plda.project(embeddings), plda.between, start).argmax(axis=1)
    sizes = np.bincount(labels)
    kept = sizes >= min(3, sizes.max())
    labels = (points @ unit(means(points, labels))[kept].T).argmax(axis=1)
    return Clusters(nearest(points, np.unique(labels, return_inverse=True)[1]), is_stable=True)


def ahc(distance: float) -> Callable[[list[Piece]], Clusters]:
    """Average linkage at a cosine distance."""

    def run(pieces: list[Piece]) -> Clusters:
        points = unit(embeddings_of(pieces))
        if len(points) < 2:
            return hard(np.zeros(len(points), int))
        return hard(fcluster(linkage(points, "average", metric="cosine"), distance, "distance") - 1)

    return run


def nme_sc(pieces: list[Piece]) -> Clusters:
    """Spectral clustering whose pruning and count follow the normalised maximum eigengap.

    T. J. Park, K. Han, M. Kumar, S. Narayanan, "Auto-tuning spectral clustering for speaker diarization using normalized
    maximum eigengap" (IEEE Signal Processing Letters 27, 2020).
    """
    points = unit(embeddings_of(pieces))
    if len(points) < 6:
        return hard(np.zeros(len(points), int))
    affinity = points @ points.T
    best: tuple[float, int, np.ndarray] | None = None
    for kept in np.unique(np.linspace(2, max(3, len(points) // 4), 12).astype(int)):
        limit = np.sort(affinity, axis=1)[:, -kept][:, None]
        pruned = np.where(affinity >= limit, 1.0, 0.0)
        graph = (pruned + pruned.T) / 2
        values, vectors = np.linalg.eigh(np.diag(graph.sum(axis=1)) - graph)
        gaps = np.diff(values[: min(20, len(values))])
        n = int(gaps.argmax()) + 1
        ratio = (kept / len(points)) / (gaps[n - 1] / (values[-1] + 1e-10) + 1e-10)
        if best is None or ratio < best[0]:
            best = ratio, n, vectors[:, :n]
    assert best is not None
    return hard(k_means(best[2], best[1]))


def per_segment(pieces: list[Piece]) -> Clusters:
    """One embedding a run of speech (the mean of its windows), clustered at 0.5: embed and cluster."""
    windows = np.concatenate([np.zeros((0, 2)), *(piece.windows_ms for piece in pieces)])
    points = unit(embeddings_of(pieces))
    runs = (
        np.cumsum(np.r_[False, windows[1:, 0] > windows[:-1, 1]])
        if len(windows)
        else np.zeros(0, int)
    )
    if len(np.unique(runs)) < 2:
        return hard(np.zeros(len(windows), int))
    of_runs = unit(np.stack([points[runs == run].mean(axis=0) for run in np.unique(runs)]))
    labels = fcluster(linkage(of_runs, "average", metric="cosine"), 0.5, "distance") - 1
    return hard(labels[runs])


def hard(labels: np.ndarray) -> Clusters:
    """Labels as probabilities."""
    n = int(labels.max()) + 1 if len(labels) else 0
    return Clusters(np.eye(n)[labels] if n else np.zeros((0, 0)), is_stable=True)


def k_means(points: np.ndarray, n: int) -> np.ndarray:
    """Twenty starts, fixed seed."""
    rng = np.random.default_rng(0)
    best, best_cost = np.zeros(len(points), int), np.inf
    for _ in range(20):
        centres = points[rng.choice(len(points), n, replace=False)]
        for _ in range(30):
            apart = np.square(points[:, None] - centres[None]).sum(axis=2)
            labels = apart.argmin(axis=1)
            centres = np.stack(
                [
                    points[labels == k].mean(axis=0) if (labels == k).any() else centres[k]
                    for k in range(n)
                ]
            )
        if (cost := apart.min(axis=1).sum()) < best_cost:
            best, best_cost = labels, cost
    return best


METHODS: dict[str, Callable[[list[Piece]], Clusters]] = {
    "ours": ours, "VBx, PLDA": vbx, "NME-SC": nme_sc, "AHC 0.45": ahc(0.45), "AHC 0.50": ahc(0.50),
    "AHC 0.55": ahc(0.55), "one embedding a segment": per_segment,
}  # fmt: skip


# Recordings


def pieces_of(networks: OnnxNetworks, samples: np.ndarray) -> list[Piece]:
    """A recording analysed as the job does it."""
    total_ms, found = len(samples) // 16, []
    for start_ms in range(0, total_ms, PIECE_MS):
        end_ms = min(total_ms, start_ms + PIECE_MS)
        a, b = needed_ms(start_ms, end_ms)
        audio = to_float(samples[a * 16 : b * 16])
        piece = analyse(networks, audio, a * 16, (start_ms, end_ms))
        assert piece is not None
        found.append(piece)
    return found


def recordings(group: str | None, n_built: int) -> Iterator[Recording]:
    """The recordings of a group, or of all."""
    if group in {None, "assembled", "digits"}:
        for path in sorted((SHARED / "assembled").glob("*.rttm")):
            kind = "digits" if path.name.startswith("digits") else "assembled"
            if group in {None, kind}:
                yield from_file(path, kind)
    if group in {None, "meetings"}:
        for path in sorted((SHARED / "diarization").glob("*.rttm")):
            yield from_file(path, "meetings")
    if group in {None, "built"}:
        yield from built(n_built)


def from_file(rttm: Path, group: str) -> Recording:
    """The recording next to an RTTM file."""
    (audio,) = (
        p
        for p in rttm.parent.glob(f"{rttm.stem}.*")
        if p.suffix in {".opus", ".mp3", ".m4a", ".flac"}
    )
    return Recording(rttm.stem, group, samples_of(audio), read_rttm(rttm))


def samples_of(path: Path) -> np.ndarray:
    """Mono 16 kHz samples of a file, decoded once."""
    pcm = SCRATCH / f"{path.parent.name}-{path.name}.pcm"
    if not pcm.exists():
        decode(path, pcm, name=path.name, channels=1)
    return np.array(open_pcm(pcm))


def read_rttm(path: Path) -> Truth:
    """The turns of an RTTM file."""
    rows = (line.split() for line in path.read_text().splitlines())
    return [(float(r[3]), float(r[3]) + float(r[4]), r[7]) for r in rows if r and r[0] == "SPEAKER"]


def built(n_seeds: int) -> Iterator[Recording]:
    """The conversations of `benchmarks/support/conversations.py`."""
    for one in conversations(voices(SHARED, samples_of, single_voices()), n_seeds):
        yield Recording(one.name, f"built, {one.half}", one.samples, one.truth, one.condition)


def single_voices() -> dict[str, list[np.ndarray]]:
    """The turns of the assembled conversations in which nobody else speaks."""
    found: dict[str, list[np.ndarray]] = {}
    for rttm in sorted((SHARED / "assembled").glob("conv*.rttm")):
        recording = from_file(rttm, "")
        for name, part in alone(recording.truth, recording.samples):
            found.setdefault(name, []).append(part)
    return found


# Scores


def score(
    recording: Recording, method: str, turns: tuple[Turn, ...], cost: float
) -> dict[str, Any]:
    """Seconds of each kind of error at both collars, the counts and the cost."""
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate, JaccardErrorRate

    def annotation(rows: Truth) -> Any:
        made = Annotation()
        for n, (start, end, name) in enumerate(rows):
            made[Segment(start, end), n] = name
        return made.support() if rows else made

    reference = annotation(recording.truth)
    heard = annotation([(t.start_ms / 1000, t.end_ms / 1000, str(t.speaker)) for t in turns])
    uem = Timeline([Segment(0, recording.seconds)])
    found: dict[str, Any] = {
        "name": recording.name, "group": recording.group, "method": method, "cost": cost,
        "n": len(reference.labels()), "n_found": len(heard.labels()),
        "jer": float(JaccardErrorRate()(reference, heard, uem=uem)),
    }  # fmt: skip
    for collar in COLLARS:
        parts = DiarizationErrorRate(collar=collar)(reference, heard, uem=uem, detailed=True)
        keys = {
            "total": "total",
            "missed": "missed detection",
            "false": "false alarm",
            "confused": "confusion",
        }
        found[f"at {collar}"] = {short: float(parts[key]) for short, key in keys.items()}
    return found


def der(parts: list[dict[str, float]]) -> float:
    """Pooled, in percent."""
    total = sum(p["total"] for p in parts)
    return 100 * sum(p["missed"] + p["false"] + p["confused"] for p in parts) / max(total, 1e-9)


def row_line(row: dict[str, Any]) -> str:
    """One recording and method."""
    at_0, at_5 = row["at 0.0"], row["at 0.5"]
    return (
        f"{row['name']:20} {row['method']:24} {row['n_found']:2d} of {row['n']:2d}  DER {der([at_0]):5.1f} / {der([at_5]):5.1f}"
        f"  missed {at_0['missed']:5.1f} false {at_0['false']:5.1f} confused {at_0['confused']:5.1f} s"
        f"  JER {100 * row['jer']:5.1f}  {row['cost']:.3f} CPU s/s"
    )


def summary(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A table of groups and methods."""
    yield "| group | method | DER 0 / ±0.25 | confusion | JER | count right, within 1 | CPU s/s |\n|---|---|---|---|---|---|---|"
    for group in dict.fromkeys(row["group"] for row in rows):
        for method in dict.fromkeys(row["method"] for row in rows):
            chosen = [r for r in rows if (r["group"], r["method"]) == (group, method)]
            total = sum(r["at 0.0"]["total"] for r in chosen)
            confusion = 100 * sum(r["at 0.0"]["confused"] for r in chosen) / total
            right = sum(r["n"] == r["n_found"] for r in chosen)
            near = sum(abs(r["n"] - r["n_found"]) <= 1 for r in chosen)
            jer = 100 * sum(r["jer"] for r in chosen) / len(chosen)
            cost = sum(r["cost"] for r in chosen) / len(chosen)
            yield (
                f"| {group} | {method} | {der([r['at 0.0'] for r in chosen]):.1f} / {der([r['at 0.5'] for r in chosen]):.1f}"
                f" | {confusion:.1f} | {jer:.1f} | {right}, {near} of {len(chosen)} | {cost:.3f} |"
            )


if __name__ == "__main__":
    main()
