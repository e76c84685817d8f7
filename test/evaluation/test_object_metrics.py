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

import math

import numpy as np
import pytest

from svr_ros.evaluation import object_metrics as om
from svr_ros.geometry.boxes import upright_box
from svr_ros.labels import Label

CHAIR, TABLE = int(Label.CHAIR), int(Label.TABLE)


def box(x: float, yaw: float = 0.0):
    return upright_box(np.array([x, 0, 0]), np.ones(3), yaw)


def test_iou_of_segments_by_hand() -> None:
    truth, prediction = np.array([1, 1, 1, 2, 2, 0]), np.array([1, 1, 0, 1, 2, 2])
    np.testing.assert_allclose(om.segment_iou(prediction, truth)[1:, 1:], [[2 / 4, 0], [1 / 4, 1 / 3]])


def test_panoptic_quality_by_hand() -> None:
    # Two true chairs, one found with IoU 0.6; one extra chair; a table found with IoU 0.5; a table that is missed.
    iou = np.zeros((5, 4))
    iou[1, 1], iou[3, 3] = 0.6, 0.5
    counts = om.panoptic_counts(iou, [CHAIR, CHAIR, TABLE], [CHAIR, CHAIR, TABLE, TABLE])
    assert counts[CHAIR].tolist() == [0.6, 1, 1, 1]
    assert counts[TABLE].tolist() == [0.5, 1, 0, 1]
    quality = om.panoptic_quality(counts)
    assert quality["prq"] == pytest.approx((0.6 / 2 + 0.5 / 1.5) / 2)
    assert quality["rsq"] == pytest.approx((0.6 + 0.5) / 2)
    assert quality["rrq"] == pytest.approx((1 / 2 + 1 / 1.5) / 2)
    assert om.panoptic_quality_by_class(counts)["chair"] == pytest.approx(0.3)
    assert math.isnan(om.panoptic_quality_by_class(counts)["bed"])


def test_segments_match_once_the_best_pair_first_and_above_the_threshold() -> None:
    iou = np.array([[0.3, 0.7], [0.26, 0.25]])
    assert om.match(iou, [CHAIR, CHAIR], [CHAIR, CHAIR]) == [(0, 1), (1, 0)]
    assert om.match(iou, [TABLE, TABLE], [CHAIR, CHAIR]) == []


def test_ignored_segments_neither_hit_nor_miss() -> None:
    iou = np.zeros((3, 2))
    iou[1, 1] = 0.9
    counts = om.panoptic_counts(iou, [CHAIR], [CHAIR, CHAIR], [True, True])
    assert not counts.any()


def test_perfect_segments_have_quality_one() -> None:
    segments = np.arange(4).repeat(5)
    counts = om.panoptic_counts(om.segment_iou(segments, segments), [TABLE, CHAIR, CHAIR], [TABLE, CHAIR, CHAIR])
    assert all(value == 1 for value in om.panoptic_quality(counts).values())


def test_average_precision_by_hand() -> None:
    # Ordered by score: hit, extra, hit; one of three is missed. Precision 1 up to recall 1/3, then 2/3 up to 2/3.
    predicted, true = [box(0), box(20), box(10)], [box(0), box(10), box(30)]
    counts, pairs = om.box_counts(predicted, [0.9, 0.6, 0.3], [CHAIR] * 3, true, [CHAIR] * 3, [False] * 3)
    assert sorted(pairs) == [(0, 0), (1, 2)]
    expected = 1 / 3 * 1 + 1 / 3 * 2 / 3
    assert om.mean_average_precision(counts) == pytest.approx({"map_25": expected, "map_50": expected})
    by_class = om.average_precision_by_class(counts)
    assert by_class["chair"]["0.5"] == pytest.approx(expected) and math.isnan(by_class["table"]["0.5"])


def test_each_true_box_is_hit_once_and_thresholds_apply() -> None:
    counts, _ = om.box_counts([box(0), box(0)], [0.9, 0.8], [CHAIR] * 2, [box(0.4)], [CHAIR], [False])
    iou = 0.6 / 1.4
    assert 0.25 < iou < 0.5
    assert counts[0, CHAIR].sum(0).tolist() == [1 + 1, 1]  # a hit, the number of true boxes; an extra box
    assert counts[1, CHAIR].sum(0).tolist() == [0 + 1, 2]


def test_boxes_of_ignored_objects_do_not_count() -> None:
    counts, pairs = om.box_counts([box(0)], [0.9], [CHAIR], [box(0)], [CHAIR], [True])
    assert not counts.any() and pairs == []


def test_no_boxes() -> None:
    counts, pairs = om.box_counts([], [], [], [], [], [])
    assert not counts.any() and pairs == []
    assert math.isnan(om.mean_average_precision(counts)["map_25"])
    assert om.box_counts([], [], [], [box(0)], [CHAIR], [False])[0][0, CHAIR, om.SCORE_BINS, 0] == 1


@pytest.mark.parametrize(("turn", "axes", "heading"), [(10, 10, 10), (80, 10, 80), (-190, 10, 170), (45, 45, 45)])
def test_errors_of_a_hit(turn: float, axes: float, heading: float) -> None:
    errors = om.hit_errors(box(0.3, math.radians(turn) + 1), box(0, 1), True)
    mean = om.mean_errors(errors)
    assert mean["centre_error"] == pytest.approx(0.3)
    assert (mean["axes_error"], mean["heading_error"]) == pytest.approx((axes, heading))
    assert math.isnan(om.mean_errors(om.hit_errors(box(0), box(0), False))["heading_error"])


def test_chairs_come_apart_if_each_has_its_own_segment() -> None:
    truth = np.array([1, 1, 1, 1, 2, 2, 2, 3, 3])
    apart = om.apart_counts(om.overlaps(np.array([1, 1, 2, 0, 3, 3, 3, 4, 4]), truth), [1, 2, 3])
    assert apart.tolist() == [3, 3]
    merged = om.apart_counts(om.overlaps(np.array([1, 1, 1, 1, 1, 1, 1, 2, 2]), truth), [1, 2, 3])
    assert merged.tolist() == [2, 3]  # the first two share a segment, which belongs to the larger one
    nothing = om.apart_counts(om.overlaps(np.zeros(9, int), truth), [1, 2, 3])
    assert nothing.tolist() == [0, 3]
