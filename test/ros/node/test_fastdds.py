"""The Fast DDS profiles are loaded, enlarge the shared memory, and do not override the user's choice."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("rclpy")

from svr_ros.ros.node import fastdds

PROFILES = Path(__file__).resolve().parents[3] / "config" / "fastdds.xml"
ROOM = 32 * 2**20

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
    given = {**os.environ, "ROS_DOMAIN_ID": "93", **variables}
    result = subprocess.run([sys.executable, "-c", SIZES], env=given, capture_output=True, text=True, check=True)
    return int(result.stdout)


def test_a_process_with_the_profiles_shares_memory_enough_for_voxel_grids():
    assert int(re.findall(r"<segment_size>(\d+)<", PROFILES.read_text())[0]) == ROOM
    if os.environ.get("RMW_IMPLEMENTATION", "rmw_fastrtps_cpp") != "rmw_fastrtps_cpp":
        pytest.skip("this is not Fast DDS")
    assert room() < ROOM // 8
    assert room(**fastdds.environment(PROFILES, {})) >= ROOM


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
