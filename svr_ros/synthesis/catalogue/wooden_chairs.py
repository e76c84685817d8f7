"""Chairs of wood: posts with slats, rungs, a splat or a panel between them, spindles under a bow, crossed slats."""

from __future__ import annotations

import math
from functools import partial
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.catalogue.forms import Maker
from svr_ros.synthesis.catalogue.frames import arc, bar, bent_slat, leaned, legs
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, box, cone, rod
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, CHAIR)
_bar = partial(bar, CHAIR)
_rod = partial(rod, CHAIR)


class Size(NamedTuple):
    """The measures of a chair: half extents of its seat, heights of seat and back (m), the lean of its back (rad)."""

    half_x: float
    half_y: float
    seat: float
    back: float
    lean: float


def draw_size(rng: Random) -> Size:
    """Draw the size of a chair to sit at a table on."""
    return Size(
        rng.uniform(0.2, 0.25), rng.uniform(0.19, 0.23), rng.gauss(0.455, 0.012), rng.uniform(0.78, 1.05),
        rng.uniform(0.08, 0.22),
    )  # fmt: skip


def wooden_chair(filling: str) -> Maker:
    """Give the maker of a chair with posts at its back and one of these between them: slats, ladder, board, splat,
    cross, panel."""

    def make(rng: Random, palette: Palette) -> Furniture:
        size, wood = draw_size(rng), palette.wood()
        slim = rng.uniform(0.015, 0.023)
        back = _posts(size, wood, slim) + _filling(rng, palette, size, wood, filling)
        solids = _seat(rng, palette, size, wood) + leaned(back, size.lean, size.half_y - slim, size.seat)
        solids += _legs(rng, size, wood, slim)
        if rng.random() < 0.2:
            solids += arms(size, wood)
        return furniture(CHAIR, "chair", solids)

    return make


def _seat(rng: Random, palette: Palette, size: Size, wood: int) -> list[Solid]:
    kind = rng.choices(("board", "padded", "woven", "cushion"), (3.0, 3.0, 1.0, 1.5))[0]
    if kind == "padded":
        return [
            _box(wood, 0, 0, size.seat - 0.04, size.half_x - 0.004, size.half_y - 0.004, 0.025, 0.004),
            _box(palette.fabric(), 0, 0, size.seat - 0.012, size.half_x, size.half_y, 0.022, 0.018),
        ]
    if kind == "woven":
        return [_box(palette.wicker(), 0, 0, size.seat - 0.022, size.half_x, size.half_y, 0.022, 0.012)]
    solids = [_box(wood, 0, 0, size.seat - 0.015, size.half_x, size.half_y, 0.015, 0.007)]
    if kind == "cushion":
        solids.append(
            _box(palette.fabric(), 0, -0.01, size.seat + 0.015, size.half_x - 0.015, size.half_y - 0.02, 0.02, 0.018)
        )
    return solids


def _posts(size: Size, wood: int, slim: float) -> list[Solid]:
    half = (size.back - size.seat) / 2 + 0.02
    y = size.half_y - slim
    return [_box(wood, s * (size.half_x - slim), y, size.seat - 0.04 + half, slim, slim, half, 0.005) for s in SIDES]


def _filling(rng: Random, palette: Palette, size: Size, wood: int, filling: str) -> list[Solid]:
    """Fill the space between the posts, still upright."""
    wide, y, bow = size.half_x - 0.02, size.half_y - 0.02, rng.choice((0.008, 0.03))
    room = size.back - size.seat
    low = size.seat + rng.uniform(0.1, 0.18)
    crest = rng.uniform(0.025, 0.05)

    def rail(z: float, half_z: float, material: int = wood) -> Solid:
        return bent_slat(CHAIR, material, wide, y, z, half_z, 0.02, bow)

    if filling == "ladder":
        count = rng.randint(2, 5)
        pitch = (size.back - low) / count
        return [rail(size.back - pitch * k - crest, min(crest, pitch * 0.32)) for k in range(count)]
    if filling == "board":
        half_z = rng.uniform(0.06, room * 0.32)
        cover = palette.fabric() if rng.random() < 0.3 else wood
        return [rail(size.back - half_z, half_z, cover)]
    if filling == "panel":
        cover = palette.wicker() if rng.random() < 0.4 else palette.fabric()
        half_z = (size.back - low) / 2
        return [rail(size.back - 0.02, 0.02), _box(cover, 0, y, low + half_z - 0.03, wide, 0.014, half_z, 0.012)]
    top, mid, half_z = rail(size.back - crest, crest), (low + size.back) / 2, (size.back - low) / 2
    if filling == "splat":
        return [top, rail(low, 0.018), _box(wood, 0, y + bow / 2, mid, rng.uniform(0.04, 0.09), 0.008, half_z, 0.006)]
    if filling == "cross":
        ends = wide - 0.01, low, size.back - crest
        return [
            top,
            rail(low, 0.015),
            *(_bar(wood, (-s * ends[0], y, ends[1]), (s * ends[0], y, ends[2]), 0.008, 0.012) for s in SIDES),
        ]
    count = rng.randint(3, 6)
    slat = min(rng.uniform(0.008, 0.022), wide / count * 0.6)
    bowed = [bow * (1.0 - (2 * (k + 0.5) / count - 1) ** 2) for k in range(count)]
    return [
        top,
        rail(low, 0.015),
        *(
            _box(wood, wide * (2 * (k + 0.5) / count - 1), y + bowed[k], mid, slat, 0.006, half_z, 0.003)
            for k in range(count)
        ),
    ]


def _legs(rng: Random, size: Size, wood: int, slim: float) -> list[Solid]:
    x, front, rear, top = size.half_x - slim, slim - size.half_y, size.half_y - slim, size.seat - 0.025
    back_kick, square = rng.uniform(0.0, 0.05), rng.random() < 0.6
    solids = [_bar(wood, (s * x, rear + back_kick, 0.0), (s * x, rear, top), slim, slim) for s in SIDES]
    for s in SIDES:
        if square:
            solids.append(_bar(wood, (s * x, front, 0.0), (s * x, front, top), slim, slim))
        else:
            solids.append(_rod(wood, (s * x, front, 0.0), (s * x, front, top), slim * 0.7, slim * 1.1))
    if rng.random() < 0.5:
        z = top - rng.uniform(0.02, 0.03)
        solids.append(_box(wood, 0, front, z, x, 0.009, 0.028))
        solids += [_box(wood, s * x, 0, z, 0.009, rear, 0.028) for s in SIDES]
    if rng.random() < 0.35:
        z = rng.uniform(0.12, 0.25)
        solids += [_box(wood, s * x, back_kick / 3, z, 0.008, rear + back_kick / 3, 0.012) for s in SIDES]
    return solids


def arms(size: Size, wood: int) -> list[Solid]:
    """Add arm rests to a chair with posts."""
    height = size.seat + 0.2
    reach = size.half_y - 0.02 + 0.2 * math.tan(size.lean)
    solids = []
    for s in SIDES:
        x = s * (size.half_x - 0.005)
        solids.append(_box(wood, x, (reach - size.half_y) / 2, height, 0.02, (reach + size.half_y) / 2, 0.011, 0.008))
        solids.append(
            _bar(wood, (x, 0.04 - size.half_y, size.seat - 0.02), (x, 0.03 - size.half_y, height), 0.012, 0.012)
        )
    return solids


def windsor_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a chair with a thick wooden seat, turned splayed legs and thin spindles under a bow or a crest rail."""
    size, wood = draw_size(rng), palette.wood()
    y, wide = size.half_y - 0.03, size.half_x - 0.03
    if rng.random() < 0.5:
        seat = cone(CHAIR, wood, 0, 0, size.seat - 0.02, 0.02, size.half_x - 0.015, size.half_x, 0.012)
    else:
        seat = _box(wood, 0, 0, size.seat - 0.02, size.half_x, size.half_y, 0.02, 0.019)
    count, back = rng.randint(5, 7), []
    if rng.random() < 0.55:
        shoulder = size.back - wide
        back.append(arc(CHAIR, wood, (0, y, shoulder), (0, 0, 1), (0, 1, 0), wide, 0.022, math.pi / 2))
        back += [_rod(wood, (s * wide, y, size.seat - 0.02), (s * wide, y, shoulder), 0.011) for s in SIDES]
        count -= 1
    else:
        shoulder = size.back - 0.03
        back.append(bent_slat(CHAIR, wood, wide + 0.02, y, shoulder, rng.uniform(0.025, 0.05), 0.022, 0.015))
    for k in range(count):
        x = wide * (2 * (k + 0.5) / count - 1) * 0.96
        top = shoulder + (math.sqrt(max(0.0, wide * wide - x * x)) if len(back) > 1 and back[0].sector < 3 else 0.0)
        back.append(_rod(wood, (x * 0.85, y, size.seat - 0.02), (x, y, min(top, size.back - 0.01)), 0.006))
    slim, splay, inset = rng.uniform(0.014, 0.019), rng.uniform(0.03, 0.07), 0.06
    solids = [seat, *leaned(back, size.lean, y, size.seat - 0.02)]
    solids += legs(CHAIR, wood, size.half_x - inset, size.half_y - inset, size.seat - 0.02, slim, splay, 0.65)
    x, y = size.half_x - inset + splay * 0.6, size.half_y - inset + splay * 0.6
    solids += [_rod(wood, (s * x, -y, 0.18), (s * x, y, 0.18), 0.009) for s in SIDES]
    solids.append(_rod(wood, (-x, 0, 0.18), (x, 0, 0.18), 0.009))
    return furniture(CHAIR, "windsor chair", solids)


def bistro_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a bentwood chair: a round seat, a bow for a back with a second bow or crossed slats inside."""
    wood, radius = palette.wood(), rng.uniform(0.19, 0.215)
    seat, back = rng.gauss(0.46, 0.01), rng.uniform(0.82, 0.92)
    cover = palette.wicker() if rng.random() < 0.5 else wood
    y, wide = radius * 0.75, radius * 0.85
    shoulder = back - wide
    parts = [arc(CHAIR, wood, (0, y, shoulder), (0, 0, 1), (0, 1, 0), wide, 0.026, math.pi / 2)]
    parts += [_rod(wood, (s * wide * 0.9, y, seat - 0.03), (s * wide, y, shoulder), 0.013) for s in SIDES]
    if rng.random() < 0.5:
        parts += [
            _bar(wood, (-s * wide * 0.9, y, seat), (s * wide * 0.75, y, shoulder + wide * 0.66), 0.012, 0.006)
            for s in SIDES
        ]
    else:
        inner = wide * 0.6
        parts.append(arc(CHAIR, wood, (0, y, shoulder - 0.04), (0, 0, 1), (0, 1, 0), inner, 0.018, math.pi / 2))
        parts += [_rod(wood, (s * inner, y, seat - 0.02), (s * inner, y, shoulder - 0.04), 0.009) for s in SIDES]
    solids = [
        cone(CHAIR, cover, 0, 0, seat - 0.018, 0.014, radius - 0.02, radius - 0.02, 0.01),
        arc(CHAIR, wood, (0, 0, seat - 0.02), (1, 0, 0), (0, 0, 1), radius - 0.015, 0.03, math.pi, 0.04),
        *leaned(parts, rng.uniform(0.1, 0.2), y, seat - 0.02),
    ]
    solids += legs(CHAIR, wood, radius * 0.62, radius * 0.62, seat - 0.02, 0.016, 0.03, 0.8)
    reach = radius * 0.62 * math.sqrt(2) + 0.02
    solids.append(arc(CHAIR, wood, (0, 0, seat * 0.45), (1, 0, 0), (0, 0, 1), reach, 0.018, math.pi))
    return furniture(CHAIR, "bistro chair", solids)
