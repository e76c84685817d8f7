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

"""Objects on walls and at windows are attached to the wall, within the limits that the recipe gives."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import walls
from svr_ros.synthesis.catalogue.builder import Builder
from svr_ros.synthesis.catalogue.forms import Form, Place, make_piece
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.materials import MaterialLibrary

SEEDS = range(25)
WINDOWS = [form for form in walls.FORMS if form.place is Place.WINDOW]
ON_WALLS = [form for form in walls.FORMS if form.place is not Place.WINDOW]
WINDOW = {"width": 1.4, "bottom": 0.3, "top": 2.2}

Check = Callable[..., Report]


def _is_sound(report: Report) -> bool:
    return not (report.floating or report.loose or report.collisions)


@pytest.mark.parametrize("form", ON_WALLS, ids=lambda form: form.name)
def test_pieces_on_walls_are_of_one_class(form: Form) -> None:
    for rng in map(Random, SEEDS):
        assert {solid.label for solid in form.build(MaterialLibrary(rng)).solids} == {form.label}


@pytest.mark.parametrize("ribbed", [False, True])
def test_radiators_fit_below_their_window(ribbed: bool) -> None:
    for seed in SEEDS:
        rng = Random(seed)
        piece = make_piece(walls.radiator, MaterialLibrary(rng), ribbed=ribbed, max_width=1.0, max_height=0.6)
        assert piece.width <= 1.0 and piece.height <= 0.62, f"seed {seed}"


@pytest.mark.parametrize("mat", [None, 2])
def test_pictures_have_the_size_that_is_asked_for(mat: int | None) -> None:
    for seed in SEEDS:
        builder = Builder(Label.WALL)
        walls.framed(builder, Random(seed), 0, 1, 0.8, 0.5, mat)
        piece = builder.furniture()
        assert (piece.width, piece.height) == pytest.approx((0.8, 0.5))
        front = min(piece.solids, key=lambda solid: enclose([solid])[1])
        assert piece.depth < 0.05 and (front.material == 0 or front.material == 1)


@pytest.mark.parametrize("form", WINDOWS, ids=lambda form: form.name)
def test_curtains_and_blinds_hang_on_the_wall_over_their_window(form: Form, alone: Check) -> None:
    for seed in SEEDS:
        rng = Random(seed)
        piece = form.build(MaterialLibrary(rng), **WINDOW)
        x0, _, z0, x1, _, z1 = enclose(piece.solids)
        blind = form.kind == "blind"
        assert _is_sound(alone(piece.solids, wall=piece.depth / 2)) or blind, f"seed {seed}"
        assert (x1 - x0 == pytest.approx(WINDOW["width"])) == blind
        assert z0 > WINDOW["bottom"] - 0.03 and WINDOW["top"] - 0.01 < z1 < WINDOW["top"] + 0.05


@pytest.mark.parametrize("make", [walls.curtains, walls.sheer])
def test_cloth_hangs_before_the_window_board(make: Callable) -> None:
    for seed in SEEDS:
        rng = Random(seed)
        piece = make_piece(make, MaterialLibrary(rng), **WINDOW, front=0.15)
        cloth = [solid for solid in piece.solids if solid.hz > 0.5]
        assert enclose(cloth)[4] < piece.depth / 2 - 0.15, f"seed {seed}"
