"""Bath tubs: panelled, built in, oval, on claws, round, in a corner; curtains and screens of glass for them."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.kitchen_machines import tap
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import BATH, SIDES, VOID, box, cone, corners, ellipsoid, rod, shell
from svr_ros.synthesis.catalogue.tableware import bottles
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid


def _trough(
    look: int, half_x: float, half_y: float, height: float, wall: float, floor: float, soft: float
) -> list[Solid]:
    """Build an open vessel of boxes: a floor of that thickness and four walls."""
    soft = min(soft, wall * 0.45)
    return [
        box(BATH, look, 0, 0, floor / 2, half_x, half_y, floor / 2, 0.01),
        *(box(BATH, look, 0, s * (half_y - wall / 2), height / 2, half_x, wall / 2, height / 2, soft) for s in SIDES),
        *(box(BATH, look, s * (half_x - wall / 2), 0, height / 2, wall / 2, half_y, height / 2, soft) for s in SIDES),
    ]


def _slopes(
    rng: Random, look: int, half_x: float, half_y: float, height: float, wall: float, floor: float
) -> list[Solid]:
    """Build the sloping ends and rounded foot inside, which make a hollow look like a tub and not like a crate."""
    solids, tall = [], height / 2 - 0.03
    for side, slope in ((-1.0, rng.uniform(0.35, 0.6)), (1.0, rng.uniform(0.1, 0.25))):
        x = side * (half_x - wall - 0.045 - math.sin(slope) * tall)
        solids.append(
            box(BATH, look, x, 0, height / 2 - 0.01, 0.045, half_y - wall + 0.01, tall, 0.012, 0.0, 0.0, side * slope)
        )
    for s in SIDES:
        y = s * (half_y - wall)
        solids.append(box(BATH, look, 0, y - s * 0.03, floor + 0.05, half_x - wall, 0.02, 0.1, 0.008, 0.0, -s * 0.5))
    return solids


def _mixer(rng: Random, palette: Palette, x: float, y: float, z: float, turn: float) -> list[Solid]:
    """Put a tub's tap on its rim at a point, its spout turned from -y by `turn`."""
    return place(tap(rng, palette, BATH, 0.0, 0.0, 0.0), x, y, z, turn)


def _bathed(rng: Random, palette: Palette, reach: float, y: float, z: float) -> list[Solid]:
    """Put bottles on the rim that runs along y."""
    if rng.random() < 0.55:
        row = [solid._replace(y=0.0) for solid in bottles(rng, palette)[:6]]
        return place(row, rng.uniform(-reach, reach), y, z, 0.0)
    return []


def bathtub(rng: Random, palette: Palette) -> Furniture:
    """Draw a tub with its long side to the wall: of steel with a panel of tiles, boards or enamel."""
    look, half_x, half_y = palette.ceramic(), rng.uniform(0.75, 0.9), rng.uniform(0.34, 0.42)
    height, wall, floor = rng.uniform(0.48, 0.62), rng.uniform(0.05, 0.09), rng.uniform(0.1, 0.18)
    solids = _trough(look, half_x, half_y, height, wall, floor, rng.choice((0.012, 0.035)))
    solids += _slopes(rng, look, half_x, half_y, height, wall, floor)
    if rng.random() < 0.55:
        panel = palette.tiles() if rng.random() < 0.6 else palette.wood()
        low = height / 2 - 0.025
        solids.append(box(BATH, panel, 0, -half_y - 0.01, low, half_x, 0.012, low))
        solids += [box(BATH, panel, s * (half_x + 0.01), 0, low, 0.012, half_y + 0.02, low) for s in SIDES]
    if rng.random() < 0.5:
        solids += _mixer(rng, palette, half_x - 0.04, 0, height, -math.pi / 2)
    else:
        solids += _mixer(rng, palette, rng.uniform(-0.3, 0.5), half_y - 0.035, height, 0.0)
    solids += _bathed(rng, palette, 0.3, half_y - wall / 2, height)
    if rng.random() < 0.3:
        x, drop = rng.uniform(-0.4, 0.4), rng.uniform(0.12, 0.2)
        solids.append(
            box(
                VOID,
                palette.towel(),
                x,
                -half_y + wall / 2 - 0.012,
                height - drop + 0.02,
                0.2,
                wall / 2 + 0.025,
                drop,
                0.018,
            )
        )
    if rng.random() < 0.2:  # a rack across
        x = rng.uniform(-0.3, 0.3)
        solids.append(box(VOID, palette.wood(), x, 0, height + 0.012, 0.08, half_y - 0.01, 0.012, 0.004))
        solids += place(bottles(rng, palette)[:3], x, 0.0, height + 0.024, math.pi / 2)
    return furniture(BATH, "bathtub", solids)


def built_in_bathtub(rng: Random, palette: Palette) -> Furniture:
    """Draw a tub set into a tiled bench."""
    look, tiles = palette.ceramic(), palette.tiles()
    half_x, half_y, height = rng.uniform(0.78, 0.88), rng.uniform(0.35, 0.4), rng.uniform(0.46, 0.58)
    rim, ledge = rng.uniform(0.06, 0.2), height - 0.012
    solids = _trough(look, half_x, half_y, height, 0.06, 0.14, 0.025) + _slopes(
        rng, look, half_x, half_y, height, 0.06, 0.14
    )
    solids += [box(BATH, tiles, 0, s * (half_y + rim / 2), ledge / 2, half_x + rim, rim / 2, ledge / 2) for s in SIDES]
    solids += [box(BATH, tiles, s * (half_x + rim / 2), 0, ledge / 2, rim / 2, half_y, ledge / 2) for s in SIDES]
    if rng.random() < 0.35:  # a step before it
        solids.append(box(BATH, tiles, 0, -half_y - rim - 0.14, 0.09, half_x + rim, 0.14, 0.09))
    solids += _mixer(rng, palette, rng.choice((-1, 1)) * (half_x - 0.03), 0.0, height, 0.0)
    solids += _bathed(rng, palette, 0.4, half_y + rim / 2, ledge)
    return furniture(BATH, "built-in bathtub", solids)


def _stadium(look: int, half_x: float, bottom: float, top: float, low: float, high: float, wall: float) -> list[Solid]:
    """Build an oval vessel between two heights: two half tubes that widen from `bottom` to `top` and two plates."""
    cx, middle, half, run = half_x - top, (low + high) / 2, (high - low) / 2, top - bottom
    slant = math.hypot(run, high - low) / 2
    solids = []
    for s in SIDES:
        turn = 0.0 if s > 0 else math.pi
        solids += [
            shell(BATH, look, s * cx, 0, middle, half, bottom, top, wall, math.pi / 2 + 0.01, turn),
            shell(BATH, look, s * cx, 0, high, 0.02, top, top, 0.04, math.pi / 2, turn),
            box(
                BATH,
                look,
                0,
                s * (bottom + top) / 2,
                middle,
                cx,
                wall / 2,
                slant,
                wall / 2.2,
                0.0,
                -s * math.atan2(run, high - low),
            ),
            rod(BATH, look, (-cx, s * top, high), (cx, s * top, high), 0.02),
            cone(BATH, look, s * cx, 0, low + 0.05, 0.05, bottom, bottom + 0.02, 0.01),
        ]
    return [*solids, box(BATH, look, 0, 0, low + 0.05, cx, bottom + 0.01, 0.05)]


def oval_bathtub(rng: Random, palette: Palette) -> Furniture:
    """Draw a tub that stands free: oval down to the floor, on four claws, or round."""
    look, kind = palette.ceramic(), rng.random()
    outside = look if rng.random() < 0.75 else palette.plain(rng.choice(("dark", "vivid", "grey")), 0.3)
    half_x, top, high = rng.uniform(0.75, 0.9), rng.uniform(0.36, 0.42), rng.uniform(0.52, 0.64)
    if kind < 0.2:
        radius = rng.uniform(0.6, 0.8)
        solids = [
            shell(BATH, outside, 0, 0, high / 2, high / 2, radius * rng.uniform(0.82, 1.0), radius, 0.05),
            shell(BATH, look, 0, 0, high, 0.025, radius, radius, 0.05),
            cone(BATH, look, 0, 0, 0.08, 0.08, 0.84 * radius, 0.88 * radius),
        ]
        solids += _floor_tap(rng, palette, radius + 0.09, high)
        return furniture(BATH, "round bathtub", solids)
    low = rng.uniform(0.12, 0.16) if kind < 0.5 else 0.0
    solids = _stadium(outside, half_x, top * rng.uniform(0.72, 0.92), top, low, high, 0.045)
    if low:
        metal = palette.chrome()
        for x, y in corners(half_x - top, 0.2):
            solids.append(rod(BATH, metal, (x, y, low + 0.06), (x * 1.12, y * 1.2, 0.035), 0.035, 0.02))
            solids.append(ellipsoid(BATH, metal, x * 1.13, y * 1.21, 0.03, 0.04, 0.035, 0.03))
    solids += _floor_tap(rng, palette, top + 0.1, high)
    return furniture(BATH, "clawfoot bathtub" if low else "oval bathtub", solids)


def _floor_tap(rng: Random, palette: Palette, y: float, high: float) -> list[Solid]:
    """Build a tap on a post behind the tub, or a mixer on its rim."""
    metal = palette.chrome()
    if rng.random() < 0.5:
        return _mixer(rng, palette, 0.0, y - 0.1, high + 0.012, 0.0)
    top = high + rng.uniform(0.12, 0.22)
    return [
        cone(BATH, metal, 0, y, 0.008, 0.008, 0.05, 0.045),
        rod(BATH, metal, (0, y, 0.0), (0, y, top), 0.016),
        rod(BATH, metal, (0, y, top - 0.01), (0, y - 0.24, top - 0.01), 0.014),
        rod(BATH, metal, (-0.09, y, top - 0.09), (0.09, y, top - 0.09), 0.012),
        rod(BATH, metal, (0.09, y, top - 0.1), (0.09, y - 0.02, top + 0.12), 0.012, 0.022),
    ]


def corner_bathtub(rng: Random, palette: Palette, side: int) -> Furniture:
    """Draw a tub like a quarter of a disc for the corner at its own -x (side = -1) or +x (side = 1) end."""
    look, size, height = palette.ceramic(), rng.uniform(1.2, 1.45), rng.uniform(0.5, 0.6)
    apron = look if rng.random() < 0.5 else palette.tiles()
    deck, inner = rng.uniform(0.16, 0.22), size - rng.uniform(0.13, 0.18)
    along = math.sqrt(size * size - deck * deck) - 0.02
    middle = -0.25 * math.pi if side < 0 else -0.75 * math.pi
    sx = 1.0 if side < 0 else -1.0
    solids = [
        shell(
            BATH,
            apron,
            0,
            0,
            height / 2 - 0.01,
            height / 2 - 0.01,
            size - 0.015,
            size - 0.015,
            0.03,
            math.pi / 4,
            middle,
        ),
        shell(BATH, look, 0, 0, height - 0.012, 0.018, inner, size - 0.016, 0.028, math.pi / 4, middle),
        shell(BATH, look, 0, 0, height / 2 + 0.05, height / 2 - 0.06, inner - 0.2, inner, 0.04, math.pi / 4, middle),
        box(BATH, look, sx * along / 2, -deck / 2, height / 2, along / 2, deck / 2, height / 2, 0.01),
        box(BATH, look, sx * deck / 2, -along / 2, height / 2, deck / 2, along / 2, height / 2, 0.01),
        box(
            BATH,
            look,
            sx * deck * 1.05,
            -deck * 1.05,
            height / 2 - 0.02,
            deck,
            deck * 1.3,
            height / 2 - 0.02,
            0.02,
            sx * math.pi / 4,
        ),
    ]
    for a, b in ((0.62, 0.62), (0.86, 0.38), (0.38, 0.86)):
        solids.append(box(BATH, look, sx * a * size / 2, -b * size / 2, 0.06, a * size / 2, b * size / 2, 0.06))
    solids += _mixer(rng, palette, sx * 0.5 * size, -0.06, height, 0.0)
    return furniture(
        BATH,
        "corner bathtub",
        solids + place(_bathed(rng, palette, 0.05, -deck / 2, height), sx * 0.72 * size, 0.0, 0.0, 0.0),
    )


def bath_curtain(rng: Random, palette: Palette, width: float, bottom: float, top: float) -> Furniture:
    """Draw a shower curtain on its rod that covers one end of a tub."""
    cloth = palette.curtain() if rng.random() < 0.6 else palette.plain("white", 0.0)
    reach, folds = width * rng.uniform(0.2, 0.6), rng.randint(5, 9)
    half = (top - bottom) / 2
    solids = [rod(VOID, palette.chrome(), (-width / 2, 0, top), (width / 2, 0, top), 0.012)]
    for k in range(folds):
        x = -width / 2 + reach * (k + 0.5) / folds
        y = 0.012 * (-1) ** k
        solids.append(cone(VOID, cloth, x, y, bottom + half, half, 0.62 * reach / folds, 0.52 * reach / folds))
    return furniture(VOID, "bath curtain", solids)


def bath_screen(rng: Random, palette: Palette, bottom: float, top: float) -> Furniture:
    """Draw one or two sheets of glass that stand on a tub's rim, between two heights (m), their wall at the -x end."""
    metal, wide = palette.chrome(), rng.uniform(0.7, 0.95)
    glass, middle, half = palette.glass(), (bottom + top) / 2, (top - bottom) / 2
    solids = [
        box(VOID, glass, 0, 0, middle, wide / 2, 0.004, half),
        box(VOID, metal, -wide / 2 + 0.012, 0, middle, 0.012, 0.012, half),
        box(VOID, metal, 0, 0, bottom + 0.008, wide / 2, 0.009, 0.008),
    ]
    if rng.random() < 0.5:
        solids.append(box(VOID, metal, rng.uniform(-0.1, 0.1), 0, middle, 0.008, 0.009, half))
    return furniture(VOID, "bath screen", solids)
