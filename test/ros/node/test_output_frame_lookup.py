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

"""Output frames, and their lookup by tf2 if it is installed."""

import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest

pytest.importorskip("rclpy")

import rclpy
from geometry_msgs.msg import Quaternion, TransformStamped, Vector3
from rclpy.executors import SingleThreadedExecutor
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.node.diagnostics import Drop, DropError
from svr_ros.ros.node.output_frame_lookup import OutputFrameLookup
from svr_ros.ros.node.transforms import TransformBuffer

MISSING = [name for name in ("tf2_ros", "tf_transformations") if find_spec(name) is None]
if MISSING:
    warnings.warn(f"{' and '.join(MISSING)} not installed here: the lookup of transforms is NOT tested", stacklevel=1)
else:
    import tf2_ros

needs_tf2 = pytest.mark.skipif(
    bool(MISSING), reason="tf2_ros or tf_transformations is not installed: NO lookup of transforms is tested"
)


@pytest.fixture
def node():
    context = rclpy.Context()
    rclpy.init(context=context)
    made = rclpy.create_node("reconstruct", context=context)
    yield made
    made.destroy_node()
    context.shutdown()


def test_output_frame_has_the_inverse_transform(header):
    there = np.array([[1.0, 0, 0, 1], [0, 0, 1, 0], [0, -1, 0, 0.5], [0, 0, 0, 1]])
    made = OutputFrame(header, there)
    np.testing.assert_allclose(made.camera_from_frame @ made.frame_from_camera, np.eye(4), atol=1e-12)


def test_without_a_target_results_stay_in_their_image_s_frame(node, header):
    frames = OutputFrameLookup(TransformBuffer(node, lambda: 0.0), "")
    made = frames.lookup(header)
    assert made.header == header and not made.upright
    np.testing.assert_array_equal(made.frame_from_camera, np.eye(4))
    assert isinstance(made, OutputFrame)


@pytest.mark.skipif(not MISSING, reason="tf2_ros and tf_transformations are installed here")
def test_a_target_frame_without_tf2_is_one_sentence(node):
    said = r"^target_frame is 'map', but it cannot be looked up \(.*\); expected tf2_ros and tf_transformations"
    with pytest.raises(InputError, match=said):
        OutputFrameLookup(TransformBuffer(node, lambda: 0.0), "map")


@needs_tf2
class TestLookup:
    """Lookups in a buffer that is filled by hand."""

    @pytest.fixture
    def transforms(self, node):
        made = TransformBuffer(node, lambda: 0.1)
        yield made
        made.close()

    @pytest.fixture
    def frames(self, transforms):
        made = OutputFrameLookup(transforms, "base_link")
        for second, x in ((10, 0.0), (20, 10.0)):
            moving = TransformStamped(header=Header(frame_id="base_link"), child_frame_id="camera")
            moving.header.stamp.sec = second
            moving.transform.translation.x = x
            moving.transform.rotation.w = 1.0
            transforms.buffer.set_transform(moving, "test")
        return made

    def stamped(self, second, frame="camera"):
        made = Header(frame_id=frame)
        made.stamp.sec = second
        return made

    def test_at_the_image_s_stamp(self, frames):
        made = frames.lookup(self.stamped(13))
        assert made.frame_from_camera[0, 3] == pytest.approx(3.0)
        assert (made.header.frame_id, made.header.stamp.sec) == ("base_link", 13)

    def test_turned_by_hand(self, frames, transforms):
        """The camera is 1 m ahead, 0.5 m up and faces the robot's left: its z is the robot's y, its x the robot's x."""
        half = np.sqrt(0.5)
        found = TransformStamped(header=Header(frame_id="base_link"), child_frame_id="side")
        found.transform.translation = Vector3(x=1.0, y=0.0, z=0.5)
        found.transform.rotation = Quaternion(x=-half, y=0.0, z=0.0, w=half)
        transforms.buffer.set_transform_static(found, "test")
        made = frames.lookup(self.stamped(13, "side"))
        expected = [[1, 0, 0, 1], [0, 0, 1, 0], [0, -1, 0, 0.5], [0, 0, 0, 1]]
        np.testing.assert_allclose(made.frame_from_camera, expected, atol=1e-12)
        assert made.upright

    def test_infinite_transforms_are_refused(self, frames, transforms):
        endless = TransformStamped(header=Header(frame_id="base_link"), child_frame_id="endless")
        endless.transform.translation.x = float("inf")
        endless.transform.rotation.w = 1.0
        transforms.buffer.set_transform_static(endless, "test")
        with pytest.raises(DropError, match="transform from 'endless' to 'base_link' is not finite"):
            frames.lookup(self.stamped(13, "endless"))

    @pytest.mark.parametrize(("second", "frame"), [(30, "camera"), (5, "camera"), (13, "elsewhere"), (13, "")])
    def test_no_transform_drops_the_image_in_time(self, frames, second, frame):
        began = time.monotonic()
        with pytest.raises(DropError, match="expected it on /tf or /tf_static") as failure:
            frames.lookup(self.stamped(second, frame))
        assert failure.value.cause is Drop.NO_TRANSFORM
        assert time.monotonic() - began < 60  # it gives up

    def test_image_without_stamp_does_not_get_the_latest_transform(self, frames):
        with pytest.raises(DropError, match="the image has no stamp"):
            frames.lookup(self.stamped(0))

    def test_a_transform_that_comes_while_it_is_waited_for(self, node):
        """Over DDS: the executor's thread receives the transform that the processing thread waits for."""
        transforms = TransformBuffer(node, lambda: 120.0)
        frames = OutputFrameLookup(transforms, "/base_link")
        executor = SingleThreadedExecutor(context=node.context)
        executor.add_node(node)
        broadcaster = tf2_ros.TransformBroadcaster(node)
        waiting = ThreadPoolExecutor(1).submit(frames.lookup, self.stamped(7))
        moved = TransformStamped(header=Header(frame_id="base_link"), child_frame_id="camera")
        moved.header.stamp.sec = 7
        moved.transform.translation.z = 1.5
        moved.transform.rotation.w = 1.0
        while not waiting.done():
            broadcaster.sendTransform(moved)
            executor.spin_once(0.05)
        assert waiting.result().frame_from_camera[2, 3] == 1.5
        transforms.close()
        executor.shutdown()
        assert not node.count_subscribers("/tf")
