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

"""The entry of the catalogue: one form of furniture with its class, sizes, place, rooms and maker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import accumulate
from typing import Any

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture

Range = tuple[float, float]
"""Least and greatest value, in metres."""

Maker = Callable[..., None]
"""Adds the parts of one piece, given `(piece, draw)` and, for some places, further sizes; see `Place`."""

ANY: Range = (0.0, 10.0)
"""No limit."""


class Place(Enum):
    """Place in a room where pieces of a form belong; its sizes are passed to their maker."""

    FLOOR = "on the floor"
    """Stands on z = 0, its back to +y; no further sizes."""

    TOP = "on furniture"
    """Small thing on a table, desk, shelf or worktop, standing on z = 0 and facing -y; no further sizes."""

    WALL = "on a wall"
    """Hangs on a wall with its back at +y, lower edge at z = 0; no further sizes."""

    CEILING = "on the ceiling"
    """Hangs from the ceiling; takes `ceiling`, its height, and `low`, the height of the lowest part (both metres)."""

    WINDOW = "at a window"
    """Hangs at a window with its back at +y; takes `width`, `bottom` and `top` of the opening (metres)."""

    FITTED = "fitted to its surroundings"
    """Made to measure by the recipe that places it (kitchen runs, bath screens); takes sizes of its own."""


@dataclass(frozen=True)
class Form:
    """One form of furniture.

    Attributes:
        name: Name of the form, unique in the catalogue; the made piece and its `Item` carry it.
        kind: Kind of furniture that recipes ask for, such as "dining chair" or "wardrobe".
        label: Class of the piece; single solids of it may have another class.
        make: Function that adds the parts of one piece.
        weight: Relative frequency among the forms of its kind.
        width: Range of the width of a made piece along x, in metres.
        depth: Range of the depth of a made piece along y, in metres.
        height: Range of the height of a made piece, in metres.
        place: Place that the form belongs to.
    """

    name: str
    kind: str
    label: Label
    make: Maker
    weight: float = 1.0
    width: Range = ANY
    depth: Range = ANY
    height: Range = ANY
    place: Place = Place.FLOOR

    def build(self, draw: MaterialLibrary, **sizes: Any) -> Furniture:
        """Return a piece of this form, which carries its name and class; for the sizes see `Place`."""
        return make_piece(self.make, draw, self.label, self.name, **sizes)


class Kinds:
    """Forms by their kinds, to draw from by their weights."""

    def __init__(self, forms: Iterable[Form]) -> None:
        kinds: dict[str, list[Form]] = {}
        for form in forms:
            kinds.setdefault(form.kind, []).append(form)
        # Weights are summed up, as `Random.choices` is quicker with.
        self._kinds = {kind: (own, list(accumulate(form.weight for form in own))) for kind, own in kinds.items()}

    def draw(self, draw: MaterialLibrary, kind: str, **sizes: Any) -> Furniture:
        """Draw a form of a kind by its weight and return a piece of it.

        Args:
            draw: MaterialLibrary generator.
            materials: Materials of the room, to which the piece adds its own.
            kind: Kind of furniture, as in `Form.kind`.
            sizes: Sizes that the makers of the kind's place take, see `Place`.

        Raises:
            KeyError: If there is no form of that kind.
        """
        if kind not in self._kinds:
            raise KeyError(f"the catalogue has no {kind!r}")
        forms, cumulative = self._kinds[kind]
        return draw.choices(forms, cum_weights=cumulative)[0].build(draw, **sizes)


def of_kind(kind: str, label: Label, place: Place = Place.FLOOR) -> Callable[..., Form]:
    """Return a function that lists forms of a kind; each form without one is a kind of its own.

    It takes `(name, make, weight, width, depth, height)` and, by their names, arguments of the maker.
    """

    def form(
        name: str, make: Maker, weight: float, width: Range, depth: Range, height: Range = ANY, /, **given: Any
    ) -> Form:
        make = partial(make, **given) if given else make
        return Form(name, kind or name, label, make, weight, width, depth, height, place)

    return form


def small_thing(name: str, make: Maker, width: Range, depth: Range, height: Range, **weights: float) -> list[Form]:
    """Return the forms of a small thing, of the kinds "shelf thing", "desk thing" and so on.

    Args:
        name: Name of the thing, to which the surface is added: "cups (desk)".
        make: Function that makes it.
        width: Range of its width, in metres.
        depth: Range of its depth, in metres.
        height: Range of its height, in metres.
        weights: Relative frequency on each surface: shelf, low_board, table, desk, kitchen, nightstand, seat, bath;
            that on low boards is by default that on shelves.
    """
    if "shelf" in weights:
        weights.setdefault("low_board", weights["shelf"])
    return [
        Form(f"{name} ({surface})", f"{surface} thing", Label.VOID, make, weight, width, depth, height, Place.TOP)
        for surface, weight in ((surface.replace("_", " "), weight) for surface, weight in weights.items())
    ]


def make_piece(make: Maker, draw: MaterialLibrary, label: int = Label.VOID, name: str = "", **sizes: Any) -> Furniture:
    """Return a finished piece of a maker, of a class and with a name."""
    piece = Builder(label)
    make(piece, draw, **sizes)
    return piece.furniture(name)


standing = of_kind("", Label.VOID)
"""Lists a prop that stands on the floor and is a kind of its own."""
