#!/usr/bin/env bash
# pyannote.metrics 4.2.0: the diarization error rate charges a miss where a speaker's own segments overlap; the Jaccard error rate does not.
#
# Seen 2026-11-30, Python 3.11, Linux x86_64. Annotators and RTTM files often give one speaker overlapping segments: 0-6 s and 4-10 s.
# A hypothesis that says "this speaker, 0-10 s" is right everywhere. The diarization error rate counts 12 s of speech and 2 s missed: 16.7 %.
# The Jaccard error rate of the same pair is 0, and so is the diarization error rate after reference.support(), which joins the segments.
# So two metrics of one library differ on whether the same output has an error. Join a speaker's segments before scoring.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet pyannote.metrics==4.2.0 pyannote.core==6.1.0
cat >"$work/score.py" <<'PY'
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate, JaccardErrorRate

reference, hypothesis = Annotation(), Annotation()
reference[Segment(0, 6), "first"] = "speaker"
reference[Segment(4, 10), "second"] = "speaker"
hypothesis[Segment(0, 10)] = "speaker"
uem = Timeline([Segment(0, 10)])
for metric in (DiarizationErrorRate, JaccardErrorRate):
    print(metric.__name__, *(f"{metric()(truth, hypothesis, uem=uem):.3f}" for truth in (reference, reference.support())))
PY
seen=$("$work/venv/bin/python" "$work/score.py")
printf '%s\n' "$seen"
expected="DiarizationErrorRate 0.167 0.000
JaccardErrorRate 0.000 0.000"
[ "$seen" = "$expected" ] || { echo "pyannote.metrics 4.2.0 has changed"; exit 1; }
echo "as seen"
