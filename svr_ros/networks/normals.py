"""What each pixel shows: a U-Net that gives surface normals, a distribution of depth, classes and context features."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES
from svr_ros.networks.backbone import WIDTHS, EfficientNetLite0
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import conv_block


@dataclass
class Surface:
    """Hold what the U-Net says, at a quarter of the image's size: h = w = image_size / 4."""

    normals: Tensor
    """[N, 3, h, w] unit vectors in the optical frame."""

    depth_logits: Tensor
    """[N, bins, h, w] of the bins of log depth."""

    log_depth: Tensor
    """[N, 1, h, w] expected logarithm of the depth in metres."""

    class_logits: Tensor
    """[N, 10, h, w]."""

    context: Tensor
    """[N, context_width, h, w] features for the decoder."""


class NormalsUNet(nn.Module):
    """See surfaces: [N, 3, S, S] of 0..255 RGB to a Surface and to image features [N, pyramid_width, S/16, S/16]."""

    bin_centres: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.encoder = EfficientNetLite0()
        stride4, stride8, stride16, stride32 = WIDTHS
        width = config.pyramid_width
        self.top = conv_block(stride32, 128, 1)
        self.merge = conv_block(stride16 + 128 + 4 * stride8, width)
        self.refine = conv_block(width, width)
        self.up8 = nn.Sequential(conv_block(width + stride8, 96, 1), conv_block(96, 96))
        self.up4 = nn.Sequential(conv_block(96 + stride4, 96, 1), conv_block(96, 96))
        self._splits = [3, config.depth_bins, len(NAMES), config.context_width]
        self.head = nn.Conv2d(96, sum(self._splits), 1)
        low, high = (math.log(d) for d in config.depth_range)
        centres = low + (torch.arange(config.depth_bins) + 0.5) * (high - low) / config.depth_bins
        self.register_buffer("bin_centres", centres.view(1, -1, 1, 1), persistent=False)

    def forward(self, image: Tensor) -> tuple[Surface, Tensor]:
        stride4, stride8, stride16, stride32 = self.encoder(image)
        top = F.interpolate(self.top(stride32), scale_factor=2, mode="nearest")
        features = self.merge(torch.cat([stride16, top, F.pixel_unshuffle(stride8, 2)], 1))
        features = features + self.refine(features)
        fine = self.up8(torch.cat([F.interpolate(features, scale_factor=2, mode="nearest"), stride8], 1))
        fine = self.up4(torch.cat([F.interpolate(fine, scale_factor=2, mode="nearest"), stride4], 1))
        normals, depth, classes, context = self.head(fine).float().split(self._splits, 1)
        log_depth = (depth.softmax(1) * self.bin_centres).sum(1, keepdim=True)
        return Surface(F.normalize(normals, dim=1), depth, log_depth, classes, context), features
