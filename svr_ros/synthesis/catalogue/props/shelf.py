"""What stands on shelves for its looks or for storage: vases, photographs, figures, clocks, baskets; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.entries import small_thing
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.textures import Blotches


def vase(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a straight, flared or bellied vase, often with flowers or twigs."""
    piece, height = Builder(VOID, materials.thing()), rng.uniform(0.12, 0.32)
    radius = height * rng.uniform(0.2, 0.35)
    if rng.random() < 0.5:
        mouth = radius * rng.uniform(0.5, 1.1)
        piece.cone((0, height), radius * rng.uniform(0.6, 1.0), mouth, rounding=0.01)
    else:
        mouth = radius * 0.45
        piece.ellipsoid(radius, radius, (-0.01 * height, 0.77 * height))
        piece.shell((0.68 * height, height), mouth * 0.8, mouth, 0.008)
    if rng.random() < 0.65:
        _add_bouquet(piece, rng, materials, height * 0.95, mouth)
    return piece.furniture()


def _add_bouquet(piece: Builder, rng: Random, materials: MaterialLibrary, z: float, mouth: float) -> None:
    """Add flowers or twigs whose stems stand in a mouth of that radius at height z (metres)."""
    stem, bloom = materials.leaves(), materials.plain(rng.choice(("vivid", "vivid", "white", "pastel")))
    height, twigs = rng.uniform(0.1, 0.28), rng.random() < 0.25
    for k in range(rng.randint(4, 7)):
        c, s = math.cos(2.4 * k), math.sin(2.4 * k)
        out, up = mouth * 0.5 + height * rng.uniform(0.1, 0.5), height * rng.uniform(0.75, 1.1)
        size, is_leaf = rng.uniform(0.022, 0.045), twigs or k % 4 == 3
        piece.of(stem).rod((0.3 * mouth * c, 0.3 * mouth * s, z - 0.07), (out * c, out * s, z + up), 0.004)
        head = piece.of(stem if is_leaf else bloom)
        head.ellipsoid(around(out * c, size), around(out * s, size), around(z + up, size * (1.6 if is_leaf else 0.7)))


def photograph(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a framed photograph on its foot."""
    piece, half, height = Builder(VOID, materials.wood()), rng.uniform(0.05, 0.12), rng.uniform(0.12, 0.28)
    with piece.leaned(0.2, 0.0, 0.0):
        piece.box(half, 0.008, (0.002, height), 0.002)
        piece.of(materials.thing()).box(half * 0.82, around(-0.0075, 0.003), (0.09 * height, 0.91 * height))
    piece.rod((0, 0.1 * height + 0.01, height / 2), (0, 0.45 * height, 0.004), 0.006)
    return piece.furniture()


def mantel_clock(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a round clock on two feet or a square one."""
    piece, size = Builder(VOID, materials.thing()), rng.uniform(0.05, 0.11)
    z = size * 1.1
    if rng.random() < 0.5:
        piece.rod((0, 0.025, z), (0, -0.025, z), size)
        for side in SIDES:
            piece.cone((0, size * 0.4), 0.01, 0.014, (side * size * 0.6, 0))
    else:
        piece.box(size * 0.95, 0.03, (0, 2 * z), 0.008)
    piece.of(materials.plain("white", 0.2)).rod((0, -0.021, z), (0, -0.033, z), size * 0.8)
    return piece.furniture()


def bust(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a bust on its plinth."""
    piece, size = Builder(VOID, materials.thing()), rng.uniform(0.07, 0.16)
    piece.box(size * 0.4, size * 0.35, (0, size * 0.5), 0.004)
    piece.ellipsoid(size * 0.6, size * 0.3, around(size * 0.8, size * 0.38))
    piece.ellipsoid(size * 0.3, around(-size * 0.05, size * 0.34), around(size * 1.5, size * 0.42))
    return piece.furniture()


def animal(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return the figure of an animal."""
    piece, size = Builder(VOID, materials.thing()), rng.uniform(0.07, 0.16)
    piece.ellipsoid(size * 0.9, size * 0.38, around(size * 0.75, size * 0.42))
    piece.ellipsoid(around(-size * 0.85, size * 0.34), size * 0.28, around(size * 1.25, size * 0.3))
    for x, y in corners(size * 0.55, size * 0.2):
        piece.cone((0, size * 0.5), size * 0.1, at=(x, y))
    piece.rod((size * 0.76, 0, size * 0.72), (size * 1.15, 0, size * 1.18), 0.012, 0.008)
    return piece.furniture()


def globe(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a globe on its foot."""
    piece, radius = Builder(VOID, materials.wood()), rng.uniform(0.09, 0.16)
    sea = materials.add(Blotches(1.2 / radius, 0.55), (0.06, 0.16, 0.4), (0.25, 0.32, 0.12), 0.2)
    piece.cone((0, 0.03), radius * 0.65, radius * 0.55)
    piece.cone((0, 0.08), 0.012)
    piece.of(sea).ellipsoid(radius, radius, (0.07, 0.07 + 2 * radius))
    piece.hoop((0, 0, 0.07 + radius), radius + 0.008, 0.012, 1.7, 0.0, -math.pi / 2)
    return piece.furniture()


def basket(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an open storage basket, mostly with something in it."""
    piece = Builder(VOID, rng.choice((materials.wicker, materials.fabric, materials.plastic))())
    half_x, half_y, height = rng.uniform(0.11, 0.19), rng.uniform(0.1, 0.15), rng.uniform(0.14, 0.24)
    add_crate(piece, half_x, half_y, height, 0.007)
    if rng.random() < 0.7:
        high = height * rng.uniform(0.9, 1.15)
        piece.of(materials.fabric()).ellipsoid(half_x * 0.92, half_y * 0.92, (0.01, high))
    return piece.furniture()


def add_crate(piece: Builder, half_x: float, half_y: float, height: float, thickness: float) -> None:
    """Add an open box from half its width and depth, its height and half the thickness of its walls (metres)."""
    piece.box(half_x, half_y, (0, 2 * thickness))
    for side in SIDES:
        piece.box(around(side * (half_x - thickness), thickness), half_y, (0, height), 0.004)
        piece.box(half_x, around(side * (half_y - thickness), thickness), (0, height), 0.004)


def packets(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a small box, with a lid or with another one on it."""
    piece, half, more = Builder(VOID, materials.thing()), rng.uniform(0.05, 0.14), rng.random()
    height, half_y = 2 * half * rng.uniform(0.4, 1.1), half * rng.uniform(0.6, 1.0)
    piece.box(half, half_y, (0, height), 0.003)
    if more < 0.4:
        piece.box(half + 0.006, half_y + 0.006, (0.75 * height - 0.004, height + 0.004), 0.003)
    elif more < 0.64:
        high, turn = height * rng.uniform(1.4, 1.8), rng.uniform(-0.3, 0.3)
        piece.of(materials.thing()).box(half * 0.7, half_y * 0.7, (height, high), 0.003, turn)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    *small_thing("vase", vase, (0.03, 0.4), (0.03, 0.38), (0.1, 0.66), shelf=2, table=1, nightstand=1),
    *small_thing("photograph", photograph, (0.09, 0.25), (0.06, 0.15), (0.11, 0.29), shelf=2, desk=1, nightstand=1),
    *small_thing("mantel clock", mantel_clock, (0.09, 0.23), (0.05, 0.07), (0.1, 0.25), shelf=1, nightstand=1),
    *small_thing("bust", bust, (0.08, 0.2), (0.04, 0.13), (0.12, 0.32), shelf=0.5),
    *small_thing("animal", animal, (0.16, 0.39), (0.05, 0.13), (0.1, 0.26), shelf=0.5),
    *small_thing("globe", globe, (0.18, 0.35), (0.17, 0.33), (0.24, 0.42), shelf=1),
    *small_thing("basket", basket, (0.21, 0.39), (0.19, 0.31), (0.13, 0.29), shelf=1),
    *small_thing("packets", packets, (0.09, 0.3), (0.05, 0.29), (0.02, 0.48), shelf=2, table=1, desk=1, kitchen=1),
)
