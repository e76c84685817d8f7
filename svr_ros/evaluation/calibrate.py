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

"""Calibration of weights on generated rooms that neither training nor evaluation uses."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from svr_ros.errors import InputError
from svr_ros.evaluation.fit_calibration import fit_confidence, fit_error_model, fit_logistic_map, fit_scale
from svr_ros.evaluation.frames import Frame, frame_of_sample
from svr_ros.evaluation.ground_truth import GroundTruth, ground_truth, in_valid_pixels
from svr_ros.evaluation.known import NOTHING, known_geometry
from svr_ros.evaluation.surfaces import DISTANCE_THRESHOLDS, subsample
from svr_ros.geometry.cells import containing_cells
from svr_ros.inference.calibration import UNCALIBRATED, Calibration, Case
from svr_ros.inference.certainty import cases
from svr_ros.inference.devices import choose_device
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.selection import EVERYTHING
from svr_ros.inference.source import Source
from svr_ros.inference.weights import Weights
from svr_ros.labels import UNOBSERVED
from svr_ros.networks.decoder import SIGN_SHARPNESS
from svr_ros.synthesis.samples import make_sample
from svr_ros.threads import describe_lost_process, end_with_parent, one_thread, process_pool, use_one_thread

FIRST_CALIBRATION_SAMPLE = 1 << 43
"""Sample index of the first room; evaluation begins at 2^41, and training at 0."""

_KNOWN = NOTHING, "depth"
"""Kinds of known geometry with each of which every room is reconstructed."""

_PER_ROOM = 4000
"""Maximum number of values of a kind from one reconstruction, so that all rooms count equally."""

Values = dict[str, NDArray[Any]]
"""Predictions and their ground truth by name, as arrays [N] that are equally long within pixels, voxels and points."""


def calibrate(weights: Weights, rooms: int, device: str = "auto", workers: int = 1) -> Calibration:
    """Return the calibration of weights, fitted on generated rooms, from the image alone and with measured depth.

    Args:
        weights: The weights; their own calibration is not used.
        rooms: Number of rooms.
        device: Device to compute on.
        workers: Maximum number of processes.

    Raises:
        InputError: If the device cannot be used, or a process died.
    """
    choose_device(device)  # processes that cannot use it would end without a reason
    uncalibrated = replace(weights, calibration=UNCALIBRATED)
    workers = min(workers, rooms)
    if workers <= 1:
        with one_thread():
            results = list(tqdm(map(RoomSampler(uncalibrated, device), range(rooms)), total=rooms, unit="room"))
    else:
        try:
            with process_pool(workers, _start_process, (uncalibrated, device)) as pool:
                results = list(tqdm(pool.map(_sample_room, range(rooms)), total=rooms, unit="room"))
        except BrokenProcessPool as error:
            raise InputError(describe_lost_process(workers)) from error
    return fit(merge([values for result in results for values in result]))


def fit(values: Values) -> Calibration:
    """Return the calibration that fits values of `sample_values`."""
    occupancy, distance = [], []
    for case in Case:
        of_case = values["voxel_case"] == case
        logits = -SIGN_SHARPNESS * values["voxel_distance"][of_case]
        occupancy.append(fit_logistic_map(logits, values["voxel_occupied"][of_case]))
        of_case = values["point_case"] == case
        parts = (values[f"point_{name}"][of_case] for name in ("distance", "depth", "error"))
        distance.append(fit_error_model(*parts))
    return Calibration(
        fit_confidence(values["pixel_confidence"], values["pixel_correct"]),
        fit_confidence(values["point_confidence"], values["point_correct"]),
        fit_scale(values["depth_error"]),
        tuple(occupancy),
        tuple(distance),
    )


def merge(parts: Sequence[Values]) -> Values:
    """Return the values of several reconstructions together."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


class RoomSampler:
    """Reconstructs rooms and returns predictions with their ground truth.

    Args:
        weights: Weights without a calibration.
        device: Device to compute on.
    """

    def __init__(self, weights: Weights, device: str = "auto") -> None:
        self._reconstructor = Reconstructor(weights, device)
        self._known = _KNOWN if weights.config.takes_known else _KNOWN[:1]

    def __call__(self, index: int) -> list[Values]:
        """Return the values of one room, per kind of known geometry."""
        config = self._reconstructor.config
        sample = make_sample(FIRST_CALIBRATION_SAMPLE + index, config.frustum, config.image_size)
        truth = ground_truth(sample, config.frustum, self._reconstructor.resolution, config.truncation)
        frame = frame_of_sample(f"calibration_{index}", sample, config.frustum)
        found = []
        for kind in self._known:
            known = known_geometry(kind, frame, config.frustum, config.image_size)
            reconstruction = self._reconstructor.reconstruct(frame.image, frame.camera, known=known)
            found.append(sample_values(reconstruction, frame, truth, np.random.default_rng(index)))
        return found


_sampler: RoomSampler | None = None


def _start_process(weights: Weights, device: str) -> None:
    global _sampler
    end_with_parent()
    use_one_thread()
    _sampler = RoomSampler(weights, device)


def _sample_room(index: int) -> list[Values]:
    assert _sampler is not None
    return _sampler(index)


def sample_values(reconstruction: Reconstruction, frame: Frame, truth: GroundTruth, rng: np.random.Generator) -> Values:
    """Return predictions with their ground truth: of pixels, of voxels of reachable space, and of surface points.

    Args:
        reconstruction: Reconstruction of the frame with uncalibrated weights.
        frame: View of a room.
        truth: Ground truth of the room at the resolution of the reconstruction.
        rng: Generator that draws at most _PER_ROOM values of each kind.
    """
    valid = truth.valid & reconstruction.valid
    return {
        **_pixel_values(reconstruction, frame, valid, rng),
        **_voxel_values(reconstruction, truth, valid, rng),
        **_point_values(reconstruction, truth, valid, rng),
    }


def _pixel_values(
    reconstruction: Reconstruction, frame: Frame, valid: NDArray[np.bool_], rng: np.random.Generator
) -> Values:
    """Return confidence and correctness of classes, and errors of unmeasured log depth in standard deviations.

    The frame is a canonical view, so that pixels of its ground truth and of the reconstruction are the same.
    """
    values: Values = {"pixel_confidence": np.zeros(0), "pixel_correct": np.zeros(0, bool), "depth_error": np.zeros(0)}
    assert frame.labels is not None and frame.depth is not None
    if reconstruction.pixel_confidence is not None:
        at = _draw(valid & (frame.labels != UNOBSERVED), rng)
        values["pixel_confidence"] = reconstruction.pixel_confidence.ravel()[at]
        values["pixel_correct"] = (reconstruction.pixel_labels == frame.labels).ravel()[at]
    if reconstruction.log_depth_std is not None:
        frustum = reconstruction.frustum
        in_range = (frame.depth >= frustum.near) & (frame.depth <= frustum.far)
        at = _draw(valid & in_range & (reconstruction.pixel_source == Source.SEEN), rng)
        error = np.abs(np.log(reconstruction.depth.ravel()[at]) - np.log(frame.depth.ravel()[at]))
        values["depth_error"] = error / np.maximum(reconstruction.log_depth_std.ravel()[at], 1e-6)
    return values


def _voxel_values(
    reconstruction: Reconstruction, truth: GroundTruth, valid: NDArray[np.bool_], rng: np.random.Generator
) -> Values:
    """Return distance, case and true occupancy of voxels of reachable space that are predicted near a surface."""
    resolution = len(reconstruction.tsdf)
    cell = containing_cells(resolution, len(valid)).numpy()
    near = np.abs(reconstruction.tsdf) < reconstruction.truncation
    at = _draw(truth.reachable & near & valid[np.ix_(cell, cell)], rng)
    measured = (reconstruction.pixel_source == Source.MEASURED)[np.ix_(cell, cell)]
    case = cases(reconstruction.occluded, np.broadcast_to(measured, near.shape))
    return {
        "voxel_distance": reconstruction.tsdf.ravel()[at] / reconstruction.truncation,
        "voxel_case": case.ravel()[at],
        "voxel_occupied": truth.distance.ravel()[at] < 0,
    }


def _point_values(
    reconstruction: Reconstruction, truth: GroundTruth, valid: NDArray[np.bool_], rng: np.random.Generator
) -> Values:
    """Return the terms of the errors of surface points and their errors, and classes of those near a true surface."""
    cloud = reconstruction.surface_points(EVERYTHING)
    cloud = cloud.select(in_valid_pixels(truth.frustum.to_volume(cloud.points), valid))
    cloud = cloud.select(rng.permutation(subsample(cloud.points))[:_PER_ROOM])
    assert cloud.normals is not None and cloud.occluded is not None
    distance, labels = truth.field(cloud.points)
    near = np.abs(distance) <= DISTANCE_THRESHOLDS[0]
    terms = reconstruction.error_terms(cloud.points, cloud.normals, cloud.occluded)
    nothing = np.zeros(0, np.float32)
    return {
        "point_confidence": cloud.confidence[near],
        "point_correct": (cloud.labels == labels)[near],
        "point_distance": nothing if terms is None else terms.distance,
        "point_depth": nothing if terms is None else terms.depth,
        "point_case": np.zeros(0, np.uint8) if terms is None else terms.case,
        "point_error": nothing if terms is None else np.abs(distance),
    }


def _draw(mask: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the flat indices of at most _PER_ROOM elements of a mask, drawn at random."""
    return rng.permutation(np.flatnonzero(mask))[:_PER_ROOM]
