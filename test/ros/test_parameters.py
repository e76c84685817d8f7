import re
from pathlib import Path

import pytest
import yaml

pytest.importorskip("rclpy")

import rclpy
from rclpy.parameter import Parameter

from svr_ros.errors import InputError
from svr_ros.labels import NAMES
from svr_ros.ros import parameters
from svr_ros.ros.parameters import BY_NAME, TABLE, Change, Settings

ROOT = Path(__file__).resolve().parents[2]
YAML = ROOT / "config" / "reconstruct.yaml"
DOCS = ROOT / "docs" / "parameters.md"


def test_yaml_lists_every_parameter_with_its_default():
    listed = yaml.safe_load(YAML.read_text())["/**"]["ros__parameters"]
    assert listed == {parameter.name: parameter.default for parameter in TABLE}
    assert {name: type(value) for name, value in listed.items()} == {p.name: type(p.default) for p in TABLE}


@pytest.mark.parametrize("parameter", TABLE, ids=lambda p: p.name)
def test_yaml_comments_every_parameter_as_described(parameter):
    lines = YAML.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith(f"{parameter.name}:"))
    comment = []
    while lines[at - 1].strip().startswith("#"):
        at -= 1
        comment.insert(0, lines[at].strip().removeprefix("#").strip())
    text = " ".join(comment)
    limits = f"{parameter.range} {parameter.unit}".strip()
    expected = [parameter.description, *([f"Allowed: {limits}."] if limits else []), f"Set {parameter.change.value}."]
    assert text == " ".join(expected)


@pytest.mark.parametrize("parameter", TABLE, ids=lambda p: p.name)
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
    assert rows == [parameter.name for parameter in TABLE]


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
def test_complaints_say_what_was_given_and_expected(name, value, reason):
    assert BY_NAME[name].complaint(value) == reason


@pytest.mark.parametrize("parameter", TABLE, ids=lambda p: p.name)
def test_defaults_are_allowed(parameter):
    assert parameter.complaint(parameter.default) == ""


def test_what_needs_configuring_is_kept_while_configured():
    weights = [Parameter("weights", value="other")]
    assert parameters.check(weights, unconfigured=True).successful
    verdict = parameters.check(weights, unconfigured=False)
    assert not verdict.successful
    assert verdict.reason == "weights can be changed while the node is unconfigured; deactivate and clean it up first"
    assert parameters.check([Parameter("use_sim_time", value=True)], unconfigured=False).successful


@pytest.mark.parametrize(("given", "kept"), [(True, "true"), (False, "false"), ("true", "true"), ("auto", "auto")])
def test_true_and_false_are_choices_as_yaml_reads_them(make_node, given, kept):
    """`ros2 param set` and YAML files make a bool of true; as a word it means the same."""
    node = make_node("-p", f"rectified:={given}")
    assert parameters.declare(node).rectified == kept
    assert node.set_parameters([Parameter("rectified", value=given)])[0].successful
    assert parameters.check([Parameter("rectified", value=given)], unconfigured=False).successful
    assert Settings().changed({"rectified": given}).rectified == kept
    verdict = parameters.check([Parameter("rectified", value="yes")], unconfigured=False)
    assert verdict.reason == "rectified is 'yes'; expected one of auto, true, false"


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


def test_declared_parameters_describe_themselves(make_node):
    node = make_node("-p", "voxel_size:=0.1")
    assert parameters.declare(node) == Settings(voxel_size=0.1)
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
        ("voxel_size:=1", "parameter voxel_size has another type; expected float"),
        ("voxel_size:=7.0", "voxel_size"),
        ("voxel_encoding:=gzip", "parameter voxel_encoding is 'gzip'; expected one of raw, zlib"),
    ],
)
def test_an_override_that_does_not_fit_is_one_sentence(make_node, override, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        parameters.declare(make_node("-p", override))
