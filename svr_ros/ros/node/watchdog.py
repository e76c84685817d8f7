"""Notice that an input is silent, and say why: who publishes the topic, and what does not fit."""

from __future__ import annotations

import time

from rclpy.node import Node
from rclpy.qos import QoSCompatibility, QoSDurabilityPolicy, qos_check_compatible
from rclpy.subscription import Subscription
from rclpy.topic_endpoint_info import TopicEndpointInfo

from svr_ros.ros.node import qos

_MOST_NAMES = 5

_OTHER_TRANSPORT = {
    "sensor_msgs/msg/Image": "sensor_msgs/msg/CompressedImage",
    "sensor_msgs/msg/CompressedImage": "sensor_msgs/msg/Image",
}
"""In which other form an input may come."""


class Watchdog:
    """Watch one subscription."""

    def __init__(self, node: Node, subscription: Subscription) -> None:
        self._node = node
        self.subscription = subscription
        kind = subscription.msg_type
        self._kind = f"{kind.__module__.split('.')[0]}/msg/{kind.__name__}"
        self._fed = time.monotonic()

    def feed(self) -> None:
        """Tell that a message came."""
        self._fed = time.monotonic()

    def complaint(self, timeout: float) -> str:
        """Return one sentence when no message came for timeout seconds; else nothing."""
        if time.monotonic() - self._fed < timeout:
            return ""
        topic = self.subscription.topic_name
        silence = f"no message on {topic} in the last {timeout:g} s"
        publishers = self._node.get_publishers_info_by_topic(topic)
        if not publishers:
            return f"{silence}: nobody publishes it; {self._other_topics()}{self._other_transport()}"
        return f"{silence}: published by {'; '.join(map(self._judge, publishers))}"

    def _judge(self, publisher: TopicEndpointInfo) -> str:
        topic = self.subscription.topic_name
        name = f"{publisher.node_namespace.rstrip('/')}/{publisher.node_name}"
        if publisher.topic_type != self._kind:
            return f"{name} as {publisher.topic_type}, where {self._kind} is expected"
        asked = self.subscription.qos_profile
        both = f"QoS ({qos.describe(publisher.qos_profile)}) and this node asks for ({qos.describe(asked)})"
        compatibility, _ = qos_check_compatible(publisher.qos_profile, asked)
        if compatibility == QoSCompatibility.ERROR:
            return f"{name} with {both}, which do not match; see the parameters qos_overrides.{topic}.subscription"
        latched = publisher.qos_profile.durability == QoSDurabilityPolicy.TRANSIENT_LOCAL != asked.durability
        hint = (
            f"; for what was sent before: qos_overrides.{topic}.subscription.durability transient_local"
            if latched
            else ""
        )
        return f"{name} with {both}, which match, yet nothing arrives{hint}"

    def _other_topics(self) -> str:
        topics = self._topics_of(self._kind)
        if not topics:
            return f"nobody publishes any {self._kind}"
        return f"{self._kind} is published on {_listed(topics)}"

    def _other_transport(self) -> str:
        other = _OTHER_TRANSPORT.get(self._kind, "")
        topics = self._topics_of(other)
        return f"; {other} is published on {_listed(topics)}: see the parameter image_transport" if topics else ""

    def _topics_of(self, kind: str) -> list[str]:
        own = f"{self._node.get_fully_qualified_name()}/"
        return sorted(
            topic
            for topic, kinds in self._node.get_topic_names_and_types()
            if kind in kinds and not topic.startswith(own) and self._node.count_publishers(topic)
        )


def _listed(topics: list[str]) -> str:
    more = f" and {len(topics) - _MOST_NAMES} more" if len(topics) > _MOST_NAMES else ""
    return f"{', '.join(topics[:_MOST_NAMES])}{more}"
