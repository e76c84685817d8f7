"""Several looks at one image: as it is, as its mirror image, as if all of it were further away, and its middle nearer.

What a network says of them differs by its errors, which partly average out; from nearer it sees more of small things.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.geometry.view import UNSEEN_GREY


class Look(NamedTuple):
    """A way to look: at the mirror image or not, and so many bins of log depth further away, by shrinking it.

    A negative number: so many bins nearer, by enlarging the middle of it.
    """

    mirrored: bool
    bins: int


class Told(NamedTuple):
    """What is said of pixels, each [N, C, h, w]: normals of any length, logits of depth and of classes."""

    normals: Tensor
    depth: Tensor
    classes: Tensor


LOOKS = Look(False, 0), Look(True, 1), Look(False, 2), Look(True, -2)
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
    """Return of the images themselves what was said of a look at them.

    It stands for nothing where the look did not cover them.
    """
    normals, depth, classes = told
    if look.bins:
        normals, depth, classes = (_scaled(part, math.exp(look.bins * step), "border") for part in told)
        depth = _shifted(depth, look.bins)
    if look.mirrored:
        normals = normals * normals.new_tensor([-1, 1, 1]).view(3, 1, 1)
        normals, depth, classes = (part.flip(-1) for part in (normals, depth, classes))
    return Told(normals, depth, classes)


def covered(look: Look, step: float, told: Tensor) -> Tensor:
    """Return which pixels of told [N, C, h, w] a look shows, as 0 or 1: [1, 1, h, w]."""
    shares = []
    for count in told.shape[2:]:
        reach = math.exp(min(look.bins, 0) * step) * (1 - 1 / count)
        places = (2 * torch.arange(count, device=told.device) + 1) / count - 1
        shares.append((places.abs() <= reach + 1e-6).float())
    return torch.outer(*shares)[None, None]


def mean(all_told: list[Told], shares: list[Tensor]) -> Told:
    """Return the mean of what was said, part by part, of those that cover the pixel: shares [1, 1, h, w]."""
    if len(all_told) == 1:
        return all_told[0]
    total = torch.stack(shares).sum(0)
    weighed = (
        [part * share for part, share in zip(parts, shares, strict=True)] for parts in zip(*all_told, strict=True)
    )
    return Told(*(torch.stack(parts).sum(0) / total for parts in weighed))


def _shifted(depth: Tensor, bins: int) -> Tensor:
    """Return logits of depth [N, B, h, w] so many bins nearer, or further away; the outermost bin goes on."""
    if bins > 0:
        return torch.cat([depth[:, bins:], depth[:, -1:].expand(-1, bins, -1, -1)], 1)
    return torch.cat([depth[:, :1].expand(-1, -bins, -1, -1), depth[:, :bins]], 1)


def _scaled(images: Tensor, factor: float, padding: str) -> Tensor:
    """Return images [N, C, h, w] enlarged by a factor around their middle."""
    matrix = images.new_tensor([[1 / factor, 0, 0], [0, 1 / factor, 0]]).expand(len(images), 2, 3)
    grid = F.affine_grid(matrix, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode=padding, align_corners=False)
