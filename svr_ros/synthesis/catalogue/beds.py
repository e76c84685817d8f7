"""Beds to sleep in, alone or in pairs; `bunks` has those above each other and `cots` those for babies."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue import bunks, cots, headboards
from svr_ros.synthesis.catalogue.bedding import Mattress, dress
from svr_ros.synthesis.catalogue.cushions import cushions, throw
from svr_ros.synthesis.catalogue.forms import Forms, draw_form
from svr_ros.synthesis.catalogue.frames import arc, legs
from svr_ros.synthesis.catalogue.headboards import Board
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import BED, SIDES, box, corners, rod
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, BED)
_rod = partial(rod, BED)

_WIDTHS = (0.9, 1.0, 1.2, 1.4, 1.53, 1.6, 1.8, 1.93, 2.0)
_WIDTH_WEIGHTS = (3.0, 1.5, 0.8, 2.0, 1.5, 2.5, 2.5, 1.0, 0.8)


def _size(rng: Random, bottom: float, thick: tuple[float, float]) -> Mattress:
    """Draw a mattress as they are sold, lying at the height `bottom`."""
    width = rng.choices(_WIDTHS, _WIDTH_WEIGHTS)[0] * rng.uniform(0.99, 1.01)
    return Mattress(width / 2, rng.choice((0.95, 1.0, 1.0, 1.02)), bottom, bottom + rng.uniform(*thick))


def _head(
    rng: Random, palette: Palette, material: int, size: Mattress, y: float, boards: dict[Board, float]
) -> list[Solid]:
    board = rng.choices(list(boards), list(boards.values()))[0]
    height = max(rng.uniform(0.8, 1.2), size.top + rng.uniform(0.22, 0.4))
    return board(rng, palette, material, size.half_x + 0.02, y, size.top, height)


def _wooden(rng: Random, palette: Palette) -> Furniture:
    """Make a frame of rails on posts with a head board and often a foot board."""
    wood, foot = palette.wood(), rng.uniform(0.12, 0.25)
    size = _size(rng, foot + 0.08, (0.16, 0.24))
    rail, x, y = rng.uniform(0.06, 0.09), size.half_x + 0.02, size.half_y + 0.02
    solids = [_box(wood, s * x, 0, foot + rail, 0.018, y, rail, 0.005) for s in SIDES]
    solids.append(_box(wood, 0, -y, foot + rail, x, 0.018, rail, 0.005))
    solids.append(_box(wood, 0, 0, size.bottom - 0.02, x, y, 0.022, 0.0))
    solids += legs(BED, wood, x - 0.03, y - 0.03, foot + 0.03, rng.uniform(0.025, 0.04), 0.0, 1.0, square=True)
    solids += _head(rng, palette, wood, size, y + 0.03, {headboards.panel: 1.2, headboards.slatted: 1.4})
    if rng.random() < 0.4:
        high = size.top + rng.uniform(-0.05, 0.2)
        board = headboards.slatted if rng.random() < 0.4 else headboards.panel
        solids += board(rng, palette, wood, x, -y - 0.04, min(size.top - 0.1, high - 0.2), high)
    return furniture(BED, "bed", solids + dress(rng, palette, size, foot))


def _upholstered(rng: Random, palette: Palette) -> Furniture:
    """Make a frame covered with cloth, rounded at its edges, with a padded head board."""
    cloth = palette.leather() if rng.random() < 0.2 else palette.fabric()
    foot, rail = rng.uniform(0.03, 0.12), rng.uniform(0.1, 0.14)
    size = _size(rng, foot + 2 * rail - 0.06, (0.18, 0.26))
    x, y = size.half_x + 0.05, size.half_y + 0.05
    solids = [_box(cloth, 0, 0, foot + rail, x, y, rail, 0.04)]
    solids += legs(BED, palette.wood(), x - 0.08, y - 0.08, foot + 0.03, 0.03, 0.0, 0.8)
    boards: dict[Board, float] = {headboards.padded: 2.0, headboards.winged: 0.8, headboards.panel: 0.4}
    solids += _head(rng, palette, cloth, size, y + 0.015, boards)
    return furniture(BED, "bed", solids + dress(rng, palette, size, foot, clear=True))


def _box_spring(rng: Random, palette: Palette) -> Furniture:
    """Make a tall bed of two mattresses and a topper, as hotels have."""
    cloth, foot, base = palette.fabric(), rng.uniform(0.05, 0.12), rng.uniform(0.2, 0.28)
    size = _size(rng, foot + base - 0.01, (0.22, 0.3))
    x, y = size.half_x, size.half_y
    solids = [_box(cloth, 0, 0, foot + base / 2, x, y, base / 2, 0.03)]
    if rng.random() < 0.5 and x > 0.6:  # two boxes side by side
        solids = [_box(cloth, s * x / 2, 0, foot + base / 2, x / 2 - 0.003, y, base / 2, 0.03) for s in SIDES]
    solids += legs(BED, palette.metal(), x - 0.1, y - 0.1, foot + 0.02, 0.03)
    if rng.random() < 0.85:
        boards: dict[Board, float] = {headboards.padded: 2.0, headboards.winged: 0.4, headboards.panel: 0.6}
        solids += _head(rng, palette, cloth, size, y + 0.025, boards)
    return furniture(BED, "bed", solids + dress(rng, palette, size, foot + 0.05, clear=True))


def _platform(rng: Random, palette: Palette) -> Furniture:
    """Make a low wooden platform that sticks out around the mattress, on a recessed base."""
    wood, foot, rim = palette.wood(), rng.uniform(0.06, 0.16), rng.uniform(0.03, 0.1)
    size = _size(rng, foot + 0.06, (0.16, 0.24))
    x, y = size.half_x + rim, size.half_y + rim
    solids = [
        _box(wood, 0, 0, foot + 0.035, x, y, 0.035, 0.006),
        _box(wood, 0, 0, foot / 2, x - 0.15, y - 0.15, foot / 2 + 0.002),
    ]
    if rng.random() < 0.75:
        boards: dict[Board, float] = {headboards.panel: 1.5, headboards.padded: 0.5, headboards.slatted: 0.5}
        solids += _head(rng, palette, wood, size, y, boards)
    return furniture(BED, "bed", solids + dress(rng, palette, size, foot + 0.07))


def _metal(rng: Random, palette: Palette) -> Furniture:
    """Make a frame of tubes with bars at the head and lower ones at the foot."""
    metal, foot = palette.metal(), rng.uniform(0.2, 0.34)
    size = _size(rng, foot + 0.03, (0.15, 0.22))
    x, y = size.half_x + 0.015, size.half_y + 0.02
    solids = [_rod(metal, (s * x, -y, foot), (s * x, y, foot), 0.018) for s in SIDES]
    solids.append(_box(metal, 0, 0, foot + 0.015, x, size.half_y, 0.016, 0.0))
    solids += _head(rng, palette, metal, size, y, {headboards.bars: 1.0})
    if rng.random() < 0.75:
        solids += headboards.bars(rng, palette, metal, x, -y, size.top - 0.05, size.top + rng.uniform(0.2, 0.35))
    else:
        solids += [_rod(metal, (s * x, -y, 0.0), (s * x, -y, foot + 0.02), 0.018) for s in SIDES]
        solids.append(_rod(metal, (-x, -y, foot), (x, -y, foot), 0.018))
    return furniture(BED, "bed", solids + dress(rng, palette, size, foot - 0.1))


def _with_drawers(rng: Random, palette: Palette) -> Furniture:
    """Make a box down to the floor with drawers at one or both sides, often shelves at its head."""
    wood, pull = palette.wood(), palette.metal()
    base = rng.uniform(0.3, 0.38)
    size = _size(rng, base, (0.14, 0.2))
    x, y, count = size.half_x + 0.02, size.half_y + 0.02, rng.choice((2, 3))
    solids = [
        _box(wood, 0, 0, base / 2 + 0.02, x, y, base / 2 - 0.02, 0.004),
        _box(wood, 0, 0, 0.02, x - 0.05, y - 0.05, 0.02),
    ]
    long = 2 * y / count
    for side in SIDES:
        for k in range(count):
            at = long * (k + 0.5) - y
            solids.append(
                _box(wood, side * (x + 0.004), at, base / 2 + 0.02, 0.006, long / 2 - 0.012, base / 2 - 0.04, 0.002)
            )
            solids.append(_box(pull, side * (x + 0.016), at, base * 0.65, 0.008, 0.06, 0.007, 0.004))
    boards: dict[Board, float] = {headboards.shelf: 1.2, headboards.panel: 1.0, headboards.padded: 0.4}
    solids += _head(rng, palette, wood, size, y + 0.03, boards)
    return furniture(BED, "bed", solids + dress(rng, palette, size, base * 0.7))


def _four_poster(rng: Random, palette: Palette) -> Furniture:
    """Make posts up to a frame overhead, bare or with curtains tied at the posts, sometimes a cloth above."""
    frame = palette.wood() if rng.random() < 0.6 else palette.metal()
    foot, height, slim = rng.uniform(0.2, 0.3), rng.uniform(1.85, 2.1), rng.uniform(0.018, 0.04)
    size = _size(rng, foot + 0.08, (0.18, 0.26))
    x, y = size.half_x + 0.03, size.half_y + 0.03
    solids = [_box(frame, a, b, height / 2, slim, slim, height / 2, 0.006) for a, b in corners(x, y)]
    solids += [
        _box(frame, s * x, 0, z, 0.02, y, half)
        for s in SIDES
        for z, half in ((foot + 0.06, 0.06), (height - 0.025, 0.025))
    ]
    solids += [
        _box(frame, 0, s * y, z, x, 0.02, half)
        for s in SIDES
        for z, half in ((foot + 0.06, 0.06), (height - 0.025, 0.025))
    ]
    solids.append(_box(frame, 0, 0, size.bottom - 0.015, x, y, 0.016, 0.0))
    solids += _head(rng, palette, frame, size, y, {headboards.panel: 1.0, headboards.slatted: 1.0})
    if rng.random() < 0.45:
        cloth = palette.curtain()
        for a, b in corners(x + 0.01, y + 0.01):
            half = rng.uniform(0.05, 0.12)
            solids.append(
                _box(cloth, a - math.copysign(half, a), b, height / 2 + 0.1, half, 0.025, height / 2 - 0.13, 0.024)
            )
        if rng.random() < 0.6:
            solids.append(_box(cloth, 0, 0, height + 0.005, x + 0.02, y + 0.02, 0.008, 0.004))
    return furniture(BED, "bed", solids + dress(rng, palette, size, foot + 0.1))


def _sleigh(rng: Random, palette: Palette) -> Furniture:
    """Make head and foot boards that curl outwards."""
    wood, foot = palette.wood(), 0.12
    size = _size(rng, foot + 0.12, (0.18, 0.26))
    x, y = size.half_x + 0.03, size.half_y + 0.03
    solids = [_box(wood, 0, 0, foot + 0.06, x, y, 0.075, 0.01)]
    for end, top in ((1.0, rng.uniform(0.95, 1.1)), (-1.0, rng.uniform(0.6, 0.75))):
        bend = 0.25
        solids.append(_box(wood, 0, end * y, (top - bend) / 2, x, 0.022, (top - bend) / 2, 0.006))
        solids.append(
            arc(
                BED,
                wood,
                (0, end * (y + bend), top - bend),
                (0, -end * 0.924, 0.383),
                (1, 0, 0),
                bend,
                0.044,
                0.4,
                2 * x,
            )
        )
        solids.append(_rod(wood, (-x, end * (y + 0.078), top - 0.065), (x, end * (y + 0.078), top - 0.065), 0.035))
    return furniture(BED, "bed", solids + dress(rng, palette, size, foot + 0.15))


def _on_the_floor(rng: Random, palette: Palette) -> Furniture:
    """Put a mattress on the floor, on a thin mat or on pallets."""
    low = rng.choice((0.0, 0.03, 0.14))
    size = _size(rng, low, (0.14, 0.22))
    solids: list[Solid] = []
    if low > 0.1:
        wood = palette.wood()
        x, y = size.half_x + 0.05, size.half_y + 0.05
        solids += [
            _box(wood, 0, y * (2 * (k + 0.5) / 5 - 1), low - 0.012, x, y / 5 - 0.02, 0.012, 0.0) for k in range(5)
        ]
        solids += [_box(wood, s * (x - 0.05), 0, low / 2 - 0.01, 0.05, y, low / 2 - 0.01) for s in (-1.0, 0.0, 1.0)]
    elif low:
        solids.append(
            _box(palette.fabric(), 0, 0, low / 2, size.half_x + 0.02, size.half_y + 0.02, low / 2 + 0.001, 0.01)
        )
    return furniture(BED, "bed", solids + dress(rng, palette, size, low))


BEDS: Forms = {
    "wooden bed": (_wooden, 2.6),
    "upholstered bed": (_upholstered, 2.4),
    "box spring": (_box_spring, 1.8),
    "platform bed": (_platform, 1.3),
    "metal bed": (_metal, 1.1),
    "bed with drawers": (_with_drawers, 0.9),
    "four-poster": (_four_poster, 0.4),
    "sleigh bed": (_sleigh, 0.4),
    "mattress on the floor": (_on_the_floor, 0.5),
}


def bed(rng: Random, palette: Palette) -> Furniture:
    """Draw a bed with its bedding, 0.9 to 2 m wide."""
    return draw_form(rng, palette, BEDS)


def bunk_bed(rng: Random, palette: Palette) -> Furniture:
    """Draw two beds one above the other, or one up high, with a ladder."""
    return draw_form(rng, palette, bunks.BUNKS)


def cot(rng: Random, palette: Palette) -> Furniture:
    """Draw a bed for a baby."""
    return draw_form(rng, palette, cots.COTS)


def daybed(rng: Random, palette: Palette) -> Furniture:
    """Draw a bed whose long side goes to the wall: a back and two arms of bars, boards or cloth, cushions along it."""
    kind, top = rng.choice(("wood", "metal", "padded")), rng.uniform(0.4, 0.5)
    half_x, half_y, back = rng.uniform(0.97, 1.02), rng.uniform(0.42, 0.48), rng.uniform(0.72, 0.9)
    size = Mattress(half_x, half_y, top - 0.16, top)
    material = palette.metal() if kind == "metal" else palette.wood() if kind == "wood" else palette.fabric()
    x, y, arm = half_x + 0.03, half_y + 0.03, back - rng.choice((0.0, 0.15))
    solids = [_box(material, 0, 0, top - 0.18, x, y, 0.05, 0.01)]
    if kind == "padded":
        solids = [_box(material, 0, 0, (top - 0.15) / 2 + 0.02, x, y, (top - 0.15) / 2 - 0.02, 0.02)]
        solids.append(_box(material, 0, y, back / 2, x + 0.06, 0.05, back / 2, 0.045))
        solids += [_box(material, s * (x + 0.01), 0, arm / 2, 0.05, y, arm / 2, 0.045) for s in SIDES]
    else:
        post = 0.03 if kind == "wood" else 0.014
        solids += [_box(material, s * x, y, back / 2, post, post, back / 2, 0.01) for s in SIDES]
        solids += [_box(material, s * x, -y, arm / 2, post, post, arm / 2, 0.01) for s in SIDES]
        solids.append(_box(material, 0, y, back - 0.03, x, post * 0.7, 0.025))
        solids += [_box(material, s * x, 0, arm - 0.03, post * 0.7, y, 0.025) for s in SIDES]
        slim = 0.008 if kind == "metal" else 0.016
        count = rng.randint(5, 9)
        for k in range(count):
            a = x * ((2 * k + 1) / count - 1)
            solids.append(_box(material, a, y, (top + back) / 2 - 0.1, slim, 0.008, (back - top) / 2 + 0.08, 0.003))
        for s in SIDES:
            solids += [
                _box(material, s * x, b, (top + arm) / 2 - 0.1, 0.008, slim, (arm - top) / 2 + 0.08, 0.003)
                for b in (-0.2, 0.0, 0.2)
            ]
    solids.append(_box(palette.linen(), 0, 0, top - 0.08, half_x, half_y, 0.09, 0.04))
    solids += cushions(rng, palette, BED, rng.randint(2, 5), half_x * 0.95, half_y - 0.01, size.top)
    if rng.random() < 0.4:
        solids += throw(BED, palette.fabric(), rng.uniform(-0.5, 0.5), -y, y - 0.2, top, rng.uniform(0.2, 0.4), 0.2)
    return furniture(BED, "daybed", solids)
