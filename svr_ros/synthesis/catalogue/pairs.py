"""Parts that furniture has at both sides (along x), at both ends (along y), at its corners and in rows."""

from __future__ import annotations

from svr_ros.synthesis.catalogue.builder import Builder, Extent, around
from svr_ros.synthesis.catalogue.parts import SIDES, corners
from svr_ros.synthesis.catalogue.rotations import Point


def at_sides(
    piece: Builder, x: float, half: float, y: Extent, z: Extent, rounding: float = 0.0, pitch: float = 0.0
) -> None:
    """Add two boxes whose half width is `half`, around -x and x."""
    for side in SIDES:
        piece.box(around(side * x, half), y, z, rounding, 0.0, pitch)


def at_ends(piece: Builder, x: Extent, y: float, half: float, z: Extent, rounding: float = 0.0) -> None:
    """Add two boxes whose half depth is `half`, around -y and y."""
    for side in SIDES:
        piece.box(x, around(side * y, half), z, rounding)


def at_corners(piece: Builder, x: float, y: float, half: float, z: Extent, rounding: float = 0.0) -> None:
    """Add four upright square posts around the corners of a rectangle."""
    for a, b in corners(x, y):
        piece.box(around(a, half), around(b, half), z, rounding)


def row(piece: Builder, x: float, count: int, half: float, y: Extent, z: Extent, rounding: float = 0.0) -> None:
    """Add `count` boxes whose half width is `half`, evenly spaced from -x to x."""
    for k in range(count):
        piece.box(around(x * ((2 * k + 1) / count - 1), half), y, z, rounding)


def rods_at_sides(piece: Builder, start: Point, end: Point, radius: float, end_radius: float | None = None) -> None:
    """Add a round rod between two points and its mirror image."""
    for side in SIDES:
        piece.rod((side * start[0], *start[1:]), (side * end[0], *end[1:]), radius, end_radius)


def bars_at_sides(piece: Builder, start: Point, end: Point, x: float, y: float, rounding: float = 0.004) -> None:
    """Add a square bar between two points, from half its widths, and its mirror image."""
    for side in SIDES:
        piece.bar((side * start[0], *start[1:]), (side * end[0], *end[1:]), x, y, rounding)
