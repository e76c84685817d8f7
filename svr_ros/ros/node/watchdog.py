"""Diagnosis of inputs without messages: publishers, types, quality of service, and similar topics."""

from __future__ import annotations

import time

from rclpy.node import Node
from rclpy.qos import QoSCompatibility, QoSDurabilityPolicy, qos_check_compatible
from rclpy.subscription import Subscription
from rclpy.topic_endpoint_info import TopicEndpointInfo

from svr_ros.ros.node import qos

_MAX_TOPICS = 5
"""Maximum number of topics listed in a sentence."""

_OTHER_TRANSPORT = {
    "sensor_msgs/msg/Image": "sensor_msgs/msg/CompressedImage",
    "sensor_msgs/msg/CompressedImage": "sensor_msgs/msg/Image",
}
"""Message type of the other image transport."""


class Watchdog:
    """Watch one subscription and explain why no message arrives."""

    def __init__(self, node: Node, subscription: Subscription) -> None:
        """Start watching a subscription of the node."""
        self._node = node
        self.subscription = subscription
        kind = subscription.msg_type
        self._kind = f"{kind.__module__.split('.')[0]}/msg/{kind.__name__}"
        self._fed = time.monotonic()

    def feed(self) -> None:
        """Record the arrival of a message."""
        self._fed = time.monotonic()

    def diagnose(self, timeout: float) -> str:
        """Return one sentence if no message arrived for `timeout` seconds; else an empty string."""
        if time.monotonic() - self._fed < timeout:
            return ""
        topic = self.subscription.topic_name
        finding = f"no message on {topic} in the last {timeout:g} s"
        publishers = self._node.get_publishers_info_by_topic(topic)
        if not publishers:
            return f"{finding}: it has no publisher; {self._other_topics()}{self._other_transport()}"
        return f"{finding}: published by {'; '.join(map(self._describe_publisher, publishers))}"

    def _describe_publisher(self, publisher: TopicEndpointInfo) -> str:
        """Return name and type or quality of service of a publisher, and what prevents a connection."""
        topic = self.subscription.topic_name
        name = f"{publisher.node_namespace.rstrip('/')}/{publisher.node_name}"
        if publisher.topic_type != self._kind:
            return f"{name} as {publisher.topic_type}; expected {self._kind}"
        requested = self.subscription.qos_profile
        both = f"QoS ({qos.describe(publisher.qos_profile)}) and this node requests ({qos.describe(requested)})"
        compatibility, _ = qos_check_compatible(publisher.qos_profile, requested)
        if compatibility == QoSCompatibility.ERROR:
            return f"{name} with {both}, which do not match; see the parameters qos_overrides.{topic}.subscription"
        latched = publisher.qos_profile.durability == QoSDurabilityPolicy.TRANSIENT_LOCAL != requested.durability
        hint = (
            f"; to receive earlier messages, set qos_overrides.{topic}.subscription.durability to transient_local"
            if latched
            else ""
        )
        return f"{name} with {both}, which match, but no message arrives{hint}"

    def _other_topics(self) -> str:
        topics = self._topics_of(self._kind)
        if not topics:
            return f"no topic of type {self._kind} is published"
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
    more = f" and {len(topics) - _MAX_TOPICS} more" if len(topics) > _MAX_TOPICS else ""
    return f"{', '.join(topics[:_MAX_TOPICS])}{more}"
