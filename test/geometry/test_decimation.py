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
import pytest

from svr_ros.geometry.decimation import decimate


def ball(side: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Return a unit ball of 2 side^2 triangles that face outwards."""
    azimuth, polar = np.meshgrid(np.linspace(0, 2 * np.pi, side + 1), np.linspace(0, np.pi, side + 1))
    vertices = np.stack([np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth), np.cos(polar)], -1)
    index = np.arange((side + 1) ** 2).reshape(side + 1, side + 1)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    faces = np.concatenate([np.stack([a, c, b], -1), np.stack([b, c, d], -1)]).reshape(-1, 3)
    return vertices.reshape(-1, 3).astype(np.float32), faces.astype(np.int32)


@pytest.mark.parametrize("most", [200, 3000])
def test_surface_stays_where_it_is(most: int) -> None:
    vertices, faces = ball()
    kept, places, fewer = decimate(vertices, faces, most)
    assert 0.5 * most < len(fewer) <= most
    assert len(kept) == len(places) == fewer.max() + 1
    cell = np.sqrt(8 * np.pi / most)
    assert np.abs(np.linalg.norm(places, axis=1) - 1).max() < cell**2
    assert np.linalg.norm(places - vertices[kept], axis=1).max() < 2 * cell
    corners = places[fewer].astype(np.float64)
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert ((facing * corners.mean(1)).sum(1) > 0).mean() > 0.97
    area = np.linalg.norm(facing, axis=1).sum() / 2
    assert area == pytest.approx(4 * np.pi, rel=0.1)


def test_small_meshes_are_left_alone() -> None:
    vertices, faces = ball(4)
    kept, places, same = decimate(vertices, faces, 32)
    assert same is faces and places is vertices and (kept == np.arange(len(vertices))).all()


def test_none_are_left_of_none() -> None:
    vertices, faces = ball(4)
    for most in (0, 1):
        kept, places, fewer = decimate(vertices, faces, most)
        assert len(fewer) <= most and len(kept) == len(places)
    assert len(decimate(vertices[:0], faces[:0], 0)[2]) == 0
