"""The subtitle profiles that are built in, and those in the data folder."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from transcribe.errors import InvalidProfile, UnknownProfile
from transcribe.subtitles.profiles.model import Profile, Rule, RuleValue, Span
from transcribe.subtitles.profiles.reading import KEYS, NO_LIMIT, read_profiles

FOLDER = "profiles"  # In the data folder.
_DATA = "transcribe.subtitles.profiles"


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles by name, and files that could not be used.

    Attributes:
        broken: One error for each file of the data folder that is left out.
    """

    by_name: dict[str, Profile]
    broken: tuple[InvalidProfile, ...] = ()

    def get(self, name: str) -> Profile:
        """One profile.

        Raises:
            InvalidProfile: It has a mistake, which the message names.
            UnknownProfile: There is none; the message lists all names, and broken files.
        """
        if name in self.by_name:
            return self.by_name[name]
        for error in self.broken:
            if f"{error.key}.".startswith(f"profile.{name}."):
                raise error
        raise UnknownProfile(name, tuple(self.by_name), tuple(one.file for one in self.broken))


@cache
def built_in_profiles() -> dict[str, Profile]:
    """The profiles that come with the program, in the order of their files."""
    found: dict[str, Profile] = {}
    folder = resources.files(_DATA) / "data"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            found |= read_profiles(file.read_text(encoding="utf-8"), "", found)
    return found


def all_profiles(data_folder: Path) -> Profiles:
    """Built-in profiles and those of `profiles/*.toml` in the data folder.

    Files are read in the order of their names; a profile may inherit from one of a file before. A broken
    file is left out, with its error, so that the others stay usable.
    """
    found, broken = dict(built_in_profiles()), []
    for path in sorted((data_folder / FOLDER).glob("*.toml")):
        try:
            found |= read_profiles(path.read_text(encoding="utf-8"), path.name, found)
        except InvalidProfile as error:
            broken.append(error)
        except (OSError, UnicodeDecodeError) as error:
            broken.append(InvalidProfile(path.name, "", f"it cannot be read: {error}"))
    return Profiles(found, tuple(broken))


def profile_to_json(profile: Profile) -> dict[str, Any]:
    """A profile with its rules and their sources."""
    return {
        "name": profile.name,
        "title": profile.title,
        "about": profile.about,
        "languages": list(profile.languages),
        "inherits": profile.inherits or None,
        "file": profile.file or None,
        "rules": [_rule_to_json(rule) for rule in profile.rules],
    }


def _rule_to_json(rule: Rule) -> dict[str, Any]:
    source = rule.source
    return {
        "key": rule.key,
        "about": KEYS[rule.key].about,
        "value": plain_value(rule.value),
        "note": rule.note,
        "second_hand": rule.is_second_hand,
        "profile": rule.profile,
        "source": None if source is None else {
            "title": source.title,
            "address": source.address,
            "version": source.version,
            "read_on": source.read_on.isoformat() if source.read_on else None,
        },
    }  # fmt: skip


def plain_value(value: RuleValue | None) -> str | int | float | bool:
    """A rule's value as profiles write it."""
    if value is None:
        return NO_LIMIT
    if isinstance(value, Span):
        return str(value)
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value
