"""Stools, bar stools, benches and high chairs."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.pairs import at_ends, at_sides, rods_at_sides
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES
from svr_ros.synthesis.piece import Furniture


def _ring(piece: Builder, y: float, z: float, radius: float, thickness: float) -> None:
    piece.arc((0.0, y, z), (0, -1, 0), (0, 0, 1), radius, thickness, math.pi)


def _round_stool(rng: Random, materials: MaterialLibrary) -> Furniture:
    seat, radius, thick = rng.uniform(0.42, 0.5), rng.uniform(0.15, 0.19), rng.uniform(0.024, 0.06)
    wood, under, inner = materials.wood(), seat - thick / 2, radius * 0.72
    piece = Builder(CHAIR, wood if rng.random() < 0.6 else materials.metal())
    with piece.using(wood if rng.random() < 0.6 else materials.fabric()):
        piece.cone((seat - thick, seat), radius, rounding=thick * 0.4)
    half, count, turn, splay = rng.uniform(0.011, 0.018), rng.choice((3, 3, 4)), rng.random(), rng.uniform(0.03, 0.07)
    for k in range(count):
        c, s = math.cos(turn + k * math.tau / count), math.sin(turn + k * math.tau / count)
        foot = (inner + splay) * c, (inner + splay) * s, half * splay / under
        piece.rod(foot, (inner * c, inner * s, under), half * 0.75, half)
    if rng.random() < 0.3:
        _ring(piece, 0.0, seat * 0.45, inner + 0.03, 0.016)
    return piece.furniture()


def _square_stool(rng: Random, materials: MaterialLibrary) -> Furniture:
    seat, x = rng.uniform(0.42, 0.48), rng.uniform(0.16, 0.21)
    y, bare = x * rng.uniform(0.7, 1.0), rng.random() < 0.5
    thick = 0.028 if bare else rng.uniform(0.05, 0.1)
    piece = Builder(CHAIR, materials.wood())
    with piece.using(None if bare else rng.choice((materials.fabric, materials.wicker, materials.leather))()):
        piece.box(x, y, (seat - thick, seat), thick * 0.45)
    piece.legs(x - 0.025, y - 0.025, seat - thick / 2, rng.uniform(0.014, 0.02), square=True)
    z = around(rng.choice((seat - thick - 0.03, 0.15)), 0.02)
    at_ends(piece, x - 0.02, y - 0.025, 0.009, z)
    at_sides(piece, x - 0.025, 0.009, y - 0.02, z)
    return piece.furniture()


def _step_stool(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, steps, tread = rng.uniform(0.17, 0.22), rng.choice((2, 2, 3)), rng.uniform(0.1, 0.12)
    height = rng.uniform(0.2, 0.24)
    piece = Builder(CHAIR, materials.wood() if rng.random() < 0.7 else materials.plastic())
    for k in range(steps):
        y, z = around((2 * k - steps + 1) * tread, tread), height * (k + 1)
        piece.box(half_x, y, (z - 0.024, z), 0.004)
        at_sides(piece, half_x - 0.012, 0.011, y, (0.0, z - 0.02), 0.003)
    return piece.furniture()


def _bar_stool(rng: Random, materials: MaterialLibrary) -> Furniture:
    leg = materials.wood() if rng.random() < 0.5 else materials.metal()
    cover = rng.choice((leg, materials.leather(), materials.fabric(), materials.plastic()))
    seat, half, slim = rng.uniform(0.61, 0.78), rng.uniform(0.16, 0.2), rng.uniform(0.011, 0.017)
    thick, low, splay = rng.choice((0.026, 0.06)), rng.uniform(0.2, 0.3), rng.uniform(0.02, 0.07)
    round_seat, under = rng.random() < 0.4, seat - thick / 2
    head = half * 0.6 if round_seat else half - 0.04
    piece = Builder(CHAIR, leg)
    piece.legs(head, head, under, slim, splay, 0.8, rng.random() < 0.5)
    wide = head + splay * (1 - low / seat)
    for s in SIDES:
        piece.rod((-wide, s * wide, low), (wide, s * wide, low), 0.009)
        piece.rod((s * wide, -wide, low + 0.04), (s * wide, wide, low + 0.04), 0.009)
    with piece.using(cover):
        if round_seat:
            piece.cone((seat - thick, seat), half, rounding=thick * 0.45)
        else:
            piece.box(half, half * 0.92, (seat - thick, seat), thick * 0.48)
    if rng.random() < 0.5:
        top, y = seat + rng.uniform(0.18, 0.38), half * 0.8
        with piece.leaned(0.1, y, seat):
            rods_at_sides(piece, (half * 0.5, y, seat - 0.02), (half * 0.5, y, top - 0.05), slim)
            piece.of(cover).bent_slat(half, y - 0.02, (top - 0.14, top), thick, 0.05)
    return piece.furniture()


def _pub_stool(rng: Random, materials: MaterialLibrary) -> Furniture:
    cover = materials.leather() if rng.random() < 0.6 else materials.plastic()
    seat, radius = rng.uniform(0.6, 0.8), rng.uniform(0.175, 0.21)
    piece = Builder(CHAIR, materials.chrome() if rng.random() < 0.6 else materials.metal())
    piece.cone((0.0, 0.024), 0.21, 0.2, rounding=0.006)
    piece.cone((0.01, 0.07), 0.08, 0.03, rounding=0.004)
    piece.cone((0.03, seat - 0.03), 0.028, 0.022)
    _ring(piece, -0.1, 0.25, 0.12, 0.018)
    with piece.using(cover):
        piece.cone((seat - 0.06, seat), radius, rounding=0.025)
        if rng.random() < 0.6:
            z = seat - 0.05, seat + rng.uniform(0.11, 0.27)
            with piece.leaned(0.1, 0.0, seat):
                piece.shell(z, radius - 0.015, radius + 0.01, 0.03, rng.uniform(1.2, 1.8), yaw=math.pi / 2)
    return piece.furniture()


def _plank_bench(rng: Random, materials: MaterialLibrary, back: bool) -> Furniture:
    wood, seat, x, y = materials.wood(), rng.uniform(0.42, 0.48), rng.uniform(0.45, 0.85), rng.uniform(0.16, 0.21)
    piece, under = Builder(CHAIR, wood if rng.random() < 0.7 else materials.metal()), seat - 0.03
    count = rng.choice((1, 1, 3))
    for k in range(count):
        slat = around(y * ((2 * k + 1) / count - 1), y / count - (0.006 if count > 1 else 0.0))
        piece.of(wood).box(x, slat, (seat - 0.034, seat), 0.005)
    kind = rng.choice(("boards", "legs", "frames"))
    if kind == "boards":
        at = x - rng.uniform(0.02, 0.15)
        piece.box(at, 0.012, (under - 0.12, under - 0.02), 0.003)
        at_sides(piece, at, 0.018, y - 0.015, (0.0, under), 0.003)
    elif kind == "legs":
        piece.legs(x - 0.07, y - 0.035, under, 0.022, rng.choice((0.0, 0.04)), 0.8, rng.random() < 0.6)
        piece.box(x - 0.06, y - 0.03, (under - 0.038, under - 0.002))
    else:
        for s in SIDES:
            end = around(s * (x - 0.1), 0.018)
            at_ends(piece, end, y - 0.02, 0.015, (0.0, under))
            for z in (0.012, under - 0.008):
                piece.box(end, y - 0.02, around(z, 0.012))
    if back:
        rise, rails, rear = rng.uniform(0.32, 0.46), rng.choice((1, 2, 3)), y - 0.015
        half = (rise - 0.12) / rails / 2
        with piece.leaned(0.15, rear, seat):
            at_sides(piece, x - 0.08, 0.02, around(rear, 0.015), (seat - 0.03, seat + rise - 0.01))
            for k in range(rails):
                rail = around(seat + rise - half * (2 * k + 1), half * 0.86)
                piece.of(wood).box(x, around(rear - 0.02, 0.012), rail, 0.005)
    elif rng.random() < 0.4:
        piece.of(materials.fabric()).box(x - 0.01, y - 0.01, (seat - 0.005, seat + 0.049), 0.02)
    return piece.furniture()


def _padded_bench(rng: Random, materials: MaterialLibrary) -> Furniture:
    cover = materials.leather() if rng.random() < 0.25 else materials.fabric()
    seat, x, y = rng.uniform(0.42, 0.5), rng.uniform(0.45, 0.75), rng.uniform(0.18, 0.25)
    thick, rear = rng.uniform(0.07, 0.12), y - 0.035
    piece = Builder(CHAIR, cover)
    piece.box(x, y, (seat - thick, seat), thick * 0.42)
    with piece.using(materials.wood() if rng.random() < 0.6 else materials.chrome()):
        piece.legs(x - 0.06, y - 0.045, seat - thick + 0.01, 0.017, rng.choice((0.0, 0.03)), 0.7)
    if rng.random() < 0.25:
        with piece.leaned(0.12, rear, seat):
            piece.box(x, around(rear, 0.035), (seat - 0.06, seat + rng.uniform(0.3, 0.42)), 0.03)
    return piece.furniture()


def _high_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    cover = materials.plastic() if rng.random() < 0.6 else materials.wood()
    seat, half, back = rng.uniform(0.52, 0.6), rng.uniform(0.15, 0.18), rng.uniform(0.85, 1.0)
    splay, y = rng.uniform(0.05, 0.09), half - 0.015
    piece = Builder(CHAIR, materials.wood() if rng.random() < 0.6 else materials.metal())
    piece.legs(half - 0.02, half - 0.02, seat - 0.01, 0.016, splay, 0.8)
    piece.box(half + splay * 0.5, around(-half - 0.02, 0.05), around(seat * 0.5, 0.01), 0.006)
    with piece.using(cover):
        piece.box(half, half, (seat - 0.033, seat + 0.003), 0.015)
        with piece.leaned(0.1, y, seat):
            piece.bent_slat(half, y, (seat, back), 0.025, 0.03)
        at_sides(piece, half, 0.012, half, (seat - 0.01, seat + 0.19), 0.01)
    if rng.random() < 0.7:
        piece.of(materials.plastic()).box(half + 0.05, around(-half - 0.06, 0.13), around(seat + 0.19, 0.012), 0.011)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    Form("round stool", "stool", Label.CHAIR, _round_stool, 1.5, (0.28, 0.45), (0.28, 0.45), (0.4, 0.52)),
    Form("square stool", "stool", Label.CHAIR, _square_stool, 1.5, (0.3, 0.44), (0.2, 0.44), (0.4, 0.5)),
    Form("step stool", "stool", Label.CHAIR, _step_stool, 0.5, (0.32, 0.46), (0.38, 0.75), (0.38, 0.75)),
    Form("bar stool on legs", "bar stool", Label.CHAIR, _bar_stool, 1.5, (0.3, 0.5), (0.3, 0.5), (0.6, 1.15)),
    Form("bar stool on a column", "bar stool", Label.CHAIR, _pub_stool, 1.0, (0.4, 0.48), (0.42, 0.5), (0.58, 1.1)),
    Form(
        "plank bench",
        "bench",
        Label.CHAIR,
        partial(_plank_bench, back=False),
        0.85,
        (0.85, 1.75),
        (0.3, 0.5),
        (0.4, 0.56),
    ),
    Form(
        "plank bench with a back",
        "bench",
        Label.CHAIR,
        partial(_plank_bench, back=True),
        0.45,
        (0.85, 1.75),
        (0.34, 0.55),
        (0.7, 0.96),
    ),
    Form("padded bench", "bench", Label.CHAIR, _padded_bench, 1.0, (0.85, 1.55), (0.34, 0.6), (0.4, 0.95)),
    Form("high chair", "high chair", Label.CHAIR, _high_chair, 1.0, (0.38, 0.6), (0.4, 0.7), (0.8, 1.1)),
)
