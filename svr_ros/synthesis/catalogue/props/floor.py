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

"""Objects left on the floor: boxes, bags, bins, shoes, clothes, cushions, toys; all void."""

from __future__ import annotations

import math

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, make_piece, of_kind, small_thing, standing
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, corners
from svr_ros.synthesis.catalogue.props.small import add_crate, books, papers


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


def _waste_bin(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.plastic, draw.wicker, draw.metal))()
    height, radius = draw.sizes((0.26, 0.4), (0.11, 0.16))
    piece.shell((0, height), radius * 0.8, radius, 0.01)
    piece.cone((0, 0.02), radius * 0.8)
    if draw.random() < 0.6:
        piece.of(draw.page()).ellipsoid(0.85 * radius, 0.85 * radius, (0, 0.98 * height))


def _pedal_bin(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.chrome, draw.plastic))()
    height, radius, dark = draw.uniform(0.3, 0.64), draw.uniform(0.11, 0.16), piece.of(draw.plain("dark"))
    piece.cone((0.01, height - 0.01), radius * 0.98, rounding=0.005)
    piece.ellipsoid(radius, radius, around(height - 0.01, 0.045))
    dark.cone((0, 0.04), radius)
    dark.box(0.03, around(-radius - 0.01, 0.03), around(0.02, 0.008), 0.004)


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


def _laundry_basket(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.wicker, draw.wicker, draw.fabric, draw.plastic))()
    radius, height = draw.sizes((0.18, 0.27), (0.25, 0.55))
    piece.shell((0, height), radius * 0.82, radius, 0.016)
    piece.cone((0, 0.024), radius * 0.8)
    piece.of(draw.fabric()).ellipsoid(radius * 0.85, radius * 0.85, (0.02, height))
    for x in (-0.25, 0.25):
        cloth, z = piece.of(draw.fabric()), around(0.8 * height, draw.uniform(0.07, 0.13))
        cloth.ellipsoid(around(x * radius, radius * 0.62), radius * 0.5, z, draw.uniform(0, math.pi))


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
    """Add building blocks: a little tower with some around it."""
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


_bag, _bin = of_kind("bag", Label.VOID), of_kind("bin", Label.VOID)

FORMS: tuple[Form, ...] = (
    *small_thing("clothes", _clothes, (0.2, 0.62), (0.18, 0.6), (0.09, 0.16), seat=2),
    *small_thing("soft toy", _soft_toy, (0.12, 0.32), (0.11, 0.3), (0.16, 0.58), low_board=1, seat=1),
    *small_thing("blocks", _blocks, (0.05, 0.5), (0.04, 0.46), (0.1, 0.22), low_board=1),
    _bag("rucksack", _rucksack, 1.0, (0.27, 0.37), (0.23, 0.33), (0.4, 0.58)),
    _bag("carrier bag", _carrier_bag, 1.0, (0.22, 0.42), (0.11, 0.21), (0.25, 0.52)),
    standing("suitcase", _suitcase, 1.0, (0.34, 0.52), (0.2, 0.32), (0.55, 1.25)),
    standing("cartons", _cartons, 1.0, (0.3, 0.74), (0.2, 1), (0.15, 1.25)),
    _bin("waste bin", _waste_bin, 6.4, (0.22, 0.34), (0.22, 0.34), (0.24, 0.42)),
    _bin("pedal bin", _pedal_bin, 3.6, (0.21, 0.33), (0.25, 0.37), (0.32, 0.7)),
    standing("shoes", _shoes, 1.0, (0.15, 0.9), (0.21, 0.37), (0.09, 0.31)),
    standing("heap", _heap, 1.0, (0.15, 1.05), (0.1, 0.95), (0, 0.58)),
    standing("floor cushion", _floor_cushion, 1.0, (0.48, 0.82), (0.48, 0.82), (0.09, 0.26)),
    standing("laundry basket", _laundry_basket, 1.0, (0.35, 0.58), (0.35, 0.58), (0.24, 0.6)),
    standing("toys", _scattered_toys, 1.0, (0.35, 1), (0.2, 1), (0.06, 0.58)),
    standing("toy box", _toy_box, 1.0, (0.38, 0.8), (0.3, 0.5), (0.4, 0.92)),
    standing("ball", _ball, 1.0, (0.16, 0.74), (0.16, 0.74), (0.16, 0.74)),
)
