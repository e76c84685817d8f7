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

"""Play a bag to the node and show the scenes: ros2 launch svr_ros replay.launch.py bag:=/path/to/bag."""

from __future__ import annotations

import atexit
import json
import math
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from ament_index_python.packages import get_package_share_directory
from launch.actions import (
    DeclareLaunchArgument,
    EmitEvent,
    ExecuteProcess,
    IncludeLaunchDescription,
    OpaqueFunction,
    RegisterEventHandler,
    SetLaunchConfiguration,
    Shutdown,
    TimerAction,
)
from launch.event_handlers import OnProcessExit
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import LifecycleNode
from launch_ros.event_handlers import OnStateTransition
from launch_ros.events.lifecycle import ChangeState, StateTransition
from lifecycle_msgs.msg import Transition

from launch import Event, LaunchContext, LaunchDescription, LaunchDescriptionEntity
from svr_ros.errors import InputError
from svr_ros.ros.node import fastdds
from svr_ros.ros.node.driver_topics import known_topics, received_topics

SHARE = Path(get_package_share_directory("svr_ros"))

ARGUMENTS = {
    "rate": ("1.0", "Playback speed; 0.5 gives the node twice the time."),
    "loop": ("false", "Restart when the bag has ended."),
    "delay": ("3.0", "Seconds from the player's start to the first message, for discovery."),
    "wait": ("5.0", "Seconds from the end of the bag to that of the node, for the scene that is being processed."),
    "image_topic": ("", "Image topic in the bag; empty: the only one."),
    "rviz": ("true", "Show the scene in RViz."),
}

_SWITCH = ["true", "false", "True", "False", "1", "0"]
CHOICES = dict.fromkeys(("loop", "rviz"), _SWITCH)
"""Allowed values of arguments."""

CLOCK_RATE = 100
"""Rate of /clock in Hz, which limits the resolution of simulated time."""


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments; start the node with simulated time, RViz, and the player once the node is active."""
    declared = [DeclareLaunchArgument("bag", description="Bag: folder of `ros2 bag record`, or a .mcap or .db3 file.")]
    declared += [
        DeclareLaunchArgument(name, default_value=default, description=description, choices=CHOICES.get(name))
        for name, (default, description) in ARGUMENTS.items()
    ]
    return LaunchDescription([*declared, OpaqueFunction(function=start)])


def start(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """Find the camera in the bag and return the actions that start node and player.

    Raises:
        InputError: If the bag cannot be used; the launch then ends before the node is started.
        ValueError: If rate, delay or wait are not positive numbers.
    """
    # Search the bag
    given = context.launch_configurations
    check_number("rate", given["rate"], least=1e-6)
    check_number("delay", given["delay"], least=0)
    check_number("wait", given["wait"], least=0)
    path = Path(given["bag"]).expanduser()
    found = find_camera(path, given["image_topic"], given.get("camera_info_topic", ""))

    # Set the arguments of the node's launch file, which knows the frame of a map
    camera_frame = "" if given.get("executable") == "map_node" else found["frame"]
    known = {
        "image_topic": found["image"].removesuffix("/compressed"),
        "camera_info_topic": found["info"] or "",
        "image_transport": "compressed" if found["compressed"] else "raw",
        "fixed_frame": given.get("fixed_frame") or given.get("target_frame") or camera_frame,
    }
    settings = [SetLaunchConfiguration(name, value) for name, value in known.items()]
    profiles = given.get("fastdds_profiles", str(SHARE / "config" / "fastdds.xml"))
    environment = fastdds.environment(profiles, context.environment)
    node = IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(SHARE / "launch" / "reconstruct.launch.py")),
        launch_arguments={
            "use_sim_time": "true",
            "reliable": "true",
            "autostart": "false",
            "respawn": "false",  # the launch ends with the node
        }.items(),
    )

    # Start the player when the node is active
    namespace, name = given.get("namespace", "").strip("/"), given.get("name", "reconstruct")
    full_name = "/".join(["", *filter(None, [namespace, name])])
    topics = (found["image"], found["info"], *received_topics(known_topics(given)))
    reliable = [topic for topic in topics if topic]
    handlers = play(path, reliable, given, environment, full_name)
    return [*settings, *handlers, node, change(Transition.TRANSITION_CONFIGURE, full_name)]


def check_number(name: str, text: str, least: float) -> None:
    """Raise ValueError if the value of an argument is not a number from `least`."""
    try:
        if least <= float(text) < math.inf:
            return
    except ValueError:
        pass
    raise ValueError(f"{name} is {text!r}; expected a number {'above' if least else 'from'} 0")


def find_camera(path: Path, image: str, info: str) -> dict[str, Any]:
    """Return topics and frame of the camera in a bag.

    Another process reads the bag, with the libraries of the virtual environment that is active: `ros2` itself runs with
    the system's Python.

    Args:
        path: The bag.
        image: The image topic; empty for the only one.
        info: The CameraInfo topic; empty for that of the image topic.

    Raises:
        InputError: If the bag cannot be used.
    """
    command = ["python3", "-m", "svr_ros.replay.camera_search", str(path.absolute())]
    command += [f"--image={image}"] if image else []
    command += [f"--camera-info={info}"] if info else []
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return json.loads(result.stdout)
    reason = (result.stderr.strip().splitlines() or ["no reason is given"])[-1]
    if result.returncode == 2:
        raise InputError(reason)
    raise InputError(f"bag {path} cannot be read: {reason}; expected an active virtual environment as in the README")


def play(
    path: Path, reliable: list[str], given: dict[str, str], environment: dict[str, str], node: str
) -> list[LaunchDescriptionEntity]:
    """Return the actions that start the player when the node is active and shut down when the player or the node ends.

    Args:
        path: The bag.
        reliable: The topics that the player publishes reliably.
        given: The launch configurations.
        environment: Additional environment variables of the player.
        node: The full name of the node, whose lifecycle alone is observed and changed.
    """
    profiles = write_profiles(reliable)
    command = ["ros2", "bag", "play", str(path), "--clock", str(CLOCK_RATE), "--rate", given["rate"]]
    command += ["--delay", given["delay"], "--disable-keyboard-controls", "--qos-profile-overrides-path", str(profiles)]
    command += ["--loop"] if given["loop"].lower() in ("true", "1") else []
    player = ExecuteProcess(cmd=command, name="player", additional_env=environment, output="screen")
    ended = TimerAction(period=float(given["wait"]), actions=[Shutdown(reason="the bag has ended")])
    lost = Shutdown(reason="the node has ended")
    failed = [Shutdown(reason="the node could not start; see its log above")]
    activate = [change(Transition.TRANSITION_ACTIVATE, node)]
    handlers = [
        OnStateTransition(matcher=transition(node, "inactive", "configuring"), entities=activate),
        OnStateTransition(matcher=transition(node, "active"), entities=[player], handle_once=True),
        OnStateTransition(matcher=transition(node, "unconfigured", "configuring"), entities=failed),
        OnStateTransition(matcher=transition(node, "inactive", "activating"), entities=failed),
        OnProcessExit(target_action=player, on_exit=unless_shutting_down(ended)),
        OnProcessExit(
            target_action=lambda action: isinstance(action, LifecycleNode) and action.node_name == node,
            on_exit=unless_shutting_down(lost),
        ),
    ]
    return [RegisterEventHandler(handler) for handler in handlers]


def unless_shutting_down(action: LaunchDescriptionEntity) -> Callable[[Event, LaunchContext], Any]:
    """Return a function that returns an action at the exit of a process, but none after Ctrl-C.

    A second shutdown would make the launch fail.
    """
    return lambda _event, context: None if context.is_shutdown else action


def change(transition_id: int, node: str) -> EmitEvent:
    """Return the event that triggers a lifecycle transition of the node with a full name.

    With autostart, the node might be active or have failed before the launch system observes its transitions.
    """
    event = ChangeState(lifecycle_node_matcher=lambda action: action.node_name == node, transition_id=transition_id)
    return EmitEvent(event=event)


def transition(node: str, goal: str, start: str | None = None) -> Callable[[Event], bool]:
    """Return a function that matches transitions of the node with a full name to a state, optionally from another."""

    def matches(event: Event) -> bool:
        return (
            isinstance(event, StateTransition)
            and event.action.node_name == node
            and event.goal_state == goal
            and (start is None or event.start_state == start)
        )

    return matches


def write_profiles(reliable: list[str]) -> Path:
    """Write the QoS profiles of the player, which override those in the bag, and return the path of the file.

    The file is removed when this process exits: handlers of a shutdown are not always called.
    Camera topics are reliable, because best-effort images above 0.5 MB are lost between processes. Static transforms
    are latched for late subscribers.
    """
    profile = {"history": "keep_last", "depth": 5, "reliability": "reliable", "durability": "volatile"}
    profiles = dict.fromkeys(reliable, profile)
    profiles["/tf_static"] = {**profile, "depth": 100, "durability": "transient_local"}
    with tempfile.NamedTemporaryFile("w", prefix="svr_replay_", suffix=".yaml", delete=False) as file:
        yaml.safe_dump(profiles, file)
    path = Path(file.name)
    atexit.register(path.unlink, missing_ok=True)
    return path
