"""The counting of the benchmarks."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.coverage import figures
from benchmarks.cues import balanced_lines
from benchmarks.draft import keep, read
from benchmarks.edges import edge_errors, read_truth
from benchmarks.languages import wrong_language_s
from benchmarks.support.conversations import CONDITIONS, HALVES, conversations
from benchmarks.support.correction_keys import changes, is_shorter_inside, n_keys
from benchmarks.support.coverage_mixes import RATE, Mix, Utterance
from benchmarks.support.draft_engines import Answer
from benchmarks.support.draft_report import Result, choose, report
from benchmarks.support.draft_rows import Recording, ranges_of_speech
from benchmarks.support.draft_scores import Score, n_errors, n_repeated, score
from benchmarks.support.invented_library import add_tags_and_places, fill
from tests.support.store_steps import check_counts
from transcribe.store import Store
from transcribe.store.library_rows import ListQuery


def words(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


def test_edges_are_compared_for_recognised_words() -> None:
    truth = [("One two.", 1.0, 2.0), ("three", 3.0, 4.0), ("four", 5.0, 6.0)]
    heard = [("one", 1.1, 1.5), ("too", 1.5, 2.4), ("three", 2.9, 4.2), ("four", 5.0, 6.0)]
    starts, ends = edge_errors(truth, heard, words)
    assert starts == pytest.approx([0.1, -0.1, 0.0])
    assert ends == pytest.approx([0.2, 0.0])  # "two" was not recognised


def test_an_invented_word_shifts_nothing() -> None:
    truth = [("one", 1.0, 2.0), ("three", 3.0, 4.0)]
    heard = [("one", 1.0, 2.0), ("er", 2.2, 2.4), ("three", 3.0, 4.0)]
    assert edge_errors(truth, heard, words) == ([0.0, 0.0], [0.0, 0.0])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps([{"text": "uh", "start": 1.24, "end": 1.67}])),
        ("a.json", json.dumps({"w": [{"t": "<sil>", "b": 0, "d": 1.24}, {"t": "uh(2)", "b": 1.24,
                                      "d": 0.43}]})),
        ("a.TextGrid", '"IntervalTier"\n"words"\n0\n2\n2\n0\n1.24\n""\n1.24\n1.67\n"uh"\n'
                       '"IntervalTier"\n"phones"\n0\n2\n1\n1.24\n1.67\n"AH"\n'),
        ("a.TextGrid", 'name = "words"\nxmin = 0\nxmax = 2\nintervals [1]:\nxmin = 1.24\n'
                       'xmax = 1.67\ntext = "uh"\n'),
    ],
    ids=["utterances", "pocketsphinx", "short TextGrid", "long TextGrid"],
)  # fmt: skip
def test_truth_is_read_in_all_its_formats(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    ((word, start, end),) = read_truth(tmp_path / name)
    assert (word, start) == ("uh", 1.24)
    assert end == pytest.approx(1.67)


@pytest.mark.filterwarnings("default")
def test_speech_without_words_and_invented_words_are_counted() -> None:
    row = {"language": "en"}
    said = (
        Utterance(0.0, 3.0, "Red green blue", "en", row),
        Utterance(4.0, 8.0, "grey violet", "en", row),
    )
    mix = Mix("a", "plain", np.zeros(10 * RATE, np.float32), said)
    right = [("Red", 0.0, 1.0), ("green", 1.0, 2.0), ("blue", 2.0, 3.0)]
    assert figures(mix, []).uncovered_s == pytest.approx(7.0)
    assert figures(mix, right).uncovered_s == pytest.approx(4.0)
    assert figures(mix, right).n_invented == 0
    stretched = [*right, ("grey", 4.0, 8.0)]  # a word of four letters lasts 1.2 s at most
    assert figures(mix, stretched).uncovered_s == pytest.approx(2.55, abs=0.06)
    invented = [*right, ("grey", 4.0, 5.0), ("banana", 5.0, 6.0), ("violet", 7.0, 8.0)]
    assert figures(mix, invented).n_invented == 1


def a_recording(name: str, voice: str = "one", *, kind: str = "clip") -> Recording:
    texts = (("red green blue", "en"),)
    return Recording(name, voice, frozenset([voice]), "en", kind, 10.0, texts, (("red", 1.0, 2.0),))


def a_result(recording: Recording, errors: int, cpu_s: float) -> Result:
    return Result(recording, Score(errors, 10, 0, 0, 8.0, 0.0, 10.0, (0.1,), (0.3,)), cpu_s, 1, 500)


def test_words_said_twice_are_counted_as_repeated_wherever_the_alignment_puts_them() -> None:
    said = ["in", "being", "comparatively", "modern"]
    assert n_repeated(said, said) == 0
    assert n_repeated(said, said * 2) == 4
    assert n_repeated(said, ["in", *said]) == 1
    assert n_repeated(said, [*said, "anyway"]) == 0
    assert n_repeated(said * 2, said * 2) == 0  # said twice


@pytest.mark.parametrize(
    ("reference", "heard", "n"), [("", "a b", 2), ("a b", "", 2), ("a b", "a c b", 1), ("", "", 0)]
)
def test_errors_are_counted_without_words_on_a_side(reference: str, heard: str, n: int) -> None:
    assert n_errors(reference.split(), heard.split()) == n


@pytest.mark.filterwarnings("default")
def test_an_answer_is_scored() -> None:
    words = [("Red", 1.1, 2.5), ("green", 2.5, 3.0), ("banana", 3.0, 3.5)]
    found = score(a_recording("a"), "Red, green banana.", words, [(1.0, 9.0)])
    assert (found.errors, found.words, found.invented) == (1, 3, 1)
    assert found.starts == pytest.approx((0.1,))
    assert found.ends == pytest.approx((0.5,))
    assert found.uncovered_s == pytest.approx(5.25, abs=0.05)


def test_speech_is_found_by_its_level() -> None:
    sound = 1e-4 * np.random.default_rng(1).standard_normal(10 * RATE).astype(np.float32)
    for start_s, end_s in [(1, 3), (3.2, 4), (6, 8)]:
        sound[int(start_s * RATE) : int(end_s * RATE)] *= 3000
    first, second = ranges_of_speech(sound)
    assert first == pytest.approx((1.0, 4.0), abs=0.03)
    assert second == pytest.approx((6.0, 8.0), abs=0.03)


def test_a_setting_is_not_chosen_on_the_voice_that_it_is_reported_on() -> None:
    good = {"one": {"ours": 1, "ours, slow": 5}, "two": {"ours": 5, "ours, slow": 1}}
    results = {
        engine: {
            voice: a_result(a_recording(voice, voice), good[voice][engine], 1.0) for voice in good
        }
        for engine in ("ours", "ours, slow")
    }
    told = "\n".join(report(results, "ours"))
    assert "| one | 10 | ours, slow | 5 | 1.0 |" in told
    assert "| two | 10 | ours | 5 | 1.0 |" in told
    assert "| **all** | 20 | | 10 | 2.0 |" in told


def test_the_cheapest_of_the_settings_that_are_as_good_is_chosen() -> None:
    one = a_recording("a")
    slow, fast, bad = (a_result(one, n, s) for n, s in [(100, 9), (101, 2), (110, 1)])
    assert choose({"slow": [slow], "fast": [fast], "bad": [bad]}) == "fast"


def test_intervals_are_paired_by_recording() -> None:
    ours = {str(n): a_result(a_recording(str(n)), n % 7, 1.0) for n in range(40)}
    worse = {name: a_result(one.recording, one.score.errors + 1, 2.0) for name, one in ours.items()}
    (line,) = [line for line in report({"ours": ours, "peer": worse}, "ours") if "+10" in line]
    assert "**+10.0 (+10.0 to +10.0)**" in line  # the same in every sample
    assert "| 0.200 |" in line


def test_a_few_recordings_have_no_interval() -> None:
    ours = {str(n): a_result(a_recording(str(n)), n, 1.0) for n in range(3)}
    worse = {name: a_result(one.recording, one.score.errors + 1, 2.0) for name, one in ours.items()}
    assert not any(" to " in line for line in report({"ours": ours, "peer": worse}, "ours"))


def test_only_recordings_that_all_have_heard_are_compared() -> None:
    ours = {str(n): a_result(a_recording(str(n)), 1, 1.0) for n in range(4)}
    peer = {"2": ours["2"]}
    assert any("clip: 1 recordings" in line for line in report({"ours": ours, "p": peer}, "ours"))


def test_a_run_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    answer = Answer("red", (("red", 1.0, 2.0),), 1.0, 2.0, 500.0)
    keep(answers, "ours", a_recording("a"), answer, 1)
    keep(answers, "ours", a_recording("b"), answer, 2)
    with answers.open("a") as file:
        file.write('{"engine": "ours", "recor')  # ended in the middle of a line
    assert set(read(answers, 1)["ours"]) == {"a"}
    keep(answers, "ours", a_recording("c"), answer, 1)
    assert set(read(answers, 1)["ours"]) == {"a", "c"}


@given(st.text("ab ", max_size=12), st.text("ab ", max_size=12))
def test_changes_of_letters_turn_one_text_into_the_other(old: str, new: str) -> None:
    text, grown = old, 0
    for step in changes(old, new):
        at = step.at + grown
        text = text[:at] + step.new + text[at + step.n_old :]
        grown += len(step.new) - step.n_old
    assert text == new
    assert (n_keys(old, new) == 0) == (old == new)


def test_a_word_is_typed_whole_where_that_takes_fewer_keys() -> None:
    assert n_keys("situat", "situationnalité") == 1 + len("ionnalité")
    assert n_keys("située", "situé") == 2  # to the end, one letter back
    assert n_keys("dicté,", "dictée,") == 3
    assert n_keys("seen word", "seen words") == 2
    assert n_keys("far away word", "far away, word") == 1 + 2 + 1  # a word and a letter to the left
    assert is_shorter_inside("dicté,", "dictée,")
    assert not is_shorter_inside("10", "dièse")
    assert not is_shorter_inside("", "new")


def test_answers_of_another_build_of_ours_are_not_taken_for_this_one(tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    answer = Answer("red", (("red", 1.0, 2.0),), 1.0, 2.0, 500.0)
    keep(answers, "ours", a_recording("a"), answer, 1, "old")
    keep(answers, "before", a_recording("a"), answer, 1, "old")
    keep(answers, "batched", a_recording("a"), answer, 1)
    assert set(read(answers, 1, "new")) == {"batched"}
    assert set(read(answers, 1, "new", "old")) == {"batched", "before"}
    assert set(read(answers, 1, "old")) == {"batched", "ours"}


def test_an_invented_library_has_the_counts_that_edits_would_make(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        fill(store.path, 12, 9)
        add_tags_and_places(store.path, 12)
        check_counts(store)
        sums = store.library.sums(ListQuery(language="en"))
        assert sums.n_all == 12
        assert 0 < sums.total < 12
        assert {"draft", "in_work", "done", "failed", "empty"} == {
            stage for stage, n in sums.counts.items() if n
        }
        last = store.library.last_opened()
        assert last is not None
        assert len(last.overview.tags) == 3


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("It fits in one line.", "It fits in one line."),
        ("one two three four five six seven", "one two three four\nfive six seven"),
        ("I saw it there. Then we went home", "I saw it there.\nThen we went home"),
        ("we have met there with Mr. Brownlees", "we have met there\nwith Mr. Brownlees"),
        ("x" * 50, "x" * 50),
    ],
)
def test_lines_are_balanced_as_documented(text: str, lines: str) -> None:
    assert balanced_lines(text, 25) == lines


def test_conversations_have_the_same_conditions_in_both_halves() -> None:
    tone = np.sin(np.arange(3 * RATE) / 9)
    pause = np.zeros(RATE)
    names = [name for half in HALVES.values() for name in half]
    voices = {name: [np.concatenate([pause, tone, pause, tone, pause])] for name in names}
    made = list(islice(conversations(voices, n_seeds=1), 2 * len(CONDITIONS)))
    halves = {
        half: [(one.condition, len({row[2] for row in one.truth})) for one in made if one.half == half]
        for half in HALVES
    }  # fmt: skip
    assert halves["first half"] == halves["second half"]
    assert {condition for condition, _ in halves["first half"]} == {c.name for c in CONDITIONS}
    assert all({row[2] for row in one.truth} <= set(HALVES.get(one.half, names)) for one in made)
    first = made[0]
    for start, end, _ in first.truth:
        part = first.samples[int(start * RATE) : int(end * RATE)]
        assert np.abs(part[RATE // 50 :]).max() > 1_000  # a pause of a second is in no turn
        assert end - start <= 3.05


def test_speech_in_a_piece_of_another_language_is_counted_where_they_overlap() -> None:
    said = (Utterance(1.0, 3.0, "one", "en", {}), Utterance(4.0, 6.0, "deux", "fr", {}))
    mix = Mix("a", "long turns", np.zeros(7 * RATE, np.float32), said)
    assert wrong_language_s(mix, [("en", 0.0, 3.5), ("fr", 3.5, 7.0)]) == 0
    assert wrong_language_s(mix, [("en", 0.0, 5.0), ("fr", 5.0, 7.0)]) == pytest.approx(1.0)
    assert wrong_language_s(mix, [("ru", 0.0, 7.0)]) == pytest.approx(4.0)
