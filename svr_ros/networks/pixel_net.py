"""What each pixel shows: a U-Net that gives surface normals and, as configured, depth, classes and context features."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES
from svr_ros.networks.config import NormalsConfig
from svr_ros.networks.tta import LOOKS, MIRRORS, Told, covered, mean, restored, shown
from svr_ros.networks.unet import EfficientUNet, InceptionUNet


@dataclass
class Depth:
    """Hold the depth of pixels as a distribution."""

    logits: Tensor
    """[N, bins, h, w] of the bins of log depth."""

    log: Tensor
    """[N, 1, h, w] expected logarithm of the depth in metres."""


@dataclass
class Surface:
    """Hold what the U-Net says of pixels, at h = w = image_size / 4 or image_size; None: what it was not built for."""

    normals: Tensor
    """[N, 3, h, w] unit vectors in the optical frame."""

    depth: Depth | None
    class_logits: Tensor | None
    """[N, 10, h, w]."""

    context: Tensor | None
    """[N, context_width, h, w] features for the decoder."""


class NormalsUNet(nn.Module):
    """See surfaces: [N, 3, S, S] of 0..255 RGB to a Surface and to image features [N, C, S/16, S/16] or None."""

    bin_centres: Tensor

    def __init__(self, config: NormalsConfig) -> None:
        super().__init__()
        self.trunk = EfficientUNet(config) if config.encoder == "efficientnet" else InceptionUNet(config)
        self._splits = [3, config.depth_bins, len(NAMES) if config.classes else 0, config.context_width]
        kernel = self.trunk.head_kernel
        self.head = nn.Conv2d(self.trunk.width, sum(self._splits), kernel, padding=kernel // 2)
        low, high = (math.log(d) for d in config.depth_range)
        self._step = (high - low) / config.depth_bins if config.depth_bins else 0.0
        centres = low + (torch.arange(config.depth_bins) + 0.5) * (high - low) / max(config.depth_bins, 1)
        self.register_buffer("bin_centres", centres.view(1, -1, 1, 1), persistent=False)

    def forward(self, image: Tensor, thorough: bool = False) -> tuple[Surface, Tensor | None]:
        """Return the surface and the features.

        thorough: normals, depth and classes are the means of what is said of several looks at the image.
        """
        looks = (LOOKS if self._step else MIRRORS) if thorough else LOOKS[:1]
        seen = image
        if thorough:  # all at once, in less time than one after the other
            seen = torch.cat([shown(image, look, self._step) for look in looks])
            seen = seen.contiguous(memory_format=torch.channels_last)
        fine, features = self.trunk(seen)
        *told, context = self._told(fine)
        every = zip(looks, *(part.split(len(image)) for part in told), strict=True)
        shares = [covered(look, self._step, told[0]) for look in looks]
        normals, bins, classes = mean([restored(Told(*parts), look, self._step) for look, *parts in every], shares)
        # Features and context are those of the image alone: what their channels mean, only later networks know.
        features, context = features if features is None else features[: len(image)], context[: len(image)]
        depth = Depth(bins, (bins.softmax(1) * self.bin_centres).sum(1, keepdim=True)) if bins.shape[1] else None
        surface = Surface(
            F.normalize(normals, dim=1),
            depth,
            classes if classes.shape[1] else None,
            context if context.shape[1] else None,
        )
        return surface, features

    def _told(self, fine: Tensor) -> tuple[Tensor, ...]:
        """Return normals (of any length), logits of depth and of classes, and context of the trunk's features."""
        return self.head(fine).float().split(self._splits, 1)

    def depth_spread(self, depth: Depth) -> Tensor:
        """Return the standard deviation of the logarithm of the depth [N, 1, h, w]."""
        return (depth.logits.softmax(1) * (self.bin_centres - depth.log) ** 2).sum(1, keepdim=True).sqrt()
