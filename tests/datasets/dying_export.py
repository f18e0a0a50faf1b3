"""The process of an export that kills itself: after so many clips as the file `DIES_AFTER` says, once."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from transcribe.audio import encoding
from transcribe.library.corpora import export, export_process

DIES_AFTER = "TEST_DIES_AFTER"


def main() -> None:
    """Run the export with an encoder that counts."""
    note = Path(os.environ[DIES_AFTER])
    n_left = int(note.read_text()) if note.exists() else -1
    note.unlink(missing_ok=True)
    encode = encoding.encode

    def dying(*arguments: object) -> bytes:
        nonlocal n_left
        if n_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        n_left -= 1
        return encode(*arguments)  # type: ignore[arg-type]

    export.encode = dying  # type: ignore[assignment,attr-defined]
    export_process.main()


if __name__ == "__main__":
    main()
