#!/usr/bin/env bash
# FFmpeg 7.0.2 and 9.0.2: a Vorbis clip whose audio fits one Ogg page has another length than in libsndfile.
#
# Seen 2026-11-30, Python 3.11, Linux x86_64, soundfile 0.14.0 (libsndfile 1.2.2) as writer. The last page of an Ogg file says how many samples
# are to be heard. libsndfile reads back what was written. FFmpeg does the same where the audio takes two pages or more, but not where
# one page is first and last: a second of a 16 kHz tone has 128 samples more, 3,000 samples of noise 72 more, a second of silence 256 fewer.
# Opus of the same samples has the right length. So short Vorbis clips of a speech corpus have other durations in tools that read with FFmpeg
# than in those that read with libsndfile: take FLAC or Opus for clips.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet soundfile==0.14.0 numpy
cat >"$work/lengths.py" <<'PY'
import subprocess
import sys

import imageio_ffmpeg
import numpy as np
import soundfile

noise = np.random.default_rng(0)
sounds = {
    "tone": 0.5 * np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000),
    "short": 0.2 * noise.standard_normal(3_000),
    "silence": np.zeros(16_000),
    "noise": 0.2 * noise.standard_normal(16_000),
}
ffmpeg, folder = imageio_ffmpeg.get_ffmpeg_exe(), sys.argv[1]
for name, samples in sounds.items():
    lengths = []
    for subtype in ("VORBIS", "OPUS"):
        path = f"{folder}/{name}-{subtype}.ogg"
        soundfile.write(path, samples, 16_000, format="OGG", subtype=subtype)
        raw = [ffmpeg, "-v", "error", "-i", path, "-ar", "16000", "-f", "s16le", "-"]
        decoded = len(subprocess.run(raw, capture_output=True, check=True).stdout) // 2
        lengths.append(f"{subtype} {decoded - len(soundfile.read(path)[0]):+d}")
    print(name, *lengths)
PY
expected="tone VORBIS +128 OPUS +0
short VORBIS +72 OPUS +0
silence VORBIS -256 OPUS +0
noise VORBIS +0 OPUS +0"
for version in 0.6.0 0.8.1; do # FFmpeg 7.0.2 and 9.0.2
  "$work/venv/bin/pip" install --quiet "imageio-ffmpeg==$version"
  seen=$("$work/venv/bin/python" "$work/lengths.py" "$work")
  printf 'imageio-ffmpeg %s\n%s\n' "$version" "$seen"
  [ "$seen" = "$expected" ] || { echo "FFmpeg of imageio-ffmpeg $version, or libsndfile, has changed"; exit 1; }
done
echo "as seen"
