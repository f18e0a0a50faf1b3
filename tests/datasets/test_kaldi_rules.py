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
        ({"spk2gender": "a1 female\nb2 m\n"}, "something else"),
        ({"segments": "a1-r1 rec 1.0 1.0\nb2-r1 rec 1 2\n", "wav_scp": "rec /x\n"}, "does not end"),
        ({"segments": "a1-r1 rec 0 1\nb2-r1 rec 1 2\n", "wav_scp": "other /x\nrec /x\n"}, "different recordings"),
        ({"segments": "a1-r1 rec 0 1\n", "wav_scp": "rec /x\n"}, "segments and utt2spk"),
    ],
)  # fmt: skip
def test_each_rule_is_noticed(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    assert any(told in problem for problem in check_data_dir(write(tmp_path, **changed)))


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
