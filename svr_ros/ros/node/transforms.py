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

"""Transforms of tf2 at the stamps of messages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from rclpy.clock import JumpThreshold
from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.time import Time
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry import rigid

_BACKWARDS = JumpThreshold(min_forward=None, min_backward=Duration(seconds=-1), on_clock_change=True)
"""Jumps of time after which known transforms are wrong: backwards by a second, as when a bag starts again."""


class TransformBuffer:
    """Listen to /tf and /tf_static from start() to close(), and look up transforms.

    The callbacks run in the node's executor, so that lookups must be made in another thread.

    Attributes:
        buffer: The buffer of tf2 after start().
    """

    def __init__(self, node: Node, timeout: Callable[[], float]) -> None:
        """Create a buffer that does not listen yet; `timeout` returns the maximum seconds to wait for a transform."""
        self._node = node
        self._timeout = timeout
        self._listener = None
        self._missing = "tf2 is not in use"

    def start(self) -> None:
        """Start listening, once.

        Raises:
            InputError: If tf2_ros or tf_transformations is not installed.
        """
        if self._listener is not None:
            return
        try:
            import tf2_ros
            from tf_transformations import quaternion_matrix
        except ImportError as error:
            self._missing = f"tf2_ros and tf_transformations are not installed: {error}"
            raise InputError(self._missing) from error
        self._quaternion_matrix = quaternion_matrix
        self._failure = tf2_ros.TransformException
        self.buffer = tf2_ros.Buffer(node=self._node)
        self._listener = tf2_ros.TransformListener(self.buffer, self._node)
        self._clear_after_jumps()

    def _clear_after_jumps(self) -> None:
        """Clear the buffer when time jumps back.

        The buffer itself does not do this in Humble, and raises an exception in early releases of Jazzy (ros2/geometry2
        issue 710). It never removes its callback, which the clock would still call after the buffer was deleted.
        """
        if hasattr(self.buffer, "jump_handle"):
            self.buffer.jump_handle.unregister()
        clear = self.buffer.clear
        self._jumps = self._node.get_clock().create_jump_callback(_BACKWARDS, post_callback=lambda _: clear())

    def lookup(
        self, target: Header, source: Header, fixed_frame: str = "", timeout: float | None = None
    ) -> NDArray[np.float64]:
        """Return the rigid transform [4, 4] from the source's frame at its stamp to the target's frame at its stamp.

        Without a fixed frame both are taken at the target's stamp. A timeout of None is that of the buffer.

        Raises:
            InputError: If there is no such transform within the timeout, or it is not finite.
        """
        # Refuse lookups that tf2 would not refuse
        described = f"transform from {source.frame_id!r} to {target.frame_id!r}"
        if self._listener is None:
            raise InputError(f"no {described} can be looked up ({self._missing})")
        if min(target.stamp.sec, source.stamp.sec) < 0:
            raise InputError(f"no {described} can be looked up: a stamp is negative; expected the time of the image")
        at, source_at = Time.from_msg(target.stamp), Time.from_msg(source.stamp)
        if not at.nanoseconds or (fixed_frame and not source_at.nanoseconds):  # tf2 would return the latest transform
            raise InputError(f"no {described} can be looked up: the image has no stamp; expected its time")

        # Look it up
        frames = target.frame_id.lstrip("/"), source.frame_id.lstrip("/")  # tf2 rejects the leading slash of ROS 1
        timeout = self._timeout() if timeout is None else timeout
        duration = Duration(seconds=timeout)
        try:
            if fixed_frame:
                found = self.buffer.lookup_transform_full(
                    frames[0], at, frames[1], source_at, fixed_frame.lstrip("/"), duration
                )
            else:
                found = self.buffer.lookup_transform(*frames, at, duration)
        except self._failure as error:
            raise InputError(
                f"no {described} at the image's stamp within {timeout:g} s ({error}); expected it on /tf or /tf_static"
            ) from error

        # Convert it to a matrix
        quaternion, translation = found.transform.rotation, found.transform.translation
        rotation = self._quaternion_matrix([quaternion.x, quaternion.y, quaternion.z, quaternion.w])[:3, :3]
        pose = rigid.pose(rotation, [translation.x, translation.y, translation.z])
        if not np.isfinite(pose).all():  # tf2 refuses NaN, but not infinity
            raise InputError(f"the {described} is not finite; expected finite numbers on /tf and /tf_static")
        return pose

    def close(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._jumps.unregister()
            self._listener.unregister()
            self._node.destroy_service(self.buffer.srv)
            self._listener = None
