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

import numpy as np
import pytest

from svr_ros.evaluation.frame_metrics import FrameMetrics, summarize
from svr_ros.evaluation.frames import FIRST_EVAL_SAMPLE, frame_of_sample
from svr_ros.evaluation.ground_truth import BAND, GroundTruth, ground_truth
from svr_ros.evaluation.room_evaluation import evaluate_room
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.synthesis.render.shapes import room_distance
from svr_ros.synthesis.samples import Sample, make_sample

FRUSTUM = Frustum()
RESOLUTION = 64
TRUNCATION = 0.2


@pytest.fixture(scope="module")
def sample() -> Sample:
    return make_sample(FIRST_EVAL_SAMPLE + 5, FRUSTUM, 128)  # has free space before and behind the visible surfaces


@pytest.fixture(scope="module")
def truth(sample: Sample) -> GroundTruth:
    return ground_truth(sample, FRUSTUM, RESOLUTION, TRUNCATION)


@pytest.fixture(scope="module")
def perfect(sample: Sample, truth: GroundTruth) -> Reconstruction:
    camera = FRUSTUM.camera(len(sample.image))
    return Reconstruction(
        camera=camera,
        frustum=FRUSTUM,
        truncation=TRUNCATION,
        view=CanonicalView(camera, FRUSTUM, len(sample.image)),
        image=sample.image,
        normals=sample.normals,
        depth=sample.depth,
        pixel_labels=sample.labels,
        pixel_confidence=np.ones(sample.labels.shape, np.float32),
        tsdf=truth.distance,
        labels=truth.labels,
        confidence=np.ones(truth.labels.shape, np.float32),
    )


def measure(prediction: Reconstruction, sample: Sample, truth: GroundTruth) -> FrameMetrics:
    return evaluate_room(prediction, frame_of_sample("room", sample, FRUSTUM), truth)


def test_ground_truth_gets_perfect_scores(perfect: Reconstruction, sample: Sample, truth: GroundTruth) -> None:
    result = measure(perfect, sample, truth)
    scores, summary = result.values["scores"], summarize([result])
    assert scores["normals_mean"] < 0.1 and scores["normals_11"] == 1
    assert (scores["iou_room"], scores["iou_visible"], scores["iou_hidden"]) == (1, 1, 1)
    assert scores["tsdf_room"] == scores["tsdf_visible"] == scores["tsdf_hidden"] == 0
    assert scores["recall_5cm"] > 0.99 and scores["precision_5cm"] > 0.97 and scores["f1_10cm"] > 0.98
    assert summary["labels"]["accuracy"] == 1 and summary["calibration_labels"]["error"] == 0
    assert summary["volume_depth"]["delta"] > 0.95
    assert summary["surface_labels"]["mean_iou"] > 0.85 and summary["labels_at_surface"]["mean_iou"] > 0.9
    assert summary["calibration_surface"]["error"] < 0.05


def test_reachable_space_excludes_the_inside_of_walls_and_closed_gaps(sample: Sample, truth: GroundTruth) -> None:
    points = FRUSTUM.to_camera(FRUSTUM.centres(RESOLUTION)).reshape(-1, 3)
    beyond = (room_distance(sample.table, points) < -BAND).reshape(truth.distance.shape)
    assert beyond.any() and not (truth.reachable & beyond).any()
    visible = FRUSTUM.centres(RESOLUTION)[..., 2] < FRUSTUM.slice_of_depth(sample.depth[1::2, 1::2]) - 0.05
    assert (truth.reachable & visible)[:, truth.valid[1::2, 1::2]].sum() == visible[:, truth.valid[1::2, 1::2]].sum()
    closed = replace(sample, table=sample.table.copy())
    assert (ground_truth(closed, FRUSTUM, RESOLUTION, TRUNCATION).reachable == truth.reachable).all()
    inside = truth.reachable & (truth.distance < 0)
    assert truth.distance[inside].min() >= -BAND and inside.any()


def test_surface_that_is_off_by_a_constant_has_errors_of_that_size(
    perfect: Reconstruction, sample: Sample, truth: GroundTruth
) -> None:
    # Every surface grows by 7 cm: found within 10 cm but not within 5 cm, and the distance is off by 7 cm.
    grown = replace(perfect, tsdf=truth.distance - np.float32(0.07))
    scores = measure(grown, sample, truth).values["scores"]
    assert scores["tsdf_room"] == pytest.approx(0.07, abs=0.01)
    assert scores["recall_5cm"] < 0.3 and scores["recall_10cm"] > 0.65
    assert scores["precision_5cm"] < 0.3 and scores["precision_10cm"] > 0.65
    assert scores["iou_visible"] < 0.9 and scores["iou_hidden"] < 0.95


def test_solid_everywhere_scores_the_fraction_that_is_solid(
    perfect: Reconstruction, sample: Sample, truth: GroundTruth
) -> None:
    solid = replace(perfect, tsdf=np.full_like(truth.distance, -TRUNCATION))
    scores = measure(solid, sample, truth).values["scores"]
    mask = truth.reachable & truth.valid[1::2, 1::2]
    assert scores["iou_room"] == pytest.approx((truth.distance < 0)[mask].mean())
    assert scores["recall_10cm"] == 0 and np.isnan(scores["precision_10cm"])


def test_hidden_space_has_scores_of_its_own(perfect: Reconstruction, sample: Sample, truth: GroundTruth) -> None:
    depth = FRUSTUM.depth_of_slice((np.arange(RESOLUTION) + 0.5) / RESOLUTION)[:, None, None]
    behind = depth - sample.depth[1::2, 1::2] > BAND
    blind = replace(perfect, tsdf=np.where(behind, np.float32(-TRUNCATION), truth.distance))
    scores = measure(blind, sample, truth).values["scores"]
    assert scores["iou_visible"] == 1 and scores["tsdf_visible"] == 0
    assert scores["iou_hidden"] < 0.9 and scores["tsdf_hidden"] > 0.05
