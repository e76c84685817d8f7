"""What leans against walls: pictures, mirrors, boards, ladders."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.wall_decoration import mirror, picture


def lean(piece: Furniture, angle: float) -> Furniture:
    """Tilt an upright piece, whose solids are not turned, backwards by an angle (rad) until its top is at its back."""
    c, s = math.cos(angle), math.sin(angle)
    lift = s * piece.depth / 2
    tilted = [
        solid._replace(y=c * solid.y + s * solid.z, z=c * solid.z - s * solid.y + lift, pitch=-angle)
        for solid in piece.solids
    ]
    return furniture(piece.label, piece.name, tilted)


def lean_something(plan: Plan) -> Placement | None:
    """Lean a picture, a mirror, boards or a ladder against a wall."""
    rng, palette = plan.rng, plan.palette
    kind = rng.random()
    if kind < 0.45:
        piece, _ = (mirror if rng.random() < 0.3 else picture)(plan)
    else:
        piece = rng.choice((_boards, _ladder))(rng, palette)
    return plan.against_wall(lean(piece, rng.uniform(0.08, 0.2)), gap=0.002, corner=rng.choice((-1, 0, 1)))


def _boards(rng: Random, palette: Palette) -> Furniture:
    """Draw planks, panels or a folded table that stand upright, one before the other."""
    y, solids = 0.0, []
    for _ in range(rng.randint(1, 3)):
        thick = rng.uniform(0.006, 0.02)
        half_x, half_z = rng.uniform(0.06, 0.4), rng.uniform(0.4, 1.0)
        look = palette.wood() if rng.random() < 0.7 else palette.plain()
        solids.append(box(VOID, look, rng.uniform(-0.1, 0.1), y - thick, half_z, half_x, thick, half_z, 0.003))
        y -= 2 * thick
    return furniture(VOID, "boards", solids)


def _ladder(rng: Random, palette: Palette) -> Furniture:
    """Draw a ladder."""
    look = palette.metal() if rng.random() < 0.6 else palette.wood()
    half_z, half_x = rng.uniform(0.75, 1.05), rng.uniform(0.18, 0.25)
    solids = [box(VOID, look, s * half_x, 0, half_z, 0.015, 0.03, half_z) for s in SIDES]
    rungs = int(2 * half_z / 0.28)
    solids += [box(VOID, look, 0, 0, 0.28 * (k + 0.7), half_x, 0.02, 0.014) for k in range(rungs)]
    return furniture(VOID, "ladder", solids)
