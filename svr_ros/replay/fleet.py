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

"""Replay and mapping of many bags, by several processes on one machine or on a Ray cluster.

Each bag has a process of its own: if it fails, or runs out of memory, only that bag has no result.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from svr_ros.errors import InputError
from svr_ros.paths import describe
from svr_ros.precision import Precision
from svr_ros.replay.job import Job, MapJob, Report
from svr_ros.replay.recorder import remove_abandoned
from svr_ros.signals import Terminated, signals_as_exceptions
from svr_ros.threads import WORKERS, available_cores, end_with_parent

if TYPE_CHECKING:
    from svr_ros.inference.backends.choice import BackendName
    from svr_ros.inference.reconstructor import Reconstructor

_GRACE = 10.0
"""Seconds that a process has to remove its partial output when it is terminated."""


class Outcome(NamedTuple):
    """Result of one bag.

    Attributes:
        source: The path of the bag.
        report: The report of the work; None if there is no output.
        error: The sentence that explains why there is no output; empty if there is one.
    """

    source: Path
    report: Report | None
    error: str = ""


class Model(NamedTuple):
    """Arguments of the reconstructor.

    Attributes:
        weights: The name or absolute path of the weights.
        device: The device.
        resolution: The number of voxels per side of the volume; None takes that of the weights.
        precision: The number format of the networks.
        backend: The library that computes them.
    """

    weights: str
    device: str
    resolution: int | None = None
    precision: Precision = "auto"
    backend: BackendName = "auto"


AnyJob = Job | MapJob
Work = Callable[[Any, "Reconstructor"], Report]
"""Function of `svr_ros.replay.tasks` that does a job."""


def run_in_turn(work: Work, jobs: Sequence[AnyJob], model: Model) -> Iterator[Outcome]:
    """Do jobs one after the other in this process, and yield the outcome of each."""
    from svr_ros.inference.reconstructor import Reconstructor

    reconstructor = Reconstructor(*model)
    for job in jobs:
        yield _outcome(job, partial(work, job, reconstructor))


def run_by_processes(work: Work, jobs: Sequence[AnyJob], model: Model, workers: int) -> Iterator[Outcome]:
    """Do jobs by several processes, and yield the outcomes as they come."""
    context = WORKERS
    threads = max(1, available_cores() // workers)
    waiting = list(reversed(jobs))
    running: dict[Connection, tuple[BaseProcess, AnyJob]] = {}
    try:
        while waiting or running:
            # Keep as many processes running as there are workers
            while waiting and len(running) < workers:
                job = waiting.pop()
                receiver, sender = context.Pipe(duplex=False)
                process: BaseProcess = context.Process(target=_serve, args=(sender, work, job, model, threads))
                process.start()
                sender.close()
                running[receiver] = process, job
            # Collect the outcomes of those that have ended
            for ended in wait(list(running)):
                assert isinstance(ended, Connection)
                yield _collect(ended, *running.pop(ended))
    finally:
        for child, _ in running.values():
            child.terminate()
        for child, job in running.values():
            _end(child)
            if isinstance(job, Job):
                remove_abandoned(job.output)  # if the process had to be killed


def run_on_ray(work: Work, jobs: Sequence[AnyJob], model: Model, address: str) -> Iterator[Outcome]:
    """Do jobs as tasks of a Ray cluster, and yield the outcomes as they come.

    The cluster's machines need this package and see the bags and outputs at the same paths. A task takes one core, and
    one GPU if the cluster has GPUs and the device is not the CPU.

    Args:
        work: The function that does a job.
        jobs: The jobs, with absolute paths.
        model: The arguments of the reconstructor.
        address: The address of the cluster, such as auto, HOST:6379 or ray://HOST:10001; "local" starts one.

    Raises:
        InputError: If Ray is not installed or the cluster cannot be reached.
    """
    try:
        import ray
    except ImportError as error:
        raise InputError("Ray is missing, which --ray needs; expected `pip install ray`") from error
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except Exception as error:  # Ray raises ConnectionError, ValueError, RuntimeError and others
        raise InputError(f"the Ray cluster {address!r} cannot be reached: {describe(error)}") from error
    pending: dict[Any, AnyJob] = {}
    try:
        gpus = 1 if model.device != "cpu" and ray.cluster_resources().get("GPU") else 0
        task = ray.remote(num_cpus=1, num_gpus=gpus, max_retries=0)(run_job)
        pending = {task.remote(work, job, model): job for job in jobs}
        while pending:
            [ended], _ = ray.wait(list(pending), num_returns=1)
            job = pending.pop(ended)
            try:
                yield ray.get(ended)
            except ray.exceptions.RayError as error:
                lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
                failure = f"the task of {job.source} failed on the cluster: {lines[-1].strip()}"
                yield Outcome(job.source, None, failure)
    finally:
        for reference in pending:
            with suppress(Exception):
                ray.cancel(reference)
        ray.shutdown()


def run_job(work: Work, job: AnyJob, model: Model) -> Outcome:
    """Do one job in this process."""
    from svr_ros.inference.reconstructor import Reconstructor

    return _outcome(job, lambda: work(job, Reconstructor(*model)))


def _outcome(job: AnyJob, work: Callable[[], Report]) -> Outcome:
    try:
        return Outcome(job.source, work())
    except InputError as error:
        return Outcome(job.source, None, str(error))
    except Exception as error:  # one bag must not end the others
        return Outcome(job.source, None, f"{job.source}: unexpected {type(error).__name__}: {describe(error)}")


def _serve(sender: Connection, work: Work, job: AnyJob, model: Model, threads: int) -> None:
    """Do one job in a child process and send its outcome."""
    # Ctrl-C reaches all processes of a terminal: the parent handles it and terminates its children
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(signal.SIGTERM)
    try:
        with signals_as_exceptions():
            import torch

            torch.set_num_threads(threads)
            sender.send(run_job(work, job, model))
    except Terminated as error:
        sys.exit(128 + error.number)


def _collect(receiver: Connection, process: BaseProcess, job: AnyJob) -> Outcome:
    try:
        outcome: Outcome = receiver.recv()
    except (EOFError, OSError):
        _end(process)
        code = process.exitcode or 0
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        hint = "; it may have run out of memory, fewer --workers need less" if code == -signal.SIGKILL else ""
        outcome = Outcome(job.source, None, f"the process of {job.source} ended by {how}{hint}")
    _end(process)  # its result is whole, even if a library hangs when it ends
    receiver.close()
    return outcome


def _end(process: BaseProcess) -> None:
    """Wait for the end of a process for `_GRACE` seconds, then kill it."""
    process.join(_GRACE)
    if process.is_alive():
        process.kill()
        process.join()
