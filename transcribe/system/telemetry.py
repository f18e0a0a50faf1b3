"""Switches off what libraries would tell their makers, before any of them is imported.

The package imports this module first, so it holds in every process of ours; children inherit it.
A variable that is set already is left as it is.
"""

from __future__ import annotations

import os

SWITCHES = {
    # onnxruntime from 1.30 on keeps a device id and a queue of events under the user's cache folder
    # and looks up its collector. It reads this when its library is loaded; its own function
    # `disable_telemetry_events` comes after that.
    "ORT_DISABLE_TELEMETRY": "1",
    # huggingface_hub names installed libraries and coding agents in each request, for which it
    # fetches a list of agents; it reads this when it is imported. hf-xet reads it too.
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",  # https://donottrack.sh, for those that come later
}


def switch_off() -> None:
    """Set the switches for this process and those that it starts."""
    for name, value in SWITCHES.items():
        if not os.environ.get(name):  # an empty one switches nothing off
            os.environ[name] = value
