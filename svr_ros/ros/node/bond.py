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

"""Bond with Nav2's lifecycle manager, which expects a heartbeat from every active node that it manages."""

from __future__ import annotations

import uuid

from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode

_TOPIC = "bond"

_PERIOD = 0.1
"""Seconds between two heartbeats, as in the nodes of Nav2."""

_TIMEOUT = 4.0
"""Seconds without a heartbeat after which the bond breaks, as in the nodes of Nav2."""


class ManagerBond:
    """Send the heartbeat of the package bond while the node is active, if its messages are installed, as with Nav2.

    The manager has the other half of the bond, with the node's name as id. Its heartbeats are not needed here, as the
    node works without a manager as well.
    """

    def __init__(self, node: LifecycleNode) -> None:
        """Start sending heartbeats."""
        self._node = node
        self._publisher = None
        try:
            from bond.msg import Status
        except ImportError:
            return
        self._message = Status(
            id=node.get_name(),
            instance_id=str(uuid.uuid4()),
            active=True,
            heartbeat_timeout=_TIMEOUT,
            heartbeat_period=_PERIOD,
        )
        self._publisher = node.create_publisher(Status, _TOPIC, 1)
        # Use the node's executor, so that the bond breaks if it hangs
        self._timer = node.create_timer(_PERIOD, self._beat, clock=Clock(clock_type=ClockType.STEADY_TIME))
        self._beat()

    def close(self) -> None:
        """Break the bond, which tells the manager that the node is no longer active."""
        if self._publisher is None:
            return
        self._message.active = False
        self._beat()
        self._node.destroy_timer(self._timer)
        self._node.destroy_publisher(self._publisher)
        self._publisher = None

    def _beat(self) -> None:
        self._message.header.stamp = self._node.get_clock().now().to_msg()
        self._publisher.publish(self._message)
