"""Beds composed of a frame, a head board and bedding, and daybeds; see `bunk_beds` and `cots` for those of children."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bedding import Mattress, dress
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cushions import lean_cushions, throw
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.headboards import Board, BoardSize, bars, padded, panel, shelf, slatted, winged
from svr_ros.synthesis.catalogue.material_choices import COVER, FABRIC, METAL, WOOD, WOOD_OR_METAL, Choice, choose
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import BED, SIDES, corners
from svr_ros.synthesis.piece import Furniture

_WIDTHS = {0.9: 3.0, 1.0: 1.5, 1.2: 0.8, 1.4: 2.0, 1.53: 1.5, 1.6: 2.5, 1.8: 2.5, 1.93: 1.0, 2.0: 0.8}
"""Widths of mattresses in shops, in metres, with their weights."""


class Base(NamedTuple):
    """A mattress on its frame, the y of its head board and the height down to which blankets may hang, in metres."""

    mattress: Mattress
    head: float
    low: float


Frame = Callable[[Builder, Random, MaterialLibrary], Base]
"""Adds the frame of a bed, of the piece's material."""


def bed(frame: Frame, material: Choice, boards: Mapping[Board | None, float], clear: bool = False) -> Maker:
    """Return the maker of a bed composed of a frame, a head board and bedding.

    Args:
        frame: Frame of the bed.
        material: Material of the frame and the head board.
        boards: Head boards with their weights; none for a bed without one.
        clear: Whether a bedspread may fall to the floor, see `bedding.dress`.
    """
    choices, weights = list(boards), list(boards.values())

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        piece = Builder(BED, choose(rng, materials, material))
        size, head, low = frame(piece, rng, materials)
        if board := rng.choices(choices, weights)[0]:
            height = max(rng.uniform(0.8, 1.2), size.top + rng.uniform(0.22, 0.4))
            board(piece, rng, materials, BoardSize(size.half_x + 0.02, head, size.top, height))
        dress(piece, rng, materials, size, low, clear)
        return piece.furniture()

    return make


def _draw_mattress(rng: Random, bottom: float, thickness: Range) -> Mattress:
    """Return a mattress whose lower face is at the height `bottom`."""
    width = rng.choices(list(_WIDTHS), list(_WIDTHS.values()))[0] * rng.uniform(0.99, 1.01)
    return Mattress(width / 2, rng.choice((0.95, 1.0, 1.0, 1.02)), bottom, bottom + rng.uniform(*thickness))


def rails(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add rails on four posts, and often a foot board."""
    foot, rail = rng.uniform(0.12, 0.25), rng.uniform(0.12, 0.18)
    size = _draw_mattress(rng, foot + 0.08, (0.16, 0.24))
    x, y, z = size.half_x + 0.02, size.half_y + 0.02, (foot, foot + rail)
    for s in SIDES:
        piece.box(around(s * x, 0.018), y, z, 0.005)
    piece.box(x, around(-y, 0.018), z, 0.005)
    piece.box(x, y, (size.bottom - 0.042, size.bottom + 0.002))
    piece.legs(x - 0.03, y - 0.03, foot + 0.03, rng.uniform(0.025, 0.04), square=True)
    if rng.random() < 0.4:
        high, board = size.top + rng.uniform(-0.05, 0.2), slatted if rng.random() < 0.4 else panel
        board(piece, rng, materials, BoardSize(x, -y - 0.04, min(size.top - 0.1, high - 0.2), high))
    return Base(size, y + 0.03, foot)


def covered_box(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add an upholstered box around the mattress, rounded at its edges, on short legs."""
    foot, rail = rng.uniform(0.03, 0.12), rng.uniform(0.2, 0.28)
    size = _draw_mattress(rng, foot + rail - 0.06, (0.18, 0.26))
    x, y = size.half_x + 0.05, size.half_y + 0.05
    piece.box(x, y, (foot, foot + rail), 0.04)
    piece.of(materials.wood()).legs(x - 0.08, y - 0.08, foot + 0.03, 0.03, 0.0, 0.8)
    return Base(size, y + 0.015, foot)


def springs(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add one or two upholstered boxes as wide as the mattress, as in hotels."""
    foot, base = rng.uniform(0.05, 0.12), rng.uniform(0.2, 0.28)
    size = _draw_mattress(rng, foot + base - 0.01, (0.22, 0.3))
    x, y, z = size.half_x, size.half_y, (foot, foot + base)
    if rng.random() < 0.5 and x > 0.6:
        for s in SIDES:
            piece.box(around(s * x / 2, x / 2 - 0.003), y, z, 0.03)
    else:
        piece.box(x, y, z, 0.03)
    piece.of(materials.metal()).legs(x - 0.1, y - 0.1, foot + 0.02, 0.03)
    return Base(size, y + 0.025, foot + 0.05)


def platform(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add a low platform that sticks out around the mattress, on a recessed base."""
    foot, rim = rng.uniform(0.06, 0.16), rng.uniform(0.03, 0.1)
    size = _draw_mattress(rng, foot + 0.06, (0.16, 0.24))
    x, y = size.half_x + rim, size.half_y + rim
    piece.box(x, y, (foot, foot + 0.07), 0.006)
    piece.box(x - 0.15, y - 0.15, (0.0, foot + 0.002))
    return Base(size, y, foot + 0.07)


def tubes(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add a frame of tubes, mostly with bars at the foot."""
    foot, tube = rng.uniform(0.2, 0.34), 0.018
    size = _draw_mattress(rng, foot + 0.03, (0.15, 0.22))
    x, y = size.half_x + 0.015, size.half_y + 0.02
    piece.box(x, size.half_y, (foot - 0.001, foot + 0.031))
    for s in SIDES:
        piece.rod((s * x, -y, foot), (s * x, y, foot), tube)
    if rng.random() < 0.75:
        bars(piece, rng, materials, BoardSize(x, -y, size.top - 0.05, size.top + rng.uniform(0.2, 0.35)))
    else:
        piece.rod((-x, -y, foot), (x, -y, foot), tube)
        for s in SIDES:
            piece.rod((s * x, -y, 0.0), (s * x, -y, foot + 0.02), tube)
    return Base(size, y, foot - 0.1)


def drawers(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add a box down to the floor with drawers at both sides."""
    base, handle, count = rng.uniform(0.3, 0.38), piece.of(materials.metal()), rng.choice((2, 3))
    size = _draw_mattress(rng, base, (0.14, 0.2))
    x, y = size.half_x + 0.02, size.half_y + 0.02
    half = y / count
    piece.box(x, y, (0.04, base), 0.004)
    piece.box(x - 0.05, y - 0.05, (0.0, 0.04))
    for s in SIDES:
        for k in range(count):
            at = half * (2 * k + 1) - y
            piece.box(around(s * (x + 0.004), 0.006), around(at, half - 0.012), (0.06, base - 0.02), 0.002)
            handle.box(around(s * (x + 0.016), 0.008), around(at, 0.06), around(base * 0.65, 0.007), 0.004)
    return Base(size, y + 0.03, base * 0.7)


def tall_posts(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add posts up to a frame overhead, bare or with curtains at the posts, sometimes with a cloth above."""
    foot, height, half = rng.uniform(0.2, 0.3), rng.uniform(1.85, 2.1), rng.uniform(0.018, 0.04)
    size = _draw_mattress(rng, foot + 0.08, (0.18, 0.26))
    x, y = size.half_x + 0.03, size.half_y + 0.03
    for a, b in corners(x, y):
        piece.box(around(a, half), around(b, half), (0.0, height), 0.006)
    for z in ((foot, foot + 0.12), (height - 0.05, height)):
        for s in SIDES:
            piece.box(around(s * x, 0.02), y, z)
            piece.box(x, around(s * y, 0.02), z)
    piece.box(x, y, (size.bottom - 0.031, size.bottom + 0.001))
    if rng.random() < 0.45:
        cloth = piece.of(materials.curtain())
        for a, b in corners(x + 0.01, y + 0.01):
            wide = rng.uniform(0.05, 0.12)
            cloth.box(around(a - math.copysign(wide, a), wide), around(b, 0.025), (0.23, height - 0.03), 0.024)
        if rng.random() < 0.6:
            cloth.box(x + 0.02, y + 0.02, around(height + 0.005, 0.008), 0.004)
    return Base(size, y, foot + 0.1)


def curled_boards(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add rails between a head and a foot board that curl outwards."""
    foot, bend = 0.12, 0.25
    size = _draw_mattress(rng, foot + 0.12, (0.18, 0.26))
    x, y = size.half_x + 0.03, size.half_y + 0.03
    piece.box(x, y, (foot - 0.015, foot + 0.135), 0.01)
    for s, top in ((1.0, rng.uniform(0.95, 1.1)), (-1.0, rng.uniform(0.6, 0.75))):
        curl, roll = s * (y + bend), s * (y + 0.078)
        piece.box(x, around(s * y, 0.022), (0.0, top - bend), 0.006)
        piece.arc((0.0, curl, top - bend), (0.0, -s * 0.924, 0.383), (1, 0, 0), bend, 0.044, 0.4, 2 * x)
        piece.rod((-x, roll, top - 0.065), (x, roll, top - 0.065), 0.035)
    return Base(size, y, foot + 0.15)


def floor(piece: Builder, rng: Random, materials: MaterialLibrary) -> Base:
    """Add nothing, a thin mat or pallets below the mattress."""
    low = rng.choice((0.0, 0.03, 0.14))
    size = _draw_mattress(rng, low, (0.14, 0.22))
    if low > 0.1:
        x, y = size.half_x + 0.05, size.half_y + 0.05
        for k in range(5):
            piece.box(x, around(y * ((2 * k + 1) / 5 - 1), y / 5 - 0.02), (low - 0.024, low))
        for s in (-1.0, 0.0, 1.0):
            piece.box(around(s * (x - 0.05), 0.05), y, (0.0, low - 0.02))
    elif low:
        piece.of(materials.fabric()).box(size.half_x + 0.02, size.half_y + 0.02, (0.0, low + 0.001), 0.01)
    return Base(size, size.half_y, low)


def padded_daybed(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an upholstered bed whose long side, with a back, goes to the wall."""
    x, y, top, back, arm = _draw_daybed(rng)
    piece = Builder(BED, materials.fabric())
    piece.box(x, y, (0.0, top - 0.15), 0.02)
    piece.box(x + 0.06, around(y, 0.05), (0.0, back), 0.045)
    for s in SIDES:
        piece.box(around(s * (x + 0.01), 0.05), y, (0.0, arm), 0.045)
    _dress_daybed(piece, rng, materials, x - 0.03, y - 0.03, top)
    return piece.furniture()


def barred_daybed(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a bed of wood or metal whose long side, with a back of bars, goes to the wall."""
    (x, y, top, back, arm), metal = _draw_daybed(rng), rng.random() < 0.5
    post, bar, count = (0.014, 0.008, rng.randint(5, 9)) if metal else (0.03, 0.016, rng.randint(5, 9))
    piece = Builder(BED, materials.metal() if metal else materials.wood())
    piece.box(x, y, (top - 0.23, top - 0.13), 0.01)
    # Back and its bars
    piece.box(x, around(y, post * 0.7), around(back - 0.03, 0.025))
    for k in range(count):
        piece.box(around(x * ((2 * k + 1) / count - 1), bar), around(y, 0.008), (top - 0.18, back - 0.02), 0.003)
    # Posts, arms and their bars
    for s in SIDES:
        piece.box(around(s * x, post), around(y, post), (0.0, back), 0.01)
        piece.box(around(s * x, post), around(-y, post), (0.0, arm), 0.01)
        piece.box(around(s * x, post * 0.7), y, around(arm - 0.03, 0.025))
        for at in (-0.2, 0.0, 0.2):
            piece.box(around(s * x, 0.008), around(at, bar), (top - 0.18, arm - 0.02), 0.003)
    _dress_daybed(piece, rng, materials, x - 0.03, y - 0.03, top)
    return piece.furniture()


def _draw_daybed(rng: Random) -> tuple[float, float, float, float, float]:
    """Return half the width and depth of a daybed and the heights of its mattress, back and arms, in metres."""
    back = rng.uniform(0.72, 0.9)
    return rng.uniform(1.0, 1.05), rng.uniform(0.45, 0.51), rng.uniform(0.4, 0.5), back, back - rng.choice((0.0, 0.15))


def _dress_daybed(piece: Builder, rng: Random, materials: MaterialLibrary, x: float, y: float, top: float) -> None:
    """Add a mattress, cushions along its back and now and then a throw."""
    piece.of(materials.linen()).box(x, y, (top - 0.17, top + 0.01), 0.04)
    lean_cushions(piece, rng, materials, rng.randint(2, 5), x * 0.95, y - 0.01, top)
    if rng.random() < 0.4:
        with piece.using(materials.fabric()):
            throw(piece, rng.uniform(-0.5, 0.5), (-y - 0.03, y - 0.17), top, rng.uniform(0.2, 0.4), 0.2)


def _form(name: str, make: Maker, weight: float, height: Range, kind: str = "bed") -> Form:
    if kind == "daybed":
        return Form(name, kind, Label.BED, make, weight, (1.95, 2.3), (0.85, 1.3), height)
    return Form(name, kind, Label.BED, make, weight, (0.86, 2.72), (1.85, 2.55), height)


FORMS: tuple[Form, ...] = (
    _form("wooden bed", bed(rails, WOOD, {panel: 1.2, slatted: 1.4}), 2.6, (0.76, 1.25)),
    _form("upholstered bed", bed(covered_box, COVER, {padded: 2.0, winged: 0.8, panel: 0.4}, True), 2.4, (0.76, 1.25)),
    _form(
        "box spring", bed(springs, FABRIC, {padded: 2.0, winged: 0.4, panel: 0.6, None: 0.53}, True), 1.8, (0.5, 1.25)
    ),
    _form("platform bed", bed(platform, WOOD, {panel: 1.5, padded: 0.5, slatted: 0.5, None: 0.83}), 1.3, (0.3, 1.25)),
    _form("metal bed", bed(tubes, METAL, {bars: 1.0}), 1.1, (0.7, 1.32)),
    _form("bed with drawers", bed(drawers, WOOD, {shelf: 1.2, panel: 1.0, padded: 0.4}), 0.9, (0.76, 1.25)),
    _form("four-poster", bed(tall_posts, WOOD_OR_METAL, {panel: 1.0, slatted: 1.0}), 0.4, (1.8, 2.15)),
    _form("sleigh bed", bed(curled_boards, WOOD, {None: 1.0}), 0.4, (0.85, 1.2)),
    _form("mattress on the floor", bed(floor, WOOD, {None: 1.0}), 0.5, (0.2, 0.95)),
    _form("daybed", barred_daybed, 0.67, (0.7, 1.05), "daybed"),
    _form("padded daybed", padded_daybed, 0.33, (0.7, 1.05), "daybed"),
)
