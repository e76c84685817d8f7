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

"""The kernel that samples canonical images against PyTorch's operators, which do it on GPUs."""

import numpy as np
import pytest
import torch

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView


@pytest.mark.parametrize(
    "camera",
    [
        Camera.from_hfov(1280, 720, 1.2),
        Camera.from_hfov(97, 61, 0.8),
        Camera.from_hfov(2, 1, 1.5),
        Camera(640, 480, [300, 0, 320, 0, 300, 240, 0, 0, 1], "equidistant", [-0.02, 0.01, -0.004, 0.001]),
    ],
    ids=["larger", "smaller", "two pixels", "distorted"],
)
def test_images_are_those_of_pytorch(camera: Camera) -> None:
    image = np.random.default_rng(0).integers(0, 256, (camera.height, camera.width, 3), np.uint8)
    view = CanonicalView(camera, Frustum(), 128)
    window = torch.from_numpy(view.window(image).copy())
    torch.testing.assert_close(view._warp_by_kernel(window), view._warp_by_operators(window), atol=1e-3, rtol=0)
