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

from svr_ros.evaluation.compression import true_scene
from svr_ros.inference import weights
from svr_ros.inference.codec import load_codec
from svr_ros.inference.compression import compress
from svr_ros.inference.decode import COARSE, MARGIN, block_view, check_resolution, constant_blocks, decode_volume
from svr_ros.networks.config import ModelConfig, preset
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT, Columns, ImplicitDecoder
from svr_ros.synthesis.samples import make_sample

PUBLISHED_COARSE = 8
"""Points per side of a block in the first of the published steps."""

_PLAIN_BATCH = 1 << 15
"""Points at a time, as published; other sizes are no faster."""

_SAMPLED_BLOCKS = 128
"""Blocks that stand for all where every point is decoded, which takes minutes for all."""

_ROOM_RESOLUTION = 64
_SIGN_SHARE, _NEAR_SHARE = 0.5, 0.64
"""Of the blocks of rooms that are neither empty nor filled: those with both signs, and those that we decode finely."""


@dataclass(frozen=True)
class Scene:
    """Hold what is decoded: latents [1, L, g, g, g], and columns where the decoder reads them."""

    decoder: ImplicitDecoder
    latents: Tensor
    columns: Columns | None = None


@dataclass(frozen=True)
class Decoded:
    """Hold one way's distances [g^3, r^3] of voxels in blocks, and which blocks [g^3] were decoded at each voxel."""

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


def run(name: str, resolution: int, rounds: int, room: int, codec: str | None, threads: int | None, every: bool) -> str:
    """Measure a preset's decoder on a generated room and return the table.

    codec: decode what it makes of the room, rather than random latents. every: decode every point of all blocks, not of
    a sample. Raises InputError for an unusable resolution.
    """
    config = preset(name)
    check_resolution(resolution, config.scene.grid)
    if threads is not None:
        torch.set_num_threads(threads)
    if config.decoder.columns:
        scene = pictured_room(room, name)
    elif codec is not None:
        scene = compressed_room(room, codec)
    else:
        scene = Scene(*room_latents(room, config))
    sampled = None if every else _SAMPLED_BLOCKS
    return table(measure(scene, resolution, rounds, sampled), scene, resolution, sampled)


def room_latents(seed: int, config: ModelConfig) -> tuple[ImplicitDecoder, Tensor]:
    """Return a decoder without columns and latents [1, L, g, g, g], alike a generated room's.

    Which blocks are empty, filled or near a surface is the room's. The latents of the last are random, as is the
    decoder; its distances are moved and scaled so that as many of these blocks hold surfaces as in rooms.
    """
    grid, width = config.scene.grid, config.scene.latent_width
    distance = torch.from_numpy(true_scene(seed, config, _ROOM_RESOLUTION).tsdf)
    lowest, highest = block_view(distance, grid).flatten(3).reshape(grid**3, -1).aminmax(dim=1)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        decoder = ImplicitDecoder(config).eval().requires_grad_(False)
        rows = torch.randn(grid**3, width)
    near = (lowest < config.truncation) & (highest > -config.truncation)
    rows[~near] = torch.where(lowest[~near, None] > 0, EMPTY_LATENT, FILLED_LATENT)
    some = rows[near][:: max(1, int(near.sum()) // _SAMPLED_BLOCKS)]
    lowest, highest = _extremes(decoder, some, (torch.arange(PUBLISHED_COARSE) + 0.5) / PUBLISHED_COARSE)
    moves = torch.linspace(-float(highest.max()), -float(lowest.min()), 1000)[:, None]
    share = ((lowest + moves < 0) & (highest + moves > 0)).float().mean(1)
    # Of the two moves that leave that share, the one towards free space.
    move = moves[(share > _SIGN_SHARE).nonzero()[-1, 0]]
    lowest, highest = _extremes(decoder, some, torch.linspace(0, 1, COARSE))
    gap = torch.maximum(lowest + move, -(highest + move)).quantile(_NEAR_SHARE)
    decoder.output.bias[0] += move[0]
    decoder.output.bias[0] *= MARGIN / gap
    decoder.output.weight[0] *= MARGIN / gap
    return decoder, rows.T.reshape(1, width, grid, grid, grid)


def _extremes(decoder: ImplicitDecoder, rows: Tensor, axis: Tensor) -> tuple[Tensor, Tensor]:
    """Return the lowest and highest distance [B] at the places of the axis in blocks of latents [B, L]."""
    places = _lattice(axis)[None]
    values = torch.cat([decoder.decode_blocks(some, places)[0] for some in rows.split(32)])
    return values.amin(1), values.amax(1)


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
def decode_plainly(scene: Scene, blocks: Tensor, side: int) -> Tensor:
    """Decode blocks [B] at side^3 points with all inputs of each point side by side: distances [B, side^3]."""
    decoder, grid = scene.decoder, scene.decoder.grid
    inside = _lattice((torch.arange(side) + 0.5) / side)
    rows = scene.latents.flatten(2)[0].T
    weight = torch.cat([decoder.point.weight, decoder.latent.weight], 1)
    distances = []
    for some in blocks.split(max(1, _PLAIN_BATCH // side**3)):
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


def decode_as_published(scene: Scene, resolution: int) -> Decoded:
    """Decode in the two published steps: 8^3 points of each block that is not constant; if both signs, all its voxels.

    The other blocks are all free, or solid.
    """
    side = resolution // scene.decoder.grid
    empty, filled = constant_blocks(scene.decoder, scene.latents)
    blocks = (~(empty | filled)).nonzero()[:, 0]
    solid = (decode_plainly(scene, blocks, PUBLISHED_COARSE) <= 0).float().mean(1)
    filled[blocks] = solid == 1
    fine = torch.zeros_like(filled)
    fine[blocks] = (solid > 0) & (solid < 1)
    distance = torch.where(filled, -1.0, 1.0)[:, None].repeat(1, side**3)
    distance[fine] = decode_plainly(scene, fine.nonzero()[:, 0], side)
    return Decoded(distance, fine)


def decode_ours(scene: Scene, resolution: int, dtype: torch.dtype) -> Decoded:
    """Decode by decode_volume."""
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        volume = decode_volume(scene.decoder, scene.latents, scene.columns, resolution)
    return Decoded(block_view(volume.distance, scene.decoder.grid).flatten(3).flatten(0, 2), volume.fine.flatten())


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
            told.points = len(blocks) * coarse**3 + int(decoded.fine.sum()) * side**3
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
