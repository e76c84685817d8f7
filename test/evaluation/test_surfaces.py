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

import math

import numpy as np
import pytest

from svr_ros.evaluation import surfaces
from svr_ros.evaluation.surfaces import NearestPoints
from svr_ros.labels import Label


def test_subsampling_keeps_one_point_per_cube() -> None:
    points = np.array([[0.001, 0, 0], [0.002, 0, 0], [0.03, 0, 0], [-0.001, 0, 0]])
    np.testing.assert_array_equal(surfaces.subsample(points, 0.02), [0, 2, 3])
    assert len(surfaces.subsample(np.zeros((0, 3)))) == 0


def test_nearest_points_have_distance_and_class_up_to_the_largest_threshold() -> None:
    others = np.array([[0.0, 0.03, 0], [1, 0.1, 0]])
    labels = np.array([Label.BED, Label.SOFA], np.uint8)
    found = surfaces.nearest_points(np.array([[0.0, 0, 0], [1, 0, 0], [2, 0, 0]]), others, labels)
    np.testing.assert_allclose(found.distance, [0.03, 0.1, np.inf])
    np.testing.assert_array_equal(found.labels, [Label.BED, Label.SOFA, 255])
    nothing = surfaces.nearest_points(others, np.zeros((0, 3)), np.zeros(0, np.uint8))
    assert np.isinf(nothing.distance).all() and (nothing.labels == 255).all()


def test_scores_of_a_hand_computed_case() -> None:
    scores = surfaces.surface_scores(np.array([0.01, 0.05, 0.07, np.inf]), np.array([0.0, 0.2]))
    assert (scores["recall_5cm"], scores["recall_10cm"]) == (0.5, 0.75)
    assert (scores["precision_5cm"], scores["precision_10cm"]) == (0.5, 0.5)
    assert scores["f1_5cm"] == 0.5 and scores["f1_10cm"] == pytest.approx(2 * 0.75 * 0.5 / 1.25)
    assert surfaces.surface_scores(np.array([1.0]), np.array([1.0]))["f1_5cm"] == 0
    assert math.isnan(surfaces.surface_scores(np.zeros(0), np.array([0.0]))["f1_5cm"])


def test_class_iou_of_two_sheets_of_points_in_closed_form() -> None:
    # A wall of 100 points. Predicted: 60 of them, 4 cm off, 10 of these as floor, and 20 more, 6 cm off.
    wall = np.stack([np.arange(100) * 0.5, np.zeros(100), np.zeros(100)], -1)
    predicted = wall[:80].copy()
    predicted[:60, 1], predicted[60:, 1] = 0.04, 0.06
    true = np.full(100, Label.WALL, np.uint8)
    given = np.full(80, Label.WALL, np.uint8)
    given[:10] = Label.FLOOR
    one = surfaces.class_matches(true, surfaces.nearest_points(wall, predicted, given))
    other = surfaces.class_matches(given, surfaces.nearest_points(predicted, wall, true))
    iou = surfaces.surface_iou(np.stack([one, other]))
    # Wall: 50 hits both ways, 50 missed, 20 wrong. Floor: never true, predicted 10 times.
    assert iou[Label.WALL] == pytest.approx(50 / 120)
    assert iou[Label.FLOOR] == 0
    assert np.isnan(np.delete(iou, [Label.WALL, Label.FLOOR])).all()
    np.testing.assert_array_equal(surfaces.surface_iou(np.stack([other, one])), iou)


def test_same_surface_has_an_iou_of_one() -> None:
    labels = np.array([2, 2, 8], np.uint8)
    matches = surfaces.class_matches(labels, NearestPoints(np.zeros(3), labels))
    assert np.nanmin(surfaces.surface_iou(np.stack([matches, matches]))) == 1
