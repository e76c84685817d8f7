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

from svr_ros.benchmark.compression import run
from svr_ros.codec.weights import load_codec


def test_table_has_a_line_for_each_number_of_steps() -> None:
    table = run(load_codec(), 1, (0, 1)).splitlines()
    assert table[0].startswith("1 rooms at 256^3 voxels")
    steps = [line.split()[0] for line in table[2:]]
    assert steps == ["0", "1"]
    seconds = [float(line.split()[1]) for line in table[2:]]
    assert min(seconds) > 0
    assert all(float(line.split()[2].rstrip(",")) > 0.9 for line in table[2:])
