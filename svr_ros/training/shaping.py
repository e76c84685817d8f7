"""Loss shaping: weigh errors by what the camera can know of a place (Denninger & Triebel 2023)."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.visibility import Kind, Kinds
from svr_ros.labels import NAMES, Label


@dataclass(frozen=True)
class ShapingConfig:
    """Weigh each kind of voxel; `objects` multiplies surfaces of every class but wall and floor.

    Hidden free space goes from `hidden_free_near`, beside visible space, to `hidden_free_far`, where the flood fill
    ends. The defaults are the published weights.
    """

    visible_free: float = 2.0
    visible_surface: float = 100.0
    hidden_free_near: float = 0.25
    hidden_free_far: float = 0.5
    hidden_surface: float = 20.0
    unreachable: float = 0.01
    objects: float = 5.0

    def __post_init__(self) -> None:
        for name, value in dataclasses.asdict(self).items():
            if not 0 <= value < math.inf:
                raise InputError(f"the weight {name} is {value:g}; expected a finite number, zero or above")


PAPER = ShapingConfig()
"""The published weights."""

COMPACT = ShapingConfig(
    visible_free=0.3,
    visible_surface=1.0,
    hidden_free_near=0.15,
    hidden_free_far=0.15,
    hidden_surface=0.5,
    unreachable=0.08,
    objects=3.0,
)
"""The weights of the compact model: less far apart."""


def voxel_weights(kinds: Kinds, labels: NDArray[np.uint8], config: ShapingConfig) -> NDArray[np.float32]:
    """Return the weight of each voxel [D, R, C]; labels [D, R, C] are the classes of the nearest surfaces."""
    if labels.shape != kinds.kind.shape:
        raise InputError(f"labels have the shape {labels.shape}, kinds {kinds.kind.shape}; expected the same")
    return _weigh(kinds.kind, kinds.distance, labels, config)


def block_weights(weights: NDArray[np.float32], grid: int) -> NDArray[np.float32]:
    """Return the mean weight of each block, [grid, grid, grid], of weights [D, R, C]."""
    if grid < 1 or any(side % grid for side in weights.shape):
        raise InputError(f"weights have the shape {weights.shape}; expected multiples of {grid} blocks")
    depths, rows, columns = (side // grid for side in weights.shape)
    blocks = weights.reshape(grid, depths, grid, rows, grid, columns)
    return blocks.mean((1, 3, 5), dtype=np.float64).astype(np.float32)


def weights_at(
    kinds: Kinds, labels: NDArray[np.uint8], volume: NDArray[np.floating], config: ShapingConfig
) -> NDArray[np.float32]:
    """Return the weights [N] of points at volume coordinates [N, 3], each of the kind of the voxel that holds it.

    labels [N] are the points' own classes.
    """
    if labels.shape != volume.shape[:1]:
        raise InputError(f"{len(volume)} points have labels of the shape {labels.shape}; expected one a point")
    sides = np.array(kinds.kind.shape)
    depth, row, column = np.clip((volume[:, ::-1] * sides).astype(np.intp), 0, sides - 1).T
    return _weigh(kinds.kind[depth, row, column], kinds.distance[depth, row, column], labels, config)


def _weigh(
    kind: NDArray[np.uint8], distance: NDArray[np.float32], labels: NDArray[np.uint8], config: ShapingConfig
) -> NDArray[np.float32]:
    # One look-up of (kind, label): several times faster than a choice per kind.
    table = np.zeros((len(Kind), 256), np.float32)
    table[Kind.VISIBLE_FREE] = config.visible_free
    table[Kind.VISIBLE_SURFACE] = config.visible_surface
    table[Kind.HIDDEN_FREE] = config.hidden_free_near
    table[Kind.HIDDEN_SURFACE] = config.hidden_surface
    table[Kind.UNREACHABLE] = config.unreachable
    objects = [label for label in range(len(NAMES)) if label not in (Label.WALL, Label.FLOOR)]
    table[np.ix_([Kind.VISIBLE_SURFACE, Kind.HIDDEN_SURFACE], objects)] *= config.objects
    weights = table.ravel()[kind.astype(np.uint16) * 256 + labels]
    rise = np.float32(config.hidden_free_far - config.hidden_free_near)
    return weights + rise * distance * (kind == Kind.HIDDEN_FREE)
