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

"""The parameter table on a real node."""

import re

import pytest

pytest.importorskip("rclpy")

import rclpy
from rclpy.parameter import Parameter

from svr_ros.errors import InputError
from svr_ros.ros.map_parameters import MapSettings
from svr_ros.ros.node import declaration
from svr_ros.ros.parameter_table import Change, table_of
from svr_ros.ros.parameters import TABLE, Settings


@pytest.fixture
def make_node():
    context = rclpy.Context()
    rclpy.init(context=context)
    nodes = []

    def make(*arguments):
        nodes.append(rclpy.create_node("table", context=context, cli_args=["--ros-args", *arguments]))
        return nodes[-1]

    yield make
    for node in nodes:
        node.destroy_node()
    context.shutdown()


def test_what_needs_configuring_is_kept_while_configured():
    weights = [Parameter("weights", value="other")]
    assert declaration.validate(weights, unconfigured=True).successful
    verdict = declaration.validate(weights, unconfigured=False)
    assert not verdict.successful
    assert verdict.reason == "weights can only be changed while the node is unconfigured; deactivate and clean up first"
    assert declaration.validate([Parameter("use_sim_time", value=True)], unconfigured=False).successful


@pytest.mark.parametrize(("given", "kept"), [(True, "true"), (False, "false"), ("true", "true"), ("auto", "auto")])
def test_true_and_false_are_choices_as_yaml_reads_them(make_node, given, kept):
    """`ros2 param set` and YAML files make a bool of true; as a word it means the same."""
    node = make_node("-p", f"rectified:={given}")
    assert declaration.declare(node, Settings).rectified == kept
    assert node.set_parameters([Parameter("rectified", value=given)])[0].successful
    assert declaration.validate([Parameter("rectified", value=given)], unconfigured=False).successful
    assert Settings().changed({"rectified": given}).rectified == kept
    verdict = declaration.validate([Parameter("rectified", value="yes")], unconfigured=False)
    assert verdict.reason == "rectified is 'yes'; expected one of auto, true, false"


def test_misspelled_parameters_are_named(make_node, capfd):
    """rclpy ignores overrides that are not declared, so that the default would be used without a word."""
    node = make_node("-p", "voxel_sise:=0.1", "-p", "max_rat:=2.0", "-p", "map_odometry_frame:=odom", "-p", "speed:=3")
    assert declaration.declare(node, Settings) == Settings()
    lines = [line for line in capfd.readouterr().err.splitlines() if "WARN" in line]
    assert sorted(line.rpartition("]: ")[2] for line in lines) == [
        "parameter 'max_rat' is unknown and has no effect; expected max_rate",
        "parameter 'voxel_sise' is unknown and has no effect; expected voxel_size",
    ]


def test_parameters_of_the_map_are_no_misspellings():
    names = [parameter.name for parameter in table_of(MapSettings)]
    assert declaration.describe_misspelled(names, Settings) == declaration.describe_misspelled(names, MapSettings) == []


def test_declared_parameters_describe_themselves(make_node):
    node = make_node("-p", "voxel_size:=0.1")
    assert declaration.declare(node, Settings) == Settings(voxel_size=0.1)
    for parameter in TABLE:
        descriptor = node.describe_parameter(parameter.name)
        assert descriptor.description == parameter.description
        assert descriptor.read_only == (parameter.change is Change.START)
    size = node.describe_parameter("voxel_size")
    assert (size.floating_point_range[0].from_value, size.floating_point_range[0].to_value) == (0.01, 1.0)
    assert type(size.floating_point_range[0].to_value) is float  # the bits of an int would be read as a double's
    assert "unit: m" in size.additional_constraints
    resolution = node.describe_parameter("resolution").integer_range[0]
    assert (resolution.from_value, resolution.to_value, resolution.step) == (64, 256, 16)


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("voxel_size:=1", "parameter voxel_size has another type; expected a number with a decimal point, such as 5.0"),
        ("voxel_size:=7.0", "voxel_size"),
        ("voxel_encoding:=gzip", "parameter voxel_encoding is 'gzip'; expected one of raw, zlib"),
    ],
)
def test_an_override_that_does_not_fit_is_one_sentence(make_node, override, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        declaration.declare(make_node("-p", override), Settings)
