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
from dataclasses import replace
from pathlib import Path

import pytest

from svr_ros.errors import InputError
from svr_ros.evaluation import report
from svr_ros.evaluation.comparison import compare
from svr_ros.evaluation.frame_metrics import FrameMetrics
from svr_ros.evaluation.runner import CLEAN, Evaluation
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.weights import Weights
from svr_ros.networks.config import ModelConfig


def write(path: Path, set_name: str, values: dict[str, float], config: ModelConfig | None = None) -> Path:
    metrics = {name: FrameMetrics({"depth": {"abs_rel": value}}) for name, value in values.items()}
    summary = report.summarize_sets(Evaluation(sets={set_name: {CLEAN: metrics}}))
    path.write_text(report.to_json(summary, {}, Weights(path.stem, "0", config or ModelConfig(), {})))
    return path


def test_difference_is_that_of_frames_of_the_same_name(tmp_path: Path) -> None:
    one = write(tmp_path / "one.json", "frames", {"a": 0.1, "b": 0.3})
    two = write(tmp_path / "two.json", "frames", {"b": 0.4, "a": 0.1})
    text = compare([one, two])
    assert "| metric | one | two, difference (95 % interval) |" in text
    assert "| depth of pixels: AbsRel | 0.200 | +0.050 (+0.000 to +0.100) |" in text
    assert "Frames, 2" in text


def test_rooms_of_different_views_are_not_compared(tmp_path: Path) -> None:
    values = {"room_0000": 0.1, "room_0001": 0.2}
    wide = write(tmp_path / "wide.json", "rooms", values)
    narrow = write(tmp_path / "narrow.json", "rooms", values, replace(ModelConfig(), frustum=Frustum()))
    with pytest.raises(InputError, match="no set in common"):
        compare([wide, narrow])
    wide = write(tmp_path / "wide.json", "frames", values)
    narrow = write(tmp_path / "narrow.json", "frames", values, replace(ModelConfig(), frustum=Frustum()))
    assert "different views" in compare([wide, narrow])


def test_other_files_are_refused(tmp_path: Path) -> None:
    good = write(tmp_path / "good.json", "frames", {"a": 0.1})
    bad = tmp_path / "bad.json"
    for text, expected in (("no json", "cannot be read"), (json.dumps({"frames": {}}), "no metrics of single frames")):
        bad.write_text(text)
        with pytest.raises(InputError, match=f"bad.json .*{expected}|bad.json {expected}"):
            compare([good, bad])
    with pytest.raises(InputError, match="no set in common"):
        compare([good, write(tmp_path / "other.json", "frames", {"b": 0.1})])


@pytest.mark.parametrize(
    "content",
    [
        [1],
        {"view": {}, "frames": [1]},
        {"view": {}, "frames": {"each": [1]}},
        {"view": {}, "frames": {"each": {}}},
        {"view": {}, "frames": {"each": {"a": 3}}},
        {"view": {}, "frames": {"each": {"a": {"depth": {"abs_rel": "small"}}}}},
        {"view": {}, "frames": {"each": {"a": {"counts": {"labels": [[1, 2]]}}}}},
    ],
)
def test_file_with_other_contents_is_refused(tmp_path: Path, content: object) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps(content))
    with pytest.raises(InputError, match=r"other\.json holds no metrics of single frames"):
        compare([path, path])


def test_deeply_nested_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000)
    with pytest.raises(InputError, match=r"deep\.json cannot be read"):
        compare([path])


@pytest.mark.parametrize("all_frames", [None, {"depth": {"abs_rel": "x"}}, {"depth": 3}])
def test_file_with_a_damaged_summary_is_refused(tmp_path: Path, all_frames: object) -> None:
    content = {"view": {}, "frames": {"all": all_frames, "each": {"a": {}}}}
    (tmp_path / "a.json").write_text(json.dumps(content))
    with pytest.raises(InputError, match=r"a\.json holds no metrics of single frames"):
        compare([tmp_path / "a.json", tmp_path / "a.json"])
