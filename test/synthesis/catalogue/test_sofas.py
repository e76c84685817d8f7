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

"""Sofas: bent ones keep to their blocks, wings occur at either end, seats are at one height."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import chairs, sofas
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.upholstery import draw_style
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture

FORMS = [form for module in (sofas, chairs) for form in module.FORMS if form.label == Label.SOFA]
BENT = [form for form in FORMS if form.kind in ("corner sofa", "u sofa")]


def _make(form: Form, seed: int) -> Furniture:
    rng = Random(seed)
    return form.build(MaterialLibrary(rng))


@pytest.mark.parametrize("form", BENT, ids=lambda form: form.name)
def test_bent_sofas_leave_their_inner_corner_free(form: Form) -> None:
    for seed in range(20):
        piece = _make(form, seed)
        area = sum((b[3] - b[0]) * (b[4] - b[1]) for b in piece.filled())
        assert area < 0.95 * piece.width * piece.depth
        covered = np.zeros(len(piece.solids), bool)
        for x0, y0, _, x1, y1, _ in piece.filled():
            covered |= np.array([x0 - 0.05 <= s.x <= x1 + 0.05 and y0 - 0.15 <= s.y <= y1 + 0.05 for s in piece.solids])
        assert covered.all(), f"seed {seed}: a part lies outside of the blocks"


def test_wings_come_after_the_straight_run_and_occur_at_either_end() -> None:
    sides = set()
    for form in BENT:
        for seed in range(20):
            run, *wings = _make(form, seed).blocks
            assert len(wings) == (2 if form.kind == "u sofa" else 1)
            assert all(wing[1] < run[1] - 0.2 for wing in wings), "wings come forward of the run"
            sides |= {np.sign(wing[0] + wing[3] - run[0] - run[3]) for wing in wings if len(wings) == 1}
    assert sides == {-1.0, 1.0}


def test_seats_and_backs_of_sofas_are_as_high_as_those_in_shops() -> None:
    for seed in range(100):
        rng = Random(seed)
        style = draw_style(MaterialLibrary(rng))
        assert 0.38 < style.seat < 0.48 and style.seat + 0.2 < style.back < 1.0
        assert style.seat < style.arm < style.back and 0.4 < style.seat_y + style.depth / 2 < 0.9


def test_sofas_are_made_of_few_solids() -> None:
    for form in FORMS:
        counts = [len(_make(form, seed).solids) for seed in range(60)]
        assert max(counts) <= 60
        assert np.mean(counts) < (38.0 if form.kind == "u sofa" else 30.0 if form.kind == "corner sofa" else 24.0)
