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
from svr_ros.evaluation.frame_metrics import FrameMetrics
from svr_ros.evaluation.runner import CLEAN, Evaluation
from svr_ros.inference.weights import Weights
from svr_ros.labels import Label
from svr_ros.networks.config import ModelConfig

WEIGHTS = Weights("test", "abc", ModelConfig(), {})


def depth(abs_rel: float) -> FrameMetrics:
    return FrameMetrics({"depth": {"abs_rel": abs_rel, "delta": 0.5}})


def labels(right: int, wrong: int) -> FrameMetrics:
    counts = np.zeros((10, 11), np.int64)
    counts[Label.BED, Label.BED], counts[Label.BED, Label.SOFA] = right, wrong
    return FrameMetrics(counts={"labels": counts})


def frames_only(**metrics: FrameMetrics) -> Evaluation:
    return Evaluation(sets={"frames": {CLEAN: metrics}})


def test_table_names_each_frame_what_is_missing_and_the_interval() -> None:
    summary = report.summarize_sets(frames_only(first=depth(0.125), second=depth(0.375), third=labels(3, 1)))
    text = report.text_tables(summary)
    lines = {line.split()[0]: line for line in text.splitlines() if line}
    assert "0.125" in lines["first"] and " -" in lines["first"]
    assert "0.750" in lines["third"]
    assert "0.250" in lines["ALL"]
    assert "0.125" in lines["95"] and "0.375" in lines["to"]
    assert "AbsRel" in text and "RMSE" not in text  # columns without a value are left out
    assert max(map(len, text.splitlines())) <= 132


def test_rooms_have_a_block_of_their_own() -> None:
    evaluation = frames_only(only=depth(0.1))
    evaluation.sets["rooms"] = {CLEAN: {"room_0000": depth(0.2), "room_0001": depth(0.4)}}
    text = report.text_tables(report.summarize_sets(evaluation))
    assert "1 FRAMES" in text and "2 GENERATED ROOMS" in text and "0.300" in text
    assert "room_0000" not in text


def test_json_is_valid_and_has_every_metric_in_its_place() -> None:
    evaluation = frames_only(only=labels(1, 1), other=depth(0.25))
    evaluation.sets["rooms"] = {CLEAN: {"room_0000": depth(0.2), "room_0001": depth(0.4)}}
    text = report.to_json(report.summarize_sets(evaluation), {}, WEIGHTS)
    content = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert content["weights"] == {"name": "test", "hash": "abc"}
    assert content["view"]["far"] == 6
    assert content["frames"]["each"]["only"]["labels"]["iou"]["floor"] is None
    assert content["frames"]["each"]["other"]["depth"]["abs_rel"] == 0.25
    assert content["frames"]["all"]["depth"]["abs_rel"] == 0.25
    assert content["rooms"]["count"] == 2 and content["rooms"]["depth"]["abs_rel"] == pytest.approx(0.3)
    assert content["rooms"]["depth"]["interval"]["abs_rel"] == [0.2, 0.4]
    assert content["rooms"]["each"]["room_0001"]["depth"]["abs_rel"] == 0.4


def test_markdown_has_a_column_for_each_set() -> None:
    evaluation = frames_only(only=depth(0.1))
    evaluation.sets["rooms"] = {CLEAN: {"room_0000": depth(0.2), "room_0001": depth(0.4)}}
    text = report.to_markdown(report.summarize_sets(evaluation), {}, WEIGHTS)
    assert "| mean (95 % interval) | 1 frames | 2 generated rooms |" in text
    assert "| depth of pixels: AbsRel | 0.100 | 0.300 (0.200 to 0.400) |" in text


def test_robustness_is_the_difference_on_the_same_frames() -> None:
    clean = {f"room_{k}": depth(0.1 * k) for k in range(1, 5)}
    dark = {f"room_{k}": depth(0.1 * k + 0.02) for k in range(1, 5)}
    evaluation = Evaluation(sets={"rooms": {CLEAN: clean, "dark": dark}})
    changes = report.robustness(evaluation)
    assert changes["dark"]["rooms"]["depth"]["abs_rel"] == pytest.approx((0.02, 0.02, 0.02))
    [(title, text)] = report.robustness_tables(changes).items()
    assert title == "generated rooms" and "| dark | +0.020 (+0.020 to +0.020) |" in text
    content = json.loads(report.to_json(report.summarize_sets(evaluation), changes, WEIGHTS))
    assert content["robustness"]["dark"]["rooms"]["depth"]["interval"]["abs_rel"] == [0.02, 0.02]
