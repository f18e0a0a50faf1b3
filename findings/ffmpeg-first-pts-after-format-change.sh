#!/usr/bin/env bash
# ffmpeg 9.0.2 (imageio-ffmpeg 0.8.1): aresample=first_pts=0 adds the silence again after each change of format inside a stream.
#
# Seen 2026-11-30, Linux x86_64. An AAC stream of 3 s mono and then 3 s stereo (a broadcast or a recorder that changes its layout) lasts 6 s.
# Decoded with "aresample=async=1:first_pts=0", the usual way to keep a late start as silence, it lasts 9 s: the filter graph is made again
# at the change, and its first time stamp (3 s) is padded from zero once more. Everything after the change is 3 s late.
# Without first_pts the length is right.
# The product pads once, outside the filter graph (transcribe/audio/decode.py).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet imageio-ffmpeg==0.8.1
ffmpeg=$("$work/venv/bin/python" -c "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())")
for channels in 1 2; do
  "$ffmpeg" -v error -f lavfi -i "sine=frequency=440:sample_rate=48000:duration=3" -ac "$channels" -c:a aac -f adts "$work/$channels.aac"
done
cat "$work/1.aac" "$work/2.aac" >"$work/both.aac"
seconds() { # of 16 kHz mono samples decoded with the given filter
  "$ffmpeg" -v quiet -i "$work/both.aac" -af "$1" -ac 1 -ar 16000 -f s16le "$work/out.pcm" -y
  echo $(($(stat -c %s "$work/out.pcm") / 32000))
}
without=$(seconds "aresample=async=1")
with=$(seconds "aresample=async=1:first_pts=0")
printf 'without first_pts: %s s\nwith first_pts=0:  %s s\n' "$without" "$with"
[ "$without" = 6 ] && [ "$with" = 9 ] || { echo "ffmpeg 9.0.2 has changed"; exit 1; }
echo "as seen"
