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

"""Surface appearance as kernels: the colour of solids and of the room, with its decals, before lighting."""

from __future__ import annotations

import math
from typing import NamedTuple

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.materials import EMISSION, TEXTURE, texture
from svr_ros.synthesis.render.noise import noise
from svr_ros.synthesis.render.rays import room_normal, way_out
from svr_ros.synthesis.render.shapes import FLOOR, HALF, LABEL, MATERIAL, WALL, from_centre, to_local
from svr_ros.synthesis.render.vectors import Vector, ahead, scaled, vector
from svr_ros.synthesis.render.world import (
    BASE,
    DECAL_KIND,
    DECAL_MATERIAL,
    DECAL_P0,
    DECAL_P1,
    GLOW,
    HEAD,
    LEFT,
    RIGHT,
    ROUND,
    World,
)
from svr_ros.synthesis.scene import CEILING_MATERIAL, FLOOR_MATERIAL, WALL_MATERIAL, DecalKind, Face
from svr_ros.synthesis.texture_kinds import TextureKind

_X_PLUS = int(Face.X_PLUS)
_X_MINUS = int(Face.X_MINUS)
_Y_PLUS = int(Face.Y_PLUS)
_Y_MINUS = int(Face.Y_MINUS)
_ON_FLOOR = int(Face.FLOOR)
_ON_CEILING = 5
_WINDOW = int(DecalKind.WINDOW)
_BORDERED = int(DecalKind.BORDERED)
_DOOR = int(DecalKind.DOOR)
_WOOD = int(TextureKind.WOOD)

_FRAME = 0.06
"""Width in metres of a window's frame."""

_BAR = 0.03
"""Half the width in metres of the bars between a window's panes."""


class SurfaceColor(NamedTuple):
    """The appearance of a surface at a point."""

    color: Vector
    """Linear colour."""

    material: int
    """Row of the material."""

    glow: float
    """Emission relative to the colour."""

    label: int
    """Class id."""


@kernel
def surface_at(world: World, i: int, point: Vector, normal: Vector, footprint: float) -> SurfaceColor:
    """Return the appearance of solid i (0: the room) at a point with its normal, both in the camera frame.

    `footprint` is the width in metres of the pixel that sees the point.
    """
    p = to_local(world.solids, i, from_centre(world.solids, i, point))
    shade, label, glow = 1.0, WALL, 0.0
    # The room: a decal, or the material of the face.
    if i == 0:
        face, row, u, v = room_face(world, p)
        w = 0.0
        label = FLOOR if face in (_ON_FLOOR, _ON_CEILING) else WALL
        decal = decal_at(world, face, u, v)
        if decal >= 0:
            if is_glass(world, decal, u, v):
                row = int(world.decals[decal, DECAL_MATERIAL])
                return SurfaceColor(_view_through(world, decal, u, v), row, 1.0, label)
            row, shade = _decal_paint(world, decal, u, v)
            u -= 0.5 * (world.decals[decal, LEFT] + world.decals[decal, RIGHT])  # images are centred on their decals
            v -= 0.5 * (world.decals[decal, BASE] + world.decals[decal, HEAD])
    # A solid: texture coordinates on the plane that the normal is most perpendicular to.
    else:
        n = to_local(world.solids, i, normal)
        row, label = int(world.solids[i, MATERIAL]), int(world.solids[i, LABEL])
        glow = world.materials[row, EMISSION]
        ax, ay, az = abs(n[0]), abs(n[1]), abs(n[2])
        first, second = HALF, HALF + 1
        if az >= ax and az >= ay:
            u, v, w = p
        elif ax >= ay:
            u, v, w = p[1], p[2], p[0]
            first, second = HALF + 1, HALF + 2
        else:
            u, v, w = p[0], p[2], p[1]
            second = HALF + 2
        if world.materials[row, TEXTURE] == _WOOD and world.solids[i, first] < world.solids[i, second]:
            u, v = v, u  # grain runs along the longer side
    return SurfaceColor(scaled(texture(world, row, u, v, w, footprint), shade), row, glow, label)


@inlined
def room_face(world: World, p: Vector) -> tuple[int, int, float, float]:
    """Return the face of the room nearest to a point in room axes, its material row and the point's (u, v) on it."""
    nx, ny, nz = room_normal(world.solids, p)
    if nz > 0.0:
        return _ON_FLOOR, FLOOR_MATERIAL, p[0], p[1]
    if nz < 0.0:
        return _ON_CEILING, CEILING_MATERIAL, p[0], p[1]
    if nx != 0.0:
        face = _X_PLUS if nx < 0.0 else _X_MINUS
        return face, WALL_MATERIAL + face, p[1], p[2]
    face = _Y_PLUS if ny < 0.0 else _Y_MINUS
    return face, WALL_MATERIAL + face, p[0], p[2]


@inlined
def face_ahead(world: World, start: Vector, ray: Vector) -> tuple[int, int, float, float]:
    """Return what `room_face` returns for the point at which a ray in room axes leaves the room."""
    half = vector(world.solids, 0, HALF)
    tx, ty = way_out(start[0], ray[0], half[0]), way_out(start[1], ray[1], half[1])
    t = min(tx, ty, way_out(start[2], ray[2], half[2]))
    x, y, z = ahead(start, ray, t)
    if t == tx:
        face = _X_PLUS if ray[0] > 0.0 else _X_MINUS
        return face, WALL_MATERIAL + face, y, z
    if t == ty:
        face = _Y_PLUS if ray[1] > 0.0 else _Y_MINUS
        return face, WALL_MATERIAL + face, x, z
    if ray[2] > 0.0:
        return _ON_CEILING, CEILING_MATERIAL, x, y
    return _ON_FLOOR, FLOOR_MATERIAL, x, y


@inlined
def decal_at(world: World, face: int, u: float, v: float) -> int:
    """Return the uppermost decal at a point of a face, -1 if there is none."""
    decals = world.decals
    for k in range(world.faces[face + 1] - 1, world.faces[face] - 1, -1):
        if u <= decals[k, LEFT] or u >= decals[k, RIGHT]:
            continue
        if v <= decals[k, BASE] or v >= decals[k, HEAD]:
            continue
        if decals[k, ROUND] > 0.5:
            across = (u - decals[k, LEFT]) / (decals[k, RIGHT] - decals[k, LEFT]) - 0.5
            up = (v - decals[k, BASE]) / (decals[k, HEAD] - decals[k, BASE]) - 0.5
            if across * across + up * up > 0.25:
                continue
        return k
    return -1


@inlined
def _to_edge(world: World, k: int, u: float, v: float) -> float:
    """Return the distance in metres of a point of decal k to the decal's edge."""
    across = min(u - world.decals[k, LEFT], world.decals[k, RIGHT] - u)
    return min(across, v - world.decals[k, BASE], world.decals[k, HEAD] - v)


@inlined
def is_glass(world: World, k: int, u: float, v: float) -> bool:
    """Return whether a point of decal k is the glass of a window."""
    if world.decals[k, DECAL_KIND] != _WINDOW:
        return False
    width, panes = world.decals[k, RIGHT] - world.decals[k, LEFT], world.decals[k, DECAL_P0]
    pane = (u - world.decals[k, LEFT]) / width * panes
    bar = abs(pane - math.floor(pane + 0.5)) / panes * width
    return _to_edge(world, k, u, v) >= _FRAME and bar >= _BAR


@inlined
def _view_through(world: World, k: int, u: float, v: float) -> Vector:
    """Return the view through the glass of window k: the sky, paler above, or trees below it."""
    up = (v - world.decals[k, BASE]) / (world.decals[k, HEAD] - world.decals[k, BASE])
    seed = world.decals[k, DECAL_P1]
    r, g, b = scaled(vector(world.decals, k, GLOW), 0.7 + 0.5 * up)
    if seed > 4.0:
        outline = noise(u * 2.0 + seed, 0.0, 0.0) * 0.4 + noise(u * 9.0, v * 9.0 + seed, 0.0) * 0.12
        if up < 0.25 + outline:
            leaves = 0.2 + 0.5 * noise(u * 7.0 + seed, v * 7.0, 0.0)
            green = 1.0 if seed < 7.0 else 0.75
            return r * leaves * 0.8 * green, g * leaves, b * leaves * 0.65 * green
    return r, g, b


@inlined
def _decal_paint(world: World, k: int, u: float, v: float) -> tuple[int, float]:
    """Return the material row and the brightness of decal k at (u, v) metres on its face, except for glass."""
    row = int(world.decals[k, DECAL_MATERIAL])
    kind = world.decals[k, DECAL_KIND]
    edge = _to_edge(world, k, u, v)
    p0 = world.decals[k, DECAL_P0]
    if kind == _BORDERED and edge < p0:
        row += 1
    shade = 1.0
    if kind == _DOOR:
        across = (u - world.decals[k, LEFT]) / (world.decals[k, RIGHT] - world.decals[k, LEFT])
        panel = (v - world.decals[k, BASE]) / (world.decals[k, HEAD] - world.decals[k, BASE]) * p0
        panel -= math.floor(panel)
        if edge < 0.05:
            shade = 0.7
        elif 0.22 < across < 0.78 and 0.12 < panel < 0.88:
            if panel > 0.85 or across < 0.25:  # lit from above, one side of a groove is dark and one is bright
                shade = 0.6
            elif panel < 0.15 or across > 0.75:
                shade = 1.15
    return row, shade
