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

"""`make demo IMAGE=...` with a node process, Fast DDS and files."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rosbags.rosbag2 import Reader

from svr_ros.demo import bag
from svr_ros.replay.messages import typestore

pytest.importorskip("rclpy", reason="the demo needs ROS 2; `make test` brings it")


def run_demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "svr_ros.demo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=400)


def test_photo_goes_through_the_node_and_comes_back_as_a_scene(tmp_path: Path) -> None:
    ramp = np.linspace(60, 200, 240)[:, None, None] * np.array([1, 0.9, 0.8])
    Image.fromarray(np.broadcast_to(ramp, (240, 320, 3)).astype(np.uint8)).save(tmp_path / "photo.jpg")
    folder = tmp_path / "demo"
    result = run_demo("--image", str(tmp_path / "photo.jpg"), "--hfov", "60", "-o", str(folder))
    assert result.returncode == 0, result.stderr
    assert "scenes per second" in result.stdout
    assert Image.open(folder / "demo.png").width > 1000
    assert (folder / "scene.glb").stat().st_size > 1000 and (folder / "scene.ply").stat().st_size > 1000

    store = typestore()
    messages = list(bag.read(folder / "output.mcap"))
    topics = [message.topic for message in messages]
    for topic in ("voxels", "tsdf_points", "markers", "depth"):
        assert topics.count(f"/reconstruct/{topic}") == 5
    assert {"/reconstruct/legend", "/reconstruct/legend_image"} <= set(topics)
    for topic in (bag.IMAGE_TOPIC, bag.INFO_TOPIC, bag.POSE_TOPIC):
        assert topics.count(topic) == 5
    with Reader(folder / "output.mcap") as reader:
        profiles = {connection.topic: connection.ext.offered_qos_profiles for connection in reader.connections}
    for topic in ("/reconstruct/legend", "/reconstruct/legend_image"):
        assert [profile.durability.name for profile in profiles[topic]] == ["TRANSIENT_LOCAL"]
    assert "<iframe" in (folder / "index.html").read_text()
    stamps = {m.time for m in bag.read(folder / "photo.mcap")}
    for message in messages:
        if message.topic == "/reconstruct/depth":
            depth = store.deserialize_cdr(message.data, "sensor_msgs/msg/Image")
            assert (depth.width, depth.height, depth.encoding) == (320, 240, "32FC1")
            assert depth.header.stamp.sec * 10**9 + depth.header.stamp.nanosec in stamps


def test_what_is_wrong_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from svr_ros.demo import __main__ as demo

    (tmp_path / "text.jpg").write_text("no picture")
    arguments = ["demo", "--image", str(tmp_path / "text.jpg"), "-o", str(tmp_path / "demo")]
    monkeypatch.setattr("signal.signal", lambda *_: None)  # pytest keeps its own handlers
    monkeypatch.setattr(sys, "argv", arguments)
    assert demo.main() == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("svr_ros: ") and "cannot be read as an image" in line


def test_node_that_cannot_start_is_quoted(tmp_path: Path) -> None:
    Image.new("RGB", (32, 24)).save(tmp_path / "photo.png")
    arguments = ["--image", str(tmp_path / "photo.png"), "--hfov", "60", "-o", str(tmp_path / "demo")]
    result = run_demo(*arguments, "--weights", str(tmp_path / "none.safetensors"))
    assert result.returncode == 1
    assert "the node stopped" in result.stderr and "none.safetensors" in result.stderr
    assert not (tmp_path / "demo" / "output.mcap").exists()


def test_demos_have_domains_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from svr_ros.demo.player import own_domain

    monkeypatch.setattr("os.getpid", lambda: 41)
    with own_domain() as first, own_domain() as second:
        monkeypatch.setenv("ROS_DOMAIN_ID", str(second + 1))
        with own_domain() as third:
            assert len({first, second, third, second + 1}) == 4
            assert all(1 <= domain <= 101 for domain in (first, second, third))


def test_node_ends_with_a_demo_that_is_killed(tmp_path: Path) -> None:
    code = """
import signal, subprocess, sys, time
from svr_ros.demo.player import NodeProcess
from pathlib import Path
process = NodeProcess("compact", Path(sys.argv[1]))
process._command = [sys.executable, "-c", "import time; time.sleep(60)"]
process.__enter__()
print(process._process.pid, flush=True)
time.sleep(60)
"""
    demo = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    node = int(demo.stdout.readline())
    demo.kill()
    demo.wait(60)
    end = time.monotonic() + 60
    while time.monotonic() < end and Path(f"/proc/{node}/stat").exists():
        if Path(f"/proc/{node}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{node}").exists()
