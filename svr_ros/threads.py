"""Thread counts of PyTorch and OpenCV."""

from __future__ import annotations

import os

import torch


def use_one_thread() -> None:
    """Limit PyTorch and OpenCV to one thread in this process, which must not be a forked one.

    Processes that share cores otherwise wait for each other's threads: two processes on two cores generate a third of
    the rooms. In a forked process OpenCV would wait forever for the threads of its parent.
    """
    import cv2

    torch.set_num_threads(1)
    cv2.setNumThreads(1)


def leave_cores(count: int) -> None:
    """Limit PyTorch to the available cores less `count`, which other processes use.

    A layer waits for its slowest thread: one thread on a shared core delays all others. OpenCV gets one thread, which
    processes forked from this one inherit.
    """
    import cv2

    cv2.setNumThreads(1)
    torch.set_num_threads(max(1, available_cores() - count))


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))
