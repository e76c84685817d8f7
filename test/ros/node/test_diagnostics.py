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

import mmap
import sys

import numpy as np
import pytest

pytest.importorskip("rclpy")

import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from svr_ros.errors import InputError
from svr_ros.ros.node.diagnostics import Diagnostics, Drop, DropError, Statistics, mebibytes, resident_memory

BAD = "image is 0 x 0 pixels; expected at least 1 x 1"


def test_rates_and_latency_are_those_of_the_last_ten_seconds():
    now = [0.0]
    statistics = Statistics(lambda: now[0])
    for second in range(30):
        now[0] = float(second)
        statistics.received()
        statistics.succeeded(latency=5.0 if second < 15 else second / 100)
    values = statistics.values()
    assert values["rate in (Hz)"] == values["rate out (Hz)"] == "1.0"  # seconds 20 to 29 count
    assert values["latency 50 % (s)"] == "0.240"  # five of the ten values, 0.20 to 0.24, do not exceed it
    assert values["latency 90 % (s)"] == "0.280"
    assert values["latency 99 % (s)"] == "0.290"


def test_every_cause_has_its_own_count():
    statistics = Statistics()
    for count, cause in enumerate(Drop):
        for _ in range(count):
            statistics.dropped(cause, BAD)
    values = statistics.values()
    assert [values[f"dropped: {cause.label}"] for cause in Drop] == [str(count) for count in range(len(Drop))]


def test_a_failure_lasts_until_the_next_success():
    statistics = Statistics()
    statistics.dropped(Drop.FAILED, BAD)
    statistics.dropped(Drop.OVERTAKEN)
    assert statistics.problem() == (DiagnosticStatus.ERROR, BAD)
    statistics.succeeded(0.1)
    assert statistics.problem() == (DiagnosticStatus.OK, "")
    assert statistics.values()["last error"] == BAD


def test_stale_images_are_a_warning_and_no_error():
    statistics = Statistics()
    statistics.dropped(Drop.TOO_OLD, "image is 2.0 s old")
    assert statistics.problem() == (DiagnosticStatus.WARN, "image is 2.0 s old")
    assert statistics.values()["last error"] == ""


def test_images_without_a_listener_end_a_failure():
    statistics = Statistics()
    statistics.dropped(Drop.FAILED, BAD)
    statistics.dropped(Drop.NO_SUBSCRIBER)
    assert statistics.problem() == (DiagnosticStatus.OK, "")
    assert statistics.values()["latency 50 % (s)"] == ""


def test_a_drop_is_bad_input_with_a_cause():
    error = DropError(Drop.NO_TRANSFORM, "no transform from map to camera")
    assert isinstance(error, InputError)
    assert (str(error), error.cause) == ("no transform from map to camera", Drop.NO_TRANSFORM)


@pytest.fixture(params=["diagnostic_updater", "message"])
def published(request, bench, monkeypatch):
    """Return the status that a node in a namespace publishes, with and without diagnostic_updater."""
    if request.param == "diagnostic_updater":
        pytest.importorskip("diagnostic_updater", reason="NOT TESTED: only a whole ROS 2 has diagnostic_updater")
    else:
        monkeypatch.setitem(sys.modules, "diagnostic_updater", None)
    statistics = Statistics()
    statistics.dropped(Drop.NO_TRANSFORM, "no transform from map to camera")
    node = rclpy.create_node("camera", namespace="front")
    Diagnostics(node, lambda: statistics.status("active", ["no image"], {"device": "cpu"}))
    bench.listen(DiagnosticArray, "/diagnostics", 10)

    def told():
        rclpy.spin_once(node, timeout_sec=0.05)
        messages = [one for array in bench.received["/diagnostics"] for one in array.status]
        return [one for one in messages if one.name.startswith("camera") and one.values]

    bench.wait(told, "the status")
    yield told()[-1]
    node.destroy_node()


def test_the_message_is_the_same_by_diagnostic_updater_and_without(published):
    assert published.name == "camera: reconstruction of front"
    assert published.hardware_id == "/front/camera"
    assert (published.level, published.message) == (DiagnosticStatus.ERROR, "no transform from map to camera")
    values = {pair.key: pair.value for pair in published.values}
    assert list(values)[:2] == ["state", "device"]
    assert (values["state"], values["device"], values["dropped: no transform"]) == ("active", "cpu", "1")


def test_a_silent_input_is_a_warning_unless_something_failed():
    statistics = Statistics()
    assert statistics.status("active", [], {})[:2] == (DiagnosticStatus.OK, "active")
    assert statistics.status("active", ["no image", "no info"], {})[:2] == (DiagnosticStatus.WARN, "no image; no info")
    statistics.dropped(Drop.FAILED, BAD)
    assert statistics.status("active", ["no image"], {})[:2] == (DiagnosticStatus.ERROR, BAD)


def test_a_failed_transition_is_an_error_until_one_succeeds():
    statistics = Statistics()
    statistics.transition_failed("cannot configure: there are no weights 'none'")
    statistics.dropped(Drop.NO_SUBSCRIBER)
    level, text, values = statistics.status("unconfigured", [], {})
    assert (level, text) == (DiagnosticStatus.ERROR, "cannot configure: there are no weights 'none'")
    assert (values["state"], values["last error"]) == ("unconfigured", text)
    statistics.transition_succeeded()
    assert statistics.status("inactive", [], {})[:2] == (DiagnosticStatus.OK, "inactive")


def test_memory_is_that_of_this_process():
    size, before = 64 << 20, resident_memory()
    held = np.frombuffer(mmap.mmap(-1, size), np.uint8)  # new pages, none that were freed before
    held[:] = 1
    assert size / 2 < resident_memory() - before < 2 * size
    assert mebibytes(size) == "64"
    assert mebibytes(None) == ""
