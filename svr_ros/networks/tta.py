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

"""Test-time augmentation of the pixel network.

Predictions on augmented copies of an image have partly independent errors, which averaging reduces; the zoomed copy
resolves small objects.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.geometry.view import UNSEEN_GREY
from svr_ros.networks.known import KnownMaps


class Augmentation(NamedTuple):
    """Reflection and zoom of an image.

    Attributes:
        mirrored: Whether the image is mirrored horizontally.
        bins: Number of bins of log depth by which the scene moves away, as the image shrinks; if negative, the middle
            of the image is enlarged.
    """

    mirrored: bool
    bins: int


class PixelLogits(NamedTuple):
    """Outputs of the pixel network's head.

    Attributes:
        normals: Surface normals [N, 3, h, w] of any length.
        depth: Logits [N, bins, h, w] of the bins of log depth.
        classes: Logits [N, classes, h, w].
    """

    normals: Tensor
    depth: Tensor
    classes: Tensor


IDENTITY = Augmentation(False, 0)
AUGMENTATIONS = IDENTITY, Augmentation(True, 1), Augmentation(False, 2), Augmentation(True, -2)
FLIPS = IDENTITY, Augmentation(True, 0)
"""Augmentations for networks without depth, whose predictions do not depend on the zoom."""


def apply(image: Tensor, augmentation: Augmentation, step: float) -> Tensor:
    """Return augmented images; shrunk ones are padded with grey.

    Args:
        image: Images [N, 3, S, S] in 0..255.
        augmentation: Reflection and zoom.
        step: Width of the bins of log depth.
    """
    if augmentation.mirrored:
        image = image.flip(-1)
    if augmentation.bins:
        # An object appears smaller by the factor by which it is further away
        image = _zoomed(image - UNSEEN_GREY, math.exp(-augmentation.bins * step), "zeros") + UNSEEN_GREY
    return image


def apply_known(known: KnownMaps, augmentation: Augmentation, step: float) -> KnownMaps:
    """Return known geometry of augmented images; depths are resampled to the nearest pixel and scaled by the zoom."""
    maps = known.depth, known.sigma, known.ground
    if augmentation.mirrored:
        maps = tuple(values.flip(-1) for values in maps)  # type: ignore[assignment]
    if augmentation.bins:
        factor = math.exp(augmentation.bins * step)
        maps = tuple(_zoomed(values, 1 / factor, "zeros", "nearest") * factor for values in maps)  # type: ignore[assignment]
    return KnownMaps(*maps, known.has_ground)


def invert(predicted: PixelLogits, augmentation: Augmentation, step: float) -> PixelLogits:
    """Map predictions on augmented images back to the original ones; they are meaningless outside of `valid_mask`."""
    normals, depth, classes = predicted
    if augmentation.bins:
        factor = math.exp(augmentation.bins * step)
        normals, depth, classes = (_zoomed(part, factor, "border") for part in predicted)
        depth = _shifted(depth, augmentation.bins)
    if augmentation.mirrored:
        normals = torch.cat([-normals[:, :1], normals[:, 1:]], 1)
        normals, depth, classes = (part.flip(-1) for part in (normals, depth, classes))
    return PixelLogits(normals, depth, classes)


def valid_mask(augmentation: Augmentation, step: float, predicted: Tensor) -> Tensor:
    """Return the pixels of predictions [N, C, h, w] that the augmented image shows, as 0 or 1 [1, 1, h, w]."""
    inside = []
    for count in predicted.shape[2:]:
        limit = math.exp(min(augmentation.bins, 0) * step) * (1 - 1 / count)
        positions = (2 * torch.arange(count, device=predicted.device) + 1) / count - 1
        inside.append((positions.abs() <= limit + 1e-6).float())
    return torch.outer(*inside)[None, None]


def merge(predictions: list[PixelLogits], masks: list[Tensor]) -> PixelLogits:
    """Return the mean of predictions over those whose mask [1, 1, h, w] is set."""
    if len(predictions) == 1:
        return predictions[0]
    total = torch.stack(masks).sum(0)
    masked = (
        [part * mask for part, mask in zip(parts, masks, strict=True)] for parts in zip(*predictions, strict=True)
    )
    return PixelLogits(*(torch.stack(parts).sum(0) / total for parts in masked))


def _shifted(depth: Tensor, bins: int) -> Tensor:
    """Return logits of depth [N, B, h, w] moved nearer by a number of bins; the outermost bin is repeated."""
    if bins > 0:
        return torch.cat([depth[:, bins:], depth[:, -1:].expand(-1, bins, -1, -1)], 1)
    return torch.cat([depth[:, :1].expand(-1, -bins, -1, -1), depth[:, :bins]], 1)


def _zoomed(images: Tensor, factor: float, padding: str, mode: str = "bilinear") -> Tensor:
    """Return images [N, C, h, w] enlarged by a factor about their centre."""
    # Scaled on the device: values from the host would make a GPU wait for it
    matrix = torch.eye(2, 3, dtype=images.dtype, device=images.device) * (1 / factor)
    grid = F.affine_grid(matrix.expand(len(images), 2, 3), list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, mode=mode, padding_mode=padding, align_corners=False)
