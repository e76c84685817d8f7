"""What lies on desks: papers, books, screens, telephones; all void, standing on z = 0, facing -y."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.scene import Solid


def books(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a small pile of books or magazines, or one that lies open."""
    if rng.random() < 0.15:
        page, lean = palette.page(), rng.uniform(0.06, 0.14)
        half = rng.uniform(0.07, 0.1)
        return [
            box(
                VOID,
                page,
                s * half * 0.98,
                0,
                0.006 + half * math.sin(lean),
                half,
                1.4 * half,
                0.006,
                0.002,
                0,
                0,
                s * lean,
            )
            for s in SIDES
        ]
    z, solids = 0.0, []
    half_x, half_y = rng.uniform(0.09, 0.14), rng.uniform(0.07, 0.11)
    for _ in range(rng.randint(1, 5)):
        half = rng.uniform(0.006, 0.02)
        size = rng.uniform(0.8, 1.0)
        turn = rng.gauss(0.0, 0.2)
        solids.append(box(VOID, palette.thing(), 0, 0, z + half, size * half_x, size * half_y, half, 0.002, turn))
        z += 2 * half
    return solids


def papers(rng: Random, palette: Palette) -> list[Solid]:
    """Scatter sheets of paper, or pile them."""
    sheet, count = palette.page(), rng.randint(1, 4)
    if rng.random() < 0.3:
        half = rng.uniform(0.01, 0.04)
        return [
            box(VOID, sheet, 0, 0, half, 0.105, 0.148, half, 0.0, rng.uniform(-0.2, 0.2)),
            box(VOID, palette.page(), 0.01, 0, 2 * half + 0.002, 0.105, 0.148, 0.002, 0.0, rng.uniform(-0.5, 0.5)),
        ]
    return [
        box(VOID, sheet, rng.uniform(-0.1, 0.1), rng.uniform(-0.08, 0.08), 0.003 + 0.001 * k, 0.105, 0.148, 0.003, 0.0,
            rng.uniform(-0.8, 0.8))
        for k in range(count)
    ]  # fmt: skip


def keyboard(rng: Random, palette: Palette, y: float = 0.0) -> list[Solid]:
    """Draw a keyboard with its mouse."""
    body, keys = (
        palette.plain(rng.choice(("dark", "dark", "white", "grey"))),
        palette.add(5, (0.05, 0.05, 0.05), (0.2, 0.2, 0.2), 50.0, 0.12, 1.0, 0.05),
    )
    half, turn = rng.uniform(0.15, 0.22), rng.uniform(-0.1, 0.1)
    return [
        box(VOID, body, 0, y, 0.009, half, 0.07, 0.009, 0.004, turn),
        box(VOID, keys if rng.random() < 0.7 else body, 0, y, 0.018, half - 0.01, 0.058, 0.004, 0.0, turn),
        ellipsoid(VOID, body, half + 0.09, y, 0.016, 0.03, 0.05, 0.017),
    ]


def laptop(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a laptop that faces -y, mostly open."""
    body, half = palette.plain(rng.choice(("grey", "grey", "dark", "white")), 0.2), rng.uniform(0.15, 0.19)
    solids = [box(VOID, body, 0, 0, 0.009, half, 0.68 * half, 0.009, 0.004)]
    if rng.random() < 0.15:
        return [solids[0], box(VOID, body, 0, 0, 0.022, half, 0.68 * half, 0.004, 0.003)]
    lean, up = rng.uniform(0.15, 0.45), 0.66 * half
    y, z = 0.68 * half + up * math.sin(lean), 0.012 + up * math.cos(lean)
    keys = palette.plain("dark", 0.05)
    solids += [
        box(VOID, keys, 0, 0.2 * half, 0.0185, 0.86 * half, 0.3 * half, 0.001),
        box(VOID, body, 0, y, z, half, 0.005, up, 0.003, 0.0, -lean),
        box(VOID, palette.screen(), 0, y - 0.005, z, half - 0.008, 0.002, up - 0.008, 0.0, 0.0, -lean),
    ]
    return solids


def monitor(rng: Random, palette: Palette) -> list[Solid]:
    """Draw one or two screens on their feet, facing -y, mostly with a keyboard and a mouse before them."""
    dark, screen = palette.plain(rng.choice(("dark", "dark", "grey", "beige"))), palette.screen()
    low, solids = rng.uniform(0.08, 0.15), []
    count = rng.choice((1, 1, 1, 2))
    half = rng.uniform(0.2, 0.26) if count == 2 else rng.uniform(0.22, 0.4)
    tall = half * rng.uniform(0.56, 0.64)
    if count == 1 and rng.random() < 0.1:  # a tube
        half, tall = 0.2, 0.17
        solids += [
            box(VOID, dark, 0, 0.17, 0.07 + tall, half, 0.07, tall, 0.01),
            box(VOID, dark, 0, 0.29, 0.07 + tall, half * 0.7, 0.08, tall * 0.75, 0.03),
            box(VOID, screen, 0, 0.099, 0.07 + tall, half - 0.03, 0.004, tall - 0.03),
            cone(VOID, dark, 0, 0.2, 0.037, 0.037, 0.13, 0.08),
        ]
        count = 0
    for k in range(count):
        x = (k - (count - 1) / 2) * (2 * half + 0.015)
        solids += [
            box(VOID, dark, x, 0.115, low + tall, half, 0.014, tall, 0.004),
            box(VOID, screen, x, 0.1, low + tall, half - 0.012, 0.003, tall - 0.014),
            box(VOID, dark, x, 0.14, (low + tall) / 2, 0.022, 0.012, (low + tall) / 2),
            box(VOID, dark, x, 0.13, 0.007, 0.11, 0.08, 0.007, 0.004),
        ]
    if rng.random() < 0.85:
        solids += keyboard(rng, palette, -0.14)
    return solids


def telephone(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a desk telephone, a radio or an alarm clock."""
    body, kind = palette.plain(rng.choice(("dark", "grey", "white"))), rng.random()
    if kind < 0.5:
        return [
            box(VOID, body, 0, 0, 0.036, 0.1, 0.08, 0.025, 0.01, 0.0, 0.15),
            box(VOID, body, -0.06, 0, 0.068, 0.025, 0.09, 0.015, 0.012),
            box(VOID, palette.plain("grey"), 0.035, -0.01, 0.058, 0.045, 0.05, 0.006, 0.002, 0.0, 0.15),
        ]
    half, tall = rng.uniform(0.07, 0.16), rng.uniform(0.045, 0.09)
    look = palette.thing() if rng.random() < 0.5 else body
    return [
        box(VOID, look, 0, 0, tall, half, 0.05, tall, 0.012),
        cone(
            VOID,
            palette.plain("dark", 0.0),
            -half * 0.45,
            -0.05,
            tall,
            0.004,
            *(tall * 0.7,) * 2,
            0.002,
            0,
            math.pi / 2,
        ),
        box(VOID, palette.screen(), half * 0.4, -0.05, tall * 1.2, half * 0.4, 0.003, tall * 0.35),
        rod(VOID, palette.metal(), (half * 0.8, 0.02, 2 * tall - 0.01), (half * 1.3, 0.02, 4.5 * tall), 0.003),
    ]


def printer(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a printer with its paper, or a hi-fi set between its boxes."""
    half_x, half_y, tall = rng.uniform(0.18, 0.25), rng.uniform(0.14, 0.2), rng.uniform(0.06, 0.14)
    body, dark = palette.plain(rng.choice(("dark", "grey", "white", "beige"))), palette.plain("dark")
    if rng.random() < 0.3:
        solids = [
            box(VOID, body, 0, 0, 0.5 * tall, half_x * 0.8, half_y, 0.5 * tall, 0.004),
            box(VOID, dark, 0, -half_y, 0.55 * tall, half_x * 0.6, 0.004, 0.2 * tall),
        ]
        return solids + [s for side in SIDES for s in speaker(palette, side * (half_x * 0.8 + 0.1), 0.09, 0.15)]
    return [
        box(VOID, body, 0, 0, tall, half_x, half_y, tall, 0.02),
        box(VOID, dark, 0, -half_y, tall * 0.8, half_x * 0.75, 0.008, tall * 0.3, 0.003),
        box(VOID, body, 0, -half_y - 0.05, tall * 0.45, half_x * 0.7, 0.07, 0.006, 0.002),
        box(VOID, palette.page(), 0, half_y - 0.02, 2 * tall + 0.04, half_x * 0.6, 0.008, 0.07, 0.0, 0.0, -0.4),
    ]


def speaker(palette: Palette, x: float, half: float, tall: float) -> list[Solid]:
    """Build a loudspeaker of that half width and half height (m) whose cones face -y."""
    body, dark, lay = palette.wood(), palette.plain("dark", 0.05), math.pi / 2
    return [
        box(VOID, body, x, 0, tall, half, half * 1.2, tall, 0.004),
        cone(VOID, dark, x, -1.2 * half, 0.65 * tall, 0.006, 0.72 * half, 0.72 * half, 0.003, 0.0, lay),
        cone(VOID, dark, x, -1.2 * half, 1.55 * tall, 0.006, 0.38 * half, 0.38 * half, 0.003, 0.0, lay),
    ]


def pen_pot(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a pot of pens."""
    half, solids = rng.uniform(0.045, 0.06), []
    for k in range(4):
        angle = k * math.tau / 4 + rng.uniform(-0.4, 0.4)
        tip = (0.04 * math.cos(angle), 0.04 * math.sin(angle), 2 * half + rng.uniform(0.03, 0.07))
        solids.append(rod(VOID, palette.thing(), (0.0, 0.0, 0.01), tip, 0.005))
    return [shell(VOID, palette.thing(), 0, 0, half, half, 0.036, 0.038, 0.006), *solids]


def binders(rng: Random, palette: Palette) -> list[Solid]:
    """Draw ring binders or thick books that stand upright, the last one leaning, or a tray of letters."""
    if rng.random() < 0.3:
        tray, solids = palette.plain(rng.choice(("dark", "grey", "white"))), []
        for k in range(rng.randint(1, 3)):
            z = 0.065 * k
            solids += [
                box(VOID, tray, 0, 0, z + 0.004, 0.125, 0.165, 0.004),
                *(box(VOID, tray, s * 0.122, 0, z + 0.034, 0.003, 0.165, 0.034) for s in SIDES),
                box(VOID, palette.page(), 0, 0, z + 0.018, 0.105, 0.148, 0.011),
            ]
        return solids
    count, wide, tall = rng.randint(2, 5), rng.uniform(0.015, 0.037), rng.uniform(0.11, 0.16)
    solids = [
        box(VOID, palette.thing(), 2.05 * wide * (k - count / 2), 0, tall, wide, 0.12, tall, 0.002)
        for k in range(count)
    ]
    if rng.random() < 0.5:
        lean = rng.uniform(0.15, 0.35)
        x = 2.05 * wide * (count / 2 - 0.5) + wide / math.cos(lean) + tall * math.sin(lean)
        z = tall * math.cos(lean) + wide * math.sin(lean)
        solids.append(box(VOID, palette.thing(), x - wide, 0, z, wide, 0.115, tall, 0.002, 0.0, 0.0, -lean))
    return solids
