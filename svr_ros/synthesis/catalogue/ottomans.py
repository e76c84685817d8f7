"""Padded foot rests and poufs: drums, cubes, stools with cushions, knitted ones."""

from __future__ import annotations

from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.cushions import pillow
from svr_ros.synthesis.catalogue.forms import Forms
from svr_ros.synthesis.catalogue.frames import legs
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SOFA, box, cone, ellipsoid
from svr_ros.synthesis.catalogue.upholstery import cover
from svr_ros.synthesis.piece import Furniture, furniture

_box = partial(box, SOFA)


def _drum(rng: Random, palette: Palette) -> Furniture:
    radius, height = rng.uniform(0.2, 0.38), rng.uniform(0.36, 0.46)
    cloth, foot = cover(rng, palette), rng.choice((0.0, 0.02))
    solids = [
        cone(SOFA, cloth, 0, 0, (foot + height) / 2, (height - foot) / 2, radius, radius, rng.uniform(0.02, 0.06))
    ]
    if foot:
        solids.append(cone(SOFA, palette.wood(), 0, 0, foot / 2, foot / 2 + 0.002, radius * 0.9, radius * 0.9))
    if rng.random() < 0.4:
        solids.append(cone(SOFA, palette.fabric(), 0, 0, height - 0.04, 0.045, radius + 0.008, radius + 0.008, 0.03))
    return furniture(SOFA, "ottoman", solids)


def _cube(rng: Random, palette: Palette) -> Furniture:
    half_x, height = rng.uniform(0.2, 0.35), rng.uniform(0.36, 0.46)
    half_y, cloth = half_x * rng.uniform(0.75, 1.0), cover(rng, palette)
    soft = rng.uniform(0.02, 0.06)
    solids = [
        _box(cloth, 0, 0, (height - 0.1) / 2, half_x, half_y, (height - 0.1) / 2, soft),
        _box(cloth, 0, 0, height - 0.06, half_x + 0.004, half_y + 0.004, 0.06, min(soft + 0.01, 0.055)),
    ]
    return furniture(SOFA, "ottoman", solids)


def _on_legs(rng: Random, palette: Palette) -> Furniture:
    half_x, half_y, height = rng.uniform(0.25, 0.45), rng.uniform(0.22, 0.3), rng.uniform(0.36, 0.45)
    cloth, foot = cover(rng, palette), rng.uniform(0.1, 0.2)
    solids = [_box(cloth, 0, 0, (foot + height) / 2, half_x, half_y, (height - foot) / 2, 0.045)]
    solids += legs(SOFA, palette.wood(), half_x - 0.07, half_y - 0.07, foot + 0.02, 0.02, 0.02, 0.6)
    if rng.random() < 0.2:
        solids.append(pillow(SOFA, palette.fabric(), 0, 0, height + 0.05, 0.2, 0.19, 0.06, rng.uniform(-0.4, 0.4)))
    return furniture(SOFA, "ottoman", solids)


def _knitted(rng: Random, palette: Palette) -> Furniture:
    radius, height = rng.uniform(0.24, 0.32), rng.uniform(0.32, 0.4)
    cloth = palette.fabric() if rng.random() < 0.7 else palette.wicker()
    return furniture(
        SOFA,
        "ottoman",
        [
            cone(SOFA, cloth, 0, 0, height / 2, height / 2, radius * 0.85, radius * 0.85, height * 0.3),
            ellipsoid(SOFA, cloth, 0, 0, height / 2, radius, radius, height * 0.47),
        ],
    )


OTTOMANS: Forms = {
    "drum ottoman": (_drum, 1.0),
    "cube ottoman": (_cube, 1.0),
    "footstool": (_on_legs, 1.0),
    "knitted pouf": (_knitted, 0.6),
}
