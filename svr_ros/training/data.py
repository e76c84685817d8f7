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

"""Training examples, generated from sample indices; nothing is stored."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.visibility import classify_visibility
from svr_ros.labels import UNOBSERVED
from svr_ros.networks.config import BLOCK_VOXELS, ModelConfig
from svr_ros.networks.known import KnownMaps
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.samples import Points, Sample, make_sample, sample_points
from svr_ros.threads import WORKER_START, use_one_thread
from svr_ros.training.config import TrainingConfig
from svr_ros.training.distributed import Rank
from svr_ros.training.known import draw_known
from svr_ros.training.shaping import block_weights, voxel_weights, weights_at

_NEAR_OBJECT = 0.1
"""Distance in metres from the surface of an object within which points learn the offset to its centre."""

_VISIBILITY_RESOLUTION = 64
"""Voxels per side at which visibility is classified, or the nearest number that the blocks of latents divide."""


@dataclass
class Batch:
    """Examples: pixels, at the size S of the image or at the resolution h = S / stride of predictions, and points.

    Attributes:
        image: RGB images, uint8 [N, 3, S, S].
        valid: Mask [N, S, S] of the pixels that the camera covers; the others do not count.
        depth: Depths [N, S, S] in metres.
        normals: Unit normals [N, 3, h, h].
        pixel_labels: Class ids, int64 [N, S, S]; UNOBSERVED outside of the camera's view.
        points: Volume coordinates [N, P, 3] of points.
        distance: Signed distances [N, P] of the points in metres.
        labels: Class ids, int64 [N, P], of the points.
        weights: Weights [N, P] of the points.
        offset: Offsets [N, P, 3] in metres from the points to the centres of their objects.
        on_object: Mask [N, P] of the points near the surface of an object.
        known_depth: Measured depth [N, 1, S, S] in metres; zero if unknown. This and the following attributes are given
            if the model takes known geometry; see `networks.known.KnownMaps`.
        known_sigma: Standard deviation [N, 1, S, S] of the measured depth in metres.
        known_ground: Depth [N, 1, S, S] in metres of the floor.
        known_has_ground: 1 or 0 [N, 1, 1, 1]: whether the floor is known.
        volume_distance: Signed distances, float16 [N, R, R, R], in truncations; this and the following attributes are
            given if latents are the target.
        volume_labels: Class ids, uint8 [N, R, R, R].
        block_weights: Weights [N, g, g, g] of the blocks.
    """

    image: Tensor
    valid: Tensor
    depth: Tensor
    normals: Tensor
    pixel_labels: Tensor
    points: Tensor
    distance: Tensor
    labels: Tensor
    weights: Tensor
    offset: Tensor
    on_object: Tensor
    known_depth: Tensor | None = None
    known_sigma: Tensor | None = None
    known_ground: Tensor | None = None
    known_has_ground: Tensor | None = None
    volume_distance: Tensor | None = None
    volume_labels: Tensor | None = None
    block_weights: Tensor | None = None

    @property
    def known(self) -> KnownMaps | None:
        """Return the known geometry; None if the model takes none."""
        if self.known_depth is None:
            return None
        assert self.known_sigma is not None and self.known_ground is not None and self.known_has_ground is not None
        return KnownMaps(self.known_depth, self.known_sigma, self.known_ground, self.known_has_ground)

    def pin_memory(self) -> Batch:
        """Return the batch in page-locked memory, which is copied to a GPU in the background; see DataLoader."""
        return Batch(**{name: tensor.pin_memory() for name, tensor in vars(self).items() if tensor is not None})

    def to(self, device: torch.device) -> Batch:
        """Return the batch on another device."""
        tensors = {
            name: tensor.to(device, non_blocking=True) for name, tensor in vars(self).items() if tensor is not None
        }
        return Batch(**tensors)


class Rooms(Dataset[dict[str, NDArray]]):
    """Examples of generated rooms; each is a pure function of its sample index.

    Args:
        model: Configuration of the model.
        training: Configuration of the run.
    """

    def __init__(self, model: ModelConfig, training: TrainingConfig) -> None:
        self._model = model
        self._training = training

    def __getitem__(self, sample_index: int) -> dict[str, NDArray]:
        model, training = self._model, self._training
        # Generate the sample
        rng = np.random.default_rng([sample_index, 1])
        sample = make_sample(sample_index, model.frustum, model.image_size, config=training.synthesis)
        # Draw points
        counts = training.visible_points, training.solid_points, training.uniform_points
        if training.stage == "pixels":
            counts = 0, 0, 0
        points = sample_points(sample, model.frustum, rng, *counts, model.truncation, training.point_weights)
        # Compute the volume, if it is needed
        volume: dict[str, NDArray] = {}
        if training.target != "points" or training.weighing == "visibility":
            volume, points = self._shaped(sample, points)
        mirrored = bool(rng.random() < 0.5)
        known = draw_known(sample, model.frustum, rng, training.known) if model.pixels.known else {}
        return _arrays(sample, model.frustum, points, {**volume, **known}, model.pixels.stride, mirrored)

    def _shaped(self, sample: Sample, points: Points) -> tuple[dict[str, NDArray], Points]:
        """Return the volume of a sample, if latents are the target, and its points with the weights of loss shaping."""
        model, training = self._model, self._training
        shaping = training.shaping
        with_latents = training.target != "points"
        # Compute the volume, and classify its visibility at a lower resolution
        side = model.scene.grid * BLOCK_VOXELS if with_latents else _VISIBILITY_RESOLUTION
        distance, labels = truncated_volume(sample.table, model.frustum, side, model.truncation)
        step = _power_of_two(side // _VISIBILITY_RESOLUTION)  # divides BLOCK_VOXELS
        middle = slice(step // 2, None, step)
        visibility = classify_visibility(np.ascontiguousarray(distance[middle, middle, middle]))
        # Weight points and blocks
        if training.weighing == "visibility" and shaping is not None:
            points = points._replace(weights=weights_at(visibility, points.labels, points.volume, shaping))
        if not with_latents:
            return {}, points
        blocks = np.ones((model.scene.grid,) * 3, np.float32)
        if shaping is not None:
            weights = voxel_weights(visibility, labels[middle, middle, middle], shaping)
            blocks = block_weights(weights, model.scene.grid)
        volume: dict[str, NDArray] = {
            "volume_distance": (distance / model.truncation).astype(np.float16),
            "volume_labels": labels,
            "block_weights": blocks,
        }
        return volume, points


def _power_of_two(number: int) -> int:
    """Return the largest power of two that is at most `number`, and 1 for zero."""
    return 1 << max(number.bit_length() - 1, 0)


def batches(
    model: ModelConfig, training: TrainingConfig, start: int, rank: Rank | None = None
) -> DataLoader[dict[str, NDArray]]:
    """Return an endless loader of batches, generated by worker processes.

    Rooms are functions of their sample index, and no two processes or workers use the same index. Any number of
    machines can therefore generate them without communication.

    Args:
        model: Configuration of the model.
        training: Configuration of the run.
        start: Number of examples that this process has used before.
        rank: Rank of this process; by default, the current one.
    """
    rank = rank or Rank.current()
    indices = range(training.seed + start * rank.world_size + rank.rank, 1 << 40, rank.world_size)
    return DataLoader(
        Rooms(model, training),
        training.batch,
        sampler=indices,
        num_workers=training.workers,
        collate_fn=_collate,
        worker_init_fn=_lower_priority,
        multiprocessing_context=WORKER_START if training.workers else None,
        prefetch_factor=3 if training.workers else None,
        pin_memory=torch.cuda.is_available(),
    )


def _lower_priority(_: int) -> None:
    """Use one thread, at a lower priority than the training, which waits as soon as it runs out of rooms."""
    use_one_thread()
    os.nice(5)


def _collate(examples: list[dict[str, NDArray]]) -> Batch:
    return Batch(**{name: torch.from_numpy(np.stack([e[name] for e in examples])) for name in examples[0]})


def _arrays(
    sample: Sample, frustum: Frustum, points: Points, grids: dict[str, NDArray], stride: int, mirrored: bool
) -> dict[str, NDArray]:
    """Return the arrays of one example by the names of Batch's attributes, mirrored if requested."""
    at = slice(stride // 2, None, stride)
    image, valid, depth, normals = sample.image, sample.valid, sample.depth, sample.normals[at, at]
    pixel_labels = np.where(sample.valid, sample.labels, np.uint8(UNOBSERVED))
    # Ignore the points outside of the camera's view
    volume = points.volume
    weights = points.weights * _on_valid_pixels(volume, sample.valid)
    # Compute the offsets to the centres of objects
    on_object = (points.instances > 0) & (np.abs(points.distance) < _NEAR_OBJECT)
    offset = sample.instance_centres[points.instances] - frustum.to_camera(volume)
    offset[~on_object] = 0
    # Mirror
    if mirrored:
        image, valid, depth, pixel_labels = image[:, ::-1], valid[:, ::-1], depth[:, ::-1], pixel_labels[:, ::-1]
        normals = normals[:, ::-1] * np.array([-1, 1, 1], np.float32)
        volume = np.stack([1 - volume[:, 0], volume[:, 1], volume[:, 2]], -1)
        offset = offset * np.array([-1, 1, 1], np.float32)
        grids = {name: np.flip(grid, -1 if name.startswith("known") else 2) for name, grid in grids.items()}
    return {
        **grids,
        "image": image.transpose(2, 0, 1),
        "valid": valid,
        "depth": depth,
        "normals": normals.transpose(2, 0, 1),
        "pixel_labels": pixel_labels.astype(np.int64),
        "points": volume,
        "offset": offset.astype(np.float32),
        "on_object": on_object,
        "distance": points.distance,
        "labels": points.labels.astype(np.int64),
        "weights": weights,
    }


def _on_valid_pixels(volume: NDArray[np.float32], valid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the mask of the points [N, 3] of the volume that project to valid pixels."""
    column, row = np.clip((volume[:, :2] * len(valid)).astype(np.intp), 0, len(valid) - 1).T
    return valid[row, column]
