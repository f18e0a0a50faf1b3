"""Plain text in large paragraphs: cut into segments without a loss, in time that grows with the text."""

from __future__ import annotations

import pytest

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.errors import InvalidOptionValue
from transcribe.formats import dumps, loads

WRAPPED = [f"and then we went on along the road to the next village {n}," for n in range(20_000)]
UNENDED = [f"und {n} danach weiter auf der Straße bis in das nächste Dorf" for n in range(20_000)]


@pytest.mark.parametrize("lines", [WRAPPED, UNENDED], ids=["clauses", "no punctuation"])
def test_a_paragraph_of_20000_lines_is_cut_without_a_loss(lines: list[str]) -> None:
    """Trying every place of the whole paragraph again for each cut took hours."""
    segments = loads("\n".join(lines), "txt").segments
    assert len(segments) > 10_000
    assert " ".join(one.text for one in segments) == " ".join(lines)


def test_a_long_sentence_is_cut_after_the_clause_near_its_middle() -> None:
    first = "He left the house in the morning before anybody else had opened their eyes,"
    second = "and he went down to the river where the boats lay in the first light"
    assert [one.text for one in loads(f"{first} {second}", "txt").segments] == [first, second]


def test_a_template_says_what_is_written_for_each_segment() -> None:
    talk = Transcript(
        (Segment(1, 1_000, 2_500, "{text} one\ntwo", "S1"), Segment(2, 3_000, 4_000, " "), Segment(3, 5_000, 6_000, "end")),
        (Speaker("S1", "Anna {end}"),),
    )  # fmt: skip
    made = dumps(talk, "txt", template="{number}\\t{start}-{end} {speaker}: {text}\\n--")
    assert made == (
        "1\t00:00:01.000-00:00:02.500 Anna {end}: {text} one two\n--\n"
        "2\t00:00:05.000-00:00:06.000 : end\n--\n"
    )
    with pytest.raises(InvalidOptionValue, match="name"):
        dumps(talk, "txt", template="{name}")
    for wrong in (
        "{ text }",
        "{text!r}",
        "{text:>10}",
        "{number:03}",
        "{start.hours}",
        "{0}",
        "{}",
    ):
        with pytest.raises(InvalidOptionValue):
            dumps(talk, "txt", template=wrong)
    for braces in ("{", "}", "{ }", "{a b}", '{"t": "{text}"}', r"{\an8}"):
        assert dumps(talk, "txt", template=braces)
