"""Building blocks that several networks share."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_GROUPS = 8
_HEAD_WIDTH = 64
_PLACE_FREQUENCIES = 4


def conv_block(inputs: int, outputs: int, kernel: int = 3) -> nn.Sequential:
    """Make a 2D convolution with group normalisation and ReLU; the size of the image stays."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False),
        nn.GroupNorm(_GROUPS, outputs),
        nn.ReLU(inplace=True),
    )


class Attention(nn.Module):
    """Let every place of an image ask every other one (Vaswani et al. 2017): [N, C, H, W] to the same.

    How far things are is told by what lies elsewhere, such as where the floor begins. A layer begins as the identity.
    """

    def __init__(self, width: int, layers: int) -> None:
        super().__init__()
        self.place = nn.Conv2d(4 * _PLACE_FREQUENCIES, width, 1)
        self.layers = nn.ModuleList(_attention_layer(width) for _ in range(layers))
        _begin_at_zero(self.place)

    def forward(self, image: Tensor) -> Tensor:
        height, width = image.shape[2:]
        tokens = (image + self.place(_places(height, width).to(image))).flatten(2).transpose(1, 2)
        for layer in self.layers:
            tokens = layer(tokens)
        return tokens.transpose(1, 2).unflatten(2, (height, width)).contiguous(memory_format=torch.channels_last)


def _attention_layer(width: int) -> nn.TransformerEncoderLayer:
    layer = nn.TransformerEncoderLayer(
        width, width // _HEAD_WIDTH, 2 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
    )
    _begin_at_zero(layer.self_attn.out_proj)
    _begin_at_zero(layer.linear2)
    return layer


def _begin_at_zero(layer: nn.Conv2d | nn.Linear) -> None:
    nn.init.zeros_(layer.weight)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)


def _places(height: int, width: int) -> Tensor:
    """Return sines and cosines of where each pixel of an image lies, along columns and rows: [1, 4 F, H, W]."""
    frequencies = math.pi / 2 * 2 ** torch.arange(_PLACE_FREQUENCIES)
    waves = []
    for count, shape in ((height, (1, -1, height, 1)), (width, (1, -1, 1, width))):
        angles = frequencies.view(-1, 1) * (torch.arange(count) + 0.5) / count
        waves += [wave.view(shape).expand(1, -1, height, width) for wave in (angles.sin(), angles.cos())]
    return torch.cat(waves, 1)


class Inception2d(nn.Module):
    """Convolve with several dilations that share the output channels: [N, C, H, W] to [N, outputs, H, W]."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        dilations: tuple[int, ...] = (1, 2, 4),
        shares: tuple[float, ...] = (0.5, 0.25, 0.25),
        kernel: int = 3,
    ) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Conv2d(inputs, int(outputs * share), kernel, padding=dilation * (kernel // 2), dilation=dilation)
            for dilation, share in zip(dilations, shares, strict=True)
        )

    def forward(self, image: Tensor) -> Tensor:
        return torch.cat([branch(image) for branch in self.branches], 1)


class Inception3d(nn.Module):
    """Convolve volumes with dilations 1 and 2, half the output channels each, reflected at the borders."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Conv3d(inputs, outputs // 2, 3, padding=dilation, dilation=dilation, padding_mode="reflect")
            for dilation in (1, 2)
        )

    def forward(self, volume: Tensor) -> Tensor:
        return torch.cat([branch(volume) for branch in self.branches], 1)


def channels_last(model: nn.Module) -> nn.Module:
    """Lay the weights of all convolutions out channels last, which is how CPUs and tensor cores want them."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        elif isinstance(module, nn.Conv3d):
            module.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]
    return model


class Residual3d(nn.Module):
    """Add two 3D convolutions, the second one dilated, to what comes in: [N, C, D, H, W] to the same."""

    def __init__(self, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv3d(width, width, 3, padding=1, bias=False)
        self.first_norm = nn.GroupNorm(_GROUPS, width)
        self.second = nn.Conv3d(width, width, 3, padding=dilation, dilation=dilation, bias=False)
        self.second_norm = nn.GroupNorm(_GROUPS, width)
        nn.init.zeros_(self.second_norm.weight)

    def forward(self, volume: Tensor) -> Tensor:
        inner = F.relu(self.first_norm(self.first(volume)))
        return F.relu(volume + self.second_norm(self.second(inner)))


def sample_linear(grid: Tensor, points: Tensor) -> Tensor:
    """Interpolate a grid linearly at points: [N, C, *sides] and [N, P, axes] in [0, 1] to [N, P, C].

    The axes of a point are in the order of the sides. Values sit at cell centres and go on as constants beyond the
    outermost ones. A weighted bag of rows is the fastest form of this gather on a CPU, forwards and backwards.
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
        shares = torch.stack([1 - fraction, fraction], -1)
        index = (index.unsqueeze(-1) * side + neighbours.unsqueeze(-2)).flatten(-2)
        weight = (weight.unsqueeze(-1) * shares.unsqueeze(-2)).flatten(-2)
    corners = index.shape[-1]
    bags = F.embedding_bag(index.reshape(-1, corners), rows, per_sample_weights=weight.reshape(-1, corners), mode="sum")
    return bags.view(batch, -1, channels)
