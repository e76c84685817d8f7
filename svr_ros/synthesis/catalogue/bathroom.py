"""Toilets, bidets, washbasins, towels and mats of a bathroom; what is no cabinet is void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bath_parts import add_hollow_top, add_toilet_bowl
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import FLOOR, SIDES, VOID
from svr_ros.synthesis.catalogue.taps import add_tap
from svr_ros.synthesis.piece import Furniture

_HOLDER = (0.34, 0.2)
"""Place of the brush or the paper holder beside a toilet, in metres."""


def close_coupled_toilet(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a toilet on the floor that carries its cistern."""
    piece, seat = Builder(VOID, materials.ceramic()), rng.uniform(0.38, 0.43)
    add_toilet_bowl(piece, seat)
    piece.box(0.19, around(0.3, 0.085), (seat - 0.01, seat + 0.37), 0.03)
    piece.box(0.2, around(0.3, 0.095), (seat + 0.357, seat + 0.393), 0.01)
    piece.box(0.1, around(0.3, 0.06), (0.0, seat + 0.04), 0.02)
    with piece.using(materials.chrome()):
        piece.cone((seat + 0.388, seat + 0.412), 0.025, 0.022, (0.0, 0.3))
    _add_seat(piece, rng, materials, seat, 0.215)
    return piece.furniture()


def wall_hung_toilet(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a toilet that hangs from a boxed-in wall with a flush plate."""
    piece, seat = Builder(VOID, materials.ceramic()), rng.uniform(0.38, 0.43)
    add_toilet_bowl(piece, seat, 0.12)
    with piece.using(materials.tiles() if rng.random() < 0.6 else materials.plain("white")):
        piece.box(0.26, around(0.37, 0.08), (0.0, rng.uniform(0.95, 1.2)))
    with piece.using(materials.chrome()):
        piece.box(0.12, around(0.288, 0.006), around(seat + 0.45, 0.08), 0.004)
    _add_seat(piece, rng, materials, seat, 0.29)
    return piece.furniture()


def _add_seat(piece: Builder, rng: Random, materials: MaterialLibrary, seat: float, back: float) -> None:
    """Add the lid, closed or raised against y = `back`, and now and then a brush or paper on a stand."""
    with piece.using(materials.wood() if rng.random() < 0.15 else piece.material):
        if rng.random() < 0.45:
            piece.cone((seat + 0.002, seat + 0.038), 0.178, 0.17, (0.0, -0.1), 0.01)
            piece.box(0.176, (-0.1, 0.16), (seat + 0.002, seat + 0.038), 0.012)
        else:
            height = around(seat + 0.012, 0.012)
            piece.shell(around(seat + 0.012, 0.025), 0.15, 0.15, 0.05, math.pi / 2 + 0.3, (0.0, -0.1), yaw=-math.pi / 2)
            for side in SIDES:
                piece.box(around(side * 0.145, 0.025), (-0.07, 0.13), height, 0.01)
            piece.box(0.17, (0.1, 0.16), around(seat + 0.012, 0.014), 0.01)
            piece.box(0.17, around(back - 0.045, 0.014), (seat, seat + 0.3), 0.012, pitch=-0.08)
            lid = around(seat + 0.26, 0.014)
            piece.cone(lid, 0.17, at=(0.0, back - 0.03), rounding=0.01, pitch=math.pi / 2 - 0.08)
    accessory = rng.random()
    if accessory < 0.4:
        with piece.using(materials.chrome()):
            piece.cone((0.0, 0.012), 0.07, 0.065, _HOLDER)
            piece.rod((*_HOLDER, 0.0), (*_HOLDER, 0.38 if accessory < 0.2 else 0.6), 0.009)
        with piece.using(piece.material if accessory < 0.2 else materials.plain("white", 0.0)):
            if accessory < 0.2:
                piece.cone((0.0, 0.18), 0.045, 0.05, _HOLDER)
            else:
                for k in range(rng.randint(2, 4)):
                    piece.cone(around(0.06 + 0.1 * k, 0.05), 0.055, at=_HOLDER)


def bidet(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a bidet with its tap."""
    piece, seat = Builder(VOID, materials.ceramic()), rng.uniform(0.37, 0.41)
    add_toilet_bowl(piece, seat)
    piece.shell(around(seat, 0.02), 0.16, 0.16, 0.045, at=(0.0, -0.1))
    piece.box(0.16, (0.02, 0.3), around(seat - 0.02, 0.03), 0.02)
    add_tap(piece, rng, materials, (0.0, 0.13, seat + 0.008))
    return piece.furniture()


def pedestal_washbasin(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a washbasin on a column."""
    piece, half_x, half_y, height = _basin(rng, materials)
    piece.cone((0.0, height - 0.12), 0.085, 0.075, (0.0, 0.06), 0.01)
    piece.cone((0.0, 0.06), 0.12, 0.09, (0.0, 0.06), 0.01)
    piece.ellipsoid(0.75 * half_x, 0.75 * half_y, around(height - 0.12, 0.09))
    add_tap(piece, rng, materials, (0.0, half_y - 0.04, height))
    return piece.furniture()


def wall_hung_washbasin(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a washbasin that hangs on the wall, its trap below it."""
    piece, half_x, half_y, height = _basin(rng, materials)
    piece.ellipsoid(0.7 * half_x, around(0.02, 0.7 * half_y), around(height - 0.12, 0.08))
    trap = height - 0.5
    with piece.using(materials.chrome()):
        piece.rod((0.0, 0.04, trap), (0.0, 0.04, height - 0.15), 0.02)
        piece.cone(around(trap, 0.06), 0.035, at=(0.0, 0.04))
        piece.rod((0.0, 0.04, trap), (0.0, half_y, trap), 0.018)
    add_tap(piece, rng, materials, (0.0, half_y - 0.04, height))
    return piece.furniture()


def _basin(rng: Random, materials: MaterialLibrary) -> tuple[Builder, float, float, float]:
    """Return the top of a washbasin, half its width and depth and the height of its rim, in metres."""
    piece = Builder(VOID, materials.ceramic())
    half_x, half_y, height = rng.uniform(0.24, 0.34), rng.uniform(0.2, 0.25), rng.uniform(0.8, 0.88)
    add_hollow_top(piece, 0.0, half_x, half_y, height, 0.14)
    return piece, half_x, half_y, height


def towel_rail(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return one or two towels on a rail, for a wall."""
    piece, half = Builder(VOID, materials.chrome()), rng.uniform(0.2, 0.35)
    piece.rod((-half, -0.06, 0.72), (half, -0.06, 0.72), 0.01)
    for side in SIDES:
        x = side * (half - 0.01)
        piece.rod((x, -0.06, 0.72), (x, 0.0, 0.72), 0.012)
    with piece.using(materials.towel()):
        for side in rng.choice(((-1.0,), (1.0,), SIDES)):
            length = rng.uniform(0.4, 0.72)
            piece.box(around(side * half * 0.45, half * 0.42), around(-0.06, 0.022), (0.74 - length, 0.74), 0.018)
    return piece.furniture()


def towel_warmer(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a heated ladder with towels over its rungs, for a wall."""
    metal = materials.chrome()
    piece = Builder(VOID, materials.plain("white", 0.2) if rng.random() < 0.6 else metal)
    half, rungs = rng.uniform(0.2, 0.35), rng.randint(8, 13)
    height = 0.09 * rungs
    for side in SIDES:
        piece.rod((side * half, -0.05, 0.0), (side * half, -0.05, height), 0.016)
        for z in (0.1, height - 0.1):
            piece.rod((side * half, -0.05, z), (side * half, 0.0, z), 0.012)
    for k in range(rungs):
        z = 0.09 * k + 0.045
        piece.rod((-half, -0.05, z), (half, -0.05, z), 0.012)
    for z in rng.sample((0.75 * height, 0.4 * height), rng.randint(1, 2)):
        length = min(rng.uniform(0.24, 0.44), 0.9 * z)
        with piece.using(materials.towel()):
            piece.box(half * rng.uniform(0.5, 0.9), around(-0.05, 0.026), (z - length, z), 0.02)
    return piece.furniture()


def bath_mat(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a thick mat; like any mat it is floor."""
    piece = Builder(FLOOR, materials.towel())
    piece.box(rng.uniform(0.28, 0.42), rng.uniform(0.2, 0.3), (0.0, 0.018), 0.008)
    return piece.furniture()


def round_bath_mat(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a thick round mat."""
    piece = Builder(FLOOR, materials.towel())
    piece.cone((0.0, 0.018), rng.uniform(0.28, 0.36), rounding=0.008)
    return piece.furniture()


_BASIN = (0.46, 0.7), (0.38, 0.53), (0.87, 1.3)

FORMS: tuple[Form, ...] = (
    Form("toilet", "toilet", Label.VOID, close_coupled_toilet, 0.7, (0.35, 0.65), (0.6, 0.72), (0.75, 0.86)),
    Form("wall-hung toilet", "toilet", Label.VOID, wall_hung_toilet, 0.3, (0.5, 0.7), (0.68, 0.8), (0.93, 1.22)),
    Form("bidet", "bidet", Label.VOID, bidet, 1.0, (0.3, 0.42), (0.5, 0.65), (0.45, 0.8)),
    Form("pedestal washbasin", "washbasin", Label.VOID, pedestal_washbasin, 0.6, *_BASIN),
    Form("wall-hung washbasin", "washbasin", Label.VOID, wall_hung_washbasin, 0.4, *_BASIN),
    Form("towels", "towels", Label.VOID, towel_rail, 0.6, (0.38, 0.75), (0.05, 0.1), (0.7, 0.76), Place.WALL),
    Form("towel warmer", "towels", Label.VOID, towel_warmer, 0.4, (0.4, 0.76), (0.05, 0.1), (0.7, 1.2), Place.WALL),
    Form("bath mat", "bath mat", Label.FLOOR, bath_mat, 0.75, (0.55, 0.85), (0.39, 0.61), (0.01, 0.02)),
    Form("round bath mat", "bath mat", Label.FLOOR, round_bath_mat, 0.25, (0.55, 0.73), (0.55, 0.73), (0.01, 0.02)),
)
