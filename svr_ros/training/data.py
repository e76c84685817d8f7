"""Training examples on the fly: room number in, tensors out; nothing is stored."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from svr_ros.codec.network import BLOCK_VOXELS
from svr_ros.geometry.visibility import voxel_kinds
from svr_ros.labels import UNOBSERVED
from svr_ros.networks.config import ModelConfig
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.samples import Points, Sample, make_sample, sample_points
from svr_ros.training.config import TrainingConfig
from svr_ros.training.distributed import Share
from svr_ros.training.shaping import block_weights, voxel_weights, weights_at

_KINDS_RESOLUTION = 64


@dataclass
class Batch:
    """Hold examples: pixels at the U-Net's resolution h = S / stride (classes at twice that), points of the volume."""

    image: Tensor
    """uint8 [N, 3, S, S]."""

    seen: Tensor
    """bool [N, h, h], which answers are about pixels that the camera saw; the others do not count."""

    depth: Tensor
    """float32 [N, h, h] in metres."""

    normals: Tensor
    """float32 [N, 3, h, h]."""

    classes: Tensor
    """int64 [N, 2h, 2h], at most [N, S, S]; UNOBSERVED where the camera did not see."""

    points: Tensor
    """float32 [N, P, 3] volume coordinates."""

    distance: Tensor
    """float32 [N, P] in metres."""

    labels: Tensor
    """int64 [N, P]."""

    weights: Tensor
    """float32 [N, P]."""

    volume_distance: Tensor | None = None
    """float16 [N, R, R, R] in truncations, for targets that are latents; so are the following."""

    volume_labels: Tensor | None = None
    """uint8 [N, R, R, R]."""

    block_weights: Tensor | None = None
    """float32 [N, g, g, g]."""

    def to(self, device: torch.device) -> Batch:
        """Return the same on another device."""
        there = {
            name: tensor.to(device, non_blocking=True) for name, tensor in vars(self).items() if tensor is not None
        }
        return Batch(**there)


class Rooms(Dataset[dict[str, NDArray]]):
    """Give example number n as a pure function of n."""

    def __init__(self, model: ModelConfig, training: TrainingConfig) -> None:
        self._model = model
        self._training = training

    def __getitem__(self, number: int) -> dict[str, NDArray]:
        model, training = self._model, self._training
        rng = np.random.default_rng([number, 1])
        sample = make_sample(number, model.frustum, model.image_size, config=training.synthesis)
        counts = training.visible_points, training.solid_points, training.uniform_points
        if training.stage == "normals":
            counts = 0, 0, 0
        points = sample_points(sample, model.frustum, rng, *counts, model.truncation, training.point_weights)
        volume: dict[str, NDArray] = {}
        if training.target != "points" or training.weighing == "kinds":
            volume, points = self._shaped(sample, points)
        return _arrays(sample, points, volume, model.normals.stride, mirrored=bool(rng.random() < 0.5))

    def _shaped(self, sample: Sample, points: Points) -> tuple[dict[str, NDArray], Points]:
        """Return the volume of a sample, where latents are made of it, and its points as loss shaping weighs them."""
        model, training = self._model, self._training
        shaping = training.shaping
        with_latents = training.target != "points"
        side = model.scene.grid * BLOCK_VOXELS if with_latents else _KINDS_RESOLUTION
        distance, labels = truncated_volume(sample.table, model.frustum, side, model.truncation)
        every = side // _KINDS_RESOLUTION
        middle = slice(every // 2, None, every)
        kinds = voxel_kinds(np.ascontiguousarray(distance[middle, middle, middle]))
        if training.weighing == "kinds" and shaping is not None:
            points = points._replace(weights=weights_at(kinds, points.labels, points.volume, shaping))
        if not with_latents:
            return {}, points
        blocks = np.ones((model.scene.grid,) * 3, np.float32)
        if shaping is not None:
            blocks = block_weights(voxel_weights(kinds, labels[middle, middle, middle], shaping), model.scene.grid)
        volume: dict[str, NDArray] = {
            "volume_distance": (distance / model.truncation).astype(np.float16),
            "volume_labels": labels,
            "block_weights": blocks,
        }
        return volume, points


def batches(
    model: ModelConfig, training: TrainingConfig, start: int, share: Share | None = None
) -> DataLoader[dict[str, NDArray]]:
    """Return an endless loader of batches from this process's example number start on, made by worker processes.

    Rooms are functions of their number, and no number goes to two processes or workers: any number of machines make
    them without telling each other anything.
    """
    share = share or Share.current()
    numbers = range(training.seed + start * share.ranks + share.rank, 1 << 40, share.ranks)
    return DataLoader(
        Rooms(model, training),
        training.batch,
        sampler=numbers,
        num_workers=training.workers,
        collate_fn=_collate,
        worker_init_fn=_stand_back,
        prefetch_factor=3 if training.workers else None,
    )


def _stand_back(_: int) -> None:
    """Use one thread, and only what the training leaves of the cores: it waits as soon as the rooms run out."""
    torch.set_num_threads(1)
    os.nice(5)


def _collate(examples: list[dict[str, NDArray]]) -> Batch:
    return Batch(**{name: torch.from_numpy(np.stack([e[name] for e in examples])) for name in examples[0]})


def _arrays(
    sample: Sample, points: Points, grids: dict[str, NDArray], stride: int, mirrored: bool
) -> dict[str, NDArray]:
    at, finer = slice(stride // 2, None, stride), slice(stride // 4, None, max(stride // 2, 1))
    image, seen, depth, normals = sample.image, sample.valid[at, at], sample.depth[at, at], sample.normals[at, at]
    classes = np.where(sample.valid, sample.labels, np.uint8(UNOBSERVED))[finer, finer]
    volume = points.volume
    weights = points.weights * _on_seen_pixels(volume, sample.valid)
    if mirrored:
        image, seen, depth, classes = image[:, ::-1], seen[:, ::-1], depth[:, ::-1], classes[:, ::-1]
        normals = normals[:, ::-1] * np.array([-1, 1, 1], np.float32)
        volume = np.stack([1 - volume[:, 0], volume[:, 1], volume[:, 2]], -1)
        grids = {name: grid[:, :, ::-1] for name, grid in grids.items()}
    return {
        **grids,
        "image": image.transpose(2, 0, 1),
        "seen": seen,
        "depth": depth,
        "normals": normals.transpose(2, 0, 1),
        "classes": classes.astype(np.int64),
        "points": volume,
        "distance": points.distance,
        "labels": points.labels.astype(np.int64),
        "weights": weights,
    }


def _on_seen_pixels(volume: NDArray[np.float32], seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which points [N, 3] of the volume lie in the columns of pixels that the camera saw."""
    column, row = np.clip((volume[:, :2] * len(seen)).astype(np.intp), 0, len(seen) - 1).T
    return seen[row, column]
