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

"""Lamps: small enough for tables, lit half the time, as low as their recipe asks for."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import ceiling_lamps, lamps
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture

CEILING = 2.6
SEEDS = range(25)

Check = Callable[..., Report]
STANDING = [form for form in lamps.FORMS if form.place is not Place.WALL]
ON_WALLS = [form for form in lamps.FORMS if form.place is Place.WALL]


def _make(form: Form, seed: int, **sizes: float) -> Furniture:
    rng = Random(seed)
    return form.build(MaterialLibrary(rng), **sizes)


def _is_sound(report: Report) -> bool:
    return not (report.floating or report.loose or report.collisions)


@pytest.mark.parametrize("form", [form for form in lamps.FORMS if form.place is Place.TOP], ids=lambda form: form.name)
def test_table_lamps_fit_on_a_table(form: Form) -> None:
    for seed in SEEDS:
        piece = _make(form, seed)
        assert piece.height < 0.7 and max(piece.width, piece.depth) < 0.55, f"seed {seed}: too large for a table"


@pytest.mark.parametrize("low", [1.6, 2.0])
@pytest.mark.parametrize("form", ceiling_lamps.FORMS, ids=lambda form: form.name)
def test_hanging_lamps_hang_from_the_ceiling_down_to_their_height(form: Form, low: float, alone: Check) -> None:
    for seed in SEEDS:
        piece = _make(form, seed, ceiling=CEILING, low=low)
        assert _is_sound(alone(piece.solids, ceiling=CEILING)), f"seed {seed}"
        bottom = enclose(piece.solids)[2]
        if form.kind == "ceiling lamp":
            assert bottom > 2.1, f"seed {seed}"
        else:
            assert low - 0.04 < bottom < low + 0.06, f"seed {seed}: hangs down to {bottom:.2f} m"


def test_lamps_are_on_as_often_as_off() -> None:
    lit = []
    for seed in range(200):
        rng = Random(seed)
        materials = MaterialLibrary(rng)
        kind = (STANDING, ON_WALLS)[seed % 2]
        form = rng.choices(kind, [form.weight for form in kind])[0]
        solids = form.build(materials).solids
        lit.append(any(materials.rows[solid.material].emission > 0 for solid in solids))
    assert 0.35 < sum(lit) / len(lit) < 0.75
