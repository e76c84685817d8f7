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

"""The camera path of the benchmarks."""

import importlib
import itertools
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_camera_looks_ahead_and_down_and_drives_a_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    poses = importlib.import_module("camera_path").poses
    fixed, moving = (list(itertools.islice(poses(way), 3)) for way in (False, True))
    np.testing.assert_array_equal(fixed[0], fixed[2])
    for pose in moving:
        np.testing.assert_allclose(pose[:3, :3] @ pose[:3, :3].T, np.eye(3), atol=1e-12)
        assert pose[2, 3] == 1.4
        np.testing.assert_allclose(pose[2, :3], (0, -np.cos(np.radians(20)), -np.sin(np.radians(20))), atol=1e-12)
    forward = [np.arctan2(*pose[1::-1, 2]) for pose in moving]
    np.testing.assert_allclose(np.diff(forward), np.radians(3))
    assert np.linalg.norm(moving[1][:3, 3] - moving[0][:3, 3]) == pytest.approx(0.03)
