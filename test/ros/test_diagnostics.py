import pytest

pytest.importorskip("rclpy")

from svr_ros.ros.diagnostics import Statistics


def test_rates_and_latency_are_those_of_the_last_ten_seconds():
    now = [0.0]
    statistics = Statistics(lambda: now[0])
    for second in range(30):
        now[0] = float(second)
        statistics.received(overtook=second % 2 == 0)
        statistics.succeeded(latency=5.0 if second < 15 else second / 100)
    values = statistics.values()
    assert values["rate in (Hz)"] == values["rate out (Hz)"] == "1.0"  # seconds 20 to 29 count
    assert values["latency median (s)"] == "0.250"
    assert values["latency largest (s)"] == "0.290"
    assert values["dropped for a newer image"] == "15"


def test_a_failure_lasts_until_the_next_success():
    statistics = Statistics()
    statistics.went_wrong("image is 0 x 0 pixels; expected at least 1 x 1")
    assert statistics.failing
    statistics.succeeded(0.1)
    assert not statistics.failing
    values = statistics.values()
    assert values["failed"] == "1"
    assert values["last error"] == "image is 0 x 0 pixels; expected at least 1 x 1"


def test_images_without_a_listener_are_counted_and_end_a_failure():
    statistics = Statistics()
    statistics.went_wrong("image is 0 x 0 pixels; expected at least 1 x 1")
    statistics.skipped()
    assert not statistics.failing
    assert statistics.values()["dropped without subscriber"] == "1"
    assert statistics.values()["latency median (s)"] == ""
