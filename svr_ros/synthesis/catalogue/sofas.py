"""Sofas, armchairs and ottomans: which forms there are and how often each is drawn."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue import armchairs, lounge_chairs, ottomans
from svr_ros.synthesis.catalogue.clutter import ON_SEATS
from svr_ros.synthesis.catalogue.cushions import bolster, crumple, cushions, throw
from svr_ros.synthesis.catalogue.forms import Forms, Maker, draw_form
from svr_ros.synthesis.catalogue.frames import leaned, legs
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, SOFA, box, rod
from svr_ros.synthesis.catalogue.upholstery import Style, arm, arm_reach, cover, draw_style, feet, run
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

_box = partial(box, SOFA)


def extras(rng: Random, palette: Palette, style: Style, width: float, most: int) -> list[Solid]:
    """Throw cushions and now and then a blanket over a run of seats, or leave something on it."""
    solids: list[Solid] = []
    count = rng.randint(0, most)
    if count:
        solids += cushions(rng, palette, SOFA, count, width * 0.48, style.seat_y, style.seat)
    kind, x = rng.random(), rng.uniform(-0.3, 0.3) * width
    if kind < 0.15:
        half, front = rng.uniform(0.2, 0.35), -style.depth / 2 - 0.01
        solids += throw(SOFA, palette.fabric(), x, front, style.seat_y - 0.05, style.seat, half, rng.uniform(0.05, 0.3))
    elif kind < 0.25:
        solids += crumple(rng, SOFA, palette.fabric(), x, -0.1, style.seat, 0.3)
    if rng.random() < 0.12:
        x = rng.uniform(-0.35, 0.35) * width
        thing = rng.choice(ON_SEATS)(rng, palette)
        solids += place(thing, x, -style.depth * 0.15, style.seat, rng.uniform(0.0, math.tau))
    return solids


def _straight(seats: int, arms: str | None = None) -> Maker:
    def make(rng: Random, palette: Palette) -> Furniture:
        style = draw_style(rng, palette, arms=arms)
        width, depth = seats * style.seat_width, style.depth
        solids = run(rng, style, width)
        for side in SIDES:
            solids += arm(style, side * width / 2, side, -depth / 2, depth / 2)
        solids += feet(style, width / 2 + (0.0 if style.arms == "wood" else arm_reach(style)) / 2, depth / 2)
        return furniture(SOFA, "sofa", solids + extras(rng, palette, style, width, 2 * seats - 1))

    return make


def _chesterfield(rng: Random, palette: Palette) -> Furniture:
    """Make a sofa whose back and arms are one low, rolled wall."""
    seats, leather, wood = rng.choice((2, 2, 3)), cover(rng, palette), palette.wood()
    width, depth, seat, top, foot = (
        seats * rng.uniform(0.6, 0.68),
        rng.uniform(0.88, 0.98),
        0.44,
        rng.uniform(0.68, 0.76),
        0.08,
    )
    roll, wall, rear = 0.09, 0.13, depth / 2
    low = top - roll
    solids = [
        _box(leather, 0, 0, (foot + seat - 0.14) / 2, width / 2 + wall, depth / 2, (seat - 0.14 - foot) / 2, 0.02),
        _box(leather, 0, rear - wall / 2, (foot + low) / 2, width / 2 + wall, wall / 2, (low - foot) / 2, 0.03),
        rod(SOFA, leather, (-width / 2 - wall, rear - wall / 2, low), (width / 2 + wall, rear - wall / 2, low), roll),
    ]
    for side in SIDES:
        x = side * (width + wall) / 2
        solids.append(_box(leather, x, 0, (foot + low) / 2, wall / 2, depth / 2, (low - foot) / 2, 0.02))
        solids.append(rod(SOFA, leather, (x, -rear - 0.005, low), (x, rear, low), roll))
    pitch = width / seats
    for k in range(seats):
        solids.append(
            _box(
                leather,
                pitch * (k + 0.5) - width / 2,
                -wall / 2,
                seat - 0.07,
                pitch / 2 - 0.004,
                (depth - wall) / 2 + 0.01,
                0.075,
                0.045,
            )
        )
    # Tufts: the buttoned back in soft lozenges.
    count = round(width / 0.2)
    solids += [
        box(
            SOFA,
            leather,
            width * ((k + 0.5) / count - 0.5),
            rear - wall - 0.005,
            (seat + low) / 2,
            width / count / 2,
            0.035,
            (low - seat) / 2 + 0.03,
            0.034,
        )
        for k in range(count)
    ]
    solids += legs(SOFA, wood, width / 2 + wall - 0.07, rear - 0.07, foot + 0.01, 0.03, 0.0, 0.6)
    if rng.random() < 0.5:
        solids += cushions(rng, palette, SOFA, rng.randint(1, 3), width * 0.48, rear - wall - 0.03, seat)
    return furniture(SOFA, "chesterfield", solids)


def _futon(rng: Random, palette: Palette) -> Furniture:
    """Make a folded mattress on a low slatted frame."""
    wood, cloth = palette.wood() if rng.random() < 0.7 else palette.metal(), palette.fabric()
    half_x, depth, seat, thick = (
        rng.uniform(0.7, 1.0),
        rng.uniform(0.8, 0.92),
        rng.uniform(0.36, 0.43),
        rng.uniform(0.07, 0.1),
    )
    under, rear = seat - 2 * thick, depth / 2 - 0.08
    back = [
        _box(cloth, 0, rear - thick, seat + 0.22, half_x, thick, 0.27, thick * 0.7),
        *(_box(wood, 0, rear + 0.015, seat + z, half_x + 0.02, 0.014, 0.03) for z in (-0.05, 0.15, 0.35)),
    ]
    solids = [
        _box(cloth, 0, -0.02, seat - thick, half_x, depth / 2 - 0.03, thick, thick * 0.7),
        _box(wood, 0, 0, under - 0.02, half_x + 0.02, depth / 2 - 0.04, 0.022),
        *leaned(back, rng.uniform(0.2, 0.4), rear, seat - thick),
    ]
    armed = rng.random() < 0.7
    for side in SIDES:
        x = side * (half_x + 0.04)
        high = rng.uniform(0.52, 0.6) if armed else under
        for y in (-depth / 2 + 0.06, depth / 2 - 0.06):
            solids.append(_box(wood, x, y, high / 2, 0.03, 0.03, high / 2))
        if armed:
            solids.append(_box(wood, x, 0, high, 0.045, depth / 2, 0.015, 0.005))
        solids.append(_box(wood, x, 0, under - 0.03, 0.022, depth / 2 - 0.05, 0.035))
    if rng.random() < 0.5:
        solids += cushions(rng, palette, SOFA, rng.randint(1, 3), half_x * 0.95, rear - 2 * thick - 0.06, seat)
    return furniture(SOFA, "futon", solids)


SOFAS: Forms = {
    "loveseat": (_straight(2), 1.6),
    "three-seat sofa": (_straight(3), 2.6),
    "four-seat sofa": (_straight(4), 0.6),
    "sofa without arms": (_straight(3, "none"), 0.3),
    "sofa with wooden arms": (_straight(2, "wood"), 0.4),
    "chesterfield": (_chesterfield, 0.7),
    "futon": (_futon, 0.5),
}


def sofa(rng: Random, palette: Palette) -> Furniture:
    """Draw a straight sofa for two to four."""
    return draw_form(rng, palette, SOFAS)


def armchair(rng: Random, palette: Palette) -> Furniture:
    """Draw a soft seat for one: an armchair (a sofa) or a lounge chair (a chair)."""
    return draw_form(rng, palette, {**armchairs.ARMCHAIRS, **lounge_chairs.LOUNGE_CHAIRS})


def ottoman(rng: Random, palette: Palette) -> Furniture:
    """Draw a padded foot rest or pouf."""
    return draw_form(rng, palette, ottomans.OTTOMANS)


def corner_sofa(rng: Random, palette: Palette) -> Furniture:
    """Draw a sofa with a second wing or a chaise that comes forward at its left (-x) or right end."""
    return _bent(rng, palette, (rng.choice(SIDES),))


def u_sofa(rng: Random, palette: Palette) -> Furniture:
    """Draw a sofa with a wing or chaise that comes forward at both of its ends."""
    return _bent(rng, palette, SIDES)


def _bent(rng: Random, palette: Palette, sides: tuple[float, ...]) -> Furniture:
    style = draw_style(rng, palette)
    width, depth = rng.randint(2, 3) * style.seat_width, style.depth
    rear = depth / 2
    solids = run(rng, style, width) + feet(style, width / 2, rear) + extras(rng, palette, style, width, 4)
    left = right = width / 2
    blocks: list[Bounds] = []
    for side in sides:
        if rng.random() < 0.55:
            wing, wide, reach = _chaise_end(rng, style, side, width / 2)
        else:
            wing, wide, reach = _wing(rng, palette, style, side, width / 2)
        solids += wing
        near, far = sorted((side * width / 2, side * (width / 2 + wide)))
        blocks.append((near, rear - reach, 0.0, far, rear, style.back))
    if len(sides) == 1:
        solids += arm(style, -sides[0] * width / 2, -sides[0], -rear, rear)
        outer = arm_reach(style)
        left, right = (left + outer, right) if sides[0] > 0 else (left, right + outer)
    blocks.insert(0, (-left, -rear, 0.0, right, rear, style.back))
    return furniture(SOFA, "u sofa" if len(sides) > 1 else "corner sofa", solids, blocks)


def _chaise_end(rng: Random, style: Style, side: float, x: float) -> tuple[list[Solid], float, float]:
    """Build a long seat to lie on at an end of a sofa; give also how wide it is and how far forward it comes."""
    wide, reach = style.seat_width + rng.uniform(0.05, 0.25), rng.uniform(1.4, 1.75)
    # Its own run is as deep as it is long; moved so that the backs are in line.
    one_seat = run(rng, style, wide, reach, count=1)
    solids = place(one_seat, side * wide / 2, 0.0, 0.0, 0.0)
    solids += place(feet(style, wide / 2, reach / 2), side * wide / 2, 0.0, 0.0, 0.0)
    outer = 0.0
    if rng.random() < 0.6 and style.arms != "none":
        solids += arm(style, side * wide, side, reach / 2 - rng.choice((style.depth, reach)), reach / 2)
        outer = arm_reach(style)
    return place(solids, side * x, (style.depth - reach) / 2, 0.0, 0.0), wide + outer, reach


def _wing(rng: Random, palette: Palette, style: Style, side: float, x: float) -> tuple[list[Solid], float, float]:
    """Build a corner and a run of seats at right angles; give also how wide it is and how far forward it comes."""
    t, length = style, rng.randint(1, 2) * style.seat_width + rng.uniform(0.0, 0.2)
    middle, half, wall = side * (x + t.depth / 2), t.depth / 2, t.back_depth / 2
    low, high, base = t.seat - t.cushion, t.back - 0.06, (t.foot + t.seat - t.cushion) / 2
    back_z, back_half = (t.foot + high) / 2, (high - t.foot) / 2
    solids = [
        _box(t.cover, middle, 0, base, half, half, (low - t.foot) / 2, 0.01),
        _box(
            t.seat_cover, middle - side * wall, -wall, t.seat - t.cushion / 2, half - wall, half - wall,
            t.cushion / 2, t.softness,
        ),
        _box(t.cover, middle, half - wall, back_z, half, wall, back_half, t.softness),
        _box(t.cover, middle + side * (half - wall), 0, back_z, wall, half, back_half, t.softness),
    ]  # fmt: skip
    seats = run(rng, t, length) + feet(t, length / 2, t.depth / 2)
    end = 0.0
    if rng.random() < 0.6:  # turned so that its back is outside, its free end is the one at `side`
        seats += arm(t, side * length / 2, side, -t.depth / 2, t.depth / 2)
        end = arm_reach(t)
    if rng.random() < 0.5:
        seats += extras(rng, palette, t, length, 2)
    solids += place(seats, middle, -half - length / 2, 0.0, -side * math.pi / 2)
    return solids, t.depth, t.depth + length + end


def chaise_longue(rng: Random, palette: Palette) -> Furniture:
    """Draw a long seat for one to lie on: its raised head at +y, an arm along one side."""
    t, side = draw_style(rng, palette, arms=rng.choice(("box", "rolled", "none", "flared"))), rng.choice(SIDES)
    half_x, length = rng.uniform(0.33, 0.42), rng.uniform(1.5, 1.8)
    half_y = length / 2
    base = t.seat - 0.1
    solids = [
        _box(t.cover, 0, 0, (t.foot + base) / 2, half_x, half_y, (base - t.foot) / 2, 0.02),
        _box(t.seat_cover, 0, 0, t.seat - 0.06, half_x - 0.005, half_y + 0.005, 0.065, 0.045),
        *leaned(
            [_box(t.cover, 0, half_y - 0.08, t.seat + 0.14, half_x, 0.07, 0.3, 0.06)],
            rng.uniform(0.2, 0.5),
            half_y - 0.08,
            t.seat - 0.1,
        ),
        *feet(t, half_x, half_y),
    ]
    solids += arm(t, side * half_x, side, half_y - rng.uniform(0.7, 1.1), half_y)
    if rng.random() < 0.5:
        solids.append(bolster(palette, SOFA, 0, half_y - 0.28, t.seat, half_x * 0.85, rng.uniform(0.07, 0.1)))
    return furniture(SOFA, "chaise longue", solids)
