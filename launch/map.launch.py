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

"""Launch the node that keeps a map: ros2 launch svr_ros map.launch.py camera:=realsense global_frame:=map.

All arguments of reconstruct.launch.py are accepted too.
"""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource

from launch import LaunchDescription

SHARE = Path(get_package_share_directory("svr_ros"))

ARGUMENTS = {
    "executable": ("map_node", "Node to start."),
    "name": ("map", "Name of the node."),
    "global_frame": ("", "tf2 frame of the map, such as map or odom; empty: as in params_file."),
    "params_file": (str(SHARE / "config" / "map.yaml"), "File with the node's parameters."),
}
"""Arguments whose defaults differ from those of reconstruct.launch.py."""


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments that differ, and start the node as reconstruct.launch.py does."""
    declared = [
        DeclareLaunchArgument(name, default_value=default, description=description)
        for name, (default, description) in ARGUMENTS.items()
    ]
    source = PythonLaunchDescriptionSource(str(SHARE / "launch" / "reconstruct.launch.py"))
    return LaunchDescription([*declared, IncludeLaunchDescription(source)])
