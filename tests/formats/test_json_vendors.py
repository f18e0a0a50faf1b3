"""JSON of speech services and annotation programs; samples after their documentation, and peers' files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from transcribe.document.model import Segment, Transcript
from transcribe.errors import FormatError
from transcribe.formats import load_report, loads


def read(plain: Any) -> Transcript:
    return loads(json.dumps(plain), "json")


def said(found: Transcript) -> list[tuple[int, int, str, str | None]]:
    names = {speaker.id: speaker.name for speaker in found.speakers}
    return [(s.start_ms, s.end_ms, s.text, names.get(s.speaker or "")) for s in found.segments]


def test_amazon_transcribe() -> None:
    def item(text: str, start: str, end: str, kind: str = "pronunciation") -> dict[str, Any]:
        times = {"start_time": start, "end_time": end} if kind == "pronunciation" else {}
        return {**times, "alternatives": [{"confidence": "0.9", "content": text}], "type": kind}

    items = [item("Hi", "0.5", "0.9"), item(",", "", "", "punctuation"), item("you", "1.0", "1.4")]
    turns = [{"items": [{"start_time": "0.5", "end_time": "0.9", "speaker_label": "spk_0"}]},
             {"items": [{"start_time": "1.0", "end_time": "1.4", "speaker_label": "spk_1"}]}]  # fmt: skip
    found = read({"results": {"language_code": "en-US", "transcripts": [{"transcript": "Hi, you"}],
                              "speaker_labels": {"segments": turns}, "items": items}})  # fmt: skip
    assert said(found) == [(500, 900, "Hi,", "spk_0"), (1000, 1400, "you", "spk_1")]
    assert found.language == "en"
    assert found.segments[0].words[0].probability == 0.9


def test_speechmatics_both_versions() -> None:
    def result(kind: str, text: str, start: float, end: float, **more: str) -> dict[str, Any]:
        return {"type": kind, "start_time": start, "end_time": end, **more,
                "alternatives": [{"content": text, "confidence": 1, "speaker": "S1"}]}  # fmt: skip

    results = [result("punctuation", "¿", 0, 0, attaches_to="next"), result("word", "Qué", 0, 0.4),
               result("punctuation", "?", 0.4, 0.4, attaches_to="previous")]  # fmt: skip
    config = {"transcription_config": {"language": "es"}}
    found = read({"format": "2.9", "metadata": config, "results": results})
    assert said(found) == [(0, 400, "¿Qué?", "S1")]
    assert found.language == "es"
    old = {"speakers": [{"duration": "9", "name": "M1", "time": "0.1"}],
           "words": [{"duration": "0.2", "confidence": "0.5", "name": "Yes", "time": "0.2"},
                     {"duration": "0", "confidence": "NaN", "name": ".", "time": "0.4"}]}  # fmt: skip
    assert said(read(old)) == [(200, 400, "Yes.", "M1")]


def test_aeneas_podcast_and_label_studio() -> None:
    fragment = {"begin": "0.000", "end": "2.680", "language": "en", "lines": ["one", "two"]}
    assert said(read({"fragments": [fragment]})) == [(0, 2680, "one\ntwo", None)]
    body = {"speaker": "Ann", "startTime": 0.5, "endTime": 1, "body": "Hi"}
    assert said(read({"version": "1.0.0", "segments": [body]})) == [(500, 1000, "Hi", "Ann")]
    times = {"start": 1.5, "end": 2}
    result = [{"id": "a", "value": {**times, "labels": ["Bob"]}, "type": "labels"},
              {"id": "a", "value": {**times, "text": ["Yes"]}, "type": "textarea"},
              {"id": "b", "value": {"choices": ["noise"]}, "type": "choices"}]  # fmt: skip
    task = {"data": {"audio": "a.wav"}, "annotations": [{"result": result}, {"result": []}]}
    found, warnings = load_report(json.dumps([task, task]), "json")
    assert said(found) == [(1500, 2000, "Yes", "Bob")]
    assert len(warnings) == 2


def test_otranscribe() -> None:
    text = (
        'intro<p><span class="timestamp" data-timestamp="1.5">0:01</span>Hi &amp; you<br />there</p>'
        '<p><span class="timestamp" data-timestamp="4">0:04</span> Bye</p>'
    )
    found, warnings = load_report(
        json.dumps({"text": text, "media": "a.mp3", "media-time": 9}), "json"
    )
    assert said(found) == [(1500, 4000, "Hi & you\nthere", None), (4000, 7000, "Bye", None)]
    assert warnings == ("text before the first time was left out: intro",)


@pytest.mark.parametrize(
    ("name", "segments", "words", "speakers"),
    [
        ("kaldiTedTalkTranscript.sample.json", 196, 1712, 0),
        ("bbcKaldiTranscriptWithSpeakerSegments.sample.json", 197, 1712, 2),
        ("bbcKaldiSpeakerSegments.sample.json", 77, 0, 5),
        ("digitalPaperEdit.sample.json", 169, 1454, 2),
        ("speechmaticsTedTalkTranscript.sample.json", 191, 1791, 3),
        ("todayinfocuswords.sample.json", 3, 4, 2),
        ("sm-transcript.json", 19, 158, 0),
        ("two_speakers.json", 3, 4, 2),
        ("sonnet001_mu.json", 15, 0, 0),
    ],
)
def test_peers_files(
    shared_data: Path, name: str, segments: int, words: int, speakers: int
) -> None:
    path = next((shared_data / "formats" / "json").rglob(name))
    found = loads(path.read_bytes(), "json", name=name)
    n_words = sum(len(segment.words) for segment in found.segments)
    assert (len(found.segments), n_words, len(found.speakers)) == (segments, words, speakers)


@pytest.mark.parametrize("plain", [
    {"results": [{"alternatives": 3, "type": 4}]}, {"fragments": [{"begin": {}}]}, [{"data": 1}],
    {"segments": [{"startTime": "x", "body": None}]}, {"retval": {"words": [{"punct": 7}]}},
    {"results": {"items": [{"type": "pronunciation"}]}}, {"text": "timestamp", "media": []},
    [{"word": 1, "start": None, "duration": []}], {"words": [{"time": [], "name": {}}]},
])  # fmt: skip
def test_values_of_other_kinds_are_no_other_error(plain: Any) -> None:
    try:
        found: tuple[Segment, ...] = read(plain).segments
    except FormatError:
        found = ()
    assert all(not segment.words for segment in found)
