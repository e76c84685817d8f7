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

"""Poses of the camera from transforms, poses and odometry of a bag."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag
from svr_ros.replay.poses import TopicPoses, TransformPoses
from svr_ros.replay.transforms import BagTransforms

from .conftest import OPTICAL_IN_BASE, PERIOD, START, TYPES, header, pose, robot, transform

CAMERA = "camera_optical_frame"
AHEAD = np.array([[0, 0, 1], [-1, 0, 0], [0, -1, 0]])
"""Axes of the optical frame, as columns, in a frame with x ahead and z up."""


def at(number: float) -> Any:
    """Return the header of an image."""
    time = START + round(number * PERIOD)
    stamp = type(Header().stamp)(sec=time // 10**9, nanosec=time % 10**9)
    return Header(stamp=stamp, frame_id=CAMERA)


def stamped(number: float, position: tuple[float, ...], frame: str = "world") -> Any:
    return TYPES["geometry_msgs/msg/PoseStamped"](header=header(number, frame), pose=pose(position))


def with_covariance(number: float, position: tuple[float, ...]) -> Any:
    content = TYPES["geometry_msgs/msg/PoseWithCovariance"](pose=pose(position), covariance=np.zeros(36))
    return TYPES["geometry_msgs/msg/PoseWithCovarianceStamped"](header=header(number, "world"), pose=content)


def odometry(number: float, position: tuple[float, ...], child: str = "base_link") -> Any:
    content = TYPES["geometry_msgs/msg/PoseWithCovariance"](pose=pose(position), covariance=np.zeros(36))
    zero = TYPES["geometry_msgs/msg/Vector3"](0.0, 0.0, 0.0)
    twist = TYPES["geometry_msgs/msg/TwistWithCovariance"](
        twist=TYPES["geometry_msgs/msg/Twist"](linear=zero, angular=zero), covariance=np.zeros(36)
    )
    return TYPES["nav_msgs/msg/Odometry"](
        header=header(number, "odom"), child_frame_id=child, pose=content, twist=twist
    )


def test_transforms_give_the_optical_frame_in_the_map_at_the_stamp(record: Callable[..., Path]) -> None:
    with Bag(record(robot(3))) as bag:
        found = TransformPoses(bag, BagTransforms(bag), CAMERA, None).pose(at(0.5))
        np.testing.assert_allclose(found[:3, :3], AHEAD, atol=1e-12)
        np.testing.assert_allclose(found[:3, 3], [0.05, 1, 0.5])
        found = TransformPoses(bag, BagTransforms(bag), CAMERA, "/odom").pose(at(2))
        np.testing.assert_allclose(found[:3, 3], [0.2, 0, 0.5], atol=1e-12)


def test_without_a_map_the_frame_is_odom(record: Callable[..., Path]) -> None:
    entries = [entry for entry in robot(2) if entry[2].__msgtype__ != "tf2_msgs/msg/TFMessage"]
    entries += [("/tf", n, transform(n, CAMERA, "odom", (n, 0, 0))) for n in range(2)]
    entries += [("/tf", 0, transform(0, "other", "map"))]  # a map that the camera does not connect to
    with Bag(record(entries)) as bag:
        np.testing.assert_allclose(TransformPoses(bag, BagTransforms(bag), CAMERA, None).pose(at(1))[:3, 3], [1, 0, 0])


def test_frames_that_do_not_connect_are_one_sentence(record: Callable[..., Path]) -> None:
    with Bag(record([*robot(1)[:2], ("/tf", 0, transform(0, "arm", "base_link"))])) as bag:
        transforms = BagTransforms(bag)
        with pytest.raises(
            InputError, match=r"connects 'moon' with .*; expected --global-frame with one of base_link, "
        ):
            TransformPoses(bag, transforms, CAMERA, "moon")
        with pytest.raises(InputError, match=r"connects 'map' or 'odom' with .*'lidar'; expected --pose-topic"):
            TransformPoses(bag, transforms, "lidar", None)


@pytest.mark.parametrize("make", [stamped, with_covariance])
def test_poses_of_a_topic_are_interpolated_over_short_gaps(record: Callable[..., Path], make) -> None:
    entries = [("/pose", n, make(n, (n, 0, 0))) for n in (0, 2, 8)]
    with Bag(record(entries)) as bag:
        poses = TopicPoses(bag, "/pose", BagTransforms(bag), None)
        np.testing.assert_allclose(poses.pose(at(1))[:3, 3], [1, 0, 0])
        np.testing.assert_allclose(poses.pose(at(8))[:3, 3], [8, 0, 0])
        with pytest.raises(InputError, match=r"no poses on /pose .*: the two around it are 0.6 s apart"):
            poses.pose(at(5))
        with pytest.raises(InputError, match=r"known from 1000.000 to 1000.800 s"):
            poses.pose(at(9))


def test_odometry_is_of_its_child_frame(record: Callable[..., Path]) -> None:
    entries = [("/odometry", n, odometry(n, (0.1 * n, 2, 0))) for n in range(2)]
    entries += [("/tf_static", 0, transform(0, CAMERA, "base_link", (0, 0, 0.5), OPTICAL_IN_BASE))]
    entries += [("/tf_static", 0, transform(0, "odom", "map", (0, 0, 3)))]
    with Bag(record(entries)) as bag:
        found = TopicPoses(bag, "/odometry", BagTransforms(bag), None).pose(at(1))
        np.testing.assert_allclose(found[:3, :3], AHEAD, atol=1e-12)
        np.testing.assert_allclose(found[:3, 3], [0.1, 2, 0.5])
        found = TopicPoses(bag, "/odometry", BagTransforms(bag), "map").pose(at(1))
        np.testing.assert_allclose(found[:3, 3], [0.1, 2, 3.5])


def test_poses_that_cannot_be_used_are_counted(record: Callable[..., Path]) -> None:
    entries = [("/pose", 0, stamped(0, (1, 0, 0))), ("/pose", 1, stamped(1, (1, 0, 0), "other"))]
    entries += [("/pose", 2, stamped(2, (float("nan"), 0, 0)))]
    with Bag(record(entries)) as bag:
        poses = TopicPoses(bag, "/pose", BagTransforms(bag), None)
        [problem] = poses.problems
        assert problem.startswith("1 messages on /pose") and "it is of 'other'" in problem
        with pytest.raises(InputError, match="not finite"):
            poses.pose(at(2))


def test_other_topics_are_one_sentence(record: Callable[..., Path]) -> None:
    entries = [("/odometry", 0, odometry(0, (0, 0, 0), "")), ("/tf", 0, transform(0, "a", "b"))]
    with Bag(record(entries)) as bag:
        with pytest.raises(InputError, match=r"/tf is tf2_msgs/msg/TFMessage in bag .*; expected one of /odometry"):
            TopicPoses(bag, "/tf", BagTransforms(bag), None)
        with pytest.raises(InputError, match=r"1 messages on /odometry .*: it has no child_frame_id"):
            TopicPoses(bag, "/odometry", BagTransforms(bag), None)


def test_transforms_that_cannot_be_read_are_counted(
    record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Bag(record(robot(2))) as bag:
        whole, broken = messages.read_fields, iter([True])

        def read(data: bytes, name: str) -> Any:
            return whole(data[:9] if next(broken, False) else data, name)

        monkeypatch.setattr(messages, "read_fields", read)
        transforms = BagTransforms(bag)
        assert "base_link" in transforms.connected_frames("odom")
        [problem] = transforms.problems
        assert problem.startswith("1 messages on /tf") and "are no tf2_msgs/msg/TFMessage" in problem
