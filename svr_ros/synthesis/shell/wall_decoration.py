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

"""Switches, sockets, vents and papers, painted on the free parts of walls."""

from __future__ import annotations

from svr_ros.synthesis.scene import Decal, DecalKind
from svr_ros.synthesis.shell.masonry import half_length
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.textures import Stripes


def _is_bare(plan: Plan, face: int, u0: float, v0: float, u1: float, v1: float) -> bool:
    """Return whether a rectangle of a wall (u, v as in `Decal`) is free of windows, doors and hanging things."""
    half, middle = half_length(plan, face), plan.size.height / 2
    if u0 < -half or u1 > half or v1 > middle:
        return False
    openings = (d for d in plan.decals if d.face == face and d.kind in (DecalKind.WINDOW, DecalKind.DOOR))
    if any(u0 < d.u1 and d.u0 < u1 and v0 < d.v1 and d.v0 < v1 for d in openings):
        return False
    return plan.is_free(plan.wall_box(face, u0, u1, v0 + middle, v1 + middle, 0.01))


def fit_plates(plan: Plan) -> None:
    """Paint light switches, sockets and, now and then, a vent on the walls."""
    rng, materials, middle = plan.rng, plan.materials, plan.size.height / 2
    plate = materials.plain("white" if rng.random() < 0.8 else None)
    spots = [(0.04, 0.04, rng.choice((0.3, 1.1))) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.15:
        spots.append((rng.uniform(0.1, 0.25), 0.08, 2 * middle - 0.3))
    for half_u, half_v, z in spots:
        face = rng.randrange(4)
        max_offset = half_length(plan, face) - half_u
        u, v = rng.uniform(-max_offset, max_offset), z - middle
        row = plate
        if half_u > 0.05:
            row = materials.add(Stripes(40.0, 0.4), (0.6, 0.6, 0.6), (0.15, 0.15, 0.15), 0.1)
        area = (u - half_u, v - half_v, u + half_u, v + half_v)
        if _is_bare(plan, face, *area):
            plan.decals.append(Decal(face, *area, DecalKind.PLAIN, row))


def pin_papers(plan: Plan, face: int, count: int) -> None:
    """Paint notes, photographs or cards on a wall, loosely in rows."""
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    half = half_length(plan, face)
    u, v = rng.uniform(-0.7, 0.5) * half, rng.uniform(1.1, 1.5) - height / 2
    looks = [materials.page(), materials.thing(), materials.thing(), materials.plain("vivid", 0.0)]
    for k in range(count):
        width, tall = rng.uniform(0.06, 0.22), rng.uniform(0.08, 0.3)
        u0, v0 = u + 0.26 * (k % 5) + rng.uniform(-0.05, 0.05), v + 0.33 * (k // 5) + rng.uniform(-0.05, 0.05)
        if _is_bare(plan, face, u0, v0, u0 + width, v0 + tall):
            paper = Decal(face, u0, v0, u0 + width, v0 + tall, DecalKind.PLAIN, rng.choice(looks))
            plan.decals.append(paper)
