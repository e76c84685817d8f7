"""Beds up high: bunk beds and loft beds with a ladder."""

from __future__ import annotations

from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.bedding import Mattress, head_pillows, mattress
from svr_ros.synthesis.catalogue.cushions import crumple
from svr_ros.synthesis.catalogue.forms import Forms
from svr_ros.synthesis.catalogue.frames import bar
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import BED, SIDES, TABLE, box, corners
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, BED)


def _berth(
    rng: Random, palette: Palette, frame: int, half_x: float, half_y: float, base: float, wall: float
) -> list[Solid]:
    """Make a place to sleep at the height `base` with rails up to `wall` metres above it, open where the ladder is."""
    size = Mattress(half_x - 0.03, half_y - 0.03, base, base + rng.uniform(0.1, 0.15))
    solids = [_box(frame, s * half_x, 0, base - 0.01, 0.014, half_y, 0.06, 0.003) for s in SIDES]
    solids += [_box(frame, 0, s * half_y, base - 0.01, half_x, 0.014, 0.06, 0.003) for s in SIDES]
    solids += [_box(frame, 0, 0, base - 0.02, half_x, half_y, 0.02, 0.0), *mattress(rng, palette, size)]
    solids += head_pillows(rng, palette, size, tidy=False)
    cover, long = palette.fabric(), half_y * rng.uniform(0.5, 0.72)
    if rng.random() < 0.65:
        solids.append(_box(cover, 0, long - half_y + 0.04, size.top + 0.02, size.half_x + 0.005, long, 0.035, 0.03))
    else:
        solids += crumple(rng, BED, cover, 0, -0.3, size.top, half_x * 0.9)
    rails = 2 if wall > 0.25 else 1
    for k in range(rails):
        z = base + wall - 0.03 - 0.14 * k
        solids.append(_box(frame, -half_x, 0, z, 0.012, half_y, 0.03, 0.003))
        solids.append(_box(frame, half_x, 0.2, z, 0.012, half_y - 0.2, 0.03, 0.003))
        solids += [_box(frame, 0, s * half_y, z, half_x, 0.012, 0.03, 0.003) for s in SIDES]
    # What holds the ends of the short rails.
    solids.append(_box(frame, half_x, 0.41 - half_y, base + wall / 2, 0.014, 0.02, wall / 2))
    return solids


def _ladder(rng: Random, frame: int, x: float, y: float, top: float) -> list[Solid]:
    slope = rng.choice((0.0, 0.25))
    ends = [((x + slope + 0.02, y + dy, 0.0), (x + 0.02, y + dy, top)) for dy in (-0.18, 0.18)]
    solids = [bar(BED, frame, low, high, 0.014, 0.022) for low, high in ends]
    count = round(top / 0.27)
    for k in range(1, count):
        z = k * top / count
        solids.append(_box(frame, x + 0.02 + slope * (1 - z / top), y, z, 0.022, 0.18, 0.011))
    return solids


def _frame(rng: Random, palette: Palette) -> tuple[int, float]:
    """Choose the material of the posts and their half width."""
    return (palette.wood(), rng.uniform(0.03, 0.045)) if rng.random() < 0.7 else (palette.metal(), 0.02)


def _bunk(rng: Random, palette: Palette) -> Furniture:
    (frame, post), height = _frame(rng, palette), rng.uniform(1.5, 1.75)
    half_x, half_y = rng.uniform(0.46, 0.52), rng.uniform(0.98, 1.04)
    solids = [_box(frame, x, y, height / 2, post, post, height / 2, 0.006) for x, y in corners(half_x, half_y)]
    low, high = rng.uniform(0.26, 0.38), height - 0.4
    solids += _berth(rng, palette, frame, half_x, half_y, low, rng.uniform(0.15, 0.22))
    solids += _berth(rng, palette, frame, half_x, half_y, high, 0.38)
    solids += _ladder(rng, frame, half_x + post, 0.2 - half_y, high + 0.15)
    return furniture(BED, "bunk bed", solids)


def _loft(rng: Random, palette: Palette) -> Furniture:
    (frame, post), height = _frame(rng, palette), rng.uniform(1.75, 2.05)
    half_x, half_y = rng.uniform(0.46, 0.72), rng.uniform(0.98, 1.04)
    base = height - 0.38
    solids = [_box(frame, x, y, height / 2, post, post, height / 2, 0.006) for x, y in corners(half_x, half_y)]
    solids += _berth(rng, palette, frame, half_x, half_y, base, 0.36)
    solids += _ladder(rng, frame, half_x + post, 0.2 - half_y, base + 0.1)
    solids += [_box(frame, 0, s * half_y, 0.3, half_x, 0.014, 0.05) for s in SIDES]
    if rng.random() < 0.5:  # a board to work at below
        wood = palette.wood()
        solids.append(box(TABLE, wood, -0.1, 0, 0.73, half_x - 0.1, half_y, 0.014, 0.004))
        solids.append(_box(frame, -half_x, 0, 0.68, 0.014, half_y, 0.05))
    return furniture(BED, "loft bed", solids)


BUNKS: Forms = {"bunk bed": (_bunk, 1.6), "loft bed": (_loft, 1.0)}
