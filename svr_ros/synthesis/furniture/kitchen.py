"""Kitchens: runs of base and wall cabinets with sinks, stoves, ovens and fridges (appliances are void), islands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from svr_ros.synthesis.furniture.cabinets import Fronts, draw_fronts, fronts
from svr_ros.synthesis.furniture.clutter import ON_WORKTOPS, scatter
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import (
    CABINET,
    LIGHTING,
    SIDES,
    VOID,
    WALL,
    Bounds,
    Furniture,
    box,
    cone,
    furniture,
    place,
)
from svr_ros.synthesis.scene import Solid

_PLINTH = 0.1
_DEPTH = 0.6


@dataclass(frozen=True)
class KitchenStyle:
    """What all cabinets of one kitchen share; lengths in metres."""

    fronts: Fronts
    body: int
    worktop: int
    splash: int
    steel: int
    height: float
    thick: float
    upper: float
    upper_top: float


def draw_kitchen_style(rng: Random, palette: Palette, ceiling: float) -> KitchenStyle:
    """Draw the look of a kitchen that fits under a ceiling (its height, m)."""
    body = palette.wood()
    upper = rng.uniform(1.38, 1.52)
    splash = (
        palette.add(5, (0.7, 0.69, 0.66), (0.4, 0.4, 0.4), rng.uniform(4, 12), 0.04, rng.choice((1.0, 2.0)), 0.2)
        if rng.random() < 0.5
        else palette.plain(rng.choice(("white", "beige", "grey", "vivid", "pastel")))
    )
    return KitchenStyle(
        fronts=draw_fronts(rng, palette, body),
        body=body,
        worktop=palette.stone() if rng.random() < 0.7 else palette.wood(),
        splash=splash,
        steel=palette.plain(rng.choice(("grey", "grey", "white", "dark")), 0.4),
        height=rng.uniform(0.86, 0.94),
        thick=rng.uniform(0.02, 0.045),
        upper=upper,
        upper_top=min(upper + rng.uniform(0.55, 0.85), ceiling - 0.02),
    )


def kitchen_run(rng: Random, palette: Palette, style: KitchenStyle, length: float, uppers: bool) -> Furniture:
    """Draw a straight run of about `length` (m): modules side by side, a worktop, and with `uppers` wall cabinets."""
    solids: list[Solid] = []
    blocks: list[Bounds] = []
    x, seen = 0.0, set()
    while x < length - 0.35:
        width = rng.choice((0.45, 0.6, 0.6, 0.8))
        if x + width > length:
            width = max(0.35, length - x)
        options = {"doors": 3.0, "drawers": 1.5, "sink": 1.5, "stove": 1.5, "dishwasher": 0.7}
        if x == 0.0 or x + width > length - 0.5:
            options |= {"fridge": 2.0, "tall": 0.8}
        for once in ("sink", "stove", "fridge", "tall", "dishwasher"):
            if once in seen:
                options.pop(once, None)
        kind = rng.choices(list(options), list(options.values()))[0]
        seen.add(kind)
        if kind in ("fridge", "tall"):
            part, top = (_fridge if kind == "fridge" else _tall)(rng, palette, style, width)
            blocks.append((x, -_DEPTH, 0.0, x + width, 0.0, top))
        else:
            part = _module(rng, palette, style, kind, width)
            blocks.append((x, -_DEPTH, 0.0, x + width, 0.0, style.height))
            if uppers:
                part += _upper(rng, palette, style, kind, width)
                blocks.append((x, -0.36, style.upper, x + width, 0.0, style.upper_top))
        solids += place(part, x + width / 2, 0.0, 0.0, 0.0)
        x += width
    return furniture(CABINET, "kitchen run", solids, blocks)


def _module(rng: Random, palette: Palette, style: KitchenStyle, kind: str, width: float) -> list[Solid]:
    """Build one base module; its back is at y = 0, its middle at x = 0."""
    half, top = width / 2, style.height - style.thick
    y = -_DEPTH + 0.03
    solids = [
        box(CABINET, style.body, 0, -0.27, _PLINTH / 2, half, 0.25, _PLINTH / 2),
        box(CABINET, style.body, 0, y / 2, (_PLINTH + top) / 2, half, -y / 2, (top - _PLINTH) / 2),
    ]
    if kind == "dishwasher":
        solids.append(
            box(
                VOID,
                style.steel,
                0,
                y - 0.006,
                (_PLINTH + top) / 2,
                half - 0.004,
                0.01,
                (top - _PLINTH) / 2 - 0.01,
                0.004,
            )
        )
    elif kind == "stove":
        dark = palette.plain("dark", 0.4)
        solids.append(
            box(
                VOID,
                style.steel,
                0,
                y - 0.006,
                (_PLINTH + top) / 2,
                half - 0.004,
                0.012,
                (top - _PLINTH) / 2 - 0.01,
                0.004,
            )
        )
        solids.append(box(VOID, dark, 0, y - 0.018, _PLINTH + 0.33, half - 0.07, 0.005, 0.17))
        solids.append(box(VOID, style.steel, 0, y - 0.04, _PLINTH + 0.55, half - 0.06, 0.012, 0.01, 0.008))
    else:
        rows = rng.randint(3, 4) if kind == "drawers" else 1
        solids += fronts(style.fronts, -half, half, _PLINTH, top, y, 2 if rows == 1 and width > 0.65 else 1, rows)
    solids.append(
        box(
            CABINET,
            style.worktop,
            0,
            -_DEPTH / 2,
            style.height - style.thick / 2,
            half,
            _DEPTH / 2,
            style.thick / 2,
            0.002,
        )
    )
    solids.append(
        box(
            WALL,
            style.splash,
            0,
            -0.006,
            (style.height + style.upper) / 2,
            half,
            0.006,
            (style.upper - style.height) / 2,
        )
    )
    if kind == "sink":
        solids += _sink(palette, style, half)
    elif kind == "stove":
        solids += _hob(rng, palette, style, half)
    else:
        solids += place(
            scatter(rng, palette, ON_WORKTOPS, palette.count(3 if width < 0.7 else 4), width, 0.4, style.height),
            0.0,
            -0.28,
            0.0,
            0.0,
        )
    return solids


def _sink(palette: Palette, style: KitchenStyle, half: float) -> list[Solid]:
    z, reach = style.height, min(half - 0.04, 0.3)
    dark = palette.plain("grey", 0.3)
    solids = [box(VOID, dark, 0, -0.3, z + 0.002, reach - 0.02, 0.17, 0.003)]
    solids += [box(VOID, style.steel, 0, -0.3 + s * 0.18, z + 0.004, reach, 0.02, 0.008, 0.004) for s in SIDES]
    solids += [box(VOID, style.steel, s * (reach - 0.015), -0.3, z + 0.004, 0.015, 0.2, 0.008, 0.004) for s in SIDES]
    solids.append(box(VOID, style.steel, 0, -0.09, z + 0.13, 0.014, 0.014, 0.13, 0.008))
    solids.append(box(VOID, style.steel, 0, -0.17, z + 0.25, 0.012, 0.09, 0.012, 0.008))
    return solids


def _hob(rng: Random, palette: Palette, style: KitchenStyle, half: float) -> list[Solid]:
    z, dark = style.height, palette.plain("dark", 0.3)
    solids = [box(VOID, dark, 0, -0.3, z + 0.004, half - 0.02, 0.24, 0.006)]
    for x in (-0.13, 0.13):
        for y in (-0.41, -0.19):
            solids.append(cone(VOID, style.steel, x, y, z + 0.012, 0.007, 0.08, 0.075))
    if rng.random() < 0.5:
        solids.append(cone(VOID, palette.thing(), rng.choice((-0.13, 0.13)), -0.19, z + 0.08, 0.065, 0.1, 0.1, 0.01))
    return solids


def _upper(rng: Random, palette: Palette, style: KitchenStyle, kind: str, width: float) -> list[Solid]:
    """Build what hangs above a base module: a cabinet, open shelves, a hood over the stove, or nothing."""
    half, low, top = width / 2, style.upper, style.upper_top
    if kind == "stove":
        if rng.random() < 0.5:
            return [
                box(VOID, style.steel, 0, -0.25, low + 0.15, half - 0.01, 0.24, 0.03, 0.005),
                box(VOID, style.steel, 0, -0.15, (low + 0.18 + top) / 2, half * 0.45, 0.14, (top - low - 0.18) / 2),
            ]
        dark = palette.plain("dark", 0.3)
        return [
            box(VOID, style.steel, 0, -0.19, low + 0.2, half - 0.005, 0.19, 0.2, 0.005),
            box(VOID, dark, -0.06, -0.382, low + 0.2, half * 0.7, 0.005, 0.15),
            *_hung(style, half, low + 0.42, top),
        ]
    if rng.random() < 0.15:
        return []
    solids = _hung(style, half, low, top)
    if rng.random() < 0.1:
        solids.append(
            box(LIGHTING, palette.plain("white", emission=1.0), 0, -0.2, low - 0.012, half * 0.7, 0.03, 0.012)
        )
    return solids


def _hung(style: KitchenStyle, half: float, low: float, top: float) -> list[Solid]:
    if top - low < 0.15:
        return []
    solids = [box(CABINET, style.body, 0, -0.17, (low + top) / 2, half, 0.17, (top - low) / 2, 0.002)]
    return solids + fronts(style.fronts, -half, half, low, top, -0.34, 2 if half > 0.32 else 1, 1)


def _fridge(rng: Random, palette: Palette, style: KitchenStyle, width: float) -> tuple[list[Solid], float]:
    top = rng.choice((style.height, rng.uniform(1.5, 1.95), rng.uniform(1.6, 1.95)))
    skin = palette.plain(rng.choice(("white", "white", "grey", "dark")), 0.25)
    half, split = width / 2 - 0.01, top * rng.choice((0.35, 0.68))
    solids = [box(VOID, skin, 0, -0.3, top / 2, half, 0.29, top / 2, 0.015)]
    for low, high in ((0.06, split), (split, top)):
        solids.append(box(VOID, skin, 0, -0.61, (low + high) / 2, half, 0.02, (high - low) / 2 - 0.006, 0.012))
        solids.append(
            box(
                VOID,
                style.steel,
                half * 0.8,
                -0.655,
                (low + high) / 2,
                0.012,
                0.015,
                min(0.2, (high - low) * 0.3),
                0.008,
            )
        )
    if top > 1.2 and rng.random() < 0.4:
        for _ in range(rng.randint(1, 4)):
            solids.append(
                box(
                    VOID,
                    palette.thing(),
                    rng.uniform(-0.6, 0.6) * half,
                    -0.631,
                    rng.uniform(0.9, 1.5),
                    rng.uniform(0.03, 0.08),
                    0.002,
                    rng.uniform(0.04, 0.1),
                )
            )
    if rng.random() < 0.3:
        solids += place(scatter(rng, palette, ON_WORKTOPS, 1, width, 0.3, top), 0.0, -0.3, 0.0, 0.0)
    return solids, top


def _tall(rng: Random, palette: Palette, style: KitchenStyle, width: float) -> tuple[list[Solid], float]:
    """Build a cabinet to the height of the wall cabinets, often with an oven in it."""
    half, top, y = width / 2, style.upper_top, -_DEPTH + 0.02
    solids = [box(CABINET, style.body, 0, y / 2, top / 2, half, -y / 2, top / 2, 0.002)]
    if rng.random() < 0.6:
        solids += fronts(style.fronts, -half, half, _PLINTH, 0.75, y, 1, 1)
        solids += fronts(style.fronts, -half, half, 1.35, top, y, 1, 1)
        solids.append(box(VOID, style.steel, 0, y - 0.008, 1.05, half - 0.01, 0.012, 0.29, 0.004))
        solids.append(box(VOID, palette.plain("dark", 0.4), 0, y - 0.021, 1.0, half - 0.06, 0.004, 0.17))
        solids.append(box(VOID, style.steel, 0, y - 0.04, 1.24, half - 0.06, 0.012, 0.01))
    else:
        solids += fronts(style.fronts, -half, half, _PLINTH, 1.2, y, 1, 1) + fronts(
            style.fronts, -half, half, 1.2, top, y, 1, 1
        )
    return solids, top


def island(rng: Random, palette: Palette, style: KitchenStyle) -> Furniture:
    """Draw a free-standing counter with cabinets, its open side towards -y."""
    half_x, half_y, top = rng.uniform(0.55, 1.1), rng.uniform(0.3, 0.42), style.height
    over = rng.choice((0.02, rng.uniform(0.15, 0.3)))
    solids = [box(CABINET, style.body, 0, 0, (top - style.thick) / 2, half_x, half_y, (top - style.thick) / 2)]
    solids += fronts(
        style.fronts, -half_x, half_x, _PLINTH, top - style.thick, -half_y, max(2, round(half_x / 0.28)), 1
    )
    behind = fronts(style.fronts, -half_x, half_x, _PLINTH, top - style.thick, -half_y, max(2, round(half_x / 0.28)), 1)
    solids += place(behind, 0.0, 0.0, 0.0, math.pi) if over < 0.1 else []
    solids.append(
        box(
            CABINET,
            style.worktop,
            0,
            over / 2,
            top - style.thick / 2,
            half_x + 0.02,
            half_y + 0.02 + over / 2,
            style.thick / 2,
            0.002,
        )
    )
    solids += scatter(rng, palette, ON_WORKTOPS, palette.count(5), 2 * half_x, 2 * half_y, top)
    return furniture(CABINET, "island", solids, top=top)
