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

"""Chairs, stools and benches: seats at real heights, slender legs, light between the parts of their backs."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import chairs, seats, sofas
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import SolidKind

FORMS = {form.name: form for module in (chairs, seats, sofas) for form in module.FORMS}
WOODEN = [f"{back}-back chair" for back in ("slat", "ladder", "board", "splat", "cross", "panel")]


def _of_kind(kind: str) -> list[Form]:
    return [form for form in FORMS.values() if form.kind == kind]


def _make(form: Form, seed: int) -> Furniture:
    rng = Random(seed)
    return form.build(MaterialLibrary(rng))


def _solid_fraction(piece: Furniture, z: float, step: float = 0.01) -> float:
    """Return the fraction of the piece's footprint that its solids fill at a height, each as an upright box."""
    x = np.arange(-piece.width / 2, piece.width / 2, step)
    other = np.arange(-piece.depth / 2, piece.depth / 2, step)
    grid = np.stack(np.meshgrid(x, other), -1)
    inside = np.zeros(grid.shape[:2], bool)
    for s in piece.solids:
        if abs(z - s.z) < s.hz:
            inside |= (np.abs(grid - [s.x, s.y]) < [s.hx, s.hy]).all(-1)
    return float(inside.mean())


@pytest.mark.parametrize("form", _of_kind("dining chair"), ids=lambda form: form.name)
def test_dining_chairs_have_their_seats_at_one_height(form: Form) -> None:
    for seed in range(15):
        # The seat is the highest level solid around the middle.
        level = [
            s for s in _make(form, seed).solids if abs(s.x) < 0.03 and abs(s.y) < 0.14 and s.hz < 0.06 and s.z < 0.5
        ]
        assert 0.4 < max(s.z + s.hz for s in level) < 0.53, f"seed {seed}"


@pytest.mark.parametrize("name", WOODEN)
def test_wooden_chairs_stand_on_thin_legs_with_air_between(name: str) -> None:
    for seed in range(15):
        assert _solid_fraction(_make(FORMS[name], seed), 0.05) < 0.06, f"seed {seed}"


@pytest.mark.parametrize("kind", ["stool", "bar stool", "office chair"])
def test_seats_are_at_heights_that_people_sit_at(kind: str) -> None:
    low, high = {"bar stool": (0.58, 0.82), "stool": (0.38, 0.75)}.get(kind, (0.38, 0.64))
    for form in _of_kind(kind):
        for seed in range(15):
            piece = _make(form, seed)
            level = [s for s in piece.solids if np.hypot(s.x, s.y) < 0.13 and min(s.hx, s.hy) > 0.1 and s.pitch == 0.0]
            seat = min(s.z + s.hz for s in level if s.z + s.hz > 0.35)
            assert low < seat < high, f"{form.name}, seed {seed}: {seat:.2f} m"


@pytest.mark.parametrize("name", ["slat-back chair", "comb-back windsor chair", "splat-back chair"])
def test_one_looks_through_backs_of_slats_and_spindles(name: str) -> None:
    for seed in range(15):
        piece = _make(FORMS[name], seed)
        # Seen from the front: the fraction of the back, between the seat and the crest rail, that something covers.
        x, z = np.linspace(-0.18, 0.18, 73), np.linspace(0.66, piece.height - 0.14, 9)
        covered = np.zeros((len(z), len(x)), bool)
        for x0, _, z0, x1, _, z1 in (enclose([solid]) for solid in piece.solids):
            covered |= ((z > z0) & (z < z1))[:, None] & (x > x0) & (x < x1)
        assert 0.02 < covered.mean() < 0.75, f"seed {seed}: {covered.mean():.2f}"


def test_rocking_chairs_stand_on_two_runners() -> None:
    for form in _of_kind("rocking chair"):
        for seed in range(15):
            low = [s for s in _make(form, seed).solids if s.kind == SolidKind.SHELL and abs(s.x) > 0.2]
            assert len(low) == 2 and low[0].x * low[1].x < 0


def test_the_same_form_and_seed_give_the_same_piece() -> None:
    for form in FORMS.values():
        assert _make(form, 5) == _make(form, 5)


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("dining chair", 14.0),
        ("office chair", 26.0),
        ("stool", 9.0),
        ("bar stool", 10.0),
        ("bench", 9.0),
        ("armchair", 14.0),
    ],
)
def test_is_made_of_few_solids(kind: str, most: float) -> None:
    forms = _of_kind(kind)
    counts = [np.mean([len(_make(form, seed).solids) for seed in range(20)]) for form in forms]
    assert np.average(counts, weights=[form.weight for form in forms]) < most
