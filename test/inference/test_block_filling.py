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

"""Blocks that are filled from a few points of each, by the kernel and by PyTorch."""

import pytest
import torch

from svr_ros.inference.block_filling import Line, fill_by_kernel, fill_by_torch
from svr_ros.inference.first_layer import block_view
from svr_ros.inference.lattice import BlockPredictions


@pytest.mark.parametrize(("points", "side"), [(2, 5), (2, 8), (4, 8), (4, 11)])
def test_kernel_fills_blocks_as_pytorch_does(points: int, side: int) -> None:
    grid, generator = 3, torch.Generator().manual_seed(0)
    blocks = torch.tensor([0, 5, 13, 26])
    shape = len(blocks), points, points, points
    given = BlockPredictions(
        torch.randn(shape, generator=generator), torch.randint(0, 10, shape, generator=generator).to(torch.uint8),
        torch.rand(shape, generator=generator), torch.empty(*shape, 0),
    )  # fmt: skip
    position = torch.linspace(0, points - 1, side)
    line = Line(position, position.round().long())
    volumes = []
    for fill in (fill_by_kernel, fill_by_torch):
        sides = (grid * side,) * 3
        arrays = torch.full(sides, 7.0), torch.full(sides, 200, dtype=torch.uint8), torch.full(sides, 2.0)
        distance, labels, confidence = (block_view(one, grid) for one in arrays)
        fill(BlockPredictions(distance, labels, confidence, torch.empty(0)), blocks, given, line)
        volumes.append(arrays)
    for one, other in zip(*volumes, strict=True):
        torch.testing.assert_close(one, other, atol=1e-6, rtol=0)
    assert (volumes[0][1] != 200).sum() == len(blocks) * side**3
