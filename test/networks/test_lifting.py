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
import torch

from svr_ros.networks.config import ModelConfig
from svr_ros.networks.lifting import DepthSlices, _fold_cells

CONFIG = ModelConfig()
SLICES = 64


def _logits_of_bin(index: int) -> torch.Tensor:
    logits = torch.full((1, CONFIG.pixels.depth_bins, 1, 1), -50.0)
    logits[0, index] = 50
    return logits


def _edges() -> np.ndarray:
    low, high = np.log(CONFIG.pixels.depth_range)
    return np.exp(np.linspace(low, high, CONFIG.pixels.depth_bins + 1))


def test_certain_depth_fills_the_slices_that_its_bin_covers() -> None:
    index = 28
    near, far = _edges()[index : index + 2]
    depth_probability, prob_occluded = (
        t[0, :, 0, 0].numpy() for t in DepthSlices(CONFIG, SLICES)(_logits_of_bin(index))
    )
    borders = CONFIG.frustum.depth_of_slice(np.arange(SLICES + 1) / SLICES)
    touched = (borders[1:] > near) & (borders[:-1] < far)
    assert near > 1.0 and far < 4.0
    np.testing.assert_allclose(depth_probability.sum(), 1, atol=1e-5)
    assert (depth_probability[touched] > 0).all() and np.abs(depth_probability[~touched]).max() < 1e-6
    middles = CONFIG.frustum.depth_of_slice((np.arange(SLICES) + 0.5) / SLICES)
    assert np.abs(prob_occluded[middles < near]).max() < 1e-6
    np.testing.assert_allclose(prob_occluded[middles > far], 1, atol=1e-5)


def test_depth_beyond_the_range_leaves_the_volume_free() -> None:
    depth_probability, prob_occluded = DepthSlices(CONFIG, SLICES)(_logits_of_bin(CONFIG.pixels.depth_bins - 1))
    assert depth_probability.abs().max() < 1e-6 and prob_occluded.abs().max() < 1e-6


def test_depth_before_the_range_hides_the_volume() -> None:
    depth_probability, prob_occluded = DepthSlices(CONFIG, SLICES)(_logits_of_bin(0))
    assert depth_probability.abs().max() < 1e-6
    torch.testing.assert_close(prob_occluded, torch.ones_like(prob_occluded))


def test_folding_keeps_every_cell_in_its_block() -> None:
    volume = torch.arange(8**3).view(1, 8, 8, 8)
    folded = _fold_cells(volume, 4)
    assert folded.shape == (1, 8, 4, 4, 4)
    block = volume[0, 2:4, 4:6, 6:8]
    assert torch.equal(folded[0, :, 1, 2, 3].sort().values, block.flatten().sort().values)
