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

import numpy as np
import pytest
from scipy import ndimage

from svr_ros.inference.fragments import remove_fragments


def volume() -> np.ndarray:
    """Return free space with a wall from slice 6 on that the camera sees."""
    distance = np.full((60, 50, 50), 0.1, np.float32)
    distance[6:] = -0.1
    return distance


def test_bubbles_in_solids_are_filled_and_niches_are_kept() -> None:
    distance = volume()
    distance[8:10, 3:5, 3] = 0.05  # a bubble
    distance[6:9, 7, 7] = 0.05  # a hole that the camera looks into
    distance[8, 7, 5:8] = 0.05  # and a niche around its corner
    remove_fragments(distance)
    assert (distance[8:10, 3:5, 3] < 0).all()
    assert (distance[6:9, 7, 7] > 0).all() and (distance[8, 7, 5:8] > 0).all()


def test_hidden_solids_that_float_are_removed() -> None:
    distance = volume()
    distance[2, 2:6, 2:6] = -0.05  # a plate that the camera sees
    distance[4, 4, 4] = -0.05  # behind it, in the air
    distance[2:6, 7, 0] = -0.05  # at the border of the view
    remove_fragments(distance)
    assert distance[4, 4, 4] > 0
    assert (distance[2, 2:6, 2:6] < 0).all() and (distance[2:6, 7, 0] < 0).all() and (distance[6:] < 0).all()


def test_large_closed_spaces_are_kept() -> None:
    distance = volume()
    distance[20:30, 20:30, 20:30] = 0.05
    remove_fragments(distance)
    assert (distance[20:30, 20:30, 20:30] > 0).all()


@pytest.mark.parametrize("shape", [(20, 20, 20), (12, 9, 64), (7, 11, 130)])
@pytest.mark.parametrize("mean", [0.5, -0.3])
def test_fragments_in_noise_are_those_of_a_labelling(shape: tuple[int, int, int], mean: float) -> None:
    distance = np.random.default_rng(0).normal(mean, 1, shape).astype(np.float32)
    distance[3, 4, 5:8] = 0  # neither solid nor a bubble
    expected = distance.copy()
    # Fill small components of free voxels, of which none is before the first solid one of its column
    visible = np.logical_and.accumulate(distance >= 0)
    free = ndimage.label(distance >= 0)[0]
    bubbles = ndimage.label((distance > 0) & ~np.isin(free, free[visible]))[0]
    small = np.bincount(bubbles.ravel()) <= 5e-5 * distance.size
    expected[(bubbles > 0) & small[bubbles]] *= -1
    # Free the components of solid voxels without a first one of a column and without one at the border
    solid = expected < 0
    first = np.where(solid.any(0), solid.argmax(0), len(solid))
    seeds = solid & (np.arange(shape[0])[:, None, None] == first)
    seeds[:, [0, -1]] |= solid[:, [0, -1]]
    seeds[:, :, [0, -1]] |= solid[:, :, [0, -1]]
    seeds[-1] |= solid[-1]
    labels = ndimage.label(solid)[0]
    expected[solid & ~np.isin(labels, labels[seeds])] *= -1
    remove_fragments(distance)
    np.testing.assert_array_equal(distance, expected)
