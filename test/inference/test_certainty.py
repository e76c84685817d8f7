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

"""Parts of the errors of surface points, in closed form."""

import numpy as np

from svr_ros.geometry.floor import Plane
from svr_ros.inference.calibration import Case
from svr_ros.inference.certainty import error_terms
from svr_ros.labels import Label


def test_errors_of_depth_shift_surfaces_along_their_normals_but_not_a_known_ground() -> None:
    points = np.array([[0, 1.2, 2], [0, 1.19, 2], [0, 1.0, 2], [1, 0, 3]], np.float32)
    normals = np.array([[0, -1, 0], [0, -1, 0], [0, -1, 0], [0, 0, -1]], np.float32)
    given = np.full(4, 0.05, np.float32), np.full(4, 0.1, np.float32), np.array([False, False, True, False])
    occluded = np.array([True, False, True, False])
    labels = np.full(4, Label.FLOOR, np.uint8)
    terms = error_terms(*given, points, normals, occluded, labels)
    np.testing.assert_allclose(terms.depth, [0.12, 0.119, 0.1, 0.3], rtol=1e-6)
    assert terms.case.tolist() == [Case.HIDDEN, Case.SEEN, Case.HIDDEN_BY_MEASURED, Case.SEEN]
    on_ground = error_terms(*given, points, normals, occluded, labels, Plane(np.array([0.0, -1.0, 0.0]), 1.2))
    np.testing.assert_allclose(on_ground.depth, [0, 0, 0.1, 0.3], rtol=1e-6)
    np.testing.assert_array_equal(on_ground.distance, terms.distance)


def test_errors_of_classes_differ_behind_predicted_depth_only() -> None:
    points, normals = np.tile(np.float32([0, 0, 2]), (6, 1)), np.tile(np.float32([0, 0, -1]), (6, 1))
    labels = np.array([Label.BED, Label.CABINET, Label.FLOOR] * 2, np.uint8)
    given = np.full(6, 0.05, np.float32), np.full(6, 0.1, np.float32), np.arange(6) > 2, points, normals
    hidden = error_terms(*given, np.ones(6, bool), labels)
    np.testing.assert_allclose(hidden.distance, [0.0225, 0.075, 0.05, 0.05, 0.05, 0.05], rtol=1e-6)
    np.testing.assert_allclose(hidden.depth, [0.09, 0.3, 0.2, 0.2, 0.2, 0.2], rtol=1e-6)
    visible = error_terms(*given, np.zeros(6, bool), labels)
    np.testing.assert_allclose(visible.distance, 0.05, rtol=1e-6)
