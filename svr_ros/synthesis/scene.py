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

Color = tuple[float, float, float]


class SolidKind(IntEnum):
    """The shape of a `Solid`."""

    BOX = 0
    CONE = 1
    ELLIPSOID = 2
    ROOM = 3
    SHELL = 4


class TextureKind(IntEnum):
    """The pattern by which a `Material` mixes its two colours."""

    PLAIN = 0
    NOISE = 1
    WOOD = 2
    STRIPES = 3
    CHECKS = 4
    TILES = 5
    MARBLE = 6
    WEAVE = 7
    PLANKS = 8
    BLOTCHES = 9
    CARPET = 10
    PRINT = 11
    SPINES = 12
    PARQUET = 13
    KNIT = 14
    CORDUROY = 15
    TWEED = 16
    VELVET = 17
    LEATHER = 18
    FOLDS = 19
    WICKER = 20
    SLATS = 21
    LOOPS = 22
    CARPET_TILES = 23
    BRICKS = 24
    HEXAGONS = 25
    ENCAUSTIC = 26
    MOSAIC = 27
    FLAGSTONES = 28
    GRANITE = 29
    TERRAZZO = 30
    SLATE = 31
    CONCRETE = 32
    PLASTER = 33
    BRUSHED = 34
    RUST = 35
    DAMASK = 36
    GEOMETRIC = 37
    GRASSCLOTH = 38
    FLORAL = 39
    RUG = 40
    LANDSCAPE = 41
    PORTRAIT = 42
    ABSTRACT = 43
    PAGE = 44
    PHOTOGRAPH = 45


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

    `scale` is pattern repeats per metre. `p0`, `p1` by texture: STRIPES phase and share of the second colour; TILES,
    BRICKS joint width (share of a tile) and rows per column (TILES: negative for rows shifted by a half); HEXAGONS,
    MOSAIC, FLAGSTONES joint width; WOOD 0 straight to 1 flamed grain and the share of knots; PARQUET 0 herringbone, 1
    chevron, 2 squares; FOLDS depth; SLATS share of the gaps; CARPET_TILES contrast; CONCRETE joints a metre; PLASTER
    and RUST share of the second colour; BLOTCHES `p1` threshold; RUG, LANDSCAPE, PORTRAIT, ABSTRACT, PAGE half their
    width and height in metres around the origin of the surface; PHOTOGRAPH its number and, where it is one picture
    around the origin instead of repeats, its width over its height; unused otherwise. PRINT, SPINES (a row of books)
    and what has a size bring more colours of their own. `specular` is the highlight's strength, `shininess` its
    exponent, `emission` > 0 makes the surface glow, `offset` shifts the noise and chooses the motif.
    `mirror` is the share of light that it throws back as a sharp image of the room, `clear` the share that it lets
    through (glass); both leave depth and class those of the surface itself.
    """

    texture: int
    r0: float
    g0: float
    b0: float
    r1: float
    g1: float
    b1: float
    scale: float = 1.0
    p0: float = 0.0
    p1: float = 0.0
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


class Lights(NamedTuple):
    """The lights in room coordinates: a key light that casts shadows, a fill light without, and a sky of two colours.

    `key_radius` (m) softens the key's shadows. A surface facing up receives `up_*`, one facing down `down_*`, others a
    mixture, of which what is near takes away a share that `occlusion` scales. A key light outside of the room is the
    sun: it shines in through the windows only, and no weaker for being far away.
    """

    key_x: float
    key_y: float
    key_z: float
    key_r: float
    key_g: float
    key_b: float
    key_radius: float
    fill_x: float
    fill_y: float
    fill_z: float
    fill_r: float
    fill_g: float
    fill_b: float
    up_r: float
    up_g: float
    up_b: float
    down_r: float
    down_g: float
    down_b: float
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
