"""What sofas and armchairs are put together from: runs of seats with their backs, arms, feet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.cushions import crumple, cushions
from svr_ros.synthesis.catalogue.frames import bar
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SOFA, box, cone, corners, rod
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, SOFA)
_rod = partial(rod, SOFA)

ARMS = ("box", "rolled", "slim", "flared", "padded", "wood", "none")
CLOSED_ARMS = ("box", "box", "rolled", "slim", "flared", "padded")
"""Those of a sofa for one, as often as they stand here: with open arms, or none, it would be a lounge chair."""

_ARM_WEIGHTS = (4.0, 1.2, 1.0, 0.8, 1.4, 0.9, 0.7)
BACKS = ("loose", "tight", "channels", "heads")
_BACK_WEIGHTS = (4.0, 1.2, 0.5, 0.6)


@dataclass(frozen=True)
class Style:
    """What all sections of one sofa share; lengths in metres, the lean of the back cushions in radians."""

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
        """The y up to which the seat is free: the front of the back cushions."""
        return self.depth / 2 - self.back_depth - 1.2 * self.back_cushion


def arm_reach(style: Style) -> float:
    """Give how far (m) an arm sticks out beyond the seats."""
    return {"none": 0.0, "wood": 0.07}.get(style.arms, style.arm_width)


def cover(rng: Random, palette: Palette) -> int:
    """Choose what a seat is covered with: cloth, one in four times leather."""
    return palette.leather() if rng.random() < 0.25 else palette.fabric()


def draw_style(rng: Random, palette: Palette, single: bool = False, arms: str | None = None) -> Style:
    """Draw the style of a sofa or, where `single`, of an armchair; `arms` is one of ARMS."""
    own, seat = cover(rng, palette), rng.uniform(0.39, 0.47)
    arms = arms or rng.choices(ARMS, _ARM_WEIGHTS)[0]
    wide = {"box": (0.1, 0.24), "rolled": (0.14, 0.2), "padded": (0.16, 0.27)}.get(arms, (0.05, 0.1))
    return Style(
        cover=own,
        seat_cover=own if rng.random() < 0.88 else palette.fabric(),
        leg=palette.wood() if rng.random() < 0.6 else palette.metal(),
        arms=arms,
        backs=rng.choices(BACKS, _BACK_WEIGHTS)[0],
        seat_width=rng.uniform(0.52, 0.66) if single else rng.uniform(0.55, 0.74),
        depth=rng.uniform(0.74, 0.9) if single else rng.uniform(0.8, 1.02),
        seat=seat,
        back=rng.uniform(0.72, 0.95),
        arm=rng.uniform(seat + 0.1, 0.68),
        arm_width=rng.uniform(*wide) * (0.8 if single else 1.0),
        foot=rng.choices((0.0, 0.025, rng.uniform(0.1, 0.18)), (0.8, 1.0, 2.0))[0],
        cushion=rng.uniform(0.12, 0.19),
        back_depth=rng.uniform(0.1, 0.2),
        softness=rng.uniform(0.03, 0.07),
        back_cushion=rng.uniform(0.06, 0.1),
        lean=rng.uniform(0.1, 0.3),
    )


def run(rng: Random, style: Style, width: float, depth: float | None = None, count: int | None = None) -> list[Solid]:
    """Build a straight run of seats with its back at +y: base, back, seat and back cushions, without arms and feet.

    It may be deeper than the style says (a chaise) and have another `count` of seats than its width asks for.
    """
    t, depth = style, depth or style.depth
    base_top, rear = t.seat - t.cushion, depth / 2
    solids = [
        _box(t.cover, 0, 0, (t.foot + base_top) / 2, width / 2, depth / 2, (base_top - t.foot) / 2, t.softness / 2)
    ]
    if count is None:
        count = max(1, round(width / t.seat_width)) if rng.random() < 0.85 else 1
    pitch, front = width / count, t.back_depth
    for k in range(count):
        x = pitch * (k + 0.5) - width / 2
        tilt = rng.gauss(0.0, 0.008)
        solids.append(
            _box(
                t.seat_cover, x, -front / 2, t.seat - t.cushion / 2, pitch / 2 - 0.004, (depth - front) / 2 + 0.01,
                t.cushion / 2, t.softness, 0.0, 0.0, tilt,
            )
        )  # fmt: skip
    return solids + _back(rng, t, width, rear, count)


def _back(rng: Random, t: Style, width: float, rear: float, count: int) -> list[Solid]:
    """Put up the back of a run of seats whose rear is at that y."""
    top = t.back if t.backs in ("tight", "channels") else t.back - rng.choice((0.06, 0.06, 0.15))
    y = rear - t.back_depth / 2
    solids = [_box(t.cover, 0, y, (t.foot + top) / 2, width / 2, t.back_depth / 2, (top - t.foot) / 2, t.softness)]
    pitch = width / count
    if t.backs == "tight":
        half, z = (t.back - t.seat) / 2, (t.back + t.seat) / 2
        solids.append(
            _box(t.cover, 0, y - t.back_depth / 2 - 0.015, z - 0.01, width / 2 - 0.01, 0.05, half, 0.045, 0.0, -0.1)
        )
    elif t.backs == "channels":
        count = max(3, round(width / rng.uniform(0.14, 0.2)))
        wide, half = width / count, (t.back - t.seat) / 2 + 0.02
        solids += [
            _box(
                t.cover,
                wide * (k + 0.5) - width / 2,
                y - t.back_depth / 2,
                t.seat + half - 0.02,
                wide / 2,
                0.05,
                half,
                0.045,
            )
            for k in range(count)
        ]
    else:
        tall, soft = t.back - t.seat + 0.05, min(t.softness + 0.03, t.back_cushion * 0.9)
        y = rear - t.back_depth - t.back_cushion * 0.6
        askew = rng.choice((0.0, 0.03, 0.06))
        for k in range(count):
            x = pitch * (k + 0.5) - width / 2
            solids.append(
                _box(
                    t.seat_cover, x, y, t.seat + tall / 2 - 0.01, pitch / 2 - 0.006, t.back_cushion, tall / 2, soft,
                    rng.gauss(0.0, askew), -t.lean + rng.gauss(0.0, askew), rng.gauss(0.0, askew / 2),
                )
            )  # fmt: skip
            if t.backs == "heads":
                solids.append(
                    _box(
                        t.seat_cover,
                        x,
                        rear - t.back_depth * 0.5,
                        t.back + 0.06,
                        pitch * 0.42,
                        0.06,
                        0.1,
                        0.055,
                        0.0,
                        -0.2,
                    )
                )
    return solids


def arm(style: Style, x: float, side: float, y0: float, y1: float) -> list[Solid]:
    """Put an arm at the end of a run: `x` is where the seats end, `side` (+-1) where the arm lies, from y0 to y1."""
    t, y, half_y = style, (y0 + y1) / 2, (y1 - y0) / 2
    middle, half_x = x + side * t.arm_width / 2, t.arm_width / 2
    if t.arms == "none":
        return []
    if t.arms == "wood":
        at = x + side * 0.035
        return [
            _box(t.leg, at, y - 0.02, t.arm, 0.032, half_y - 0.03, 0.014, 0.01),
            bar(SOFA, t.leg, (at, y0 + 0.06, 0.0), (at, y0 + 0.1, t.arm), 0.018, 0.022),
            bar(SOFA, t.leg, (at, y1 - 0.05, 0.0), (at, y1 - 0.12, t.arm), 0.018, 0.022),
            _box(t.leg, at - side * 0.01, y, t.seat - t.cushion - 0.04, 0.025, half_y - 0.06, 0.03),
        ]
    if t.arms == "rolled":
        radius = half_x * 1.05
        top = t.arm - radius
        half = (top + 0.02 - t.foot) / 2
        return [
            _box(t.cover, middle - side * 0.015, y, t.foot + half, half_x - 0.015, half_y, half, 0.02),
            cone(SOFA, t.cover, middle, y, top, half_y + 0.005, radius, radius, 0.02, 0.0, math.pi / 2),
        ]
    soft = min(t.softness, t.arm_width * 0.48)
    if t.arms == "flared":
        tilt = 0.13
        low = t.foot + half_x * tilt
        half = (t.arm - low) / 2
        return [_box(t.cover, middle + side * 0.015, y, low + half, half_x, half_y, half, soft, 0.0, 0.0, side * tilt)]
    if t.arms == "padded":
        low = t.arm - 0.12
        return [
            _box(t.cover, middle, y, (t.foot + low) / 2, half_x - 0.01, half_y, (low - t.foot) / 2, 0.03),
            _box(t.cover, middle, y - 0.005, low + 0.05, half_x, half_y, 0.07, 0.06),
        ]
    return [_box(t.cover, middle, y, (t.foot + t.arm) / 2, half_x, half_y, (t.arm - t.foot) / 2, soft)]


def feet(style: Style, half_x: float, half_y: float) -> list[Solid]:
    """Stand a base on four feet, if its style has any; splayed ones where they are long."""
    if not style.foot:
        return []
    if style.foot < 0.05:
        return [
            _box(style.leg, x, y, style.foot / 2, 0.03, 0.03, style.foot / 2 + 0.001)
            for x, y in corners(half_x - 0.05, half_y - 0.05)
        ]
    solids = []
    for x, y in corners(half_x - 0.08, half_y - 0.08):
        foot = x * 1.02 + (0.02 if x > 0 else -0.02), y + (0.02 if y > 0 else -0.02), 0.002
        solids.append(_rod(style.leg, foot, (x, y, style.foot + 0.015), 0.013, 0.024))
    return solids


def dressed(
    rng: Random, palette: Palette, label: int, name: str, solids: list[Solid], half_x: float, y: float, seat: float
) -> Furniture:
    """Put a cushion or a blanket on a seat for one, now and then, and make it a piece."""
    kind = rng.random()
    if kind < 0.3:
        solids = solids + cushions(rng, palette, label, 1, half_x, y, seat)
    elif kind < 0.36:
        solids = solids + crumple(rng, label, palette.fabric(), 0.0, y - 0.25, seat, min(0.2, half_x))
    return furniture(label, name, solids)
