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

"""Poses at stamps, interpolated between them."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, Slerp

from svr_ros.geometry import rigid

Transform = NDArray[np.float64]


class Track:
    """Poses of one frame in its parent."""

    def __init__(self, parent: str, static: bool = False, max_gap: float = math.inf) -> None:
        """Create a track without poses.

        Args:
            parent: The parent frame.
            static: Whether the pose that was added last holds at any time, as in tf2.
            max_gap: The maximum time in seconds between two poses that are interpolated.
        """
        self.parent = parent
        self._static, self._max_gap = static, max_gap
        self._times: list[int] = []
        self._poses: list[tuple[float, ...]] = []

    def add(self, time: int, position: Any, rotation: Any) -> None:
        """Add a pose at a time in nanoseconds, given a position with x, y, z and a quaternion with x, y, z, w."""
        self._times.append(time)
        self._poses.append((position.x, position.y, position.z, rotation.x, rotation.y, rotation.z, rotation.w))

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        times, first = np.unique(np.array(self._times, np.int64), return_index=True)
        return times, np.array(self._poses, np.float64)[first]

    def at(self, time: int) -> Transform:
        """Return the transform [4, 4] to the parent at a time, interpolated; raises ValueError if it is not known."""
        if self._static:
            return _matrix(np.array(self._poses[-1], np.float64))
        times, poses = self._sorted
        if not times[0] <= time <= times[-1]:
            raise ValueError(f"they are known from {times[0] / 1e9:.3f} to {times[-1] / 1e9:.3f} s")
        after = max(int(np.searchsorted(times, time)), 1) if len(times) > 1 else 0
        if times[after] == time:
            return _matrix(poses[after])
        before = after - 1
        if times[before] == time:
            return _matrix(poses[before])
        gap = (times[after] - times[before]) / 1e9
        if gap > self._max_gap:
            raise ValueError(f"the two around it are {gap:.3g} s apart; expected at most {self._max_gap:g} s")
        fraction = (time - times[before]) / (times[after] - times[before])
        turn = Slerp([0, 1], Rotation.from_quat(poses[[before, after], 3:]))(fraction)
        return rigid.pose(turn.as_matrix(), (1 - fraction) * poses[before, :3] + fraction * poses[after, :3])


def _matrix(values: NDArray[np.float64]) -> Transform:
    return rigid.pose(Rotation.from_quat(values[3:]).as_matrix(), values[:3])
