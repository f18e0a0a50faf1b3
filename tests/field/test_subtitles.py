"""Subtitle files of the kinds that people report: nothing in them is lost or moved in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import FormatError, InvalidOperation
from transcribe.formats import ReadOptions, Report, detect, read


def read_field(shared_data: Path, name: str, **options: str) -> Report:
    content = (shared_data / "field" / name).read_bytes()
    return read(content, detect(content, name), name=name, options=ReadOptions(**options))  # type: ignore[arg-type]


def rows(report: Report) -> list[tuple[int, int, str]]:
    return [(s.start_ms, s.end_ms, s.text) for s in report.transcript.segments]


def srt(*cues: tuple[str, str]) -> str:
    return "".join(f"{n}\n{times}\n{text}\n\n" for n, (times, text) in enumerate(cues, 1))


def one(times: str, **options: float) -> Report:
    return read(srt((times, "Hi")), "srt", options=ReadOptions(**options))  # type: ignore[arg-type]


def test_only_known_tags_are_markup(shared_data: Path) -> None:
    done = read_field(shared_data, "angle_notes.srt")
    assert [text for _, _, text in rows(done)] == [
        "<unintelligible> then left", "<laughs>", "if a<b and b>c",
    ]  # fmt: skip
    assert done.warnings == ("line 2: markup (italics, colours, positions) was removed",)


@pytest.mark.parametrize("format_", ["srt", "vtt"])
@pytest.mark.parametrize(
    "text",
    ["<crosstalk>", "< 5", "x <y> z", "<3", "<Name?> said", "<B-roll>", "i<n and n>0", "a<b and b>c", "x <b", "<<>>", "{smiles}"],
)  # fmt: skip
def test_a_note_in_angle_brackets_is_text(format_: str, text: str) -> None:
    content = f"1\n00:00:01.000 --> 00:00:02.000\n{text}\n"
    done = read(f"WEBVTT\n\n{content}" if format_ == "vtt" else content, format_)
    assert done.transcript.segments[0].text == text


def test_times_may_have_spaces(shared_data: Path) -> None:
    assert rows(read_field(shared_data, "spaced_times.srt")) == [
        (1000, 2000, "First"), (3000, 4000, "Second"), (5000, 6000, "Third"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("00 : 00 : 01 , 000 --> 00 : 00 : 02 , 500", (1_000, 2_500)),
        ("00:00:01,000-->00:00:02,500", (1_000, 2_500)),
        ("00:00:01,000 -- > 00:00:02,500", (1_000, 2_500)),
        ("00:00:01,000 - -> 00:00:02,500", (1_000, 2_500)),
        ("00:00:01.000 --> 00:00:02.500", (1_000, 2_500)),
        ("0:0:1,000 --> 0:0:2,500", (1_000, 2_500)),
        ("00:01,000 --> 00:02,500", (1_000, 2_500)),
        ("00:01.5 --> 00:02.50", (1_500, 2_500)),
        ("00:00:01 --> 00:00:02", (1_000, 2_000)),
        ("00:00:01:000 --> 00:00:02:500", (1_000, 2_500)),
        ("100:00:01,000 --> 100:00:02,500", (360_001_000, 360_002_500)),
        ("00.00.01,000 --> 00.00.02,500", (1_000, 2_500)),
        ("00:00:01,000 \u2192 00:00:02,500", (1_000, 2_500)),
        ("\u00a000:00:01,000\u00a0--> 00:00:02,500 ", (1_000, 2_500)),
        ("00:00:01,000 --> 00:00:02,500 X1:1 X2:2 Y1:3 Y2:4", (1_000, 2_500)),
        ("00:00:01,000 ---> 00:00:02,500", (1_000, 2_500)),
        ("7 00:00:01,000 --> 00:00:02,500", (1_000, 2_500)),
        ("00：00：01，000 --> 00：00：02，500", (1_000, 2_500)),
    ],
)
def test_times_are_read_as_people_write_them(times: str, expected: tuple[int, int]) -> None:
    assert rows(one(times)) == [(*expected, "Hi")]


@given(
    st.integers(0, 399), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999),
    st.sampled_from(["", " ", "\u00a0", "  "]), st.sampled_from([",", "."]), st.booleans(),
)  # fmt: skip
def test_any_spacing_gives_the_same_time(
    hours: int, minutes: int, seconds: int, ms: int, gap: str, decimal: str, is_padded: bool
) -> None:
    numbers = [f"{n:02d}" if is_padded else str(n) for n in (hours, minutes, seconds)]
    start = f"{gap}:{gap}".join(numbers) + f"{gap}{decimal}{gap}{ms:03d}"
    at = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
    done = one(f"{start} --> 399:59:59{decimal}999")
    assert rows(done) == [(at, 1_439_999_999, "Hi")]


@pytest.mark.parametrize("times", ["00:00:01:12 --> 00:00:02:00", "01:00:01;12 --> 01:00:02;00"])
def test_frames_are_refused_until_their_rate_is_known(times: str) -> None:
    with pytest.raises(FormatError, match="frame rate") as refused:
        one(times)
    assert refused.value.line == 2


@pytest.mark.parametrize(
    ("time", "rate", "ms"),
    [("00:00:01:12", 25, 1_480), ("00:00:01:12", 24, 1_500), ("01:00:00:00", 29.97, 3_603_600),
     ("01:00:00;00", 29.97, 3_599_996), ("00:01:00;02", 29.97, 60_060),
     ("01:00:00:00", 23.976, 3_603_600), ("00:00:10:50", 100, 10_500)],
)  # fmt: skip
def test_frames_count_at_the_given_rate(time: str, rate: float, ms: int) -> None:
    assert rows(one(f"{time} --> 02:00:00{time[-3]}00", frame_rate=rate))[0][0] == ms


def test_a_guessed_time_is_reported_with_its_line() -> None:
    assert "line 2: an unusual time" in one("00:00:01,5 --> 00:00:02,000").warnings[0]


def test_a_file_with_a_blank_line_after_every_line(shared_data: Path) -> None:
    assert rows(read_field(shared_data, "double_spaced.srt")) == [
        (1000, 2000, "Good morning"), (3000, 4000, "The train leaves at\n9"), (5000, 6000, "Thank you"),
    ]  # fmt: skip


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\r\r\n", "\n\n\n"])
def test_any_extra_spacing_between_lines(gap: str) -> None:
    lines = [
        "1",
        "00:00:01,000 --> 00:00:02,000",
        "One",
        "two",
        "2",
        "00:00:03,000 --> 00:00:04,000",
        "7",
    ]
    assert rows(read(gap.join(lines).encode(), "srt")) == [
        (1000, 2000, "One\ntwo"),
        (3000, 4000, "7"),
    ]


@pytest.mark.parametrize(
    "text", ["10:30 --> 11:15", "a --> b", "9:10:30 --> 9:11:15", "-->", "1 -> 2", "Go ->"]
)
def test_a_line_with_an_arrow_inside_a_text_stays(text: str) -> None:
    done = read(srt(("00:00:01,000 --> 00:00:02,000", f"Times\n{text}\nend")), "srt")
    assert rows(done) == [(1000, 2000, f"Times\n{text}\nend")]


def test_a_zero_byte_is_reported() -> None:
    done = read(b"1\n00:00:01,000 --> 00:00:02,000\nx\0y\n", "srt")
    assert done.warnings == ("line 3: a zero byte became \ufffd",)


def test_a_block_without_times_is_reported_and_not_joined() -> None:
    done = read(
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\nTwo has no times\n\n"
        "3\n--> 00:00:09,000\nThree neither\n\n4\n00:00:10,000 --> 00:00:11,000\nFour\n",
        "srt",
    )
    assert [text for _, _, text in rows(done)] == ["One", "Four"]
    assert "line 5" in done.warnings[0]
    assert "Two has no times" in done.warnings[0]
    assert "Three neither" in " ".join(done.warnings)


def test_a_number_in_a_text_stays() -> None:
    texts = ["The train leaves at\n9", "4", "7\nis lucky"]
    done = read(
        srt(*((f"00:00:0{n},000 --> 00:00:0{n},900", t) for n, t in enumerate(texts))), "srt"
    )
    assert [text for _, _, text in rows(done)] == texts


def test_text_on_the_time_line_is_taken_in() -> None:
    done = read("00:00:01,000 --> 00:00:02,000 Hello there\n", "srt")
    assert rows(done) == [(1000, 2000, "Hello there")]
    assert "line 1" in done.warnings[0]


def test_one_bad_byte_costs_one_character(shared_data: Path) -> None:
    done = read_field(shared_data, "one_bad_byte.srt")
    assert [text for _, _, text in rows(done)] == [
        "Ça va très bien, Zoë", "À bientôt", "Caf\ufffd fermé",
    ]  # fmt: skip
    assert done.warnings == ("line 11: a byte that is not UTF-8 became \ufffd",)


@given(
    st.lists(st.sampled_from("aéñüßœ你ñя "), min_size=20, max_size=60),
    st.integers(0, 255),
    st.data(),
)
def test_a_wrong_byte_anywhere_leaves_the_rest(
    text: list[str], wrong: int, data: st.DataObject
) -> None:
    joined = "".join(text)
    at = data.draw(st.integers(0, len(joined)))
    byte = bytes([0x80 | wrong & 0x3F])  # a continuation without a beginning is never UTF-8
    before, after = joined[:at].encode(), joined[at:].encode()
    content = b"1\n00:00:01,000 --> 00:00:02,000\nx" + before + byte + after + b"x \xc3\xa9\n"
    done = read(content, "srt")
    assert done.transcript.segments[0].text.count("\ufffd") == 1
    assert done.transcript.segments[0].text.replace("\ufffd", "") == f"x{joined}x é"
    assert any("line 3" in warning for warning in done.warnings)


CHINESE = "你好,世界。今天天气很好。"


@pytest.mark.parametrize(
    "options", [{"encoding": "gbk"}, {"encoding": "GB2312"}, {"language": "zh"}]
)
def test_chinese_of_another_encoding(shared_data: Path, options: dict[str, str]) -> None:
    done = read_field(shared_data, "gbk.srt", **options)
    assert rows(done)[0][2] == CHINESE
    assert done.encoding == "gb18030"


ENCODED = [
    ("zh", "gb18030", "今天天气很好,我们明天早上九点在火车站见面。"),
    ("zh", "big5hkscs", "今天天氣很好,我們明天早上九點在火車站見面。"),
    ("ja", "cp932", "こんにちは、東京の天気はどうですか。カメラ"),
    ("ja", "euc_jp", "こんにちは、東京の天気はどうですか。カメラ"),
    ("ko", "cp949", "안녕하세요, 오늘 날씨가 좋네요."),
    ("ru", "cp1251", "Привет, как дела? Всё хорошо."),
    ("ru", "koi8-u", "Привет, как дела? Всё хорошо."),
    ("ru", "cp866", "Привет, как дела? Всё хорошо."),
    ("pl", "cp1250", "Zażółć gęślą jaźń. Święta środa."),
    ("pl", "iso8859-2", "Zażółć gęślą jaźń. Święta środa."),
    ("cs", "cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
    ("de", "cp1252", "Schöne Grüße aus Köln – „ja“"),
    ("fr", "cp1252", "Ça va ? L’été à Noël, bientôt."),
    ("tr", "cp1254", "Günaydın, nasılsın? Işık şöyle."),
    ("el", "cp1253", "Καλημέρα, τι κάνεις;"),
    ("he", "cp1255", "שלום, מה שלומך"),
    ("ar", "cp1256", "مرحبا، كيف حالك"),
    ("th", "cp874", "สวัสดีครับ วันนี้อากาศดี"),
    ("lt", "cp1257", "Šiandien gražu, ačiū už viską"),
]


@pytest.mark.parametrize(("language", "encoding", "text"), ENCODED)
def test_the_encoding_is_guessed_from_the_language(language: str, encoding: str, text: str) -> None:
    content = srt(("00:00:01,000 --> 00:00:02,000", text)).encode(encoding)
    done = read(content, "srt", options=ReadOptions(language=language))
    assert (rows(done)[0][2], done.encoding) == (text, encoding)
    assert "line 3: not UTF-8" in done.warnings[0]


EAST_ASIAN = [
    ("cp932", "これは字幕の例です。今日は天気がいいですね。"),
    ("cp932", "はい、そうです。"),
    ("cp932", "東京都渋谷区の会議"),
    ("euc_jp", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"),
    ("euc_jp", "株式会社の経営者会議がアメリカで開かれました"),
    ("cp949", "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다."),
    ("cp949", "네, 알겠습니다"),
    ("gb18030", "人人生而自由，在尊严和权利上一律平等。"),
    ("gb18030", "我不知道他在哪里"),
    ("big5hkscs", "是的,謝謝你"),
]


@pytest.mark.parametrize(("encoding", "text"), EAST_ASIAN)
def test_east_asian_encodings_are_told_apart_without_a_language(encoding: str, text: str) -> None:
    content = srt(("00:00:01,000 --> 00:00:02,000", text)).encode(encoding)
    done = read(content, "srt")
    assert (rows(done)[0][2], done.encoding) == (text, encoding)


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig", "shift_jis"]
)
@pytest.mark.parametrize("format_", ["srt", "vtt", "json"])
def test_a_named_or_marked_encoding_is_used(encoding: str, format_: str) -> None:
    content = {
        "srt": srt(("00:00:01,000 --> 00:00:02,000", "日本語")),
        "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n日本語\n",
        "json": json.dumps({"segments": [{"start": 1, "end": 2, "text": "日本語"}]}, ensure_ascii=False),
    }[format_].encode(encoding)  # fmt: skip
    named = ReadOptions(encoding) if encoding == "shift_jis" else ReadOptions()
    assert detect(content, "x", named.encoding) == format_
    assert rows(read(content, format_, options=named)) == [(1000, 2000, "日本語")]


@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape"])
def test_a_codec_that_is_no_character_set_is_refused(name: str) -> None:
    with pytest.raises(InvalidOperation, match="use one of"):
        read(b"1\n00:00:01,000 --> 00:00:02,000\nOne\n", "srt", options=ReadOptions(encoding=name))


def test_an_unknown_encoding_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidOperation, match="cp1252"):
        read(b"x", "srt", options=ReadOptions("klingon"))


def test_two_voices_in_a_cue_are_two_segments(shared_data: Path) -> None:
    done = read_field(shared_data, "two_voices.vtt").transcript
    names = {speaker.id: speaker.name for speaker in done.speakers}
    assert [(s.text, names[s.speaker or ""]) for s in done.segments] == [
        ("Are you coming?", "Anna"), ("In a minute.", "Ben"),
    ]  # fmt: skip


def test_three_voices_with_dashes_and_inner_times() -> None:
    done = read(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n- <v.loud Anna>Hi</v>\n- <00:02.000><v Ben>Yo <00:02.500>you</v>"
        " so\n<v Anna>Bye",
        "vtt",
    ).transcript
    names = {speaker.id: speaker.name for speaker in done.speakers} | {"": ""}
    assert [(s.start_ms, s.end_ms, s.text, names[s.speaker or ""]) for s in done.segments] == [
        (1000, 2000, "- Hi", "Anna"), (2000, 2500, "- Yo you", "Ben"), (2500, 4000, "so", ""),
        (2500, 4000, "Bye", "Anna"),
    ]  # fmt: skip


def test_rolling_captions_give_each_word_once(shared_data: Path) -> None:
    done = read_field(shared_data, "rolling.vtt").transcript
    words = [(w.text, w.start_ms) for s in done.segments for w in s.words]
    assert words == [
        ("the", 160), ("quick", 400), ("brown", 800), ("fox", 2480), ("jumps", 2900), ("over", 3200),
        ("the", 4560), ("dog", 5000),
    ]  # fmt: skip
    assert " ".join(s.text for s in done.segments) == "the quick brown fox jumps over the dog"


def test_roll_up_captions_without_inner_times() -> None:
    lines = ["one", "two", "three", "four", "five"]
    shown = [lines[:1], lines[:2], lines[:3], lines[1:4], lines[2:5]]
    cues = (
        (f"00:00:0{n},000 --> 00:00:0{n + 1},000", "\n".join(text)) for n, text in enumerate(shown)
    )
    assert [text for _, _, text in rows(read(srt(*cues), "srt"))] == lines


GROWING = ["one", "one two", "one two three four", "five", "five six", "five six\nseven"]


@pytest.mark.parametrize("format_", ["srt", "vtt"])
def test_captions_that_grow_by_the_word_give_each_word_once(format_: str) -> None:
    mark, head = (",", "") if format_ == "srt" else (".", "WEBVTT\n\n")
    cues = [
        f"{n + 1}\n00:00:0{n}{mark}000 --> 00:00:0{n + 1}{mark}000\n{text}\n"
        for n, text in enumerate(GROWING)
    ]
    done = read(head + "\n".join(cues), format_)
    assert rows(done) == [(0, 3000, "one two three four"), (3000, 6000, "five six\nseven")]
    assert [warning for warning in done.warnings if "3 cues that grow" in warning]
    if format_ == "vtt":
        words = [(w.text, w.start_ms) for s in done.transcript.segments for w in s.words]
        assert words == [("one", 0), ("two", 1000), ("three four", 2000), ("five", 3000), ("six", 4000), ("seven", 5000)]  # fmt: skip


def test_two_answers_that_begin_alike_are_no_growing_captions() -> None:
    texts = ["No", "No never", "Yes", "Yes", "Yes, sir"]
    cues = [(f"00:00:0{n},000 --> 00:00:0{n + 1},000", text) for n, text in enumerate(texts)]
    assert [text for _, _, text in rows(read(srt(*cues), "srt"))] == texts


def test_a_sentence_said_twice_is_no_rolling_caption() -> None:
    texts = ["No.", "No.", "What?\nNo.", "No.\nNever.", "Yes.", "Yes."]
    cues = [(f"00:00:0{n},000 --> 00:00:0{n},500", text) for n, text in enumerate(texts)]
    assert [text for _, _, text in rows(read(srt(*cues), "srt"))] == texts


def test_an_arrow_in_a_text_is_text(shared_data: Path) -> None:
    assert [text for _, _, text in rows(read_field(shared_data, "arrow_line.srt"))] == [
        "Opening hours\n10:30 -> 11:15\nclosed on Sunday", "Bye",
    ]  # fmt: skip


def test_no_break_spaces_stay(shared_data: Path) -> None:
    done = read_field(shared_data, "no_break_spaces.srt")
    assert rows(done)[0][2] == "Bonjour\u202f! Il est 10\u00a0h\u202f; «\u00a0oui\u00a0»."


def test_whisper_cpp(shared_data: Path) -> None:
    done = read_field(shared_data, "whisper_cpp.json").transcript
    assert (done.language, rows(read_field(shared_data, "whisper_cpp.json"))) == (
        "en", [(0, 2000, "Hello there.")],
    )  # fmt: skip


def test_words_beside_the_segments(shared_data: Path) -> None:
    (segment,) = read_field(shared_data, "words_at_top.json").transcript.segments
    assert segment.text == "Hello you"
    assert [(w.text, w.start_ms, w.end_ms) for w in segment.words] == [
        ("Hello", 0, 500),
        ("you", 500, 1000),
    ]


DIALECTS: dict[str, object] = {
    "AssemblyAI: words in milliseconds": {
        "text": "Hello you", "audio_duration": 1, "words": [
            {"text": "Hello", "start": 0, "end": 500, "confidence": 0.9},
            {"text": "you", "start": 500, "end": 1000, "confidence": 0.8}],
    },
    "AssemblyAI: utterances": {
        "text": "Hello you", "utterances": [
            {"text": "Hello you", "start": 0, "end": 1000, "speaker": "A", "words": [
                {"text": "Hello", "start": 0, "end": 500, "confidence": 0.9},
                {"text": "you", "start": 500, "end": 1000, "confidence": 0.8}]}],
    },
    "whisper.cpp with tokens": {
        "result": {"language": "en"},
        "transcription": [{"offsets": {"from": 0, "to": 1000}, "text": " Hello you", "tokens": [
            {"text": "[_BEG_]", "offsets": {"from": 0, "to": 0}, "p": 0.9},
            {"text": " Hel", "offsets": {"from": 0, "to": 300}, "p": 0.9},
            {"text": "lo", "offsets": {"from": 300, "to": 500}, "p": 0.8},
            {"text": " you", "offsets": {"from": 500, "to": 1000}, "p": 0.7}]}],
    },
    "whisper.cpp with times as text": {
        "transcription": [{"timestamps": {"from": "00:00:00,000", "to": "00:00:01,000"}, "text": " Hello you",
                           "tokens": [{"text": " Hello", "offsets": {"from": 0, "to": 500}},
                                      {"text": " you", "offsets": {"from": 500, "to": 1000}}]}],
    },
    "openai with words only": {
        "language": "english", "text": "Hello you",
        "words": [{"word": "Hello", "start": 0.0, "end": 0.5}, {"word": "you", "start": 0.5, "end": 1.0}],
    },
    "whisperx with word_segments": {
        "segments": [{"start": 0.0, "end": 1.0, "text": " Hello you"}],
        "word_segments": [{"word": "Hello", "start": 0.0, "end": 0.5}, {"word": "you", "start": 0.5, "end": 1.0}],
    },
    "whisper-timestamped": {
        "segments": [{"start": 0.0, "end": 1.0, "text": " Hello you", "words": [
            {"text": "Hello", "start": 0.0, "end": 0.5, "confidence": 0.5},
            {"text": "you", "start": 0.5, "end": 1.0, "confidence": 0.5}]}],
    },
    "faster-whisper's rows": [
        [1, 0, 0.0, 1.0, " Hello you", [50364, 2425], 0.0, -0.2, 1.0, 0.0,
         [[0.0, 0.5, " Hello", 0.9], [0.5, 1.0, " you", 0.9]]],
    ],
    "faster-whisper's segments with rows of words": {
        "segments": [{"start": 0.0, "end": 1.0, "text": " Hello you",
                      "words": [[0.0, 0.5, " Hello", 0.9], [0.5, 1.0, " you", 0.9]]}],
    },
    "times as text": {
        "segments": [{"start": "0.0", "end": "1.0", "text": " Hello you", "words": [
            {"word": " Hello", "start": "0", "end": "0.500"},
            {"word": " you", "start": "00:00:00,500", "end": "00:00:01,000"}]}],
    },
    "a list of segments": [
        {"start": 0.0, "end": 1.0, "text": "Hello you", "words": [
            {"word": " Hello", "start": 0.0, "end": 0.5}, {"word": " you", "start": 0.5, "end": 1.0}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_dialects_of_whispers_json_are_read_with_words(name: str) -> None:
    (segment,) = read(json.dumps(DIALECTS[name]), "json").transcript.segments
    assert (segment.start_ms, segment.end_ms, segment.text) == (0, 1000, "Hello you")
    assert [(w.text, w.start_ms, w.end_ms) for w in segment.words] == [
        ("Hello", 0, 500),
        ("you", 500, 1000),
    ]


def test_chunks_of_the_transformers_pipeline() -> None:
    plain = {"text": " Hi. You.", "chunks": [
        {"timestamp": [0.0, 0.5], "text": " Hi."}, {"timestamp": [0.5, None], "text": " You."}]}  # fmt: skip
    done = read(json.dumps(plain), "json")
    assert rows(done) == [(0, 500, "Hi."), (500, 1500, "You.")]
    assert "chunk 2 has no end" in done.warnings[0]


def test_words_without_times_stay_in_the_text() -> None:
    plain = {"segments": [{"start": 0, "end": 1, "words": [
        {"word": "in", "start": 0, "end": 0.4}, {"word": "2026"}, {"word": "we", "start": 0.7, "end": 1}]}]}  # fmt: skip
    assert rows(read(json.dumps(plain), "json")) == [(0, 1000, "in 2026 we")]


def test_what_webvtt_loses_is_listed_with_its_line() -> None:
    done = read(
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:0\n\nNOTE by Ann\n\nSTYLE\n::cue{}\n\nintro\n"
        "00:01.000 --> 00:02.000 align:start\n<i>Hi</i>\n",
        "vtt",
    )
    told = "\n".join(done.warnings)
    for line, what in ((2, "X-TIMESTAMP-MAP"), (4, "by Ann"), (6, "::cue"), (9, "intro"), (10, "align:start"), (11, "markup")):  # fmt: skip
        assert any(w.startswith(f"line {line}: ") and what in w for w in done.warnings), (
            line,
            told,
        )


TIMED_TEXTS = {
    "whisper's output": "[00:01.000 --> 00:02.500]  One\n[00:03.000 --> 00:04.000]  two\n",
    "whisper.cpp's output": "\n[00:00:01.000 --> 00:00:02.500]   One\n[00:00:03.000 --> 00:00:04.000]   two\n",
    "a range with a hyphen": "0:01.000 - 0:02.500 One\n0:03.000 - 0:04.000 two\n",
    "a range with a dash": "(00:01.0\u201300:02.5) One\n(00:03.0\u201300:04.0) two\n",
}  # fmt: skip


@pytest.mark.parametrize("name", TIMED_TEXTS)
def test_a_plain_text_with_both_times_on_each_line(name: str) -> None:
    done = read(TIMED_TEXTS[name], "txt")
    assert rows(done) == [(1000, 2500, "One"), (3000, 4000, "two")]
    assert done.has_times


def test_a_plain_text_with_each_time_on_a_line_of_its_own() -> None:
    done = read("0:01\nOne\n0:03\ntwo\n1:02:03\nthree\n", "txt")
    assert rows(done) == [
        (1000, 3000, "One"),
        (3000, 3_723_000, "two"),
        (3_723_000, 3_726_000, "three"),
    ]
