#!/usr/bin/env bash
# webvtt-py 0.6.0: a cue with two voices is given to the first, and each write as SubRip drops the names.
#
# Seen 2026-11-30, Python 3.11, Linux x86_64. "<v Alice>Hello</v> <v Bob>Hi</v>" is one cue with two speakers (WebVTT, section 4.2.2, voice spans).
# Caption.voice is "Alice" for the whole text "Hello Hi", so Bob's word counts as Alice's in anything that is made from it, such as speaker statistics.
# The raw text still has both, but no attribute or warning says that a second voice is there.
# The product's reader (transcribe/formats/vtt.py) makes a segment for each voice.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet webvtt-py==0.6.0
cat >"$work/read.py" <<'PY'
import io

import webvtt

text = "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\n<v Alice>Hello</v> <v Bob>Hi</v>\n"
read = webvtt.from_string(text)
print([(cue.voice, cue.text) for cue in read])
subrip = io.StringIO()
read.write(subrip, format="srt")
print(subrip.getvalue().splitlines()[2:])
PY
seen=$("$work/venv/bin/python" "$work/read.py")
printf '%s\n' "$seen"
expected="[('Alice', 'Hello Hi')]
['Hello Hi']"
[ "$seen" = "$expected" ] || { echo "webvtt-py 0.6.0 has changed"; exit 1; }
echo "as seen"
