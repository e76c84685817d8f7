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

"""Plants, and objects left on the floor: boxes, bags, shoes, clothes, cushions, toys; all void."""

from __future__ import annotations

import math
from functools import partial

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, make_piece, of_kind, small_thing, standing
from svr_ros.synthesis.catalogue.parts import SIDES, Point, corners
from svr_ros.synthesis.catalogue.props.small import add_crate, books, papers
from svr_ros.synthesis.materials import MaterialLibrary


def _add_leaf(piece: Builder, start: Point, angle: float, rise: float, length: float, width: float) -> None:
    """Add a flat leaf that starts at a point and rises by `rise` radians in the direction `angle`."""
    out = length / 2 * math.cos(rise)
    x, y = start[0] + out * math.cos(angle), start[1] + out * math.sin(angle)
    z = around(start[2] + length / 2 * math.sin(rise), 0.007)
    piece.ellipsoid(around(x, length / 2), around(y, width / 2), z, angle, 0.0, -rise)


def _add_arched_leaf(piece: Builder, start: Point, angle: float, rise: float, length: float, bend: float) -> None:
    """Add a long leaf that bends down by `bend` radians at its middle."""
    _add_leaf(piece, start, angle, rise, length, 0.15 * length)
    out, up = 0.93 * length * math.cos(rise), 0.93 * length * math.sin(rise)
    middle = (start[0] + out * math.cos(angle), start[1] + out * math.sin(angle), start[2] + up)
    _add_leaf(piece, middle, angle, rise - bend, 0.6 * length, 0.11 * length)


def _add_foliage(piece: Builder, draw: MaterialLibrary, z: float, radius: float, height: float, count: int) -> None:
    """Add a crown around (0, 0, z) from half its width and height: a core and leaves that hang all over it."""
    piece.ellipsoid(0.6 * radius, 0.6 * radius, around(z, 0.6 * height))
    start, size = draw.sizes((0, 6.0), (0.36, 0.5))
    for k in range(count):
        up = 1.0 - 1.75 * (k + 0.5) / count
        out, angle = 0.63 * radius * math.sqrt(1.0 - up * up), start + 2.4 * k + draw.uniform(-0.3, 0.3)
        half, tilt = size * radius * draw.uniform(0.8, 1.3), math.acos(up) - draw.uniform(0.2, 1.0)
        x, y = around(out * math.cos(angle), half), around(out * math.sin(angle), 0.55 * half)
        turn = angle + draw.uniform(-0.5, 0.5), draw.uniform(-0.3, 0.3), tilt
        piece.ellipsoid(x, y, around(z + 0.63 * height * up, 0.09 * half), *turn)


def _grow(piece: Builder, draw: MaterialLibrary, habit: str, height: float, mouth: float) -> None:
    """Add leaves and stems of a height above the earth at z = 0 in a pot of a radius."""
    leaf, bark = piece.of(draw.leaves()), piece.of(draw.plain("wood", 0.0))
    match habit:
        case "tree":
            crown, stem = height * draw.uniform(0.22, 0.34), max(0.006, 0.013 * height)
            for k in range(draw.choice((1, 1, 3))):
                x, y = (0.35 * mouth * math.cos(2.1 * k), 0.35 * mouth * math.sin(2.1 * k)) if k else (0.0, 0.0)
                bark.rod((x, y, -0.02), (0.4 * x, 0.4 * y, height - 1.2 * crown), stem, 0.7 * stem)
            wide = crown * draw.uniform(0.92, 1.2)
            _add_foliage(leaf, draw, height - crown, wide, 1.15 * crown, draw.randint(18, 24))
        case "large leaves":  # long stalks with one leaf each: monstera, rubber plant, calla
            for k in range(draw.randint(7, 10)):
                c, s, lean = math.cos(2.4 * k), math.sin(2.4 * k), draw.uniform(0.05, 0.55)
                length, size = height * draw.uniform(0.45, 0.85), height * draw.uniform(0.22, 0.34)
                end = (length * math.sin(lean) * c, length * math.sin(lean) * s, length * math.cos(lean))
                leaf.rod((0.3 * mouth * c, 0.3 * mouth * s, -0.02), end, 0.006 + 0.004 * height)
                _add_leaf(leaf, end, 2.4 * k + draw.uniform(-0.3, 0.3), draw.uniform(-0.9, 0.3), size, size * 0.65)
        case "blades":  # snake plant
            for k in range(draw.randint(7, 11)):
                lean, half = draw.uniform(0.0, 0.28), height * draw.uniform(0.3, 0.52)
                out = 0.55 * mouth * draw.random() + half * math.sin(lean)
                x, y, z = out * math.cos(2.4 * k), out * math.sin(2.4 * k), half * math.cos(lean) - 0.02
                wide = 0.025 + 0.022 * height
                leaf.ellipsoid(around(x, 0.008), around(y, wide), around(z, half), 2.4 * k, 0.0, lean)
        case "palm":  # one stem or more with a tuft of arched leaves, as of a dracaena
            for j in range(draw.choice((1, 1, 2, 3))):
                top = height * draw.uniform(0.4, 0.65) * (1.0 - 0.2 * j)
                x, y = (0.3 * mouth * math.cos(2.4 * j), 0.3 * mouth * math.sin(2.4 * j)) if j else (0.0, 0.0)
                bark.rod((x, y, -0.02), (2 * x, 2 * y, top), 0.01 + 0.012 * height, 0.006 + 0.01 * height)
                for k in range(5 if j else draw.randint(7, 9)):
                    length = (height - top) * draw.uniform(0.6, 0.85)
                    _add_arched_leaf(leaf, (2 * x, 2 * y, top), k * 2.4 + j, draw.uniform(0.1, 1.25), length, 1.1)
        case "fern":  # a tuft whose leaves arch over the rim of the pot, as of a spider plant
            for k in range(draw.randint(8, 11)):
                rise, length = draw.uniform(0.35, 1.3), max(0.7 * height, 1.3 * mouth)
                _add_arched_leaf(leaf, (0.0, 0.0, -0.01), k * 2.4, rise, length, rise + draw.uniform(0.2, 1.0))
        case _:  # a bush
            leaf.rod((0, 0, -0.02), (0, 0, 0.4 * height), 0.004 + 0.012 * height)
            radius = max(1.3 * mouth, height * draw.uniform(0.45, 0.65))
            _add_foliage(leaf, draw, 0.5 * height, radius, 0.6 * height, draw.randint(13, 16))


def _add_pot(piece: Builder, draw: MaterialLibrary, radius: float, height: float) -> float:
    """Add a round or square pot and return the height of its earth."""
    body = draw.choice((draw.thing, draw.concrete, draw.wicker, draw.ceramic, draw.plastic))()
    pot, earth, kind = piece.of(body), piece.of(draw.plain("dark", 0.0)), draw.random()
    if kind > 0.85:
        pot.box(0.92 * radius, 0.92 * radius, (0, height), 0.01)
        earth.box(0.81 * radius, 0.81 * radius, around(height, 0.004))
        return height
    pot.cone((0, 0.94 * height), radius * draw.uniform(0.6, 0.95), radius * 0.96, rounding=0.01)
    earth.cone(around(0.94 * height, 0.012), 0.9 * radius, rounding=0.002)
    if kind < 0.6:
        pot.shell((0.8 * height, height), radius, radius, 0.018)
    return 0.95 * height


def _potted(piece: Builder, draw: MaterialLibrary, heights: tuple[float, float], habits: tuple[str, ...]) -> None:
    height = draw.uniform(*heights)
    radius = min(0.2, height * draw.uniform(0.16, 0.24))
    earth = _add_pot(piece, draw, radius, min(radius * draw.uniform(1.3, 2.0), height * 0.45))
    with piece.placed(z=earth, yaw=draw.uniform(0, math.tau)):
        _grow(piece, draw, draw.choice(habits), max(height - earth, 0.4 * height), radius)


def _planter(piece: Builder, draw: MaterialLibrary) -> None:
    half, height = draw.sizes((0.3, 0.5), (0.12, 0.3))
    habit = draw.choice(("bush", "blades", "blades", "fern"))
    piece.material = draw.choice((draw.concrete, draw.wood, draw.plastic, draw.metal))()
    piece.box(half, 0.13, (0, height), 0.01)
    for x in (-half / 2, half / 2):
        with piece.placed(x, 0.0, height, draw.uniform(0, math.tau)):
            _grow(piece, draw, habit, draw.uniform(0.25, 0.55), 0.1)


def hanging_plant(piece: Builder, draw: MaterialLibrary, ceiling: float, low: float | None = None) -> None:
    """Add a plant in a pot on three cords; its pot hangs at `low`, or 0.6 to 1 m below the ceiling."""
    low = ceiling - draw.uniform(0.6, 1.0) if low is None else low
    piece.material, radius = draw.plain("beige", 0.0), draw.uniform(0.09, 0.14)
    with piece.placed(z=low):
        earth = _add_pot(piece, draw, radius, radius * 1.05)
        with piece.placed(z=earth):
            _grow(piece, draw, draw.choice(("fern", "fern", "bush")), 0.3, radius)
    piece.rods_around(3, (0.9 * radius, low + earth), (0, ceiling), 0.004)


_plant = of_kind("plant", Label.VOID)
_SIZE, _HEIGHTS = ((0.1, 2.1), (0.1, 2.25), (0.35, 1.95)), (0.5, 1.8)
_small_plant = partial(_potted, heights=(0.15, 0.38), habits=("bush", "bush", "blades", "large leaves", "fern"))


def _clothes(piece: Builder, draw: MaterialLibrary) -> None:
    for k in range(draw.randint(2, 4)):
        half, half_x, half_y = draw.sizes((0.03, 0.07), (0.14, 0.26), (0.07, 0.13))
        x, y, tilt = draw.uniform(-0.08, 0.08), draw.uniform(-0.07, 0.07), draw.uniform(-0.2, 0.2) if k else 0.0
        z = max(0.07, half + 0.05 * abs(tilt)) if k else half - 0.002
        cloth = piece.of(draw.fabric())
        cloth.ellipsoid(around(x, half_x), around(y, half_y), around(z, half), draw.uniform(0.0, math.pi), tilt)


def _rucksack(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.fabric()
    straps = piece.of(draw.plain("dark"))
    half_x, half_y, height = draw.sizes((0.14, 0.18), (0.08, 0.12), (0.38, 0.52))
    piece.box(half_x, half_y, (0, height), half_y * 0.9)
    piece.box(half_x * 0.72, around(-half_y, 0.05), (0.06 * height, 0.56 * height), 0.045)
    straps.hoop((0, half_y * 0.5, height - 0.01), 0.04, 0.016, 1.6)
    for side in SIDES:
        x, y = around(side * half_x * 0.55, 0.028), around(half_y + 0.012, 0.016)
        straps.box(x, y, (0.15 * height, 0.85 * height), 0.012)


def _carrier_bag(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.cardboard, draw.fabric, draw.plastic, draw.leather))()
    half_x, half_y, height = draw.sizes((0.12, 0.2), (0.06, 0.1), (0.22, 0.42))
    piece.box(half_x, half_y, (0, height), draw.uniform(0.01, 0.03))
    for side in SIDES:
        piece.hoop((0, side * half_y * 0.6, height - 0.01), draw.uniform(0.05, 0.09), 0.012, 1.6)


def _suitcase(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, top = draw.sizes((0.18, 0.25), (0.1, 0.15), (0.55, 0.78))
    piece.material = draw.choice((draw.plastic, draw.leather, draw.fabric))()
    dark, y, handle = piece.of(draw.plain("dark")), half_y - 0.03, top + draw.choice((0.02, 0.3, 0.4))
    piece.box(half_x, half_y, (0.045, top), 0.04)
    for at in corners(half_x - 0.04, half_y - 0.04):
        dark.cone((0, 0.06), 0.022, at=at)
    piece.at_sides(half_x * 0.5, 0.03, around(-half_y, 0.008), (0.1, top - 0.05), 0.006)
    dark.rods_at_sides((0.09, y, top - 0.03), (0.09, y, handle), 0.007)
    dark.box(0.105, around(y, 0.016), around(handle, 0.014), 0.01)


def _cartons(piece: Builder, draw: MaterialLibrary) -> None:
    """Add up to three removal boxes on each other, of which the top one may be open."""
    piece.material = draw.cardboard() if draw.random() < 0.7 else draw.thing()
    tape = piece.of(draw.plain(("beige", "grey"), 0.2))
    z, half_x, half_y, count = 0.0, draw.uniform(0.15, 0.3), draw.uniform(0.12, 0.25), draw.choice((1, 1, 2, 3))
    for k in range(count):
        height, turn = draw.sizes((0.18, 0.4), (-0.2, 0.2))
        with piece.placed(z=z, yaw=turn):
            if k == count - 1 and draw.random() < 0.4:
                add_crate(piece, half_x, half_y, height, 0.005)
                piece.of(draw.fabric()).box(half_x - 0.012, half_y - 0.012, (0, height * 0.7), 0.01)
                for s in SIDES:
                    lean, flap = draw.uniform(0.3, 1.3), half_y * 0.45
                    y, top = s * (half_y + flap * math.sin(lean)), height + flap * math.cos(lean)
                    piece.box(half_x, around(y, 0.004), around(top, flap), pitch=-s * lean)
            else:
                piece.box(half_x, half_y, (0, height), 0.004)
                tape.box(half_x + 0.001, 0.025, (-0.001, height + 0.001))
        z += height
        half_x, half_y = half_x * draw.uniform(0.75, 0.98), half_y * draw.uniform(0.75, 0.98)


def pair_of_shoes(piece: Builder, draw: MaterialLibrary, boots: float = 0.2) -> None:
    """Add two shoes next to each other, or boots with the probability `boots`; the toes are towards -y."""
    piece.material = draw.choice((draw.leather, draw.fabric, draw.plastic))()
    sole, boot, u = piece.of(draw.plain()), draw.random() < boots, draw.uniform(0.8, 1.0)
    for side in SIDES:
        with piece.placed(x=side * 0.065, yaw=draw.uniform(-0.12, 0.12)):
            sole.ellipsoid(0.046 * u, 0.14 * u, (-0.001, 0.037))
            piece.ellipsoid(0.044 * u, around(-0.045 * u, 0.092 * u), (0, 0.072))
            piece.ellipsoid(0.041 * u, around(0.055 * u, 0.082 * u), (0.004, 0.096))
            if boot:
                piece.cone((0.04, 0.3), 0.045 * u, 0.055 * u, (0, 0.08 * u), 0.006)


def _shoes(piece: Builder, draw: MaterialLibrary) -> None:
    for k in range(draw.randint(1, 3)):
        pair = make_piece(pair_of_shoes, draw)
        piece.add(pair.solids, 0.3 * k, draw.uniform(-0.04, 0.04), 0.0, draw.uniform(-0.3, 0.3))


def _heap(piece: Builder, draw: MaterialLibrary) -> None:
    for _ in range(draw.randint(1, 3)):
        thing = make_piece(draw.choice((_soft_toy, _clothes, _clothes, books, papers)), draw)
        piece.add(thing.solids, draw.uniform(-0.25, 0.25), draw.uniform(-0.25, 0.25), 0.0, draw.uniform(0, math.tau))


def _floor_cushion(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half, height = draw.fabric(), draw.uniform(0.25, 0.4), draw.uniform(0.1, 0.25)
    if draw.random() < 0.5:
        piece.box(half, half, (0, height), 0.48 * height)
    else:
        piece.cone((0, height), half, rounding=0.45 * height)


def _soft_toy(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, u, ear = draw.fabric(), draw.uniform(0.06, 0.14), draw.choice((0.2, 0.25, 0.6))
    piece.ellipsoid(0.75 * u, 0.65 * u, around(0.97 * u, u))
    piece.ellipsoid(0.62 * u, around(-0.1 * u, 0.58 * u), around(2.25 * u, 0.58 * u))
    for s in SIDES:
        piece.ellipsoid(around(s * 0.5 * u, 0.28 * u), around(-0.7 * u, 0.7 * u), around(0.3 * u, 0.29 * u))
        arm = around(s * 0.8 * u, 0.22 * u), around(-0.25 * u, 0.3 * u), around(1.2 * u, 0.55 * u)
        piece.ellipsoid(*arm, pitch=0.5, roll=s * 0.4)
        piece.ellipsoid(around(s * 0.42 * u, 0.22 * u), 0.14 * u, around((2.65 + ear) * u, (0.1 + ear) * u))


def _blocks(piece: Builder, draw: MaterialLibrary) -> None:
    half = draw.uniform(0.018, 0.035)
    for k in range(draw.randint(4, 8)):
        block, turn, out = piece.of(draw.plain("vivid", 0.1)), 2.1 * k, half * draw.uniform(3.0, 5.5)
        if k < 3:
            block.box(half, half, (2 * half * k, 2 * half * (k + 1)), 0.003, draw.uniform(-0.3, 0.3))
        else:
            x, y = around(out * math.cos(turn), half * draw.choice((1.0, 2.0))), around(out * math.sin(turn), half)
            block.box(x, y, (0, 2 * half), 0.003, 3 * turn)


def _scattered_toys(piece: Builder, draw: MaterialLibrary) -> None:
    for k in range(draw.randint(2, 4)):
        x, y, make = 0.3 * math.cos(1.7 * k), 0.3 * math.sin(1.7 * k), draw.choice((_soft_toy, _blocks, _blocks))
        piece.add(make_piece(make, draw).solids, x, y, 0.0, draw.uniform(0, math.tau))


def _toy_box(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.plastic, draw.wood, draw.wicker))()
    half_x, half_y, height = draw.sizes((0.2, 0.35), (0.16, 0.24), (0.26, 0.4))
    add_crate(piece, half_x, half_y, height, 0.01)
    piece.of(draw.fabric()).ellipsoid(half_x * 0.95, half_y * 0.95, (0.01, height))
    for k in range(draw.randint(2, 4)):
        x, size, toy = half_x * (0.5 * k - 0.7), draw.uniform(0.05, 0.09), piece.of(draw.plain("vivid"))
        toy.box(around(x, size), size, around(0.87 * height, size), 0.02, 0.5, 0.4, 0.3)
    piece.add(make_piece(_soft_toy, draw).solids, draw.uniform(-0.3, 0.3) * half_x, 0, 0.92 * height)


def _ball(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, large = draw.choice((draw.thing, draw.plastic))(), draw.random() < 0.33
    radius = draw.uniform(0.27, 0.36) if large else draw.uniform(0.09, 0.15)
    piece.ellipsoid(radius, radius, (0, 2 * radius))


_bag = of_kind("bag", Label.VOID)

FORMS: tuple[Form, ...] = (
    _plant("small tree", _potted, 2.0, *_SIZE, heights=_HEIGHTS, habits=("tree",)),
    _plant("large-leaved plant", _potted, 2.0, *_SIZE, heights=_HEIGHTS, habits=("large leaves",)),
    _plant("palm", _potted, 2.0, *_SIZE, heights=_HEIGHTS, habits=("palm",)),
    _plant("snake plant", _potted, 1.5, *_SIZE, heights=_HEIGHTS, habits=("blades",)),
    _plant("bush", _potted, 1.5, *_SIZE, heights=_HEIGHTS, habits=("bush",)),
    standing("planter", _planter, 1.0, (0.55, 1.35), (0.2, 1.05), (0.25, 0.9)),
    Form("hanging plant", "hanging plant", Label.VOID, hanging_plant, 1.0, (0.2, 0.6), (0.2, 0.6), place=Place.CEILING),
    *small_thing("small plant", _small_plant, (0.04, 0.54), (0.04, 0.5), (0.07, 0.54),
                 shelf=2, table=1, desk=1, kitchen=1, nightstand=1, bath=1),
    *small_thing("clothes", _clothes, (0.2, 0.62), (0.18, 0.6), (0.09, 0.16), seat=2),
    *small_thing("soft toy", _soft_toy, (0.12, 0.32), (0.11, 0.3), (0.16, 0.58), low_board=1, seat=1),
    *small_thing("blocks", _blocks, (0.05, 0.5), (0.04, 0.46), (0.1, 0.22), low_board=1),
    _bag("rucksack", _rucksack, 1.0, (0.27, 0.37), (0.23, 0.33), (0.4, 0.58)),
    _bag("carrier bag", _carrier_bag, 1.0, (0.22, 0.42), (0.11, 0.21), (0.25, 0.52)),
    standing("suitcase", _suitcase, 1.0, (0.34, 0.52), (0.2, 0.32), (0.55, 1.25)),
    standing("cartons", _cartons, 1.0, (0.3, 0.74), (0.2, 1), (0.15, 1.25)),
    standing("shoes", _shoes, 1.0, (0.15, 0.9), (0.21, 0.37), (0.09, 0.31)),
    standing("heap", _heap, 1.0, (0.15, 1.05), (0.1, 0.95), (0, 0.58)),
    standing("floor cushion", _floor_cushion, 1.0, (0.48, 0.82), (0.48, 0.82), (0.09, 0.26)),
    standing("toys", _scattered_toys, 1.0, (0.35, 1), (0.2, 1), (0.06, 0.58)),
    standing("toy box", _toy_box, 1.0, (0.38, 0.8), (0.3, 0.5), (0.4, 0.92)),
    standing("ball", _ball, 1.0, (0.16, 0.74), (0.16, 0.74), (0.16, 0.74)),
)  # fmt: skip
