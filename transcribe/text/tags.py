"""Tags of recordings: which texts can be tags, and which of them are the same.

A tag may have levels, separated by `/`, like folders: `interviews/anna`. It is kept as it was typed
and compared as the search compares texts, so that case and accents do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transcribe.document.sanitize import clean_text
from transcribe.errors import InvalidTag, TooManyTags
from transcribe.text.folding import fold

MAX_CHARACTERS = 100
MAX_TAGS = 50  # of one recording
_BREAKS = re.compile(r"[\t\n\x0b-\r\x1c-\x1e\x85\u2028\u2029]")


def read_tag(text: str) -> str:
    """Read a tag, without spaces around it and around its levels, and without empty levels.

    Raises:
        InvalidTag: It is empty or too long, or it has control characters.
    """
    if clean_text(text) != text or _BREAKS.search(text):
        raise InvalidTag(text, "it has control characters")
    tag = "/".join(filter(fold_tag, (level.strip() for level in text.split("/"))))
    if not tag:
        raise InvalidTag(text, "it is empty")
    if len(tag) > MAX_CHARACTERS:
        raise InvalidTag(
            text, f"it has {len(tag)} characters, and at most {MAX_CHARACTERS} are allowed"
        )
    return tag


def read_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Read the tags of one recording; of equal ones the first is kept.

    Raises:
        InvalidTag: One of them cannot be a tag.
        TooManyTags: They are more than `MAX_TAGS`.
    """
    tags: dict[str, str] = {}
    for text in texts:
        tag = read_tag(text)
        tags.setdefault(fold_tag(tag), tag)
    check_number(len(tags))
    return tuple(tags.values())


def check_number(n: int) -> None:
    """Check how many tags a recording has.

    Raises:
        TooManyTags: They are more than `MAX_TAGS`.
    """
    if n > MAX_TAGS:
        raise TooManyTags(n, MAX_TAGS)


def fold_tag(tag: str) -> str:
    """What is compared of a tag: its levels, folded one by one.

    A `/` that comes of folding (℀ becomes a/c) is no border of levels.
    """
    return "/".join(fold(level).strip().replace("/", "\u2044") for level in tag.split("/"))


def tag_of_folder(levels: Iterable[str]) -> str | None:
    """Make a tag of the names of folders, the outermost first; None if nothing of them is left.

    What cannot be in a tag is left out: files are not refused because of the name of a folder.
    """
    names = (_BREAKS.sub(" ", clean_text(level)) for level in levels)
    tag = "/".join(filter(fold_tag, (name.replace("/", " ").strip() for name in names)))
    return tag[:MAX_CHARACTERS].rstrip(" /") or None
