import time

import pytest

from svr_ros.errors import InputError
from svr_ros.ros.node.scene_requests import Demand


def test_what_is_asked_is_taken_once():
    demand = Demand()
    first, second = demand.ask(), demand.ask()
    assert demand.take() == [first, second]
    assert demand.take() == []


def test_an_image_from_before_serves_nobody():
    demand = Demand()
    before = time.monotonic()
    asked = demand.ask()
    assert demand.take(before - 1) == []
    assert demand.take(time.monotonic()) == [asked]


def test_a_paused_stream_wants_the_image_that_is_asked_for():
    demand = Demand()
    assert demand.any
    demand.enabled = False
    assert not demand.any
    demand.ask()
    assert demand.any
    demand.take()
    assert not demand.any


def test_what_was_withdrawn_is_owed_nothing():
    demand = Demand()
    withdrawn, kept = demand.ask(), demand.ask()
    assert withdrawn.cancel()
    assert demand.take() == [kept]


def test_a_refusal_answers_what_nobody_took():
    demand = Demand()
    taken = demand.ask()
    demand.take()
    waiting = demand.ask()
    demand.refuse("the node was deactivated")
    with pytest.raises(InputError, match="the node was deactivated"):
        waiting.result(0)
    assert not taken.done()
