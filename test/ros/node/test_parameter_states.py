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

"""Changes of every parameter in each lifecycle state: each takes effect or is refused in one sentence."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("rclpy")

from rclpy.lifecycle import TransitionCallbackReturn
from rclpy.parameter import Parameter

from svr_ros.errors import InputError
from svr_ros.open3d_loader import load_open3d
from svr_ros.ros.map_parameters import MapSettings
from svr_ros.ros.node.map_node import MapNode
from svr_ros.ros.node.node import ReconstructNode
from svr_ros.ros.parameter_table import Change, table_of
from svr_ros.ros.parameters import Settings

SUCCESS, FAILURE = TransitionCallbackReturn.SUCCESS, TransitionCallbackReturn.FAILURE
TEXTS = {"weights": "paper", "device": "cpu", "map_heights": "0.2:0.4"}
"""Values of parameters without choices that differ from the default; others get the name of a frame or file."""


NUMBERS = {"map_keyframes": 100}
"""Values of parameters of which not all within the bounds are allowed."""


def another(parameter, present):
    """Return an allowed value that differs from the present one."""
    if parameter.name in NUMBERS:
        return NUMBERS[parameter.name] if present != NUMBERS[parameter.name] else parameter.default
    if isinstance(present, bool):
        return not present
    if isinstance(present, str):
        choices = [one for one in parameter.choices if one != present]
        return choices[0] if choices else TEXTS.get(parameter.name, "other")
    low, high = parameter.bounds
    step = parameter.step or (1 if isinstance(present, int) else 0.05)
    value = present + step if present + step <= high else present - step
    assert low <= value <= high
    return value


def check_changes(node, kind, unconfigured):
    """Change every parameter and change it back."""
    for parameter in table_of(kind):
        name, before = parameter.name, getattr(node._settings, parameter.name)
        wanted = another(parameter, before)
        [result] = node.set_parameters([Parameter(name, value=wanted)])
        allowed = parameter.change is Change.LIVE or (unconfigured and parameter.change is Change.UNCONFIGURED)
        assert result.successful == allowed, (name, result.reason)
        expected = wanted if allowed else before
        assert getattr(node._settings, name) == node.get_parameter(name).value == expected
        if not allowed:
            assert result.reason and "\n" not in result.reason
            continue
        [back] = node.set_parameters([Parameter(name, value=before)])
        assert back.successful and getattr(node._settings, name) == before


@pytest.fixture
def make(bench, small_weights):
    made = []

    def make(kind, **settings):
        settings = {"weights": str(small_weights), "device": "cpu", "resolution": 64, "autostart": False, **settings}
        overrides = [Parameter(name, value=value) for name, value in settings.items()]
        made.append(kind("states", parameter_overrides=overrides))
        return made[-1]

    yield make
    for node in made:
        node.destroy_node()


@pytest.fixture
def with_map(monkeypatch):
    """Make the modules of tf2 that a map needs available, if they are not installed; skip without Open3D."""
    try:
        load_open3d()
    except InputError as error:
        pytest.skip(str(error))
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parent / "stand_ins")])


def check_states(node, kind):
    check_changes(node, kind, unconfigured=True)
    assert node.trigger_configure() == SUCCESS
    check_changes(node, kind, unconfigured=False)
    assert node.trigger_activate() == SUCCESS
    check_changes(node, kind, unconfigured=False)
    assert node.trigger_deactivate() == SUCCESS
    check_changes(node, kind, unconfigured=False)
    assert node.trigger_cleanup() == SUCCESS
    check_changes(node, kind, unconfigured=True)


def test_parameters_of_the_node_in_each_state(make):
    check_states(make(ReconstructNode), Settings)


def test_parameters_of_the_map_in_each_state(make, with_map):
    check_states(make(MapNode), MapSettings)


def test_parameters_after_a_failed_configuration(make, tmp_path, small_weights):
    node = make(MapNode, map_file=str(tmp_path / "none.svrmap"))
    assert node.trigger_configure() == FAILURE
    check_changes(node, MapSettings, unconfigured=True)
    [result] = node.set_parameters([Parameter("weights", value=str(tmp_path / "none.safetensors"))])
    assert result.successful
    assert node.trigger_configure() == FAILURE
    check_changes(node, MapSettings, unconfigured=True)
