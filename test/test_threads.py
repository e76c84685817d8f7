# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Threads of the libraries and the end of workers, in processes of their own: the tests' own keep theirs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

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


WORKER = """
import multiprocessing, os, signal, sys, time
from svr_ros.threads import end_with_parent

def work(started):
    end_with_parent()
    started.set()
    time.sleep(600)

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    worker = context.Process(target=work, args=(started,))
    worker.start()
    started.wait()
    print(worker.pid, flush=True)
    os.kill(os.getpid(), int(sys.argv[1]))
    time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_worker_ends_with_its_parent(number: int, tmp_path: Path) -> None:
    script, output = tmp_path / "parent.py", tmp_path / "output"
    script.write_text(WORKER)
    with output.open("w") as file:
        subprocess.run([sys.executable, script, str(int(number))], stdout=file, timeout=200)
    process = Path(f"/proc/{int(output.read_text())}")
    deadline = time.monotonic() + 60
    while process.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not process.exists()
