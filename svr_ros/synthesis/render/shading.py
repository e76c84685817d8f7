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

"""Radiance of surface points towards the camera, as kernels.

The light comes from a key light with a shadow ray (a lamp, or the sun through the windows), a soft fill light, glowing
solids, and an ambient light that nearby surfaces occlude and tint. Mirrors and clear surfaces add the radiance of one
more ray.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from numpy.typing import NDArray

from svr_ros.synthesis.render.appearance import SurfaceColor, decal_at, face_ahead, is_glass, surface_at
from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.culling import Spheres, list_ball, list_ray
from svr_ros.synthesis.render.irradiance import Irradiance, irradiance_at, open_fraction
from svr_ros.synthesis.render.materials import CLEAR, MIRROR, SHININESS, SPECULAR, mean_color
from svr_ros.synthesis.render.occlusion import (
    CLOSE_RADIUS,
    FAR_RADIUS,
    LIFT,
    Occlusion,
    ambient_occlusion,
    key_arrives,
)
from svr_ros.synthesis.render.rays import surface_normal, trace_all
from svr_ros.synthesis.render.shapes import MATERIAL, from_centre, to_local
from svr_ros.synthesis.render.vectors import (
    Vector,
    ahead,
    dot,
    length,
    minus,
    mixed,
    plus,
    scaled,
    times,
    vector,
)
from svr_ros.synthesis.render.world import (
    DECAL_MATERIAL,
    GLOW,
    GROUND,
    KEY,
    KEY_COLOR,
    KEY_COUNT,
    SKY,
    World,
    light_at,
)

CENTRE_POINT = KEY_COUNT
"""The point of the key light that is its centre."""


_GLOSS = 0.25
"""Fraction of the highlight's strength that a surface mirrors if seen head-on."""


_MAX_FADING = 8.0
"""Negative logarithm of the relative brightness below which highlights are skipped."""

_PANE = 0.06
"""Fraction of light that clear surfaces mirror if seen head-on."""

_LEAVE = 1e-3
"""Distance in metres to the surface at which mirrored rays start."""

_MAX_LAYERS = 3
"""Maximum number of clear surfaces, one behind the other, that are seen through."""

_BLACK = (0.0, 0.0, 0.0)


class TileLists(NamedTuple):
    """Lists of solids that matter to the points of a tile; a list holds their number, then their rows."""

    near: NDArray[Any]
    """Solids that can occlude ambient light within the far radius."""

    close: NDArray[Any]
    """Solids that can occlude ambient light within the close radius."""

    shadow_casters: NDArray[Any]
    """Solids that can block the key light."""

    lamps: NDArray[Any]
    """Solids that glow."""


class SceneLists(NamedTuple):
    """The list of all solids that glow, and spheres for choosing solids near any point."""

    lamps: NDArray[Any]
    spheres: Spheres


class Shading(NamedTuple):
    """The light that a point sends: color (light + lit key k) + gloss + lit highlight k, with the key light k."""

    color: Vector
    """Linear colour of the surface."""

    light: Vector
    """Irradiance without the key light."""
    key: float
    """Irradiance by an unoccluded key light, relative to its colour."""
    lit: float
    """Whether the key light is not occluded."""
    gloss: Vector
    """Radiance that is mirrored, transmitted or emitted."""
    highlight: float
    """Highlight of an unoccluded key light, relative to its colour."""

    label: int
    """Class id."""

    image: bool
    """Whether the gloss is a sharp image, which changes from pixel to pixel."""


@inlined
def occlusion_at(world: World, solid: int, hit: Vector, normal: Vector, point: int, tile_lists: TileLists) -> Occlusion:
    """Return the occlusion of a point of a solid; `point` chooses the point of the key light that is tested."""
    far, occluder = ambient_occlusion(world, solid, hit, normal, FAR_RADIUS, tile_lists.near)
    close, close_occluder = ambient_occlusion(world, solid, hit, normal, CLOSE_RADIUS, tile_lists.close)
    lit = key_arrives(world, solid, hit, normal, point, tile_lists.shadow_casters)
    return Occlusion(far + close, occluder if occluder >= 0 else close_occluder, lit)


@inlined
def _occlusion_anywhere(world: World, solid: int, hit: Vector, normal: Vector, scene_lists: SceneLists) -> Occlusion:
    """Return the occlusion of any point, for the centre of the key light."""
    near = scene_lists.spheres.found
    list_ball(scene_lists.spheres, hit, 2.0 * FAR_RADIUS)
    far, occluder = ambient_occlusion(world, solid, hit, normal, FAR_RADIUS, near)
    close, close_occluder = ambient_occlusion(world, solid, hit, normal, CLOSE_RADIUS, near)
    way = minus(light_at(world, KEY), hit)
    distance = length(way)
    list_ray(scene_lists.spheres, hit, scaled(way, 1.0 / distance), distance, 2.0 * LIFT)
    lit = key_arrives(world, solid, hit, normal, CENTRE_POINT, scene_lists.spheres.found)
    return Occlusion(far + close, occluder if occluder >= 0 else close_occluder, lit)


@inlined
def radiance(world: World, shading: Shading, lit: float) -> Vector:
    """Return the sum of the parts for a fraction of the key light."""
    key = light_at(world, KEY_COLOR)
    diffuse = times(shading.color, ahead(shading.light, key, lit * shading.key))
    return plus(diffuse, ahead(shading.gloss, key, lit * shading.highlight))


@inlined
def shade(
    world: World,
    solid: int,
    ray: Vector,
    t: float,
    normal: Vector,
    pixel: float,
    occlusion: Occlusion,
    irradiance: Irradiance,
    scene_lists: SceneLists,
) -> Shading:
    """Shade the point that a ray from the camera hits at distance t, on `solid` (0: the room) with a normal.

    `pixel` is the width of a pixel at depth one metre.
    """
    # Shade the surface itself.
    hit = scaled(ray, t)
    surface = surface_at(world, solid, hit, normal, pixel * t)
    own = _opaque(world, solid, surface, hit, ray, normal, occlusion, irradiance)
    mirror = world.materials[surface.material, MIRROR]
    clear = world.materials[surface.material, CLEAR] if solid > 0 else 0.0
    if mirror <= 0.0 and clear <= 0.0:
        return own
    # Add mirrored and transmitted light.
    facing = max(-dot(normal, ray), 0.0)
    if clear > 0.0:
        mirror = min(mirror + _PANE + (1.0 - _PANE) * (1.0 - facing) ** 5, 1.0)
        clear = min(clear, 1.0 - mirror)
    image = _BLACK
    for way in range(2):
        if way == 0 and mirror > 0.0:
            start, away = ahead(hit, normal, _LEAVE), ahead(ray, normal, 2.0 * facing)
            weight, layers = (mirror, mirror, mirror), 1
        elif way == 1 and clear > 0.0:
            start, away, weight, layers = hit, ray, scaled(surface.color, clear), _MAX_LAYERS
        else:
            continue
        image = plus(image, times(weight, _trace_secondary(world, start, away, solid, t, pixel, scene_lists, layers)))
    left = max(1.0 - mirror - clear, 0.0)
    gloss = plus(scaled(own.gloss, left), image)
    return Shading(scaled(own.color, left), own.light, own.key, own.lit, gloss, own.highlight, own.label, True)


@kernel
def _trace_secondary(
    world: World,
    start: Vector,
    ray: Vector,
    solid: int,
    before: float,
    pixel: float,
    scene_lists: SceneLists,
    layers: int,
) -> Vector:
    """Return the radiance that a ray from `solid` meets, through at most `layers` - 1 clear surfaces.

    `before` is the length of the path from the camera to the ray's start in metres. The last surface counts as opaque.
    """
    tint = (1.0, 1.0, 1.0)
    t, other = trace_all(world.solids, start, ray, solid, scene_lists.spheres)
    for _ in range(layers - 1):
        row = int(world.solids[other, MATERIAL])
        if other == 0 or world.materials[row, CLEAR] <= 0.0:
            break
        tint = times(tint, scaled(mean_color(world, row), world.materials[row, CLEAR]))
        start, before = ahead(start, ray, t), before + t
        t, other = trace_all(world.solids, start, ray, other, scene_lists.spheres)
    hit = ahead(start, ray, t)
    normal = surface_normal(world.solids, other, hit)
    surface = surface_at(world, other, hit, normal, pixel * (before + t))
    occlusion = _occlusion_anywhere(world, other, hit, normal, scene_lists)
    irradiance = irradiance_at(world, hit, normal, occlusion, scene_lists.lamps)
    shading = _opaque(world, other, surface, hit, ray, normal, occlusion, irradiance)
    return times(tint, radiance(world, shading, shading.lit))


@inlined
def _opaque(
    world: World,
    solid: int,
    surface: SurfaceColor,
    hit: Vector,
    ray: Vector,
    normal: Vector,
    occlusion: Occlusion,
    irradiance: Irradiance,
) -> Shading:
    """Shade a point of a surface that a ray hits as if it were neither clear nor a mirror."""
    facing = max(-dot(normal, ray), 0.0)
    if surface.glow > 0.0:
        glow = 1.0 + 0.8 * surface.glow * (1.0 if solid == 0 else 0.5 + 0.7 * facing)
        return Shading(_BLACK, _BLACK, 0.0, 0.0, scaled(surface.color, glow), 0.0, surface.label, True)
    # Reflect the empty room and the key light.
    specular = world.materials[surface.material, SPECULAR]
    gloss = _BLACK
    if specular > 0.0:  # strongest at grazing angles
        grazing = (1.0 - facing) * (1.0 - facing)
        reflectance = specular * (_GLOSS + (1.0 - _GLOSS) * grazing * grazing) * open_fraction(occlusion.fraction)
        gloss = scaled(_empty_room(world, hit, ahead(ray, normal, 2.0 * facing)), reflectance)
    highlight = 0.0
    if specular > 0.0 and irradiance.key > 0.0:
        way = minus(light_at(world, KEY), ahead(hit, normal, LIFT))
        half = minus(scaled(way, 1.0 / length(way)), ray)
        cosine = max(dot(normal, half) / math.sqrt(dot(half, half) + 1e-12), 0.0)
        shininess = world.materials[surface.material, SHININESS]
        if shininess * (1.0 - cosine) < _MAX_FADING:  # cosine ** shininess is less than exp(shininess (cosine - 1))
            highlight = specular * cosine**shininess * irradiance.key
    return Shading(
        surface.color, irradiance.light, irradiance.key, occlusion.lit, gloss, highlight, surface.label, False
    )


@inlined
def _empty_room(world: World, point: Vector, direction: Vector) -> Vector:
    """Return the radiance that a ray sees in the empty room: bright windows, walls in ambient light."""
    start = to_local(world.solids, 0, from_centre(world.solids, 0, point))
    ray = to_local(world.solids, 0, direction)
    face, row, u, v = face_ahead(world, start, ray)
    decal = decal_at(world, face, u, v)
    if decal >= 0:
        if is_glass(world, decal, u, v):
            return vector(world.decals, decal, GLOW)
        row = int(world.decals[decal, DECAL_MATERIAL])
    return times(mean_color(world, row), mixed(light_at(world, GROUND), light_at(world, SKY), 0.5))
