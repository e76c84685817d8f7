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

"""Materials of a room's surfaces: floors, walls, ceilings, tiles, rugs and pictures."""

from __future__ import annotations

from svr_ros.synthesis.materials.table import Draws, MaterialTable, kinds, shade
from svr_ros.synthesis.scene import Color
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import (
    PLAIN,
    Blotches,
    Bricks,
    CarpetTiles,
    Concrete,
    Layout,
    Painting,
    Parquet,
    Pattern,
    Paving,
    Photo,
    Slats,
    Stripes,
    Texture,
    Tiles,
    Worn,
)

_GLOSS = (0.0, 0.05, 0.1, 0.25)
_BOARDS = {"planks": 4.5, "parquet": 1.3}
_WALLS = {
    "paint": 7.0, "plaster": 1.6, "stripes": 0.3, "damask": 0.35, "floral": 0.25, "geometric": 0.25,
    "grasscloth": 0.35, "concrete": 0.25, "brick": 0.35, "panels": 0.25, "dots": 0.15, "bare": 0.12,
}  # fmt: skip
_TONES = {"white": 5.0, "beige": 2.2, "grey": 1.3, "pastel": 1.5, "muted": 0.6, "vivid": 0.15, "dark": 0.2}
_TILES = {"square": 4.0, "bonded": 2.0, "hexagons": 0.5, "encaustic": 0.5, "mosaic": 1.0, "slabs": 1.0}
_CEILINGS = {"smooth": 6.0, "rough": 2.0, "boards": 0.4, "concrete": 0.3}
_CARPETS = kinds(carpet=5.0, loops=1.5, carpet_tiles=1.5)
_RUGS = kinds(
    rug=3.0, geometric=1.2, stripes=0.7, loops=0.7, carpet=1.3, tweed=0.5, blotches=0.3, abstract=1.0, checks=0.3,
    floral=0.3, plaster=0.5,  # worn, as if a pattern had come off
)  # fmt: skip
_PICTURES = kinds(landscape=2.5, abstract=2.2, portrait=0.9, page=0.5, print=0.6, floral=0.3, noise=0.3)


class Surfaces(Draws):
    """Draws materials of surfaces; every method adds a row to the room's table and returns its number."""

    def __init__(self, table: MaterialTable) -> None:
        super().__init__(table.rng)
        self.table = table
        self.add, self.draw, self.photograph = table.add, table.draw, table.photograph

    def floor(self) -> int:
        """Add a floor: boards, parquet, carpet, tiles, stone, linoleum or concrete."""
        return self.draw(self._new_floor)

    def _new_floor(self) -> int:
        return self.choose(_FLOORS)(self)

    def _linoleum(self) -> int:
        color = self.color(("grey", "beige", "pastel", "dark", "vivid"))
        grain = Pattern(TextureKind.GRANITE, self.uniform(20.0, 80.0))
        return self.add(grain, color, shade(color, self.uniform(0.6, 0.95)), self.choice(_GLOSS))

    def _checks(self) -> int:
        color = self.color()
        second = self.color("white") if self.random() < 0.5 else shade(color, self.uniform(0.4, 0.9))
        return self.add(Pattern(TextureKind.CHECKS, self.uniform(1.8, 3.4)), color, second, self.choice(_GLOSS))

    def _boards(self) -> int:
        """Add floor boards or parquet."""
        gloss = self.choice(_GLOSS)
        if (row := self.photograph("wood floor", gloss)) is not None:
            return row
        color = self.color("timber")
        second = shade(color, self.uniform(0.5, 0.9))
        if self.choose(_BOARDS) == "planks":
            return self.add(Pattern(TextureKind.PLANKS, self.uniform(5.0, 14.0)), color, second, gloss)
        layout = self.choice((Layout.HERRINGBONE, Layout.HERRINGBONE, Layout.CHEVRON, Layout.SQUARES))
        scale = self.uniform(28.0, 45.0) if layout == Layout.SQUARES else self.uniform(9.0, 16.0)
        return self.add(Parquet(scale, layout), color, second, gloss)

    def _floor_tiles(self) -> int:
        """Add square, oblong or plank-shaped tiles."""
        if (row := self.photograph("tiles", 0.1)) is not None:
            return row
        color = self.color(("white", "grey", "beige", "beige", "dark", "brick"))
        joint = self.color(("grey", "white", "dark"))
        rows = self.choice((1.0, 1.0, 1.0, 0.5, 3.0))
        planks = rows == 3.0
        scale = self.uniform(1.2, 1.8) if planks else self.uniform(1.2, 5.0)
        return self.add(Tiles(scale, 0.006 * scale, rows, planks), color, joint, self.choice((0.02, 0.2)))

    def _paving(self) -> int:
        """Add a floor of patterned, hexagonal or irregular tiles."""
        kind = self.choice((TextureKind.HEXAGONS, TextureKind.ENCAUSTIC, TextureKind.ENCAUSTIC, TextureKind.FLAGSTONES))
        color = self.color(("white", "beige", "grey", "grey"))
        second = self.color(("dark", "grey", "vivid", "brick"))
        joint = self.uniform(0.02, 0.05)
        texture: Texture
        if kind == TextureKind.ENCAUSTIC:
            texture = Pattern(kind, self.uniform(4.5, 6.0))
        elif kind == TextureKind.HEXAGONS:
            texture = Paving(kind, self.uniform(4.0, 9.0), joint)
        else:
            texture = Paving(kind, self.uniform(1.8, 3.5), joint)
        return self.add(texture, color, second, self.choice((0.02, 0.15)))

    def _stone_floor(self) -> int:
        """Add polished or split stone."""
        if (row := self.photograph("stone", 0.15)) is not None:
            return row
        kind = self.choice((TextureKind.MARBLE, TextureKind.TERRAZZO, TextureKind.TERRAZZO, TextureKind.SLATE))
        if kind == TextureKind.MARBLE:
            marble = Pattern(kind, self.uniform(0.8, 2.5))
            return self.add(marble, self.color("white"), self.color("grey"), 0.25)
        if kind == TextureKind.TERRAZZO:
            chips = self.color(("dark", "brick", "grey"))
            base = self.color(("white", "grey", "beige"))
            return self.add(Pattern(kind, self.uniform(18.0, 60.0)), base, chips, 0.2)
        color = shade(self.color("grey"), 0.4)
        second = self.color(("beige", "grey"))
        return self.add(Pattern(kind, self.uniform(2.0, 5.0)), color, second, 0.05)

    def carpet(self) -> int:
        """Add fitted carpet: cut pile, loops or carpet tiles."""
        color = self.color(("beige", "grey", "beige", "grey", "dark", "vivid", "pastel"))
        if (row := self.photograph("carpet")) is not None:
            return row
        kind = self.choose(_CARPETS)
        if kind == TextureKind.CARPET_TILES:
            second = shade(color, self.uniform(0.3, 0.8)) if self.random() < 0.8 else self.color()
            return self.add(CarpetTiles(self.choice((1.0, 2.0, 2.0)), self.random() ** 2), color, second, 0.0)
        pile = Pattern(kind, self.uniform(35.0, 90.0))
        return self.add(pile, color, shade(color, self.uniform(0.6, 0.85)), 0.0)

    def tiles(self) -> int:
        """Add wall tiles: square, brick-bonded, hexagonal, patterned, mosaics or slabs."""
        return self.draw(self._new_tiles)

    def _new_tiles(self) -> int:
        sort = self.choose(_TILES)
        if (row := self.photograph("tiles", 0.15)) is not None:
            return row
        color = self.color(("white", "white", "white", "beige", "pastel", "grey", "vivid"))
        joint = shade(color, self.uniform(0.4, 0.85)) if self.random() < 0.7 else self.color("grey")
        gloss = self.choice((0.1, 0.2, 0.3))
        if sort == "bonded":
            scale, rows = self.uniform(4.0, 7.0), self.choice((2.0, 2.0, 3.0))
            return self.add(Tiles(scale, 0.004 * scale, rows, shifted=True), color, joint, gloss)
        if sort == "hexagons":
            return self.add(Paving(TextureKind.HEXAGONS, self.uniform(5.0, 20.0), 0.05), color, joint, gloss)
        if sort == "encaustic":
            second = self.color(("dark", "vivid", "grey"))
            return self.add(Pattern(TextureKind.ENCAUSTIC, self.uniform(4.5, 7.0)), color, second, gloss)
        if sort == "mosaic":
            second = shade(color, self.uniform(0.4, 0.8)) if self.random() < 0.6 else self.color()
            mosaic = Paving(TextureKind.MOSAIC, self.uniform(20.0, 50.0), self.uniform(0.06, 0.14))
            return self.add(mosaic, color, second, gloss)
        if sort == "slabs":
            return self.add(Pattern(TextureKind.MARBLE, self.uniform(0.8, 2.5)), color, self.color("grey"), gloss)
        scale = self.uniform(2.5, 10.0)
        return self.add(Tiles(scale, 0.005 * scale, self.choice((1.0, 1.0, 0.5, 2.0))), color, joint, gloss)

    def ceiling(self) -> int:
        """Add a ceiling: white paint, smooth or rough, seldom boards or concrete."""
        sort = self.choose(_CEILINGS)
        if sort == "concrete":
            return self.concrete()
        if sort == "boards":
            color = self.color(("timber", "white"))
            return self.add(Pattern(TextureKind.PLANKS, self.uniform(6.0, 11.0)), color, shade(color, 0.8), 0.0)
        white = self.color("white")
        texture: Texture = Worn(TextureKind.PLASTER, self.uniform(20.0, 70.0)) if sort == "rough" else PLAIN
        return self.add(texture, white, shade(white, 0.95), 0.0)

    def wallpaper(self) -> int:
        """Add the cover of a wall: mostly paint, also wallpaper, rough plaster, brick, concrete or panels."""
        return self.draw(self._new_wall)

    def _new_wall(self) -> int:
        sort = self.choose(_WALLS)
        color = self.color(self.choose(_TONES))
        tinted = shade(color, self.choice((self.uniform(0.5, 0.85), self.uniform(1.1, 1.4))))
        match sort:
            case "brick":
                return self.brick()
            case "concrete":
                return self.concrete()
            case "paint":
                return self.add(PLAIN, color, shade(color, self.uniform(0.85, 1.0)), 0.0)
            case "plaster":
                row = self.photograph("plaster")
                plaster = Worn(TextureKind.PLASTER, self.uniform(15.0, 70.0))
                return self.add(plaster, color, tinted, 0.0) if row is None else row
            case "bare":
                plaster = Worn(TextureKind.PLASTER, self.uniform(15.0, 40.0), self.uniform(0.1, 0.5))
                return self.add(plaster, color, self.color("brick"), 0.0)
            case "stripes":
                stripes = Stripes(self.uniform(3.0, 14.0), self.uniform(0.3, 0.6), self.random())
                return self.add(stripes, color, tinted, 0.0)
            case "panels":
                return self.add(Slats(self.uniform(8.0, 14.0), self.uniform(0.03, 0.08)), color, tinted, 0.02)
            case "dots":
                return self.add(Blotches(self.uniform(4.0, 12.0), self.uniform(0.5, 0.65)), color, tinted, 0.0)
            case "grasscloth":
                color = self.color(("beige", "beige", "grey", "pastel"))
                return self.add(Pattern(TextureKind.GRASSCLOTH), color, shade(color, self.uniform(0.6, 0.85)), 0.0)
            case _:  # damask, floral or geometric wallpaper
                second = tinted if self.random() < 0.7 else self.color()
                return self.add(Pattern(TextureKind[sort.upper()], self.uniform(2.5, 8.0)), color, second, 0.0)

    def brick(self) -> int:
        """Add a brick wall: red, yellow, grey or painted white."""
        if (row := self.photograph("brick")) is not None:
            return row
        color = self.color("brick")
        mortar = self.color("grey")
        if min(color) > 0.6:  # painted all over
            mortar = shade(color, self.uniform(0.75, 1.0))
        return self.add(Bricks(self.uniform(3.8, 4.8), 0.05, 3.2), color, mortar, 0.0)

    def concrete(self) -> int:
        """Add concrete, terracotta or plaster for pots, worktops, floors and rough walls."""
        if (row := self.photograph("concrete")) is not None:
            return row
        color = self.color(("grey", "grey", "grey", "beige", "brick"))
        joints = self.choice((0.0, 0.0, self.uniform(0.5, 1.2)))
        gloss = self.choice((0.0, 0.0, 0.1))
        second = shade(color, self.uniform(0.55, 0.85))
        return self.add(Concrete(self.uniform(2.0, 6.0), joints), color, second, gloss)

    def rug(self, half_width: float, half_length: float) -> int:
        """Add the pattern of a rug around the origin of its surface, from its half extents in metres."""
        kind = self.choose(_RUGS)
        first = self.color((None, "beige", "grey", "dark", "vivid"))
        second = self.color((None, "white", "beige"))
        match kind:
            case TextureKind.RUG | TextureKind.ABSTRACT:
                return self.add(Painting(kind, half_width, half_length, self.uniform(5.0, 11.0)), first, second, 0.0)
            case TextureKind.LOOPS | TextureKind.TWEED:
                return self.add(Pattern(kind, self.uniform(20.0, 90.0)), first, second, 0.0)
            case TextureKind.PLASTER:
                worn = Worn(kind, self.uniform(20.0, 60.0), self.uniform(0.3, 0.7))
                return self.add(worn, first, shade(second, 0.6), 0.0)
            case TextureKind.CARPET:
                return self.add(Pattern(kind), first, shade(first, self.uniform(0.6, 0.9)), 0.0)
            case _:
                return self.add(self.texture(kind, self.uniform(2.0, 10.0)), first, second, 0.0)

    def picture(self, half_width: float, half_height: float) -> int:
        """Add a painting, photograph or poster around the origin of its surface, from its half extents in metres."""
        gloss, photograph = self.choice((0.0, 0.05, 0.2)), self.table.choose_photograph("picture")
        if photograph is not None:
            white: Color = (1.0, 1.0, 1.0)
            return self.add(Photo(photograph.row, 0.5 / half_width, half_width / half_height), white, white, gloss)
        kind = self.choose(_PICTURES)
        first, second = self.color("white" if kind == TextureKind.PAGE else None), self.color()
        if kind in (TextureKind.LANDSCAPE, TextureKind.ABSTRACT, TextureKind.PORTRAIT, TextureKind.PAGE):
            return self.add(Painting(kind, half_width, half_height), first, second, gloss)
        return self.add(Pattern(kind, self.uniform(2.0, 8.0)), first, second, gloss)


_FLOORS = {
    Surfaces._boards: 5.8,
    Surfaces.carpet: 2.4,
    Surfaces._floor_tiles: 2.0,
    Surfaces._paving: 0.8,
    Surfaces._stone_floor: 0.9,
    Surfaces._linoleum: 0.8,
    Surfaces._checks: 0.3,
    Surfaces.concrete: 0.5,
}
"""Sorts of floors with their weights."""
