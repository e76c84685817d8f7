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

"""Kitchen runs: a sink one can look into, machines, heights of worktops, all on floor and wall, blocks that enclose."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue import kitchen_units, kitchens
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.kitchen_units import KitchenStyle, draw_kitchen_style
from svr_ros.synthesis.layout.contact import Report
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture

RUN, ISLAND = kitchens.FORMS


def _run(seed: int, uppers: bool, length: float | None = None) -> tuple[Furniture, KitchenStyle]:
    rng = Random(seed)
    materials = MaterialLibrary(rng)
    style = draw_kitchen_style(materials, 2.5)
    length = rng.uniform(0.9, 4.2) if length is None else length
    return RUN.build(materials, style=style, length=length, uppers=uppers), style


def test_runs_stand_and_hang_as_a_whole(alone: Callable[..., Report]) -> None:
    solids = []
    for seed in range(60):
        piece, style = _run(seed, uppers=seed % 2 == 0)
        report = alone(piece.solids, wall=piece.depth / 2)
        assert not report.floating and not report.loose, (
            f"seed {seed}: {[piece.solids[k - 1] for _, k in report.loose]}"
        )
        assert 0.85 <= style.height <= 0.95 and piece.label == Label.CABINET
        assert 0.6 <= piece.depth <= 0.8, f"seed {seed}"
        solids.append(len(piece.solids))
    assert max(solids) <= 125 and sum(solids) / len(solids) < 90


def test_runs_are_about_as_long_as_asked_for() -> None:
    for seed in range(40):
        length = 0.9 + 0.08 * seed
        piece, _ = _run(seed, uppers=False, length=length)
        units = max(block[3] for block in piece.blocks) - min(block[0] for block in piece.blocks)
        assert length - 0.36 <= units <= length + 1e-9, f"seed {seed}"


def test_blocks_enclose_the_run() -> None:
    for seed in range(30):
        piece, _ = _run(seed, uppers=True)
        for solid in piece.solids:
            x0, y0, z0, x1, y1, z1 = enclose([solid])
            middle = (x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2
            held = any(
                a - 0.05 <= middle[0] <= d + 0.05 and b - 0.12 <= middle[1] <= e + 0.02 and c - 0.06 <= middle[2]
                for a, b, c, d, e, _ in piece.filled()
            )
            assert held, f"seed {seed}: {solid} lies outside of every block"


def test_sinks_are_hollow() -> None:
    found = 0
    for seed in range(40):
        piece, style = _run(seed, uppers=True, length=2.4)
        bottoms = [
            s for s in piece.solids if s.label == Label.VOID and abs(s.z - style.height + 0.16) < 1e-6 and s.hz < 0.01
        ]
        for bottom in bottoms:
            found += 1
            over = [enclose([s]) for s in piece.solids if s.label == Label.CABINET]
            covers = [
                b for b in over if b[0] < bottom.x < b[3] and b[1] < bottom.y < b[4] and abs(b[5] - style.height) < 0.1
            ]
            assert not covers, f"seed {seed}: the worktop closes the sink"
    assert found > 25, "nearly every run of 2.4 m has a sink"


def test_runs_have_wall_units_only_if_they_may() -> None:
    for seed in range(20):
        for uppers in (False, True):
            piece, style = _run(seed, uppers, length=3.0)
            hung = [block for block in piece.filled() if block[2] > 0.0]
            assert uppers or not hung, f"seed {seed}"
            assert all(block[2] == style.upper and block[5] == style.upper_top for block in hung)


def test_kitchens_have_their_machines() -> None:
    hobs = fridges = 0
    for seed in range(60):
        units = kitchens.draw_units(Random(seed), seed % 3 == 0, 3.0)
        kinds = [unit.kind for unit in units]
        assert kinds.count("sink") <= 1 and kinds.count("stove") + kinds.count("hob") <= 1
        assert units[0].x[0] == 0.0 and all(a.x[1] == b.x[0] for a, b in pairwise(units))
        hobs += "stove" in kinds or "hob" in kinds
        fridges += "fridge" in kinds
    assert hobs > 40 and 10 < fridges < 50


@pytest.mark.parametrize("form", kitchen_units.FORMS, ids=lambda form: form.name)
def test_fridges_and_stoves_are_as_large_as_real_ones(form: Form) -> None:
    for seed in range(30):
        rng = Random(seed)
        piece = form.build(MaterialLibrary(rng))
        assert 0.48 <= piece.width <= 0.95 and 0.5 <= piece.depth <= 0.78 and 0.8 <= piece.height <= 2.05
        assert {solid.label for solid in piece.solids} == {Label.VOID}


def test_islands_are_as_high_as_worktops() -> None:
    for seed in range(30):
        rng = Random(seed)
        materials = MaterialLibrary(rng)
        piece = ISLAND.build(materials, style=draw_kitchen_style(materials, 2.5))
        assert 0.84 <= piece.top <= 0.95 and piece.label == Label.CABINET
