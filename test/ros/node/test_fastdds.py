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

"""The Fast DDS profiles are loaded, enlarge the shared memory, and do not override the user's choice."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("rclpy")

from svr_ros.ros.node import fastdds

ROOT = Path(__file__).resolve().parents[3]
PROFILES, PAGE = ROOT / "config" / "fastdds.xml", ROOT / "docs" / "node.md"
SHARED_MEMORY = Path("/dev/shm")
ROOM = 32 * 2**20
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "FASTDDS_BUILTIN_TRANSPORTS"}
"""Environment with the default transports of Fast DDS, which the other tests replace."""

# Prints the size of the shared memory that a process with a node maps.
SIZES = r"""
import re, rclpy
rclpy.init()
node = rclpy.create_node("room")
maps = re.findall(r"^(\w+)-(\w+) .*/fast(?:dds|rtps)_[0-9a-f]{16}$", open("/proc/self/maps").read(), re.MULTILINE)
print(max(int(end, 16) - int(begin, 16) for begin, end in maps))
rclpy.shutdown()
"""


def room(**variables: str) -> int:
    given = {**ENVIRONMENT, "ROS_DOMAIN_ID": "93", **variables}
    command = [sys.executable, "-c", SIZES]
    result = subprocess.run(command, env=given, capture_output=True, text=True, check=True, timeout=120)
    return int(result.stdout)


def test_a_process_with_the_profiles_shares_memory_enough_for_voxel_grids():
    assert int(re.findall(r"<segment_size>(\d+)<", PROFILES.read_text())[0]) == ROOM
    if os.environ.get("RMW_IMPLEMENTATION", "rmw_fastrtps_cpp") != "rmw_fastrtps_cpp":
        pytest.skip("this is not Fast DDS")
    assert room() < ROOM // 8
    assert room(**fastdds.environment(PROFILES, {})) >= ROOM


# Prints the shared-memory files that a process with a node maps, and waits to be killed.
FILES = r"""
import re, rclpy
rclpy.init()
node = rclpy.create_node("killed")
maps = open("/proc/self/maps").read()
print(*sorted(set(re.findall(r"/dev/shm/fast(?:dds|rtps)_\w+$", maps, re.MULTILINE))), flush=True)
input()
"""


def test_killed_process_leaves_at_most_what_the_documentation_states():
    if os.environ.get("RMW_IMPLEMENTATION", "rmw_fastrtps_cpp") != "rmw_fastrtps_cpp":
        pytest.skip("this is not Fast DDS")
    given = {**ENVIRONMENT, "ROS_DOMAIN_ID": "94", **fastdds.environment(PROFILES, {})}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    before = set(SHARED_MEMORY.iterdir())
    with subprocess.Popen([sys.executable, "-c", FILES], env=given, **pipes) as process:
        files = [Path(name) for name in process.stdout.readline().split()]
        process.kill()
    left = [path for path in files if path.exists() and path not in before]
    try:
        [text] = re.findall(r"A process that is killed .*?leaves its segments.*?\.\s", PAGE.read_text(), re.DOTALL)
        [megabytes] = re.findall(r"up to (\d+) MB", text)
        segments = [path.stat().st_size for path in left if re.search(r"_[0-9a-f]{16}$", path.name)]
        assert files and sum(segments) <= int(megabytes) * 10**6
        assert "`fastdds shm clean`" in text  # the remedy
        assert room(**fastdds.environment(PROFILES, {})) >= ROOM, "the next process has shared memory again"
    finally:
        for path in left:
            path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "name", ["FASTDDS_DEFAULT_PROFILES_FILE", "FASTRTPS_DEFAULT_PROFILES_FILE", "FASTDDS_BUILTIN_TRANSPORTS"]
)
def test_the_users_choice_is_kept(name):
    assert fastdds.environment(PROFILES, {name: "chosen"}) == {}
    assert fastdds.environment(PROFILES, {name: ""}) == {"FASTDDS_DEFAULT_PROFILES_FILE": str(PROFILES)}
    assert fastdds.environment("", {}) == fastdds.environment("none", {}) == {}


def test_the_variable_is_the_one_that_the_distribution_reads():
    assert list(fastdds.environment(PROFILES, {"ROS_DISTRO": "jazzy"})) == ["FASTRTPS_DEFAULT_PROFILES_FILE"]
    assert list(fastdds.environment(PROFILES, {"ROS_DISTRO": "kilted"})) == ["FASTDDS_DEFAULT_PROFILES_FILE"]
