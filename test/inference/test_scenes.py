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

from pathlib import Path

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.inference import files
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.scenes import read_scene


def test_scene_comes_back_from_its_file(reconstruction: Reconstruction, tmp_path: Path) -> None:
    path = tmp_path / "scene.npz"
    files.write(reconstruction, path)
    scene = read_scene(path)
    np.testing.assert_array_equal(scene.tsdf, reconstruction.tsdf)
    np.testing.assert_array_equal(scene.labels, reconstruction.labels)
    np.testing.assert_array_equal(scene.valid, reconstruction.valid)
    assert scene.truncation == reconstruction.truncation
    assert scene.frustum.half_angle_x == pytest.approx(reconstruction.frustum.half_angle_x, abs=1e-9)
    assert (scene.frustum.near, scene.frustum.far) == (reconstruction.frustum.near, reconstruction.frustum.far)


def test_arrays_of_something_else_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    np.savez(path, depth=np.ones((3, 3)))
    with pytest.raises(InputError, match="holds no scene"):
        read_scene(path)


def test_pickled_arrays_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pickled.npz"
    np.savez(path, tsdf=np.array([{"a": 1}], object), canonical_K=np.eye(3), canonical_size=np.array([4, 4]))
    with pytest.raises(InputError, match="holds no scene"):
        read_scene(path)


@pytest.mark.parametrize("content", [b"", b"no arrays", b"PK\x03\x04broken"])
def test_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "scene.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"scene\.npz holds no scene"):
        read_scene(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_scene(tmp_path / "scene.npz")
