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

"""Bathrooms: tubs are hollow and of class bath, wall pieces are held by the wall, screens and curtains fit."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import bathroom, bathtubs
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.render.shapes import pack, signed_distance
from svr_ros.synthesis.scene import Lights, RoomSize, Scene, Solid, SolidKind

FORMS = (*bathroom.FORMS, *bathtubs.FORMS)
TUBS = [form for form in bathtubs.FORMS if "bathtub" in form.kind]
HALL = RoomSize(3.0, 3.0, 4.0)
SHELL = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, 2, 0, 0, 0, 3, 3, 2, 0, 0, 0)


def _make(form: Form, seed: int, **sizes: float) -> Furniture:
    rng = Random(seed)
    return form.build(MaterialLibrary(rng), **sizes)


def _named(name: str) -> Form:
    return next(form for form in FORMS if form.name == name)


@pytest.mark.parametrize("form", TUBS, ids=lambda form: form.name)
def test_tubs_are_hollow(form: Form) -> None:
    for seed in range(15):
        bath = [solid for solid in _make(form, seed).solids if solid.label == Label.BATH]
        scene = Scene(HALL, [SHELL, *bath], [], Lights())
        heights = np.linspace(0.02, 0.6, 30)
        x, y = (-0.15, 0.15) if form.kind == "corner bathtub" else (0.0, -0.05)
        points = np.stack([np.full(30, x), np.full(30, y), heights], 1)
        distance, _ = signed_distance(pack(scene, Pose(np.eye(3), np.zeros(3))), points)
        assert (distance[(heights > 0.3) & (heights < 0.42)] > 0.03).all(), f"seed {seed}: full to the rim"
        assert distance[0] < 0.05, f"seed {seed}: has no floor"


@pytest.mark.parametrize("side", [-1, 1])
def test_a_corner_tub_runs_along_the_side_wall_that_it_is_made_for(side: int) -> None:
    piece = _make(_named("corner bathtub"), 3, side=side)
    bath = [solid for solid in piece.solids if solid.label == Label.BATH]
    distances = {}
    for end in (-1, 1):
        corner = np.array([[end * (piece.width / 2 - 0.05), 0.15 - piece.depth / 2, 0.3]])
        scene = Scene(HALL, [SHELL, *bath], [], Lights())
        distances[end] = signed_distance(pack(scene, Pose(np.eye(3), np.zeros(3))), corner)[0][0]
    assert distances[side] < 0.0 < distances[-side]


def test_curtains_and_screens_are_made_to_measure() -> None:
    for seed in range(20):
        curtain = _make(_named("bath curtain"), seed, width=1.6, bottom=0.25, top=1.95)
        assert 1.59 < curtain.width < 1.63 and 1.94 < curtain.height < 1.97
        assert min(solid.z - solid.hz for solid in curtain.solids) == pytest.approx(0.25)
        assert _make(_named("bath screen"), seed, height=1.3).height == pytest.approx(1.3)
