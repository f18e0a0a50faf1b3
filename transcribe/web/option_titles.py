"""What people read for the options of formats and for the values of their choices; figures have their units."""

from __future__ import annotations

from transcribe.formats.kinds import Option

TITLES = {
    "speakers": "Speaker names",
    "words": "Word times",
    "times": "Times",
    "template": "Template of a line",
    "flagged": "Only flagged segments",
    "frame_rate": "Frame rate",
    "start": "Timecode of the first frame",
    "display": "Kind of subtitles",
    "code_table": "Characters",
    "page": "Paper size",
    "kind": "Kind of markers",
}
_CHOICES = {
    "display": {"teletext": "Teletext (40 columns)", "open": "Open subtitles"},
    "code_table": {
        "auto": "as the text needs", "latin": "Latin (ISO 6937)", "cyrillic": "Latin and Cyrillic (ISO 8859-5)",
        "arabic": "Latin and Arabic (ISO 8859-6)", "greek": "Latin and Greek (ISO 8859-7)",
        "hebrew": "Latin and Hebrew (ISO 8859-8)",
    },
    "page": {"A4": "A4 (210 × 297 mm)", "Letter": "US Letter (8.5 × 11 in)"},
    "kind": {"chapter": "Chapters", "to-do": "To-do items", "standard": "Standard markers"},
}  # fmt: skip


def option_title(option: Option) -> str:
    """The name of an option for people."""
    return TITLES.get(option.name, option.name.replace("_", " ").capitalize())


def choice_title(option: Option, value: str) -> str:
    """The name of a value of a choice for people, with its unit."""
    if option.name == "frame_rate":
        rate, _, drop = value.partition(" ")
        return f"{rate} frames a second{', drop-frame' if drop else ''}"
    return _CHOICES.get(option.name, {}).get(value, value)
