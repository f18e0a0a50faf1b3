"""Spelling is checked with the users' dictionaries; where there is none, it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.errors import SpellingUnavailable
from transcribe.library.subtitles import dictionaries
from transcribe.library.subtitles.dictionaries import word_check

AFF = "SET UTF-8\nSFX S Y 1\nSFX S 0 en .\n"


def put(folder: Path, name: str, *words: str) -> None:
    (folder / "dictionaries").mkdir(exist_ok=True)
    (folder / "dictionaries" / f"{name}.aff").write_text(AFF, encoding="utf-8")
    lines = [str(len(words)), *words]
    (folder / "dictionaries" / f"{name}.dic").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_dictionary_of_the_data_folder_is_used_with_its_endings(tmp_path: Path) -> None:
    put(tmp_path, "de_DE", "Frau/S", "schön")
    is_word = word_check(tmp_path, "de")
    assert [is_word(word) for word in ("Frau", "Frauen", "schön", "Frua", "schönen")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_the_dictionary_of_the_country_comes_first(tmp_path: Path) -> None:
    put(tmp_path, "pt_BR", "ônibus")
    put(tmp_path, "pt_PT", "autocarro")
    assert word_check(tmp_path, "pt-PT")("autocarro")
    assert word_check(tmp_path, "pt")("ônibus")


def test_english_comes_with_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionaries, "SYSTEM", ())
    is_word = word_check(tmp_path, "en")
    assert is_word("colours") or is_word("colors")
    assert not is_word("qxwzt")


@pytest.mark.parametrize("language", [None, "", "tlh"])
def test_without_a_dictionary_it_is_said(tmp_path: Path, language: str | None) -> None:
    with pytest.raises(SpellingUnavailable, match=r"language is not known|no dictionary for 'tlh'"):
        word_check(tmp_path, language)


def test_a_file_that_is_no_dictionary_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "dictionaries").mkdir()
    (tmp_path / "dictionaries" / "xx.aff").write_bytes(b"SFX A Y x\n")
    (tmp_path / "dictionaries" / "xx.dic").write_bytes(b"many\nwords\n")
    with pytest.raises(SpellingUnavailable, match="xx cannot be read"):
        word_check(tmp_path, "xx")
