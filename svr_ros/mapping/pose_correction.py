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

"""Correction of the poses of a trajectory whose end a SLAM has moved."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import rigid

_METRES_PER_RADIAN = 0.5
"""Travel of a rotation by one radian."""


def travel(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the distance in metres between two poses [4, 4], plus half a metre per radian of their rotation."""
    between = rigid.inverse(first) @ second
    return float(np.linalg.norm(between[:3, 3]) + _METRES_PER_RADIAN * np.linalg.norm(_rotation_vector(between)))


def spread_correction(poses: NDArray[np.float64], correction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a trajectory with the correction of its last pose spread over it in proportion to the travel.

    Odometry drifts by an error per travel, in heading and in position. The first pose stays. The rotation of each pose
    is corrected by its fraction of the rotation of the correction, and each step by the mean of those at its two ends;
    what is then missing at the last position is spread in proportion to the travel. A constant drift of the heading is
    removed exactly, up to the second order of the steps.

    Args:
        poses: Poses [N, 4, 4] in order, in one frame.
        correction: Rigid transform [4, 4] of that frame, by which the last pose is to be moved.
    """
    from scipy.spatial.transform import Rotation

    if len(poses) == 1:
        return correction @ poses
    # Find the fraction of the travel at each pose
    steps = [travel(before, after) for before, after in itertools.pairwise(poses)]
    way = np.concatenate([[0.0], np.cumsum(np.maximum(steps, 1e-9))])
    fractions = way / way[-1]
    # Rotate the poses, and the steps between them
    turn = _rotation_vector(correction)
    result = poses.copy()
    result[:, :3, :3] = Rotation.from_rotvec(fractions[:, None] * turn).as_matrix() @ poses[:, :3, :3]
    halfway = Rotation.from_rotvec((fractions[:-1] + fractions[1:])[:, None] / 2 * turn)
    moved = halfway.apply(np.diff(poses[:, :3, 3], axis=0))
    result[1:, :3, 3] = poses[0, :3, 3] + np.cumsum(moved, axis=0)
    # Spread the rest
    missing = (correction @ poses[-1])[:3, 3] - result[-1, :3, 3]
    result[:, :3, 3] += fractions[:, None] * missing
    return result


def _rotation_vector(transform: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.spatial.transform import Rotation

    return np.asarray(Rotation.from_matrix(transform[:3, :3]).as_rotvec())
