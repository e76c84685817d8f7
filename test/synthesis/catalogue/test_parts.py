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

"""The solids that furniture is made of: their bounds enclose them and are tight, rods join their ends."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue.builder import Builder
from svr_ros.synthesis.catalogue.parts import box, cone, shell
from svr_ros.synthesis.scene import Solid

Draw = Callable[[np.random.Generator], Solid]


def _turned(solid: Solid) -> np.ndarray:
    """Return Rz(yaw) Rx(pitch) Ry(roll), as `Solid` documents."""
    (cz, cx, cy), (sz, sx, sy) = np.cos(solid[6:9]), np.sin(solid[6:9])
    rz = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    rx = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    ry = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    return rz @ rx @ ry


def _ball(rng: np.random.Generator, count: int) -> np.ndarray:
    points = rng.normal(0, 1, (count, 3))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def _outside(solid: Solid, rng: np.random.Generator, count: int = 60000) -> np.ndarray:
    """Return points on (or at most a rounding inside of) the surface of a solid, in the frame it stands in."""
    ball = _ball(rng, count) * solid.rounding
    if solid.kind == 0:
        core = rng.choice([-1.0, 1.0], (count, 3)) * (np.array([solid.hx, solid.hy, solid.hz]) - solid.rounding)
    else:
        share = rng.choice([0.0, 1.0], count)
        cut = solid.rounding if solid.kind == 1 else 0.0
        radius = solid.bottom_radius + (solid.top_radius - solid.bottom_radius) * share - cut
        angle = rng.uniform(-solid.sector, solid.sector, count)
        angle[:2] = -solid.sector, solid.sector
        height = (2 * share - 1) * (solid.hz - solid.rounding)
        core = np.stack([radius * np.cos(angle), radius * np.sin(angle), height], 1)
    return (core + ball) @ _turned(solid).T + [solid.x, solid.y, solid.z]


def _sizes(rng: np.random.Generator) -> tuple[float, float, float, float]:
    return tuple(rng.uniform(0.1, 0.8, 4))  # type: ignore[return-value]


def _tilt(rng: np.random.Generator) -> dict[str, float]:
    return {"yaw": rng.uniform(-3, 3), "pitch": rng.uniform(-1.5, 1.5), "roll": rng.uniform(-1.5, 1.5)}


def _upright_shell(rng: np.random.Generator) -> Solid:
    hz, bottom, top, wall = _sizes(rng)
    return shell(0, 0, 0.3, -0.2, 0.5, hz, bottom, top, 0.2 * wall, rng.uniform(0.2, math.pi), rng.uniform(-3, 3))


def _tilted_tube(rng: np.random.Generator) -> Solid:
    hz, bottom, top, wall = _sizes(rng)
    return shell(0, 0, 0.3, -0.2, 0.5, hz, bottom, top, 0.2 * wall, **_tilt(rng))


def _tilted_arc(rng: np.random.Generator) -> Solid:
    return _tilted_tube(rng)._replace(sector=rng.uniform(0.3, 3.0))


def _tilted_cone(rng: np.random.Generator) -> Solid:
    hz, bottom, top, _ = _sizes(rng)
    return cone(0, 0, 0.3, -0.2, 0.5, hz, bottom, top, 0.02, **_tilt(rng))


def _sharp_box(rng: np.random.Generator) -> Solid:
    hx, hy, hz, _ = _sizes(rng)
    return box(0, 0, 0.3, -0.2, 0.5, hx, hy, hz, 0.0, **_tilt(rng))


@pytest.mark.parametrize("draw", [_upright_shell, _tilted_tube, _tilted_arc, _tilted_cone, _sharp_box])
def test_bounds_are_tight(draw: Draw) -> None:
    rng = np.random.default_rng(0)
    for _ in range(12):
        solid = draw(rng)
        points = _outside(solid, rng)
        assert np.allclose(enclose([solid]), [*points.min(0), *points.max(0)], atol=0.012), solid


def test_a_rod_ends_at_its_two_points() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        start, end = rng.uniform(-1, 1, (2, 3))
        piece = Builder(0)
        piece.rod(tuple(start), tuple(end), 0.02, 0.01)
        [solid] = piece.solids
        axis = _turned(solid) @ [0.0, 0.0, solid.hz]
        middle = np.array([solid.x, solid.y, solid.z])
        assert np.allclose(middle - axis, start) and np.allclose(middle + axis, end)
        assert (solid.bottom_radius, solid.top_radius) == (0.02, 0.01)


def test_enclosing_several_solids_is_the_union() -> None:
    low, high = box(0, 0, 0, 0, 0, 0.1, 0.1, 0.1), box(0, 0, 1, 2, 3, 0.1, 0.2, 0.3)
    assert enclose([low, high]) == pytest.approx((-0.1, -0.1, -0.1, 1.1, 2.2, 3.3))
