"""What lies on desks: books, papers, pens, screens, telephones, printers; all void, facing -y."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID
from svr_ros.synthesis.catalogue.props.entries import small_thing
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.textures import Tiles

Finish = Callable[[MaterialLibrary], int]
"""Method of the library that draws a material."""


def pile(
    rng: Random, materials: MaterialLibrary, finish: Finish, x: Range, y: Range, thick: Range, rounding: float = 0.012
) -> Furniture:
    """Return a pile of up to five things from ranges of half their width and depth and of their thickness."""
    piece, z, half_x, half_y = Builder(VOID), 0.0, rng.uniform(*x), rng.uniform(*y)
    for _ in range(rng.randint(1, 5)):
        height, size = rng.uniform(*thick), rng.uniform(0.8, 1.0)
        part, turn = piece.of(finish(materials)), rng.gauss(0.0, 0.15)
        part.box(size * half_x, size * half_y, (z, z + height), rounding, turn)
        z += height
    return piece.furniture()


books = partial(pile, finish=MaterialLibrary.thing, x=(0.09, 0.14), y=(0.07, 0.11), thick=(0.012, 0.04), rounding=0.002)
folded_clothes = partial(pile, finish=MaterialLibrary.fabric, x=(0.12, 0.17), y=(0.1, 0.14), thick=(0.024, 0.06))
tea_towels = partial(pile, finish=MaterialLibrary.towel, x=(0.1, 0.13), y=(0.07, 0.09), thick=(0.012, 0.024))


def papers(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return scattered sheets of paper, or a pile."""
    piece = Builder(VOID, materials.page())
    if rng.random() < 0.3:
        height = rng.uniform(0.02, 0.08)
        piece.box(0.105, 0.148, (0, height), yaw=rng.uniform(-0.2, 0.2))
        piece.of(materials.page()).box(around(0.01, 0.105), 0.148, (height, height + 0.004), yaw=rng.uniform(-0.5, 0.5))
        return piece.furniture()
    for k in range(rng.randint(1, 4)):
        x, y = rng.uniform(-0.1, 0.1), rng.uniform(-0.08, 0.08)
        piece.box(around(x, 0.105), around(y, 0.148), around(0.003 + 0.001 * k, 0.003), yaw=rng.uniform(-0.8, 0.8))
    return piece.furniture()


def pen_pot(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a pot of pens."""
    piece, height = Builder(VOID, materials.thing()), rng.uniform(0.09, 0.12)
    piece.shell((0, height), 0.036, 0.038, 0.006)
    for k in range(4):
        angle = k * math.tau / 4 + rng.uniform(-0.4, 0.4)
        tip = (0.04 * math.cos(angle), 0.04 * math.sin(angle), height + rng.uniform(0.03, 0.07))
        piece.of(materials.thing()).rod((0.0, 0.0, 0.01), tip, 0.005)
    return piece.furniture()


def binders(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return ring binders or thick books that stand upright, of which the last one may lean."""
    piece = Builder(VOID)
    count, half, height = rng.randint(2, 5), rng.uniform(0.015, 0.037), rng.uniform(0.22, 0.32)
    for k in range(count):
        piece.of(materials.thing()).box(around(2.05 * half * (k + 0.5), half), 0.12, (0, height), 0.002)
    if rng.random() < 0.5:
        lean = rng.uniform(0.15, 0.35)
        x = 2.05 * half * count + half / math.cos(lean) + height / 2 * math.sin(lean) - half
        z = height / 2 * math.cos(lean) + half * math.sin(lean)
        piece.of(materials.thing()).box(around(x, half), 0.115, around(z, height / 2), 0.002, roll=-lean)
    return piece.furniture()


def add_keyboard(piece: Builder, rng: Random, materials: MaterialLibrary, y: float) -> None:
    """Add a keyboard whose middle is at y, with its mouse."""
    body = materials.plain(rng.choice(("dark", "dark", "white", "grey")))
    keys = materials.add(Tiles(50.0, 0.12), (0.05, 0.05, 0.05), (0.2, 0.2, 0.2), 0.05)
    half, turn = rng.uniform(0.15, 0.22), rng.uniform(-0.1, 0.1)
    with piece.using(body):
        piece.box(half, around(y, 0.07), (0, 0.018), 0.004, turn)
        piece.ellipsoid(around(half + 0.09, 0.03), around(y, 0.05), around(0.016, 0.017))
    piece.of(keys if rng.random() < 0.7 else body).box(half - 0.01, around(y, 0.058), around(0.018, 0.004), yaw=turn)


def keyboard(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a keyboard with its mouse."""
    piece = Builder(VOID)
    add_keyboard(piece, rng, materials, 0.0)
    return piece.furniture()


def laptop(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a laptop, mostly open."""
    body, half = materials.plain(rng.choice(("grey", "grey", "dark", "white")), 0.2), rng.uniform(0.15, 0.19)
    piece = Builder(VOID, body)
    piece.box(half, 0.68 * half, (0, 0.018), 0.004)
    if rng.random() < 0.15:
        piece.box(half, 0.68 * half, (0.018, 0.026), 0.003)
        return piece.furniture()
    lean, up = rng.uniform(0.15, 0.45), 0.66 * half
    y, z = 0.68 * half + up * math.sin(lean), around(0.012 + up * math.cos(lean), up)
    piece.box(half, around(y, 0.005), z, 0.003, pitch=-lean)
    piece.of(materials.plain("dark", 0.05)).box(0.86 * half, around(0.2 * half, 0.3 * half), around(0.0185, 0.001))
    piece.of(materials.screen()).box(half - 0.008, around(y - 0.005, 0.002), (z[0] + 0.008, z[1] - 0.008), pitch=-lean)
    return piece.furniture()


def screens(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return one or two flat screens on their feet, mostly with a keyboard and a mouse."""
    piece = Builder(VOID, materials.plain(rng.choice(("dark", "dark", "grey", "beige"))))
    screen, low, count = materials.screen(), rng.uniform(0.08, 0.15), rng.choice((1, 1, 1, 2))
    half = rng.uniform(0.2, 0.26) if count == 2 else rng.uniform(0.22, 0.4)
    high = low + 2 * half * rng.uniform(0.56, 0.64)
    for k in range(count):
        with piece.placed(x=(k - (count - 1) / 2) * (2 * half + 0.015)):
            piece.box(half, (0.101, 0.129), (low, high), 0.004)
            piece.box(0.022, (0.128, 0.152), (0, (low + high) / 2))
            piece.box(0.11, (0.05, 0.21), (0, 0.014), 0.004)
            piece.of(screen).box(half - 0.012, (0.097, 0.103), (low + 0.014, high - 0.014))
    if rng.random() < 0.85:
        add_keyboard(piece, rng, materials, -0.14)
    return piece.furniture()


def tube_screen(
    rng: Random, materials: MaterialLibrary, max_width: float = 1.44, *, sizes: Range, keyboard: float
) -> Furniture:
    """Return an old screen with a tube, of half a width drawn from `sizes` (metres), perhaps with a keyboard."""
    piece = Builder(VOID, materials.plain(rng.choice(("dark", "dark", "grey", "beige")), 0.2))
    half = min(max_width / 2, rng.uniform(*sizes))
    piece.box(half, (-0.15 * half, 0.6 * half), (0, 1.7 * half), 0.015)
    piece.box(0.7 * half, (0.5 * half, 1.4 * half), (0, 1.4 * half), 0.04)
    piece.of(materials.screen()).box(0.84 * half, around(-0.15 * half, 0.006), (0.2 * half, 1.55 * half), 0.005)
    if rng.random() < keyboard:
        add_keyboard(piece, rng, materials, -0.2)
    return piece.furniture()


def television(rng: Random, materials: MaterialLibrary, max_width: float = 1.44) -> Furniture:
    """Return a flat television on a foot or two."""
    piece, half = Builder(VOID, materials.plain("dark", 0.2)), min(max_width / 2, rng.uniform(0.35, 0.72))
    low = rng.uniform(0.04, 0.08)
    high = low + 2 * half * rng.uniform(0.56, 0.62)
    piece.box(half, 0.022, (low, high), 0.005)
    piece.of(materials.screen()).box(half - 0.012, around(-0.021, 0.003), (low + 0.014, high - 0.014))
    for x, wide in rng.choice((((0.0, 0.3 * half),), ((-0.75 * half, 0.014), (0.75 * half, 0.014)))):
        piece.box(around(x, wide), 0.1, (0, 0.016), 0.004)
        piece.box(around(x, min(0.1 * half, wide)), 0.014, (0.01, low + 0.01))
    return piece.furniture()


def radio(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a radio with its aerial, or an alarm clock."""
    piece = Builder(VOID, materials.thing() if rng.random() < 0.5 else materials.plain("dark"))
    half, height = rng.uniform(0.07, 0.16), rng.uniform(0.09, 0.18)
    piece.box(half, 0.05, (0, height), 0.012)
    with piece.using(materials.plain("dark", 0.0)):
        x = -half * 0.45
        piece.rod((x, -0.046, height / 2), (x, -0.054, height / 2), height * 0.35)
    piece.of(materials.screen()).box(
        around(half * 0.4, half * 0.4), around(-0.05, 0.003), around(height * 0.6, height * 0.17)
    )
    piece.of(materials.metal()).rod((half * 0.8, 0.02, height - 0.01), (half * 1.3, 0.02, 2.25 * height), 0.003)
    return piece.furniture()


def printer(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a printer with paper in its feeder."""
    body = materials.plain(rng.choice(("dark", "grey", "white", "beige")))
    piece, half = Builder(VOID, body), rng.uniform(0.18, 0.25)
    half_y, height = rng.uniform(0.14, 0.2), rng.uniform(0.12, 0.28)
    piece.box(half, half_y, (0, height), 0.02)
    piece.box(half * 0.7, (-half_y - 0.12, 0.02 - half_y), around(height * 0.225, 0.006), 0.002)
    piece.of(materials.plain("dark")).box(
        half * 0.75, around(-half_y, 0.008), around(height * 0.4, height * 0.15), 0.003
    )
    piece.of(materials.page()).box(half * 0.6, around(half_y - 0.02, 0.008), around(height + 0.04, 0.07), pitch=-0.4)
    return piece.furniture()


def add_speaker(piece: Builder, materials: MaterialLibrary, x: float, half: float, height: float) -> None:
    """Add a loudspeaker at x from half its width and its height (metres)."""
    piece.of(materials.wood()).box(around(x, half), half * 1.2, (0, height), 0.004)
    with piece.using(materials.plain("dark", 0.05)):
        for z, radius in ((0.33 * height, 0.72 * half), (0.78 * height, 0.38 * half)):
            piece.rod((x, -1.2 * half + 0.006, z), (x, -1.2 * half - 0.006, z), radius)


def hi_fi(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a hi-fi set between its loudspeakers."""
    piece = Builder(VOID, materials.plain(rng.choice(("dark", "grey", "white", "beige"))))
    half, half_y, height = rng.uniform(0.14, 0.2), rng.uniform(0.14, 0.2), rng.uniform(0.06, 0.14)
    piece.box(half, half_y, (0, height), 0.004)
    piece.of(materials.plain("dark")).box(half * 0.75, around(-half_y, 0.004), around(height * 0.55, height * 0.2))
    for side in SIDES:
        add_speaker(piece, materials, side * (half + 0.1), 0.09, 0.3)
    return piece.furniture()


tube_monitor = partial(tube_screen, sizes=(0.18, 0.22), keyboard=0.85)
tube_tv = partial(tube_screen, sizes=(0.25, 0.33), keyboard=0.0)

FORMS: tuple[Form, ...] = (
    *small_thing("pile of books", books, (0.15, 0.33), (0.12, 0.3), (0, 0.18),
                 shelf=2, table=1, desk=2, nightstand=2, seat=1),
    *small_thing("papers", papers, (0.18, 0.56), (0.28, 0.52), (0, 0.09), table=1, desk=3, seat=1),
    *small_thing("pen pot", pen_pot, (0.08, 0.1), (0.08, 0.1), (0.13, 0.2), desk=2),
    *small_thing("binders", binders, (0.04, 0.54), (0.23, 0.25), (0.21, 0.34), desk=2),
    *small_thing("keyboard", keyboard, (0.4, 0.58), (0.13, 0.19), (0.03, 0.04), desk=1),
    *small_thing("laptop", laptop, (0.29, 0.39), (0.19, 0.38), (0.02, 0.27), table=1, desk=1, seat=1),
    *small_thing("radio", radio, (0.15, 0.38), (0.1, 0.11), (0.18, 0.42), desk=1, nightstand=1),
    *small_thing("printer", printer, (0.34, 0.52), (0.4, 0.56), (0.21, 0.4), desk=0.7),
    *small_thing("hi-fi", hi_fi, (0.64, 0.8), (0.26, 0.42), (0.29, 0.31), desk=0.3),
    Form("screens", "screen", Label.VOID, screens, 9.3, (0.4, 1.1), (0.14, 0.46), (0.3, 0.67), Place.TOP),
    Form("tube monitor", "screen", Label.VOID, tube_monitor, 0.7, (0.34, 0.58), (0.26, 0.62), (0.29, 0.39), Place.TOP),
    Form("television", "television", Label.VOID, television, 9.3, (0.65, 1.5), (0.19, 0.21), (0.4, 1), Place.TOP),
    Form("tube television", "television", Label.VOID, tube_tv, 0.7, (0.48, 0.68), (0.38, 0.54), (0.4, 0.58), Place.TOP),
)  # fmt: skip
