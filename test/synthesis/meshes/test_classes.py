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

"""Class maps: what names stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from svr_ros.errors import InputError
from svr_ros.labels import Label
from svr_ros.synthesis.meshes.classes import BED_OR_SOFA, ClassMap, load_class_map, read_class_map


@pytest.mark.parametrize("layout", ["front3d", "replica", "common"])
def test_shipped_maps_use_every_class(layout: str) -> None:
    names = read_class_map(Path(__file__).parents[3] / f"svr_ros/synthesis/meshes/class_maps/{layout}.yaml")
    assert set(names.values()) >= set(Label)


@pytest.mark.parametrize(
    ("layout", "name", "label"),
    [
        ("front3d", "King-size Bed", Label.BED),
        ("front3d", "Lounge Chair / Cafe Chair / Office Chair", Label.CHAIR),
        ("front3d", "Lounge Chair/Cafe Chair/Office Chair", Label.CHAIR),
        ("front3d", "WallInner", Label.WALL),
        ("front3d", "SmartCustomizedCeiling", Label.FLOOR),
        ("front3d", "armchair", Label.SOFA),
        ("replica", "wall-cabinet", Label.CABINET),
        ("replica", "pillow", BED_OR_SOFA),
        ("common", "night stand", Label.CABINET),
        ("common", "floor mat", Label.FLOOR),
    ],
)
def test_shipped_names(layout: str, name: str, label: int) -> None:
    assert load_class_map(layout).find(name) == label


def test_names_are_found_by_their_end() -> None:
    classes = ClassMap({"side table": Label.TABLE, "table": Label.TABLE, "lamp": Label.LIGHTING})
    for name in ("Side_Table.003", "SideTable2", "my old side-table", "TABLE", "dining table 12 3"):
        assert classes.find(name) == Label.TABLE
    assert classes.find("table lamp") == Label.LIGHTING
    assert classes.find("tabletop") is None
    assert classes.find("123") is None
    assert classes.find("") is None


def test_bad_maps(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    for text, message in (("[a]", "holds no names"), ("a: armchair", "maps 'a' to 'armchair'"), ("a: [", "cannot be")):
        path.write_text(text)
        with pytest.raises(InputError, match=message):
            read_class_map(path)
    with pytest.raises(InputError, match="No such file"):
        read_class_map(tmp_path / "none.yaml")
