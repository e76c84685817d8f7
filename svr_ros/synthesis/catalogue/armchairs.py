"""Armchairs and ottomans: soft seats for one that are closed all around, and padded stools to go with them."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, SOFA
from svr_ros.synthesis.catalogue.upholstery import (
    CLOSED_ARMS,
    add_arm,
    add_cushion_or_blanket,
    add_feet,
    add_run,
    draw_cover,
    draw_style,
    pillow,
)
from svr_ros.synthesis.piece import Furniture


def _club_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    style = draw_style(rng, materials, single=True, arms=rng.choice(CLOSED_ARMS))
    width, half_y = style.seat_width, style.depth / 2
    piece = Builder(SOFA, style.cover)
    add_run(piece, rng, style, width)
    add_feet(piece, style, width / 2 + 0.02, half_y)
    for side in SIDES:
        add_arm(piece, style, side * width / 2, side, (-half_y, half_y))
    add_cushion_or_blanket(piece, rng, materials, width * 0.45, style.seat_y, style.seat)
    return piece.furniture()


def _wing_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, half_y, seat, foot, arm = rng.uniform(0.26, 0.31), rng.uniform(0.34, 0.4), 0.44, 0.16, 0.58
    y, back = half_y - 0.07, rng.uniform(1.0, 1.15)
    piece = Builder(SOFA, draw_cover(rng, materials))
    piece.box(half_x + 0.06, half_y - 0.03, (foot, seat - 0.1), 0.02)
    piece.box(half_x, around(-0.05, half_y - 0.04), (seat - 0.12, seat + 0.02), 0.05)
    with piece.leaned(rng.uniform(0.1, 0.2), y, seat - 0.2):
        piece.box(half_x + 0.03, around(y, 0.06), (foot, back), 0.05)
        for s in SIDES:
            wing = around(s * (half_x + 0.05), 0.035)
            piece.box(wing, around(y - 0.12, 0.14), (0.6, back - 0.02), 0.033, yaw=s * 0.12)
    for s in SIDES:
        x = s * (half_x + 0.06)
        piece.box(around(s * (half_x + 0.05), 0.045), around(-0.02, half_y - 0.05), (foot, arm), 0.03)
        piece.rod((x, 0.02 - half_y, arm), (x, half_y - 0.05, arm + 0.02), 0.06)
    piece.of(materials.wood()).legs(half_x, half_y - 0.08, foot + 0.01, 0.022, 0.02, 0.6)
    add_cushion_or_blanket(piece, rng, materials, half_x * 0.8, y - 0.06, seat)
    return piece.furniture()


def _tub_armchair(rng: Random, materials: MaterialLibrary) -> Furniture:
    radius, seat, back = rng.uniform(0.32, 0.4), rng.uniform(0.4, 0.45), rng.uniform(0.66, 0.82)
    padding, foot = rng.uniform(0.08, 0.12), rng.choice((0.0, 0.02, 0.14, 0.14))
    low, inner = max(foot, 0.001), radius - padding * 0.4
    piece = Builder(SOFA, draw_cover(rng, materials))
    piece.cone((low, seat - 0.12), radius - 0.03, radius - 0.01, rounding=0.01)
    piece.cone((seat - 0.145, seat + 0.005), inner, at=(0.0, -0.01), rounding=0.045)
    top, sector = radius + rng.uniform(-0.04, 0.03), rng.uniform(1.6, 2.15)
    piece.shell((low, back), radius - padding / 2, top, padding, sector, yaw=math.pi / 2)
    if foot > 0.1:
        with piece.using(materials.wood() if rng.random() < 0.6 else materials.metal()):
            piece.legs(radius * 0.6, radius * 0.6, foot + 0.01, 0.018, 0.02, 0.6)
    elif foot:
        piece.of(materials.metal()).cone((0.0, 0.024), radius * 0.7)
    add_cushion_or_blanket(piece, rng, materials, radius * 0.5, radius - padding - 0.03, seat)
    return piece.furniture()


def _recliner(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, half_y, seat, back = rng.uniform(0.26, 0.3), rng.uniform(0.4, 0.46), 0.46, rng.uniform(0.98, 1.1)
    y, count, wide, out = half_y - 0.14, rng.choice((2, 3)), rng.uniform(0.08, 0.11), rng.random() < 0.35
    pitch, front = (back - seat) / count, 0.06 - half_y
    piece = Builder(SOFA, materials.leather() if rng.random() < 0.6 else materials.fabric())
    piece.box(half_x + 0.02, half_y - 0.06, (0.01, 0.33), 0.03)
    piece.box(half_x, around(-0.06, half_y - 0.1), (seat - 0.18, seat + 0.02), 0.07)
    with piece.leaned(0.5 if out else rng.uniform(0.12, 0.25), y, seat - 0.1):
        piece.box(half_x, around(y + 0.06, 0.06), (seat - 0.06, back - 0.06), 0.05)
        for k in range(count):
            z = around(seat + pitch * (k + 0.5), pitch / 2 + 0.015)
            piece.box(half_x - 0.01 * k, around(y, 0.1), z, 0.08)
    for s in SIDES:
        x, along = s * (half_x + wide), around(-0.02, half_y - 0.06)
        piece.box(around(x, wide), along, (0.005, 0.575), 0.05)
        piece.box(around(x, wide + 0.01), along, (0.52, 0.64), 0.055)
    if out:
        piece.box(half_x, (-half_y - 0.4, -half_y), around(seat - 0.06, 0.05), 0.045, pitch=-0.1)
        piece.of(materials.metal()).box(half_x * 0.6, around(-half_y - 0.05, 0.2), around(seat - 0.13, 0.015))
    else:
        piece.box(half_x - 0.01, (-half_y, front), (0.07, 0.37), 0.028)
    return piece.furniture()


def _bean_bag(rng: Random, materials: MaterialLibrary) -> Furniture:
    r = rng.uniform(0.38, 0.48)
    piece = Builder(SOFA, draw_cover(rng, materials))
    piece.ellipsoid(r, r, (0.0, r))
    piece.ellipsoid(r * 0.62, around(r * 0.45, r * 0.4), (r * 0.23, r * 1.67), pitch=-0.35)
    piece.ellipsoid(r * 0.9, around(-r * 0.45, r * 0.6), (r * 0.02, r * 0.78), pitch=0.1)
    return piece.furniture()


def _drum_ottoman(rng: Random, materials: MaterialLibrary) -> Furniture:
    radius, height, foot = rng.uniform(0.2, 0.38), rng.uniform(0.36, 0.46), rng.choice((0.0, 0.02))
    piece = Builder(SOFA, draw_cover(rng, materials))
    piece.cone((foot, height), radius, rounding=rng.uniform(0.02, 0.06))
    if foot:
        piece.of(materials.wood()).cone((0.0, foot + 0.004), radius * 0.9)
    if rng.random() < 0.4:
        piece.of(materials.fabric()).cone((height - 0.085, height + 0.005), radius + 0.008, rounding=0.03)
    return piece.furniture()


def _cube_ottoman(rng: Random, materials: MaterialLibrary) -> Furniture:
    x, height, soft = rng.uniform(0.2, 0.35), rng.uniform(0.36, 0.46), rng.uniform(0.02, 0.06)
    y = x * rng.uniform(0.75, 1.0)
    piece = Builder(SOFA, draw_cover(rng, materials))
    piece.box(x, y, (0.0, height - 0.1), soft)
    piece.box(x + 0.004, y + 0.004, (height - 0.12, height), min(soft + 0.01, 0.055))
    return piece.furniture()


def _footstool(rng: Random, materials: MaterialLibrary) -> Furniture:
    x, y, height, foot = rng.uniform(0.25, 0.45), rng.uniform(0.22, 0.3), rng.uniform(0.36, 0.45), rng.uniform(0.1, 0.2)
    piece = Builder(SOFA, draw_cover(rng, materials))
    piece.box(x, y, (foot, height), 0.045)
    piece.of(materials.wood()).legs(x - 0.07, y - 0.07, foot + 0.02, 0.02, 0.02, 0.6)
    if rng.random() < 0.2:
        with piece.using(materials.fabric()):
            pillow(piece, (0.0, 0.0, height + 0.05), 0.2, 0.19, 0.06, rng.uniform(-0.4, 0.4))
    return piece.furniture()


def _knitted_pouf(rng: Random, materials: MaterialLibrary) -> Furniture:
    radius, height = rng.uniform(0.24, 0.32), rng.uniform(0.32, 0.4)
    piece = Builder(SOFA, materials.fabric() if rng.random() < 0.7 else materials.wicker())
    piece.cone((0.0, height), radius * 0.85, rounding=height * 0.3)
    piece.ellipsoid(radius, radius, (height * 0.03, height * 0.97))
    return piece.furniture()


def _form(name: str, kind: str, make: Maker, weight: float, width: Range, depth: Range, height: Range) -> Form:
    return Form(name, kind, Label.SOFA, make, weight, width, depth, height)


FORMS: tuple[Form, ...] = (
    _form("club chair", "armchair", _club_chair, 3.0, (0.58, 1.12), (0.72, 0.95), (0.7, 1.16)),
    _form("wing chair", "armchair", _wing_chair, 0.9, (0.72, 0.9), (0.72, 1.0), (0.96, 1.2)),
    _form("tub armchair", "armchair", _tub_armchair, 1.3, (0.6, 1.0), (0.6, 0.9), (0.6, 0.96)),
    _form("recliner", "armchair", _recliner, 0.8, (0.84, 1.1), (0.84, 1.68), (0.92, 1.16)),
    _form("bean bag", "armchair", _bean_bag, 0.3, (0.74, 0.98), (0.74, 1.0), (0.6, 0.82)),
    _form("drum ottoman", "ottoman", _drum_ottoman, 1.0, (0.38, 0.8), (0.38, 0.8), (0.34, 0.48)),
    _form("cube ottoman", "ottoman", _cube_ottoman, 1.0, (0.38, 0.72), (0.3, 0.72), (0.34, 0.48)),
    _form("footstool", "ottoman", _footstool, 1.0, (0.48, 0.92), (0.42, 0.62), (0.34, 0.58)),
    _form("knitted pouf", "ottoman", _knitted_pouf, 0.6, (0.46, 0.66), (0.46, 0.66), (0.3, 0.42)),
)
