"""Reconstruct every picture of a bag into another bag."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from svr_ros.cli.replay import DEFAULT_OUTPUTS
from svr_ros.errors import InputError
from svr_ros.inference.memory import OutOfMemoryError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.replay import outputs, topics
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.camera import Decoder
from svr_ros.replay.outputs import Results, Settings
from svr_ros.replay.recorder import LATCHED, Recorder

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Job:
    """Say what to replay and how: topics (None: found), one picture of every so many, which messages, the parameters.

    Of the settings, max_rate is of the bag's time. node: whose topics the results go to.
    """

    bag: Path
    output: Path
    image_topic: str | None = None
    info_topic: str | None = None
    every: int = 1
    wanted: tuple[str, ...] = DEFAULT_OUTPUTS
    copy: bool = False
    node: str = "/reconstruct"
    settings: Settings = field(default_factory=Settings)


@dataclass
class Report:
    """Count pictures that became scenes, and those that failed by the sentence that says why."""

    scenes: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    """Bag time of the first and last picture of a scene, nanoseconds."""
    seconds: float = 0.0

    def line(self) -> str:
        """Return what was done in one line."""
        recorded = (self.last - self.first) / 1e9
        return f"{self.scenes} scenes from {recorded:.1f} s of recording in {self.seconds:.1f} s"


def replay(job: Job, reconstructor: Reconstructor) -> Report:
    """Write the scenes of a bag's pictures; every message has the stamp and the bag time of its picture.

    A picture that cannot be used is counted and left out. Raises InputError where the bag or all of its pictures
    cannot be used; then, or when interrupted, nothing is left behind.
    """
    report = Report()
    began = time.monotonic()
    with Bag(job.bag) as bag:
        settings = job.settings
        camera = topics.find(bag, job.image_topic, job.info_topic, info_needed=not settings.fixed_hfov)
        decoder = Decoder(bag, camera, settings.fixed_hfov, settings.rectified)
        reconstruct = partial(_results, reconstructor, decoder, settings)
        copied = [connection.topic for connection in bag.connections] if job.copy else []
        wanted = {camera.image, *([camera.info] if camera.info else []), *copied}
        pictures = sum(connection.msgcount for connection in bag.connections if connection.topic == camera.image)
        choice = Choice(job.every, settings.max_rate)
        with _written(job.output) as recorder, tqdm(total=pictures, desc="replaying", unit="image") as progress:
            uncopied: set[str] = set()
            for message in bag.messages(wanted):
                if message.topic in copied and message.topic not in uncopied:
                    uncopied |= _copy(recorder, message)
                if message.topic == camera.info:
                    _try(report, decoder.calibrate, message)
                if message.topic == camera.image:
                    progress.update()
                    results = _try(report, reconstruct, message) if choice.takes(message.time) else None
                    if results is not None:
                        _write(job, recorder, message.time, results, report)
            if not report.scenes:
                reason = next(iter(report.failed), f"{camera.image} has no messages")
                raise InputError(f"none of the images in bag {job.bag} can be used: {reason}")
    report.seconds = time.monotonic() - began
    return report


class Choice:
    """Choose pictures: one of every so many, and of those at most rate a second (0: all)."""

    def __init__(self, every: int, rate: float) -> None:
        self._every, self._period = every, 1e9 / rate if rate else 0.0
        self._seen = 0
        self._due = -math.inf

    def takes(self, time: int) -> bool:
        """Tell whether the picture of this bag time is chosen; to be asked for each in turn."""
        self._seen += 1
        if (self._seen - 1) % self._every or time < self._due:
            return False
        # From the time when it was due, not when it came: pictures come a little late, and the rate is kept on average.
        late = time - self._due
        self._due = (self._due if late < self._period else time) + self._period
        return True


@contextmanager
def _written(path: Path) -> Iterator[Recorder]:
    try:
        with Recorder(path) as recorder:
            yield recorder
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error


def _copy(recorder: Recorder, message: Message) -> set[str]:
    """Copy a message; return its topic where that is not possible, after saying so."""
    try:
        recorder.copy(message.connection, message.time, message.data)
    except InputError as error:
        tqdm.write(f"svr: {error}", file=sys.stderr)
        return {message.topic}
    return set()


def _try(report: Report, work: Callable[[Message], ResultT], message: Message) -> ResultT | None:
    """Return what the work makes of a message; where it cannot, count that, say so once, and return nothing."""
    try:
        return work(message)
    except (InputError, OutOfMemoryError) as error:
        sentence = str(error)
        if sentence not in report.failed:
            tqdm.write(f"svr: message on {message.topic} left out: {sentence}", file=sys.stderr)
        report.failed[sentence] = report.failed.get(sentence, 0) + 1
        return None


def _results(reconstructor: Reconstructor, decoder: Decoder, settings: Settings, message: Message) -> Results:
    picture = decoder.decode(message)
    reconstruction = reconstructor.reconstruct(picture.image, picture.camera, settings.resolution)
    return outputs.results_of(reconstruction, picture.header, picture.info, settings)


def _write(job: Job, recorder: Recorder, time: int, results: Results, report: Report) -> None:
    if not report.scenes:
        report.first = time
        for name, kind, data in outputs.make_legends(results.header):
            recorder.write(f"{job.node}/{name}", kind, time, data, (LATCHED,))
    for name, kind, data in outputs.make(job.wanted, results):
        recorder.write(f"{job.node}/{name}", kind, time, data)
    report.scenes += 1
    report.last = time
