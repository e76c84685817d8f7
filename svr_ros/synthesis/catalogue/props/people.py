"""People, and what is as tall as they are: tailor's dummies and coat stands; all void."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.frames import Point
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, VOID
from svr_ros.synthesis.catalogue.props.entries import standing
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.textures import PLAIN

_SKINS = ((0.62, 0.4, 0.3), (0.5, 0.29, 0.2), (0.25, 0.13, 0.08), (0.1, 0.055, 0.035))
_HAIR = ("dark", "dark", "wood", "beige", "grey")


def _add_limb(piece: Builder, points: Sequence[Point], radii: Sequence[float]) -> None:
    """Add an arm or a leg: a tapered rod from joint to joint and a ball at every joint but the last."""
    for k in range(len(points) - 1):
        (x, y, z), radius = points[k], radii[k]
        piece.rod(points[k], points[k + 1], radius, radii[k + 1])
        piece.ellipsoid(around(x, radius), around(y, radius), around(z, radius))


def _add_hand_and_foot(piece: Builder, shoe: int, u: float, hand: Point, foot: Point) -> None:
    x, y, z = hand
    piece.ellipsoid(around(x, 0.04 * u), around(y, 0.048 * u), around(z, 0.048 * u))
    x, y, _ = foot
    piece.of(shoe).box(around(x, 0.045 * u), (y - 0.185 * u, y + 0.075 * u), (0, 0.084 * u), 0.035)


def _add_head(piece: Builder, rng: Random, materials: MaterialLibrary, u: float, y: float, z: float) -> None:
    """Add a head with short or long hair whose middle is at (0, y, z), and its neck."""
    hair = piece.of(materials.plain(rng.choice(_HAIR), 0.05))
    piece.cone((z - 0.18 * u, z - 0.06 * u), 0.055 * u, 0.05 * u, (0, y + 0.01))
    piece.ellipsoid(0.077 * u, around(y, 0.095 * u), around(z, 0.12 * u))
    hair.ellipsoid(0.086 * u, around(y + 0.022, 0.096 * u), around(z + 0.03 * u, 0.105 * u))
    if rng.random() < 0.45:
        hair.ellipsoid(0.085 * u, around(y + 0.055, 0.055 * u), around(z - 0.07 * u, 0.15 * u))


def standing_person(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a grown-up or a child who stands, with the arms down, folded or on the hips."""
    u = (rng.uniform(1.5, 1.9) if rng.random() < 0.8 else rng.uniform(0.95, 1.4)) / 1.75
    piece = Builder(VOID, materials.add(PLAIN, rng.choice(_SKINS), specular=0.05))
    top, trousers, shoe = piece.of(materials.fabric()), piece.of(materials.fabric()), materials.plain("dark")
    stride, skirt, sleeves = rng.uniform(0.0, 0.1), rng.random() < 0.2, rng.random() < 0.65
    for s in SIDES:
        foot = (s * 0.11 * u, s * stride * u, 0.085 * u)
        leg = (s * 0.09 * u, 0.0, 0.9 * u), (s * 0.1 * u, s * stride * 0.6 * u - 0.02, 0.48 * u), foot
        _add_limb(piece if skirt else trousers, leg, (0.088 * u, 0.062 * u, 0.045 * u))
        elbow, hand = rng.choices(
            (
                ((0.25, 0.01, 1.12), (0.24, -0.06, 0.88)),
                ((0.26, -0.02, 1.13), (0.12, -0.28, 1.12)),
                ((0.34, 0.03, 1.16), (0.17, -0.09, 1.0)),
            ),
            (2, 1, 1),
        )[0]
        arm = [(s * x * u, y * u, z * u) for x, y, z in ((0.19, 0.0, 1.4), elbow, hand)]
        _add_limb(top if sleeves else piece, arm, (0.06 * u, 0.045 * u, 0.034 * u))
        _add_hand_and_foot(piece, shoe, u, arm[-1], foot)
    # Chest, hips and skirt
    top.box(0.185 * u, 0.11 * u, (0.93 * u, 1.47 * u), 0.1 * u)
    (top if rng.random() < 0.5 else trousers).box(0.16 * u, 0.11 * u, (0.83 * u, 1.03 * u), 0.08 * u)
    if skirt:
        trousers.cone((0.5 * u, u), 0.24 * u, 0.15 * u, rounding=0.02)
    _add_head(piece, rng, materials, u, -0.01, 1.63 * u)
    return piece.furniture()


def sitting_person(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a person who sits on a stool, which is of class chair."""
    u, seat = rng.uniform(0.88, 1.06), rng.uniform(0.42, 0.48)
    piece = Builder(VOID, materials.add(PLAIN, rng.choice(_SKINS), specular=0.05))
    top, trousers, shoe = piece.of(materials.fabric()), piece.of(materials.fabric()), materials.plain("dark")
    hip, lean = seat + 0.095 * u, rng.uniform(-0.03, 0.12)
    shoulder = hip + 0.42 * u
    for s in SIDES:
        knee = (s * 0.13 * u, -0.5 * u, max(hip, 0.5 * u) - 0.01)
        foot = (s * 0.13 * u, -0.53 * u + rng.uniform(-0.06, 0.12), 0.085 * u)
        _add_limb(trousers, ((s * 0.1 * u, -0.1, hip), knee, foot), (0.088 * u, 0.065 * u, 0.045 * u))
        hand = (s * rng.uniform(0.06, 0.16) * u, -0.36 * u, hip + rng.uniform(0.1, 0.28) * u)
        arm = (s * 0.19 * u, lean - 0.1, shoulder), (s * 0.25 * u, lean - 0.12, hip + 0.2 * u), hand
        _add_limb(top, arm, (0.06 * u, 0.046 * u, 0.034 * u))
        _add_hand_and_foot(piece, shoe, u, hand, foot)
    # Chest, hips, head and the stool
    chest = around(-0.11 + lean / 2, 0.11 * u), around(hip + 0.23 * u, 0.27 * u)
    top.box(0.185 * u, *chest, 0.1 * u, pitch=-lean)
    trousers.box(0.175 * u, around(-0.12, 0.12 * u), around(hip, 0.095 * u), 0.08 * u)
    _add_head(piece, rng, materials, u, lean - 0.11, hip + 0.68 * u)
    with piece.using(materials.wood(), CHAIR), piece.placed(y=-0.11):
        piece.cone((seat - 0.03, seat), 0.17, 0.18, rounding=0.008)
        piece.legs(0.1, 0.1, seat - 0.02, 0.014, 0.03)
    return piece.furniture()


def mannequin(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a tailor's dummy on its stand."""
    piece, cloth, low = Builder(VOID, materials.wood()), materials.fabric(), rng.uniform(0.7, 0.85)
    piece.rod((0, 0, 0.1), (0, 0, low + 0.1), 0.018)
    for k in range(3):
        c, s = math.cos(k * math.tau / 3 + 0.5), math.sin(k * math.tau / 3 + 0.5)
        piece.rod((0, 0, 0.22), (0.24 * c, 0.24 * s, 0.016), 0.016)
    with piece.placed(z=low):
        piece.cone((0.662, 0.698), 0.052, 0.03, rounding=0.006)
        body = piece.of(cloth)
        body.ellipsoid(0.17, 0.125, (-0.09, 0.25))
        body.box(0.14, 0.1, (0.05, 0.45), 0.09)
        body.ellipsoid(0.175, (-0.13, 0.11), (0.25, 0.59))
        body.cone((0.53, 0.67), 0.075, 0.05, rounding=0.01)
    return piece.furniture()


def coat_stand(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a coat stand with coats and perhaps a hat."""
    piece, height = Builder(VOID, rng.choice((materials.wood, materials.metal))()), rng.uniform(1.65, 1.85)
    piece.rod((0, 0, 0.05), (0, 0, height), 0.02)
    for k in range(4):
        angle = k * math.pi / 2 + 0.4
        c, s = math.cos(angle), math.sin(angle)
        piece.rod((0, 0, 0.16), (0.26 * c, 0.26 * s, 0.018), 0.016)
        piece.rod((0, 0, height - 0.14), (0.15 * c, 0.15 * s, height - 0.03), 0.011)
        if rng.random() < 0.65:
            coat, long = piece.of(rng.choice((materials.fabric, materials.leather))()), rng.uniform(0.7, 1.1)
            x, y, z = around(0.13 * c, 0.09), around(0.13 * s, rng.uniform(0.13, 0.19)), height - 0.08
            coat.box(x, y, (z - long, z), 0.06, angle)
    if rng.random() < 0.4:
        hat = piece.of(materials.fabric())
        hat.cone(around(height + 0.01, 0.012), 0.17, 0.16, rounding=0.006)
        hat.ellipsoid(0.1, 0.1, around(height + 0.03, 0.1))
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    standing("standing person", standing_person, 1.0, (0.3, 0.85), (0.16, 0.66), (0.9, 2)),
    standing("sitting person", sitting_person, 1.0, (0.5, 0.64), (0.55, 0.95), (1.2, 1.5)),
    standing("mannequin", mannequin, 1.0, (0.42, 0.46), (0.38, 0.4), (1.35, 1.6)),
    standing("coat stand", coat_stand, 1.0, (0.48, 0.58), (0.48, 0.58), (1.6, 2.05)),
)
