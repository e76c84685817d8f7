"""Tables to eat and to stand things on; `desks` has those to work at.

The first solid of a table is its top: a cone where it is round.
"""

from __future__ import annotations

from functools import partial
from random import Random

from svr_ros.synthesis.catalogue import desks
from svr_ros.synthesis.catalogue import table_frames as frames
from svr_ros.synthesis.catalogue.forms import Forms, Maker, draw_form
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, TABLE, box, cone, shell
from svr_ros.synthesis.catalogue.table_frames import Stand
from svr_ros.synthesis.piece import Furniture, furniture, place

Range = tuple[float, float]
Stands = tuple[tuple[Stand, float], ...]

_box = partial(box, TABLE)

_STURDY: Stands = (
    (frames.four_legs, 4.0), (frames.thick_legs, 1.2), (frames.u_frames, 0.9), (frames.x_frames, 0.7),
    (frames.trestles, 0.5), (frames.refectory, 0.7), (frames.boards, 0.6), (frames.hairpins, 0.3),
)  # fmt: skip
_LOW: Stands = (
    (frames.four_legs, 4.0), (frames.u_frames, 1.0), (frames.boards, 0.8), (frames.block, 0.9), (frames.hairpins, 0.7),
    (frames.x_frames, 0.3),
)  # fmt: skip
_ROUND: Stands = ((frames.column, 3.0), (frames.circle_of_legs, 3.0), (frames.crossed_boards, 0.6))


def _materials(rng: Random, palette: Palette, glass: float) -> tuple[int, int, bool]:
    """Choose what top and stand are made of, and say whether the top is of glass, which a share of them is."""
    if rng.random() < glass:
        return palette.glass(), palette.chrome() if rng.random() < 0.6 else palette.wood(), True
    top = palette.stone() if rng.random() < 0.1 else palette.wood()
    if rng.random() < 0.55:
        return top, top, False
    return top, palette.metal() if rng.random() < 0.6 else palette.wood(), False


def _draw_stand(rng: Random, stands: Stands) -> Stand:
    return rng.choices([stand for stand, _ in stands], [weight for _, weight in stands])[0]


def oblong(height: Range, width: Range, depth: Range, stands: Stands, glass: float = 0.05, shelf: float = 0.0) -> Maker:
    """Give the maker of a table with a rectangular top: the ranges of its size (m), what it stands on, the shares of
    those with a glass top and with a shelf below."""

    def make(rng: Random, palette: Palette) -> Furniture:
        top, leg, clear = _materials(rng, palette, glass)
        half_x, half_y, high = rng.uniform(*width) / 2, rng.uniform(*depth) / 2, rng.uniform(*height)
        half_x = max(half_x, half_y)
        thick = (
            rng.uniform(0.004, 0.006) if clear else rng.choice((rng.uniform(0.009, 0.014), rng.uniform(0.014, 0.03)))
        )
        soft = rng.choice((0.002, 0.006, 0.9 * thick))
        solids = [_box(top, 0, 0, high - thick, half_x, half_y, thick, soft)]
        under = high - 2 * thick
        solids += _draw_stand(rng, stands)(rng, leg, half_x, half_y, under)
        if rng.random() < shelf:
            solids.append(
                _box(leg if clear else top, 0, 0, under * rng.uniform(0.25, 0.5), half_x - 0.022, half_y - 0.022, 0.009)
            )
        return furniture(TABLE, "table", solids, top=high)

    return make


def round_table(height: Range, diameter: Range, glass: float = 0.05, cloth: float = 0.0) -> Maker:
    """Give the maker of a round table: the ranges of its height and diameter (m), the shares with glass and cloths."""

    def make(rng: Random, palette: Palette) -> Furniture:
        top, leg, clear = _materials(rng, palette, glass)
        radius, high = rng.uniform(*diameter) / 2, rng.uniform(*height)
        thick = 0.005 if clear else rng.choice((rng.uniform(0.008, 0.014), rng.uniform(0.015, 0.03)))
        solids = [cone(TABLE, top, 0, 0, high - thick, thick, radius, radius, min(0.01, thick * 0.8))]
        solids += _draw_stand(rng, _ROUND)(rng, leg, radius, radius, high - 2 * thick)
        if rng.random() < cloth:
            linen, drop = palette.linen(), rng.uniform(0.15, 0.4)
            solids[0] = cone(TABLE, linen, 0, 0, high - thick, thick, radius, radius, 0.005)
            solids.append(shell(TABLE, linen, 0, 0, high - drop / 2, drop / 2, radius + 0.03, radius, 0.008))
        return furniture(TABLE, "table", solids, top=high)

    return make


def oval_table(height: Range, width: Range, depth: Range, stands: Stands) -> Maker:
    """Give the maker of a table whose ends are half round."""

    def make(rng: Random, palette: Palette) -> Furniture:
        top, leg, _ = _materials(rng, palette, 0.0)
        half_y, high, thick = rng.uniform(*depth) / 2, rng.uniform(*height), rng.uniform(0.01, 0.02)
        half_x = max(rng.uniform(*width) / 2, half_y + 0.12)
        middle, under = half_x - half_y, high - 2 * thick
        solids = [_box(top, 0, 0, high - thick, middle, half_y, thick, 0.003)]
        solids += [cone(TABLE, top, s * middle, 0, high - thick, thick, half_y, half_y, 0.003) for s in SIDES]
        if rng.random() < 0.4:
            column = frames.column(rng, leg, half_y, half_y, under)
            for s in SIDES if middle > 0.3 else (0.0,):
                solids += place(column, s * middle, 0.0, 0.0, 0.0)
        else:
            solids += _draw_stand(rng, stands)(rng, leg, middle + half_y * 0.55, half_y * 0.85, under)
        return furniture(TABLE, "table", solids, top=high)

    return make


def _with_cloth(rng: Random, palette: Palette) -> Furniture:
    """Make a dining table under a cloth that hangs down at all sides."""
    half_x, half_y, high = rng.uniform(0.55, 1.1), rng.uniform(0.4, 0.5), rng.uniform(0.73, 0.77)
    cloth, drop, thick = palette.linen(), rng.uniform(0.12, 0.35), 0.004
    solids = [_box(cloth, 0, 0, high - 0.015, half_x, half_y, 0.015, 0.004)]
    z = high - drop / 2 - 0.002
    solids += [_box(cloth, 0, s * half_y, z, half_x + thick, thick, drop / 2, 0.003, 0.0, s * 0.05) for s in SIDES]
    solids += [
        _box(cloth, s * half_x, 0, z, thick, half_y + thick, drop / 2, 0.003, 0.0, 0.0, -s * 0.05) for s in SIDES
    ]
    solids += frames.four_legs(rng, palette.wood(), half_x - 0.03, half_y - 0.03, high - 0.03)
    return furniture(TABLE, "table", solids, top=high)


def _folding(rng: Random, palette: Palette) -> Furniture:
    """Make a light table on crossed tubes."""
    half_x, half_y, high = rng.uniform(0.35, 0.9), rng.uniform(0.3, 0.38), rng.uniform(0.7, 0.75)
    top, metal = palette.plastic() if rng.random() < 0.5 else palette.wood(), palette.metal()
    solids = [_box(top, 0, 0, high - 0.015, half_x, half_y, 0.015, 0.01)]
    return furniture(TABLE, "table", solids + frames.x_frames(rng, metal, half_x, half_y, high - 0.03), top=high)


DINING_TABLES: Forms = {
    "table for two": (oblong((0.72, 0.77), (0.65, 0.9), (0.6, 0.75), _STURDY), 1.0),
    "table for four": (oblong((0.72, 0.77), (1.1, 1.4), (0.7, 0.9), _STURDY), 2.0),
    "table for six": (oblong((0.72, 0.77), (1.5, 1.9), (0.8, 1.0), _STURDY), 2.4),
    "table for eight": (oblong((0.72, 0.77), (2.0, 2.4), (0.9, 1.05), _STURDY), 0.9),
    "table for ten": (oblong((0.73, 0.77), (2.4, 2.9), (0.95, 1.1), _STURDY), 0.3),
    "round table": (round_table((0.72, 0.77), (0.75, 1.45), glass=0.1, cloth=0.08), 1.8),
    "oval table": (oval_table((0.72, 0.77), (1.3, 2.2), (0.85, 1.05), _STURDY[:1]), 0.6),
    "glass table": (oblong((0.72, 0.77), (1.2, 1.9), (0.8, 1.0), _STURDY[:4], glass=1.0), 0.5),
    "table with a cloth": (_with_cloth, 0.7),
    "folding table": (_folding, 0.3),
}


def _nested(rng: Random, palette: Palette) -> Furniture:
    """Make a table with a lower one half under it."""
    high, radius = rng.uniform(0.4, 0.5), rng.uniform(0.26, 0.36)
    make = round_table((high, high), (2 * radius, 2 * radius), glass=0.1)
    low = round_table((high * 0.76, high * 0.8), (1.4 * radius, 1.5 * radius))(rng, palette)
    above = make(rng, palette)
    return furniture(TABLE, "table", above.solids + place(low.solids, radius * 1.1, -radius * 0.5, 0.0, 0.0), top=high)


def _trunk(rng: Random, palette: Palette) -> Furniture:
    """Make a chest with bands, as stands before sofas."""
    half_x, half_y, high = rng.uniform(0.4, 0.6), rng.uniform(0.24, 0.32), rng.uniform(0.4, 0.48)
    body, trim = palette.leather() if rng.random() < 0.5 else palette.wood(), palette.metal()
    solids = [
        _box(body, 0, 0, high - 0.06, half_x, half_y, 0.06, 0.012),
        _box(body, 0, 0, (high - 0.125) / 2, half_x - 0.004, half_y - 0.004, (high - 0.125) / 2, 0.006),
    ]
    solids += [
        _box(trim, s * half_x * 0.6, 0, high / 2 - 0.004, 0.025, half_y + 0.003, high / 2 - 0.004, 0.003) for s in SIDES
    ]
    return furniture(TABLE, "table", solids, top=high)


def _drum(rng: Random, palette: Palette) -> Furniture:
    """Make a closed round block of wood, metal, wicker or a slice of a tree."""
    radius, high = rng.uniform(0.2, 0.4), rng.uniform(0.34, 0.48)
    material = rng.choice((palette.wood, palette.wicker, palette.metal, palette.concrete))()
    top = material if rng.random() < 0.5 else palette.wood()
    waist = radius * rng.uniform(0.75, 1.0)
    solids = [
        cone(TABLE, top, 0, 0, high - 0.012, 0.012, radius, radius, 0.006),
        cone(
            TABLE, material, 0, 0, (high - 0.024) / 2, (high - 0.024) / 2, waist, waist * rng.uniform(0.9, 1.0), 0.008
        ),
    ]
    return furniture(TABLE, "table", solids, top=high)


COFFEE_TABLES: Forms = {
    "oblong coffee table": (oblong((0.32, 0.48), (0.8, 1.35), (0.45, 0.75), _LOW, glass=0.08), 2.4),
    "square coffee table": (oblong((0.3, 0.45), (0.6, 0.95), (0.6, 0.95), _LOW, glass=0.08), 0.9),
    "coffee table with a shelf": (oblong((0.38, 0.5), (0.8, 1.25), (0.45, 0.7), _LOW[:2], glass=0.1, shelf=1.0), 1.3),
    "glass coffee table": (oblong((0.34, 0.45), (0.8, 1.3), (0.5, 0.8), _LOW, glass=1.0, shelf=0.3), 0.9),
    "round coffee table": (round_table((0.33, 0.48), (0.55, 1.0), glass=0.12), 1.8),
    "oval coffee table": (oval_table((0.36, 0.46), (0.95, 1.3), (0.5, 0.65), _LOW[:1]), 0.6),
    "nested tables": (_nested, 0.6),
    "trunk": (_trunk, 0.35),
    "drum table": (_drum, 0.4),
}

SIDE_TABLES: Forms = {
    "square side table": (oblong((0.42, 0.62), (0.35, 0.55), (0.35, 0.5), _LOW, glass=0.08, shelf=0.3), 1.6),
    "round side table": (round_table((0.42, 0.65), (0.32, 0.55), glass=0.08), 1.8),
    "drum side table": (_drum, 0.4),
}

CONSOLES: Forms = {
    "console on legs": (oblong((0.74, 0.9), (0.8, 1.4), (0.28, 0.42), _LOW[:3], shelf=0.4), 1.0),
    "console with drawers": (desks.drawer_console, 0.5),
}

BAR_TABLES: Forms = {
    "bar table on legs": (oblong((1.0, 1.1), (0.8, 1.6), (0.5, 0.75), (*_LOW[:3], (frames.trestles, 0.3))), 1.0),
    "bar table on a column": (round_table((1.0, 1.12), (0.6, 0.8)), 1.0),
}

CHILDRENS_TABLES: Forms = {
    "child's table": (oblong((0.45, 0.56), (0.6, 0.9), (0.45, 0.65), _LOW[:1]), 1.0),
    "round child's table": (round_table((0.45, 0.56), (0.55, 0.8)), 0.5),
}


def dining_table(rng: Random, palette: Palette) -> Furniture:
    """Draw a table to eat at, for two to ten."""
    return draw_form(rng, palette, DINING_TABLES)


def coffee_table(rng: Random, palette: Palette) -> Furniture:
    """Draw a low table to stand before a sofa."""
    return draw_form(rng, palette, COFFEE_TABLES)


def side_table(rng: Random, palette: Palette) -> Furniture:
    """Draw a small table for the end of a sofa."""
    return draw_form(rng, palette, SIDE_TABLES)


def console(rng: Random, palette: Palette) -> Furniture:
    """Draw a narrow table for a wall of a hall or the back of a sofa."""
    return draw_form(rng, palette, CONSOLES)


def bar_table(rng: Random, palette: Palette) -> Furniture:
    """Draw a high table to stand or sit at on bar stools."""
    return draw_form(rng, palette, BAR_TABLES)


def childrens_table(rng: Random, palette: Palette) -> Furniture:
    """Draw a low table for small children."""
    return draw_form(rng, palette, CHILDRENS_TABLES)


def desk(rng: Random, palette: Palette) -> Furniture:
    """Draw a table to work at: its user sits at -y."""
    return draw_form(rng, palette, desks.DESKS)


def secretary(rng: Random, palette: Palette) -> Furniture:
    """Draw a desk with pigeonholes above, for a wall."""
    return desks.secretary(rng, palette)
