"""Say how a text's times were off, how sure that is, and what was not found."""

from __future__ import annotations

from transcribe.quality.time_fit import FEWEST, RIGHT_MS, Agreement, TimeFit
from transcribe.subtitles.retiming import TimeMap


def describe_fit(fit: TimeFit, *, flagged: str) -> str:
    """Sentences for a person.

    Args:
        fit: What was found.
        flagged: What was done to what was not found: "flagged", "listed".
    """
    if fit.agreement is not None:
        return _by_speech(fit, fit.agreement, flagged)
    counted = f"{fit.n_placed} of {fit.n_cues} cues were found in the audio"
    if not fit.is_found:
        return f"{_why_not(fit, counted)} Nothing was changed."
    sure = "sure" if fit.is_sure else "not sure: look at the result"
    told = [f"{_how(fit)}. {counted}, half of them within {fit.spread_ms / 1000:.2f} s ({sure})."]
    return " ".join([*told, *_marked(fit, "not found", flagged)])


def _marked(fit: TimeFit, what: str, flagged: str) -> list[str]:
    n = len(fit.marked)
    if not n:
        return []
    return [f"1 cue was {what} and is {flagged}." if n == 1 else f"{n} cues were {what} and are {flagged}."]  # fmt: skip


def _by_speech(fit: TimeFit, found: Agreement, flagged: str) -> str:
    """Sentences where cues were compared with speech, and no words."""
    measured = f"agreement {found.score:.2f}, at the next best place {found.next_score:.2f}"
    on_speech = f"{fit.n_placed} of {fit.n_cues} cues lie on speech there"
    if not fit.is_found:
        return (f"No place fits clearly better than others, so it is not sure where the text belongs. The best one is "
                f"{found.map}: {on_speech}; {measured}. Nothing was changed.")  # fmt: skip
    told = f"{_how(fit)}, by where somebody speaks, not by words. {on_speech}; {measured} (sure)."
    return " ".join([told, *_marked(fit, "without speech", flagged)])


def _why_not(fit: TimeFit, counted: str) -> str:
    if not fit.n_heard:
        return "No words were heard in the audio: it may be silence or music."
    if fit.n_cues < FEWEST:
        return f"At least {FEWEST} cues with two or more words are needed, and the text has {fit.n_cues}."
    return (f"The text does not match the audio: {counted}. It may be of another recording, or in "
            "another language than the speech, or few of its cues have two or more words.")  # fmt: skip


def _how(fit: TimeFit) -> str:
    maps = [piece.map for piece in fit.pieces]
    speed = "" if maps[0].factor == 1 else f", at {float(maps[0].factor):.5f} times the length"
    shifts = ", ".join(f"{float(one.offset_ms) / 1000:+.2f} s" for one in maps)
    if len(maps) > 1 and not fit.is_right:
        return f"The times are moved in {len(maps)} pieces, by {shifts}{speed}"
    if fit.is_right:
        return f"The times are right to {RIGHT_MS} ms and stay ({shifts})"
    return f"All times are moved by {shifts}{speed}"


def map_to_json(map_: TimeMap) -> dict[str, float]:
    """A time map as the command line writes it; the offset in seconds."""
    return {"factor": float(map_.factor), "offset": float(map_.offset_ms) / 1000}
