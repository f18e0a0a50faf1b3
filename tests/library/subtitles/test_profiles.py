"""Every built-in number has its source, and users' files stand beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.errors import InvalidProfile, UnknownProfile
from transcribe.library.subtitles.profiles import all_profiles, built_in_profiles
from transcribe.subtitles.frame_rates import MILLISECONDS
from transcribe.subtitles.profiles.limits import limits


def test_every_built_in_number_has_address_and_day() -> None:
    for profile in built_in_profiles().values():
        for rule in profile.rules:
            assert rule.source is not None, (profile.name, rule.key)
            assert rule.source.address.startswith("https://"), (profile.name, rule.key)
            assert rule.source.read_on is not None, (profile.name, rule.key)
        assert limits(profile, MILLISECONDS)


def test_the_profiles_of_the_guides_are_there() -> None:
    names = set(built_in_profiles())
    assert names >= {
        "netflix", "netflix-children", "netflix-en", "netflix-en-children", "netflix-en-sdh",
        "netflix-ar", "netflix-ko", "netflix-zh", "netflix-ja", "bbc", "ard", "ard-children",
        "dcmp-upper", "dcmp-middle", "dcmp-lower", "ted", "podcast", "ebu-teletext", "youtube",
    }  # fmt: skip
    assert not any("amazon" in name for name in names)


def test_a_users_profile_inherits_from_a_built_in_one(tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "b.toml").write_text('[profile.children]\ninherits = "ours"\ncps = 12\n')
    (folder / "a.toml").write_text('[profile.ours]\ninherits = "netflix-en"\nline_chars = 37\n')
    found = all_profiles(tmp_path)
    assert not found.broken
    assert found.get("children").value("line_chars") == 37
    assert found.get("children").value("lines") == 2


def test_a_broken_file_is_named_and_the_others_stay(tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "bad.toml").write_text("[profile.bad]\nlines = 'two'\n")
    (folder / "latin.toml").write_bytes(b"# caf\xe9")
    (folder / "good.toml").write_text("[profile.good]\nlines = 1\n")
    found = all_profiles(tmp_path)
    assert found.get("good").value("lines") == 1
    assert [error.file for error in found.broken] == ["bad.toml", "latin.toml"]
    with pytest.raises(InvalidProfile, match=r"bad\.toml, profile\.bad\.lines"):
        found.get("bad")


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownProfile, match="netflix-en, "):
        all_profiles(tmp_path).get("netflix-xx")


def test_an_unknown_name_beside_a_broken_file_says_both(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "bad.toml").write_text("[profile.bad]\nlines = 'two'\n")
    with pytest.raises(UnknownProfile, match=r"no profile 'ted2'.*netflix-en, .*bad\.toml"):
        all_profiles(tmp_path).get("ted2")
    (tmp_path / "profiles" / "worse.toml").write_text("[profile.worse")
    with pytest.raises(UnknownProfile, match=r"bad\.toml, worse\.toml"):
        all_profiles(tmp_path).get("worse")
