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

"""Map files: round trip, versions and damage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.mapping.semantic_map import SemanticMap


@pytest.fixture(scope="module")
def saved(scenes, tmp_path_factory: pytest.TempPathFactory) -> tuple[SemanticMap, Path]:
    """Return a map and its file."""
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(2.0, hidden=3.5), scenes.at(), stamp=7.0)
    path = tmp_path_factory.mktemp("map") / "room.svrmap"
    scene.save(path)
    return scene, path


def test_loaded_map_equals_the_saved_one_and_goes_on(scenes, saved: tuple[SemanticMap, Path]) -> None:
    scene, path = saved
    loaded = SemanticMap.load(path)
    assert loaded.frames == 1 and loaded.config.voxel_size == 0.05
    for layers in ("measured", "guessed"):
        before, after = scene.points(layers), loaded.points(layers)
        np.testing.assert_allclose(after.points, before.points, atol=1e-3)
        np.testing.assert_array_equal(after.labels, before.labels)
        np.testing.assert_array_equal(after.colors, before.colors)
    loaded.integrate(scenes.wall(2.0), scenes.at(), stamp=8.0)
    np.testing.assert_allclose(loaded.points("measured").points[:, 2], 2.0, atol=2e-3)


def _changed(path: Path, **changes: object) -> Path:
    with np.load(path) as file:
        content = {**{name: file[name] for name in file.files}, **changes}
    damaged = path.with_name("damaged.svrmap")
    with open(damaged, "wb") as file:
        np.savez(file, **{name: value for name, value in content.items() if value is not None})
    return damaged


@pytest.mark.parametrize(
    "name, value, part",
    [
        ("version", np.array(99), "version 99"),
        ("keys", np.zeros((3, 2), np.int32), "keys"),
        ("keys", None, "keys"),
        ("far_keys", None, "it extends to 8e\\+08 m"),
        ("distance", np.zeros(5, np.float16), "distance"),
        ("layer", np.zeros(5, np.uint8), "layer"),
        ("numbers", np.array([np.nan, 1, 1, 1, 1]), "voxel size"),
        ("numbers", np.array([0.05, 0.15, 1, 0, -1.0]), "scale"),
    ],
)
def test_damaged_content_is_one_sentence(saved: tuple[SemanticMap, Path], name: str, value: object, part: str) -> None:
    if name == "far_keys":
        with np.load(saved[1]) as file:
            name, value = "keys", file["keys"]
        value[0] = 2 * 10**9
    damaged = _changed(saved[1], **{name: value})
    with pytest.raises(InputError, match=part) as raised:
        SemanticMap.load(damaged)
    assert str(damaged) in str(raised.value)


@pytest.mark.parametrize("kept", [0, 10, 0.5])
def test_cut_files_are_one_sentence(saved: tuple[SemanticMap, Path], kept: float, tmp_path: Path) -> None:
    content = saved[1].read_bytes()
    path = tmp_path / "cut.svrmap"
    path.write_bytes(content[: int(kept * len(content)) if kept < 1 else int(kept)])
    with pytest.raises(InputError, match="holds no map"):
        SemanticMap.load(path)


def test_missing_file_and_wrong_suffix(saved: tuple[SemanticMap, Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        SemanticMap.load(tmp_path / "none.svrmap")
    with pytest.raises(InputError, match="svrmap"):
        saved[0].save(tmp_path / "map.npz")
