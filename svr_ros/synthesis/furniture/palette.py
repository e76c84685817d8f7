"""Colours, materials and tidiness: one palette a room, so that its pieces share woods and fabrics as real ones do."""

from __future__ import annotations

import colorsys
from random import Random

from svr_ros.synthesis.scene import Color, Material, TextureKind

TONES = ("white", "grey", "beige", "wood", "dark", "vivid", "pastel")
_TONE_WEIGHTS = (2.0, 2.0, 2.0, 2.0, 1.6, 1.5, 1.0)

_HUES = ((-0.04, 0.1), (0.54, 0.67), (0.22, 0.48), (0.1, 0.17), (0.0, 1.0))
_HUE_WEIGHTS = (3.5, 2.5, 1.5, 1.0, 1.5)

_PLAIN = int(TextureKind.PLAIN)
_NOISE = int(TextureKind.NOISE)
_WOOD = int(TextureKind.WOOD)
_STRIPES = int(TextureKind.STRIPES)
_CHECKS = int(TextureKind.CHECKS)
_TILES = int(TextureKind.TILES)
_MARBLE = int(TextureKind.MARBLE)
_WEAVE = int(TextureKind.WEAVE)
_BLOTCHES = int(TextureKind.BLOTCHES)
_PRINT = int(TextureKind.PRINT)
_SPINES = int(TextureKind.SPINES)

SHARED = 0.4
"""Chance that a piece takes a wood or fabric which the room has already."""


def draw_color(rng: Random, tone: str | None = None) -> Color:
    """Draw a linear colour of a tone (of a random one where none is given)."""
    tone = tone or rng.choices(TONES, _TONE_WEIGHTS)[0]
    if tone == "white":
        v = rng.uniform(0.6, 0.9)
        return v, v * rng.uniform(0.94, 1.0), v * rng.uniform(0.84, 1.0)
    if tone == "grey":
        v = rng.uniform(0.1, 0.6)
        return v, v * rng.uniform(0.95, 1.03), v * rng.uniform(0.9, 1.08)
    if tone == "dark":
        v = rng.uniform(0.01, 0.09)
        return v, v * rng.uniform(0.85, 1.1), v * rng.uniform(0.8, 1.3)
    if tone == "beige":
        return colorsys.hsv_to_rgb(rng.uniform(0.05, 0.13), rng.uniform(0.1, 0.45), rng.uniform(0.3, 0.8))
    if tone == "wood":
        v = rng.uniform(0.05, 0.22) if rng.random() < 0.5 else rng.uniform(0.22, 0.65)
        return colorsys.hsv_to_rgb(rng.uniform(0.03, 0.1), rng.uniform(0.35, 0.78), v)
    if tone == "vivid":
        return colorsys.hsv_to_rgb(_draw_hue(rng), rng.uniform(0.45, 0.92), rng.uniform(0.06, 0.6))
    return colorsys.hsv_to_rgb(_draw_hue(rng), rng.uniform(0.1, 0.35), rng.uniform(0.35, 0.8))


def _draw_hue(rng: Random) -> float:
    """Draw a hue as interiors have them: mostly reds, oranges and blues, seldom violet."""
    low, high = rng.choices(_HUES, _HUE_WEIGHTS)[0]
    return rng.uniform(low, high) % 1.0


def shade(color: Color, factor: float) -> Color:
    """Scale a colour, staying below full reflectance."""
    r, g, b = color
    return min(r * factor, 0.95), min(g * factor, 0.95), min(b * factor, 0.95)


class Palette:
    """Draws materials and collects them; a material is known by its row in `materials`."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.materials: list[Material] = []
        self._tidiness = rng.uniform(0.3, 2.2)
        self._woods: list[int] = []
        self._fabrics: list[int] = []
        self._metals: list[int] = []
        self._things: list[int] = []

    def add(
        self,
        texture: int,
        first: Color,
        second: Color | None = None,
        scale: float | None = None,
        p0: float = 0.0,
        p1: float = 0.0,
        specular: float | None = None,
        shininess: float | None = None,
        emission: float = 0.0,
        mirror: float = 0.0,
        clear: float = 0.0,
    ) -> int:
        """Add a material (what is not given is drawn) and give its row."""
        rng = self.rng
        if second is None:
            second = shade(first, rng.choice((rng.uniform(0.5, 0.85), rng.uniform(0.85, 1.0), rng.uniform(1.0, 1.2))))
        if scale is None:
            scale = rng.uniform(2.0, 12.0)
        if specular is None:
            specular = rng.choice((0.0, 0.0, 0.03, 0.1, 0.3))
        if shininess is None:
            shininess = rng.choice((10.0, 30.0, 80.0))
        offset = rng.uniform(0.0, 50.0)
        self.materials.append(
            Material(int(texture), *first, *second, scale, p0, p1, specular, shininess, emission, offset, mirror, clear)
        )
        return len(self.materials) - 1

    def count(self, most: int) -> int:
        """Draw how many things lie somewhere, 0 to `most`: near none in a tidy room, near all in a busy one."""
        return round(most * self.rng.random() ** self._tidiness)

    def plain(self, tone: str | None = None, specular: float | None = None, emission: float = 0.0) -> int:
        """Add one even colour."""
        return self.add(_PLAIN, draw_color(self.rng, tone), specular=specular, emission=emission)

    def fabric(self) -> int:
        """Choose cloth or leather: plain, woven, striped, checked, patterned."""
        rng = self.rng
        if self._fabrics and rng.random() < SHARED:
            return rng.choice(self._fabrics)
        row = self._new_fabric()
        self._fabrics.append(row)
        return row

    def _new_fabric(self) -> int:
        rng = self.rng
        kind = rng.choices((_WEAVE, _NOISE, _STRIPES, _CHECKS, _BLOTCHES, _PLAIN), (5.0, 2.0, 0.8, 0.5, 0.5, 2.0))[0]
        color = draw_color(rng)
        if kind == _WEAVE:
            return self.add(kind, color, shade(color, rng.uniform(1.1, 1.6)), rng.uniform(2.0, 6.0), specular=0.0)
        if kind in (_STRIPES, _CHECKS, _BLOTCHES, _PRINT):
            # Blotches of two strange colours look like a cow's hide: they stay tone in tone.
            free = kind != _BLOTCHES and rng.random() < 0.6
            second = (
                draw_color(rng) if free else shade(color, rng.choice((rng.uniform(0.4, 0.8), rng.uniform(1.2, 1.8))))
            )
            return self.add(
                kind, color, second, rng.uniform(4.0, 22.0), rng.random(), rng.uniform(0.4, 0.65), specular=0.0
            )
        return self.add(kind, color, scale=rng.uniform(2.0, 10.0), specular=rng.choice((0.0, 0.0, 0.05, 0.2)))

    def linen(self) -> int:
        """Choose bed linen: often white, else any fabric."""
        if self.rng.random() < 0.45:
            return self.add(_WEAVE, draw_color(self.rng, "white"), specular=0.0)
        return self.fabric()

    def wood(self) -> int:
        """Choose what furniture is made of: wood with grain, paint, veneer, sometimes stone."""
        rng = self.rng
        if self._woods and rng.random() < SHARED:
            return rng.choice(self._woods)
        row = self._new_wood()
        self._woods.append(row)
        return row

    def _new_wood(self) -> int:
        rng = self.rng
        kind = rng.choices((_WOOD, _PLAIN, _NOISE, _MARBLE), (5.0, 3.0, 1.0, 0.3))[0]
        if kind == _WOOD:
            color = draw_color(rng, "wood")
            second = shade(color, rng.uniform(0.5, 0.92))
            return self.add(kind, color, second, rng.uniform(2.0, 9.0), specular=rng.choice((0.02, 0.1, 0.3)))
        tone = rng.choice(("white", "white", "dark", "wood", "wood", "grey", "beige", "vivid"))
        return self.add(kind, draw_color(rng, tone), scale=rng.uniform(2.0, 8.0))

    def glass(self) -> int:
        """Add window or table glass: clear, faintly green or dark."""
        rng = self.rng
        v = rng.choice((rng.uniform(0.03, 0.1), rng.uniform(0.3, 0.6), rng.uniform(0.3, 0.6)))
        clear = rng.uniform(0.3, 0.6) if v < 0.2 else rng.uniform(0.6, 0.9)
        return self.add(
            _PLAIN, (v * 0.85, v, v * 0.95), scale=1.5, specular=0.5, shininess=80.0, mirror=0.1, clear=clear
        )

    def mirror(self) -> int:
        """Add the sheet of a mirror."""
        v = self.rng.uniform(0.5, 0.8)
        return self.add(_PLAIN, (v * 0.97, v, v), specular=0.4, shininess=80.0, mirror=self.rng.uniform(0.75, 0.95))

    def chrome(self) -> int:
        """Add polished metal: chrome, steel or brass, for taps, legs and handles."""
        rng = self.rng
        v = rng.uniform(0.4, 0.7)
        color = (v, v, v) if rng.random() < 0.75 else (v, v * 0.75, v * 0.4)
        return self.add(_PLAIN, color, specular=0.6, shininess=80.0, mirror=rng.uniform(0.3, 0.7))

    def leather(self) -> int:
        """Add leather: black, browns, white, now and then a colour; a soft highlight."""
        tone = self.rng.choices(("dark", "wood", "beige", "white", "vivid"), (4.0, 3.0, 1.5, 1.0, 1.0))[0]
        return self.add(_NOISE, draw_color(self.rng, tone), scale=8.0, specular=0.15, shininess=15.0)

    def brick(self) -> int:
        """Add a brick wall: red, yellow, painted white."""
        rng = self.rng
        color = draw_color(rng, rng.choice(("wood", "wood", "beige", "white", "dark")))
        return self.add(_TILES, color, draw_color(rng, "grey"), 4.3, 0.05, 3.0, specular=0.0)

    def wicker(self) -> int:
        """Add woven cane, rattan or rope, for seats, baskets and lampshades."""
        color = draw_color(self.rng, self.rng.choice(("wood", "beige", "beige", "dark", "white")))
        return self.add(_WEAVE, color, shade(color, 0.4), 1.0, specular=0.05)

    def plastic(self) -> int:
        """Add moulded plastic: white, black, grey, often a strong colour."""
        tone = self.rng.choice(("white", "dark", "grey", "vivid", "vivid", "pastel"))
        return self.plain(tone, specular=self.rng.choice((0.1, 0.2, 0.3)))

    def concrete(self) -> int:
        """Add concrete, terracotta or plaster, for pots, worktops and rough walls."""
        return self.add(
            _NOISE, draw_color(self.rng, self.rng.choice(("grey", "grey", "beige"))), scale=6.0, specular=0.0
        )

    def cardboard(self) -> int:
        """Add the brown or white of boxes."""
        v = self.rng.uniform(0.25, 0.5)
        return self.add(_NOISE, (v, v * 0.68, v * 0.42), scale=6.0, specular=0.0)

    def curtain(self) -> int:
        """Add the cloth of a curtain, in folds."""
        return self.fabric()

    def towel(self) -> int:
        """Add terry cloth: mostly white or one colour."""
        tone = self.rng.choice(("white", "white", "beige", "grey", "pastel", "vivid"))
        return self.add(_WEAVE, draw_color(self.rng, tone), scale=2.0, specular=0.0)

    def carpet(self) -> int:
        """Add fitted carpet."""
        color = draw_color(self.rng, self.rng.choice(("beige", "grey", "beige", "grey", "dark", "vivid", "pastel")))
        return self.add(TextureKind.CARPET, color, shade(color, 0.75), specular=0.0)

    def rug(self, half_width: float, half_length: float) -> int:
        """Add the pattern of a rug of that size (half extents, metres) around the origin of its surface."""
        return self.add(
            TextureKind.CARPET, draw_color(self.rng), draw_color(self.rng), 8.0, half_width, half_length, 0.0
        )

    def picture(self, half_width: float, half_height: float) -> int:
        """Add a painting, photograph or poster of that size (half extents, metres) around the origin of its surface."""
        rng = self.rng
        return self.add(_PRINT, draw_color(rng), draw_color(rng), rng.uniform(2.0, 8.0), half_width, half_height, 0.05)

    def wallpaper(self) -> int:
        """Add wall paint or wallpaper."""
        return self.plain(self.rng.choice(("white", "beige", "grey", "pastel")), specular=0.0)

    def floor(self) -> int:
        """Add a floor: boards, parquet, tiles, stone, carpet, linoleum."""
        color = draw_color(self.rng, "wood")
        return self.add(TextureKind.PLANKS, color, scale=self.rng.uniform(5.0, 14.0))

    def tiles(self) -> int:
        """Add wall tiles: square, brick-bonded, hexagonal, patterned, mosaics."""
        color = draw_color(self.rng, self.rng.choice(("white", "white", "beige", "pastel", "grey")))
        return self.add(_TILES, color, shade(color, 0.7), self.rng.uniform(2.5, 10.0), 0.03, 1.0, 0.15)

    def random(self) -> int:
        """Add any texture in any two colours at any scale."""
        rng = self.rng
        kind = rng.choice(list(TextureKind))
        return self.add(
            kind, draw_color(rng), draw_color(rng), rng.uniform(1.0, 30.0), rng.random(), rng.uniform(0.3, 0.7)
        )

    def stone(self) -> int:
        """Add a worktop: marble, granite or an even laminate."""
        rng = self.rng
        if rng.random() < 0.4:
            second = draw_color(rng, rng.choice(("grey", "dark")))
            return self.add(_MARBLE, draw_color(rng, "white"), second, rng.uniform(1.0, 5.0), specular=0.3)
        color = draw_color(rng, rng.choice(("grey", "dark", "white", "beige", "wood")))
        second = shade(color, rng.uniform(0.4, 0.8))
        return self.add(_NOISE, color, second, rng.uniform(8.0, 60.0), specular=0.3, shininess=80.0)

    def metal(self) -> int:
        """Choose something smooth and shiny for frames, legs and handles."""
        rng = self.rng
        if self._metals and rng.random() < SHARED:
            return rng.choice(self._metals)
        tone = rng.choice(("dark", "grey", "grey", "white", "wood"))
        row = self.add(_PLAIN, draw_color(rng, tone), specular=0.4, shininess=40.0)
        self._metals.append(row)
        return row

    def ceramic(self) -> int:
        """Add glazed white, now and then another pale colour."""
        tone = "white" if self.rng.random() < 0.9 else self.rng.choice(("beige", "pastel", "grey"))
        return self.add(_PLAIN, draw_color(self.rng, tone), specular=0.3, shininess=80.0)

    def screen(self) -> int:
        """Add a dark display, now and then a lit one."""
        rng = self.rng
        if rng.random() < 0.25:
            return self.add(
                _PRINT, draw_color(rng), draw_color(rng), rng.uniform(2.0, 9.0), 0.0, 0.0, 0.1, 80.0, emission=0.3
            )
        return self.add(_PLAIN, draw_color(rng, "dark"), specular=0.5, shininess=80.0)

    def thing(self) -> int:
        """Choose the look of a small object; the room's things share a dozen."""
        rng = self.rng
        if not self._things or (len(self._things) < 14 and rng.random() < 0.6):
            kind = rng.choices((_PLAIN, _NOISE, _STRIPES, _BLOTCHES, _WEAVE, _PRINT), (6.0, 1.5, 0.8, 0.6, 0.5, 2.0))[0]
            row = self.add(
                kind, draw_color(rng), draw_color(rng), rng.uniform(5.0, 30.0), rng.random(), rng.uniform(0.4, 0.6)
            )
            self._things.append(row)
            return row
        return rng.choice(self._things)

    def page(self) -> int:
        """Add white paper, blank or printed."""
        rng, white = self.rng, draw_color(self.rng, "white")
        return self.add(_PRINT if rng.random() < 0.6 else _PLAIN, white, white, rng.uniform(8.0, 25.0), specular=0.0)

    def spines(self) -> int:
        """Add a row of book backs."""
        rng = self.rng
        return self.add(_SPINES, draw_color(rng), draw_color(rng), rng.uniform(18.0, 45.0), specular=0.0)

    def leaves(self) -> int:
        """Add the green of a plant."""
        rng = self.rng
        dark = (rng.uniform(0.02, 0.12), rng.uniform(0.08, 0.3), rng.uniform(0.01, 0.08))
        return self.add(_NOISE, dark, (rng.uniform(0.05, 0.2), rng.uniform(0.2, 0.4), 0.08), 20.0)

    def shade_cloth(self) -> tuple[int, bool]:
        """Add a lamp shade and say whether it is lit."""
        lit = self.rng.random() < 0.5
        tone = self.rng.choice(("white", "white", "beige", "dark", "vivid"))
        return self.plain(tone, emission=self.rng.uniform(0.4, 1.5) if lit else 0.0), lit
