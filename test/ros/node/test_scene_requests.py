import time

import pytest

from svr_ros.errors import InputError
from svr_ros.ros.node.scene_requests import SceneRequests


def test_what_is_asked_is_taken_once():
    requests = SceneRequests()
    first, second = requests.request(), requests.request()
    assert requests.take() == [first, second]
    assert requests.take() == []


def test_an_image_from_before_serves_nobody():
    requests = SceneRequests()
    before = time.monotonic()
    asked = requests.request()
    assert requests.take(before - 1) == []
    assert requests.take(time.monotonic()) == [asked]


def test_a_paused_stream_wants_the_image_that_is_asked_for():
    requests = SceneRequests()
    assert requests.next_image_needed
    requests.enabled = False
    assert not requests.next_image_needed
    requests.request()
    assert requests.next_image_needed
    requests.take()
    assert not requests.next_image_needed


def test_what_was_withdrawn_is_owed_nothing():
    requests = SceneRequests()
    withdrawn, kept = requests.request(), requests.request()
    assert withdrawn.cancel()
    assert requests.take() == [kept]


def test_a_refusal_answers_what_nobody_took():
    requests = SceneRequests()
    taken = requests.request()
    requests.take()
    waiting = requests.request()
    requests.reject("the node was deactivated")
    with pytest.raises(InputError, match="the node was deactivated"):
        waiting.result(0)
    assert not taken.done()
