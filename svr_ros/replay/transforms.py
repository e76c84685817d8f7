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

"""Transforms of a bag, from its topics /tf and /tf_static, at any time between the first and the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag
from svr_ros.replay.track import Track, Transform
from svr_ros.ros.convert.recent_messages import nanoseconds

_TYPE = "tf2_msgs/msg/TFMessage"
_NAMES = {"tf": False, "tf_static": True}
"""Names of the topics of transforms, and whether these hold at any time."""

_MAX_GAP = 10.0
"""Maximum time in seconds between two transforms that are interpolated, as long as tf2 keeps them."""


class FrameAt(NamedTuple):
    """A frame at a time, with the fields of std_msgs/Header.

    Attributes:
        stamp: The time, builtin_interfaces/Time.
        frame_id: The name of the frame.
    """

    stamp: Any
    frame_id: str


class BagTransforms:
    """Look up transforms between frames of a bag; its transforms are read at the first lookup."""

    def __init__(self, bag: Bag, image_topic: str = "") -> None:
        """Create a lookup in an open bag.

        The topics are /tf and /tf_static. If the bag has neither, they are those of the namespace of a topic of images,
        or of the only namespace, as of a robot whose topics are all in its namespace.
        """
        self._bag = bag
        namespace = _find_namespace(bag, image_topic)
        self._topics = {f"{namespace}/{name}": static for name, static in _NAMES.items()}
        self._unreadable: dict[str, list[str]] = {}
        self._problems: list[str] = []

    @property
    def topics(self) -> str:
        """Return the names of the topics, for messages."""
        return " or ".join(self._topics)

    @property
    def problems(self) -> list[str]:
        """Return sentences about the messages with transforms that could not be read; empty before the first lookup."""
        unreadable = [
            f"{len(reasons)} messages on {topic} in bag {self._bag.path} cannot be read: {reasons[0]}"
            for topic, reasons in self._unreadable.items()
        ]
        return unreadable + self._problems

    def connected_frames(self, frame: str) -> list[str]:
        """Return a frame and all frames that transforms connect with it at some time, its parents first."""
        upwards = self._ancestors(frame.lstrip("/"))
        others = sorted(self._tracks.keys() - set(upwards))
        return upwards + [other for other in others if self._ancestors(other)[-1] == upwards[-1]]

    def lookup(self, target: Any, source: Any, fixed_frame: str = "") -> Transform:
        """Return the rigid transform [4, 4] from the source's frame at its stamp to the target's frame at its stamp.

        Without a fixed frame both are taken at the target's stamp.

        Args:
            target: The header with the target frame and its stamp.
            source: The header with the source frame and its stamp.
            fixed_frame: The frame that does not move between the two stamps.

        Raises:
            InputError: If the transform is not known.
        """
        to, of, fixed = (name.lstrip("/") for name in (target.frame_id, source.frame_id, fixed_frame))
        at, source_at = nanoseconds(target.stamp), nanoseconds(source.stamp)
        try:
            if not fixed:
                return self._between(to, of, at)
            return self._between(to, fixed, at) @ self._between(fixed, of, source_at)
        except ValueError as error:
            raise InputError(
                f"no transform from {source.frame_id!r} to {target.frame_id!r} at the image's stamp ({error}); "
                f"expected it on {self.topics} of the bag"
            ) from error

    def _between(self, target: str, source: str, time: int) -> Transform:
        """Return the transform between two frames at a time in nanoseconds; raises ValueError if it is not known."""
        upwards, downwards = self._ancestors(source), self._ancestors(target)
        common = next((frame for frame in upwards if frame in downwards), None)
        if common is None:
            unknown = [frame for frame in (source, target) if frame not in self._frames]
            raise ValueError(f"there is no frame {unknown[0]!r}" if unknown else "the frames are not connected")
        common_from_source = self._chain(upwards[: upwards.index(common)], time)
        common_from_target = self._chain(downwards[: downwards.index(common)], time)
        return rigid.inverse(common_from_target) @ common_from_source

    def _ancestors(self, frame: str) -> list[str]:
        """Return a frame, its parent, the parent's parent, and so on."""
        found = [frame]
        while frame in self._tracks and self._tracks[frame].parent not in found:
            frame = self._tracks[frame].parent
            found.append(frame)
        return found

    def _chain(self, frames: list[str], time: int) -> Transform:
        """Return the product of the transforms from each frame to its parent."""
        product = np.eye(4)
        for frame in frames:
            product = self._tracks[frame].at(time) @ product
        return product

    @property
    def _frames(self) -> set[str]:
        return {*self._tracks, *(track.parent for track in self._tracks.values())}

    @cached_property
    def _tracks(self) -> dict[str, Track]:
        """Return the transforms of the bag by frame."""
        tracks: dict[str, Track] = {}
        for topic, stamped in self._messages():
            parent, child = stamped.header.frame_id.lstrip("/"), stamped.child_frame_id.lstrip("/")
            if child not in tracks or tracks[child].parent != parent:
                tracks[child] = Track(parent, self._topics[topic], _MAX_GAP)
            given = stamped.transform
            tracks[child].add(nanoseconds(stamped.header.stamp), given.translation, given.rotation)
        return tracks

    def _messages(self) -> Iterator[tuple[str, Any]]:
        """Yield topic and transform of all messages up to the first damage, and note those that cannot be read."""
        with suppress(InputError):  # damage after the first messages, which is reported with the images
            for message in self._bag.messages(self._topics, self._problems):
                try:
                    content = messages.read_fields(message.data, _TYPE)
                except InputError as error:
                    self._unreadable.setdefault(message.topic, []).append(str(error))
                    continue
                for stamped in content.transforms:
                    yield message.topic, stamped


def _find_namespace(bag: Bag, image_topic: str) -> str:
    """Return the namespace of the transforms of a bag; see `BagTransforms`."""
    split = [topic.rpartition("/") for topic, kind in bag.types.items() if kind == _TYPE]
    found = {namespace for namespace, _, name in split if name in _NAMES}
    if "" in found:
        return ""
    around = [namespace for namespace in found if image_topic.startswith(f"{namespace}/")]
    if around:
        return max(around, key=len)
    return found.pop() if len(found) == 1 else ""
