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

"""In processes of their own: the setting holds for all of a process, and its past has a say."""

import subprocess
import sys

import pytest

_STEPS = """
import resource, torch
from svr_ros.allocation import keep_freed_memory
{setting}
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def step():
    return sum(torch.ones({elements}) for _ in range(2)).sum()
torch.set_num_threads(1)
for _ in range(4):
    step()
before = faults()
for _ in range(5):
    step()
print(faults() - before)
"""


def _faults(setting: str, elements: int) -> int:
    code = _STEPS.format(setting=setting, elements=elements)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=300)
    return int(done.stdout)


@pytest.mark.parametrize(("arguments", "elements"), [("", 1 << 24), ("1 << 28", 1 << 22)])
def test_large_blocks_are_seldom_taken_from_the_kernel(arguments: str, elements: int) -> None:
    # Without the last setting, glibc adapts its thresholds to blocks of up to 32 MiB that were freed before
    usual = "import ctypes; ctypes.CDLL(None).mallopt(-3, 1 << 17)"
    assert 4 * _faults(f"keep_freed_memory({arguments})", elements) < _faults(usual, elements)
