"""Sofas: straight, with a chaise, around a corner; armchairs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from svr_ros.synthesis.furniture.clutter import ON_SEATS
from svr_ros.synthesis.furniture.cushions import cushions
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import SIDES, SOFA, Bounds, Furniture, box, cone, corners, furniture, place
from svr_ros.synthesis.scene import Solid


@dataclass(frozen=True)
class _Style:
    """What all sections of one sofa share; lengths in metres."""

    cover: int
    seat_cover: int
    leg: int
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


def _style(rng: Random, palette: Palette, seats: int) -> _Style:
    cover = palette.fabric()
    single = seats == 1
    seat = rng.uniform(0.36, 0.5)
    return _Style(
        cover=cover,
        seat_cover=cover if rng.random() < 0.8 else palette.fabric(),
        leg=palette.wood() if rng.random() < 0.5 else palette.metal(),
        seat_width=rng.uniform(0.5, 0.7) if single else rng.uniform(0.52, 0.78),
        depth=rng.uniform(0.65, 0.9) if single else rng.uniform(0.76, 1.05),
        seat=seat,
        back=rng.uniform(0.64, 1.0),
        arm=rng.uniform(seat + 0.08, 0.72),
        arm_width=rng.uniform(0.05, 0.18) if single else rng.uniform(0.06, 0.28),
        foot=0.0 if rng.random() < 0.4 else rng.uniform(0.06, 0.18),
        cushion=rng.uniform(0.1, 0.2),
        back_depth=rng.uniform(0.1, 0.25),
        softness=rng.uniform(0.02, 0.08),
        back_cushion=rng.uniform(0.05, 0.1),
        lean=rng.uniform(0.05, 0.3),
    )


def _section(style: _Style, width: float, depth: float, arms: tuple[float, ...]) -> list[Solid]:
    """Build one straight run of seats: base, back, cushions, and arms on the sides named (-1, +1)."""
    t = style
    base_top, back_top = t.seat - t.cushion, t.back - 0.06
    solids = [
        box(
            SOFA, t.cover, 0, 0, (t.foot + base_top) / 2, width / 2, depth / 2, (base_top - t.foot) / 2, t.softness / 2
        ),
        box(
            SOFA,
            t.cover,
            0,
            depth / 2 - t.back_depth / 2,
            (t.foot + back_top) / 2,
            width / 2,
            t.back_depth / 2,
            (back_top - t.foot) / 2,
            t.softness,
        ),
    ]
    seats = max(1, round(width / t.seat_width))
    pitch, tall = width / seats, t.back - t.seat + 0.05
    for k in range(seats):
        x = pitch * (k + 0.5) - width / 2
        solids.append(
            box(
                SOFA,
                t.seat_cover,
                x,
                -t.back_depth / 2,
                t.seat - t.cushion / 2,
                pitch / 2 - 0.004,
                (depth - t.back_depth) / 2 + 0.01,
                t.cushion / 2,
                t.softness,
            )
        )
        y = depth / 2 - t.back_depth - t.back_cushion * 0.6
        soft = min(t.softness + 0.03, t.back_cushion * 0.9)
        solids.append(
            box(
                SOFA,
                t.seat_cover,
                x,
                y,
                t.seat + tall / 2,
                pitch / 2 - 0.006,
                t.back_cushion,
                tall / 2,
                soft,
                0.0,
                -t.lean,
            )
        )
    for side in arms:
        x, soft = side * (width + t.arm_width) / 2, min(t.softness, t.arm_width * 0.48)
        solids.append(
            box(SOFA, t.cover, x, 0, (t.foot + t.arm) / 2, t.arm_width / 2, depth / 2, (t.arm - t.foot) / 2, soft)
        )
    return solids


def _feet(style: _Style, half_x: float, half_y: float) -> list[Solid]:
    if not style.foot:
        return []
    half = (style.foot + 0.02) / 2
    return [cone(SOFA, style.leg, x, y, half, half, 0.018, 0.028) for x, y in corners(half_x - 0.06, half_y - 0.06)]


def _extras(rng: Random, palette: Palette, style: _Style, width: float, most: int) -> list[Solid]:
    """Throw cushions and now and then a blanket over a run of seats."""
    solids: list[Solid] = []
    count = rng.randint(0, most)
    if count:
        solids += cushions(
            rng, palette, SOFA, count, width * 0.42, style.depth / 2 - style.back_depth - 0.28, style.seat
        )
    if rng.random() < 0.2:
        x = rng.uniform(-0.4, 0.4) * width
        solids.append(
            box(
                SOFA,
                palette.fabric(),
                x,
                -0.02,
                style.seat + 0.01,
                rng.uniform(0.15, 0.3),
                style.depth / 2 + 0.012,
                0.02,
                0.015,
            )
        )
    if rng.random() < 0.12:
        x, y = rng.uniform(-0.35, 0.35) * width, -style.depth * 0.15
        solids += place(rng.choice(ON_SEATS)(rng, palette), x, y, style.seat + 0.01, rng.uniform(0.0, math.tau))
    return solids


def sofa(rng: Random, palette: Palette) -> Furniture:
    """Draw a straight sofa of two to four seats."""
    seats = rng.randint(2, 4)
    style = _style(rng, palette, seats)
    width = seats * style.seat_width
    arms = () if rng.random() < 0.1 else SIDES
    solids = _section(style, width, style.depth, arms) + _feet(style, width / 2, style.depth / 2)
    return furniture(SOFA, "sofa", solids + _extras(rng, palette, style, width, 5))


def armchair(rng: Random, palette: Palette) -> Furniture:
    """Draw a sofa for one, its arms upholstered or of wood."""
    style = _style(rng, palette, 1)
    width, wooden = style.seat_width, rng.random() < 0.3
    solids = _section(style, width, style.depth, () if wooden or rng.random() < 0.15 else SIDES)
    solids += _feet(style, width / 2, style.depth / 2)
    if wooden:
        for x in (-width / 2 - 0.04, width / 2 + 0.04):
            solids.append(box(SOFA, style.leg, x, -0.05, style.arm, 0.035, style.depth / 2 - 0.05, 0.015, 0.008))
            for y in (-style.depth / 2 + 0.05, style.depth / 2 - 0.15):
                solids.append(box(SOFA, style.leg, x, y, style.arm / 2, 0.02, 0.02, style.arm / 2, 0.004))
    return furniture(SOFA, "armchair", solids + _extras(rng, palette, style, width, 1))


def corner_sofa(rng: Random, palette: Palette) -> Furniture:
    """Draw a sofa with a second wing or a chaise that comes forward at its left (-x) or right end."""
    seats = rng.randint(2, 3)
    style = _style(rng, palette, seats)
    side = rng.choice(SIDES)
    width, depth, wing = seats * style.seat_width, style.depth, rng.uniform(1.35, 2.2)
    solids = _section(style, width, depth, (-side,)) + _feet(style, width / 2, depth / 2)
    solids += _extras(rng, palette, style, width, 4)
    if rng.random() < 0.5:
        wide = style.seat_width + 0.06
        solids += _chaise(rng, style, side, side * (width + wide) / 2, wide, wing)
    else:
        wide = depth
        corner = side * (width + depth) / 2
        base, back = style.seat, style.back - 0.06
        solids.append(
            box(
                SOFA,
                style.cover,
                corner,
                0,
                (style.foot + base) / 2,
                depth / 2,
                depth / 2,
                (base - style.foot) / 2,
                style.softness / 2,
            )
        )
        for x, y, hx, hy in (
            (corner, depth / 2 - style.back_depth / 2, depth / 2, style.back_depth / 2),
            (corner + side * (depth / 2 - style.back_depth / 2), 0.0, style.back_depth / 2, depth / 2),
        ):
            solids.append(
                box(SOFA, style.cover, x, y, (style.foot + back) / 2, hx, hy, (back - style.foot) / 2, style.softness)
            )
        arms = (side,) if rng.random() < 0.5 else ()
        solids += place(_section(style, wing, depth, arms), corner, -depth / 2 - wing / 2, 0, -side * math.pi / 2)
        wing += depth
    near, far = sorted((side * width / 2, side * (width / 2 + wide + style.arm_width)))
    left, right = sorted((side * width / 2, -side * (width / 2 + style.arm_width)))
    blocks: tuple[Bounds, ...] = (
        (left, -depth / 2, 0.0, right, depth / 2, style.back),
        (near, depth / 2 - wing - style.arm_width, 0.0, far, depth / 2, style.back),
    )
    return furniture(SOFA, "corner sofa", solids, blocks)


def _chaise(rng: Random, style: _Style, side: float, x: float, wide: float, length: float) -> list[Solid]:
    t = style
    y0 = t.depth / 2
    base_top, back_top = t.seat - t.cushion, t.back - 0.06
    solids = [
        box(
            SOFA,
            t.cover,
            x,
            y0 - length / 2,
            (t.foot + base_top) / 2,
            wide / 2,
            length / 2,
            (base_top - t.foot) / 2,
            t.softness / 2,
        ),
        box(
            SOFA,
            t.seat_cover,
            x,
            y0 - (length + t.back_depth) / 2,
            t.seat - t.cushion / 2,
            wide / 2,
            (length - t.back_depth) / 2,
            t.cushion / 2,
            t.softness,
        ),
        box(
            SOFA,
            t.cover,
            x,
            y0 - t.back_depth / 2,
            (t.foot + back_top) / 2,
            wide / 2,
            t.back_depth / 2,
            (back_top - t.foot) / 2,
            t.softness,
        ),
    ]
    if rng.random() < 0.5:
        arm = x + side * (wide + t.arm_width) / 2
        solids.append(
            box(
                SOFA,
                t.cover,
                arm,
                y0 - length * 0.35,
                (t.foot + t.arm) / 2,
                t.arm_width / 2,
                length * 0.35,
                (t.arm - t.foot) / 2,
                min(t.softness, t.arm_width * 0.48),
            )
        )
    if t.foot:
        half = (t.foot + 0.02) / 2
        solids += [
            cone(SOFA, t.leg, x + dx, y0 - length + 0.06, half, half, 0.018, 0.028)
            for dx in (-wide / 2 + 0.06, wide / 2 - 0.06)
        ]
    return solids
