"""Arrays for all pixels of a tile at once, which a CPU's kernels calculate with, solid by solid: the compiler makes
vector instructions.

Every loop over lanes calculates with few arrays, by the functions that a device calls for a single pixel. These loops
take the world in single precision (`world_f32`), which is twice as fast and exact to some micrometres; what is done lane
by lane takes it in double precision.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.compiling import inlined
from svr_ros.synthesis.render.pixels import PATTERN
from svr_ros.synthesis.render.tiles import TILE
from svr_ros.synthesis.render.vectors import Vector
from svr_ros.synthesis.render.world import KEY_COUNT, KEY_POINTS, World

LANES = TILE * TILE

_KINDS: dict[str, type] = {"free": np.bool_} | dict.fromkeys(("ray_x", "ray_y", "ray_z"), np.float64)
_KINDS |= dict.fromkeys(("solid", "own", "other", "far_occluder", "lane"), np.int32)


class Lanes(NamedTuple):
    """Arrays with an entry for each pixel of a tile."""

    ray_x: NDArray[Any]
    ray_y: NDArray[Any]
    ray_z: NDArray[Any]
    """Rays through pixels, in double precision."""
    hit_x: NDArray[Any]
    hit_y: NDArray[Any]
    hit_z: NDArray[Any]
    """What pixels show,"""
    normal_x: NDArray[Any]
    normal_y: NDArray[Any]
    normal_z: NDArray[Any]
    """and which way that faces."""
    x: NDArray[Any]
    y: NDArray[Any]
    z: NDArray[Any]
    """Points."""
    u: NDArray[Any]
    v: NDArray[Any]
    w: NDArray[Any]
    """Ways from there."""
    point_x: NDArray[Any]
    point_y: NDArray[Any]
    point_z: NDArray[Any]
    """Points of the key light, from its centre."""
    value: NDArray[Any]
    """Distances."""
    guess: NDArray[Any]
    """What may have to be looked at more closely."""
    far_occlusion: NDArray[Any]
    """What `ambient_occlusion` says of the far reach."""
    open_fraction: NDArray[Any]
    """What is left of the ambient light,"""
    tint_r: NDArray[Any]
    tint_g: NDArray[Any]
    tint_b: NDArray[Any]
    """and the colour of what takes it."""
    light_r: NDArray[Any]
    light_g: NDArray[Any]
    light_b: NDArray[Any]
    key: NDArray[Any]
    """`Irradiance`."""
    solid: NDArray[Any]
    """Solids that pixels show."""
    own: NDArray[Any]
    """Solids that the points belong to."""
    other: NDArray[Any]
    """Solids that are nearest."""
    far_occluder: NDArray[Any]
    lane: NDArray[Any]
    """Where the points of fewer pixels come from."""
    free: NDArray[Any]
    """Whether nothing has been met."""


def new_lanes(world: World) -> Lanes:
    """Return lanes with the points of the key light that their pixels look for, else without values."""
    lanes = Lanes(*(np.empty(LANES, _KINDS.get(name, np.float32)) for name in Lanes._fields))
    points = world.lights[KEY_POINTS : KEY_POINTS + 3 * KEY_COUNT].reshape(PATTERN, PATTERN, 3)
    repeats = TILE // PATTERN
    for axis, lane in enumerate((lanes.point_x, lanes.point_y, lanes.point_z)):
        lane[:] = np.tile(points[..., axis], (repeats, repeats)).ravel()
    return lanes


def to_single_precision(world: World) -> World:
    """Return a world in single precision."""
    tables = {name: getattr(world, name).astype(np.float32) for name in ("solids", "lights")}
    return world._replace(**tables)


@inlined
def hit_of(lanes: Lanes, p: int) -> Vector:
    """Return the point that a pixel shows."""
    return lanes.hit_x[p], lanes.hit_y[p], lanes.hit_z[p]


@inlined
def normal_of(lanes: Lanes, p: int) -> Vector:
    """Return which way that faces."""
    return lanes.normal_x[p], lanes.normal_y[p], lanes.normal_z[p]
