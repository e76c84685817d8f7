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

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from svr_ros.evaluation.calibrate import RoomSampler, calibrate, fit, merge
from svr_ros.evaluation.calibration_plot import plot_calibration
from svr_ros.evaluation.frame_metrics import summarize
from svr_ros.evaluation.runner import CLEAN, EvaluationPlan, evaluate
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.calibration import UNCALIBRATED, Case
from svr_ros.inference.weights import random_weights
from svr_ros.networks.config import ModelConfig, SceneConfig

WEIGHTS = random_weights(
    replace(ModelConfig(), frustum=Frustum(), image_size=128, resolution=64, scene=SceneConfig(grid=8))
)


def test_rooms_yield_values_of_every_kind_with_and_without_depth() -> None:
    alone, with_depth = RoomSampler(WEIGHTS, "cpu")(0)
    assert set(np.unique(alone["point_case"])) <= {Case.SEEN, Case.HIDDEN}
    assert Case.MEASURED in with_depth["point_case"]
    for names in (("pixel_confidence", "pixel_correct"), ("voxel_distance", "voxel_case", "voxel_occupied"),
                  ("point_distance", "point_depth", "point_case", "point_error")):  # fmt: skip
        assert len({len(alone[name]) for name in names}) == 1 and len(alone[names[0]]) > 0
    fitted = fit(merge([alone, with_depth]))
    assert fitted.pixel_confidence != UNCALIBRATED.pixel_confidence and fitted.depth_std > 0


def test_calibrated_weights_have_the_right_shares_and_curves_are_plotted(tmp_path: Path) -> None:
    calibration = calibrate(WEIGHTS, 1, "cpu")
    assert calibration != UNCALIBRATED
    plan = EvaluationPlan(replace(WEIGHTS, calibration=calibration), "cpu", rooms=1, known=("depth",))
    evaluation = evaluate(plan)
    summary = summarize(list(evaluation.sets["rooms"][CLEAN].values()))
    assert 0 < summary["distance_sigmas"]["one"] < summary["distance_sigmas"]["two"] <= 1
    assert summary["surface_trade"]["curve"]["all"]["recall"][-1] >= summary["scores"]["recall_10cm"] - 0.01
    plot_calibration({"1 room": summary}, tmp_path / "curves.png")
    assert Image.open(tmp_path / "curves.png").size == (1200, 720)
