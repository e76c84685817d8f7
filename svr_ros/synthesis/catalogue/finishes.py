"""What floors, walls, rugs and pictures are made of."""

from __future__ import annotations

from svr_ros.synthesis.catalogue.colors import draw_color, shade
from svr_ros.synthesis.catalogue.swatches import Swatches
from svr_ros.synthesis.scene import Color, TextureKind

_FLOORS = {
    "planks": 4.5,
    "parquet": 1.3,
    "carpet": 2.4,
    "tiles": 2.0,
    "laid": 0.8,
    "stone": 0.9,
    "linoleum": 0.8,
    "checks": 0.3,
    "concrete": 0.5,
}
_WALLS = {
    "paint": 7.0,
    "rough": 1.6,
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
_TILES = {"square": 4.0, "bonded": 2.0, "hexagons": 0.5, "encaustic": 0.5, "mosaic": 1.0, "slabs": 1.0}
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


class Finishes(Swatches):
    """Draws the materials of a room's surfaces and of what hangs and lies on them."""

    def floor(self) -> int:
        """Add a floor: boards, parquet, carpet, tiles, stone, linoleum."""
        return self.draw(self._new_floor)

    def _new_floor(self) -> int:
        rng = self.rng
        sort = rng.choices(list(_FLOORS), list(_FLOORS.values()))[0]
        gloss = rng.choice((0.0, 0.05, 0.1, 0.25))
        if sort in ("planks", "parquet"):
            row = self.photograph("wood floor", gloss)
            if row is not None:
                return row
            color = draw_color(rng, "timber")
            second = shade(color, rng.uniform(0.5, 0.9))
            if sort == "planks":
                return self.add(TextureKind.PLANKS, color, second, rng.uniform(5.0, 14.0), specular=gloss)
            layout = rng.choice((0.0, 0.0, 1.0, 2.0))
            scale = rng.uniform(28.0, 45.0) if layout == 2.0 else rng.uniform(9.0, 16.0)
            return self.add(TextureKind.PARQUET, color, second, scale, layout, specular=gloss)
        if sort == "carpet":
            return self.carpet()
        if sort == "tiles":
            row = self.photograph("tiles", gloss)
            if row is not None:
                return row
            color = draw_color(rng, rng.choice(("white", "grey", "beige", "beige", "dark", "brick")))
            joint = draw_color(rng, rng.choice(("grey", "white", "dark")))
            aspect = rng.choice((1.0, 1.0, 1.0, 0.5, -3.0))
            scale = rng.uniform(1.2, 1.8) if aspect < 0.0 else rng.uniform(1.2, 5.0)
            return self.add(TextureKind.TILES, color, joint, scale, 0.006 * scale, aspect, rng.choice((0.02, 0.2)))
        if sort == "laid":
            return self._laid()
        if sort == "stone":
            return self._stone_floor()
        if sort == "linoleum":
            color = draw_color(rng, rng.choice(("grey", "beige", "pastel", "dark", "vivid")))
            second = shade(color, rng.uniform(0.6, 0.95))
            return self.add(TextureKind.GRANITE, color, second, rng.uniform(20.0, 80.0), specular=gloss)
        if sort == "checks":
            color = draw_color(rng)
            second = draw_color(rng, "white") if rng.random() < 0.5 else shade(color, rng.uniform(0.4, 0.9))
            return self.add(TextureKind.CHECKS, color, second, rng.uniform(1.8, 3.4), specular=gloss)
        return self.concrete()

    def _laid(self) -> int:
        """Add a floor of patterned, hexagonal or irregular tiles."""
        rng = self.rng
        kind = rng.choice((TextureKind.HEXAGONS, TextureKind.ENCAUSTIC, TextureKind.ENCAUSTIC, TextureKind.FLAGSTONES))
        color = draw_color(rng, rng.choice(("white", "beige", "grey", "grey")))
        second = draw_color(rng, rng.choice(("dark", "grey", "vivid", "brick")))
        scale = {TextureKind.HEXAGONS: rng.uniform(4.0, 9.0), TextureKind.ENCAUSTIC: rng.uniform(4.5, 6.0)}.get(
            kind, rng.uniform(1.8, 3.5)
        )
        return self.add(kind, color, second, scale, rng.uniform(0.02, 0.05), specular=rng.choice((0.02, 0.15)))

    def _stone_floor(self) -> int:
        """Add polished or split stone."""
        rng = self.rng
        row = self.photograph("stone", 0.15)
        if row is not None:
            return row
        kind = rng.choice((TextureKind.MARBLE, TextureKind.TERRAZZO, TextureKind.TERRAZZO, TextureKind.SLATE))
        if kind == TextureKind.MARBLE:
            return self.add(
                kind, draw_color(rng, "white"), draw_color(rng, "grey"), rng.uniform(0.8, 2.5), specular=0.25
            )
        if kind == TextureKind.TERRAZZO:
            second = draw_color(rng, rng.choice(("dark", "brick", "grey")))
            base = draw_color(rng, rng.choice(("white", "grey", "beige")))
            return self.add(kind, base, second, rng.uniform(18.0, 60.0), specular=0.2)
        color = shade(draw_color(rng, "grey"), 0.4)
        return self.add(
            kind, color, draw_color(rng, rng.choice(("beige", "grey"))), rng.uniform(2.0, 5.0), specular=0.05
        )

    def carpet(self) -> int:
        """Add fitted carpet: cut pile, loops, tiles."""
        rng = self.rng
        color = draw_color(rng, rng.choice(("beige", "grey", "beige", "grey", "dark", "vivid", "pastel")))
        row = self.photograph("carpet")
        if row is not None:
            return row
        kind = rng.choices((TextureKind.CARPET, TextureKind.LOOPS, TextureKind.CARPET_TILES), (5.0, 1.5, 1.5))[0]
        second = shade(color, rng.uniform(0.6, 0.85))
        if kind == TextureKind.CARPET_TILES:
            second = shade(color, rng.uniform(0.3, 0.8)) if rng.random() < 0.8 else draw_color(rng)
            return self.add(kind, color, second, rng.choice((1.0, 2.0, 2.0)), rng.random() ** 2, specular=0.0)
        return self.add(kind, color, second, rng.uniform(35.0, 90.0), specular=0.0)

    def tiles(self) -> int:
        """Add wall tiles: square, brick-bonded, hexagonal, patterned, mosaics, slabs."""
        return self.draw(self._new_tiles)

    def _new_tiles(self) -> int:
        rng = self.rng
        sort = rng.choices(list(_TILES), list(_TILES.values()))[0]
        row = self.photograph("tiles", 0.15)
        if row is not None:
            return row
        color = draw_color(rng, rng.choice(("white", "white", "white", "beige", "pastel", "grey", "vivid")))
        joint = shade(color, rng.uniform(0.4, 0.85)) if rng.random() < 0.7 else draw_color(rng, "grey")
        gloss = rng.choice((0.1, 0.2, 0.3))
        if sort == "bonded":
            scale = rng.uniform(4.0, 7.0)
            return self.add(TextureKind.TILES, color, joint, scale, 0.004 * scale, -rng.choice((2.0, 2.0, 3.0)), gloss)
        if sort == "hexagons":
            return self.add(TextureKind.HEXAGONS, color, joint, rng.uniform(5.0, 20.0), 0.05, specular=gloss)
        if sort == "encaustic":
            second = draw_color(rng, rng.choice(("dark", "vivid", "grey")))
            return self.add(TextureKind.ENCAUSTIC, color, second, rng.uniform(4.5, 7.0), specular=gloss)
        if sort == "mosaic":
            second = shade(color, rng.uniform(0.4, 0.8)) if rng.random() < 0.6 else draw_color(rng)
            return self.add(
                TextureKind.MOSAIC, color, second, rng.uniform(20.0, 50.0), rng.uniform(0.06, 0.14), 0, gloss
            )
        if sort == "slabs":
            return self.add(TextureKind.MARBLE, color, draw_color(rng, "grey"), rng.uniform(0.8, 2.5), specular=gloss)
        scale = rng.uniform(2.5, 10.0)
        return self.add(TextureKind.TILES, color, joint, scale, 0.005 * scale, rng.choice((1.0, 1.0, 0.5, 2.0)), gloss)

    def ceiling(self) -> int:
        """Add a ceiling: white paint, smooth or rough, seldom boards or concrete."""
        rng = self.rng
        sort = rng.choices(("smooth", "rough", "boards", "concrete"), (6.0, 2.0, 0.4, 0.3))[0]
        if sort == "concrete":
            return self.concrete()
        if sort == "boards":
            color = draw_color(rng, rng.choice(("timber", "white")))
            return self.add(TextureKind.PLANKS, color, shade(color, 0.8), rng.uniform(6.0, 11.0), specular=0.0)
        kind = TextureKind.PLASTER if sort == "rough" else TextureKind.PLAIN
        white = draw_color(rng, "white")
        return self.add(kind, white, shade(white, 0.95), rng.uniform(20.0, 70.0), specular=0.0)

    def wallpaper(self) -> int:
        """Add what covers a wall: mostly paint, also wallpaper, rough plaster, brick, concrete, panels."""
        return self.draw(self._new_wall)

    def _new_wall(self) -> int:
        rng = self.rng
        sort = rng.choices(list(_WALLS), list(_WALLS.values()))[0]
        tone = rng.choices(
            ("white", "beige", "grey", "pastel", "muted", "vivid", "dark"), (5.0, 2.2, 1.3, 1.5, 0.6, 0.15, 0.2)
        )[0]
        color = draw_color(rng, tone)
        tinted = shade(color, rng.choice((rng.uniform(0.5, 0.85), rng.uniform(1.1, 1.4))))
        if sort == "brick":
            return self.brick()
        if sort == "concrete":
            return self.concrete()
        if sort == "rough":
            row = self.photograph("plaster")
            if row is not None:
                return row
            return self.add(TextureKind.PLASTER, color, tinted, rng.uniform(15.0, 70.0), specular=0.0)
        if sort == "bare":
            return self.add(
                TextureKind.PLASTER,
                color,
                draw_color(rng, "brick"),
                rng.uniform(15.0, 40.0),
                rng.uniform(0.1, 0.5),
                0,
                0.0,
            )
        if sort == "stripes":
            return self.add(
                TextureKind.STRIPES, color, tinted, rng.uniform(3.0, 14.0), rng.random(), rng.uniform(0.3, 0.6), 0.0
            )
        if sort == "panels":
            return self.add(TextureKind.SLATS, color, tinted, rng.uniform(8.0, 14.0), rng.uniform(0.03, 0.08), 0, 0.02)
        if sort == "dots":
            return self.add(TextureKind.BLOTCHES, color, tinted, rng.uniform(4.0, 12.0), 0, rng.uniform(0.5, 0.65), 0.0)
        if sort == "grasscloth":
            color = draw_color(rng, rng.choice(("beige", "beige", "grey", "pastel")))
            return self.add(TextureKind.GRASSCLOTH, color, shade(color, rng.uniform(0.6, 0.85)), specular=0.0)
        if sort == "paint":
            return self.add(TextureKind.PLAIN, color, shade(color, rng.uniform(0.85, 1.0)), specular=0.0)
        kind = {"damask": TextureKind.DAMASK, "floral": TextureKind.FLORAL, "geometric": TextureKind.GEOMETRIC}[sort]
        second = tinted if rng.random() < 0.7 else draw_color(rng)
        return self.add(kind, color, second, rng.uniform(2.5, 8.0), specular=0.0)

    def brick(self) -> int:
        """Add a brick wall: red, yellow, grey, painted white."""
        rng = self.rng
        row = self.photograph("brick")
        if row is not None:
            return row
        color = draw_color(rng, "brick")
        mortar = draw_color(rng, "grey")
        if min(color) > 0.6:  # painted all over
            mortar = shade(color, rng.uniform(0.75, 1.0))
        return self.add(TextureKind.BRICKS, color, mortar, rng.uniform(3.8, 4.8), 0.05, 3.2, 0.0)

    def concrete(self) -> int:
        """Add concrete, terracotta or plaster, for pots, worktops, floors and rough walls."""
        rng = self.rng
        row = self.photograph("concrete")
        if row is not None:
            return row
        color = draw_color(rng, rng.choice(("grey", "grey", "grey", "beige", "brick")))
        panels = rng.choice((0.0, 0.0, rng.uniform(0.5, 1.2)))
        gloss = rng.choice((0.0, 0.0, 0.1))
        return self.add(
            TextureKind.CONCRETE, color, shade(color, rng.uniform(0.55, 0.85)), rng.uniform(2.0, 6.0), panels, 0, gloss
        )

    def rug(self, half_width: float, half_length: float) -> int:
        """Add the pattern of a rug of that size (half extents, metres) around the origin of its surface."""
        rng = self.rng
        kind = rng.choices(list(_RUGS), list(_RUGS.values()))[0]
        first = draw_color(rng, rng.choice((None, "beige", "grey", "dark", "vivid")))
        second = draw_color(rng, rng.choice((None, "white", "beige")))
        if kind in (TextureKind.RUG, TextureKind.ABSTRACT):
            scale = rng.uniform(5.0, 11.0)
            return self.add(kind, first, second, scale, half_width, half_length, 0.0)
        if kind in (TextureKind.LOOPS, TextureKind.TWEED):
            return self.add(kind, first, second, rng.uniform(20.0, 90.0), specular=0.0)
        if kind == TextureKind.PLASTER:
            return self.add(kind, first, shade(second, 0.6), rng.uniform(20.0, 60.0), rng.uniform(0.3, 0.7), 0, 0.0)
        if kind == TextureKind.CARPET:
            return self.add(kind, first, shade(first, rng.uniform(0.6, 0.9)), specular=0.0)
        return self.add(kind, first, second, rng.uniform(2.0, 10.0), rng.random(), rng.uniform(0.4, 0.6), 0.0)

    def picture(self, half_width: float, half_height: float) -> int:
        """Add a painting, photograph or poster of that size (half extents, metres) around the origin of its surface."""
        rng = self.rng
        gloss, photograph = rng.choice((0.0, 0.05, 0.2)), self._choose_photograph("picture")
        if photograph is not None:
            white: Color = (1.0, 1.0, 1.0)
            aspect = half_width / half_height
            return self.add(TextureKind.PHOTOGRAPH, white, white, 0.5 / half_width, photograph.row, aspect, gloss)
        kind = rng.choices(list(_PICTURES), list(_PICTURES.values()))[0]
        first, second = draw_color(rng), draw_color(rng)
        if kind == TextureKind.PAGE:
            first = draw_color(rng, "white")
        if kind in (TextureKind.LANDSCAPE, TextureKind.ABSTRACT, TextureKind.PORTRAIT, TextureKind.PAGE):
            return self.add(kind, first, second, 1.0, half_width, half_height, gloss)
        return self.add(kind, first, second, rng.uniform(2.0, 8.0), specular=gloss)
