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

"""Launch files, camera files and RViz configuration are consistent with the node.

Evaluating launch files needs launch and launch_ros, which come with ROS 2 and from no package registry.
"""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

pytest.importorskip("rclpy")

from rclpy.qos import qos_profile_sensor_data

from svr_ros.demo import bag
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.ros import parameters
from svr_ros.ros.convert.legends import LEGENDS
from svr_ros.ros.convert.map_topics import map_object_outputs, map_outputs
from svr_ros.ros.convert.topics import OUTPUTS
from svr_ros.ros.node import qos
from svr_ros.ros.node.driver_topics import CAMERAS, DEPTH_TOPICS, known_topics
from svr_ros.ros.node.outputs import LATCHED_OUTPUTS

ROOT = Path(__file__).resolve().parents[2]
IMAGE_TOPIC = "/camera/image_raw"


def test_launch_files_need_only_ros():
    # `ros2` runs with the system's Python, which does not see the virtual environment of the README's recipe
    lines = [
        line
        for path in (ROOT / "launch").glob("*.py")
        for line in path.read_text().splitlines()
        if re.match(r"(from|import) svr_ros\b", line)
    ]
    assert lines
    missing = (
        "rosbags",
        "torch",
        "safetensors",
        "trimesh",
        "numpy",
        "scipy",
        "numba",
        "cv2",
        "PIL",
        "skimage",
        "rclpy",
    )
    code = f"import sys; sys.modules.update(dict.fromkeys({missing}))\n" + "\n".join(lines)
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=300)


def rviz_displays():
    config = yaml.safe_load((ROOT / "config" / "svr.rviz").read_text())
    return [display for display in config["Visualization Manager"]["Displays"] if "Topic" in display]


@pytest.mark.parametrize("display", rviz_displays(), ids=lambda display: display["Name"])
def test_rviz_listens_to_what_is_published_with_a_quality_of_service_that_matches(display):
    topic = display["Topic"]
    offered = {IMAGE_TOPIC: qos_profile_sensor_data}
    maps = map_outputs(1) | map_object_outputs()
    latched = "legend_image", *LATCHED_OUTPUTS, *(name for name, output in maps.items() if output.latched)
    offered |= {f"/reconstruct/{name}": qos.latched_output() for name in latched}
    asked = f"{topic['Reliability Policy']}, {topic['Durability Policy']}".lower()
    assert asked == qos.describe(offered.get(topic["Value"], qos.result_output()))
    published = {**OUTPUTS, **LEGENDS, **maps}
    kinds = {f"/reconstruct/{name}": output.kind.__name__ for name, output in published.items()}
    kinds[IMAGE_TOPIC] = "Image"
    shown = display["Class"].rpartition("/")[2]
    assert {"Map": "OccupancyGrid"}.get(shown, shown) == kinds[topic["Value"]]
    if "Update Topic" in display:
        assert display["Update Topic"]["Value"] == f"{topic['Value']}_updates"


def test_rviz_shows_image_voxels_objects_points_mesh_map_and_legend():
    shown = {display["Topic"]["Value"].rpartition("/")[2] for display in rviz_displays()}
    assert {"image_raw", "markers", "object_markers", "tsdf_points", "mesh", "surface_points", "occupancy"} <= shown
    assert {"classes", "legend_image", "map_points", "map_mesh", "map_occupancy", "map_object_markers"} <= shown
    [cloud] = [display for display in rviz_displays() if display["Topic"]["Value"].endswith("tsdf_points")]
    assert cloud["Color Transformer"] == "Intensity" and cloud["Channel Name"] == "tsdf"


def test_every_camera_has_a_file_of_parameters_that_exist_and_topics_that_are_its_own():
    files = {path.stem: path for path in (ROOT / "config" / "cameras").glob("*.yaml")}
    assert set(files) == set(CAMERAS) - {""}
    for name, path in files.items():
        topic, frame = CAMERAS[name]
        values = yaml.safe_load(path.read_text())["/**"]["ros__parameters"]
        for key, value in values.items():
            assert not parameters.BY_NAME[key].describe_error(value)
            assert type(value) is type(parameters.BY_NAME[key].default)
        assert topic in path.read_text() and frame in path.read_text()


def test_depth_topics_of_the_cameras_are_in_their_files():
    assert set(DEPTH_TOPICS) == {"realsense", "zed", "oak", "orbbec", "azure_kinect"}
    for name, topics in DEPTH_TOPICS.items():
        text = (ROOT / "config" / "cameras" / f"{name}.yaml").read_text()
        page = (ROOT / "docs" / "node.md").read_text()
        assert all(topic in text and topic in page for topic in topics.values())


def test_depth_of_a_driver_has_its_camera_info():
    topics = known_topics({"camera": "realsense", "depth": "aligned", "points_topic": "/lidar"})
    folder = "/camera/camera/aligned_depth_to_color"
    assert topics == {"depth": f"{folder}/image_raw", "depth/camera_info": f"{folder}/camera_info", "points": "/lidar"}
    assert known_topics({}) == {}
    with pytest.raises(ValueError, match="depth is 'unaligned' and camera 'zed'; expected depth_topic"):
        known_topics({"camera": "zed", "depth": "unaligned"})


def test_page_of_the_node_has_every_topic_and_camera():
    rows = re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs" / "node.md").read_text(), re.MULTILINE)
    assert {f"~/{name}" for name in OUTPUTS} <= set(rows)
    assert set(CAMERAS) - {""} <= set(rows)
    assert {path.name for path in (ROOT / "launch").glob("*.py")} <= set(rows)


@pytest.fixture
def launched(monkeypatch):
    """Return a function that evaluates a launch file and returns its nodes and commands, and the context."""
    monkeypatch.delenv("FASTDDS_BUILTIN_TRANSPORTS", raising=False)  # other tests select transports, users do not
    reason = "launch and launch_ros are not installed: the launch files were NOT evaluated"
    actions = pytest.importorskip("launch_ros.actions", reason=reason)
    import ament_index_python.packages
    from launch.actions import ExecuteProcess, RegisterEventHandler
    from launch.launch_description_sources import PythonLaunchDescriptionSource

    import launch

    monkeypatch.setattr(ament_index_python.packages, "get_package_share_directory", lambda _: str(ROOT))

    def visit(entity, context, found):
        if isinstance(entity, (ExecuteProcess, actions.Node)):
            found.append(entity)
            return
        if isinstance(entity, RegisterEventHandler):
            found += [e for e in getattr(entity.event_handler, "entities", []) if isinstance(e, ExecuteProcess)]
            return
        if type(entity).__name__ in ("LogInfo", "Shutdown", "EmitEvent"):
            found.append(entity)
            return
        for inner in entity.visit(context) or []:
            visit(inner, context, found)

    def evaluate(name, /, **arguments):
        context = launch.LaunchContext()
        source = PythonLaunchDescriptionSource(str(ROOT / "launch" / name))
        description = source.get_launch_description(context)
        context.launch_configurations.update(arguments)
        found = []
        visit(description, context, found)
        for entity in found:
            if isinstance(entity, actions.Node):
                entity._perform_substitutions(context)
        return found, context

    return evaluate


def remaps(node):
    return dict(node.expanded_remapping_rules)


def variables(process):
    return {name[0].text: value[0].text for name, value in process.additional_env or ()}


def test_robot_launch_starts_the_node_on_the_driver_s_topics(launched):
    [node], _ = launched("reconstruct.launch.py", camera="zed", namespace="/front/")
    assert remaps(node)["image"] == "/zed/zed_node/rgb/color/rect/image"
    assert remaps(node)["camera_info"] == "/zed/zed_node/rgb/color/rect/camera_info"
    assert node.node_name == "/front/reconstruct"
    [plain], _ = launched("reconstruct.launch.py")
    assert variables(plain) == dict.fromkeys(variables(plain), str(ROOT / "config" / "fastdds.xml"))
    [without], _ = launched("reconstruct.launch.py", fastdds_profiles="")
    assert variables(plain) and not variables(without)
    assert remaps(plain) == {"image": IMAGE_TOPIC, "camera_info": "/camera/camera_info"}
    [without], _ = launched("reconstruct.launch.py", fastdds_profiles="none")
    assert not variables(without)
    with pytest.raises(RuntimeError, match='provided value "sony" is not valid'):
        launched("reconstruct.launch.py", camera="sony")
    with pytest.raises(ValueError, match=r"params_file is '/nowhere.yaml'; expected a file"):
        launched("reconstruct.launch.py", params_file="/nowhere.yaml")


def test_name_frame_and_respawn_are_arguments(launched):
    [node], _ = launched("reconstruct.launch.py", name="eye", namespace="front", target_frame="odom", respawn="true")
    assert node.node_name == "/front/eye"
    assert node._ExecuteLocal__respawn


def parameters_of(node):
    """Return the parameters that a launch file sets besides its files."""
    found = {}
    for given in node._Node__parameters:
        if isinstance(given, dict):
            found |= {"".join(part.text for part in key): value for key, value in given.items()}
    return found


def test_depth_is_switched_on_by_driver_or_topic(launched):
    [plain], _ = launched("reconstruct.launch.py", camera="realsense")
    assert "use_depth" not in parameters_of(plain) and "depth" not in remaps(plain)
    [node], _ = launched("reconstruct.launch.py", camera="realsense", depth="aligned")
    assert remaps(node)["depth"] == "/camera/camera/aligned_depth_to_color/image_raw"
    assert remaps(node)["depth/camera_info"] == "/camera/camera/aligned_depth_to_color/camera_info"
    assert parameters_of(node)["use_depth"] is True and "use_points" not in parameters_of(node)
    [node], _ = launched("reconstruct.launch.py", camera="azure_kinect", depth="unaligned", points_topic="/lidar")
    assert (remaps(node)["depth"], remaps(node)["points"]) == ("/depth/image_raw", "/lidar")
    assert parameters_of(node)["use_points"] is True
    more = {"depth_camera_info_topic": "/stereo/info", "depth_transport": "compressedDepth", "reliable": "true"}
    [node], _ = launched("reconstruct.launch.py", depth_topic="/stereo/depth", **more)
    assert remaps(node)["depth/camera_info"] == "/stereo/info"
    assert "qos_overrides./stereo/depth/compressedDepth.subscription.reliability" in parameters_of(node)
    with pytest.raises(
        ValueError, match="depth is 'unaligned' and camera 'zed'; expected depth_topic, or one of realsense"
    ):
        launched("reconstruct.launch.py", camera="zed", depth="unaligned")


def test_reliable_inputs_are_named_as_the_node_names_its_topics(launched):
    given = {"namespace": "front", "image_topic": "image_raw", "depth_topic": "~/depth", "reliable": "true"}
    [node], _ = launched("reconstruct.launch.py", **given)
    ending = ".subscription.reliability"
    requested = {name.removesuffix(ending) for name in parameters_of(node) if name.endswith(ending)}
    topics = {"image_raw", "camera_info", "reconstruct/depth"}
    assert {f"qos_overrides./front/{topic}" for topic in topics} <= requested


def test_usb_cam_names_its_compressed_images_otherwise(launched):
    [node], _ = launched("reconstruct.launch.py", camera="usb_cam", image_transport="compressed")
    assert remaps(node)["image/compressed"] == "/camera1/image_compressed"
    [other], _ = launched("reconstruct.launch.py", camera="usb_cam", image_topic="/image_raw")
    assert remaps(other) == {"image": "/image_raw", "camera_info": "/camera_info"}


def test_map_launch_starts_the_node_with_a_map_and_the_other_arguments(launched):
    [node], context = launched("map.launch.py", camera="realsense", global_frame="odom")
    assert node.node_executable == "map_node"
    assert node.node_name == "/map"
    assert context.launch_configurations["params_file"].endswith("map.yaml")
    found, context = launched("map.launch.py", rviz="true")
    [rviz, _] = found
    assert context.launch_configurations["fixed_frame"] == "map"
    assert remaps(rviz)["/reconstruct/map_mesh"] == "/map/map_mesh"


def test_rviz_follows_namespace_and_frame(launched):
    [rviz, node], context = launched("reconstruct.launch.py", camera="realsense", namespace="front", rviz="true")
    assert node.node_executable == "reconstruct_node", "a node that starts before RViz outlives a launch without RViz"
    shown = remaps(rviz)
    assert shown[IMAGE_TOPIC] == "/camera/camera/color/image_raw"
    assert shown["/reconstruct/mesh"] == "/front/reconstruct/mesh"
    assert context.launch_configurations["fixed_frame"] == "camera_color_optical_frame"


def test_replay_launch_finds_the_camera_in_the_bag(launched, tmp_path):
    path = tmp_path / "room.mcap"
    frames = [(np.zeros((24, 32, 3), np.uint8), bag.LEVEL)]
    bag.write_images(path, frames, Camera.from_hfov(32, 24, 1.0), "jpeg")
    found, context = launched("replay.launch.py", bag=str(path), rate="0.5", loop="true")
    [player] = [entity for entity in found if type(entity).__name__ == "ExecuteProcess"]
    [node] = [entity for entity in found if type(entity).__name__ == "LifecycleNode"]
    assert variables(player) == variables(node) != {}
    words = [part[0].text for part in player.cmd]
    assert words[:4] == ["ros2", "bag", "play", str(path)] and "--clock" in words and words[-1] == "--loop"
    assert words[words.index("--rate") + 1] == "0.5"
    profiles = Path(words[words.index("--qos-profile-overrides-path") + 1])
    overrides = yaml.safe_load(profiles.read_text())
    profiles.unlink()
    assert overrides["/tf_static"]["durability"] == "transient_local"
    assert overrides[bag.IMAGE_TOPIC]["reliability"] == "reliable"
    assert remaps(node)["image"] == IMAGE_TOPIC
    assert context.launch_configurations["use_sim_time"] == "true"
    assert context.launch_configurations["respawn"] == "false"
    assert context.launch_configurations["fixed_frame"] == "camera_optical_frame"


def test_replay_launch_publishes_all_topics_of_depth_as_reliably_as_the_node_requests(launched, tmp_path):
    path = tmp_path / "room.mcap"
    bag.write_images(path, [(np.zeros((24, 32, 3), np.uint8), bag.LEVEL)], Camera.from_hfov(32, 24, 1.0), "jpeg")
    found, _ = launched("replay.launch.py", bag=str(path), depth_topic="/stereo/depth", points_topic="/lidar")
    [player] = [entity for entity in found if type(entity).__name__ == "ExecuteProcess"]
    [node] = [entity for entity in found if type(entity).__name__ == "LifecycleNode"]
    words = [part[0].text for part in player.cmd]
    profiles = Path(words[words.index("--qos-profile-overrides-path") + 1])
    offered = {topic for topic, profile in yaml.safe_load(profiles.read_text()).items()
               if profile["reliability"] == "reliable"}  # fmt: skip
    profiles.unlink()
    ending = ".subscription.reliability"
    requested = {name.removeprefix("qos_overrides.").removesuffix(ending)
                 for name in parameters_of(node) if name.endswith(ending)}  # fmt: skip
    recorded = {bag.IMAGE_TOPIC, bag.INFO_TOPIC, "/stereo/depth", "/stereo/camera_info", "/lidar"}
    assert recorded <= requested and recorded <= offered


def test_replay_of_what_is_no_bag_ends_before_the_node_starts(launched, tmp_path):
    with pytest.raises(InputError, match=r"bag .* does not exist"):
        launched("replay.launch.py", bag=str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("name", "value"), [("rate", "fast"), ("rate", "0"), ("rate", "nan"), ("delay", "-1"), ("wait", "-1")]
)
def test_bad_numbers_of_the_replay_are_refused_before_the_node_starts(launched, tmp_path, name, value):
    with pytest.raises(ValueError, match=f"{name} is '{value}'; expected"):
        launched("replay.launch.py", bag=str(tmp_path / "none"), **{name: value})
