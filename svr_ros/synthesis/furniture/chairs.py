"""Chairs, stools, bar stools and benches."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import CHAIR, SIDES, Furniture, box, cone, corners, ellipsoid, furniture
from svr_ros.synthesis.scene import Solid

STYLES = ("board", "slats", "rungs", "padded", "shell")
_STYLE_WEIGHTS = (3.0, 2.0, 2.0, 3.0, 1.5)


@dataclass(frozen=True)
class _Frame:
    """The measures of a chair: half extents of the seat, heights of seat and back (m), backward lean (rad)."""

    wood: int
    cover: int
    half_x: float
    half_y: float
    seat: float
    back: float
    thick: float
    lean: float

    def back_y(self, z: float) -> float:
        """Give the y of the leaning back at height z."""
        return self.half_y - 0.012 + (z - self.seat) * math.tan(self.lean)


def chair(rng: Random, palette: Palette, style: str | None = None) -> Furniture:
    """Draw a chair with four legs and a back; `style` is one of STYLES."""
    style = style or rng.choices(STYLES, _STYLE_WEIGHTS)[0]
    wood = palette.wood()
    frame = _Frame(
        wood=wood,
        cover=palette.fabric() if rng.random() < 0.6 else wood,
        half_x=rng.uniform(0.19, 0.26),
        half_y=rng.uniform(0.19, 0.25),
        seat=rng.uniform(0.42, 0.5),
        back=rng.uniform(0.78, 1.08),
        thick=rng.uniform(0.014, 0.05),
        lean=rng.uniform(0.02, 0.22),
    )
    metal_legs = style in ("shell", "padded", "board") and rng.random() < 0.35
    solids = _seat_and_back(rng, frame, style)
    if metal_legs and rng.random() < 0.4:
        solids += _runners(frame, palette.metal())
    else:
        solids += _legs(rng, frame, palette.metal() if metal_legs else wood)
    if rng.random() < 0.25:
        solids += _arms(frame)
    return furniture(CHAIR, "chair", solids)


def _seat_and_back(rng: Random, f: _Frame, style: str) -> list[Solid]:
    mid, half = (f.seat + f.back) / 2, (f.back - f.seat) / 2
    if style == "shell":
        solids = [
            box(CHAIR, f.cover, 0, 0, f.seat - 0.01, f.half_x + 0.02, f.half_y + 0.02, 0.03, 0.028),
            box(
                CHAIR,
                f.cover,
                0,
                f.back_y(mid) + 0.02,
                mid - 0.03,
                f.half_x + 0.01,
                0.03,
                half,
                0.028,
                0.0,
                -f.lean - 0.08,
            ),
        ]
        if rng.random() < 0.5:
            solids += [
                box(
                    CHAIR,
                    f.cover,
                    s * (f.half_x + 0.01),
                    0.02,
                    f.seat + 0.1,
                    0.02,
                    f.half_y * 0.9,
                    0.12,
                    0.018,
                    0.0,
                    0.0,
                    s * 0.1,
                )
                for s in SIDES
            ]
        return solids
    solids = [
        box(
            CHAIR,
            f.wood,
            0,
            0,
            f.seat - f.thick / 2,
            f.half_x,
            f.half_y,
            f.thick / 2,
            rng.choice((0.005, f.thick * 0.45)),
        )
    ]
    if style == "padded":
        solids.append(box(CHAIR, f.cover, 0, 0, f.seat - 0.03, f.half_x, f.half_y, 0.05, 0.035))
        solids.append(box(CHAIR, f.cover, 0, f.back_y(mid), mid, f.half_x, 0.035, half + 0.02, 0.03, 0.0, -f.lean))
        return solids
    if rng.random() < 0.35:
        solids.append(box(CHAIR, f.cover, 0, -0.01, f.seat + 0.015, f.half_x - 0.02, f.half_y - 0.02, 0.022, 0.018))
    solids += [
        box(CHAIR, f.wood, s * (f.half_x - 0.02), f.back_y(mid), mid, 0.016, 0.013, half + 0.02, 0.004, 0.0, -f.lean)
        for s in SIDES
    ]
    if style == "board":
        tall = rng.uniform(0.08, half - 0.02)
        z = f.back - tall
        solids.append(
            box(
                CHAIR,
                rng.choice((f.wood, f.cover)),
                0,
                f.back_y(z),
                z,
                f.half_x - 0.02,
                0.012,
                tall,
                0.008,
                0.0,
                -f.lean,
            )
        )
    elif style == "rungs":
        for k in range(rng.randint(2, 5)):
            z = f.back - 0.03 - k * 0.09
            solids.append(box(CHAIR, f.wood, 0, f.back_y(z), z, f.half_x - 0.02, 0.01, 0.022, 0.004, 0.0, -f.lean))
    else:
        solids.append(box(CHAIR, f.wood, 0, f.back_y(f.back), f.back, f.half_x, 0.014, 0.03, 0.008, 0.0, -f.lean))
        count = rng.randint(3, 6)
        for k in range(count):
            x = (f.half_x - 0.04) * (2 * (k + 0.5) / count - 1)
            solids.append(box(CHAIR, f.wood, x, f.back_y(mid), mid, 0.01, 0.008, half, 0.003, 0.0, -f.lean))
    return solids


def _runners(f: _Frame, material: int) -> list[Solid]:
    """Build a frame of tube: two bent legs a side and a runner on the floor between them."""
    solids = []
    for side in SIDES:
        x = side * (f.half_x - 0.01)
        solids.append(box(CHAIR, material, x, 0, 0.012, 0.012, f.half_y, 0.012, 0.008))
        for y in (-f.half_y + 0.012, f.half_y - 0.012):
            solids.append(
                box(CHAIR, material, x, y, (f.seat - f.thick) / 2, 0.012, 0.012, (f.seat - f.thick) / 2, 0.008)
            )
    return solids


def _legs(rng: Random, f: _Frame, material: int) -> list[Solid]:
    slim, tilt, round_legs = rng.uniform(0.012, 0.024), rng.choice((0.0, rng.uniform(0.03, 0.18))), rng.random() < 0.5
    half = (f.seat - f.thick) / 2
    solids = []
    for x, y in corners(f.half_x - 0.025, f.half_y - 0.025):
        pitch, roll = math.copysign(tilt, y), -math.copysign(tilt, x)
        if round_legs:
            solids.append(cone(CHAIR, material, x, y, half, half, slim * 0.7, slim, 0.002, 0.0, pitch, roll))
        else:
            solids.append(box(CHAIR, material, x, y, half, slim, slim, half, 0.002, 0.0, pitch, roll))
    if not tilt and rng.random() < 0.35:
        solids += [
            box(CHAIR, material, s * (f.half_x - 0.025), 0, f.seat * 0.4, 0.008, f.half_y - 0.03, 0.012) for s in SIDES
        ]
    return solids


def _arms(f: _Frame) -> list[Solid]:
    solids = []
    for side in SIDES:
        solids.append(box(CHAIR, f.wood, side * f.half_x, 0, f.seat + 0.21, 0.02, f.half_y, 0.012, 0.006))
        solids.append(box(CHAIR, f.wood, side * f.half_x, 0.03 - f.half_y, f.seat + 0.1, 0.014, 0.014, 0.11))
    return solids


def office_chair(rng: Random, palette: Palette) -> Furniture:
    """Draw a swivel chair on five castors."""
    metal, cover = palette.metal(), palette.fabric()
    half_x, half_y = rng.uniform(0.2, 0.27), rng.uniform(0.2, 0.26)
    seat, back = rng.uniform(0.43, 0.55), rng.uniform(0.8, 1.2)
    turn = rng.uniform(0, math.tau)
    solids = []
    for k in range(5):
        angle = turn + k * math.tau / 5
        c, s = math.cos(angle), math.sin(angle)
        solids.append(box(CHAIR, metal, 0.15 * c, 0.15 * s, 0.07, 0.15, 0.02, 0.015, 0.01, angle))
        solids.append(ellipsoid(CHAIR, metal, 0.29 * c, 0.29 * s, 0.03, 0.03, 0.03, 0.03))
    low, high = seat + rng.uniform(0.05, 0.12), back
    solids.append(cone(CHAIR, metal, 0, 0, seat / 2 + 0.01, seat / 2 - 0.05, 0.03, 0.025))
    solids.append(box(CHAIR, cover, 0, 0, seat - 0.03, half_x, half_y, 0.04, 0.035))
    solids.append(
        box(
            CHAIR,
            cover,
            0,
            half_y + 0.03,
            (low + high) / 2,
            half_x * rng.uniform(0.75, 1.0),
            0.03,
            (high - low) / 2,
            0.028,
            0.0,
            -0.1,
        )
    )
    solids.append(box(CHAIR, metal, 0, half_y + 0.035, seat + 0.04, 0.03, 0.012, 0.12, 0.0, 0.0, -0.1))
    solids.append(box(CHAIR, metal, 0, half_y - 0.03, seat - 0.06, 0.03, 0.08, 0.012))
    if rng.random() < 0.65:
        for side in SIDES:
            solids.append(box(CHAIR, metal, side * (half_x + 0.03), 0, seat + 0.2, 0.025, 0.13, 0.015, 0.01))
            solids.append(box(CHAIR, metal, side * (half_x + 0.03), 0, seat + 0.08, 0.015, 0.02, 0.12))
    return furniture(CHAIR, "office chair", solids)


def stool(rng: Random, palette: Palette) -> Furniture:
    """Draw a stool: a pouf, or a seat on legs."""
    if rng.random() < 0.4:
        height, radius = rng.uniform(0.33, 0.48), rng.uniform(0.2, 0.35)
        cover = palette.fabric()
        if rng.random() < 0.5:
            return furniture(
                CHAIR, "pouf", [box(CHAIR, cover, 0, 0, height / 2, radius, radius * 0.9, height / 2, 0.05)]
            )
        return furniture(CHAIR, "pouf", [cone(CHAIR, cover, 0, 0, height / 2, height / 2, radius, radius, 0.05)])
    return _tall_stool(rng, palette, "stool", rng.uniform(0.42, 0.5))


def bar_stool(rng: Random, palette: Palette) -> Furniture:
    """Draw a high stool with a foot rest and sometimes a low back."""
    return _tall_stool(rng, palette, "bar stool", rng.uniform(0.6, 0.78))


def _tall_stool(rng: Random, palette: Palette, name: str, seat: float) -> Furniture:
    cover = palette.fabric() if rng.random() < 0.5 else palette.wood()
    leg = palette.metal() if rng.random() < 0.5 else palette.wood()
    radius = rng.uniform(0.15, 0.19)
    solids = [
        cone(CHAIR, cover, 0, 0, seat - 0.025, 0.025, radius, radius, 0.015)
        if rng.random() < 0.6
        else box(CHAIR, cover, 0, 0, seat - 0.025, radius, radius, 0.025, 0.015)
    ]
    if rng.random() < 0.3:
        solids.append(cone(CHAIR, leg, 0, 0, seat / 2, seat / 2 - 0.02, 0.025, 0.025))
        solids.append(cone(CHAIR, leg, 0, 0, 0.012, 0.012, 0.2, 0.19))
    else:
        slim, tilt = rng.uniform(0.012, 0.02), rng.uniform(0.0, 0.12)
        for x, y in corners(radius * 0.78, radius * 0.78):
            solids.append(
                box(
                    CHAIR,
                    leg,
                    x,
                    y,
                    seat / 2 - 0.02,
                    slim,
                    slim,
                    seat / 2 - 0.02,
                    0.002,
                    0.0,
                    math.copysign(tilt, y),
                    -math.copysign(tilt, x),
                )
            )
        rest = radius * 0.8
        solids += [box(CHAIR, leg, 0, s * rest, seat * 0.35, rest, 0.01, 0.01) for s in SIDES]
        solids += [box(CHAIR, leg, s * rest, 0, seat * 0.35, 0.01, rest, 0.01) for s in SIDES]
    if name == "bar stool" and rng.random() < 0.4:
        solids.append(box(CHAIR, cover, 0, radius, seat + 0.12, radius, 0.015, 0.14, 0.01, 0.0, -0.1))
    return furniture(CHAIR, name, solids)


def bench(rng: Random, palette: Palette) -> Furniture:
    """Draw a bench without or with a back."""
    material = palette.wood()
    half_x, half_y, seat = rng.uniform(0.45, 0.85), rng.uniform(0.16, 0.24), rng.uniform(0.4, 0.48)
    solids = [box(CHAIR, material, 0, 0, seat - 0.02, half_x, half_y, 0.02, 0.005)]
    if rng.random() < 0.4:
        solids.append(box(CHAIR, palette.fabric(), 0, 0, seat + 0.02, half_x - 0.01, half_y - 0.01, 0.03, 0.025))
    if rng.random() < 0.5:
        solids += [
            box(CHAIR, material, s * (half_x - 0.1), 0, seat / 2 - 0.02, 0.02, half_y - 0.02, seat / 2 - 0.02)
            for s in SIDES
        ]
    else:
        solids += [
            box(CHAIR, material, x, y, seat / 2 - 0.02, 0.025, 0.025, seat / 2 - 0.02)
            for x, y in corners(half_x - 0.04, half_y - 0.04)
        ]
    if rng.random() < 0.3:
        solids.append(box(CHAIR, material, 0, half_y - 0.015, seat + 0.22, half_x, 0.015, 0.18, 0.005))
        solids += [
            box(CHAIR, material, s * (half_x - 0.05), half_y - 0.02, seat + 0.05, 0.02, 0.014, 0.1) for s in SIDES
        ]
    return furniture(CHAIR, "bench", solids)
