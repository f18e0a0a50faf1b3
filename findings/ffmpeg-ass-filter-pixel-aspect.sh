#!/usr/bin/env bash
# FFmpeg 7.0.2 and 9.0.2: the filter `ass` burns letters in as if pixels were square, with any pixel aspect of the video.
#
# Seen 2026-11-30, Python 3.11, Linux x86_64; any font that fontconfig finds. A DVD or a broadcast file of 720 × 576 with a pixel aspect of 64:45 is shown as
# 1024 × 576. The same ASS script gives letters as many stored pixels wide there as in a video of 1024 × 576 with square pixels, so that
# they are shown 1.42 times too wide; with 8:9 (720 × 480 at 4:3) 0.89 times. The filter knows the frame's
# aspect and does not tell libass. The option `original_size` with the size as
# shown mends it (1024x576), and so do the headers LayoutResX and LayoutResY in the script; the documentation names the option for a changed aspect
# ratio, not for pixels that are not square. The product sets it for every video whose pixels are not (transcribe/audio/video/subtitled_video.py).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet numpy
cat >"$work/burn.py" <<'PY'
import os
import subprocess
import sys

import imageio_ffmpeg
import numpy as np

ASS = """[Script Info]
ScriptType: v4.00+
PlayResX: 1024
PlayResY: 576

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, BorderStyle, Outline, Shadow, Alignment
Style: Default,DejaVu Sans,120,&H00FFFFFF,1,0,0,5

[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:00.00,0:00:09.00,Default,OOOO
"""
os.chdir(sys.argv[1])
with open("a.ass", "w") as file:
    file.write(ASS)


def shown_width(width: int, height: int, aspect: str, option: str = "") -> float:
    """How wide the letters are as shown, in heights of the frame."""
    source = f"color=black:s={width}x{height}:d=0.1,setsar={aspect}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source, "-vf", f"ass=a.ass{option}",
               "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    columns = np.nonzero((np.frombuffer(raw, np.uint8).reshape(height, width) > 100).any(axis=0))[0]
    across, down = map(int, aspect.split(":"))
    return float(np.ptp(columns)) * across / down / height


square = shown_width(1024, 576, "1:1")
for width, height, aspect, shown in ((720, 576, "64:45", "1024x576"), (720, 480, "8:9", "640x480")):
    plain, told = (shown_width(width, height, aspect, option) / square for option in ("", f":original_size={shown}"))
    print(f"{width}x{height} {aspect}: letters {plain:.1f} times as wide, with original_size {told:.1f}")
PY
expected="720x576 64:45: letters 1.4 times as wide, with original_size 1.0
720x480 8:9: letters 0.9 times as wide, with original_size 1.0"
for version in 0.6.0 0.8.1; do # FFmpeg 7.0.2 and 9.0.2
  "$work/venv/bin/pip" install --quiet "imageio-ffmpeg==$version"
  seen=$("$work/venv/bin/python" "$work/burn.py" "$work")
  printf 'imageio-ffmpeg %s\n%s\n' "$version" "$seen"
  [ "$seen" = "$expected" ] || { echo "FFmpeg of imageio-ffmpeg $version has changed"; exit 1; }
done
echo "as seen"
