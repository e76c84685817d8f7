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

from svr_ros.synthesis.materials.surfaces import Surfaces
from svr_ros.synthesis.materials.table import Draws, MaterialTable, kinds, shade
from svr_ros.synthesis.photographs import NO_LIBRARY, Library
from svr_ros.synthesis.scene import Material
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import PLAIN, Concrete, Folds, Painting, Pattern, Slats, Stripes, Wood, Worn

_UNPRINTED = kinds(weave=4.0, plain=1.2, noise=0.6, velvet=0.9, tweed=1.0, corduroy=0.4, knit=0.4, loops=0.4)
_PRINTED = kinds(stripes=0.6, checks=0.5, blotches=0.3, floral=0.35, geometric=0.35, damask=0.3)
_CLOTHS = _UNPRINTED | _PRINTED
_CLOTH_SCALES = kinds(
    weave=(1.0, 8.0), plain=(1.0, 1.0), noise=(3.0, 12.0), velvet=(1.0, 1.0), tweed=(40.0, 150.0),
    corduroy=(60.0, 200.0), knit=(30.0, 120.0), loops=(50.0, 110.0), stripes=(4.0, 30.0), checks=(6.0, 26.0),
    blotches=(5.0, 22.0), floral=(4.0, 12.0), geometric=(5.0, 18.0), damask=(4.0, 10.0),
)  # fmt: skip
"""Ranges of the scales of cloths, in repeats per metre."""
_BOARDS = {"grain": 5.0, "paint": 2.6, "laminate": 0.9, "stone": 0.15, "slats": 0.25}
_STONES = kinds(marble=3.0, granite=4.0, terrazzo=0.5, concrete=0.7, wood=1.2)
_METALS = kinds(plain=5.0, brushed=2.0, rust=0.15)
_THINGS = kinds(
    plain=5.0, noise=0.8, stripes=0.6, blotches=0.4, weave=0.4, print=1.8, abstract=1.0, landscape=0.3,
    brushed=0.3, geometric=0.3, floral=0.3, checks=0.2, wood=0.5,
)  # fmt: skip
_MOST_THINGS = 14
"""Maximum number of materials that the small things of a room have in common."""


class MaterialLibrary(Draws):
    """Draws the materials of a room so that its pieces share woods, fabrics and metals.

    Every method that draws a material returns its row in `rows`.

    Attributes:
        table: Table that collects the rows.
        surfaces: Materials of floors, walls, ceilings, rugs and pictures, in the same table.
    """

    def __init__(self, rng: Random, photographs: Library = NO_LIBRARY) -> None:
        super().__init__(rng)
        self.table = MaterialTable(rng, photographs)
        self.surfaces = Surfaces(self.table)
        self.add, self.copy, self.plain = self.table.add, self.table.copy, self.table.plain
        self.draw, self.photograph = self.table.draw, self.table.photograph
        self.tiles, self.concrete = self.surfaces.tiles, self.surfaces.concrete
        self._tidiness = self.uniform(0.3, 2.2)
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
        return round(most * self.random() ** self._tidiness)

    def fabric(self) -> int:
        """Return cloth or leather: plain, woven, knitted, striped, checked or patterned."""
        return self.draw(self._new_fabric, self._fabrics)

    def _new_fabric(self) -> int:
        if self.random() < 0.1:
            return self.leather()
        if (row := self.photograph("fabric")) is not None:
            return row
        kind = self.choose(_CLOTHS)
        color, scale = self.color(), self.uniform(*_CLOTH_SCALES[kind])
        if kind not in _PRINTED:
            return self.add(Pattern(kind, scale), color, shade(color, self.choice((0.55, 0.75, 1.3, 1.6))), 0.0)
        # Blotches of two unrelated colours look like a cow's hide; theirs are two tones of one colour.
        free = kind != TextureKind.BLOTCHES and self.random() < 0.6
        tint = self.choice((self.uniform(0.4, 0.8), self.uniform(1.2, 1.8)))
        second = self.color() if free else shade(color, tint)
        return self.add(self.texture(kind, scale), color, second, 0.0)

    def linen(self) -> int:
        """Return bed linen: often white, else any fabric."""
        if self.random() < 0.45:
            white = self.color("white")
            return self.add(Pattern(TextureKind.WEAVE, 8.0), white, shade(white, 0.92), 0.0)
        return self.fabric()

    def towel(self) -> int:
        """Add terry cloth: mostly white or one colour."""
        color = self.color(("white", "white", "beige", "grey", "pastel", "vivid"))
        return self.add(Pattern(TextureKind.CARPET), color, shade(color, 0.8), 0.0)

    def curtain(self) -> int:
        """Add the cloth of a curtain, in folds."""
        color = self.color(("white", "white", "beige", "grey", None))
        second = shade(color, self.uniform(0.7, 0.95))
        return self.add(Folds(self.uniform(5.0, 12.0), self.uniform(0.2, 0.8)), color, second, 0.0)

    def sheer(self) -> int:
        """Add the thin white cloth of a curtain that lets most of the light through."""
        v = self.uniform(0.6, 0.85)
        return self.add(Stripes(self.uniform(8.0, 16.0)), (v, v, v), (v * 0.88, v * 0.88, v * 0.88), 0.0, clear=0.5)

    def leather(self) -> int:
        """Add leather with a soft highlight: black, brown, white, now and then a colour."""
        color = self.color("leather")
        second = shade(color, self.uniform(1.2, 1.8))
        leather = Pattern(TextureKind.LEATHER, self.uniform(6.0, 14.0))
        return self.add(leather, color, second, self.uniform(0.08, 0.25), 15.0)

    def wicker(self) -> int:
        """Add woven cane, rattan or rope for seats, baskets and lampshades."""
        color = self.color(("timber", "beige", "beige", "dark", "white"))
        cane = Pattern(TextureKind.WICKER, self.uniform(18.0, 60.0))
        return self.add(cane, color, shade(color, self.uniform(0.5, 0.8)), 0.05)

    def wood(self) -> int:
        """Return the boards of furniture: wood with grain, paint, laminate, sometimes stone."""
        return self.draw(self._new_wood, self._woods)

    def _new_wood(self) -> int:
        sort = self.choose(_BOARDS)
        gloss = self.choice((0.02, 0.05, 0.1, 0.3))
        if sort == "stone":
            return self.stone()
        if sort in ("paint", "laminate"):
            texture = PLAIN if sort == "paint" else Pattern(TextureKind.GRANITE, self.uniform(20.0, 60.0))
            tone = self.choice(("white", "white", "white", "dark", "grey", "beige", "beige", "vivid", "pastel"))
            color = self.color(tone)
            return self.add(texture, color, shade(color, self.uniform(0.88, 1.0)), gloss)
        if (row := self.photograph("wood", gloss)) is not None:
            return row
        color = self.color("timber")
        second = shade(color, self.uniform(0.5, 0.9))
        if sort == "slats":
            return self.add(Slats(self.uniform(15.0, 35.0), self.uniform(0.1, 0.3)), color, second, gloss)
        flame = self.choice((0.0, self.random(), 1.0))
        knots = self.choice((0.0, 0.0, 0.0, self.uniform(0.1, 0.5)))
        return self.add(Wood(self.uniform(2.0, 8.0), flame, knots), color, second, gloss)

    def stone(self) -> int:
        """Add a worktop: marble, granite, terrazzo, concrete or laminate that looks like wood."""
        kind = self.choose(_STONES)
        if kind == TextureKind.MARBLE:
            second = shade(self.color("grey"), self.uniform(0.5, 1.0))
            return self.add(Pattern(kind, self.uniform(1.0, 4.0)), self.color("white"), second, 0.3)
        if kind == TextureKind.WOOD:
            color = self.color("timber")
            return self.add(Wood(self.uniform(2.0, 8.0), self.random()), color, shade(color, 0.7), 0.1)
        color = self.color(("grey", "dark", "dark", "white", "beige"))
        second = shade(color, self.choice((self.uniform(0.4, 0.8), self.uniform(1.3, 2.5))))
        if kind == TextureKind.CONCRETE:
            return self.add(Concrete(self.uniform(2.0, 6.0)), color, second, 0.3, 80.0)
        return self.add(Pattern(kind, self.uniform(20.0, 120.0)), color, second, 0.3, 80.0)

    def ceramic(self) -> int:
        """Add glazed ceramic: white, now and then another pale colour."""
        tone = "white" if self.random() < 0.9 else self.choice(("beige", "pastel", "grey"))
        return self.add(PLAIN, self.color(tone), specular=0.3, shininess=80.0)

    def plastic(self) -> int:
        """Add moulded plastic: white, black, grey, often a strong colour."""
        tone = self.choice(("white", "white", "dark", "grey", "vivid", "vivid", "pastel"))
        return self.plain(tone, self.choice((0.1, 0.2, 0.3)))

    def metal(self) -> int:
        """Return metal for frames, legs and handles: painted, brushed, polished, seldom rusty."""
        return self.draw(self._new_metal, self._metals)

    def _new_metal(self) -> int:
        if (row := self.photograph("metal", 0.4)) is not None:
            return row
        kind = self.choose(_METALS)
        if kind == TextureKind.RUST:
            rust = Worn(kind, self.uniform(3.0, 9.0), self.uniform(0.1, 0.6))
            return self.add(rust, self.color(), (0.22, 0.09, 0.03), 0.05)
        color = self.color("metal")
        polish = self.uniform(0.0, 0.35) if self.random() < 0.5 else 0.0
        return self.add(Pattern(kind), color, shade(color, self.uniform(0.8, 1.2)), 0.4, 40.0, mirror=polish)

    def chrome(self) -> int:
        """Add polished metal for taps, legs and handles: chrome, steel or brass."""
        v = self.uniform(0.4, 0.7)
        color = (v, v, v) if self.random() < 0.75 else (v, v * 0.75, v * 0.4)
        return self.add(PLAIN, color, specular=0.6, shininess=80.0, mirror=self.uniform(0.3, 0.7))

    def glass(self) -> int:
        """Add window or table glass: clear, faintly green or dark."""
        v = self.choice((self.uniform(0.03, 0.1), self.uniform(0.3, 0.6), self.uniform(0.3, 0.6)))
        clear = self.uniform(0.3, 0.6) if v < 0.2 else self.uniform(0.6, 0.9)
        return self.add(PLAIN, (v * 0.85, v, v * 0.95), specular=0.5, shininess=80.0, mirror=0.1, clear=clear)

    def mirror(self) -> int:
        """Add the sheet of a mirror."""
        v, reflected = self.uniform(0.5, 0.8), self.uniform(0.75, 0.95)
        return self.add(PLAIN, (v * 0.97, v, v), specular=0.4, shininess=80.0, mirror=reflected)

    def screen(self) -> int:
        """Add a dark display, now and then a lit one."""
        if self.random() < 0.75:
            dark = self.color("dark")
            return self.add(PLAIN, dark, specular=0.5, shininess=80.0, mirror=self.choice((0.0, 0.06)))
        kind = self.choice((TextureKind.PAGE, TextureKind.LANDSCAPE, TextureKind.ABSTRACT, TextureKind.PRINT))
        half = self.uniform(0.15, 0.35)
        first, second = self.color("white" if kind == TextureKind.PAGE else None), self.color()
        printed = kind == TextureKind.PRINT
        image = Pattern(kind, self.uniform(2.0, 9.0)) if printed else Painting(kind, half, 0.6 * half)
        return self.add(image, first, second, 0.1, 80.0, emission=0.3)

    def thing(self) -> int:
        """Return the material of a small object; the room's things share up to fourteen."""
        if len(self._things) < _MOST_THINGS and (not self._things or self.random() < 0.6):
            self._things.append(self.draw(self._new_thing))
            return self._things[-1]
        return self.choice(self._things)

    def _new_thing(self) -> int:
        kind = self.choose(_THINGS)
        first, second = self.color(), self.color()
        if kind in (TextureKind.ABSTRACT, TextureKind.LANDSCAPE):  # covers and boxes as large as a hand
            return self.add(Painting(kind, self.uniform(0.07, 0.2), self.uniform(0.08, 0.2)), first, second)
        return self.add(self.texture(kind, self.uniform(5.0, 30.0)), first, second)

    def page(self) -> int:
        """Add white paper, blank or printed."""
        white, title = self.color("white"), self.color(("dark", "vivid"))
        if self.random() < 0.7:
            page = Painting(TextureKind.PAGE, self.uniform(0.07, 0.13), self.uniform(0.1, 0.17))
            return self.add(page, white, title, 0.0)
        return self.add(PLAIN, white, title, 0.0)

    def cardboard(self) -> int:
        """Add the brown or pale cardboard of boxes."""
        v = self.uniform(0.25, 0.5)
        second = (v * 0.85, v * 0.56, v * 0.34)
        return self.add(Pattern(TextureKind.GRANITE, 40.0), (v, v * 0.68, v * 0.42), second, 0.0)

    def spines(self) -> int:
        """Add a row of book backs."""
        return self.add(Pattern(TextureKind.SPINES, self.uniform(18.0, 45.0)), self.color(), self.color(), 0.0)

    def leaves(self) -> int:
        """Add the green of a plant."""
        dark = (self.uniform(0.02, 0.12), self.uniform(0.08, 0.3), self.uniform(0.01, 0.08))
        return self.add(Pattern(TextureKind.NOISE, 20.0), dark, (self.uniform(0.05, 0.2), self.uniform(0.2, 0.4), 0.08))

    def shade_cloth(self) -> tuple[int, bool]:
        """Add a lamp shade; return its row and whether it is lit."""
        lit = self.random() < 0.5
        tone = self.choice(("white", "white", "beige", "dark", "vivid"))
        return self.plain(tone, emission=self.uniform(0.4, 1.5) if lit else 0.0), lit
