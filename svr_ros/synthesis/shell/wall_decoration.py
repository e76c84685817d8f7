"""What is on the walls where furniture left room: pictures, mirrors, boards, shelves, lamps, switches, papers."""

from __future__ import annotations

from collections.abc import Callable

from svr_ros.synthesis.catalogue.lamps import wall_lamp
from svr_ros.synthesis.catalogue.parts import Furniture
from svr_ros.synthesis.catalogue.racks import wall_shelf
from svr_ros.synthesis.catalogue.wall_pieces import coats, framed, garland, radiator, sheet, wall_clock, wall_television
from svr_ros.synthesis.layout.plan import Plan
from svr_ros.synthesis.scene import Decal, DecalKind, TextureKind
from svr_ros.synthesis.shell.masonry import half_length


def picture(plan: Plan) -> tuple[Furniture, float]:
    """Draw a framed picture, with or without a mat, or a poster, and the height it hangs at."""
    rng, materials = plan.rng, plan.materials
    half_x, half_z = rng.choice(((0.1, 0.3), (0.15, 0.5), (0.3, 0.75))), rng.choice(((0.12, 0.3), (0.2, 0.5)))
    wide, tall = rng.uniform(*half_x), rng.uniform(*half_z)
    image, middle = materials.surfaces.picture(wide, tall), rng.uniform(1.35, 1.75)
    if rng.random() < 0.3:
        return sheet(image, wide, tall), middle - tall
    mat = materials.plain("white", 0.0) if rng.random() < 0.35 else None
    frame = materials.wood() if rng.random() < 0.6 else materials.plain(rng.choice(("dark", "white")))
    return framed(rng, image, frame, wide, tall, mat), middle - tall


def mirror(plan: Plan) -> tuple[Furniture, float]:
    """Draw a mirror, now and then as tall as a person."""
    rng, materials = plan.rng, plan.materials
    tall = rng.random() < 0.2
    half_x, half_z = (
        (rng.uniform(0.2, 0.4), rng.uniform(0.6, 0.85))
        if tall
        else (
            rng.uniform(0.2, 0.8),
            rng.uniform(0.25, 0.6),
        )
    )
    frame = materials.metal() if rng.random() < 0.5 else materials.wood()
    piece = framed(rng, materials.mirror(), frame, half_x, half_z)
    return piece, rng.uniform(0.1, 0.3) if tall else rng.uniform(1.4, 1.7) - half_z


def board(plan: Plan) -> tuple[Furniture, float]:
    """Draw a whiteboard, a blackboard or a board of cork."""
    rng, materials = plan.rng, plan.materials
    half_x, half_z = rng.uniform(0.3, 1.1), rng.uniform(0.25, 0.6)
    kind = rng.random()
    if kind < 0.5:
        row = materials.plain("white", 0.3)
    elif kind < 0.7:
        row = materials.add(TextureKind.NOISE, (0.03, 0.06, 0.04), (0.05, 0.08, 0.06), 3.0, specular=0.02)
    else:
        row = materials.cardboard()
    frame = materials.metal() if kind < 0.5 else materials.wood()
    return framed(rng, row, frame, half_x, half_z), rng.uniform(1.35, 1.6) - half_z


def _garland(plan: Plan) -> tuple[Furniture, float]:
    return garland(plan.rng, plan.materials), plan.rng.uniform(1.5, 1.8)


def _shelf(plan: Plan) -> tuple[Furniture, float]:
    return wall_shelf(plan.rng, plan.materials), plan.rng.uniform(1.05, 1.45)


def _lamp(plan: Plan) -> tuple[Furniture, float]:
    return wall_lamp(plan.rng, plan.materials), plan.rng.uniform(1.5, 1.9)


def _clock(plan: Plan) -> tuple[Furniture, float]:
    return wall_clock(plan.rng, plan.materials), plan.rng.uniform(1.5, 1.9)


def _television(plan: Plan) -> tuple[Furniture, float]:
    return wall_television(plan.rng, plan.materials), plan.rng.uniform(0.8, 1.3)


def _coats(plan: Plan) -> tuple[Furniture, float]:
    return coats(plan.rng, plan.materials), plan.rng.uniform(0.6, 0.9)


def _radiator(plan: Plan) -> tuple[Furniture, float]:
    return radiator(plan.rng, plan.materials), 0.0


_PIECES: tuple[tuple[Callable[[Plan], tuple[Furniture, float]], float], ...] = (
    (picture, 6.0),
    (mirror, 1.2),
    (_shelf, 1.0),
    (_lamp, 0.8),
    (_clock, 0.4),
    (_television, 0.4),
    (_coats, 0.4),
    (_radiator, 0.7),
    (board, 0.5),
    (_garland, 0.15),
)


def decorate_walls(plan: Plan) -> None:
    """Hang up to ten things where there is room, pin papers to a wall, and fit switches, sockets and vents."""
    rng = plan.rng
    if rng.random() < 0.2:
        _hang_row(plan)
    makers = [maker for maker, _ in _PIECES]
    weights = [weight for _, weight in _PIECES]
    for _ in range(1 + plan.materials.count(7)):
        piece, z = rng.choices(makers, weights)[0](plan)
        plan.against_wall(piece, tries=3, gap=0.001, z=max(z, 0.0))
    if rng.random() < 0.25:
        pin_papers(plan, rng.randrange(4), plan.materials.count(16))
    _fit_plates(plan)


def _hang_row(plan: Plan) -> None:
    """Hang pictures of one size in equal frames beside each other."""
    rng, materials = plan.rng, plan.materials
    wide, tall, gap = rng.uniform(0.12, 0.3), rng.uniform(0.15, 0.4), rng.uniform(0.05, 0.2)
    frame, mat = materials.wood(), materials.plain("white", 0.0) if rng.random() < 0.5 else None
    first = framed(rng, materials.surfaces.picture(wide, tall), frame, wide, tall, mat)
    start = plan.against_wall(first, tries=5, gap=0.001, z=1.5 - tall)
    for k in range(1, rng.randint(2, 4)):
        if start:
            image = first.solids[-1]._replace(material=materials.surfaces.picture(wide, tall))
            piece = first._replace(solids=[*first.solids[:-1], image])
            x, y = start.at(k * (2 * wide + gap), 0.0)
            plan.put(piece, x, y, start.yaw, 1.5 - tall)


def _is_bare(plan: Plan, face: int, u0: float, v0: float, u1: float, v1: float) -> bool:
    """Say whether a rectangle of a wall (u, v as in `Decal`) is free of windows, doors and what hangs there."""
    half, middle = half_length(plan, face), plan.size.height / 2
    if u0 < -half or u1 > half or v1 > middle:
        return False
    openings = (d for d in plan.decals if d.face == face and d.kind in (DecalKind.WINDOW, DecalKind.DOOR))
    if any(u0 < d.u1 and d.u0 < u1 and v0 < d.v1 and d.v0 < v1 for d in openings):
        return False
    return plan.is_free(plan.wall_box(face, u0, u1, v0 + middle, v1 + middle, 0.01))


def _fit_plates(plan: Plan) -> None:
    """Paint light switches, sockets and, now and then, a vent on the walls."""
    rng, materials, middle = plan.rng, plan.materials, plan.size.height / 2
    plate = materials.plain("white" if rng.random() < 0.8 else None)
    spots = [(0.04, 0.04, rng.choice((0.3, 1.1))) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.15:
        spots.append((rng.uniform(0.1, 0.25), 0.08, 2 * middle - 0.3))
    for half_u, half_v, z in spots:
        face = rng.randrange(4)
        reach = half_length(plan, face) - half_u
        u, v = rng.uniform(-reach, reach), z - middle
        row = plate
        if half_u > 0.05:
            row = materials.add(TextureKind.STRIPES, (0.6, 0.6, 0.6), (0.15, 0.15, 0.15), 40.0, 0.0, 0.4, 0.1)
        area = (u - half_u, v - half_v, u + half_u, v + half_v)
        if _is_bare(plan, face, *area):
            plan.decals.append(Decal(face, *area, DecalKind.PLAIN, row))


def pin_papers(plan: Plan, face: int, count: int) -> None:
    """Paint notes, photographs or cards on a wall, loosely in rows."""
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    half = half_length(plan, face)
    u, v = rng.uniform(-0.7, 0.5) * half, rng.uniform(1.1, 1.5) - height / 2
    looks = [materials.page(), materials.thing(), materials.thing(), materials.plain("vivid", 0.0)]
    for k in range(count):
        width, tall = rng.uniform(0.06, 0.22), rng.uniform(0.08, 0.3)
        u0, v0 = u + 0.26 * (k % 5) + rng.uniform(-0.05, 0.05), v + 0.33 * (k // 5) + rng.uniform(-0.05, 0.05)
        if _is_bare(plan, face, u0, v0, u0 + width, v0 + tall):
            paper = Decal(face, u0, v0, u0 + width, v0 + tall, DecalKind.PLAIN, rng.choice(looks))
            plan.decals.append(paper)
