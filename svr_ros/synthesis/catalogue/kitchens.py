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

"""Kitchens made to measure: runs of base and wall units with machines (of class void), and islands."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue import kitchen_units as kitchen
from svr_ros.synthesis.catalogue.arranging import line_up, scatter_on, thing
from svr_ros.synthesis.catalogue.bathroom import add_tap
from svr_ros.synthesis.catalogue.builder import Builder, Span, around
from svr_ros.synthesis.catalogue.cases import Case, Cell, FrontStyle, add_fronts, doors, drawers, inset
from svr_ros.synthesis.catalogue.forms import ANY, Form, Place, make_piece
from svr_ros.synthesis.catalogue.parts import LIGHTING, VOID, WALL
from svr_ros.synthesis.catalogue.props.small import detergent, dish_rack
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture

_MAX_SOLIDS = 110
_FACE, _UPPER_FACE = -0.57, -0.33
"""Positions of the faces of base and tall units, and of wall units, in metres."""
_BASIN_Y, _BASIN_DEPTH = (-0.5, -0.13), 0.16


def draw_units(draw: MaterialLibrary, free_standing: bool, length: float) -> list[kitchen.Unit]:
    """Divide a run into fridge and tall units at its ends, a sink, a dishwasher next to it and a hob apart from it.

    The units come close to the length, in metres; the hob is part of a stove if that is `free_standing`.
    """
    widths: list[float] = []
    while sum(widths) < length - 0.35:
        widths.append(min(draw.choice((0.45, 0.6, 0.6, 0.8)), max(0.35, length - sum(widths))))
    count = len(widths)
    kinds = [draw.choice(("doors", "doors", "drawers")) for _ in range(count)]
    free = list(range(count))

    def assign(candidates: list[int], kind: str) -> int:
        unit = draw.choice(candidates)
        kinds[unit] = kind
        free.remove(unit)
        return unit

    # Ends.
    for end, chance in draw.sample(((0, 0.45), (count - 1, 0.25)), 2):
        if count > 2 and end in free and len(free) > 2 and draw.random() < chance:
            assign([end], draw.choice(("fridge", "fridge", "tall")))
    # Sink, hob and dishwasher.
    wide = [k for k in free if widths[k] >= 0.44]
    if wide and draw.random() < 0.9:
        sink = assign(wide, "sink")
        wide = [k for k in free if widths[k] >= 0.44]
        apart = [k for k in wide if abs(k - sink) > 1] or wide
        if apart and (count > 2 or draw.random() < 0.5):
            assign(apart, "stove" if free_standing else "hob")
        next_to_it = [k for k in free if abs(k - sink) == 1 and widths[k] in (0.45, 0.6)]
        if next_to_it and draw.random() < 0.5:
            assign(next_to_it, "dishwasher")
    edges = [sum(widths[:k]) for k in range(count + 1)]
    return [kitchen.Unit(kind, (edges[k], edges[k + 1])) for k, kind in enumerate(kinds)]


@dataclass(frozen=True)
class _Run:
    """A straight run of units of one style along a wall, under construction."""

    piece: Builder
    draw: MaterialLibrary
    style: kitchen.KitchenStyle

    def add_base_units(self, units: list[kitchen.Unit]) -> None:
        """Add the cases, worktop and splash of base units without a gap between them."""
        style, x, top = self.style, (units[0].x[0], units[-1].x[1]), self.style.height
        self.piece.of(style.body).box(x, (-0.52, -0.02), (0, kitchen.PLINTH))
        self.piece.of(style.splash, WALL).box(x, (-0.012, 0), (top, style.upper))
        # Cases; the one below a sink is lower.
        under = top - style.thick
        for is_sink, group in groupby(units, lambda unit: unit.kind == "sink"):
            members, z = list(group), (kitchen.PLINTH, top - _BASIN_DEPTH - 0.012 if is_sink else under)
            case = self._case(style.fronts, (members[0].x[0], members[-1].x[1]), _FACE, z)
            case.build([self._base_cell(unit, under) for unit in members], rounding=0.0)
        # Worktop with holes for basins, hobs.
        edge = x[0]
        for unit in units:
            if unit.kind == "sink":
                hole = around(unit.middle, min(unit.half - 0.05, self.draw.uniform(0.2, 0.3)))
                self._add_slab((edge, hole[0]))
                self._add_slab(hole, (-kitchen.DEPTH, _BASIN_Y[0]))
                self._add_slab(hole, (_BASIN_Y[1], 0.0))
                self._add_basin(hole)
                edge = hole[1]
            elif unit.kind == "hob":
                kitchen.add_hob(self.piece, self.draw, style.steel, (unit.middle, -0.3, top), unit.half)
        self._add_slab((edge, x[1]))

    def _case(self, fronts: FrontStyle, x: Span, face: float, z: Span) -> Case:
        return Case(self.piece.of(self.style.body), self.draw, fronts, x, (face, 0.0), z)

    def _base_cell(self, unit: kitchen.Unit, under: float) -> Cell:
        """Return the cell of a base unit whose worktop begins at the height `under`."""
        z, steel = (kitchen.PLINTH, under), self.style.steel
        if unit.kind == "drawers":
            return Cell(unit.x, z, 1, 3, drawers)
        if unit.kind == "hob":
            return Cell(unit.x, (kitchen.PLINTH + 0.06, under - 0.01), front=partial(kitchen.oven_front, steel))
        if unit.kind == "dishwasher":
            return Cell(unit.x, z, front=partial(kitchen.dishwasher_front, steel))
        return Cell(unit.x, z, 2 if unit.half > 0.325 else 1, 1, doors(0.8))

    def _add_slab(self, x: Span, y: Span = (-kitchen.DEPTH, 0.0)) -> None:
        if x[1] - x[0] > 0.01:
            z = self.style.height - self.style.thick, self.style.height
            self.piece.of(self.style.worktop).box(x, y, z, 0.002)

    def _add_basin(self, x: Span) -> None:
        bottom, wall, (front, back) = self.style.height - _BASIN_DEPTH, 0.016, _BASIN_Y
        z = bottom, self.style.height + 0.006
        material = self.style.steel if self.draw.random() < 0.75 else self.draw.ceramic()
        with self.piece.using(material, VOID) as piece:
            piece.box(x, _BASIN_Y, around(bottom, 0.008))
            with piece.placed(sum(x) / 2, (front + back) / 2):
                piece.border((x[1] - x[0] - wall) / 2, (back - front - wall) / 2, wall / 2, z, 0.003)
            add_tap(piece, self.draw, (sum(x) / 2, -0.075, self.style.height))

    def add_tall_unit(self, x: Span) -> None:
        """Add a cabinet as high as the wall units, often with an oven in it."""
        top, split = self.style.upper_top, self.draw.choice((0.75, 1.2))
        cells = [Cell(x, (kitchen.PLINTH, split), front=doors(0.8)), Cell(x, (split, top), front=doors(-0.5))]
        if self.draw.random() < 0.6:
            oven = Cell(x, (0.76, 1.34), front=partial(kitchen.oven_front, self.style.steel))
            cells = [Cell(x, (kitchen.PLINTH, 0.75), front=doors(0.8)), oven, Cell(x, (1.35, top), front=doors(-0.8))]
        self._case(self.style.fronts, x, _FACE, (0.0, top)).build(cells)

    def add_wall_units(self, x: Span) -> None:
        """Add closed wall units, sometimes with a light below."""
        z, half = (self.style.upper, self.style.upper_top), (x[1] - x[0]) / 2
        if z[1] - z[0] < 0.15:
            return
        case = self._case(self.style.upper_fronts, x, _UPPER_FACE, z)
        case.build([Cell(x, z, case.columns(0.42, 0.6), 1, doors(-0.8))])
        if self.draw.random() < 0.15:
            with self.piece.using(self.draw.plain("white", emission=1.0), LIGHTING):
                self.piece.box(around(sum(x) / 2, half * 0.8), around(-0.2, 0.025), around(z[0] - 0.01, 0.012))

    def add_standing(self, unit: kitchen.Unit) -> float:
        """Add a unit that stands by itself, and return its height."""
        if unit.kind == "tall":
            self.add_tall_unit(unit.x)
            return self.style.upper_top
        with self.piece.placed(unit.middle):
            if unit.kind == "stove":
                kitchen.add_stove(self.piece, self.draw, unit.half, self.style.height)
                return self.style.height
            height = self.draw.choice((self.style.height, self.draw.uniform(1.5, 2.0), self.draw.uniform(1.6, 2.0)))
            kitchen.add_fridge(self.piece, self.draw, unit.half - 0.01, 0.62, height)
            return height

    def add_above(self, units: list[kitchen.Unit], max_solids: int) -> list[Bounds]:
        """Hang wall units, open boards and a hood over units, and return the space that they fill."""
        low, top, blocks = self.style.upper, self.style.upper_top, []
        run: list[kitchen.Unit] = []
        for unit in [*units, None]:
            # A run of wall units ends at a hob, at a gap and now and then elsewhere.
            is_cooking = unit is not None and unit.kind in ("hob", "stove")
            is_apart = unit is None or (bool(run) and unit.x[0] > run[-1].x[1] + 0.01)
            is_bare = is_cooking or is_apart or self.draw.random() < 0.1
            if is_bare and run:
                x = run[0].x[0], run[-1].x[1]
                if self.draw.random() < self.style.open_fraction:
                    self._add_boards(x, max_solids)
                else:
                    self.add_wall_units(x)
                blocks.append((x[0], -0.36, low, x[1], 0.0, top))
                run = []
            if unit is not None and is_cooking:
                with self.piece.placed(unit.middle):
                    kitchen.add_hood(self.piece, self.draw, self.style.steel, unit.half, low + 0.1, top)
                blocks.append((unit.x[0], -0.5, low, unit.x[1], 0.0, top))
            elif unit is not None and not is_bare:
                run.append(unit)
        return blocks

    def _add_boards(self, x: Span, max_solids: int) -> None:
        """Add one or two boards on brackets with dishes and jars, which are left out beyond `max_solids`."""
        draw, metal, style = self.draw, self.draw.metal(), self.style
        for k in range(2 if style.upper_top - style.upper > 0.5 else 1):
            z = style.upper + 0.05 + 0.36 * k
            self.piece.of(style.upper_fronts.material).box(inset(x, 0.02), (-0.255, -0.005), around(z, 0.014), 0.003)
            for bracket in inset(x, 0.1):
                self.piece.of(metal).box(around(bracket, 0.01), (-0.024, 0), (z - 0.13, z + 0.01))
            things = self._draw_things(round(2.5 * (x[1] - x[0])))
            row = line_up(draw, things, inset(x, 0.03), -0.015, z + 0.014, 0.245, 0.31)
            if len(self.piece.solids) + len(row) <= max_solids:
                self.piece.add(row)

    def _draw_things(self, count: int) -> list[Furniture]:
        return [thing(self.draw, "kitchen thing") for _ in range(max(1, count))]

    def put_on_worktop(self, units: list[kitchen.Unit]) -> None:
        """Put kitchen things along the back of a worktop, as long as the run has few solids."""
        piece, draw, z = self.piece, self.draw, self.style.height
        # Free stretches of the worktop, and whether a sink is at their left.
        free, edge, after_sink = [], units[0].x[0], False
        for unit in units:
            if unit.kind in ("sink", "hob"):
                free.append((edge, unit.x[0], after_sink))
                edge, after_sink = unit.x[1], unit.kind == "sink"
            if unit.kind == "sink" and draw.random() < 0.6:
                piece.add(make_piece(detergent, draw).solids, unit.x[0] + 0.06, -0.06, z)
        free.append((edge, units[-1].x[1], after_sink))

        density = 0.45 + 0.055 * self.draw.count(10)
        for x0, x1, after_sink in free:
            things = self._draw_things(round(density * (x1 - x0) / 0.2)) if x1 - x0 > 0.1 else []
            if after_sink and draw.random() < 0.45:
                things.insert(0, make_piece(dish_rack, draw))
            row = line_up(draw, things, (x0 + 0.01, x1 - 0.01), -0.03, z, 0.45, self.style.upper - z - 0.03)
            if len(piece.solids) + len(row) <= _MAX_SOLIDS:
                piece.add(row)


def _run(piece: Builder, draw: MaterialLibrary, style: kitchen.KitchenStyle, length: float, uppers: bool) -> None:
    """Add a straight run of about that length: units side by side, a worktop, and wall units if it has `uppers`."""
    units = draw_units(draw, style.free_standing, length)
    if len(units) > 5 and style.fronts.panelled:  # panels of a long run would use up the solids of things on it
        style = replace(style, fronts=style.fronts._replace(panelled=False))
    run, blocks = _Run(piece, draw, style), []
    # Units that stand on the floor by themselves, and the stretches of base units between.
    stretches = []
    for stands, group in groupby(units, lambda unit: unit.kind in ("fridge", "tall", "stove")):
        members = list(group)
        if not stands:
            stretches.append(members)
        for unit in members:
            height = run.add_standing(unit) if stands else style.height
            blocks.append((unit.x[0], -kitchen.DEPTH, 0.0, unit.x[1], 0.0, height))
    for stretch in stretches:
        run.add_base_units(stretch)
    # Above, and on the worktop.
    low = [unit for unit in units if unit.kind not in ("fridge", "tall")]
    if low and uppers:
        blocks += run.add_above(low, _MAX_SOLIDS - 8 * len(units))
    for stretch in stretches:
        run.put_on_worktop(stretch)
    piece.blocks = blocks


def _island(piece: Builder, draw: MaterialLibrary, style: kitchen.KitchenStyle) -> None:
    half_x, half_y, top = draw.uniform(0.55, 1.1), draw.uniform(0.3, 0.42), style.height
    over, piece.material = draw.choice((0.02, draw.uniform(0.15, 0.3))), style.body
    x, y, z = (-half_x, half_x), (-half_y, half_y), (kitchen.PLINTH, top - style.thick)
    # Body with doors on one or both sides, plinth, worktop.
    case, columns = Case(piece, draw, style.fronts, x, y, z), max(2, round(half_x / 0.28))
    case.build([Cell(x, z, columns, 1, doors(0.8))], rounding=0.0)
    if over < 0.1:
        with piece.placed(yaw=math.pi):
            add_fronts(piece, style.fronts, x, z, y[0], columns, 1, 0.8)
    piece.box(half_x - 0.04, half_y - 0.04, (0, kitchen.PLINTH))
    piece.of(style.worktop).box(half_x + 0.02, (y[0] - 0.02, y[1] + 0.02 + over), (z[1], top), 0.002)
    # Hob and things.
    free = 2 * half_x
    if half_x > 0.8 and draw.random() < 0.3:
        kitchen.add_hob(piece, draw, style.steel, (0.3 - half_x, 0.0, top), 0.3)
        free -= 0.6
    case.y, case.z = (y[0], y[1] + over), (z[0], top)
    with piece.placed(y=over / 2):
        scatter_on(case, "kitchen thing", draw.count(6), free, half_x - free / 2)
    piece.top = top


_RUN, _ISLAND = (ANY, (0.6, 0.8), (1.3, 2.6)), ((1.1, 2.3), (0.64, 1.25), (0.85, 1.6))

FORMS: tuple[Form, ...] = (
    Form("kitchen run", "kitchen run", Label.CABINET, _run, 1.0, *_RUN, Place.FITTED),
    Form("kitchen island", "kitchen island", Label.CABINET, _island, 1.0, *_ISLAND, Place.FITTED),
)
