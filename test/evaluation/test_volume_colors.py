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

import numpy as np

from svr_ros.evaluation.volume_colors import (
    FARTHEST_COLOR,
    VISIBILITY_COLORS,
    color_distance,
    color_visibility,
    color_weights,
)
from svr_ros.geometry.visibility import Visibility


def test_visibility_has_its_colours_and_hidden_space_darkens_with_distance() -> None:
    kind = np.tile(np.array(list(Visibility), np.uint8), (2, 1))
    picture = color_visibility(kind, np.array([[0.0] * 5, [1.0] * 5]))
    np.testing.assert_array_equal(picture[0], VISIBILITY_COLORS)
    changed = VISIBILITY_COLORS.copy()
    changed[Visibility.OCCLUDED_FREE] = FARTHEST_COLOR
    np.testing.assert_array_equal(picture[1], changed)
    assert len(np.unique(np.vstack([VISIBILITY_COLORS, FARTHEST_COLOR]), axis=0)) == 6


def test_distances_are_brown_inside_white_at_surfaces_blue_outside() -> None:
    solid, surface, free = color_distance(np.array([[-9.0, 0.0, 9.0]]), 0.2)[0].astype(int)
    assert solid[0] > solid[2] + 50 and surface.min() > 240 and free[2] > free[0] + 50


def test_heavier_is_brighter() -> None:
    brightness = color_weights(np.array([[0.0, 0.01, 0.25, 2, 20, 100, 500, 1e6]])).sum(-1)[0].astype(int)
    assert brightness[0] == brightness[1] and (np.diff(brightness[1:]) > 0).all()
