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

"""The command with which replay.launch.py finds the camera in a bag."""

import json
import os
import subprocess
import sys
from pathlib import Path

from svr_ros.demo import bag

ROOT = Path(__file__).resolve().parents[2]


def search(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "svr_ros.replay.camera_search", *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)


def test_topics_and_frame_of_the_demo_are_printed() -> None:
    result = search(str(ROOT / "svr_ros" / "demo" / "room.mcap"))
    assert result.returncode == 0 and not result.stderr
    assert json.loads(result.stdout) == {
        "image": bag.IMAGE_TOPIC,
        "compressed": True,
        "info": bag.INFO_TOPIC,
        "frame": "camera_optical_frame",
    }


def test_what_is_wrong_is_one_sentence(tmp_path: Path) -> None:
    result = search(str(tmp_path / "none"), "--image=/x")
    assert result.returncode == 2 and not result.stdout
    assert "does not exist" in result.stderr and result.stderr.count("\n") == 1
