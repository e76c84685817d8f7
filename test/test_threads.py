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
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = """
import cv2, torch
from svr_ros import threads
for name, *arguments in (("use_one_thread",), ("leave_cores", 0), ("leave_cores", 1), ("leave_cores", 1000)):
    torch.set_num_threads(3)
    cv2.setNumThreads(3)
    getattr(threads, name)(*arguments)
    print(torch.get_num_threads(), cv2.getNumThreads())
"""


def test_threads_are_limited_to_one_or_to_the_cores_that_are_left() -> None:
    """OpenCV always has one thread."""
    cores = len(os.sched_getaffinity(0))
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.splitlines() == [f"{count} 1" for count in (1, cores, max(1, cores - 1), 1)]


RANGES = """
import torch
from svr_ros.threads import run_on_ranges
for threads in (1, 3):
    torch.set_num_threads(threads)
    for count in (0, 1, 2, 100):
        done = []
        run_on_ranges(lambda begin, end: done.extend(range(begin, end)), count)
        assert sorted(done) == list(range(count)), (threads, count, done)
    try:
        run_on_ranges(lambda begin, end: 1 // begin, 100)
        raise SystemExit("no exception")
    except ZeroDivisionError:
        assert torch.get_num_threads() == threads
"""


NEW_THREAD = """
import threading, torch
from svr_ros.threads import run_in_threads
torch.set_num_threads(3)
counts, parts = [], iter(range(50))
def work():
    for part in parts:
        new = threading.Thread(target=lambda: counts.append(torch.get_num_threads()))
        new.start()
        new.join()
        torch.ones(1000).sum()
        assert torch.get_num_threads() == 1
run_in_threads(work)
assert counts == [3] * 50 and torch.get_num_threads() == 3, counts
"""


def test_threads_that_begin_during_the_work_keep_their_number_of_threads() -> None:
    subprocess.run([sys.executable, "-c", NEW_THREAD], timeout=300, check=True)


def test_ranges_cover_everything_once_and_exceptions_are_raised() -> None:
    subprocess.run([sys.executable, "-c", RANGES], timeout=300, check=True)


WORKER = """
import multiprocessing, os, signal, time
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
    started.wait(300)
    print(worker.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(600)
"""


def test_worker_ends_with_its_parent(tmp_path: Path) -> None:
    script, output = tmp_path / "parent.py", tmp_path / "output"
    script.write_text(WORKER)
    with output.open("w") as file:
        subprocess.run([sys.executable, script], stdout=file, timeout=300)
    process = Path(f"/proc/{int(output.read_text())}")
    deadline = time.monotonic() + 60
    while process.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not process.exists()


INTERRUPTED = """
import signal, sys, time
from svr_ros.threads import end_with_parent, process_pool

def start():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with process_pool(2, start) as pool:
            list(pool.map(abs, range(2)))
            print(*pool._processes, flush=True)
            jobs = pool.map(time.sleep, [600] * 9)
            signal.raise_signal(signal.SIGINT)
            list(jobs)
    except KeyboardInterrupt:
        sys.exit(130)
"""


def test_interrupted_pool_does_not_wait_for_its_jobs(tmp_path: Path) -> None:
    script, output = tmp_path / "parent.py", tmp_path / "output"
    script.write_text(INTERRUPTED)
    with output.open("w") as file:
        done = subprocess.run([sys.executable, script], stdout=file, stderr=subprocess.PIPE, text=True, timeout=300)
    assert done.returncode == 130 and not done.stderr, done.stderr
    assert not [number for number in output.read_text().split() if Path(f"/proc/{number}").exists()]


STARTING = """
from concurrent.futures import ThreadPoolExecutor
import torch
from svr_ros.threads import run_in_threads

submit, calls = ThreadPoolExecutor.submit, []
def interrupted(*arguments):
    calls.append(arguments)
    if len(calls) == 2:
        raise KeyboardInterrupt
    return submit(*arguments)

ThreadPoolExecutor.submit = interrupted
torch.set_num_threads(2)
try:
    run_in_threads(lambda: None)
except KeyboardInterrupt:
    print("interrupted")
ThreadPoolExecutor.submit = submit
run_in_threads(lambda: print("done"))
"""


def test_process_ends_that_was_interrupted_while_threads_were_started() -> None:
    done = subprocess.run([sys.executable, "-c", STARTING], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["interrupted", "done", "done"] and not done.stderr


FORKING = """
import os, sys, torch
from svr_ros.threads import run_in_threads

def work():
    torch.ones(64, 64) @ torch.ones(64, 64)

torch.set_num_threads(2)
convolution, image = torch.nn.Conv2d(64, 64, 3), torch.ones(1, 64, 128, 128)
run_in_threads(work)
convolution(image)
if not (child := os.fork()):
    run_in_threads(work)
    convolution(image)
    os._exit(torch.get_num_threads())
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), torch.get_num_threads())
"""


def test_forked_processes_compute_with_one_thread() -> None:
    done = subprocess.run([sys.executable, "-c", FORKING], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["1", "2"]
