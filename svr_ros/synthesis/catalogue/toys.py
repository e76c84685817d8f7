"""Toys: those that lie about and those that stand on the floor; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

_LAID = math.pi / 2


def soft_toy(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a sitting bear, rabbit or doll: a body, a head, limbs, ears."""
    size, fur = rng.uniform(0.06, 0.14), palette.fabric()
    ear = rng.choice((0.2, 0.25, 0.6))
    solids = [
        ellipsoid(VOID, fur, 0, 0, size * 0.97, size * 0.75, size * 0.65, size),
        ellipsoid(VOID, fur, 0, -0.1 * size, size * 2.25, size * 0.62, size * 0.58, size * 0.58),
        ellipsoid(VOID, palette.plain("dark"), 0, -0.72 * size, size * 2.2, size * 0.14, size * 0.1, size * 0.1),
    ]
    for s in SIDES:
        solids += [
            ellipsoid(VOID, fur, s * size * 0.5, -size * 0.7, size * 0.3, size * 0.28, size * 0.7, size * 0.29),
            ellipsoid(
                VOID,
                fur,
                s * size * 0.8,
                -size * 0.25,
                size * 1.2,
                size * 0.22,
                size * 0.3,
                size * 0.55,
                0,
                0.5,
                s * 0.4,
            ),
            ellipsoid(VOID, fur, s * size * 0.42, 0, size * (2.65 + ear), size * 0.22, size * 0.14, size * (0.1 + ear)),
        ]
    return solids


def blocks(rng: Random, palette: Palette) -> list[Solid]:
    """Draw building blocks: a little tower and some around it."""
    half, solids = rng.uniform(0.018, 0.035), []
    looks = [palette.plain("vivid", 0.1) for _ in range(4)]
    for k in range(rng.randint(2, 4)):
        turn = rng.uniform(-0.3, 0.3)
        solids.append(box(VOID, looks[k % 4], 0, 0, half * (2 * k + 1), half, half, half, 0.003, turn))
    for k in range(rng.randint(2, 5)):
        angle, reach = k * 2.1 + rng.uniform(0, 1), half * rng.uniform(3.0, 5.5)
        x, y = reach * math.cos(angle), reach * math.sin(angle)
        if rng.random() < 0.3:
            solids.append(cone(VOID, looks[k % 4], x, y, half, half, half, rng.choice((half, 0.1 * half))))
        else:
            solids.append(
                box(VOID, looks[k % 4], x, y, half, half * rng.choice((1.0, 2.0)), half, half, 0.003, angle * 3)
            )
    return solids


def toy_car(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a toy car or lorry."""
    half, look, dark = rng.uniform(0.06, 0.16), palette.plain("vivid", 0.2), palette.plain("dark")
    wide, wheel = half * 0.45, half * 0.24
    lorry = rng.random() < 0.4
    solids = [box(VOID, look, 0, 0, wheel * 1.7, half, wide, wheel * 0.9, 0.008)]
    if lorry:
        solids.append(
            box(VOID, palette.plain("vivid"), 0.25 * half, 0, wheel * 4, half * 0.7, wide, wheel * 1.5, 0.005)
        )
        solids.append(box(VOID, look, -0.75 * half, 0, wheel * 3.4, half * 0.22, wide * 0.95, wheel, 0.006))
    else:
        solids.append(box(VOID, dark, 0.1 * half, 0, wheel * 3.1, half * 0.5, wide * 0.85, wheel * 0.8, 0.02))
    for sx in SIDES:
        for sy in SIDES:
            solids.append(cone(VOID, dark, sx * 0.6 * half, sy * wide, wheel, 0.012, wheel, wheel, 0.003, 0, _LAID))
    return solids


def ball(rng: Random, palette: Palette) -> Furniture:
    """Draw a ball: football, beach ball, exercise ball."""
    radius = rng.choice((rng.uniform(0.09, 0.15), rng.uniform(0.09, 0.15), rng.uniform(0.27, 0.36)))
    look = rng.choice((palette.thing, palette.plastic))()
    return furniture(VOID, "ball", [ellipsoid(VOID, look, 0, 0, radius, radius, radius, radius, 0.3, 0.5)])


def doll_house(rng: Random, palette: Palette) -> Furniture:
    """Draw an open dolls' house: three floors of rooms under a gable roof."""
    half, deep, floors = rng.uniform(0.25, 0.4), rng.uniform(0.13, 0.18), rng.randint(2, 3)
    wall, roof, storey, board = (
        palette.plain(rng.choice(("pastel", "white", "vivid"))),
        palette.plain("vivid"),
        0.27,
        0.008,
    )
    top = floors * storey
    solids = [box(VOID, wall, s * half, 0, top / 2, board, deep, top / 2) for s in SIDES]
    solids += [box(VOID, wall, 0, 0, k * storey + board, half, deep, board) for k in range(floors + 1)]
    solids.append(box(VOID, palette.plain("pastel"), 0, deep - board, top / 2, half, board, top / 2))
    solids.append(box(VOID, wall, rng.uniform(-0.3, 0.3) * half, 0, top / 2, board, deep, top / 2))
    slope, reach = 0.7, (half + 0.04) / math.cos(0.7) / 2
    for s in SIDES:
        x, z = s * (half + 0.04) / 2, top + (half + 0.04) / 2 * math.tan(slope) - 0.012
        solids.append(box(VOID, roof, x, 0, z, reach, deep + 0.03, 0.012, 0.002, 0.0, 0.0, s * slope))
    for k in range(floors):
        x = rng.choice(SIDES) * half * 0.55
        size = rng.uniform(0.03, 0.06)
        solids.append(box(VOID, palette.thing(), x, 0.02, k * storey + 2 * board + size, size * 1.3, size, size, 0.006))
    return furniture(VOID, "doll house", solids)


def tricycle(rng: Random, palette: Palette) -> Furniture:
    """Draw a child's tricycle or balance bike, facing -x."""
    look, dark, wheel = palette.plain("vivid", 0.3), palette.plain("dark"), rng.uniform(0.11, 0.16)
    seat, back = 0.36, rng.random() < 0.6
    hub = (-0.27, 0.0, wheel)
    bar = (-0.2, 0.0, 0.52)
    wheels = [(-0.27, 0.0, wheel)] + ([(0.2, s * 0.16, 0.1) for s in SIDES] if back else [(0.22, 0.0, wheel)])
    solids = [shell(VOID, dark, x, y, r, 0.022, r - 0.022, r - 0.022, 0.044, math.pi, 0, _LAID) for x, y, r in wheels]
    solids += [cone(VOID, look, x, y, r, 0.016, r - 0.03, r - 0.03, 0.004, 0, _LAID) for x, y, r in wheels]
    solids += [
        rod(VOID, look, hub, bar, 0.016),
        rod(VOID, look, (-0.23, 0, 0.34), (0.2, 0, 0.12 if back else wheel), 0.018),
        rod(VOID, dark, (-0.2, -0.17, 0.52), (-0.2, 0.17, 0.52), 0.013),
        rod(VOID, look, (0.08, 0, 0.19), (0.08, 0, seat), 0.016),
        box(VOID, dark, 0.08, 0, seat, 0.11, 0.08, 0.028, 0.025),
    ]
    if back:
        solids.append(rod(VOID, look, (0.2, -0.16, 0.1), (0.2, 0.16, 0.1), 0.014))
    return furniture(VOID, "tricycle", solids)


def bicycle(rng: Random, palette: Palette) -> Furniture:
    """Draw a bicycle that leans on its back (+y), facing -x."""
    look, dark, steel = (
        palette.plain(rng.choice(("vivid", "dark", "grey", "white")), 0.3),
        palette.plain("dark"),
        palette.metal(),
    )
    size = rng.choice((0.75, 1.0, 1.0))
    wheel, tyre = 0.34 * size, 0.024
    rear, front, crank, post = (0.5, 0.34), (-0.52, 0.34), (0.06, 0.29), (0.2, 0.82)
    head_low, head_top = (-0.37, 0.7), (-0.33, 0.88)

    def at(p: tuple[float, float], y: float = 0.0) -> tuple[float, float, float]:
        return p[0] * size, y, p[1] * size

    solids = []
    for hub in (rear, front):
        x, _, z = at(hub)
        solids += [
            shell(VOID, dark, x, 0, z, tyre, wheel - tyre, wheel - tyre, 2 * tyre, math.pi, 0, _LAID),
            cone(VOID, steel, x, 0, z, 0.035, 0.025, 0.025, 0.003, 0, _LAID),
        ]
        solids += [
            rod(VOID, steel, (x + (wheel - tyre) * math.cos(a), 0, z + (wheel - tyre) * math.sin(a)),
                (x - (wheel - tyre) * math.cos(a), 0, z - (wheel - tyre) * math.sin(a)), 0.003)
            for a in (0.3, 1.35, 2.4)
        ]  # fmt: skip
    for a, b in ((rear, crank), (rear, post), (crank, post), (crank, head_low), (post, head_top), (front, head_low),
                 (head_low, head_top)):  # fmt: skip
        solids.append(rod(VOID, look, at(a), at(b), 0.016))
    solids += [
        rod(VOID, steel, at(post), at((0.23, 0.92)), 0.013),
        box(VOID, dark, 0.24 * size, 0, 0.94 * size, 0.13, 0.065, 0.025, 0.022),
        rod(VOID, steel, at(head_top), at((-0.36, 0.98)), 0.013),
        rod(VOID, dark, at((-0.34, 0.98), -0.27), at((-0.34, 0.98), 0.27), 0.014),
        cone(VOID, steel, *at(crank), 0.01, 0.09, 0.09, 0.003, 0, _LAID),
        rod(VOID, dark, at((0.16, 0.2), -0.09), at((-0.04, 0.38), 0.09), 0.012),
    ]
    if rng.random() < 0.4:
        solids.append(box(VOID, steel, 0.5 * size, 0, 0.72 * size, 0.17, 0.05, 0.012, 0.004))
        solids.append(rod(VOID, steel, at((0.55, 0.72)), at(rear), 0.006))
    return furniture(VOID, "bicycle", solids)


def toy_box(rng: Random, palette: Palette) -> Furniture:
    """Draw a box full of toys."""
    half_x, half_y, tall = rng.uniform(0.2, 0.35), rng.uniform(0.16, 0.24), rng.uniform(0.13, 0.2)
    look, wall = rng.choice((palette.plastic, palette.wood, palette.wicker))(), 0.01
    solids = [box(VOID, look, 0, 0, 0.01, half_x, half_y, 0.01)]
    solids += [box(VOID, look, s * (half_x - wall), 0, tall, wall, half_y, tall, 0.004) for s in SIDES]
    solids += [box(VOID, look, 0, s * (half_y - wall), tall, half_x, wall, tall, 0.004) for s in SIDES]
    solids.append(ellipsoid(VOID, palette.fabric(), 0, 0, tall, half_x * 0.95, half_y * 0.95, tall * 0.98))
    for k in range(rng.randint(2, 4)):
        x, size = half_x * (0.5 * k - 0.7), rng.uniform(0.05, 0.09)
        look = palette.plain("vivid")
        solids.append(rng.choice((_cube, _ball))(look, x, rng.uniform(-0.3, 0.3) * half_y, 1.75 * tall, size))
    solids += place(soft_toy(rng, palette), rng.uniform(-0.3, 0.3) * half_x, 0, 1.85 * tall, rng.uniform(-1, 1))
    return furniture(VOID, "toy box", solids)


def _cube(look: int, x: float, y: float, z: float, size: float) -> Solid:
    return box(VOID, look, x, y, z, size, size, size, 0.008, 0.5, 0.4, 0.3)


def _ball(look: int, x: float, y: float, z: float, size: float) -> Solid:
    return ellipsoid(VOID, look, x, y, z, size, size, size)


def scattered_toys(rng: Random, palette: Palette) -> Furniture:
    """Draw toys left on the floor: bears, cars, blocks, a ball."""
    solids: list[Solid] = []
    for k in range(rng.randint(2, 4)):
        maker = rng.choice((soft_toy, blocks, blocks, toy_car))
        angle = k * 1.7 + rng.uniform(-0.3, 0.3)
        solids += place(
            maker(rng, palette), 0.3 * math.cos(angle), 0.3 * math.sin(angle), 0.0, rng.uniform(0, math.tau)
        )
    return furniture(VOID, "toys", solids)
