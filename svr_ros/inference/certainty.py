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

"""Evidence and uncertainty of the surfaces of a reconstruction."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.floor import Plane
from svr_ros.inference.calibration import Case, ErrorTerms
from svr_ros.labels import Label

ON_GROUND = 0.02
"""Distance in metres from a known ground up to which surface points belong to it."""

_HIDDEN_FACTORS = {
    Label.TABLE: 0.65, Label.WALL: 1.1, Label.BATH: 0.6, Label.SOFA: 0.5, Label.CABINET: 1.5, Label.BED: 0.45,
    Label.CHAIR: 0.6,
}  # fmt: skip
"""Factors of the errors of surfaces behind a predicted depth, by class, fitted on 20 rooms of `svr calibrate`.

The hidden parts of chairs and beds follow from what is visible, those of walls and cabinets less so. Behind a measured
depth there are no factors: those of generated rooms did not hold for rooms from elsewhere.
"""


def cases(occluded: NDArray[np.bool_], measured: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the `Case` [...] of places, given whether they are occluded and whether their pixel was measured."""
    return (occluded * np.uint8(Case.HIDDEN) + measured * np.uint8(Case.MEASURED)).astype(np.uint8)


def error_terms(
    predicted: NDArray[np.float32],
    log_depth_std: NDArray[np.float32],
    measured: NDArray[np.bool_],
    points: NDArray[np.float32],
    normals: NDArray[np.float32],
    occluded: NDArray[np.bool_],
    labels: NDArray[np.uint8],
    ground: Plane | None = None,
) -> ErrorTerms:
    """Return the parts of the errors of surface points.

    A relative error of depth shifts a point along its ray by that fraction of its distance from the camera, and its
    surface by the component of the shift along the normal. It does not shift a known ground.

    Args:
        predicted: Expected absolute errors [N] of the distance in metres, without errors of depth.
        log_depth_std: Standard deviations [N] of the logarithm of the depth of the points' pixels.
        measured: Mask [N] of the points whose pixel was measured.
        points: Points [N, 3] in metres in the optical frame.
        normals: Unit normals [N, 3] of the points.
        occluded: Mask [N] of the points that are occluded.
        labels: Class ids [N] of the points.
        ground: Known plane of the floor.
    """
    along_normal = np.abs((points * normals).sum(1))
    if ground is not None:
        along_normal[np.abs(ground.heights(points.astype(np.float64))) < ON_GROUND] = 0
    case = cases(occluded, measured)
    factor = np.where(case == Case.HIDDEN, hidden_factors()[labels], np.float32(1))
    return ErrorTerms(factor * predicted, (factor * log_depth_std * along_normal).astype(np.float32), case)


@cache
def hidden_factors() -> NDArray[np.float32]:
    """Return the factors [256] of the errors of surfaces behind a predicted depth, by class."""
    factors = np.ones(256, np.float32)
    factors[list(_HIDDEN_FACTORS)] = list(_HIDDEN_FACTORS.values())
    return factors
