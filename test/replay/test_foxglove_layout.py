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

"""The layout for Foxglove in config/."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("rclpy")

from svr_ros.demo import player
from svr_ros.demo.bag import IMAGE_TOPIC, INFO_TOPIC, POSE_TOPIC, POSE_TYPE, read
from svr_ros.replay.messages import typestore
from svr_ros.replay.topics import FOXGLOVE_VOXELS
from svr_ros.ros.convert.legends import LEGENDS
from svr_ros.ros.convert.topics import OUTPUTS

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = json.loads((ROOT / "config" / "foxglove.json").read_text())


def panels(tree: Any) -> list[str]:
    return [tree] if isinstance(tree, str) else panels(tree["first"]) + panels(tree["second"])


def test_every_panel_is_placed_once() -> None:
    assert sorted(panels(LAYOUT["layout"])) == sorted(LAYOUT["configById"])


def test_topics_are_those_of_the_node_and_the_demo() -> None:
    known = {f"/reconstruct/{name}" for name in (*OUTPUTS, *LEGENDS, FOXGLOVE_VOXELS)} | {IMAGE_TOPIC, INFO_TOPIC}
    used: set[str] = set()
    for panel in LAYOUT["configById"].values():
        used |= set(panel["topics"]) | {panel["imageMode"][key] for key in panel["imageMode"] if key.endswith("Topic")}
    assert used <= known and IMAGE_TOPIC in used


def test_images_and_calibration_are_in_the_output_of_the_demo() -> None:
    recorded = {*player.OUTPUTS, *player.LEGENDS, IMAGE_TOPIC, INFO_TOPIC}
    for panel in LAYOUT["configById"].values():
        assert {panel["imageMode"][key] for key in panel["imageMode"] if key.endswith("Topic")} <= recorded
    shown = {topic for topic, settings in LAYOUT["configById"]["3D!scene"]["topics"].items() if settings["visible"]}
    assert shown - recorded == {f"/reconstruct/{FOXGLOVE_VOXELS}"}


def test_3d_panel_looks_along_the_camera_from_behind_and_above() -> None:
    panel = LAYOUT["configById"]["3D!scene"]
    transform = next(m for m in read(ROOT / "svr_ros" / "demo" / "room.mcap") if m.topic == POSE_TOPIC)
    message: Any = typestore().deserialize_cdr(transform.data, POSE_TYPE)
    # Without a display frame, Foxglove would choose the parent, `map`, and look from below the floor.
    assert panel["followTf"] == message.transforms[0].child_frame_id
    state = panel["cameraState"]
    assert state["thetaOffset"] == 0
    polar = np.radians(state["phi"])
    view = np.array([0, np.sin(polar), -np.cos(polar)])  # rotation about x of the direction -z
    eye = np.array(state["targetOffset"]) - state["distance"] * view
    assert view[2] > 0.8 and 0 < view[1] < 0.6 and eye[1] < -1 and eye[2] < 0
