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

"""A process whose GPU is lost ends: all later images would fail, and only another process can use the GPU again."""

import subprocess
import sys

import pytest

SCRIPT = """
import sys
from svr_ros.ros.node import node as module

CAUSE = "CUDA error: an illegal memory access was encountered\\nCUDA kernel errors might be reported later"


class Lost(module.ReconstructNode):
    def __init__(self):
        super().__init__()
        self.create_timer(0.1, self._lose)

    def _activate(self):
        if sys.argv[2] == "activation":
            raise RuntimeError(CAUSE)
        super()._activate()

    def _lose(self):
        if self._pipeline is not None:
            self._pipeline._log_failure(RuntimeError(CAUSE))


values = {"weights": sys.argv[1], "device": "cpu", "resolution": "64"}
words = [word for name, value in values.items() for word in ("-p", f"{name}:={value}")]
module.main(["--ros-args", *words], Lost)
"""


@pytest.mark.parametrize("moment", ["activation", "image"])
def test_process_ends_with_a_failure_and_one_sentence(small_weights, moment):
    command = [sys.executable, "-c", SCRIPT, str(small_weights), moment]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 1, ended.stderr
    assert "the node ends: CUDA error: an illegal memory access was encountered" in ended.stderr + ended.stdout
