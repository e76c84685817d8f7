"""Plants, toys, people and whatever else stands on floors: it stands, holds together and is of its size."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import floor_things, housework, people, plants, toys
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.piece import Furniture

Template = Callable[[Random, Palette], Furniture]

SIZES: dict[Template, tuple[tuple[float, float], tuple[float, float], int]] = {
    floor_things.bag: ((0.18, 0.7), (0.18, 0.62), 8),
    floor_things.suitcase: ((0.35, 0.8), (0.18, 1.3), 12),
    floor_things.carton_stack: ((0.25, 1.0), (0.15, 1.3), 16),
    floor_things.bin_: ((0.2, 0.65), (0.2, 0.75), 8),
    floor_things.laundry_basket: ((0.3, 0.65), (0.2, 0.75), 8),
    floor_things.shoes: ((0.2, 1.0), (0.06, 0.4), 26),
    floor_things.heap: ((0.2, 1.0), (0.0, 0.6), 34),
    floor_things.floor_cushion: ((0.4, 1.0), (0.1, 0.7), 5),
    toys.ball: ((0.17, 0.75), (0.17, 0.75), 1),
    toys.doll_house: ((0.5, 0.9), (0.7, 1.25), 14),
    toys.tricycle: ((0.6, 0.9), (0.45, 0.6), 14),
    toys.bicycle: ((1.2, 1.8), (0.7, 1.1), 26),
    toys.toy_box: ((0.4, 0.8), (0.3, 1.05), 20),
    toys.scattered_toys: ((0.3, 1.1), (0.05, 0.6), 40),
    housework.clothes_rail: ((0.8, 1.9), (0.8, 1.8), 32),
    housework.ironing_board: ((1.2, 1.4), (0.8, 1.15), 12),
    housework.vacuum_cleaner: ((0.3, 1.05), (0.08, 1.2), 9),
    housework.step_ladder: ((0.5, 1.0), (0.8, 1.7), 13),
    housework.pram: ((0.9, 1.1), (0.95, 1.15), 27),
    housework.broom: ((0.5, 0.8), (1.1, 1.5), 6),
    people.standing_person: ((0.3, 0.85), (0.9, 1.95), 29),
    people.sitting_person: ((0.5, 0.95), (1.15, 1.5), 28),
    people.mannequin: ((0.35, 0.5), (1.3, 1.65), 11),
    people.coat_stand: ((0.4, 0.7), (1.6, 2.05), 16),
    plants.plant: ((0.15, 1.75), (0.4, 1.9), 46),
    plants.planter: ((0.55, 1.6), (0.3, 0.95), 70),
}
"""Longer side of the footprint, height (m) and most solids."""


@pytest.mark.parametrize("template", SIZES, ids=lambda template: template.__name__)
def test_stands_holds_together_and_is_of_its_size(template: Template, alone: Callable[..., Report]) -> None:
    (least, most), (low, high), solids = SIZES[template]
    for seed in range(40):
        rng = Random(seed)
        palette = Palette(rng)
        piece = template(rng, palette)
        report = alone(piece.solids)
        assert not report.floating and not report.loose, (
            f"seed {seed}: {[piece.solids[k - 1] for _, k in report.loose]}"
        )
        assert not report.collisions, f"seed {seed}: sinks into the floor"
        assert least <= max(piece.width, piece.depth) <= most and low <= piece.height <= high, f"seed {seed}"
        assert len(piece.solids) <= solids, f"seed {seed}"
        assert piece.label == Label.VOID and {solid.label for solid in piece.solids} == {Label.VOID}


def test_hanging_plants_hang_from_the_ceiling(alone: Callable[..., Report]) -> None:
    for seed in range(30):
        rng = Random(seed)
        piece = plants.hanging_plant(rng, Palette(rng), 2.5)
        report = alone(piece.solids, ceiling=2.5)
        assert not (report.floating or report.loose or report.collisions), f"seed {seed}"
        assert min(solid.z for solid in piece.solids) > 1.2


@pytest.mark.parametrize(
    ("template", "forms"),
    [
        (floor_things.bag, {"rucksack", "handbag", "shopping bag", "holdall"}),
        (floor_things.bin_, {"waste bin", "pedal bin", "laundry basket"}),
        (floor_things.floor_cushion, {"bean bag", "pet bed", "mat"}),
        (housework.clothes_rail, {"clothes rail", "drying rack"}),
        (housework.vacuum_cleaner, {"vacuum cleaner", "robot vacuum"}),
    ],
)
def test_every_form_occurs(template: Template, forms: set[str]) -> None:
    names = set()
    for seed in range(60):
        rng = Random(seed)
        names.add(template(rng, Palette(rng)).name)
    assert names == forms
