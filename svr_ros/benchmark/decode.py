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

"""Benchmark of decoding: point by point, by the published scheme in two steps, and by `decode_volume`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.codec.compress import compress
from svr_ros.codec.evaluate import true_scene
from svr_ros.codec.weights import load_codec
from svr_ros.evaluation.frames import FIRST_EVAL_SAMPLE
from svr_ros.inference import weights
from svr_ros.inference.decode import COARSE, check_resolution, constant_blocks, decode_volume
from svr_ros.inference.first_layer import block_view
from svr_ros.networks.config import preset
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.rays import RayFeatures
from svr_ros.synthesis.samples import make_sample

PUBLISHED_COARSE = 8
"""Points per side of a block in the first step of the published scheme."""

PUBLISHED_BATCH, SMALL_BATCH = 1 << 15, 1 << 12
"""Points per batch: as published, and few enough for the cache."""

_SAMPLED_BLOCKS = 128
"""Number of blocks in which every point is decoded for comparison, because all blocks would take minutes."""


@dataclass(frozen=True)
class Scene:
    """Encoded scene.

    Attributes:
        decoder: Decoder of the latents.
        latents: Latents [1, L, g, g, g].
        ray_features: Features of the rays; None if the decoder does not read them.
    """

    decoder: ImplicitDecoder
    latents: Tensor
    ray_features: RayFeatures | None = None


@dataclass(frozen=True)
class Decoded:
    """Result of one method.

    Attributes:
        distance: Distances [g^3, r^3] of the voxels of each block in truncations.
        fine: Mask [g^3, r^3] of the voxels that were decoded at full resolution.
    """

    distance: Tensor
    fine: Tensor


@dataclass
class Metrics:
    """Metrics of one method.

    Attributes:
        points: Number of decoded points.
        difference: Maximum difference in truncations from decoding every point, over voxels decoded at full resolution.
        wrong_signs: Fraction of voxels with the wrong sign, in blocks whose latent is not constant.
        times: Times of the runs in seconds.
    """

    points: int = 0
    difference: float = 0.0
    wrong_signs: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Return the median time in seconds."""
        return statistics.median(self.times)


def run(name: str, resolution: int, rounds: int, eval_index: int, codec: str, threads: int | None, every: bool) -> str:
    """Measure a preset's decoder on an evaluation room and return the table.

    With the preset compact, the shipped weights predict the latents from the room's image; with the preset paper, a
    codec encodes the room's volume.

    Args:
        name: Name of the preset.
        resolution: Voxels per side of the volume.
        rounds: Number of runs of each method.
        eval_index: Index of the evaluation room.
        codec: Name or path of the codec.
        threads: Threads of the CPU; by default, PyTorch's.
        every: Whether every point of all blocks is decoded, instead of a sample of blocks.

    Raises:
        InputError: If the resolution is unusable.
    """
    config = preset(name)
    check_resolution(resolution, config.scene.grid)
    if threads is not None:
        torch.set_num_threads(threads)
    scene = imaged_room(eval_index, name) if config.decoder.ray_features else compressed_room(eval_index, codec)
    sampled = None if every else _SAMPLED_BLOCKS
    return table(measure(scene, resolution, rounds, sampled), scene, resolution, sampled)


def compressed_room(eval_index: int, codec: str) -> Scene:
    """Return the latents of an evaluation room by a codec's encoder, and its decoder."""
    loaded = load_codec(codec)
    scene = true_scene(eval_index, loaded.codec.config.model)
    return Scene(loaded.codec.decoder, compress(loaded, scene).latent_volume())


@torch.no_grad()
def imaged_room(eval_index: int, name: str) -> Scene:
    """Return the latents of an evaluation room's image by shipped weights, and their decoder."""
    model = weights.load(name).model().requires_grad_(False)
    sample = make_sample(FIRST_EVAL_SAMPLE + eval_index, model.config.frustum, model.config.image_size)
    encoding = model(torch.from_numpy(sample.image).permute(2, 0, 1)[None].float())
    return Scene(model.decoder, encoding.latents, encoding.ray_features)


@torch.no_grad()
def decode_plainly(scene: Scene, blocks: Tensor, side: int, batch: int = PUBLISHED_BATCH) -> Tensor:
    """Decode blocks point by point, with all inputs of each point concatenated.

    Args:
        scene: The scene.
        blocks: Flat indices [B] of the blocks.
        side: Points per side of a block.
        batch: Points per batch.

    Returns:
        Distances [B, side^3] in truncations.
    """
    decoder, grid = scene.decoder, scene.decoder.grid
    inside = _lattice((torch.arange(side) + 0.5) / side)
    rows = scene.latents.flatten(2)[0].T
    weight = torch.cat([decoder.point.weight, decoder.latent.weight], 1)
    distances = []
    for part in blocks.split(max(1, batch // side**3)):
        if decoder.config.ray_features or decoder.config.interpolated:
            corner = torch.stack([part % grid, part // grid % grid, part // grid**2], -1)
            points = (corner[:, None] + inside) / grid
            prediction = decoder(scene.latents, scene.ray_features, points.view(1, -1, 3))
        else:
            shape = len(part), side**3, -1
            inputs = torch.cat([decoder.fourier(inside).expand(shape), rows[part][:, None].expand(shape)], -1)
            prediction = decoder.head(F.linear(inputs, weight, decoder.point.bias))
        prediction.class_logits.softmax(-1).max(-1)  # class and confidence, whose time counts too
        distances.append(prediction.distance.view(len(part), -1).clamp(-1, 1))
    return torch.cat(distances) if distances else inside.new_zeros(0, side**3)


def decode_as_published(scene: Scene, resolution: int, batch: int = PUBLISHED_BATCH) -> Decoded:
    """Decode by the published scheme: 8^3 points per block that is not constant, and all voxels if both signs occur.

    The other blocks are entirely free or solid.
    """
    # Decode the coarse points
    side = resolution // scene.decoder.grid
    empty, filled = constant_blocks(scene.decoder, scene.latents)
    blocks = (~(empty | filled)).nonzero()[:, 0]
    solid = (decode_plainly(scene, blocks, PUBLISHED_COARSE, batch) <= 0).float().mean(1)
    filled[blocks] = solid == 1
    chosen = blocks[(solid > 0) & (solid < 1)]
    # Decode the blocks with both signs
    distance = torch.where(filled, -1.0, 1.0)[:, None].repeat(1, side**3)
    distance[chosen] = decode_plainly(scene, chosen, side, batch)
    fine = torch.zeros_like(distance, dtype=torch.bool)
    fine[chosen] = True
    return Decoded(distance, fine)


def decode_ours(scene: Scene, resolution: int, dtype: torch.dtype) -> Decoded:
    """Decode by `decode_volume` in a number format."""
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        volume = decode_volume(scene.decoder, scene.latents, scene.ray_features, resolution)
    return Decoded(
        *(block_view(v, scene.decoder.grid).flatten(3).flatten(0, 2) for v in (volume.distance, volume.fine))
    )


def measure(scene: Scene, resolution: int, rounds: int, sampled: int | None) -> dict[str, Metrics]:
    """Run each method once per round, and compare the results with decoding every point.

    Args:
        scene: The scene.
        resolution: Voxels per side of the volume.
        rounds: Number of rounds.
        sampled: Number of blocks in which every point is decoded, whose time is extrapolated; None for all blocks.

    Returns:
        Metrics by the name of the method.
    """
    grid = scene.decoder.grid
    side = resolution // grid
    # Choose the blocks to compare, and the methods
    empty, filled = constant_blocks(scene.decoder, scene.latents)
    blocks = (~(empty | filled)).nonzero()[:, 0]
    chosen = torch.arange(grid**3)
    if sampled is not None:
        chosen = blocks[:: max(1, len(blocks) // sampled)]
    own_coarse = 2 if scene.decoder.config.interpolated else COARSE
    methods: dict[str, tuple[int, Callable[[], Decoded]]] = {
        "published two steps": (PUBLISHED_COARSE, partial(decode_as_published, scene, resolution)),
        "in small batches": (PUBLISHED_COARSE, partial(decode_as_published, scene, resolution, SMALL_BATCH)),
        "ours, fp32": (min(own_coarse, side), partial(decode_ours, scene, resolution, torch.float32)),
        "ours, bf16": (min(own_coarse, side), partial(decode_ours, scene, resolution, torch.bfloat16)),
    }
    metrics = {"every point": Metrics(points=resolution**3), **{name: Metrics() for name in methods}}
    # Measure
    for _ in range(rounds):
        started = time.perf_counter()
        exact = decode_plainly(scene, chosen, side)
        metrics["every point"].times.append((time.perf_counter() - started) * grid**3 / len(chosen))
        for name, (coarse, method) in methods.items():
            started = time.perf_counter()
            decoded = method()
            own = metrics[name]
            own.times.append(time.perf_counter() - started)
            fine = decoded.fine[chosen]
            own.points = len(blocks) * coarse**3 + int(decoded.fine.sum())
            own.difference = float((decoded.distance[chosen] - exact)[fine].abs().max()) if fine.any() else 0.0
            compared = torch.isin(chosen, blocks)
            own.wrong_signs = float(((decoded.distance[chosen] < 0) != (exact < 0))[compared].float().mean())
    return metrics


def table(metrics: dict[str, Metrics], scene: Scene, resolution: int, sampled: int | None) -> str:
    """Return a table of the metrics, with the numbers of blocks.

    Args:
        metrics: Metrics by the name of the method.
        scene: The scene that was decoded.
        resolution: Voxels per side of the volume.
        sampled: Number of blocks in which every point was decoded; None for all blocks.
    """
    published = metrics["published two steps"].seconds
    empty, filled = constant_blocks(scene.decoder, scene.latents)
    latents = f"{int(empty.sum())} blocks empty, {int(filled.sum())} filled, {int((~(empty | filled)).sum())} others"
    lines = [
        f"{resolution}^3 voxels, {torch.get_num_threads()} threads; {latents}",
        "",
        f"{'':20}{'seconds':>9}{'speed':>9}{'points':>12}{'difference':>12}{'wrong signs':>13}",
    ]
    for name, own in metrics.items():
        errors = f"{own.difference:12.1e}{own.wrong_signs:13.1e}"
        lines.append(f"{name:20}{own.seconds:9.2f}{published / own.seconds:8.2f}x{own.points:12,}{errors}")
    sample = (
        "all blocks" if sampled is None else f"a sample of {sampled} of the others; its time is extrapolated to all"
    )
    return "\n".join(
        [
            *lines,
            "",
            "speed: relative to the published scheme; difference and wrong signs: relative to decoding every point,",
            f"which was done in {sample}",
        ]
    )


def _lattice(axis: Tensor) -> Tensor:
    """Return the positions [N^3, 3] (column, row, depth) of a cubic lattice, depth first."""
    return torch.cartesian_prod(axis, axis, axis).flip(1)
