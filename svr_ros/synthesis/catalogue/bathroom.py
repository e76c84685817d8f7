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

"""Toilets, bidets, washbasins with and without cabinets, taps, towels and mats; what is no cabinet is void."""

from __future__ import annotations

import math

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cabinets import drawers_above_doors, row_of_doors
from svr_ros.synthesis.catalogue.cases import add_base, new_case
from svr_ros.synthesis.catalogue.forms import Form, Place, of_kind
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, Point, spread
from svr_ros.synthesis.materials import MaterialLibrary


def add_tap(piece: Builder, draw: MaterialLibrary, at: Point) -> None:
    """Add a mixer tap of the piece's class, whose foot stands at a point and whose spout points towards -y."""
    (x, y, z), foot = at, at[:2]
    with piece.using(draw.chrome()):
        if draw.random() < 0.5:  # a swan's neck
            top, bend = z + draw.uniform(0.16, 0.26), draw.uniform(0.06, 0.09)
            piece.cone((z, z + 0.05), 0.025, 0.02, foot)
            piece.cone((z, top), 0.012, at=foot)
            piece.hoop((x, y - bend, top), bend, 0.024, math.pi / 2, math.pi / 2)
            piece.cone((top - 0.051, top + 0.001), 0.013, 0.012, (x, y - 2 * bend))
            piece.rod((x, y, z + 0.04), (x + 0.07, y, z + 0.07), 0.008)
            return
        top = z + draw.uniform(0.08, 0.2)
        piece.cone((z, top), 0.022, 0.018, foot)
        piece.rod((x, y, top - 0.015), (x, y - 0.16, top - 0.005), 0.013)
        piece.cone((top - 0.042, top - 0.002), 0.011, at=(x, y - 0.15))
        piece.box(around(x, 0.009), (y - 0.03, y + 0.04), around(top + 0.015, 0.006), 0.004, pitch=0.3)
        piece.ellipsoid(around(x, 0.02), around(y, 0.02), around(top, 0.02))


def add_toilet_bowl(piece: Builder, seat: float, low: float = 0.0) -> None:
    """Add the bowl of a toilet or bidet between the heights of its foot and its seat: hollow in front, solid behind."""
    rise = seat - low
    piece.cone((low, low + 0.6 * rise), 0.12, 0.15, (0.0, -0.08), 0.02)
    piece.shell((seat - 0.5 * rise, seat), 0.125, 0.165, 0.035, at=(0.0, -0.1))
    piece.box(0.12, (-0.06, 0.3), (low, low + 0.96 * rise), 0.04)
    piece.cone(around(seat - 0.45 * rise, 0.02), 0.13, at=(0.0, -0.1))


def add_hollow_top(piece: Builder, x: float, half_x: float, half_y: float, top: float, thickness: float) -> None:
    """Add a top around (x, 0) that is hollow but for its rim and a ledge at its back, as of a moulded washbasin."""
    rim, ledge, low = 0.044, 0.11, top - thickness
    piece.box(around(x, half_x), half_y, (low, low + 0.04), 0.012)
    for side in SIDES:
        piece.box(around(x + side * (half_x - rim / 2), rim / 2), half_y, (low, top), 0.014)
    for y in ((-half_y, rim - half_y), (half_y - ledge, half_y)):
        piece.box(around(x, half_x), y, (low, top), 0.014)


def add_bottles(piece: Builder, draw: MaterialLibrary, at: Point, most: int = 3) -> None:
    """Add one to `most` bottles of shampoo, of class void, in a row along x, the first of which stands at a point."""
    x, y, z = at
    for _ in range(draw.randint(1, most)):
        height, radius = draw.sizes((0.1, 0.2), (0.018, 0.026))
        with piece.using(draw.plastic(), VOID):
            piece.cone((z, z + height), radius, 0.9 * radius, (x, y), 0.006)
            piece.cone((z + height - 0.002, z + height + 0.025), 0.45 * radius, at=(x, y))
        x += 0.055


def _toilet(piece: Builder, draw: MaterialLibrary, hung: bool) -> None:
    piece.material, seat = draw.ceramic(), draw.uniform(0.38, 0.43)
    add_toilet_bowl(piece, seat, 0.12 if hung else 0.0)
    chrome = piece.of(draw.chrome())
    if hung:
        wall = piece.of(draw.tiles() if draw.random() < 0.6 else draw.plain("white"))
        wall.box(0.26, around(0.37, 0.08), (0.0, draw.uniform(0.95, 1.2)))
        chrome.box(0.12, around(0.288, 0.006), around(seat + 0.45, 0.08), 0.004)
    else:
        piece.box(0.19, around(0.3, 0.085), (seat - 0.01, seat + 0.37), 0.03)
        piece.box(0.2, around(0.3, 0.095), (seat + 0.357, seat + 0.393), 0.01)
        piece.box(0.1, around(0.3, 0.06), (0.0, seat + 0.04), 0.02)
        chrome.cone((seat + 0.388, seat + 0.412), 0.025, 0.022, (0.0, 0.3))
    _add_seat(piece.of(draw.wood() if draw.random() < 0.15 else piece.material), draw, seat, 0.29 if hung else 0.215)
    if draw.random() < 0.4:  # a brush in its holder
        at = (0.34, 0.2)
        piece.cone((0.0, 0.18), 0.045, 0.05, at)
        chrome.cone((0.0, 0.38), 0.009, at=at)


def _add_seat(piece: Builder, draw: MaterialLibrary, seat: float, back: float) -> None:
    """Add the seat and its lid, closed or raised against y = `back`."""
    if draw.random() < 0.45:
        piece.cone((seat + 0.002, seat + 0.038), 0.178, 0.17, (0.0, -0.1), 0.01)
        piece.box(0.176, (-0.1, 0.16), (seat + 0.002, seat + 0.038), 0.012)
        return
    piece.shell(around(seat + 0.012, 0.025), 0.15, 0.15, 0.05, math.pi / 2 + 0.3, (0.0, -0.1), yaw=-math.pi / 2)
    piece.at_sides(0.145, 0.025, (-0.07, 0.13), around(seat + 0.012, 0.012), 0.01)
    piece.box(0.17, around(back - 0.045, 0.014), (seat, seat + 0.3), 0.012, pitch=-0.08)
    piece.cone(around(seat + 0.26, 0.014), 0.17, at=(0.0, back - 0.03), rounding=0.01, pitch=math.pi / 2 - 0.08)


def _bidet(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, seat = draw.ceramic(), draw.uniform(0.37, 0.41)
    add_toilet_bowl(piece, seat)
    piece.shell(around(seat, 0.02), 0.16, 0.16, 0.045, at=(0.0, -0.1))
    piece.box(0.16, (0.02, 0.3), around(seat - 0.02, 0.03), 0.02)
    add_tap(piece, draw, (0.0, 0.13, seat + 0.008))


def _washbasin(piece: Builder, draw: MaterialLibrary, hung: bool) -> None:
    piece.material = draw.ceramic()
    half_x, half_y, height = draw.sizes((0.24, 0.34), (0.2, 0.25), (0.8, 0.88))
    add_hollow_top(piece, 0.0, half_x, half_y, height, 0.14)
    if hung:
        chrome, trap = piece.of(draw.chrome()), height - 0.5
        piece.ellipsoid(0.7 * half_x, around(0.02, 0.7 * half_y), around(height - 0.12, 0.08))
        chrome.rod((0.0, 0.04, trap), (0.0, 0.04, height - 0.15), 0.02)
        chrome.cone(around(trap, 0.06), 0.035, at=(0.0, 0.04))
        chrome.rod((0.0, 0.04, trap), (0.0, half_y, trap), 0.018)
    else:
        piece.cone((0.0, height - 0.12), 0.085, 0.075, (0.0, 0.06), 0.01)
        piece.cone((0.0, 0.06), 0.12, 0.09, (0.0, 0.06), 0.01)
        piece.ellipsoid(0.75 * half_x, 0.75 * half_y, around(height - 0.12, 0.09))
    add_tap(piece, draw, (0.0, half_y - 0.04, height))


def _vanity(piece: Builder, draw: MaterialLibrary, basin: str) -> None:
    """Add a cabinet with basins "moulded" in one piece with its top, "sunk" into it, or as a "vessel" on it."""
    half_x, half_y, height = draw.sizes((0.28, 0.65), (0.22, 0.27), (0.78, 0.88))
    piece.material, white, vessel = draw.wood(), draw.ceramic(), basin == "vessel"
    counter = height - 0.11 if vessel else height
    # Cabinet.
    size = 2 * half_x, 2 * half_y - 0.02, counter - (0.03 if vessel else 0.13)
    case = new_case(piece, draw, size, piece.material)
    add_base(case, tall=False)
    case.build(draw.choice((row_of_doors, drawers_above_doors))(case))
    # Top with basins, taps and bottles.
    bowls = 2 if half_x > 0.52 and draw.random() < 0.6 else 1
    wide, deep = half_x / bowls, half_y + 0.01
    top, radius = draw.choice((white, draw.stone(), draw.stone())), draw.uniform(0.15, 0.2)
    if vessel:
        slab = piece.of(draw.stone() if draw.random() < 0.6 else draw.wood())
        slab.box(half_x + 0.01, deep, (counter - 0.03, counter), 0.003)
        radius = min(radius, half_y - 0.04, wide - 0.03)
    for middle in spread(half_x, bowls):
        if basin == "sunk":
            _add_sunk_bowl(piece.of(top), white, middle, wide + 0.005, deep, counter)
        with piece.using(white, VOID):
            if vessel:
                piece.shell((counter, counter + 0.11), 0.5 * radius, radius, 0.014, at=(middle, -0.03))
                piece.cone((counter, counter + 0.03), 0.48 * radius, 0.52 * radius, (middle, -0.03))
            elif basin == "moulded":
                add_hollow_top(piece, middle, wide + 0.005, deep, counter, 0.135)
            add_tap(piece, draw, (middle, half_y - 0.035, counter))
    if draw.random() < 0.6:
        add_bottles(piece, draw, (half_x - 0.1, half_y - 0.04, counter), 2)
    piece.top = counter if vessel else 0.0


def _add_sunk_bowl(piece: Builder, white: int, x: float, half_x: float, half_y: float, top: float) -> None:
    """Add a counter with a round bowl let into it, whose rim covers the corners of its hole."""
    add_hollow_top(piece, x, half_x, half_y, top, 0.135)
    y, radius = -0.02, min(0.2, half_y - 0.06, half_x - 0.04)
    hole, slab = 0.7 * radius, (top - 0.03, top)
    for side in ((x - half_x, x - hole), (x + hole, x + half_x)):
        piece.box(side, half_y, slab, 0.003)
    for end in ((-half_y, y - hole), (y + hole, half_y)):
        piece.box(around(x, half_x), end, slab, 0.003)
    with piece.using(white, VOID):
        piece.shell((top - 0.12, top + 0.008), 0.6 * radius, radius, 0.32 * radius, at=(x, y))
        piece.cone(around(top - 0.1, 0.018), 0.4 * radius, 0.5 * radius, (x, y))


def _mirror_cabinet(piece: Builder, draw: MaterialLibrary) -> None:
    half, height, half_y = draw.sizes((0.25, 0.55), (0.6, 0.8), (0.06, 0.08))
    body = draw.plain(("white", "grey"), 0.2) if draw.random() < 0.6 else draw.wood()
    piece.material, doors = body, max(1, round(half / 0.2))
    piece.box(half, half_y, (0.0, height), 0.003)
    faces = around(-half_y - 0.004, 0.006), (0.003, height - 0.003)
    piece.of(draw.mirror()).row(half, doors, half / doors - 0.003, *faces)


def _towel_rail(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half = draw.chrome(), draw.uniform(0.2, 0.35)
    piece.rod((-half, -0.06, 0.72), (half, -0.06, 0.72), 0.01)
    piece.rods_at_sides((half - 0.01, -0.06, 0.72), (half - 0.01, 0.0, 0.72), 0.012)
    with piece.using(draw.towel()):
        for side in draw.choice(((-1.0,), (1.0,), SIDES)):
            length = draw.uniform(0.4, 0.72)
            piece.box(around(side * half * 0.45, half * 0.42), around(-0.06, 0.022), (0.74 - length, 0.74), 0.018)


def _towel_warmer(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.plain("white", 0.2) if draw.random() < 0.6 else draw.chrome()
    half, rungs = draw.uniform(0.2, 0.35), draw.randint(8, 13)
    height = 0.09 * rungs
    piece.rods_at_sides((half, -0.05, 0.0), (half, -0.05, height), 0.016)
    for z in (0.1, height - 0.1):
        piece.rods_at_sides((half, -0.05, z), (half, 0.0, z), 0.012)
    for k in range(rungs):
        z = 0.09 * k + 0.045
        piece.rod((-half, -0.05, z), (half, -0.05, z), 0.012)
    for z in draw.sample((0.75 * height, 0.4 * height), draw.randint(1, 2)):
        length, towel = min(draw.uniform(0.24, 0.44), 0.9 * z), piece.of(draw.towel())
        towel.box(half * draw.uniform(0.5, 0.9), around(-0.05, 0.026), (z - length, z), 0.02)


def _bath_mat(piece: Builder, draw: MaterialLibrary, is_round: bool) -> None:
    piece.material = draw.towel()
    if is_round:
        piece.cone((0.0, 0.018), draw.uniform(0.28, 0.36), rounding=0.008)
    else:
        piece.box(draw.uniform(0.28, 0.42), draw.uniform(0.2, 0.3), (0.0, 0.018), 0.008)


_BASIN = (0.46, 0.7), (0.38, 0.53), (0.87, 1.3)
_VANITY = (0.55, 1.35), (0.42, 0.6), (0.76, 1.3)
_MIRROR = (0.49, 1.11), (0.12, 0.18), (0.59, 0.81)
_MAT, _ROUND_MAT = ((0.55, 0.85), (0.39, 0.61), (0.01, 0.02)), ((0.55, 0.73), (0.55, 0.73), (0.01, 0.02))
_toilets, _basin = of_kind("toilet", Label.VOID), of_kind("washbasin", Label.VOID)
_vanities = of_kind("vanity", Label.CABINET)
_towels, _mat = of_kind("towels", Label.VOID, Place.WALL), of_kind("bath mat", Label.FLOOR)

FORMS: tuple[Form, ...] = (
    _toilets("toilet", _toilet, 0.7, (0.35, 0.65), (0.6, 0.72), (0.75, 0.86), hung=False),
    _toilets("wall-hung toilet", _toilet, 0.3, (0.5, 0.7), (0.68, 0.8), (0.93, 1.22), hung=True),
    Form("bidet", "bidet", Label.VOID, _bidet, 1.0, (0.3, 0.42), (0.5, 0.65), (0.45, 0.8)),
    _basin("pedestal washbasin", _washbasin, 0.6, *_BASIN, hung=False),
    _basin("wall-hung washbasin", _washbasin, 0.4, *_BASIN, hung=True),
    _vanities("vanity", _vanity, 0.22, *_VANITY, basin="moulded"),
    _vanities("vanity with a sunk basin", _vanity, 0.33, *_VANITY, basin="sunk"),
    _vanities("vanity with vessel basins", _vanity, 0.45, *_VANITY, basin="vessel"),
    Form("mirror cabinet", "mirror cabinet", Label.CABINET, _mirror_cabinet, 1.0, *_MIRROR, Place.WALL),
    _towels("towels", _towel_rail, 0.6, (0.38, 0.75), (0.05, 0.1), (0.7, 0.76)),
    _towels("towel warmer", _towel_warmer, 0.4, (0.4, 0.76), (0.05, 0.1), (0.7, 1.2)),
    _mat("bath mat", _bath_mat, 0.75, *_MAT, is_round=False),
    _mat("round bath mat", _bath_mat, 0.25, *_ROUND_MAT, is_round=True),
)
