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

from __future__ import annotations

import hashlib
import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import Label
from svr_ros.synthesis.config import PUBLISHED, ROBOT_AND_PEOPLE, Format, SynthesisConfig
from svr_ros.synthesis.render.shapes import signed_distance
from svr_ros.synthesis.samples import Points, PointWeights, Sample, make_sample, sample_points, volume

FRUSTUM = Frustum()
SEED = 12


def pleasant() -> Sample:
    """Return a sample that fills the frustum: neither close up nor far away."""
    samples = (make_sample(seed, FRUSTUM, 64) for seed in range(SEED, SEED + 100))
    return next(s for s in samples if FRUSTUM.near < s.depth.min() and 1.6 < np.median(s.depth) < 2.5)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return pleasant()


@pytest.fixture(scope="module")
def points(sample: Sample) -> Points:
    return sample_points(sample, FRUSTUM, np.random.default_rng(0), 3000, 2000, 1000)


def digest(seed: int) -> str:
    """Return a hash of everything that a sample and its points hold."""
    sample = make_sample(seed, FRUSTUM, 64)
    points = sample_points(sample, FRUSTUM, np.random.default_rng(seed), 100, 100, 100)
    parts = (sample.image, sample.valid, sample.depth, sample.normals, sample.labels, sample.table, *points)
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


def test_sample_is_the_same_in_another_process() -> None:
    code = f"import runpy; print(runpy.run_path({__file__!r})['digest']({SEED}))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    assert other.stdout.strip() == digest(SEED)
    assert digest(SEED + 1) != digest(SEED)


def test_arrays_are_what_they_say(sample: Sample) -> None:
    assert (sample.image.shape, sample.image.dtype) == ((64, 64, 3), np.uint8)
    assert (sample.depth.shape, sample.depth.dtype) == ((64, 64), np.float32)
    assert (sample.normals.shape, sample.normals.dtype) == ((64, 64, 3), np.float32)
    assert (sample.labels.shape, sample.labels.dtype) == ((64, 64), np.uint8)
    assert (sample.valid.shape, sample.valid.dtype) == ((64, 64), np.bool_)
    assert (sample.depth > 0).all()
    assert np.isfinite(sample.normals).all()
    assert sample.labels.max() <= max(Label)


def test_what_the_camera_does_not_see_is_grey() -> None:
    narrow = Format(1.0, 4, 3, (math.radians(45), math.radians(45)))
    camera = replace(
        ROBOT_AND_PEOPLE, formats=(narrow,), principal_point_sigma=0.0, distortion_probability=0.0, turn_probability=0.0
    )
    sample = make_sample(SEED, FRUSTUM, 64, config=SynthesisConfig(camera=camera))
    assert sample.valid.any(0).sum() == pytest.approx(64 * math.tan(math.radians(22.5)) / FRUSTUM.tan_x, abs=2)
    assert (sample.image[~sample.valid] == 127).all()
    assert sample.image[sample.valid].std() > 1
    assert math.degrees(sample.camera.hfov) == pytest.approx(45)


def test_pictures_of_the_published_data_set_fill_the_canonical_view() -> None:
    sample = make_sample(SEED, FRUSTUM, 64, config=SynthesisConfig(camera=PUBLISHED))
    assert sample.valid[1:-1, 1:-1].all()
    assert 1.45 <= sample.pose.height <= 1.85


@pytest.mark.parametrize("seed", range(100, 112))
def test_many_rooms_have_no_holes(seed: int) -> None:
    sample = make_sample(seed, FRUSTUM, 64, rays=2)
    assert np.isfinite(sample.depth).all()
    assert 0 < sample.depth.min() < sample.depth.max() < 20
    np.testing.assert_allclose(np.linalg.norm(sample.normals, axis=-1), 1, atol=1e-4)
    assert sample.image.std() > 1
    points = sample_points(sample, FRUSTUM, np.random.default_rng(seed), 200, 200, 200)
    assert all(np.isfinite(part).all() for part in points)


def test_points_lie_in_the_frustum_with_exact_distance_and_class(sample: Sample, points: Points) -> None:
    assert points.volume.shape == (6000, 3)
    assert ((points.volume >= 0) & (points.volume <= 1)).all()
    distance, labels = signed_distance(sample.table, FRUSTUM.to_camera(points.volume))
    np.testing.assert_allclose(points.distance, distance, atol=1e-5)
    assert (points.labels == labels).mean() > 0.999


def test_points_gather_near_surfaces(points: Points) -> None:
    near = np.abs(points.distance) < 0.1
    assert near[:3000].mean() > 0.85
    assert near[3000:5000].mean() > 0.5
    assert near[5000:].mean() < near[3000:5000].mean()
    assert np.ptp(points.volume[5000:], axis=0).min() > 0.98


def test_weights_tell_visible_hidden_and_inside_apart(sample: Sample) -> None:
    weights = PointWeights(8, 4, 2, 1, 0.5, objects=1)
    drawn = sample_points(sample, FRUSTUM, np.random.default_rng(1), 2000, 2000, 2000, 0.15, weights)
    assert set(np.unique(drawn.weights)) == {8, 4, 2, 1, 0.5}
    near = np.abs(drawn.distance) < 0.15
    assert set(np.unique(drawn.weights[near])) == {8, 4}
    assert set(np.unique(drawn.weights[~near & (drawn.distance > 0)])) == {2, 1}
    assert set(np.unique(drawn.weights[~near & (drawn.distance < 0)])) == {0.5}
    column, row = (drawn.volume[:, :2] * 64).astype(int).clip(0, 63).T
    beyond = FRUSTUM.depth_of_slice(drawn.volume[:, 2]) - sample.depth[row, column]
    assert beyond[drawn.weights == 2].max() < 0 <= beyond[drawn.weights == 1].min()


def test_objects_weigh_more_near_their_surfaces_only(sample: Sample) -> None:
    plain, heavy = (
        sample_points(sample, FRUSTUM, np.random.default_rng(1), weights=PointWeights(objects=factor))
        for factor in (1.0, 5.0)
    )
    objects = ~np.isin(plain.labels, (Label.WALL, Label.FLOOR)) & (np.abs(plain.distance) < 0.15)
    assert objects.any()
    np.testing.assert_allclose(heavy.weights, np.where(objects, 5 * plain.weights, plain.weights), rtol=1e-6)


def test_volume_is_ordered_depth_row_column(sample: Sample) -> None:
    distance, labels, instances = volume(sample, FRUSTUM, 16)
    assert distance.shape == labels.shape == instances.shape == (16, 16, 16)
    s, row, column = 3, 9, 14
    point = FRUSTUM.to_camera((np.array([column, row, s]) + 0.5) / 16)
    expected, label = signed_distance(sample.table, point[None])
    assert distance[s, row, column] == pytest.approx(float(expected[0]), abs=1e-6)
    assert labels[s, row, column] == label[0]
