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

"""Launch the node for a camera: ros2 launch svr_ros reconstruct.launch.py camera:=realsense rviz:=true."""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import LifecycleNode

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from svr_ros.ros.node import driver_topics, fastdds
from svr_ros.ros.node.driver_topics import CAMERAS, DEPTH_TOPICS

SHARE = Path(get_package_share_directory("svr_ros"))

ARGUMENTS = {
    "camera": ("", f"Camera driver: {', '.join(filter(None, CAMERAS))}; empty for others, with image_topic."),
    "image_topic": ("", "Image topic; empty: the topic of the camera driver, or /camera/image_raw."),
    "camera_info_topic": ("", "CameraInfo topic; empty: camera_info in the namespace of the image topic."),
    "image_transport": ("", "raw or compressed; empty: as in params_file."),
    "depth": (
        "",
        f"Use the driver's depth, aligned or unaligned, of {', '.join(DEPTH_TOPICS)}; empty: as in params_file.",
    ),
    "depth_topic": ("", "Topic of depth images, which are used then; empty: that of the camera driver, or /depth."),
    "depth_camera_info_topic": ("", "Their CameraInfo topic; empty: camera_info in the namespace of the depth topic."),
    "depth_transport": ("", "raw or compressedDepth; empty: as in params_file."),
    "points_topic": ("", "Topic of points of a LiDAR or of visual SLAM, which are used then; empty: /points."),
    "ground_frame": ("", "tf2 frame, z up, with z = 0 on the floor; empty: as in params_file."),
    "reliable": ("false", "Subscribe reliably whatever the camera offers; false: as its publishers offer."),
    "executable": ("reconstruct_node", "Node to start: reconstruct_node, or map_node as in map.launch.py."),
    "global_frame": ("", "tf2 frame of the map of map_node; empty: as in params_file."),
    "name": ("reconstruct", "Name of the node."),
    "namespace": ("", "Namespace of the node, one per camera."),
    "params_file": (str(SHARE / "config" / "reconstruct.yaml"), "File with the node's parameters."),
    "weights": ("", "Name or path of the weights; empty: as in params_file."),
    "device": ("", "auto, cpu, cuda or cuda:N; empty: as in params_file."),
    "target_frame": ("", "tf2 frame, z up, of the 3D outputs; empty: as in params_file."),
    "autostart": ("", "Configure and activate at start: true or false; empty: as in params_file."),
    "respawn": ("false", "Start the node again two seconds after it has ended unexpectedly."),
    "rviz": ("false", "Show the scene in RViz."),
    "fixed_frame": (
        "",
        "Fixed frame of RViz; empty: target_frame, else the frame of the map, else that of the camera driver.",
    ),
    "use_sim_time": ("false", "Use the time on /clock."),
    "fastdds_profiles": (
        str(SHARE / "config" / "fastdds.xml"),
        "Fast DDS profiles file, unless the environment sets one; none: the defaults of Fast DDS.",
    ),
    "log_level": ("info", "debug, info, warn, error or fatal."),
}

_SWITCH = ["true", "false", "True", "False", "1", "0"]
CHOICES = {
    "camera": list(CAMERAS),
    "executable": ["reconstruct_node", "map_node"],
    "image_transport": ["", "raw", "compressed"],
    "depth": ["", "aligned", "unaligned"],
    "depth_transport": ["", "raw", "compressedDepth"],
    "autostart": ["", *_SWITCH],
    "log_level": ["debug", "info", "warn", "error", "fatal"],
    **dict.fromkeys(("reliable", "respawn", "rviz", "use_sim_time"), _SWITCH),
}
"""Allowed values of arguments."""

RESPAWN_DELAY = 2.0
"""Seconds until a node that has ended is started again."""


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments and start the node, and RViz if requested."""
    declared = [
        DeclareLaunchArgument(name, default_value=default, description=description, choices=CHOICES.get(name))
        for name, (default, description) in ARGUMENTS.items()
    ]
    return LaunchDescription([*declared, OpaqueFunction(function=start)])


def start(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """Return the actions that start the node and RViz with the given arguments.

    Raises:
        ValueError: If the camera driver is unknown or a file does not exist.
    """
    # Resolve the topics
    given = {name: context.launch_configurations[name] for name in ARGUMENTS}
    camera = given["camera"]
    if camera not in CAMERAS:
        raise ValueError(f"camera is {camera!r}; expected one of {', '.join(filter(None, CAMERAS))}, or none")
    driver_topic, driver_frame = CAMERAS[camera]
    image_topic = given["image_topic"] or driver_topic
    info_topic = given["camera_info_topic"] or driver_topics.sibling_camera_info(image_topic)
    compressed_topic = "" if given["image_topic"] else driver_topics.COMPRESSED_TOPICS.get(camera, "")
    remappings = [("image", image_topic), ("camera_info", info_topic)]
    remappings += [("image/compressed", compressed_topic)] if compressed_topic else []
    known = driver_topics.known_topics(given)
    remappings += known.items()

    # Collect the parameters
    profiles = given["fastdds_profiles"]
    for name in ("params_file", *(["fastdds_profiles"] if profiles not in ("", "none") else [])):
        if not Path(given[name]).is_file():
            raise ValueError(f"{name} is {given[name]!r}; expected a file")
    files = [given["params_file"]] + ([str(SHARE / "config" / "cameras" / f"{camera}.yaml")] if camera else [])
    texts = ("weights", "device", "image_transport", "target_frame", "depth_transport", "ground_frame", "global_frame")
    chosen = {name: given[name] for name in texts if given[name]}
    chosen |= {f"use_{name}": True for name in ("depth", "points") if name in known}
    if is_true(given["reliable"]):
        received = [image_topic, compressed_topic or f"{image_topic}/compressed", info_topic]
        received += driver_topics.received_topics(known)
        names = (full_topic(topic, given["namespace"], given["name"]) for topic in received)
        chosen |= {f"qos_overrides.{topic}.subscription.reliability": "reliable" for topic in names}
    switches = {name: is_true(given[name]) for name in ("use_sim_time", "autostart") if given[name]}

    # Describe the node
    node = LifecycleNode(
        package="svr_ros",
        executable=given["executable"],
        name=given["name"],
        namespace=given["namespace"].strip("/"),
        parameters=[*files, {**switches, **chosen}],
        remappings=remappings,
        arguments=["--ros-args", "--log-level", given["log_level"]],
        additional_env=fastdds.environment(profiles, context.environment),
        respawn=is_true(given["respawn"]),
        respawn_delay=RESPAWN_DELAY,
        output="screen",
    )

    # Start RViz before the node: if it is not installed, the launch ends here and leaves no node running
    if not is_true(given["rviz"]):
        return [node]
    return [view(given, image_topic, driver_frame), node]


def view(given: dict[str, str], image_topic: str, driver_frame: str) -> IncludeLaunchDescription:
    """Return the action that starts RViz."""
    map_frame = given["global_frame"] or "map" if given["executable"] == "map_node" else ""
    return IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(SHARE / "launch" / "view.launch.py")),
        launch_arguments={
            "namespace": given["namespace"],
            "name": given["name"],
            "image_topic": image_topic,
            "fixed_frame": given["fixed_frame"] or given["target_frame"] or map_frame or driver_frame,
            "use_sim_time": given["use_sim_time"],
        }.items(),
    )


def full_topic(topic: str, namespace: str, name: str) -> str:
    """Return the full name of a topic of a node, by which the node's parameters name it."""
    if topic.startswith("/"):
        return topic
    relative = f"{name}{topic[1:]}" if topic.startswith("~") else topic
    return "/".join(["", *filter(None, [namespace.strip("/"), relative])])


def is_true(text: str) -> bool:
    """Return the boolean value of an argument."""
    return text.lower() in ("true", "1")
