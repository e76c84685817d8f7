"""Replay of a bag: reconstruct its images and write the node's outputs into another bag."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tqdm import tqdm

from svr_ros.errors import InputError
from svr_ros.inference.memory import OutOfMemoryError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.paths import describe
from svr_ros.replay import camera_topics, outputs
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.decoder import BagDecoder
from svr_ros.replay.recorder import LATCHED, Recorder
from svr_ros.replay.topics import DEFAULT_OUTPUTS
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.convert.results import Results
from svr_ros.ros.parameters import Settings

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Job:
    """Options of a replay.

    Attributes:
        bag: The bag to read.
        output: The .mcap file to write.
        image_topic: The topic of the images; None searches for it.
        info_topic: The topic of their CameraInfo; None searches for it.
        every: Reconstruct one image out of this number.
        outputs: The names of the outputs to write.
        copy: Whether to copy all topics of the input.
        node: The full name of the node whose topics are written.
        settings: The parameters of the node; max_rate refers to the time of the bag.
        quiet: Whether no progress is shown.
    """

    bag: Path
    output: Path
    image_topic: str | None = None
    info_topic: str | None = None
    every: int = 1
    outputs: tuple[str, ...] = DEFAULT_OUTPUTS
    copy: bool = False
    node: str = "/reconstruct"
    settings: Settings = field(default_factory=Settings)
    quiet: bool = False


@dataclass
class Report:
    """Result of a replay.

    Attributes:
        scenes: The number of reconstructed images.
        failed: The number of failed messages by reason.
        lost: Sentences about messages that are missing from the input or were not copied.
        first: The bag time of the first reconstructed image in nanoseconds.
        last: The bag time of the last reconstructed image in nanoseconds.
        seconds: The duration of the replay in seconds.
    """

    scenes: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    first: int = 0
    last: int = 0
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Return whether all messages were used and copied."""
        return not self.failed and not self.lost

    def lose(self, sentence: str) -> None:
        """Print and keep a sentence about lost messages."""
        tqdm.write(f"svr: {sentence}", file=sys.stderr)
        self.lost.append(sentence)

    def line(self) -> str:
        """Return a summary in one line."""
        recorded = (self.last - self.first) / 1e9
        skipped = sum(self.failed.values())
        return (
            f"{self.scenes} scenes from {recorded:.1f} s of recording in {self.seconds:.1f} s"
            + (f"; {skipped} messages skipped" if skipped else "")
            + (f"; {len(self.lost)} warnings" if self.lost else "")
        )


def replay(job: Job, reconstructor: Reconstructor) -> Report:
    """Write the scenes of a bag's images; each message has the stamp and the bag time of its image.

    Messages that cannot be used are counted and skipped. If an error is raised, no output is left behind. If the bag
    is damaged after its first images, the scenes until there are written.

    Raises:
        InputError: If the bag or all of its images cannot be used.
    """
    report = Report()
    began = time.monotonic()
    with Bag(job.bag) as bag:
        # Find the camera and the topics to read
        settings = job.settings
        camera = camera_topics.find_camera(bag, job.image_topic, job.info_topic, info_needed=not settings.fixed_hfov)
        decoder = BagDecoder(bag, camera, settings)
        work = partial(_reconstruct, reconstructor, decoder, job)
        topics = None if job.copy else [camera.image, *([camera.info] if camera.info else [])]
        images = sum(connection.msgcount for connection in bag.connections if connection.topic == camera.image)
        selector = ImageSelector(job.every, settings.max_rate)
        for note in bag.notes:
            report.lose(note)

        # Copy, calibrate and reconstruct message by message
        with (
            _recording(job.output) as recorder,
            tqdm(total=images, desc="replaying", unit="image", disable=job.quiet) as progress,
        ):
            copier = _Copier(recorder, job, report)
            for message in _until_damage(bag, topics, report):
                if job.copy:
                    copier.copy(message)
                if message.topic == camera.info:
                    _try(report, decoder.add_info, message)
                if message.topic == camera.image:
                    progress.update()
                    scene = _try(report, work, message) if selector.selects(message.time) else None
                    if scene is not None:
                        _write(job, recorder, message.time, scene, report)
            if not report.scenes:
                reason = next(iter(report.failed), None) or next(iter(report.lost), f"{camera.image} has no messages")
                raise InputError(f"none of the images in bag {job.bag} can be used: {reason}")
    report.seconds = time.monotonic() - began
    return report


def _until_damage(bag: Bag, topics: list[str] | None, report: Report) -> Iterator[Message]:
    """Yield the messages of a bag up to its first damage, and report those that are lost."""
    problems: list[str] = []
    try:
        yield from bag.messages(topics, problems)
    except InputError as error:
        problems.append(f"{error}; the messages after the damage are lost")
    for problem in problems:
        report.lose(problem)


class ImageSelector:
    """Select one image out of `every`, and of those at most `rate` per second."""

    def __init__(self, every: int, rate: float) -> None:
        """Create a selector.

        Args:
            every: Select one image out of this number.
            rate: The maximum number of images per second of bag time; 0 sets no limit.
        """
        self._every, self._period = every, 1e9 / rate if rate else 0.0
        self._count = 0
        self._due = -math.inf

    def selects(self, time: int) -> bool:
        """Return whether an image is selected, given its bag time in nanoseconds; call it once per image in order."""
        self._count += 1
        if (self._count - 1) % self._every or time < self._due:
            return False
        # Advance from the due time instead of the arrival, so that the average rate holds for slightly late images.
        late = time - self._due
        self._due = (self._due if late < self._period else time) + self._period
        return True


@contextmanager
def _recording(path: Path) -> Iterator[Recorder]:
    """Open a recorder, and report file system errors as InputError."""
    try:
        with Recorder(path) as recorder:
            yield recorder
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error


class _Copier:
    """Copies topics of the input; those that cannot be copied are left out by name."""

    def __init__(self, recorder: Recorder, job: Job, report: Report) -> None:
        """Create a copier for one output."""
        self._recorder, self._report = recorder, report
        self._written = {f"{job.node}/{name}" for name in (*job.outputs, *outputs.LEGENDS)}
        self._left_out: set[tuple[str, str]] = set()

    def copy(self, message: Message) -> None:
        """Copy a message, unless its topic cannot be copied; the reason is reported once."""
        key = message.topic, message.connection.msgtype
        if key in self._left_out:
            return
        try:
            if message.topic in self._written:
                raise InputError(f"{message.topic} is not copied: the scenes are written there; expected --namespace")
            self._recorder.copy(message.connection, message.time, message.data)
        except InputError as error:
            self._left_out.add(key)
            self._report.lose(str(error))


def _try(report: Report, work: Callable[[Message], ResultT], message: Message) -> ResultT | None:
    """Return the result of processing a message; if it fails, count the failure, print new reasons and return None."""
    try:
        return work(message)
    except (InputError, OutOfMemoryError) as error:
        reason = str(error)
    except Exception as error:  # libraries that decode images raise errors of many types; one image must not end all
        reason = f"unexpected {type(error).__name__}: {describe(error)}"
    if reason not in report.failed:
        tqdm.write(f"svr: message on {message.topic} skipped: {reason}", file=sys.stderr)
    report.failed[reason] = report.failed.get(reason, 0) + 1
    return None


class _Scene(NamedTuple):
    """Messages of one image.

    Attributes:
        outputs: Name, type and bytes (CDR) of the outputs.
        header: The header of the 3D results.
    """

    outputs: list[tuple[str, str, bytes]]
    header: Any


def _reconstruct(reconstructor: Reconstructor, decoder: BagDecoder, job: Job, message: Message) -> _Scene:
    """Return the serialized outputs of an image message, in the camera's optical frame."""
    image = decoder.decode(message)
    reconstruction = reconstructor.reconstruct(image.image, image.camera, job.settings.resolution)
    results = Results(reconstruction, image.header, image.info, OutputFrame(image.header), job.settings)
    return _Scene(list(outputs.serialize_outputs(job.outputs, results)), results.header)


def _write(job: Job, recorder: Recorder, time: int, scene: _Scene, report: Report) -> None:
    """Write the outputs of an image, and the legends before the first one."""
    if not report.scenes:
        report.first = time
        for name, kind, data in outputs.serialize_legends(scene.header):
            recorder.write(f"{job.node}/{name}", kind, time, data, (LATCHED,))
    for name, kind, data in scene.outputs:
        recorder.write(f"{job.node}/{name}", kind, time, data)
    report.scenes += 1
    report.last = time
