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

"""The node as a process, over DDS: invalid inputs, changes of parameters, failures and shutdown."""

import array
import re
import signal
import time
from pathlib import Path

import pytest

pytest.importorskip("rclpy")

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from lifecycle_msgs.msg import State, Transition
from lifecycle_msgs.srv import ChangeState, GetState
from sensor_msgs.msg import Image

from svr_ros.ros.convert.grids import message_to_grid

from ..conftest import PATIENCE
from .wall import info_message, log_says, set_parameters

BAD_IMAGES = {
    "zero size": ({"width": 0}, "image is 0 x 240 pixels; expected at least 1 x 1"),
    "short data": (
        {"data": array.array("B", bytes(100))},
        "image holds 100 bytes; expected 234240: 240 rows of step 976",
    ),
    "small step": (
        {"step": 900, "data": array.array("B", bytes(900 * 240))},
        "image has a step of 900 bytes; expected at least 960 for 320 pixels of rgb8",
    ),
    "encoding": (
        {"encoding": "h264"},
        "image encoding is 'h264'; expected one of rgb8, rgba8, bgr8, bgra8, mono8, mono16",
    ),
}


@pytest.mark.parametrize("case", BAD_IMAGES)
def test_a_bad_image_is_refused_in_one_line(case, feed, wall_node, scene, room_image, wide_camera):
    changes, sentence = BAD_IMAGES[case]
    bad = Image(
        header=room_image.header,
        width=320,
        height=240,
        encoding=room_image.encoding,
        step=room_image.step,
        data=room_image.data,
    )
    for name, value in changes.items():
        setattr(bad, name, value)
    feed.until(log_says(wall_node, sentence), sentence, bad, info_message(wide_camera))
    assert wall_node.alive()
    assert wall_node.log.count(sentence) == 1


BAD_INFOS = {
    "K is zero": ({"k": [0.0] * 9}, "CameraInfo has a K and a P of zeros: the camera is not calibrated; expected its"),
    "K is NaN": ({"k": [float("nan")] * 9}, "CameraInfo cannot be used: camera matrix K is [nan, nan,"),
    "another size": (
        {"width": 640, "height": 480},
        "image is 320 x 240 pixels and its CameraInfo is for 640 x 480; expected the same size",
    ),
}


@pytest.mark.parametrize("case", BAD_INFOS)
def test_a_bad_camera_info_is_refused_in_one_line(case, feed, wall_node, scene, room_image, wide_camera):
    changes, sentence = BAD_INFOS[case]
    bad = info_message(wide_camera)
    for name, value in changes.items():
        setattr(bad, name, value)
    feed.until(log_says(wall_node, sentence), sentence, room_image, bad)
    assert wall_node.alive()
    assert wall_node.log.count(sentence) == 1


def test_diagnostics_report_the_failure(bench, wall_node, feed, room_image, wide_camera):
    """The last image was invalid; the next valid one clears the error."""

    def newest():
        return bench.received["/diagnostics"][-1].status[0]

    bench.received["/diagnostics"].clear()
    bench.wait(lambda: bench.received["/diagnostics"], "diagnostics")
    assert newest().level == DiagnosticStatus.ERROR
    assert "CameraInfo is for 640 x 480" in newest().message
    values = {pair.key: pair.value for pair in newest().values}
    assert values["state"] == "active"
    assert values["weights"].startswith("wall (")
    assert int(values["dropped: failed"]) + int(values["dropped: no camera_info"]) >= len(BAD_IMAGES) + len(BAD_INFOS)
    feed.until(lambda: newest().level == DiagnosticStatus.OK, "recovery", room_image, info_message(wide_camera))


def test_parameters_change_the_next_scene(bench, feed, scene, room_image, wide_camera):
    assert set_parameters(bench, voxel_size=0.2, voxel_encoding="zlib") == [(True, ""), (True, "")]
    message = feed.scene_of(room_image, info_message(wide_camera))["/reconstruct/voxels"]
    assert (message.voxel_size, message.encoding) == (pytest.approx(0.2), "zlib")
    assert len(message.labels) < message.size_x * message.size_y * message.size_z
    assert message_to_grid(message).labels.shape == (15, 18, 22)


def test_a_voxel_size_that_cannot_work_is_rejected(bench, scene):
    [(accepted, reason)] = set_parameters(bench, voxel_size=0.0105)
    assert not accepted
    assert reason == (
        "voxel_size is 0.0105 m; expected at least 0.011 m for the view of the weights, 57 x 45 degrees, 1 to 4 m"
    )


def test_bad_parameters_are_rejected_with_the_reason(bench, scene):
    (accepted, reason), (accepted_too, reason_too), (accepted_last, reason_last) = set_parameters(
        bench, voxel_size=-1.0, voxel_encoding="gzip", weights="other"
    )
    assert not (accepted or accepted_too or accepted_last)
    assert "voxel_size" in reason
    assert reason_too == "voxel_encoding is 'gzip'; expected one of raw, zlib"
    assert reason_last == "weights can only be changed while the node is unconfigured; deactivate and clean up first"


def shared_memory(pid):
    """Return the shared-memory segments of a process, without ports, which are shared with other processes."""
    mapped = {line.split()[-1] for line in Path(f"/proc/{pid}/maps").read_text().splitlines()}
    return [Path(name) for name in mapped if re.match(r"/dev/shm/fast(dds|rtps)_", name) and "port" not in name]


def test_ctrl_c_twice_ends_a_busy_node(wall_node, feed, scene, room_image, wide_camera):
    """A terminal and `ros2 launch` both forward Ctrl-C: the second arrives while the node is being destroyed."""
    end = time.monotonic() + 1.0
    feed.until(lambda: time.monotonic() > end, "a busy node", room_image, info_message(wide_camera))
    segments = shared_memory(wall_node.process.pid)
    assert segments
    wall_node.process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    wall_node.process.send_signal(signal.SIGINT)
    assert wall_node.process.wait(PATIENCE) == 0
    assert "Traceback" not in wall_node.log


def test_a_text_file_as_weights_leaves_a_node_that_can_be_configured(bench, start_node, wall, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("these are no weights")
    node = start_node({"weights": text, "device": "cpu", "resolution": 64})
    bench.wait(log_says(node, f"cannot configure: {text} is no weights file"), lambda: f"the sentence in: {node.log}")
    diagnostics = bench.listen(DiagnosticArray, "/diagnostics", 10)
    reports = bench.received["/diagnostics"]

    def is_reported():
        statuses = [status for report in reports for status in report.status]
        return any(s.level == DiagnosticStatus.ERROR and s.message.startswith("cannot configure:") for s in statuses)

    bench.wait(is_reported, "the error on /diagnostics")
    bench.node.destroy_subscription(diagnostics)
    state = bench.call(GetState, "/reconstruct/get_state", GetState.Request()).current_state
    assert state.id == State.PRIMARY_STATE_UNCONFIGURED
    assert set_parameters(bench, weights=str(wall[0])) == [(True, "")]
    for transition, reached in (
        (Transition.TRANSITION_CONFIGURE, State.PRIMARY_STATE_INACTIVE),
        (Transition.TRANSITION_ACTIVATE, State.PRIMARY_STATE_ACTIVE),
        (Transition.TRANSITION_DEACTIVATE, State.PRIMARY_STATE_INACTIVE),
        (Transition.TRANSITION_CLEANUP, State.PRIMARY_STATE_UNCONFIGURED),
    ):
        request = ChangeState.Request(transition=Transition(id=transition))
        assert bench.call(ChangeState, "/reconstruct/change_state", request).success
        state = bench.call(GetState, "/reconstruct/get_state", GetState.Request()).current_state
        assert state.id == reached
    node.process.send_signal(signal.SIGTERM)
    assert node.process.wait(PATIENCE) == 0
    assert "Traceback" not in node.log


def test_a_parameter_that_does_not_fit_ends_the_start_with_one_line(start_node):
    node = start_node({"voxel_encoding": "gzip"})
    assert node.process.wait(PATIENCE) == 1
    assert "parameter voxel_encoding is 'gzip'; expected one of raw, zlib" in node.log
    assert "Traceback" not in node.log


def test_a_background_job_of_a_shell_ends_by_ctrl_c(bench, start_node):
    """It starts with an ignored SIGINT, with which rclpy would neither end the process nor ignore the signal."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        node = start_node({"autostart": False}, ["__node:=background"])
    finally:
        signal.signal(signal.SIGINT, before)
    bench.call(GetState, "/background/get_state", GetState.Request())
    node.process.send_signal(signal.SIGINT)
    assert node.process.wait(PATIENCE) == 0
    assert "Traceback" not in node.log
