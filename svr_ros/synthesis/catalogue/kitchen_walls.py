"""What hangs on kitchen walls: cabinets, open boards with dishes, rails with utensils; the wall is at y = 0."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.cases import Fronts, fronts
from svr_ros.synthesis.catalogue.clutter import line_up
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, LIGHTING, SIDES, VOID, box, cone, rod
from svr_ros.synthesis.catalogue.plants import small_plant
from svr_ros.synthesis.catalogue.tableware import bottles, bowl, cup, jug, plates
from svr_ros.synthesis.catalogue.worktop_things import canisters, pot
from svr_ros.synthesis.scene import Solid

_ON_BOARDS = (plates, cup, cup, canisters, bottles, bowl, jug, pot, small_plant)


def wall_cabinets(
    rng: Random, palette: Palette, style: Fronts, body: int, x0: float, x1: float, low: float, top: float
) -> list[Solid]:
    """Build closed wall cabinets between two heights (m), one compartment now and then open, sometimes lit below."""
    if top - low < 0.15:
        return []
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2
    columns = max(1, round((x1 - x0) / rng.uniform(0.42, 0.6)))
    solids = [box(CABINET, body, middle, -0.165, (low + top) / 2, half, 0.165, (top - low) / 2, 0.002)]
    solids += fronts(style, x0, x1, low, top, -0.33, columns, 1, -0.8)
    if rng.random() < 0.15:
        glow = palette.plain("white", emission=1.0)
        solids.append(box(LIGHTING, glow, middle, -0.2, low - 0.01, half * 0.8, 0.025, 0.012))
    return solids


def open_boards(
    rng: Random, palette: Palette, wood: int, x0: float, x1: float, low: float, top: float, most: int
) -> list[Solid]:
    """Build one or two boards on brackets with dishes, jars and plants, about `most` solids."""
    solids: list[Solid] = []
    metal, step = palette.metal(), 0.36
    for k in range(2 if top - low > 0.5 else 1):
        z = low + 0.05 + step * k
        solids.append(box(CABINET, wood, (x0 + x1) / 2, -0.13, z, (x1 - x0) / 2 - 0.02, 0.125, 0.014, 0.003))
        solids += [box(CABINET, metal, x, -0.012, z - 0.06, 0.01, 0.012, 0.07) for x in (x0 + 0.1, x1 - 0.1)]
        makers = [rng.choice(_ON_BOARDS) for _ in range(max(1, round(2.5 * (x1 - x0))))]
        part = line_up(rng, palette, makers, x0 + 0.03, x1 - 0.03, -0.015, z + 0.014, 0.245, step - 0.05)
        if len(solids) + len(part) <= most:
            solids += part
    return solids


def rail(rng: Random, palette: Palette, x: float, half: float, z: float) -> list[Solid]:
    """Build a rail on the wall with ladles, cups and a cloth hanging from it, its middle at x."""
    metal, y = palette.chrome(), -0.045
    solids = [rod(VOID, metal, (x - half, y, z), (x + half, y, z), 0.007)]
    solids += [box(VOID, metal, x + s * (half - 0.01), y / 2, z, 0.007, -y / 2, 0.007) for s in SIDES]
    count = rng.randint(3, 5)
    for k in range(count):
        u, long = x + half * (1.7 * (k + 0.5) / count - 0.85), rng.uniform(0.1, 0.14)
        kind = rng.random()
        if kind < 0.2:
            solids.append(box(VOID, palette.towel(), u, y - 0.008, z - long, 0.06, 0.012, long + 0.01, 0.008))
        elif kind < 0.45:
            solids.append(cone(VOID, palette.thing(), u, y - 0.01, z - 0.05, 0.045, 0.035, 0.04, 0.004))
        else:
            solids.append(box(VOID, metal, u, y - 0.008, z - long, 0.006, 0.003, long + 0.004))
            solids.append(cone(VOID, metal, u, y - 0.02, z - 2 * long, 0.018, 0.03, 0.04, 0.004))
    return solids
