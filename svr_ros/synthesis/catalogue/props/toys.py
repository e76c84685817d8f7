"""Toys: small ones that lie about and large ones that stand on the floor; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.entries import small_thing, standing
from svr_ros.synthesis.catalogue.props.shelf import add_crate
from svr_ros.synthesis.piece import Furniture


def soft_toy(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a sitting bear, rabbit or doll."""
    piece, u, ear = Builder(VOID, materials.fabric()), rng.uniform(0.06, 0.14), rng.choice((0.2, 0.25, 0.6))
    piece.ellipsoid(0.75 * u, 0.65 * u, around(0.97 * u, u))
    piece.ellipsoid(0.62 * u, around(-0.1 * u, 0.58 * u), around(2.25 * u, 0.58 * u))
    nose = piece.of(materials.plain("dark"))
    nose.ellipsoid(0.14 * u, around(-0.72 * u, 0.1 * u), around(2.2 * u, 0.1 * u))
    for s in SIDES:
        piece.ellipsoid(around(s * 0.5 * u, 0.28 * u), around(-0.7 * u, 0.7 * u), around(0.3 * u, 0.29 * u))
        arm = around(s * 0.8 * u, 0.22 * u), around(-0.25 * u, 0.3 * u), around(1.2 * u, 0.55 * u)
        piece.ellipsoid(*arm, pitch=0.5, roll=s * 0.4)
        piece.ellipsoid(around(s * 0.42 * u, 0.22 * u), 0.14 * u, around((2.65 + ear) * u, (0.1 + ear) * u))
    return piece.furniture()


def blocks(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return building blocks: a little tower with some around it."""
    piece, half = Builder(VOID), rng.uniform(0.018, 0.035)
    colors = [piece.of(materials.plain("vivid", 0.1)) for _ in range(4)]
    for k in range(rng.randint(2, 4)):
        colors[k].box(half, half, (2 * half * k, 2 * half * (k + 1)), 0.003, rng.uniform(-0.3, 0.3))
    for k in range(rng.randint(2, 5)):
        angle, out = k * 2.1 + rng.uniform(0, 1), half * rng.uniform(3.0, 5.5)
        x, y = out * math.cos(angle), out * math.sin(angle)
        if rng.random() < 0.3:
            colors[k % 4].cone((0, 2 * half), half, rng.choice((half, 0.1 * half)), (x, y))
        else:
            wide = half * rng.choice((1.0, 2.0))
            colors[k % 4].box(around(x, wide), around(y, half), (0, 2 * half), 0.003, angle * 3)
    return piece.furniture()


def toy_car(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a toy car or lorry."""
    piece, half = Builder(VOID, materials.plain("vivid", 0.2)), rng.uniform(0.06, 0.16)
    dark, half_y, wheel = piece.of(materials.plain("dark")), half * 0.45, half * 0.24
    piece.box(half, half_y, (0.8 * wheel, 2.6 * wheel), 0.008)
    if rng.random() < 0.4:
        box = piece.of(materials.plain("vivid"))
        box.box(around(0.25 * half, half * 0.7), half_y, (2.5 * wheel, 5.5 * wheel), 0.005)
        piece.box(around(-0.75 * half, half * 0.22), half_y * 0.95, (2.4 * wheel, 4.4 * wheel), 0.006)
    else:
        dark.box(around(0.1 * half, half * 0.5), half_y * 0.85, (2.3 * wheel, 3.9 * wheel), 0.02)
    for x, y in corners(0.6 * half, half_y):
        dark.rod((x, y + 0.012, wheel), (x, y - 0.012, wheel), wheel)
    return piece.furniture()


def scattered_toys(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return two to four toys that lie on the floor."""
    piece = Builder(VOID)
    for k in range(rng.randint(2, 4)):
        angle, make = k * 1.7 + rng.uniform(-0.3, 0.3), rng.choice((soft_toy, blocks, blocks, toy_car))
        x, y = 0.3 * math.cos(angle), 0.3 * math.sin(angle)
        piece.add(make(rng, materials).solids, x, y, 0.0, rng.uniform(0, math.tau))
    return piece.furniture()


def toy_box(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a box full of toys."""
    piece = Builder(VOID, rng.choice((materials.plastic, materials.wood, materials.wicker))())
    half_x, half_y, height = rng.uniform(0.2, 0.35), rng.uniform(0.16, 0.24), rng.uniform(0.26, 0.4)
    add_crate(piece, half_x, half_y, height, 0.01)
    piece.of(materials.fabric()).ellipsoid(half_x * 0.95, half_y * 0.95, (0.01, height))
    for k in range(rng.randint(2, 4)):
        x, y, size = half_x * (0.5 * k - 0.7), rng.uniform(-0.3, 0.3) * half_y, rng.uniform(0.05, 0.09)
        toy, extents = (
            piece.of(materials.plain("vivid")),
            (around(x, size), around(y, size), around(0.87 * height, size)),
        )
        if rng.random() < 0.5:
            toy.box(*extents, 0.008, 0.5, 0.4, 0.3)
        else:
            toy.ellipsoid(*extents)
    bear = soft_toy(rng, materials)
    piece.add(bear.solids, rng.uniform(-0.3, 0.3) * half_x, 0, 0.92 * height, rng.uniform(-1, 1))
    return piece.furniture()


def ball(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a football, a beach ball or an exercise ball."""
    piece = Builder(VOID, rng.choice((materials.thing, materials.plastic))())
    radius = rng.choice((rng.uniform(0.09, 0.15), rng.uniform(0.09, 0.15), rng.uniform(0.27, 0.36)))
    piece.ellipsoid(radius, radius, (0, 2 * radius), 0.3, 0.5)
    return piece.furniture()


def doll_house(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an open dolls' house of two or three floors under a gable roof."""
    piece = Builder(VOID, materials.plain(rng.choice(("pastel", "white", "vivid"))))
    half, half_y, floors, slope = rng.uniform(0.25, 0.4), rng.uniform(0.13, 0.18), rng.randint(2, 3), 0.7
    top, roof = 0.27 * floors, piece.of(materials.plain("vivid"))
    for x in (-half, half, rng.uniform(-0.3, 0.3) * half):
        piece.box(around(x, 0.008), half_y, (0, top))
    for k in range(floors + 1):
        piece.box(half, half_y, (0.27 * k, 0.27 * k + 0.016))
    piece.of(materials.plain("pastel")).box(half, (half_y - 0.016, half_y), (0, top))
    for s in SIDES:
        x, z = (half + 0.04) / 2, top + (half + 0.04) / 2 * math.tan(slope) - 0.012
        roof.box(around(s * x, x / math.cos(slope)), half_y + 0.03, around(z, 0.012), 0.002, roll=s * slope)
    for k in range(floors):
        x, size, z = rng.choice(SIDES) * half * 0.55, rng.uniform(0.03, 0.06), 0.27 * k + 0.016
        piece.of(materials.thing()).box(around(x, size * 1.3), around(0.02, size), (z, z + 2 * size), 0.006)
    return piece.furniture()


def tricycle(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a child's tricycle or balance bike that faces -x."""
    piece, wheel, is_tricycle = (
        Builder(VOID, materials.plain("vivid", 0.3)),
        rng.uniform(0.11, 0.16),
        rng.random() < 0.6,
    )
    dark = piece.of(materials.plain("dark"))
    rear = [(0.2, side * 0.16, 0.1) for side in SIDES] if is_tricycle else [(0.22, 0.0, wheel)]
    for x, y, radius in [(-0.27, 0.0, wheel), *rear]:
        dark.hoop((x, y, radius), radius - 0.022, 0.044)
        piece.rod((x, y + 0.016, radius), (x, y - 0.016, radius), radius - 0.03)
    # Frame, handlebar and saddle
    piece.rod((-0.27, 0.0, wheel), (-0.2, 0.0, 0.52), 0.016)
    piece.rod((-0.23, 0, 0.34), (0.2, 0, 0.12 if is_tricycle else wheel), 0.018)
    piece.rod((0.08, 0, 0.19), (0.08, 0, 0.36), 0.016)
    dark.rod((-0.2, -0.17, 0.52), (-0.2, 0.17, 0.52), 0.013)
    dark.box(around(0.08, 0.11), 0.08, around(0.36, 0.028), 0.025)
    if is_tricycle:
        piece.rod((0.2, -0.16, 0.1), (0.2, 0.16, 0.1), 0.014)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    *small_thing("soft toy", soft_toy, (0.12, 0.32), (0.11, 0.3), (0.16, 0.58), low_board=1, seat=1),
    *small_thing("blocks", blocks, (0.12, 0.5), (0.06, 0.46), (0.06, 0.29), low_board=1),
    *small_thing("toy car", toy_car, (0.11, 0.33), (0.07, 0.18), (0.05, 0.22), low_board=1),
    standing("scattered toys", scattered_toys, 1.0, (0.35, 1), (0.3, 1), (0.06, 0.58), "toys"),
    standing("toy box", toy_box, 1.0, (0.38, 0.8), (0.3, 0.5), (0.4, 0.92)),
    standing("ball", ball, 1.0, (0.16, 0.74), (0.16, 0.74), (0.16, 0.74)),
    standing("doll house", doll_house, 1.0, (0.55, 0.95), (0.3, 0.44), (0.75, 1.25)),
    standing("tricycle", tricycle, 1.0, (0.65, 0.85), (0.33, 0.38), (0.52, 0.56)),
)
