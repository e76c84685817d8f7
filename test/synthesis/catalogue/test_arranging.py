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

"""Small things on surfaces: apart from each other, within the edges, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import arranging
from svr_ros.synthesis.catalogue.builder import Builder
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture


def _cube(materials: MaterialLibrary, kind: str) -> Furniture:
    piece, half = Builder(0), materials.uniform(0.03, 0.1)
    piece.box(half, half, (0, 2 * half))
    return piece.furniture()


def test_scattered_things_lie_apart_and_well_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranging, "thing", _cube)
    placed = 0
    for seed in range(40):
        rng = Random(seed)
        solids = arranging.scatter(MaterialLibrary(rng), "cube", 6, 1.2, 0.7, 0.75)
        assert [solid.z - solid.hz for solid in solids] == pytest.approx([0.75] * len(solids))
        placed += len(solids)
        boxes = np.array([enclose([solid]) for solid in solids]).reshape(-1, 6)
        far = np.hypot(np.abs(boxes[:, [0, 3]]).max(1) / 0.6, np.abs(boxes[:, [1, 4]]).max(1) / 0.35)
        assert (far <= 1.0 + 1e-9).all(), "a thing hangs over the edge of an oval table"
        for i in range(len(boxes)):
            for j in range(i):
                overlap = (boxes[i, :2] < boxes[j, 3:5]).all() and (boxes[j, :2] < boxes[i, 3:5]).all()
                assert not overlap, f"seed {seed}: two things share their place"
    assert placed > 40 * 4, "most things should find a place"


def test_things_in_a_row_keep_their_order_and_limits() -> None:
    for seed in range(30):
        rng = Random(seed)
        materials = MaterialLibrary(rng)
        things: Sequence[Furniture] = [arranging.thing(materials, "shelf thing") for _ in range(18)]
        solids = arranging.line_up(MaterialLibrary(rng), things, (-0.5, 0.5), 0.1, 0.3, 0.2, 0.25)
        x0, y0, z0, x1, y1, z1 = enclose(solids)
        assert x0 >= -0.5 and x1 <= 0.5 and y0 >= -0.1 - 1e-9 and y1 <= 0.1 + 1e-9
        assert z0 >= 0.29 and z1 <= 0.56


def test_an_unknown_kind_is_an_error() -> None:
    rng = Random(0)
    with pytest.raises(KeyError, match="moon thing"):
        arranging.thing(MaterialLibrary(rng), "moon thing")
