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

from svr_ros.ros.node.throttle import Throttle


def test_each_sentence_is_due_once_per_interval():
    now = [100.0]
    throttle = Throttle(10.0, lambda: now[0])
    assert throttle.due("no image")
    assert not throttle.due("no image")
    assert throttle.due("no camera"), "one kind of trouble must not hide another"
    now[0] += 9.9
    assert not throttle.due("no image")
    now[0] += 0.1
    assert throttle.due("no image")


def test_endless_new_sentences_do_not_fill_the_memory():
    throttle = Throttle(10.0, lambda: 0.0)
    for number in range(100_000):
        throttle.due(f"image holds {number} bytes")
    assert len(throttle._last) <= 100


def test_sentences_that_differ_in_numbers_and_names_are_of_one_kind():
    throttle = Throttle(10.0, lambda: 0.0)
    assert throttle.due("compressed image has the format 'jpeg' and 4000 bytes that are truncated")
    assert not throttle.due("compressed image has the format 'png' and 4001 bytes that are truncated")
    assert throttle.due("image is of frame 'left' and the CameraInfo on /camera_info of \"o'clock\"; expected the same")
    assert not throttle.due("image is of frame 'a\\'b' and the CameraInfo on /camera_info of 'c'; expected the same")
    assert throttle.due("camera matrix K is [nan, 0.0, 1e-300]; expected nine finite numbers")
    assert not throttle.due("camera matrix K is [1.0]; expected nine finite numbers")
