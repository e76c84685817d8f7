"""Sorts of material that furniture is made of; a maker chooses one of a tuple, each as likely as another."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from svr_ros.synthesis.catalogue.materials import MaterialLibrary

Choice = tuple[Callable[[MaterialLibrary], int], ...]

WOOD: Choice = (MaterialLibrary.wood,)
METAL: Choice = (MaterialLibrary.metal,)
CHROME: Choice = (MaterialLibrary.chrome, MaterialLibrary.metal)
WOOD_OR_METAL: Choice = (MaterialLibrary.wood, MaterialLibrary.wood, MaterialLibrary.wood, MaterialLibrary.metal)
PLASTIC_OR_PLY: Choice = (
    MaterialLibrary.plastic,
    MaterialLibrary.plastic,
    MaterialLibrary.plastic,
    MaterialLibrary.wood,
)
FABRIC: Choice = (MaterialLibrary.fabric,)
COVER: Choice = (MaterialLibrary.fabric, MaterialLibrary.fabric, MaterialLibrary.fabric, MaterialLibrary.leather)
WICKER: Choice = (MaterialLibrary.wicker,)


def choose(rng: Random, materials: MaterialLibrary, choice: Choice) -> int:
    """Return a material of one of the sorts."""
    return rng.choice(choice)(materials)
