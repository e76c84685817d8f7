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

"""Show the node's outputs in RViz: ros2 launch svr_ros view.launch.py fixed_frame:=camera_color_optical_frame."""

from pathlib import Path

import yaml
from ament_index_python.packages import get_package_share_directory
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch_ros.actions import Node

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity

CONFIG = Path(get_package_share_directory("svr_ros")) / "config" / "svr.rviz"

DEFAULT_NODE = "/reconstruct"
"""Full name of the node whose topics are in the RViz configuration."""

ARGUMENTS = {
    "namespace": ("", "Namespace of the node."),
    "name": ("reconstruct", "Name of the node."),
    "image_topic": ("/camera/image_raw", "Image topic."),
    "fixed_frame": (
        "camera_optical_frame",
        "Fixed frame of RViz: the node's target_frame, or the frame of the images.",
    ),
    "use_sim_time": ("false", "Use the time on /clock."),
}


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments and start RViz."""
    declared = [
        DeclareLaunchArgument(name, default_value=default, description=description)
        for name, (default, description) in ARGUMENTS.items()
    ]
    return LaunchDescription([*declared, OpaqueFunction(function=start)])


def start(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """Return the action that starts RViz with the given arguments."""
    given = {name: context.launch_configurations[name] for name in ARGUMENTS}
    node = "/".join(["", *filter(None, [given["namespace"].strip("/"), given["name"]])])
    own = {
        topic: topic.replace(DEFAULT_NODE, node, 1) for topic in shown_topics() if topic.startswith(DEFAULT_NODE + "/")
    }
    own = own if node != DEFAULT_NODE else {}
    return [
        Node(
            package="rviz2",
            executable="rviz2",
            arguments=["-d", str(CONFIG), "-f", given["fixed_frame"]],
            parameters=[{"use_sim_time": given["use_sim_time"].lower() in ("true", "1")}],
            remappings=[("/camera/image_raw", given["image_topic"]), *own.items()],
            output="log",
        )
    ]


def shown_topics() -> list[str]:
    """Return the topics of the displays in the RViz configuration."""
    displays = yaml.safe_load(CONFIG.read_text())["Visualization Manager"]["Displays"]
    return [display["Topic"]["Value"] for display in displays if "Topic" in display]
