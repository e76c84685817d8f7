"""Sofas: straight ones for two to four, bent ones, chaises longues."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.pairs import at_ends
from svr_ros.synthesis.catalogue.parts import SIDES, SOFA
from svr_ros.synthesis.catalogue.upholstery import (
    Style,
    add_arm,
    add_extras,
    add_feet,
    add_run,
    bolster,
    draw_cover,
    draw_style,
    lean_cushions,
)
from svr_ros.synthesis.piece import Furniture


def straight_sofa(seats: int, arms: str = "") -> Maker:
    """Return the maker of a straight sofa; its arms are drawn if not given, see `Style.arms`."""

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        style = draw_style(rng, materials, arms=arms)
        half_x, half_y = seats * style.seat_width / 2, style.depth / 2
        piece = Builder(SOFA, style.cover)
        add_run(piece, rng, style, 2 * half_x)
        for side in SIDES:
            add_arm(piece, style, side * half_x, side, (-half_y, half_y))
        add_feet(piece, style, half_x + (0.0 if style.arms == "wood" else style.overhang / 2), half_y)
        add_extras(piece, rng, materials, style, 2 * half_x, 2 * seats - 1)
        return piece.furniture()

    return make


def _chesterfield(rng: Random, materials: MaterialLibrary) -> Furniture:
    seats, depth, seat, foot = rng.choice((2, 2, 3)), rng.uniform(0.88, 0.98), 0.44, 0.08
    half_x, roll, wall, rear = seats * rng.uniform(0.3, 0.34), 0.09, 0.13, depth / 2
    low, outer = rng.uniform(0.68, 0.76) - roll, half_x + wall
    piece = Builder(SOFA, draw_cover(rng, materials))
    piece.box(outer, rear, (foot, seat - 0.14), 0.02)
    piece.box(outer, (rear - wall, rear), (foot, low), 0.03)
    piece.rod((-outer, rear - wall / 2, low), (outer, rear - wall / 2, low), roll)
    for side in SIDES:
        x = side * (half_x + wall / 2)
        piece.box(around(x, wall / 2), rear, (foot, low), 0.02)
        piece.rod((x, -rear - 0.005, low), (x, rear, low), roll)
    half, tufts = half_x / seats, round(half_x / 0.1)
    for k in range(seats):
        cushion = around(half * (2 * k + 1) - half_x, half - 0.004)
        piece.box(cushion, (-rear - 0.01, rear - wall + 0.01), (seat - 0.145, seat + 0.005), 0.045)
    for k in range(tufts):
        tuft = around(half_x * ((2 * k + 1) / tufts - 1), half_x / tufts)
        piece.box(tuft, around(rear - wall - 0.005, 0.035), (seat - 0.03, low + 0.03), 0.034)
    piece.of(materials.wood()).legs(outer - 0.07, rear - 0.07, foot + 0.01, 0.03, 0.0, 0.6)
    if rng.random() < 0.5:
        lean_cushions(piece, rng, materials, rng.randint(1, 3), half_x * 0.96, rear - wall - 0.03, seat)
    return piece.furniture()


def _futon(rng: Random, materials: MaterialLibrary) -> Furniture:
    half_x, half_y, seat = rng.uniform(0.7, 1.0), rng.uniform(0.4, 0.46), rng.uniform(0.36, 0.43)
    thick, rear, cloth = rng.uniform(0.14, 0.2), half_y - 0.08, materials.fabric()
    under, arm = seat - thick, rng.uniform(0.52, 0.6) if rng.random() < 0.7 else 0.0
    piece = Builder(SOFA, materials.wood() if rng.random() < 0.7 else materials.metal())
    piece.box(half_x + 0.02, half_y - 0.04, (under - 0.042, under + 0.002))
    with piece.leaned(rng.uniform(0.2, 0.4), rear, seat - thick / 2):
        for z in (-0.05, 0.15, 0.35):
            piece.box(half_x + 0.02, around(rear + 0.015, 0.014), around(seat + z, 0.03))
        piece.of(cloth).box(half_x, (rear - thick, rear), (seat - 0.05, seat + 0.49), thick * 0.35)
    piece.of(cloth).box(half_x, around(-0.02, half_y - 0.03), (under, seat), thick * 0.35)
    for side in SIDES:
        x = side * (half_x + 0.04)
        piece.box(around(x, 0.022), half_y - 0.05, (under - 0.065, under + 0.005))
        at_ends(piece, around(x, 0.03), half_y - 0.06, 0.03, (0.0, arm or under))
        if arm:
            piece.box(around(x, 0.045), half_y, around(arm, 0.015), 0.005)
    if rng.random() < 0.5:
        lean_cushions(piece, rng, materials, rng.randint(1, 3), half_x * 0.95, rear - thick - 0.06, seat)
    return piece.furniture()


def bent_sofa(ends: tuple[float, ...], chaise: float) -> Maker:
    """Return the maker of a sofa with a wing or a chaise at one or both of its ends.

    The blocks of a piece are the straight run, then one for each end.

    Args:
        ends: Ends (-1 left, 1 right) that come forward; one of them, at random, if there are none.
        chaise: Probability that an end is a chaise, a long seat to lie on, instead of a wing of seats.
    """

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        style, sides = draw_style(rng, materials), ends or (rng.choice(SIDES),)
        half_x, rear = rng.randint(2, 3) * style.seat_width / 2, style.depth / 2
        piece = Builder(SOFA, style.cover)
        add_run(piece, rng, style, 2 * half_x)
        add_feet(piece, style, half_x, rear)
        blocks: list[Bounds] = []
        for side in sides:
            if rng.random() < chaise:
                width, depth = _add_chaise(piece, rng, style, side, half_x)
            else:
                width, depth = _add_wing(piece, rng, materials, style, side, half_x)
            near, far = sorted((side * half_x, side * (half_x + width)))
            blocks.append((near, rear - depth, 0.0, far, rear, style.back))
        left = right = half_x
        if len(sides) == 1:
            add_arm(piece, style, -sides[0] * half_x, -sides[0], (-rear, rear))
            left, right = left + (sides[0] > 0) * style.overhang, right + (sides[0] < 0) * style.overhang
        if len(piece.solids) < 38:  # keeps the number of solids of large sofas below 60
            add_extras(piece, rng, materials, style, 2 * half_x, 4)
        return piece.furniture(blocks=[(-left, -rear, 0.0, right, rear, style.back), *blocks])

    return make


def _add_chaise(piece: Builder, rng: Random, style: Style, side: float, x: float) -> Range:
    """Add a long seat at an end of a sofa whose seats end at x; return its width and depth in metres."""
    width, depth = style.seat_width + rng.uniform(0.05, 0.25), rng.uniform(1.4, 1.75)
    armed = rng.random() < 0.6
    with piece.placed(side * (x + width / 2), (style.depth - depth) / 2):
        add_run(piece, rng, style, width, depth, count=1)
        add_feet(piece, style, width / 2, depth / 2)
        if armed:
            length = rng.choice((style.depth, depth))
            add_arm(piece, style, side * width / 2, side, (depth / 2 - length, depth / 2))
    return width + armed * style.overhang, depth


def _add_wing(piece: Builder, rng: Random, materials: MaterialLibrary, t: Style, side: float, x: float) -> Range:
    """Add a corner and a run of seats at right angles to a sofa; return their width and depth in metres."""
    length, half, wall = rng.randint(1, 2) * t.seat_width + rng.uniform(0.0, 0.2), t.depth / 2, t.back_depth / 2
    middle, low, high = side * (x + half), t.seat - t.cushion, t.back - 0.06
    with piece.placed(middle):
        piece.box(half, half, (t.foot, low), 0.01)
        piece.box(half, (half - 2 * wall, half), (t.foot, high), t.softness)
        piece.box(around(side * (half - wall), wall), half, (t.foot, high), t.softness)
        with piece.using(t.seat_cover):
            piece.box(around(-side * wall, half - wall), around(-wall, half - wall), (low, t.seat), t.softness)
    armed = rng.random() < 0.6
    with piece.placed(middle, -half - length / 2, yaw=-side * math.pi / 2):
        add_run(piece, rng, t, length)
        add_feet(piece, t, length / 2, half)
        if armed:
            add_arm(piece, t, side * length / 2, side, (-half, half))
        if rng.random() < 0.5 and len(piece.solids) < 30:
            add_extras(piece, rng, materials, t, length, 2)
    return t.depth, t.depth + length + armed * t.overhang


def _chaise_longue(rng: Random, materials: MaterialLibrary) -> Furniture:
    style = draw_style(rng, materials, arms=rng.choice(("box", "rolled", "none", "flared")))
    half_x, half_y, side = rng.uniform(0.33, 0.42), rng.uniform(0.75, 0.9), rng.choice(SIDES)
    seat, y = style.seat, half_y - 0.08
    piece = Builder(SOFA, style.cover)
    piece.box(half_x, half_y, (style.foot, seat - 0.1), 0.02)
    piece.of(style.seat_cover).box(half_x - 0.005, half_y + 0.005, (seat - 0.125, seat + 0.005), 0.045)
    with piece.leaned(rng.uniform(0.2, 0.5), y, seat - 0.1):
        piece.box(half_x, around(y, 0.07), (seat - 0.16, seat + 0.44), 0.06)
    add_feet(piece, style, half_x, half_y)
    add_arm(piece, style, side * half_x, side, (half_y - rng.uniform(0.7, 1.1), half_y))
    if rng.random() < 0.5:
        with piece.using(materials.fabric()):
            bolster(piece, half_y - 0.28, seat, half_x * 0.85, rng.uniform(0.07, 0.1))
    return piece.furniture()


def _form(name: str, kind: str, make: Maker, weight: float, width: Range, depth: Range, height: Range) -> Form:
    return Form(name, kind, Label.SOFA, make, weight, width, depth, height)


FORMS: tuple[Form, ...] = (
    _form("loveseat", "sofa", straight_sofa(2), 1.6, (1.1, 2.05), (0.76, 1.12), (0.7, 1.15)),
    _form("three-seat sofa", "sofa", straight_sofa(3), 2.6, (1.62, 2.8), (0.76, 1.12), (0.7, 1.15)),
    _form("four-seat sofa", "sofa", straight_sofa(4), 0.6, (2.18, 3.6), (0.76, 1.12), (0.7, 1.15)),
    _form("sofa without arms", "sofa", straight_sofa(3, "none"), 0.3, (1.62, 2.26), (0.76, 1.12), (0.7, 1.15)),
    _form("sofa with wooden arms", "sofa", straight_sofa(2, "wood"), 0.4, (1.2, 1.65), (0.76, 1.12), (0.7, 1.15)),
    _form("chesterfield", "sofa", _chesterfield, 0.7, (1.46, 2.4), (0.88, 1.06), (0.65, 0.96)),
    _form("futon", "sofa", _futon, 0.5, (1.5, 2.2), (0.8, 1.08), (0.82, 0.98)),
    _form("corner sofa", "corner sofa", bent_sofa((), 0.0), 0.45, (1.8, 3.7), (1.35, 2.9), (0.68, 1.15)),
    _form("chaise sofa", "corner sofa", bent_sofa((), 1.0), 0.55, (1.7, 3.75), (1.35, 1.8), (0.68, 1.15)),
    _form("u sofa", "u sofa", bent_sofa(SIDES, 0.55), 1.0, (2.3, 4.6), (1.35, 2.9), (0.7, 1.15)),
    _form("chaise longue", "chaise longue", _chaise_longue, 1.0, (0.6, 1.1), (1.4, 2.1), (0.6, 1.0)),
)
