"""Passages hold every clip once, hear no other audio than that of clips, and fit a model's window."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.datasets.clips import Clip
from transcribe.evaluation.passages import JOINED_MS, MAX_MS, make_passages


def clip(start_ms: int, end_ms: int, recording: str = "m", language: str = "en") -> Clip:
    return Clip(
        f"{recording}-{start_ms}", recording, start_ms, start_ms, end_ms, "v", f"from {start_ms}",
        "", "approved", language,
    )  # fmt: skip


CLIPS = st.lists(
    st.builds(
        lambda start, length, recording, language: clip(start, start + length, recording, language),
        st.integers(0, 200_000), st.integers(1, 40_000), st.sampled_from("ab"), st.sampled_from(["en", "de"]),
    ),
    max_size=20,
)  # fmt: skip


@given(CLIPS)
def test_every_clip_is_in_one_passage(clips: list[Clip]) -> None:
    passages = list(make_passages(clips))
    kept = [one for passage in passages for one in passage.clips]
    assert sorted(kept, key=repr) == sorted(clips, key=repr)
    for passage in passages:
        assert len({(one.recording, one.language) for one in passage.clips}) == 1
        assert len(passage.clips) == 1 or passage.length_ms <= MAX_MS
        assert all(
            end < start
            for (_, end), (start, _) in zip(passage.pieces, passage.pieces[1:], strict=False)
        )
        for one in passage.clips:
            assert any(start <= one.start_ms and one.end_ms <= end for start, end in passage.pieces)


@given(CLIPS)
def test_nothing_is_heard_but_clips_and_short_gaps(clips: list[Clip]) -> None:
    for passage in make_passages(clips):
        edges = sorted((one.start_ms, one.end_ms) for one in passage.clips)
        silent_ms, end_ms = 0, edges[0][0]
        for start, end in edges:
            silent_ms += start - end_ms if 0 < start - end_ms <= JOINED_MS else 0
            end_ms = max(end_ms, end)
        heard = {at for one in passage.clips for at in range(one.start_ms, one.end_ms, 10)}
        assert passage.length_ms <= 10 * len(heard) + 10 * len(passage.clips) + silent_ms


def test_a_pause_is_left_out_and_a_short_gap_is_kept() -> None:
    (one,) = make_passages([clip(0, 1_000), clip(1_200, 2_000), clip(9_000, 9_500)])
    assert one.pieces == ((0, 2_000), (9_000, 9_500))
    assert one.text == "from 0 from 1200 from 9000"
    assert (one.start_ms, one.end_ms, one.length_ms) == (0, 9_500, 2_500)


def test_a_passage_is_full_at_the_length_of_a_chunk() -> None:
    clips = [clip(n * 10_000, n * 10_000 + 9_000) for n in range(6)]
    assert [len(one.clips) for one in make_passages(clips)] == [3, 3]
