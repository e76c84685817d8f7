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

"""Textures of materials: the pattern by which a surface mixes its two colours, with typed parameters.

Surface coordinates are in metres; `scale` is the number of repeats per metre throughout.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import IntEnum

from svr_ros.synthesis.texture_kinds import TextureKind

Columns = tuple[int, float, float, float]
"""A texture as the kernels read it: its kind, its scale and two parameters whose meaning depends on the kind."""


class Layout(IntEnum):
    """The layout of the boards of a parquet floor."""

    HERRINGBONE = 0
    CHEVRON = 1
    SQUARES = 2


class Texture(ABC):
    """Base of all textures; two textures are equal if their types and parameters are."""

    @property
    def columns(self) -> Columns:
        """Return the texture as the kernels read it."""
        return self._columns()

    @abstractmethod
    def _columns(self) -> Columns: ...


@dataclass(frozen=True)
class Pattern(Texture):
    """A texture that needs nothing but a scale, or not even that.

    PRINT (the printing of a package), SPINES (a row of book backs) and FLORAL add colours of their own. PLAIN, CARPET,
    VELVET, BRUSHED and GRASSCLOTH have a fixed size and ignore the scale.

    Attributes:
        kind: Kind of texture.
        scale: Repeats per metre.
    """

    kind: TextureKind
    scale: float = 1.0

    def _columns(self) -> Columns:
        return int(self.kind), self.scale, 0.0, 0.0


@dataclass(frozen=True)
class Wood(Texture):
    """Sawn wood with its grain along u.

    Attributes:
        scale: Density of the grain across the board, in repeats per metre.
        flame: Shape of the grain, from 0 (straight) to 1 (flamed).
        knots: Fraction of the surface's cells that hold a knot, 0 to 1.
    """

    scale: float
    flame: float = 0.0
    knots: float = 0.0

    def _columns(self) -> Columns:
        return int(TextureKind.WOOD), self.scale, self.flame, self.knots


@dataclass(frozen=True)
class Parquet(Texture):
    """Parquet of short boards.

    Attributes:
        scale: Number of boards side by side per metre.
        layout: Layout of the boards.
    """

    scale: float
    layout: Layout = Layout.HERRINGBONE

    def _columns(self) -> Columns:
        return int(TextureKind.PARQUET), self.scale, float(self.layout), 0.0


@dataclass(frozen=True)
class Stripes(Texture):
    """Stripes of both colours along v.

    Attributes:
        scale: Pairs of stripes per metre.
        fraction: Fraction of the width that has the second colour, 0 to 1.
        phase: Shift of the stripes, in repeats.
    """

    scale: float
    fraction: float = 0.5
    phase: float = 0.0

    def _columns(self) -> Columns:
        return int(TextureKind.STRIPES), self.scale, self.phase, self.fraction


@dataclass(frozen=True)
class Tiles(Texture):
    """Rectangular tiles with joints of the second colour.

    Attributes:
        scale: Tiles per metre along u.
        joint: Width of a joint as a fraction of a tile's width.
        rows: Rows of tiles per column, that is a tile's width over its height.
        shifted: Whether every second row is shifted by half a tile.
    """

    scale: float
    joint: float
    rows: float = 1.0
    shifted: bool = False

    def _columns(self) -> Columns:
        return int(TextureKind.TILES), self.scale, self.joint, -self.rows if self.shifted else self.rows


@dataclass(frozen=True)
class Bricks(Texture):
    """A brick wall in stretcher bond with mortar of the second colour.

    Attributes:
        scale: Bricks per metre along u.
        joint: Width of a joint as a fraction of a brick's length.
        rows: A brick's length over its height.
    """

    scale: float
    joint: float
    rows: float

    def _columns(self) -> Columns:
        return int(TextureKind.BRICKS), self.scale, self.joint, self.rows


@dataclass(frozen=True)
class Paving(Texture):
    """Tiles or slabs of other shapes with joints.

    Attributes:
        kind: HEXAGONS, MOSAIC or FLAGSTONES.
        scale: Tiles per metre.
        joint: Width of a joint as a fraction of a tile's width.
    """

    kind: TextureKind
    scale: float
    joint: float

    def _columns(self) -> Columns:
        return int(self.kind), self.scale, self.joint, 0.0


@dataclass(frozen=True)
class Folds(Texture):
    """A curtain that hangs in folds along v.

    Attributes:
        scale: Folds per metre.
        depth: Darkness between the folds, 0 to 1.
    """

    scale: float
    depth: float

    def _columns(self) -> Columns:
        return int(TextureKind.FOLDS), self.scale, self.depth, 0.0


@dataclass(frozen=True)
class Slats(Texture):
    """Slats along u with dark gaps between them.

    Attributes:
        scale: Slats per metre.
        gap: Width of a gap as a fraction of the distance between slats.
    """

    scale: float
    gap: float

    def _columns(self) -> Columns:
        return int(TextureKind.SLATS), self.scale, self.gap, 0.0


@dataclass(frozen=True)
class CarpetTiles(Texture):
    """Carpet tiles whose fine lines turn from tile to tile.

    Attributes:
        scale: Tiles per metre.
        contrast: Contrast of the lines, 0 to 1.
    """

    scale: float
    contrast: float

    def _columns(self) -> Columns:
        return int(TextureKind.CARPET_TILES), self.scale, self.contrast, 0.0


@dataclass(frozen=True)
class Concrete(Texture):
    """Stained concrete, cast in one piece or in panels.

    Attributes:
        scale: Stains per metre.
        joints: Joints between panels per metre, 0 for none.
    """

    scale: float
    joints: float = 0.0

    def _columns(self) -> Columns:
        return int(TextureKind.CONCRETE), self.scale, self.joints, 0.0


@dataclass(frozen=True)
class Worn(Texture):
    """A coat of the first colour that has come off in patches and shows the second.

    Attributes:
        kind: PLASTER or RUST.
        scale: Bumps or patches per metre.
        fraction: Fraction of the surface that shows the second colour, 0 to 1.
    """

    kind: TextureKind
    scale: float
    fraction: float = 0.0

    def _columns(self) -> Columns:
        return int(self.kind), self.scale, self.fraction, 0.0


@dataclass(frozen=True)
class Blotches(Texture):
    """Islands, dots or scattered flowers of the second colour, depending on the material's offset.

    Attributes:
        scale: Motifs per metre.
        threshold: Level of noise above which a point belongs to an island, 0 to 1; more means smaller islands.
    """

    scale: float
    threshold: float = 0.5

    def _columns(self) -> Columns:
        return int(TextureKind.BLOTCHES), self.scale, 0.0, self.threshold


@dataclass(frozen=True)
class Painting(Texture):
    """One motif of a given size around the origin of the surface, with colours of its own.

    Attributes:
        kind: RUG, LANDSCAPE, PORTRAIT, ABSTRACT or PAGE.
        half_width: Half the width of the motif along u, in metres.
        half_height: Half its height along v, in metres.
        scale: Ornaments of a rug per metre; ignored by the other kinds.
    """

    kind: TextureKind
    half_width: float
    half_height: float
    scale: float = 1.0

    def _columns(self) -> Columns:
        return int(self.kind), self.scale, self.half_width, self.half_height


@dataclass(frozen=True)
class Photo(Texture):
    """A photograph, tinted by the first colour.

    Attributes:
        row: Row of the photograph in the library.
        scale: Repeats per metre; neighbouring repeats are mirrored.
        aspect: Width over height of a single picture around the origin; 0 if the photograph repeats.
    """

    row: int
    scale: float
    aspect: float = 0.0

    def _columns(self) -> Columns:
        return int(TextureKind.PHOTOGRAPH), self.scale, float(self.row), self.aspect


PLAIN = Pattern(TextureKind.PLAIN)


def from_columns(kind: TextureKind, scale: float, first: float, second: float) -> Texture:
    """Return the texture with given columns; parameters that its kind does not have are dropped.

    Args:
        kind: Kind of texture.
        scale: Repeats per metre.
        first: First parameter as the kernels read it.
        second: Second parameter as the kernels read it.
    """
    match kind:
        case TextureKind.WOOD:
            return Wood(scale, first, second)
        case TextureKind.PARQUET:
            return Parquet(scale, Layout(min(int(first), 2)))
        case TextureKind.STRIPES:
            return Stripes(scale, second, first)
        case TextureKind.TILES:
            return Tiles(scale, first, abs(second), second < 0.0)
        case TextureKind.BRICKS:
            return Bricks(scale, first, second)
        case TextureKind.HEXAGONS | TextureKind.MOSAIC | TextureKind.FLAGSTONES:
            return Paving(kind, scale, first)
        case TextureKind.FOLDS:
            return Folds(scale, first)
        case TextureKind.SLATS:
            return Slats(scale, first)
        case TextureKind.CARPET_TILES:
            return CarpetTiles(scale, first)
        case TextureKind.CONCRETE:
            return Concrete(scale, first)
        case TextureKind.PLASTER | TextureKind.RUST:
            return Worn(kind, scale, first)
        case TextureKind.BLOTCHES:
            return Blotches(scale, second)
        case TextureKind.RUG | TextureKind.LANDSCAPE | TextureKind.PORTRAIT | TextureKind.ABSTRACT | TextureKind.PAGE:
            return Painting(kind, first, second, scale)
        case TextureKind.PHOTOGRAPH:
            return Photo(int(first), scale, second)
        case _:
            return Pattern(kind, scale)
