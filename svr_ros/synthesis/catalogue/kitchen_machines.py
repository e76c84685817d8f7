"""The machines of kitchens: fridges, ovens, hobs, cookers, dishwashers, hoods; all void, facing -y."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, hoop, rod
from svr_ros.synthesis.catalogue.worktop_things import kettle, pot
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

_LAID = math.pi / 2


def fridge_solids(rng: Random, palette: Palette, width: float, depth: float, height: float) -> list[Solid]:
    """Build a fridge whose back is at y = 0: doors above each other or side by side, handles, now and then magnets."""
    tone = rng.choice(("white", "white", "grey", "grey", "dark", "pastel"))
    skin = palette.chrome() if tone == "grey" and rng.random() < 0.4 else palette.plain(tone, 0.25)
    metal, half, y = palette.metal(), width / 2, -depth + 0.05
    soft = 0.04 if tone == "pastel" else 0.012
    solids = [
        box(VOID, skin, 0, y / 2, (height + 0.03) / 2, half, -y / 2, (height - 0.03) / 2, soft),
        box(VOID, palette.plain("dark"), 0, y / 2, 0.02, half - 0.02, -y / 2 - 0.02, 0.02),
    ]
    low, handle = 0.05, rng.choice(("bar", "bar", "edge"))
    if width > 0.78:
        leaves = [(s * half / 2, half / 2, low, height, -s) for s in SIDES]
    elif height < 1.1:
        leaves = [(0.0, half, low, height, 1.0)]
    else:
        split = low + (height - low) * rng.choice((0.34, 0.4, 0.7))
        leaves = [(0.0, half, low, split, 1.0), (0.0, half, split, height, 1.0)]
    for x, wide, z0, z1, side in leaves:
        z, tall = (z0 + z1) / 2, (z1 - z0) / 2
        solids.append(box(VOID, skin, x, y - 0.022, z, wide - 0.002, 0.025, tall - 0.004, soft))
        reach, edge = min(0.22, 0.6 * tall), x + side * (wide - 0.045)
        if handle == "bar":
            solids.append(box(VOID, metal, edge, y - 0.06, z, 0.012, 0.016, reach, 0.008))
        else:
            solids.append(box(VOID, metal, edge + side * 0.03, y - 0.045, z, 0.012, 0.006, reach))
    if height > 1.2 and rng.random() < 0.4:
        for _ in range(rng.randint(1, 5)):
            x, z = rng.uniform(-0.65, 0.5) * half, rng.uniform(0.95, min(height - 0.1, 1.6))
            look = rng.choice((palette.page, palette.thing))()
            solids.append(box(VOID, look, x, y - 0.048, z, rng.uniform(0.025, 0.07), 0.002, rng.uniform(0.03, 0.09)))
    return solids


def draw_fridge(rng: Random) -> tuple[float, float, float]:
    """Draw the width, depth and height (m) of a fridge: under a counter, tall, or with two wings."""
    kind = rng.random()
    if kind < 0.2:
        return rng.uniform(0.5, 0.6), rng.uniform(0.55, 0.62), 0.85
    if kind < 0.85:
        return rng.uniform(0.54, 0.62), rng.uniform(0.58, 0.66), rng.uniform(1.45, 2.0)
    return rng.uniform(0.86, 0.93), rng.uniform(0.65, 0.72), rng.uniform(1.72, 1.82)


def oven_front(
    rng: Random, palette: Palette, steel: int, y: float, half: float, low: float, high: float
) -> list[Solid]:
    """Cover a face at y with an oven: its panel of knobs above its window and its bar, sometimes a towel on it."""
    dark, bar = palette.plain("dark", 0.4), high - 0.14
    z = (low + bar) / 2
    solids = [
        box(VOID, steel, 0, y - 0.006, (low + high) / 2, half, 0.012, (high - low) / 2, 0.003),
        box(VOID, dark, 0, y - 0.018, z - 0.01, half - 0.05, 0.004, (bar - low) / 2 - 0.04),
        box(VOID, steel, 0, y - 0.04, bar, half - 0.05, 0.01, 0.009, 0.006),
        *(box(VOID, steel, s * (half - 0.08), y - 0.028, bar, 0.01, 0.014, 0.008) for s in SIDES),
    ]
    if rng.random() < 0.6:
        count = rng.randint(4, 6)
        for k in range(count):
            x = half * (1.5 * (k + 0.5) / count - 0.75)
            solids.append(cone(VOID, dark, x, y - 0.028, high - 0.055, 0.014, 0.018, 0.016, 0.002, 0, _LAID))
    else:
        solids.append(box(VOID, dark, 0, y - 0.019, high - 0.055, 0.6 * half, 0.003, 0.025))
    if rng.random() < 0.4:
        drop, x = rng.uniform(0.14, 0.22), rng.uniform(-0.4, 0.4) * half
        solids.append(box(VOID, palette.towel(), x, y - 0.052, bar - drop + 0.012, 0.1, 0.012, drop, 0.008))
    return solids


def hob(rng: Random, palette: Palette, steel: int, y: float, z: float, half: float, most: int = 2) -> list[Solid]:
    """Build a hob on a surface at height z around y: glass, plates or gas rings, with up to `most` pots on it."""
    kind, dark = rng.choice(("glass", "plates", "gas")), palette.plain("dark", 0.5)
    half = min(half, 0.3)
    solids = [box(VOID, dark if kind == "glass" else steel, 0, y, z + 0.004, half - 0.02, 0.245, 0.006, 0.002)]
    places = [(sx * half * 0.48, y + sy * 0.115) for sx in SIDES for sy in SIDES]
    for k, (x, v) in enumerate(places):
        radius = (0.075, 0.09, 0.095, 0.07)[k]
        if kind == "glass":
            solids.append(cone(VOID, palette.plain("grey"), x, v, z + 0.0105, 0.0012, radius, radius, 0.0))
        elif kind == "plates":
            solids.append(cone(VOID, dark, x, v, z + 0.015, 0.007, radius, radius, 0.002))
        else:
            solids.append(cone(VOID, dark, x, v, z + 0.016, 0.01, 0.4 * radius, 0.3 * radius, 0.002))
            solids.append(box(VOID, dark, x, v, z + 0.033, radius + 0.015, 0.008, 0.006, 0.002, 0.785))
            solids.append(box(VOID, dark, x, v, z + 0.033, 0.008, radius + 0.015, 0.01, 0.002, 0.785))
    top = z + {"glass": 0.011, "plates": 0.022, "gas": 0.041}[kind]
    for x, v in rng.sample(places, rng.randint(0, most)):
        vessel = kettle if rng.random() < 0.15 else pot
        solids += place(vessel(rng, palette), x, v, top, rng.uniform(-0.6, 0.6))
    return solids


def cooker(rng: Random, palette: Palette, width: float, height: float) -> list[Solid]:
    """Build a free-standing cooker whose back is at y = 0: an oven with a hob and a raised back."""
    skin = palette.plain(rng.choice(("white", "white", "grey", "dark")), 0.3)
    half = width / 2 - 0.004
    solids = [
        box(VOID, skin, 0, -0.29, height / 2 + 0.02, half, 0.29, height / 2 - 0.02, 0.004),
        box(VOID, palette.plain("dark"), 0, -0.27, 0.03, half - 0.02, 0.25, 0.03),
        *oven_front(rng, palette, skin, -0.58, half - 0.004, 0.25, height - 0.005),
        box(VOID, skin, 0, -0.588, 0.15, half - 0.004, 0.012, 0.09, 0.003),
        *hob(rng, palette, skin, -0.31, height, half),
    ]
    if rng.random() < 0.6:
        solids.append(box(VOID, skin, 0, -0.02, height + 0.06, half, 0.02, 0.065, 0.004))
    return solids


def stove(rng: Random, palette: Palette) -> Furniture:
    """Draw a free-standing cooker."""
    return furniture(VOID, "cooker", cooker(rng, palette, rng.choice((0.5, 0.6, 0.6, 0.76)), rng.uniform(0.85, 0.92)))


def hood(rng: Random, palette: Palette, steel: int, half: float, low: float, top: float) -> list[Solid]:
    """Build a hood that reaches from `low` to `top` (m), its back at y = 0: a chimney, a slanted glass, a flat box."""
    kind = rng.random()
    wide = half - 0.005
    if kind < 0.5:
        return [
            box(VOID, steel, 0, -0.25, low + 0.025, wide, 0.245, 0.025, 0.004),
            box(VOID, steel, 0, -0.2, low + 0.1, 0.65 * wide, 0.18, 0.055, 0.01),
            box(VOID, steel, 0, -0.14, (low + 0.1 + top) / 2, min(0.16, 0.55 * wide), 0.135, (top - low - 0.1) / 2),
        ]
    if kind < 0.75:
        lean = 0.75
        return [
            box(VOID, palette.plain("dark", 0.5), 0, -0.2, low + 0.22, wide, 0.012, 0.27, 0.003, 0, lean),
            box(VOID, steel, 0, -0.13, (low + 0.14 + top) / 2, min(0.16, 0.55 * wide), 0.125, (top - low - 0.14) / 2),
        ]
    return [
        box(VOID, steel, 0, -0.24, low + 0.04, wide, 0.235, 0.04, 0.004),
        box(VOID, palette.plain("dark"), 0, -0.24, low + 0.001, 0.8 * wide, 0.19, 0.004),
        box(VOID, steel, 0, -0.16, (low + 0.08 + top) / 2, wide, 0.155, (top - low - 0.08) / 2, 0.002),
    ]


def tap(rng: Random, palette: Palette, label: int, x: float, y: float, z: float) -> list[Solid]:
    """Build a mixer tap whose foot stands at a point and whose spout reaches towards -y."""
    look, kind = palette.chrome(), rng.random()
    if kind < 0.5:  # a swan's neck
        from_top = rng.uniform(0.16, 0.26)
        bend = rng.uniform(0.06, 0.09)
        return [
            cone(label, look, x, y, z + 0.025, 0.025, 0.025, 0.02),
            cone(label, look, x, y, z + from_top / 2, from_top / 2, 0.012, 0.012),
            hoop(label, look, x, y - bend, z + from_top, bend, 0.024, _LAID, _LAID),
            cone(label, look, x, y - 2 * bend, z + from_top - 0.025, 0.026, 0.013, 0.012),
            rod(label, look, (x, y, z + 0.04), (x + 0.07, y, z + 0.07), 0.008),
        ]
    tall = rng.uniform(0.08, 0.2)
    return [
        cone(label, look, x, y, z + tall / 2, tall / 2, 0.022, 0.018),
        rod(label, look, (x, y, z + tall - 0.015), (x, y - 0.16, z + tall - 0.005), 0.013),
        cone(label, look, x, y - 0.15, z + tall - 0.022, 0.02, 0.011, 0.011),
        box(label, look, x, y + 0.005, z + tall + 0.015, 0.009, 0.035, 0.006, 0.004, 0, 0.3),
        ellipsoid(label, look, x, y, z + tall, 0.02, 0.02, 0.02),
    ]
