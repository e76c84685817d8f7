"""The light that a surface point sends to the eye, as kernels.

It comes from a key light with a shadow ray (a lamp, or the sun that shines in through the windows), a soft fill light,
glowing solids tile_lists and an ambient light that whatever is near the surface takes away and tints. Mirrors and clear
surfaces add what one ray more meets.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.appearance import Surface, decal_at, face_ahead, is_glass, surface_at
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

_BLEEDING: Any = np.float32(0.5)  # share of the light taken away that comes back in the colour of what shades
_LAMP = 0.12  # strength of a glowing solid as a light, relative to its emission
_FILL_AROUND: Any = np.float32(0.3)  # share of the fill light that a surface receives which faces sideways,
_LAMP_AROUND: Any = np.float32(0.2)  # and of a lamp's
_FILL_POWER: Any = np.float32(4.0)  # square metres
_KEY_POWER: Any = np.float32(4.0)
_KEY_SIZE: Any = np.float32(0.5)  # square metres, which bound the light of what is near, as these do:
_LAMP_SIZE: Any = np.float32(0.02)
_MOST_KEY: Any = np.float32(2.5)
_GLOSS = 0.25  # share of the highlight's strength that a surface mirrors when seen head-on
_DARKEST: Any = np.float32(0.08)  # share of the ambient light that a crevice keeps
_FADED = 8.0  # exponent of what is left of a highlight that is not worth calculating
_PANE = 0.06  # share of light that clear things mirror when seen head-on
_LEAVE = 1e-3  # metres off the surface where mirrored rays start
_LAYERS = 3  # of clear things, one behind the other, that are seen through
_BLACK = (0.0, 0.0, 0.0)


class TileLists(NamedTuple):
    """Lists of solids: those that can shade the points of a tile from near or from close by, that can keep the key
    light off them, and that glow. A list holds their number, then their rows."""

    near: NDArray[Any]
    close: NDArray[Any]
    shadow_casters: NDArray[Any]
    lamps: NDArray[Any]


class SceneLists(NamedTuple):
    """The list of all solids that glow, and spheres to choose solids from."""

    lamps: NDArray[Any]
    spheres: Spheres


class Occlusion(NamedTuple):
    """What stands around a point of a surface."""

    fraction: float
    """Share of the ambient light that is taken away."""
    material: int
    """Material of what takes it, -1 for nothing."""
    lit: float
    """Whether the key light arrives, where the surface faces it; 1 elsewhere."""


class Irradiance(NamedTuple):
    """The light that falls on a point of a surface."""

    light: Vector
    """All but the key light."""
    key: float
    """The key light, where nothing stands in its way."""


class Shading(NamedTuple):
    """The light that a point sends: color (light + lit key k) + gloss + lit highlight k, k the key light."""

    color: Vector
    light: Vector
    """What falls on the point but for the key light."""
    key: float
    """What the key light adds where nothing stands in its way."""
    lit: float
    """Whether nothing does."""
    gloss: Vector
    """What is mirrored, shines through or glows."""
    highlight: float
    label: int
    image: bool
    """Whether the gloss is a sharp image, which changes from pixel to pixel."""


@inlined
def occlusion_at(world: World, solid: int, hit: Vector, normal: Vector, point: int, tile_lists: TileLists) -> Occlusion:
    """Return what stands around a point of a solid; `point` chooses the point of the key light that is looked for."""
    far, occluder = ambient_occlusion(world, solid, hit, normal, FAR_RADIUS, tile_lists.near)
    close, close_blocker = ambient_occlusion(world, solid, hit, normal, CLOSE_RADIUS, tile_lists.close)
    lit = key_arrives(world, solid, hit, normal, point, tile_lists.shadow_casters)
    return Occlusion(far + close, occluder if occluder >= 0 else close_blocker, lit)


@inlined
def _occlusion_anywhere(world: World, solid: int, hit: Vector, normal: Vector, scene_lists: SceneLists) -> Occlusion:
    """Return what stands around any point, as seen from the centre of the key light."""
    near = scene_lists.spheres.found
    list_ball(scene_lists.spheres, hit, 2.0 * FAR_RADIUS)
    far, occluder = ambient_occlusion(world, solid, hit, normal, FAR_RADIUS, near)
    close, close_blocker = ambient_occlusion(world, solid, hit, normal, CLOSE_RADIUS, near)
    way = minus(light_at(world, KEY), hit)
    distance = length(way)
    list_ray(scene_lists.spheres, hit, scaled(way, 1.0 / distance), distance, 2.0 * LIFT)
    lit = key_arrives(world, solid, hit, normal, CENTRE_POINT, scene_lists.spheres.found)
    return Occlusion(far + close, occluder if occluder >= 0 else close_blocker, lit)


@inlined
def radiance(world: World, shading: Shading, lit: float) -> Vector:
    """Return the sum of the parts for a share of the key light."""
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
    """Shade what a ray from the camera meets at distance t: a point of `solid` (0: the room) that faces along `normal`.

    `pixel` is its width at one metre; `every` lists what may matter to any point.
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
            start, away, weight, layers = hit, ray, scaled(surface.color, clear), _LAYERS
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
    """Return what a ray meets that leaves `solid` after the light's way of `before` metres, through `layers` - 1 clear
    things; what it meets then is taken for opaque."""
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
    surface: Surface,
    hit: Vector,
    ray: Vector,
    normal: Vector,
    occlusion: Occlusion,
    irradiance: Irradiance,
) -> Shading:
    """Shade a point of a surface that a ray meets as if it were neither clear nor a mirror."""
    facing = max(-dot(normal, ray), 0.0)
    if surface.glow > 0.0:
        glow = 1.0 + 0.8 * surface.glow * (1.0 if solid == 0 else 0.5 + 0.7 * facing)
        return Shading(_BLACK, _BLACK, 0.0, 0.0, scaled(surface.color, glow), 0.0, surface.label, True)
    specular = world.materials[surface.material, SPECULAR]
    gloss = _BLACK
    if specular > 0.0:  # most of all at grazing angles
        grazing = (1.0 - facing) * (1.0 - facing)
        share = specular * (_GLOSS + (1.0 - _GLOSS) * grazing * grazing) * open_fraction(occlusion.fraction)
        gloss = scaled(_empty_room(world, hit, ahead(ray, normal, 2.0 * facing)), share)
    highlight = 0.0
    if specular > 0.0 and irradiance.key > 0.0:
        way = minus(light_at(world, KEY), ahead(hit, normal, LIFT))
        half = minus(scaled(way, 1.0 / length(way)), ray)
        cosine = max(dot(normal, half) / math.sqrt(dot(half, half) + 1e-12), 0.0)
        shininess = world.materials[surface.material, SHININESS]
        if shininess * (1.0 - cosine) < _FADED:  # cosine ** shininess is less than exp(shininess (cosine - 1))
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
    share = open_fraction(occlusion.fraction)
    upward = facing_up(light_at(world, VERTICAL), normal)
    sky, ground = light_at(world, SKY), light_at(world, GROUND)
    tint = mean_color(world, occlusion.material) if occlusion.material >= 0 else _BLACK
    light = (
        ambient(sky[0], ground[0], upward, share, tint[0]) + light[0] * share,
        ambient(sky[1], ground[1], upward, share, tint[1]) + light[1] * share,
        ambient(sky[2], ground[2], upward, share, tint[2]) + light[2] * share,
    )
    return Irradiance(light, key_strength(light_at(world, KEY), is_sun(world), hit, normal))


@inlined
def open_fraction(occluded: float) -> float:
    """Return what is left of the ambient light where a share is taken away."""
    return max(ONE - occluded, _DARKEST)


@inlined
def facing_up(vertical: Vector, normal: Vector) -> float:
    """Return by how much a surface faces up: 0 down, 1 up."""
    return dot(normal, vertical) * A_HALF + A_HALF


@inlined
def ambient(sky: float, ground: float, upward: float, share: float, tint: float) -> float:
    """Return a colour of the ambient light between those of sky and ground; what is taken away comes back tinted."""
    return (ground + (sky - ground) * upward) * (share + tint * (ONE - share) * _BLEEDING)


@inlined
def fill_strength(fill: Vector, hit: Vector, normal: Vector) -> float:
    """Return the strength of the fill light, which casts no shadows."""
    way = minus(fill, hit)
    squared = dot(way, way)
    return _wrapped_cosine(normal, way, squared, _FILL_AROUND) * _FILL_POWER / (squared + ONE)


@inlined
def lamp_strength(solids: Array, i: int, hit: Vector, normal: Vector) -> float:
    """Return the strength of a solid that glows, which casts no shadows either."""
    centre = vector(solids, i, CENTRE)
    way = minus(centre, hit)
    squared = dot(way, way) + _LAMP_SIZE
    return _wrapped_cosine(normal, way, squared, _LAMP_AROUND) / squared


@inlined
def lamp_color(world: World, i: int) -> Vector:
    """Return the light of a solid that glows."""
    row = int(world.solids[i, MATERIAL])
    return scaled(mean_color(world, row), _LAMP * world.materials[row, EMISSION])


@inlined
def key_strength(key: Vector, sun: bool, hit: Vector, normal: Vector) -> float:
    """Return the strength of the key light as from its centre."""
    way = minus(key, ahead(hit, normal, LIFT))
    squared = dot(way, way)
    cosine = max(dot(normal, way) / math.sqrt(squared), ZERO)
    return cosine if sun else cosine * min(_KEY_POWER / (squared + _KEY_SIZE), _MOST_KEY)


@inlined
def _wrapped_cosine(normal: Vector, way: Vector, squared: float, around: float) -> float:
    """Return the share of a light on a surface, `around` of it where that faces sideways."""
    return max(dot(normal, way) / math.sqrt(squared) * (ONE - around) + around, ZERO)


@inlined
def _empty_room(world: World, point: Vector, direction: Vector) -> Vector:
    """Return what the empty room shows to a ray: bright windows, walls in ambient light."""
    start = to_local(world.solids, 0, from_centre(world.solids, 0, point))
    ray = to_local(world.solids, 0, direction)
    face, row, u, v = face_ahead(world, start, ray)
    decal = decal_at(world, face, u, v)
    if decal >= 0:
        if is_glass(world, decal, u, v):
            return vector(world.decals, decal, GLOW)
        row = int(world.decals[decal, DECAL_MATERIAL])
    return times(mean_color(world, row), mixed(light_at(world, GROUND), light_at(world, SKY), 0.5))
