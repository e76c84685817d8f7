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

"""Plants: a pot or trough with what grows in it, from small ones on a sill to trees; all void."""

from __future__ import annotations

import math
from functools import partial

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, of_kind, small_thing, standing
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import Point


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
    half, height, habit = (
        draw.uniform(0.3, 0.5),
        draw.uniform(0.12, 0.3),
        draw.choice(("bush", "blades", "blades", "fern")),
    )
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
)  # fmt: skip
