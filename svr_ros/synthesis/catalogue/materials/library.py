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

"""The materials of one room, of which its furniture and things are made."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.colors import draw_color, shade
from svr_ros.synthesis.catalogue.materials.surfaces import Surfaces
from svr_ros.synthesis.catalogue.materials.table import MaterialTable, choose, draw_texture
from svr_ros.synthesis.photographs import NO_LIBRARY, Library
from svr_ros.synthesis.scene import Material
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import PLAIN, Concrete, Folds, Painting, Pattern, Slats, Stripes, Wood, Worn

# Textures with their weights and the ranges of their scales, in repeats per metre.
_UNPRINTED = {
    TextureKind.WEAVE: (4.0, (1.0, 8.0)),
    TextureKind.PLAIN: (1.2, (1.0, 1.0)),
    TextureKind.NOISE: (0.6, (3.0, 12.0)),
    TextureKind.VELVET: (0.9, (1.0, 1.0)),
    TextureKind.TWEED: (1.0, (40.0, 150.0)),
    TextureKind.CORDUROY: (0.4, (60.0, 200.0)),
    TextureKind.KNIT: (0.4, (30.0, 120.0)),
    TextureKind.LOOPS: (0.4, (50.0, 110.0)),
}
_PRINTED = {
    TextureKind.STRIPES: (0.6, (4.0, 30.0)),
    TextureKind.CHECKS: (0.5, (6.0, 26.0)),
    TextureKind.BLOTCHES: (0.3, (5.0, 22.0)),
    TextureKind.FLORAL: (0.35, (4.0, 12.0)),
    TextureKind.GEOMETRIC: (0.35, (5.0, 18.0)),
    TextureKind.DAMASK: (0.3, (4.0, 10.0)),
}
_CLOTHS = _UNPRINTED | _PRINTED
_CLOTH_WEIGHTS = {kind: weight for kind, (weight, _) in _CLOTHS.items()}
_BOARDS = {"grain": 5.0, "paint": 2.6, "laminate": 0.9, "stone": 0.15, "slats": 0.25}
_STONES = {
    TextureKind.MARBLE: 3.0,
    TextureKind.GRANITE: 4.0,
    TextureKind.TERRAZZO: 0.5,
    TextureKind.CONCRETE: 0.7,
    TextureKind.WOOD: 1.2,
}
_METALS = {TextureKind.PLAIN: 5.0, TextureKind.BRUSHED: 2.0, TextureKind.RUST: 0.15}
_THINGS = {
    TextureKind.PLAIN: 5.0,
    TextureKind.NOISE: 0.8,
    TextureKind.STRIPES: 0.6,
    TextureKind.BLOTCHES: 0.4,
    TextureKind.WEAVE: 0.4,
    TextureKind.PRINT: 1.8,
    TextureKind.ABSTRACT: 1.0,
    TextureKind.LANDSCAPE: 0.3,
    TextureKind.BRUSHED: 0.3,
    TextureKind.GEOMETRIC: 0.3,
    TextureKind.FLORAL: 0.3,
    TextureKind.CHECKS: 0.2,
    TextureKind.WOOD: 0.5,
}
_MOST_THINGS = 14
"""Maximum number of materials that the small things of a room have in common."""


class MaterialLibrary:
    """Draws the materials of a room so that its pieces share woods, fabrics and metals.

    Every method that draws a material returns its row in `rows`.

    Attributes:
        rng: Random generator of the room.
        table: Table that collects the rows.
        surfaces: Materials of floors, walls, ceilings, rugs and pictures, in the same table.
    """

    def __init__(self, rng: Random, photographs: Library = NO_LIBRARY) -> None:
        self.rng = rng
        self.table = MaterialTable(rng, photographs)
        self.surfaces = Surfaces(self.table)
        self.add, self.copy, self.plain = self.table.add, self.table.copy, self.table.plain
        self.tiles, self.concrete = self.surfaces.tiles, self.surfaces.concrete
        self._tidiness = rng.uniform(0.3, 2.2)
        self._woods: list[int] = []
        self._fabrics: list[int] = []
        self._metals: list[int] = []
        self._things: list[int] = []

    @property
    def rows(self) -> list[Material]:
        """Return the materials added so far."""
        return self.table.rows

    def count(self, most: int) -> int:
        """Draw the number of things that lie somewhere: near 0 in a tidy room, near `most` in a busy one."""
        return round(most * self.rng.random() ** self._tidiness)

    def fabric(self) -> int:
        """Return cloth or leather: plain, woven, knitted, striped, checked or patterned."""
        return self.table.draw(self._new_fabric, self._fabrics)

    def _new_fabric(self) -> int:
        rng = self.rng
        if rng.random() < 0.1:
            return self.leather()
        if (row := self.table.photograph("fabric")) is not None:
            return row
        kind = choose(rng, _CLOTH_WEIGHTS)
        color, scale = draw_color(rng), rng.uniform(*_CLOTHS[kind][1])
        if kind not in _PRINTED:
            return self.add(Pattern(kind, scale), color, shade(color, rng.choice((0.55, 0.75, 1.3, 1.6))), 0.0)
        # Blotches of two unrelated colours look like a cow's hide; theirs are two tones of one colour.
        free = kind != TextureKind.BLOTCHES and rng.random() < 0.6
        tint = rng.choice((rng.uniform(0.4, 0.8), rng.uniform(1.2, 1.8)))
        second = draw_color(rng) if free else shade(color, tint)
        return self.add(draw_texture(rng, kind, scale), color, second, 0.0)

    def linen(self) -> int:
        """Return bed linen: often white, else any fabric."""
        if self.rng.random() < 0.45:
            white = draw_color(self.rng, "white")
            return self.add(Pattern(TextureKind.WEAVE, 8.0), white, shade(white, 0.92), 0.0)
        return self.fabric()

    def towel(self) -> int:
        """Add terry cloth: mostly white or one colour."""
        color = draw_color(self.rng, self.rng.choice(("white", "white", "beige", "grey", "pastel", "vivid")))
        return self.add(Pattern(TextureKind.CARPET), color, shade(color, 0.8), 0.0)

    def curtain(self) -> int:
        """Add the cloth of a curtain, in folds."""
        rng = self.rng
        color = draw_color(rng, rng.choice(("white", "white", "beige", "grey", None)))
        second = shade(color, rng.uniform(0.7, 0.95))
        return self.add(Folds(rng.uniform(5.0, 12.0), rng.uniform(0.2, 0.8)), color, second, 0.0)

    def sheer(self) -> int:
        """Add the thin white cloth of a curtain that lets most of the light through."""
        v = self.rng.uniform(0.6, 0.85)
        return self.add(Stripes(self.rng.uniform(8.0, 16.0)), (v, v, v), (v * 0.88, v * 0.88, v * 0.88), 0.0, clear=0.5)

    def leather(self) -> int:
        """Add leather with a soft highlight: black, brown, white, now and then a colour."""
        color = draw_color(self.rng, "leather")
        second = shade(color, self.rng.uniform(1.2, 1.8))
        leather = Pattern(TextureKind.LEATHER, self.rng.uniform(6.0, 14.0))
        return self.add(leather, color, second, self.rng.uniform(0.08, 0.25), 15.0)

    def wicker(self) -> int:
        """Add woven cane, rattan or rope for seats, baskets and lampshades."""
        color = draw_color(self.rng, self.rng.choice(("timber", "beige", "beige", "dark", "white")))
        cane = Pattern(TextureKind.WICKER, self.rng.uniform(18.0, 60.0))
        return self.add(cane, color, shade(color, self.rng.uniform(0.5, 0.8)), 0.05)

    def wood(self) -> int:
        """Return the boards of furniture: wood with grain, paint, laminate, sometimes stone."""
        return self.table.draw(self._new_wood, self._woods)

    def _new_wood(self) -> int:
        rng = self.rng
        sort = choose(rng, _BOARDS)
        gloss = rng.choice((0.02, 0.05, 0.1, 0.3))
        if sort == "stone":
            return self.stone()
        if sort in ("paint", "laminate"):
            texture = PLAIN if sort == "paint" else Pattern(TextureKind.GRANITE, rng.uniform(20.0, 60.0))
            tone = rng.choice(("white", "white", "white", "dark", "grey", "beige", "beige", "vivid", "pastel"))
            color = draw_color(rng, tone)
            return self.add(texture, color, shade(color, rng.uniform(0.88, 1.0)), gloss)
        if (row := self.table.photograph("wood", gloss)) is not None:
            return row
        color = draw_color(rng, "timber")
        second = shade(color, rng.uniform(0.5, 0.9))
        if sort == "slats":
            return self.add(Slats(rng.uniform(15.0, 35.0), rng.uniform(0.1, 0.3)), color, second, gloss)
        flame = rng.choice((0.0, rng.random(), 1.0))
        knots = rng.choice((0.0, 0.0, 0.0, rng.uniform(0.1, 0.5)))
        return self.add(Wood(rng.uniform(2.0, 8.0), flame, knots), color, second, gloss)

    def stone(self) -> int:
        """Add a worktop: marble, granite, terrazzo, concrete or laminate that looks like wood."""
        rng = self.rng
        kind = choose(rng, _STONES)
        if kind == TextureKind.MARBLE:
            second = shade(draw_color(rng, "grey"), rng.uniform(0.5, 1.0))
            return self.add(Pattern(kind, rng.uniform(1.0, 4.0)), draw_color(rng, "white"), second, 0.3)
        if kind == TextureKind.WOOD:
            color = draw_color(rng, "timber")
            return self.add(Wood(rng.uniform(2.0, 8.0), rng.random()), color, shade(color, 0.7), 0.1)
        color = draw_color(rng, rng.choice(("grey", "dark", "dark", "white", "beige")))
        second = shade(color, rng.choice((rng.uniform(0.4, 0.8), rng.uniform(1.3, 2.5))))
        if kind == TextureKind.CONCRETE:
            return self.add(Concrete(rng.uniform(2.0, 6.0)), color, second, 0.3, 80.0)
        return self.add(Pattern(kind, rng.uniform(20.0, 120.0)), color, second, 0.3, 80.0)

    def ceramic(self) -> int:
        """Add glazed ceramic: white, now and then another pale colour."""
        tone = "white" if self.rng.random() < 0.9 else self.rng.choice(("beige", "pastel", "grey"))
        return self.add(PLAIN, draw_color(self.rng, tone), specular=0.3, shininess=80.0)

    def plastic(self) -> int:
        """Add moulded plastic: white, black, grey, often a strong colour."""
        tone = self.rng.choice(("white", "white", "dark", "grey", "vivid", "vivid", "pastel"))
        return self.plain(tone, self.rng.choice((0.1, 0.2, 0.3)))

    def metal(self) -> int:
        """Return metal for frames, legs and handles: painted, brushed, polished, seldom rusty."""
        return self.table.draw(self._new_metal, self._metals)

    def _new_metal(self) -> int:
        rng = self.rng
        if (row := self.table.photograph("metal", 0.4)) is not None:
            return row
        kind = choose(rng, _METALS)
        if kind == TextureKind.RUST:
            rust = Worn(kind, rng.uniform(3.0, 9.0), rng.uniform(0.1, 0.6))
            return self.add(rust, draw_color(rng), (0.22, 0.09, 0.03), 0.05)
        color = draw_color(rng, "metal")
        polish = rng.uniform(0.0, 0.35) if rng.random() < 0.5 else 0.0
        return self.add(Pattern(kind), color, shade(color, rng.uniform(0.8, 1.2)), 0.4, 40.0, mirror=polish)

    def chrome(self) -> int:
        """Add polished metal for taps, legs and handles: chrome, steel or brass."""
        rng = self.rng
        v = rng.uniform(0.4, 0.7)
        color = (v, v, v) if rng.random() < 0.75 else (v, v * 0.75, v * 0.4)
        return self.add(PLAIN, color, specular=0.6, shininess=80.0, mirror=rng.uniform(0.3, 0.7))

    def glass(self) -> int:
        """Add window or table glass: clear, faintly green or dark."""
        rng = self.rng
        v = rng.choice((rng.uniform(0.03, 0.1), rng.uniform(0.3, 0.6), rng.uniform(0.3, 0.6)))
        clear = rng.uniform(0.3, 0.6) if v < 0.2 else rng.uniform(0.6, 0.9)
        return self.add(PLAIN, (v * 0.85, v, v * 0.95), specular=0.5, shininess=80.0, mirror=0.1, clear=clear)

    def mirror(self) -> int:
        """Add the sheet of a mirror."""
        v, reflected = self.rng.uniform(0.5, 0.8), self.rng.uniform(0.75, 0.95)
        return self.add(PLAIN, (v * 0.97, v, v), specular=0.4, shininess=80.0, mirror=reflected)

    def screen(self) -> int:
        """Add a dark display, now and then a lit one."""
        rng = self.rng
        if rng.random() < 0.75:
            dark = draw_color(rng, "dark")
            return self.add(PLAIN, dark, specular=0.5, shininess=80.0, mirror=rng.choice((0.0, 0.06)))
        kind = rng.choice((TextureKind.PAGE, TextureKind.LANDSCAPE, TextureKind.ABSTRACT, TextureKind.PRINT))
        half = rng.uniform(0.15, 0.35)
        first, second = draw_color(rng, "white" if kind == TextureKind.PAGE else None), draw_color(rng)
        printed = kind == TextureKind.PRINT
        image = Pattern(kind, rng.uniform(2.0, 9.0)) if printed else Painting(kind, half, 0.6 * half)
        return self.add(image, first, second, 0.1, 80.0, emission=0.3)

    def thing(self) -> int:
        """Return the material of a small object; the room's things share up to fourteen."""
        if len(self._things) < _MOST_THINGS and (not self._things or self.rng.random() < 0.6):
            self._things.append(self.table.draw(self._new_thing))
            return self._things[-1]
        return self.rng.choice(self._things)

    def _new_thing(self) -> int:
        rng = self.rng
        kind = choose(rng, _THINGS)
        first, second = draw_color(rng), draw_color(rng)
        if kind in (TextureKind.ABSTRACT, TextureKind.LANDSCAPE):  # covers and boxes as large as a hand
            return self.add(Painting(kind, rng.uniform(0.07, 0.2), rng.uniform(0.08, 0.2)), first, second)
        return self.add(draw_texture(rng, kind, rng.uniform(5.0, 30.0)), first, second)

    def page(self) -> int:
        """Add white paper, blank or printed."""
        rng = self.rng
        white, title = draw_color(rng, "white"), draw_color(rng, rng.choice(("dark", "vivid")))
        if rng.random() < 0.7:
            page = Painting(TextureKind.PAGE, rng.uniform(0.07, 0.13), rng.uniform(0.1, 0.17))
            return self.add(page, white, title, 0.0)
        return self.add(PLAIN, white, title, 0.0)

    def cardboard(self) -> int:
        """Add the brown or pale cardboard of boxes."""
        v = self.rng.uniform(0.25, 0.5)
        second = (v * 0.85, v * 0.56, v * 0.34)
        return self.add(Pattern(TextureKind.GRANITE, 40.0), (v, v * 0.68, v * 0.42), second, 0.0)

    def spines(self) -> int:
        """Add a row of book backs."""
        rng = self.rng
        return self.add(Pattern(TextureKind.SPINES, rng.uniform(18.0, 45.0)), draw_color(rng), draw_color(rng), 0.0)

    def leaves(self) -> int:
        """Add the green of a plant."""
        rng = self.rng
        dark = (rng.uniform(0.02, 0.12), rng.uniform(0.08, 0.3), rng.uniform(0.01, 0.08))
        return self.add(Pattern(TextureKind.NOISE, 20.0), dark, (rng.uniform(0.05, 0.2), rng.uniform(0.2, 0.4), 0.08))

    def shade_cloth(self) -> tuple[int, bool]:
        """Add a lamp shade; return its row and whether it is lit."""
        lit = self.rng.random() < 0.5
        tone = self.rng.choice(("white", "white", "beige", "dark", "vivid"))
        return self.plain(tone, emission=self.rng.uniform(0.4, 1.5) if lit else 0.0), lit
