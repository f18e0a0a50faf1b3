"""The vectors for the browser tests match Python's results."""

from __future__ import annotations

from tests.document.vectors import (
    FITTING,
    OPERATIONS,
    operation_vectors,
    word_timing_vectors,
    write_down,
)


def test_the_stored_operation_vectors_match_python() -> None:
    assert OPERATIONS.read_text(encoding="utf-8") == write_down(operation_vectors())


def test_the_stored_word_timing_vectors_match_python() -> None:
    assert FITTING.read_text(encoding="utf-8") == write_down(word_timing_vectors())


def test_the_vectors_contain_every_operation() -> None:
    names = {op["op"] for vector in operation_vectors() for op in vector["ops"]}
    assert names == {
        "set_text", "set_times", "set_words", "set_speaker", "set_status", "set_flag", "split",
        "merge", "insert", "delete", "replace", "add_speaker", "rename_speaker", "remove_speaker",
    }  # fmt: skip
