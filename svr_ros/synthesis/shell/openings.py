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

"""Windows and doors in the walls of the room, thick walls with deep reveals and niches, curtains and blinds."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, cone
from svr_ros.synthesis.piece import furniture
from svr_ros.synthesis.scene import WALL_MATERIAL, Decal, DecalKind
from svr_ros.synthesis.shell.doors import door_casing, door_handle, window_reveal
from svr_ros.synthesis.shell.masonry import Opening, block, face_box, half_length, pierced_wall, settle
from svr_ros.synthesis.shell.plan import Plan

WINDOW = "window"
DOOR = "door"
NICHE = "niche"

_REVEAL = 0.17, 0.08
"""Space in metres that the board and the casing of a window take in front of the wall and beside the hole."""

_CLEAR_OF_DOORS = 0.7
"""Depth in metres of the free floor before a door."""


class _Span(NamedTuple):
    """An opening in a wall and its type."""

    kind: str
    hole: Opening


def add_openings(plan: Plan) -> None:
    """Cut windows and doors into the walls, with casings, curtains and blinds, and reserve the space that they need."""
    rng = plan.rng
    doors = 0
    for face in rng.sample(range(4), 4):
        deep = rng.uniform(0.08, 0.3) if rng.random() < 0.2 else 0.0
        spans = _draw_spans(plan, face, 2 - doors, deep)
        doors += sum(span.kind == DOOR for span in spans)
        if deep and spans:
            pierced_wall(plan, "thick wall", face, 0.0, deep, [span.hole for span in spans])
        for span in spans:
            _BUILD[span.kind](plan, face, span.hole, deep if spans else 0.0)


def _draw_spans(plan: Plan, face: int, doors: int, deep: float) -> list[_Span]:
    """Return random openings of a wall from one end to the other, at most `doors` doors, where the wall is free."""
    rng, half, height = plan.rng, half_length(plan, face), plan.size.height
    if deep and not plan.is_free(face_box(plan, face, Opening(-half, half, 0.0, height), 0.0, deep + 0.02)):
        return []
    spans: list[_Span] = []
    u = -half + rng.uniform(0.12, 1.0)
    while u < half - 0.75:
        kind = rng.random()
        room = half - u - 0.12
        if kind < 0.38:
            span = _Span(WINDOW, _window_hole(plan, u, room))
        elif kind < 0.58 and doors > 0:
            span = _Span(DOOR, _door_hole(plan, u, room))
        elif deep and kind < 0.75:
            span = _Span(NICHE, _niche_hole(plan, u, room))
        else:
            u += rng.uniform(0.8, 3.0)
            continue
        if plan.is_free(_clearance(plan, face, span, deep)):
            spans.append(span)
            doors -= span.kind == DOOR
        u = span.hole.u1 + rng.uniform(0.3, 1.5)
    return spans


def _clearance(plan: Plan, face: int, span: _Span, deep: float) -> Bounds:
    """Return the space before an opening that has to be free, in a wall `deep` metres thick."""
    hole = span.hole
    if span.kind == DOOR:
        return face_box(plan, face, hole, 0.0, deep + _CLEAR_OF_DOORS)
    if span.kind == NICHE:
        return face_box(plan, face, hole, 0.0, deep + 0.03)
    before, beyond = _REVEAL
    return face_box(plan, face, hole._replace(u0=hole.u0 - beyond, u1=hole.u1 + beyond), 0.0, deep + before)


def _window_hole(plan: Plan, u: float, room: float) -> Opening:
    """Return a random window, at most `room` metres wide, from `u` on: a usual one, a high one, or one to the floor."""
    rng, height = plan.rng, plan.size.height
    kind = rng.random()
    width = rng.uniform(0.6, 2.2)
    if kind < 0.65:
        bottom = rng.uniform(0.5, 1.15)
        top = bottom + rng.uniform(0.8, 1.6)
    elif kind < 0.75:
        bottom, top = rng.uniform(1.4, 1.75), rng.uniform(2.0, 2.4)
    else:
        bottom, top = rng.choice((0.03, 0.05, 0.3)), rng.uniform(2.0, height)
        width = rng.uniform(0.7, 3.2)
    top = min(top, height - rng.uniform(0.06, 0.4))
    return Opening(u, u + min(width, room), min(bottom, top - 0.4), top)


def _door_hole(plan: Plan, u: float, room: float) -> Opening:
    """Return a random door, at most `room` metres wide, from `u` on; one in eight is double."""
    rng = plan.rng
    width = rng.uniform(1.2, 1.6) if rng.random() < 0.12 else rng.uniform(0.7, 0.95)
    return Opening(u, u + min(width, room), 0.0, min(rng.uniform(1.96, 2.12), plan.size.height - 0.1))


def _niche_hole(plan: Plan, u: float, room: float) -> Opening:
    """Return a random niche, at most `room` metres wide, from `u` on: from the floor or above it."""
    rng, height = plan.rng, plan.size.height
    width = min(rng.uniform(0.4, 1.5), room)
    if rng.random() < 0.4:
        return Opening(u, u + width, 0.0, min(rng.uniform(1.9, 2.3), height))
    low = rng.uniform(0.5, 1.2)
    return Opening(u, u + width, low, min(low + rng.uniform(0.4, 1.2), height - 0.1))


def _window(plan: Plan, face: int, hole: Opening, deep: float) -> None:
    """Glaze a hole `deep` metres behind the wall's front, with a board, a casing, curtains or a blind."""
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    # Paint the panes.
    u0, u1, bottom, top = hole
    frame = materials.plain("white" if rng.random() < 0.75 else rng.choice(("wood", "dark")))
    width = u1 - u0
    panes = max(1.0, min(rng.choice((1, 2, 2, 3)), round(width / 0.35)))
    seed = rng.uniform(0.0, 9.0)
    rows = [(bottom, top)]
    if top - bottom > 1.3 and rng.random() < 0.25:  # a smaller light over the casements, or French doors' muntins
        cut = top - rng.uniform(0.3, 0.5)
        rows = [(bottom, cut), (cut, top)]
    elif top - bottom > 0.9 and rng.random() < 0.2:
        count = round((top - bottom) / 0.45)
        rows = [(bottom + (top - bottom) * k / count, bottom + (top - bottom) * (k + 1) / count) for k in range(count)]
    for low, high in rows:
        pane = (u0, low - height / 2, u1, high - height / 2)
        # The light sets the brightness outside.
        plan.decals.append(Decal(face, *pane, DecalKind.WINDOW, frame, 0.0, panes, seed, 1.0, 1.0, 1.0))
    # Add the board, the casing, curtains or a blind, and a radiator.
    plan.reserve(face_box(plan, face, hole, 0.0, deep + 0.03))
    middle = plan.along(face, (u0 + u1) / 2)
    front = deep
    if deep:
        board = Opening(u0, u1, bottom, bottom + 0.02)
        sill = materials.stone() if rng.random() < 0.4 else frame
        settle(plan, "window", [block(face_box(plan, face, board, 0.0, deep + 0.03), sill)])
        front = deep + 0.03
    elif bottom > 0.3 and rng.random() < 0.7:
        reveal = window_reveal(materials, frame, width, bottom, top)._replace(name="window")
        plan.put(reveal, *plan.on_wall(face, middle, reveal.depth / 2), built=True)
        front = reveal.depth
    _dress_window(plan, face, hole, middle, deep, front)
    if bottom > 0.7 and rng.random() < 0.3:
        heater = plan.draw("radiator", max_width=min(width, 1.4), max_height=bottom - 0.12)
        plan.put(heater, *plan.on_wall(face, middle, deep + heater.depth / 2 + 0.001))


def _dress_window(plan: Plan, face: int, hole: Opening, middle: float, deep: float, front: float) -> None:
    """Hang curtains, a sheer one, a blind or nothing in front of a window.

    Args:
        plan: Floor plan of the room.
        face: Wall of the window.
        hole: Opening of the window.
        middle: Position of its middle along the wall, as in `Plan.on_wall`.
        deep: Depth of the hole in metres.
        front: Distance in metres from the wall to the front of the window's board.
    """
    rng, height = plan.rng, plan.size.height
    width, bottom, top = hole.u1 - hole.u0, hole.z0, hole.z1
    dressing = rng.random()
    if dressing < 0.42:
        low = 0.02 if bottom < 0.4 or rng.random() < 0.6 else bottom - 0.15
        high = min(top + rng.uniform(0.06, 0.15), height - 0.05)
        piece = plan.draw("curtains", width=width, bottom=low, top=high, front=front - deep)
        plan.put(piece, *plan.on_wall(face, middle, deep + piece.depth / 2 + 0.002), under=True)
    elif dressing < 0.5:
        low, high = max(bottom - 0.1, 0.02), min(top + 0.08, height - 0.03)
        piece = plan.draw("sheer", width=width, bottom=low, top=high, front=front - deep)
        plan.put(piece, *plan.on_wall(face, middle, deep + piece.depth / 2 + 0.002), under=True)
    elif dressing < 0.68:
        piece = plan.draw("blind", width=width, bottom=bottom + 0.03, top=top - 0.01)
        plan.put(piece, *plan.on_wall(face, middle, piece.depth / 2 + 0.002), built=True)


def _door(plan: Plan, face: int, hole: Opening, deep: float) -> None:
    """Close a hole with a door: panelled, flush, of glass or double."""
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    # Paint the leaves.
    u0, u1, _, tall = hole
    width, middle = u1 - u0, (u0 + u1) / 2
    leaf = materials.wood() if rng.random() < 0.6 else materials.plain("white")
    kind = rng.random()
    doubled = width > 1.1
    edges = (u0, middle, u1) if doubled else (u0, u1)
    low, high = -height / 2, tall - height / 2
    panels = rng.choice((1, 2, 2, 3))
    for left, right in pairwise(edges):
        pane = (left, low, right, high)
        if kind < 0.55:
            plan.decals.append(Decal(face, *pane, DecalKind.DOOR, leaf, 0.0, panels))
        elif kind < 0.8:
            plan.decals.append(Decal(face, *pane, DecalKind.PLAIN, leaf))
        else:
            glazed = (left, low + rng.choice((0.02, 0.8)), right, high)
            plan.decals.append(Decal(face, *pane, DecalKind.PLAIN, leaf))
            dim = rng.uniform(0.05, 0.3)
            plan.decals.append(Decal(face, *glazed, DecalKind.WINDOW, leaf, 0.0, 1.0, 0.0, dim, dim, dim))
    # Keep the floor free and add handles and a casing.
    plan.reserve(face_box(plan, face, hole, 0.0, deep + _CLEAR_OF_DOORS))
    metal = materials.metal()
    if doubled:
        grips = [middle - 0.07, middle + 0.07]
    else:
        grips = [u0 + 0.08 if rng.random() < 0.5 else u1 - 0.08]
    for u in grips:
        grip = door_handle(materials, metal)
        plan.put(grip, *plan.on_wall(face, plan.along(face, u), grip.depth / 2), rng.uniform(0.88, 0.98), built=True)
    casing = door_casing(leaf if rng.random() < 0.5 else materials.plain("white"), width, tall)
    along = plan.along(face, middle)
    if abs(along) + casing.width / 2 < half_length(plan, face):
        plan.put(casing, *plan.on_wall(face, along, deep + casing.depth / 2), built=True)


def _niche(plan: Plan, face: int, hole: Opening, deep: float) -> None:
    """Fit boards into a niche, or leave it empty; its back may differ in colour from the wall."""
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    u0, u1, low, top = hole
    row = materials.wood() if rng.random() < 0.6 else WALL_MATERIAL + face
    if rng.random() < 0.3:
        back = (u0, low - height / 2, u1, top - height / 2)
        plan.decals.append(Decal(face, *back, DecalKind.PLAIN, materials.surfaces.wallpaper()))
    count = rng.choice((0, 1, 2, 3)) if top - low > 0.7 else 0
    boards = []
    for k in range(count):
        z = low + (top - low) * (k + 1) / (count + 1)
        boards.append(face_box(plan, face, Opening(u0, u1, z - 0.012, z + 0.012), 0.0, deep - 0.01))
    if boards:
        settle(plan, "niche", [block(b, row) for b in boards], boards)
    if low > 0.0 and rng.random() < 0.5:
        half, ceiling = min(0.06, deep / 3), low + (top - low) / (count + 1) - 0.03
        for side in SIDES:
            u = (u0 + u1) / 2 + side * (u1 - u0) * 0.22
            tall = min(rng.uniform(0.08, 0.3), ceiling - low)
            body = cone(VOID, materials.thing(), 0, 0, tall / 2, tall / 2, half, half * 0.7, 0.01)
            thing = furniture(VOID, "thing", [body])
            plan.put(thing, *plan.on_wall(face, plan.along(face, u), deep / 2), low)
    plan.reserve(face_box(plan, face, hole, 0.0, deep + 0.1))


_BUILD = {WINDOW: _window, DOOR: _door, NICHE: _niche}
