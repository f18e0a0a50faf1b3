"""The card of a release: Markdown with Hugging Face's metadata, and the same as a page.

It has no date: the same inputs give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from transcribe.datasets.histograms import histogram
from transcribe.datasets.statistics import Statistics
from transcribe.datasets.writers.base import CardParts
from transcribe.text.amounts import count, spell_length

# Hugging Face's identifiers of licences (huggingface.co/docs/hub/repositories-licenses).
_CC = ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd")
_LICENCES = frozenset(
    ["apache-2.0", "mit", "cc0-1.0", "odc-by", "odbl", "pddl", "gpl-3.0", "unlicense"]
    + [f"cc-{kind}-{version}" for kind in _CC for version in ("3.0", "4.0")]
)
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
          (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"))  # fmt: skip
HISTOGRAMS = (
    ("lengths.svg", "Clips by length in seconds"),
    ("rates.svg", "Clips by characters a second"),
    ("snr.svg", "Clips by signal-to-noise ratio in dB"),
)
_ISO_CODES = {"jw": "jv"}  # Whisper's code of Javanese is an old one


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card tells.

    Attributes:
        made: How the corpus was made, as (name, value) pairs.
        left_out: Segments that became no clips: reason and number.
        notes: Sentences on what the format keeps, and warnings.
    """

    name: str
    version: str
    languages: Sequence[str]
    licence: str
    consent: str
    parts: CardParts
    statistics: Statistics
    made: Sequence[tuple[str, str]]
    left_out: Sequence[tuple[str, int]]
    warnings: Sequence[str]


def card(facts: CardFacts) -> str:
    """The card as Markdown with YAML before it."""
    return f"---\n{_yaml(facts)}---\n\n{_markdown(facts)}"


# A block of code, which may have empty lines, or what is before an empty line.
_BLOCK = re.compile(r"```.*?\n```(?=\n\n|\Z)|[^\n].*?(?=\n\n|\Z)", re.DOTALL)


def card_page(facts: CardFacts) -> str:
    """The card as an HTML page without scripts."""
    body = "\n".join(_html(_markdown(facts)))
    style = (
        "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;"
        "color-scheme:light dark}td,th{padding:.1em .8em;text-align:left}pre{overflow:auto}"
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(facts.name)}</title>'
        f"<style>{style}</style>\n{body}\n</html>\n"
    )


def _yaml(facts: CardFacts) -> str:
    licence = facts.licence.lower()
    lines = [f"pretty_name: {_quoted(facts.name)}"]
    if facts.languages:
        lines += ["language:", *(f"- {_ISO_CODES.get(one, one)}" for one in facts.languages)]
    if licence in _LICENCES:
        lines.append(f"license: {licence}")
    elif licence:
        lines += ["license: other", f"license_name: {_quoted(facts.licence)}"]
    n_clips = facts.statistics.total["clips"]
    size = next((name for limit, name in _SIZES if n_clips < limit), "100M<n<1B")
    lines += ["task_categories:", "- automatic-speech-recognition", f"size_categories:\n- {size}"]
    if facts.parts.data_files:
        lines += ["configs:", "- config_name: default", "  data_files:"]
        for split, path in facts.parts.data_files:
            lines += [f"  - split: {split}", f"    path: {_quoted(path)}"]
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    """A string of JSON, which is one of YAML."""
    return json.dumps(text, ensure_ascii=False)


def _markdown(facts: CardFacts) -> str:
    found = facts.statistics
    blocks = [
        f"# {_inline(facts.name)}",
        f"Version {_inline(facts.version)}: {count(found.total['clips'], 'clip')}, "
        f"{spell_length(found.length_ms)}, {count(found.total['speakers'], 'speaker')}, "
        f"{count(found.total['recordings'], 'recording')}.",
        _table(("split", "clips", "hours", "speakers", "recordings"), _rows(found.splits)),
        "## Licence and consent",
        f"Licence: {_inline(facts.licence) or 'not given'}.",
        _inline(facts.consent) or "No consent note was given.",
    ]
    if facts.parts.loading:
        blocks += ["## Load it", facts.parts.loading]
    blocks += ["## How it was made", _table(("option", "value"), facts.made)]
    if facts.left_out:
        blocks += ["Segments that were left out:", _table(("reason", "segments"), facts.left_out)]
    blocks += [
        "## Lengths, speed and noise",
        *(f"![{title}](release/{name})" for name, title in HISTOGRAMS),
    ]
    if found.tags:
        blocks += ["## Tags", _table(("tag", "clips", "hours", "speakers", "recordings"), _rows(found.tags))]  # fmt: skip
    blocks += ["## Known limits", _list((*facts.warnings, *_limits(found)), facts.parts.notes)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def histograms(found: Statistics) -> dict[str, str]:
    """The histograms of the card as SVG, by their names in `HISTOGRAMS`."""
    counts = {"lengths.svg": found.lengths, "rates.svg": found.rates, "snr.svg": found.snrs}
    return {name: histogram(title, counts[name]) for name, title in HISTOGRAMS}


def _rows(groups: Mapping[str, Mapping[str, object]]) -> list[tuple[object, ...]]:
    return [
        (name, one["clips"], one["hours"], one["speakers"], one["recordings"])
        for name, one in groups.items()
    ]


def _limits(found: Statistics) -> Iterator[str]:
    yield "Durations are seconds of the samples before they were encoded."
    yield (
        "The signal-to-noise ratio is an estimate: the level that 5 % of a clip's 20 ms frames exceed, against the "
        "one that 10 % do not reach. Clips without pauses seem noisier than they are."
    )
    if found.n_equal:
        yield f"{found.n_equal:,} clips have the text, the voice and (within 50 ms) the length of another."


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(_inline(str(cell)) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _list(lines: Sequence[str], notes: Sequence[str]) -> str:
    """A list of plain texts, then of a format's notes, which have code between backquotes."""
    parts = (re.split(r"(`[^`]*`)", " ".join(note.split())) for note in notes)
    told = (
        "".join(one if n % 2 else _escaped(one) for n, one in enumerate(part)) for part in parts
    )
    return "\n".join(f"- {line}" for line in (*map(_inline, lines), *told))


def _inline(text: str) -> str:
    """A user's text as plain text of Markdown, on one line."""
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    return re.sub(r"([\\|<>*_\[\]#`])", r"\\\1", text)


def _html(markdown: str) -> Iterator[str]:
    """The few blocks that `_markdown` makes, as HTML."""
    for block in _BLOCK.findall(markdown.strip()):
        lines = block.split("\n")
        if block.startswith("```"):
            code = "\n".join(lines[1:-1])
            yield f"<pre>{escape(code)}</pre>"
        elif block.startswith("!["):
            title, path = re.fullmatch(r"!\[(.*)\]\(release/(.*)\)", block).groups()  # type: ignore[union-attr]
            yield f'<p><img src="{escape(path)}" alt="{escape(title)}"></p>'
        elif block.startswith("#"):
            level = len(block) - len(block.lstrip("#"))
            yield f"<h{level}>{_text(block[level:].strip())}</h{level}>"
        elif block.startswith("| "):
            yield _html_table(lines)
        elif block.startswith("- "):
            yield f"<ul>{''.join(f'<li>{_text(line[2:])}</li>' for line in lines)}</ul>"
        else:
            yield f"<p>{_text(block)}</p>"


def _html_table(lines: Sequence[str]) -> str:
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for n, line in enumerate(lines) if n != 1]
    made = []
    for n, row in enumerate(rows):
        tag = "td" if n else "th"
        made.append(f"<tr>{''.join(f'<{tag}>{_text(cell.strip())}</{tag}>' for cell in row)}</tr>")
    return f"<table>{''.join(made)}</table>"


def _text(text: str) -> str:
    parts = re.split(r"(?<!\\)`([^`]*)`", text)
    return "".join(
        f"<code>{escape(one)}</code>"
        if n % 2
        else escape(re.sub(r"\\([\\|<>*_\[\]#`])", r"\1", one))
        for n, one in enumerate(parts)
    )
