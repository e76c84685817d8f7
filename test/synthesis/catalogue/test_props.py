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

"""Props: they are void, every surface has a choice of them, and parts of them keep to their limits."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import props
from svr_ros.synthesis.catalogue.forms import Place, make_piece
from svr_ros.synthesis.catalogue.props import floor, household
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.materials import MaterialLibrary

Check = Callable[..., Report]


def test_props_are_void_but_for_the_stool_of_a_sitting_person() -> None:
    for form in props.FORMS:
        classes = {Label.VOID, Label.CHAIR} if form.name == "sitting person" else {Label.VOID}
        for rng in map(Random, range(5 if form.place is not Place.CEILING else 0)):
            assert {solid.label for solid in form.build(MaterialLibrary(rng)).solids} == classes, form.name


@pytest.mark.parametrize("kind", ["shelf", "low board", "table", "desk", "kitchen", "nightstand", "seat", "bath"])
def test_each_surface_has_a_choice_of_things(kind: str) -> None:
    forms = [form for form in props.FORMS if form.kind == f"{kind} thing"]
    assert len(forms) >= 4 and all(form.place is Place.TOP for form in forms)


def test_hanging_plants_leave_room_to_walk_below() -> None:
    for seed in range(30):
        rng = Random(seed)
        piece = make_piece(floor.hanging_plant, MaterialLibrary(rng), ceiling=2.5)
        assert min(solid.z for solid in piece.solids) > 1.2


def test_garments_stay_on_their_rail() -> None:
    for seed in range(30):
        rng = Random(seed)
        piece = household.Builder(Label.VOID)
        household.add_garments(piece, MaterialLibrary(rng), (-0.4, 0.5), 1.6, 8, 1.0)
        x0, _, z0, x1, _, z1 = enclose(piece.solids)
        assert x0 > -0.45 and x1 < 0.56 and z0 > 0.5 and z1 < 1.62, f"seed {seed}"


def test_shoes_without_boots_fit_a_shoe_rack() -> None:
    for seed in range(30):
        rng = Random(seed)
        assert make_piece(floor.pair_of_shoes, MaterialLibrary(rng), boots=0.0).height < 0.12, f"seed {seed}"
