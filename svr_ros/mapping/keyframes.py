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

"""Keyframes: frames of a map that are kept in compressed form, to rebuild it when a SLAM corrects its poses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.mapping.compressed_frame import CompressedFrame
from svr_ros.mapping.integrated_frame import Integration
from svr_ros.mapping.pose_correction import spread_correction, travel
from svr_ros.mapping.semantic_map import SemanticMap

_SPACING = 0.25
"""Minimum travel in metres between two keyframes; see `travel`."""

_JUMP = 0.1
"""Minimum travel in metres of the odometry frame in the map that counts as a jump; see `travel`."""

_SAME_JUMP = 2.0
"""Maximum seconds between two jumps that belong to one correction, as tf2 interpolates between two transforms."""


@dataclass(frozen=True)
class Keyframe:
    """A kept frame.

    Attributes:
        stamp: Time of the frame in seconds.
        map_from_camera: Rigid transform [4, 4] from the camera's optical frame to the map.
        scale: Factor by which the frame's depths are multiplied; None if they are measured.
        frame: The frame.
    """

    stamp: float
    map_from_camera: NDArray[np.float64]
    scale: float | None
    frame: CompressedFrame


class Keyframes:
    """Bounded, ordered set of keyframes, whose poses follow the corrections of a SLAM.

    It is not thread-safe.

    Args:
        limit: Maximum number of keyframes. Beyond it, the one is dropped whose neighbours are nearest to each other.

    Attributes:
        version: Number that changes when poses were corrected, or when all keyframes were removed.

    Raises:
        InputError: If the limit is below two.
    """

    def __init__(self, limit: int) -> None:
        if limit < 2:
            raise InputError(f"the limit of keyframes is {limit}; expected at least 2")
        self.version = 0
        self._limit = limit
        self._frames: list[Keyframe] = []
        self._fixed = 0  # number of frames of earlier runs of the odometry, which are first in the list
        self._map_from_odometry: NDArray[np.float64] | None = None
        self._jumped = self._first = self._next_first = -np.inf

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def bytes(self) -> int:
        """Return the memory of the keyframes in bytes."""
        return sum(one.frame.bytes for one in self._frames)

    def frames(self) -> list[Keyframe]:
        """Return the keyframes in the order in which they were added."""
        return list(self._frames)

    def add(self, result: Integration, map_from_camera: ArrayLike, stamp: float) -> bool:
        """Keep an integrated frame if the camera has moved enough since the last keyframe; return whether it is kept.

        Args:
            result: What the map returned for the frame.
            map_from_camera: Rigid transform [4, 4] with which it was integrated.
            stamp: Time of the frame in seconds.
        """
        pose = rigid.checked(map_from_camera, "map_from_camera")
        if self._frames and travel(self._frames[-1].map_from_camera, pose) < _SPACING:
            return False
        frame = CompressedFrame.compress(result.observation, result.instances)
        scale = None if result.estimate is None else result.scale
        self._frames.append(Keyframe(stamp, pose, scale, frame))
        if len(self._frames) > self._limit:
            self._thin_out()
        return True

    def follow(self, map_from_odometry: ArrayLike, stamp: float) -> float:
        """Correct the poses of the keyframes if the transform from the odometry frame to the map has jumped.

        Odometry drifts without jumps. The jump is the correction of the newest pose; it is spread over the keyframes
        since the last correction, see `spread_correction`.

        Args:
            map_from_odometry: Rigid transform [4, 4] at the stamp of a frame that is not yet added.
            stamp: Time of that frame in seconds.

        Returns:
            The travel of the newest keyframe by the correction; 0 for none.
        """
        before, after = self._map_from_odometry, rigid.checked(map_from_odometry, "map_from_odometry")
        self._map_from_odometry = after
        if before is None or len(self._frames) == self._fixed:
            return 0.0
        correction = after @ rigid.inverse(before)
        newest = self._frames[-1].map_from_camera
        moved = travel(newest, correction @ newest)
        if moved < _JUMP:
            return 0.0
        # Spread the jump over the frames since the last one
        if stamp - self._jumped > _SAME_JUMP:
            self._first = self._next_first
        earlier = sum(one.stamp < self._first for one in self._frames[self._fixed :])
        start = min(self._fixed + earlier, len(self._frames) - 1)
        part = self._frames[start:]
        poses = spread_correction(np.stack([one.map_from_camera for one in part]), correction)
        self._frames[start:] = [replace(one, map_from_camera=pose) for one, pose in zip(part, poses, strict=True)]
        self._jumped, self._next_first = stamp, part[-1].stamp
        self.version += 1
        return moved

    def restart(self) -> None:
        """Begin a new run of the odometry, as when a simulation or a bag starts again and time jumps back.

        Its first transform is not a jump, and its jumps do not move the keyframes of earlier runs.
        """
        self._fixed = len(self._frames)
        self._map_from_odometry = None
        self._jumped = self._first = self._next_first = -np.inf

    def clear(self) -> None:
        """Remove all keyframes."""
        self._frames.clear()
        self.restart()
        self.version += 1

    def _thin_out(self) -> None:
        """Drop the keyframe whose neighbours are nearest to each other; the first and the newest stay."""
        poses = [one.map_from_camera for one in self._frames]
        gaps = [travel(before, after) for before, after in zip(poses[:-2], poses[2:], strict=True)]
        dropped = 1 + int(np.argmin(gaps))
        self._fixed -= dropped < self._fixed
        del self._frames[dropped]


def rebuild(scene: SemanticMap, frames: Iterable[Keyframe]) -> None:
    """Integrate keyframes into a map, with their present poses."""
    for one in frames:
        observation, instances = one.frame.decompress()
        scene.integrate_observation(observation, one.map_from_camera, one.stamp, one.scale, instances)
