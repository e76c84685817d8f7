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

"""Stream of images with poses, from a bag or from the folder of a sequence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.known import DEPTH_CAMERA, DepthNoise, KnownGeometry
from svr_ros.inference.files import FRAME_CAMERA
from svr_ros.mapping.posed_frame import PosedFrame, Skip
from svr_ros.mapping.sequences import find_sequence
from svr_ros.replay.job import MapJob, MapReport
from svr_ros.replay.plan import bag_files
from svr_ros.replay.posed_image import PosedImage, PosedImages
from svr_ros.replay.storage import is_bag


def open_images(job: MapJob, report: MapReport) -> AbstractContextManager[PosedImages]:
    """Open a bag or a sequence, and return a context with its images in order.

    Entering it raises InputError if the input cannot be used.
    """
    if _is_bag(job.source):
        from svr_ros.replay.posed_bag import open_bag_images  # imports message classes

        return open_bag_images(job, report)
    return _open_sequence(job, report)


def source_files(job: MapJob) -> list[Path]:
    """Return the files of a bag or sequence that outputs must not overwrite; raises InputError if it is neither."""
    if _is_bag(job.source):
        return [] if paths.is_missing(job.source) else bag_files(job.source)
    problems: list[InputError] = []
    try:
        frames = _frames(job, lambda _name, problem: problems.append(problem))
    except InputError as error:
        if not problems:
            raise
        raise InputError(f"none of the images in {job.source} can be used: {problems[0]}") from error
    cameras = [job.source / FRAME_CAMERA, *(frame.image.with_name(FRAME_CAMERA) for frame in frames)]
    files = [path for frame in frames for path in (frame.image, frame.depth)]
    return [path for path in (job.camera, *cameras, *files) if path is not None]


def _is_bag(source: Path) -> bool:
    """Return whether a path is read as a bag, as all files are: what is not a bag is reported when it is opened."""
    return not paths.is_folder(source) or is_bag(source)


def _frames(job: MapJob, skip: Skip) -> list[PosedFrame]:
    camera = Camera.from_file(job.camera) if job.camera else None
    return find_sequence(job.source, camera, skip)[:: job.every]


@contextmanager
def _open_sequence(job: MapJob, report: MapReport) -> Iterator[PosedImages]:
    """Open the folder of a sequence."""
    given = (job.image_topic, job.info_topic, job.depth_topic, job.depth_info_topic, job.points_topic)
    if any((*given, job.pose_topic, job.global_frame)):
        raise InputError(f"{job.source} is not a bag and has neither topics nor frames; expected no options about them")
    if job.settings.fixed_hfov:
        raise InputError(f"{job.source} is not a bag; expected --camera FILE instead of the parameter fixed_hfov")
    frames = _frames(job, lambda name, problem: report.fail(str(problem), f"{name} skipped: {problem}"))
    if job.use_depth and not any(frame.depth for frame in frames):
        raise InputError(f"{job.source} holds no depth images; expected some, or no --use-depth")
    yield PosedImages(len(frames), _read_frames(frames, job, report))


def _read_frames(frames: list[PosedFrame], job: MapJob, report: MapReport) -> Iterator[PosedImage]:
    """Yield the images of a sequence."""
    noise = DepthNoise(DEPTH_CAMERA.constant, job.settings.depth_relative_noise, DEPTH_CAMERA.quadratic)
    for frame in frames:
        try:
            image, depth = frame.read_image(), frame.read_depth() if job.use_depth else None
            known = None if depth is None else KnownGeometry(depth, noise, depth_scale=job.settings.depth_scale)
            if job.use_depth and frame.map_from_camera is not None and (known is None or known.empty):
                reason = "holds no measured pixel" if frame.depth else "has no depth image"
                report.lack("depth", f"{frame.depth or frame.name} {reason}")
        except InputError as error:
            report.fail(str(error), f"{frame.name} skipped: {error}")
            continue
        problem = "" if frame.map_from_camera is not None else "the sequence states none for it"
        yield PosedImage(frame.name, frame.stamp, image, frame.camera, known, frame.map_from_camera, problem)
