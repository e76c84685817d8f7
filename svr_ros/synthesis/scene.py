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

"""Contents of a procedural scene: solids, materials, decals, lights, items and the size of the room.

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
from numpy.typing import NDArray

from svr_ros.labels import Label
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
    """The type of a `Decal`; the docstring of `Decal` explains the parameters of each."""

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
    """One analytic primitive, a plain tuple of 16 numbers so that a scene packs into an array at once.

    The local frame is R = Rz(yaw) Rx(pitch) Ry(roll).

    BOX: half extents hx, hy, hz, edges rounded by `rounding` (inside the extents).

    CONE: capped cone along local z with `bottom_radius` at -hz and `top_radius` at +hz, hx = hy = the larger radius.

    ELLIPSOID: semi-axes hx, hy, hz.

    SHELL: a bent plate, 2 x `rounding` thick. The middle of its section is a line from (`bottom_radius`, -hz +
    `rounding`) to (`top_radius`, hz - `rounding`), rotated around local z by at most `sector` (radians) to both sides
    of local +x: a tube, a bowl, a ring (if the line is a point), a curved back. hx = hy = its outer radius.

    ROOM: the inside of a box, always solid 0 of a scene; its label and material are ignored.
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
    """A painted rectangle (or, with `round` = 1, the ellipse inside it) on a face of the room.

    Later decals cover earlier ones. (u, v) in metres: on the walls X_PLUS and X_MINUS u = y, on Y_PLUS and Y_MINUS u =
    x, and v = z - height / 2 on every wall; on the floor u = x and v = y. PLAIN shows `material`. WINDOW: frame of
    `material`, `p0` panes across, `p1` seed of the view (above 4: shows trees), glowing with the colour r, g, b.
    BORDERED: `material` inside, the next material row in a border `p0` metres wide (pictures, rugs, mirrors). DOOR:
    leaf of `material` with `p0` panels one above the other.
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
    """Inner size of the room."""

    half_x: float
    """Half the extent along x in metres."""

    half_y: float
    """Half the extent along y in metres."""

    height: float
    """Height of the ceiling in metres."""


class Item(NamedTuple):
    """A placed piece of furniture with an upright footprint; its solids are `Scene.solids[first:end]`."""

    label: int
    """Class id of the piece."""

    name: str
    """Name of the piece."""

    x: float
    """x of the footprint's centre in metres."""

    y: float
    """y of the footprint's centre in metres."""

    yaw: float
    """Yaw of the footprint in radians."""

    width: float
    """Width of the footprint in metres."""

    depth: float
    """Depth of the footprint in metres."""

    bottom: float
    """Height of the lowest point in metres."""

    top: float
    """Height of the highest point in metres."""

    first: int
    """Row of the first solid."""

    end: int
    """Row after the last solid."""

    built: bool = False
    """Whether the item is part of the building; such items may interpenetrate and pass through the room's sides."""


# Rows of `Scene.materials` that belong to the room itself; the four walls are in the order of `Face`.
FLOOR_MATERIAL = 0
CEILING_MATERIAL = 1
WALL_MATERIAL = 2
ROOM_MATERIALS = 6

NO_PHOTOGRAPHS = np.zeros((1, 1, 1, 3), np.uint8)
"""The array of photographs of a scene without any."""

_STUFF = (int(Label.WALL), int(Label.FLOOR))


@dataclass
class Scene:
    """One furnished room."""

    size: RoomSize
    """Inner size of the room."""

    solids: list[Solid]
    """Solids, the first of which is the room itself."""

    materials: list[Material]
    """Materials: rows 0 floor, 1 ceiling, 2..5 walls, then those of all other surfaces."""

    lights: Lights
    """Lights."""

    decals: list[Decal] = field(default_factory=list)
    """Decals."""

    items: list[Item] = field(default_factory=list)
    """Placed pieces of furniture and parts of the building."""

    @property
    def instances(self) -> NDArray[np.int32]:
        """Return the instance of each solid [S], int32: one number per class within an item, counted from 1.

        A lamp on a nightstand is an instance of its own, although both are one item; two lamps on it are one instance.
        Walls and floors have no instances: their solids are 0, whatever item they belong to, as are the room itself and
        solids outside of all items. Void objects have instances as those of any other class.
        """
        numbers = np.zeros(len(self.solids), np.int32)
        found: dict[tuple[int, int], int] = {}
        for index, item in enumerate(self.items):
            for row in range(item.first, item.end):
                label = self.solids[row].label
                if label not in _STUFF:
                    numbers[row] = found.setdefault((index, label), len(found) + 1)
        return numbers
