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

"""Stairs and platforms: flights along a wall with banisters, landings in a corner."""

from __future__ import annotations

import math

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue.parts import FLOOR, WALL, box
from svr_ros.synthesis.scene import Solid
from svr_ros.synthesis.shell.masonry import Opening, block, face_box, half_length, point_before, settle, span_across
from svr_ros.synthesis.shell.plan import Plan


def add_stairs(plan: Plan) -> None:
    """Build a flight of stairs along a wall, up to a landing in the corner or to the ceiling.

    The risers are closed or open.
    """
    # Draw width, run, rise and number of the steps.
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    face = rng.randrange(4)
    half = half_length(plan, face)
    wide, run, rise = rng.uniform(0.75, 1.0), rng.uniform(0.24, 0.29), rng.uniform(0.165, 0.2)
    if span_across(plan, face) < wide + 2.0:
        return
    count = min(int((2 * half - 1.2) / run), int((height - 0.25) / rise), rng.choice((3, 4, 14, 14, 14)))
    if count < 3:
        return
    towards = rng.choice((-1.0, 1.0))
    row = materials.wood() if rng.random() < 0.7 else materials.stone()
    is_open = count > 6 and rng.random() < 0.4
    # Build the steps and a landing, from which a door or a passage would lead on.
    solids: list[Solid] = []
    blocks: list[Bounds] = []
    start = towards * (half - (wide if count < 7 else 0.0))
    for k in range(count):
        # Step `count - 1` is the highest, at the corner that the flight leads to.
        u0, u1 = start - towards * run * (count - k), start - towards * run * (count - k - 1)
        top = rise * (k + 1)
        low = max(top - 0.05, 0.0) if is_open else max(top - 3 * rise, 0.0)
        bounds = face_box(plan, face, Opening(min(u0, u1), max(u0, u1), low, top), 0.0, wide)
        solids.append(block(bounds, row, FLOOR, 0.004))
        blocks.append((*bounds[:2], 0.0, *bounds[3:]))
    if count < 7:
        edges = sorted((start, towards * half))
        landing = face_box(plan, face, Opening(edges[0], edges[1], 0.0, rise * count), 0.0, wide)
        solids.append(block(landing, row, FLOOR, 0.004))
        blocks.append(landing)
    if is_open:
        solids += _strings(plan, face, start, towards, run, rise, count, wide, row)
    # Put them into the room if there is headroom, and keep the floor before them free.
    headroom = [(*b[:5], min(b[5] + 2.0, height)) for b in blocks]
    if not all(plan.is_free(b) for b in headroom):
        return
    if settle(plan, "stairs", solids, blocks, FLOOR) is None:
        return
    foot = start - towards * run * count
    edges = sorted((foot, foot - towards * 0.7))
    plan.reserve(face_box(plan, face, Opening(max(edges[0], -half), min(edges[1], half), 0.0, 2.0), 0.0, wide))
    if rng.random() < 0.8:
        _banister(plan, face, foot, towards, run, rise, count, wide)


def _sloping_bar(
    plan: Plan, face: int, ends: tuple[float, float, float, float], away: float, width: float, thick: float, row: int
) -> Solid:
    """Return a bar from (u0, z0) to (u1, z1) of `ends`, `away` metres before a wall."""
    u0, z0, u1, z1 = ends
    x, y = point_before(plan, face, (u0 + u1) / 2, away)
    turn = math.pi / 2 if face < 2 else 0.0
    half = math.hypot(u1 - u0, z1 - z0) / 2
    roll = -math.atan2(z1 - z0, u1 - u0)
    return box(WALL, row, x, y, (z0 + z1) / 2, half, width, thick, 0.0, turn, 0.0, roll)


def _strings(
    plan: Plan, face: int, start: float, towards: float, run: float, rise: float, count: int, wide: float, row: int
) -> list[Solid]:
    """Return the sloping boards that carry open steps, along the wall and on the free side."""
    foot = start - towards * run * count
    ends = (foot + towards * run * 0.5, rise * 0.8, start - towards * run * 0.5, rise * (count - 0.2))
    bars = [_sloping_bar(plan, face, ends, away, 0.02, 0.1, row) for away in (0.02, wide - 0.02)]
    return [bar._replace(label=FLOOR) for bar in bars]


def _banister(
    plan: Plan, face: int, foot: float, towards: float, run: float, rise: float, count: int, wide: float
) -> None:
    """Add a handrail on posts and balusters along the free side of a flight."""
    materials = plan.materials
    rail, bars = materials.wood(), materials.metal()
    away = wide - 0.04
    height = plan.size.height
    shown = min(count, int((height - 0.95) / rise))  # the rail ends at the ceiling
    if shown < 2:
        return
    solids = []
    for k in range(shown):
        u = foot + towards * run * (k + 0.5)
        x, y = point_before(plan, face, u, away)
        top = rise * (k + 1) + 0.85
        thick = 0.035 if k in (0, shown - 1) else 0.011
        row = rail if thick > 0.03 else bars
        solids.append(box(WALL, row, x, y, (rise * (k + 1) + top) / 2, thick, thick, (top - rise * (k + 1)) / 2))
    first, last = foot + towards * run * 0.3, foot + towards * run * (shown - 0.3)
    ends = (first, rise * 0.8 + 0.86, last, rise * (shown + 0.2) + 0.86)
    solids.append(_sloping_bar(plan, face, ends, away, 0.03, 0.025, rail))
    settle(plan, "banister", solids)


def add_platform(plan: Plan) -> None:
    """Raise the floor along one wall by a step or two."""
    rng = plan.rng
    face = rng.randrange(4)
    half, deep, tall = half_length(plan, face), rng.uniform(0.9, 1.6), rng.uniform(0.12, 0.4)
    if span_across(plan, face) < deep + 1.8:
        return
    row = plan.materials.surfaces.floor()
    u0, u1 = -half, half if rng.random() < 0.6 else rng.uniform(0.0, 0.6) * half
    bounds = face_box(plan, face, Opening(u0, u1, 0.0, tall), 0.0, deep)
    solids = [block(bounds, row, FLOOR)]
    blocks = [bounds]
    if tall > 0.2:
        middle = (u0 + u1) / 2
        step = face_box(plan, face, Opening(middle - 0.6, middle + 0.6, 0.0, tall / 2), deep, deep + 0.3)
        solids.append(block(step, row, FLOOR))
        blocks.append(step)
    settle(plan, "platform", solids, blocks, FLOOR, free=True)


def furnish_platforms(plan: Plan) -> None:
    """Put a seat or a plant onto the platforms of a room that has its windows and doors."""
    rng = plan.rng
    for item in [item for item in plan.items if item.name == "platform"]:
        level = plan.solids[item.first - 1]  # solid 0 of the scene is the room
        for kind in (rng.choice(("armchair", "lounge chair")), "plant"):
            piece = plan.draw(kind)
            radius = math.hypot(piece.width, piece.depth) / 2
            if rng.random() < 0.6 and radius < min(level.hx, level.hy):
                x = level.x + rng.uniform(-1.0, 1.0) * (level.hx - radius)
                y = level.y + rng.uniform(-1.0, 1.0) * (level.hy - radius)
                plan.put(piece, x, y, rng.uniform(0.0, math.tau), 2 * level.hz)
