"""What cabinets are made of: bodies on plinths or legs, doors and drawers with their handles, open boards."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, box, cone, corners, ellipsoid, rod
from svr_ros.synthesis.scene import Solid

BOARD = 0.009
"""Half the thickness of a board (m)."""

_HANDLES = {"knob": 0.28, "bar": 0.35, "long": 0.1, "cup": 0.07, "none": 0.2}


@dataclass(frozen=True)
class Fronts:
    """How the doors and drawers of one cabinet look: `handle` is knob, bar, long, cup or none."""

    material: int
    handle_material: int
    handle: str
    panelled: bool


def draw_fronts(rng: Random, palette: Palette, body: int) -> Fronts:
    """Draw the style of a cabinet's doors."""
    handle = rng.choices(list(_HANDLES), list(_HANDLES.values()))[0]
    return Fronts(body if rng.random() < 0.65 else palette.wood(), palette.metal(), handle, rng.random() < 0.35)


def fronts(
    style: Fronts,
    x0: float,
    x1: float,
    z0: float,
    z1: float,
    y: float,
    columns: int,
    rows: int,
    grip: float = 0.0,
    drawers: bool = False,
) -> list[Solid]:
    """Cover a face (from x0 to x1 and z0 to z1, at y, facing -y) with doors (one row) or drawers.

    `grip` is where on a door its handle is, from -1 (bottom) to 1 (top).
    """
    solids = []
    half_x, half_z = (x1 - x0) / columns / 2 - 0.0045, (z1 - z0) / rows / 2 - 0.0045
    drawers = drawers or rows > 1
    for i in range(columns):
        x = x0 + (x1 - x0) * (i + 0.5) / columns
        inner = (half_x - min(0.05, 0.2 * half_x)) * (1 if (i % 2 == 0 and columns > 1) or columns == 1 else -1)
        for j in range(rows):
            z = z0 + (z1 - z0) * (j + 0.5) / rows
            solids.append(box(CABINET, style.material, x, y - 0.006, z, half_x, 0.008, half_z, 0.003))
            if style.panelled and half_x > 0.1 and half_z > 0.07:
                solids.append(box(CABINET, style.material, x, y - 0.015, z, half_x - 0.05, 0.006, half_z - 0.05, 0.003))
            solids += _handle(style, x, y - 0.014, z, half_x, half_z, 0.0 if drawers else inner, grip)
    return solids


def _handle(
    style: Fronts, x: float, y: float, z: float, half_x: float, half_z: float, inner: float, grip: float
) -> list[Solid]:
    """Put the handle on a front whose face is at y: in the middle of a drawer (inner = 0), at the edge of a door."""
    look, lift = style.handle_material, grip * max(half_z - 0.12, 0.0)
    if style.handle == "knob":
        return [ellipsoid(CABINET, look, x + inner, y - 0.014, z + lift, 0.016, 0.018, 0.016)]
    if style.handle == "cup":
        return [
            box(
                CABINET,
                look,
                x + 0.8 * inner,
                y - 0.01,
                z + lift + 0.3 * half_z * (not inner),
                0.045,
                0.014,
                0.016,
                0.012,
            )
        ]
    if style.handle == "none":
        return []
    if not inner:
        reach = 0.85 * half_x if style.handle == "long" else min(0.08, half_x * 0.6)
        return [box(CABINET, look, x, y - 0.012, z + 0.25 * half_z, reach, 0.014, 0.007, 0.004)]
    if style.handle == "long":
        return [box(CABINET, look, x + inner, y - 0.012, z, 0.007, 0.014, 0.8 * half_z, 0.004)]
    return [box(CABINET, look, x + inner, y - 0.012, z + lift, 0.007, 0.014, min(0.09, half_z * 0.5), 0.004)]


def base(rng: Random, palette: Palette, body: int, width: float, depth: float, tall: bool) -> tuple[list[Solid], float]:
    """Draw a plinth, legs or feet, or nothing; give the height at which the body begins too."""
    leg = rng.choice((0.0, 0.07)) if tall else rng.choice((0.0, 0.06, rng.uniform(0.09, 0.2), rng.uniform(0.09, 0.2)))
    if leg == 0.0:
        return [], 0.0
    if leg <= 0.07:
        return [box(CABINET, body, 0, 0.02, leg / 2, width / 2 - 0.02, depth / 2 - 0.03, leg / 2)], leg
    material = body if rng.random() < 0.5 else palette.metal()
    half_x, half_y, kind = width / 2 - 0.05, depth / 2 - 0.05, rng.random()
    if kind < 0.3:  # legs that splay
        return [rod(CABINET, material, (x * 1.04, y * 1.1, 0.006), (x * 0.94, y * 0.9, leg + 0.01), 0.012, 0.021)
                for x, y in corners(half_x, half_y)], leg  # fmt: skip
    if kind < 0.5:  # a sledge of two frames
        solids = [box(CABINET, material, s * half_x, 0, 0.009, 0.012, half_y, 0.009) for s in SIDES]
        return solids + [
            box(CABINET, material, x, y, leg / 2, 0.012, 0.012, leg / 2) for x, y in corners(half_x, half_y)
        ], leg
    half = (leg + 0.01) / 2
    return [cone(CABINET, material, x, y, half, half, 0.012, 0.022) for x, y in corners(half_x, half_y)], leg


def closed_case(rng: Random, palette: Palette, width: float, depth: float, height: float, layout: str) -> list[Solid]:
    """Draw a cabinet with "doors", "drawers", or "both": doors beside or below drawers."""
    body = palette.wood()
    style = draw_fronts(rng, palette, body)
    solids, low = base(rng, palette, body, width, depth, height > 1.5)
    tall = height - low
    solids.append(box(CABINET, body, 0, 0, low + tall / 2, width / 2, depth / 2, tall / 2, rng.choice((0.003, 0.01))))
    if rng.random() < 0.4:
        solids.append(box(CABINET, body, 0, -0.01, height - 0.013, width / 2 + 0.02, depth / 2 + 0.02, 0.013, 0.005))
    y, half = -depth / 2, width / 2
    wide = rng.uniform(0.4, 0.6) if layout != "drawers" else rng.uniform(0.45, 0.9)
    columns = max(1, round(width / wide))
    rows = max(1, round(tall / rng.uniform(0.17, 0.3)))
    if layout == "drawers":
        return solids + fronts(style, -half, half, low, height, y, columns, rows, drawers=True)
    if layout == "doors":
        return solids + fronts(style, -half, half, low, height, y, columns, 1, rng.choice((0.0, 0.8)))
    if width < 1.0 or rng.random() < 0.5:  # drawers above doors
        split = height - rng.uniform(0.14, 0.22)
        solids += fronts(style, -half, half, split, height, y, columns, 1, drawers=True)
        return solids + fronts(style, -half, half, low, split, y, columns, 1, 0.7)
    third = half * rng.choice((0.3, 0.36))  # drawers between doors
    solids += fronts(style, -half, -third, low, height, y, 1, 1) + fronts(style, third, half, low, height, y, 1, 1)
    return solids + fronts(style, -third, third, low, height, y, 1, max(2, rows))


def frame(body: int, width: float, depth: float, low: float, high: float, back: bool) -> list[Solid]:
    """Build the two sides, bottom, top and, with `back`, the back of a case between two heights (m)."""
    middle, half = (low + high) / 2, (high - low) / 2
    solids = [box(CABINET, body, s * (width / 2 - BOARD), 0, middle, BOARD, depth / 2, half) for s in SIDES]
    solids += [box(CABINET, body, 0, 0, z, width / 2, depth / 2 - 0.001, BOARD) for z in (low + BOARD, high - BOARD)]
    if back:
        solids.append(box(CABINET, body, 0, depth / 2 - 0.006, middle, width / 2, 0.005, half))
    return solids
