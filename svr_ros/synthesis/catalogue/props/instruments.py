"""Musical instruments and loudspeakers; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.entries import standing
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.textures import Stripes


def _keys(materials: MaterialLibrary) -> int:
    return materials.add(Stripes(40.0, 0.62), (0.75, 0.74, 0.7), (0.02, 0.02, 0.02), 0.2)


def piano(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an upright piano, half of them with a score."""
    piece = Builder(VOID, materials.plain("dark", 0.5) if rng.random() < 0.4 else materials.wood())
    half, height = rng.uniform(0.7, 0.76), rng.uniform(1.05, 1.28)
    # Body, key bed, lid, music stand and top
    piece.box(half, (-0.05, 0.29), (0, height), 0.006)
    piece.box(half, (-0.31, 0.03), (0.6, 0.7), 0.006)
    piece.box(half - 0.04, (-0.1, -0.04), (0.69, 0.87), 0.004, pitch=-0.3)
    piece.box(0.3, around(-0.08, 0.008), (0.84, 1.06), 0.003, pitch=-0.25)
    piece.box(half + 0.015, around(0.12, 0.185), (height - 0.026, height + 0.002), 0.004)
    piece.of(_keys(materials)).box(half - 0.08, around(-0.19, 0.08), around(0.705, 0.01))
    for side in SIDES:
        piece.box(around(side * (half - 0.03), 0.03), (-0.31, 0.03), (0.68, 0.78), 0.01)
        piece.box(around(side * (half - 0.04), 0.03), around(-0.26, 0.035), (0, 0.62), 0.01)
    pedals = piece.of(materials.chrome())
    for x in (-0.09, 0.0, 0.09):
        pedals.box(around(x, 0.02), around(-0.1, 0.07), around(0.06, 0.008), 0.004)
    if rng.random() < 0.5:
        piece.of(materials.page()).box(around(0.02, 0.16), around(-0.095, 0.004), (0.86, 1.08), pitch=-0.25)
    return piece.furniture(top=height + 0.002)


def electric_piano(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an electric piano on crossed legs."""
    piece, half = Builder(VOID, materials.plain("dark", 0.5)), rng.uniform(0.55, 0.68)
    legs = piece.of(materials.metal())
    piece.box(half, 0.15, (0.69, 0.79), 0.01)
    piece.box(0.22, around(0.1, 0.008), (0.78, 1.0), 0.003, pitch=-0.25)
    piece.of(_keys(materials)).box(half - 0.06, around(-0.06, 0.075), around(0.79, 0.006))
    for s in SIDES:
        legs.rod((s * 0.35, -0.14, 0.015), (-s * 0.35, 0.0, 0.7), 0.016)
        legs.rod((s * 0.35, -0.16, 0.015), (s * 0.35, 0.16, 0.015), 0.014)
    return piece.furniture()


def guitar(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a guitar on its stand."""
    piece = Builder(VOID, materials.wood() if rng.random() < 0.7 else materials.plain("dark", 0.3))
    neck, stand = piece.of(materials.plain("dark")), piece.of(materials.metal())
    lean = rng.uniform(0.14, 0.22)
    with piece.leaned(lean, 0.0, 0.12):
        piece.ellipsoid(0.19, 0.05, (0.13, 0.49))
        piece.ellipsoid(0.14, 0.05, (0.42, 0.7))
        neck.box(0.025, around(-0.035, 0.012), (0.58, 1.1), 0.005)
        neck.box(0.035, around(-0.025, 0.012), (1.07, 1.21), 0.005)
        neck.rod((0, -0.045, 0.48), (0, -0.051, 0.48), 0.045)
    # Two legs in front, a cradle, and a strut behind
    c, s = math.cos(lean), math.sin(lean)
    for side in SIDES:
        stand.rod((0, 0.35 * s + 0.045 * c, 0.12 + 0.35 * c), (side * 0.16, -0.08, 0.012), 0.01)
    stand.rod((0, 0.62 * s + 0.03 * c, 0.12 + 0.62 * c), (0, 0.22, 0.012), 0.01)
    stand.box(0.13, around(-0.02, 0.07), (0.108, 0.132), 0.008)
    stand.rod((0, 0.05, 0.12), (0, 0.17, 0.2), 0.01)
    return piece.furniture()


def drum_kit(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a bass drum, two toms, a snare, a floor tom and two or three cymbals."""
    piece, skin = Builder(VOID, materials.plastic()), materials.plain("white", 0.05)
    skins, steel, brass = piece.of(skin), piece.of(materials.chrome()), piece.of(materials.chrome())
    radius = rng.uniform(0.25, 0.28)
    # The bass drum with its two toms
    piece.rod((0, 0.15, radius), (0, -0.25, radius), radius)
    skins.rod((0, -0.24, radius), (0, -0.256, radius), radius * 0.94)
    steel.hoop((0, -0.25, radius), radius - 0.008, 0.022)
    for s in SIDES:
        steel.rod((0, 0.0, 2 * radius - 0.02), (s * 0.16, 0.02, 2 * radius + 0.12), 0.012)
        piece.cone(around(2 * radius + 0.16, 0.1), 0.14, at=(s * 0.18, 0.02), pitch=0.3)
        skins.cone(around(2 * radius + 0.257, 0.004), 0.13, at=(s * 0.18, -0.01), rounding=0.001, pitch=0.3)
    # Snare and floor tom on three legs each
    for x, y, low, high, r in ((-0.42, 0.32, 0.5, 0.64, 0.17), (0.48, 0.3, 0.22, 0.62, 0.2)):
        piece.cone((low, high), r, at=(x, y))
        skins.cone(around(high, 0.004), r * 0.95, at=(x, y), rounding=0.001)
        for k in range(3):
            c, s = 0.93 * r * math.cos(k * math.tau / 3), 0.93 * r * math.sin(k * math.tau / 3)
            steel.rod((x + c, y + s, 0.01), (x + c, y + s, low + 0.05), 0.008)
    # Cymbals on stands with three feet
    for x, y, z, r in ((-0.55, -0.02, 1.0, 0.2), (0.55, -0.08, 1.1, 0.22), (-0.66, 0.34, 0.86, 0.17))[
        : rng.randint(2, 3)
    ]:
        steel.rod((x, y, 0.0), (x, y, z), 0.01)
        brass.cone(around(z - 0.01, 0.012), r, 0.05, (x, y), pitch=0.12)
        for a in (0.4, 2.5, 4.6):
            steel.rod((x, y, 0.25), (x + 0.18 * math.cos(a), y + 0.18 * math.sin(a), 0.012), 0.009)
    return piece.furniture()


def loudspeaker(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return one tall loudspeaker on four feet."""
    piece, half, height = Builder(VOID, materials.wood()), rng.uniform(0.09, 0.14), rng.uniform(0.8, 1.16)
    dark, front = piece.of(materials.plain("dark", 0.05)), -1.3 * half
    piece.box(half, 1.3 * half, (0.012, height), 0.006)
    for z, size in ((0.3, 0.78), (0.525, 0.78), (0.75, 0.4)):
        dark.rod((0, front + 0.008, z * height), (0, front - 0.008, z * height), size * half)
    for at in corners(half - 0.025, half):
        dark.cone((0, 0.024), 0.02, at=at)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    standing("piano", piano, 0.7, (1.35, 1.6), (0.6, 0.64), (1, 1.35)),
    standing("electric piano", electric_piano, 0.3, (1.05, 1.4), (0.31, 0.33), (0.95, 1.05), "piano"),
    standing("guitar", guitar, 1.0, (0.37, 0.39), (0.31, 0.33), (1.15, 1.25)),
    standing("drum kit", drum_kit, 1.0, (1.45, 1.65), (0.75, 0.85), (1.05, 1.15)),
    standing("loudspeaker", loudspeaker, 1.0, (0.17, 0.29), (0.23, 0.38), (0.75, 1.2), "speakers"),
)
