"""Messages on the pipe between an executor and its worker."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from transcribe.jobs.executors.pipe_messages import read_frame, write_frame

headers = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=3)
messages = st.lists(st.tuples(headers, st.lists(st.binary(max_size=40), max_size=3)), max_size=4)


class ShortReads(io.BytesIO):
    """A pipe: a read may return less than was asked for."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 3) if size and size > 0 else size)


@given(messages)
def test_messages_are_read_as_they_were_written(
    sent: list[tuple[dict[str, object], list[bytes]]],
) -> None:
    pipe = ShortReads()
    for header, blobs in sent:
        write_frame(pipe, header, blobs)
    pipe.seek(0)
    for header, blobs in sent:
        assert read_frame(pipe) == (header, blobs)
    assert read_frame(pipe) is None


@given(headers, st.lists(st.binary(min_size=1, max_size=9), min_size=1, max_size=3), st.data())
def test_a_message_that_breaks_off_is_the_end(
    header: dict[str, object], blobs: list[bytes], data: st.DataObject
) -> None:
    whole = io.BytesIO()
    write_frame(whole, header, blobs)
    content = whole.getvalue()
    cut = data.draw(st.integers(0, len(content) - 1))
    assert read_frame(io.BytesIO(content[:cut])) is None
