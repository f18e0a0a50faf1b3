"""Dictionaries of Hunspell's format, for the check of spelling.

spylls (MPL-2.0) reads them: a port of Hunspell in pure Python with affixes and compounds, without a library of the system. (pyenchant
needs one, phunspell brings 100 MB of dictionaries under mixed licences, pyspellchecker has lists of word forms only.)
It is an extra, and dictionaries are the users' own: each has its licence.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from transcribe.errors import SpellingUnavailable

FOLDER = "dictionaries"  # in the data folder
SYSTEM = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"))
_BUNDLED = {"en": "en_US"}  # comes with spylls


def word_check(data_folder: Path, language: str | None) -> Callable[[str], bool]:
    """Whether the dictionary of a language has a word.

    Args:
        data_folder: Its folder `dictionaries` is looked into first, then the system's.
        language: Code such as `de` or `en-GB`.

    Raises:
        SpellingUnavailable: The language is not known, or there is no dictionary or no library to read it.
    """
    if not language:
        raise SpellingUnavailable("the language is not known; name it with --language")
    named = language.replace("-", "_")
    folders = (data_folder / FOLDER, *SYSTEM)
    found = next(_dictionaries(folders, named), None) or _BUNDLED.get(named.partition("_")[0])
    if found is None:
        raise SpellingUnavailable(
            f"there is no dictionary for {language!r}. Put its two files (such as de_DE.aff and de_DE.dic, "
            f"of Hunspell or LibreOffice) into {data_folder / FOLDER}"
        )
    return _check(str(found))


def _dictionaries(folders: tuple[Path, ...], named: str) -> Iterator[str]:
    """Paths without suffix of dictionaries: of this country before others of the language."""
    code = named.partition("_")[0].lower()
    for folder in folders:
        stems = sorted(path.with_suffix("") for path in folder.glob("*.dic") if path.with_suffix(".aff").is_file())  # fmt: skip
        of_language = [one for one in stems if one.name.lower().replace("-", "_").partition("_")[0] == code]  # fmt: skip
        yield from map(
            str, sorted(of_language, key=lambda one: one.name.replace("-", "_") != named)
        )


@lru_cache(maxsize=4)
def _check(path: str) -> Callable[[str], bool]:
    dictionary = _read(path)

    @lru_cache(maxsize=100_000)
    def is_word(word: str) -> bool:
        return bool(dictionary.lookup(word))

    return is_word


def _read(path: str) -> Any:
    try:
        hunspell, readers = map(import_module, ("spylls.hunspell", "spylls.hunspell.readers"))
    except ImportError as error:
        raise SpellingUnavailable(
            "the library that reads dictionaries is not installed: pip install 'transcribe[spelling]'"
        ) from error
    base = Path(path)
    if path in _BUNDLED.values():
        base = Path(str(hunspell.__file__)).parent / "data" / path.partition("_")[0] / path
    try:
        affixes, context = readers.read_aff(_reader(base.with_name(f"{base.name}.aff"), "cp1252"))
        listed = _reader(base.with_name(f"{base.name}.dic"), context.encoding)
        words = readers.read_dic(listed, aff=affixes, context=context)
        return hunspell.Dictionary(affixes, words)
    except (OSError, ValueError, LookupError, UnicodeError, AttributeError) as error:
        raise SpellingUnavailable(f"the dictionary {path} cannot be read: {error}") from error


def _reader(path: Path, encoding: str) -> Any:
    """A reader of spylls over a file's content: its own (0.1.7) leaves files open."""
    content = path.read_bytes()

    def lines(named: str) -> io.StringIO:
        return io.StringIO(content.decode(named, "replace"))

    reader = import_module("spylls.hunspell.readers.file_reader").BaseReader(lines(encoding))
    reader.reset_encoding = lambda named: reader.reset_io(lines(named))
    return reader
