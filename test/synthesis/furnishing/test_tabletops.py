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

"""Things on tables stand on the top, apart from each other and from what rises above it."""

from __future__ import annotations

from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import table
from svr_ros.synthesis.catalogue.builder import Builder
from svr_ros.synthesis.catalogue.forms import Form, Kinds, Place
from svr_ros.synthesis.furnishing.eating import scaled
from svr_ros.synthesis.furnishing.tabletops import is_round, surface, with_things
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import RoomSize
from svr_ros.synthesis.shell.plan import Plan


def _cube(piece: Builder, materials: MaterialLibrary) -> None:
    piece.material = materials.thing()
    piece.box(0.05, 0.04, (0.0, 0.1))


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(table, "_KINDS", Kinds([Form("cube", "cube", Label.VOID, _cube, place=Place.TOP)]))
    rng = Random(3)
    return Plan(rng, MaterialLibrary(rng), RoomSize(2.0, 2.0, 2.5))


def _table(raised: bool = False, disc: bool = False) -> Furniture:
    piece = Builder(Label.TABLE)
    if disc:
        piece.cone((0.7, 0.73), 0.6)
    else:
        piece.box(0.7, 0.4, (0.7, 0.73))
    piece.legs(0.35, 0.3, 0.71, 0.03)
    piece.top = 0.73
    if raised:
        piece.box((0.0, 0.68), 0.38, (0.73, 0.9))
    return piece.furniture()


def test_things_stand_on_the_top_within_its_edges_and_apart(plan: Plan) -> None:
    bare = _table()
    laden = with_things(plan, bare, 12, {"cube": 1.0})
    things = [enclose([solid]) for solid in laden.solids[len(bare.solids) :]]
    assert len(things) > 6 and laden.height == pytest.approx(0.83)
    for k, (x0, y0, z0, x1, y1, _) in enumerate(things):
        assert z0 == pytest.approx(0.73)
        assert -0.69 < x0 < x1 < 0.69 and -0.39 < y0 < y1 < 0.39
        assert all(x0 >= b[3] or x1 <= b[0] or y0 >= b[4] or y1 <= b[1] for b in things[:k])


def test_things_keep_clear_of_parts_that_rise_above_the_top(plan: Plan) -> None:
    bare = _table(raised=True)
    laden = with_things(plan, bare, 12, {"cube": 1.0})
    things = [enclose([solid]) for solid in laden.solids[len(bare.solids) :]]
    assert things and all(x1 <= 0.0 for _, _, _, x1, _, _ in things)


def test_round_tops_offer_the_square_inside_their_disc() -> None:
    x0, y0, x1, y1 = surface(_table(disc=True))
    assert is_round(_table(disc=True)) and not is_round(_table())
    assert (x0, y0) == (-x1, -y1) and 0.38 < x1 < 0.6 / 2**0.5


def test_scaling_a_piece_scales_its_solids_and_keeps_it_on_the_floor() -> None:
    piece = _table(raised=True)
    small = scaled(piece, 0.5)
    assert (small.width, small.depth, small.top) == (piece.width / 2, piece.depth / 2, piece.top / 2)
    for large, little in zip(piece.solids, small.solids, strict=True):
        assert enclose([little]) == pytest.approx([value / 2 for value in enclose([large])])
