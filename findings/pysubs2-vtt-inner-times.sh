#!/usr/bin/env bash
# pysubs2 1.8.1: a WebVTT text line with two inner timestamps is read as the time line of a cue, and its words are lost.
#
# Seen 2026-11-30, Python 3.11, Linux x86_64. WebVTT allows timestamps inside the text of a cue (karaoke, rolling captions of video sites):
# "good <00:00:01.000>morning <00:00:02.000>all". With one inner timestamp the words are read (the timestamp stays in the text). With two or more on a line
# the cue becomes empty, a second empty cue from the first to the second inner timestamp appears, and "good morning all" is gone without a warning.
# Word-timed captions have two inner timestamps on almost every line, so a file can lose nearly all its text.
# The product has a WebVTT reader of its own (transcribe/formats/vtt.py), which keeps the words and their times.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet pysubs2==1.8.1
cat >"$work/read.py" <<'PY'
import pysubs2

ONE = "good <00:00:01.000>morning all"
TWO = "good <00:00:01.000>morning <00:00:02.000>all"
for line in (ONE, TWO):
    text = f"WEBVTT\n\n00:00:00.000 --> 00:00:03.000\n{line}\n"
    print([(cue.start, cue.end, cue.plaintext) for cue in pysubs2.SSAFile.from_string(text, format_="vtt")])
PY
seen=$("$work/venv/bin/python" "$work/read.py")
printf '%s\n' "$seen"
expected="[(0, 3000, 'good <00:00:01.000>morning all')]
[(0, 3000, ''), (1000, 2000, '')]"
[ "$seen" = "$expected" ] || { echo "pysubs2 1.8.1 has changed"; exit 1; }
echo "as seen"
