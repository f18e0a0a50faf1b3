"""Turns off the telemetry of libraries before any of them is imported.

The package imports this module first, so it takes effect in every process; children inherit the
variables. A variable that is already set is not changed.
"""

from __future__ import annotations

import os

SWITCHES = {
    # onnxruntime from 1.30 on stores a device id and a queue of events in the user's cache folder
    # and resolves its collector's name. It reads this variable when its library is loaded; its
    # function `disable_telemetry_events` can only be called after that.
    "ORT_DISABLE_TELEMETRY": "1",
    # huggingface_hub sends the names of installed libraries and coding agents with each request, and
    # fetches a list of agents for that; it reads this variable on import. hf-xet reads it too.
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",  # https://donottrack.sh, for future dependencies
}


def switch_off() -> None:
    """Set the variables for this process and its children."""
    for name, value in SWITCHES.items():
        if not os.environ.get(name):  # an empty value turns nothing off
            os.environ[name] = value
