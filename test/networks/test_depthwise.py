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

import pytest
import torch
from torch.nn import functional as F

from svr_ros.networks.depthwise import DepthwiseConv


@pytest.mark.parametrize(("kernel", "stride", "padding"), [(5, 1, 2), (3, 1, 1), (5, 2, 0), (3, 2, 1)])
def test_gradients_are_those_of_autograd_in_float64(kernel: int, stride: int, padding: int) -> None:
    torch.manual_seed(0)
    inputs = [torch.randn(2, 24, 11, 9), torch.randn(24, 1, kernel, kernel), torch.randn(24)]
    exact = [tensor.double().requires_grad_() for tensor in inputs]
    expected = F.conv2d(*exact, stride, padding, groups=24)
    given = torch.randn(expected.shape)
    ours = [tensor.requires_grad_() for tensor in inputs]
    answer = DepthwiseConv.apply(*ours, stride, padding)
    torch.testing.assert_close(answer, expected.float(), rtol=1e-4, atol=1e-4)
    gradients = torch.autograd.grad(answer, ours, given)
    for gradient, reference in zip(gradients, torch.autograd.grad(expected, exact, given.double()), strict=True):
        torch.testing.assert_close(gradient.double(), reference, rtol=1e-4, atol=1e-4)
