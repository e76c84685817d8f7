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

"""Publishers of the node's outputs; messages are made only for topics with subscribers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from rclpy.lifecycle import LifecycleNode, LifecyclePublisher
from rclpy.qos import QoSProfile
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import Label
from svr_ros.ros.convert.calibration import info_from_camera
from svr_ros.ros.convert.legends import LEGENDS, vision_legends
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.topics import OUTPUTS, vision_outputs
from svr_ros.ros.node import qos
from svr_ros.ros.node.output_frame_lookup import OutputFrameLookup
from svr_ros.ros.node.transforms import TransformBuffer
from svr_ros.ros.parameters import Settings

LATCHED_OUTPUTS = frozenset({"occupancy"})
"""Maps are reliable and transient local (REP 2003), as Nav2's static layer requests."""

_FAR = 1e5
"""Distance in metres from which coordinates of 32 bits have steps of about a centimetre."""

VISION_TOPICS = ("objects", "label_info")
"""Topics that the node has only if vision_msgs is installed."""


class Outputs:
    """Own the publishers of results and legends, and the lookup of the output frame."""

    def __init__(self, node: LifecycleNode, target_frame: str, transforms: TransformBuffer) -> None:
        """Create the publishers; `transforms` looks up the target frame.

        Raises:
            InputError: If there is a target frame and tf2_ros is not installed, or a quality-of-service parameter has a
                value that is not allowed.
        """
        self._node = node
        self._frames = OutputFrameLookup(transforms, target_frame)
        self._outputs, legends = dict(OUTPUTS), dict(LEGENDS)
        self._missing = ""
        self._reported: set[str] = set()
        try:
            self._outputs |= vision_outputs()
            legends |= vision_legends(threshold=0.0)
        except InputError as error:
            self._missing = str(error)
        self._publishers = {
            name: self._create(
                output.kind, name, qos.latched_output() if name in LATCHED_OUTPUTS else qos.result_output()
            )
            for name, output in self._outputs.items()
        }
        self._legends = {
            name: self._create(legend.kind, name, qos.latched_output()) for name, legend in legends.items()
        }

    def _create(self, kind: type, name: str, default: QoSProfile) -> LifecyclePublisher:
        profile = qos.publisher_profile(self._node, f"~/{name}", default)
        return self._node.create_lifecycle_publisher(kind, f"~/{name}", profile)

    def warm_up(self, scene: Reconstruction, settings: Settings) -> None:
        """Make every message of a scene once, so that libraries are loaded and compiled before the first image."""
        camera_info = info_from_camera(scene.camera)
        results = Results(scene, Header(), camera_info, OutputFrame(Header()), settings, settings.voxel_instances)
        for output in self._outputs.values():
            output.make(results)
        # Noise may have no objects
        furnished = replace(scene, labels=np.full_like(scene.labels, Label.CHAIR))
        OUTPUTS["object_markers"].make(replace(results, reconstruction=furnished))

    def subscribed(self) -> set[str]:
        """Return the names of the topics that have a subscriber; warn of one that lacks vision_msgs."""
        if self._missing:
            self._report_missing()
        return {name for name, publisher in self._publishers.items() if publisher.get_subscription_count()}

    def _report_missing(self) -> None:
        """Warn once of each topic that has a subscriber and no publisher, because vision_msgs is not installed."""
        for name in VISION_TOPICS:
            topic = self._node.resolve_topic_name(f"~/{name}")
            if name not in self._reported and self._node.count_subscribers(topic):
                self._reported.add(name)
                self._node.get_logger().warning(f"{topic} has a subscriber, but {self._missing}")

    def lookup_frame(self, header: Header) -> OutputFrame:
        """Return the frame in which the results of the image with this header are published.

        Raises:
            DropError: If the transform to the target frame at the image's stamp is not known.
        """
        frame = self._frames.lookup(header)
        distance = float(np.linalg.norm(frame.frame_from_camera[:3, 3]))
        if distance > _FAR:
            step, origin = np.spacing(np.float32(distance)), f"the origin of {frame.header.frame_id}"
            self._node.get_logger().warning(
                f"the camera is {distance / 1000:.0f} km from {origin}, where coordinates of 32 bits have steps of "
                f"{step:.2g} m; expected a target_frame whose origin is near, such as map or odom instead of utm",
                once=True,
            )
        return frame

    def publish(self, names: set[str], results: Results) -> None:
        """Publish the results of an image on the named topics."""
        for name, output in self._outputs.items():
            if name in names:
                self._publishers[name].publish(output.make(results))
        if names & {"occupancy", "obstacle_points"} and not results.ground.on_floor:
            self._node.get_logger().warning(
                "no floor is visible: heights are measured from the lowest surface, as if the camera were level; "
                "with a target_frame or ground_frame they are measured from its z = 0",
                once=True,
            )

    def publish_legends(self, settings: Settings) -> None:
        """Publish the class table and its image, and that of vision_msgs; all are latched for late subscribers."""
        header = Header(stamp=self._node.get_clock().now().to_msg())
        legends = LEGENDS if self._missing else LEGENDS | vision_legends(settings.min_object_score)
        for name, publisher in self._legends.items():
            publisher.publish(legends[name].make(header))

    def destroy(self) -> None:
        """Destroy the publishers."""
        for publisher in (*self._publishers.values(), *self._legends.values()):
            self._node.destroy_lifecycle_publisher(publisher)
