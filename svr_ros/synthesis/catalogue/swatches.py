"""The materials of one room, collected one after the other; what all palettes draw with."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from svr_ros.synthesis.catalogue.colors import draw_color, shade
from svr_ros.synthesis.photographs import NO_LIBRARY, Library, Photograph
from svr_ros.synthesis.scene import Color, Material, TextureKind

SHARED = 0.4
"""Chance that a piece takes a wood or fabric which the room has already."""
RANDOM = 0.06
"""Share of things whose texture, colours and scale are anything at all: what a network has never seen exists too."""

_KINDS = tuple(kind for kind in TextureKind if kind != TextureKind.PHOTOGRAPH)


class Swatches:
    """Draws materials and collects them; a material is known by its row in `materials`.

    Photographs of the library, where there is one, take the place of a share of the textures.
    """

    def __init__(self, rng: Random, library: Library = NO_LIBRARY) -> None:
        self.rng = rng
        self.materials: list[Material] = []
        self._library = library
        self._tidiness = rng.uniform(0.3, 2.2)

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

    def copy(self, row: int) -> int:
        """Add a material again, in a row of its own."""
        self.materials.append(self.materials[row])
        return len(self.materials) - 1

    def count(self, most: int) -> int:
        """Draw how many things lie somewhere, 0 to `most`: near none in a tidy room, near all in a busy one."""
        return round(most * self.rng.random() ** self._tidiness)

    def plain(self, tone: str | None = None, specular: float | None = None, emission: float = 0.0) -> int:
        """Add one even colour."""
        return self.add(TextureKind.PLAIN, draw_color(self.rng, tone), specular=specular, emission=emission)

    def random(self) -> int:
        """Add any texture in any two colours at any scale."""
        rng = self.rng
        kind = rng.choice(_KINDS)
        first, second = ((rng.random() ** 2, rng.random() ** 2, rng.random() ** 2) for _ in range(2))
        scale = 2.0 ** rng.uniform(0.0, 6.0)
        return self.add(kind, first, second, scale, rng.uniform(0.0, 0.6), rng.uniform(0.2, 0.7))

    def draw(self, maker: Callable[[], int], known: list[int] | None = None) -> int:
        """Return a new material of `maker`, now and then a random one or one that is known already."""
        if known and self.rng.random() < SHARED:
            return self.rng.choice(known)
        row = self.random() if self.rng.random() < RANDOM else maker()
        if known is not None:
            known.append(row)
        return row

    def photograph(self, use: str, specular: float = 0.0) -> int | None:
        """Add a photograph that repeats, of what `use` says, where there is one and it is its turn."""
        chosen = self._choose_photograph(use)
        if chosen is None:
            return None
        tint = self.rng.uniform(0.6, 1.1)
        color = shade((self.rng.uniform(0.85, 1.0), self.rng.uniform(0.85, 1.0), self.rng.uniform(0.85, 1.0)), tint)
        scale = self.rng.uniform(0.7, 1.4) / chosen.metres
        return self.add(TextureKind.PHOTOGRAPH, color, color, scale, chosen.row, specular=specular)

    def _choose_photograph(self, use: str) -> Photograph | None:
        found = self._library.table.get(use, ())
        return self.rng.choice(found) if found and self.rng.random() < self._library.probability else None
