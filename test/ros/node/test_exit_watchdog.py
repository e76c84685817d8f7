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

"""A node that hangs at its end prints its stacks and exits, before `ros2 launch` kills it without a reason."""

import signal
import subprocess
import sys

import pytest

pytest.importorskip("rclpy")

from ..conftest import PATIENCE, ROOT

HANGING = """
import time
from svr_ros.ros.node import node as module

class Hanging(module.ReconstructNode):
    def destroy_node(self):
        print("hangs", flush=True)
        time.sleep(600)

def make():
    made = Hanging("hanging")
    made.create_timer(0.1, lambda: print("spins", flush=True))
    return made

module._EXIT_TIMEOUT = 1.0
module.main(["hanging", "--ros-args", "-p", "autostart:=false"], make)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_hanging_node_prints_its_stacks_and_exits(number):
    process = subprocess.Popen(
        [sys.executable, "-c", HANGING], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "spins\n"  # ends with the process, if that fails
        process.send_signal(number)
        output, errors = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert output.endswith("hangs\n")
    assert process.returncode == 1
    assert "Timeout (0:00:01)!" in errors and "in destroy_node" in errors
