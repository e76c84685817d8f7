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

"""Edges of depth, of boxes in closed form."""

import numpy as np
import pytest

from svr_ros.evaluation.edges import MAX_DISTANCE, depth_edges, edge_scores

VALID = np.ones((64, 64), bool)


def box(left: int, right: int, near: float = 1.5, far: float = 3.0) -> np.ndarray:
    """Return a strip before a wall, from column `left` to before `right`."""
    depth = np.full((64, 64), far)
    depth[:, left:right] = near
    return depth


def scores(predicted: np.ndarray, true: np.ndarray) -> dict[str, float]:
    return edge_scores(depth_edges(predicted, VALID), depth_edges(true, VALID))


@pytest.mark.parametrize("unit", [1, 100])
def test_edges_lie_at_jumps_of_depth_whatever_the_unit(unit: float) -> None:
    edges = depth_edges(unit * box(20, 40), VALID)
    columns = np.flatnonzero(edges[10:-10].any(0))
    assert set(columns) <= {19, 20, 39, 40}  # both sides of a jump are equally steep
    assert edges[10:-10, 19:21].any(1).all() and edges[10:-10, 39:41].any(1).all()


def test_slanted_planes_and_small_steps_have_no_edges() -> None:
    plane = np.broadcast_to(1 / (1 / 1.5 - np.arange(64) * 0.006), (64, 64))
    assert not depth_edges(plane, VALID).any()
    assert not depth_edges(box(20, 40, 2.9), VALID).any()


def test_border_of_the_valid_pixels_is_no_edge() -> None:
    valid = VALID.copy()
    valid[:, :25] = False
    assert not depth_edges(box(0, 20), valid).any()


def test_perfect_edges_have_no_error() -> None:
    assert scores(box(20, 40), box(20, 40)) == {"edge_accuracy": 0, "edge_completeness": 0}


def test_edges_off_by_three_pixels_have_that_error() -> None:
    found = scores(box(23, 43), box(20, 40))
    # Edges are up to two pixels wide: half of them are a pixel nearer.
    assert found["edge_accuracy"] == pytest.approx(2.5, abs=0.2)
    assert found["edge_completeness"] == pytest.approx(2.5, abs=0.2)


def test_missing_edge_costs_completeness_alone() -> None:
    found = scores(box(20, 64), box(20, 45))
    assert found["edge_accuracy"] == pytest.approx(0, abs=0.1)
    assert found["edge_completeness"] == pytest.approx(MAX_DISTANCE / 3, rel=0.1)


def test_invented_edge_costs_completeness_by_its_distance() -> None:
    found = scores(box(20, 45), box(20, 64))
    assert found["edge_accuracy"] == pytest.approx(0, abs=0.1)
    assert found["edge_completeness"] == pytest.approx(MAX_DISTANCE / 3, rel=0.1)


def test_flat_prediction_has_the_largest_error_and_flat_truth_none() -> None:
    flat = np.full((64, 64), 2.0)
    assert set(scores(flat, box(20, 40)).values()) == {MAX_DISTANCE}
    assert all(np.isnan(value) for value in scores(box(20, 40), flat).values())
