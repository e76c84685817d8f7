"""Machines, instruments, trainers and homes of pets: they stand, hold together, are void and of their size."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import appliances, instruments, kitchen_machines
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.piece import Furniture

Template = Callable[[Random, Palette], Furniture]

SIZES: dict[Template, tuple[tuple[float, float], tuple[float, float], tuple[float, float], int]] = {
    appliances.washing_machine: ((0.58, 0.62), (0.56, 0.66), (0.8, 1.78), 16),
    appliances.small_fridge: ((0.48, 0.95), (0.53, 0.8), (0.8, 2.05), 13),
    kitchen_machines.stove: ((0.48, 0.8), (0.58, 0.8), (0.84, 1.35), 40),
    appliances.fan: ((0.25, 0.75), (0.2, 0.48), (0.55, 1.5), 18),
    appliances.water_cooler: ((0.3, 0.35), (0.3, 0.42), (1.2, 1.45), 9),
    appliances.exercise_bike: ((0.9, 1.1), (0.45, 0.6), (1.15, 1.4), 20),
    appliances.aquarium: ((0.6, 1.3), (0.3, 0.5), (0.95, 1.4), 18),
    appliances.cat_tree: ((0.5, 0.75), (0.4, 0.6), (0.7, 2.0), 20),
    appliances.floor_speakers: ((0.17, 0.3), (0.22, 0.4), (0.78, 1.2), 9),
    instruments.piano: ((1.05, 1.58), (0.3, 0.65), (0.95, 1.32), 15),
    instruments.guitar: ((0.3, 0.42), (0.28, 0.42), (1.0, 1.3), 12),
    instruments.drum_kit: ((1.4, 1.7), (0.7, 0.95), (1.0, 1.2), 36),
}
"""Width, depth, height (m), most solids."""


@pytest.mark.parametrize("template", SIZES, ids=lambda template: template.__name__)
def test_stands_holds_together_and_is_of_its_size(template: Template, alone: Callable[..., Report]) -> None:
    (narrow, wide), (flat, deep), (low, high), solids = SIZES[template]
    for seed in range(40):
        rng = Random(seed)
        piece = template(rng, Palette(rng))
        report = alone(piece.solids)
        assert not report.floating and not report.loose, (
            f"seed {seed}: {[piece.solids[k - 1] for _, k in report.loose]}"
        )
        assert not report.collisions, f"seed {seed}: sinks into the floor"
        assert narrow <= piece.width <= wide and flat <= piece.depth <= deep, f"seed {seed}"
        assert low <= piece.height <= high and len(piece.solids) <= solids, f"seed {seed}"
        assert piece.label == Label.VOID and {solid.label for solid in piece.solids} == {Label.VOID}


def test_every_form_occurs() -> None:
    fans, pianos = set(), set()
    for seed in range(50):
        rng = Random(seed)
        fans.add(appliances.fan(rng, Palette(rng)).name)
        pianos.add(instruments.piano(rng, Palette(rng)).name)
    assert fans == {"fan", "tower fan", "heater"}
    assert pianos == {"piano", "keyboard"}
