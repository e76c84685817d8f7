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

"""Path of a simulated camera, for benchmarks of outputs in a target frame."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_HEIGHT_ABOVE_FLOOR, _PITCH = 1.4, np.radians(20)
"""Height in metres of the camera, and the angle in radians by which it looks down."""

_STEP, _TURN = 0.03, np.radians(3)
"""Translation in metres and rotation in radians per frame of a moving camera."""


def poses(moving: bool) -> Iterator[NDArray[np.float64]]:
    """Yield the transform [4, 4] from the camera's optical frame to a frame with z up, for one frame after another.

    Args:
        moving: Whether the pose differs from frame to frame, as on a robot that drives; otherwise it is fixed.
    """
    down, ahead = np.sin(_PITCH), np.cos(_PITCH)
    optical = np.array([[0, -down, ahead], [-1, 0, 0], [0, -ahead, -down]])
    for frame in itertools.count() if moving else itertools.repeat(0):
        angle = frame * _TURN
        turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
        pose = np.eye(4)
        pose[:3, :3] = turn @ optical
        pose[:3, 3] = frame * _STEP, 0, _HEIGHT_ABOVE_FLOOR
        yield pose
