"""Bathroom pieces: toilets, basins, bidets are void, cabinets under basins and on walls are cabinets; tubs are passed
on."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.cases import Fronts, draw_fronts, fronts
from svr_ros.synthesis.catalogue.clutter import line_up
from svr_ros.synthesis.catalogue.kitchen_machines import tap
from svr_ros.synthesis.catalogue.ornaments import basket
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, FLOOR, SIDES, VOID, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.catalogue.plants import small_plant
from svr_ros.synthesis.catalogue.tableware import bottles, candles, cup
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

_TOILETRIES = (bottles, bottles, cup, small_plant, candles)


def _bowl(look: int, seat: float, low: float) -> list[Solid]:
    """Build a toilet's bowl from its foot at `low` to below the seat: hollow in front, full behind."""
    foot, tall = max(low, 0.0), seat - max(low, 0.0)
    return [
        cone(VOID, look, 0, -0.08, foot + 0.3 * tall, 0.3 * tall, 0.12, 0.15, 0.02),
        shell(VOID, look, 0, -0.1, seat - 0.25 * tall, 0.25 * tall, 0.125, 0.165, 0.035),
        box(VOID, look, 0, 0.12, foot + 0.48 * tall, 0.12, 0.18, 0.48 * tall, 0.04),
        cone(VOID, look, 0, -0.1, seat - 0.45 * tall, 0.02, 0.13, 0.13),
    ]


def toilet(rng: Random, palette: Palette) -> Furniture:
    """Draw a toilet: with its cistern or hung on a boxed wall, the lid closed, the seat down, or both up."""
    white, seat = palette.ceramic(), rng.uniform(0.38, 0.43)
    hung = rng.random() < 0.3
    solids = _bowl(white, seat, 0.12 if hung else 0.0)
    cover = palette.wood() if rng.random() < 0.15 else white
    if hung:
        wall, tall = palette.tiles() if rng.random() < 0.6 else palette.plain("white"), rng.uniform(0.95, 1.2)
        solids.append(box(VOID, wall, 0, 0.37, tall / 2, 0.26, 0.08, tall / 2))
        solids.append(box(VOID, palette.chrome(), 0, 0.288, seat + 0.45, 0.12, 0.006, 0.08, 0.004))
        back = 0.29
    else:
        solids += [
            box(VOID, white, 0, 0.3, seat + 0.18, 0.19, 0.085, 0.19, 0.03),
            box(VOID, white, 0, 0.3, seat + 0.375, 0.2, 0.095, 0.018, 0.01),
            cone(VOID, palette.chrome(), 0, 0.3, seat + 0.4, 0.012, 0.025, 0.022),
            box(VOID, white, 0, 0.3, seat / 2 + 0.02, 0.1, 0.06, seat / 2 + 0.02, 0.02),
        ]
        back = 0.215
    state = rng.random()
    ring = [
        shell(VOID, cover, 0, -0.1, seat + 0.012, 0.025, 0.15, 0.15, 0.05, math.pi / 2 + 0.3, -math.pi / 2),
        *(box(VOID, cover, s * 0.145, 0.03, seat + 0.012, 0.025, 0.1, 0.012, 0.01) for s in SIDES),
        box(VOID, cover, 0, 0.13, seat + 0.012, 0.17, 0.03, 0.014, 0.01),
    ]
    if state < 0.45:
        lid = [
            cone(VOID, cover, 0, -0.1, seat + 0.02, 0.018, 0.178, 0.17, 0.01),
            box(VOID, cover, 0, 0.03, seat + 0.02, 0.176, 0.13, 0.018, 0.012),
        ]
        solids += lid
    else:
        solids += ring
        y = back - 0.025
        solids.append(box(VOID, cover, 0, y - 0.02, seat + 0.15, 0.17, 0.014, 0.15, 0.012, 0.0, -0.08))
        solids.append(cone(VOID, cover, 0, y - 0.005, seat + 0.26, 0.014, 0.17, 0.17, 0.01, 0.0, math.pi / 2 - 0.08))
    if rng.random() < 0.4:
        holder = palette.chrome()
        solids.append(cone(VOID, holder, 0.34, 0.2, 0.006, 0.006, 0.07, 0.065))
        if rng.random() < 0.5:  # a brush
            solids += [
                cone(VOID, white, 0.34, 0.2, 0.09, 0.09, 0.045, 0.05),
                rod(VOID, holder, (0.34, 0.2, 0.17), (0.34, 0.2, 0.38), 0.009),
            ]
        else:
            solids.append(rod(VOID, holder, (0.34, 0.2, 0), (0.34, 0.2, 0.6), 0.009))
            solids += [
                cone(VOID, palette.plain("white", 0.0), 0.34, 0.2, 0.06 + 0.1 * k, 0.05, 0.055, 0.055)
                for k in range(rng.randint(2, 4))
            ]
    return furniture(VOID, "toilet", solids)


def bidet(rng: Random, palette: Palette) -> Furniture:
    """Draw a bidet with its tap."""
    white, seat = palette.ceramic(), rng.uniform(0.37, 0.41)
    solids = _bowl(white, seat, 0.0)
    solids.append(shell(VOID, white, 0, -0.1, seat, 0.02, 0.16, 0.16, 0.045))
    solids.append(box(VOID, white, 0, 0.16, seat - 0.02, 0.16, 0.14, 0.03, 0.02))
    return furniture(VOID, "bidet", solids + tap(rng, palette, VOID, 0.0, 0.13, seat + 0.008))


def basin(rng: Random, palette: Palette) -> Furniture:
    """Draw a wash basin: in a cabinet's top, a bowl on a counter, on a column, or hung on the wall."""
    if rng.random() < 0.7:
        return vanity(rng, palette)
    white, half_x, half_y, height = (
        palette.ceramic(),
        rng.uniform(0.24, 0.34),
        rng.uniform(0.2, 0.25),
        rng.uniform(0.8, 0.88),
    )
    solids = _hollow_top(VOID, white, half_x, half_y, height, 0.14)
    if rng.random() < 0.6:
        tall = height - 0.12
        solids += [
            cone(VOID, white, 0, 0.06, tall / 2, tall / 2, 0.085, 0.075, 0.01),
            cone(VOID, white, 0, 0.06, 0.03, 0.03, 0.12, 0.09, 0.01),
            ellipsoid(VOID, white, 0, 0.0, height - 0.12, half_x * 0.75, half_y * 0.75, 0.09),
        ]
    else:
        solids.append(ellipsoid(VOID, white, 0, 0.02, height - 0.12, half_x * 0.7, half_y * 0.7, 0.08))
        pipe = palette.chrome()
        solids += [
            rod(VOID, pipe, (0, 0.04, height - 0.5), (0, 0.04, height - 0.15), 0.02),
            cone(VOID, pipe, 0, 0.04, height - 0.5, 0.06, 0.035, 0.035),
        ]
        solids.append(rod(VOID, pipe, (0, 0.04, height - 0.5), (0, half_y, height - 0.5), 0.018))
    solids += tap(rng, palette, VOID, 0.0, half_y - 0.04, height)
    return furniture(VOID, "basin", solids)


def _hollow_top(label: int, look: int, half_x: float, half_y: float, height: float, thick: float) -> list[Solid]:
    """Build a top of that thickness, hollow but for its rim and a shelf for the tap behind."""
    rim, shelf, middle = 0.022, 0.055, height - thick / 2
    return [
        box(label, look, 0, 0, height - thick + 0.02, half_x, half_y, 0.02, 0.012),
        *(box(label, look, s * (half_x - rim), 0, middle, rim, half_y, thick / 2, 0.014) for s in SIDES),
        box(label, look, 0, -half_y + rim, middle, half_x, rim, thick / 2, 0.014),
        box(label, look, 0, half_y - shelf, middle, half_x, shelf, thick / 2, 0.014),
    ]


def _let_in(top: int, white: int, half_x: float, half_y: float, height: float) -> list[Solid]:
    """Build a counter with a round bowl let into it, whose rim covers the corners of its hole."""
    y, radius = -0.02, min(0.2, half_y - 0.06, half_x - 0.04)
    hole, z = 0.7 * radius, height - 0.015
    side, front, back = (half_x - hole) / 2, (half_y + y - hole) / 2, (half_y - y - hole) / 2
    return [
        *_hollow_top(CABINET, top, half_x, half_y, height, 0.135),
        *(box(CABINET, top, s * (half_x - side), 0, z, side, half_y, 0.015, 0.003) for s in SIDES),
        box(CABINET, top, 0, -half_y + front, z, half_x, front, 0.015, 0.003),
        box(CABINET, top, 0, half_y - back, z, half_x, back, 0.015, 0.003),
        shell(VOID, white, 0, y, height - 0.056, 0.064, 0.6 * radius, radius, 0.32 * radius),
        cone(VOID, white, 0, y, height - 0.1, 0.018, 0.4 * radius, 0.5 * radius),
    ]


def vanity(rng: Random, palette: Palette) -> Furniture:
    """Draw a cabinet with one basin or two: in its whole top, let into it, or bowls on it; on the floor or hung."""
    half_x, half_y, height = rng.uniform(0.28, 0.65), rng.uniform(0.22, 0.27), rng.uniform(0.78, 0.88)
    body, low = palette.wood(), rng.choice((0.0, 0.08, 0.3))
    style: Fronts = draw_fronts(rng, palette, body)
    white, bowls = palette.ceramic(), 2 if half_x > 0.52 and rng.random() < 0.6 else 1
    places = [half_x * (2 * (k + 0.5) / bowls - 1) for k in range(bowls)]
    vessel = rng.random() < 0.45
    counter = height - 0.11 if vessel else height
    under = counter - (0.03 if vessel else 0.13)
    solids = [box(CABINET, body, 0, 0.01, (low + under) / 2, half_x, half_y - 0.012, (under - low) / 2, 0.003)]
    columns, rows = max(1, round(half_x / 0.22)), rng.choice((1, 1, 2))
    solids += fronts(style, -half_x, half_x, low, under, -half_y + 0.022, columns, rows, 0.7)
    if low == 0.08:
        solids.append(box(CABINET, body, 0, 0.02, 0.04, half_x - 0.03, half_y - 0.05, 0.04))
    elif low:  # an open board below, or feet: hung ones stand on thin legs as well
        solids += [
            box(
                CABINET,
                palette.metal(),
                sx * (half_x - 0.02),
                sy * (half_y - 0.05),
                low / 2 + 0.005,
                0.014,
                0.014,
                low / 2 + 0.005,
            )
            for sx in SIDES
            for sy in SIDES
        ]
        if rng.random() < 0.6:
            solids.append(box(CABINET, body, 0, 0, 0.1, half_x - 0.02, half_y - 0.04, 0.01))
            solids += (
                place(basket(rng, palette), rng.uniform(-0.3, 0.3) * (half_x - 0.15), 0.0, 0.11, 0.0)
                if half_y > 0.2
                else []
            )
    if vessel:
        top = palette.stone() if rng.random() < 0.6 else palette.wood()
        solids.append(box(CABINET, top, 0, 0, counter - 0.015, half_x + 0.01, half_y + 0.01, 0.015, 0.003))
        radius = min(rng.uniform(0.15, 0.2), half_y - 0.04, half_x / bowls - 0.03)
        for x in places:
            solids += [
                shell(VOID, white, x, -0.03, counter + 0.055, 0.055, 0.5 * radius, radius, 0.014),
                cone(VOID, white, x, -0.03, counter + 0.015, 0.015, 0.48 * radius, 0.52 * radius),
            ]
            solids += tap(rng, palette, VOID, x, half_y - 0.035, counter)
    elif rng.random() < 0.6:
        top = rng.choice((white, palette.stone(), palette.stone()))
        for x in places:
            solids += place(_let_in(top, white, half_x / bowls + 0.005, half_y + 0.01, height), x, 0.0, 0.0, 0.0)
            solids += tap(rng, palette, VOID, x, half_y - 0.035, height)
    else:
        wide = 2 * half_x / bowls
        for x in places:
            solids += place(_hollow_top(VOID, white, wide / 2 + 0.005, half_y + 0.01, height, 0.135), x, 0.0, 0.0, 0.0)
            solids += tap(rng, palette, VOID, x, half_y - 0.035, height)
    if vessel and half_x / bowls > 0.3:
        makers = [rng.choice(_TOILETRIES) for _ in range(1 + palette.count(3))]
        solids += line_up(rng, palette, makers, -half_x, places[0] - 0.2, half_y - 0.01, counter, 0.2, 0.35)
        solids += line_up(rng, palette, makers, places[-1] + 0.2, half_x, half_y - 0.01, counter, 0.2, 0.35)
    elif rng.random() < 0.6:
        few = [solid._replace(y=0.0) for solid in bottles(rng, palette) if abs(solid.x) < 0.06]
        solids += place(few, half_x - 0.1, half_y - 0.06, counter, 0.0)
    return furniture(CABINET, "vanity", solids)


def mirror_cabinet(rng: Random, palette: Palette) -> Furniture:
    """Draw a cabinet with mirror doors for the wall above a basin, its lower edge at z = 0."""
    half, tall, deep = rng.uniform(0.25, 0.55), rng.uniform(0.3, 0.4), rng.uniform(0.06, 0.08)
    body, mirror = (
        palette.plain(rng.choice(("white", "grey")), 0.2) if rng.random() < 0.6 else palette.wood(),
        palette.mirror(),
    )
    doors = max(1, round(half / 0.2))
    solids = [box(CABINET, body, 0, 0, tall, half, deep, tall, 0.003)]
    for k in range(doors):
        x = half * (2 * (k + 0.5) / doors - 1)
        solids.append(box(CABINET, mirror, x, -deep - 0.004, tall, half / doors - 0.003, 0.006, tall - 0.003))
    return furniture(CABINET, "mirror cabinet", solids)


def towels(rng: Random, palette: Palette) -> Furniture:
    """Draw towels on a rail, on rings, or on the rungs of a heated ladder, for a wall; the back is at +y."""
    metal, half = palette.chrome(), rng.uniform(0.2, 0.35)
    if rng.random() < 0.4:
        rungs = rng.randint(8, 13)
        white = palette.plain("white", 0.2) if rng.random() < 0.6 else metal
        tall = 0.09 * rungs
        solids = [rod(VOID, white, (s * half, -0.05, 0.0), (s * half, -0.05, tall), 0.016) for s in SIDES]
        solids += [
            rod(VOID, white, (-half, -0.05, 0.09 * k + 0.045), (half, -0.05, 0.09 * k + 0.045), 0.012)
            for k in range(rungs)
        ]
        solids += [
            rod(VOID, white, (s * half, -0.05, z), (s * half, 0.0, z), 0.012) for s in SIDES for z in (0.1, tall - 0.1)
        ]
        for z in rng.sample((0.75 * tall, 0.4 * tall), rng.randint(1, 2)):
            wide, drop = half * rng.uniform(0.5, 0.9), min(rng.uniform(0.12, 0.22), 0.45 * z)
            solids.append(box(VOID, palette.towel(), 0, -0.05, z - drop, wide, 0.026, drop, 0.02))
        return furniture(VOID, "towel warmer", solids)
    solids = [rod(VOID, metal, (-half, -0.06, 0.72), (half, -0.06, 0.72), 0.01)]
    solids += [rod(VOID, metal, (s * (half - 0.01), -0.06, 0.72), (s * (half - 0.01), 0.0, 0.72), 0.012) for s in SIDES]
    cloth = palette.towel()
    for side in rng.choice(((-1.0,), (1.0,), SIDES)):
        drop = rng.uniform(0.2, 0.36)
        solids.append(box(VOID, cloth, side * half * 0.45, -0.06, 0.74 - drop, half * 0.42, 0.022, drop, 0.018))
    return furniture(VOID, "towels", solids)


def bath_mat(rng: Random, palette: Palette) -> Furniture:
    """Draw a thick mat before a tub or a basin; like any mat it is floor."""
    cloth, half_x, half_y = palette.towel(), rng.uniform(0.28, 0.42), rng.uniform(0.2, 0.3)
    if rng.random() < 0.25:
        return furniture(FLOOR, "bath mat", [cone(FLOOR, cloth, 0, 0, 0.009, 0.009, 0.34, 0.34, 0.008)])
    return furniture(FLOOR, "bath mat", [box(FLOOR, cloth, 0, 0, 0.009, half_x, half_y, 0.009, 0.008)])
