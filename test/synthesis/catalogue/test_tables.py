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

"""Tables and desks: sizes of real ones, a top to put things on."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import tables
from svr_ros.synthesis.catalogue.forms import Form, Range
from svr_ros.synthesis.furnishing.tabletops import surface
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import SolidKind

FORMS = tables.FORMS

# Ranges of width, depth and height (m) that shops sell, by kind.
SIZES: dict[str, tuple[Range, Range, Range]] = {
    "dining table": ((0.6, 3.0), (0.58, 1.5), (0.7, 0.79)),
    "coffee table": ((0.38, 1.4), (0.38, 1.05), (0.28, 0.52)),
    "side table": ((0.3, 0.82), (0.3, 0.82), (0.33, 0.67)),
    "console table": ((0.75, 1.45), (0.25, 0.45), (0.7, 0.95)),
    "bar table": ((0.55, 1.65), (0.45, 0.85), (0.98, 1.15)),
    "children's table": ((0.5, 0.95), (0.4, 0.85), (0.42, 0.6)),
    "desk": ((0.75, 1.95), (0.45, 1.65), (0.68, 1.4)),
}


def _make(form: Form, seed: int) -> Furniture:
    rng = Random(seed)
    return form.build(MaterialLibrary(rng))


def test_every_kind_of_table_is_in_the_catalogue() -> None:
    assert {form.kind for form in FORMS} == set(SIZES)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_has_the_size_of_real_ones(form: Form) -> None:
    for seed in range(12):
        piece = _make(form, seed)
        for size, (low, high) in zip((piece.width, piece.depth, piece.height), SIZES[form.kind], strict=True):
            assert low <= size <= high, f"seed {seed}: {size:.2f} m"
        assert {s.label for s in piece.solids} <= {Label.TABLE} and len(piece.solids) <= 26


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_things_put_on_a_table_stand_on_its_top(form: Form) -> None:
    for seed in range(12):
        piece = _make(form, seed)
        x0, y0, x1, y1 = surface(piece)
        assert x1 - x0 > 0.15 and y1 - y0 > 0.15
        grid = np.stack(np.meshgrid(np.linspace(x0, x1, 7), np.linspace(y0, y1, 7)), -1).reshape(-1, 2)
        held = np.zeros(len(grid), bool)
        for s in piece.solids:
            if s.yaw == s.pitch == s.roll == 0.0 and abs(s.z + s.hz - piece.top) < 0.003:
                away = np.abs(grid - [s.x, s.y])
                is_round = s.kind == SolidKind.CONE
                held |= (np.hypot(*away.T) <= s.hx) if is_round else (away <= [s.hx, s.hy]).all(1)
        assert held.all(), f"seed {seed}: a place to put things on is in the air"


def test_corner_desks_leave_their_inner_corner_free() -> None:
    [form] = [form for form in FORMS if form.name == "corner desk"]
    for seed in range(20):
        piece = _make(form, seed)
        x0, y0, x1, y1 = (
            np.array(side) for side in zip(*((b[0], b[1], b[3], b[4]) for b in piece.filled()), strict=True)
        )
        assert len(piece.blocks) == 2 and x0.min() == pytest.approx(-piece.width / 2)
        wing = int(np.argmin(y0))
        board = 1 - wing
        free = (x1[board] - x0[board] - x1[wing] + x0[wing]) * (y0[board] - y0[wing])
        assert free > 0.2
        for s in piece.solids:
            inside = (x0 - 0.01 <= s.x) & (s.x <= x1 + 0.01) & (y0 - 0.01 <= s.y) & (s.y <= y1 + 0.01)
            assert inside.any(), f"seed {seed}: a part stands in the free corner"


def test_things_on_a_desk_stand_before_its_pigeonholes() -> None:
    [form] = [form for form in FORMS if form.name == "desk with pigeonholes"]
    for seed in range(20):
        piece = _make(form, seed)
        _, _, _, back = surface(piece)
        above = [s for s in piece.solids if s.z > piece.top]
        assert above and back < min(s.y - s.hy for s in above)
