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

import time

import pytest

from svr_ros.errors import InputError
from svr_ros.ros.node.scene_requests import SceneRequests


def test_requests_are_taken_once():
    requests = SceneRequests()
    first, second = requests.request(), requests.request()
    assert requests.take() == [first, second]
    assert requests.take() == []


def test_an_earlier_image_serves_no_request():
    requests = SceneRequests()
    before = time.monotonic()
    asked = requests.request()
    assert requests.take(before - 1) == []
    assert requests.take(time.monotonic()) == [asked]


def test_a_disabled_stream_needs_the_requested_image():
    requests = SceneRequests()
    assert requests.next_image_needed
    requests.enabled = False
    assert not requests.next_image_needed
    requests.request()
    assert requests.next_image_needed
    requests.take()
    assert not requests.next_image_needed


def test_cancelled_requests_are_left_out():
    requests = SceneRequests()
    withdrawn, kept = requests.request(), requests.request()
    assert withdrawn.cancel()
    assert requests.take() == [kept]


def test_requests_that_timed_out_need_no_image_and_are_forgotten():
    requests = SceneRequests()
    requests.enabled = False
    for _ in range(100):
        assert requests.request().cancel()
    assert not requests.next_image_needed
    kept = requests.request()
    assert [outcome for _, outcome in requests._waiting] == [kept]


def test_rejection_answers_waiting_requests():
    requests = SceneRequests()
    taken = requests.request()
    requests.take()
    waiting = requests.request()
    requests.reject("the node was deactivated")
    with pytest.raises(InputError, match="the node was deactivated"):
        waiting.result(0)
    assert not taken.done()
