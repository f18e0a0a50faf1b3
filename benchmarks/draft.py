"""Speed, errors, word times and memory of drafting, compared with `whisper` and faster-whisper on the same weights.

    python -m benchmarks.draft                            all engines, clips, long recordings and joins
    python -m benchmarks.draft --engines ours batched     only these; the first is compared with the others
    python -m benchmarks.draft --kinds clip --rows 20     only the first twenty clips
    python -m benchmarks.draft --sets asterisk-fr misc    only these sets
    python -m benchmarks.draft --model tiny.en            other weights; English recordings only
    python -m benchmarks.draft --minutes 4                starts no recording after this time
    python -m benchmarks.draft --against CHECKOUT         and the product of another checkout, as "before"
    python -m benchmarks.draft --report                   only the tables of what has been heard

Answers are appended to a file as they come (`--answers`, one JSON object a line), so that a run that was
cut off goes on, and other scores need no new run. Those of ours belong to a build, the state of
`transcribe/asr` and `transcribe/audio`; `--report --build ID` shows an older one. Each engine has its own process, warm before the first
recording; engines take turns after each recording, so that other load slows all equally. Processor
seconds with one thread each are the measure on a busy machine, wall seconds only on a quiet one.

`whisper` is `whisper.transcribe` with the defaults of its command (beam 5, best of 5, temperatures up to
1); `faster-whisper` and `batched` are its `WhisperModel` and `BatchedInferencePipeline`, int8, in batches
of the same size as ours; all with word times, and all are told the language unless there are several.
`ours` is the product's own path; the other rows of ours have other windows. Settings are judged on voices
that were left out when they were chosen: see `benchmarks.support.draft_rows` and `draft_report`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.support.draft_engines import (
    BATCH,
    ENGINES,
    MODEL,
    MODELS,
    PEERS,
    REPOSITORY,
    Answer,
    iter_children,
)
from benchmarks.support.draft_report import Result, report
from benchmarks.support.draft_rows import (
    KINDS,
    SPEECH,
    Recording,
    recordings,
    sound_of,
    speech_of,
    with_times,
)
from benchmarks.support.draft_scores import score

__all__ = ["BATCH", "MODELS", "SPEECH"]
CACHE = Path.home() / ".cache" / "transcribe-drafts"
DEFAULT = ("ours", "ours, full window", "whisper", "faster-whisper", "batched")


def main() -> None:
    """Run what has not been heard yet, then print the tables of what has."""
    arguments = _arguments()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    answers = arguments.answers or arguments.cache / "answers.jsonl"
    chosen = [
        one for one in recordings(arguments.kinds)
        if (not arguments.sets or one.sources & set(arguments.sets))
        and (one.language == "en" or not arguments.model.endswith(".en"))
    ][: arguments.rows]  # fmt: skip
    if not arguments.report:
        _run(chosen, arguments, answers)
    names = [*arguments.engines, *(["before"] if arguments.against else [])]
    before = build(arguments.against) if arguments.against else ""
    heard = read(answers, arguments.threads, arguments.build, before, arguments.model)
    print("\n".join(tables(chosen, names, heard, arguments.cache)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(DEFAULT))
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=["clip", "long", "join"])
    parser.add_argument("--sets", nargs="+", metavar="SET")
    parser.add_argument("--rows", type=int, metavar="N", help="only the first N recordings")
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    parser.add_argument("--model", choices=["base", "tiny.en"], default=MODEL)
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--build", default=build(REPOSITORY), help="of ours; default: this one")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--answers", type=Path)
    return parser.parse_args()


def _run(chosen: list[Recording], arguments: argparse.Namespace, answers: Path) -> None:
    builds = {"before": build(arguments.against)} if arguments.against else {}
    before = builds.get("before", "")
    heard = read(answers, arguments.threads, arguments.build, before, arguments.model)
    known = {engine: set(of_engine) for engine, of_engine in heard.items()}
    names = [
        name for name in arguments.engines
        if any(one.name not in known.get(name, ()) for one in chosen)
    ]  # fmt: skip
    against, model = arguments.against, arguments.model
    children = dict(iter_children(names, threads=arguments.threads, against=against, model=model))
    until = time.monotonic() + 60 * arguments.minutes
    for number, one in enumerate(chosen, 1):
        missing = [name for name in children if one.name not in known.get(name, ())]
        for name in missing:
            if time.monotonic() < until:
                answer = children[name].hear(sound_of(one, arguments.cache), one.asked_language)
                own = "" if name in PEERS else builds.get(name, arguments.build)
                keep(answers, name, one, answer, arguments.threads, own, model)
        if missing:
            print(f"\r{number} of {len(chosen)}", end="", file=sys.stderr, flush=True)
    for child in children.values():
        child.close()
    print(file=sys.stderr)


def build(checkout: Path) -> str:
    """What ours is made of: the trees of recognition and audio, and whether they were changed since."""
    folders = ("transcribe/asr", "transcribe/audio")
    git = ["git", "-C", str(checkout)]
    asked = [*git, "rev-parse", *(f"HEAD:{folder}" for folder in folders)]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    if found.returncode:
        return "unknown"
    is_same = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", *folders], check=False)
    return "-".join(tree[:8] for tree in found.stdout.split()) + (
        "-changed" if is_same.returncode else ""
    )


def keep(
    answers: Path, engine: str, one: Recording, answer: Answer, threads: int, own: str = "",
    model: str = MODEL,
) -> None:  # fmt: skip
    """Append an answer to the file; `own` is the build of ours."""
    kept = {"engine": engine, "recording": one.name, "threads": threads, "build": own}
    kept["model"] = model
    kept |= asdict(answer)
    with answers.open("a", encoding="utf-8") as file:
        # the line end comes first: a line that was cut off does not spoil the next
        file.write("\n" + json.dumps(kept, ensure_ascii=False))


def read(
    answers: Path, threads: int, own: str = "", before: str = "", model: str = MODEL
) -> dict[str, dict[str, Any]]:
    """Kept answers by engine and recording; of two for the same the later; a cut-off line is left out.

    Args:
        answers: The file.
        threads: Of the engines.
        own: Build of ours.
        before: Build of the other checkout.
        model: Whose weights were used.
    """
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    if answers.is_file():
        for line in answers.read_text(encoding="utf-8").splitlines():
            try:
                kept = json.loads(line)
            except json.JSONDecodeError:
                continue
            wanted = (
                "" if kept["engine"] in PEERS else before if kept["engine"] == "before" else own
            )
            of_kept = (kept["threads"], kept.get("build", ""), kept.get("model", MODEL))
            if of_kept == (threads, wanted, model):
                found[kept["engine"]][kept["recording"]] = kept
    return found


def tables(
    chosen: list[Recording], engines: list[str], heard: dict[str, dict[str, Any]], cache: Path
) -> Iterator[str]:
    """The report on these recordings, of those engines that have heard any of them."""
    results: dict[str, dict[str, Result]] = {}
    for engine in engines:
        of_engine = {
            one.name: _result(one, heard[engine][one.name], cache)
            for one in chosen
            if one.name in heard.get(engine, ())
        }
        if of_engine:
            results[engine] = of_engine
    if results:
        yield from report(results, next(iter(results)))


def _result(one: Recording, kept: dict[str, Any], cache: Path) -> Result:
    full = with_times(one, cache)
    _, speech = speech_of(one, cache)
    words = [(str(word), float(start), float(end)) for word, start, end in kept["words"]]
    scored = score(full, kept["text"], words, speech)
    return Result(full, scored, kept["cpu_s"], kept["wall_s"], kept["peak_mb"])


if __name__ == "__main__":
    main()
