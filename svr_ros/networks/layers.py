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

"""Layers shared by several networks."""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_GROUPS = 8
_HEAD_WIDTH = 64
_POSITION_FREQUENCIES = 4
_FUSED_KERNEL_LACKS_AUTOCAST = tuple(int(part) for part in torch.__version__.split(".")[:2]) < (2, 6)


def conv_block(inputs: int, outputs: int, kernel: int = 3) -> nn.Sequential:
    """Return a 2D convolution with group normalisation and ReLU that keeps the size of the image."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False),
        nn.GroupNorm(_GROUPS, outputs),
        nn.ReLU(inplace=True),
    )


class Attention(nn.Module):
    """Self-attention among all pixels of a feature map [N, C, H, W] (Vaswani et al. 2017), which keeps its shape.

    Depth depends on distant cues such as the edge of the floor. Each layer is initialised as the identity.
    """

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.place = nn.Conv2d(4 * _POSITION_FREQUENCIES, width, 1)
        self.layers = nn.ModuleList(_attention_layer(width) for _ in range(layers))
        initialise_zero(self.place)

    def forward(self, image: Tensor) -> Tensor:
        """Return the attended feature map."""
        height, width = image.shape[2:]
        encoding = _position_encoding(height, width, image.device).to(image.dtype)
        tokens = (image + self.place(encoding)).flatten(2).transpose(1, 2)
        for layer in self.layers:
            tokens = _attend(layer, tokens)
        return tokens.transpose(1, 2).unflatten(2, (height, width)).contiguous(memory_format=torch.channels_last)


def _attention_layer(width: int) -> nn.TransformerEncoderLayer:
    layer = nn.TransformerEncoderLayer(
        width, width // _HEAD_WIDTH, 2 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
    )
    initialise_zero(layer.self_attn.out_proj)
    initialise_zero(layer.linear2)
    return layer


def _attend(layer: nn.Module, tokens: Tensor) -> Tensor:
    """Apply a layer of `_attention_layer` to tokens [N, P, C].

    Before PyTorch 2.6 the layer's fused kernel fails under autocast on a CPU. There it gets what later versions pass to
    it: tokens and weights in bfloat16.
    """
    unfit = _FUSED_KERNEL_LACKS_AUTOCAST and tokens.device.type == "cpu" and not torch.is_grad_enabled()
    if not (unfit and torch.is_autocast_cpu_enabled()):
        return cast(Tensor, layer(tokens))
    weights = {name: weight.bfloat16() for name, weight in layer.named_parameters()}
    with torch.autocast("cpu", enabled=False):
        return torch.func.functional_call(layer, weights, tokens.bfloat16())


def initialise_zero(layer: nn.Conv2d | nn.Linear) -> None:
    """Set the weights and biases of a layer to zero."""
    nn.init.zeros_(layer.weight)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)


def _position_encoding(height: int, width: int, device: torch.device) -> Tensor:
    """Return sines and cosines [1, 4 F, H, W] of the row and column of each pixel."""
    frequencies = math.pi / 2 * 2 ** torch.arange(_POSITION_FREQUENCIES, device=device)
    waves = []
    for count, shape in ((height, (1, -1, height, 1)), (width, (1, -1, 1, width))):
        angles = frequencies.view(-1, 1) * (torch.arange(count, device=device) + 0.5) / count
        waves += [wave.view(shape).expand(1, -1, height, width) for wave in (angles.sin(), angles.cos())]
    return torch.cat(waves, 1)


class Inception2d(nn.Module):
    """2D convolutions with several dilations: [N, C, H, W] to [N, outputs, H, W].

    Args:
        inputs: Number of input channels.
        outputs: Number of output channels.
        dilations: Dilation of each branch.
        fractions: Fraction of the output channels of each branch.
        kernel: Size of the kernels.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        dilations: tuple[int, ...] = (1, 2, 4),
        fractions: tuple[float, ...] = (0.5, 0.25, 0.25),
        kernel: int = 3,
    ) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Conv2d(inputs, int(outputs * fraction), kernel, padding=dilation * (kernel // 2), dilation=dilation)
            for dilation, fraction in zip(dilations, fractions, strict=True)
        )

    def forward(self, image: Tensor) -> Tensor:
        """Return the concatenated outputs of the branches."""
        return torch.cat([branch(image) for branch in self.branches], 1)


class Inception3d(nn.Module):
    """3D convolutions with dilations 1 and 2, half of the output channels each, padded by reflection."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Conv3d(inputs, outputs // 2, 3, padding=dilation, dilation=dilation, padding_mode="reflect")
            for dilation in (1, 2)
        )

    def forward(self, volume: Tensor) -> Tensor:
        """Return the concatenated outputs of the branches."""
        return torch.cat([branch(volume) for branch in self.branches], 1)


def channels_last(model: nn.Module) -> nn.Module:
    """Convert the weights of all convolutions to channels-last, which is fastest on CPUs and tensor cores."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        elif isinstance(module, nn.Conv3d):
            module.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]
    return model


class Residual3d(nn.Module):
    """Residual block of two 3D convolutions, the second one dilated; it keeps the shape [N, C, D, H, W]."""

    def __init__(self, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv3d(width, width, 3, padding=1, bias=False)
        self.first_norm = nn.GroupNorm(_GROUPS, width)
        self.second = nn.Conv3d(width, width, 3, padding=dilation, dilation=dilation, bias=False)
        self.second_norm = nn.GroupNorm(_GROUPS, width)
        nn.init.zeros_(self.second_norm.weight)

    def forward(self, volume: Tensor) -> Tensor:
        """Return the sum of the volume and its residual."""
        inner = F.relu(self.first_norm(self.first(volume)))
        return F.relu(volume + self.second_norm(self.second(inner)))


def sample_linear(grid: Tensor, points: Tensor) -> Tensor:
    """Interpolate a grid linearly at points.

    Values are at the centres of cells, and constant beyond the outermost ones. A weighted bag of rows is the fastest
    form of this gather on a CPU, in the forward and the backward pass.

    Args:
        grid: Values [N, C, *sides].
        points: Coordinates [N, P, axes] in [0, 1], in the order of the sides.

    Returns:
        Interpolated values [N, P, C].
    """
    batch, channels, *sides = grid.shape
    rows = grid.flatten(2).transpose(1, 2).reshape(-1, channels).float()
    index = torch.arange(batch, device=grid.device).view(-1, 1, 1)
    weight = torch.ones(1, 1, 1, device=grid.device)
    for axis, side in enumerate(sides):
        position = (points[..., axis].float() * side - 0.5).clamp(0, side - 1)
        lower = position.floor().clamp(max=max(side - 2, 0))
        fraction = position - lower
        lower = lower.long()
        neighbours = torch.stack([lower, (lower + 1).clamp(max=side - 1)], -1)
        weights = torch.stack([1 - fraction, fraction], -1)
        index = (index.unsqueeze(-1) * side + neighbours.unsqueeze(-2)).flatten(-2)
        weight = (weight.unsqueeze(-1) * weights.unsqueeze(-2)).flatten(-2)
    corners = index.shape[-1]
    bags = F.embedding_bag(index.reshape(-1, corners), rows, per_sample_weights=weight.reshape(-1, corners), mode="sum")
    return bags.view(batch, -1, channels)
