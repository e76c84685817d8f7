"""What lies on a mattress: sheets, duvets made or thrown back, bedspreads, pillows, throws; all of the class bed.

The mattress lies around x = y = 0 with its head towards +y.
"""

from __future__ import annotations

import math
from functools import partial
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.catalogue.clutter import ON_SEATS
from svr_ros.synthesis.catalogue.cushions import bolster, crumple, cushions, pillow
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import BED, SIDES, box, cone, ellipsoid, rod, top_at
from svr_ros.synthesis.piece import place
from svr_ros.synthesis.scene import Solid

_box = partial(box, BED)


class Mattress(NamedTuple):
    """Half the width and length of a mattress and the heights of its two faces (m)."""

    half_x: float
    half_y: float
    bottom: float
    top: float


def mattress(rng: Random, palette: Palette, size: Mattress) -> list[Solid]:
    """Make the bare mattress in its sheet."""
    half = (size.top - size.bottom) / 2
    soft = min(rng.uniform(0.03, 0.07), 0.9 * half)
    return [_box(palette.linen(), 0, 0, size.bottom + half, size.half_x, size.half_y, half, soft)]


def dress(rng: Random, palette: Palette, size: Mattress, low: float, clear: bool = False) -> list[Solid]:
    """Put a mattress and its bedding on a bed; blankets may hang down to the height `low` (m).

    Where nothing of the bed stands out at its sides and foot (`clear`), a bedspread may fall almost to the floor.
    """
    solids = mattress(rng, palette, size)
    ways, weights = [_made, _spread, _thrown_back, _heaped, _bare], [3.5, 2.5, 1.6, 1.4, 0.4]
    if clear:
        ways, weights = [*ways, _fallen], [*weights, 4.0]
    way = rng.choices(ways, weights)[0]
    solids += way(rng, palette, size, low)
    tidy = way in (_made, _spread, _fallen)
    solids += head_pillows(rng, palette, size, tidy)
    if tidy and rng.random() < 0.45:
        solids += _deco(rng, palette, size)
    if rng.random() < 0.12:
        x, y = rng.uniform(-0.5, 0.5) * size.half_x, rng.uniform(-0.6, 0.1) * size.half_y
        thing = rng.choice(ON_SEATS)(rng, palette)
        solids += place(thing, x, y, top_at(solids, x, y) - 0.005, rng.uniform(0.0, math.tau))
    return solids


def _cover(rng: Random, palette: Palette) -> int:
    return palette.linen() if rng.random() < 0.5 else palette.fabric()


def _drape(rng: Random, cover: int, size: Mattress, y0: float, y1: float, drop: float, thick: float) -> list[Solid]:
    """Lay a blanket from y0 to y1 over a mattress and let it hang `drop` metres down at both sides, and at the foot
    where y0 lies beyond it; the sides fall a little unevenly."""
    y, half_y, top = (y0 + y1) / 2, (y1 - y0) / 2, size.top
    solids = [_box(cover, 0, y, top + thick / 2, size.half_x + 0.012, half_y, thick / 2 + 0.012, thick * 0.5 + 0.01)]
    if drop < 0.05:
        return solids
    for side in SIDES:
        fall = min(drop * rng.uniform(0.85, 1.1), top - 0.004)
        solids.append(
            _box(
                cover,
                side * (size.half_x + 0.012),
                y,
                top + thick / 2 - fall / 2,
                0.016,
                half_y,
                fall / 2 + thick / 2,
                0.014,
                0.0,
                0.0,
                side * -0.03,
            )
        )
    if y0 < -size.half_y:
        solids.append(
            _box(
                cover,
                0,
                y0 + 0.008,
                top + thick / 2 - drop / 2,
                size.half_x + 0.02,
                0.016,
                drop / 2 + thick / 2,
                0.014,
                0.0,
                0.03,
            )
        )
    return solids


def _made(rng: Random, palette: Palette, size: Mattress, low: float) -> list[Solid]:
    """Spread a duvet or bedspread flat, its upper edge often turned back, a throw across the foot."""
    cover, thick = _cover(rng, palette), rng.uniform(0.02, 0.05)
    drop = rng.choice((rng.uniform(0.06, 0.16), size.top - low - 0.02, rng.uniform(0.15, 0.3)))
    drop = min(drop, size.top - low)
    head = size.half_y - rng.uniform(0.35, 0.6)
    solids = _drape(rng, cover, size, -size.half_y - 0.015, head, drop, thick)
    if rng.random() < 0.45:  # the edge turned back shows the other side
        lining, depth = palette.linen(), rng.uniform(0.12, 0.22)
        solids.append(_box(lining, 0, head - depth, size.top + thick + 0.018, size.half_x + 0.014, depth, 0.02, 0.018))
    if rng.random() < 0.4:
        half, y = rng.uniform(0.15, 0.3), -size.half_y + rng.uniform(0.3, 0.5)
        solids += _drape(
            rng, palette.fabric(), size._replace(top=size.top + thick), y - half, y + half, drop * 0.9 + thick, 0.018
        )
    return solids


def _fallen(rng: Random, palette: Palette, size: Mattress, low: float) -> list[Solid]:
    """Let a bedspread fall almost to the floor at the sides and the foot, wider below, in folds."""
    cover, thick, out = _cover(rng, palette), rng.uniform(0.02, 0.05), 0.06
    hem, flare = rng.uniform(0.02, 0.2), rng.uniform(0.04, 0.2)
    x, y, top, head = size.half_x + out, -size.half_y - out, size.top + thick, size.half_y - rng.uniform(0.3, 0.6)
    fall, wide = top - hem, flare * (top - hem)
    middle, tilt = (hem + top) / 2, math.atan(flare)
    solids = [_box(cover, 0, (head + y) / 2, size.top + thick / 2, x, (head - y) / 2, thick / 2 + 0.012, 0.03)]
    solids.append(_box(cover, 0, y - wide / 2, middle, x, 0.014, fall / 2, 0.012, 0.0, -tilt))
    for side in SIDES:
        at = side * (x + wide / 2)
        solids.append(
            _box(cover, at, (head + y) / 2, middle, 0.014, (head - y) / 2, fall / 2, 0.012, 0.0, 0.0, -side * tilt)
        )
        solids.append(cone(BED, cover, side * x, y, middle, fall / 2, 0.014 + wide, 0.014))
        for _ in range(rng.randint(1, 4)):
            fold, deep = rng.uniform(y + 0.1, head - 0.1), rng.uniform(0.02, 0.05)
            solids.append(rod(BED, cover, (side * (x + wide), fold, hem), (side * x, fold, top - 0.02), deep, 0.01))
    for _ in range(rng.randint(0, 3)):
        fold, deep = rng.uniform(0.1 - x, x - 0.1), rng.uniform(0.02, 0.05)
        solids.append(rod(BED, cover, (fold, y - wide, hem), (fold, y, top - 0.02), deep, 0.01))
    return solids


def _spread(rng: Random, palette: Palette, size: Mattress, low: float) -> list[Solid]:
    """Lay a thick soft duvet on top that bulges and hangs over a little, with a few folds."""
    cover, thick = _cover(rng, palette), rng.uniform(0.05, 0.09)
    y0, y1 = -size.half_y - rng.uniform(-0.05, 0.02), size.half_y - rng.uniform(0.35, 0.65)
    drop = min(rng.uniform(0.06, 0.2), size.top - low)
    solids = _drape(rng, cover, size, y0, y1, drop, thick)
    for _ in range(rng.randint(1, 4)):
        x, y = rng.uniform(-0.7, 0.7) * size.half_x, rng.uniform(y0 + 0.3, y1 - 0.15)
        solids.append(
            ellipsoid(
                BED, cover, x, y, size.top + thick, rng.uniform(0.15, 0.4), rng.uniform(0.06, 0.14),
                rng.uniform(0.03, 0.06), rng.gauss(0.0, 0.7),
            )
        )  # fmt: skip
    return solids


def _thrown_back(rng: Random, palette: Palette, size: Mattress, low: float) -> list[Solid]:
    """Turn a duvet back: it covers the lower part, or one side, and lies in folds where it was turned."""
    cover, thick = _cover(rng, palette), rng.uniform(0.04, 0.07)
    lining = cover if rng.random() < 0.5 else palette.linen()
    edge = rng.uniform(-0.3, 0.35) * size.half_y
    drop = min(rng.uniform(0.05, 0.25), size.top - low)
    solids = _drape(rng, cover, size, -size.half_y - 0.01, edge, drop, thick)
    turn = rng.gauss(0.0, 0.12)
    for k in range(rng.randint(2, 3)):
        deep = rng.uniform(0.12, 0.2)
        solids.append(
            ellipsoid(
                BED, lining, rng.gauss(0.0, 0.08), edge - 0.05 - 0.16 * k, size.top + thick + 0.01,
                size.half_x * rng.uniform(0.75, 1.0), deep, rng.uniform(0.06, 0.1), turn + rng.gauss(0.0, 0.08),
            )
        )  # fmt: skip
    return solids


def _heaped(rng: Random, palette: Palette, size: Mattress, low: float) -> list[Solid]:
    """Leave a duvet in a heap on an unmade bed, a corner of it hanging over one side."""
    cover, side = _cover(rng, palette), rng.choice(SIDES)
    reach = min(0.45, size.half_x * 0.8)
    x, y = side * rng.uniform(0.0, 0.3) * size.half_x, rng.uniform(-0.45, 0.05) * size.half_y
    solids = crumple(rng, BED, cover, x, y, size.top + 0.07, reach)
    for _ in range(3):
        half_x, half_y = reach * rng.uniform(0.6, 0.95), rng.uniform(0.25, 0.5)
        dx, dy, tip = rng.gauss(0.0, 0.08), rng.gauss(0.0, 0.15), rng.gauss(0.0, 0.06)
        turn = rng.gauss(0.0, 0.5), tip, rng.gauss(0.0, 0.06)
        solids.append(_box(cover, x + dx, y + dy, size.top + 0.03, half_x, half_y, 0.05, 0.048, *turn))
    if rng.random() < 0.6:
        drop = min(rng.uniform(0.12, 0.4), size.top - low)
        half = rng.uniform(0.2, 0.45)
        at = size.half_x + 0.012
        solids.append(
            _box(
                cover, side * at, y, size.top + 0.02 - drop / 2, 0.02, half, drop / 2, 0.018, 0.0, rng.gauss(0.0, 0.05)
            )
        )
        solids.append(_box(cover, side * (at - 0.2), y, size.top + 0.015, 0.2, half, 0.03, 0.025))
    return solids


def _bare(rng: Random, palette: Palette, size: Mattress, low: float) -> list[Solid]:
    """Leave only the sheet, now and then a folded blanket at the foot."""
    if rng.random() < 0.5:
        return []
    half_x = min(0.35, size.half_x * 0.8)
    return [_box(palette.fabric(), 0, 0.3 - size.half_y, size.top + 0.045, half_x, 0.24, 0.05, 0.04)]


def head_pillows(rng: Random, palette: Palette, size: Mattress, tidy: bool = True) -> list[Solid]:
    """Lay, stack or lean the pillows to sleep on; a second pair behind them on made beds."""
    across = 1 if size.half_x < 0.6 else 2
    half_x = min(0.38, size.half_x * (0.82 if across == 1 else 0.46))
    half_y, leaning = rng.uniform(0.2, 0.27), tidy and rng.random() < 0.5
    solids = []
    covers = [palette.linen(), palette.linen()]
    rows, thick = rng.choice((1, 2)) if tidy else 1, rng.uniform(0.06, 0.085)
    for row in range(rows):
        for k in range(across):
            x = 0.0 if across == 1 else (k - 0.5) * 2 * size.half_x * 0.5
            x += rng.gauss(0.0, 0.02 if tidy else 0.06)
            turn = rng.gauss(0.0, 0.04 if tidy else 0.25)
            if leaning:
                slope = rng.uniform(0.9, 1.2) - 0.15 * row
                y, lift = size.half_y - 0.1 - 0.14 * row - half_y * math.cos(slope), 0.0
            else:
                slope = rng.uniform(0.02, 0.2)
                y, lift = size.half_y - 0.03 - half_y, row * 1.7 * thick
            # Its lower edge is round: the lowest point of a slanting one.
            z = size.top + lift + (half_y - thick) * math.sin(slope) + thick - 0.01
            solids.append(pillow(BED, covers[row], x, y, z, half_x, half_y, thick, turn, slope))
    return solids


def _deco(rng: Random, palette: Palette, size: Mattress) -> list[Solid]:
    """Lean square cushions, now and then a roll, before the pillows of a made bed."""
    count = rng.randint(1, 2 if size.half_x < 0.6 else 4)
    y = size.half_y - rng.uniform(0.42, 0.5)
    solids = cushions(rng, palette, BED, count, size.half_x * 0.8, y, size.top)
    if rng.random() < 0.25:
        solids.append(bolster(palette, BED, 0, y - 0.38, size.top, size.half_x * 0.5, rng.uniform(0.06, 0.09)))
    return solids
