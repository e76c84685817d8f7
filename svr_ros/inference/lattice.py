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

"""Evaluation of the implicit decoder on one lattice of positions in many blocks.

The result is that of ImplicitDecoder, point by point, in far fewer operations: each term of the first layer is computed
once per value of its input, and added in batches that stay in the cache.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.inference.first_layer import Axes, Columns, FirstLayer, block_position, relu_, sample_columns
from svr_ros.inference.lattice_kernel import has_fused_layer, write_predictions
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.rays import RayFeatures
from svr_ros.threads import run_in_threads


class BlockPredictions(NamedTuple):
    """Predictions in blocks or in the same part of them; all tensors are [B, depth, rows, columns].

    Those of all blocks of a volume can be views [g, g, g, depth, rows, columns] of it.

    Attributes:
        distance: Distances in truncations, clamped to +-1.
        labels: Class ids, uint8.
        confidence: Probabilities of the classes.
        extra: Further outputs of the decoder [B, depth, rows, columns, outputs], float16: see `ImplicitDecoder.extra`.
    """

    distance: Tensor
    labels: Tensor
    confidence: Tensor
    extra: Tensor


class Part(NamedTuple):
    """The same part of some blocks of a volume, at whose voxels a lattice lies.

    Attributes:
        volume: Views [g, g, g, depth, rows, columns] of the part of all blocks of the volume.
        blocks: Flat indices [B] of the blocks to decode.
        axes: Coordinates of the lattice.
    """

    volume: BlockPredictions
    blocks: Tensor
    axes: Axes


class LatticeDecoder:
    """Decoder of one volume at the positions of lattices.

    Args:
        decoder: The decoder.
        latent: Term [g^3, width] of the latents in the first layer, in the type to compute in.
        ray_features: Features of the rays; None if the decoder does not read them.
        batch_points: Number of points to decode at a time, per thread.
    """

    def __init__(
        self, decoder: ImplicitDecoder, latent: Tensor, ray_features: RayFeatures | None, batch_points: int
    ) -> None:
        self.decoder, self.latent = decoder, latent
        self._ray_features, self._batch_points = ray_features, batch_points
        self._columns: dict[tuple[float, ...], Columns] = {}

    def decode(self, blocks: Tensor, axes: Axes) -> BlockPredictions:
        """Return the predictions in blocks [B] (flat indices) at all positions of a lattice, without extra outputs."""
        shape = len(blocks), *map(len, axes)
        predictions = BlockPredictions(
            self.latent.new_empty(shape, dtype=torch.float32),
            self.latent.new_empty(shape, dtype=torch.uint8),
            self.latent.new_empty(shape, dtype=torch.float32),
            self.latent.new_empty((*shape, 0), dtype=torch.float16),
        )
        into = BlockPredictions(*(values[:, None, None] for values in predictions))
        self._sample_columns([axes])
        self._run([self._lattice(blocks, axes, into, torch.arange(len(blocks), device=blocks.device))])
        return predictions

    def decode_parts(self, parts: Sequence[Part]) -> None:
        """Write the predictions at the voxels of parts of a volume into it, with extra outputs."""
        self._sample_columns([part.axes for part in parts])
        self._run([self._lattice(part.blocks, part.axes, part.volume, part.blocks) for part in parts])

    def _lattice(self, blocks: Tensor, axes: Axes, into: BlockPredictions, places: Tensor) -> _Lattice:
        """Return a lattice in blocks [B], and where its predictions go: blocks with the flat indices `places` [B]."""
        first_layer = FirstLayer(self.decoder, self.latent, self._ray_features, self._columns.get(_key(axes)), axes)
        head = Head(self.decoder, self.latent.dtype, into.extra.shape[-1] > 0, fused=True)
        return _Lattice(first_layer, head, blocks, places, into)

    def _run(self, lattices: list[_Lattice]) -> None:
        """Decode lattices in batches, on a CPU in several threads."""
        # Batch by positions outside and blocks inside, so that the terms of the positions stay in the cache as well
        batches: list[tuple[_Lattice, slice, slice]] = []
        for lattice in lattices:
            _, _, _, depth, height, width = lattice.into.distance.shape
            thickness = min(depth, max(1, self._batch_points // 4 // (height * width)))
            count = max(1, self._batch_points // (thickness * height * width))
            tops, begins = range(0, depth, thickness), range(0, len(lattice.blocks), count)
            batches += [
                (lattice, slice(begin, begin + count), slice(top, min(top + thickness, depth)))
                for top, begin in itertools.product(tops, begins)
            ]
        waiting = iter(batches)

        def work() -> None:
            buffers: dict[tuple[int, ...], Tensor] = {}
            for lattice, chosen, slices in waiting:
                shape = lattice.shape(chosen, slices)
                if shape not in buffers:
                    buffers[shape] = self.latent.new_empty(*shape, self.latent.shape[1])
                lattice.decode(chosen, slices, buffers[shape])

        self._in_threads(work)

    def _sample_columns(self, lattices: Iterable[Axes]) -> None:
        """Compute the features of rays at the columns of lattices, once for all lattices with the same columns."""
        features = self._ray_features
        if features is None:
            return
        missing = {_key(axes): axes for axes in lattices if _key(axes) not in self._columns}
        waiting = iter(missing.items())

        def work() -> None:
            for key, axes in waiting:
                self._columns[key] = sample_columns(self.decoder, features, axes, self.latent.dtype)

        self._in_threads(work)

    def _in_threads(self, work: Callable[[], None]) -> None:
        """Run `work`, which takes its parts from one iterator, on a CPU in several threads."""
        if self.latent.device.type == "cpu":
            run_in_threads(work)
        else:
            work()


def _key(axes: Axes) -> tuple[float, ...]:
    """Return the coordinates of the rows and columns of a lattice."""
    return *axes[1].tolist(), *axes[2].tolist()


class _Lattice:
    """Lattice in blocks [B], whose predictions are written into the blocks `places` [B] of the volume `into`."""

    def __init__(
        self, first_layer: FirstLayer, head: Head, blocks: Tensor, places: Tensor, into: BlockPredictions
    ) -> None:
        self._first_layer, self._head = first_layer, head
        self.blocks, self._places, self.into = blocks, places, into
        self._arrays = [as_array(values) for values in into] if blocks.device.type == "cpu" else None

    def shape(self, chosen: slice, slices: slice) -> tuple[int, int, int]:
        """Return the numbers of blocks, slices and positions per slice of a batch."""
        height, width = self.into.distance.shape[4:]
        return len(self.blocks[chosen]), slices.stop - slices.start, height * width

    def decode(self, chosen: slice, slices: slice, buffer: Tensor) -> None:
        """Decode slices of the chosen blocks, with the first layer in `buffer`."""
        first = self._first_layer(self.blocks[chosen], slices, buffer).flatten(0, 2)
        places = self._places[chosen]
        if self._arrays is not None:
            volume = (array[:, :, :, slices] for array in self._arrays)
            write_predictions(*self._head.rows(first), places.numpy(), *volume)
            return
        position = block_position(places, self.into.distance.shape[:3])
        for target, values in zip(self.into, self._head(first), strict=True):
            part = target[:, :, :, slices]
            part[position] = values.view(len(places), *part.shape[3:]).to(part.dtype)


def as_array(values: Tensor) -> NDArray[Any]:
    """Return a tensor on the CPU as an array, with the bits of float16 as int16, which numba knows."""
    return np.asarray((values.view(torch.int16) if values.dtype == torch.float16 else values).numpy())


class Head:
    """Layers after the first one.

    They map [P, width] to distance, labels and confidence [P] and extra outputs [P, outputs].

    Args:
        decoder: The decoder.
        dtype: Type to compute in.
        with_extra: Whether to compute the extra outputs; otherwise there are none.
        fused: Whether to compute the hidden layer by one operation of oneDNN if possible, which cannot be exported.
    """

    def __init__(
        self, decoder: ImplicitDecoder, dtype: torch.dtype, with_extra: bool = True, fused: bool = False
    ) -> None:
        weight, bias = decoder.hidden.weight.to(dtype), decoder.hidden.bias.to(dtype)
        self._fused = fused and dtype == torch.float32 and weight.device.type == "cpu" and has_fused_layer()
        self._hidden = weight.contiguous() if self._fused else weight.T.contiguous(), bias
        # Outputs as rows and points as columns: each output is contiguous, and so few still fill vector registers.
        outputs = [decoder.output, decoder.extra] if with_extra and decoder.extra_outputs else [decoder.output]
        self._output = (
            torch.cat([layer.weight for layer in outputs]).to(dtype),
            torch.cat([layer.bias for layer in outputs]).to(dtype),
        )
        self._classes = decoder.classes
        self._own = decoder.output.out_features

    def rows(self, first: Tensor) -> tuple[NDArray[Any], NDArray[Any], int, NDArray[Any]]:
        """Return the outputs in rows, as `write_predictions` reads them, given the first layer after ReLU [P, width].

        They are the outputs [P, outputs] of which the first one is the distance, an array whose columns are the logits
        of the classes from a given one on, that column, and the extra outputs [P, outputs], float16.
        """
        output = self._outputs(first)
        rows = output if self._fused else output.T.contiguous()
        logits, first_class, extra = rows, 1, rows[:, self._own :].to(torch.float16)
        if not isinstance(self._classes, torch.nn.Identity):
            hidden = rows[:, 1 : self._own].relu()
            logits, first_class = torch.addmm(self._classes.bias, hidden, self._classes.weight.T), 0
        return rows.numpy(), logits.numpy(), first_class, as_array(extra)

    def _outputs(self, first: Tensor) -> Tensor:
        """Return the outputs [P, outputs] of oneDNN, or [outputs, P] of PyTorch."""
        weight, bias = self._hidden
        if self._fused:
            layer = torch.ops.mkldnn._linear_pointwise
            hidden = layer(first, weight, bias, "relu", [], "")
            return layer(hidden, *self._output, "none", [], "")
        hidden = relu_(torch.mm(first, weight).add_(bias))
        return torch.addmm(self._output[1][:, None], self._output[0], hidden.T).float()

    def __call__(self, first: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return the outputs, given the first layer after ReLU."""
        output = self._outputs(first)
        if self._fused:
            output = output.T.contiguous()
        logits, extra = output[1 : self._own], output[self._own :]
        if not isinstance(self._classes, torch.nn.Identity):
            logits = torch.addmm(self._classes.bias[:, None], self._classes.weight, logits.relu_())
        confidence, labels = logits.softmax(0).max(0)
        return output[0].clamp_(-1, 1), labels, confidence, extra.T
