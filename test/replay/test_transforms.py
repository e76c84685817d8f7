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

"""Transforms of a bag against hand-made chains of frames."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.replay.bag import Bag
from svr_ros.replay.transforms import BagTransforms

from .conftest import PERIOD, START, TYPES, header


def transform(number: int, parent: str, child: str, x: float = 0.0, yaw: float = 0.0) -> Any:
    """Return a message with one transform, `x` metres ahead and turned by `yaw` radians."""
    move = TYPES["geometry_msgs/msg/Vector3"](x=x, y=0.0, z=0.0)
    turn = TYPES["geometry_msgs/msg/Quaternion"](x=0.0, y=0.0, z=math.sin(yaw / 2), w=math.cos(yaw / 2))
    pose = TYPES["geometry_msgs/msg/Transform"](translation=move, rotation=turn)
    stamped = TYPES["geometry_msgs/msg/TransformStamped"](
        header=header(number, parent), child_frame_id=child, transform=pose
    )
    return TYPES["tf2_msgs/msg/TFMessage"](transforms=[stamped])


def at(frame: str, tenths: float) -> Any:
    made = header(0, frame)
    time = round(START + tenths * PERIOD)
    made.stamp.sec, made.stamp.nanosec = time // 10**9, time % 10**9
    return made


@pytest.fixture
def transforms(record: Callable[..., Path]) -> Any:
    """Return a robot that drives and turns, with a camera and a LiDAR mounted on it."""
    entries = [
        ("/tf_static", 0, transform(0, "base", "camera", 0.5)),
        ("/tf_static", 0, transform(0, "/base", "/lidar", -0.5)),
    ]
    entries += [("/tf", n, transform(n, "odom", "base", 1.0 * n, 0.2 * n)) for n in (0, 1, 2)]
    entries += [("/tf_static", 0, transform(0, "map", "odom", 10)), ("/tf", 1, transform(1, "map", "other"))]
    with Bag(record(entries)) as bag:
        yield BagTransforms(bag)


def test_static_frames_need_no_time(transforms: BagTransforms) -> None:
    found = transforms.lookup(at("camera", 99), at("/lidar", -5))
    np.testing.assert_allclose(found, rigid.pose(np.eye(3), [-1, 0, 0]))


def test_the_static_transform_that_came_last_holds(record: Callable[..., Path]) -> None:
    """As in tf2: a calibration that is published again replaces the first one, even with an older stamp."""
    entries = [("/tf_static", number, transform(stamp, "base", "camera", x))
               for number, stamp, x in ((0, 5, 1.0), (1, 5, 2.0), (2, 1, 3.0))]  # fmt: skip
    with Bag(record(entries)) as bag:
        found = BagTransforms(bag).lookup(at("base", 9), at("camera", 9))
    np.testing.assert_allclose(found[:3, 3], [3, 0, 0])


@pytest.mark.parametrize("tenths", [0, 0.25, 1, 1.5, 2])
def test_moving_frames_are_interpolated(transforms: BagTransforms, tenths: float) -> None:
    cos, sin = math.cos(0.2 * tenths), math.sin(0.2 * tenths)
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    expected = rigid.pose(turn, [tenths + 10 + 0.5 * cos, 0.5 * sin, 0])
    np.testing.assert_allclose(transforms.lookup(at("map", tenths), at("camera", 0)), expected, atol=1e-9)
    np.testing.assert_allclose(
        transforms.lookup(at("camera", tenths), at("map", 0)), rigid.inverse(expected), atol=1e-9
    )


def test_two_stamps_are_joined_in_the_fixed_frame(transforms: BagTransforms) -> None:
    """Between the stamps the robot drives 1 m and turns by 0.2 rad."""
    found = transforms.lookup(at("base", 1), at("base", 0), "odom")
    cos, sin = math.cos(0.2), math.sin(0.2)
    np.testing.assert_allclose(found[:3, 3], [-cos, sin, 0], atol=1e-9)
    np.testing.assert_allclose(transforms.lookup(at("base", 1), at("base", 0)), np.eye(4), atol=1e-9)


@pytest.mark.parametrize(
    ("target", "source", "tenths", "reason"),
    [
        ("camera", "arm", 1, "there is no frame 'arm'"),
        ("hand", "camera", 1, "there is no frame 'hand'"),
        ("odom", "camera", 5, "they are known from 1000.000 to 1000.200 s"),
        ("odom", "camera", -1, "they are known from 1000.000 to 1000.200 s"),
    ],
)
def test_what_is_not_known_is_one_sentence(
    transforms: BagTransforms, target: str, source: str, tenths: float, reason: str
) -> None:
    with pytest.raises(InputError) as failure:
        transforms.lookup(at(target, tenths), at(source, tenths))
    assert str(failure.value) == (
        f"no transform from {source!r} to {target!r} at the image's stamp ({reason}); expected it on /tf or /tf_static "
        "of the bag"
    )


def test_frames_of_two_trees_are_not_connected(record: Callable[..., Path]) -> None:
    path = record([("/tf_static", 0, transform(0, "a", "b")), ("/tf_static", 0, transform(0, "c", "d"))])
    with Bag(path) as bag, pytest.raises(InputError, match="the frames are not connected"):
        BagTransforms(bag).lookup(at("b", 0), at("d", 0))


def test_a_loop_ends(record: Callable[..., Path]) -> None:
    path = record([("/tf_static", 0, transform(0, "a", "b", 1)), ("/tf_static", 0, transform(0, "b", "a", 1))])
    with Bag(path) as bag:
        assert abs(BagTransforms(bag).lookup(at("a", 0), at("b", 0))[0, 3]) == 1
        with pytest.raises(InputError, match="there is no frame 'c'"):
            BagTransforms(bag).lookup(at("c", 0), at("b", 0))


def test_last_of_static_transforms_holds(record: Callable[..., Path]) -> None:
    entries = [("/tf_static", n, transform(0, "a", "b", x)) for n, x in enumerate((1.0, 2.0, 3.0))]
    with Bag(record(entries)) as bag:
        found = BagTransforms(bag).lookup(at("a", 0), at("b", 0))
    assert found[0, 3] == 3.0


def test_transforms_far_apart_are_not_interpolated(record: Callable[..., Path]) -> None:
    """As in tf2, which keeps ten seconds: a robot whose odometry pauses is somewhere else than on the straight way."""
    entries = [("/tf", n, transform(n, "odom", "base", n)) for n in (0, 100, 201)]
    with Bag(record(entries)) as bag:
        transforms = BagTransforms(bag)
        assert transforms.lookup(at("odom", 50), at("base", 50))[0, 3] == pytest.approx(50)
        assert transforms.lookup(at("odom", 201), at("base", 201))[0, 3] == 201
        with pytest.raises(InputError, match=r"the two around it are 10.1 s apart; expected at most 10 s"):
            transforms.lookup(at("odom", 150), at("base", 150))


@pytest.mark.parametrize(
    ("topics", "image_topic", "expected"),
    [
        (["/one/tf", "/one/tf_static"], "/camera/image_raw", 1),
        (["/one/tf", "/two/tf"], "/two/camera/image_raw", 2),
        (["/one/tf", "/one/arm/tf"], "/one/arm/camera/image_raw", 2),
        (["/tf", "/one/tf"], "/one/camera/image_raw", 1),
    ],
)
def test_transforms_of_a_namespace(
    record: Callable[..., Path], topics: list[str], image_topic: str, expected: int
) -> None:
    """Robots of a fleet have all their topics in a namespace, also the transforms."""
    entries = [
        (topic, 0, transform(0, "base", "camera", n)) for n, topic in enumerate(topics, 1) if "static" not in topic
    ]
    entries += [(topic, 0, transform(0, "map", "base")) for topic in topics if "static" in topic]
    with Bag(record(entries)) as bag:
        transforms = BagTransforms(bag, image_topic)
        assert transforms.lookup(at("base", 0), at("camera", 0))[0, 3] == expected
        assert transforms.connected_frames("camera")[-1] == ("map" if "/one/tf_static" in topics else "base")


def test_transforms_of_several_other_namespaces_are_not_chosen(record: Callable[..., Path]) -> None:
    entries = [(f"/{name}/tf", 0, transform(0, "base", "camera")) for name in ("one", "two")]
    with Bag(record(entries)) as bag, pytest.raises(InputError, match="expected it on /tf or /tf_static of the bag"):
        BagTransforms(bag, "/camera/image_raw").lookup(at("base", 0), at("camera", 0))
