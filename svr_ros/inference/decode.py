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

"""Decoding of whole volumes: coarse everywhere, fine in the octants of blocks that a surface may pass through.

Blocks whose latent is the constant of empty or of solid blocks are not decoded at all.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.inference.block_filling import Line, fill_blocks
from svr_ros.inference.first_layer import block_position, block_view
from svr_ros.inference.lattice import BlockPredictions, LatticeDecoder, Part, as_array
from svr_ros.inference.lattice_kernel import write_blocks
from svr_ros.labels import Label
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT, ImplicitDecoder
from svr_ros.networks.rays import RayFeatures

LOWEST_RESOLUTION, HIGHEST_RESOLUTION = 64, 256

CONSTANT_TOLERANCE = 0.05
"""Maximum mean absolute difference of a latent from a constant one that it is identified with (published value)."""

COARSE = 4
"""Points per side of a block in the coarse pass, from its first to its last voxels, so that no plane passes between."""

MARGIN = 0.2
"""Distance from a surface in truncations within which a coarse point has the octants around it decoded finely.

An octant whose coarse points differ in sign is decoded finely as well. In the true distances of 8 generated rooms,
among 20,000 octants with both signs at 256^3 and 0.1 m, this misses none, and neither at 128^3 and 0.2 m. The published
rule, both signs among 8^3 points per block, misses 6 % of such blocks.
"""

CLEAR = 0.8
"""Distance in truncations that the corners and the centre of a block far from surfaces exceed, all with the same sign.

In 8 photos and 6 generated rooms this leaves out 57 % of the blocks, and none with an octant that would otherwise be
decoded finely.
"""

_TYPES = torch.float32, torch.uint8, torch.float32
"""Types of distances, labels and confidence."""

_CPU_BYTES, _GPU_BYTES = 1 << 21, 1 << 28

_Part = tuple[slice, slice, slice]
_WHOLE = (slice(None),) * 3


@dataclass
class Volume:
    """Decoded volume; all tensors are [R, R, R] (depth, row, column).

    In parts that were not decoded finely, distances are interpolated between coarse points, and labels and confidence
    are those of the nearest one; in blocks far from surfaces, these points are the corners of the blocks. Blocks with a
    constant latent have the label void with confidence 0.

    Attributes:
        distance: Distances in truncations, clamped to +-1.
        labels: Class ids, uint8.
        confidence: Probabilities of the classes.
        fine: Mask of the voxels that were decoded finely.
        extra: Further outputs of the decoder [R, R, R, outputs], float16, where it was decoded finely, else zero: see
            `ImplicitDecoder.extra`.
        left_out: Number [] of octants near a surface that were not decoded finely, for lack of room.
    """

    distance: Tensor
    labels: Tensor
    confidence: Tensor
    fine: Tensor
    extra: Tensor
    left_out: Tensor


@torch.no_grad()
def decode_volume(
    decoder: ImplicitDecoder,
    latents: Tensor,
    ray_features: RayFeatures | None,
    resolution: int,
    batch_bytes: int | None = None,
) -> Volume:
    """Decode latents to a volume, in the type that autocast selects for a linear layer.

    Args:
        decoder: The decoder.
        latents: Latents [1, L, g, g, g].
        ray_features: Features of the rays; None if the decoder does not read them.
        resolution: Voxels per side of the volume.
        batch_bytes: Bytes of the first layer to compute at a time; by default, `default_batch_bytes`.

    Raises:
        InputError: If the resolution is not a multiple of the grid's side or not within 64 to 256, or if ray features
            are missing or not read.
    """
    grid = decoder.grid
    check_resolution(resolution, grid)
    if (ray_features is not None) != decoder.config.ray_features:
        raise InputError(
            f"ray features are {'missing' if ray_features is None else 'given'}; "
            f"expected {'them' if ray_features is None else 'none'}, as the decoder's config says"
        )
    latent = decoder.latent(latents.flatten(2)[0].T)
    batch_points = (batch_bytes or default_batch_bytes(latent.device)) // (latent.shape[1] * latent.dtype.itemsize)
    lattices = LatticeDecoder(decoder, latent, ray_features, batch_points)
    with torch.autocast(latents.device.type, enabled=False):
        if decoder.config.interpolated and resolution // grid > COARSE:
            # Interpolate blocks far from surfaces between their corners, and decode the others
            volume = _volume(decoder, *(latent.new_empty((resolution,) * 3, dtype=dtype) for dtype in _TYPES))
            blocks = _indices(~_fill_far_blocks(volume, lattices))
        else:
            # Fill the solid blocks, and decode those that are neither empty nor solid
            sides = (resolution,) * 3
            volume = _volume(
                decoder,
                latent.new_ones(sides, dtype=torch.float32),
                latent.new_full(sides, int(Label.VOID), dtype=torch.uint8),
                latent.new_zeros(sides, dtype=torch.float32),
            )
            empty, filled = constant_blocks(decoder, latents)
            _set(volume.distance, _indices(filled), grid, -1.0)
            blocks = _indices(~(empty | filled))
        _decode_blocks(volume, lattices, blocks)
    return volume


def _volume(decoder: ImplicitDecoder, distance: Tensor, labels: Tensor, confidence: Tensor) -> Volume:
    """Return a volume of which nothing is decoded finely yet."""
    return Volume(
        distance,
        labels,
        confidence,
        torch.zeros_like(distance, dtype=torch.bool),
        distance.new_zeros((*distance.shape, decoder.extra_outputs), dtype=torch.float16),
        distance.new_zeros((), dtype=torch.int64),
    )


def _fill_far_blocks(volume: Volume, lattices: LatticeDecoder) -> Tensor:
    """Interpolate the blocks far from surfaces between the corners of blocks, and return the mask [g^3] of them.

    The first voxel of a block is its corner; latents are interpolated, so that blocks share their corners.
    """
    grid, latent, resolution = lattices.decoder.grid, lattices.latent, len(volume.distance)
    sides, side = (grid,) * 3, resolution // grid
    blocks = torch.arange(grid**3, device=latent.device)
    corners, centres = (
        lattices.decode(blocks, (latent.new_tensor([point], dtype=torch.float32),) * 3)
        for point in (0.5 * grid / resolution, 0.5)
    )
    far = far_from_surfaces(corners.distance.view(sides), centres.distance.view(sides))
    # Take the eight corners around each of these blocks; beyond the last blocks, the last ones are repeated
    chosen = _indices(far)
    step = torch.cartesian_prod(*(torch.arange(2, device=latent.device),) * 3)
    around = (torch.stack(block_position(chosen, grid), -1)[:, None] + step).clamp(max=grid - 1)
    index = ((around[..., 0] * grid + around[..., 1]) * grid + around[..., 2]).view(-1, 2, 2, 2)
    points = BlockPredictions(*(values.flatten(0, 3)[index] for values in corners))
    voxel = torch.arange(side, device=latent.device)
    fill_blocks(_parts(volume, grid), chosen, points, Line(voxel / side, (voxel + side // 2) // side))
    return far


def spread_corners(corners: list[Tensor], resolution: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return the distances, labels and confidences [R, R, R] of all voxels, given those [g, g, g] of blocks' corners.

    Distances are interpolated, labels and confidences are those of the nearest corner. Those beyond the last blocks
    repeat the last ones.
    """
    distance, labels, confidence = corners
    grid = len(distance)
    side = resolution // grid
    nearest = (torch.arange(resolution, device=distance.device) + side // 2) // side
    nearest = nearest.clamp(max=grid - 1)
    padded = F.pad(distance[None, None], (0, 1) * 3, mode="replicate")
    spread = F.interpolate(padded, (resolution + 1,) * 3, mode="trilinear", align_corners=True)[0, 0]
    labels, confidence = (values[nearest][:, nearest][:, :, nearest] for values in (labels, confidence))
    return spread[:resolution, :resolution, :resolution].contiguous(), labels, confidence


def far_from_surfaces(corners: Tensor, centres: Tensor) -> Tensor:
    """Return a mask [g^3] of the blocks whose corners and centre are far from surfaces, on the same side; see CLEAR.

    Args:
        corners: Distances [g, g, g] at the first voxels of the blocks, in truncations.
        centres: Distances [g, g, g] at their centres.
    """
    around = F.pad(corners[None, None], (0, 1) * 3, mode="replicate")
    lowest = torch.minimum(-F.max_pool3d(-around, 2, 1)[0, 0], centres)
    highest = torch.maximum(F.max_pool3d(around, 2, 1)[0, 0], centres)
    return ((lowest > CLEAR) | (highest < -CLEAR)).flatten()


def default_batch_bytes(device: torch.device) -> int:
    """Return the bytes of the first layer that fit into a CPU's cache, or use a GPU fully."""
    return _CPU_BYTES if device.type == "cpu" else _GPU_BYTES


def check_resolution(resolution: int, grid: int) -> None:
    """Raise InputError if a volume of `grid` blocks per side cannot have `resolution` voxels per side."""
    if resolution % grid or not LOWEST_RESOLUTION <= resolution <= HIGHEST_RESOLUTION:
        raise InputError(
            f"resolution is {resolution}; expected a multiple of {grid} "
            f"from {LOWEST_RESOLUTION} to {HIGHEST_RESOLUTION} voxels per side"
        )


def constant_blocks(decoder: ImplicitDecoder, latents: Tensor) -> tuple[Tensor, Tensor]:
    """Return masks [g^3] of the blocks of latents [1, L, g, g, g] with the constant of empty and of solid blocks."""
    if decoder.config.interpolated:
        none = latents.new_zeros(decoder.grid**3, dtype=torch.bool)
        return none, none
    rows = latents.flatten(2)[0].float()
    empty, filled = ((rows - value).abs().mean(0) < CONSTANT_TOLERANCE for value in (EMPTY_LATENT, FILLED_LATENT))
    return empty, filled


def _decode_blocks(volume: Volume, lattices: LatticeDecoder, blocks: Tensor) -> None:
    """Decode the blocks [B] (flat indices) into the volume: all coarsely, finely the octants near a surface."""
    grid = lattices.decoder.grid
    side = len(volume.distance) // grid
    centres = (torch.arange(side, device=blocks.device) + 0.5) / side
    # Decode small blocks entirely
    if side <= COARSE:
        lattices.decode_parts([Part(_parts(volume, grid), blocks, (centres,) * 3)])
        _set(volume.fine, blocks, grid, True)
        return
    # Decode the coarse points
    points = torch.linspace(centres[0], centres[-1], COARSE, device=blocks.device)
    coarse = lattices.decode(blocks, (points,) * 3)
    # Find the octants near a surface, [B, 2, 2, 2]: along each axis, three of the four points are in or next to a half
    distance = coarse.distance[:, None]
    highest, lowest = F.max_pool3d(distance, COARSE - 1, 1)[:, 0], -F.max_pool3d(-distance, COARSE - 1, 1)[:, 0]
    near = (lowest < MARGIN) & (highest > -MARGIN)
    # Interpolate the blocks with any other octants
    far = ~near.flatten(1).all(1)
    position = torch.linspace(0, COARSE - 1, side, device=blocks.device)
    some = BlockPredictions(*(values[far] for values in coarse))
    fill_blocks(_parts(volume, grid), blocks[far], some, Line(position, position.round().long()))
    # Decode the octants near a surface
    halves = slice(0, side // 2), slice(side // 2, side)
    octants = []
    for octant in itertools.product(range(2), repeat=3):
        chosen = blocks[near[:, octant[0], octant[1], octant[2]]]
        part = halves[octant[0]], halves[octant[1]], halves[octant[2]]
        axes = centres[part[0]], centres[part[1]], centres[part[2]]
        octants.append(Part(_parts(volume, grid, part), chosen, axes))
        _set(volume.fine, chosen, grid, True, part)
    lattices.decode_parts(octants)


def _parts(volume: Volume, grid: int, part: _Part = _WHOLE) -> BlockPredictions:
    """Return views of a part of all blocks of a volume."""
    extra = block_view(volume.extra, grid)
    views = (block_view(values, grid) for values in (volume.distance, volume.labels, volume.confidence))
    return BlockPredictions(*(view[(slice(None),) * 3 + part] for view in (*views, extra)))


def _indices(mask: Tensor) -> Tensor:
    return mask.nonzero()[:, 0]


def _set(volume: Tensor, blocks: Tensor, grid: int, values: Tensor | float, part: _Part = _WHOLE) -> None:
    """Write values into a part of the blocks [B] of a volume."""
    view = block_view(volume, grid)[(slice(None),) * 3 + part]
    values = torch.as_tensor(values, dtype=volume.dtype, device=volume.device)
    if volume.device.type == "cpu":
        values = values.expand(len(blocks), *view.shape[3:])
        write_blocks(as_array(view), blocks.numpy(), as_array(values))
    else:
        view[block_position(blocks, grid)] = values
