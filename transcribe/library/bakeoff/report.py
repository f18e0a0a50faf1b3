"""A comparison of models as text, JSON and a page with the worst passages to listen to."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from transcribe.asr.models.registered import read_registered
from transcribe.audio.decode import SAMPLES_PER_MS, open_pcm
from transcribe.audio.encoding import AUDIO_FORMATS, encode
from transcribe.audio.ffmpeg import SAMPLE_RATE
from transcribe.datasets.normalisers import NormaliserName, load_normaliser
from transcribe.evaluation.comparison import LEAST_RECORDINGS, Estimate
from transcribe.evaluation.passages import Passage
from transcribe.evaluation.scores import (
    Comparison,
    ModelScore,
    ScoredPassage,
    Scores,
    score_models,
)
from transcribe.evaluation.terms import normalised_terms
from transcribe.library.bakeoff.run import Run, TestSet, words_by_draft
from transcribe.quality.text_scores import NORMALISATION
from transcribe.store import Store
from transcribe.text.amounts import count, spell_length
from transcribe.text.glossary import Term

HARDLY_ANY = 0.01  # of the words: corrected drafts of a model that do not matter
PAGE_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { padding: .3rem .8rem; border-bottom: 1px solid #ccc; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } audio { width: 16rem; vertical-align: middle; }
dt { font-weight: 600; } .passage { margin: 1.2rem 0; } .note { border-left: 3px solid #b60; padding-left: .8rem; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #eee; } a { color: #8cf; } }
"""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a comparison tells.

    Attributes:
        runs: One a model, as in `scores`.
        normaliser: Applied before the words are compared, as text.
        warnings: What makes the figures say less than they seem to, as sentences.
    """

    test_set: TestSet
    runs: tuple[Run, ...]
    scores: Scores
    normaliser: str
    warnings: tuple[str, ...]

    @property
    def length_ms(self) -> int:
        """Of all passages."""
        return sum(one.length_ms for one in self.test_set.passages)


def make_report(
    store: Store, test_set: TestSet, runs: Sequence[Run], normaliser: NormaliserName = "none"
) -> Report:
    """Score some runs."""
    used = load_normaliser(normaliser)
    terms = normalised_terms(used.normalise(term.term) for term in _terms(store, test_set.project))
    scores = score_models([run.scored(test_set) for run in runs], terms, used.normalise)
    name = f"{used}; {NORMALISATION}" if normaliser != "none" else NORMALISATION
    return Report(
        test_set, tuple(runs), scores, name, tuple(_warnings(store, test_set, runs, scores))
    )


def _terms(store: Store, project: str) -> tuple[Term, ...]:
    """The glossary of a release's collection, if this is still there, and of the library."""
    ids = [one.id for one in store.projects.list() if one.name == project]
    return store.glossary.terms(ids[0] if ids else None)


def _warnings(
    store: Store, test_set: TestSet, runs: Sequence[Run], scores: Scores
) -> Iterator[str]:
    if test_set.n_erased:
        yield f"{count(test_set.n_erased, 'clip')} without text, with something redacted, or of recordings that are no longer in the library, left out."
    n_recordings = len(scores.n_words)
    if n_recordings < LEAST_RECORDINGS:
        yield (
            f"{count(n_recordings, 'recording')}: too few for intervals. Words of one recording share its speaker and "
            f"sound, so at least {LEAST_RECORDINGS} recordings are needed."
        )
    if scores.models and scores.models[0].wer is None:
        yield "The test set has no words, so there is no error rate."
    yield from _lineage(store, test_set, runs)
    by_draft = words_by_draft(test_set)
    total = max(1, by_draft.total())
    for name in dict.fromkeys(run.model.name for run in runs):
        if (share := by_draft[name] / total) >= HARDLY_ANY:
            yield (
                f"{share:.0%} of the words are corrected drafts of {name}. What a corrector overlooks counts as right "
                f"for {name} and as wrong for others. Measure on recordings typed from scratch: {by_draft[''] / total:.0%} of this set."
            )


def _lineage(store: Store, test_set: TestSet, runs: Sequence[Run]) -> Iterator[str]:
    """Models that have seen the test set, or may have."""
    for run in runs:
        folder = run.model.models_folder or store.models_folder
        known = read_registered(folder, run.model.name)
        for seen in known.trained_on if known else ():
            if seen.digest == test_set.digest and (test_set.split in (*seen.splits, "all")):
                yield f"{run.model.name} was trained on this split: its figures say nothing about new recordings."
            elif seen.digest != test_set.digest and seen.project == test_set.project:
                yield (
                    f"{run.model.name} was trained on version {seen.version} of {seen.project}. Splits do not move when a collection "
                    "grows, unless voices were joined: compare the releases with transcribe dataset --compare."
                )


def to_json(report: Report) -> dict[str, Any]:
    """The report without texts of passages."""
    test_set = report.test_set
    return {
        "release": {"project": test_set.project, "version": test_set.version, "digest": test_set.digest,
                    "split": test_set.split},
        "recordings": len(report.scores.n_words), "words": sum(report.scores.n_words.values()),
        "hours": round(report.length_ms / 3_600_000, 4), "normalisation": report.normaliser,
        "models": [_model_json(run, score, report) for run, score in _pairs(report)],
        "comparisons": [
            {"first": report.runs[one.first].model.name, "second": report.runs[one.second].model.name,
             "difference": asdict(one.difference.estimate), "p": one.difference.p, "tie": one.difference.is_tie,
             "hours_needed": _hours_needed(one, report), "verdict": _verdict(one, report)}
            for one in report.scores.comparisons
        ],
        "warnings": list(report.warnings),
    }  # fmt: skip


def _pairs(report: Report) -> list[tuple[Run, ModelScore]]:
    return list(zip(report.runs, report.scores.models, strict=True))


def _model_json(run: Run, score: ModelScore, report: Report) -> dict[str, Any]:
    return {
        "model": run.model.name, "engine": run.engine, "sha256": run.sha256,
        "wer": score.wer and asdict(score.wer), "cer": score.cer and asdict(score.cer),
        "substitutions": score.substitutions, "deletions": score.deletions, "insertions": score.insertions,
        "terms": {"said": score.terms.n_said, "written": score.terms.n_written},
        "cpu_s_per_s": round(run.cpu_s * 1000 / report.length_ms, 4),
        "wall_s_per_s": round(run.wall_s * 1000 / report.length_ms, 4), "peak_bytes": run.peak_bytes,
        "errors_by_recording": dict(score.errors),
        "worst": [
            {"recording": one.passage.recording, "start": one.passage.start_ms / 1000,
             "end": one.passage.end_ms / 1000, "errors": n, "reference": one.passage.text, "draft": one.text}
            for one, n in score.worst
        ],
    }  # fmt: skip


def _hours_needed(one: Comparison, report: Report) -> float | None:
    times = one.difference.times_needed
    return None if times is None else round(max(1.0, times) * report.length_ms / 3_600_000, 2)


def to_lines(report: Report) -> Iterator[str]:
    """The report for a terminal."""
    test_set = report.test_set
    yield (
        f"{test_set.project} {test_set.version}, split {test_set.split}: {count(len(report.scores.n_words), 'recording')}, "
        f"{spell_length(report.length_ms)}, {sum(report.scores.n_words.values()):,} words"
    )
    rows = [HEADS, *(_cells(run, score, report) for run, score in _pairs(report))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield from (_verdict(one, report) for one in report.scores.comparisons)
    yield f"Intervals: 95 %, by recording. Compared words: {report.normaliser}."
    yield from report.warnings


HEADS = (
    "model",
    "WER % (95 %)",
    "CER %",
    "sub.",
    "del.",
    "ins.",
    "terms",
    "CPU s per s",
    "peak MB",
)


def _cells(run: Run, score: ModelScore, report: Report) -> tuple[str, ...]:
    recall = score.terms.recall
    return (
        run.model.name, _percent(score.wer), _percent(score.cer, with_interval=False), f"{score.substitutions:,}",
        f"{score.deletions:,}", f"{score.insertions:,}",
        "none said" if recall is None else f"{recall:.0%} of {score.terms.n_said:,}",
        f"{run.cpu_s * 1000 / report.length_ms:.3f}", f"{run.peak_bytes / 1e6:,.0f}",
    )  # fmt: skip


def _percent(rate: Estimate | None, *, with_interval: bool = True) -> str:
    if rate is None:
        return "no words"
    shown = f"{100 * rate.value:.1f}"
    if not with_interval or rate.low is None or rate.high is None:
        return shown
    return f"{shown} ({100 * rate.low:.1f} to {100 * rate.high:.1f})"


def _verdict(one: Comparison, report: Report) -> str:
    """Which of two models is better, or that the set cannot tell."""
    first, second = (report.runs[place].model.name for place in (one.first, one.second))
    found, estimate = one.difference, one.difference.estimate
    if found.p is None:
        return f"{second} against {first}: {100 * estimate.value:+.1f} % of words; too few recordings to tell."
    shown = f"{100 * estimate.value:+.1f} % of words ({100 * (estimate.low or 0):+.1f} to {100 * (estimate.high or 0):+.1f}), p = {_p(found.p)}"
    if not found.is_tie:
        better, worse = (second, first) if estimate.value < 0 else (first, second)
        return f"{better} makes fewer errors than {worse}: {shown}."
    if found.times_needed is None:
        return f"{second} and {first} make equally many errors."
    hours = _hours_needed(one, report) or 0
    needed = (
        f"about {hours:,.1f} hours" if hours >= 1 else f"about {max(1, round(60 * hours))} minutes"
    )
    return f"{second} and {first}: a tie, {shown}. A difference of this size would take {needed} to show."


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def to_page(store: Store, report: Report) -> str:
    """The report as one HTML file; the audio of the worst passages is inside."""
    title = f"Models on {report.test_set.project} {report.test_set.version}"
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title>",
        f"<style>{PAGE_STYLE}</style><h1>{html.escape(title)}</h1>",
        *(f"<p class=note>{html.escape(one)}</p>" for one in report.warnings),
        "<table><thead><tr>", *(f"<th scope=col>{html.escape(head)}</th>" for head in HEADS),
        "</tr></thead><tbody>", *(_row(_cells(run, score, report)) for run, score in _pairs(report)),
        "</tbody></table><ul>",
        *(f"<li>{html.escape(_verdict(one, report))}</li>" for one in report.scores.comparisons), "</ul>",
        f"<p>{html.escape(next(to_lines(report)))}. Intervals: 95 %, by recording. Digest of the release: "
        f"{report.test_set.digest}. Compared words: {html.escape(report.normaliser)}.</p>",
    ]  # fmt: skip
    sound = _sounds(store)
    titles = {name: store.media.get(name).title for name in report.scores.n_words}
    for run, score in _pairs(report):
        parts.append(f"<h2>Most errors of {html.escape(run.model.name)}</h2>")
        parts += [_passage(one, n, titles[one.passage.recording], sound) for one, n in score.worst]
        parts += [] if score.worst else ["<p>It made none.</p>"]
    return "\n".join([*parts, "</html>"])


def _row(cells: Sequence[str]) -> str:
    first, *rest = map(html.escape, cells)
    return (
        f"<tr><th scope=row>{first}</th>"
        + "".join(f"<td class=number>{one}</td>" for one in rest)
        + "</tr>"
    )


def _passage(one: ScoredPassage, n_errors: int, title: str, sound: Callable[[Passage], str]) -> str:
    place = html.escape(f"{spell_length(one.passage.start_ms)} in {title}")
    return (
        f"<div class=passage><p><audio controls preload=none src='{sound(one.passage)}'></audio> "
        f"{count(n_errors, 'error')}, at {place}</p>"
        f"<dl><dt>approved</dt><dd>{html.escape(one.passage.text)}</dd>"
        f"<dt>draft</dt><dd>{html.escape(one.text) or '(nothing)'}</dd></dl></div>"
    )


def _sounds(store: Store) -> Callable[[Passage], str]:
    """The audio of a passage as a data address, encoded once for all models."""
    known: dict[tuple[str, int], str] = {}
    opus = AUDIO_FORMATS["opus"]

    def sound(passage: Passage) -> str:
        key = (passage.recording, passage.start_ms)
        if key not in known:
            samples = open_pcm(store.media_folder(passage.recording) / "audio.pcm")
            parts = [
                samples[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS]
                for start, end in passage.pieces
            ]
            content = base64.b64encode(encode(np.concatenate(parts), SAMPLE_RATE, opus)).decode()
            known[key] = f"data:{opus.mime};base64,{content}"
        return known[key]

    return sound
