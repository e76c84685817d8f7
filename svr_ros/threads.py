"""Threads of the libraries that compute."""

from __future__ import annotations

import os

import torch


def use_one_thread() -> None:
    """Let PyTorch and OpenCV compute with one thread in this process, one that was not forked.

    Processes that share cores wait for each other's threads otherwise: two on two cores make a third of the rooms. In
    a forked one OpenCV would wait for ever for the threads that its parent has.
    """
    import cv2

    torch.set_num_threads(1)
    cv2.setNumThreads(1)


def leave_cores(count: int) -> None:
    """Let PyTorch compute with as many threads as this process may use cores, but for `count` that others work on.

    The threads of a layer wait for the last of them: one that has to share its core holds up all. OpenCV gets one,
    as processes that are forked from this one inherit.
    """
    import cv2

    cv2.setNumThreads(1)
    torch.set_num_threads(max(1, available_cores() - count))


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))
