"""The pixel network: a U-Net that predicts surface normals and, as configured, depth, classes and context features."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES
from svr_ros.networks.config import PixelConfig
from svr_ros.networks.tta import AUGMENTATIONS, FLIPS, IDENTITY, PixelLogits, apply, invert, merge, valid_mask
from svr_ros.networks.unet import EfficientUNet, InceptionUNet


@dataclass
class Depth:
    """Depth of pixels as a distribution over bins of log depth.

    Attributes:
        logits: Logits [N, bins, h, w] of the bins.
        log: Expected logarithm [N, 1, h, w] of the depth in metres.
    """

    logits: Tensor
    log: Tensor


@dataclass
class PixelPrediction:
    """Predictions per pixel, at h = w = image_size / 4 or image_size; None for those that the network lacks.

    Attributes:
        normals: Unit normals [N, 3, h, w] in the optical frame.
        depth: Distribution of the depth.
        class_logits: Logits [N, 10, h, w] of the classes.
        context: Features [N, context_width, h, w] for the decoder.
    """

    normals: Tensor
    depth: Depth | None
    class_logits: Tensor | None
    context: Tensor | None


class PixelNet(nn.Module):
    """U-Net with one head for all predictions per pixel.

    Attributes:
        bin_centres: Centres [1, bins, 1, 1] of the bins of log depth.
    """

    bin_centres: Tensor

    def __init__(self, config: PixelConfig) -> None:
        super().__init__()
        self.trunk = EfficientUNet(config) if config.encoder == "efficientnet" else InceptionUNet(config)
        self._splits = [3, config.depth_bins, len(NAMES) if config.classes else 0, config.context_width]
        kernel = self.trunk.head_kernel
        self.head = nn.Conv2d(self.trunk.width, sum(self._splits), kernel, padding=kernel // 2)
        low, high = (math.log(d) for d in config.depth_range)
        self._step = (high - low) / config.depth_bins if config.depth_bins else 0.0
        centres = low + (torch.arange(config.depth_bins) + 0.5) * (high - low) / max(config.depth_bins, 1)
        self.register_buffer("bin_centres", centres.view(1, -1, 1, 1), persistent=False)

    def forward(self, image: Tensor, augment: bool = False) -> tuple[PixelPrediction, Tensor | None]:
        """Return the predictions and the features of the image.

        Args:
            image: RGB images [N, 3, S, S] in 0..255.
            augment: Whether normals, depth and classes are averaged over augmented copies of the image.

        Returns:
            The predictions, and features [N, C, S/16, S/16] or None if the trunk has none to share.
        """
        # Run the trunk on all augmented copies at once, which is faster than one after the other
        augmentations = [IDENTITY]
        copies = image
        if augment:
            augmentations = list(AUGMENTATIONS if self._step else FLIPS)
            copies = torch.cat([apply(image, augmentation, self._step) for augmentation in augmentations])
            copies = copies.contiguous(memory_format=torch.channels_last)
        fine, features = self.trunk(copies)
        *outputs, context = self.head(fine).float().split(self._splits, 1)
        # Average the predictions
        predictions = zip(*(part.split(len(image)) for part in outputs), strict=True)
        masks = [valid_mask(augmentation, self._step, outputs[0]) for augmentation in augmentations]
        inverted = [
            invert(PixelLogits(*parts), augmentation, self._step)
            for augmentation, parts in zip(augmentations, predictions, strict=True)
        ]
        normals, bins, classes = merge(inverted, masks)
        # Features and context are those of the image alone: their channels have no known symmetry
        features, context = features if features is None else features[: len(image)], context[: len(image)]
        depth = Depth(bins, (bins.softmax(1) * self.bin_centres).sum(1, keepdim=True)) if bins.shape[1] else None
        prediction = PixelPrediction(
            F.normalize(normals, dim=1),
            depth,
            classes if classes.shape[1] else None,
            context if context.shape[1] else None,
        )
        return prediction, features

    def log_depth_std(self, depth: Depth) -> Tensor:
        """Return the standard deviation [N, 1, h, w] of the logarithm of the depth."""
        return (depth.logits.softmax(1) * (self.bin_centres - depth.log) ** 2).sum(1, keepdim=True).sqrt()
