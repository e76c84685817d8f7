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

"""Ground and normals from true depth, of the known scene in closed form."""

from dataclasses import replace

import numpy as np
import pytest

from svr_ros.evaluation.frames import Frame
from svr_ros.evaluation.true_ground import canonical_scene, fit_ground
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView
from svr_ros.labels import Label

FLOOR = 0.6  # metres below the camera of the known scene


@pytest.fixture
def frame(known_scene, camera: Camera) -> Frame:
    depth, labels, _ = known_scene.view(camera)
    return Frame(
        "scene", np.zeros((camera.height, camera.width, 3), np.uint8), camera, depth.astype(np.float32), labels
    )


@pytest.mark.parametrize("labelled", [True, False])
def test_floor_is_found_with_labels_and_without(frame: Frame, labelled: bool) -> None:
    plane = fit_ground(frame if labelled else replace(frame, labels=None))
    assert plane is not None and plane.height == pytest.approx(FLOOR, abs=0.01)
    np.testing.assert_allclose(plane.normal, (0, -1, 0), atol=0.02)


def test_holes_do_not_matter(frame: Frame) -> None:
    assert frame.depth is not None
    depth = np.where(np.random.default_rng(0).random(frame.depth.shape) < 0.1, 0, frame.depth).astype(np.float32)
    plane = fit_ground(replace(frame, depth=depth))
    assert plane is not None and plane.height == pytest.approx(FLOOR, abs=0.02)


def test_table_is_no_ground_if_something_lies_below_it(frame: Frame) -> None:
    assert frame.depth is not None
    v = np.arange(frame.camera.height)[:, None] * np.ones(frame.camera.width)
    y = (v - frame.camera.K[1, 2]) / frame.camera.K[1, 1]
    with np.errstate(divide="ignore"):
        table = np.where(y > 0, 0.3 / y, np.inf)
    covered = np.broadcast_to(np.arange(frame.camera.width) < 200, table.shape)
    depth = np.minimum(frame.depth, np.where(covered & (table < 2.0), table, np.inf)).astype(np.float32)
    plane = fit_ground(replace(frame, depth=depth, labels=None))
    assert plane is None or plane.height == pytest.approx(FLOOR, abs=0.05)


def test_frame_without_floor_has_no_ground(frame: Frame) -> None:
    assert frame.depth is not None
    assert fit_ground(replace(frame, depth=None)) is None
    assert fit_ground(replace(frame, labels=np.full(frame.depth.shape, Label.WALL, np.uint8))) is None
    assert fit_ground(replace(frame, depth=np.full(frame.depth.shape, 2.0, np.float32), labels=None)) is None


def test_sensors_see_depth_and_normals_of_the_scene(frame: Frame, known_scene) -> None:
    frustum = Frustum()
    view = CanonicalView(frame.camera, frustum, 128)
    scene, known = canonical_scene(frame, view, frustum)
    depth, labels, normals = known_scene.view(view.canonical)
    np.testing.assert_array_equal(known, view.valid)
    assert np.median(np.abs(scene.depth - depth)[known]) < 0.01
    for label in (Label.FLOOR, Label.WALL):
        cosine = (scene.normals * normals).sum(-1)[known & (labels == label)]
        assert np.median(cosine) > 0.999
