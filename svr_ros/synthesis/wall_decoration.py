"""What hangs on the walls where furniture left room: pictures, mirrors, boards, shelves, lamps, clocks."""

from __future__ import annotations

from collections.abc import Callable

from svr_ros.synthesis.furniture.cabinets import wall_shelf
from svr_ros.synthesis.furniture.lamps import wall_lamp
from svr_ros.synthesis.furniture.palette import draw_color
from svr_ros.synthesis.furniture.parts import Furniture
from svr_ros.synthesis.furniture.wall_pieces import coats, framed, radiator, wall_clock, wall_television
from svr_ros.synthesis.plan import Plan
from svr_ros.synthesis.scene import Decal, DecalKind, TextureKind

_IMAGES = {
    TextureKind.PRINT: 6.0,
    TextureKind.NOISE: 1.0,
    TextureKind.MARBLE: 0.7,
    TextureKind.BLOTCHES: 0.7,
    TextureKind.STRIPES: 0.5,
    TextureKind.PLAIN: 1.0,
}


def picture(plan: Plan) -> tuple[Furniture, float]:
    """Draw a framed picture or poster and the height it hangs at."""
    rng, palette = plan.rng, plan.palette
    half_x, half_z = rng.uniform(0.1, 0.5), rng.uniform(0.12, 0.42)
    image = palette.add(
        rng.choices(list(_IMAGES), list(_IMAGES.values()))[0],
        draw_color(rng),
        draw_color(rng),
        rng.uniform(2, 8),
        rng.random(),
        rng.uniform(0.35, 0.6),
        0.05,
    )
    return framed(rng, image, palette.wood(), half_x, half_z), rng.uniform(1.35, 1.75) - half_z


def mirror(plan: Plan) -> tuple[Furniture, float]:
    """Draw a mirror or a whiteboard: an even, glossy sheet."""
    rng, palette = plan.rng, plan.palette
    half_x, half_z = rng.uniform(0.2, 0.8), rng.uniform(0.25, 0.6)
    tone = draw_color(rng, rng.choice(("grey", "white", "beige")))
    sheet = palette.add(
        TextureKind.NOISE,
        tone,
        draw_color(rng, rng.choice(("grey", "beige", "white"))),
        1.2,
        specular=0.4,
        shininess=80.0,
    )
    return framed(rng, sheet, palette.metal(), half_x, half_z), rng.uniform(1.4, 1.7) - half_z


def _shelf(plan: Plan) -> tuple[Furniture, float]:
    return wall_shelf(plan.rng, plan.palette), plan.rng.uniform(1.05, 1.45)


def _lamp(plan: Plan) -> tuple[Furniture, float]:
    return wall_lamp(plan.rng, plan.palette), plan.rng.uniform(1.5, 1.9)


def _clock(plan: Plan) -> tuple[Furniture, float]:
    return wall_clock(plan.rng, plan.palette), plan.rng.uniform(1.5, 1.9)


def _television(plan: Plan) -> tuple[Furniture, float]:
    return wall_television(plan.rng, plan.palette), plan.rng.uniform(0.8, 1.3)


def _coats(plan: Plan) -> tuple[Furniture, float]:
    return coats(plan.rng, plan.palette), plan.rng.uniform(0.6, 0.9)


def _radiator(plan: Plan) -> tuple[Furniture, float]:
    return radiator(plan.rng, plan.palette), 0.0


_PIECES: tuple[tuple[Callable[[Plan], tuple[Furniture, float]], float], ...] = (
    (picture, 6.0),
    (mirror, 1.2),
    (_shelf, 1.0),
    (_lamp, 0.8),
    (_clock, 0.4),
    (_television, 0.4),
    (_coats, 0.4),
    (_radiator, 0.9),
)


def decorate_walls(plan: Plan) -> None:
    """Hang up to ten things where there is room, and now and then pin papers to a wall."""
    rng = plan.rng
    makers = [maker for maker, _ in _PIECES]
    weights = [weight for _, weight in _PIECES]
    for _ in range(1 + plan.palette.count(9)):
        piece, z = rng.choices(makers, weights)[0](plan)
        plan.against_wall(piece, tries=3, gap=0.001, z=max(z, 0.0))
    if rng.random() < 0.25:
        pin_papers(plan, rng.randrange(4), plan.palette.count(16))


def pin_papers(plan: Plan, face: int, count: int) -> None:
    """Paint notes, photographs or cards on a wall, loosely in rows."""
    rng, palette, (rx, ry, height) = plan.rng, plan.palette, plan.size
    half = ry if face < 2 else rx
    u, v = rng.uniform(-0.7, 0.5) * half, rng.uniform(1.1, 1.5) - height / 2
    looks = [palette.page(), palette.thing(), palette.thing(), palette.plain("vivid", 0.0)]
    for k in range(count):
        width, tall = rng.uniform(0.06, 0.22), rng.uniform(0.08, 0.3)
        u0, v0 = u + 0.26 * (k % 5) + rng.uniform(-0.05, 0.05), v + 0.33 * (k // 5) + rng.uniform(-0.05, 0.05)
        if u0 + width < half and v0 + tall < height / 2:
            plan.decals.append(Decal(face, u0, v0, u0 + width, v0 + tall, DecalKind.PLAIN, rng.choice(looks)))
