# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Irradiance of surface points, as kernels: fill light, glowing solids, key light and ambient light."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from svr_ros.synthesis.render.compiling import inlined
from svr_ros.synthesis.render.materials import EMISSION, mean_color
from svr_ros.synthesis.render.occlusion import LIFT, Occlusion, is_sun
from svr_ros.synthesis.render.shapes import CENTRE, MATERIAL
from svr_ros.synthesis.render.vectors import A_HALF, ONE, ZERO, Array, Vector, ahead, dot, minus, scaled, vector
from svr_ros.synthesis.render.world import FILL, FILL_COLOR, GROUND, KEY, SKY, VERTICAL, World, light_at

_BLACK = (0.0, 0.0, 0.0)

_BLEEDING: Any = np.float32(0.5)
"""Fraction of the occluded light that returns in the colour of the occluder."""

_LAMP = 0.12
"""Strength of a glowing solid as a light, relative to its emission."""

_FILL_WRAP: Any = np.float32(0.3)
"""Fraction of the fill light that a surface perpendicular to it receives."""

_LAMP_WRAP: Any = np.float32(0.2)
"""Fraction of a lamp's light that a surface perpendicular to it receives."""

_FILL_POWER: Any = np.float32(4.0)
"""Power of the fill light in square metres."""

_KEY_POWER: Any = np.float32(4.0)
"""Power of the key light in square metres."""

_KEY_SIZE: Any = np.float32(0.5)
"""Area in square metres that bounds the key light at short distances."""

_LAMP_SIZE: Any = np.float32(0.02)
"""Area in square metres that bounds a lamp's light at short distances."""

_MAX_KEY: Any = np.float32(2.5)
"""Maximum strength of the key light."""

_MIN_OPEN_FRACTION: Any = np.float32(0.08)
"""Minimum fraction of ambient light that a crevice receives."""


class Irradiance(NamedTuple):
    """The light that falls on a point of a surface."""

    light: Vector
    """Irradiance without the key light."""
    key: float
    """Irradiance by an unoccluded key light, relative to its colour."""


@inlined
def irradiance_at(world: World, hit: Vector, normal: Vector, occlusion: Occlusion, lamps: Array) -> Irradiance:
    """Return the light that falls on a point of a surface."""
    light = scaled(light_at(world, FILL_COLOR), fill_strength(light_at(world, FILL), hit, normal))
    for k in range(1, lamps[0] + 1):
        light = ahead(light, lamp_color(world, lamps[k]), lamp_strength(world.solids, lamps[k], hit, normal))
    unoccluded = open_fraction(occlusion.fraction)
    upward = facing_up(light_at(world, VERTICAL), normal)
    sky, ground = light_at(world, SKY), light_at(world, GROUND)
    tint = mean_color(world, occlusion.material) if occlusion.material >= 0 else _BLACK
    light = (
        ambient(sky[0], ground[0], upward, unoccluded, tint[0]) + light[0] * unoccluded,
        ambient(sky[1], ground[1], upward, unoccluded, tint[1]) + light[1] * unoccluded,
        ambient(sky[2], ground[2], upward, unoccluded, tint[2]) + light[2] * unoccluded,
    )
    return Irradiance(light, key_strength(light_at(world, KEY), is_sun(world), hit, normal))


@inlined
def open_fraction(occluded: float) -> float:
    """Return the fraction of the ambient light that arrives for a fraction that is occluded."""
    return max(ONE - occluded, _MIN_OPEN_FRACTION)


@inlined
def facing_up(vertical: Vector, normal: Vector) -> float:
    """Return how much a surface faces up: 0 down, 1 up."""
    return dot(normal, vertical) * A_HALF + A_HALF


@inlined
def ambient(sky: float, ground: float, upward: float, unoccluded: float, tint: float) -> float:
    """Return a channel of the ambient light between sky and ground; the occluded light returns tinted."""
    return (ground + (sky - ground) * upward) * (unoccluded + tint * (ONE - unoccluded) * _BLEEDING)


@inlined
def fill_strength(fill: Vector, hit: Vector, normal: Vector) -> float:
    """Return the strength of the fill light, which casts no shadows."""
    way = minus(fill, hit)
    squared = dot(way, way)
    return _wrapped_cosine(normal, way, squared, _FILL_WRAP) * _FILL_POWER / (squared + ONE)


@inlined
def lamp_strength(solids: Array, i: int, hit: Vector, normal: Vector) -> float:
    """Return the strength of a solid that glows, which casts no shadows."""
    centre = vector(solids, i, CENTRE)
    way = minus(centre, hit)
    squared = dot(way, way) + _LAMP_SIZE
    return _wrapped_cosine(normal, way, squared, _LAMP_WRAP) / squared


@inlined
def lamp_color(world: World, i: int) -> Vector:
    """Return the colour of the light of a solid that glows."""
    row = int(world.solids[i, MATERIAL])
    return scaled(mean_color(world, row), _LAMP * world.materials[row, EMISSION])


@inlined
def key_strength(key: Vector, sun: bool, hit: Vector, normal: Vector) -> float:
    """Return the strength of the key light as from its centre."""
    way = minus(key, ahead(hit, normal, LIFT))
    squared = dot(way, way)
    cosine = max(dot(normal, way) / math.sqrt(squared), ZERO)
    return cosine if sun else cosine * min(_KEY_POWER / (squared + _KEY_SIZE), _MAX_KEY)


@inlined
def _wrapped_cosine(normal: Vector, way: Vector, squared: float, wrap: float) -> float:
    """Return the cosine of incidence, raised so that a perpendicular surface receives the fraction `wrap`."""
    return max(dot(normal, way) / math.sqrt(squared) * (ONE - wrap) + wrap, ZERO)
