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

"""Objects on walls, their backs at +y, hanging, standing or leaning; curtains and blinds before windows."""

from __future__ import annotations

import math
from collections.abc import Callable

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, Range, of_kind
from svr_ros.synthesis.catalogue.parts import SIDES
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import Pattern

Finish = Callable[[MaterialLibrary], int]
"""Draws a material."""


def radiator(
    piece: Builder, draw: MaterialLibrary, max_width: float = 1.6, max_height: float = 0.75, *, ribbed: bool
) -> None:
    """Add a radiator with its pipe: a flat panel, or ribs between two pipes."""
    piece.material, half = draw.plain("white", 0.1), draw.uniform(0.25, 0.5) * max_width
    top = 0.12 + draw.uniform(0.6, 1.0) * (max_height - 0.12)
    piece.cone((0, 0.16), 0.012, at=(half - 0.03, 0))
    if not ribbed:
        piece.box(half, 0.04, (0.12, top), 0.01)
        piece.of(draw.plain("grey")).box(half - 0.02, 0.03, around(top, 0.006))
        return
    count = max(4, min(14, int(half / 0.05)))
    piece.row(half, count, half / count * 0.75, 0.06, (0.12, top), 0.02)
    for z in (0.17, top - 0.05):
        piece.box(half, 0.02, around(z, 0.02), 0.015)


def _television(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half = draw.plain("dark"), draw.uniform(0.4, 0.75)
    piece.box(half, 0.035, (0, 1.16 * half), 0.005)
    piece.of(draw.screen()).box(half - 0.015, around(-0.034, 0.004), (0.015, 1.16 * half - 0.015))


def _clock(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, radius = draw.metal(), draw.uniform(0.1, 0.2)
    piece.rod((0, 0.02, radius), (0, -0.02, radius), radius)
    piece.of(draw.plain("white")).rod((0, 0, radius), (0, -0.026, radius), radius * 0.9)


def _coats(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, drops = draw.wood(), [draw.uniform(0.5, 1.0) for _ in range(draw.randint(2, 5))]
    hook, count = max(drops), len(drops)
    piece.box(0.11 * count, (0.078, 0.102), (hook - 0.05, hook + 0.05))
    for k, drop in enumerate(drops):
        x, half, thick = 0.22 * (k - (count - 1) / 2), draw.uniform(0.08, 0.15), draw.uniform(0.08, 0.16)
        coat, turn = piece.of(draw.fabric()), draw.uniform(-0.1, 0.1)
        coat.box(around(x, half), (0.08 - thick, 0.08), (hook - drop, hook), 0.03, turn)


def _fireplace(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.stone() if draw.random() < 0.5 else draw.plain("white")
    half, height, half_y = draw.sizes((0.55, 0.85), (1.0, 1.24), (0.1, 0.22))
    hole = half * 0.55
    piece.at_sides((half + hole) / 2, (half - hole) / 2, half_y, (0, height), 0.004)
    piece.box(hole, half_y, (height - 0.3, height), 0.004)
    piece.box(half + 0.07, (-half_y - 0.09, half_y + 0.01), (height - 0.01, height + 0.05), 0.004)
    piece.of(draw.plain("dark", 0.0)).box(hole, (0.5 * half_y, 0.9 * half_y), (0, height))
    piece.top = height + 0.05


def framed(
    piece: Builder, draw: MaterialLibrary, image: int, frame: int, width: float, height: float, mat: int | None = None
) -> None:
    """Add a picture, mirror or board in its frame, in some cases sunk into it; its last solid is the image.

    `image`, `frame` and `mat`, the paper around a picture, are materials; width and height are those over all (metres).
    """
    piece.material, half = frame, width / 2
    rim, depth, sunk = draw.uniform(0.01, 0.04), draw.uniform(0.016, 0.04), draw.random() < 0.3
    front = 0.4 * depth if sunk else depth + 0.002  # distance of the picture's face from the wall
    if sunk:
        piece.at_sides(half - rim / 2, rim / 2, (-depth, 0), (0, height), 0.002)
        for z in (rim / 2, height - rim / 2):
            piece.box(half, (-depth, 0), around(z, rim / 2), 0.002)
    else:
        piece.box(half, (-depth, 0), (0, height), 0.002)
    half_x, half_z = half - rim, height / 2 - rim
    if mat is not None:
        piece.of(mat).box(half_x, (-front, 0), around(height / 2, half_z))
        front, half_x, half_z = front + 0.002, half_x * 0.72, half_z * 0.72
    piece.of(image).box(half_x, (-front, 0), around(height / 2, half_z))


def _picture(piece: Builder, draw: MaterialLibrary, is_framed: bool) -> None:
    width = draw.uniform(*draw.choice(((0.2, 0.6), (0.3, 1.0), (0.6, 1.5))))
    height = draw.uniform(*draw.choice(((0.24, 0.6), (0.4, 1.0))))
    image = draw.surfaces.picture(width / 2, height / 2)
    if not is_framed:
        piece.material = image
        piece.box(width / 2, 0.003, (0, height))
        return
    frame = draw.wood() if draw.random() < 0.6 else draw.plain(("dark", "white"))
    mat = draw.plain("white", 0.0) if draw.random() < 0.35 else None
    framed(piece, draw, image, frame, width, height, mat)


def _mirror(piece: Builder, draw: MaterialLibrary, size: tuple[Range, Range]) -> None:
    frame = draw.metal() if draw.random() < 0.5 else draw.wood()
    framed(piece, draw, draw.mirror(), frame, draw.uniform(*size[0]), draw.uniform(*size[1]))


def _board(piece: Builder, draw: MaterialLibrary, face: Finish, frame: Finish) -> None:
    framed(piece, draw, face(draw), frame(draw), draw.uniform(0.6, 2.2), draw.uniform(0.5, 1.2))


def _white(draw: MaterialLibrary) -> int:
    return draw.plain("white", 0.3)


def _chalked(draw: MaterialLibrary) -> int:
    return draw.add(Pattern(TextureKind.NOISE, 3.0), (0.03, 0.06, 0.04), (0.05, 0.08, 0.06), 0.02)


def _planks(piece: Builder, draw: MaterialLibrary) -> None:
    y = 0.0
    for _ in range(draw.randint(1, 3)):
        thickness, half, height = draw.sizes((0.012, 0.04), (0.06, 0.4), (0.8, 2.0))
        plank = piece.of(draw.wood() if draw.random() < 0.7 else draw.plain())
        plank.box(around(draw.uniform(-0.1, 0.1), half), (y - thickness, y), (0.0, height), 0.003)
        y -= thickness


def _ladder(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.metal() if draw.random() < 0.6 else draw.wood()
    height, half = draw.sizes((1.5, 2.1), (0.18, 0.25))
    piece.at_sides(half, 0.015, 0.03, (0.0, height))
    for k in range(int(height / 0.28)):
        piece.box(half, 0.02, around(0.28 * (k + 0.7), 0.014))


_standing, _hanging = of_kind("", Label.VOID), of_kind("", Label.VOID, Place.WALL)
_radiators, _pictures = of_kind("radiator", Label.VOID), of_kind("picture", Label.WALL, Place.WALL)
_mirrors, _boards = of_kind("mirror", Label.WALL, Place.WALL), of_kind("board", Label.WALL, Place.WALL)
_FLAT = (0.001, 0.1)
_PICTURE, _BOARD = ((0.19, 1.51), _FLAT, (0.23, 1.01)), ((0.59, 2.21), _FLAT, (0.49, 1.21))
_WOOD, _SMALL, _TALL = MaterialLibrary.wood, ((0.4, 1.6), (0.5, 1.1)), ((0.4, 0.8), (1.2, 1.7))


_BLINDS = "white", "beige", "grey", "vivid"


def _curtain_rod(piece: Builder, draw: MaterialLibrary, half: float, height: float, depth: float) -> None:
    """Add a rod on two brackets, `depth` metres in front of the wall."""
    with piece.using(draw.metal()):
        piece.box(half, 0.012, around(height, 0.012), 0.01)
        piece.at_sides(half - 0.03, 0.01, (0, depth), around(height, 0.01))


def curtains(
    piece: Builder, draw: MaterialLibrary, width: float, bottom: float, top: float, front: float = 0.0
) -> None:
    """Add a pair of curtains, or one, in round or pleated folds on a rod.

    The cloth hangs from `bottom` to `top` in front of a window of a `width`, so far off the wall that what stands out
    of the wall by `front` is behind it; all in metres.
    """
    piece.material = draw.curtain() if draw.random() < 0.75 else draw.plain("white", 0.0)
    half, drawn = width / 2 + 0.18, draw.choice((0.15, 0.25, draw.uniform(0.2, 1.0)))
    pitch, sides = draw.uniform(0.09, 0.14), draw.choice((SIDES, SIDES, (-1.0,), (1.0,)))
    folds, pleated, swing = max(2, min(8, int(half * drawn / pitch))), draw.random() < 0.5, draw.uniform(0.3, 0.9)
    _curtain_rod(piece, draw, half + 0.08, top + 0.02, front + pitch * 0.62 + 0.02)
    for side in sides:
        for k in range(folds):
            x = side * (half - pitch * (k + 0.5))
            if pleated:
                wide = pitch / 2 / math.cos(swing) + 0.006
                piece.box(around(x, wide), 0.008, (bottom, top), yaw=swing if k % 2 else -swing)
            else:
                piece.cone((bottom, top), pitch * 0.62, pitch * 0.5, (x, 0.015 if k % 2 else -0.01))


def sheer(piece: Builder, draw: MaterialLibrary, width: float, bottom: float, top: float, front: float = 0.0) -> None:
    """Add a thin white curtain that lets most of the light through; the sizes are those of `curtains`."""
    piece.material, half = draw.sheer(), width / 2 + 0.12
    piece.box(half, 0.005, (bottom, top))
    _curtain_rod(piece, draw, half + 0.05, top + 0.012, front + 0.03)


def _roller_blind(piece: Builder, draw: MaterialLibrary, width: float, bottom: float, top: float) -> None:
    piece.material = draw.plain(draw.choice(_BLINDS), 0.0)
    piece.box(width / 2, 0.006, (top - (top - bottom) * draw.uniform(0.2, 1.0), top))
    piece.box(width / 2, 0.035, (top - 0.06, top), 0.02)


def _slatted_blind(piece: Builder, draw: MaterialLibrary, width: float, bottom: float, top: float) -> None:
    piece.material = draw.plain(draw.choice(_BLINDS), 0.0)
    low, tilt = top - (top - bottom) * draw.uniform(0.2, 1.0), draw.uniform(0.2, 1.1)
    count = max(2, min(16, int((top - low) / 0.07)))
    for k in range(count):
        piece.box(width / 2, 0.03, around(low + (top - low) * (k + 0.5) / count, 0.003), pitch=tilt)
    piece.at_sides(width * 0.35, 0.003, 0.003, (low, top))
    piece.box(width / 2, 0.03, (top - 0.04, top))


FORMS: tuple[Form, ...] = (
    _radiators("panel radiator", radiator, 1.0, (0.75, 1.65), (0.07, 0.09), (0.48, 0.78), ribbed=False),
    _radiators("ribbed radiator", radiator, 1.0, (0.75, 1.65), (0.11, 0.13), (0.48, 0.78), ribbed=True),
    Form("fireplace", "fireplace", Label.WALL, _fireplace, 1.0, (1.2, 1.9), (0.28, 0.56), (1, 1.35)),
    _standing("boards", _planks, 1.0, (0.11, 1.01), (0.01, 0.13), (0.79, 2.01)),
    _standing("ladder", _ladder, 1.0, (0.38, 0.54), (0.05, 0.07), (1.49, 2.11)),
    _hanging("wall television", _television, 1.0, (0.75, 1.55), (0.07, 0.08), (0.4, 0.9)),
    Form("wall clock", "clock", Label.VOID, _clock, 1.0, (0.18, 0.42), (0.04, 0.05), (0.18, 0.42), Place.WALL),
    _hanging("coats", _coats, 1.0, (0.4, 1.25), (0.1, 0.2), (0.55, 1.1)),
    _pictures("picture", _picture, 0.7, *_PICTURE, is_framed=True),
    _pictures("poster", _picture, 0.3, *_PICTURE, is_framed=False),
    _mirrors("mirror", _mirror, 0.8, (0.39, 1.61), _FLAT, (0.49, 1.11), size=_SMALL),
    _mirrors("tall mirror", _mirror, 0.2, (0.39, 0.81), _FLAT, (1.19, 1.71), size=_TALL),
    _boards("whiteboard", _board, 0.5, *_BOARD, face=_white, frame=MaterialLibrary.metal),
    _boards("blackboard", _board, 0.2, *_BOARD, face=_chalked, frame=_WOOD),
    _boards("cork board", _board, 0.3, *_BOARD, face=MaterialLibrary.cardboard, frame=_WOOD),
    Form("curtains", "curtains", Label.VOID, curtains, place=Place.WINDOW),
    Form("sheer", "sheer", Label.VOID, sheer, place=Place.WINDOW),
    Form("roller blind", "blind", Label.VOID, _roller_blind, place=Place.WINDOW),
    Form("slatted blind", "blind", Label.VOID, _slatted_blind, place=Place.WINDOW),
)
