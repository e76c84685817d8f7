"""Bond with Nav2's lifecycle manager, which expects a heartbeat from every node that it manages."""

from __future__ import annotations

from rclpy.lifecycle import LifecycleNode

_TOPIC = "bond"
_HEARTBEAT_PERIOD = 0.1
_HEARTBEAT_TIMEOUT = 4.0
"""Seconds, as in the nodes of Nav2."""


class ManagerBond:
    """Keep a bond of the node's name on the topic bond while the node is active, if bondpy is installed."""

    def __init__(self, node: LifecycleNode) -> None:
        """Start sending heartbeats."""
        try:
            from bondpy.bondpy import Bond
        except ImportError:
            self._bond = None
            return
        self._bond = Bond(node, _TOPIC, node.get_name())
        self._bond.heartbeat_period = _HEARTBEAT_PERIOD
        self._bond.heartbeat_timeout = _HEARTBEAT_TIMEOUT
        self._bond.start()

    def close(self) -> None:
        """Break the bond."""
        bond, self._bond = self._bond, None
        if bond is not None:
            bond.shutdown()
