"""What a procedural scene is made of: solids, materials, decals, lights and the room that holds them.

Room coordinates: metres and radians, origin on the floor in the middle of the room, z up. The walls stand at x =
+-half_x and y = +-half_y, the floor is z = 0 and the ceiling is z = height. Colours are linear (not sRGB) reflectances
in 0..1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from svr_ros.synthesis.textures import Texture

Color = tuple[float, float, float]
"""Linear red, green and blue."""

Vector = tuple[float, float, float]
"""A point or direction in metres."""


class SolidKind(IntEnum):
    """The shape of a `Solid`."""

    BOX = 0
    CONE = 1
    ELLIPSOID = 2
    ROOM = 3
    SHELL = 4


class DecalKind(IntEnum):
    """What a `Decal` paints; the docstring of `Decal` says what its parameters mean for each."""

    PLAIN = 0
    WINDOW = 1
    BORDERED = 2
    DOOR = 3


class Face(IntEnum):
    """The face of the room that a `Decal` lies on."""

    X_PLUS = 0
    X_MINUS = 1
    Y_PLUS = 2
    Y_MINUS = 3
    FLOOR = 4


class Solid(NamedTuple):
    """One analytic primitive; a plain tuple of 16 numbers so that a scene packs into an array at once.

    The local frame is R = Rz(yaw) Rx(pitch) Ry(roll). BOX: half extents hx, hy, hz, edges rounded by `rounding` (inside
    the extents). CONE: capped cone along local z with `bottom_radius` at -hz and `top_radius` at +hz, hx = hy = the
    larger radius. ELLIPSOID: semi-axes hx, hy, hz. SHELL: a bent plate, what a line from (`bottom_radius`, -hz +
    `rounding`) to (`top_radius`, hz - `rounding`) sweeps when it turns around local z by up to `sector` (radians) to
    both sides of local +x, made 2 x `rounding` thick: a tube, a bowl, a ring (where the line is a point), a curved
    back; hx = hy = its outer radius. ROOM: the inside of a box, always solid 0 of a scene; its label and material are
    ignored.
    """

    kind: int
    label: int
    material: int
    x: float
    y: float
    z: float
    yaw: float
    pitch: float
    roll: float
    hx: float
    hy: float
    hz: float
    rounding: float
    bottom_radius: float
    top_radius: float
    sector: float = math.pi


class Material(NamedTuple):
    """A surface: two linear colours mixed by a texture, a highlight and a glow.

    Depth and class of mirrors and glass are those of the surface itself.

    Attributes:
        texture: Pattern by which the two colours are mixed.
        first: First colour.
        second: Second colour.
        specular: Strength of the highlight.
        shininess: Exponent of the highlight.
        emission: Radiance of a surface that glows, in multiples of its colour; 0 if it does not.
        offset: Shift of the texture's noise, which also selects its motif.
        mirror: Fraction of the light that is reflected as a sharp image of the room.
        clear: Fraction of the light that passes through (glass).
    """

    texture: Texture
    first: Color
    second: Color
    specular: float = 0.0
    shininess: float = 30.0
    emission: float = 0.0
    offset: float = 0.0
    mirror: float = 0.0
    clear: float = 0.0


class Decal(NamedTuple):
    """A painted rectangle (or, with `round` = 1, the ellipse inside it) on a face of the room; later decals cover
    earlier ones.

    (u, v) in metres: on the walls X_PLUS and X_MINUS u = y, on Y_PLUS and Y_MINUS u = x, and v = z - height / 2 on
    every wall; on the floor u = x and v = y. PLAIN shows `material`. WINDOW: frame of `material`, `p0` panes across,
    `p1` seed of the view (above 4: shows trees), glowing with the colour r, g, b. BORDERED: `material` inside, the next
    material row in a border `p0` metres wide (pictures, rugs, mirrors). DOOR: leaf of `material` with `p0` panels one
    above the other.
    """

    face: int
    u0: float
    v0: float
    u1: float
    v1: float
    kind: int
    material: int
    round: float = 0.0
    p0: float = 0.0
    p1: float = 0.0
    r: float = 0.0
    g: float = 0.0
    b: float = 0.0


class Light(NamedTuple):
    """A light of spherical shape.

    Attributes:
        position: Centre in room coordinates, in metres.
        color: Linear colour times strength.
        radius: Radius in metres, which softens the shadows.
    """

    position: Vector = (0.0, 0.0, 0.0)
    color: Color = (0.0, 0.0, 0.0)
    radius: float = 0.0


class Lights(NamedTuple):
    """All lights of a room; dark unless given.

    A key light outside of the room is the sun: it shines in through the windows only, and its distance does not weaken
    it.

    Attributes:
        key: Light that casts shadows.
        fill: Light that casts none.
        sky: Ambient light that surfaces facing up receive; others receive a mixture with `ground`.
        ground: Ambient light that surfaces facing down receive.
        occlusion: Factor on the fraction of the ambient light that nearby surfaces take away.
    """

    key: Light = Light()
    fill: Light = Light()
    sky: Color = (0.0, 0.0, 0.0)
    ground: Color = (0.0, 0.0, 0.0)
    occlusion: float = 1.0


class RoomSize(NamedTuple):
    """Inside of the room in metres: half its length, half its width, its whole height."""

    half_x: float
    half_y: float
    height: float


class Item(NamedTuple):
    """A placed piece of furniture: its label, its upright footprint (centre, yaw, width, depth), bottom and top, in
    metres; its solids are `Scene.solids[first:end]`. What is `built` is part of the building: such items may run into
    each other and through the room's own sides."""

    label: int
    name: str
    x: float
    y: float
    yaw: float
    width: float
    depth: float
    bottom: float
    top: float
    first: int
    end: int
    built: bool = False


# Rows of `Scene.materials` that belong to the room itself; the four walls come in the order of `Face`.
FLOOR_MATERIAL = 0
CEILING_MATERIAL = 1
WALL_MATERIAL = 2
ROOM_MATERIALS = 6

NO_PHOTOGRAPHS = np.zeros((1, 1, 1, 3), np.uint8)
"""The array of photographs of a scene without any."""


@dataclass
class Scene:
    """One furnished room: solid 0 is the room itself, and rows 0 floor, 1 ceiling, 2..5 walls of `materials` are its
    surfaces."""

    size: RoomSize
    solids: list[Solid]
    materials: list[Material]
    lights: Lights
    decals: list[Decal] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
