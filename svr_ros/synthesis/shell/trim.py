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

"""Trim along walls and around blocks of wall: skirting boards, rails, bands of colour, panelling, cornices."""

from __future__ import annotations

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue.parts import WALL
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.scene import CEILING_MATERIAL, Decal, DecalKind, Solid, SolidKind
from svr_ros.synthesis.shell.masonry import Opening, block, face_box, half_length, settle
from svr_ros.synthesis.shell.plan import Plan

_PROUD = 0.0025
"""Distance in metres by which each covering of a block stands out from the one below it."""

_RELIEF = 0.008
"""Depth in metres of panelling; furniture may stand as close to the wall."""


def paint_bands(plan: Plan) -> None:
    """Paint a skirting board in most rooms, and sometimes a rail, a band or a whole wall of another material."""
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    if rng.random() < 0.8:
        row = materials.wood() if rng.random() < 0.3 else materials.plain(rng.choice(("white", "white", "dark")))
        _paint_band(plan, 0.0, rng.uniform(0.05, 0.16), row)
    if rng.random() < 0.1:
        row = materials.plain(rng.choice(("white", "wood", "pastel", "vivid")), 0.0)
        low = rng.uniform(0.8, 1.1)
        _paint_band(plan, low, min(low + rng.choice((0.06, 0.12, height)), height), row)
    elif rng.random() < 0.06:
        _paint_band(plan, 0.0, rng.uniform(0.9, 1.2), materials.surfaces.wallpaper())
    if rng.random() < 0.08:
        face, down = rng.randrange(4), height / 2
        half = half_length(plan, face)
        row = rng.choice((materials.surfaces.brick, materials.wood, materials.concrete, materials.surfaces.wallpaper))()
        plan.decals.insert(0, Decal(face, -half, -down, half, down, DecalKind.PLAIN, row))


def _paint_band(plan: Plan, low: float, high: float, row: int) -> None:
    """Paint a band around the room between two heights (m)."""
    down = plan.size.height / 2
    for face in range(4):
        half = half_length(plan, face)
        plan.decals.append(Decal(face, -half, low - down, half, high - down, DecalKind.PLAIN, row))


def cover_blocks(plan: Plan) -> None:
    """Continue bands around the whole room (tiles, skirting) around blocks of wall, as thin sleeves."""
    half, down = half_length(plan, 0), plan.size.height / 2
    around = {d.material for d in plan.decals if d.face == 1}
    bands = [d for d in plan.decals if d.face == 0 and d.u1 - d.u0 > 2 * half - 1e-6 and d.material in around]
    if not bands:
        return
    sleeves: list[Solid] = []
    for solid in plan.solids:
        if not _is_block(solid):
            continue
        low, high = solid.z - solid.hz, solid.z + solid.hz
        for k, band in enumerate(bands):
            z0, z1 = max(band.v0 + down, low), min(band.v1 + down, high)
            if z1 - z0 > 0.02:
                more = _PROUD * (k + 1)
                sleeves.append(
                    solid._replace(
                        material=band.material,
                        z=(z0 + z1) / 2,
                        hx=solid.hx + more,
                        hy=solid.hy + more,
                        hz=(z1 - z0) / 2,
                    )
                )
    if sleeves:
        # They are so thin that they occupy no space.
        settle(plan, "sleeves", sleeves, [(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)])


def _is_block(solid: Solid) -> bool:
    """Return whether a solid of the structure is a piece of wall to be covered: upright and at least knee-high."""
    is_upright = solid.kind == SolidKind.BOX and solid.pitch == solid.roll == 0.0
    return is_upright and solid.label == WALL and solid.hz > 0.3 and min(solid.hx, solid.hy) > 0.03


def add_cornice(plan: Plan) -> None:
    """Add a moulding along the upper edge of the walls, in two steps."""
    rng, height = plan.rng, plan.size.height
    tall, deep = rng.uniform(0.04, 0.09), rng.uniform(0.04, 0.09)
    row = CEILING_MATERIAL if rng.random() < 0.7 else plan.materials.plain("white")
    bounds: list[Bounds] = []
    for face in range(4):
        half = half_length(plan, face)
        bounds.append(face_box(plan, face, Opening(-half, half, height - tall, height), 0.0, deep))
        bounds.append(face_box(plan, face, Opening(-half, half, height - 2 * tall, height), 0.0, deep / 2))
    settle(plan, "cornice", [block(b, row) for b in bounds], bounds)


def add_panelling(plan: Plan) -> None:
    """Panel one or two walls up to the hip or higher: frames in relief under a rail, or narrow boards."""
    rng, materials = plan.rng, plan.materials
    row = _panel_row(materials)
    tall, pitch, rail = rng.choice((rng.uniform(0.8, 1.2), rng.uniform(1.4, 2.1))), rng.uniform(0.35, 0.8), 0.035
    for face in rng.sample(range(4), rng.choice((1, 1, 2))):
        half = half_length(plan, face)
        if not plan.is_free(face_box(plan, face, Opening(-half, half, 0.0, tall), 0.0, 2 * _RELIEF)):
            continue
        count = max(2, min(9, round(2 * half / pitch)))
        bounds = [
            face_box(plan, face, Opening(-half, half, tall - rail, tall + rail), 0.0, _RELIEF),
            face_box(plan, face, Opening(-half, half, 0.0, 0.12), 0.0, _RELIEF),
        ]
        for k in range(count + 1):
            u = half * (2 * k / count - 1)
            stile = Opening(max(u - rail, -half), min(u + rail, half), 0.0, tall)
            bounds.append(face_box(plan, face, stile, 0.0, _RELIEF))
        down = plan.size.height / 2
        plan.decals.append(Decal(face, -half, -down, half, tall - down, DecalKind.PLAIN, row))
        settle(plan, "panelling", [block(b, row) for b in bounds], [(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)])


def _panel_row(materials: MaterialLibrary) -> int:
    """Return the material of panels: white, wood or another colour."""
    if materials.rng.random() < 0.5:
        return materials.plain("white", 0.05)
    return materials.wood() if materials.rng.random() < 0.5 else materials.plain(None, 0.0)
