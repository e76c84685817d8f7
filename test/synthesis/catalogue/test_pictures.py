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

"""Pictures and mirrors: of class wall, flat, with the image or the glass as their last solid."""

from __future__ import annotations

from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.walls import FORMS
from svr_ros.synthesis.materials import MaterialLibrary

PICTURES = [form for form in FORMS if form.kind in ("picture", "mirror", "board")]


@pytest.mark.parametrize("form", PICTURES, ids=lambda form: form.name)
def test_is_a_flat_piece_of_wall_whose_last_solid_is_what_one_looks_at(form: Form) -> None:
    for seed in range(40):
        rng = Random(seed)
        materials = MaterialLibrary(rng)
        piece = form.build(materials)
        assert {solid.label for solid in piece.solids} == {Label.WALL}
        face = piece.solids[-1]
        assert face.y - face.hy == pytest.approx(-piece.depth / 2, abs=0.04)
        assert (materials.rows[face.material].mirror > 0.7) == (form.kind == "mirror")
