import pytest

pytest.importorskip("rclpy")

from diagnostic_msgs.msg import DiagnosticStatus

from svr_ros.errors import InputError
from svr_ros.ros.diagnostics import Drop, DropError, Statistics

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
    assert values["latency 50 % (s)"] == "0.240"  # half of the ten, 0.20 to 0.24, do not exceed it
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
    assert statistics.trouble() == (DiagnosticStatus.ERROR, BAD)
    statistics.succeeded(0.1)
    assert statistics.trouble() == (DiagnosticStatus.OK, "")
    assert statistics.values()["last error"] == BAD


def test_stale_images_are_a_warning_and_no_error():
    statistics = Statistics()
    statistics.dropped(Drop.TOO_OLD, "image is 2.0 s old")
    assert statistics.trouble() == (DiagnosticStatus.WARN, "image is 2.0 s old")
    assert statistics.values()["last error"] == ""


def test_images_without_a_listener_end_a_failure():
    statistics = Statistics()
    statistics.dropped(Drop.FAILED, BAD)
    statistics.dropped(Drop.NO_SUBSCRIBER)
    assert statistics.trouble() == (DiagnosticStatus.OK, "")
    assert statistics.values()["latency 50 % (s)"] == ""


def test_a_drop_is_bad_input_with_a_cause():
    error = DropError(Drop.NO_TRANSFORM, "no transform from map to camera")
    assert isinstance(error, InputError)
    assert (str(error), error.cause) == ("no transform from map to camera", Drop.NO_TRANSFORM)
