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

"""Cases: sizes from shops, classes, layouts of cells, things that fit between their boards."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import cabinets, shelves
from svr_ros.synthesis.catalogue.arranging import fill_shelf
from svr_ros.synthesis.catalogue.builder import Builder
from svr_ros.synthesis.catalogue.cases import Case, Cell, Space, doors, drawers, new_case
from svr_ros.synthesis.catalogue.forms import Form, Place, Range
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import SolidKind
from svr_ros.synthesis.texture_kinds import TextureKind

FORMS = (*cabinets.FORMS, *shelves.FORMS)
STANDING = tuple(form for form in FORMS if form.place == Place.FLOOR)

# Ranges of width, depth and height (m) by kind, with the things on them.
SIZES: dict[str, tuple[Range, Range, Range]] = {
    "wardrobe": ((0.39, 3.05), (0.48, 1.2), (1.75, 2.4)),
    "lockers": ((0.5, 2.05), (0.44, 0.56), (1.65, 2.0)),
    "dresser": ((0.38, 1.7), (0.36, 0.62), (0.68, 2.0)),
    "sideboard": ((0.78, 2.1), (0.34, 0.6), (0.63, 1.75)),
    "nightstand": ((0.33, 0.66), (0.3, 0.66), (0.38, 1.3)),
    "filing cabinet": ((0.36, 1.25), (0.38, 0.7), (0.5, 2.1)),
    "television board": ((0.88, 3.6), (0.33, 0.62), (0.29, 2.05)),
    "bookshelf": ((0.32, 3.9), (0.22, 0.6), (0.66, 2.5)),
    "room divider": ((1.0, 1.75), (0.28, 0.42), (0.98, 2.15)),
    "shoe rack": ((0.5, 1.0), (0.17, 0.42), (0.5, 2.3)),
    "wine rack": ((0.3, 0.68), (0.22, 0.36), (0.3, 0.7)),
    "display cabinet": ((0.58, 1.3), (0.34, 0.55), (1.0, 2.1)),
    "bureau": ((0.73, 1.1), (0.4, 1.02), (0.98, 1.85)),
    "chest": ((0.68, 1.32), (0.37, 0.6), (0.36, 0.65)),
}


def _make(form: Form, seed: int) -> tuple[Furniture, MaterialLibrary]:
    rng = Random(seed)
    materials = MaterialLibrary(rng)
    return form.build(materials), materials


def _case(seed: int) -> Case:
    rng = Random(seed)
    return new_case(Builder(Label.CABINET), MaterialLibrary(rng), (rng.uniform(0.9, 2.0), 0.4, 0.6))


def test_every_kind_of_case_is_in_the_catalogue() -> None:
    assert {form.kind for form in STANDING} == set(SIZES)


@pytest.mark.parametrize("form", STANDING, ids=lambda form: form.name)
def test_has_the_size_of_real_ones_and_the_classes_of_cases(form: Form) -> None:
    for seed in range(12):
        piece, _ = _make(form, seed)
        for size, (low, high) in zip((piece.width, piece.depth, piece.height), SIZES[form.kind], strict=True):
            assert low <= size <= high, f"seed {seed}: {size:.2f} m"
        assert {solid.label for solid in piece.solids} <= {Label.CABINET, Label.VOID, Label.LIGHTING}
        assert piece.top == 0.0 or any(abs(s.z + s.hz - piece.top) < 1e-6 for s in piece.solids), f"seed {seed}"


def test_shelves_hold_things_that_fit_between_their_boards() -> None:
    for seed in range(200):
        case = _case(seed)
        fill_shelf(case, Space((-0.4, 0.4), (-0.15, 0.15), (1.0, 1.25)))
        for solid in case.piece.solids:
            assert solid.z - solid.hz > 0.985 and solid.z + solid.hz < 1.26, f"seed {seed}: {solid}"
            assert abs(solid.x) + solid.hx < 0.45


def test_a_bookshelf_is_mostly_books() -> None:
    [form] = [form for form in shelves.FORMS if form.name == "bookcase"]
    spines = things = 0
    for seed in range(60):
        piece, materials = _make(form, seed)
        void = [s for s in piece.solids if s.label == Label.VOID]
        things += len(void)
        spines += sum(materials.rows[s.material].texture.columns[0] == TextureKind.SPINES for s in void)
    assert 0.15 < spines / things < 0.7


def test_a_case_of_closed_cells_is_one_block_with_fronts() -> None:
    case = _case(0)
    x, z = case.x, case.z
    case.style = case.style._replace(panelled=False, handle="none")
    case.build([Cell(x, (0.0, 0.3), 2, 1, doors()), Cell(x, (0.3, z[1]), 3, 2, drawers)])
    body, *fronts = case.piece.solids
    assert (2 * body.hx, 2 * body.hy, 2 * body.hz) == pytest.approx((x[1] - x[0], 0.4, 0.6))
    assert len(fronts) == 2 + 6 and all(front.y < body.y - body.hy for front in fronts)


def test_open_compartments_lie_between_boards() -> None:
    spaces: list[Space] = []
    for seed in range(10):
        case = _case(seed)
        case.build([Cell(case.x, case.z, 3, 2, None, lambda case, space, count: spaces.append(space))])
        for space in spaces:
            low, high = np.array(space).T
            for s in case.piece.solids:
                apart = np.abs([s.x, s.y, s.z] - (low + high) / 2) - [s.hx, s.hy, s.hz] - (high - low) / 2
                assert apart.max() > -1e-9, f"seed {seed}: a board runs through a compartment"
        assert len(spaces) == 6
        spaces.clear()


def test_half_open_cases_have_open_and_closed_compartments() -> None:
    for seed in range(20):
        case = _case(seed)
        case.max_solids = 0
        case.build(cabinets.half_open(case))
        upright = [s for s in case.piece.solids if s.hz > 0.05]
        closed = set()
        for x in np.linspace(case.x[0] + 0.05, case.x[1] - 0.05, 60):
            faces = [s.y - s.hy for s in upright if s.kind == SolidKind.BOX and abs(x - s.x) < s.hx and s.hx > 0.05]
            closed.add(min(faces, default=1.0) < case.y[0])  # a front stands out; the back, if any, lies behind
        assert closed == {True, False}, f"seed {seed}"


def test_mirrored_wardrobes_have_mirrors() -> None:
    [form] = [form for form in shelves.FORMS if form.name == "mirrored wardrobe"]
    for seed in range(10):
        piece, materials = _make(form, seed)
        assert any(materials.rows[s.material].mirror > 0.7 for s in piece.solids), f"seed {seed}"
