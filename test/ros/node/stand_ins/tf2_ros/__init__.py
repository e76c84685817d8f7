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

"""Stand-in for tf2_ros in node processes of tests, for machines without it: exact stamps, one transform."""

import time

from geometry_msgs.msg import TransformStamped

_MAX_TRANSFORMS = 1000
"""Maximum number of transforms; tf2 keeps those of ten seconds."""


class TransformException(Exception):  # noqa: N818 (the name that tf2_ros gives it)
    """A transform is not known."""


class Buffer:
    """Keep the transforms of the topic /stand_in_tf by frames and stamp."""

    def __init__(self, node):
        self.srv = None
        self.found = {}

    def clear(self):
        """Forget all transforms."""
        self.found.clear()

    def lookup_transform(self, target, source, stamp, timeout):
        """Return the transform from source to target at a stamp."""
        end = time.monotonic() + timeout.nanoseconds / 1e9
        while (key := (target, source, stamp.nanoseconds)) not in self.found:
            if time.monotonic() > end:
                raise TransformException(f"{source} is not connected to {target}")
            time.sleep(0.01)
        return self.found[key]


class TransformListener:
    """Receive transforms."""

    def __init__(self, buffer, node):
        self._node = node

        def receive(message):
            stamp = message.header.stamp
            buffer.found[message.header.frame_id, message.child_frame_id, stamp.sec * 10**9 + stamp.nanosec] = message
            if len(buffer.found) > _MAX_TRANSFORMS:
                del buffer.found[next(iter(buffer.found))]

        self._subscription = node.create_subscription(TransformStamped, "/stand_in_tf", receive, 10)

    def unregister(self):
        """Stop receiving."""
        self._node.destroy_subscription(self._subscription)
