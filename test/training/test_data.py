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

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import UNOBSERVED
from svr_ros.networks.config import BLOCK_VOXELS, PAPER, ModelConfig
from svr_ros.synthesis.samples import make_sample, sample_points
from svr_ros.training.config import TrainingConfig
from svr_ros.training.data import Rooms, _arrays, batches
from svr_ros.training.known import KnownConfig

FRUSTUM = Frustum()
SMALL = TrainingConfig(batch=2, workers=0, visible_points=32, solid_points=16, uniform_points=16)


def test_examples_are_functions_of_their_number() -> None:
    first, again, other = (Rooms(ModelConfig(), SMALL)[n] for n in (5, 5, 6))
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    assert not np.array_equal(first["image"], other["image"])


def test_resumed_loader_goes_on_with_the_next_example() -> None:
    loader = iter(batches(ModelConfig(), SMALL, 0))
    next(loader)
    expected = next(loader)
    resumed = next(iter(batches(ModelConfig(), SMALL, 2)))
    assert torch.equal(expected.image, resumed.image) and torch.equal(expected.points, resumed.points)


def test_processes_share_the_rooms_without_telling_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    numbers = []
    for rank in ("0", "1"):
        monkeypatch.setenv("RANK", rank)  # as torchrun does
        sampler = batches(ModelConfig(), TrainingConfig(seed=100), 2).sampler
        numbers.append(list(itertools.islice(sampler, 5)))
    first, second = numbers
    assert sorted(first + second) == list(range(104, 114))
    assert not set(first) & set(second)


def test_no_room_goes_to_two_workers() -> None:
    workers = batches(ModelConfig(), replace(SMALL, workers=2), 0)
    # A forked process may wait forever for locks and threads that only its parent has
    context = workers.multiprocessing_context
    assert not isinstance(context, str) and context is not None and context.get_start_method() == "spawn"
    loader = iter(workers)
    images = torch.cat([next(loader).image for _ in range(3)])
    assert len(torch.unique(images.flatten(1), dim=0)) == len(images)


def test_mirrored_points_are_what_the_mirrored_image_shows() -> None:
    sample = make_sample(3)
    points = sample_points(sample, FRUSTUM, np.random.default_rng(0), 64, 32, 32)
    plain = _arrays(sample, FRUSTUM, points, {}, 4, mirrored=False)
    mirrored = _arrays(sample, FRUSTUM, points, {}, 4, mirrored=True)
    np.testing.assert_array_equal(mirrored["image"], plain["image"][:, :, ::-1])
    np.testing.assert_allclose(mirrored["normals"][0], -plain["normals"][0, :, ::-1])
    np.testing.assert_allclose(
        FRUSTUM.to_camera(mirrored["points"]), FRUSTUM.to_camera(plain["points"]) * [-1, 1, 1], atol=1e-5
    )
    np.testing.assert_array_equal(mirrored["distance"], plain["distance"])


def test_mirrored_known_geometry_is_that_of_the_mirrored_image() -> None:
    model = replace(ModelConfig(), image_size=64)
    certain = replace(SMALL, known=KnownConfig(depth=1.0, ground=1.0))
    for sample_index in range(4):
        example = Rooms(model, certain)[sample_index]
        depth = example["known_depth"][0]
        both = (depth > 0) & example["valid"]
        assert depth.shape == (64, 64) and example["known_has_ground"].item() == 1
        assert ((example["known_sigma"] > 0) == (example["known_depth"] > 0)).all()
        if both.sum() > 50:
            # Sensors are right at most pixels; a mirrored map would not be.
            relative = np.abs(depth[both] / example["depth"][both] - 1)
            assert np.median(relative) < 0.25
            assert (example["known_ground"] > 0).any() or example["known_ground"].max() == 0


def test_nothing_is_known_with_probability_zero() -> None:
    example = Rooms(replace(ModelConfig(), image_size=64), replace(SMALL, known=KnownConfig(depth=0, ground=0)))[0]
    for name in ("known_depth", "known_sigma", "known_ground", "known_has_ground"):
        assert not example[name].any()
    assert "known_depth" not in Rooms(replace(PAPER, image_size=64), SMALL)[0]


def test_points_on_objects_know_the_centre_of_their_object() -> None:
    frustum = FRUSTUM
    sample = make_sample(3)
    points = sample_points(sample, frustum, np.random.default_rng(0), 256, 32, 32)
    plain, mirrored = (_arrays(sample, frustum, points, {}, 4, mirrored=way) for way in (False, True))
    on_object = plain["on_object"]
    assert on_object.any() and not on_object.all() and not plain["offset"][~on_object].any()
    centres = frustum.to_camera(plain["points"])[on_object] + plain["offset"][on_object]
    np.testing.assert_allclose(centres, sample.instance_centres[points.instances[on_object]], atol=1e-4)
    np.testing.assert_allclose(mirrored["offset"], plain["offset"] * [-1, 1, 1], atol=1e-6)


def test_what_the_camera_did_not_see_does_not_count() -> None:
    sample_index = next(n for n in range(50) if 0.3 < make_sample(n).valid.mean() < 0.9)
    sample = make_sample(sample_index)
    points = sample_points(sample, FRUSTUM, np.random.default_rng(0), 64, 32, 256)
    example = _arrays(sample, FRUSTUM, points, {}, 4, mirrored=False)
    np.testing.assert_array_equal(example["valid"], sample.valid)
    np.testing.assert_array_equal(example["pixel_labels"] == UNOBSERVED, ~sample.valid)
    column, row = (example["points"][:, :2] * 256).astype(int).clip(0, 255).T
    np.testing.assert_array_equal(example["weights"] > 0, sample.valid[row, column])


@pytest.mark.parametrize("grid", [2, 12])
def test_blocks_of_latents_need_not_divide_the_resolution_of_visibility(grid: int) -> None:
    scene = replace(ModelConfig().scene, grid=grid)
    example = Rooms(replace(ModelConfig(), scene=scene), replace(SMALL, target="latents"))[3]
    assert example["volume_labels"].shape == (grid * BLOCK_VOXELS,) * 3
    assert example["block_weights"].shape == (grid,) * 3 and example["block_weights"].max() > 0


def test_pinned_batch_is_the_same_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """DataLoader pins objects that have `pin_memory`; without it, copies to a GPU wait for it."""
    pinned = []
    monkeypatch.setattr(torch.Tensor, "pin_memory", lambda tensor: pinned.append(tensor) or tensor.clone())
    batch = next(iter(batches(ModelConfig(), SMALL, 0)))
    copy = batch.pin_memory()
    given = [name for name, tensor in vars(batch).items() if tensor is not None]
    assert len(pinned) == len(given) > 5
    assert all(torch.equal(getattr(copy, name), getattr(batch, name)) for name in given)
    assert copy.volume_distance is None
