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

import json

import numpy as np
import pytest

from svr_ros.evaluation import report
from svr_ros.evaluation.frame_metrics import FrameMetrics, differences, from_entry, summarize, to_entry
from svr_ros.labels import Label


def matrix(right: int, wrong: int) -> np.ndarray:
    counts = np.zeros((10, 11), np.int64)
    counts[Label.BED, Label.BED], counts[Label.BED, Label.SOFA] = right, wrong
    return counts


def frames(seed: int, count: int, shift: float = 0.0) -> list[FrameMetrics]:
    rng = np.random.default_rng(seed)
    common = np.random.default_rng(99).normal(0.5, 0.1, count)
    noise = rng.normal(0, 0.001, count)
    right = rng.integers(5, 20, count)
    return [
        FrameMetrics({"depth": {"abs_rel": float(c + n + shift)}}, {"labels": matrix(int(r), 10)})
        for c, n, r in zip(common, noise, right, strict=True)
    ]


def test_values_are_averaged_and_counts_are_pooled() -> None:
    small = FrameMetrics({"depth": {"abs_rel": 0.1}, "scores": {"recall_5cm": 1.0}}, {"labels": matrix(1, 0)})
    large = FrameMetrics({"depth": {"abs_rel": 0.3}}, {"labels": matrix(1, 2)})
    summary = summarize([small, large, FrameMetrics()])
    assert summary["depth"]["abs_rel"] == pytest.approx(0.2)
    assert summary["labels"]["accuracy"] == pytest.approx(2 / 4)
    assert summary["labels"]["iou"]["bed"] == pytest.approx(2 / 4)
    assert summary["labels"]["mean_iou"] == pytest.approx((2 / 4 + 0) / 2)  # sofas were predicted
    assert summary["labels"]["mean_iou_true"] == pytest.approx(2 / 4)  # but there are only beds
    assert summary["scores"]["recall_5cm"] == 1.0
    assert summarize([FrameMetrics()]) == {}


def test_intervals_of_pooled_metrics_come_from_drawing_frames() -> None:
    # Frames of equal size that are all correct or all wrong: the pooled accuracy is a mean of 0 and 1.
    result = [FrameMetrics(counts={"labels": matrix(10 * (k % 2), 10 * (1 - k % 2))}) for k in range(100)]
    summary = summarize(result)
    low, high = summary["labels"]["interval"]["accuracy"]
    assert summary["labels"]["accuracy"] == 0.5
    assert (high - low) / 2 == pytest.approx(1.96 * 0.5 / 10, abs=0.015)
    assert "interval" not in summarize(result[:1])["labels"]


def test_paired_differences_have_narrower_intervals_than_the_metrics() -> None:
    before, after = frames(1, 50), frames(2, 50, shift=0.01)
    difference = differences(before, after)["depth"]["abs_rel"]
    assert difference.value == pytest.approx(0.01, abs=0.001)
    assert 0.009 < difference.low < difference.value < difference.high < 0.011
    low, high = summarize(before)["depth"]["interval"]["abs_rel"]
    assert high - low > 20 * (difference.high - difference.low)
    assert all(d == (0, 0, 0) for group in differences(before, before).values() for d in group.values())


def test_frame_metrics_survive_json() -> None:
    frame = FrameMetrics({"scores": {"iou": 0.25, "seams": float("nan")}}, {"labels": matrix(3, 1)})
    read = from_entry(json.loads(json.dumps(report.finite(to_entry(frame)))))
    assert read.values["scores"]["iou"] == 0.25 and np.isnan(read.values["scores"]["seams"])
    np.testing.assert_array_equal(read.counts["labels"], matrix(3, 1))
    assert set(read.values) == {"scores"} and set(read.counts) == {"labels"}
