"""How this process's C library keeps freed memory."""

from __future__ import annotations

import ctypes
import sys

M_ARENA_MAX = -8  # of glibc's malloc.h


def share_freed_memory() -> bool:
    """Let all threads take memory from one place, before they start; False where that cannot be set.

    glibc gives each thread an arena of its own. What the encoder freed in one thread would then stay
    unused while the decoder takes more in another.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and mallopt(M_ARENA_MAX, 1) == 1
