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

import re
from pathlib import Path

import pytest
import yaml

from svr_ros.errors import InputError
from svr_ros.labels import NAMES
from svr_ros.ros.map_parameters import MAP_TABLE, MapSettings
from svr_ros.ros.parameters import BY_NAME, TABLE, Settings

ROOT = Path(__file__).resolve().parents[2]
TABLES = {"reconstruct.yaml": TABLE, "map.yaml": MAP_TABLE}
LISTED = [pytest.param(file, each, id=each.name) for file, table in TABLES.items() for each in table]
DOCS = ROOT / "docs" / "parameters.md"


@pytest.mark.parametrize(("file", "table"), TABLES.items())
def test_yaml_lists_every_parameter_with_its_default(file, table):
    listed = yaml.safe_load((ROOT / "config" / file).read_text())["/**"]["ros__parameters"]
    assert listed == {parameter.name: parameter.default for parameter in table}
    assert {name: type(value) for name, value in listed.items()} == {p.name: type(p.default) for p in table}


@pytest.mark.parametrize(("file", "parameter"), LISTED)
def test_yaml_comments_every_parameter_as_described(file, parameter):
    lines = (ROOT / "config" / file).read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith(f"{parameter.name}:"))
    comment = []
    while lines[at - 1].strip().startswith("#"):
        at -= 1
        comment.insert(0, lines[at].strip().removeprefix("#").strip())
    text = " ".join(comment)
    limits = f"{parameter.range} {parameter.unit}".strip()
    expected = [parameter.description, *([f"Allowed: {limits}."] if limits else []), f"Set {parameter.change.value}."]
    assert text == " ".join(expected)


@pytest.mark.parametrize("parameter", [*TABLE, *MAP_TABLE], ids=lambda p: p.name)
def test_docs_have_the_row_of_every_parameter(parameter):
    cells = (
        f"`{parameter.name}`",
        {bool: "bool", int: "integer", float: "double", str: "string"}[type(parameter.default)],
        f"`{str(parameter.default).lower() if isinstance(parameter.default, bool) else parameter.default}`",
        parameter.range,
        parameter.unit,
        parameter.change.value,
        parameter.description,
    )
    assert f"| {' | '.join(cells)} |" in DOCS.read_text().splitlines()


def test_docs_have_no_row_of_anything_else():
    rows = re.findall(r"^\| `(\w+)` \|", DOCS.read_text(), re.MULTILINE)
    assert rows == [parameter.name for parameter in (*TABLE, *MAP_TABLE)]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("voxel_size", 0.0, "voxel_size is 0; expected 0.01 to 1 m"),
        ("voxel_size", float("nan"), "voxel_size is nan; expected 0.01 to 1 m"),
        ("max_rate", -1.0, "max_rate is -1; expected 0 to 1000 Hz"),
        ("max_rate", float("inf"), "max_rate is inf; expected 0 to 1000 Hz"),
        ("resolution", 100, "resolution is 100; expected 64 to 256 in steps of 16"),
        ("voxel_encoding", "gzip", "voxel_encoding is 'gzip'; expected one of raw, zlib"),
        (
            "published_classes",
            "wall, sofas",
            "published_classes is 'wall, sofas'; expected some of all, void, table, wall, bath, sofa, cabinet, bed, "
            "chair, floor, lighting",
        ),
        ("published_classes", "wall,sofa", ""),
        ("voxel_size", 1.0, ""),
        ("resolution", 192, ""),
    ],
)
def test_errors_name_the_given_and_the_expected_value(name, value, reason):
    assert BY_NAME[name].describe_error(value) == reason


@pytest.mark.parametrize("parameter", [*TABLE, *MAP_TABLE], ids=lambda p: p.name)
def test_defaults_are_allowed(parameter):
    assert parameter.describe_error(parameter.default) == ""


def test_settings_change_by_name_and_leave_strangers_alone():
    changed = Settings().changed({"voxel_size": 0.1, "use_sim_time": True})
    assert changed == Settings(voxel_size=0.1)


def test_heights_that_do_not_go_together_are_refused_together():
    assert Settings().changed({"min_obstacle_height": 2.0, "max_obstacle_height": 3.0}).min_obstacle_height == 2
    sentence = "min_obstacle_height is 2 and max_obstacle_height 1.8 m; expected the first below the second"
    with pytest.raises(InputError, match=re.escape(sentence)):
        Settings().changed({"min_obstacle_height": 2.0})


def test_published_classes_by_name():
    assert Settings().class_names == NAMES
    assert Settings(published_classes=" wall ,sofa,").class_names == ["wall", "sofa"]
    assert Settings(published_classes="wall,all").class_names == NAMES


def test_ranges_of_height_of_the_map():
    assert MapSettings().height_ranges == [(0.1, 1.8)]
    assert MapSettings(map_heights="0.1:0.4, 1:1.8").height_ranges[1:] == [(0.1, 0.4), (1.0, 1.8)]
    for text in ("0.4", "0.4:0.1", "a:b", "0.1:nan"):
        with pytest.raises(InputError, match="expected ranges LOW:HIGH"):
            MapSettings(map_heights=text)


@pytest.mark.parametrize("name", ["weights", "target_frame", "save_directory"])
@pytest.mark.parametrize("value", ["a\0b", "a\nb"])
def test_control_characters_are_refused(name, value):
    assert BY_NAME[name].describe_error(value) == f"{name} is {value!r}; expected text without control characters"
    assert not BY_NAME[name].describe_error("Möbel \u200d 1")


def test_sentences_about_long_values_fit_a_log():
    for name in ("precision", "published_classes", "mesh_colors"):
        assert len(BY_NAME[name].describe_error("a" * 10**6)) < 500
    with pytest.raises(InputError) as raised:
        MapSettings(map_heights="a" * 10**6)
    assert len(str(raised.value)) < 500


def test_map_keeps_no_keyframe_or_at_least_two() -> None:
    assert MapSettings(map_keyframes=2).map_keyframes == 2 and MapSettings().map_keyframes == 0
    with pytest.raises(InputError, match="map_keyframes is 1; expected 0 for none, or at least 2"):
        MapSettings(map_keyframes=1)
