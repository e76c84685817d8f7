"""The forms that a kind of furniture comes in, and how often each is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.piece import Furniture

Maker = Callable[[Random, Palette], Furniture]
Forms = Mapping[str, tuple[Maker, float]]
"""By name: what makes a form, and its weight among the others."""


def draw_form(rng: Random, palette: Palette, forms: Forms) -> Furniture:
    """Draw a form by its weight and make a piece of it, which takes the form's name."""
    [name] = rng.choices(list(forms), [weight for _, weight in forms.values()])
    return make_form(rng, palette, forms, name)


def make_form(rng: Random, palette: Palette, forms: Forms, name: str) -> Furniture:
    """Make a piece of the form of that name."""
    return forms[name][0](rng, palette)._replace(name=name)
