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

"""The pixel network: a U-Net that predicts surface normals and, as configured, depth, classes and context features."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.labels import NAMES, Label
from svr_ros.networks.config import PixelConfig
from svr_ros.networks.depth_correction import estimate_correction, move_bins
from svr_ros.networks.known import KnownEncoder, KnownMaps, cell_depth, fuse_depth
from svr_ros.networks.layers import initialise_zero
from svr_ros.networks.tta import (
    AUGMENTATIONS,
    FLIPS,
    IDENTITY,
    Augmentation,
    PixelLogits,
    apply,
    apply_known,
    invert,
    merge,
    valid_mask,
)
from svr_ros.networks.unet import EfficientUNet, InceptionUNet
from svr_ros.networks.upsampling import ConvexUpsampler, upsample

_INITIAL_RELIABILITY = 3.0
"""Initial logit of a measurement being right."""

_MIN_LOG_STD = 0.004
"""Minimum standard deviation of the logarithm of a depth."""


@dataclass
class Depth:
    """Depth of pixels as a distribution over bins of log depth.

    Attributes:
        logits: Logits [N, bins, h, w] of the bins.
        log: Expected logarithm [N, 1, h, w] of the depth in metres.
        log_std: Standard deviation [N, 1, h, w] of the logarithm of the depth.
        log_full: Logarithm [N, 1, S, S] of the depth at every pixel of the image; None without learned upsampling and
            measured depth.
    """

    logits: Tensor
    log: Tensor
    log_std: Tensor
    log_full: Tensor | None = None

    def detach(self) -> Depth:
        """Return the same without gradients."""
        full = None if self.log_full is None else self.log_full.detach()
        return Depth(self.logits.detach(), self.log.detach(), self.log_std.detach(), full)


@dataclass
class PixelPrediction:
    """Predictions per pixel, at h = w = image_size / 4 or image_size; None for those that the network lacks.

    Attributes:
        normals: Unit normals [N, 3, h, w] in the optical frame.
        depth: Distribution of the depth.
        class_logits: Logits [N, 10, h, w] of the classes.
        context: Features [N, context_width, h, w] for the decoder.
        upsampling: Weights [N, 9, 16, h, w] of `networks.upsampling.upsample`.
        reliability: Logits [N, 1, h, w] of the measured depth being right.
    """

    normals: Tensor
    depth: Depth | None
    class_logits: Tensor | None
    context: Tensor | None
    upsampling: Tensor | None = None
    reliability: Tensor | None = None

    def full_class_logits(self, size: int) -> Tensor:
        """Return the class logits [N, 10, size, size] at every pixel of the image."""
        assert self.class_logits is not None
        if self.upsampling is not None:
            return upsample(self.class_logits, self.upsampling)
        return F.interpolate(self.class_logits.float(), (size, size), mode="bilinear", align_corners=False)


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
        self._encodes_known = config.known
        if config.known:
            self.known = KnownEncoder(96, config.pyramid_width)
            self.reliability = nn.Conv2d(self.trunk.width, 1, 1)
            initialise_zero(self.reliability)
            nn.init.constant_(self.reliability.bias, _INITIAL_RELIABILITY)  # type: ignore[arg-type]
        self.upsampler = ConvexUpsampler(self.trunk.width) if config.convex_upsampling else None
        centres = low + (torch.arange(config.depth_bins) + 0.5) * (high - low) / max(config.depth_bins, 1)
        self.register_buffer("bin_centres", centres.view(1, -1, 1, 1), persistent=False)

    def forward(
        self, image: Tensor, augment: bool = False, known: KnownMaps | None = None
    ) -> tuple[PixelPrediction, Tensor | None]:
        """Return the predictions and the features of the image.

        Args:
            image: RGB images [N, 3, S, S] in 0..255.
            augment: Whether normals, depth and classes are averaged over augmented copies of the image.
            known: Known geometry; None for nothing. A network without its encoder still fuses measured depth with the
                prediction, every measurement with the same reliability.

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
        fine, features = self.trunk(copies, *self._encode_known(known, augmentations))
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
        fine, context = fine[: len(image)], context[: len(image)]
        features = features if features is None else features[: len(image)]
        upsampling = None if self.upsampler is None else self.upsampler(fine)
        reliability = None if known is None else self._reliability(fine)
        prediction = PixelPrediction(
            F.normalize(normals, dim=1),
            self._depth(bins, upsampling, reliability, known, classes) if bins.shape[1] else None,
            classes if classes.shape[1] else None,
            context if context.shape[1] else None,
            upsampling,
            reliability,
        )
        return prediction, features

    def _reliability(self, fine: Tensor) -> Tensor:
        """Return the logits [N, 1, h, w] of measured depth being right."""
        if self._encodes_known:
            return self.reliability(fine).float()
        return fine.new_full((len(fine), 1, *fine.shape[2:]), _INITIAL_RELIABILITY, dtype=torch.float32)

    def _encode_known(self, known: KnownMaps | None, augmentations: list[Augmentation]) -> tuple[Tensor, ...]:
        """Return the features of known geometry, augmented as the images are; none if nothing is known."""
        if known is None or not self._encodes_known:
            return ()
        return self.known(KnownMaps.concatenate([apply_known(known, each, self._step) for each in augmentations]))

    def _depth(
        self,
        logits: Tensor,
        upsampling: Tensor | None,
        reliability: Tensor | None,
        known: KnownMaps | None,
        class_logits: Tensor,
    ) -> Depth:
        """Return the distribution of depth after correcting it by what is known and fusing what was measured."""
        unexplained: float | Tensor = 1.0
        if known is not None and reliability is not None:
            logits, unexplained = self._correct(logits, reliability, known, class_logits)
            logits = fuse_depth(logits, reliability, known, self.bin_centres, self._step)
        probability = logits.softmax(1)
        log = (probability * self.bin_centres).sum(1, keepdim=True)
        variance = (probability * (self.bin_centres - log) ** 2).sum(1, keepdim=True)
        # Remove the variance of a depth between two bins, which its distribution has even if it is certain
        position = (log - self.bin_centres[:, :1]) / self._step
        fraction = position - position.floor()
        variance = (variance - fraction * (1 - fraction) * self._step**2) * unexplained
        log_std = variance.clamp(min=_MIN_LOG_STD**2).sqrt()
        if known is not None and reliability is not None:
            depth, sigma = cell_depth(known)
            measured = (sigma / depth.clamp(min=1e-3)).clamp(min=_MIN_LOG_STD)
            log_std = torch.where((depth > 0) & (reliability > 0), torch.minimum(measured, log_std), log_std)
        full = None if upsampling is None else upsample(log, upsampling)
        if known is not None and reliability is not None:
            if full is None:
                full = F.interpolate(log, known.depth.shape[-2:], mode="bilinear", align_corners=False)
            full = _insert_measured(full, reliability, known)
        return Depth(logits, log, log_std, full)

    def _correct(
        self, logits: Tensor, reliability: Tensor, known: KnownMaps, class_logits: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return the logits of depth, corrected by what is known, and the fraction of the variance that is left."""
        log = (logits.softmax(1) * self.bin_centres).sum(1, keepdim=True)
        prob_floor = class_logits.softmax(1)[:, Label.FLOOR, None] if class_logits.shape[1] else None
        with torch.autocast(logits.device.type, enabled=False):  # kernels need more digits than bfloat16 has
            correction = estimate_correction(log.detach(), reliability.detach(), known, prob_floor)
        return move_bins(logits, correction.log_ratio, self._step), correction.unexplained


def _insert_measured(log_full: Tensor, reliability: Tensor, known: KnownMaps) -> Tensor:
    """Return log depth [N, 1, S, S] with the measured depth at every pixel where the measurement is probably right."""
    right = F.interpolate(reliability, log_full.shape[-2:], mode="nearest") > 0
    return torch.where((known.depth > 0) & right, known.depth.clamp(min=1e-3).log(), log_full)
