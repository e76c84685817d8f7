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

"""Triangle meshes of analytic solids; every vertex lies on the exact surface."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.scene import Solid, SolidKind

Array = NDArray[np.float64]

_ARC_STEPS = 3
"""Segments of a rounded edge's quarter circle."""

_MIN_TURN, _MAX_TURN = 12, 48  # pieces of a full turn


class Patch(NamedTuple):
    """Triangles of one solid in its own axes."""

    vertices: Array
    """Vertices [V, 3] in metres."""

    normals: Array
    """Outward unit normals [V, 3]."""

    faces: NDArray[np.int64]
    """Vertex indices [F, 3]."""


class _Profile(NamedTuple):
    """A curve that is rotated around local z."""

    across: Array
    """Distances from the axis [P] in metres."""

    z: Array
    """Heights [P] in metres."""

    normal_across: Array
    """Components of the outward normals across the axis [P]."""

    normal_z: Array
    """Components of the outward normals along the axis [P]."""


def tessellate(solid: Solid, spacing: float) -> Patch:
    """Return the surface of a solid in its own axes, with an edge about every `spacing` metres on flat parts.

    The faces of the room look inwards.
    """
    half = np.array([solid.hx, solid.hy, solid.hz])
    if solid.kind == SolidKind.ROOM:
        inside = _box(half, 0.0, spacing)
        return Patch(inside.vertices, -inside.normals, inside.faces[:, ::-1])
    if solid.kind == SolidKind.BOX:
        return _box(half, solid.rounding, spacing)
    if solid.kind == SolidKind.CONE:
        return _turned(_cone_profile(solid, spacing), _turn(solid.hx, spacing))
    if solid.kind == SolidKind.SHELL:
        return _shell(solid, spacing)
    return _ellipsoid(half, spacing)


def _box(half: Array, rounding: float, spacing: float) -> Patch:
    """Return a rounded box: six grids, bent over the edges to a distance of `rounding` from the inner box."""
    lines = [_lines(h, rounding, spacing) for h in half]
    parts = []
    for axis in range(3):
        u, v = np.meshgrid(lines[(axis + 1) % 3], lines[(axis + 2) % 3], indexing="ij")
        for sign in (-1.0, 1.0):
            points = np.empty((*u.shape, 3))
            points[..., axis] = sign * half[axis]
            points[..., (axis + 1) % 3], points[..., (axis + 2) % 3] = u, v
            inner = np.clip(points, rounding - half, half - rounding)
            normals = points - inner
            if rounding == 0.0:
                normals[..., axis] = sign
            normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
            parts.append(_grid(inner + rounding * normals, normals))
    return _join(parts)


def _lines(half: float, rounding: float, spacing: float) -> Array:
    """Return the positions of grid lines from -half to half: uniform, and denser on rounded edges."""
    flat = half - rounding
    even = np.linspace(-flat, flat, max(2, round(2 * flat / spacing) + 1))
    if rounding == 0.0:
        return even
    bend = flat + rounding * np.tan(np.linspace(0, math.pi / 4, _ARC_STEPS + 1)[1:])
    return np.concatenate([-bend[::-1], even, bend])


def _ellipsoid(half: Array, spacing: float) -> Patch:
    turn = _turn(float(half.max()), spacing)
    tilt, angle = np.meshgrid(np.linspace(-math.pi / 2, math.pi / 2, turn // 2 + 1), _angles(turn), indexing="ij")
    unit = np.stack([np.cos(tilt) * np.cos(angle), np.cos(tilt) * np.sin(angle), np.sin(tilt)], -1)
    normals = unit / half
    return _grid(unit * half, normals / np.linalg.norm(normals, axis=-1, keepdims=True))


def _cone_profile(solid: Solid, spacing: float) -> _Profile:
    """Return the outline of a rounded cone from the middle of its bottom to that of its top."""
    r = solid.rounding
    bottom, top, half = solid.bottom_radius - r, solid.top_radius - r, solid.hz - r
    slope = math.atan2(bottom - top, 2 * half)  # of the side's normal above the horizon
    low = np.linspace(-math.pi / 2, slope, 2 * _ARC_STEPS)
    high = np.linspace(slope, math.pi / 2, 2 * _ARC_STEPS)
    rows = max(2, round(2 * half / spacing) + 1)
    tilt = np.concatenate([[-math.pi / 2], low, np.full(rows - 2, slope), high, [math.pi / 2]])
    fraction = np.concatenate([np.zeros(1 + len(low)), np.linspace(0, 1, rows)[1:-1], np.ones(len(high) + 1)])
    across = bottom + (top - bottom) * fraction
    across[[0, -1]] = 0.0
    outward = np.cos(tilt)
    outward[[0, -1]] = 0.0
    return _Profile(across + r * outward, (2 * fraction - 1) * half + r * np.sin(tilt), outward, np.sin(tilt))


def _shell(solid: Solid, spacing: float) -> Patch:
    """Return a shell: the outline of the plate swept around the axis, with half round edges at its ends."""
    # Trace the outline of the plate's section.
    r, half = solid.rounding, solid.hz - solid.rounding
    rows = max(2, round(2 * half / spacing) + 1)
    slope = math.atan2(solid.bottom_radius - solid.top_radius, 2 * half) if half > 0.0 else 0.0
    up = np.linspace(0, 1, rows)
    over = slope + np.linspace(0, math.pi, 4 * _ARC_STEPS + 1)[1:-1]
    under = over + math.pi
    tilt = np.concatenate([np.full(rows, slope), over, np.full(rows, slope + math.pi), under, [slope]])
    fraction = np.concatenate([up, np.ones(len(over)), up[::-1], np.zeros(len(under) + 1)])
    middle = solid.bottom_radius + (solid.top_radius - solid.bottom_radius) * fraction
    z = (2 * fraction - 1) * half
    outward, upward = np.cos(tilt), np.sin(tilt)
    turn = _turn(solid.hx, spacing)
    if solid.sector >= math.pi:
        return _turned(_Profile(middle + r * outward, z + r * upward, outward, upward), turn)
    # Sweep it over the sector and round off both ends.
    angles = np.linspace(-solid.sector, solid.sector, max(2, round(turn * solid.sector / math.pi) + 1))
    round_edge = np.linspace(0, math.pi / 2, 2 * _ARC_STEPS)[1:]
    angle = np.concatenate([np.full(len(round_edge), angles[0]), angles, np.full(len(round_edge), angles[-1])])
    lean = np.concatenate([-round_edge[::-1], np.zeros(len(angles)), round_edge])[:, None]
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    radial, along = outward * np.cos(lean), np.sin(lean) + 0 * outward
    normals = np.stack([cosine * radial - sine * along, sine * radial + cosine * along, upward * np.cos(lean)], -1)
    core = np.stack([cosine * middle, sine * middle, 0 * cosine + z], -1)
    return _grid(core + r * normals, normals)


def _turned(profile: _Profile, turn: int) -> Patch:
    """Return an outline rotated fully around local z."""
    cosine, sine = np.cos(_angles(turn))[:, None], np.sin(_angles(turn))[:, None]
    vertices = np.stack([cosine * profile.across, sine * profile.across, 0 * cosine + profile.z], -1)
    normals = np.stack(
        [cosine * profile.normal_across, sine * profile.normal_across, 0 * cosine + profile.normal_z], -1
    )
    return _grid(vertices, normals)


def _turn(radius: float, spacing: float) -> int:
    """Return the number of segments of a full turn of a radius."""
    return min(max(math.ceil(math.tau * radius / spacing), _MIN_TURN), _MAX_TURN)


def _angles(turn: int) -> Array:
    return np.linspace(0, math.tau, turn + 1)


def _grid(vertices: NDArray[Any], normals: NDArray[Any]) -> Patch:
    """Return grids [A, B, 3] as triangles that face along the normals, without those that have no area."""
    rows, columns = vertices.shape[:2]
    number = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    vertices, normals = vertices.reshape(-1, 3), normals.reshape(-1, 3)
    corner = vertices[faces]
    facing = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    faces = faces[np.linalg.norm(facing, axis=1) > 1e-12]
    corner = vertices[faces]
    facing = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    inwards = (facing * normals[faces].sum(1)).sum(1) < 0
    faces[inwards] = faces[inwards, ::-1]
    return Patch(vertices, normals, faces)


def _join(parts: list[Patch]) -> Patch:
    first = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    return Patch(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.faces + start for part, start in zip(parts, first, strict=True)]),
    )
