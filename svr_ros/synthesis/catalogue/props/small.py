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

"""Small things on desks, shelves, tables, worktops and basins, from books to pots; all void, facing -y."""

from __future__ import annotations

import math

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, make_piece, small_thing
from svr_ros.synthesis.catalogue.parts import SIDES, circle
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.textures import PLAIN, Tiles


def books(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a pile of up to five books."""
    z, half_x, half_y = 0.0, draw.uniform(0.09, 0.14), draw.uniform(0.07, 0.11)
    for _ in range(draw.randint(1, 5)):
        height, size, book = draw.uniform(0.012, 0.04), draw.uniform(0.8, 1.0), piece.of(draw.thing())
        book.box(size * half_x, size * half_y, (z, z + height), 0.002, draw.gauss(0.0, 0.15))
        z += height


def papers(piece: Builder, draw: MaterialLibrary) -> None:
    """Add scattered sheets of paper."""
    piece.material = draw.page()
    for k in range(draw.randint(1, 4)):
        x, y = draw.sizes((-0.1, 0.1), (-0.08, 0.08))
        piece.box(around(x, 0.105), around(y, 0.148), around(0.003 + 0.001 * k, 0.003), yaw=draw.uniform(-0.8, 0.8))


def _keyboard(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half = draw.plain(("dark", "dark", "white", "grey")), draw.uniform(0.15, 0.22)
    keys = draw.add(Tiles(50.0, 0.12), (0.05, 0.05, 0.05), (0.2, 0.2, 0.2), 0.05)
    piece.box(half, 0.07, (0, 0.018), 0.004)
    piece.ellipsoid(around(half + 0.09, 0.03), 0.05, around(0.016, 0.017))
    piece.of(keys if draw.random() < 0.7 else piece.material).box(half - 0.01, 0.058, around(0.018, 0.004))


def _laptop(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.plain(("grey", "grey", "dark", "white"), 0.2)
    half, lean = draw.sizes((0.15, 0.19), (0.15, 0.45))
    up = 0.66 * half
    y, z = 0.68 * half + up * math.sin(lean), around(0.012 + up * math.cos(lean), up)
    piece.box(half, 0.68 * half, (0, 0.018), 0.004)
    piece.box(half, around(y, 0.005), z, 0.003, pitch=-lean)
    piece.of(draw.plain("dark", 0.05)).box(0.86 * half, around(0.2 * half, 0.3 * half), around(0.0185, 0.001))
    piece.of(draw.screen()).box(half - 0.008, around(y - 0.005, 0.002), (z[0] + 0.008, z[1] - 0.008), pitch=-lean)


def _screens(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.plain(("dark", "dark", "grey", "beige"))
    screen, low, count = piece.of(draw.screen()), draw.uniform(0.08, 0.15), draw.choice((1, 1, 1, 2))
    half = draw.uniform(0.2, 0.26) if count == 2 else draw.uniform(0.22, 0.4)
    high = low + 2 * half * draw.uniform(0.56, 0.64)
    for k in range(count):
        with piece.placed(x=(k - (count - 1) / 2) * (2 * half + 0.015)):
            piece.box(half, (0.101, 0.129), (low, high), 0.004)
            piece.box(0.022, (0.128, 0.152), (0, (low + high) / 2))
            piece.box(0.11, (0.05, 0.21), (0, 0.014), 0.004)
            screen.box(half - 0.012, (0.097, 0.103), (low + 0.014, high - 0.014))
    if draw.random() < 0.85:
        piece.add(make_piece(_keyboard, draw).solids, 0.0, -0.14, 0.0, draw.uniform(-0.1, 0.1))


def _television(piece: Builder, draw: MaterialLibrary, max_width: float = 1.44) -> None:
    piece.material, half = draw.plain("dark", 0.2), min(max_width / 2, draw.uniform(0.35, 0.72))
    low = draw.uniform(0.04, 0.08)
    high = low + 2 * half * draw.uniform(0.56, 0.62)
    piece.box(half, 0.022, (low, high), 0.005)
    piece.of(draw.screen()).box(half - 0.012, around(-0.021, 0.003), (low + 0.014, high - 0.014))
    for x, wide in draw.choice((((0.0, 0.3 * half),), ((-0.75 * half, 0.014), (0.75 * half, 0.014)))):
        piece.box(around(x, wide), 0.1, (0, 0.016), 0.004)
        piece.box(around(x, min(0.1 * half, wide)), 0.014, (0.01, low + 0.01))


def add_speaker(piece: Builder, draw: MaterialLibrary, x: float, half: float, height: float) -> None:
    """Add a loudspeaker at x from half its width and its height (metres)."""
    piece.of(draw.wood()).box(around(x, half), half * 1.2, (0, height), 0.004)
    with piece.using(draw.plain("dark", 0.05)):
        for z, radius in ((0.33 * height, 0.72 * half), (0.78 * height, 0.38 * half)):
            piece.rod((x, -1.2 * half + 0.006, z), (x, -1.2 * half - 0.006, z), radius)


def _vase(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a flared or bellied vase, often with flowers or twigs."""
    piece.material, height = draw.thing(), draw.uniform(0.12, 0.32)
    radius = height * draw.uniform(0.2, 0.35)
    mouth = radius * draw.uniform(0.4, 1.1)
    if mouth > 0.6 * radius:
        piece.cone((0, height), radius * draw.uniform(0.6, 1.0), mouth, rounding=0.01)
    else:
        piece.ellipsoid(radius, radius, (-0.01 * height, 0.77 * height))
        piece.shell((0.68 * height, height), mouth * 0.8, mouth, 0.008)
    stem, bloom = piece.of(draw.leaves()), piece.of(draw.plain(("vivid", "vivid", "white")))
    for k in range(draw.randint(4, 7) if draw.random() < 0.65 else 0):
        c, s, size = math.cos(2.4 * k), math.sin(2.4 * k), draw.uniform(0.022, 0.045)
        out, z = mouth * 0.5 + draw.uniform(0.02, 0.1), 0.95 * height + draw.uniform(0.1, 0.25)
        stem.rod((0.3 * mouth * c, 0.3 * mouth * s, 0.95 * height - 0.07), (out * c, out * s, z), 0.004)
        head, tall = (stem, 1.6) if k % 4 == 3 else (bloom, 0.7)
        head.ellipsoid(around(out * c, size), around(out * s, size), around(z, size * tall))


def _photograph(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half, height = draw.wood(), draw.uniform(0.05, 0.12), draw.uniform(0.12, 0.28)
    with piece.leaned(0.2, 0.0, 0.0):
        piece.box(half, 0.008, (0.002, height), 0.002)
        piece.of(draw.thing()).box(half * 0.82, around(-0.0075, 0.003), (0.09 * height, 0.91 * height))
    piece.rod((0, 0.1 * height + 0.01, height / 2), (0, 0.45 * height, 0.004), 0.006)


def add_crate(piece: Builder, half_x: float, half_y: float, height: float, thickness: float) -> None:
    """Add an open box from half its width and depth, its height and half the thickness of its walls (metres)."""
    piece.box(half_x, half_y, (0, 2 * thickness))
    piece.border(half_x - thickness, half_y - thickness, thickness, (0, height), 0.004)


def _basket(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.choice((draw.wicker, draw.fabric, draw.plastic))()
    half_x, half_y, height = draw.sizes((0.11, 0.19), (0.1, 0.15), (0.14, 0.24))
    add_crate(piece, half_x, half_y, height, 0.007)
    if draw.random() < 0.7:
        piece.of(draw.fabric()).ellipsoid(half_x * 0.92, half_y * 0.92, (0.01, height * draw.uniform(0.9, 1.15)))


def _packet(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half = draw.thing(), draw.uniform(0.05, 0.14)
    height, half_y = 2 * half * draw.uniform(0.4, 1.1), half * draw.uniform(0.6, 1.0)
    piece.box(half, half_y, (0, height), 0.003)
    if draw.random() < 0.4:
        piece.box(half + 0.006, half_y + 0.006, (0.75 * height - 0.004, height + 0.004), 0.003)


def _cups(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, has_handle = draw.choice((draw.ceramic, draw.thing))(), draw.random() < 0.67
    radius, height, count = draw.uniform(0.032, 0.045), draw.uniform(0.08, 0.11), draw.randint(1, 3)
    for k in range(count):
        at, turn = (0.115 * (k - (count - 1) / 2), draw.uniform(-0.05, 0.05)), draw.uniform(0, math.tau)
        piece.shell((0, height), radius * draw.uniform(0.75, 0.95), radius, 0.007, at=at)
        piece.cone((0, 0.5 * height), radius * 0.8, radius * 0.85, at, 0.002)
        if has_handle:
            handle = at[0] + math.cos(turn) * radius, at[1] + math.sin(turn) * radius, height / 2
            piece.hoop(handle, 0.022, 0.01, 1.7, turn, math.pi / 2)


def _bowl(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, radius, height = draw.thing(), draw.uniform(0.08, 0.16), draw.uniform(0.06, 0.1)
    piece.shell((0, height), radius * draw.uniform(0.5, 0.7), radius, 0.008)
    piece.cone((0, 0.5 * height), 0.45 * radius, 0.6 * radius)
    if draw.random() < 0.65:
        fruit, size = piece.of(draw.plain("vivid")), draw.uniform(0.034, 0.042)
        count = min(5, max(3, int(2.1 * radius / size)))
        for x, y in circle(count, 0.55 * radius):
            fruit.ellipsoid(around(x, size), around(y, size), around(0.5 * height + size * 0.7, size))
        fruit.ellipsoid(size, size, around(0.5 * height + size, size))


def _plates(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, radius = draw.choice((draw.ceramic, draw.thing))(), draw.uniform(0.1, 0.14)
    z = draw.choice((0.0, 0.0, draw.uniform(0.03, 0.1)))
    piece.cone((0, z + 0.012), 0.6 * radius, 0.66 * radius, rounding=0.002)
    piece.shell((z + 0.002, z + 0.024), 0.62 * radius, radius - 0.004, 0.008)
    if draw.random() < 0.4:
        food = piece.of(draw.plain(("vivid", "wood", "beige")))
        food.ellipsoid(0.5 * radius, 0.45 * radius, around(z + 0.016, 0.018))
    for side in SIDES if z == 0.0 else ():
        piece.of(draw.metal()).box(around(side * (radius + 0.025), 0.009), 0.1, (0, 0.008), 0.002)


def bottles(piece: Builder, draw: MaterialLibrary) -> None:
    """Add up to four bottles, jars and flasks."""
    count = draw.randint(1, 4)
    for k in range(count):
        x, y = 0.095 * (k - (count - 1) / 2) + draw.uniform(-0.008, 0.008), draw.uniform(-0.05, 0.05)
        with piece.placed(x, y):
            _add_bottle(piece.of(draw.thing()), draw)


def _add_bottle(piece: Builder, draw: MaterialLibrary) -> None:
    radius, height, kind = draw.uniform(0.03, 0.044), draw.uniform(0.11, 0.2), draw.random()
    if kind < 0.3:
        piece.cone((0, height), radius, rounding=0.006)
        piece.of(draw.metal()).cone(around(height + 0.004, 0.008), radius * 0.9, rounding=0.002)
    elif kind < 0.6:
        piece.box(radius, 0.022, (0, height), 0.014)
        piece.of(draw.plain("white")).cone((height - 0.004, height + 0.032), 0.014, 0.011)
    else:
        if kind < 0.8:
            piece.cone((0.25 * height, 0.75 * height), radius + 0.001, rounding=0.002)
            green = 0.02, draw.uniform(0.02, 0.16), 0.02
            piece = piece.of(draw.add(PLAIN, green, specular=0.5, shininess=80.0))
        piece.cone((0, height), radius, rounding=0.008)
        piece.cone((height - 0.008, height + 0.044), radius * 0.95, 0.016, rounding=0.004)
        piece.cone((height + 0.035, height + 0.095), 0.014, 0.013, rounding=0.002)


def _candles(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, thin, count = draw.metal(), draw.random() < 0.5, draw.randint(1, 3)
    wax = piece.of(draw.plain(("white", "beige", "vivid"), 0.05))
    for k in range(count):
        at, height, stick = (0.09 * (k - (count - 1) / 2), 0.0), draw.uniform(0.08, 0.16), draw.uniform(0.06, 0.16)
        if thin:
            piece.cone((0, 0.016), 0.04, 0.03, at)
            piece.cone((0, stick), 0.01, 0.012, at)
            wax.cone((stick - 0.05 * height, stick + 1.45 * height), 0.011, 0.01, at, 0.002)
        else:
            wax.cone((0, height), 0.035, at=at, rounding=0.004)


def _machine_paint(draw: MaterialLibrary) -> int:
    tone = draw.choice(("grey", "dark", "dark", "white", "vivid"))
    return draw.plain(tone, draw.choice((0.2, 0.4)))


def kettle(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a kettle on its base."""
    piece.material, height, radius = _machine_paint(draw), draw.uniform(0.18, 0.22), draw.uniform(0.07, 0.085)
    dark = piece.of(draw.plain("dark"))
    piece.cone((0.02, height + 0.02), radius, radius * 0.72, rounding=0.008)
    piece.cone(around(0.875 * height, 0.03), 0.03, 0.012, (-radius * 0.85, 0), roll=-0.7)
    dark.cone((0, 0.024), radius + 0.01, radius)
    dark.ellipsoid(radius * 0.6, radius * 0.6, around(height + 0.02, 0.02))
    dark.hoop((radius * 0.8, 0, height / 2 + 0.03), height * 0.35, 0.02, 1.6, 0.0, math.pi / 2)


def _toaster(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half, half_y = _machine_paint(draw), draw.uniform(0.12, 0.17), draw.uniform(0.075, 0.12)
    height, dark = draw.uniform(0.17, 0.2), piece.of(draw.plain("dark", 0.1))
    piece.box(half, half_y, (0, height), 0.035)
    dark.box(around(half + 0.008, 0.014), 0.022, around(0.65 * height, 0.01), 0.004)
    dark.at_ends(half * 0.72, half_y * 0.4, 0.014, around(height - 0.001, 0.003))


def _microwave(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material = draw.plain(("white", "grey", "dark"), 0.3)
    half, half_y, height = draw.sizes((0.22, 0.26), (0.16, 0.2), (0.27, 0.32))
    front = height * 0.14, height * 0.86
    piece.box(half, half_y, (0, height), 0.006)
    piece.of(draw.plain("grey")).box(around(half * 0.76, half * 0.18), around(-half_y, 0.003), front)
    piece.of(draw.metal()).box(around(half * 0.5, 0.008), around(-half_y - 0.018, 0.016), front, 0.004)
    piece.of(draw.plain("dark", 0.5)).box(around(-half * 0.22, half * 0.7), around(-half_y, 0.004), front)


def _coffee_machine(piece: Builder, draw: MaterialLibrary) -> None:
    piece.material, half, height = _machine_paint(draw), draw.uniform(0.08, 0.13), draw.uniform(0.26, 0.36)
    piece.box(half, (0.02, 0.16), (0, height), 0.012)
    piece.box(half, (-0.15, 0.09), (0.72 * height, height), 0.012)
    piece.of(draw.plain("dark", 0.2)).box(half, (-0.15, 0.09), (0, 0.032), 0.004)
    piece.of(draw.glass()).cone((0.03, 0.03 + 0.4 * height), 0.058, 0.05, (0, -0.05), 0.01)


def pot(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a pot, mostly with its lid."""
    piece.material = draw.choice((draw.chrome, draw.metal, draw.thing))()
    radius = draw.uniform(0.08, 0.13)
    height, dark = radius * draw.uniform(0.9, 1.5), piece.of(draw.plain("dark"))
    piece.cone((0, height), radius, rounding=0.008)
    dark.at_sides(radius + 0.015, 0.02, 0.03, around(0.75 * height, 0.008), 0.006)
    if draw.random() < 0.75:
        piece.ellipsoid(radius, radius, around(height, 0.022))
        dark.cone(around(height + 0.03, 0.015), 0.012, 0.018, rounding=0.004)


def dish_rack(piece: Builder, draw: MaterialLibrary) -> None:
    """Add a draining rack with plates."""
    piece.material, half, white = draw.metal(), draw.uniform(0.17, 0.23), draw.ceramic()
    piece.box(half, 0.15, (0, 0.02), 0.004)
    for side in SIDES:
        piece.box(half, around(side * 0.15, 0.005), around(0.09, 0.005))
        for x in (-half, half):
            piece.box(around(x, 0.005), around(side * 0.145, 0.005), (0, 0.09))
    for k in range(draw.randint(3, 6)):
        radius, x = draw.uniform(0.09, 0.125), -half + 0.06 + 0.05 * k
        piece.of(white).rod((x - 0.006, 0.02, radius + 0.01), (x + 0.006, 0.02, radius + 0.012), radius, radius * 0.8)


def detergent(piece: Builder, draw: MaterialLibrary) -> None:
    """Add liquid soap and a sponge."""
    piece.material = draw.plain("vivid", 0.2)
    piece.box(0.035, 0.02, (0, 0.18), 0.015)
    piece.of(draw.plain("white")).cone((0.177, 0.213), 0.014, 0.008, rounding=0.002)
    piece.of(draw.plain("vivid", 0.0)).box(around(0.09, 0.045), 0.03, (0, 0.032), 0.008)


FORMS: tuple[Form, ...] = (
    *small_thing("books", books, (0.15, 0.33), (0.12, 0.3), (0, 0.21), shelf=2, table=1, desk=2, nightstand=2, seat=1),
    *small_thing("papers", papers, (0.18, 0.56), (0.28, 0.52), (0, 0.02), table=1, desk=3, seat=1),
    *small_thing("keyboard", _keyboard, (0.4, 0.58), (0.13, 0.15), (0.03, 0.04), desk=1),
    *small_thing("laptop", _laptop, (0.29, 0.39), (0.19, 0.38), (0.15, 0.27), table=1, desk=1.5, seat=1),
    *small_thing("vase", _vase, (0.03, 0.4), (0.03, 0.38), (0.1, 0.66), shelf=2, table=1, nightstand=1),
    *small_thing("photograph", _photograph, (0.09, 0.25), (0.06, 0.15), (0.11, 0.29), shelf=2, desk=1, nightstand=1),
    *small_thing("basket", _basket, (0.21, 0.39), (0.19, 0.31), (0.13, 0.29), shelf=1.5),
    *small_thing("packet", _packet, (0.09, 0.3), (0.05, 0.3), (0.03, 0.33), shelf=2, table=1, desk=2, kitchen=1),
    Form("screens", "screen", Label.VOID, _screens, 1.0, (0.4, 1.1), (0.14, 0.46), (0.3, 0.67), Place.TOP),
    Form("television", "television", Label.VOID, _television, 1.0, (0.65, 1.5), (0.19, 0.21), (0.4, 1), Place.TOP),
    *small_thing("cups", _cups, (0.06, 0.37), (0.06, 0.22), (0.07, 0.12),
                 shelf=1, table=2, desk=1, kitchen=1, nightstand=1, bath=1),
    *small_thing("bowl", _bowl, (0.16, 0.34), (0.16, 0.34), (0.05, 0.14), shelf=1, table=2, kitchen=1),
    *small_thing("plates", _plates, (0.19, 0.36), (0.19, 0.29), (0.02, 0.14), table=2, kitchen=1),
    *small_thing("bottles", bottles, (0.04, 0.39), (0.04, 0.19), (0.1, 0.31),
                 shelf=1, table=2, desk=1, kitchen=4, nightstand=1, bath=2),
    *small_thing("candles", _candles, (0.06, 0.27), (0.06, 0.09), (0.07, 0.4), shelf=1, table=1, nightstand=1, bath=1),
    *small_thing("kettle", kettle, (0.21, 0.26), (0.15, 0.2), (0.21, 0.27), kitchen=2),
    *small_thing("toaster", _toaster, (0.25, 0.37), (0.14, 0.25), (0.16, 0.21), kitchen=1.5),
    *small_thing("microwave", _microwave, (0.42, 0.54), (0.34, 0.46), (0.26, 0.33), kitchen=1),
    *small_thing("coffee machine", _coffee_machine, (0.15, 0.27), (0.3, 0.32), (0.25, 0.37), kitchen=1.5),
    *small_thing("pot", pot, (0.2, 0.34), (0.15, 0.27), (0.07, 0.25), kitchen=1),
    *small_thing("dish rack", dish_rack, (0.34, 0.48), (0.3, 0.32), (0.19, 0.27), kitchen=0.5),
    *small_thing("detergent", detergent, (0.16, 0.18), (0.05, 0.07), (0.2, 0.22), kitchen=0.5, bath=1),
)  # fmt: skip
