"""Low boards with televisions, alone or between tall cupboards or loudspeakers."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.cases import closed_case, draw_fronts, fronts
from svr_ros.synthesis.catalogue.clutter import ANYWHERE, ON_LOW_BOARDS, scatter
from svr_ros.synthesis.catalogue.desk_things import speaker
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, box
from svr_ros.synthesis.catalogue.shelves import mixed_case, open_case
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid


def television_board(rng: Random, palette: Palette) -> Furniture:
    """Draw a low board, mostly with a television on it, now and then within a wall unit."""
    width, depth, height = rng.uniform(0.9, 2.2), rng.uniform(0.35, 0.5), rng.uniform(0.3, 0.62)
    kind = rng.random()
    if kind < 0.3:
        solids = open_case(rng, palette, width, depth, height, 0.6, 30)
    elif kind < 0.65:
        solids = mixed_case(rng, palette, width, depth, height, 30)
    else:
        solids = closed_case(rng, palette, width, depth, height, rng.choice(("doors", "drawers", "both")))
    name, free = "television board", width
    if rng.random() < 0.78:
        screen = television(rng, palette, width * 0.92)
        solids += place(screen, 0.0, 0.05, height, 0.0)
        reach = max(s.x + s.hx for s in screen)
        free = width / 2 - reach
        if free > 0.14:
            for s in SIDES:
                things = scatter(rng, palette, ANYWHERE, palette.count(1), free * 0.95, depth, height)
                solids += place(things, s * (reach + free / 2), 0, 0, 0)
        if rng.random() < 0.3 and depth > 0.38:
            bar = min(reach, 0.45)
            solids.append(
                box(VOID, palette.plain("dark"), 0, -depth / 2 + 0.07, height + 0.032, bar, 0.04, 0.032, 0.015)
            )
    else:
        solids += scatter(rng, palette, ON_LOW_BOARDS, palette.count(5), width, depth, height)
    if rng.random() < 0.16:
        solids += _towers(rng, palette, width, depth)
        name = "wall unit"
    return furniture(CABINET, name, solids, top=height)


def television(rng: Random, palette: Palette, most: float) -> list[Solid]:
    """Draw a television on its foot or feet, at most that wide (m), facing -y; now and then a tube."""
    dark, half = palette.plain("dark", 0.2), min(most / 2, rng.uniform(0.35, 0.72))
    if rng.random() < 0.07:
        half = min(half, 0.33)
        return [
            box(VOID, dark, 0, -0.1, 0.78 * half, half, 0.08, 0.78 * half, 0.015),
            box(VOID, dark, 0, 0.04, 0.72 * half, half * 0.7, 0.08, 0.55 * half, 0.04),
            box(VOID, palette.screen(), 0, -0.181, 0.82 * half, half * 0.85, 0.006, 0.65 * half, 0.005),
        ]
    tall, low = half * rng.uniform(0.56, 0.62), rng.uniform(0.04, 0.08)
    solids = [
        box(VOID, dark, 0, 0, low + tall, half, 0.022, tall, 0.005),
        box(VOID, palette.screen(), 0, -0.021, low + tall, half - 0.012, 0.003, tall - 0.014),
    ]
    if rng.random() < 0.5:
        solids.append(box(VOID, dark, 0, 0, 0.008, 0.3 * half, 0.1, 0.008, 0.004))
        solids.append(box(VOID, dark, 0, 0.005, low / 2 + 0.01, 0.1 * half, 0.014, low / 2 + 0.01))
    else:
        solids += [box(VOID, dark, s * 0.75 * half, 0, 0.008, 0.014, 0.11, 0.008, 0.004) for s in SIDES]
        solids += [box(VOID, dark, s * 0.75 * half, 0, low / 2 + 0.01, 0.01, 0.014, low / 2 + 0.01) for s in SIDES]
    return solids


def _towers(rng: Random, palette: Palette, width: float, depth: float) -> list[Solid]:
    """Build a tall cupboard on each side of a television board, or loudspeakers."""
    if rng.random() < 0.5:
        tall = rng.uniform(0.35, 0.55)
        return [s for side in SIDES for s in speaker(palette, side * (width / 2 + 0.15), 0.11, tall)]
    body, height, half = palette.wood(), rng.uniform(1.4, 2.0), rng.uniform(0.2, 0.3)
    style, solids = draw_fronts(rng, palette, body), []
    for s in SIDES:
        x = s * (width / 2 + half + 0.004)
        solids.append(box(CABINET, body, x, 0, height / 2, half, depth / 2, height / 2, 0.003))
        solids += fronts(style, x - half, x + half, 0.05, height - 0.02, -depth / 2, 1, 1)
    return solids
