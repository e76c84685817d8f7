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

"""The table of a room's materials: rows are added one after the other and known by their number."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from svr_ros.synthesis.catalogue.materials.draws import Draws, Tone, shade
from svr_ros.synthesis.photographs import NO_LIBRARY, Library, Photograph
from svr_ros.synthesis.scene import Color, Material
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import PLAIN, Photo, Texture, from_columns

REUSED = 0.4
"""Probability that a piece takes a wood, fabric or metal which the room already has."""
RANDOM = 0.06
"""Fraction of drawn materials with any texture, colours and scale, so that a network sees unusual ones as well."""

_KINDS = tuple(kind for kind in TextureKind if kind != TextureKind.PHOTOGRAPH)


class MaterialTable(Draws):
    """Collects the materials of one room.

    Photographs of the library, if it has any, replace a fraction of the procedural textures.

    Attributes:
        rows: Materials added so far; solids and decals refer to them by index.
    """

    def __init__(self, rng: Random, photographs: Library = NO_LIBRARY) -> None:
        super().__init__(rng)
        self.rows: list[Material] = []
        self._photographs = photographs

    def add(
        self, texture: Texture, first: Color, second: Color | None = None, specular: float | None = None,
        shininess: float | None = None, emission: float = 0.0, mirror: float = 0.0, clear: float = 0.0,
    ) -> int:  # fmt: skip
        """Add a material and return its row; the second colour and the highlight are drawn unless given."""
        if second is None:
            second = shade(
                first, self.choice((self.uniform(0.5, 0.85), self.uniform(0.85, 1.0), self.uniform(1.0, 1.2)))
            )
        if specular is None:
            specular = self.choice((0.0, 0.0, 0.03, 0.1, 0.3))
        if shininess is None:
            shininess = self.choice((10.0, 30.0, 80.0))
        offset = self.uniform(0.0, 50.0)
        self.rows.append(Material(texture, first, second, specular, shininess, emission, offset, mirror, clear))
        return len(self.rows) - 1

    def copy(self, row: int) -> int:
        """Add a material again and return its new row."""
        self.rows.append(self.rows[row])
        return len(self.rows) - 1

    def plain(self, tone: Tone = None, specular: float | None = None, emission: float = 0.0) -> int:
        """Add an even colour of a tone, see `Draws.color`."""
        return self.add(PLAIN, self.color(tone), specular=specular, emission=emission)

    def add_random(self) -> int:
        """Add any texture in any two colours at any scale."""
        kind = self.choice(_KINDS)
        first, second = ((self.random() ** 2, self.random() ** 2, self.random() ** 2) for _ in range(2))
        scale = 2.0 ** self.uniform(0.0, 6.0)
        return self.add(from_columns(kind, scale, self.uniform(0.0, 0.6), self.uniform(0.2, 0.7)), first, second)

    def draw(self, maker: Callable[[], int], known: list[int] | None = None) -> int:
        """Return the row of a material of `maker` or, now and then, of a random or an already known one.

        Args:
            maker: Function that adds a material and returns its row.
            known: Rows that may be used again; a new row is appended.
        """
        if known and self.random() < REUSED:
            return self.choice(known)
        row = self.add_random() if self.random() < RANDOM else maker()
        if known is not None:
            known.append(row)
        return row

    def photograph(self, use: str, specular: float = 0.0) -> int | None:
        """Add a repeating photograph for one of `photographs.USES`; return None if it is a procedural texture's turn.

        Args:
            use: Surface that the photograph shows.
            specular: Strength of the highlight.
        """
        chosen = self.choose_photograph(use)
        if chosen is None:
            return None
        tint = self.uniform(0.6, 1.1)
        red, green, blue = self.sizes((0.85, 1.0), (0.85, 1.0), (0.85, 1.0))
        color = shade((red, green, blue), tint)
        scale = self.uniform(0.7, 1.4) / chosen.metres
        return self.add(Photo(chosen.row, scale), color, color, specular)

    def choose_photograph(self, use: str) -> Photograph | None:
        """Draw a photograph of the library, or None if it has none or it is a procedural texture's turn."""
        found = self._photographs.table.get(use, ())
        return self.choice(found) if found and self.random() < self._photographs.probability else None
