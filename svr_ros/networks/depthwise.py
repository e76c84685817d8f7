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

"""Depthwise convolutions with a fast gradient of large kernels on CPUs.

In PyTorch the gradient of 5 x 5 weights takes most of a layer's time, and a third of the backward pass of an
EfficientNet. With the sum written out a layer takes less than half the time (`benchmarks/depthwise.py`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from svr_ros.compiled import compiled


class DepthwiseConv(torch.autograd.Function):
    """Depthwise convolution in float32: image [N, C, H, W], weight [C, 1, k, k] and bias [C] to [N, C, h, w]."""

    @staticmethod
    def forward(ctx: Any, image: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int) -> Tensor:
        """Convolve."""
        ctx.save_for_backward(image, weight)
        ctx.stride, ctx.padding = stride, padding
        return F.conv2d(image, weight, bias, stride, padding, groups=len(weight))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        """Return the gradients by image, weight and bias."""
        image, weight = ctx.saved_tensors
        stride, padding = ctx.stride, ctx.padding
        gradient = gradients[0].contiguous(memory_format=torch.channels_last)
        to_image = torch.ops.aten.convolution_backward(
            gradient, image, weight, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], len(weight),
            [True, False, False],
        )[0]  # fmt: skip
        image = image.contiguous(memory_format=torch.channels_last)
        to_weight = np.zeros((*weight.shape[2:], len(weight)), np.float32)
        _sum_products(_last(image), _last(gradient), stride, padding, to_weight)
        return to_image, torch.from_numpy(to_weight).permute(2, 0, 1)[:, None], gradient.sum((0, 2, 3)), None, None


def _last(image: Tensor) -> NDArray[np.float32]:
    """Return a channels-last image as an array [N, H, W, C]."""
    return image.detach().permute(0, 2, 3, 1).numpy()


@compiled(nogil=True, fastmath=True)
def _sum_products(image: Any, gradient: Any, stride: int, padding: int, out: Any) -> None:
    """Sum the products of the gradient [N, h, w, C] and the image [N, H, W, C] for each kernel element [k, k, C]."""
    for n in range(gradient.shape[0]):
        for y in range(gradient.shape[1]):
            for x in range(gradient.shape[2]):
                for row in range(out.shape[0]):
                    at_y = y * stride + row - padding
                    if 0 <= at_y < image.shape[1]:
                        for column in range(out.shape[1]):
                            at_x = x * stride + column - padding
                            if 0 <= at_x < image.shape[2]:
                                for c in range(out.shape[2]):  # long and contiguous, so that it is vectorised
                                    out[row, column, c] += gradient[n, y, x, c] * image[n, at_y, at_x, c]
