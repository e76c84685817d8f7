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

"""The comparison of two checkouts, on this one and itself."""

import dataclasses
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("rclpy")

from svr_ros.inference.weights import random_weights, save
from svr_ros.networks.config import ModelConfig

ROOT = Path(__file__).resolve().parents[2]


def test_a_checkout_is_compared_with_itself(tmp_path: Path) -> None:
    few = dataclasses.replace(ModelConfig().scene, grid=4, latent_width=16)
    config = dataclasses.replace(ModelConfig(), image_size=64, resolution=64, scene=few)
    save(random_weights(config).model(), weights := tmp_path / "small.safetensors")
    options = ["--weights", str(weights), "--resolution", "64", "--repeats", "1", "--threads", "1"]
    options += ["--topics", "voxels,depth"]
    command = [sys.executable, str(ROOT / "benchmarks" / "speed.py"), str(ROOT), "--base-python", sys.executable]
    run = subprocess.run([*command, *options], capture_output=True, text=True, timeout=500)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[0] == f"base: {ROOT}, torch" and lines[1] == f"this: {ROOT}, torch"
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[-2:]]
    assert [row[0] for row in rows] == ["static", "moving"]
    assert all(float(row[1]) > 0 and float(row[2]) > 0 for row in rows)


def test_sides_do_not_find_the_libraries_of_this_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    speed = importlib.import_module("speed")
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{sys.prefix}/lib:/opt/ros/lib:{sys.prefix}/lib/ros_fastdds.libs")
    monkeypatch.setenv("_ROS_WHEELS_BOOTSTRAP_COMPLETE", "1")
    environment = speed.own_environment()
    assert environment["LD_LIBRARY_PATH"] == "/opt/ros/lib" and "_ROS_WHEELS_BOOTSTRAP_COMPLETE" not in environment
