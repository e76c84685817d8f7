"""Lamps that hang on walls, with their backs at +y: sconces, spots, strips of light, strings of lights."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, Range, of_kind
from svr_ros.synthesis.catalogue.lamps import bulb, open_shade
from svr_ros.synthesis.catalogue.materials import MaterialLibrary


def _sconce(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    piece.material, radius = materials.metal(), rng.uniform(0.07, 0.12)
    height = radius * rng.uniform(1.2, 1.8)
    piece.box(0.045, (0, 0.02), (0, 0.14), 0.006)
    piece.rod((0, 0.01, 0.06), (0, -0.13, 0.06), 0.01)
    piece.rod((0, -0.125, 0.055), (0, -0.125, 0.08 + height), 0.008)
    with piece.placed(y=-0.125, z=0.1):
        open_shade(piece, rng, materials, radius, radius * rng.uniform(0.6, 0.95), height)


def _bowl_sconce(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    shade, lit = materials.shade_cloth()
    piece.material, radius, height = shade, rng.uniform(0.13, 0.19), rng.uniform(0.1, 0.18)
    piece.shell((0, height), 0.4 * radius, radius, 0.01, 1.5, (0, 0.01), -math.pi / 2)
    piece.of(materials.metal()).box(0.06, (0, 0.012), (0, height))
    glow = piece.of(bulb(rng, materials, lit))
    glow.ellipsoid(0.45 * radius, (-0.6 * radius - 0.006, 0.006), around(0.45 * height, 0.3 * height))


def _up_and_down_light(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    piece.material, height, half = materials.metal(), rng.uniform(0.16, 0.3), rng.uniform(0.04, 0.065)
    at = (0.0, -half - 0.03)
    piece.cone((0.006, height - 0.006), half, at=at)
    piece.box(0.02, (-0.05, 0.01), around(height / 2, 0.03))
    piece.of(bulb(rng, materials, rng.random() < 0.6)).cone((0, height), 0.85 * half, at=at)


def _globe_on_arm(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    piece.material, radius, arm = materials.metal(), rng.uniform(0.07, 0.11), rng.uniform(0.12, 0.3)
    z = 2 * radius + 0.03
    piece.rod((0, 0.012, z), (0, -0.012, z), 0.05)
    piece.rod((0, 0, z), (0, -arm, z), 0.009)
    piece.cone(around(z - 0.012, 0.025), 0.03, 0.02, (0, -arm))
    piece.of(bulb(rng, materials, rng.random() < 0.6)).ellipsoid(radius, around(-arm, radius), (0, 2 * radius + 0.01))


def _row_of_globes(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    piece.material, half, count = materials.metal(), rng.uniform(0.2, 0.42), rng.randint(2, 5)
    radius, glow = min(0.06, 0.8 * half / count), piece.of(bulb(rng, materials, rng.random() < 0.7))
    z = max(radius, 0.045)
    piece.box(half, 0.014, around(z, 0.045), 0.006)
    for k in range(count):
        x = half * (2 * (k + 0.5) / count - 1)
        glow.ellipsoid(around(x, radius), (-0.01 - 2 * radius, -0.01), around(z, radius))


def _picture_light(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    piece.material, half = materials.metal(), rng.uniform(0.22, 0.45)
    piece.box(half * 0.3, 0.015, around(0.03, 0.03), 0.004)
    piece.box(0.02, (-0.1, 0), around(0.04, 0.012))
    piece.of(bulb(rng, materials, rng.random() < 0.7)).box(half, around(-0.1, 0.022), around(0.035, 0.022), 0.018)


def _light_strip(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    piece.material, half = materials.metal(), rng.uniform(0.3, 0.8)
    piece.box(half, 0.016, (0.008, 0.032))
    piece.of(materials.plain("white", 0.1, rng.uniform(0.8, 1.6))).box(half - 0.005, around(-0.003, 0.015), (0, 0.016))


def _string_lights(piece: Builder, rng: Random, materials: MaterialLibrary, radii: Range) -> None:
    """Add a sagging cord with bulbs of a radius drawn from `radii` (metres)."""
    piece.material = materials.plain("dark", 0.0)
    width, sag, count, radius = rng.uniform(1.0, 1.8), rng.uniform(0.1, 0.3), rng.randint(6, 10), rng.uniform(*radii)
    points = [(width * (k / count - 0.5), 0.0, sag * (2 * k / count - 1) ** 2 + 2.2 * radius) for k in range(count + 1)]
    glow = piece.of(materials.plain(rng.choice(("white", "beige", "vivid")), 0.1, rng.uniform(0.6, 1.5)))
    for start, end in pairwise(points):
        piece.rod(start, end, 0.005)
    for x, _, z in (points[0], points[-1]):
        piece.box(around(x, 0.012), (-0.004, radius + 0.004), around(z, 0.012))
    for x, y, z in points:
        glow.ellipsoid(around(x, radius), around(y - radius * 0.4, radius), around(z - radius, radius * 1.2))


_on_wall = of_kind("wall lamp", Label.LIGHTING, Place.WALL)
_alone = of_kind("", Label.LIGHTING, Place.WALL)

FORMS: tuple[Form, ...] = (
    _on_wall("sconce", _sconce, 2.2, (0.14, 0.26), (0.21, 0.28), (0.18, 0.33)),
    _on_wall("bowl sconce", _bowl_sconce, 1.4, (0.26, 0.4), (0.13, 0.21), (0.09, 0.19)),
    _on_wall("up and down light", _up_and_down_light, 1.6, (0.07, 0.14), (0.11, 0.18), (0.15, 0.31)),
    _on_wall("globe on an arm", _globe_on_arm, 1.6, (0.13, 0.23), (0.2, 0.44), (0.21, 0.31)),
    _on_wall("row of globes", _row_of_globes, 1.8, (0.35, 0.9), (0.08, 0.15), (0.08, 0.13)),
    _on_wall("picture light", _picture_light, 1.4, (0.4, 0.95), (0.13, 0.14), (0.05, 0.07)),
    _alone("light strip", _light_strip, 1.0, (0.55, 1.65), (0.03, 0.04), (0.03, 0.04)),
    _alone("string lights", _string_lights, 1.0, (1, 1.95), (0.05, 0.13), (0.16, 0.44), radii=(0.022, 0.05)),
    _alone("garland", _string_lights, 1.0, (0.95, 1.9), (0.03, 0.05), (0.13, 0.36), radii=(0.014, 0.018)),
)
