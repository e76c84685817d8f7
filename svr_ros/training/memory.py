"""Memory allocation of a process that frees and allocates the same large blocks again and again."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4  # of <malloc.h>
_LARGEST = 2**31 - 1
_PAD = 1 << 28


def keep_freed_memory() -> None:
    """Let glibc keep freed memory, if it is the C library.

    By default it returns large blocks to the kernel, which maps them again page by page, each filled with zeros; this
    takes a tenth to a seventh of a training step.
    """
    settings = getattr(ctypes.CDLL(None), "mallopt", None)
    if settings is not None:
        for name, value in ((_MMAP_MAX, 0), (_TRIM_THRESHOLD, _LARGEST), (_TOP_PAD, _PAD)):
            settings(name, value)
