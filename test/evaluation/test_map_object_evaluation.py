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

"""Scores of the boxes of maps against those of a walk's room: files, objects in sight, and counts."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.evaluation.map_object_evaluation import BoxEvaluation
from svr_ros.evaluation.walk_files import BOXES, TrueSurface, read_true_boxes, write_walk
from svr_ros.geometry.boxes import OrientedBox, upright_box
from svr_ros.inference.objects import SceneObject
from svr_ros.labels import Label
from svr_ros.synthesis.instances import ObjectBox
from svr_ros.synthesis.walks import Walk

SOFA = ObjectBox(Label.SOFA, "sofa", upright_box(np.array([2.0, 0.0, 0.4]), np.array([0.9, 2.0, 0.8]), 0.3))
BED = ObjectBox(Label.BED, "bed", upright_box(np.array([-2.0, 0.0, 0.3]), np.array([2.0, 1.6, 0.6]), 0.0))


def _surface(*boxes: ObjectBox) -> TrueSurface:
    corners = np.concatenate([one.box.corners() for one in boxes]).astype(np.float32)
    return TrueSurface(corners, np.repeat([int(one.label) for one in boxes], 8).astype(np.uint8))


def _found(true: ObjectBox, shift: float = 0.0) -> SceneObject:
    box = OrientedBox(true.box.centre + np.array([shift, 0, 0]), true.box.size, true.box.rotation)
    return SceneObject(1, true.label, 0.7, box, 0.0, 50, seen=0.0, measured=1.0, guessed=0.0)


def test_boxes_in_sight_count_and_others_do_not() -> None:
    evaluation = BoxEvaluation([SOFA, BED], _surface(SOFA, BED))
    assert np.isnan(evaluation.scores([])["box_map_25"])  # nothing was in sight
    evaluation._seen[:8] = True
    assert evaluation.scores([])["box_map_25"] == 0
    assert evaluation.scores([_found(SOFA)]) == pytest.approx(
        {"box_map_25": 1, "box_map_50": 1, "frame_box_map_25": np.nan, "frame_box_map_50": np.nan}, nan_ok=True
    )
    # The box of the bed, which was not in sight, does not count; a shifted one is a hit at the lower threshold only
    shifted = evaluation.scores([_found(SOFA, 0.4), _found(BED)])
    assert (shifted["box_map_25"], shifted["box_map_50"]) == (1, 0)


def test_walks_without_boxes_are_not_scored_and_damaged_ones_are_refused(tmp_path: Path) -> None:
    assert read_true_boxes(tmp_path) is None
    np.savez(tmp_path / BOXES, labels=np.array([4], np.uint8), boxes=np.array([[0, 0, 0, 1, 1, 1, 0.5]]))
    [one] = read_true_boxes(tmp_path) or []
    assert one.label == Label.SOFA or one.name
    np.testing.assert_allclose(one.box.rotation[:2, 0], [np.cos(0.5), np.sin(0.5)])
    np.savez(tmp_path / BOXES, labels=np.array([4, 4], np.uint8), boxes=np.full((2, 7), np.nan))
    with pytest.raises(InputError, match="not finite"):
        read_true_boxes(tmp_path)
    (tmp_path / BOXES).write_bytes(b"PK")
    with pytest.raises(InputError, match="holds no boxes"):
        read_true_boxes(tmp_path)


def test_walks_do_not_mix(tmp_path: Path) -> None:
    (tmp_path / "frame_0000").mkdir()
    (tmp_path / "frame_0000" / "pose.txt").touch()
    with pytest.raises(InputError, match="holds the frames of another sequence; expected an empty folder"):
        write_walk(cast(Walk, None), tmp_path)
