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

"""Thread counts of PyTorch and OpenCV, and pools of worker processes that end in time."""

from __future__ import annotations

import multiprocessing.context
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import cache
from itertools import pairwise
from multiprocessing import resource_tracker
from threading import Barrier, BrokenBarrierError
from typing import Any, Final

import torch

WORKER_START: Final = "spawn"
"""Start method of worker processes: a forked one may wait forever for locks and threads that only its parent has."""

_RANGES_PER_THREAD = 4

_CANCELLATION = 0.2
"""Seconds for a pool's thread to forget cancelled jobs: Python 3.11 prints an error about them if a process ends."""


def use_one_thread() -> None:
    """Limit PyTorch and OpenCV to one thread in this process, which must not be a forked one.

    Processes that share cores otherwise wait for each other's threads: two processes on two cores then generate only a
    third of the rooms.
    """
    import cv2

    torch.set_num_threads(1)
    cv2.setNumThreads(1)


def leave_cores(count: int) -> None:
    """Limit PyTorch to the available cores less `count`, which other processes use.

    A layer waits for its slowest thread: one thread on a shared core delays all others. OpenCV gets one thread.
    """
    import cv2

    cv2.setNumThreads(1)
    torch.set_num_threads(max(1, available_cores() - count))


class _Process(multiprocessing.context.SpawnProcess):
    """Spawned process that Ctrl-C in a terminal, which reaches all processes, leaves to its parent."""

    def start(self) -> None:
        # The process inherits the mask, so that the signal cannot interrupt its imports either
        resource_tracker.ensure_running()  # unblocks the signal when it is started
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _WorkerContext(multiprocessing.context.SpawnContext):
    Process = _Process


WORKERS: Final = _WorkerContext()
"""Context that spawns worker processes, which Ctrl-C leaves to their parent: it ends them."""


def end_with_parent(number: signal.Signals = signal.SIGKILL) -> None:
    """End this worker process of multiprocessing when its parent ends, even if a signal kills the parent.

    A worker would otherwise wait for work forever and keep its memory.

    Args:
        number: Signal that ends this process.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), number)

    threading.Thread(target=watch, name="end_with_parent", daemon=True).start()


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute with one thread, as worker processes do, so that on a CPU results do not depend on their number."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def describe_lost_process(workers: int) -> str:
    """Return the sentence for BrokenProcessPool of a pool with this number of processes."""
    return f"one of {workers} processes died; expected memory for all, or fewer --workers"


@contextmanager
def process_pool(
    workers: int, initializer: Callable[..., None], arguments: tuple[Any, ...] = ()
) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of spawned processes; an exception such as an interruption ends them in the middle of their work.

    Without that, the pool waits until every process has finished its current job.

    Args:
        workers: Number of processes.
        initializer: Function that each process calls first.
        arguments: Arguments of that function.
    """
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, WORKERS, initializer, arguments)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        time.sleep(_CANCELLATION)
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        raise
    pool.shutdown()


def run_in_threads(work: Callable[[], None]) -> None:
    """Run `work`, which takes its parts from one iterator, in as many threads as PyTorch uses.

    The threads are independent. Those of a layer that PyTorch splits wait for each other after every layer, which takes
    several times as long if other programs use the CPU.
    """
    threads = torch.get_num_threads()
    if threads == 1:
        work()
        return
    inference = torch.is_inference_mode_enabled()

    def run_alone() -> None:
        with torch.inference_mode(inference), torch.no_grad():
            work()

    # This thread waits: limiting it to one thread, too, would limit all threads that are new to PyTorch
    _wait([_helpers(threads).submit(run_alone) for _ in range(threads)])


def run_on_ranges(work: Callable[[int, int], None], count: int) -> None:
    """Run `work` on ranges [begin, end) that make up 0 to `count`, in as many threads as PyTorch uses.

    There are several ranges per thread, as some take longer than others.

    Args:
        work: Function that releases the interpreter's lock, such as a compiled one, and does not use PyTorch.
        count: End of the last range.
    """
    threads = torch.get_num_threads()
    if threads == 1 or count < 2:
        work(0, count)
        return
    parts = min(count, _RANGES_PER_THREAD * threads)
    ends = [count * part // parts for part in range(parts + 1)]
    waiting = iter(list(pairwise(ends)))

    def take_ranges() -> None:
        for begin, end in waiting:
            work(begin, end)

    _share(take_ranges, _helpers(threads - 1), threads - 1)


def _share(work: Callable[[], None], helpers: ThreadPoolExecutor, count: int) -> None:
    """Run `work` in this thread and `count` helpers at once, and raise the exception of any of them."""
    others = [helpers.submit(work) for _ in range(count)]
    try:
        work()
    finally:
        started = [other for other in others if not other.cancel()]
        wait(started)
    _wait(started)


def _wait(jobs: list[Future[None]]) -> None:
    """Wait for all jobs, and raise the exception of any of them."""
    wait(jobs)
    for job in jobs:
        job.result()


@cache
def _helpers(count: int) -> ThreadPoolExecutor:
    """Return threads in which PyTorch uses one thread each; they are kept, because to start them takes a while."""
    threads, started = torch.get_num_threads(), Barrier(count + 1)

    def start() -> None:
        torch.get_num_threads()  # takes the number for new threads, which would otherwise happen at the first operation
        torch.set_num_threads(1)
        with suppress(BrokenBarrierError):
            started.wait()

    helpers = ThreadPoolExecutor(count, "svr_ros", start)
    try:
        for _ in range(count):
            helpers.submit(int)
        started.wait()
    except BaseException:  # an interruption: the threads that have started would wait forever, and the process for them
        started.abort()
        helpers.shutdown(wait=False)
        raise
    torch.set_num_threads(threads)  # for threads new to PyTorch
    return helpers


def _forget_threads() -> None:
    """Compute with one thread in a forked process: it has none of the others, for which OpenMP would wait forever."""
    _helpers.cache_clear()
    torch.set_num_threads(1)


os.register_at_fork(after_in_child=_forget_threads)


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))
