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

"""Diagnosis of inputs without messages: publishers, types, quality of service, and similar topics."""

from __future__ import annotations

import time

from rclpy.node import Node
from rclpy.qos import QoSCompatibility, QoSDurabilityPolicy, QoSProfile, QoSReliabilityPolicy, qos_check_compatible
from rclpy.topic_endpoint_info import TopicEndpointInfo

from svr_ros.ros.node import qos
from svr_ros.ros.node.matched_subscription import MatchedSubscription

_MAX_TOPICS = 5
"""Maximum number of topics listed in a sentence."""

_OTHER_TRANSPORT = {
    "sensor_msgs/msg/Image": "sensor_msgs/msg/CompressedImage",
    "sensor_msgs/msg/CompressedImage": "sensor_msgs/msg/Image",
}
"""Message type of the other image transport."""


class Watchdog:
    """Watch one subscription and explain why no message arrives."""

    def __init__(self, node: Node, source: MatchedSubscription, transport: str = "image_transport") -> None:
        """Start watching a subscription of the node; `transport` is the parameter of its transport, empty for none."""
        self._node = node
        self._source = source
        self._transport = transport
        self._kind = source.message_type
        self._fed = time.monotonic()

    def feed(self) -> None:
        """Record the arrival of a message."""
        self._fed = time.monotonic()

    def diagnose(self, timeout: float) -> str:
        """Return one sentence if no message arrived for `timeout` seconds; else an empty string."""
        if time.monotonic() - self._fed < timeout:
            return ""
        topic = self._source.subscription.topic_name
        finding = f"no message on {topic} in the last {timeout:g} s"
        publishers = self._source.publishers()
        if not publishers:
            return f"{finding}: it has no publisher; {self._other_topics()}{self._other_transport()}"
        return f"{finding}: published by {'; '.join(map(self._describe_publisher, publishers))}"

    def _describe_publisher(self, publisher: TopicEndpointInfo) -> str:
        """Return name and type or quality of service of a publisher, and what prevents a connection."""
        topic = self._source.subscription.topic_name
        name = f"{publisher.node_namespace.rstrip('/')}/{publisher.node_name}"
        if publisher.topic_type != self._kind:
            return f"{name} as {publisher.topic_type}; expected {self._kind}"
        requested = self._source.subscription.qos_profile
        both = f"QoS ({qos.describe(publisher.qos_profile)}) and this node requests ({qos.describe(requested)})"
        compatibility, _ = qos_check_compatible(publisher.qos_profile, requested)
        if compatibility == QoSCompatibility.ERROR:
            return f"{name} with {both}, which do not match; see the parameters qos_overrides.{topic}.subscription"
        return f"{name} with {both}, which match, but no message arrives{_advice(publisher, requested, topic)}"

    def _other_topics(self) -> str:
        topics = self._topics_of(self._kind)
        if not topics:
            return f"no topic of type {self._kind} is published"
        return f"{self._kind} is published on {_listed(topics)}"

    def _other_transport(self) -> str:
        other = _OTHER_TRANSPORT.get(self._kind, "")
        topics = self._topics_of(other) if self._transport else []
        return f"; {other} is published on {_listed(topics)}: see the parameter {self._transport}" if topics else ""

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


def _advice(publisher: TopicEndpointInfo, requested: QoSProfile, topic: str) -> str:
    """Return what to change if a publisher and this node match and yet no message arrives."""
    offered = publisher.qos_profile
    override = f"qos_overrides.{topic}.subscription"
    if offered.durability == QoSDurabilityPolicy.TRANSIENT_LOCAL != requested.durability:
        return f"; its earlier messages arrive without the parameters {override}"
    if offered.reliability != QoSReliabilityPolicy.RELIABLE:
        return (
            "; best-effort messages above 0.5 MB are lost between processes: let it publish reliably, or give its "
            "process more shared memory (config/fastdds.xml)"
        )
    if requested.reliability != QoSReliabilityPolicy.RELIABLE:
        return f"; large messages arrive without the parameter {override}.reliability"
    return ""
