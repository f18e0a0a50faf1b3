#!/usr/bin/env bash
# FFmpeg 7.0.2 and 9.0.2: in SubRip, a "<" before a word takes text away, or makes the rest bold, if a ">" follows somewhere on the line.
#
# Seen 2026-11-30, Python 3.11, Linux x86_64. SubRip has the tags <b>, <i>, <u>, <s> and <font>; all else is text. FFmpeg's reader takes any "<" with a
# letter after it, up to the next ">", for a tag: "Well <laughs> yes" becomes "Well  yes", and of "x <y and z> w" only "x  w" is left. White space between "<" and
# the name is passed over, so in "a < b > c" the letter is gone and the rest is bold. The name ends at white space: "if a<b and c>d then" loses "b and c" and the
# rest becomes bold too, as if it were <b and c>. "I <3 you", "5 < 6" and "<ann@example.org>" stay. So lectures with comparisons and
# captions with sounds in angle brackets lose words when they are burned in, muxed or converted, and nothing is said.
# The product reads what is no known tag as text, and puts an invisible word joiner behind a typed "<" that would act as one (transcribe/formats/markup.py).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
cat >"$work/read.py" <<'PY'
import subprocess
import sys

import imageio_ffmpeg

LINES = ["Well <laughs> yes", "x <y and z> w", "a < b > c", "if a<b and c>d then", "I <3 you", "5 < 6", "Mail <ann@example.org>"]
cues = [f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{text}\n" for n, text in enumerate(LINES, 1)]
with open(f"{sys.argv[1]}/a.srt", "w") as file:
    file.write("\n".join(cues))
command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", f"{sys.argv[1]}/a.srt", "-f", "srt", "-"]
written = subprocess.run(command, capture_output=True, check=True, text=True).stdout
for block in written.strip().split("\n\n"):
    print(block.split("\n", 2)[2].strip())
PY
expected="Well  yes
x  w
a <b> c</b>
if a<b>d then</b>
I <3 you
5 < 6
Mail <ann@example.org>"
for version in 0.6.0 0.8.1; do # FFmpeg 7.0.2 and 9.0.2
  "$work/venv/bin/pip" install --quiet "imageio-ffmpeg==$version"
  seen=$("$work/venv/bin/python" "$work/read.py" "$work")
  printf 'imageio-ffmpeg %s\n%s\n' "$version" "$seen"
  [ "$seen" = "$expected" ] || { echo "FFmpeg of imageio-ffmpeg $version has changed"; exit 1; }
done
echo "as seen"
