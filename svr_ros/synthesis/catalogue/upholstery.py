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

"""Parts of sofas and armchairs, and the cushions, throws, blankets and forgotten things that lie on seats and beds."""

from __future__ import annotations

import math
from typing import NamedTuple

from svr_ros.synthesis.catalogue.arranging import thing
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Range
from svr_ros.synthesis.catalogue.parts import Point, corners
from svr_ros.synthesis.materials import MaterialLibrary

_ARMS = {"box": 4.0, "rolled": 1.2, "slim": 1.0, "flared": 0.8, "padded": 1.4, "wood": 0.9, "none": 0.7}
_BACKS = {"loose": 4.0, "tight": 1.2, "channels": 0.5, "heads": 0.6}
_ARM_WIDTHS = {"box": (0.1, 0.24), "rolled": (0.14, 0.2), "padded": (0.16, 0.27)}


class Style(NamedTuple):
    """Properties common to all sections of one sofa: materials, shapes, lengths in metres, angles in radians."""

    cover: int
    seat_cover: int
    leg: int
    arms: str
    backs: str
    seat_width: float
    depth: float
    seat: float
    back: float
    arm: float
    arm_width: float
    foot: float
    cushion: float
    back_depth: float
    softness: float
    back_cushion: float
    lean: float

    @property
    def seat_y(self) -> float:
        """Return the y of the front of the back cushions, in metres."""
        return self.depth / 2 - self.back_depth - 1.2 * self.back_cushion

    @property
    def overhang(self) -> float:
        """Return the width that an arm adds beyond the seats, in metres."""
        return {"none": 0.0, "wood": 0.07}.get(self.arms, self.arm_width)


def draw_cover(draw: MaterialLibrary) -> int:
    """Return the cover of a soft seat: cloth, or leather in one of four cases."""
    return draw.leather() if draw.random() < 0.25 else draw.fabric()


def draw_style(draw: MaterialLibrary, single: bool = False, arms: str = "") -> Style:
    """Return the style of a sofa, or of an armchair if `single`; its arms are drawn if not given."""
    cover, seat = draw_cover(draw), draw.uniform(0.39, 0.47)
    arms = arms or draw.choices(list(_ARMS), list(_ARMS.values()))[0]
    return Style(
        cover=cover,
        seat_cover=cover if draw.random() < 0.88 else draw.fabric(),
        leg=draw.wood() if draw.random() < 0.6 else draw.metal(),
        arms=arms,
        backs=draw.choices(list(_BACKS), list(_BACKS.values()))[0],
        seat_width=draw.uniform(0.52, 0.66) if single else draw.uniform(0.55, 0.74),
        depth=draw.uniform(0.74, 0.9) if single else draw.uniform(0.8, 1.02),
        seat=seat,
        back=draw.uniform(0.72, 0.95),
        arm=draw.uniform(seat + 0.1, 0.68),
        arm_width=draw.uniform(*_ARM_WIDTHS.get(arms, (0.05, 0.1))) * (0.8 if single else 1.0),
        foot=draw.choices((0.0, 0.025, draw.uniform(0.1, 0.18)), (0.8, 1.0, 2.0))[0],
        cushion=draw.uniform(0.12, 0.19),
        back_depth=draw.uniform(0.1, 0.2),
        softness=draw.uniform(0.03, 0.07),
        back_cushion=draw.uniform(0.06, 0.1),
        lean=draw.uniform(0.1, 0.3),
    )


def add_run(
    piece: Builder, draw: MaterialLibrary, style: Style, width: float, depth: float = 0.0, count: int = 0
) -> None:
    """Add a straight run of seats around x = y = 0: base, seat cushions and back, without arms and feet.

    The depth is the style's if not given; so is the number of cushions, or now and then there is a single long one.
    """
    depth, low, wall = depth or style.depth, style.seat - style.cushion, style.back_depth
    count = count or (max(1, round(width / style.seat_width)) if draw.random() < 0.85 else 1)
    y = around(-wall / 2, (depth - wall) / 2 + 0.01)
    piece.of(style.cover).box(width / 2, depth / 2, (style.foot, low), style.softness / 2)
    piece.of(style.seat_cover).row(width / 2, count, width / count / 2 - 0.004, y, (low, style.seat), style.softness)
    _add_back(piece, draw, style, width, depth / 2, count)


def _add_back(piece: Builder, draw: MaterialLibrary, t: Style, width: float, rear: float, count: int) -> None:
    """Add the back of a run of seats whose rear is at y = rear."""
    fixed, cover, loose = t.backs in ("tight", "channels"), piece.of(t.cover), piece.of(t.seat_cover)
    top, front = t.back if fixed else t.back - draw.choice((0.06, 0.06, 0.15)), rear - t.back_depth
    cover.box(width / 2, (front, rear), (t.foot, top), t.softness)
    if t.backs == "tight":
        cover.box(width / 2 - 0.01, around(front - 0.015, 0.05), (t.seat - 0.01, t.back - 0.01), 0.045, pitch=-0.1)
    elif t.backs == "channels":
        channels = min(10, max(3, round(width / draw.uniform(0.14, 0.2))))
        z = t.seat - 0.02, t.back + 0.02
        cover.row(width / 2, channels, width / channels / 2, around(front, 0.05), z, 0.045)
    if fixed:
        return
    soft, askew = min(t.softness + 0.03, t.back_cushion * 0.9), draw.choice((0.0, 0.03, 0.06))
    y, z = around(front - t.back_cushion * 0.6, t.back_cushion), (t.seat - 0.01, t.back + 0.04)
    pitch = width / count
    for k in range(count):
        middle = pitch * (k + 0.5) - width / 2
        turn = draw.gauss(0.0, askew), draw.gauss(-t.lean, askew), draw.gauss(0.0, askew / 2)
        loose.box(around(middle, pitch / 2 - 0.006), y, z, soft, *turn)
        if t.backs == "heads":
            head = around(rear - t.back_depth / 2, 0.06), around(t.back + 0.06, 0.1)
            loose.box(around(middle, pitch * 0.42), *head, 0.055, pitch=-0.2)


def add_arm(piece: Builder, style: Style, x: float, side: float, y: Range) -> None:
    """Add an arm along the extent y at the end of a run; seats end at `x`, `side` (-1 or 1) points outwards."""
    t, (near, far), half, cover, leg = style, y, style.arm_width / 2, piece.of(style.cover), piece.of(style.leg)
    middle = x + side * half
    outside, soft = around(middle, half), min(t.softness, t.arm_width * 0.48)
    if t.arms == "wood":
        at, rail = x + side * 0.035, around(t.seat - t.cushion - 0.04, 0.03)
        leg.box(around(at, 0.032), (near + 0.01, far - 0.05), around(t.arm, 0.014), 0.01)
        leg.bar((at, near + 0.06, 0.0), (at, near + 0.1, t.arm), 0.018, 0.022)
        leg.bar((at, far - 0.05, 0.0), (at, far - 0.12, t.arm), 0.018, 0.022)
        leg.box(around(at - side * 0.01, 0.025), (near + 0.06, far - 0.06), rail)
    elif t.arms == "rolled":
        radius = half * 1.05
        cover.box(around(middle - side * 0.015, half - 0.015), y, (t.foot, t.arm - radius + 0.02), 0.02)
        cover.rod((middle, near - 0.005, t.arm - radius), (middle, far + 0.005, t.arm - radius), radius)
    elif t.arms == "flared":
        cover.box(around(middle + side * 0.015, half), y, (t.foot + half * 0.13, t.arm), soft, roll=side * 0.13)
    elif t.arms == "padded":
        cover.box(around(middle, half - 0.01), y, (t.foot, t.arm - 0.12), 0.03)
        cover.box(outside, (near - 0.005, far - 0.005), (t.arm - 0.14, t.arm), 0.06)
    elif t.arms != "none":
        cover.box(outside, y, (t.foot, t.arm), soft)


def add_feet(piece: Builder, style: Style, half_x: float, half_y: float) -> None:
    """Add four feet below a base if its style has any: blocks, or splayed legs if they are long."""
    legs = piece.of(style.leg)
    if style.foot > 0.05:
        for x, y in corners(half_x - 0.08, half_y - 0.08):
            foot = x * 1.02 + math.copysign(0.02, x), y + math.copysign(0.02, y), 0.002
            legs.rod(foot, (x, y, style.foot + 0.015), 0.013, 0.024)
    elif style.foot:
        legs.at_corners(half_x - 0.05, half_y - 0.05, 0.03, (0.0, style.foot + 0.002))


def add_extras(piece: Builder, draw: MaterialLibrary, style: Style, width: float, most: int) -> None:
    """Add at most `most` scatter cushions to a run of seats, now and then a blanket or a thing left behind."""
    lean_cushions(piece, draw, draw.randint(0, most), width * 0.48, style.seat_y, style.seat)
    kind, x = draw.random(), draw.uniform(-0.3, 0.3) * width
    if kind < 0.15:
        y = -style.depth / 2 - 0.01, style.seat_y - 0.05
        throw(piece.of(draw.fabric()), x, y, style.seat, draw.uniform(0.2, 0.35), draw.uniform(0.05, 0.3))
    elif kind < 0.25:
        crumple(piece.of(draw.fabric()), draw, x, -0.1, style.seat, 0.3)
    if draw.random() < 0.12:
        left_behind(piece, draw, draw.uniform(-0.35, 0.35) * width, -style.depth * 0.15, style.seat)


def add_cushion_or_blanket(piece: Builder, draw: MaterialLibrary, half_x: float, y: float, seat: float) -> None:
    """Add a scatter cushion or a blanket to a seat for one, now and then; y is the front of its back."""
    kind = draw.random()
    if kind < 0.3:
        lean_cushions(piece, draw, 1, half_x, y, seat)
    elif kind < 0.36:
        crumple(piece.of(draw.fabric()), draw, 0.0, y - 0.25, seat, min(0.2, half_x))


def pillow(piece: Builder, at: Point, half_x: float, half_y: float, half_z: float, *turn: float) -> None:
    """Add a cushion with round edges around a point, lying flat before it is turned (yaw, pitch, roll)."""
    x, y, z = at
    piece.box(around(x, half_x), around(y, half_y), around(z, half_z), 0.97 * half_z, *turn)


def lean_cushions(piece: Builder, draw: MaterialLibrary, count: int, half_width: float, y: float, z: float) -> None:
    """Lean scatter cushions against a back whose front is at y, within half_width of x = 0, on a seat of height z."""
    covers = [draw.fabric() for _ in range(draw.choice((1, 2, 2, 3)))] if count else []
    in_pairs = draw.random() < 0.5
    for k in range(count):
        half, thick, pair = draw.uniform(0.19, 0.25), draw.uniform(0.05, 0.085), k // 2 if in_pairs else 0
        wide = min(half * draw.choice((1.0, 1.0, 1.0, 1.5)), max(half_width, 0.18))
        limit = max(0.0, half_width - wide)
        x = draw.uniform(-limit, limit)
        if in_pairs:  # from the ends inwards
            x = (1 if k % 2 else -1) * max(0.0, limit - pair * 0.3 - draw.uniform(0.0, 0.08))
        # A cushion that lies flat, pitched by a quarter turn less its lean, stands and rests against the back.
        lean = draw.uniform(0.15, 0.55)
        rise = (half - thick) * math.cos(lean) + thick
        at = x, y - half * math.sin(lean) - 0.4 * thick - 0.12 * pair, z + rise - 0.015
        turn = draw.gauss(0.0, 0.25), math.pi / 2 - lean, draw.gauss(0.0, 0.12)
        pillow(piece.of(covers[(pair if in_pairs else k) % len(covers)]), at, wide, half, thick, *turn)


def bolster(piece: Builder, y: float, z: float, half: float, radius: float) -> None:
    """Add a roll along x on a surface of height z."""
    piece.cone(around(z + radius - 0.01, half), radius, at=(0.0, y), rounding=0.03, roll=math.pi / 2)


def throw(piece: Builder, x: float, y: Range, z: float, half: float, drop: float) -> None:
    """Add a throw on a seat or mattress of height z that hangs `drop` metres over its front edge, y[0]."""
    piece.box(around(x, half), y, around(z + 0.004, 0.012), 0.01)
    if drop > 0.03:
        piece.box(around(x, half * 0.99), around(y[0] - 0.004, 0.012), (z + 0.01 - drop, z + 0.01), 0.01)


def crumple(piece: Builder, draw: MaterialLibrary, x: float, y: float, z: float, size: float) -> None:
    """Add a blanket in a heap: soft folds in several directions, at most `size` metres long, on a surface at z."""
    for _ in range(draw.randint(2, 4)):
        long, wide, tall = size * draw.uniform(0.6, 1.0), size * draw.uniform(0.2, 0.45), draw.uniform(0.03, 0.07)
        at = around(x + draw.gauss(0.0, 0.25) * size, long), around(y + draw.gauss(0.0, 0.25) * size, wide)
        piece.ellipsoid(*at, around(z + 0.3 * tall, tall), draw.uniform(0.0, math.pi), 0.0, draw.gauss(0.0, 0.08))


def left_behind(piece: Builder, draw: MaterialLibrary, x: float, y: float, z: float) -> None:
    """Add a thing that somebody left on a seat or a bed, on a surface of height z."""
    piece.add(thing(draw, "seat thing").solids, x, y, z, draw.uniform(0.0, math.tau))
