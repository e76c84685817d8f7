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

"""Subscription whose quality of service follows that of the topic's publishers, as in rosbag2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rclpy.node import Node
from rclpy.subscription import Subscription
from rclpy.topic_endpoint_info import TopicEndpointInfo

from svr_ros.ros.node import qos


class MatchedSubscription:
    """Subscribe as reliably and durably as all publishers of the topic offer.

    Best-effort images above 0.5 MB are lost between processes, while reliable requests do not match best-effort
    cameras. Parameters qos_overrides.<topic>.subscription fix single policies.

    Attributes:
        subscription: The current subscription, replaced by `match`.
        message_type: The name of the message type, such as sensor_msgs/msg/Image.
    """

    def __init__(self, node: Node, kind: type, topic: str, callback: Callable[[Any], None]) -> None:
        """Subscribe with the profile that the publishers known so far offer.

        Raises:
            InputError: If a quality-of-service parameter of the topic has a value that is not allowed.
        """
        self._node = node
        self._kind = kind
        self._callback = callback
        self._topic = topic
        self._policies = qos.subscription_policies(node, topic)
        self.message_type = f"{kind.__module__.split('.')[0]}/msg/{kind.__name__}"
        self.subscription = self._subscribe(self._policies.profile())
        self.match()

    def publishers(self) -> list[TopicEndpointInfo]:
        """Return the publishers of the topic, of any message type."""
        return self._node.get_publishers_info_by_topic(self.subscription.topic_name)

    def match(self) -> None:
        """Subscribe again if the publishers offer another reliability or durability than the one requested."""
        publishers = [one for one in self.publishers() if one.topic_type == self.message_type]
        if not publishers:
            return
        profile = self._policies.profile(publishers)
        current = self.subscription.qos_profile
        if (profile.reliability, profile.durability) == (current.reliability, current.durability):
            return
        self._node.destroy_subscription(self.subscription)
        self.subscription = self._subscribe(profile)
        self._node.get_logger().info(
            f"subscribed to {self.subscription.topic_name} as its publishers offer: {qos.describe(profile)}"
        )

    def close(self) -> None:
        """Destroy the subscription."""
        self._node.destroy_subscription(self.subscription)

    def _subscribe(self, profile: Any) -> Subscription:
        return self._node.create_subscription(self._kind, self._topic, self._callback, profile)


def transport_topic(node: Node, base: str, transport: str) -> str:
    """Return the topic of a transport of a base topic, which image_transport puts below the remapped base.

    A remapping of the transport's topic itself takes precedence.

    Args:
        node: The node that subscribes.
        base: The base topic, such as image.
        transport: The name of the transport, such as compressed or compressedDepth.
    """
    own = f"{base}/{transport}"
    remapped = node.resolve_topic_name(own)
    if remapped != node.resolve_topic_name(own, only_expand=True):
        return remapped
    return f"{node.resolve_topic_name(base)}/{transport}"
