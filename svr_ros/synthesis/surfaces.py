"""The bare room: floor, ceiling and wall materials, skirting, windows, doors, rugs."""

from __future__ import annotations

from svr_ros.synthesis.furniture.palette import Palette, draw_color, shade
from svr_ros.synthesis.furniture.wall_pieces import blind, curtains, door_casing, open_door, window_reveal
from svr_ros.synthesis.plan import Plan
from svr_ros.synthesis.scene import Decal, DecalKind, Face, TextureKind

_SKY = ((1.0, 1.0, 1.0), (0.85, 0.95, 1.1), (1.1, 1.0, 0.8))


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


def add_skirting(plan: Plan) -> None:
    """Paint a skirting board on most rooms' walls, now and then a picture rail or a band of another colour."""
    rng, palette, (rx, ry, height) = plan.rng, plan.palette, plan.size
    low = -height / 2
    if rng.random() < 0.8:
        row = palette.plain(rng.choice(("white", "white", "wood", "dark")))
        tall = rng.uniform(0.05, 0.14)
        for face in range(4):
            half = ry if face < 2 else rx
            plan.decals.append(Decal(face, -half, low, half, low + tall, DecalKind.PLAIN, row))
    if rng.random() < 0.08:
        row = palette.plain(rng.choice(("white", "wood", "pastel", "vivid")), 0.0)
        z = low + rng.uniform(0.8, 1.1)
        tall = rng.choice((0.06, 0.12, height))
        for face in range(4):
            half = ry if face < 2 else rx
            plan.decals.append(Decal(face, -half, z, half, min(z + tall, height / 2), DecalKind.PLAIN, row))


def add_openings(plan: Plan) -> None:
    """Cut windows and doors into the walls, with casings, curtains and blinds; the space they need is reserved."""
    rng, (rx, ry, _) = plan.rng, plan.size
    doors = 0
    for face in rng.sample(range(4), 4):
        half = ry if face < 2 else rx
        u = -half + rng.uniform(0.15, 1.0)
        while u < half - 0.9:
            kind = rng.random()
            if kind < 0.35:
                width = min(rng.uniform(0.6, 2.2), half - u - 0.2)
                _window(plan, face, u, width)
            elif kind < 0.55 and doors < 2:
                width = min(rng.uniform(0.75, 0.95), half - u - 0.08)
                _door(plan, face, u, width)
                doors += 1
            else:
                width = rng.uniform(0.5, 1.5)
            u += width + rng.uniform(0.3, 1.5)


def _window(plan: Plan, face: int, u: float, width: float) -> None:
    rng, palette, height = plan.rng, plan.palette, plan.size.height
    bottom = rng.choice((rng.uniform(0.75, 1.1), rng.uniform(0.5, 1.2), 0.05))
    top = min(height - rng.uniform(0.1, 0.4), bottom + rng.uniform(0.9, 2.0))
    opening = plan.wall_box(face, u, u + width, bottom, top, 0.03)
    if not plan.is_free(opening):
        return
    frame = palette.plain("white" if rng.random() < 0.75 else "wood")
    glow = rng.choice((0.04, 0.25, 0.8, 1.2, 1.6))
    r, g, b = rng.choice(_SKY)
    panes = rng.choice((1, 2, 2, 3))
    pane = (u, bottom - height / 2, u + width, top - height / 2)
    view = (panes, rng.uniform(0, 9), r * glow, g * glow, b * glow)
    plan.decals.append(Decal(face, *pane, DecalKind.WINDOW, frame, 0.0, *view))
    plan.reserve(opening)
    middle = plan.along(face, u + width / 2)
    if bottom > 0.3 and rng.random() < 0.6:
        reveal = window_reveal(palette, frame, width, bottom, top)
        plan.put(reveal, *plan.on_wall(face, middle, reveal.depth / 2), under=True)
    dressing = rng.random()
    if dressing < 0.4:
        low = 0.03 if rng.random() < 0.6 else bottom - 0.15
        piece = curtains(rng, palette, width, max(low, 0.03), min(top + 0.12, height - 0.05))
        plan.put(piece, *plan.on_wall(face, middle, piece.depth / 2 + 0.03), under=True)
    elif dressing < 0.6:
        piece = blind(rng, palette, width, bottom, top)
        plan.put(piece, *plan.on_wall(face, middle, piece.depth / 2 + 0.005), under=True)


def _door(plan: Plan, face: int, u: float, width: float) -> None:
    rng, palette, height = plan.rng, plan.palette, plan.size.height
    tall = min(rng.uniform(1.98, 2.1), height - 0.1)
    if not plan.is_free(plan.wall_box(face, u, u + width, 0.0, tall, 0.6)):
        return
    leaf = palette.wood()
    low = -height / 2
    middle = plan.along(face, u + width / 2)
    if rng.random() < 0.22:
        _open_doorway(plan, face, u, width, tall, leaf)
    else:
        panels = rng.choice((1, 2, 3))
        plan.decals.append(Decal(face, u, low, u + width, low + tall, DecalKind.DOOR, leaf, 0.0, panels))
        plan.reserve(plan.wall_box(face, u, u + width, 0.0, tall, 0.6))
    casing = door_casing(leaf if rng.random() < 0.5 else palette.plain("white"), width, tall)
    if abs(middle) + casing.width / 2 < (plan.size.half_y if face < 2 else plan.size.half_x):
        plan.put(casing, *plan.on_wall(face, middle, casing.depth / 2), under=True)


def _open_doorway(plan: Plan, face: int, u: float, width: float, tall: float, leaf: int) -> None:
    """Paint the dim room behind an open door, and stand its leaf into this room."""
    rng, palette, height = plan.rng, plan.palette, plan.size.height
    row = palette.add(
        TextureKind.NOISE, shade(draw_color(rng, rng.choice(("beige", "grey", "white"))), 0.35), scale=1.0
    )
    plan.decals.append(Decal(face, u, -height / 2, u + width, tall - height / 2, DecalKind.PLAIN, row))
    piece = open_door(rng, leaf, palette, width, tall)
    side = rng.choice((0.0, 1.0))
    x, y, yaw = plan.on_wall(face, plan.along(face, u + side * width), piece.depth / 2 + 0.02)
    plan.put(piece, x, y, yaw, under=True)
    plan.reserve(plan.wall_box(face, u, u + width, 0.0, tall, 0.8))


def add_rug(plan: Plan, x: float, y: float, half_x: float, half_y: float) -> None:
    """Paint a rug around (x, y) on the floor, cut off at the walls."""
    rng, palette, (rx, ry, _) = plan.rng, plan.palette, plan.size
    kind = rng.choice(
        (
            TextureKind.CARPET,
            TextureKind.STRIPES,
            TextureKind.BLOTCHES,
            TextureKind.CHECKS,
            TextureKind.NOISE,
            TextureKind.WEAVE,
        )
    )
    inside = palette.add(kind, draw_color(rng), draw_color(rng), rng.uniform(2, 12), 0.1, rng.uniform(0.4, 0.6), 0.0)
    palette.add(TextureKind.CARPET, draw_color(rng), specular=0.0)
    u0, u1, v0, v1 = max(x - half_x, -rx), min(x + half_x, rx), max(y - half_y, -ry), min(y + half_y, ry)
    if u1 - u0 < 0.2 or v1 - v0 < 0.2:
        return
    is_round = float(rng.random() < 0.15)
    border = rng.choice((0.0, 0.04, 0.12))
    plan.decals.append(Decal(Face.FLOOR, u0, v0, u1, v1, DecalKind.BORDERED, inside, is_round, border))
