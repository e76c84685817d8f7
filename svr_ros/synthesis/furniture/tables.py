"""Tables: dining, coffee and side tables, desks."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import SIDES, TABLE, Furniture, box, cone, corners, furniture
from svr_ros.synthesis.scene import Solid


def dining_table(rng: Random, palette: Palette) -> Furniture:
    """Draw a table to eat at, one in four round."""
    height = rng.uniform(0.7, 0.78)
    if rng.random() < 0.25:
        return _round(rng, palette, "dining table", height, rng.uniform(0.4, 0.75))
    return _oblong(rng, palette, "dining table", height, rng.uniform(1.0, 2.4), rng.uniform(0.75, 1.1))


def coffee_table(rng: Random, palette: Palette) -> Furniture:
    """Draw a low table to stand before a sofa."""
    height = rng.uniform(0.28, 0.52)
    if rng.random() < 0.35:
        return _round(rng, palette, "coffee table", height, rng.uniform(0.28, 0.5))
    return _oblong(rng, palette, "coffee table", height, rng.uniform(0.6, 1.4), rng.uniform(0.45, 0.9))


def side_table(rng: Random, palette: Palette) -> Furniture:
    """Draw a small table for the end of a sofa."""
    height, size = rng.uniform(0.4, 0.68), rng.uniform(0.35, 0.6)
    if rng.random() < 0.5:
        return _round(rng, palette, "side table", height, size / 2)
    return _oblong(rng, palette, "side table", height, size, size * rng.uniform(0.8, 1.1))


def desk(rng: Random, palette: Palette) -> Furniture:
    """Draw a desk, often with a pedestal of drawers, a modesty panel or side panels for legs."""
    return _oblong(rng, palette, "desk", rng.uniform(0.7, 0.78), rng.uniform(1.0, 1.9), rng.uniform(0.5, 0.85))


def _materials(rng: Random, palette: Palette) -> tuple[int, int]:
    kind = rng.random()
    if kind < 0.08:
        return palette.glass(), palette.metal()
    top = palette.stone() if kind < 0.16 else palette.wood()
    if rng.random() < 0.5:
        return top, top
    return top, palette.metal() if rng.random() < 0.6 else palette.wood()


def _round(rng: Random, palette: Palette, name: str, height: float, radius: float) -> Furniture:
    top, leg = _materials(rng, palette)
    thick = rng.choice((rng.uniform(0.012, 0.025), rng.uniform(0.03, 0.07)))
    under = height - thick
    solids = [cone(TABLE, top, 0, 0, height - thick / 2, thick / 2, radius, radius, min(0.01, thick * 0.4))]
    style = rng.random()
    if style < 0.35:
        foot = radius * rng.uniform(0.5, 0.75)
        shaft = rng.uniform(0.03, 0.07)
        solids.append(cone(TABLE, leg, 0, 0, under / 2, under / 2, shaft, shaft * rng.uniform(0.6, 1.2)))
        solids.append(cone(TABLE, leg, 0, 0, 0.02, 0.02, foot, foot * 0.9, 0.01))
    elif style < 0.5 and height < 0.55:
        drum = radius * rng.uniform(0.6, 0.98)
        solids.append(cone(TABLE, leg, 0, 0, under / 2, under / 2, drum, drum, 0.01))
    else:
        count, slim, tilt = rng.choice((3, 4)), rng.uniform(0.012, 0.03), rng.choice((0.0, rng.uniform(0.05, 0.2)))
        turn = rng.uniform(0, math.tau)
        reach = radius * 0.72 - slim
        for k in range(count):
            angle = turn + k * math.tau / count
            x, y = math.cos(angle) * reach, math.sin(angle) * reach
            # Leaning inwards at the top by rolling about the leg's own yaw.
            solids.append(cone(TABLE, leg, x, y, under / 2, under / 2, slim * 0.7, slim, 0.003, angle, 0.0, -tilt))
        if rng.random() < 0.25:
            shelf = radius * 0.65
            solids.append(cone(TABLE, top, 0, 0, under * 0.4, 0.01, shelf, shelf))
    return furniture(TABLE, name, solids, top=height)


def _oblong(rng: Random, palette: Palette, name: str, height: float, width: float, depth: float) -> Furniture:
    top, leg = _materials(rng, palette)
    thick = rng.choice((rng.uniform(0.012, 0.025), rng.uniform(0.025, 0.06)))
    half_x, half_y, under = width / 2, depth / 2, height - thick
    solids = [
        box(
            TABLE,
            top,
            0,
            0,
            height - thick / 2,
            half_x,
            half_y,
            thick / 2,
            rng.choice((0.003, min(0.02, thick * 0.45))),
        )
    ]
    block = 0.9 if name == "coffee table" else 0.1
    style = rng.choices((_four_legs, _pedestal, _trestle, _block, _sled), (6.0, 0.6, 1.2, block, 1.0))[0]
    solids += style(rng, top, leg, half_x, half_y, under)
    if name == "desk":
        solids += _desk_parts(rng, top, leg, half_x, half_y, under)
    elif name == "dining table" and rng.random() < 0.12:
        solids.append(box(TABLE, palette.fabric(), 0, 0, height - 0.1, half_x + 0.01, half_y + 0.01, 0.104, 0.01))
    elif rng.random() < 0.12:
        solids.append(
            box(
                TABLE,
                palette.fabric(),
                0,
                0,
                height + 0.002,
                half_x * rng.uniform(0.3, 1.0),
                half_y * rng.uniform(0.3, 0.9),
                0.005,
            )
        )
    return furniture(TABLE, name, solids, top=height)


def _four_legs(rng: Random, top: int, leg: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    slim = rng.uniform(0.012, 0.045) if rng.random() < 0.85 else rng.uniform(0.045, 0.08)
    inset = rng.uniform(0.0, 0.07) + slim
    tilt = rng.choice((0.0, 0.0, rng.uniform(0.04, 0.16)))
    round_legs, taper = rng.random() < 0.5, rng.uniform(0.5, 1.0)
    solids = []
    for x, y in corners(half_x - inset, half_y - inset):
        pitch, roll = math.copysign(tilt, y) * 0.6, -math.copysign(tilt, x) * 0.6
        if round_legs:
            solids.append(cone(TABLE, leg, x, y, under / 2, under / 2, slim * taper, slim, 0.003, 0.0, pitch, roll))
        else:
            solids.append(box(TABLE, leg, x, y, under / 2, slim, slim, under / 2, 0.003, 0.0, pitch, roll))
    if rng.random() < 0.4:
        solids += [box(TABLE, leg, 0, s * (half_y - inset), under - 0.04, half_x - inset, 0.01, 0.04) for s in SIDES]
        solids += [box(TABLE, leg, s * (half_x - inset), 0, under - 0.04, 0.01, half_y - inset, 0.04) for s in SIDES]
    if under < 0.66 and rng.random() < 0.35:
        solids.append(box(TABLE, top, 0, 0, under * rng.uniform(0.2, 0.5), half_x - inset, half_y - inset, 0.012))
    return solids


def _pedestal(rng: Random, top: int, leg: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    shaft, foot = rng.uniform(0.04, 0.08), min(half_x, half_y) * 0.7
    return [
        cone(TABLE, leg, 0, 0, under / 2, under / 2, shaft, shaft),
        box(TABLE, leg, 0, 0, 0.02, half_x * 0.6, foot, 0.02, 0.01),
    ]


def _trestle(rng: Random, top: int, leg: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    at, thick = half_x * rng.uniform(0.66, 0.97), rng.uniform(0.012, 0.05)
    solids = [
        box(TABLE, leg, s * (at - thick), 0, under / 2, thick, half_y * rng.uniform(0.75, 1.0), under / 2)
        for s in SIDES
    ]
    return [*solids, box(TABLE, leg, 0, 0, under * 0.6, at, 0.012, 0.06)]


def _block(rng: Random, top: int, leg: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    share = rng.uniform(0.6, 0.97)
    return [box(TABLE, leg, 0, 0, under / 2, half_x * share, half_y * share, under / 2)]


def _sled(rng: Random, top: int, leg: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    slim = rng.uniform(0.012, 0.03)
    solids = [box(TABLE, leg, x, y, under / 2, slim, slim, under / 2) for x, y in corners(half_x - 0.07, half_y - 0.05)]
    return solids + [box(TABLE, leg, s * (half_x - 0.07), 0, slim, slim, half_y - 0.05, slim) for s in SIDES]


def _desk_parts(rng: Random, top: int, leg: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    solids = []
    if rng.random() < 0.5:
        wide, side = min(0.21, half_x * 0.4), rng.choice(SIDES)
        x = side * (half_x - wide - 0.02)
        solids.append(box(TABLE, top, x, 0.01, under / 2, wide, half_y - 0.02, under / 2 - 0.001))
        drawers = rng.randint(2, 4)
        tall = under / drawers
        for k in range(drawers):
            z = tall * (k + 0.5)
            solids.append(box(TABLE, top, x, -half_y + 0.008, z, wide - 0.008, 0.006, tall / 2 - 0.006, 0.003))
            solids.append(box(TABLE, leg, x, -half_y - 0.006, z + tall * 0.2, 0.05, 0.008, 0.006))
    if rng.random() < 0.3:
        solids.append(box(TABLE, top, 0, half_y - 0.03, under * 0.7, half_x - 0.05, 0.01, under * 0.28))
    return solids
