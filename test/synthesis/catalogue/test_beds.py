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

"""Beds: mattresses as in shops, bedspreads that fall near the floor, berths that a child can sit up in."""

from __future__ import annotations

from random import Random

import numpy as np

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import bedding, beds
from svr_ros.synthesis.catalogue.bedding import Mattress, dress
from svr_ros.synthesis.catalogue.builder import Builder
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import Solid, SolidKind

FORMS = {form.name: form for form in (*beds.FORMS, *bedding.FORMS)}
BEDS = [form for form in FORMS.values() if form.kind == "bed"]


def _make(form: Form, seed: int) -> Furniture:
    rng = Random(seed)
    return form.build(MaterialLibrary(rng))


def _draw_bed(seed: int) -> Furniture:
    rng = Random(seed)
    return rng.choices(BEDS, [form.weight for form in BEDS])[0].build(MaterialLibrary(rng))


def _mattresses(piece: Furniture, half_width: float = 0.4) -> list[Solid]:
    """Return the thick boxes nearly 2 m long."""
    boxes = [s for s in piece.solids if s.kind == SolidKind.BOX and s.hx > half_width]
    return [s for s in boxes if 0.9 < s.hy < 1.03 and 0.045 < s.hz < 0.16]


def test_most_mattresses_are_as_wide_and_high_as_those_in_shops() -> None:
    sheets = [max(_mattresses(_draw_bed(seed)), key=lambda s: s.z + s.hz) for seed in range(150)]
    tops, widths = [s.z + s.hz for s in sheets], np.array([2 * s.hx for s in sheets])
    assert min(tops) > 0.12 and max(tops) < 0.75 and 0.4 < np.median(tops) < 0.6
    assert min(widths) > 0.88 and max(widths) < 2.05
    assert 0.2 < np.mean(widths < 1.25) < 0.6, "singles and doubles both occur"


def test_bedspreads_fall_near_the_floor_and_stand_out_only_where_the_bed_is_clear() -> None:
    size, low = Mattress(0.8, 1.0, 0.3, 0.55), 0.3
    bounds: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
    for clear, found in bounds.items():
        for seed in range(60):
            rng, piece = Random(seed), Builder(Label.BED)
            dress(piece, MaterialLibrary(rng), size, low, clear)
            found.append(enclose(piece.solids))
    assert min(bottom for _, _, bottom, *_ in bounds[False]) > 0.25
    fallen = [bound for bound in bounds[True] if bound[2] < 0.22]
    assert 10 < len(fallen) < 40
    for left, foot, bottom, right, _, _ in fallen:
        assert bottom > 0 and max(left, -right) < -size.half_x - 0.06 and foot < -size.half_y - 0.06


def test_nothing_is_left_on_the_canopy_of_a_four_poster() -> None:
    for seed in range(60):
        piece = _make(FORMS["four-poster"], seed)
        assert all(s.z < 1.4 for s in piece.solids if s.label == Label.VOID), f"seed {seed}"


def test_one_can_sit_up_in_both_berths_of_a_bunk_bed() -> None:
    for seed in range(20):
        tops = sorted(s.z + s.hz for s in _mattresses(_make(FORMS["bunk bed"], seed)))
        assert len(tops) == 2 and tops[0] > 0.3 and tops[1] - tops[0] > 0.65, f"seed {seed}"


def test_under_a_loft_bed_there_is_room_for_a_person_at_a_board() -> None:
    boards = 0
    for seed in range(20):
        piece = _make(FORMS["loft bed"], seed)
        [mattress] = _mattresses(piece)
        assert mattress.z - mattress.hz > 1.3
        boards += any(s.label == Label.TABLE for s in piece.solids)
    assert 3 < boards < 17


def test_gaps_between_the_bars_of_a_cot_are_narrow() -> None:
    for seed in range(20):
        piece = _make(FORMS["barred cot"], seed)
        bars = sorted(s.x for s in piece.solids if abs(s.hx - 0.008) < 1e-6 and s.y > 0.25 and abs(s.x) < 0.6)
        assert len(bars) == 9 and max(np.diff(bars)) < 0.16, f"seed {seed}"


def test_beds_are_made_of_few_solids() -> None:
    counts = [len(_draw_bed(seed).solids) for seed in range(100)]
    assert np.mean(counts) < 28.0 and max(counts) <= 60
    for kind, most in (("bunk bed", 42.0), ("cot", 38.0), ("daybed", 28.0)):
        forms = [form for form in FORMS.values() if form.kind == kind]
        assert all(np.mean([len(_make(form, seed).solids) for seed in range(20)]) < most for form in forms)
