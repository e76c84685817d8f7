"""Cabinets of every form: sizes from shops, class, few solids, all joined, what is in them rests on their boards."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import cabinets, parlour, racks, shelves, television_boards, wardrobes
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.storage import shelf_filling
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import SolidKind

Template = Callable[[Random, Palette], Furniture]

SIZES: dict[Template, tuple[tuple[float, float], tuple[float, float], tuple[float, float], int]] = {
    wardrobes.hinged_wardrobe: ((0.39, 2.7), (0.5, 0.75), (1.75, 2.4), 25),
    wardrobes.sliding_wardrobe: ((1.25, 3.05), (0.55, 0.7), (1.9, 2.4), 25),
    wardrobes.open_wardrobe: ((0.85, 1.75), (0.48, 1.2), (1.8, 2.35), 32),
    wardrobes.armoire: ((1.0, 1.6), (0.5, 0.8), (1.8, 2.3), 25),
    wardrobes.lockers: ((0.5, 2.05), (0.44, 0.56), (1.65, 2.0), 36),
    cabinets.dresser: ((0.38, 1.7), (0.36, 0.62), (0.68, 2.0), 62),
    cabinets.sideboard: ((0.78, 2.1), (0.34, 0.6), (0.63, 1.75), 75),
    cabinets.nightstand: ((0.33, 0.66), (0.3, 0.65), (0.38, 1.3), 36),
    television_boards.television_board: ((0.88, 3.6), (0.33, 0.62), (0.29, 2.05), 60),
    shelves.bookcase: ((0.38, 1.75), (0.22, 0.42), (0.7, 2.2), 62),
    shelves.cube_shelf: ((0.32, 1.6), (0.31, 0.45), (0.66, 2.1), 60),
    shelves.ladder_shelf: ((0.48, 0.9), (0.36, 0.55), (1.55, 2.25), 48),
    shelves.frame_shelf: ((0.48, 1.3), (0.28, 0.5), (0.75, 2.5), 60),
    shelves.wall_of_shelves: ((1.9, 3.9), (0.28, 0.55), (1.9, 2.3), 62),
    shelves.hutch: ((0.78, 1.6), (0.38, 0.58), (1.7, 2.15), 62),
    racks.shoe_rack: ((0.5, 1.0), (0.17, 0.36), (0.5, 1.65), 60),
    racks.wine_rack: ((0.3, 0.68), (0.22, 0.36), (0.3, 0.7), 62),
    racks.room_divider: ((1.0, 1.75), (0.28, 0.42), (0.98, 2.15), 60),
    cabinets.filing_cabinet: ((0.36, 1.25), (0.38, 0.68), (0.5, 1.98), 36),
    parlour.vitrine: ((0.58, 1.3), (0.34, 0.52), (1.38, 2.1), 62),
    parlour.secretary: ((0.73, 1.1), (0.4, 0.95), (0.98, 1.85), 45),
    parlour.bar_cabinet: ((0.58, 1.08), (0.35, 0.52), (1.0, 2.0), 62),
    parlour.chest: ((0.68, 1.32), (0.37, 0.6), (0.36, 0.65), 8),
}
"""Width, depth, height with what stands on it (m), most solids."""


@pytest.mark.parametrize("template", SIZES, ids=lambda template: template.__name__)
def test_stands_holds_together_and_is_of_its_size(template: Template, alone: Callable[..., Report]) -> None:
    (narrow, wide), (flat, deep), (low, high), solids = SIZES[template]
    for seed in range(25):
        rng = Random(seed)
        piece = template(rng, Palette(rng))
        report = alone(piece.solids)
        assert not report.floating and not report.loose, (
            f"seed {seed}: {[piece.solids[k - 1] for _, k in report.loose]}"
        )
        assert not report.collisions, f"seed {seed}: sinks into the floor"
        assert narrow <= piece.width <= wide and flat <= piece.depth <= deep, f"seed {seed}"
        assert low <= piece.height <= high and len(piece.solids) <= solids, f"seed {seed}"
        assert piece.label == Label.CABINET
        assert {solid.label for solid in piece.solids} <= {Label.CABINET, Label.VOID, Label.LIGHTING}
        assert piece.top == 0.0 or any(abs(s.z + s.hz - piece.top) < 1e-6 for s in piece.solids), f"seed {seed}"


@pytest.mark.parametrize(
    ("template", "forms"),
    [
        (wardrobes.wardrobe, {"wardrobe", "sliding wardrobe", "open wardrobe", "armoire"}),
        (
            shelves.bookshelf,
            {"bookshelf", "cube shelf", "ladder shelf", "frame shelf", "wall of shelves", "hutch"},
        ),
        (racks.shoe_rack, {"shoe rack", "shoe cabinet"}),
        (television_boards.television_board, {"television board", "wall unit"}),
    ],
)
def test_every_form_occurs(template: Template, forms: set[str]) -> None:
    names = set()
    for seed in range(80):
        rng = Random(seed)
        names.add(template(rng, Palette(rng)).name)
    assert names == forms


def test_wall_shelves_are_held_by_the_wall(alone: Callable[..., Report]) -> None:
    for seed in range(40):
        rng = Random(seed)
        piece = racks.wall_shelf(rng, Palette(rng))
        report = alone(piece.placed(0.0, 0.0, 1.2, 0.0), wall=piece.depth / 2)
        assert not report.floating and not report.loose, f"seed {seed}"


def test_shelves_hold_what_fits_between_their_boards() -> None:
    for seed in range(200):
        rng = Random(seed)
        for solid in shelf_filling(rng, Palette(rng), -0.4, 0.4, 0.3, 1.0, 0.25):
            assert solid.z - solid.hz > 0.985 and solid.z + solid.hz < 1.26, f"seed {seed}: {solid}"
            assert abs(solid.x) + solid.hx < 0.45


def test_a_bookshelf_is_mostly_books() -> None:
    spines = things = 0
    for seed in range(60):
        rng = Random(seed)
        palette = Palette(rng)
        piece = shelves.bookcase(rng, palette)
        void = [s for s in piece.solids if s.label == Label.VOID]
        things += len(void)
        spines += sum(palette.materials[s.material].texture == 12 for s in void)
    assert 0.15 < spines / things < 0.7


def test_mixed_cases_have_open_and_closed_compartments() -> None:
    height, depth = 0.6, 0.4
    for seed in range(20):
        rng = Random(seed)
        width = rng.uniform(0.9, 2.0)
        upright = [s for s in shelves.mixed_case(rng, Palette(rng), width, depth, height, 0) if s.hz > 0.05]
        closed = set()
        for x in np.linspace(-width / 2 + 0.05, width / 2 - 0.05, 60):
            faces = [s.y - s.hy for s in upright if s.kind == SolidKind.BOX and abs(x - s.x) < s.hx and s.hx > 0.05]
            closed.add(min(faces, default=depth) < -depth / 2)  # a front stands out; the back, if any, lies behind
        assert closed == {True, False}, f"seed {seed}"
