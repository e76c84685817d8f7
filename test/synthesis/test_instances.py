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

"""Instances of a hand-made scene: their numbers, their image, their points and their volume."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import Label
from svr_ros.synthesis.instances import instance_centres
from svr_ros.synthesis.render.render import render
from svr_ros.synthesis.render.shapes import nearest_surfaces, pack
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.samples import Sample, sample_points, volume
from svr_ros.synthesis.scene import Item, Scene

if TYPE_CHECKING:
    from conftest import HandMade

FRUSTUM = Frustum()
SIZE = 64
CABINET, SOFA, LAMP, VASE = 1, 2, 3, 4
"""Rows of the hand-made scene's solids."""


def item(name: str, label: Label, first: int, end: int) -> Item:
    return Item(label, name, 0, 0, 0, 1, 1, 0, 1, first, end)


@pytest.fixture(scope="module")
def scene(hand_made: HandMade) -> Scene:
    """Return the hand-made room as three items: a cabinet, a sofa with a lamp on it, and a vase."""
    items = [
        item("cabinet", Label.CABINET, CABINET, SOFA),
        item("sofa", Label.SOFA, SOFA, VASE),
        item("vase", Label.VOID, VASE, VASE + 1),
    ]
    return replace(hand_made.scene, items=items)


@pytest.fixture(scope="module")
def sample(hand_made: HandMade, scene: Scene) -> Sample:
    rendering = render(pack_world(scene, hand_made.pose), FRUSTUM.tan_x, FRUSTUM.tan_y, SIZE)
    image, valid = np.zeros((SIZE, SIZE, 3), np.uint8), np.ones((SIZE, SIZE), np.bool_)
    table = pack(scene, hand_made.pose)
    return Sample(
        image,
        valid,
        *rendering[1:],
        instance_centres(scene, hand_made.pose),
        table,
        hand_made.pose,
        FRUSTUM.camera(SIZE),
    )


def test_each_class_within_an_item_is_an_instance(scene: Scene) -> None:
    assert scene.instances.tolist() == [0, 1, 2, 3, 4]


def test_solids_of_one_class_within_an_item_are_one_instance(scene: Scene) -> None:
    items = [item("cabinet", Label.CABINET, CABINET, SOFA), item("group", Label.SOFA, SOFA, VASE + 1)]
    solids = list(scene.solids)
    solids[VASE] = solids[VASE]._replace(label=Label.SOFA)
    assert replace(scene, solids=solids, items=items).instances.tolist() == [0, 1, 2, 3, 2]


@pytest.mark.parametrize("label", [Label.WALL, Label.FLOOR])
def test_walls_and_floors_have_no_instances(scene: Scene, label: Label) -> None:
    solids = list(scene.solids)
    solids[CABINET] = solids[CABINET]._replace(label=label)
    assert replace(scene, solids=solids).instances.tolist() == [0, 0, 1, 2, 3]


def test_solids_outside_of_all_items_have_no_instance(hand_made: HandMade) -> None:
    assert not hand_made.scene.instances.any()


def test_pixels_have_the_instance_of_the_solid_that_they_show(scene: Scene, sample: Sample) -> None:
    assert sample.instances.dtype == np.uint16
    assert np.unique(sample.instances).tolist() == [0, 1, 2, 3, 4]
    shown = sample.instances > 0
    labels = np.array([solid.label for solid in scene.solids])
    assert (labels[sample.instances[shown]] == sample.labels[shown]).all()
    assert np.isin(sample.labels[~shown], (Label.WALL, Label.FLOOR)).all()


def test_points_have_the_instance_of_the_nearest_solid(hand_made: HandMade, sample: Sample) -> None:
    points = sample_points(sample, FRUSTUM, np.random.default_rng(0))
    distances = hand_made.distances(FRUSTUM.to_camera(points.volume))[:VASE]  # of the ellipsoid it is a lower bound
    order = np.sort(distances, 0)
    others = (order[1] - order[0] > 0.01) & (points.instances != VASE)
    assert others.mean() > 0.5
    assert points.instances.dtype == np.int32
    np.testing.assert_array_equal(points.instances[others], distances.argmin(0)[others])


def test_volume_of_instances_is_ordered_depth_row_column(sample: Sample) -> None:
    surfaces = volume(sample, FRUSTUM, 12)
    voxel = np.argwhere(surfaces.instances == SOFA)[0]
    point = FRUSTUM.to_camera((voxel[None, ::-1] + 0.5) / 12)
    nearest = nearest_surfaces(sample.table, point)
    assert nearest.instances.tolist() == [SOFA]
    assert nearest.labels.tolist() == [Label.SOFA]
