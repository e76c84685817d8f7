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

"""Quality-of-service profiles by purpose, which `qos_overrides` parameters change per topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rcl_interfaces.msg import ParameterDescriptor
from rclpy.exceptions import InvalidParameterTypeException
from rclpy.node import Node
from rclpy.qos import QoSDurabilityPolicy, QoSHistoryPolicy, QoSProfile, QoSReliabilityPolicy
from rclpy.topic_endpoint_info import TopicEndpointInfo

from svr_ros.errors import InputError
from svr_ros.ros.convert.encodings import quoted

MATCHED = "best_available"
"""Reliability or durability of a subscription that follows its publishers; the name is that of rmw since Iron."""

_MAX_DEPTH = 1000
_CHOICES = {
    "history": ("keep_last", "keep_all"),
    "reliability": ("reliable", "best_effort"),
    "durability": ("volatile", "transient_local"),
}


def result_output() -> QoSProfile:
    """Return the profile of results, which matches every subscriber and is reliable, with a queue of five messages."""
    return _keep_last(5, QoSReliabilityPolicy.RELIABLE, QoSDurabilityPolicy.VOLATILE)


def latched_output() -> QoSProfile:
    """Return the profile of latched topics, whose last message late subscribers receive, such as bags and RViz."""
    return _keep_last(1, QoSReliabilityPolicy.RELIABLE, QoSDurabilityPolicy.TRANSIENT_LOCAL)


def service() -> QoSProfile:
    """Return the profile of services, whose queue holds a hundred requests that arrive at once."""
    return _keep_last(100, QoSReliabilityPolicy.RELIABLE, QoSDurabilityPolicy.VOLATILE)


def _keep_last(depth: int, reliability: QoSReliabilityPolicy, durability: QoSDurabilityPolicy) -> QoSProfile:
    return QoSProfile(history=QoSHistoryPolicy.KEEP_LAST, depth=depth, reliability=reliability, durability=durability)


class Policies(NamedTuple):
    """Values of the parameters qos_overrides.<topic>.<publisher or subscription>.<policy>.

    Attributes:
        history: One of keep_last and keep_all.
        depth: The length of the queue.
        reliability: One of reliable, best_effort, and, for subscriptions, best_available.
        durability: One of volatile, transient_local, and, for subscriptions, best_available.
    """

    history: str
    depth: int
    reliability: str
    durability: str

    def profile(self, publishers: Sequence[TopicEndpointInfo] = ()) -> QoSProfile:
        """Return the profile; best_available is reliable or transient local if all publishers offer it."""
        offered = [publisher.qos_profile for publisher in publishers]
        reliable = bool(offered) and all(one.reliability == QoSReliabilityPolicy.RELIABLE for one in offered)
        latched = bool(offered) and all(one.durability == QoSDurabilityPolicy.TRANSIENT_LOCAL for one in offered)
        reliability = ("reliable" if reliable else "best_effort") if self.reliability == MATCHED else self.reliability
        durability = ("transient_local" if latched else "volatile") if self.durability == MATCHED else self.durability
        return QoSProfile(
            history=QoSHistoryPolicy[self.history.upper()],
            depth=self.depth,
            reliability=QoSReliabilityPolicy[reliability.upper()],
            durability=QoSDurabilityPolicy[durability.upper()],
        )


def publisher_profile(node: Node, topic: str, default: QoSProfile) -> QoSProfile:
    """Return the profile of a publisher, given the default and the parameters of its topic.

    Raises:
        InputError: If a parameter has another type or value than those allowed.
    """
    words = [policy.name.lower() for policy in (default.history, default.reliability, default.durability)]
    return _declare(node, topic, "publisher", Policies(words[0], default.depth, *words[1:]), _CHOICES).profile()


def subscription_policies(node: Node, topic: str) -> Policies:
    """Return the policies of a subscription, which follow the publishers unless parameters of its topic are set.

    Raises:
        InputError: If a parameter has another type or value than those allowed.
    """
    matched = {name: (*_CHOICES[name], MATCHED) for name in ("reliability", "durability")}
    return _declare(node, topic, "subscription", Policies("keep_last", 1, MATCHED, MATCHED), _CHOICES | matched)


def _declare(node: Node, topic: str, entity: str, default: Policies, choices: dict[str, tuple[str, ...]]) -> Policies:
    """Declare the parameters of a topic, if they are not yet, and return their values."""
    values = {}
    for policy, value in default._asdict().items():
        name = f"qos_overrides.{node.resolve_topic_name(topic)}.{entity}.{policy}"
        expected = ", ".join(choices[policy]) if policy in choices else f"1 to {_MAX_DEPTH}"
        try:
            if not node.has_parameter(name):
                node.declare_parameter(name, value, ParameterDescriptor(read_only=True))
            values[policy] = given = node.get_parameter(name).value
        except InvalidParameterTypeException as error:
            raise InputError(f"parameter {name} has another type; expected {expected}") from error
        if not (given in choices[policy] if policy in choices else 1 <= given <= _MAX_DEPTH):
            shown = quoted(given) if isinstance(given, str) else given
            raise InputError(f"parameter {name} is {shown}; expected {expected}")
    return Policies(**values)


def describe(profile: QoSProfile) -> str:
    """Return reliability and durability in words, such as "best effort, volatile"."""
    return ", ".join(policy.name.lower().replace("_", " ") for policy in (profile.reliability, profile.durability))
