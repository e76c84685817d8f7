"""The table of all forms of furniture, and the draw by which recipes take pieces from it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from svr_ros.synthesis.catalogue import (
    bathroom,
    bathtubs,
    beds,
    cabinets,
    ceiling_lamps,
    chairs,
    cots,
    desks,
    kitchen_units,
    kitchens,
    lamps,
    office_chairs,
    parlour,
    props,
    seats,
    shelves,
    sofas,
    tables,
    wall_lamps,
    walls,
    wardrobes,
    windows,
)
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture

FORMS: tuple[Form, ...] = (
    *bathroom.FORMS,
    *bathtubs.FORMS,
    *beds.FORMS,
    *cabinets.FORMS,
    *ceiling_lamps.FORMS,
    *chairs.FORMS,
    *cots.FORMS,
    *desks.FORMS,
    *kitchen_units.FORMS,
    *kitchens.FORMS,
    *lamps.FORMS,
    *office_chairs.FORMS,
    *parlour.FORMS,
    *props.FORMS,
    *seats.FORMS,
    *shelves.FORMS,
    *sofas.FORMS,
    *tables.FORMS,
    *wall_lamps.FORMS,
    *walls.FORMS,
    *wardrobes.FORMS,
    *windows.FORMS,
)
"""Every form that exists; a form that is not listed is drawn in no room."""


def draw(rng: Random, materials: MaterialLibrary, kind: str, room: str = "", **sizes: Any) -> Furniture:
    """Draw a form of a kind by its weight and return a piece of it.

    Args:
        rng: Random generator.
        materials: Materials of the room, to which the piece adds its own.
        kind: Kind of furniture, as in `Form.kind`.
        room: Name of the recipe; forms that do not belong there are left out. Empty for forms of any room.
        sizes: Sizes that the makers of the kind's place take, see `Place`.

    Raises:
        KeyError: If the catalogue has no form of that kind for the room.
    """
    forms, cumulative = _choices(kind, room)
    return rng.choices(forms, cum_weights=cumulative)[0].build(rng, materials, **sizes)


def draw_any(
    rng: Random, materials: MaterialLibrary, kinds: Mapping[str, float], room: str = "", **sizes: Any
) -> Furniture:
    """Draw a kind by its weight, then a form of it as `draw` does."""
    [kind] = rng.choices(list(kinds), list(kinds.values()))
    return draw(rng, materials, kind, room, **sizes)


@cache
def _choices(kind: str, room: str) -> tuple[tuple[Form, ...], tuple[float, ...]]:
    """Return the forms of a kind for a room, and their weights summed up as `Random.choices` is quicker with."""
    forms = tuple(form for form in FORMS if form.kind == kind and (not room or not form.rooms or room in form.rooms))
    if not forms:
        raise KeyError(f"the catalogue has no {kind!r}{f' for a {room}' if room else ''}")
    return forms, tuple(accumulate(form.weight for form in forms))
