"""JSON of unknown programs is read or refused; no content raises anything else."""

from __future__ import annotations

import contextlib
import json

from hypothesis import example, given
from hypothesis import strategies as st

from transcribe.errors import FormatError
from transcribe.formats import read

KEYS = [
    "segments",
    "words",
    "word_segments",
    "transcription",
    "chunks",
    "speakers",
    "text",
    "word",
    "start",
    "end",
    "timestamp",
    "offsets",
    "timestamps",
    "from",
    "to",
    "tokens",
    "p",
    "id",
    "language",
    "result",
    "speaker",
    "probability",
    "duration",
    "media",
    "draft",
    "options",
]
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["transcribe/1", "00:00:01,000", " hi you"])
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=20,
)
lists = st.sampled_from(["segments", "transcription", "chunks", "words"])


@given(
    values, lists, st.lists(st.dictionaries(st.sampled_from(KEYS), values, max_size=5), max_size=3)
)
def test_any_json_is_read_or_refused(value: object, name: str, rows: list[object]) -> None:
    for plain in (value, rows, {name: rows}, {name: rows, "text": value, "words": value}):
        with contextlib.suppress(FormatError):
            read(json.dumps(plain), "json")


def whisper_cpp(text: str, pieces: list[bytes]) -> bytes:
    """JSON of whisper.cpp (-ojf): tokens of 100 ms, written as the bytes that they are."""
    tokens = b",".join(
        b'{"text":"%s","offsets":{"from":%d,"to":%d},"p":0.9}' % (piece, n * 100, n * 100 + 100)
        for n, piece in enumerate(pieces)
    )
    return (
        b'{"result":{"language":"th"},"transcription":[{"offsets":{"from":0,"to":%d},"text":"%s",'
        b'"tokens":[%s]}]}' % (100 * len(pieces), text.encode(), tokens)
    )


@example("กßß", [3, 1, 1], False)  # the first ß is cut, the second is not
@given(
    st.text(alphabet="สวัดีชาโลก 你好吗กéß😀გამ ab", min_size=1, max_size=20),
    st.lists(st.integers(1, 4), min_size=1, max_size=60),
    st.booleans(),
)
def test_tokens_that_end_inside_characters_cost_no_character(
    letters: str, sizes: list[int], is_replaced: bool
) -> None:
    text = f" {letters.strip() or 'a'}"
    pieces: list[bytes] = []
    data, at = text.encode(), 0
    while at < len(data):
        pieces.append(data[at : at + sizes[len(pieces) % len(sizes)]])
        at += len(pieces[-1])
    if is_replaced:  # as another program has passed the file on
        pieces = [piece.decode("utf-8", "replace").encode() for piece in pieces]
    done = read(whisper_cpp(text, pieces), "json")
    (segment,) = done.transcript.segments
    assert (segment.text, done.encoding, done.warnings) == (text[1:], "utf-8", ())
    joined = "".join(word.text for word in segment.words)
    assert "\ufffd" not in joined
    assert joined.replace(" ", "") == text.replace(" ", "")


def test_words_of_scripts_without_spaces_keep_the_times_of_their_tokens() -> None:
    (segment,) = read(whisper_cpp(" 你好吗", [b" \xe4\xbd", b"\xa0", "好".encode(), "吗".encode()]), "json").transcript.segments  # fmt: skip
    assert [(w.text, w.start_ms, w.end_ms) for w in segment.words] == [
        ("你", 0, 200),
        ("好", 200, 300),
        ("吗", 300, 400),
    ]
