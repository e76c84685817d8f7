"""Several looks at one image: as it is, as its mirror image, and as if all of it were further away.

What a network says of them differs by its errors, which partly average out.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.geometry.view import UNSEEN_GREY


class Look(NamedTuple):
    """A way to look: at the mirror image or not, and so many bins of log depth further away, by shrinking it."""

    mirrored: bool
    bins: int


class Told(NamedTuple):
    """What is said of pixels, each [N, C, h, w]: normals of any length, logits of depth and of classes."""

    normals: Tensor
    depth: Tensor
    classes: Tensor


LOOKS = Look(False, 0), Look(True, 1), Look(False, 2)
MIRRORS = Look(False, 0), Look(True, 0)
"""For networks that tell no depth, which shrinking could be taken back from."""


def shown(image: Tensor, look: Look, step: float) -> Tensor:
    """Return what a look shows of images [N, 3, S, S] of 0..255, with unseen grey around what was shrunk.

    step: width of the bins of log depth. Things that are further away by a factor look smaller by it.
    """
    if look.mirrored:
        image = image.flip(-1)
    if look.bins:
        image = _scaled(image - UNSEEN_GREY, math.exp(-look.bins * step), "zeros") + UNSEEN_GREY
    return image


def restored(told: Told, look: Look, step: float) -> Told:
    """Return of the images themselves what was said of a look at them."""
    normals, depth, classes = told
    if look.bins:
        normals, depth, classes = (_scaled(part, math.exp(look.bins * step), "border") for part in told)
        depth = torch.cat([depth[:, look.bins :], depth[:, -1:].expand(-1, look.bins, -1, -1)], 1)
    if look.mirrored:
        normals = normals * normals.new_tensor([-1, 1, 1]).view(3, 1, 1)
        normals, depth, classes = (part.flip(-1) for part in (normals, depth, classes))
    return Told(normals, depth, classes)


def mean(all_told: list[Told]) -> Told:
    """Return the mean of what was said, part by part."""
    if len(all_told) == 1:
        return all_told[0]
    return Told(*(torch.stack(parts).mean(0) for parts in zip(*all_told, strict=True)))


def _scaled(images: Tensor, factor: float, padding: str) -> Tensor:
    """Return images [N, C, h, w] enlarged by a factor around their middle."""
    matrix = images.new_tensor([[1 / factor, 0, 0], [0, 1 / factor, 0]]).expand(len(images), 2, 3)
    grid = F.affine_grid(matrix, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode=padding, align_corners=False)
