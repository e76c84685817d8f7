"""Parts of sofas and armchairs: runs of seats with their backs, arms, feet, cushions and blankets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cushions import crumple, lean_cushions, left_behind, throw
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import corners

_ARMS = {"box": 4.0, "rolled": 1.2, "slim": 1.0, "flared": 0.8, "padded": 1.4, "wood": 0.9, "none": 0.7}
_BACKS = {"loose": 4.0, "tight": 1.2, "channels": 0.5, "heads": 0.6}
_ARM_WIDTHS = {"box": (0.1, 0.24), "rolled": (0.14, 0.2), "padded": (0.16, 0.27)}

CLOSED_ARMS = ("box", "box", "rolled", "slim", "flared", "padded")
"""Arms of a sofa for one; with open arms or none it is a lounge chair."""


@dataclass(frozen=True)
class Style:
    """Properties common to all sections of one sofa; lengths in metres.

    Attributes:
        cover: Material of the base, the arms and the frame of the back.
        seat_cover: Material of the loose cushions.
        leg: Material of the feet and of open arms.
        arms: Shape of the arms: box, rolled, slim, flared, padded, wood or none.
        backs: Shape of the back: loose cushions, tight, channels, or loose cushions with head rests.
        seat_width: Width of one seat.
        depth: Depth of the sofa.
        seat: Height of the seat.
        back: Height of the back.
        arm: Height of the arms.
        arm_width: Width of an arm.
        foot: Height of the feet; 0 if the base stands on the floor.
        cushion: Thickness of the seat cushions.
        back_depth: Thickness of the frame of the back.
        softness: Radius to which edges are rounded.
        back_cushion: Half the thickness of the back cushions.
        lean: Angle by which the back cushions lean, in radians.
    """

    cover: int
    seat_cover: int
    leg: int
    arms: str
    backs: str
    seat_width: float
    depth: float
    seat: float
    back: float
    arm: float
    arm_width: float
    foot: float
    cushion: float
    back_depth: float
    softness: float
    back_cushion: float
    lean: float

    @property
    def seat_y(self) -> float:
        """Return the y of the front of the back cushions, in metres."""
        return self.depth / 2 - self.back_depth - 1.2 * self.back_cushion

    @property
    def overhang(self) -> float:
        """Return the width that an arm adds beyond the seats, in metres."""
        return {"none": 0.0, "wood": 0.07}.get(self.arms, self.arm_width)


def draw_cover(rng: Random, materials: MaterialLibrary) -> int:
    """Return the cover of a soft seat: cloth, or leather in one of four cases."""
    return materials.leather() if rng.random() < 0.25 else materials.fabric()


def draw_style(rng: Random, materials: MaterialLibrary, single: bool = False, arms: str = "") -> Style:
    """Return the style of a sofa, or of an armchair if `single`; its arms are drawn if not given."""
    cover, seat = draw_cover(rng, materials), rng.uniform(0.39, 0.47)
    arms = arms or rng.choices(list(_ARMS), list(_ARMS.values()))[0]
    return Style(
        cover=cover,
        seat_cover=cover if rng.random() < 0.88 else materials.fabric(),
        leg=materials.wood() if rng.random() < 0.6 else materials.metal(),
        arms=arms,
        backs=rng.choices(list(_BACKS), list(_BACKS.values()))[0],
        seat_width=rng.uniform(0.52, 0.66) if single else rng.uniform(0.55, 0.74),
        depth=rng.uniform(0.74, 0.9) if single else rng.uniform(0.8, 1.02),
        seat=seat,
        back=rng.uniform(0.72, 0.95),
        arm=rng.uniform(seat + 0.1, 0.68),
        arm_width=rng.uniform(*_ARM_WIDTHS.get(arms, (0.05, 0.1))) * (0.8 if single else 1.0),
        foot=rng.choices((0.0, 0.025, rng.uniform(0.1, 0.18)), (0.8, 1.0, 2.0))[0],
        cushion=rng.uniform(0.12, 0.19),
        back_depth=rng.uniform(0.1, 0.2),
        softness=rng.uniform(0.03, 0.07),
        back_cushion=rng.uniform(0.06, 0.1),
        lean=rng.uniform(0.1, 0.3),
    )


def add_run(piece: Builder, rng: Random, style: Style, width: float, depth: float = 0.0, count: int = 0) -> None:
    """Add a straight run of seats around x = y = 0: base, seat cushions and back, without arms and feet.

    Args:
        piece: Piece to add to; its material is replaced by those of the style.
        rng: Random generator.
        style: Style of the sofa.
        width: Width of the run in metres.
        depth: Depth of the run in metres if it differs from the style's (a chaise).
        count: Number of seat cushions; 0 for one per seat or, now and then, a single long one.
    """
    t, depth = style, depth or style.depth
    count = count or (max(1, round(width / t.seat_width)) if rng.random() < 0.85 else 1)
    low, pitch = t.seat - t.cushion, width / count
    piece.of(t.cover).box(width / 2, depth / 2, (t.foot, low), t.softness / 2)
    with piece.using(t.seat_cover):
        for k in range(count):
            x, y = (
                around(pitch * (k + 0.5) - width / 2, pitch / 2 - 0.004),
                around(-t.back_depth / 2, (depth - t.back_depth) / 2 + 0.01),
            )
            piece.box(x, y, (low, t.seat), t.softness, roll=rng.gauss(0.0, 0.008))
    _add_back(piece, rng, t, width, depth / 2, count)


def _add_back(piece: Builder, rng: Random, t: Style, width: float, rear: float, count: int) -> None:
    """Add the back of a run of seats whose rear is at y = rear."""
    fixed = t.backs in ("tight", "channels")
    top, front, pitch = t.back if fixed else t.back - rng.choice((0.06, 0.06, 0.15)), rear - t.back_depth, width / count
    with piece.using(t.cover):
        piece.box(width / 2, (front, rear), (t.foot, top), t.softness)
        if t.backs == "tight":
            piece.box(width / 2 - 0.01, around(front - 0.015, 0.05), (t.seat - 0.01, t.back - 0.01), 0.045, pitch=-0.1)
        elif t.backs == "channels":
            channels = min(10, max(3, round(width / rng.uniform(0.14, 0.2))))
            half = width / channels / 2
            for k in range(channels):
                x = around(half * (2 * k + 1) - width / 2, half)
                piece.box(x, around(front, 0.05), (t.seat - 0.02, t.back + 0.02), 0.045)
    if fixed:
        return
    soft, askew = min(t.softness + 0.03, t.back_cushion * 0.9), rng.choice((0.0, 0.03, 0.06))
    y, z = around(front - t.back_cushion * 0.6, t.back_cushion), (t.seat - 0.01, t.back + 0.04)
    with piece.using(t.seat_cover):
        for k in range(count):
            middle = pitch * (k + 0.5) - width / 2
            turn = rng.gauss(0.0, askew), rng.gauss(-t.lean, askew), rng.gauss(0.0, askew / 2)
            piece.box(around(middle, pitch / 2 - 0.006), y, z, soft, *turn)
            if t.backs == "heads":
                head = around(rear - t.back_depth / 2, 0.06), around(t.back + 0.06, 0.1)
                piece.box(around(middle, pitch * 0.42), *head, 0.055, pitch=-0.2)


def add_arm(piece: Builder, style: Style, x: float, side: float, y: tuple[float, float]) -> None:
    """Add an arm along the extent y at the end of a run; seats end at `x`, `side` (-1 or 1) points outwards."""
    t, near, far, half = style, y[0], y[1], style.arm_width / 2
    middle = x + side * half
    outside, soft = around(middle, half), min(t.softness, t.arm_width * 0.48)
    if t.arms == "wood":
        at = x + side * 0.035
        with piece.using(t.leg):
            piece.box(around(at, 0.032), (near + 0.01, far - 0.05), around(t.arm, 0.014), 0.01)
            piece.bar((at, near + 0.06, 0.0), (at, near + 0.1, t.arm), 0.018, 0.022)
            piece.bar((at, far - 0.05, 0.0), (at, far - 0.12, t.arm), 0.018, 0.022)
            piece.box(
                around(at - side * 0.01, 0.025), (near + 0.06, far - 0.06), around(t.seat - t.cushion - 0.04, 0.03)
            )
        return
    with piece.using(t.cover):
        if t.arms == "rolled":
            radius, long = half * 1.05, (far - near) / 2 + 0.005
            top = t.arm - radius
            piece.box(around(middle - side * 0.015, half - 0.015), y, (t.foot, top + 0.02), 0.02)
            piece.cone(around(top, long), radius, at=(middle, (near + far) / 2), rounding=0.02, pitch=math.pi / 2)
        elif t.arms == "flared":
            tilt, low = 0.13, t.foot + half * 0.13
            piece.box(around(middle + side * 0.015, half), y, (low, t.arm), soft, roll=side * tilt)
        elif t.arms == "padded":
            piece.box(around(middle, half - 0.01), y, (t.foot, t.arm - 0.12), 0.03)
            piece.box(outside, (near - 0.005, far - 0.005), (t.arm - 0.14, t.arm), 0.06)
        elif t.arms != "none":
            piece.box(outside, y, (t.foot, t.arm), soft)


def add_feet(piece: Builder, style: Style, half_x: float, half_y: float) -> None:
    """Add four feet below a base if its style has any: blocks, or splayed legs if they are long."""
    with piece.using(style.leg):
        if style.foot > 0.05:
            for x, y in corners(half_x - 0.08, half_y - 0.08):
                foot = x * 1.02 + math.copysign(0.02, x), y + math.copysign(0.02, y), 0.002
                piece.rod(foot, (x, y, style.foot + 0.015), 0.013, 0.024)
        elif style.foot:
            for x, y in corners(half_x - 0.05, half_y - 0.05):
                piece.box(around(x, 0.03), around(y, 0.03), (0.0, style.foot + 0.002))


def add_extras(piece: Builder, rng: Random, materials: MaterialLibrary, style: Style, width: float, most: int) -> None:
    """Add at most `most` scatter cushions to a run of seats, now and then a blanket or a thing left behind."""
    lean_cushions(piece, rng, materials, rng.randint(0, most), width * 0.48, style.seat_y, style.seat)
    kind, x = rng.random(), rng.uniform(-0.3, 0.3) * width
    if kind < 0.25:
        with piece.using(materials.fabric()):
            if kind < 0.15:
                y = -style.depth / 2 - 0.01, style.seat_y - 0.05
                throw(piece, x, y, style.seat, rng.uniform(0.2, 0.35), rng.uniform(0.05, 0.3))
            else:
                crumple(piece, rng, x, -0.1, style.seat, 0.3)
    if rng.random() < 0.12:
        left_behind(piece, rng, materials, rng.uniform(-0.35, 0.35) * width, -style.depth * 0.15, style.seat)


def add_cushion_or_blanket(
    piece: Builder, rng: Random, materials: MaterialLibrary, half_x: float, y: float, seat: float
) -> None:
    """Add a scatter cushion or a blanket to a seat for one, now and then; y is the front of its back."""
    kind = rng.random()
    if kind < 0.3:
        lean_cushions(piece, rng, materials, 1, half_x, y, seat)
    elif kind < 0.36:
        with piece.using(materials.fabric()):
            crumple(piece, rng, 0.0, y - 0.25, seat, min(0.2, half_x))
