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

"""Every form of the catalogue: its class and sizes, that it stands or hangs in one piece, and that rooms contain it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue.forms import ANY, Form, Place, make_piece
from svr_ros.synthesis.catalogue.table import CEILING, FORMS, build_example, draw
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.rooms import build_room

SEEDS = range(10)
MAX_SOLIDS = {"kitchen run": 125}
AT_WALLS = ("shower", "washbasin")
"""Kinds that stand on the floor and are fixed to the wall."""

# A small thing is listed once for each surface that it stands on: one entry of each maker is enough.
MADE = tuple({form.make: form for form in FORMS}.values())
each_form = pytest.mark.parametrize("form", MADE, ids=lambda form: form.name)


@cache
def _build(form: Form, seed: int) -> Furniture:
    rng = Random(seed)
    return build_example(form, MaterialLibrary(rng))


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(form.name for form in FORMS).items() if count > 1] == []


def test_sizes_are_given_unless_the_room_determines_them() -> None:
    free = {form for form in FORMS if ANY in (form.width, form.depth, form.height)}
    assert {form.place for form in free} <= {Place.CEILING, Place.WINDOW, Place.FITTED}


@each_form
def test_has_its_name_class_and_sizes_and_few_solids(form: Form) -> None:
    for seed in SEEDS:
        piece = _build(form, seed)
        assert (piece.name, piece.label) == (form.name, form.label)
        assert any(solid.label == form.label for solid in piece.solids), f"seed {seed}"
        for (low, high), size in zip(
            (form.width, form.depth, form.height), (piece.width, piece.depth, piece.height), strict=True
        ):
            assert low <= size <= high, f"seed {seed}: {size:.3f} m"
        assert len(piece.solids) <= MAX_SOLIDS.get(form.kind, 60), f"seed {seed}"


@each_form
def test_is_measured_and_centred(form: Form) -> None:
    for seed in SEEDS:
        piece = _build(form, seed)
        x0, y0, z0, x1, y1, z1 = enclose(piece.solids)
        assert np.allclose([-x0, -y0, x1, y1], np.array([piece.width, piece.depth] * 2) / 2)
        assert z1 <= piece.height + 1e-9 and z0 > -0.01


@each_form
def test_stands_or_hangs_in_one_piece(form: Form, alone: Callable[..., Report]) -> None:
    for seed in SEEDS:
        piece = _build(form, seed)
        match form.place:
            case Place.FLOOR | Place.TOP if form.kind not in AT_WALLS:
                report = alone(piece.solids)
            case Place.CEILING:
                report = alone(piece.solids, ceiling=CEILING)
            case Place.WALL:
                report = alone(piece.placed(0.0, 0.0, 1.2, 0.0), wall=piece.depth / 2)
            case _:
                report = alone(piece.solids, wall=piece.depth / 2)
        assert report == Report([], [], []), f"seed {seed}: {[piece.solids[k - 1] for _, k in report.loose][:2]}"


def test_draws_forms_of_a_kind_by_weight() -> None:
    sofas = {form.name: form.weight for form in FORMS if form.kind == "sofa"}
    drawn = Counter(draw(MaterialLibrary(rng), "sofa").name for rng in map(Random, range(800)))
    assert drawn.keys() == sofas.keys()
    for name, weight in sofas.items():
        expected = 800 * weight / sum(sofas.values())
        assert drawn[name] == pytest.approx(expected, abs=4 * expected**0.5)


def test_there_is_no_form_of_an_unknown_kind() -> None:
    rng = Random(0)
    with pytest.raises(KeyError, match="no 'throne'"):
        draw(MaterialLibrary(rng), "throne")


def test_every_form_is_drawn_in_1000_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes about 8 s: the rooms are only laid out."""
    drawn = set()

    def build(form: Form, materials: MaterialLibrary, **sizes: Any) -> Furniture:
        drawn.add(form)
        return make_piece(form.make, materials, form.label, form.name, **sizes)

    monkeypatch.setattr(Form, "build", build)
    for seed in range(1000):
        build_room(seed)
    makers = {form.make for form in drawn}
    assert [form.name for form in MADE if form.make not in makers] == []
    assert {form.kind for form in drawn} == {form.kind for form in FORMS}
