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

"""Decoding of volumes with fixed shapes, for GPUs and for export: the device never waits for the host.

The results are those of `decode_volume`. At most a fixed number of octants, of all blocks together, is decoded finely,
and tables that depend on the resolution alone are computed once.
"""

from __future__ import annotations

import itertools
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.inference.decode import COARSE, Volume
from svr_ros.inference.first_layer import all_coordinates, interpolation_matrix, relu_
from svr_ros.inference.lattice import Head
from svr_ros.inference.octants import far_from_surfaces, near_surfaces, octants_of_blocks, spread_corners
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.rays import RayFeatures, RaySamples, mix_rays, ray_samples

_CAPACITY = 0.25
"""Fraction of all octants that can be decoded finely at first; rooms need about 0.15."""

_ROOM = 1.2
"""Capacity after a volume that had no room for all its octants, relative to their number."""

_ALIGNMENT = 8
"""The products' inner sizes are multiples of this, as tensor cores require."""

_FEATURES = 4
"""Pixels of the canonical image per feature of a ray, along rows and columns."""


def can_decode(decoder: ImplicitDecoder, resolution: int) -> bool:
    """Return whether `StaticDecoder` decodes volumes of a resolution.

    Latents must be interpolated, and blocks must have more than COARSE voxels per side and divide into halves.
    """
    side = resolution // decoder.grid
    return decoder.config.interpolated and side > COARSE and side % 2 == 0


class StaticDecoder(nn.Module):
    """Decoder of volumes of one resolution, for decoders that `can_decode`.

    Args:
        decoder: The decoder, whose weights must not change afterwards.
        resolution: Voxels per side of the volume.
        capacity: Maximum number of octants that are decoded finely; by default, a quarter of all.
        dtype: Type to compute in.
        image_size: Side of the canonical image in pixels.
    """

    def __init__(
        self,
        decoder: ImplicitDecoder,
        resolution: int,
        capacity: int | None = None,
        dtype: torch.dtype = torch.float32,
        image_size: int = 256,
    ) -> None:
        super().__init__()
        self.resolution, self.grid, self.dtype = resolution, decoder.grid, dtype
        octants = (2 * decoder.grid) ** 3
        self.capacity = min(octants, int(_CAPACITY * octants) if capacity is None else capacity)
        self.decoder, self._head = decoder, Head(decoder, dtype)
        side, device = resolution // decoder.grid, decoder.point.weight.device
        centres = (torch.arange(side, device=device) + 0.5) / side
        first = [centres[index : index + 1] for index in (0, side // 2)]
        self.corners = _Lattice(decoder, first, dtype, image_size)
        self.fine = _Lattice(decoder, [centres[: side // 2], centres[side // 2 :]], dtype, image_size)

    def forward(self, latents: Tensor, ray_features: RayFeatures | None, batch_bytes: int | None = None) -> Volume:
        """Return the volume of latents [1, L, g, g, g]; see `decode_volume`.

        If more octants than the capacity are near a surface, the last ones are interpolated between their corners and
        counted in `Volume.left_out`.
        """
        decoder = self.decoder
        latent = F.linear(latents.flatten(2)[0].T.to(self.dtype), decoder.latent.weight.to(self.dtype))
        # Decode the corners of all octants
        size, cells = self.resolution, 2 * self.grid
        decoded = [values.view((cells,) * 3) for values in self._decode_corners(latent, ray_features, batch_bytes)]
        # In blocks far from surfaces, interpolate them between the corners of the blocks; then all voxels between them
        outer = [values[::2, ::2, ::2] for values in decoded]
        far = far_from_surfaces(outer[0], decoded[0][1::2, 1::2, 1::2])
        corners = [
            torch.where(octants_of_blocks(far), spread, values)
            for spread, values in zip(spread_corners(outer, cells), decoded, strict=True)
        ]
        volumes = [values.flatten() for values in spread_corners(corners, size)]
        # Find the octants near a surface, in the order of the cells of the fine lattice
        near = near_surfaces(corners[0], far).flatten()
        chosen = first_indices(near, self.capacity)
        # Decode them in batches; an additional voxel at the end receives the predictions of unused places
        fine, extra = (torch.zeros(size**3 + 1, *more, dtype=dtype, device=latents.device) for more, dtype in (
            ((), torch.bool), ((decoder.extra_outputs,), torch.float16)))  # fmt: skip
        volumes = [F.pad(values, (0, 1)) for values in volumes]
        rays = self._rays(self.fine, ray_features)
        for part in chosen.split(self.fine.batch(batch_bytes)):
            used = part >= 0
            predictions = self._decode(self.fine, part.clamp(min=0), latent, rays)
            place = torch.where(used[:, None], self.fine.voxels(part.clamp(min=0)), size**3).flatten()
            for target, values in zip((*volumes, extra), predictions, strict=True):
                target[place] = values.flatten(0, 1).to(target.dtype)
            fine[place] = True
        distance, labels, confidence = (values[:-1].view((size,) * 3) for values in volumes)
        left_out = (near.sum() - self.capacity).clamp(min=0)
        return Volume(
            distance,
            labels.to(torch.uint8),
            confidence,
            fine[:-1].view((size,) * 3),
            extra[:-1].view(size, size, size, -1),
            left_out,
        )

    def _decode_corners(
        self, latent: Tensor, ray_features: RayFeatures | None, batch_bytes: int | None
    ) -> list[Tensor]:
        """Return distance, labels and confidence [8 g^3] at the first voxels of all octants."""
        rays = self._rays(self.corners, ray_features)
        octants = torch.arange((2 * self.grid) ** 3, device=latent.device)
        parts = [
            self._decode(self.corners, part, latent, rays)[:3]
            for part in octants.split(self.corners.batch(batch_bytes))
        ]
        return [torch.cat(values)[:, 0] for values in zip(*parts, strict=True)]

    def make_room(self, left_out: int) -> None:
        """Increase the capacity by the octants that were left out of a volume, and a fifth more for later ones."""
        self.capacity = min(8 * self.grid**3, math.ceil(_ROOM * (self.capacity + left_out)))

    def _rays(self, lattice: _Lattice, features: RayFeatures | None) -> dict[str, Tensor]:
        """Return the features of the rays at the columns of a lattice: terms of the first layer, and depths."""
        if features is None:
            return {}
        decoder = self.decoder
        if decoder.config.edge_aware:
            rays = mix_rays(features, RaySamples(lattice.pixel, lattice.around, lattice.bilinear))
            context, log_depth = rays.context[0], rays.log_depth[0, :, 0]
            more = {"log_std": rays.log_std[0, :, 0]}
        else:
            assert features.prob_occluded is not None
            rows = torch.cat([features.context, features.log_depth], 1)[0].float()
            pixels = (lattice.interpolation @ rows @ lattice.interpolation.T).flatten(1)
            context, log_depth = pixels[:-1].T, pixels[-1]
            occluded = lattice.interpolation @ features.prob_occluded[0].float() @ lattice.interpolation.T
            more = {"occluded": (lattice.interpolation @ occluded.flatten(1)).flatten()}
        return {"context": decoder.context(context).to(self.dtype), "log_depth": log_depth, **more}

    def _decode(
        self, lattice: _Lattice, cells: Tensor, latent: Tensor, rays: dict[str, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return distance, labels and confidence [B, side^3] and further outputs [B, side^3, outputs] of cells [B]."""
        decoder, side = self.decoder, lattice.side
        kind = lattice.kind[cells]
        first, factors, rows = lattice.points[kind], [lattice.weights[kind]], [latent[lattice.around_cell[cells]]]
        # Features of the rays: a constant per column, and a product with the offsets
        if rays:
            columns = lattice.columns(cells)
            first = first.unflatten(1, (side, side * side)) + rays["context"][columns][:, None]
            first = first.flatten(1, 2)
            occluded = log_std = None
            if "occluded" in rays:
                occluded = rays["occluded"][lattice.voxels(cells)].unflatten(1, (side, -1))[..., None]
            else:
                log_std = rays["log_std"][columns][:, None, :, None]
            offsets = decoder.offsets(
                lattice.depths(cells)[:, :, None, None], rays["log_depth"][columns][:, None, :, None], occluded, log_std
            )
            factors.append(offsets.flatten(1, 2).to(self.dtype))
            rows.append(decoder.offset.weight.T.to(self.dtype).expand(len(cells), -1, -1))
        # Add all products at once, with inner sizes that tensor cores take
        factor, row = torch.cat(factors, 2), torch.cat(rows, 1)
        missing = -factor.shape[2] % _ALIGNMENT
        first = torch.baddbmm(first, F.pad(factor, (0, missing)), F.pad(row, (0, 0, 0, missing)))
        distance, labels, confidence, extra = self._head(relu_(first.flatten(0, 1)))
        shape = len(cells), side**3
        return distance.view(shape), labels.int().view(shape), confidence.view(shape), extra.view(*shape, -1)


class _Lattice(nn.Module):
    """Tables of a lattice of `side`^3 points in each of `cells`^3 cells, which are blocks or their octants.

    Args:
        decoder: The decoder.
        halves: Coordinates along an axis, in [0, 1] across a block, of one cell per block or of two.
        dtype: Type to compute in.
        image_size: Side of the canonical image in pixels.

    Attributes:
        points: Term [kinds, side^3, width] of the position in the first layer, per kind of cell.
        weights: Weights [kinds, side^3, 27] of the latents around.
        position: Depth, row and column [cells^3, 3] of each cell.
        kind: Index [cells^3] of each cell's kind, its octant.
        around_cell: Flat indices [cells^3, 27] of the blocks around; the outermost ones are repeated.
        s: Depth coordinates [cells x side] of all points.
        pixel, around, bilinear: Pixels of all columns: see `RaySamples`.
        interpolation: Weights [cells x side, features] of features in linear interpolation along an axis.
    """

    points: Tensor
    weights: Tensor
    position: Tensor
    kind: Tensor
    around_cell: Tensor
    s: Tensor
    pixel: Tensor
    around: Tensor
    bilinear: Tensor
    interpolation: Tensor

    def __init__(self, decoder: ImplicitDecoder, halves: list[Tensor], dtype: torch.dtype, image_size: int) -> None:
        super().__init__()
        grid, device = decoder.grid, halves[0].device
        self.side, self.cells = len(halves[0]), grid * len(halves)
        # Per kind of cell: the Fourier term and the weights of the latents around
        points, weights = [], []
        for axes in itertools.product(halves, repeat=3):
            depth, row, column = torch.meshgrid(*axes, indexing="ij")
            points.append(decoder.point(decoder.fourier(torch.stack([column, row, depth], -1))).flatten(0, 2))
            lines = (_neighbour_weights(axis) for axis in axes)
            weights.append(torch.einsum("ax,by,cz->abcxyz", *lines).reshape(self.side**3, -1))
        self._add("points", torch.stack(points).to(dtype))
        self._add("weights", torch.stack(weights).to(dtype))
        # Per cell: its position, its kind, and the blocks around
        cell = torch.arange(self.cells, device=device)
        position = torch.cartesian_prod(cell, cell, cell)
        kind = position % len(halves)
        step = torch.arange(-1, 2, device=device)
        near = (position // len(halves))[:, None] + torch.cartesian_prod(step, step, step)
        near = near.clamp(0, grid - 1)
        self._add("position", position)
        self._add("kind", (kind[:, 0] * len(halves) + kind[:, 1]) * len(halves) + kind[:, 2])
        self._add("around_cell", (near[..., 0] * grid + near[..., 1]) * grid + near[..., 2])
        # Along the axes of the volume: depths, and the pixels of its columns
        s = all_coordinates(torch.cat(halves), grid)
        self._add("s", s)
        features = image_size // _FEATURES
        if decoder.config.ray_features and decoder.config.edge_aware:
            places = torch.stack(torch.meshgrid(s, s, indexing="xy"), -1).flatten(0, 1)
            for name, table in ray_samples(places[None], features, image_size)._asdict().items():
                self._add(name, table)
        elif decoder.config.ray_features:
            self._add("interpolation", interpolation_matrix(s, features))

    def _add(self, name: str, table: Tensor) -> None:
        self.register_buffer(name, table, persistent=False)

    def batch(self, batch_bytes: int | None) -> int:
        """Return the number of cells whose first layer occupies at most `batch_bytes`; all cells if that is None."""
        if batch_bytes is None:
            return len(self.position)
        return max(1, batch_bytes // (self.side**3 * self.points.shape[-1] * self.points.element_size()))

    def depths(self, cells: Tensor) -> Tensor:
        """Return the depth coordinates [B, side] of the points of cells."""
        return self.s[self._along(cells, 0)]

    def columns(self, cells: Tensor) -> Tensor:
        """Return the flat indices [B, side^2] of the columns of the volume that the points of cells lie in."""
        row, column = self._along(cells, 1), self._along(cells, 2)
        return (row[:, :, None] * len(self.s) + column[:, None]).flatten(1)

    def voxels(self, cells: Tensor) -> Tensor:
        """Return the flat indices [B, side^3] of the points of cells in the volume of all points."""
        depth = self._along(cells, 0) * len(self.s) ** 2
        return (depth[:, :, None] + self.columns(cells)[:, None]).flatten(1)

    def _along(self, cells: Tensor, axis: int) -> Tensor:
        """Return the indices [B, side] of the points of cells along an axis."""
        return self.position[cells, axis, None] * self.side + torch.arange(self.side, device=cells.device)


def _neighbour_weights(axis: Tensor) -> Tensor:
    """Return the weights [P, 3] of the blocks before, at and behind in interpolation at coordinates [P] of a block."""
    step = torch.arange(-1, 2, device=axis.device)
    return (1 - ((axis - 0.5)[:, None] - step).abs()).clamp(min=0)


def first_indices(mask: Tensor, count: int) -> Tensor:
    """Return the indices [count] of the first set elements of a mask [N], -1 if there are fewer, without waiting."""
    rank = mask.long().cumsum(0)
    slot = torch.where(mask & (rank <= count), rank - 1, count)
    found = torch.full((count + 1,), -1, dtype=torch.long, device=mask.device)
    return found.scatter(0, slot, torch.arange(len(mask), device=mask.device))[:-1]
