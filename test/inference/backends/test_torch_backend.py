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

"""Backend of PyTorch: weights that are converted once."""

import pytest
import torch
from torch.utils._pytree import tree_leaves

from svr_ros.inference.backends.base import SeeingNetworks
from svr_ros.inference.backends.torch_backend import TorchBackend
from svr_ros.inference.weights import Weights
from svr_ros.networks.known import KnownMaps
from svr_ros.precision import Precision

CPU = torch.device("cpu")


@pytest.mark.parametrize(("precision", "dtype"), [("bf16", torch.bfloat16), ("fp16", torch.float16)])
def test_16_bit_weights_predict_as_under_autocast_and_leave_the_model_alone(
    precision: Precision, dtype: torch.dtype, small_weights: Weights
) -> None:
    model = small_weights.model().eval()
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (1, 3, 64, 64), generator=generator).float()
    depth = 1 + torch.rand((1, 1, 64, 64), generator=generator)
    known = KnownMaps(depth, 0.01 * depth, torch.zeros_like(depth), torch.zeros(1, 1, 1, 1))
    converted = TorchBackend(model, CPU, precision)
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}
    assert dtype in {weight.dtype for weight in converted._networks.parameters()}
    for maps in (None, known):
        with torch.inference_mode(), torch.autocast("cpu", dtype):
            expected = SeeingNetworks(model)(images.contiguous(memory_format=torch.channels_last), maps)
        with torch.inference_mode():
            given = converted.see(images, maps)
        pairs = [tree_leaves(vars(prediction)) for prediction in (expected, given)]
        assert all(torch.equal(*pair) for pair in zip(*pairs, strict=True) if isinstance(pair[0], torch.Tensor))
