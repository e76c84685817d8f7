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

_STEPS = """
import resource, torch
from svr_ros.training.memory import keep_freed_memory
if {keep}:
    keep_freed_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def step():
    return sum(torch.ones(1 << 24) for _ in range(2)).sum()
torch.set_num_threads(1)
for _ in range(4):
    step()
before = faults()
for _ in range(5):
    step()
print(faults() - before)
"""


def _faults(keep: bool) -> int:
    code = _STEPS.format(keep=keep)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=300)
    return int(done.stdout)


def test_large_blocks_are_seldom_taken_from_the_kernel() -> None:
    assert 4 * _faults(keep=True) < _faults(keep=False)
