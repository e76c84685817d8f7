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

"""Weights from which the trainings of the tests start."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from svr_ros.inference.weights import Weights, random_weights
from svr_ros.networks.config import ModelConfig


@pytest.fixture(scope="module", autouse=True)
def in_float32() -> Iterator[None]:
    """Train in float32.

    In bfloat16 on processors with AVX512-BF16, gradients of 3D convolutions on 2^3 voxels read memory that nothing has
    written to (PyTorch 2.13), which is NaN at times. So few blocks have a coarse scale of this size.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SVR_PRECISION", "fp32")
        yield


@pytest.fixture(scope="session")
def start() -> Weights:
    """Return random weights of the preset compact for small images and few blocks, which are quick."""
    config = ModelConfig()
    scene = replace(config.scene, grid=4, latent_width=16)
    return random_weights(replace(config, image_size=64, resolution=64, scene=scene))
