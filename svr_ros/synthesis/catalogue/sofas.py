# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Soft seats that are closed all around: sofas, chaises longues, armchairs, and ottomans to go with them."""

from __future__ import annotations

import math

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue import upholstery
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Range, of_kind
from svr_ros.synthesis.catalogue.parts import SIDES
from svr_ros.synthesis.catalogue.upholstery import Style, add_arm, add_cushion_or_blanket, add_extras, add_feet, add_run
from svr_ros.synthesis.materials import MaterialLibrary


def _straight_sofa(piece: Builder, draw: MaterialLibrary, seats: int, arms: tuple[str, ...] = ("",)) -> None:
    """Add a straight sofa with one of several shapes of arms, see `upholstery`; all are possible if none is given."""
    style = upholstery.draw_style(draw, single=seats == 1, arms=draw.choice(arms))
    half_x, half_y = seats * style.seat_width / 2, style.depth / 2
    piece.material = style.cover
    add_run(piece, draw, style, 2 * half_x)
    for side in SIDES:
        add_arm(piece, style, side * half_x, side, (-half_y, half_y))
    add_feet(piece, style, half_x + (0.0 if style.arms == "wood" else style.overhang / 2), half_y)
    add_extras(piece, draw, style, 2 * half_x, 2 * seats - 1)


def _chesterfield(piece: Builder, draw: MaterialLibrary) -> None:
    seats, depth, seat, foot = draw.choice((2, 2, 3)), draw.uniform(0.88, 0.98), 0.44, 0.08
    half_x, roll, wall, rear = seats * draw.uniform(0.3, 0.34), 0.09, 0.13, depth / 2
    low, outer = draw.uniform(0.68, 0.76) - roll, half_x + wall
    piece.material = upholstery.draw_cover(draw)
    piece.box(outer, rear, (foot, seat - 0.14), 0.02)
    piece.box(outer, (rear - wall, rear), (foot, low), 0.03)
    piece.rod((-outer, rear - wall / 2, low), (outer, rear - wall / 2, low), roll)
    piece.at_sides(half_x + wall / 2, wall / 2, rear, (foot, low), 0.02)
    piece.rods_at_sides((half_x + wall / 2, -rear - 0.005, low), (half_x + wall / 2, rear, low), roll)
    y, tufts = (-rear - 0.01, rear - wall + 0.01), round(half_x / 0.1)
    piece.row(half_x, seats, half_x / seats - 0.004, y, (seat - 0.145, seat + 0.005), 0.045)
    piece.row(half_x, tufts, half_x / tufts, around(rear - wall - 0.005, 0.035), (seat - 0.03, low + 0.03), 0.034)
    piece.of(draw.wood()).legs(outer - 0.07, rear - 0.07, foot + 0.01, 0.03, 0.0, 0.6)
    upholstery.lean_cushions(piece, draw, draw.choice((0, 0, 1, 2)), half_x * 0.96, rear - wall - 0.03, seat)


def _futon(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, seat = draw.sizes((0.7, 1.0), (0.4, 0.46), (0.36, 0.43))
    thick, rear, cloth = draw.uniform(0.14, 0.2), half_y - 0.08, draw.fabric()
    under, arm = seat - thick, draw.uniform(0.52, 0.6) if draw.random() < 0.7 else 0.0
    piece.material = draw.wood() if draw.random() < 0.7 else draw.metal()
    piece.box(half_x + 0.02, half_y - 0.04, (under - 0.042, under + 0.002))
    with piece.leaned(draw.uniform(0.2, 0.4), rear, seat - thick / 2):
        for z in (-0.05, 0.15, 0.35):
            piece.box(half_x + 0.02, around(rear + 0.015, 0.014), around(seat + z, 0.03))
        piece.of(cloth).box(half_x, (rear - thick, rear), (seat - 0.05, seat + 0.49), thick * 0.35)
    piece.of(cloth).box(half_x, around(-0.02, half_y - 0.03), (under, seat), thick * 0.35)
    piece.at_sides(half_x + 0.04, 0.022, half_y - 0.05, (under - 0.065, under + 0.005))
    piece.at_corners(half_x + 0.04, half_y - 0.06, 0.03, (0.0, arm or under))
    if arm:
        piece.at_sides(half_x + 0.04, 0.045, half_y, around(arm, 0.015), 0.005)
    upholstery.lean_cushions(piece, draw, draw.choice((0, 0, 1, 2)), half_x * 0.95, rear - thick - 0.06, seat)


def _bent_sofa(piece: Builder, draw: MaterialLibrary, ends: tuple[float, ...], chaise: float) -> None:
    """Add a sofa with a wing or a chaise at one or both of its ends.

    The ends (-1 left, 1 right) come forward, one at random if there are none; `chaise` is the probability that an end
    is a long seat to lie on. The blocks of the piece are the straight run, then one for each end.
    """
    style, sides = upholstery.draw_style(draw), ends or (draw.choice(SIDES),)
    half_x, rear = draw.randint(2, 3) * style.seat_width / 2, style.depth / 2
    piece.material = style.cover
    add_run(piece, draw, style, 2 * half_x)
    add_feet(piece, style, half_x, rear)
    blocks: list[Bounds] = []
    for side in sides:
        if draw.random() < chaise:
            width, depth = _add_chaise(piece, draw, style, side, half_x)
        else:
            width, depth = _add_wing(piece, draw, style, side, half_x)
        near, far = sorted((side * half_x, side * (half_x + width)))
        blocks.append((near, rear - depth, 0.0, far, rear, style.back))
    left = right = half_x
    if len(sides) == 1:  # an arm at the other end
        add_arm(piece, style, -sides[0] * half_x, -sides[0], (-rear, rear))
        left, right = left + (sides[0] > 0) * style.overhang, right + (sides[0] < 0) * style.overhang
    if len(piece.solids) < 32:  # keeps the number of solids of large sofas low
        add_extras(piece, draw, style, 2 * half_x, 3)
    piece.blocks = [(-left, -rear, 0.0, right, rear, style.back), *blocks]


def _add_chaise(piece: Builder, draw: MaterialLibrary, style: Style, side: float, x: float) -> Range:
    """Add a long seat at an end of a sofa whose seats end at x; return its width and depth in metres."""
    width, depth, armed = style.seat_width + draw.uniform(0.05, 0.25), draw.uniform(1.4, 1.75), draw.random() < 0.6
    with piece.placed(side * (x + width / 2), (style.depth - depth) / 2):
        add_run(piece, draw, style, width, depth, count=1)
        add_feet(piece, style, width / 2, depth / 2)
        if armed:
            length = draw.choice((style.depth, depth))
            add_arm(piece, style, side * width / 2, side, (depth / 2 - length, depth / 2))
    return width + armed * style.overhang, depth


def _add_wing(piece: Builder, draw: MaterialLibrary, t: Style, side: float, x: float) -> Range:
    """Add a corner and a run of seats at right angles to a sofa; return their width and depth in metres."""
    length, half, wall = draw.randint(1, 2) * t.seat_width + draw.uniform(0.0, 0.2), t.depth / 2, t.back_depth / 2
    middle, low, high, armed = side * (x + half), t.seat - t.cushion, t.back - 0.06, draw.random() < 0.6
    with piece.placed(middle):
        piece.box(half, half, (t.foot, low), 0.01)
        piece.box(half, (half - 2 * wall, half), (t.foot, high), t.softness)
        piece.box(around(side * (half - wall), wall), half, (t.foot, high), t.softness)
        cushion = around(-side * wall, half - wall), around(-wall, half - wall), (low, t.seat)
        piece.of(t.seat_cover).box(*cushion, t.softness)
    # Seats, turned so that their back is outside and their free end at `side`
    with piece.placed(middle, -half - length / 2, yaw=-side * math.pi / 2):
        add_run(piece, draw, t, length)
        add_feet(piece, t, length / 2, half)
        if armed:
            add_arm(piece, t, side * length / 2, side, (-half, half))
        if draw.random() < 0.5 and len(piece.solids) < 30:
            add_extras(piece, draw, t, length, 2)
    return t.depth, t.depth + length + armed * t.overhang


def _chaise_longue(piece: Builder, draw: MaterialLibrary) -> None:
    style = upholstery.draw_style(draw, arms=draw.choice(("box", "rolled", "none", "flared")))
    half_x, half_y, side, seat = draw.uniform(0.33, 0.42), draw.uniform(0.75, 0.9), draw.choice(SIDES), style.seat
    piece.material = style.cover
    piece.box(half_x, half_y, (style.foot, seat - 0.1), 0.02)
    piece.of(style.seat_cover).box(half_x - 0.005, half_y + 0.005, (seat - 0.125, seat + 0.005), 0.045)
    with piece.leaned(draw.uniform(0.2, 0.5), half_y - 0.08, seat - 0.1):
        piece.box(half_x, around(half_y - 0.08, 0.07), (seat - 0.16, seat + 0.44), 0.06)
    add_feet(piece, style, half_x, half_y)
    add_arm(piece, style, side * half_x, side, (half_y - draw.uniform(0.7, 1.1), half_y))
    if draw.random() < 0.5:
        upholstery.bolster(piece.of(draw.fabric()), half_y - 0.28, seat, half_x * 0.85, draw.uniform(0.07, 0.1))


def _wing_chair(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, seat, foot, arm = draw.uniform(0.26, 0.31), draw.uniform(0.34, 0.4), 0.44, 0.16, 0.58
    y, back, x = half_y - 0.07, draw.uniform(1.0, 1.15), half_x + 0.06
    piece.material = upholstery.draw_cover(draw)
    piece.box(x, half_y - 0.03, (foot, seat - 0.1), 0.02)
    piece.box(half_x, around(-0.05, half_y - 0.04), (seat - 0.12, seat + 0.02), 0.05)
    with piece.leaned(draw.uniform(0.1, 0.2), y, seat - 0.2):
        piece.box(half_x + 0.03, around(y, 0.06), (foot, back), 0.05)
        for s in SIDES:
            wing = around(s * (half_x + 0.05), 0.035)
            piece.box(wing, around(y - 0.12, 0.14), (0.6, back - 0.02), 0.033, yaw=s * 0.12)
    piece.at_sides(half_x + 0.05, 0.045, around(-0.02, half_y - 0.05), (foot, arm), 0.03)
    piece.rods_at_sides((x, 0.02 - half_y, arm), (x, half_y - 0.05, arm + 0.02), 0.06)
    piece.of(draw.wood()).legs(half_x, half_y - 0.08, foot + 0.01, 0.022, 0.02, 0.6)
    add_cushion_or_blanket(piece, draw, half_x * 0.8, y - 0.06, seat)


def _tub_armchair(piece: Builder, draw: MaterialLibrary) -> None:
    radius, seat, back = draw.sizes((0.32, 0.4), (0.4, 0.45), (0.66, 0.82))
    padding, foot = draw.uniform(0.08, 0.12), draw.choice((0.0, 0.02, 0.14, 0.14))
    low, top, sector = max(foot, 0.001), radius + draw.uniform(-0.04, 0.03), draw.uniform(1.6, 2.15)
    piece.material = upholstery.draw_cover(draw)
    piece.cone((low, seat - 0.12), radius - 0.03, radius - 0.01, rounding=0.01)
    piece.cone((seat - 0.145, seat + 0.005), radius - padding * 0.4, at=(0.0, -0.01), rounding=0.045)
    piece.shell((low, back), radius - padding / 2, top, padding, sector, yaw=math.pi / 2)
    if foot > 0.1:
        legs = piece.of(draw.wood() if draw.random() < 0.6 else draw.metal())
        legs.legs(radius * 0.6, radius * 0.6, foot + 0.01, 0.018, 0.02, 0.6)
    elif foot:
        piece.of(draw.metal()).cone((0.0, 0.024), radius * 0.7)
    add_cushion_or_blanket(piece, draw, radius * 0.5, radius - padding - 0.03, seat)


def _recliner(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, seat, back = draw.uniform(0.26, 0.3), draw.uniform(0.4, 0.46), 0.46, draw.uniform(0.98, 1.1)
    y, count, wide, out = half_y - 0.14, draw.choice((2, 3)), draw.uniform(0.08, 0.11), draw.random() < 0.35
    pitch, along = (back - seat) / count, around(-0.02, half_y - 0.06)
    piece.material = draw.leather() if draw.random() < 0.6 else draw.fabric()
    piece.box(half_x + 0.02, half_y - 0.06, (0.01, 0.33), 0.03)
    piece.box(half_x, around(-0.06, half_y - 0.1), (seat - 0.18, seat + 0.02), 0.07)
    with piece.leaned(0.5 if out else draw.uniform(0.12, 0.25), y, seat - 0.1):
        piece.box(half_x, around(y + 0.06, 0.06), (seat - 0.06, back - 0.06), 0.05)
        for k in range(count):
            piece.box(half_x - 0.01 * k, around(y, 0.1), around(seat + pitch * (k + 0.5), pitch / 2 + 0.015), 0.08)
    piece.at_sides(half_x + wide, wide, along, (0.005, 0.575), 0.05)
    piece.at_sides(half_x + wide, wide + 0.01, along, (0.52, 0.64), 0.055)
    if out:
        piece.box(half_x, (-half_y - 0.4, -half_y), around(seat - 0.06, 0.05), 0.045, pitch=-0.1)
        piece.of(draw.metal()).box(half_x * 0.6, around(-half_y - 0.05, 0.2), around(seat - 0.13, 0.015))
    else:
        piece.box(half_x - 0.01, (-half_y, 0.06 - half_y), (0.07, 0.37), 0.028)


def _bean_bag(piece: Builder, draw: MaterialLibrary) -> None:
    r = draw.uniform(0.38, 0.48)
    piece.material = upholstery.draw_cover(draw)
    piece.ellipsoid(r, r, (0.0, r))
    piece.ellipsoid(r * 0.62, around(r * 0.45, r * 0.4), (r * 0.23, r * 1.67), pitch=-0.35)
    piece.ellipsoid(r * 0.9, around(-r * 0.45, r * 0.6), (r * 0.02, r * 0.78), pitch=0.1)


def _pouf(piece: Builder, draw: MaterialLibrary, shape: str) -> None:
    """Add a soft "drum", "cube" or "ball" without legs."""
    half, height, soft = draw.sizes((0.23, 0.34), (0.36, 0.42), (0.02, 0.06))
    piece.material = upholstery.draw_cover(draw)
    if shape == "drum":
        piece.cone((0.0, height), half, rounding=soft)
        if draw.random() < 0.4:
            piece.of(draw.fabric()).cone((height - 0.085, height + 0.005), half + 0.008, rounding=0.03)
    elif shape == "cube":
        y = half * draw.uniform(0.75, 1.0)
        piece.box(half, y, (0.0, height - 0.1), soft)
        piece.box(half + 0.004, y + 0.004, (height - 0.12, height), soft)
    else:
        piece.cone((0.0, height), 0.82 * half, rounding=height * 0.3)
        piece.ellipsoid(0.96 * half, 0.96 * half, (height * 0.03, height * 0.97))


def _footstool(piece: Builder, draw: MaterialLibrary) -> None:
    x, y, height, foot = draw.sizes((0.25, 0.45), (0.22, 0.3), (0.36, 0.45), (0.1, 0.2))
    piece.material = upholstery.draw_cover(draw)
    piece.box(x, y, (foot, height), 0.045)
    piece.of(draw.wood()).legs(x - 0.07, y - 0.07, foot + 0.02, 0.02, 0.02, 0.6)
    if draw.random() < 0.2:
        cloth = piece.of(draw.fabric())
        upholstery.pillow(cloth, (0.0, 0.0, height + 0.05), 0.2, 0.19, 0.06, draw.uniform(-0.4, 0.4))


_sofa, _armchair = of_kind("sofa", Label.SOFA), of_kind("armchair", Label.SOFA)
_ottoman, _bent, _single = (of_kind(kind, Label.SOFA) for kind in ("ottoman", "corner sofa", ""))
_CLOSED = "box", "box", "rolled", "slim", "flared", "padded"
_LOW = (0.76, 1.12), (0.7, 1.15)

FORMS: tuple[Form, ...] = (
    _sofa("loveseat", _straight_sofa, 1.6, (1.1, 2.05), *_LOW, seats=2),
    _sofa("three-seat sofa", _straight_sofa, 2.6, (1.62, 2.8), *_LOW, seats=3),
    _sofa("four-seat sofa", _straight_sofa, 0.6, (2.18, 3.6), *_LOW, seats=4),
    _sofa("sofa without arms", _straight_sofa, 0.3, (1.62, 2.26), *_LOW, seats=3, arms=("none",)),
    _sofa("sofa with wooden arms", _straight_sofa, 0.4, (1.2, 1.65), *_LOW, seats=2, arms=("wood",)),
    _sofa("chesterfield", _chesterfield, 0.7, (1.46, 2.4), (0.88, 1.06), (0.65, 0.96)),
    _sofa("futon", _futon, 0.5, (1.5, 2.2), (0.8, 1.08), (0.82, 0.98)),
    _bent("corner sofa", _bent_sofa, 0.45, (1.8, 3.7), (1.35, 2.9), (0.68, 1.15), ends=(), chaise=0.0),
    _bent("chaise sofa", _bent_sofa, 0.55, (1.7, 3.75), (1.35, 1.8), (0.68, 1.15), ends=(), chaise=1.0),
    _single("u sofa", _bent_sofa, 1.0, (2.3, 4.6), (1.35, 2.9), (0.7, 1.15), ends=SIDES, chaise=0.55),
    _single("chaise longue", _chaise_longue, 1.0, (0.6, 1.1), (1.4, 2.1), (0.6, 1.0)),
    _armchair("club chair", _straight_sofa, 3.0, (0.58, 1.12), (0.72, 0.95), (0.7, 1.16), seats=1, arms=_CLOSED),
    _armchair("wing chair", _wing_chair, 0.9, (0.72, 0.9), (0.72, 1.0), (0.96, 1.2)),
    _armchair("tub armchair", _tub_armchair, 1.3, (0.6, 1.0), (0.6, 0.9), (0.6, 0.96)),
    _armchair("recliner", _recliner, 0.8, (0.84, 1.1), (0.84, 1.68), (0.92, 1.16)),
    _armchair("bean bag", _bean_bag, 0.3, (0.74, 0.98), (0.74, 1.0), (0.6, 0.82)),
    _ottoman("drum ottoman", _pouf, 1.0, (0.38, 0.8), (0.38, 0.8), (0.34, 0.48), shape="drum"),
    _ottoman("cube ottoman", _pouf, 1.0, (0.38, 0.72), (0.3, 0.72), (0.34, 0.48), shape="cube"),
    _ottoman("footstool", _footstool, 1.0, (0.48, 0.92), (0.42, 0.62), (0.34, 0.58)),
    _ottoman("knitted pouf", _pouf, 0.6, (0.46, 0.66), (0.46, 0.66), (0.3, 0.42), shape="ball"),
)
