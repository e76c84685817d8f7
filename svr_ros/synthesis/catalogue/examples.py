"""One piece of any form, with usual sizes for the forms whose size the room determines."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.kitchen_units import draw_kitchen_style
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture

CEILING = 2.6
"""Height of the ceiling in metres."""

_SIZES: Mapping[Place, Mapping[str, float]] = {
    Place.CEILING: {"ceiling": CEILING, "low": 1.8},
    Place.WINDOW: {"width": 1.4, "bottom": 0.3, "top": 2.2},
}


def build_example(form: Form, rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a piece of a form as it would be made for a usual room with a ceiling of `CEILING` metres."""
    sizes: dict[str, Any] = dict(_SIZES.get(form.place, {}))
    if form.kind in ("kitchen run", "kitchen island"):
        sizes["style"] = draw_kitchen_style(rng, materials, CEILING)
    if form.kind == "kitchen run":
        sizes |= {"length": 2.4, "uppers": True}
    return form.build(rng, materials, **sizes)
