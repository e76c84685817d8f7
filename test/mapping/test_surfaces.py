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

"""Triangles of a region of a map: their vertices belong to known voxels."""

from __future__ import annotations

import numpy as np

from svr_ros.labels import UNOBSERVED, Label
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.region import Region
from svr_ros.mapping.surfaces import triangles

SHAPE = 16, 16, 16


def test_vertices_of_noise_next_to_unknown_voxels_have_a_class() -> None:
    """Marching cubes adds vertices in the middle of ambiguous cells, of which only some corners are known."""
    random = np.random.default_rng(0)
    known = random.random(SHAPE) < 0.8
    region = Region(
        np.zeros(3, np.int64),
        0.05,
        random.uniform(-0.03, 0.03, SHAPE).astype(np.float32),
        np.ones(SHAPE, np.float32),
        np.where(known, np.uint8(Layer.MEASURED), np.uint8(Layer.UNKNOWN)),
        np.where(known, np.uint8(Label.CHAIR), np.uint8(UNOBSERVED)),
        np.ones(SHAPE, np.float32),
        np.zeros((*SHAPE, 3), np.uint8),
        np.zeros(SHAPE, np.uint16),
        np.zeros(SHAPE, np.uint8),
    )
    vertices, faces, voxels = triangles(region)
    assert len(faces) > 50 and len(voxels) == len(vertices) == faces.max() + 1
    assert (region.labels[tuple(voxels.T)] == Label.CHAIR).all()
