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

"""Replay of a bag: reconstruct its images and write the node's outputs into another bag."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from svr_ros.errors import InputError
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.replay import outputs
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.camera_topics import find_camera
from svr_ros.replay.images import BagImage, BagImages, attempt, until_damage
from svr_ros.replay.job import Job, Report
from svr_ros.replay.recorder import LATCHED, Recorder
from svr_ros.replay.transforms import BagTransforms
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.weights_view import check_voxel_size


def replay(job: Job, reconstructor: Reconstructor) -> Report:
    """Write the scenes of a bag's images; each message has the stamp and the bag time of its image.

    Messages that cannot be used are counted and skipped. If the bag is damaged after its first images, the scenes of
    those are written. If an error is raised, no output is left behind.

    Raises:
        InputError: If the bag or all of its images cannot be used, or the voxel size is too small.
    """
    check_voxel_size(job.settings.voxel_size, reconstructor.config.frustum)
    report = Report(quiet=job.quiet)
    began = time.monotonic()
    with Bag(job.source) as bag:
        # Find the camera and the topics to read
        camera = find_camera(bag, job.image_topic, job.info_topic, info_needed=not job.settings.fixed_hfov)
        images = BagImages(bag, job, BagTransforms(bag, camera.image), report)
        topics = None if job.copy else images.topics
        for note in bag.notes:
            report.lose(note)

        # Copy, calibrate and reconstruct message by message
        with (
            _recording(job.output) as recorder,
            tqdm(total=images.count, desc="replaying", unit="image", disable=job.quiet) as progress,
        ):
            copier = _Copier(recorder, job, report)
            for message in until_damage(bag, topics, report):
                if job.copy:
                    copier.copy(message)
                if message.topic == images.camera.image:
                    progress.update()
                for one in images.add(message):
                    _finish(reconstructor, job, recorder, report, one)
            for one in images.rest():
                _finish(reconstructor, job, recorder, report, one)
            if not report.scenes:
                lost = next(iter(report.lost), f"{images.camera.image} has no messages")
                reason = next(iter(report.failed), None) or lost
                raise InputError(f"none of the images in bag {job.source} can be used: {reason}")
    report.seconds = time.monotonic() - began
    return report


@contextmanager
def _recording(path: Path) -> Iterator[Recorder]:
    """Open a recorder, and report file system errors as InputError."""
    try:
        with Recorder(path) as recorder:
            yield recorder
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error


class _Copier:
    """Copy topics of the input; those that cannot be copied are left out and reported."""

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


class _Scene(NamedTuple):
    """Messages of one image.

    Attributes:
        outputs: Name, type and bytes (CDR) of the outputs.
        header: The header of the 3D results.
    """

    outputs: list[tuple[str, str, bytes]]
    header: Any


def _finish(reconstructor: Reconstructor, job: Job, recorder: Recorder, report: Report, one: BagImage) -> None:
    """Reconstruct an image with what is known of it, and write its outputs."""
    scene = attempt(report, lambda _: _reconstruct(reconstructor, one.image, one.known, job), one.message)
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
