"""What stands on a laid or used table: dishes, glasses, bottles, candles; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID
from svr_ros.synthesis.catalogue.props.entries import small_thing
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.textures import PLAIN


def _crockery(rng: Random, materials: MaterialLibrary) -> int:
    """Return the glaze of dishes, which is mostly white."""
    return materials.ceramic() if rng.random() < 0.6 else materials.thing()


def cups(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return one to three mugs or beakers."""
    piece, has_handle = Builder(VOID, _crockery(rng, materials)), rng.random() < 0.67
    radius, height, count = rng.uniform(0.032, 0.045), rng.uniform(0.08, 0.11), rng.randint(1, 3)
    for k in range(count):
        at = 0.115 * (k - (count - 1) / 2), rng.uniform(-0.05, 0.05)
        piece.shell((0, height), radius * rng.uniform(0.75, 0.95), radius, 0.007, at=at)
        piece.cone((0, 0.5 * height), radius * 0.8, radius * 0.85, at, 0.002)
        if has_handle:
            turn = rng.uniform(0, math.tau)
            x, y = at[0] + math.cos(turn) * radius, at[1] + math.sin(turn) * radius
            piece.hoop((x, y, height / 2), 0.022, 0.01, 1.7, turn, math.pi / 2)
    return piece.furniture()


def glasses(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return one to three stemmed glasses."""
    piece, radius, height = Builder(VOID, materials.glass()), rng.uniform(0.032, 0.045), rng.uniform(0.08, 0.11)
    count, stem = rng.randint(1, 3), rng.uniform(0.07, 0.1)
    for k in range(count):
        x, y = 0.115 * (k - (count - 1) / 2), rng.uniform(-0.05, 0.05)
        piece.cone((0, 0.008), 0.034, 0.03, (x, y))
        piece.cone((0, stem), 0.005, at=(x, y))
        piece.ellipsoid(around(x, radius), around(y, radius), (stem - 0.1 * height, stem + 0.9 * height))
    return piece.furniture()


def bowl(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a bowl, often with fruit."""
    piece, radius, height = Builder(VOID, materials.thing()), rng.uniform(0.08, 0.16), rng.uniform(0.06, 0.1)
    piece.shell((0, height), radius * rng.uniform(0.5, 0.7), radius, 0.008)
    piece.cone((0, 0.5 * height), 0.45 * radius, 0.6 * radius)
    if rng.random() < 0.65:
        fruits, size = [piece.of(materials.plain("vivid")) for _ in range(2)], rng.uniform(0.034, 0.042)
        count = min(5, max(3, int(2.1 * radius / size)))
        for k in range(count):
            x, y = 0.55 * radius * math.cos(k * math.tau / count), 0.55 * radius * math.sin(k * math.tau / count)
            fruits[k % 2].ellipsoid(around(x, size), around(y, size), around(0.5 * height + size * 0.7, size))
        fruits[0].ellipsoid(size, size, around(0.5 * height + size, size))
    return piece.furniture()


def _add_plate(piece: Builder, radius: float, z: float = 0.0) -> None:
    piece.cone((z, z + 0.012), 0.6 * radius, 0.66 * radius, rounding=0.002)
    piece.shell((z + 0.002, z + 0.024), 0.62 * radius, radius - 0.004, 0.008)


def plate(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a plate with cutlery, often with food on it."""
    piece, radius = Builder(VOID, _crockery(rng, materials)), rng.uniform(0.1, 0.14)
    _add_plate(piece, radius)
    if rng.random() < 0.5:
        food = piece.of(materials.plain(rng.choice(("vivid", "wood", "beige"))))
        food.ellipsoid(0.5 * radius, 0.45 * radius, around(0.016, 0.018))
    steel = piece.of(materials.metal())
    for side in SIDES:
        steel.box(around(side * (radius + 0.025), 0.009), 0.1, (0, 0.008), 0.002)
    return piece.furniture()


def pile_of_plates(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return three to seven plates on each other."""
    piece, radius = Builder(VOID, _crockery(rng, materials)), rng.uniform(0.1, 0.14)
    height = 0.016 * rng.randint(3, 7)
    piece.cone((0, height), 0.65 * radius, 0.75 * radius, rounding=0.004)
    _add_plate(piece, radius, height - 0.006)
    return piece.furniture()


def bottles(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return up to four bottles, jars and flasks."""
    piece, count = Builder(VOID), rng.randint(1, 4)
    for k in range(count):
        x, y = 0.095 * (k - (count - 1) / 2) + rng.uniform(-0.008, 0.008), rng.uniform(-0.05, 0.05)
        with piece.placed(x, y), piece.using(materials.thing()):
            rng.choices((_bottle, _jar, _flask), (4, 3, 3))[0](piece, rng, materials)
    return piece.furniture()


def _bottle(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    radius, height = rng.uniform(0.032, 0.042), rng.uniform(0.16, 0.22)
    if rng.random() < 0.6:
        piece.cone((0.25 * height, 0.75 * height), radius + 0.001, rounding=0.002)
        piece = piece.of(materials.add(PLAIN, (0.02, rng.uniform(0.02, 0.16), 0.02), specular=0.5, shininess=80.0))
    piece.cone((0, height), radius, rounding=0.008)
    piece.cone((height - 0.008, height + 0.044), radius * 0.95, 0.016, rounding=0.004)
    piece.cone((height + 0.035, height + 0.095), 0.014, 0.013, rounding=0.002)


def _jar(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    radius, height = rng.uniform(0.03, 0.046), rng.uniform(0.09, 0.16)
    piece.cone((0, height), radius, rounding=0.006)
    piece.of(materials.metal()).cone(around(height + 0.004, 0.008), radius * 0.9, rounding=0.002)


def _flask(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    half, height = rng.uniform(0.025, 0.04), rng.uniform(0.12, 0.2)
    piece.box(half, 0.022, (0, height), 0.014)
    piece.of(materials.plain("white")).cone((height - 0.004, height + 0.032), 0.014, 0.011)


def jug(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a jug."""
    piece = Builder(VOID, _crockery(rng, materials))
    radius, height = rng.uniform(0.05, 0.08), rng.uniform(0.12, 0.2)
    piece.ellipsoid(radius, radius, around(height * 0.4, height * 0.41))
    piece.shell((0.575 * height, 0.875 * height), radius * 0.6, radius * 0.75, 0.008)
    piece.hoop((radius * 0.85, 0, height / 2), height * 0.25, 0.012, 1.6, 0.0, math.pi / 2)
    return piece.furniture()


def teapot(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a tea pot."""
    piece, radius = Builder(VOID, _crockery(rng, materials)), rng.uniform(0.05, 0.08)
    piece.ellipsoid(radius, radius, around(radius * 0.85, radius * 0.87))
    piece.ellipsoid(0.014, 0.014, around(radius * 1.75, 0.014))
    piece.cone(around(radius * 1.1, radius * 0.5), 0.02, 0.01, (-radius * 1.1, 0), roll=-0.9)
    piece.hoop((radius * 0.9, 0, radius), radius * 0.5, 0.012, 1.6, 0.0, math.pi / 2)
    return piece.furniture()


def candles(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return one to three candles, thick ones or thin ones in sticks."""
    piece, thin, count = Builder(VOID, materials.metal()), rng.random() < 0.5, rng.randint(1, 3)
    wax = piece.of(materials.plain(rng.choice(("white", "beige", "vivid")), 0.05))
    for k in range(count):
        at, height = (0.09 * (k - (count - 1) / 2), 0.0), rng.uniform(0.08, 0.16)
        if thin:
            stick = rng.uniform(0.06, 0.16)
            piece.cone((0, 0.016), 0.04, 0.03, at)
            piece.cone((0, stick), 0.01, 0.012, at)
            wax.cone((stick - 0.05 * height, stick + 1.45 * height), 0.011, 0.01, at, 0.002)
        else:
            wax.cone((0, height), 0.035, at=at, rounding=0.004)
            piece.of(materials.plain("dark", 0.0)).cone((height - 0.002, height + 0.014), 0.003, 0.002, at, 0.001)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    *small_thing("cups", cups, (0.06, 0.37), (0.06, 0.22), (0.07, 0.12),
                 shelf=0.75, table=1.5, desk=0.75, kitchen=0.75, nightstand=0.75, bath=1),
    *small_thing("glasses", glasses, (0.06, 0.33), (0.06, 0.19), (0.14, 0.21),
                 shelf=0.25, table=0.5, desk=0.25, kitchen=0.25, nightstand=0.25),
    *small_thing("bowl", bowl, (0.16, 0.34), (0.16, 0.34), (0.05, 0.14), shelf=1, table=2, kitchen=1),
    *small_thing("plate", plate, (0.26, 0.36), (0.19, 0.29), (0.02, 0.04), table=1.3, kitchen=0.65),
    *small_thing("pile of plates", pile_of_plates, (0.19, 0.29), (0.19, 0.29), (0.06, 0.14), table=0.7, kitchen=0.35),
    *small_thing("bottles", bottles, (0.04, 0.39), (0.04, 0.19), (0.09, 0.33),
                 shelf=1, table=1, desk=1, kitchen=4, nightstand=1, bath=2),
    *small_thing("jug", jug, (0.12, 0.21), (0.09, 0.17), (0.1, 0.18), table=0.5, kitchen=0.5),
    *small_thing("teapot", teapot, (0.15, 0.25), (0.09, 0.17), (0.09, 0.16), table=0.5, kitchen=0.5),
    *small_thing("candles", candles, (0.06, 0.27), (0.06, 0.09), (0.09, 0.4), shelf=1, table=1, nightstand=1, bath=1),
)  # fmt: skip
