"""Replay of many bags by several processes on one machine, or on a Ray cluster.

Each bag has a process of its own: if it fails, or runs out of memory, only that bag has no result.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from svr_ros.errors import InputError
from svr_ros.paths import describe
from svr_ros.replay.job import Job, Report

_GRACE = 10.0
"""Seconds that a process has to remove its partial output when it is terminated."""


class Outcome(NamedTuple):
    """Result of one bag.

    Attributes:
        bag: The path of the bag.
        report: The report of its replay; None if there is no output.
        error: The sentence that explains why there is no output; empty if there is one.
    """

    bag: Path
    report: Report | None
    error: str = ""


class Model(NamedTuple):
    """Weights and device of a replay."""

    weights: str
    device: str


def replay_in_turn(jobs: Sequence[Job], model: Model) -> Iterator[Outcome]:
    """Replay bags one after the other in this process, and yield the outcome of each."""
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.replay.run import replay

    reconstructor = Reconstructor(model.weights, model.device, jobs[0].settings.resolution)
    for job in jobs:
        yield _outcome(job, partial(replay, job, reconstructor))


def replay_by_processes(jobs: Sequence[Job], model: Model, workers: int) -> Iterator[Outcome]:
    """Replay bags by several processes, and yield the outcomes as they come."""
    context = multiprocessing.get_context("spawn")
    threads = max(1, len(os.sched_getaffinity(0)) // workers)
    waiting = list(reversed(jobs))
    running: dict[Connection, tuple[BaseProcess, Job]] = {}
    try:
        while waiting or running:
            # Keep as many processes running as there are workers
            while waiting and len(running) < workers:
                job = waiting.pop()
                receiver, sender = context.Pipe(duplex=False)
                process: BaseProcess = context.Process(target=_serve, args=(sender, job, model, threads))
                process.start()
                sender.close()
                running[receiver] = process, job
            # Collect those that ended
            for ended in wait(list(running)):
                assert isinstance(ended, Connection)
                yield _collect(ended, *running.pop(ended))
    finally:
        left = [child for child, _ in running.values()]
        for child in left:
            child.terminate()
        for child in left:
            child.join(_GRACE)
            if child.is_alive():
                child.kill()


def replay_on_ray(jobs: Sequence[Job], model: Model, address: str) -> Iterator[Outcome]:
    """Replay bags as tasks of a Ray cluster, and yield the outcomes as they come.

    The cluster's machines need this package and see the bags and outputs at the same paths. A task takes one core, and
    one GPU if the cluster has GPUs and the device is not the CPU.

    Args:
        jobs: The bags, with absolute paths.
        model: Weights and device.
        address: The address of the cluster, such as auto, HOST:6379 or ray://HOST:10001; "local" starts one.

    Raises:
        InputError: If Ray is not installed or the cluster cannot be reached.
    """
    try:
        import ray
    except ImportError as error:
        raise InputError("Ray is missing, which --ray needs; expected `pip install 'svr_ros[fleet]'`") from error
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except Exception as error:  # Ray raises ConnectionError, ValueError, RuntimeError and others
        raise InputError(f"the Ray cluster {address!r} cannot be reached: {describe(error)}") from error
    pending: dict[Any, Job] = {}
    try:
        gpus = 1 if model.device != "cpu" and ray.cluster_resources().get("GPU") else 0
        task = ray.remote(num_cpus=1, num_gpus=gpus, max_retries=0)(run_job)
        pending = {task.remote(job, model): job for job in jobs}
        while pending:
            [ended], _ = ray.wait(list(pending), num_returns=1)
            job = pending.pop(ended)
            try:
                yield ray.get(ended)
            except ray.exceptions.RayError as error:
                lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
                yield Outcome(job.bag, None, f"the task of bag {job.bag} failed on the cluster: {lines[-1].strip()}")
    finally:
        for reference in pending:
            with suppress(Exception):
                ray.cancel(reference)
        ray.shutdown()


def run_job(job: Job, model: Model) -> Outcome:
    """Replay one bag in this process, which must not have imported message classes unless ROS has them."""
    from svr_ros.replay import messages

    messages.install_stand_ins()
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.replay.run import replay

    return _outcome(job, lambda: replay(job, Reconstructor(model.weights, model.device, job.settings.resolution)))


def _outcome(job: Job, work: Any) -> Outcome:
    try:
        return Outcome(job.bag, work())
    except InputError as error:
        return Outcome(job.bag, None, str(error))
    except (Exception, MemoryError) as error:  # one bag must not end the others
        return Outcome(job.bag, None, f"bag {job.bag}: unexpected {type(error).__name__}: {describe(error)}")


def _serve(sender: Connection, job: Job, model: Model, threads: int) -> None:
    """Replay one bag in a child process and send its outcome."""
    # Ctrl-C reaches all processes of a terminal: the parent handles it and terminates its children
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _exit)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import torch

    torch.set_num_threads(threads)
    sender.send(run_job(job, model))


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _collect(receiver: Connection, process: BaseProcess, job: Job) -> Outcome:
    try:
        outcome: Outcome = receiver.recv()
    except (EOFError, OSError):
        process.join()
        code = process.exitcode or 0
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        hint = "; it may have run out of memory, fewer --workers need less" if code == -signal.SIGKILL else ""
        outcome = Outcome(job.bag, None, f"the process of bag {job.bag} ended by {how}{hint}")
    process.join()
    receiver.close()
    return outcome
