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

"""The shell of rooms: every kind of structure occurs, openings lead somewhere and stay free, floors stay reachable."""

from __future__ import annotations

import math
from collections import Counter
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import Decal, DecalKind, Face, RoomSize, Solid, SolidKind
from svr_ros.synthesis.shell.masonry import wedge, wedge_blocks
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.structure import build_structure
from svr_ros.synthesis.shell.surfaces import add_room_materials

SEEDS = range(700)
KINDS = frozenset(
    {
        "banister",
        "beam",
        "roller blind",
        "slatted blind",
        "block",
        "chimney breast",
        "coffers",
        "cornice",
        "curtains",
        "door",
        "doorway",
        "half wall",
        "light strip",
        "lowered ceiling",
        "niche",
        "oblique wall",
        "open door",
        "panelling",
        "partition",
        "pillar",
        "platform",
        "roof window",
        "screen",
        "sleeves",
        "slope",
        "soffit",
        "stairs",
        "thick wall",
        "window",
    }
)
BEYOND = ("slope", "oblique wall", "sleeves")
"""Items that may extend beyond the room's box: wedges behind slopes and oblique walls, and their coverings."""


def _bare(seed: int) -> Plan:
    """Build the structure of an empty room of ordinary size."""
    rng = Random(seed)
    materials = MaterialLibrary(rng)
    add_room_materials(materials)
    size = RoomSize(rng.uniform(1.4, 3.5), rng.uniform(1.4, 3.5), rng.uniform(2.3, 3.2))
    plan = Plan(rng, materials, size)
    build_structure(plan)
    return plan


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    return [_bare(seed) for seed in SEEDS]


def _inside(solid: Solid, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which points [N, 3] are inside of the box or cylinder that a solid of the structure is."""
    cz, sz, cx, sx, cy, sy = (f(a) for a in (solid.yaw, solid.pitch, solid.roll) for f in (math.cos, math.sin))
    turn = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]]) @ [[1, 0, 0], [0, cx, -sx], [0, sx, cx]]
    turn = turn @ [[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]]
    local = np.abs((points - [solid.x, solid.y, solid.z]) @ turn)
    if solid.kind == SolidKind.CONE:
        return (np.hypot(local[:, 0], local[:, 1]) < solid.hx) & (local[:, 2] < solid.hz)
    return (local < [solid.hx, solid.hy, solid.hz]).all(1)


def _before(size: RoomSize, decal: Decal, away: float) -> NDArray[np.float64]:
    """Return a grid of points `away` metres before a decal on a wall."""
    u, v = np.meshgrid(np.linspace(decal.u0, decal.u1, 9)[1:-1], np.linspace(decal.v0, decal.v1, 9)[1:-1])
    u, z = u.ravel(), v.ravel() + size.height / 2
    if decal.face in (Face.X_PLUS, Face.X_MINUS):
        x = np.full_like(u, size.half_x - away) * (1 if decal.face == Face.X_PLUS else -1)
        return np.stack([x, u, z], -1)
    y = np.full_like(u, size.half_y - away) * (1 if decal.face == Face.Y_PLUS else -1)
    return np.stack([u, y, z], -1)


def test_every_kind_of_structure_occurs(plans: list[Plan]) -> None:
    shares = Counter(name for plan in plans for name in {item.name for item in plan.items})
    assert set(shares) >= KINDS, f"never built: {sorted(KINDS - set(shares))}"
    for name in ("partition", "oblique wall", "block", "slope", "thick wall", "window", "door"):
        assert shares[name] > 0.05 * len(plans), f"{name}: {shares[name]} of {len(plans)}"


def test_only_wedges_reach_out_of_the_room(plans: list[Plan]) -> None:
    for seed, plan in zip(SEEDS, plans, strict=True):
        limit = np.array([plan.size.half_x, plan.size.half_y, plan.size.height]) + 0.02
        for item in plan.items:
            if item.name in BEYOND:
                continue
            for solid in plan.solids[item.first - 1 : item.end - 1]:
                box = np.array(enclose([solid]))
                low, high = np.minimum(box[:2], -box[3:5]), box[5]
                assert (low >= -limit[:2]).all() and high <= limit[2] and box[2] > -0.01, f"seed {seed}: {item.name}"


def test_windows_and_doors_are_not_walled_up(plans: list[Plan]) -> None:
    masonry = (
        "partition",
        "block",
        "oblique wall",
        "chimney breast",
        "thick wall",
        "pillar",
        "stairs",
        "slope",
        "soffit",
    )
    seen = 0
    for seed, plan in zip(SEEDS, plans, strict=True):
        blocks = [s for i in plan.items if i.name in masonry for s in plan.solids[i.first - 1 : i.end - 1]]
        for decal in plan.decals:
            if decal.kind in (DecalKind.WINDOW, DecalKind.DOOR):
                points = _before(plan.size, decal, 0.02)
                assert not any(_inside(block, points).any() for block in blocks), f"seed {seed}"
                seen += 1
    assert seen > len(plans)


def test_openings_do_not_overlap(plans: list[Plan]) -> None:
    for seed, plan in zip(SEEDS, plans, strict=True):
        windows = [d for d in plan.decals if d.kind == DecalKind.WINDOW and d.r > 0.5]
        doors = [d for d in plan.decals if d.kind == DecalKind.DOOR]
        for k, a in enumerate(windows):
            for b in windows[:k] + doors:
                apart = a.u1 <= b.u0 + 1e-6 or b.u1 <= a.u0 + 1e-6 or a.v1 <= b.v0 + 1e-6 or b.v1 <= a.v0 + 1e-6
                assert a.face != b.face or apart, f"seed {seed}"


def test_floors_stay_free_and_in_one_piece(plans: list[Plan]) -> None:
    """A person 30 cm wide can stand on most of the floor, and walk to all of it through the openings."""
    free_shares, reached_shares = [], []
    for plan in plans[:300]:
        (rx, ry, _), step = plan.size, 0.1
        x, y = np.meshgrid(np.arange(-rx + step / 2, rx, step), np.arange(-ry + step / 2, ry, step), indexing="ij")
        blocked = np.zeros(x.shape, bool)
        for z in (0.5, 1.0):
            points = np.stack([x.ravel(), y.ravel(), np.full(x.size, z)], -1)
            for solid in plan.solids:
                blocked |= _inside(solid, points).reshape(x.shape)
        person = ndimage.binary_erosion(~blocked, iterations=1)
        parts, count = ndimage.label(person)
        sizes = np.bincount(parts.ravel())[1:] if count else np.zeros(1)
        free_shares.append(1 - blocked.mean())
        reached_shares.append(sizes.max() / max(sizes.sum(), 1))
    assert min(free_shares) > 0.35 and np.mean(free_shares) > 0.8
    assert np.mean(np.array(reached_shares) > 0.9) > 0.93


def test_furniture_keeps_clear_of_doors() -> None:
    """Only chairs at a table may reach there: people push them aside."""
    doors = blocked = 0
    for seed in range(150):
        scene = build_room(seed)
        furniture = [i for i in scene.items if not i.built and i.name != "rug" and i.bottom < 1.8]
        solids = [s for i in furniture if i.label != Label.CHAIR for s in scene.solids[i.first : i.end]]
        for decal in (d for d in scene.decals if d.kind == DecalKind.DOOR):
            points = np.concatenate([_before(scene.size, decal, away) for away in (0.15, 0.35, 0.55)])
            doors += 1
            blocked += any(_inside(solid, points).any() for solid in solids)
    assert doors > 40 and blocked <= 0.02 * doors


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (0.4, 2.3), (3.0, 0.5)])
def test_a_wedge_fills_its_corner_and_nothing_before_its_line(a: float, b: float) -> None:
    x, y, half, thick, angle = wedge(a, b)
    solid = Solid(SolidKind.BOX, 2, 0, x, y, 0, angle, 0, 0, half, thick, 1, 0, 0, 0)
    points = np.random.default_rng(0).uniform([0, 0, 0], [1.2 * a, 1.2 * b, 0], (4000, 3))
    behind = points[:, 0] / a + points[:, 1] / b < 1
    inside = _inside(solid, points)
    assert (inside == behind).all()
    covered = np.zeros(len(points), bool)
    for x0, y0, x1, y1 in wedge_blocks(a, b):
        covered |= (points[:, 0] >= x0) & (points[:, 0] <= x1) & (points[:, 1] >= y0) & (points[:, 1] <= y1)
    assert covered[behind].all() and covered.mean() < 1.3 * behind.mean()
