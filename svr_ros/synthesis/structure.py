"""What makes a room less of a plain box: projecting corners, piers, beams, soffits."""

from __future__ import annotations

from svr_ros.synthesis.furniture.parts import WALL, box, furniture
from svr_ros.synthesis.plan import Plan
from svr_ros.synthesis.scene import CEILING_MATERIAL, WALL_MATERIAL


def add_structure(plan: Plan) -> None:
    """Add a projecting corner to one room in eight, piers, beams or a soffit to others."""
    rng = plan.rng
    kind = rng.random()
    if kind < 0.13:
        _corner(plan, rng.uniform(0.3, 0.55) * plan.size.half_x, rng.uniform(0.3, 0.55) * plan.size.half_y)
    elif kind < 0.2:
        _corner(plan, rng.uniform(0.1, 0.25), rng.uniform(0.1, 0.25))
    elif kind < 0.26:
        _pier(plan)
    elif kind < 0.33:
        _beams(plan)
    elif kind < 0.4:
        _soffit(plan)


def _corner(plan: Plan, half_x: float, half_y: float) -> None:
    """Fill a corner from floor to ceiling, which makes the room L-shaped."""
    rng, (rx, ry, height) = plan.rng, plan.size
    block = furniture(WALL, "corner", [box(WALL, WALL_MATERIAL, 0, 0, height / 2, half_x, half_y, height / 2)])
    plan.put(block, rng.choice((-1.0, 1.0)) * (rx - half_x), rng.choice((-1.0, 1.0)) * (ry - half_y), 0.0)


def _pier(plan: Plan) -> None:
    """Let a chimney breast or a pier stand out from a wall."""
    rng, height = plan.rng, plan.size.height
    half_x, half_y = rng.uniform(0.12, 0.8), rng.uniform(0.06, 0.25)
    block = furniture(WALL, "pier", [box(WALL, WALL_MATERIAL, 0, 0, height / 2, half_x, half_y, height / 2)])
    plan.against_wall(block, tries=4, gap=0.0)


def _beams(plan: Plan) -> None:
    """Carry the ceiling on two to five beams across the room."""
    rng, (rx, ry, height) = plan.rng, plan.size
    material = plan.palette.wood() if rng.random() < 0.6 else CEILING_MATERIAL
    half_width, half_drop, count = rng.uniform(0.04, 0.12), rng.uniform(0.04, 0.12), rng.randint(2, 5)
    for k in range(count):
        beam = furniture(WALL, "beam", [box(WALL, material, 0, 0, -half_drop, half_width, ry, half_drop)])
        plan.put(beam._replace(height=0.0), rx * (2 * (k + 0.5) / count - 1), 0.0, 0.0, height, under=True)


def _soffit(plan: Plan) -> None:
    """Run a box along a wall under the ceiling, as over kitchen cabinets or ducts."""
    rng, (rx, ry, height) = plan.rng, plan.size
    face = rng.randrange(4)
    half_y, tall = rng.uniform(0.15, 0.35), rng.uniform(0.2, 0.4)
    half_x = ry if face < 2 else rx
    block = furniture(WALL, "soffit", [box(WALL, WALL_MATERIAL + face, 0, 0, tall / 2, half_x, half_y, tall / 2)])
    x, y, yaw = plan.on_wall(face, 0.0, half_y)
    plan.put(block, x, y, yaw, height - tall)
