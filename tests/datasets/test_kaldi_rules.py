"""A test a rule of `validate_data_dir.sh`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from transcribe.datasets.kaldi_rules import check_data_dir

VALID = {
    "wav.scp": "a1-r1 /x/a1-r1.wav\nb2-r1 /x/b2-r1.wav\n",
    "text": "a1-r1 hello\nb2-r1\n",
    "utt2spk": "a1-r1 a1\nb2-r1 b2\n",
    "spk2utt": "a1 a1-r1\nb2 b2-r1\n",
    "utt2dur": "a1-r1 1.5\nb2-r1 2\n",
}
Change = Callable[[str], str]


def write(folder: Path, **changed: str) -> Path:
    for name, content in {**VALID, **{k.replace("wav_scp", "wav.scp"): v for k, v in changed.items()}}.items():  # fmt: skip
        (folder / name).write_bytes(content.encode())
    return folder


def test_a_valid_folder_breaks_no_rule(tmp_path: Path) -> None:
    assert check_data_dir(write(tmp_path)) == ()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "spk2utt").unlink()
    assert check_data_dir(tmp_path) == ("spk2utt is missing",)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": "b2-r1\na1-r1 hello\n"}, "text is not sorted"),
        ({"text": "a1-r1 hello\nb2-r1"}, "no end"),
        ({"text": "a1-r1 hello\r\nb2-r1\n"}, "carriage return"),
        ({"text": "a1-r1 hello\n\nb2-r1\n"}, "empty line"),
        ({"text": "a1-r1 hel\u00a0lo\nb2-r1\n"}, "white space"),
        ({"text": "a1-r1 wide\u3000space\nb2-r1\n"}, "white space"),
        ({"text": "a1-r1 <s> x\nb2-r1\n"}, "<s>"),
        ({"text": "a1-r1 #0\nb2-r1\n"}, "#0"),
        ({"text": "a1-r1 hello\n"}, "different utterances"),
        ({"text": ""}, "text is empty"),
        ({"wav_scp": "a1-r1 /x\na1-r1 /x\nb2-r1 /x\n"}, "an id twice"),
        ({"wav_scp": "a1-r1 /x\nb2-r1 /x\nc3-r1 /x\n"}, "different utterances"),
        ({"utt2spk": "a1-r1 b2\nb2-r1 a1\n"}, "not sorted by speaker"),
        ({"utt2spk": "a1-r1 é1\nb2-r1 b2\n", "text": "é x\n"}, "not ASCII"),
        ({"spk2utt": "a1 a1-r1 b2-r1\n"}, "turned round"),
        ({"utt2spk": "a1-r1 x\nb2-r1 y\n", "spk2utt": "x a1-r1\ny b2-r1\n"}, "does not begin"),
        ({"utt2dur": "a1-r1 0\nb2-r1 2\n"}, "length of 0"),
        ({"utt2dur": "a1-r1 1\n"}, "utt2dur and utt2spk"),
        ({"utt2dur": "a1-r1 1 2\nb2-r1 2\n"}, "length of 0, or none"),
        ({"utt2dur": "a1-r1 long\nb2-r1 2\n"}, "length of 0, or none"),
        ({"utt2dur": "a1-r1 1"}, "no end"),
        ({"spk2gender": "a1 female\nb2 m\n"}, "something else"),
        ({"spk2gender": "a1 m f\nb2 m\n"}, "something else"),
        ({"spk2gender": "a1 f\n"}, "spk2gender and spk2utt"),
        ({"spk2gender": "b2 f\na1 m\n"}, "spk2gender is not sorted"),
        ({"cmvn.scp": "a1 x\n"}, "cmvn.scp and spk2utt"),
        ({"spk2warp": "a1 1.0\nb2 1.6\n"}, "between 0.5 and 1.5"),
        ({"utt2warp": "a1-r1 0.5\nb2-r1 1\n"}, "between 0.5 and 1.5"),
        ({"utt2warp": "a1-r1 1\n"}, "utt2warp and utt2spk"),
        ({"utt2lang": "a1-r1 en\n"}, "utt2lang and utt2spk"),
        ({"utt2uniq": "a1-r1 a1\nb2-r1 b2\nc-r1 c\n"}, "utt2uniq and utt2spk"),
        ({"vad.scp": "b2-r1 x\na1-r1 x\n"}, "vad.scp is not sorted"),
        ({"wav_scp": "a1-r1 ~/a.wav\nb2-r1 /x\n"}, "begins with ~"),
        ({"wav_scp": "a1-r1\nb2-r1 /x\n"}, "without a path"),
        ({"wav_scp": "a1-r1 /x\nb2-r1 /x\n\n"}, "wav.scp has an empty line"),
        ({"text": "a1-r1 (<s>) x\nb2-r1\n"}, "<s>"),
        ({"text": "a1-r1 it ended. </s>\nb2-r1\n"}, "<s>"),
        ({"text": "a1-r1 \"#0\".\nb2-r1\n"}, "#0"),
        ({"text": "a1-r1 in\x85side\nb2-r1\n"}, "white space"),
        ({"text": "a1-r1 x\na1-r1 y\nb2-r1\n"}, "text has an id twice"),
        ({"reco2file_and_channel": "a1-r1 f A\nb2-r1 f C\n"}, "other than A and B"),
        ({"reco2file_and_channel": "a1-r1 f A\nb2-r1 A\n"}, "other than A and B"),
        ({"reco2file_and_channel": "a1-r1 f A\n"}, "reco2file_and_channel and wav.scp"),
        ({"segments": "a1-r1 rec 0 1\nb2-r1 rec 1\n", "wav_scp": "rec /x\n"}, "four fields"),
        ({"segments": "a1-r1 rec 0 1 x\nb2-r1 rec 1 2\n", "wav_scp": "rec /x\n"}, "four fields"),
        ({"segments": "a1-r1 rec -1 1\nb2-r1 rec 1 2\n", "wav_scp": "rec /x\n"}, "does not end"),
        ({"segments": "b2-r1 rec 1 2\na1-r1 rec 0 1\n", "wav_scp": "rec /x\n"}, "segments is not sorted"),
        ({"segments": "a1-r1 rec 1.0 1.0\nb2-r1 rec 1 2\n", "wav_scp": "rec /x\n"}, "does not end"),
        ({"segments": "a1-r1 rec 0 1\nb2-r1 rec 1 2\n", "wav_scp": "other /x\nrec /x\n"}, "different recordings"),
        ({"segments": "a1-r1 rec 0 1\n", "wav_scp": "rec /x\n"}, "segments and utt2spk"),
    ],
)  # fmt: skip
def test_each_rule_is_noticed(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    assert any(told in problem for problem in check_data_dir(write(tmp_path, **changed)))


def test_whole_recordings_with_segments_break_no_rule(tmp_path: Path) -> None:
    write(
        tmp_path, segments="a1-r1 rec 0 1.5\nb2-r1 rec 1.5 2\n", wav_scp="rec /x\n",
        reco2file_and_channel="rec x A\n", spk2gender="a1 m\nb2 f\n", utt2lang="a1-r1 en\nb2-r1 en\n",
    )  # fmt: skip
    assert check_data_dir(tmp_path) == ()


def test_words_that_hold_the_letters_of_a_symbol_are_no_symbols(tmp_path: Path) -> None:
    """As `grep -w` sees it."""
    assert check_data_dir(write(tmp_path, text="a1-r1 a<s> #01 x#0\nb2-r1\n")) == ()


def test_speakers_without_one_width_are_noticed(tmp_path: Path) -> None:
    """Sorted by utterance, S10 comes before S1: `-` is after `0` in no encoding."""
    found = check_data_dir(
        write(
            tmp_path, wav_scp="S1-r /x\nS10-r /x\n", text="S1-r\nS10-r\n", utt2spk="S1-r S1\nS10-r S10\n",
            spk2utt="S1 S1-r\nS10 S10-r\n", utt2dur="S1-r 1\nS10-r 1\n",
        )
    )  # fmt: skip
    assert found == ()
    found = check_data_dir(write(tmp_path, utt2spk="S10_r S10\nS1_r S1\n"))
    assert any("sorted by speaker" in problem for problem in found)
