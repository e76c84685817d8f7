"""Radiance of surface points towards the camera, as kernels.

The light comes from a key light with a shadow ray (a lamp, or the sun through the windows), a soft fill light, glowing
solids, and an ambient light that nearby surfaces occlude and tint. Mirrors and clear surfaces add the radiance of one
more ray.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.appearance import SurfaceColor, decal_at, face_ahead, is_glass, surface_at
from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.culling import Spheres, list_ball, list_ray
from svr_ros.synthesis.render.materials import CLEAR, EMISSION, MIRROR, SHININESS, SPECULAR, mean_color
from svr_ros.synthesis.render.occlusion import CLOSE_RADIUS, FAR_RADIUS, LIFT, ambient_occlusion, is_sun, key_arrives
from svr_ros.synthesis.render.rays import surface_normal, trace_all
from svr_ros.synthesis.render.shapes import CENTRE, MATERIAL, from_centre, to_local
from svr_ros.synthesis.render.vectors import (
    A_HALF,
    ONE,
    ZERO,
    Array,
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
    FILL,
    FILL_COLOR,
    GLOW,
    GROUND,
    KEY,
    KEY_COLOR,
    KEY_COUNT,
    SKY,
    VERTICAL,
    World,
    light_at,
)

CENTRE_POINT = KEY_COUNT
"""The point of the key light that is its centre."""

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

_GLOSS = 0.25
"""Fraction of the highlight's strength that a surface mirrors if seen head-on."""

_MIN_OPEN_FRACTION: Any = np.float32(0.08)
"""Minimum fraction of ambient light that a crevice receives."""

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


class Occlusion(NamedTuple):
    """Occlusion of a point of a surface."""

    fraction: float
    """Fraction of the ambient light that is occluded."""
    material: int
    """Material of the occluder, -1 for none."""
    lit: float
    """Whether the key light arrives, if the surface faces it; else 1."""


class Irradiance(NamedTuple):
    """The light that falls on a point of a surface."""

    light: Vector
    """Irradiance without the key light."""
    key: float
    """Irradiance by an unoccluded key light, relative to its colour."""


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
    hit = scaled(ray, t)
    surface = surface_at(world, solid, hit, normal, pixel * t)
    own = _opaque(world, solid, surface, hit, ray, normal, occlusion, irradiance)
    mirror = world.materials[surface.material, MIRROR]
    clear = world.materials[surface.material, CLEAR] if solid > 0 else 0.0
    if mirror <= 0.0 and clear <= 0.0:
        return own
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

    `before` is the length of the light's way so far in metres. The last surface counts as opaque.
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
