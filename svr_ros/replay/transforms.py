"""Transforms of a bag, from its topics /tf and /tf_static, at any time between the first and the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rosbags.serde import SerdeError
from scipy.spatial.transform import Rotation, Slerp

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag
from svr_ros.ros.convert.recent_messages import nanoseconds

_TYPE = "tf2_msgs/msg/TFMessage"
_TOPICS = {"/tf": False, "/tf_static": True}
"""Topics of transforms, and whether these hold at any time."""

Transform = NDArray[np.float64]


class _Track:
    """Transforms from one frame to its parent."""

    def __init__(self, parent: str, static: bool) -> None:
        self.parent = parent
        self._static = static
        self._times: list[int] = []
        self._poses: list[tuple[float, ...]] = []

    def add(self, time: int, transform: Any) -> None:
        """Add a transform of a message at a time in nanoseconds."""
        move, turn = transform.translation, transform.rotation
        self._times.append(time)
        self._poses.append((move.x, move.y, move.z, turn.x, turn.y, turn.z, turn.w))

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        times, first = np.unique(np.array(self._times, np.int64), return_index=True)
        return times, np.array(self._poses, np.float64)[first]

    def at(self, time: int) -> Transform:
        """Return the transform [4, 4] to the parent at a time, interpolated; raises ValueError if it is not known."""
        times, poses = self._sorted
        if self._static:
            return _matrix(poses[-1])
        if not times[0] <= time <= times[-1]:
            raise ValueError(f"they are known from {times[0] / 1e9:.3f} to {times[-1] / 1e9:.3f} s")
        after = max(int(np.searchsorted(times, time)), 1) if len(times) > 1 else 0
        if times[after] == time:
            return _matrix(poses[after])
        before = after - 1
        fraction = (time - times[before]) / (times[after] - times[before])
        turn = Slerp([0, 1], Rotation.from_quat(poses[[before, after], 3:]))(fraction)
        return rigid.pose(turn.as_matrix(), (1 - fraction) * poses[before, :3] + fraction * poses[after, :3])


def _matrix(values: NDArray[np.float64]) -> Transform:
    return rigid.pose(Rotation.from_quat(values[3:]).as_matrix(), values[:3])


class BagTransforms:
    """Look up transforms between frames of a bag; its transforms are read at the first lookup."""

    def __init__(self, bag: Bag) -> None:
        """Create a lookup in an open bag."""
        self._bag = bag

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
                "expected it on /tf or /tf_static of the bag"
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
    def _tracks(self) -> dict[str, _Track]:
        """Return the transforms of the bag by frame."""
        tracks: dict[str, _Track] = {}
        for topic, stamped in self._messages():
            parent, child = stamped.header.frame_id.lstrip("/"), stamped.child_frame_id.lstrip("/")
            if child not in tracks or tracks[child].parent != parent:
                tracks[child] = _Track(parent, _TOPICS[topic])
            tracks[child].add(nanoseconds(stamped.header.stamp), stamped.transform)
        return tracks

    def _messages(self) -> Iterator[tuple[str, Any]]:
        """Yield topic and transform of all readable messages; the replay reports those that are not."""
        with suppress(InputError):  # of a bag that is damaged after its first messages
            for message in self._bag.messages(_TOPICS):
                with suppress(SerdeError):
                    content: Any = messages.typestore().deserialize_cdr(message.data, _TYPE)
                    for stamped in content.transforms:
                        yield message.topic, stamped
