"""Threads of the libraries, in processes of their own: the tests' own keep theirs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def _threads(call: str) -> list[int]:
    program = (
        f"import cv2, torch\nfrom svr_ros import threads\nthreads.{call}\n"
        "print(torch.get_num_threads(), cv2.getNumThreads())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=True)
    return [int(number) for number in done.stdout.split()]


def test_one_thread_is_one_of_both_libraries() -> None:
    assert _threads("use_one_thread()") == [1, 1]


@pytest.mark.parametrize("workers", [0, 1, 1000])
def test_workers_have_cores_of_their_own(workers: int) -> None:
    cores = len(os.sched_getaffinity(0))
    assert _threads(f"leave_cores({workers})") == [max(1, cores - workers), 1]
