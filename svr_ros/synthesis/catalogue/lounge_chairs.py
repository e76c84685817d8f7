"""Low padded chairs, open below their arms or without any: framed, easy, bentwood, lounge and slipper chairs.

3D-FUTURE has them among its lounge chairs, NYU among chairs; both keep "sofa" for seats that are closed all around.
"""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.forms import Forms
from svr_ros.synthesis.catalogue.frames import arc, bar, leaned, legs, star
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, box, cone
from svr_ros.synthesis.catalogue.upholstery import cover, dressed
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, CHAIR)


def framed_chair(rng: Random, palette: Palette) -> Furniture:
    """Make thick cushions between two upright frames of straight bars: of living rooms, offices, waiting rooms."""
    wood, cloth = palette.wood() if rng.random() < 0.85 else palette.metal(), cover(rng, palette)
    half_x, half_y, seat, back = (
        rng.uniform(0.25, 0.33),
        rng.uniform(0.31, 0.38),
        rng.uniform(0.39, 0.46),
        rng.uniform(0.74, 0.94),
    )
    thick, padding, lean = rng.uniform(0.04, 0.08), rng.uniform(0.035, 0.075), rng.uniform(0.08, 0.28)
    slim, arm_z, rear = rng.uniform(0.012, 0.022), rng.uniform(0.55, 0.66), half_y - rng.uniform(0.0, 0.08)
    plank = rng.choice((slim, slim, 0.03, 0.04))  # half the width of what arms and posts are seen as from the front
    low, soft = seat - 2 * thick, rng.uniform(0.3, 0.9)
    y, half = rear - 0.1, (back - low) / 2
    upright = [_box(cloth, 0, y, low + half, half_x - 0.005, padding, half, padding * soft)]
    if rng.random() < 0.5:  # boards that the back leans on
        upright += [_box(wood, 0, y + padding + 0.008, seat + z * half, half_x, 0.01, 0.03) for z in (0.3, 1.1)]
    solids = [
        _box(cloth, 0, -0.02, seat - thick, half_x - 0.005, half_y - 0.03, thick, thick * soft),
        *(_box(wood, 0, s * (half_y - 0.06) - 0.02, low - 0.018, half_x + slim, slim, 0.022) for s in SIDES),
        *leaned(upright, lean, y, seat - thick),
    ]
    drop, closed = rng.choice((0.0, 0.0, rng.uniform(0.02, 0.06))), rng.random() < 0.35
    for s in SIDES:
        x = s * (half_x + plank)
        solids += [
            bar(CHAIR, wood, (x, -half_y, arm_z), (x, rear, arm_z - drop), plank, slim),
            _box(wood, x, -half_y + slim, arm_z / 2, plank, slim, arm_z / 2, 0.004),
            _box(wood, x, rear - slim, (arm_z - drop) / 2, plank, slim, (arm_z - drop) / 2, 0.004),
            _box(wood, s * (half_x + slim), (rear - half_y) / 2, low - 0.018, slim, (rear + half_y) / 2 - slim, 0.022),
        ]
        if closed:
            solids.append(_box(wood, x, (rear - half_y) / 2, slim, plank, (rear + half_y) / 2, slim, 0.004))
    return dressed(rng, palette, CHAIR, "framed chair", solids, half_x * 0.8, y - 2 * padding, seat)


def easy_chair(rng: Random, palette: Palette) -> Furniture:
    """Make two cushions in an open wooden frame with flat arms."""
    wood, cloth = palette.wood(), cover(rng, palette)
    half_x, half_y, seat, back = (
        rng.uniform(0.27, 0.31),
        rng.uniform(0.33, 0.4),
        rng.uniform(0.39, 0.43),
        rng.uniform(0.76, 0.9),
    )
    thick, lean, slope = rng.uniform(0.045, 0.07), rng.uniform(0.25, 0.42), rng.uniform(0.04, 0.1)
    y, arm_z = half_y - 0.16, rng.uniform(0.54, 0.6)
    upright = [
        _box(cloth, 0, y - thick, (seat + back) / 2, half_x - 0.01, thick, (back - seat) / 2 + 0.02, thick * 0.7),
        *(_box(wood, 0, y + 0.01, seat + z, half_x + 0.01, 0.012, 0.022) for z in (0.12, 0.3)),
        *(_box(wood, s * (half_x - 0.01), y + 0.012, seat + 0.14, 0.015, 0.014, 0.26) for s in SIDES),
    ]
    cushion = _box(cloth, 0, -0.05, seat - thick, half_x - 0.01, half_y - 0.08, thick, thick * 0.7, 0.0, -slope)
    frame = _box(wood, 0, -0.05, seat - 2 * thick - 0.012, half_x + 0.01, half_y - 0.09, 0.018, 0.004, 0.0, -slope)
    solids = [cushion, frame, *leaned(upright, lean, y, seat - thick)]
    for s in SIDES:
        x = s * (half_x + 0.025)
        solids.append(_box(wood, x, 0.0, arm_z, 0.035, half_y, 0.012, 0.01, 0.0, -0.05))
        solids.append(bar(CHAIR, wood, (x, -half_y + 0.06, 0.0), (x, -half_y + 0.08, arm_z + 0.01), 0.02, 0.02))
        solids.append(bar(CHAIR, wood, (x, half_y + 0.02, 0.004), (x, half_y - 0.12, arm_z - 0.01), 0.018, 0.022))
        solids.append(_box(wood, x - s * 0.01, -0.03, seat - 2 * thick - 0.02, 0.016, half_y - 0.05, 0.025, 0.004))
    return dressed(rng, palette, CHAIR, "easy chair", solids, half_x * 0.8, y - 2 * thick, seat)


def bentwood_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a springy chair on two bent runners of wood or tube: a long padded sling for seat and back."""
    frame, cloth = palette.wood() if rng.random() < 0.7 else palette.chrome(), cover(rng, palette)
    half_x, thick, width = rng.uniform(0.28, 0.31), 0.028, 0.05
    front, rear, bend, arm_z = -0.36, 0.34, 0.15, rng.uniform(0.5, 0.56)
    h = math.sqrt(0.5)
    solids: list[Solid] = []
    for s in SIDES:
        x = s * (half_x + 0.03)
        low = thick / 2
        solids.append(
            _box(frame, x, (front + bend + rear) / 2, low, width / 2, (rear - front - bend) / 2, thick / 2, 0.01)
        )
        for z, up in ((low + bend, -1.0), (arm_z - bend, 1.0)):
            solids.append(
                arc(CHAIR, frame, (x, front + bend, z), (0, -h, up * h), (1, 0, 0), bend, thick, math.pi / 4, width)
            )
        if arm_z - bend > low + bend:
            solids.append(_box(frame, x, front, (low + arm_z) / 2, width / 2, thick / 2, arm_z / 2 - bend + 0.01, 0.01))
        solids.append(
            bar(
                CHAIR,
                frame,
                (x, front + bend - 0.01, arm_z),
                (x, rear - 0.02, arm_z - 0.06),
                width / 2,
                thick / 2,
                0.01,
            )
        )
        solids.append(bar(CHAIR, frame, (x - s * 0.03, front + 0.03, 0.36), (x - s * 0.03, 0.16, 0.27), 0.012, 0.02))
        solids.append(bar(CHAIR, frame, (x - s * 0.03, 0.13, 0.25), (x - s * 0.03, rear + 0.06, 0.92), 0.012, 0.02))
    pad = rng.uniform(0.03, 0.05)
    solids += [
        _box(frame, 0, 0.1, low, half_x + 0.04, 0.03, thick / 2),
        _box(frame, 0, -0.1, 0.31, half_x + 0.02, 0.03, 0.012, 0.004, 0.0, -0.18),
        bar(CHAIR, cloth, (0, front - 0.03, 0.42), (0, 0.17, 0.32), half_x - 0.02, pad, pad * 0.8),
        bar(CHAIR, cloth, (0, 0.1, 0.3), (0, rear + 0.06, 0.98), half_x - 0.02, pad, pad * 0.8),
    ]
    if rng.random() < 0.5:
        solids.append(bar(CHAIR, cloth, (0, rear - 0.03, 0.85), (0, rear + 0.03, 0.98), half_x * 0.7, pad * 1.4, pad))
    return furniture(CHAIR, "bentwood chair", solids)


def lounge_chair(rng: Random, palette: Palette) -> Furniture:
    """Make leather cushions in curved shells of plywood on a low star foot."""
    wood, leather, metal = palette.wood(), palette.leather(), palette.metal()
    half_x, seat = 0.28, rng.uniform(0.36, 0.4)
    upright = [
        _box(wood, 0, 0.3, seat + 0.11, half_x + 0.02, 0.012, 0.15, 0.01),
        _box(leather, 0, 0.25, seat + 0.11, half_x, 0.05, 0.15, 0.045),
        _box(wood, 0, 0.3, seat + 0.41, half_x, 0.012, 0.13, 0.01),
        _box(leather, 0, 0.25, seat + 0.41, half_x - 0.02, 0.05, 0.13, 0.045),
        _box(metal, 0, 0.315, seat + 0.26, 0.14, 0.008, 0.12),
    ]
    solids = [
        _box(wood, 0, 0, seat - 0.1, half_x + 0.03, 0.3, 0.014, 0.012, 0.0, -0.15),
        _box(leather, 0, -0.02, seat - 0.04, half_x, 0.29, 0.06, 0.05, 0.0, -0.15),
        *leaned(upright, rng.uniform(0.35, 0.5), 0.28, seat),
        *star(CHAIR, metal, 5, 0.32, 0.1, 0.018, rng.uniform(0.0, 1.0)),
        cone(CHAIR, metal, 0, 0, (seat - 0.02) / 2, (seat - 0.1) / 2 - 0.02, 0.03, 0.03),
    ]
    for s in SIDES:
        solids.append(_box(leather, s * (half_x + 0.04), 0.05, seat + 0.13, 0.04, 0.17, 0.025, 0.022, 0.0, -0.1))
        solids.append(_box(wood, s * (half_x + 0.035), 0.08, seat + 0.01, 0.01, 0.1, 0.12, 0.006, 0.0, -0.15))
    return furniture(CHAIR, "lounge chair", solids)


def slipper_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a low padded chair without arms."""
    cloth, wood = cover(rng, palette), palette.wood()
    half_x, half_y, seat, back = (
        rng.uniform(0.27, 0.33),
        rng.uniform(0.3, 0.36),
        rng.uniform(0.39, 0.44),
        rng.uniform(0.72, 0.86),
    )
    y, foot = half_y - 0.07, rng.uniform(0.12, 0.2)
    half = (back - foot) / 2
    solids = [
        _box(cloth, 0, 0, (foot + seat) / 2, half_x, half_y, (seat - foot) / 2, 0.05),
        *leaned(
            [_box(cloth, 0, y, foot + half + 0.02, half_x, 0.065, half, 0.055)], rng.uniform(0.1, 0.25), y, seat - 0.1
        ),
        *legs(CHAIR, wood, half_x - 0.06, half_y - 0.06, foot + 0.02, 0.02, 0.02, 0.6),
    ]
    return dressed(rng, palette, CHAIR, "slipper chair", solids, half_x * 0.7, y - 0.07, seat)


LOUNGE_CHAIRS: Forms = {
    "framed chair": (framed_chair, 2.4),
    "easy chair": (easy_chair, 2.4),
    "bentwood chair": (bentwood_chair, 0.7),
    "lounge chair": (lounge_chair, 0.4),
    "slipper chair": (slipper_chair, 0.8),
}
