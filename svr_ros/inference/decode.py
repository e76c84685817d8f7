"""Decode a whole volume: coarse everywhere, fine only in the eighths of blocks that a surface may pass.

Same answer as asking ImplicitDecoder point by point (a test holds it to that), in far fewer operations: each part of
the first layer is computed once for what it depends on, and added in batches that stay in the cache. Of decoders whose
blocks have latents of their own, those with the constant of empty or of filled blocks are not decoded at all.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.labels import Label
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT, Columns, ImplicitDecoder

LOWEST_RESOLUTION, HIGHEST_RESOLUTION = 64, 256

CONSTANT_TOLERANCE = 0.05
"""A latent this near to a constant one, in the mean of absolute differences, is taken for it (as published)."""

COARSE = 4
"""Points per side of a block in the coarse pass, from its first voxels to its last: no plane passes between them."""

MARGIN = 0.2
"""An eighth of a block is decoded finely where coarse distances in or next to it are below this share of the
truncation, or differ in sign.

In the true distances of 8 generated rooms, of 20,000 eighths with both signs at 256^3 and 0.1 m this misses none, nor
at 128^3 and 0.2 m. The published rule, both signs among 8^3 points within a block, misses 6 percent of such blocks.
"""

_CPU_BYTES, _GPU_BYTES = 1 << 22, 1 << 28

_Axes = tuple[Tensor, Tensor, Tensor]
_Part = tuple[slice, slice, slice]
_WHOLE = (slice(None),) * 3


@dataclass
class Volume:
    """Hold arrays [R, R, R] (depth, row, column): distance in truncations, clamped to +-1; labels; confidence.

    fine tells the voxels that were decoded. Of the others distance is interpolated between the coarse points around,
    label and confidence are the nearest one's; blocks of a constant latent are void, at confidence 0.
    """

    distance: Tensor
    labels: Tensor
    confidence: Tensor
    fine: Tensor


class _Answers(NamedTuple):
    """Answers in blocks, or the same part of them: distance, labels and confidence, all [B, depth, rows, columns]."""

    distance: Tensor
    labels: Tensor
    confidence: Tensor


@torch.no_grad()
def decode_volume(
    decoder: ImplicitDecoder,
    latents: Tensor,
    columns: Columns | None,
    resolution: int,
    batch_bytes: int | None = None,
) -> Volume:
    """Decode latents [1, L, g, g, g], and Columns where the decoder reads them, to a Volume of resolution^3 voxels.

    Computes in the type that autocast gives a linear layer, with batch_bytes of the first layer at a time (default:
    default_batch_bytes). Raises InputError for a resolution that is no multiple of
    the grid's side or not 64 to 256, and for columns that are missing or not read.
    """
    grid = decoder.grid
    check_resolution(resolution, grid)
    if (columns is not None) != decoder.config.columns:
        raise InputError(
            f"columns of pixels are {'missing' if columns is None else 'given'}; "
            f"expected {'them' if columns is None else 'none'}, as the decoder's config says"
        )
    latent = decoder.latent(latents.flatten(2)[0].T)
    with torch.autocast(latents.device.type, enabled=False):
        empty, filled = constant_blocks(decoder, latents)
        sides = (resolution,) * 3
        volume = Volume(
            latents.new_ones(sides, dtype=torch.float32),
            latents.new_full(sides, int(Label.VOID), dtype=torch.uint8),
            latents.new_zeros(sides, dtype=torch.float32),
            latents.new_zeros(sides, dtype=torch.bool),
        )
        _at(volume.distance, _indices(filled), grid, -1.0)
        points = (batch_bytes or default_batch_bytes(latent.device)) // (latent.shape[1] * latent.dtype.itemsize)
        _fill(volume, decoder, latent, columns, _indices(~(empty | filled)), points)
    return volume


def default_batch_bytes(device: torch.device) -> int:
    """Return as much of the first layer as stays in a CPU's cache, or keeps a GPU busy."""
    return _CPU_BYTES if device.type == "cpu" else _GPU_BYTES


def check_resolution(resolution: int, grid: int) -> None:
    """Raise InputError where a volume of grid blocks per side cannot have that many voxels per side."""
    if resolution % grid or not LOWEST_RESOLUTION <= resolution <= HIGHEST_RESOLUTION:
        raise InputError(
            f"resolution is {resolution}; expected a multiple of {grid} "
            f"from {LOWEST_RESOLUTION} to {HIGHEST_RESOLUTION} voxels per side"
        )


def constant_blocks(decoder: ImplicitDecoder, latents: Tensor) -> tuple[Tensor, Tensor]:
    """Return which blocks [g^3] of latents [1, L, g, g, g] have the constant of empty, and which of filled ones."""
    if decoder.config.interpolated:
        nowhere = latents.new_zeros(decoder.grid**3, dtype=torch.bool)
        return nowhere, nowhere
    rows = latents.flatten(2)[0].float()
    empty, filled = ((rows - value).abs().mean(0) < CONSTANT_TOLERANCE for value in (EMPTY_LATENT, FILLED_LATENT))
    return empty, filled


def _fill(
    volume: Volume, decoder: ImplicitDecoder, latent: Tensor, columns: Columns | None, blocks: Tensor, points: int
) -> None:
    """Decode the blocks [B] (flat indices) into the volume: all coarsely, finely what is near a surface."""
    side = len(volume.distance) // decoder.grid
    centres = (torch.arange(side, device=latent.device) + 0.5) / side
    if side <= COARSE:
        _put(volume, blocks, decoder.grid, _decode(decoder, latent, columns, blocks, (centres,) * 3, points))
        _at(volume.fine, blocks, decoder.grid, True)
        return
    spread = torch.linspace(centres[0], centres[-1], COARSE, device=latent.device)
    coarse = _decode(decoder, latent, columns, blocks, (spread,) * 3, points)
    # All but the last of four coarse points around the first half of a block along each axis, all but the first around
    # the second: [B, 2, 2, 2].
    distance = coarse.distance[:, None]
    highest, lowest = F.max_pool3d(distance, COARSE - 1, 1)[:, 0], -F.max_pool3d(-distance, COARSE - 1, 1)[:, 0]
    near = (lowest < MARGIN) & (highest > -MARGIN)
    far = ~near.flatten(1).all(1)
    _put(volume, blocks[far], decoder.grid, _spread(_Answers(*(values[far] for values in coarse)), side))
    halves = slice(0, side // 2), slice(side // 2, side)
    for eighth in itertools.product(range(2), repeat=3):
        chosen = blocks[near[:, eighth[0], eighth[1], eighth[2]]]
        part = halves[eighth[0]], halves[eighth[1]], halves[eighth[2]]
        axes = centres[part[0]], centres[part[1]], centres[part[2]]
        _put(volume, chosen, decoder.grid, _decode(decoder, latent, columns, chosen, axes, points), part)
        _at(volume.fine, chosen, decoder.grid, True, part)


def _spread(coarse: _Answers, side: int) -> _Answers:
    """Spread coarse answers over side^3 voxels: distance by linear interpolation, the others from the nearest."""
    distance = F.interpolate(coarse.distance[:, None], (side,) * 3, mode="trilinear", align_corners=True)[:, 0]
    nearest = torch.linspace(0, COARSE - 1, side, device=distance.device).round().long()
    index = slice(None), nearest[:, None, None], nearest[:, None], nearest
    return _Answers(distance, coarse.labels[index], coarse.confidence[index])


def _decode(
    decoder: ImplicitDecoder, latent: Tensor, columns: Columns | None, blocks: Tensor, axes: _Axes, points: int
) -> _Answers:
    """Decode the blocks [B] at all places that the coordinates of the axes, in 0..1 across the block, make.

    Takes so many points at a time.
    """
    depth, rows, width = len(axes[0]), len(axes[1]) * len(axes[2]), latent.shape[1]
    first_layer = _FirstLayer(decoder, latent, columns, axes)
    head = _Head(decoder, latent.dtype)
    shape = len(blocks), depth, rows
    answers = _Answers(
        latent.new_empty(shape, dtype=torch.float32),
        latent.new_empty(shape, dtype=torch.uint8),
        latent.new_empty(shape, dtype=torch.float32),
    )
    # Places outside, blocks inside: what depends on the place stays in the cache as well.
    thick = min(depth, max(1, points // 4 // rows))
    count = max(1, points // (thick * rows))
    batches = itertools.product(range(0, depth, thick), range(0, len(blocks), count))

    def work() -> None:
        buffer = latent.new_empty(count, thick, rows, width)
        for top, begin in batches:
            slices, chosen = slice(top, min(top + thick, depth)), blocks[begin : begin + count]
            first = first_layer(chosen, slices, buffer[: len(chosen), : slices.stop - top])
            for values, told in zip(answers, head(first.flatten(0, 2)), strict=True):
                values[begin : begin + count, slices] = told.view(first.shape[:3])

    _in_threads(work, latent.device)
    return _Answers(*(values.view(len(blocks), *map(len, axes)) for values in answers))


def _in_threads(work: Callable[[], None], device: torch.device) -> None:
    """Let as many threads work as PyTorch has, each on its own: they need not wait for each other after every layer.

    That is what layers split over threads do, and it takes several times as long where other programs want the CPU.
    """
    threads = torch.get_num_threads()
    if device.type != "cpu" or threads == 1:
        return work()
    inference = torch.is_inference_mode_enabled()

    def alone() -> None:
        torch.set_num_threads(1)  # of this thread, and of those that are new to PyTorch until it is set again below
        with torch.inference_mode(inference), torch.no_grad():
            work()

    try:
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(alone) for _ in range(threads)]:
                done.result()
    finally:
        torch.set_num_threads(threads)


class _FirstLayer:
    """Make the first layer, before ReLU, at the same places in many blocks; each part is computed once."""

    def __init__(self, decoder: ImplicitDecoder, latent: Tensor, columns: Columns | None, axes: _Axes) -> None:
        self._decoder, self._latent, self._columns, self._depth = decoder, latent, columns, axes[0]
        dtype, grid = latent.dtype, decoder.grid
        depth, row, column = torch.meshgrid(*axes, indexing="ij")
        self._point = decoder.point(decoder.fourier(torch.stack([column, row, depth], -1))).to(dtype).flatten(1, 2)
        self._steps, self._shares = None, None
        if decoder.config.interpolated:
            self._steps, self._shares = _neighbours(axes, dtype)
        if columns is not None:
            by_depth, by_row, by_column = (
                _shares(_everywhere(axis, grid), size)
                for axis, size in zip(axes, columns.passed.shape[1:], strict=True)
            )
            seen = by_row @ torch.cat([columns.context, columns.log_depth], 1)[0].float() @ by_column.T
            seen = seen.view(-1, grid, len(axes[1]), grid, len(axes[2])).permute(1, 3, 2, 4, 0).flatten(2, 3)
            self._context = decoder.column(seen[..., :-1]).to(dtype)
            self._log_depth = seen[..., -1:]
            passed = by_row @ columns.passed[0].float() @ by_column.T
            passed = (by_depth @ passed.flatten(1)).view(-1, *passed.shape[1:])
            self._passed = block_view(passed, grid)
            self._offset_rows = decoder.offset.weight.T.to(dtype)

    def __call__(self, blocks: Tensor, slices: slice, out: Tensor) -> Tensor:
        """Return out, set for the blocks [B] and slices of depth in them: [B, slices, rows x columns, width]."""
        grid = self._decoder.grid
        depth, row, column = _where(blocks, grid)
        constant = None if self._shares is not None else self._latent[blocks][:, None]
        factors, rows = [], []
        if self._columns is not None:
            context = self._context[row, column]
            constant = context if constant is None else constant + context
            s = (depth[:, None] + self._depth[slices]) / grid
            passed = self._passed[:, :, :, slices][depth, row, column].flatten(2)[..., None]
            offsets = self._decoder.offsets(s[:, :, None, None], self._log_depth[row, column][:, None], passed)
            factors.append(offsets.flatten(1, 2).to(out.dtype))
            rows.append(self._offset_rows.expand(len(blocks), -1, -1))
        if self._shares is not None and self._steps is not None:
            # Beyond the border the outermost block goes on.
            at = (torch.stack([depth, row, column], -1)[:, None] + self._steps).clamp(0, grid - 1)
            factors.append(self._shares[slices].flatten(0, 1).expand(len(blocks), -1, -1))
            rows.append(self._latent[(at[..., 0] * grid + at[..., 1]) * grid + at[..., 2]])
        if constant is None:
            out.copy_(self._point[slices])
        else:
            torch.add(self._point[slices], constant[:, None], out=out)
        if factors:
            out.flatten(1, 2).baddbmm_(torch.cat(factors, 2), torch.cat(rows, 1))
        return out


class _Head:
    """Finish what the first layer began: [P, width], overwritten, to distance, labels and confidence [P]."""

    def __init__(self, decoder: ImplicitDecoder, dtype: torch.dtype) -> None:
        self._hidden = decoder.hidden.weight.T.to(dtype).contiguous(), decoder.hidden.bias.to(dtype)
        # Answers as rows, points as columns: so each answer is contiguous, and few of them still fill the vectors.
        self._output = decoder.output.weight.to(dtype), decoder.output.bias.to(dtype)[:, None]
        self._classes = decoder.classes

    def __call__(self, first: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        weight, bias = self._hidden
        hidden = _relu_(torch.mm(_relu_(first), weight).add_(bias))
        output = torch.addmm(self._output[1], self._output[0], hidden.T).float()
        logits = output[1:]
        if not isinstance(self._classes, torch.nn.Identity):
            logits = torch.addmm(self._classes.bias[:, None], self._classes.weight, logits.relu_())
        confidence, labels = logits.softmax(0).max(0)
        return output[0].clamp_(-1, 1), labels, confidence


def _relu_(values: Tensor) -> Tensor:
    """Apply ReLU in place."""
    if values.dtype == torch.bfloat16:
        # The bits of negative numbers are negative integers; CPUs compare those several times faster than bfloat16.
        values.view(torch.int16).clamp_(min=0)
        return values
    return values.relu_()


def _indices(chosen: Tensor) -> Tensor:
    return chosen.nonzero()[:, 0]


def _where(blocks: Tensor, grid: int) -> tuple[Tensor, Tensor, Tensor]:
    return blocks // (grid * grid), blocks // grid % grid, blocks % grid


def _neighbours(axes: _Axes, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Return which blocks around reach the places in a block, as steps [K, 3], and their shares [D, R x C, K]."""
    steps, shares = [], []
    for axis in axes:
        position = axis - 0.5
        step = torch.arange(math.floor(position[0]), math.ceil(position[-1]) + 1, device=axis.device)
        steps.append(step)
        shares.append((1 - (position[:, None] - step).abs()).clamp(min=0))
    joint = torch.einsum("ax,by,cz->abcxyz", *shares).flatten(3).flatten(1, 2)
    return torch.cartesian_prod(*steps), joint.to(dtype)


def _everywhere(axis: Tensor, grid: int) -> Tensor:
    """Return the coordinates of the axis in all blocks, in 0..1 across the volume."""
    return ((torch.arange(grid, device=axis.device)[:, None] + axis) / grid).flatten()


def _shares(places: Tensor, count: int) -> Tensor:
    """Return how much of each of count cells reaches places [P] in 0..1, by linear interpolation: [P, count]."""
    position = (places * count - 0.5).clamp(0, count - 1)
    return (1 - (position[:, None] - torch.arange(count, device=places.device)).abs()).clamp(min=0)


def block_view(volume: Tensor, grid: int) -> Tensor:
    """View [g x d, g x r, g x c] as blocks [g, g, g, d, r, c] without a copy."""
    depth, rows, columns = (side // grid for side in volume.shape)
    return volume.view(grid, depth, grid, rows, grid, columns).permute(0, 2, 4, 1, 3, 5)


def _at(volume: Tensor, blocks: Tensor, grid: int, values: Tensor | float, part: _Part = _WHOLE) -> None:
    """Write values into a part of the blocks [B] of a volume."""
    view = block_view(volume, grid)[(slice(None),) * 3 + part]
    view[_where(blocks, grid)] = torch.as_tensor(values, dtype=volume.dtype, device=volume.device)


def _put(volume: Volume, blocks: Tensor, grid: int, answers: _Answers, part: _Part = _WHOLE) -> None:
    """Write the answers in a part of the blocks [B] into the volume."""
    for values, given in zip((volume.distance, volume.labels, volume.confidence), answers, strict=True):
        _at(values, blocks, grid, given, part)
