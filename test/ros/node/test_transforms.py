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

"""Buffer of transforms when time jumps back, with a stand-in for tf2_ros."""

import gc
import importlib.util
import sys
from pathlib import Path

import pytest

pytest.importorskip("rclpy")

from rclpy.clock import ClockType, JumpThreshold
from rclpy.duration import Duration
from rclpy.time import Time
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.ros.node.transforms import TransformBuffer

STAND_INS = Path(__file__).parent / "stand_ins"


def stand_in(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["humble", "jazzy"])
def transforms(request, bench, monkeypatch):
    """Return a buffer that listens, as those of two distributions treat jumps of time."""
    tf2_ros = stand_in("tf2_ros", STAND_INS / "tf2_ros" / "__init__.py")

    class JazzyBuffer(tf2_ros.Buffer):
        """Buffer with the callback of geometry2 0.36.4, which cannot be called."""

        def __init__(self, node):
            super().__init__(node)
            threshold = JumpThreshold(min_forward=None, min_backward=Duration(seconds=-1), on_clock_change=True)
            self.jump_handle = node.get_clock().create_jump_callback(threshold, post_callback=self.time_jump_callback)

        def time_jump_callback(time_jump):  # noqa: N805
            raise AssertionError

    if request.param == "jazzy":
        tf2_ros.Buffer = JazzyBuffer
    monkeypatch.setitem(sys.modules, "tf2_ros", tf2_ros)
    module = stand_in("tf_transformations", STAND_INS / "tf_transformations.py")
    monkeypatch.setitem(sys.modules, "tf_transformations", module)
    node = bench.rclpy.create_node("listener")
    made = TransformBuffer(node, lambda: 0.0)
    made.start()
    yield made
    made.close()
    node.destroy_node()


def jump_back(transforms):
    """Let simulated time jump back by ninety seconds."""
    clock = transforms._node.get_clock()
    clock._set_ros_time_is_active(True)
    for seconds in (100, 10):
        clock.set_ros_time_override(Time(seconds=seconds, clock_type=ClockType.ROS_TIME))


def test_transforms_are_forgotten_when_time_jumps_back(transforms):
    jump_back(transforms)
    transforms.buffer.found["map"] = "known"
    jump_back(transforms)
    assert not transforms.buffer.found


def test_time_jumps_back_after_the_buffer_was_closed_and_made_again(transforms):
    """The clock must not call the callback of a deleted buffer."""
    transforms.buffer.found["map"] = "known"
    transforms.close()
    jump_back(transforms)
    assert transforms.buffer.found
    transforms.start()
    gc.collect()
    jump_back(transforms)
    assert not transforms.buffer.found


def test_negative_stamps_are_one_sentence(transforms):
    negative = Header(frame_id="camera")
    negative.stamp.sec = -5
    with pytest.raises(InputError, match="a stamp is negative; expected the time of the image"):
        transforms.lookup(Header(frame_id="map"), negative)
