"""Start the node on a robot: ros2 launch svr_ros reconstruct.launch.py image_topic:=/camera/image_raw rviz:=true"""

from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch_ros.actions import LifecycleNode, Node

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity

SHARE = Path(get_package_share_directory("svr_ros"))

ARGUMENTS = {
    "image_topic": ("/camera/image_raw", "Topic of the images, sensor_msgs/msg/Image."),
    "camera_info_topic": ("", "Topic of their calibration; empty: camera_info beside the image topic."),
    "namespace": ("", "Namespace of the node, one for each camera."),
    "params_file": (str(SHARE / "config" / "reconstruct.yaml"), "File with the node's parameters."),
    "weights": ("", "Name or path of the weights; empty: as in params_file."),
    "device": ("", "auto, cpu, cuda or cuda:N; empty: as in params_file."),
    "rviz": ("false", "Show the scene in RViz."),
    "fixed_frame": ("camera_optical_frame", "Frame that RViz shows the scene in: the frame_id of the images."),
    "use_sim_time": ("false", "Take the time from /clock."),
    "log_level": ("info", "debug, info, warn, error or fatal."),
}


def generate_launch_description() -> LaunchDescription:
    """Declare the arguments and start the node, and RViz where it is asked for."""
    declared = [
        DeclareLaunchArgument(name, default_value=default, description=description)
        for name, (default, description) in ARGUMENTS.items()
    ]
    return LaunchDescription([*declared, OpaqueFunction(function=start)])


def start(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    """Return the processes for the arguments of this launch."""
    given = {name: context.launch_configurations[name] for name in ARGUMENTS}
    simulated = {"use_sim_time": given["use_sim_time"].lower() in ("true", "1")}
    namespace = given["namespace"].strip("/")
    image_topic = given["image_topic"]
    info_topic = given["camera_info_topic"] or camera_info_beside(image_topic)
    chosen = {name: given[name] for name in ("weights", "device") if given[name]}
    node = LifecycleNode(
        package="svr_ros",
        executable="reconstruct_node",
        name="reconstruct",
        namespace=namespace,
        parameters=[given["params_file"], simulated, chosen],
        remappings=[("image", image_topic), ("camera_info", info_topic)],
        arguments=["--ros-args", "--log-level", given["log_level"]],
        output="screen",
    )
    if given["rviz"].lower() not in ("true", "1"):
        return [node]
    own = f"/{namespace}/reconstruct" if namespace else "/reconstruct"
    rviz = Node(
        package="rviz2",
        executable="rviz2",
        arguments=["-d", str(SHARE / "config" / "svr.rviz"), "-f", given["fixed_frame"]],
        parameters=[simulated],
        remappings=[("/camera/image_raw", image_topic)]
        + [(f"/reconstruct/{topic}", f"{own}/{topic}") for topic in ("markers", "tsdf_points", "depth", "camera_info")],
        output="log",
    )
    return [node, rviz]


def camera_info_beside(image_topic: str) -> str:
    """Return where image_transport looks for the calibration of an image topic."""
    parent, slash, _ = image_topic.rpartition("/")
    return f"{parent}{slash}camera_info"
