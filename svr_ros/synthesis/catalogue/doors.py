"""Doors: leaves that stand open, casings, handles. A leaf hangs at x = y = 0 and reaches along +x; the back of what is
fixed to a wall is at +y."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, WALL, box, cone
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid


def door_casing(frame: int, width: float, height: float) -> Furniture:
    """Build the frame around a door, proud of the wall."""
    solids = [box(WALL, frame, s * (width / 2 + 0.03), 0, height / 2, 0.04, 0.015, height / 2) for s in SIDES]
    solids.append(box(WALL, frame, 0, 0, height + 0.03, width / 2 + 0.07, 0.015, 0.04))
    return furniture(WALL, "door", solids)


def door_handle(rng: Random, metal: int) -> Furniture:
    """Draw the handle of a closed door: a lever on a plate, a bar or a knob; its middle is at z = 0.1."""
    kind = rng.random()
    if kind < 0.6:
        solids = [box(WALL, metal, 0, 0.018, 0.1, 0.02, 0.006, 0.1, 0.004)]
        solids.append(box(WALL, metal, rng.choice(SIDES) * 0.05, -0.012, 0.14, 0.065, 0.012, 0.012, 0.01))
        solids.append(box(WALL, metal, 0, 0.0, 0.14, 0.01, 0.02, 0.01))
    elif kind < 0.8:
        solids = [box(WALL, metal, 0, -0.02, 0.1, 0.012, 0.012, 0.2, 0.01)]
        solids += [box(WALL, metal, 0, 0.002, 0.1 + s * 0.15, 0.008, 0.022, 0.008) for s in SIDES]
    else:
        solids = [cone(WALL, metal, 0, 0, 0.1, 0.025, 0.03, 0.025, 0.01, 0.0, 1.5708)]
    return furniture(WALL, "door", solids)


def door_leaf(rng: Random, palette: Palette, row: int, width: float, height: float) -> list[Solid]:
    """Draw an open door's leaf: flush, with raised panels or with a pane of glass, and its handles."""
    middle, half, tall = width / 2, width / 2 - 0.004, height / 2 - 0.004
    kind = rng.random()
    if kind < 0.2:
        rim = rng.uniform(0.07, 0.12)
        solids = [box(WALL, palette.glass(), middle, 0, tall, half - rim / 2, 0.006, tall - rim / 2)]
        solids += [box(WALL, row, middle + s * (half - rim), 0, tall, rim, 0.02, tall, 0.003) for s in SIDES]
        solids += [box(WALL, row, middle, 0, z, half, 0.019, rim) for z in (rim, 2 * tall - rim)]
    else:
        solids = [box(WALL, row, middle, 0, tall, half, 0.02, tall, 0.003)]
        if kind < 0.6:
            count = rng.choice((1, 2, 2, 3))
            step = 2 * tall / count
            for k in range(count):
                z = step * (k + 0.5)
                solids.append(box(WALL, row, middle, 0, z, half - 0.12, 0.028, step / 2 - 0.1, 0.008))
    metal, x = palette.metal(), width - 0.07
    solids += [box(WALL, metal, x - 0.04, s * 0.06, 1.03, 0.06, 0.01, 0.012, 0.008) for s in SIDES]
    solids.append(box(WALL, metal, x, 0, 1.03, 0.01, 0.065, 0.01))
    return solids
