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

"""Launch files, run to their end with upstream launch; stand-ins play the bag and show the scene.

They need launch and launch_ros, which come with ROS 2 and from no package registry.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import yaml

pytest.importorskip("rclpy")
pytest.importorskip("launch_ros", reason="launch and launch_ros are not installed: the launch files were NOT run")

from svr_ros.msg import SemanticVoxelGrid

from svr_ros.demo import bag
from svr_ros.geometry.camera import Camera
from svr_ros.ros.node import qos

from .conftest import PATIENCE, ROOT

LAUNCH = """
import sys
from launch import LaunchDescription, LaunchService
from launch.actions import IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource

arguments = [word.split(":=", 1) for word in sys.argv[2:]]
service = LaunchService()
source = PythonLaunchDescriptionSource(sys.argv[1])
service.include_launch_description(
    LaunchDescription([IncludeLaunchDescription(source, launch_arguments=arguments)])
)
sys.exit(service.run())
"""

VIEWER = """#!/usr/bin/env python3
import json, os, sys
open(os.environ["VIEWER_ARGUMENTS"], "w").write(json.dumps(sys.argv[1:]))
"""


class Launch:
    """A launch file that runs in a process group of its own."""

    def __init__(self, folder, environment, name, arguments):
        self._log = folder / "log.txt"
        share = folder / "prefix" / "share" / "svr_ros"
        words = [f"{key}:={value}" for key, value in arguments.items()]
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", LAUNCH, str(share / "launch" / name), *words],
                env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def log(self):
        return self._log.read_text()

    def pid(self, name):
        """Return the process id of a process of the launch, by its log."""
        [line] = [line for line in self.log.splitlines() if f"[{name}]: process started with pid" in line]
        return int(line.rpartition("[")[2].rstrip("]"))

    def until(self, text):
        end = time.monotonic() + PATIENCE
        while text not in self.log:
            assert self.process.poll() is None and time.monotonic() < end, f"{text!r} in: {self.log}"
            time.sleep(0.1)

    def left(self):
        """Return the commands of the processes of the group that still run."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                state, _parent, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                if int(group) == self.process.pid and state != "Z":
                    found.append((entry / "cmdline").read_text().replace("\0", " "))
            except OSError:  # it has ended
                pass
        return found

    def kill(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


@pytest.fixture
def run_launch(tmp_path):
    """Return a function that runs a launch file of an installation in a temporary folder."""
    prefix, programs = tmp_path / "prefix", tmp_path / "programs"
    index = prefix / "share" / "ament_index" / "resource_index" / "packages"
    for folder in (index, prefix / "lib" / "svr_ros", prefix / "lib" / "rviz2", prefix / "share", programs):
        folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / "temporary").mkdir()
    for name in ("svr_ros", "rviz2"):
        (index / name).touch()
    (prefix / "share" / "svr_ros").mkdir()
    for name in ("launch", "config"):
        (prefix / "share" / "svr_ros" / name).symlink_to(ROOT / name)
    scripts = {
        prefix / "lib" / "svr_ros" / "reconstruct_node": (ROOT / "scripts" / "reconstruct_node").read_text(),
        prefix / "lib" / "rviz2" / "rviz2": VIEWER,
        programs / "ros2": f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/test/ros/bag_player.py" "$@"\n',
    }
    for path, text in scripts.items():
        path.write_text(text)
        path.chmod(0o755)
    environment = {
        **os.environ,
        "AMENT_PREFIX_PATH": os.pathsep.join([str(prefix), os.environ.get("AMENT_PREFIX_PATH", sys.prefix)]),
        "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "TMPDIR": str(tmp_path / "temporary"),
        "ROS_LOG_DIR": str(tmp_path / "logs"),
        "VIEWER_ARGUMENTS": str(tmp_path / "viewer.json"),
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    started = []

    def run(name, /, **arguments):
        started.append(Launch(tmp_path, environment, name, arguments))
        return started[-1]

    yield run
    for each in started:
        each.kill()


@pytest.fixture
def replay(run_launch, small_weights, tmp_path):
    """Return a function that runs replay.launch.py with a bag of ten images."""
    path, parameters = tmp_path / "room.mcap", tmp_path / "parameters.yaml"
    images = np.random.default_rng(0).integers(0, 256, (10, 48, 64, 3)).astype(np.uint8)
    bag.write_images(path, [(each, bag.LEVEL) for each in images], Camera.from_hfov(64, 48, 1.2), "jpeg")
    parameters.write_text(yaml.safe_dump({"/**": {"ros__parameters": {"resolution": 64}}}))
    given = {"bag": path, "weights": small_weights, "params_file": parameters, "device": "cpu", "rviz": "false"}
    return lambda **more: run_launch("replay.launch.py", **{**given, "rate": "0.2", "name": "eye", **more})


def leaves_nothing(launch, tmp_path):
    """Assert that no process and no temporary file is left."""
    assert launch.left() == []
    assert list((tmp_path / "temporary").glob("svr_replay_*")) == []
    assert "Traceback" not in launch.log and "Caught exception" not in launch.log


def test_bag_is_reconstructed_and_the_launch_ends_with_it(bench, replay, tmp_path):
    subscription = bench.listen(SemanticVoxelGrid, "/eye/voxels", qos.result_output())
    launch = replay(rviz="true")
    bench.wait(lambda: launch.process.poll() is not None, lambda: f"the end in: {launch.log}")
    bench.node.destroy_subscription(subscription)
    assert launch.process.returncode == 0, launch.log
    stamps = {message.header.stamp.nanosec for message in bench.received["/eye/voxels"]}
    assert len(stamps) >= 2 and stamps <= {number * 10**8 for number in range(10)}, launch.log
    assert "the bag was played" in launch.log
    leaves_nothing(launch, tmp_path)


@pytest.mark.parametrize("moment", ["weights small", "the bag was played"])
def test_ctrl_c_ends_the_replay(replay, tmp_path, moment):
    """In a terminal, the signal comes to all processes, and again from the launch system."""
    launch = replay(loop="true", rate="2.0")
    launch.until(moment)
    os.killpg(launch.process.pid, signal.SIGINT)
    assert launch.process.wait(PATIENCE) == 0, launch.log
    leaves_nothing(launch, tmp_path)


def test_replay_ends_with_its_node(replay, tmp_path):
    """Without it, a bag in a loop would be played forever."""
    launch = replay(loop="true", rate="2.0", respawn="true")
    launch.until("the bag was played")
    os.kill(launch.pid("reconstruct_node-1"), signal.SIGKILL)
    assert launch.process.wait(PATIENCE) == 0, launch.log
    leaves_nothing(launch, tmp_path)


def test_replay_ends_if_the_node_cannot_be_configured(replay, tmp_path):
    launch = replay(weights="nowhere")
    assert launch.process.wait(PATIENCE) == 0, launch.log
    assert "cannot configure: there are no weights 'nowhere'" in launch.log and "player" not in launch.log
    leaves_nothing(launch, tmp_path)


def test_viewer_gets_its_config_and_topics_and_ends_the_launch(run_launch, tmp_path):
    given = {"namespace": "/front", "name": "eye", "image_topic": "/front/image", "fixed_frame": "odom"}
    launch = run_launch("view.launch.py", **given)
    assert launch.process.wait(PATIENCE) == 0, launch.log
    words = json.loads((tmp_path / "viewer.json").read_text())
    assert Path(words[words.index("-d") + 1]).samefile(ROOT / "config" / "svr.rviz")
    assert words[words.index("-f") + 1] == "odom"
    remappings = dict(word.split(":=") for word in words if ":=" in word)
    assert remappings["/camera/image_raw"] == "/front/image"
    assert remappings["/reconstruct/mesh"] == "/front/eye/mesh"
    assert launch.left() == []
