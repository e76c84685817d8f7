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

"""The sheet of the catalogue: every maker once, pieces in view, names below."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from svr_ros.evaluation.catalogue_sheet import catalogue_sheet, distinct_forms, draw_form
from svr_ros.synthesis.catalogue.forms import Place
from svr_ros.synthesis.catalogue.table import FORMS

SIZE = 48


def test_every_maker_is_shown_once_and_kinds_stay_together() -> None:
    forms = distinct_forms()
    assert {form.make for form in forms} == {form.make for form in FORMS} and len({f.make for f in forms}) == len(forms)
    groups = [(form.place, form.label, form.kind) for form in forms]
    assert sum(a != b for a, b in pairwise(groups)) == len(set(groups)) - 1


@pytest.mark.parametrize("place", list(Place))
def test_a_piece_fills_the_middle_of_its_picture(place: Place) -> None:
    form = max((form for form in FORMS if form.place is place), key=lambda form: form.width[1] * form.height[1])
    image = draw_form(form, SIZE).astype(int)
    assert image.shape == (SIZE, SIZE, 3)
    # The piece differs from the plain wall and floor around it.
    middle, edge = image[SIZE // 4 : -SIZE // 4, SIZE // 4 : -SIZE // 4], image[:, :4]
    background = edge.mean((0, 1))
    assert np.abs(middle - background).mean() > np.abs(edge - background).mean()


def test_the_sheet_has_a_row_for_twenty_forms() -> None:
    sheet = catalogue_sheet(FORMS[:2])
    assert sheet.dtype == np.uint8 and sheet.shape[1] == 2 * (160 + 6) + 6
