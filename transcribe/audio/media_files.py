"""Which files look like audio or video by their name."""

from __future__ import annotations

_AUDIO = """
3ga aac ac3 aif aifc aiff alac amr ape au awb caf ds2 dss dts eac3 f4a flac gsm m4a m4b m4p mka mp1 mp2 mp3 mpa mpc mpga oga
ogg opus qta ra ram snd spx tta voc w64 wav wave weba wma wv
"""
_VIDEO = """
3g2 3gp asf avi dv f4v flv m2ts m2v m4v mkv mov mp4 mpe mpeg mpg mts mxf ogm ogv qt rm rmvb vob webm wmv
"""
EXTENSIONS = frozenset((_AUDIO + _VIDEO).split())
"""Extensions of audio and video files, in lower case and without the dot.

The page of the library takes these from folders, and so do watched folders. Without "ts", which in a folder may as
well be a program in TypeScript.
"""
