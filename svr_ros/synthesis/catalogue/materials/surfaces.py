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

from svr_ros.synthesis.catalogue.colors import draw_color, shade
from svr_ros.synthesis.catalogue.materials.table import MaterialTable, choose, draw_texture
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
    "paint": 7.0,
    "plaster": 1.6,
    "stripes": 0.3,
    "damask": 0.35,
    "floral": 0.25,
    "geometric": 0.25,
    "grasscloth": 0.35,
    "concrete": 0.25,
    "brick": 0.35,
    "panels": 0.25,
    "dots": 0.15,
    "bare": 0.12,
}
_TONES = {"white": 5.0, "beige": 2.2, "grey": 1.3, "pastel": 1.5, "muted": 0.6, "vivid": 0.15, "dark": 0.2}
_TILES = {"square": 4.0, "bonded": 2.0, "hexagons": 0.5, "encaustic": 0.5, "mosaic": 1.0, "slabs": 1.0}
_CEILINGS = {"smooth": 6.0, "rough": 2.0, "boards": 0.4, "concrete": 0.3}
_CARPETS = {TextureKind.CARPET: 5.0, TextureKind.LOOPS: 1.5, TextureKind.CARPET_TILES: 1.5}
_RUGS = {
    TextureKind.RUG: 3.0,
    TextureKind.GEOMETRIC: 1.2,
    TextureKind.STRIPES: 0.7,
    TextureKind.LOOPS: 0.7,
    TextureKind.CARPET: 1.3,
    TextureKind.TWEED: 0.5,
    TextureKind.BLOTCHES: 0.3,
    TextureKind.ABSTRACT: 1.0,
    TextureKind.CHECKS: 0.3,
    TextureKind.FLORAL: 0.3,
    TextureKind.PLASTER: 0.5,  # worn, as if a pattern had come off
}
_PICTURES = {
    TextureKind.LANDSCAPE: 2.5,
    TextureKind.ABSTRACT: 2.2,
    TextureKind.PORTRAIT: 0.9,
    TextureKind.PAGE: 0.5,
    TextureKind.PRINT: 0.6,
    TextureKind.FLORAL: 0.3,
    TextureKind.NOISE: 0.3,
}


class Surfaces:
    """Draws materials of surfaces; every method adds a row to the room's table and returns its number."""

    def __init__(self, table: MaterialTable) -> None:
        self.table = table
        self.rng = table.rng

    def floor(self) -> int:
        """Add a floor: boards, parquet, carpet, tiles, stone, linoleum or concrete."""
        return self.table.draw(self._new_floor)

    def _new_floor(self) -> int:
        return choose(self.rng, _FLOORS)(self)

    def _linoleum(self) -> int:
        rng = self.rng
        color = draw_color(rng, rng.choice(("grey", "beige", "pastel", "dark", "vivid")))
        grain = Pattern(TextureKind.GRANITE, rng.uniform(20.0, 80.0))
        return self.table.add(grain, color, shade(color, rng.uniform(0.6, 0.95)), rng.choice(_GLOSS))

    def _checks(self) -> int:
        rng = self.rng
        color = draw_color(rng)
        second = draw_color(rng, "white") if rng.random() < 0.5 else shade(color, rng.uniform(0.4, 0.9))
        return self.table.add(Pattern(TextureKind.CHECKS, rng.uniform(1.8, 3.4)), color, second, rng.choice(_GLOSS))

    def _boards(self) -> int:
        """Add floor boards or parquet."""
        rng, gloss = self.rng, self.rng.choice(_GLOSS)
        if (row := self.table.photograph("wood floor", gloss)) is not None:
            return row
        color = draw_color(rng, "timber")
        second = shade(color, rng.uniform(0.5, 0.9))
        if choose(rng, _BOARDS) == "planks":
            return self.table.add(Pattern(TextureKind.PLANKS, rng.uniform(5.0, 14.0)), color, second, gloss)
        layout = rng.choice((Layout.HERRINGBONE, Layout.HERRINGBONE, Layout.CHEVRON, Layout.SQUARES))
        scale = rng.uniform(28.0, 45.0) if layout == Layout.SQUARES else rng.uniform(9.0, 16.0)
        return self.table.add(Parquet(scale, layout), color, second, gloss)

    def _floor_tiles(self) -> int:
        """Add square, oblong or plank-shaped tiles."""
        rng = self.rng
        if (row := self.table.photograph("tiles", 0.1)) is not None:
            return row
        color = draw_color(rng, rng.choice(("white", "grey", "beige", "beige", "dark", "brick")))
        joint = draw_color(rng, rng.choice(("grey", "white", "dark")))
        rows = rng.choice((1.0, 1.0, 1.0, 0.5, 3.0))
        planks = rows == 3.0
        scale = rng.uniform(1.2, 1.8) if planks else rng.uniform(1.2, 5.0)
        return self.table.add(Tiles(scale, 0.006 * scale, rows, planks), color, joint, rng.choice((0.02, 0.2)))

    def _paving(self) -> int:
        """Add a floor of patterned, hexagonal or irregular tiles."""
        rng = self.rng
        kind = rng.choice((TextureKind.HEXAGONS, TextureKind.ENCAUSTIC, TextureKind.ENCAUSTIC, TextureKind.FLAGSTONES))
        color = draw_color(rng, rng.choice(("white", "beige", "grey", "grey")))
        second = draw_color(rng, rng.choice(("dark", "grey", "vivid", "brick")))
        joint = rng.uniform(0.02, 0.05)
        texture: Texture
        if kind == TextureKind.ENCAUSTIC:
            texture = Pattern(kind, rng.uniform(4.5, 6.0))
        elif kind == TextureKind.HEXAGONS:
            texture = Paving(kind, rng.uniform(4.0, 9.0), joint)
        else:
            texture = Paving(kind, rng.uniform(1.8, 3.5), joint)
        return self.table.add(texture, color, second, rng.choice((0.02, 0.15)))

    def _stone_floor(self) -> int:
        """Add polished or split stone."""
        rng, add = self.rng, self.table.add
        if (row := self.table.photograph("stone", 0.15)) is not None:
            return row
        kind = rng.choice((TextureKind.MARBLE, TextureKind.TERRAZZO, TextureKind.TERRAZZO, TextureKind.SLATE))
        if kind == TextureKind.MARBLE:
            marble = Pattern(kind, rng.uniform(0.8, 2.5))
            return add(marble, draw_color(rng, "white"), draw_color(rng, "grey"), 0.25)
        if kind == TextureKind.TERRAZZO:
            chips = draw_color(rng, rng.choice(("dark", "brick", "grey")))
            base = draw_color(rng, rng.choice(("white", "grey", "beige")))
            return add(Pattern(kind, rng.uniform(18.0, 60.0)), base, chips, 0.2)
        color = shade(draw_color(rng, "grey"), 0.4)
        second = draw_color(rng, rng.choice(("beige", "grey")))
        return add(Pattern(kind, rng.uniform(2.0, 5.0)), color, second, 0.05)

    def carpet(self) -> int:
        """Add fitted carpet: cut pile, loops or carpet tiles."""
        rng = self.rng
        color = draw_color(rng, rng.choice(("beige", "grey", "beige", "grey", "dark", "vivid", "pastel")))
        if (row := self.table.photograph("carpet")) is not None:
            return row
        kind = choose(rng, _CARPETS)
        if kind == TextureKind.CARPET_TILES:
            second = shade(color, rng.uniform(0.3, 0.8)) if rng.random() < 0.8 else draw_color(rng)
            return self.table.add(CarpetTiles(rng.choice((1.0, 2.0, 2.0)), rng.random() ** 2), color, second, 0.0)
        pile = Pattern(kind, rng.uniform(35.0, 90.0))
        return self.table.add(pile, color, shade(color, rng.uniform(0.6, 0.85)), 0.0)

    def tiles(self) -> int:
        """Add wall tiles: square, brick-bonded, hexagonal, patterned, mosaics or slabs."""
        return self.table.draw(self._new_tiles)

    def _new_tiles(self) -> int:
        rng, add = self.rng, self.table.add
        sort = choose(rng, _TILES)
        if (row := self.table.photograph("tiles", 0.15)) is not None:
            return row
        color = draw_color(rng, rng.choice(("white", "white", "white", "beige", "pastel", "grey", "vivid")))
        joint = shade(color, rng.uniform(0.4, 0.85)) if rng.random() < 0.7 else draw_color(rng, "grey")
        gloss = rng.choice((0.1, 0.2, 0.3))
        if sort == "bonded":
            scale = rng.uniform(4.0, 7.0)
            return add(Tiles(scale, 0.004 * scale, rng.choice((2.0, 2.0, 3.0)), shifted=True), color, joint, gloss)
        if sort == "hexagons":
            return add(Paving(TextureKind.HEXAGONS, rng.uniform(5.0, 20.0), 0.05), color, joint, gloss)
        if sort == "encaustic":
            second = draw_color(rng, rng.choice(("dark", "vivid", "grey")))
            return add(Pattern(TextureKind.ENCAUSTIC, rng.uniform(4.5, 7.0)), color, second, gloss)
        if sort == "mosaic":
            second = shade(color, rng.uniform(0.4, 0.8)) if rng.random() < 0.6 else draw_color(rng)
            mosaic = Paving(TextureKind.MOSAIC, rng.uniform(20.0, 50.0), rng.uniform(0.06, 0.14))
            return add(mosaic, color, second, gloss)
        if sort == "slabs":
            return add(Pattern(TextureKind.MARBLE, rng.uniform(0.8, 2.5)), color, draw_color(rng, "grey"), gloss)
        scale = rng.uniform(2.5, 10.0)
        return add(Tiles(scale, 0.005 * scale, rng.choice((1.0, 1.0, 0.5, 2.0))), color, joint, gloss)

    def ceiling(self) -> int:
        """Add a ceiling: white paint, smooth or rough, seldom boards or concrete."""
        rng = self.rng
        sort = choose(rng, _CEILINGS)
        if sort == "concrete":
            return self.concrete()
        if sort == "boards":
            color = draw_color(rng, rng.choice(("timber", "white")))
            return self.table.add(Pattern(TextureKind.PLANKS, rng.uniform(6.0, 11.0)), color, shade(color, 0.8), 0.0)
        white = draw_color(rng, "white")
        texture: Texture = Worn(TextureKind.PLASTER, rng.uniform(20.0, 70.0)) if sort == "rough" else PLAIN
        return self.table.add(texture, white, shade(white, 0.95), 0.0)

    def wallpaper(self) -> int:
        """Add the cover of a wall: mostly paint, also wallpaper, rough plaster, brick, concrete or panels."""
        return self.table.draw(self._new_wall)

    def _new_wall(self) -> int:
        rng, add = self.rng, self.table.add
        sort = choose(rng, _WALLS)
        color = draw_color(rng, choose(rng, _TONES))
        tinted = shade(color, rng.choice((rng.uniform(0.5, 0.85), rng.uniform(1.1, 1.4))))
        match sort:
            case "brick":
                return self.brick()
            case "concrete":
                return self.concrete()
            case "paint":
                return add(PLAIN, color, shade(color, rng.uniform(0.85, 1.0)), 0.0)
            case "plaster":
                row = self.table.photograph("plaster")
                plaster = Worn(TextureKind.PLASTER, rng.uniform(15.0, 70.0))
                return add(plaster, color, tinted, 0.0) if row is None else row
            case "bare":
                plaster = Worn(TextureKind.PLASTER, rng.uniform(15.0, 40.0), rng.uniform(0.1, 0.5))
                return add(plaster, color, draw_color(rng, "brick"), 0.0)
            case "stripes":
                return add(Stripes(rng.uniform(3.0, 14.0), rng.uniform(0.3, 0.6), rng.random()), color, tinted, 0.0)
            case "panels":
                return add(Slats(rng.uniform(8.0, 14.0), rng.uniform(0.03, 0.08)), color, tinted, 0.02)
            case "dots":
                return add(Blotches(rng.uniform(4.0, 12.0), rng.uniform(0.5, 0.65)), color, tinted, 0.0)
            case "grasscloth":
                color = draw_color(rng, rng.choice(("beige", "beige", "grey", "pastel")))
                return add(Pattern(TextureKind.GRASSCLOTH), color, shade(color, rng.uniform(0.6, 0.85)), 0.0)
            case _:  # damask, floral or geometric wallpaper
                second = tinted if rng.random() < 0.7 else draw_color(rng)
                return add(Pattern(TextureKind[sort.upper()], rng.uniform(2.5, 8.0)), color, second, 0.0)

    def brick(self) -> int:
        """Add a brick wall: red, yellow, grey or painted white."""
        rng = self.rng
        if (row := self.table.photograph("brick")) is not None:
            return row
        color = draw_color(rng, "brick")
        mortar = draw_color(rng, "grey")
        if min(color) > 0.6:  # painted all over
            mortar = shade(color, rng.uniform(0.75, 1.0))
        return self.table.add(Bricks(rng.uniform(3.8, 4.8), 0.05, 3.2), color, mortar, 0.0)

    def concrete(self) -> int:
        """Add concrete, terracotta or plaster for pots, worktops, floors and rough walls."""
        rng = self.rng
        if (row := self.table.photograph("concrete")) is not None:
            return row
        color = draw_color(rng, rng.choice(("grey", "grey", "grey", "beige", "brick")))
        joints = rng.choice((0.0, 0.0, rng.uniform(0.5, 1.2)))
        gloss = rng.choice((0.0, 0.0, 0.1))
        second = shade(color, rng.uniform(0.55, 0.85))
        return self.table.add(Concrete(rng.uniform(2.0, 6.0), joints), color, second, gloss)

    def rug(self, half_width: float, half_length: float) -> int:
        """Add the pattern of a rug around the origin of its surface, from its half extents in metres."""
        rng, add = self.rng, self.table.add
        kind = choose(rng, _RUGS)
        first = draw_color(rng, rng.choice((None, "beige", "grey", "dark", "vivid")))
        second = draw_color(rng, rng.choice((None, "white", "beige")))
        match kind:
            case TextureKind.RUG | TextureKind.ABSTRACT:
                return add(Painting(kind, half_width, half_length, rng.uniform(5.0, 11.0)), first, second, 0.0)
            case TextureKind.LOOPS | TextureKind.TWEED:
                return add(Pattern(kind, rng.uniform(20.0, 90.0)), first, second, 0.0)
            case TextureKind.PLASTER:
                worn = Worn(kind, rng.uniform(20.0, 60.0), rng.uniform(0.3, 0.7))
                return add(worn, first, shade(second, 0.6), 0.0)
            case TextureKind.CARPET:
                return add(Pattern(kind), first, shade(first, rng.uniform(0.6, 0.9)), 0.0)
            case _:
                return add(draw_texture(rng, kind, rng.uniform(2.0, 10.0)), first, second, 0.0)

    def picture(self, half_width: float, half_height: float) -> int:
        """Add a painting, photograph or poster around the origin of its surface, from its half extents in metres."""
        rng = self.rng
        gloss, photograph = rng.choice((0.0, 0.05, 0.2)), self.table.choose_photograph("picture")
        if photograph is not None:
            white: Color = (1.0, 1.0, 1.0)
            return self.table.add(
                Photo(photograph.row, 0.5 / half_width, half_width / half_height), white, white, gloss
            )
        kind = choose(rng, _PICTURES)
        first, second = draw_color(rng, "white" if kind == TextureKind.PAGE else None), draw_color(rng)
        if kind in (TextureKind.LANDSCAPE, TextureKind.ABSTRACT, TextureKind.PORTRAIT, TextureKind.PAGE):
            return self.table.add(Painting(kind, half_width, half_height), first, second, gloss)
        return self.table.add(Pattern(kind, rng.uniform(2.0, 8.0)), first, second, gloss)


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
