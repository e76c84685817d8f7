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

"""Poses of the camera of a bag: from its transforms, or from a topic of poses or odometry."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from svr_ros.errors import InputError
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag
from svr_ros.replay.topics import COVARIANCE_TYPE, ODOMETRY_TYPE, POSE_TYPE
from svr_ros.replay.track import Track, Transform
from svr_ros.replay.transforms import BagTransforms, FrameAt
from svr_ros.ros.convert.recent_messages import nanoseconds

GLOBAL_FRAMES = "map", "odom"
"""Frames of maps (REP 105), of which the first one that is connected with the camera is used."""

_TYPES = POSE_TYPE, COVARIANCE_TYPE, ODOMETRY_TYPE
_MAX_GAP = 0.5
"""Maximum time in seconds between two poses of a topic that are interpolated."""


class TransformPoses:
    """Poses of the camera from the transforms of a bag."""

    def __init__(self, bag: Bag, transforms: BagTransforms, camera_frame: str, global_frame: str | None) -> None:
        """Find the frame of the map.

        Args:
            bag: The open bag.
            transforms: The transforms of the bag.
            camera_frame: The frame of the images.
            global_frame: The frame of the map; None takes the first of map and odom that connects to the camera.

        Raises:
            InputError: If there is no such frame.
        """
        connected = transforms.connected_frames(camera_frame)
        wanted = (global_frame.lstrip("/"),) if global_frame else GLOBAL_FRAMES
        found = next((frame for frame in wanted if frame in connected), None)
        if found is None:
            others = [frame for frame in connected if frame != camera_frame.lstrip("/")]
            hint = f"--global-frame with one of {', '.join(others[:20])}, or " if others else ""
            raise InputError(
                f"no transform on {transforms.topics} of bag {bag.path} connects {' or '.join(map(repr, wanted))} with "
                f"the frame of the images, {camera_frame!r}; expected {hint}--pose-topic"
            )
        self._transforms, self._frame = transforms, found

    def pose(self, image: Any) -> Transform:
        """Return the transform [4, 4] from the image's optical frame to the map; raises InputError if there is none."""
        return _finite(self._transforms.lookup(FrameAt(stamp=image.stamp, frame_id=self._frame), image))

    @property
    def problems(self) -> list[str]:
        """Return sentences about messages that could not be read."""
        return []


class TopicPoses:
    """Poses of the camera from a topic of poses of its optical frame, or of odometry of a frame connected to it."""

    def __init__(self, bag: Bag, topic: str, transforms: BagTransforms, global_frame: str | None) -> None:
        """Read the topic.

        Args:
            bag: The open bag.
            topic: The topic of PoseStamped, PoseWithCovarianceStamped or Odometry.
            transforms: The transforms of the bag.
            global_frame: The frame of the map; None takes that of the first pose.

        Raises:
            InputError: If there is no such topic, or none of its messages can be used.
        """
        # Check the topic
        bag.require(topic, _TYPES, "poses or odometry")
        self._topic, self._transforms, self._global_frame = topic, transforms, global_frame
        self._child = ""
        # Read the poses
        self.problems: list[str] = []
        """Sentences about messages that could not be read."""
        track, unusable = None, Counter[str]()
        for message in _until_damage(bag, topic, self.problems):
            try:
                read = messages.read_fields(message.data, message.connection.msgtype)
                track = self._add(track, read)
            except InputError as error:
                unusable[str(error)] += 1
        if unusable:
            reason = next(iter(unusable))
            self.problems.append(f"{unusable.total()} messages on {topic} in bag {bag.path} cannot be used: {reason}")
        if track is None:
            raise InputError(self.problems[-1] if self.problems else f"{topic} in bag {bag.path} has no messages")
        self._track = track

    def _add(self, track: Track | None, message: Any) -> Track:
        """Add a message to the track, which begins with the first one; raises InputError if it does not fit."""
        parent, child = message.header.frame_id.lstrip("/"), getattr(message, "child_frame_id", "").lstrip("/")
        odometry = hasattr(message, "child_frame_id")
        if not parent or (odometry and not child):
            raise InputError(
                f"it has no {'frame_id' if not parent else 'child_frame_id'}; expected the name of a frame"
            )
        if track is None:
            track, self._child = Track(parent, max_gap=_MAX_GAP), child
        elif (parent, child) != (track.parent, self._child):
            frames = f"{parent!r} and {child!r}" if odometry else repr(parent)
            raise InputError(f"it is of {frames}, unlike the first one; expected the same frames in all messages")
        pose = message.pose if hasattr(message.pose, "position") else message.pose.pose
        track.add(nanoseconds(message.header.stamp), pose.position, pose.orientation)
        return track

    def pose(self, image: Any) -> Transform:
        """Return the transform [4, 4] from the image's optical frame to the map; raises InputError if there is none."""
        stamp = image.stamp
        try:
            pose = self._track.at(nanoseconds(stamp))
        except ValueError as error:
            raise InputError(f"no poses on {self._topic} at the image's stamp: {error}") from error
        if self._child:
            pose = pose @ self._transforms.lookup(FrameAt(stamp=stamp, frame_id=self._child), image)
        if self._global_frame:
            parent = FrameAt(stamp=stamp, frame_id=self._track.parent)
            pose = self._transforms.lookup(FrameAt(stamp=stamp, frame_id=self._global_frame), parent) @ pose
        return _finite(pose)


CameraPoses = TransformPoses | TopicPoses


def _until_damage(bag: Bag, topic: str, problems: list[str]) -> Any:
    """Yield the messages of a topic up to the first damage of the bag, which is reported with its images."""
    try:
        yield from bag.messages([topic], problems)
    except InputError:
        return


def _finite(pose: Transform) -> Transform:
    if not np.isfinite(pose).all():
        raise InputError("the numbers of its pose are not finite; expected metres and a unit quaternion")
    return pose
