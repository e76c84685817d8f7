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

"""The table of all forms of furniture, and the draw by which recipes take pieces from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from svr_ros.synthesis.catalogue import (
    bathroom,
    bathtubs,
    bedding,
    beds,
    cabinets,
    ceiling_lamps,
    chairs,
    kitchen_units,
    kitchens,
    lamps,
    props,
    seats,
    shelves,
    sofas,
    tables,
    walls,
)
from svr_ros.synthesis.catalogue.forms import Form, Kinds, Place
from svr_ros.synthesis.catalogue.kitchen_units import draw_kitchen_style
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture

_SEATS_AND_BEDS = (beds, chairs, bedding, seats, sofas)
_CASES_AND_TABLES = (cabinets, kitchen_units, kitchens, shelves, tables)
_OTHERS = (bathroom, bathtubs, ceiling_lamps, lamps, props, walls)
_GROUPS = (*_SEATS_AND_BEDS, *_CASES_AND_TABLES, *_OTHERS)

FORMS: tuple[Form, ...] = tuple(form for group in _GROUPS for form in group.FORMS)
"""Every form that exists; a form that is not listed is drawn in no room."""

_KINDS = Kinds(FORMS)


def draw(materials: MaterialLibrary, kind: str, **sizes: Any) -> Furniture:
    """Draw a form of a kind by its weight and return a piece of it, see `Kinds.draw`."""
    return _KINDS.draw(materials, kind, **sizes)


def draw_any(materials: MaterialLibrary, kinds: Mapping[str, float], **sizes: Any) -> Furniture:
    """Draw a kind by its weight, then a form of it as `draw` does."""
    [kind] = materials.choices(list(kinds), list(kinds.values()))
    return draw(materials, kind, **sizes)


CEILING = 2.6
"""Height of the ceiling in metres."""

_SIZES: Mapping[Place, Mapping[str, float]] = {
    Place.CEILING: {"ceiling": CEILING, "low": 1.8},
    Place.WINDOW: {"width": 1.4, "bottom": 0.3, "top": 2.2},
}


def build_example(form: Form, draw: MaterialLibrary) -> Furniture:
    """Return a piece of a form as it would be made for a usual room with a ceiling of `CEILING` metres."""
    sizes: dict[str, Any] = dict(_SIZES.get(form.place, {}))
    if form.kind in ("kitchen run", "kitchen island"):
        sizes["style"] = draw_kitchen_style(draw, CEILING)
    if form.kind == "kitchen run":
        sizes |= {"length": 2.4, "uppers": True}
    return form.build(draw, **sizes)
