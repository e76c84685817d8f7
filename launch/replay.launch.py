"""Replay a bag to the node and show what it makes of it: ros2 launch svr_ros replay.launch.py bag:=/path/to/bag"""

import tempfile
from pathlib import Path

import yaml
from ament_index_python.packages import get_package_share_directory
from launch.actions import (
    DeclareLaunchArgument,
    EmitEvent,
    ExecuteProcess,
    IncludeLaunchDescription,
    LogInfo,
    OpaqueFunction,
    RegisterEventHandler,
    SetLaunchConfiguration,
    Shutdown,
    TimerAction,
)
from launch.event_handlers import OnProcessExit, OnShutdown
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.event_handlers import OnStateTransition
from launch_ros.events.lifecycle import ChangeState
from lifecycle_msgs.msg import Transition

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from svr_ros.errors import InputError
from svr_ros.replay import topics
from svr_ros.replay.bag import Bag
from svr_ros.ros.node import fastdds

SHARE = Path(get_package_share_directory("svr_ros"))

ARGUMENTS = {
    "rate": ("1.0", "Speed of the replay; 0.5 gives the node twice the time."),
    "loop": ("false", "Begin again when the bag has ended."),
    "delay": ("3.0", "Seconds between the player's start and the first message, in which subscribers find it."),
    "image_topic": ("", "Topic of the images in the bag; empty: the only one."),
    "rviz": ("true", "Show the scene in RViz."),
}

CLOCK_RATE = 100
"""Messages a second on /clock: stamps of results are as exact as the time they are compared with."""

LAST_SCENE = 5.0
"""Seconds for what is still in work when the bag has ended."""


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments; start the node with simulated time, RViz, and when the node is active, the player."""
    declared = [DeclareLaunchArgument("bag", description="The bag: folder of `ros2 bag record`, or its .mcap or .db3.")]
    declared += [
        DeclareLaunchArgument(name, default_value=default, description=description)
        for name, (default, description) in ARGUMENTS.items()
    ]
    node = IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(SHARE / "launch" / "reconstruct.launch.py")),
        launch_arguments={"use_sim_time": "true", "reliable": "true", "autostart": "false"}.items(),
    )
    return LaunchDescription(
        [*declared, OpaqueFunction(function=find_camera), node, change(Transition.TRANSITION_CONFIGURE)]
    )


def find_camera(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """Look into the bag for the camera's topics and frame, where they are not given, and set up the player."""
    given = context.launch_configurations
    path = Path(given["bag"]).expanduser()
    try:
        with Bag(path) as bag:
            # Without CameraInfo the node goes by its parameter fixed_hfov, or says what is missing.
            image, info = given["image_topic"] or None, given.get("camera_info_topic") or None
            found = topics.find(bag, image, info, info_needed=False)
            frame = topics.frame_of(bag, found)
    except InputError as error:
        return [LogInfo(msg=f"replay: {error}"), Shutdown(reason="there is nothing to replay")]
    known = {
        "image_topic": found.image.removesuffix("/compressed"),
        "camera_info_topic": found.info or "",
        "image_transport": "compressed" if found.compressed else "raw",
        "fixed_frame": given.get("fixed_frame") or frame,
    }
    settings = [SetLaunchConfiguration(name, value) for name, value in known.items()]
    profiles = given.get("fastdds_profiles", str(SHARE / "config" / "fastdds.xml"))
    room = fastdds.environment(profiles, context.environment)
    return [*settings, *play(path, [topic for topic in (found.image, found.info) if topic], given, room)]


def play(
    path: Path, reliable: list[str], given: dict[str, str], environment: dict[str, str]
) -> list[LaunchDescriptionEntity]:
    """Return the player's part of the launch: it starts when the node is active, and ends everything when it ends."""
    profiles = write_profiles(reliable)
    command = ["ros2", "bag", "play", str(path), "--clock", str(CLOCK_RATE), "--rate", given["rate"]]
    command += ["--delay", given["delay"], "--disable-keyboard-controls", "--qos-profile-overrides-path", str(profiles)]
    command += ["--loop"] if given["loop"].lower() in ("true", "1") else []
    player = ExecuteProcess(cmd=command, name="player", additional_env=environment, output="screen")
    ended = TimerAction(period=LAST_SCENE, actions=[Shutdown(reason="the bag has ended")])
    failed = [Shutdown(reason="the node could not start; it says why above")]
    activate = [change(Transition.TRANSITION_ACTIVATE)]
    handlers = [
        OnStateTransition(start_state="configuring", goal_state="inactive", entities=activate),
        OnStateTransition(goal_state="active", entities=[player], handle_once=True),
        OnStateTransition(start_state="configuring", goal_state="unconfigured", entities=failed),
        OnStateTransition(start_state="activating", goal_state="inactive", entities=failed),
        OnProcessExit(target_action=player, on_exit=[ended]),
        OnShutdown(on_shutdown=lambda *_: profiles.unlink(missing_ok=True)),
    ]
    return [RegisterEventHandler(handler) for handler in handlers]


def change(transition: int) -> EmitEvent:
    """Return what makes the node change its state as soon as it can be told.

    A node that starts by itself may be active, or have failed, before anyone can hear it say so.
    """
    return EmitEvent(event=ChangeState(lifecycle_node_matcher=lambda _: True, transition_id=transition))


def write_profiles(reliable: list[str]) -> Path:
    """Write how the player offers topics, whatever the bag says of them: static transforms also to who comes late.

    The images reliably: sent best effort, those above 0.5 MB get lost between processes.
    """
    profile = {"history": "keep_last", "depth": 5, "reliability": "reliable", "durability": "volatile"}
    profiles = dict.fromkeys(reliable, profile)
    profiles["/tf_static"] = {**profile, "depth": 100, "durability": "transient_local"}
    with tempfile.NamedTemporaryFile("w", prefix="svr_replay_", suffix=".yaml", delete=False) as file:
        yaml.safe_dump(profiles, file)
    return Path(file.name)
