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

"""Objects of a generated room with chairs at a table, reconstructed perfectly, merged, and not at all."""

from dataclasses import replace

import numpy as np
import pytest

from svr_ros.evaluation.frame_metrics import FrameMetrics, summarize
from svr_ros.evaluation.frames import FIRST_EVAL_SAMPLE
from svr_ros.evaluation.ground_truth import GroundTruth, ground_truth
from svr_ros.evaluation.object_evaluation import TrueObjects, evaluate_objects, perfect_reconstruction, true_objects
from svr_ros.geometry.frustum import WIDE
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import Label
from svr_ros.synthesis.samples import Sample, make_sample

EATING_PLACE = 74
RESOLUTION, TRUNCATION, SIZE = 96, 0.15, 128


@pytest.fixture(scope="module")
def sample() -> Sample:
    return make_sample(FIRST_EVAL_SAMPLE + EATING_PLACE, WIDE, SIZE, rays=1, with_objects=True)


@pytest.fixture(scope="module")
def truth(sample: Sample) -> GroundTruth:
    return ground_truth(sample, WIDE, RESOLUTION, TRUNCATION)


@pytest.fixture(scope="module")
def objects(sample: Sample, truth: GroundTruth) -> TrueObjects:
    return true_objects(sample, truth)


@pytest.fixture(scope="module")
def perfect(sample: Sample, truth: GroundTruth, objects: TrueObjects) -> Reconstruction:
    return perfect_reconstruction(sample, truth, objects)


def scores(reconstruction: Reconstruction, truth: GroundTruth, objects: TrueObjects):
    return summarize([FrameMetrics(counts=evaluate_objects(reconstruction, truth, objects))])


def test_perfect_objects_get_high_scores(perfect: Reconstruction, truth: GroundTruth, objects: TrueObjects) -> None:
    summary = scores(perfect, truth, objects)
    assert summary["panoptic"]["prq"] > 0.85 and summary["panoptic"]["rsq"] > 0.9
    assert summary["boxes"]["map_25"] > 0.65
    assert summary["objects"]["chairs_apart"] >= 5 / 6
    assert summary["objects"]["centre_error"] < 0.1


def test_chairs_do_not_come_apart_without_offsets(
    perfect: Reconstruction, truth: GroundTruth, objects: TrueObjects
) -> None:
    merged = replace(perfect, offsets=None)
    assert len(merged.objects()) < len(perfect.objects())
    summary, best = scores(merged, truth, objects), scores(perfect, truth, objects)
    assert summary["objects"]["chairs_apart"] < best["objects"]["chairs_apart"]
    assert summary["panoptic"]["prq"] < best["panoptic"]["prq"]


def test_scene_without_objects_scores_zero(perfect: Reconstruction, truth: GroundTruth, objects: TrueObjects) -> None:
    bare = replace(perfect, labels=np.full_like(perfect.labels, Label.WALL), offsets=None)
    summary = scores(bare, truth, objects)
    assert summary["boxes"]["map_25"] == 0
    assert summary["panoptic"]["prq_things"] == 0
    assert summary["objects"]["chairs_apart"] == 0
    assert np.isnan(summary["objects"]["centre_error"])


def test_true_boxes_hold_their_instances(sample: Sample, truth: GroundTruth, objects: TrueObjects) -> None:
    points = WIDE.to_camera(WIDE.centres(RESOLUTION))
    solid = truth.distance < 0
    found = 0
    for number, one in enumerate(sample.objects, 1):
        inside = points[(objects.instances == number) & solid]
        assert one.box.contains(inside).all()
        found += len(inside) > 0
    assert found > 1
