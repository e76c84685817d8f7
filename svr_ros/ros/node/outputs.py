"""The publishers of what is made of a reconstruction, and to whom it concerns."""

from __future__ import annotations

from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import Header

from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.ros.convert.calibration import info_from_camera
from svr_ros.ros.convert.legends import LEGENDS
from svr_ros.ros.convert.output_frame import Placement
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.topics import OUTPUTS
from svr_ros.ros.node import qos
from svr_ros.ros.node.frames import Frames
from svr_ros.ros.parameters import Settings


class Outputs:
    """Own the publishers; make only those messages that have a subscriber, in the target frame where there is one.

    Raises InputError where there is a target frame and tf2_ros is missing.
    """

    def __init__(self, node: LifecycleNode, target_frame: str) -> None:
        self._node = node
        self._frames = Frames(node, target_frame)
        self._publishers = {
            name: node.create_lifecycle_publisher(
                output.kind, f"~/{name}", qos.result_output(), qos_overriding_options=qos.overridable()
            )
            for name, output in OUTPUTS.items()
        }
        self._legends = {
            name: node.create_lifecycle_publisher(
                legend.kind, f"~/{name}", qos.latched_output(), qos_overriding_options=qos.overridable()
            )
            for name, legend in LEGENDS.items()
        }

    def warm_up(self, scene: Reconstruction, settings: Settings) -> None:
        """Make every message of a scene and drop it: libraries are loaded and compiled when the first is due."""
        results = Results(scene, Header(), info_from_camera(scene.camera), Placement(Header()), settings)
        for output in OUTPUTS.values():
            output.make(results)

    def wanted(self) -> set[str]:
        """Return the names of the topics that someone listens to."""
        return {name for name, publisher in self._publishers.items() if publisher.get_subscription_count()}

    def place(self, header: Header, settings: Settings) -> Placement:
        """Return where the results of the image with this header are to be published.

        Raises DropError where the target frame is not known at the image's stamp.
        """
        return self._frames.place(header, settings.transform_timeout)

    def publish(self, wanted: set[str], results: Results) -> None:
        """Publish the wanted forms of a reconstruction."""
        for name, output in OUTPUTS.items():
            if name in wanted:
                self._publishers[name].publish(output.make(results))
        if wanted & {"occupancy", "obstacle_points"} and not results.ground.floor_visible:
            self._node.get_logger().warning(
                "no floor is seen: heights are measured from the lowest surface, as if the camera were level; "
                "with a target_frame they are measured from its z = 0",
                once=True,
            )

    def publish_legends(self) -> None:
        """Publish the class table and its picture, once for all who come later."""
        header = Header(stamp=self._node.get_clock().now().to_msg())
        for name, publisher in self._legends.items():
            publisher.publish(LEGENDS[name].make(header))

    def destroy(self) -> None:
        """Give the publishers back, and stop listening for transforms."""
        for publisher in (*self._publishers.values(), *self._legends.values()):
            self._node.destroy_lifecycle_publisher(publisher)
        self._frames.close()
