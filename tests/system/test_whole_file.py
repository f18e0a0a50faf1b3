"""A file that cannot be written leaves the one before."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.system.whole_file import write_whole


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_whole(path, "first\n")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "second \udc80")
    assert path.read_bytes() == b"first\n"
    write_whole(path, "third\n")
    assert path.read_bytes() == b"third\n"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
