"""What furniture and things are made of: one palette a room, so that its pieces share woods and fabrics."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.colors import draw_color, shade
from svr_ros.synthesis.catalogue.finishes import Finishes
from svr_ros.synthesis.photographs import NO_LIBRARY, Library
from svr_ros.synthesis.scene import TextureKind

# Textures with their weights and the range of their scales.
_CLOTHS = {
    TextureKind.WEAVE: (4.0, (1.0, 8.0)),
    TextureKind.PLAIN: (1.2, (1.0, 1.0)),
    TextureKind.NOISE: (0.6, (3.0, 12.0)),
    TextureKind.VELVET: (0.9, (1.0, 1.0)),
    TextureKind.TWEED: (1.0, (40.0, 150.0)),
    TextureKind.CORDUROY: (0.4, (60.0, 200.0)),
    TextureKind.KNIT: (0.4, (30.0, 120.0)),
    TextureKind.LOOPS: (0.4, (50.0, 110.0)),
    TextureKind.STRIPES: (0.6, (4.0, 30.0)),
    TextureKind.CHECKS: (0.5, (6.0, 26.0)),
    TextureKind.BLOTCHES: (0.3, (5.0, 22.0)),
    TextureKind.FLORAL: (0.35, (4.0, 12.0)),
    TextureKind.GEOMETRIC: (0.35, (5.0, 18.0)),
    TextureKind.DAMASK: (0.3, (4.0, 10.0)),
}
_PRINTED = (
    TextureKind.STRIPES,
    TextureKind.CHECKS,
    TextureKind.BLOTCHES,
    TextureKind.FLORAL,
    TextureKind.GEOMETRIC,
    TextureKind.DAMASK,
)
_BOARDS = {"grain": 5.0, "paint": 2.6, "laminate": 0.9, "stone": 0.15, "slats": 0.25}
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


class Palette(Finishes):
    """Draws the materials of a room and collects them; a material is known by its row in `materials`."""

    def __init__(self, rng: Random, library: Library = NO_LIBRARY) -> None:
        super().__init__(rng, library)
        self._woods: list[int] = []
        self._fabrics: list[int] = []
        self._metals: list[int] = []
        self._things: list[int] = []

    def fabric(self) -> int:
        """Choose cloth or leather: plain, woven, knitted, striped, checked, patterned."""
        return self.draw(self._new_fabric, self._fabrics)

    def _new_fabric(self) -> int:
        rng = self.rng
        if rng.random() < 0.1:
            return self.leather()
        row = self.photograph("fabric")
        if row is not None:
            return row
        kind = rng.choices(list(_CLOTHS), [weight for weight, _ in _CLOTHS.values()])[0]
        color, scale = draw_color(rng), rng.uniform(*_CLOTHS[kind][1])
        if kind in _PRINTED:
            # Blotches of two strange colours look like a cow's hide: they stay tone in tone.
            free = kind != TextureKind.BLOTCHES and rng.random() < 0.6
            tint = rng.choice((rng.uniform(0.4, 0.8), rng.uniform(1.2, 1.8)))
            second = draw_color(rng) if free else shade(color, tint)
            return self.add(kind, color, second, scale, rng.random(), rng.uniform(0.4, 0.65), specular=0.0)
        return self.add(kind, color, shade(color, rng.choice((0.55, 0.75, 1.3, 1.6))), scale, specular=0.0)

    def linen(self) -> int:
        """Choose bed linen: often white, else any fabric."""
        if self.rng.random() < 0.45:
            white = draw_color(self.rng, "white")
            return self.add(TextureKind.WEAVE, white, shade(white, 0.92), 8.0, specular=0.0)
        return self.fabric()

    def towel(self) -> int:
        """Add terry cloth: mostly white or one colour."""
        color = draw_color(self.rng, self.rng.choice(("white", "white", "beige", "grey", "pastel", "vivid")))
        return self.add(TextureKind.CARPET, color, shade(color, 0.8), specular=0.0)

    def curtain(self) -> int:
        """Add the cloth of a curtain, in folds."""
        rng = self.rng
        color = draw_color(rng, rng.choice(("white", "white", "beige", "grey", None)))
        second = shade(color, rng.uniform(0.7, 0.95))
        return self.add(TextureKind.FOLDS, color, second, rng.uniform(5.0, 12.0), rng.uniform(0.2, 0.8), specular=0.0)

    def leather(self) -> int:
        """Add leather: black, browns, white, now and then a colour; a soft highlight."""
        color = draw_color(self.rng, "leather")
        return self.add(
            TextureKind.LEATHER,
            color,
            shade(color, self.rng.uniform(1.2, 1.8)),
            self.rng.uniform(6.0, 14.0),
            specular=self.rng.uniform(0.08, 0.25),
            shininess=15.0,
        )

    def wicker(self) -> int:
        """Add woven cane, rattan or rope, for seats, baskets and lampshades."""
        color = draw_color(self.rng, self.rng.choice(("timber", "beige", "beige", "dark", "white")))
        scale = self.rng.uniform(18.0, 60.0)
        return self.add(TextureKind.WICKER, color, shade(color, self.rng.uniform(0.5, 0.8)), scale, specular=0.05)

    def wood(self) -> int:
        """Choose what furniture is made of: wood with grain, paint, laminate, sometimes stone."""
        return self.draw(self._new_wood, self._woods)

    def _new_wood(self) -> int:
        rng = self.rng
        sort = rng.choices(list(_BOARDS), list(_BOARDS.values()))[0]
        gloss = rng.choice((0.02, 0.05, 0.1, 0.3))
        if sort == "stone":
            return self.stone()
        if sort in ("paint", "laminate"):
            kind = TextureKind.PLAIN if sort == "paint" else TextureKind.GRANITE
            tone = rng.choice(("white", "white", "white", "dark", "grey", "beige", "beige", "vivid", "pastel"))
            color = draw_color(rng, tone)
            return self.add(kind, color, shade(color, rng.uniform(0.88, 1.0)), rng.uniform(20.0, 60.0), specular=gloss)
        row = self.photograph("wood", gloss)
        if row is not None:
            return row
        color = draw_color(rng, "timber")
        second = shade(color, rng.uniform(0.5, 0.9))
        if sort == "slats":
            return self.add(TextureKind.SLATS, color, second, rng.uniform(15.0, 35.0), rng.uniform(0.1, 0.3), 0, gloss)
        figure = rng.choice((0.0, rng.random(), 1.0))
        knots = rng.choice((0.0, 0.0, 0.0, rng.uniform(0.1, 0.5)))
        return self.add(TextureKind.WOOD, color, second, rng.uniform(2.0, 8.0), figure, knots, gloss)

    def stone(self) -> int:
        """Add a worktop: marble, granite, terrazzo, concrete or an even laminate."""
        rng = self.rng
        kind = rng.choices(
            (TextureKind.MARBLE, TextureKind.GRANITE, TextureKind.TERRAZZO, TextureKind.CONCRETE, TextureKind.WOOD),
            (3.0, 4.0, 0.5, 0.7, 1.2),
        )[0]
        if kind == TextureKind.MARBLE:
            second = shade(draw_color(rng, "grey"), rng.uniform(0.5, 1.0))
            return self.add(kind, draw_color(rng, "white"), second, rng.uniform(1.0, 4.0), specular=0.3)
        if kind == TextureKind.WOOD:
            color = draw_color(rng, "timber")
            return self.add(kind, color, shade(color, 0.7), rng.uniform(2.0, 8.0), rng.random(), 0, 0.1)
        color = draw_color(rng, rng.choice(("grey", "dark", "dark", "white", "beige")))
        second = shade(color, rng.choice((rng.uniform(0.4, 0.8), rng.uniform(1.3, 2.5))))
        scale = rng.uniform(20.0, 120.0) if kind != TextureKind.CONCRETE else rng.uniform(2.0, 6.0)
        return self.add(kind, color, second, scale, specular=0.3, shininess=80.0)

    def ceramic(self) -> int:
        """Add glazed white, now and then another pale colour."""
        tone = "white" if self.rng.random() < 0.9 else self.rng.choice(("beige", "pastel", "grey"))
        return self.add(TextureKind.PLAIN, draw_color(self.rng, tone), specular=0.3, shininess=80.0)

    def plastic(self) -> int:
        """Add moulded plastic: white, black, grey, often a strong colour."""
        tone = self.rng.choice(("white", "white", "dark", "grey", "vivid", "vivid", "pastel"))
        return self.plain(tone, specular=self.rng.choice((0.1, 0.2, 0.3)))

    def metal(self) -> int:
        """Choose something smooth and shiny for frames, legs and handles: painted, brushed, polished, seldom rusty."""
        return self.draw(self._new_metal, self._metals)

    def _new_metal(self) -> int:
        rng = self.rng
        row = self.photograph("metal", 0.4)
        if row is not None:
            return row
        kind = rng.choices((TextureKind.PLAIN, TextureKind.BRUSHED, TextureKind.RUST), (5.0, 2.0, 0.15))[0]
        color = draw_color(rng, "metal")
        if kind == TextureKind.RUST:
            return self.add(
                kind, draw_color(rng), (0.22, 0.09, 0.03), rng.uniform(3.0, 9.0), rng.uniform(0.1, 0.6), 0, 0.05
            )
        polish = rng.uniform(0.0, 0.35) if rng.random() < 0.5 else 0.0
        return self.add(kind, color, shade(color, rng.uniform(0.8, 1.2)), 1.0, 0, 0, 0.4, 40.0, mirror=polish)

    def chrome(self) -> int:
        """Add polished metal: chrome, steel or brass, for taps, legs and handles."""
        rng = self.rng
        v = rng.uniform(0.4, 0.7)
        color = (v, v, v) if rng.random() < 0.75 else (v, v * 0.75, v * 0.4)
        return self.add(TextureKind.PLAIN, color, specular=0.6, shininess=80.0, mirror=rng.uniform(0.3, 0.7))

    def glass(self) -> int:
        """Add window or table glass: clear, faintly green or dark."""
        rng = self.rng
        v = rng.choice((rng.uniform(0.03, 0.1), rng.uniform(0.3, 0.6), rng.uniform(0.3, 0.6)))
        clear = rng.uniform(0.3, 0.6) if v < 0.2 else rng.uniform(0.6, 0.9)
        color = v * 0.85, v, v * 0.95
        return self.add(TextureKind.PLAIN, color, scale=1.0, specular=0.5, shininess=80.0, mirror=0.1, clear=clear)

    def mirror(self) -> int:
        """Add the sheet of a mirror."""
        v, share = self.rng.uniform(0.5, 0.8), self.rng.uniform(0.75, 0.95)
        return self.add(TextureKind.PLAIN, (v * 0.97, v, v), specular=0.4, shininess=80.0, mirror=share)

    def screen(self) -> int:
        """Add a dark display, now and then a lit one."""
        rng = self.rng
        if rng.random() < 0.25:
            kind = rng.choice((TextureKind.PAGE, TextureKind.LANDSCAPE, TextureKind.ABSTRACT, TextureKind.PRINT))
            half = rng.uniform(0.15, 0.35)
            first, second = draw_color(rng, "white" if kind == TextureKind.PAGE else None), draw_color(rng)
            return self.add(kind, first, second, rng.uniform(2.0, 9.0), half, 0.6 * half, 0.1, 80.0, emission=0.3)
        return self.add(
            TextureKind.PLAIN, draw_color(rng, "dark"), specular=0.5, shininess=80.0, mirror=rng.choice((0.0, 0.06))
        )

    def thing(self) -> int:
        """Choose the look of a small object; the room's things share a dozen."""
        if len(self._things) < 14 and (not self._things or self.rng.random() < 0.6):
            self._things.append(self.draw(self._new_thing))
            return self._things[-1]
        return self.rng.choice(self._things)

    def _new_thing(self) -> int:
        rng = self.rng
        kind = rng.choices(list(_THINGS), list(_THINGS.values()))[0]
        first, second = draw_color(rng), draw_color(rng)
        if kind in (TextureKind.ABSTRACT, TextureKind.LANDSCAPE):  # covers and boxes of a hand's size
            return self.add(kind, first, second, 1.0, rng.uniform(0.07, 0.2), rng.uniform(0.08, 0.2))
        return self.add(kind, first, second, rng.uniform(5.0, 30.0), rng.random(), rng.uniform(0.4, 0.6))

    def page(self) -> int:
        """Add white paper, blank or printed."""
        rng = self.rng
        white, title = draw_color(rng, "white"), draw_color(rng, rng.choice(("dark", "vivid")))
        kind = TextureKind.PAGE if rng.random() < 0.7 else TextureKind.PLAIN
        return self.add(kind, white, title, 1.0, rng.uniform(0.07, 0.13), rng.uniform(0.1, 0.17), specular=0.0)

    def cardboard(self) -> int:
        """Add the brown or white of boxes."""
        v = self.rng.uniform(0.25, 0.5)
        return self.add(
            TextureKind.GRANITE, (v, v * 0.68, v * 0.42), (v * 0.85, v * 0.56, v * 0.34), 40.0, specular=0.0
        )

    def spines(self) -> int:
        """Add a row of book backs."""
        rng = self.rng
        return self.add(TextureKind.SPINES, draw_color(rng), draw_color(rng), rng.uniform(18.0, 45.0), specular=0.0)

    def leaves(self) -> int:
        """Add the green of a plant."""
        rng = self.rng
        dark = (rng.uniform(0.02, 0.12), rng.uniform(0.08, 0.3), rng.uniform(0.01, 0.08))
        return self.add(TextureKind.NOISE, dark, (rng.uniform(0.05, 0.2), rng.uniform(0.2, 0.4), 0.08), 20.0)

    def shade_cloth(self) -> tuple[int, bool]:
        """Add a lamp shade and say whether it is lit."""
        lit = self.rng.random() < 0.5
        tone = self.rng.choice(("white", "white", "beige", "dark", "vivid"))
        return self.plain(tone, emission=self.rng.uniform(0.4, 1.5) if lit else 0.0), lit
