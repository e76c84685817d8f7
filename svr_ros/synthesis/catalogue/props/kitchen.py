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

"""Small things on tables, worktops and basins: dishes, bottles, candles, pots and machines; all void, facing -y."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, circle
from svr_ros.synthesis.catalogue.props.entries import small_thing
from svr_ros.synthesis.textures import PLAIN


def _cups(piece: Builder, draw: MaterialLibrary) -> None:
    """Add one to three mugs or beakers."""
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
    """Add a bowl, often with fruit."""
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
    """Add a plate with cutlery, in some cases with food on it, or a pile of plates."""
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
    """Add one to three candles, thick ones or thin ones in sticks."""
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
    """Add the paint of a kitchen machine."""
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
