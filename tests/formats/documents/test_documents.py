"""Markdown and the web page: nothing that is typed acts as markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from transcribe.document.model import MediaReference, Segment, Speaker, Transcript, Word
from transcribe.errors import UnknownFormat
from transcribe.formats import dumps, loads

TALK = Transcript(
    (
        Segment(1, 0, 900, "# *Hi* <b>\n1. [x]", "S1"),
        Segment(2, 65_000, 66_000, "- yes </script>", "S1", words=(Word("yes", 65_100, 65_500),)),
    ),
    (Speaker("S1", "A_b"),),
    "en",
    media=MediaReference("A <talk>", "dir/a.wav"),
)


def test_markdown() -> None:
    assert dumps(TALK, "markdown") == (
        "# A \\<talk\\>\n\n\\[0:00:00\\] **A\\_b:** # \\*Hi\\* \\<b\\>\\\n1\\. \\[x\\]\n\n"
        "\\[0:01:05\\] - yes \\</script\\>\n"
    )
    bare = dumps(TALK, "markdown", times=False, speakers=False)
    assert (
        bare == "# A \\<talk\\>\n\n\\# \\*Hi\\* \\<b\\>\\\n1\\. \\[x\\]\n\n\\- yes \\</script\\>\n"
    )
    with pytest.raises(UnknownFormat):
        loads(str(bare), "markdown")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.starts: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.starts += [value or "" for name, value in attrs if name == "data-start"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_has_spans_with_times_and_only_its_own_elements() -> None:
    page = _Page()
    page.feed(str(dumps(TALK, "html")))
    assert set(page.tags) <= {"html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "audio",
                              "label", "input", "main", "p", "time", "span", "script"}  # fmt: skip
    assert page.tags.count("script") == 1
    assert page.starts == ["0", "65100"]
    assert "# *Hi* <b>\n1. [x]" in page.text
    assert "- yes </script>" in page.text
