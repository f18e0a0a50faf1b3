"""The list of digests is that of `sha256sum`, for files whose digest is known and for others."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from transcribe.library.corpora import digests
from transcribe.library.corpora.digests import digest_lines, write_digests
from transcribe.system.file_digest import sha256_of


def test_all_files_are_listed_in_the_order_of_their_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    folder = tmp_path / "corpus"
    names = [
        "a-b/x",
        "a/y",
        "a/x",
        "a.txt",
        "é/1",
        "Z",
        "release/SUMS",
        "work/other",
        "release/card",
    ]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    known = list(digest_lines(folder, [folder / "a/y", folder / "a-b/x", folder / "é/1"]))
    read: list[Path] = []
    real = sha256_of

    def noting(path: Path) -> str:
        read.append(path)
        return real(path)

    monkeypatch.setattr(digests, "sha256_of", noting)
    left_out = frozenset({"work", "release/SUMS"})
    made = write_digests(folder, folder / "release/SUMS", known, left_out, scratch)
    content = (folder / "release/SUMS").read_bytes()
    expected = sorted({*names} - {"release/SUMS", "work/other"}, key=str.encode)
    assert [line[66:] for line in content.decode().splitlines()] == expected
    for line in content.decode().splitlines():
        assert line[:64] == hashlib.sha256(line[66:].encode()).hexdigest()
    assert made.digest == hashlib.sha256(content).hexdigest()
    assert made.n_bytes == sum(len(name.encode()) for name in expected)
    assert {path.name for path in read} == {"x", "a.txt", "Z", "card"}
    (folder / "a/y").unlink()
    with pytest.raises(FileNotFoundError, match="a file of the corpus is missing"):
        write_digests(folder, folder / "release/SUMS", known, left_out, scratch)
