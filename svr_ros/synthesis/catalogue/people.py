"""People-sized things: people who stand or sit, tailor's dummies, coat stands; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, rod
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

Point = tuple[float, float, float]

_SKIN = ((0.62, 0.4, 0.3), (0.5, 0.29, 0.2), (0.25, 0.13, 0.08), (0.1, 0.055, 0.035))
_HAIR = ("dark", "dark", "wood", "beige", "grey")


def _limb(look: int, points: tuple[Point, ...], radii: tuple[float, ...]) -> list[Solid]:
    """Build an arm or a leg: a tapered rod from joint to joint, a ball at each inner joint."""
    solids = []
    for a, b, r0, r1 in zip(points, points[1:], radii, radii[1:], strict=False):
        solids.append(rod(VOID, look, a, b, r0, r1))
    solids += [ellipsoid(VOID, look, *p, r, r, r) for p, r in zip(points[:-1], radii[:-1], strict=False)]
    return solids


def _head(rng: Random, palette: Palette, skin: int, z: float, y: float, size: float) -> list[Solid]:
    hair = palette.plain(rng.choice(_HAIR), 0.05)
    long = rng.random() < 0.45
    solids = [
        cone(VOID, skin, 0, y + 0.01, z - 0.12 * size, 0.06 * size, 0.055 * size, 0.05 * size),
        ellipsoid(VOID, skin, 0, y, z, 0.077 * size, 0.095 * size, 0.12 * size),
        ellipsoid(VOID, hair, 0, y + 0.022, z + 0.03 * size, 0.086 * size, 0.096 * size, 0.105 * size),
    ]
    if long:
        solids.append(ellipsoid(VOID, hair, 0, y + 0.055, z - 0.07 * size, 0.085 * size, 0.055 * size, 0.15 * size))
    return solids


def standing_person(rng: Random, palette: Palette) -> Furniture:
    """Draw a person who stands, facing -y: arms down, folded, on the hips or busy."""
    height = rng.uniform(1.5, 1.9) if rng.random() < 0.8 else rng.uniform(0.95, 1.4)
    u = height / 1.75
    skin = palette.add(0, rng.choice(_SKIN), specular=0.05)
    top, trousers, shoe = palette.fabric(), palette.fabric(), palette.plain("dark")
    stride, solids = rng.uniform(0.0, 0.1), []
    skirt, sleeves = rng.random() < 0.2, rng.random() < 0.65
    for s in SIDES:
        foot = (s * 0.11 * u, s * stride * u, 0.085 * u)
        leg = (s * 0.09 * u, 0.0, 0.9 * u), (s * 0.1 * u, s * stride * 0.6 * u - 0.02, 0.48 * u), foot
        solids += _limb(skin if skirt else trousers, leg, (0.088 * u, 0.062 * u, 0.045 * u))
        solids.append(box(VOID, shoe, foot[0], foot[1] - 0.055 * u, 0.042 * u, 0.045 * u, 0.13 * u, 0.042 * u, 0.035))
        pose = rng.random()
        shoulder = (s * 0.19 * u, 0.0, 1.4 * u)
        if pose < 0.5:
            joints = shoulder, (s * 0.25 * u, 0.02, 1.12 * u), (s * 0.24 * u, -0.06 * u, 0.88 * u)
        elif pose < 0.75:
            joints = shoulder, (s * 0.26 * u, -0.04, 1.13 * u), (s * 0.12 * u, -0.28 * u, 1.12 * u)
        else:
            joints = shoulder, (s * 0.34 * u, 0.05, 1.16 * u), (s * 0.17 * u, -0.09 * u, 1.0 * u)
        solids += _limb(top if sleeves else skin, joints, (0.06 * u, 0.045 * u, 0.034 * u))
        solids.append(ellipsoid(VOID, skin, *joints[-1], 0.04 * u, 0.045 * u, 0.055 * u))
    solids += [
        box(VOID, top, 0, 0, 1.2 * u, 0.185 * u, 0.11 * u, 0.27 * u, 0.1 * u),
        box(VOID, top if rng.random() < 0.5 else trousers, 0, 0, 0.93 * u, 0.16 * u, 0.11 * u, 0.1 * u, 0.08 * u),
    ]
    if skirt:
        solids.append(cone(VOID, trousers, 0, 0, 0.75 * u, 0.25 * u, 0.24 * u, 0.15 * u, 0.02))
    return furniture(VOID, "person", solids + _head(rng, palette, skin, 1.63 * u, -0.01, u))


def sitting_person(rng: Random, palette: Palette, seat: float = 0.45) -> Furniture:
    """Draw a person who sits, facing -y, on something whose top is at `seat` (m); the back of the hips is at y = 0.

    Their footprint reaches from the seat to the feet before it.
    """
    u = rng.uniform(0.88, 1.06)
    skin = palette.add(0, rng.choice(_SKIN), specular=0.05)
    top, trousers, shoe = palette.fabric(), palette.fabric(), palette.plain("dark")
    hip = seat + 0.095 * u
    lean, solids = rng.uniform(-0.03, 0.12), []
    shoulders = hip + 0.48 * u
    for s in SIDES:
        knee = (s * 0.13 * u, -0.5 * u, max(hip, 0.5 * u) - 0.01)
        foot = (s * 0.13 * u, -0.53 * u + rng.uniform(-0.06, 0.12), 0.085 * u)
        solids += _limb(trousers, ((s * 0.1 * u, -0.1, hip), knee, foot), (0.088 * u, 0.065 * u, 0.045 * u))
        solids.append(box(VOID, shoe, foot[0], foot[1] - 0.055 * u, 0.042 * u, 0.045 * u, 0.13 * u, 0.042 * u, 0.035))
        elbow = (s * 0.25 * u, -0.12 + lean, hip + 0.2 * u)
        hand = (s * rng.uniform(0.06, 0.16) * u, -0.36 * u, hip + rng.uniform(0.1, 0.28) * u)
        solids += _limb(
            top, ((s * 0.19 * u, lean - 0.1, shoulders - 0.06), elbow, hand), (0.06 * u, 0.046 * u, 0.034 * u)
        )
        solids.append(ellipsoid(VOID, skin, *hand, 0.04 * u, 0.05 * u, 0.035 * u))
    solids += [
        box(VOID, top, 0, -0.11 + lean / 2, hip + 0.23 * u, 0.185 * u, 0.11 * u, 0.27 * u, 0.1 * u, 0.0, -lean),
        box(VOID, trousers, 0, -0.12, hip, 0.175 * u, 0.12 * u, 0.095 * u, 0.08 * u),
    ]
    return furniture(VOID, "person", solids + _head(rng, palette, skin, shoulders + 0.2 * u, lean - 0.11, u))


def mannequin(rng: Random, palette: Palette) -> Furniture:
    """Draw a tailor's dummy on its stand."""
    cloth, wood, low = palette.fabric(), palette.wood(), rng.uniform(0.7, 0.85)
    solids = [rod(VOID, wood, (0, 0, 0.1), (0, 0, low + 0.1), 0.018)]
    for k in range(3):
        angle = k * math.tau / 3 + 0.5
        solids.append(rod(VOID, wood, (0, 0, 0.22), (0.24 * math.cos(angle), 0.24 * math.sin(angle), 0.016), 0.016))
    solids += [
        ellipsoid(VOID, cloth, 0, 0, low + 0.08, 0.17, 0.125, 0.17),
        box(VOID, cloth, 0, 0, low + 0.25, 0.14, 0.1, 0.2, 0.09),
        ellipsoid(VOID, cloth, 0, -0.01, low + 0.42, 0.175, 0.12, 0.17),
        cone(VOID, cloth, 0, 0, low + 0.6, 0.07, 0.075, 0.05, 0.01),
        cone(VOID, wood, 0, 0, low + 0.68, 0.018, 0.052, 0.03, 0.006),
    ]
    return furniture(VOID, "mannequin", solids)


def coat_stand(rng: Random, palette: Palette) -> Furniture:
    """Draw a coat stand with coats, a bag, a hat."""
    wood, height = rng.choice((palette.wood, palette.metal))(), rng.uniform(1.65, 1.85)
    solids: list[Solid] = [rod(VOID, wood, (0, 0, 0.05), (0, 0, height), 0.02)]
    for k in range(4):
        angle = k * math.tau / 4 + 0.4
        c, s = math.cos(angle), math.sin(angle)
        solids.append(rod(VOID, wood, (0, 0, 0.16), (0.26 * c, 0.26 * s, 0.018), 0.016))
        solids.append(rod(VOID, wood, (0, 0, height - 0.14), (0.15 * c, 0.15 * s, height - 0.03), 0.011))
        if rng.random() < 0.65:
            long, cloth = rng.uniform(0.35, 0.55), rng.choice((palette.fabric, palette.leather))()
            z = height - 0.08 - long
            solids.append(box(VOID, cloth, 0.13 * c, 0.13 * s, z, 0.09, rng.uniform(0.13, 0.19), long, 0.06, angle))
    if rng.random() < 0.4:
        hat = palette.fabric()
        solids.append(cone(VOID, hat, 0, 0, height + 0.01, 0.012, 0.17, 0.16, 0.006))
        solids.append(ellipsoid(VOID, hat, 0, 0, height + 0.03, 0.1, 0.1, 0.1))
    return furniture(VOID, "coat stand", solids)
