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

"""Images of a bag with the pose of their camera."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from svr_ros.errors import InputError
from svr_ros.replay.bag import Bag
from svr_ros.replay.camera_topics import find_camera, find_depth, first_frame_id
from svr_ros.replay.images import BagImage, BagImages, until_damage
from svr_ros.replay.job import MapJob, MapReport
from svr_ros.replay.posed_image import PosedImage, PosedImages
from svr_ros.replay.poses import CameraPoses, TopicPoses, TransformPoses
from svr_ros.replay.transforms import BagTransforms
from svr_ros.ros.convert.recent_messages import nanoseconds


@contextmanager
def open_bag_images(job: MapJob, report: MapReport) -> Iterator[PosedImages]:
    """Open the images of a bag; entering the context raises InputError if the bag cannot be used."""
    if job.camera is not None:
        raise InputError(f"{job.source} is a bag; expected --camera-info or -p fixed_hfov=DEGREES instead of --camera")
    with Bag(job.source) as bag:
        # Find the topics
        camera = find_camera(bag, job.image_topic, job.info_topic, info_needed=not job.settings.fixed_hfov)
        depth_topic = job.depth_topic
        if job.use_depth and depth_topic is None:
            depth_topic = find_depth(bag, camera)
        settings = replace(job.settings, use_depth=depth_topic is not None)
        transforms = BagTransforms(bag, camera.image)
        images = BagImages(bag, replace(job, depth_topic=depth_topic, settings=settings), transforms, report)
        # Find the poses
        poses: CameraPoses
        if job.pose_topic is None:
            poses = TransformPoses(bag, transforms, first_frame_id(bag, camera), job.global_frame)
        else:
            poses = TopicPoses(bag, job.pose_topic, transforms, job.global_frame)
        # Read the images, then report what is missing
        yield PosedImages(-(-images.count // job.every), _read(bag, images, poses, report))
        for problem in (*bag.notes, *poses.problems, *transforms.problems):
            report.lose(problem)


def _read(bag: Bag, images: BagImages, poses: CameraPoses, report: MapReport) -> Iterator[PosedImage]:
    """Yield the images of a bag in order of time."""
    for message in until_damage(bag, images.topics, report):
        for one in images.add(message):
            yield _posed(one, poses)
    for one in images.rest():
        yield _posed(one, poses)


def _posed(one: BagImage, poses: CameraPoses) -> PosedImage:
    """Return an image with its pose."""
    header, problem, pose = one.image.header, "", None
    try:
        pose = poses.pose(header)
    except InputError as error:
        problem = str(error)
    stamp = nanoseconds(header.stamp) / 1e9
    name = f"image of {stamp:.3f} s on {one.message.topic}"
    return PosedImage(name, stamp, one.image.image, one.image.camera, one.known, pose, problem)
