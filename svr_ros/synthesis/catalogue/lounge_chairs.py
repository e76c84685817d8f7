"""Lounge chairs: low seats that are open below their arms or have none.

Seats that are closed all around are sofas, see `armchairs`; 3D-FUTURE and NYU draw the same line.
"""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.pairs import at_sides, bars_at_sides
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES
from svr_ros.synthesis.catalogue.upholstery import add_cushion_or_blanket, draw_cover
from svr_ros.synthesis.piece import Furniture


def _framed_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, half_y, seat = rng.uniform(0.25, 0.33), rng.uniform(0.31, 0.38), rng.uniform(0.39, 0.46)
    back, low, padding = rng.uniform(0.74, 0.94), seat - 2 * rng.uniform(0.04, 0.08), rng.uniform(0.035, 0.075)
    half, soft, middle = rng.uniform(0.012, 0.022), rng.uniform(0.3, 0.9), (seat + low) / 2
    plank = rng.choice((half, half, 0.03, 0.04))  # half the width of arms and posts, seen from the front
    arm, drop, closed = rng.uniform(0.55, 0.66), rng.choice((0.0, 0.0, rng.uniform(0.02, 0.06))), rng.random() < 0.35
    rear, cloth = half_y - rng.uniform(0.0, 0.08), draw_cover(rng, materials)
    piece = Builder(CHAIR, materials.wood() if rng.random() < 0.85 else materials.metal())
    y, wide = rear - 0.1, half_x - 0.005
    piece.of(cloth).box(wide, around(-0.02, half_y - 0.03), (low, seat), (seat - low) / 2 * soft)
    with piece.leaned(rng.uniform(0.08, 0.28), y, middle):
        piece.of(cloth).box(wide, around(y, padding), (low, back), padding * soft)
        if rng.random() < 0.5:
            for z in (0.3, 1.1):
                piece.box(half_x, around(y + padding + 0.008, 0.01), around(seat + z * (back - low) / 2, 0.03))
    rail, x = (low - 0.04, low + 0.004), half_x + plank
    for s in SIDES:
        piece.box(half_x + half, around(s * (half_y - 0.06) - 0.02, half), rail)
    bars_at_sides(piece, (x, -half_y, arm), (x, rear, arm - drop), plank, half)
    at_sides(piece, x, plank, (-half_y, 2 * half - half_y), (0.0, arm), 0.004)
    at_sides(piece, x, plank, (rear - 2 * half, rear), (0.0, arm - drop), 0.004)
    at_sides(piece, half_x + half, half, (2 * half - half_y, rear - 2 * half), rail)
    if closed:
        at_sides(piece, x, plank, (-half_y, rear), (0.0, 2 * half), 0.004)
    add_cushion_or_blanket(piece, rng, materials, half_x * 0.8, y - 2 * padding, seat)
    return piece.furniture()


def _easy_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, half_y, seat = rng.uniform(0.27, 0.31), rng.uniform(0.33, 0.4), rng.uniform(0.39, 0.43)
    back, thick, slope = rng.uniform(0.76, 0.9), rng.uniform(0.045, 0.07), -rng.uniform(0.04, 0.1)
    y, low, arm, cloth = half_y - 0.16, seat - 2 * thick, rng.uniform(0.54, 0.6), draw_cover(rng, materials)
    piece = Builder(CHAIR, materials.wood())
    piece.box(half_x + 0.01, around(-0.05, half_y - 0.09), (low - 0.03, low + 0.006), 0.004, pitch=slope)
    piece.of(cloth).box(half_x - 0.01, around(-0.05, half_y - 0.08), (low, seat), thick * 0.7, pitch=slope)
    with piece.leaned(rng.uniform(0.25, 0.42), y, seat - thick):
        for z in (0.12, 0.3):
            piece.box(half_x + 0.01, around(y + 0.01, 0.012), around(seat + z, 0.022))
        at_sides(piece, half_x - 0.01, 0.015, around(y + 0.012, 0.014), (seat - 0.12, seat + 0.4))
        piece.of(cloth).box(half_x - 0.01, (y - 2 * thick, y), (seat - 0.02, back + 0.02), thick * 0.7)
    x = half_x + 0.025
    at_sides(piece, x, 0.035, half_y, around(arm, 0.012), 0.01, pitch=-0.05)
    bars_at_sides(piece, (x, 0.06 - half_y, 0.0), (x, 0.08 - half_y, arm + 0.01), 0.02, 0.02)
    bars_at_sides(piece, (x, half_y + 0.02, 0.004), (x, half_y - 0.12, arm - 0.01), 0.018, 0.022)
    at_sides(piece, x - 0.01, 0.016, around(-0.03, half_y - 0.05), around(low - 0.02, 0.025), 0.004)
    add_cushion_or_blanket(piece, rng, materials, half_x * 0.8, y - 2 * thick, seat)
    return piece.furniture()


def _bentwood_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, thick, width, pad = rng.uniform(0.28, 0.31), 0.028, 0.05, rng.uniform(0.03, 0.05)
    front, rear, bend, arm, corner = -0.36, 0.34, 0.15, rng.uniform(0.5, 0.56), math.sqrt(0.5)
    low, cloth = thick / 2, draw_cover(rng, materials)
    piece = Builder(CHAIR, materials.wood() if rng.random() < 0.7 else materials.chrome())
    for s in SIDES:
        x, inner = s * (half_x + 0.03), s * half_x
        band = around(x, width / 2)
        piece.box(band, (front + bend, rear), (0.0, thick), 0.01)
        for z, up in ((low + bend, -corner), (arm - bend, corner)):
            piece.arc((x, front + bend, z), (0.0, -corner, up), (1, 0, 0), bend, thick, math.pi / 4, width)
        if arm - bend > low + bend:
            piece.box(band, around(front, low), (low + bend - 0.01, arm - bend + 0.01), 0.01)
        piece.bar((x, front + bend - 0.01, arm), (x, rear - 0.02, arm - 0.06), width / 2, low, 0.01)
        piece.bar((inner, front + 0.03, 0.36), (inner, 0.16, 0.27), 0.012, 0.02)
        piece.bar((inner, 0.13, 0.25), (inner, rear + 0.06, 0.92), 0.012, 0.02)
    piece.box(half_x + 0.04, around(0.1, 0.03), (0.0, thick))
    piece.box(half_x + 0.02, around(-0.1, 0.03), around(0.31, 0.012), 0.004, pitch=-0.18)
    with piece.using(cloth):
        wide = half_x - 0.02
        piece.bar((0.0, front - 0.03, 0.42), (0.0, 0.17, 0.32), wide, pad, pad * 0.8)
        piece.bar((0.0, 0.1, 0.3), (0.0, rear + 0.06, 0.98), wide, pad, pad * 0.8)
        if rng.random() < 0.5:
            piece.bar((0.0, rear - 0.03, 0.85), (0.0, rear + 0.03, 0.98), half_x * 0.7, pad * 1.4, pad)
    return piece.furniture()


def _shell_lounge_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    leather, metal, half_x, seat = materials.leather(), materials.metal(), 0.28, rng.uniform(0.36, 0.4)
    piece = Builder(CHAIR, materials.wood())
    piece.box(half_x + 0.03, 0.3, around(seat - 0.1, 0.014), 0.012, pitch=-0.15)
    with piece.using(metal):
        piece.star(5, 0.32, 0.1, 0.018, rng.random())
        piece.cone((0.03, seat - 0.07), 0.03)
    with piece.leaned(rng.uniform(0.35, 0.5), 0.28, seat):
        piece.of(metal).box(0.14, around(0.315, 0.008), around(seat + 0.26, 0.12))
        for z, half, inset in ((seat + 0.11, 0.15, 0.0), (seat + 0.41, 0.13, 0.02)):
            piece.box(half_x + 0.02 - inset, around(0.3, 0.012), around(z, half), 0.01)
            piece.of(leather).box(half_x - inset, around(0.25, 0.05), around(z, half), 0.045)
    at_sides(piece, half_x + 0.035, 0.01, around(0.08, 0.1), around(seat + 0.01, 0.12), 0.006, pitch=-0.15)
    with piece.using(leather):
        piece.box(half_x, around(-0.02, 0.29), around(seat - 0.04, 0.06), 0.05, pitch=-0.15)
        for s in SIDES:
            x, y = around(s * (half_x + 0.04), 0.04), around(0.05, 0.17)
            piece.box(x, y, around(seat + 0.13, 0.025), 0.022, pitch=-0.1)
    return piece.furniture()


def _slipper_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, half_y, seat = rng.uniform(0.27, 0.33), rng.uniform(0.3, 0.36), rng.uniform(0.39, 0.44)
    back, y, foot = rng.uniform(0.72, 0.86), half_y - 0.07, rng.uniform(0.12, 0.2)
    piece = Builder(CHAIR, draw_cover(rng, materials))
    piece.box(half_x, half_y, (foot, seat), 0.05)
    with piece.leaned(rng.uniform(0.1, 0.25), y, seat - 0.1):
        piece.box(half_x, around(y, 0.065), (foot + 0.02, back + 0.02), 0.055)
    piece.of(materials.wood()).legs(half_x - 0.06, half_y - 0.06, foot + 0.02, 0.02, 0.02, 0.6)
    add_cushion_or_blanket(piece, rng, materials, half_x * 0.7, y - 0.07, seat)
    return piece.furniture()


def _form(name: str, make: Maker, weight: float, width: Range, depth: Range, height: Range) -> Form:
    return Form(name, "lounge chair", Label.CHAIR, make, weight, width, depth, height)


FORMS: tuple[Form, ...] = (
    _form("framed chair", _framed_chair, 2.4, (0.5, 0.86), (0.55, 0.9), (0.7, 1.0)),
    _form("easy chair", _easy_chair, 2.4, (0.62, 0.78), (0.66, 0.9), (0.74, 1.0)),
    _form("bentwood chair", _bentwood_chair, 0.7, (0.64, 0.76), (0.8, 0.88), (0.95, 1.05)),
    _form("shell lounge chair", _shell_lounge_chair, 0.4, (0.68, 0.76), (0.78, 0.92), (0.84, 0.96)),
    _form("slipper chair", _slipper_chair, 0.8, (0.5, 0.7), (0.6, 0.88), (0.7, 0.96)),
)
