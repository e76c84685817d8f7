"""Tables to work at, whose user sits at -y: with drawers, around a corner, on trestles, to stand at."""

from __future__ import annotations

from functools import partial
from random import Random

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue import table_frames as frames
from svr_ros.synthesis.catalogue.forms import Forms, Maker
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, TABLE, box
from svr_ros.synthesis.catalogue.table_frames import Stand
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, TABLE)


def _pedestal(
    rng: Random, body: int, pull: int, x: float, half_x: float, half_y: float, low: float, high: float
) -> list[Solid]:
    """Make a stack of drawers between two heights, its fronts at y = -half_y."""
    solids = [_box(body, x, 0.008, (low + high) / 2, half_x, half_y - 0.008, (high - low) / 2, 0.002)]
    count = max(1, round((high - low) / rng.choice((0.16, 0.24, 0.33))))
    tall = (high - low) / count
    for k in range(count):
        z = low + tall * (k + 0.5)
        solids.append(_box(body, x, 0.006 - half_y, z, half_x - 0.006, 0.008, tall / 2 - 0.005, 0.002))
        solids.append(_box(pull, x, -half_y - 0.008, z + tall * 0.15, min(0.06, half_x * 0.4), 0.008, 0.006, 0.003))
    return solids


def _plain(stand: Stand, glass: bool = False) -> Maker:
    """Give the maker of a desk with nothing below its top but what carries it; some stand on a chest of drawers."""

    def make(rng: Random, palette: Palette) -> Furniture:
        half_x, half_y, high = rng.uniform(0.5, 0.9), rng.uniform(0.28, 0.4), rng.uniform(0.72, 0.76)
        top = palette.glass() if glass else palette.wood()
        leg = palette.metal() if rng.random() < 0.5 or glass else palette.wood()
        thick = 0.006 if glass else rng.uniform(0.01, 0.02)
        under = high - 2 * thick
        solids = [_box(top, 0, 0, high - thick, half_x, half_y, thick, 0.003), *stand(rng, leg, half_x, half_y, under)]
        if not glass and rng.random() < 0.35:  # a chest on castors below it
            wide, side = 0.2, rng.choice(SIDES)
            body = palette.metal() if rng.random() < 0.5 else top
            low = min(under, rng.uniform(0.5, under + 0.01))
            solids += _pedestal(
                rng, body, leg, side * half_x * 0.4, wide, half_y - 0.06, 0.0, under if low > 0.6 else low
            )
        return furniture(TABLE, "desk", solids, top=high)

    return make


def _with_drawers(rng: Random, palette: Palette) -> Furniture:
    """Make a desk that stands on a pedestal of drawers at one or both ends."""
    half_x, half_y, high = rng.uniform(0.55, 0.9), rng.uniform(0.29, 0.4), rng.uniform(0.73, 0.77)
    wood, pull = palette.wood(), palette.metal()
    body = wood if rng.random() < 0.7 else palette.plain("white")
    thick, wide = rng.uniform(0.01, 0.018), rng.uniform(0.17, 0.22)
    under = high - 2 * thick
    solids = [_box(wood, 0, 0, high - thick, half_x, half_y, thick, 0.003)]
    both, first = rng.random() < 0.4, rng.choice(SIDES)
    for side in SIDES:
        if both or side == first:
            solids += _pedestal(rng, body, pull, side * (half_x - wide - 0.01), wide, half_y - 0.015, 0.03, under)
            solids.append(_box(body, side * (half_x - wide - 0.01), 0.02, 0.02, wide - 0.02, half_y - 0.05, 0.02))
        else:
            solids.append(_box(body, side * (half_x - 0.02), 0, under / 2, 0.012, half_y - 0.015, under / 2, 0.002))
    solids.append(_box(body, 0, half_y - 0.04, under * 0.65, half_x - 0.03, 0.009, under * 0.34))
    return furniture(TABLE, "desk", solids, top=high)


def _writing_table(rng: Random, palette: Palette) -> Furniture:
    """Make a desk on four legs with flat drawers below its top."""
    half_x, half_y, high = rng.uniform(0.45, 0.75), rng.uniform(0.25, 0.34), rng.uniform(0.73, 0.77)
    wood, pull = palette.wood(), palette.metal()
    under = high - 0.024
    solids = [_box(wood, 0, 0, high - 0.012, half_x, half_y, 0.012, 0.003)]
    solids += frames.four_legs(rng, wood, half_x - 0.01, half_y - 0.01, under)
    solids.append(_box(wood, 0, 0, under - 0.055, half_x - 0.04, half_y - 0.04, 0.055, 0.002))
    count = rng.choice((1, 2, 3))
    wide = (half_x - 0.05) / count
    for k in range(count):
        x = wide * (2 * k + 1) - half_x + 0.05
        solids.append(_box(wood, x, 0.035 - half_y, under - 0.055, wide - 0.006, 0.008, 0.045, 0.002))
        solids.append(_box(pull, x, 0.022 - half_y, under - 0.055, 0.035, 0.008, 0.006, 0.003))
    return furniture(TABLE, "desk", solids, top=high)


def _standing(rng: Random, palette: Palette) -> Furniture:
    """Make a desk that changes its height, sometimes raised to stand at."""
    half_x, half_y = rng.uniform(0.55, 0.85), rng.uniform(0.33, 0.4)
    high = rng.uniform(0.95, 1.12) if rng.random() < 0.2 else rng.uniform(0.7, 0.78)
    solids = [_box(palette.wood(), 0, 0, high - 0.013, half_x, half_y, 0.013, 0.003)]
    solids += frames.two_columns(rng, palette.metal(), half_x, half_y, high - 0.026)
    return furniture(TABLE, "desk", solids, top=high)


def _corner(rng: Random, palette: Palette) -> Furniture:
    """Make a desk with a second board that comes forward at one end."""
    side, high = rng.choice(SIDES), rng.uniform(0.72, 0.76)
    half_x, half_y, reach, wide = (
        rng.uniform(0.7, 0.95),
        rng.uniform(0.3, 0.36),
        rng.uniform(0.5, 0.9),
        rng.uniform(0.25, 0.33),
    )
    wood, thick = palette.wood(), rng.uniform(0.011, 0.018)
    leg, under = palette.metal() if rng.random() < 0.6 else wood, high - 2 * thick
    at = side * (half_x - wide)
    front = -half_y - reach
    solids = [
        _box(wood, 0, 0, high - thick, half_x, half_y, thick, 0.003),
        _box(wood, at, front + reach / 2, high - thick, wide, reach / 2, thick, 0.003),
    ]
    if rng.random() < 0.5:
        solids.append(_box(leg, -side * (half_x - 0.02), 0, under / 2, 0.013, half_y - 0.02, under / 2))
        solids.append(_box(leg, at, front + 0.02, under / 2, wide - 0.02, 0.013, under / 2))
        solids.append(_box(leg, 0, half_y - 0.03, under * 0.65, half_x - 0.02, 0.009, under * 0.34))
    else:
        places = [(-side * (half_x - 0.05), s * (half_y - 0.05)) for s in SIDES] + [
            (side * (half_x - 0.05), half_y - 0.05)
        ]
        places += [(at + s * (wide - 0.05), front + 0.05) for s in SIDES]
        solids += [_box(leg, x, y, under / 2, 0.022, 0.022, under / 2, 0.004) for x, y in places]
        solids.append(_box(leg, 0, half_y - 0.05, under - 0.02, half_x - 0.05, 0.012, 0.02))
    if rng.random() < 0.4:
        solids += _pedestal(rng, wood, palette.metal(), at, wide - 0.04, 0.2, 0.0, under)
    near, far = sorted((side * half_x, side * (half_x - 2 * wide)))
    blocks: list[Bounds] = [(-half_x, -half_y, 0.0, half_x, half_y, high), (near, front, 0.0, far, half_y, high)]
    return furniture(TABLE, "desk", solids, blocks, top=high)


DESKS: Forms = {
    "desk on legs": (_plain(frames.four_legs), 2.0),
    "desk on frames": (_plain(frames.u_frames), 1.0),
    "desk on boards": (_plain(frames.boards), 1.2),
    "desk on trestles": (_plain(frames.trestles), 0.6),
    "desk with drawers": (_with_drawers, 2.0),
    "writing table": (_writing_table, 1.0),
    "standing desk": (_standing, 0.9),
    "glass desk": (_plain(frames.four_legs, glass=True), 0.35),
    "corner desk": (_corner, 0.7),
}


def drawer_console(rng: Random, palette: Palette) -> Furniture:
    """Make a narrow table with flat drawers on four legs."""
    half_x, half_y, high = rng.uniform(0.4, 0.65), rng.uniform(0.15, 0.2), rng.uniform(0.74, 0.86)
    wood, pull = palette.wood(), palette.metal()
    solids = [_box(wood, 0, 0, high - 0.011, half_x, half_y, 0.011, 0.003)]
    solids.append(_box(wood, 0, 0.006, high - 0.09, half_x - 0.015, half_y - 0.02, 0.07, 0.002))
    solids += frames.legs(TABLE, wood, half_x - 0.03, half_y - 0.03, high - 0.022, 0.018, 0.0, 0.7, square=True)
    count = rng.choice((1, 2, 3))
    wide = (half_x - 0.025) / count
    for k in range(count):
        x = wide * (2 * k + 1) - half_x + 0.025
        solids.append(_box(wood, x, 0.012 - half_y, high - 0.09, wide - 0.006, 0.007, 0.058, 0.002))
        solids.append(_box(pull, x, -half_y, high - 0.09, 0.03, 0.008, 0.006, 0.003))
    return furniture(TABLE, "console", solids, top=high)


def secretary(rng: Random, palette: Palette) -> Furniture:
    """Make a desk with shelves and pigeonholes that rise from its rear."""
    half_x, half_y, high = rng.uniform(0.4, 0.55), rng.uniform(0.25, 0.3), rng.uniform(0.73, 0.77)
    wood, rise = palette.wood(), rng.uniform(0.25, 0.6)
    under, deep = high - 0.024, 0.11
    rear = half_y - deep
    solids = [_box(wood, 0, 0, high - 0.012, half_x, half_y, 0.012, 0.003)]
    solids += frames.legs(TABLE, wood, half_x - 0.035, half_y - 0.035, under, 0.02, 0.0, 0.7, square=True)
    solids += _pedestal(rng, wood, palette.metal(), 0.0, half_x - 0.03, half_y - 0.02, under - 0.12, under)
    solids += [
        _box(wood, 0, half_y - 0.008, high + rise / 2, half_x, 0.008, rise / 2),
        _box(wood, 0, rear, high + rise - 0.01, half_x, deep, 0.01),
    ]
    holes = rng.choice((2, 3, 4))
    solids += [
        _box(wood, half_x * (2 * k / holes - 1) * 0.98, rear, high + rise / 2, 0.008, deep, rise / 2)
        for k in range(holes + 1)
    ]
    if rise > 0.4:
        solids.append(_box(wood, 0, rear, high + rise / 2, half_x - 0.01, deep, 0.008))
    solids.append(
        _box(palette.spines(), half_x * (1 / holes - 1), rear, high + 0.1, half_x / holes * 0.7, 0.07, 0.1, 0.0)
    )
    return furniture(TABLE, "secretary", solids)
