"""Extensions of audio and video: one list for the page of the library and for watched folders."""

from __future__ import annotations

from urllib.request import urlopen

from tests.support.server import Workstation
from transcribe.audio.media_files import EXTENSIONS
from transcribe.library.watch_folders import RECORDINGS


def test_extensions_are_lower_case_and_the_usual_ones_are_there() -> None:
    assert {"wav", "mp3", "m4a", "opus", "mkv", "mp4", "dss", "mxf"} <= EXTENSIONS
    assert all(name.isalnum() and name == name.lower() for name in EXTENSIONS)


def test_watched_folders_and_the_page_take_the_same_files(shared_workstation: Workstation) -> None:
    assert {name[1:] for name in RECORDINGS} == EXTENSIONS | {"ts"}
    with urlopen(shared_workstation.url) as answer:
        page = answer.read().decode()
    assert f'data-media-extensions="{" ".join(sorted(EXTENSIONS))}"' in page
