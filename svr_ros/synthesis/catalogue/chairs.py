"""Chairs, office chairs, stools and benches: which forms there are and how often each is drawn."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue import office_chairs, soft_chairs, stools, wooden_chairs
from svr_ros.synthesis.catalogue.forms import Forms, draw_form, make_form
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.piece import Furniture

CHAIRS: Forms = {
    "slat-back chair": (wooden_chairs.wooden_chair("slats"), 1.2),
    "ladder-back chair": (wooden_chairs.wooden_chair("ladder"), 1.2),
    "board-back chair": (wooden_chairs.wooden_chair("board"), 1.0),
    "splat-back chair": (wooden_chairs.wooden_chair("splat"), 0.6),
    "cross-back chair": (wooden_chairs.wooden_chair("cross"), 0.6),
    "panel-back chair": (wooden_chairs.wooden_chair("panel"), 0.7),
    "windsor chair": (wooden_chairs.windsor_chair, 0.8),
    "bistro chair": (wooden_chairs.bistro_chair, 0.6),
    "upholstered chair": (soft_chairs.upholstered_chair, 2.0),
    "tub chair": (soft_chairs.tub_chair, 0.9),
    "moulded chair": (soft_chairs.moulded_chair, 1.4),
    "tulip chair": (soft_chairs.tulip_chair, 0.2),
    "cantilever chair": (soft_chairs.cantilever_chair, 0.7),
    "stacking chair": (soft_chairs.stacking_chair, 1.0),
    "folding chair": (soft_chairs.folding_chair, 0.6),
    "garden chair": (soft_chairs.garden_chair, 0.5),
}
STYLES = tuple(CHAIRS)

OFFICE_CHAIRS: Forms = {
    "task chair": (office_chairs.task_chair, 3.0),
    "executive chair": (office_chairs.executive_chair, 1.0),
    "gaming chair": (office_chairs.gaming_chair, 0.4),
    "swivel stool": (office_chairs.swivel_stool, 0.25),
}

STOOLS: Forms = {
    "round stool": (stools.round_stool, 1.5),
    "square stool": (stools.square_stool, 1.5),
    "step stool": (stools.step_stool, 0.5),
    "swivel stool": (office_chairs.swivel_stool, 0.3),
}

BAR_STOOLS: Forms = {
    "bar stool on legs": (stools.bar_stool_of_legs, 1.5),
    "bar stool on a column": (stools.bar_stool_on_a_column, 1.0),
}

BENCHES: Forms = {
    "plank bench": (stools.plank_bench, 1.3),
    "padded bench": (stools.padded_bench, 1.0),
}


def chair(rng: Random, palette: Palette, style: str | None = None) -> Furniture:
    """Draw a chair to sit at a table on; `style` is one of STYLES."""
    return make_form(rng, palette, CHAIRS, style) if style else draw_form(rng, palette, CHAIRS)


def office_chair(rng: Random, palette: Palette) -> Furniture:
    """Draw a chair that turns and rolls."""
    return draw_form(rng, palette, OFFICE_CHAIRS)


def stool(rng: Random, palette: Palette) -> Furniture:
    """Draw a low seat without a back."""
    return draw_form(rng, palette, STOOLS)


def bar_stool(rng: Random, palette: Palette) -> Furniture:
    """Draw a high seat for a counter, with a foot rest and sometimes a low back."""
    return draw_form(rng, palette, BAR_STOOLS)


def bench(rng: Random, palette: Palette) -> Furniture:
    """Draw a seat for two or three, without or with a back."""
    return draw_form(rng, palette, BENCHES)


def rocking_chair(rng: Random, palette: Palette) -> Furniture:
    """Draw a wooden chair on curved runners."""
    return stools.rocking_chair(rng, palette)


def high_chair(rng: Random, palette: Palette) -> Furniture:
    """Draw a small child's chair for the dining table."""
    return stools.high_chair(rng, palette)
