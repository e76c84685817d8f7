"""Memory of a process that frees and takes the same large blocks over and over."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4  # of <malloc.h>
_LARGEST = 2**31 - 1
_PAD = 1 << 28


def keep_freed_memory() -> None:
    """Let glibc keep what is freed, where it is the C library.

    It gives large blocks back to the kernel, which hands them out anew page by page, each filled with zeros: a tenth
    to a seventh of a training step.
    """
    settings = getattr(ctypes.CDLL(None), "mallopt", None)
    if settings is not None:
        for name, value in ((_MMAP_MAX, 0), (_TRIM_THRESHOLD, _LARGEST), (_TOP_PAD, _PAD)):
            settings(name, value)
