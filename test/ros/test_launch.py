from pathlib import Path

import pytest
import yaml

pytest.importorskip("rclpy")

from svr_ros.ros import qos
from svr_ros.ros.outputs import TOPICS

ROOT = Path(__file__).resolve().parents[2]
LAUNCH_FILE = ROOT / "launch" / "reconstruct.launch.py"


def rviz_displays():
    config = yaml.safe_load((ROOT / "config" / "svr.rviz").read_text())
    return [display for display in config["Visualization Manager"]["Displays"] if "Topic" in display]


@pytest.mark.parametrize("display", rviz_displays(), ids=lambda display: display["Name"])
def test_rviz_listens_to_what_is_published_with_a_quality_of_service_that_matches(display):
    topic = display["Topic"]
    profile = qos.describe(qos.sensor_input() if topic["Value"] == "/camera/image_raw" else qos.result_output())
    asked = f"{topic['Reliability Policy']}, {topic['Durability Policy']}".lower()
    assert asked == profile
    own = {f"/reconstruct/{name}": kind.__name__ for name, kind in TOPICS.items()}
    assert display["Class"].rpartition("/")[2] == {**own, "/camera/image_raw": "Image"}[topic["Value"]]


def test_launch_file_declares_its_arguments():
    """Needs launch and launch_ros, which come with ROS 2 and from no package registry."""
    pytest.importorskip("launch_ros", reason="launch_ros is not installed: the launch file was NOT tested")
    from launch.launch_description_sources import PythonLaunchDescriptionSource

    import launch

    description = PythonLaunchDescriptionSource(str(LAUNCH_FILE)).get_launch_description(launch.LaunchContext())
    assert {argument.name for argument in description.get_launch_arguments()} >= {
        "image_topic",
        "camera_info_topic",
        "namespace",
        "params_file",
        "weights",
        "device",
        "rviz",
        "use_sim_time",
        "log_level",
    }
