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

"""Style of a kitchen, its units and its machines (of class void), all with their backs to the wall at y = 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, Span, around
from svr_ros.synthesis.catalogue.cases import Case, Cell, FrontStyle, draw_front_style, inset
from svr_ros.synthesis.catalogue.forms import Form, Range, make_piece
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.small import kettle, pot
from svr_ros.synthesis.materials import MaterialLibrary

PLINTH, DEPTH = 0.1, 0.6
"""Height of the plinth below base units and depth of the worktop, in metres."""


@dataclass(frozen=True)
class KitchenStyle:
    """Units under construction, all of one style."""

    fronts: FrontStyle
    upper_fronts: FrontStyle
    body: int
    worktop: int
    splash: int
    steel: int
    height: float
    thick: float
    upper: float
    upper_top: float
    open_fraction: float = 0.0
    free_standing: bool = False


class Unit(NamedTuple):
    """One unit of a run and its extent along the wall, in metres.

    Its kind is "doors", "drawers", "sink", "hob" (above an oven), "stove", "dishwasher", "fridge" or "tall".
    """

    kind: str
    x: Span

    @property
    def middle(self) -> float:
        """Return its middle, in metres."""
        return (self.x[0] + self.x[1]) / 2

    @property
    def half(self) -> float:
        """Return half its width, in metres."""
        return (self.x[1] - self.x[0]) / 2


def draw_kitchen_style(draw: MaterialLibrary, ceiling: float) -> KitchenStyle:
    """Draw the style of a kitchen below a ceiling of that height (metres)."""
    plain = draw.choice(("white", "white", "vivid", "grey"))
    body = draw.wood() if draw.random() < 0.6 else draw.plain(plain, 0.2)
    fronts, upper = draw_front_style(draw, body), draw.uniform(1.36, 1.5)
    splash = draw.choice(("white", "beige", "grey", "vivid", "pastel"))
    steel = draw.choice(("grey", "grey", "white", "dark"))
    return KitchenStyle(
        fronts=fronts,
        upper_fronts=fronts if draw.random() < 0.75 else fronts._replace(material=draw.wood()),
        body=body,
        worktop=draw.stone() if draw.random() < 0.7 else draw.wood(),
        splash=draw.tiles() if draw.random() < 0.55 else draw.plain(splash),
        steel=draw.chrome() if draw.random() < 0.3 else draw.plain(steel, 0.4),
        height=draw.uniform(0.86, 0.94),
        thick=draw.uniform(0.02, 0.045),
        upper=upper,
        upper_top=min(upper + draw.uniform(0.55, 0.85), ceiling - 0.02),
        open_fraction=draw.choice((0.0, 0.0, 0.0, 0.3, 1.0)),
        free_standing=draw.random() < 0.3,
    )


def add_fridge(piece: Builder, draw: MaterialLibrary, half: float, depth: float, height: float) -> None:
    """Add a fridge of a half width: one or two doors above each other or side by side."""
    tone = draw.choice(("white", "white", "grey", "grey", "dark", "pastel"))
    skin = draw.chrome() if tone == "grey" and draw.random() < 0.4 else draw.plain(tone, 0.25)
    metal, y, rounding = draw.metal(), 0.05 - depth, 0.04 if tone == "pastel" else 0.012
    # The extents of each door, and the side of its handle
    with piece.using(skin, VOID):
        piece.box(half, (y, 0), (0.03, height), rounding)
        piece.of(draw.plain("dark")).box(half - 0.02, (y + 0.02, -0.02), (0, 0.04))
        split = 0.05 + (height - 0.05) * draw.choice((0.34, 0.4, 0.7))
        leaves = [((-half, half), z, 1.0) for z in ((0.05, split), (split, height))]
        if half > 0.39:
            leaves = [((-half, 0.0), (0.05, height), 1.0), ((0.0, half), (0.05, height), -1.0)]
        elif height < 1.1:
            leaves = [((-half, half), (0.05, height), 1.0)]
        for x, (low, high), side in leaves:
            piece.box((x[0] + 0.002, x[1] - 0.002), (y - 0.047, y + 0.003), (low + 0.004, high - 0.004), rounding)
            edge, grip = max(side * x[0], side * x[1]) * side, around((low + high) / 2, min(0.22, 0.3 * (high - low)))
            piece.of(metal).box(around(edge - side * 0.045, 0.012), around(y - 0.06, 0.016), grip, 0.008)


def _fridge(piece: Builder, draw: MaterialLibrary, width: Range, depth: Range, height: Range) -> None:
    high = draw.uniform(*height)
    add_fridge(piece, draw, draw.uniform(*width) / 2, draw.uniform(*depth), high)
    piece.top = high


def add_oven(piece: Builder, draw: MaterialLibrary, steel: int, x: Span, z: Span, y: float) -> None:
    """Cover a face at y with an oven: a display above a window and a bar, at times with a towel."""
    dark, bar, middle, half = draw.plain("dark", 0.4), z[1] - 0.14, (x[0] + x[1]) / 2, (x[1] - x[0]) / 2
    with piece.using(steel, VOID):
        piece.box(x, (y - 0.018, y + 0.006), z, 0.003)
        piece.box(around(middle, half - 0.05), (y - 0.05, y - 0.03), around(bar, 0.009), 0.006)
        for s in SIDES:
            piece.box(around(middle + s * (half - 0.08), 0.01), (y - 0.042, y - 0.014), around(bar, 0.008))
    with piece.using(dark, VOID):
        piece.box(around(middle, half - 0.05), (y - 0.022, y - 0.014), (z[0] + 0.03, bar - 0.05))
        piece.box(around(middle, 0.6 * half), around(y - 0.019, 0.003), around(z[1] - 0.055, 0.025))
    if draw.random() < 0.4:
        drop, towel = draw.uniform(0.28, 0.44), around(middle + draw.uniform(-0.4, 0.4) * half, 0.1)
        piece.of(draw.towel(), VOID).box(towel, around(y - 0.052, 0.012), (bar + 0.012 - drop, bar + 0.012), 0.008)


def add_hob(
    piece: Builder, draw: MaterialLibrary, steel: int, at: tuple[float, float, float], half: float, max_pots: int = 2
) -> None:
    """Add a hob of a half width on a surface at a point: glass, plates or gas rings, with up to `max_pots` pots."""
    (x, y, z), half, dark = at, min(half, 0.3), draw.plain("dark", 0.5)
    heating, top = draw.choice((("glass", 0.011), ("plates", 0.022), ("gas", 0.041)))
    with piece.using(dark if heating == "glass" else steel, VOID):
        piece.box(around(x, half - 0.02), around(y, 0.245), (z - 0.002, z + 0.01), 0.002)
    places = [(x + u, y + v) for u, v in corners(half * 0.48, 0.115)]
    with piece.using(draw.plain("grey") if heating == "glass" else dark, VOID):
        for place, radius in zip(places, (0.075, 0.09, 0.095, 0.07), strict=True):
            if heating == "glass":
                piece.cone((z + 0.0093, z + 0.0117), radius, at=place, rounding=0.0)
            elif heating == "plates":
                piece.cone((z + 0.008, z + 0.022), radius, at=place, rounding=0.002)
            else:
                piece.cone((z + 0.006, z + 0.041), 0.8 * radius, 0.7 * radius, place, 0.002)
    for place in draw.sample(places, draw.randint(0, max_pots)):
        vessel = make_piece(kettle if draw.random() < 0.15 else pot, draw)
        back = min(place[1], y + 0.23 - vessel.depth / 2)
        piece.add(vessel.solids, place[0], back, z + top, draw.uniform(-0.4, 0.4))


def add_stove(piece: Builder, draw: MaterialLibrary, half: float, height: float) -> None:
    """Add a free-standing stove of a half width: an oven with a hob, often with a raised back."""
    skin, half = draw.plain(("white", "white", "grey", "dark"), 0.3), half - 0.004
    with piece.using(skin, VOID):
        piece.box(half, (-0.58, 0), (0.04, height), 0.004)
        piece.box(half - 0.004, (-0.6, -0.576), (0.06, 0.24), 0.003)
        if draw.random() < 0.6:
            piece.box(half, (-0.04, 0), (height - 0.005, height + 0.125), 0.004)
        piece.of(draw.plain("dark")).box(half - 0.02, (-0.52, -0.02), (0, 0.06))
    add_oven(piece, draw, skin, (0.004 - half, half - 0.004), (0.25, height - 0.005), -0.58)
    add_hob(piece, draw, skin, (0.0, -0.31, height), half)


def _stove(piece: Builder, draw: MaterialLibrary) -> None:
    add_stove(piece, draw, draw.choice((0.25, 0.3, 0.3, 0.38)), draw.uniform(0.85, 0.92))


def add_hood(piece: Builder, draw: MaterialLibrary, steel: int, half: float, low: float, top: float) -> None:
    """Add a hood of a half width between two heights: below a chimney, a slanted glass or a flat box."""
    shape, half = draw.random(), half - 0.005
    chimney = min(0.16, 0.55 * half)
    with piece.using(steel, VOID):
        if shape < 0.5:
            piece.box(half, (-0.495, -0.005), (low, low + 0.05), 0.004)
            piece.box(0.65 * half, (-0.38, -0.02), (low + 0.045, low + 0.155), 0.01)
            piece.box(chimney, (-0.275, -0.005), (low + 0.1, top))
        elif shape < 0.75:
            piece.box(chimney, (-0.255, -0.005), (low + 0.14, top))
            glass = piece.of(draw.plain("dark", 0.5))
            glass.box(half, around(-0.2, 0.012), around(low + 0.22, 0.27), 0.003, pitch=0.75)
        else:
            piece.box(half, (-0.475, -0.005), (low, low + 0.08), 0.004)
            piece.box(half, (-0.315, -0.005), (low + 0.08, top), 0.002)
            piece.of(draw.plain("dark")).box(0.8 * half, (-0.43, -0.05), (low - 0.003, low + 0.005))


def oven_front(steel: int, case: Case, cell: Cell) -> None:
    """Close a cell with an oven."""
    add_oven(case.piece, case.draw, steel, inset(cell.x, 0.004), cell.z, case.y[0])


def dishwasher_front(steel: int, case: Case, cell: Cell) -> None:
    """Close a cell with a dishwasher."""
    (x, z), y = (cell.x, cell.z), case.y[0]
    with case.piece.using(steel, VOID) as piece:
        piece.box(inset(x, 0.004), (y - 0.016, y + 0.004), inset(z, 0.01), 0.004)
        panel = inset(x, 0.03), (y - 0.02, y - 0.014), (z[1] - 0.08, z[1] - 0.02)
        piece.of(case.draw.plain("dark", 0.3)).box(*panel)


_SMALL = partial(_fridge, width=(0.5, 0.6), depth=(0.55, 0.62), height=(0.84, 0.86))
_TALL = partial(_fridge, width=(0.54, 0.62), depth=(0.58, 0.66), height=(1.45, 2.0))
_DOUBLE = partial(_fridge, width=(0.86, 0.93), depth=(0.65, 0.72), height=(1.72, 1.82))

FORMS: tuple[Form, ...] = (
    Form("small fridge", "fridge", Label.VOID, _SMALL, 0.2, (0.49, 0.61), (0.55, 0.67), (0.83, 0.87)),
    Form("fridge", "fridge", Label.VOID, _TALL, 0.65, (0.53, 0.63), (0.58, 0.71), (1.44, 2.01)),
    Form("double-door fridge", "fridge", Label.VOID, _DOUBLE, 0.15, (0.85, 0.94), (0.65, 0.77), (1.71, 1.83)),
    Form("stove", "stove", Label.VOID, _stove, 1.0, (0.48, 0.8), (0.62, 0.74), (0.84, 1.25)),
)
