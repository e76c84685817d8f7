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

"""Bathtubs with their curtains and screens, and showers, whose trays are of class bath too; the back is at +y."""

from __future__ import annotations

import math
from functools import partial

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bathroom import add_bottles, add_tap
from svr_ros.synthesis.catalogue.builder import Builder, Span, around
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.materials import MaterialLibrary

_TOP = (1.9, 2.1)
"""Range of the height of glass and rails of showers, in metres."""


def _add_trough(
    piece: Builder, draw: MaterialLibrary, half_x: float, half_y: float, height: float, wall: float, floor: float,
    rounding: float,
) -> None:  # fmt: skip
    """Add an open vessel with sloping ends and rounded feet inside, without which it would look like a crate."""
    piece.box(half_x, half_y, (0.0, floor), 0.01)
    half = wall / 2
    piece.border(half_x - half, half_y - half, half, (0.0, height), min(rounding, wall * 0.45))
    # Sloping ends, the one to lean on flatter than the other, and slopes along the foot of the long walls
    tall = height / 2 - 0.03
    for side, slope in ((-1.0, draw.uniform(0.35, 0.6)), (1.0, draw.uniform(0.1, 0.25))):
        x = side * (half_x - wall - 0.045 - math.sin(slope) * tall)
        piece.box(around(x, 0.045), half_y - wall + 0.01, around(height / 2 - 0.01, tall), 0.012, roll=side * slope)
        y = around(side * (half_y - wall - 0.03), 0.02)
        piece.box(half_x - wall, y, around(floor + 0.05, 0.1), 0.008, pitch=-side * 0.5)


def _panelled(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.ceramic()
    half_x, half_y, height, wall = draw.sizes((0.75, 0.9), (0.34, 0.42), (0.48, 0.62), (0.05, 0.09))
    _add_trough(piece, draw, half_x, half_y, height, wall, draw.uniform(0.1, 0.18), draw.choice((0.012, 0.035)))
    # Panel
    if draw.random() < 0.55:
        boards, panel = piece.of(draw.tiles() if draw.random() < 0.6 else draw.wood()), (0.0, height - 0.05)
        boards.box(half_x, around(-half_y - 0.01, 0.012), panel)
        boards.at_sides(half_x + 0.01, 0.012, half_y + 0.02, panel)
    # Tap at one end or at the back
    if draw.random() < 0.5:
        with piece.placed(half_x - 0.04, 0.0, height, -math.pi / 2):
            add_tap(piece, draw, (0.0, 0.0, 0.0))
    else:
        add_tap(piece, draw, (draw.uniform(-0.3, 0.5), half_y - 0.035, height))
    # Bottles on the rim, a rack across it
    if draw.random() < 0.55:
        add_bottles(piece, draw, (draw.uniform(-0.7, -0.5), half_y - wall / 2, height))
    if draw.random() < 0.2:
        x = draw.uniform(-0.3, 0.3)
        piece.of(draw.wood(), VOID).box(around(x, 0.08), half_y - 0.01, (height, height + 0.024), 0.004)
        add_bottles(piece, draw, (x - 0.03, -0.1, height + 0.024), 2)
    piece.top = height


def _built_in(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a tub set into a tiled bench, now and then with a step before it."""
    piece.material, tiles = draw.ceramic(), draw.tiles()
    half_x, half_y, height = draw.sizes((0.78, 0.88), (0.35, 0.4), (0.46, 0.58))
    rim, bench = draw.uniform(0.06, 0.2), height - 0.012
    _add_trough(piece, draw, half_x, half_y, height, 0.06, 0.14, 0.025)
    with piece.using(tiles):
        piece.border(half_x + rim / 2, half_y + rim / 2, rim / 2, (0.0, bench))
        if draw.random() < 0.35:
            piece.box(half_x + rim, (-half_y - rim - 0.28, -half_y - rim), (0.0, 0.18))
    add_tap(piece, draw, (draw.choice(SIDES) * (half_x - 0.03), 0.0, height))
    if draw.random() < 0.55:
        add_bottles(piece, draw, (draw.uniform(-0.5, 0.4), half_y + rim / 2, bench))
    piece.top = bench


def _oval(piece: Builder, draw: MaterialLibrary, claws: bool) -> None:
    look = draw.ceramic()
    piece.material = _outside(draw, look)
    half_x, half_y, height = draw.sizes((0.75, 0.9), (0.36, 0.42), (0.52, 0.64))
    low = draw.uniform(0.12, 0.16) if claws else 0.0
    _add_stadium(piece, half_x, half_y * draw.uniform(0.72, 0.92), half_y, (low, height))
    if claws:
        with piece.using(draw.chrome()):
            for x, y in corners(half_x - half_y, 0.2):
                piece.rod((x, y, low + 0.06), (x * 1.12, y * 1.2, 0.035), 0.035, 0.02)
                piece.ellipsoid(around(x * 1.13, 0.04), around(y * 1.21, 0.035), (0.0, 0.06))
    _add_floor_tap(piece, draw, half_y + 0.1, height)


def _add_stadium(piece: Builder, half_x: float, bottom: float, top: float, z: Span) -> None:
    wall, (low, high) = 0.045, z
    x, run, rise = half_x - top, top - bottom, high - low
    slant = math.hypot(run, rise) / 2
    for side in SIDES:
        yaw, end = 0.0 if side > 0 else math.pi, (side * x, 0.0)
        piece.shell(z, bottom, top, wall, math.pi / 2 + 0.01, end, yaw)
        piece.shell(around(high, 0.02), top, top, 0.04, math.pi / 2, end, yaw)
        middle, plate = around(side * (bottom + top) / 2, wall / 2), around((low + high) / 2, slant)
        piece.box(x, middle, plate, wall / 2.2, pitch=-side * math.atan2(run, rise))
        piece.rod((-x, side * top, high), (x, side * top, high), 0.02)
        piece.cone((low, low + 0.1), bottom, bottom + 0.02, end, 0.01)
    piece.box(x, bottom + 0.01, (low, low + 0.1))


def _round(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, radius, height = draw.ceramic(), draw.uniform(0.6, 0.8), draw.uniform(0.52, 0.64)
    outside = piece.of(_outside(draw, piece.material))
    outside.shell((0.0, height), radius * draw.uniform(0.82, 1.0), radius, 0.05)
    piece.shell(around(height, 0.025), radius, radius, 0.05)
    piece.cone((0.0, 0.16), 0.84 * radius, 0.88 * radius)
    _add_floor_tap(piece, draw, radius + 0.09, height)


def _outside(draw: MaterialLibrary, inside: int) -> int:
    return inside if draw.random() < 0.75 else draw.plain(("dark", "vivid", "grey"), 0.3)


def _add_floor_tap(piece: Builder, draw: MaterialLibrary, y: float, height: float) -> None:
    if draw.random() < 0.5:
        add_tap(piece, draw, (0.0, y - 0.1, height + 0.012))
        return
    top, chrome = height + draw.uniform(0.12, 0.22), piece.of(draw.chrome())
    chrome.cone((0.0, 0.016), 0.05, 0.045, (0.0, y))
    chrome.rod((0.0, y, 0.0), (0.0, y, top), 0.016)
    chrome.rod((0.0, y, top - 0.01), (0.0, y - 0.24, top - 0.01), 0.014)
    chrome.rod((-0.09, y, top - 0.09), (0.09, y, top - 0.09), 0.012)


def _corner(piece: Builder, draw: MaterialLibrary, side: int = -1) -> None:
    """Add a tub like a quarter of a disc for the corner at its own -x (side = -1) or +x (side = 1) end."""
    piece.material, size, height = draw.ceramic(), draw.uniform(1.2, 1.45), draw.uniform(0.5, 0.6)
    deck, inner = draw.uniform(0.16, 0.22), size - draw.uniform(0.13, 0.18)
    along, sign = math.sqrt(size * size - deck * deck) - 0.02, -side

    def span(high: float) -> Span:
        return (0.0, high) if sign > 0 else (-high, 0.0)

    # Apron, rim and the slope inside, all bent around the corner
    sector, middle = math.pi / 4, -0.25 * math.pi if sign > 0 else -0.75 * math.pi
    apron = piece.of(piece.material if draw.random() < 0.5 else draw.tiles())
    apron.shell((0.0, height - 0.02), size - 0.015, size - 0.015, 0.03, sector, yaw=middle)
    piece.shell(around(height - 0.012, 0.018), inner, size - 0.016, 0.028, sector, yaw=middle)
    piece.shell((0.11, height - 0.01), inner - 0.2, inner, 0.04, sector, yaw=middle)
    # Decks along both walls and across the corner, and a floor of three boxes inside the quarter disc
    piece.box(span(along), (-deck, 0.0), (0.0, height), 0.01)
    piece.box(span(deck), (-along, 0.0), (0.0, height), 0.01)
    seat, shift = (0.0, height - 0.04), 1.13 * deck
    piece.box(around(sign * shift, deck), around(-shift, 0.6 * deck), seat, 0.02, sign * math.pi / 4)
    for a, b in ((0.62, 0.62), (0.86, 0.38), (0.38, 0.86)):
        piece.box(span(a * size), (-b * size, 0.0), (0.0, 0.12))
    add_tap(piece, draw, (sign * 0.5 * size, -0.06, height))
    if draw.random() < 0.55:
        add_bottles(piece, draw, (sign * 0.72 * size - 0.05, -deck / 2, height))


def _bath_curtain(
    piece: Builder, draw: MaterialLibrary, width: float = 1.7, bottom: float = 0.2, top: float = 2.0
) -> None:
    """Add a shower curtain drawn to one end of its rod, between the heights of its lower edge and the rod."""
    piece.material = draw.curtain() if draw.random() < 0.6 else draw.plain("white", 0.0)
    piece.of(draw.chrome()).rod((-width / 2, 0.0, top), (width / 2, 0.0, top), 0.012)
    _hang_curtain(piece, draw, (-width / 2, width * draw.uniform(0.2, 0.6) - width / 2), 0.0, (bottom, top))


def _hang_curtain(piece: Builder, draw: MaterialLibrary, x: Span, y: float, z: Span) -> None:
    """Add a curtain that hangs in folds along an extent."""
    folds = draw.randint(5, 9)
    pitch = (x[1] - x[0]) / folds
    for k in range(folds):
        piece.cone(z, 0.62 * pitch, 0.52 * pitch, (x[0] + pitch * (k + 0.5), y + 0.012 * (-1) ** k))


def _bath_screen(piece: Builder, draw: MaterialLibrary, height: float = 1.4) -> None:
    """Add one or two sheets of glass of a height (metres) for the rim of a tub, the wall at their -x end."""
    piece.material, half = draw.glass(), draw.uniform(0.35, 0.475)
    piece.box(half, 0.004, (0.0, height))
    with piece.using(draw.chrome()):
        piece.box((-half, 0.024 - half), 0.012, (0.0, height))
        piece.box(half, 0.009, (0.0, 0.016))
        if draw.random() < 0.5:  # a hinge between two sheets
            piece.box(around(draw.uniform(-0.1, 0.1), 0.008), 0.009, (0.0, height))


def _framed_shower(piece: Builder, draw: MaterialLibrary) -> None:
    top, metal, glass = draw.uniform(*_TOP), draw.chrome(), draw.glass()
    half_x, half_y, tray = draw.uniform(0.4, 0.6), draw.uniform(0.38, 0.48), draw.choice((0.05, 0.14))
    _add_tray(piece, draw, half_x, half_y, tray)
    # Front and one side of glass
    y, z, x = -half_y + 0.02, (tray, top), half_x - 0.015
    _add_sheet(piece, metal, glass, (-x, y), (0.02, y), z)
    with piece.using(metal, VOID):
        if draw.random() < 0.6:
            _add_sheet(piece, metal, glass, (0.02, y), (x, y), z)
        else:  # a doorway
            piece.box((half_x - 0.024, half_x), around(y, 0.012), z)
            piece.box((0.0, half_x), around(y, 0.01), (top - 0.02, top))
        end = draw.choice(SIDES) * x
        _add_sheet(piece, metal, glass, (end, y), (end, half_y - 0.015), z)
        piece.box(around(0.05, 0.01), (y - 0.05, y), (0.95, 1.2))  # the handle
    _add_fittings(piece, draw, draw.uniform(-0.1, 0.1), half_y, top)


def _curved_shower(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a quarter-round tray in the corner at -x, closed by bent glass."""
    piece.material, top = draw.ceramic(), draw.uniform(*_TOP)
    size, tray, metal, glass = draw.uniform(0.8, 0.95), draw.choice((0.06, 0.14)), draw.chrome(), draw.glass()
    radius = 0.5 * size - 0.001
    edge, bend, z = size - radius, radius - 0.02, (tray, top)
    # Tray: two boxes and a disc
    piece.box((0.0, size), (-edge, 0.0), (0.0, tray), 0.01)
    piece.box((0.0, edge), (-size, 0.0), (0.0, tray), 0.01)
    piece.cone((0.0, tray), radius, at=(edge, -edge), rounding=0.01)
    # Bent glass between two rails, and a sheet at either end
    piece.of(glass, VOID).shell(z, bend, bend, 0.01, math.pi / 4, (edge, -edge), -math.pi / 4)
    with piece.using(metal, VOID):
        for height in ((tray, tray + 0.024), (top - 0.024, top)):
            piece.shell(height, bend, bend, 0.022, math.pi / 4, (edge, -edge), -math.pi / 4)
    _add_sheet(piece, metal, glass, (size - 0.02, -0.015), (size - 0.02, -edge), z)
    _add_sheet(piece, metal, glass, (0.015, -size + 0.02), (edge, -size + 0.02), z)
    _add_fittings(piece, draw, 0.3, 0.0, top)


def _walk_in_shower(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, top = draw.tiles() if draw.random() < 0.5 else draw.ceramic(), draw.uniform(*_TOP)
    half_x, half_y, metal = draw.uniform(0.45, 0.65), draw.uniform(0.4, 0.5), draw.chrome()
    piece.box(half_x, half_y, (0.0, 0.03), 0.003)
    piece.of(metal).box(0.3, around(half_y - 0.1, 0.03), (0.028, 0.034))
    x = draw.choice(SIDES) * (half_x - 0.015)
    _add_sheet(piece, metal, draw.glass(), (x, -half_y + 0.02), (x, half_y - 0.015), (0.03, top))
    _add_fittings(piece, draw, 0.0, half_y, top)


def _curtained_shower(piece: Builder, draw: MaterialLibrary) -> None:
    top, half, tray = draw.uniform(*_TOP), draw.uniform(0.38, 0.48), draw.choice((0.06, 0.14))
    _add_tray(piece, draw, half, half, tray)
    x, y = half - 0.02, -half + 0.04
    with piece.using(draw.chrome(), VOID):
        piece.rods_at_sides((x, y, tray - 0.01), (x, y, top), 0.012)
        piece.rod((-x, y, top), (x, y, top), 0.012)
    cloth = piece.of(draw.curtain() if draw.random() < 0.5 else draw.plain("white", 0.0), VOID)
    _hang_curtain(cloth, draw, (x - 2 * x * draw.uniform(0.5, 0.98), x), y, (tray + 0.03, top))
    _add_fittings(piece, draw, draw.uniform(-0.1, 0.1), half, top)


def _add_tray(piece: Builder, draw: MaterialLibrary, half_x: float, half_y: float, height: float) -> None:
    ceramic = piece.of(draw.ceramic())
    ceramic.box(half_x, half_y, (0.0, 0.7 * height), 0.008)
    ceramic.border(half_x - 0.025, half_y - 0.025, 0.025, (0.0, height), 0.01)
    piece.of(draw.chrome()).cone(around(0.7 * height + 0.002, 0.004), 0.05)


def _add_sheet(piece: Builder, metal: int, glass: int, a: Span, b: Span, z: Span) -> None:
    half, yaw = math.hypot(b[0] - a[0], b[1] - a[1]) / 2, math.atan2(b[1] - a[1], b[0] - a[0])
    x, y = around((a[0] + b[0]) / 2, half), (a[1] + b[1]) / 2
    piece.of(glass, VOID).box(x, around(y, 0.004), z, yaw=yaw)
    with piece.using(metal, VOID):
        for point in (a, b):
            piece.box(around(point[0], 0.012), around(point[1], 0.012), z)
        for rail in ((z[0], z[0] + 0.02), (z[1] - 0.02, z[1])):
            piece.box(x, around(y, 0.01), rail, yaw=yaw)


def _add_fittings(piece: Builder, draw: MaterialLibrary, x: float, back: float, top: float) -> None:
    """Add the rail, head and mixer of a shower to the wall at y = `back`, and often a shelf of bottles."""
    y = back - 0.04
    with piece.using(draw.chrome(), VOID):
        piece.rod((x, y, 0.95), (x, y, top - 0.1), 0.011)
        for z in (0.98, top - 0.14):
            piece.rod((x, back, z), (x, back - 0.045, z), 0.014)
        piece.rod((x - 0.09, back - 0.05, 1.02), (x + 0.09, back - 0.05, 1.02), 0.022)
        piece.rod((x, y, top - 0.1), (x, back - 0.32, top - 0.08), 0.011)
        piece.cone(around(top - 0.1, 0.015), 0.11, 0.03, (x, back - 0.32))
        if draw.random() < 0.6:
            piece.box(around(x + 0.24, 0.11), (back - 0.1, back), (1.142, 1.158))
            add_bottles(piece, draw, (x + 0.17, back - 0.055, 1.158))


_OVAL, _FREE = ((1.48, 1.9), (0.7, 1.05), (0.54, 1.05)), "freestanding bathtub"
_GLASS = (1.89, 2.12)

FORMS: tuple[Form, ...] = (
    Form("panelled bathtub", "bathtub", Label.BATH, _panelled, 0.6, (1.48, 1.9), (0.66, 0.98), (0.5, 1.05)),
    Form("built-in bathtub", "bathtub", Label.BATH, _built_in, 0.4, (1.65, 2.2), (0.8, 1.5), (0.5, 1.0)),
    Form("oval bathtub", _FREE, Label.BATH, partial(_oval, claws=False), 0.5, *_OVAL),
    Form("clawfoot bathtub", _FREE, Label.BATH, partial(_oval, claws=True), 0.3, *_OVAL),
    Form("round bathtub", _FREE, Label.BATH, _round, 0.2, (1.2, 1.7), (1.2, 1.8), (0.54, 1.0)),
    Form("corner bathtub", "corner bathtub", Label.BATH, _corner, 1.0, (1.15, 1.5), (1.15, 1.5), (0.5, 1.0)),
    Form("bath curtain", "bath curtain", Label.VOID, _bath_curtain, place=Place.FITTED),
    Form("bath screen", "bath screen", Label.VOID, _bath_screen, 1.0, (0.69, 0.96), (0.02, 0.03), place=Place.FITTED),
    Form("framed shower", "shower", Label.BATH, _framed_shower, 2.0, (0.79, 1.21), (0.76, 1.02), _GLASS),
    Form("curved shower", "shower", Label.BATH, _curved_shower, 1.0, (0.79, 0.96), (0.79, 0.96), _GLASS),
    Form("walk-in shower", "shower", Label.BATH, _walk_in_shower, 1.0, (0.89, 1.31), (0.79, 1.01), _GLASS),
    Form("curtained shower", "shower", Label.BATH, _curtained_shower, 1.0, (0.74, 1.02), (0.74, 1.04), _GLASS),
)
