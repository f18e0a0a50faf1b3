"""What drafts say of ranges, as sentences; the same for the page, the API and the command line."""

from __future__ import annotations

import json

from transcribe.asr.languages import LANGUAGES
from transcribe.document.model import NO_WORDS, OTHER_LANGUAGE, Notice
from transcribe.store.values import MediaOverview

ENGLISH_ONLY = "english_only"  # name of the draft's option that says so
NUMBERS = "numbers"  # the same for numbers: their form, and how many were changed
SPELLING = "spelling"  # and for spellings: as JSON, each as drafted, as it is now, and how often
SHOWN_SPELLINGS = 6


def notice_sentence(notice: Notice) -> str:
    """One sentence, such as "From 0:21 this sounds like French."."""
    if notice.reason == OTHER_LANGUAGE:
        name = LANGUAGES.get(notice.language or "", notice.language or "another language")
        return f"From {clock(notice.start_ms)} this sounds like {name.title()}."
    what = "speech without words" if notice.reason == NO_WORDS else "speech recognition failed"
    return f"{clock(notice.start_ms)} – {clock(notice.end_ms)}: {what}."


def warnings_of(overview: MediaOverview) -> list[str]:
    """What a user should know of a recording: problems of the file, and what its draft says."""
    media, lost = overview.media, [n for n in overview.notices if n.is_lost]
    other = [notice_sentence(notice) for notice in overview.notices if not notice.is_lost]
    n_s = sum(notice.end_ms - notice.start_ms for notice in lost) // 1000
    ranges = "1 range" if len(lost) == 1 else f"{len(lost)} ranges"
    told = [f"{ranges} with speech and without words, {n_s} s."] if lost else []
    if media.draft and dict(media.draft.options).get(ENGLISH_ONLY):
        told.append(f"{media.draft.model} knows English only: other languages get wrong text.")
    if media.draft and (numbers := dict(media.draft.options).get(NUMBERS)):
        told.append(_numbers_sentence(numbers))
    if media.draft and (spelling := dict(media.draft.options).get(SPELLING)):
        told.append(_spelling_sentence(json.loads(spelling)))
    return [*media.warnings, *other, *told]


def _numbers_sentence(numbers: str) -> str:
    """What was done to numbers, from the draft's option such as "digits 3"."""
    form, _, n = numbers.partition(" ")
    said = "1 number was" if n == "1" else f"{n} numbers were"
    return f"{said} changed to {form}, like most others at such places in this recording."


def _spelling_sentence(changed: list[tuple[str, str, int]]) -> str:
    """What was done to spellings, capitals and full stops, the most frequent first."""
    n = sum(times for _, _, times in changed)
    shown = [
        f"{old} → {new}" + (f" ({times})" if times > 1 else "")
        for old, new, times in changed[:SHOWN_SPELLINGS]
    ]
    more = len(changed) - len(shown)
    end = f" and {more} more" if more else ""
    said = "1 place is" if n == 1 else f"{n} places are"
    return f"{said} written like most others in this recording: {', '.join(shown)}{end}."


def clock(ms: int) -> str:
    """A time as minutes and seconds, with hours if there are any."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
