"""Decode a room's latents in every way, by turns: each point on its own, by the published two steps, and as we do."""

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
from svr_ros.inference import weights
from svr_ros.inference.decode import COARSE, block_view, check_resolution, constant_blocks, decode_volume
from svr_ros.networks.config import preset
from svr_ros.networks.decoder import Columns, ImplicitDecoder
from svr_ros.synthesis.samples import make_sample

PUBLISHED_COARSE = 8
"""Points per side of a block in the first of the published steps."""

PUBLISHED_BATCH, SMALL_BATCH = 1 << 15, 1 << 12
"""Points at a time, as published, and such as stay nearer to the processor."""

_SAMPLED_BLOCKS = 128
"""Blocks that stand for all where every point is decoded, which takes minutes for all."""


@dataclass(frozen=True)
class Scene:
    """Hold what is decoded: latents [1, L, g, g, g], and columns where the decoder reads them."""

    decoder: ImplicitDecoder
    latents: Tensor
    columns: Columns | None = None


@dataclass(frozen=True)
class Decoded:
    """Hold one way's distances of voxels in blocks, and which voxels were decoded, both [g^3, r^3]."""

    distance: Tensor
    fine: Tensor


@dataclass
class Figures:
    """Gather what is told of one way.

    points: how many were decoded; difference: the largest one from the answer to every point, of distances in
    truncations at voxels that were decoded; wrong_signs: share of voxels in blocks whose latent is not constant.
    """

    points: int = 0
    difference: float = 0.0
    wrong_signs: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Return the median time."""
        return statistics.median(self.times)


def run(name: str, resolution: int, rounds: int, room: int, codec: str, threads: int | None, every: bool) -> str:
    """Measure a preset's decoder on a generated room and return the table.

    The compact one decodes what shipped weights make of the room's picture, the paper's what the codec's encoder makes
    of the room. every: decode every point of all blocks, not of a sample. Raises InputError for an unusable resolution.
    """
    config = preset(name)
    check_resolution(resolution, config.scene.grid)
    if threads is not None:
        torch.set_num_threads(threads)
    scene = pictured_room(room, name) if config.decoder.columns else compressed_room(room, codec)
    sampled = None if every else _SAMPLED_BLOCKS
    return table(measure(scene, resolution, rounds, sampled), scene, resolution, sampled)


def compressed_room(number: int, codec: str) -> Scene:
    """Return what a codec's encoder makes of a generated room, and its decoder."""
    loaded = load_codec(codec)
    scene = true_scene(number, loaded.codec.config.model)
    return Scene(loaded.codec.decoder, compress(loaded, scene).latent_volume())


@torch.no_grad()
def pictured_room(number: int, name: str) -> Scene:
    """Return what shipped weights make of a generated room's picture, and their decoder."""
    model = weights.load(name).model().requires_grad_(False)
    sample = make_sample(number, model.config.frustum, model.config.image_size)
    encoding = model(torch.from_numpy(sample.image).permute(2, 0, 1)[None].float())
    return Scene(model.decoder, encoding.latents, encoding.columns)


@torch.no_grad()
def decode_plainly(scene: Scene, blocks: Tensor, side: int, batch: int = PUBLISHED_BATCH) -> Tensor:
    """Decode blocks [B] at side^3 points with all inputs of each point side by side: distances [B, side^3].

    batch: points at a time.
    """
    decoder, grid = scene.decoder, scene.decoder.grid
    inside = _lattice((torch.arange(side) + 0.5) / side)
    rows = scene.latents.flatten(2)[0].T
    weight = torch.cat([decoder.point.weight, decoder.latent.weight], 1)
    distances = []
    for some in blocks.split(max(1, batch // side**3)):
        if decoder.config.columns or decoder.config.interpolated:
            corner = torch.stack([some % grid, some // grid % grid, some // grid**2], -1)
            points = (corner[:, None] + inside) / grid
            distance, logits = decoder(scene.latents, scene.columns, points.view(1, -1, 3))
        else:
            shape = len(some), side**3, -1
            inputs = torch.cat([decoder.fourier(inside).expand(shape), rows[some][:, None].expand(shape)], -1)
            distance, logits = decoder.head(F.linear(inputs, weight, decoder.point.bias))
        logits.softmax(-1).max(-1)
        distances.append(distance.view(len(some), -1).clamp(-1, 1))
    return torch.cat(distances) if distances else inside.new_zeros(0, side**3)


def decode_as_published(scene: Scene, resolution: int, batch: int = PUBLISHED_BATCH) -> Decoded:
    """Decode in the two published steps: 8^3 points of each block that is not constant; if both signs, all its voxels.

    The other blocks are all free, or solid.
    """
    side = resolution // scene.decoder.grid
    empty, filled = constant_blocks(scene.decoder, scene.latents)
    blocks = (~(empty | filled)).nonzero()[:, 0]
    solid = (decode_plainly(scene, blocks, PUBLISHED_COARSE, batch) <= 0).float().mean(1)
    filled[blocks] = solid == 1
    chosen = blocks[(solid > 0) & (solid < 1)]
    distance = torch.where(filled, -1.0, 1.0)[:, None].repeat(1, side**3)
    distance[chosen] = decode_plainly(scene, chosen, side, batch)
    fine = torch.zeros_like(distance, dtype=torch.bool)
    fine[chosen] = True
    return Decoded(distance, fine)


def decode_ours(scene: Scene, resolution: int, dtype: torch.dtype) -> Decoded:
    """Decode by decode_volume."""
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        volume = decode_volume(scene.decoder, scene.latents, scene.columns, resolution)
    return Decoded(
        *(block_view(v, scene.decoder.grid).flatten(3).flatten(0, 2) for v in (volume.distance, volume.fine))
    )


def measure(scene: Scene, resolution: int, rounds: int, sampled: int | None) -> dict[str, Figures]:
    """Let each way have its turn in each round, and compare their answers; where every point is decoded, of so many
    blocks only, if sampled is given, and the time is that share's multiple.
    """
    grid = scene.decoder.grid
    side = resolution // grid
    empty, filled = constant_blocks(scene.decoder, scene.latents)
    blocks = (~(empty | filled)).nonzero()[:, 0]
    chosen = torch.arange(grid**3)
    if sampled is not None:
        chosen = blocks[:: max(1, len(blocks) // sampled)]
    ways: dict[str, tuple[int, Callable[[], Decoded]]] = {
        "published two steps": (PUBLISHED_COARSE, partial(decode_as_published, scene, resolution)),
        "in small batches": (PUBLISHED_COARSE, partial(decode_as_published, scene, resolution, SMALL_BATCH)),
        "ours, fp32": (min(COARSE, side), partial(decode_ours, scene, resolution, torch.float32)),
        "ours, bf16": (min(COARSE, side), partial(decode_ours, scene, resolution, torch.bfloat16)),
    }
    figures = {"every point": Figures(points=resolution**3), **{name: Figures() for name in ways}}
    for _ in range(rounds):
        began = time.perf_counter()
        exact = decode_plainly(scene, chosen, side)
        figures["every point"].times.append((time.perf_counter() - began) * grid**3 / len(chosen))
        for name, (coarse, way) in ways.items():
            began = time.perf_counter()
            decoded = way()
            told = figures[name]
            told.times.append(time.perf_counter() - began)
            fine = decoded.fine[chosen]
            told.points = len(blocks) * coarse**3 + int(decoded.fine.sum())
            told.difference = float((decoded.distance[chosen] - exact)[fine].abs().max()) if fine.any() else 0.0
            judged = torch.isin(chosen, blocks)
            told.wrong_signs = float(((decoded.distance[chosen] < 0) != (exact < 0))[judged].float().mean())
    return figures


def table(figures: dict[str, Figures], scene: Scene, resolution: int, sampled: int | None) -> str:
    """Return the figures as lines of text."""
    published = figures["published two steps"].seconds
    empty, filled = constant_blocks(scene.decoder, scene.latents)
    latents = f"{int(empty.sum())} blocks empty, {int(filled.sum())} filled, {int((~(empty | filled)).sum())} others"
    lines = [
        f"{resolution}^3 voxels, {torch.get_num_threads()} threads; {latents}",
        "",
        f"{'':20}{'seconds':>9}{'speed':>9}{'points':>12}{'difference':>12}{'wrong signs':>13}",
    ]
    for name, told in figures.items():
        off = f"{told.difference:12.1e}{told.wrong_signs:13.1e}"
        lines.append(f"{name:20}{told.seconds:9.2f}{published / told.seconds:8.2f}x{told.points:12,}{off}")
    sample = (
        "all blocks" if sampled is None else f"a sample of {sampled} of the others; its time is extrapolated to all"
    )
    return "\n".join(
        [
            *lines,
            "",
            "speed: against the published scheme; difference and wrong signs: from the answer to every point,",
            f"which was asked in {sample}",
        ]
    )


def _lattice(axis: Tensor) -> Tensor:
    """Return the places [N^3, 3] (column, row, depth) of three coordinates of the axis, depth first."""
    return torch.cartesian_prod(axis, axis, axis).flip(1)
