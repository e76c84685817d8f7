"""Chairs of cloth, plastic, wicker and bent tube: upholstered, tub, moulded, cantilever, stacking, folding, garden."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.frames import arc, bar, bent_slat, leaned, legs, star
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, box, cone, rod, shell
from svr_ros.synthesis.catalogue.wooden_chairs import arms, draw_size
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, CHAIR)
_bar = partial(bar, CHAIR)
_rod = partial(rod, CHAIR)
_BACK = math.pi / 2  # yaw of a shell whose middle is at the back


def _cover(rng: Random, palette: Palette) -> int:
    return palette.leather() if rng.random() < 0.3 else palette.fabric()


def _stand(rng: Random, palette: Palette, half_x: float, half_y: float, height: float) -> list[Solid]:
    """Put a seat on four slanting legs of wood or metal, a sled of tube or a star on a column."""
    kind = rng.choices(("dowels", "tube", "wire", "sled", "star"), (4.0, 2.5, 1.5, 1.5, 0.8))[0]
    x, y = half_x * 0.6, half_y * 0.6
    if kind == "dowels":
        wood = palette.wood()
        solids = legs(CHAIR, wood, x, y, height, 0.016, half_x * 0.35, 0.6)
        return [*solids, _box(wood, 0, 0, height - 0.015, x + 0.015, y + 0.015, 0.012)]
    metal = palette.chrome() if rng.random() < 0.5 else palette.metal()
    if kind == "tube":
        solids = legs(CHAIR, metal, x, y, height, 0.011, half_x * 0.25)
        return [*solids, _box(metal, 0, 0, height - 0.01, x + 0.01, y + 0.01, 0.009)]
    if kind == "wire":
        solids = legs(CHAIR, metal, x * 0.7, y * 0.7, height, 0.006, half_x * 0.5)
        low, wide = height * 0.25, x * 0.7 + half_x * 0.5 * 0.75
        solids += [_rod(metal, (s * wide, -y * 1.3, low), (0, s * y * 0.3, height), 0.005) for s in SIDES]
        solids += [_rod(metal, (s * wide, y * 1.3, low), (0, s * y * 0.3, height), 0.005) for s in SIDES]
        return [*solids, _box(metal, 0, 0, height - 0.008, x, y, 0.008)]
    if kind == "sled":
        x, y = half_x * 0.85, half_y * 0.9
        solids = [_box(metal, s * x, 0, 0.01, 0.01, y, 0.01, 0.009) for s in SIDES]
        solids += [
            _bar(metal, (s * x, t * (y - 0.01), 0.0), (s * x * 0.9, t * y * 0.7, height), 0.01, 0.01, 0.009)
            for s in SIDES
            for t in SIDES
        ]
        return [*solids, _box(metal, 0, 0, height - 0.01, x * 0.92, y * 0.72, 0.009)]
    solids = star(CHAIR, metal, rng.choice((4, 5)), half_x * 1.15, 0.07, 0.016, rng.uniform(0.0, math.pi))
    return [*solids, cone(CHAIR, metal, 0, 0, height / 2 + 0.02, height / 2 - 0.02, 0.028, 0.022)]


def upholstered_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a chair whose seat and back are thick cushions on four legs."""
    size, cover = draw_size(rng), _cover(rng, palette)
    thick, padding = rng.uniform(0.035, 0.06), rng.uniform(0.028, 0.045)
    half = (size.back - size.seat) / 2 + thick
    y, z = size.half_y - padding, size.seat - 2 * thick
    if rng.random() < 0.4:
        bow = rng.uniform(0.03, 0.07)
        back = bent_slat(CHAIR, cover, size.half_x - padding, y - bow / 2, z + half, half, 2 * padding, bow)
    else:
        back = _box(cover, 0, y, z + half, size.half_x, padding, half, padding * rng.uniform(0.5, 0.95))
    solids = [_box(cover, 0, 0, size.seat - thick, size.half_x, size.half_y, thick, thick * rng.uniform(0.4, 0.9))]
    solids += leaned([back], size.lean, y, size.seat - thick)
    wood, inset = palette.wood() if rng.random() < 0.75 else palette.metal(), 0.03
    slim, taper, splay = rng.uniform(0.014, 0.022), rng.uniform(0.55, 1.0), rng.choice((0.0, 0.0, 0.03))
    solids += legs(
        CHAIR, wood, size.half_x - inset, size.half_y - inset, z + 0.02, slim, splay, taper, square=rng.random() < 0.6
    )
    if rng.random() < 0.15:
        solids += arms(size, wood)
    return furniture(CHAIR, "upholstered chair", solids)


def tub_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a chair to dine in whose padded back curves around to the sides."""
    cover, radius = _cover(rng, palette), rng.uniform(0.21, 0.25)
    seat, rise = rng.gauss(0.46, 0.012), rng.uniform(0.26, 0.38)
    padding, flare = rng.uniform(0.035, 0.06), rng.uniform(0.0, 0.025)
    sector = rng.uniform(1.35, 1.9)
    back = shell(
        CHAIR, cover, 0, 0, seat - 0.08 + (rise + 0.08) / 2, (rise + 0.08) / 2, radius, radius + flare, padding, sector,
        _BACK,
    )  # fmt: skip
    solids = [
        cone(CHAIR, cover, 0, 0, seat - 0.05, 0.05, radius, radius, 0.03),
        _box(cover, 0, -0.06, seat - 0.045, radius - 0.01, radius - 0.02, 0.045, 0.035),
        *leaned([back], rng.uniform(0.0, 0.12), 0.0, seat),
    ]
    return furniture(CHAIR, "tub chair", solids + _stand(rng, palette, radius + 0.02, radius + 0.02, seat - 0.08))


def moulded_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a chair with a thin curved shell of plastic or plywood, with or without arms, on slender legs."""
    material = palette.plastic() if rng.random() < 0.75 else palette.wood()
    half_x, half_y, seat = rng.uniform(0.205, 0.235), rng.uniform(0.19, 0.215), rng.gauss(0.45, 0.012)
    rise, armed = rng.uniform(0.34, 0.42), rng.random() < 0.3
    radius, sector = half_x - 0.01, 1.75 if armed else rng.uniform(0.95, 1.25)
    if armed:
        rise *= 0.75
    y, half = half_y - radius + 0.02, rise / 2 + 0.01
    back = shell(
        CHAIR, material, 0, y, seat + half - 0.02, half, radius * 0.93, radius * 1.12, 0.014, sector, _BACK
    )  # fmt: skip
    solids = [
        cone(CHAIR, material, 0, half_y - half_x, seat - 0.014, 0.014, half_x - 0.01, half_x, 0.012),
        _box(material, 0, -0.05, seat - 0.014, half_x * 0.95, half_y - 0.05, 0.013, 0.012),
        *leaned([back], rng.uniform(0.08, 0.2), half_y, seat - 0.01),
        _bar(material, (0, 0.3 - half_y, seat - 0.02), (0, -half_y, seat - 0.035), half_x * 0.97, 0.01, 0.009),
    ]
    if rng.random() < 0.25:
        solids.append(_box(palette.fabric(), 0, -0.01, seat + 0.008, half_x * 0.85, half_y * 0.85, 0.018, 0.016))
    return furniture(CHAIR, "moulded chair", solids + _stand(rng, palette, half_x, half_y, seat - 0.025))


def tulip_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a cup-shaped chair on one stem that widens to a round foot."""
    shell_, cushion = palette.plastic(), palette.fabric()
    radius, seat, rise = rng.uniform(0.22, 0.25), rng.gauss(0.46, 0.01), rng.uniform(0.3, 0.38)
    back = shell(
        CHAIR, shell_, 0, 0, seat - 0.02 + rise / 2, rise / 2, radius * 0.86, radius * 1.02, 0.016, 1.75, _BACK
    )
    solids = [
        cone(CHAIR, shell_, 0, 0, seat - 0.05, 0.035, radius * 0.35, radius * 0.92, 0.01),
        cone(CHAIR, cushion, 0, 0, seat - 0.005, 0.025, radius * 0.78, radius * 0.78, 0.022),
        *leaned([back], 0.1, 0.0, seat),
        cone(CHAIR, shell_, 0, 0, 0.01, 0.01, 0.25, 0.23, 0.008),
        cone(CHAIR, shell_, 0, 0, 0.07, 0.06, 0.13, 0.035, 0.004),
        cone(CHAIR, shell_, 0, 0, 0.26, 0.16, 0.035, 0.04, 0.004),
    ]
    return furniture(CHAIR, "tulip chair", solids)


def cantilever_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a chair of bent tube without rear legs: runners on the floor, uprights in front, seat and back hung in."""
    size, metal = draw_size(rng), palette.chrome() if rng.random() < 0.7 else palette.metal()
    cover = rng.choice((_cover(rng, palette), palette.wicker()))
    tube, bend = 0.0115, 0.06
    front, rear, top, x = -size.half_y, size.half_y - 0.03, size.seat - 0.02, size.half_x
    solids, back = [_rod(metal, (-x, rear, tube), (x, rear, tube), tube)], []
    for s in SIDES:
        solids += [
            _rod(metal, (s * x, rear, tube), (s * x, front + bend, tube), tube),
            _rod(metal, (s * x, front, tube + bend), (s * x, front, top - bend), tube),
            _rod(metal, (s * x, front + bend, top), (s * x, rear, top), tube),
        ]
        h = math.sqrt(0.5)
        solids += [
            arc(CHAIR, metal, (s * x, front + bend, z), (0, -h, up * h), (1, 0, 0), bend, 2 * tube, math.pi / 4)
            for z, up in ((tube + bend, -1.0), (top - bend, 1.0))
        ]
        back.append(_rod(metal, (s * x, rear, top), (s * x, rear, size.back), tube))
    padding = rng.choice((0.01, 0.025))
    low = size.seat + rng.uniform(0.08, 0.16)
    mid, half = (low + size.back) / 2, (size.back - low) / 2
    back.append(_box(cover, 0, rear - padding, mid, x, padding, half, padding * 0.9))
    solids.append(_box(cover, 0, (front + rear) / 2, top + padding, x, (rear - front) / 2, padding + 0.008, padding))
    solids += leaned(back, size.lean, rear, top)
    if rng.random() < 0.35:
        z, y = top + 0.2, rear + 0.2 * math.tan(size.lean)
        for s in SIDES:
            solids.append(_rod(metal, (s * x, y, z), (s * x, front + 0.08, z), tube))
            solids.append(_rod(metal, (s * x, front + 0.08, top), (s * x, front + 0.08, z + tube), tube))
    return furniture(CHAIR, "cantilever chair", solids)


def stacking_chair(rng: Random, palette: Palette) -> Furniture:
    """Make the chair of schools and meeting rooms: tube legs, a seat and a separate back of cloth, plastic or ply."""
    size, metal = draw_size(rng), palette.metal()
    cover = rng.choice((palette.plastic, palette.fabric, palette.wood))()
    padding, tube = rng.choice((0.01, 0.025)), 0.0115
    x, rear, back = size.half_x - 0.01, size.half_y - 0.02, min(size.back, 0.88)
    low = size.seat + rng.uniform(0.12, 0.2)
    upright = [_rod(metal, (s * x, rear, size.seat - 0.03), (s * x, rear, back - 0.05), tube) for s in SIDES]
    upright.append(
        bent_slat(CHAIR, cover, size.half_x, rear - 0.02, (low + back) / 2, (back - low) / 2, 2 * padding, 0.035)
    )
    solids = [
        _box(cover, 0, 0, size.seat - padding, size.half_x, size.half_y, padding, padding * 0.95),
        *(_rod(metal, (s * x, -rear, size.seat - 0.03), (s * x, rear, size.seat - 0.03), tube) for s in SIDES),
        *leaned(upright, size.lean, rear, size.seat - 0.03),
    ]
    if rng.random() < 0.7:
        solids += [
            _rod(metal, (s * x, t * (rear + 0.03), 0.003), (s * x, t * rear, size.seat - 0.03), tube)
            for s in SIDES
            for t in SIDES
        ]
    else:
        for s in SIDES:
            solids.append(_rod(metal, (s * x, -rear - 0.03, tube), (s * x, rear + 0.03, tube), tube))
            solids += [
                _rod(metal, (s * x, t * (rear + 0.025), tube), (s * x, t * rear * 0.8, size.seat - 0.03), tube)
                for t in SIDES
            ]
    if rng.random() < 0.2:  # a writing tablet or arms
        wood = palette.plastic()
        for s in SIDES:
            solids.append(
                _rod(metal, (s * x, -rear + 0.04, size.seat - 0.03), (s * x, -rear + 0.04, size.seat + 0.2), tube)
            )
            solids.append(_box(wood, s * x, 0.03, size.seat + 0.21, 0.022, rear + 0.02, 0.012, 0.01))
    return furniture(CHAIR, "stacking chair", solids)


def folding_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a chair that folds: crossed legs at both sides, slats or a panel for seat and back."""
    frame = palette.wood() if rng.random() < 0.5 else palette.metal()
    cover = rng.choice((frame, frame, palette.fabric(), palette.plastic()))
    x, seat, back = rng.uniform(0.19, 0.22), rng.gauss(0.45, 0.01), rng.uniform(0.76, 0.86)
    front, rear = -0.2, 0.2
    # The long legs run from the floor in front to the top of the back, the short ones from behind to the seat's front.
    top = rear + (back - seat) * 0.45
    solids: list[Solid] = []
    for s in SIDES:
        solids.append(_bar(frame, (s * x, front - 0.03, 0.007), (s * x, top - 0.06, back), 0.011, 0.015))
        solids.append(_bar(frame, (s * (x - 0.024), rear + 0.03, 0.009), (s * (x - 0.024), front, seat), 0.011, 0.015))
    slope = (top - front - 0.03) / back
    count = rng.choice((1, 4))
    for k in range(count):
        half = 0.19 / count
        y = front + 0.19 / count + 0.38 / count * k
        solids.append(
            _box(cover, 0, y + 0.01, seat - 0.005, x + 0.005, half * (0.84 if count > 1 else 1.0), 0.011, 0.006)
        )
    solids += [_box(frame, s * (x - 0.012), 0, seat - 0.024, 0.01, 0.19, 0.012) for s in SIDES]
    for z, half in ((back - 0.05, 0.045), (back - 0.2, 0.03)):
        y = front - 0.03 + slope * z
        solids.append(_box(cover, 0, y, z, x, 0.01, half, 0.008, 0.0, -math.atan(slope)))
    solids.append(_rod(frame, (-x, rear - 0.03, 0.07), (x, rear - 0.03, 0.07), 0.009))
    return furniture(CHAIR, "folding chair", solids)


def garden_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a chair of wicker or cane with a round back, or one of plastic with slats between its arms."""
    radius, seat = rng.uniform(0.23, 0.28), rng.gauss(0.43, 0.015)
    if rng.random() < 0.6:
        weave, frame = palette.wicker(), palette.wood()
        rise = rng.uniform(0.17, 0.24)
        back = shell(
            CHAIR, weave, 0, 0, seat - 0.06 + rise, rise, radius - 0.01, radius + 0.03, 0.02, 1.6, _BACK
        )  # fmt: skip
        solids = [
            cone(CHAIR, weave, 0, 0, seat - 0.05, 0.05, radius * 0.96, radius, 0.01),
            *leaned([back], 0.15, 0.0, seat),
            *legs(CHAIR, frame, radius * 0.66, radius * 0.66, seat - 0.05, 0.016, 0.02),
        ]  # fmt: skip
        if rng.random() < 0.6:
            solids.append(
                cone(CHAIR, palette.fabric(), 0, -0.02, seat + 0.02, 0.03, radius * 0.85, radius * 0.85, 0.028)
            )
        return furniture(CHAIR, "garden chair", solids)
    plastic = palette.plastic()
    half, high = rng.uniform(0.22, 0.25), rng.uniform(0.8, 0.95)
    y, x = half - 0.02, half
    upright = [_box(plastic, 0, y, high - 0.03, x - 0.03, 0.012, 0.035, 0.01)]
    upright += [
        _box(plastic, s * (x - 0.05), y, (seat + high) / 2, 0.03, 0.012, (high - seat) / 2, 0.01) for s in SIDES
    ]
    upright += [
        _box(plastic, dx, y, (seat + high) / 2, 0.022, 0.01, (high - seat) / 2, 0.006) for dx in (-0.07, 0.0, 0.07)
    ]
    solids = [_box(plastic, 0, 0, seat - 0.015, half - 0.01, half, 0.015, 0.012), *leaned(upright, 0.25, y, seat)]
    for s in SIDES:
        solids.append(
            _bar(plastic, (s * (x + 0.04), -half, 0.0), (s * x, -half + 0.04, seat + 0.2), 0.022, 0.018, 0.012)
        )
        solids.append(
            _bar(plastic, (s * (x + 0.03), half + 0.08, 0.0), (s * x, y + 0.05, seat + 0.2), 0.022, 0.018, 0.012)
        )
        solids.append(_box(plastic, s * x, 0.03, seat + 0.205, 0.028, half + 0.01, 0.012, 0.01))
    return furniture(CHAIR, "garden chair", solids)
