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

"""Values on meshes, and their connected parts."""

import numpy as np

from svr_ros.geometry.mesh import Mesh


def _strip(count: int, offset: float) -> tuple[np.ndarray, np.ndarray]:
    """Return vertices and faces of a strip of `count` squares along x."""
    x, y = np.meshgrid(np.arange(count + 1.0) + offset, [0.0, 1.0], indexing="ij")
    vertices = np.stack([x.ravel(), y.ravel(), np.zeros(x.size)], -1).astype(np.float32)
    start = 2 * np.arange(count)
    faces = np.concatenate([np.stack([start, start + 1, start + 2], 1), np.stack([start + 1, start + 3, start + 2], 1)])
    return vertices, faces.astype(np.int32)


def test_values_are_averaged_over_neighbours_and_small_parts_are_dropped():
    (long, long_faces), (short, short_faces) = _strip(20, 0.0), _strip(3, 100.0)
    vertices = np.concatenate([long, short])
    faces = np.concatenate([long_faces, short_faces + len(long)])
    zero = np.zeros(len(vertices), np.uint8)
    mesh = Mesh(vertices, faces, np.zeros_like(vertices), np.zeros((len(vertices), 3), np.uint8), zero)
    # A constant stays; a peak spreads, within its own part
    np.testing.assert_allclose(mesh.smoothed(np.full(len(vertices), 0.3, np.float32), 5), 0.3, rtol=1e-5)
    peak = np.zeros(len(vertices), np.float32)
    peak[20] = 1
    smooth = mesh.smoothed(peak, 3)
    assert 0 < smooth[20] < 0.6 and smooth[18] > 0 and not smooth[len(long) :].any()
    # Faces away from a mask do not take part
    near = np.zeros(len(vertices), np.bool_)
    near[20] = True
    limited = mesh.smoothed(peak, 3, near)
    assert 0 < limited[20] < 0.6 and limited[18] > 0 and not limited[:16].any()
    # Parts
    nobody = np.zeros(len(vertices), np.bool_)
    assert len(mesh.without_small_parts(10, nobody).faces) == 40
    protected = nobody.copy()
    protected[-2:] = True
    assert len(mesh.without_small_parts(10, protected).faces) == 40  # a quarter of a part is not enough
    protected[len(long) : -2] = True
    assert len(mesh.without_small_parts(10, protected).faces) == 46
    # Two holes in the long part: 2 faces, and 11
    dropped = np.zeros(len(faces), np.bool_)
    dropped[[3, 23]] = dropped[5:14] = dropped[25:34] = True
    kept = mesh.without_large_parts(dropped, 3).faces
    assert len(kept) == 46 - 18
    np.testing.assert_array_equal(kept, faces[~np.isin(np.arange(46), np.r_[5:14, 25:34])])
