"""Replay of a bag: reconstruct its images and write the node's outputs into another bag."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tqdm import tqdm

from svr_ros.errors import InputError
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.memory import OutOfMemoryError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.paths import describe
from svr_ros.replay import camera_topics, geometry, outputs
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.decoder import BagDecoder
from svr_ros.replay.geometry import BagGeometry
from svr_ros.replay.job import Job, Report
from svr_ros.replay.recorder import LATCHED, Recorder
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.convert.results import Results

ResultT = TypeVar("ResultT")


def replay(job: Job, reconstructor: Reconstructor) -> Report:
    """Write the scenes of a bag's images; each message has the stamp and the bag time of its image.

    Messages that cannot be used are counted and skipped. If an error is raised, no output is left behind. If the bag
    is damaged after its first images, the scenes until there are written.

    Raises:
        InputError: If the bag or all of its images cannot be used.
    """
    report = Report(quiet=job.quiet)
    began = time.monotonic()
    with Bag(job.bag) as bag:
        # Find the camera and the topics to read
        settings = job.settings
        camera = camera_topics.find_camera(bag, job.image_topic, job.info_topic, info_needed=not settings.fixed_hfov)
        decoder = BagDecoder(bag, camera, settings)
        known = geometry.find_geometry(bag, job.depth_topic, job.depth_info_topic, job.points_topic)
        matcher = BagGeometry(bag, known, settings)
        topics = None if job.copy else [camera.image, *([camera.info] if camera.info else []), *known.all]
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
            waiting: deque[_Waiting] = deque()
            finish = partial(_finish, reconstructor, matcher, job, recorder, report)
            for message in _until_damage(bag, topics, report):
                if job.copy:
                    copier.copy(message)
                if message.topic == camera.info:
                    _try(report, decoder.add_info, message)
                _try(report, matcher.add, message)
                if message.topic == camera.image:
                    progress.update()
                    image = _try(report, decoder.decode, message) if selector.selects(message.time) else None
                    if image is not None:
                        waiting.append(_Waiting(message, image))
                while waiting and matcher.ready(waiting[0].image, waiting[0].message.time, message.time):
                    finish(waiting.popleft())
            for one in waiting:
                finish(one)
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
    report.fail(reason, f"message on {message.topic} skipped: {reason}")
    return None


class _Scene(NamedTuple):
    """Messages of one image.

    Attributes:
        outputs: Name, type and bytes (CDR) of the outputs.
        header: The header of the 3D results.
    """

    outputs: list[tuple[str, str, bytes]]
    header: Any


class _Waiting(NamedTuple):
    """An image that waits for the depth and points that belong to it.

    Attributes:
        message: The message of the image.
        image: The decoded image.
    """

    message: Message
    image: CameraImage


def _finish(
    reconstructor: Reconstructor, matcher: BagGeometry, job: Job, recorder: Recorder, report: Report, one: _Waiting
) -> None:
    """Reconstruct an image with what is known of it, and write its outputs."""
    decoded = matcher.decode(one.image)
    for part, problem in decoded.problems.items():
        report.lack(part, problem)
    scene = _try(report, lambda _: _reconstruct(reconstructor, one.image, decoded.known, job), one.message)
    if scene is not None:
        _write(job, recorder, one.message.time, scene, report)


def _reconstruct(reconstructor: Reconstructor, image: CameraImage, known: KnownGeometry | None, job: Job) -> _Scene:
    """Return the serialized outputs of an image, in the camera's optical frame."""
    reconstruction = reconstructor.reconstruct(image.image, image.camera, job.settings.resolution, known)
    with_instances = job.settings.voxel_instances and "voxels" in job.outputs
    results = Results(reconstruction, image.header, image.info, OutputFrame(image.header), job.settings, with_instances)
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
