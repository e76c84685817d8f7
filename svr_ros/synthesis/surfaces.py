"""What floors and walls are covered with: the materials of the room, tiles, rugs."""

from __future__ import annotations

import math

from svr_ros.synthesis.furniture.palette import Palette, draw_color, shade
from svr_ros.synthesis.furniture.parts import FLOOR, box, cone, furniture
from svr_ros.synthesis.plan import Plan
from svr_ros.synthesis.scene import Decal, DecalKind, TextureKind


def add_room_materials(palette: Palette) -> None:
    """Add rows 0 to 5: floor, ceiling and the four walls."""
    _add_floor(palette)
    rng = palette.rng
    palette.add(TextureKind.PLAIN, draw_color(rng, "white"), specular=0.0)
    base = draw_color(rng, rng.choices(("white", "beige", "grey", "pastel", "vivid"), (5.0, 2.0, 1.0, 1.5, 0.4))[0])
    pattern = TextureKind(
        rng.choices(
            (TextureKind.PLAIN, TextureKind.NOISE, TextureKind.STRIPES, TextureKind.BLOTCHES, TextureKind.PLANKS),
            (7.0, 2.0, 0.3, 0.3, 0.3),
        )[0]
    )
    for _ in range(4):
        color = base if rng.random() < 0.85 else draw_color(rng)
        if pattern in (TextureKind.STRIPES, TextureKind.BLOTCHES):
            palette.add(
                pattern,
                color,
                shade(color, rng.uniform(0.7, 1.1)),
                rng.uniform(2, 9),
                rng.random(),
                rng.uniform(0.4, 0.7),
                0.0,
            )
        else:
            palette.add(pattern, color, shade(color, rng.uniform(0.85, 1.05)), rng.uniform(1.0, 9.0), specular=0.0)


def _add_floor(palette: Palette) -> None:
    rng = palette.rng
    kind = rng.choices(
        (
            TextureKind.PLANKS,
            TextureKind.CARPET,
            TextureKind.TILES,
            TextureKind.NOISE,
            TextureKind.CHECKS,
            TextureKind.MARBLE,
        ),
        (5.0, 3.0, 2.5, 1.5, 0.6, 0.5),
    )[0]
    if kind == TextureKind.PLANKS:
        color = draw_color(rng, "wood" if rng.random() < 0.75 else rng.choice(("grey", "beige")))
        palette.add(
            kind, color, shade(color, rng.uniform(0.4, 0.85)), rng.uniform(5, 14), specular=rng.choice((0.0, 0.05, 0.2))
        )
    elif kind == TextureKind.CARPET:
        color = draw_color(rng, rng.choice(("beige", "grey", "beige", "grey", "dark", "vivid", "pastel")))
        palette.add(kind, color, shade(color, 0.75), specular=0.0)
    elif kind == TextureKind.TILES:
        color = draw_color(rng, rng.choice(("white", "grey", "beige", "beige", "dark")))
        joint = draw_color(rng, rng.choice(("grey", "white", "dark")))
        palette.add(
            kind,
            color,
            joint,
            rng.uniform(1.2, 5.0),
            rng.uniform(0.015, 0.04),
            rng.choice((1.0, 1.0, 0.5)),
            rng.choice((0.02, 0.2)),
        )
    elif kind == TextureKind.MARBLE:
        palette.add(kind, draw_color(rng, "white"), draw_color(rng, "grey"), rng.uniform(1, 3), specular=0.2)
    elif kind == TextureKind.CHECKS:
        color = draw_color(rng)
        palette.add(kind, color, shade(color, rng.uniform(0.4, 0.9)), rng.uniform(1.5, 3.0), specular=0.03)
    else:
        palette.add(kind, draw_color(rng), scale=rng.uniform(1, 6))


def tile_walls(plan: Plan) -> None:
    """Tile all walls of a bathroom or kitchen to the ceiling, or up to the shoulder."""
    rng, palette, (rx, ry, height) = plan.rng, plan.palette, plan.size
    color = draw_color(rng, rng.choice(("white", "white", "beige", "pastel", "grey")))
    joint = shade(color, rng.uniform(0.5, 0.9))
    row = palette.add(
        TextureKind.TILES,
        color,
        joint,
        rng.uniform(2.5, 10.0),
        rng.uniform(0.02, 0.05),
        rng.choice((1.0, 1.0, 2.0)),
        0.15,
    )
    top = height / 2 if rng.random() < 0.4 else rng.uniform(1.1, 1.6) - height / 2
    for face in range(4):
        half = ry if face < 2 else rx
        plan.decals.append(Decal(face, -half, -height / 2, half, top, DecalKind.PLAIN, row))


def add_rug(plan: Plan, x: float, y: float, half_x: float, half_y: float) -> None:
    """Lay a rug around (x, y) on the floor: rectangular or round, straight, a little or quite turned; smaller where it
    would not fit."""
    rng, palette, (rx, ry, _) = plan.rng, plan.palette, plan.size
    thick = rng.uniform(0.002, 0.0035)
    is_round = rng.random() < 0.15
    turn = rng.choices((0.0, rng.gauss(0.0, 0.12), rng.uniform(0.0, math.pi)), (6.0, 2.5, 1.0))[0]
    if is_round:
        half_x = half_y = min(half_x, half_y)
    half_x, half_y = min(half_x, rx - 0.1), min(half_y, ry - 0.1)
    row = palette.rug(half_x, half_y)
    for shrink in (1.0, 0.8, 0.6):
        a, b = half_x * shrink, half_y * shrink
        reach_x = abs(math.cos(turn)) * a + abs(math.sin(turn)) * b
        reach_y = abs(math.sin(turn)) * a + abs(math.cos(turn)) * b
        if is_round:
            solid = cone(FLOOR, row, 0, 0, thick, thick, a, a, 0.001)
        else:
            solid = box(FLOOR, row, 0, 0, thick, a, b, thick, 0.001)
        cx = min(max(x, reach_x - rx + 0.02), rx - reach_x - 0.02)
        cy = min(max(y, reach_y - ry + 0.02), ry - reach_y - 0.02)
        if plan.put(furniture(FLOOR, "rug", [solid]), cx, cy, turn, under=True):
            return
