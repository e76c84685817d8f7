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

"""Octants near surfaces, found by their corners, on hand-made distances."""

import pytest
import torch

from svr_ros.inference.octants import far_from_surfaces, near_surfaces, spread_corners


@pytest.mark.parametrize("corner", [True, False])
def test_one_corner_or_the_centre_near_a_surface_makes_a_block_near(corner: bool) -> None:
    corners, centres = torch.full((3, 3, 3), -0.9), torch.full((3, 3, 3), -0.9)
    (corners if corner else centres)[1, 1, 1] = -0.7
    far = far_from_surfaces(corners, centres).view(3, 3, 3)
    assert (~far).nonzero().tolist() == (
        [[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)] if corner else [[1, 1, 1]]
    )
    corners[2, 2, 2] = 0.9
    assert not far_from_surfaces(corners, centres).view(3, 3, 3)[2, 2, 2]


def test_octants_with_a_change_of_sign_or_a_corner_near_a_surface_are_near() -> None:
    corners, none = torch.full((6, 6, 6), 0.9), torch.zeros(27, dtype=torch.bool)
    assert not near_surfaces(corners, none).any()
    corners[3, 3, 3] = 0.19
    eight = [[i, j, k] for i in (2, 3) for j in (2, 3) for k in (2, 3)]
    assert near_surfaces(corners, none).nonzero().tolist() == eight
    corners[3, 3, 3] = -0.9
    assert near_surfaces(corners, none).nonzero().tolist() == eight
    corners[3, 3, 3] = 0.21
    assert not near_surfaces(corners, none).any()


def test_octants_of_blocks_far_from_surfaces_are_not_near() -> None:
    far = torch.zeros(2, 2, 2, dtype=torch.bool)
    far[1, 0, 1] = True
    near = near_surfaces(torch.zeros(4, 4, 4), far.flatten())
    assert near.sum() == 56 and not near[2:, :2, 2:].any()


def test_between_corners_distances_are_linear_and_labels_those_of_the_nearest() -> None:
    depth, row, column = torch.meshgrid(*(torch.arange(3.0),) * 3, indexing="ij")
    labels = torch.arange(27, dtype=torch.uint8).view(3, 3, 3)
    distance, nearest, confidence = spread_corners([depth + 10 * row + 100 * column, labels, labels / 27], 12)
    # Four voxels per corner; beyond the last corner, it is repeated
    line = (torch.arange(12) / 4).clamp(max=2)
    expected = line[:, None, None] + 10 * line[:, None] + 100 * line
    torch.testing.assert_close(distance, expected, atol=1e-4, rtol=0)
    index = torch.tensor([0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    assert torch.equal(nearest, labels[index][:, index][:, :, index])
    assert torch.equal(confidence, nearest / 27)
