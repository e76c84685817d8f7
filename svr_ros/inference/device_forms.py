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

"""Forms of a scene (voxel grid, occupancy, points) computed on a GPU, which downloads them instead of the volume.

They are those of `SceneVolume` and `Reconstruction`, which compute on the CPU, except for the rounding of the device.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from svr_ros.geometry import surface, voxels
from svr_ros.geometry.cells import containing_cells
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.occupancy import FREE, OCCUPIED, UNKNOWN
from svr_ros.geometry.point_set import HASH_FACTOR, PointSet
from svr_ros.geometry.voxels import QuantizedGrid, VoxelGrid, voxel_centres
from svr_ros.inference.calibration import Calibration, Case
from svr_ros.inference.certainty import ON_GROUND, hidden_factors
from svr_ros.inference.scene_volume import VISIBLE_TOLERANCE
from svr_ros.inference.selection import Selection
from svr_ros.inference.transfer import download
from svr_ros.labels import COLORS, UNOBSERVED, Label

_CHUNK = 1 << 21
"""Number of voxels of a grid to compute at a time, whose intermediate results occupy 0.3 GiB."""


@dataclass(frozen=True)
class DeviceVolume:
    """Scene of one image on a device; see `Reconstruction` for the attributes.

    Attributes:
        frustum: Frustum of the volume.
        truncation: Bound of the signed distances in metres.
        calibration: Calibration of the weights.
        tsdf: Signed distances [D, R, C] in metres.
        labels: Class ids [D, R, C].
        confidence: Probabilities [D, R, C] of the classes.
        valid: Mask [S, S] of the canonical pixels that the camera covers.
        image: Canonical image, sRGB [S, S, 3].
        predicted_error: Expected absolute error [D, R, C] of the distances in metres, or None.
        log_depth_std: Standard deviation [S, S] of the log depth of pixels, or None.
        measured: Mask [S, S] of the pixels whose depth was measured, or None.
        ground: Known plane of the floor, or None.
    """

    frustum: Frustum
    truncation: float
    calibration: Calibration
    tsdf: Tensor
    labels: Tensor
    confidence: Tensor
    valid: Tensor
    image: Tensor
    predicted_error: Tensor | None = None
    log_depth_std: Tensor | None = None
    measured: Tensor | None = None
    ground: Plane | None = None

    @cached_property
    def first_surface_depth(self) -> Tensor:
        """Return the depth coordinate s [R, C] of the first surface in each column of the volume; NaN for none."""
        return _complete(surface.first_surface(self.tsdf))

    def is_valid(self, volume: Tensor) -> Tensor:
        """Return the mask [N] of volume coordinates [N, 3] whose column of voxels the camera covers."""
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return self.valid_columns[row, column]

    @cached_property
    def valid_columns(self) -> Tensor:
        """Return the mask [R, C] of the columns of the volume that the camera covers."""
        row, column = (containing_cells(side, len(self.valid), self.tsdf.device) for side in self.tsdf.shape[1:])
        return _complete(self.valid[row[:, None], column])

    def is_visible(self, volume: Tensor) -> Tensor:
        """Return the mask [N] of volume coordinates [N, 3] on or before the first surface of their column."""
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return volume[:, 2] < self.first_surface_depth[row, column] + VISIBLE_TOLERANCE

    def colors(self, volume: Tensor, labels: Tensor) -> Tensor:
        """Return the colours [N, 3] of the image at visible volume coordinates [N, 3], of the classes at others."""
        x, y = (volume[:, :2] * len(self.image)).long().clamp(0, len(self.image) - 1).unbind(1)
        classes = torch.tensor(COLORS).to(labels.device)[labels.long()]
        return torch.where(self.is_visible(volume)[:, None], self.image[y, x], classes)


@dataclass(frozen=True)
class DeviceGrid:
    """Voxel grid on a device; see `VoxelGrid` for the attributes.

    Attributes:
        origin: Outer corner [3] of voxel (0, 0, 0) in metres, on the host.
        voxel_size: Side of the voxels in metres.
        truncation: Bound of the signed distances in metres.
        labels: Class ids, uint8 [Z, Y, X]; 255 outside of the view.
        tsdf: Signed distances in metres, float32 [Z, Y, X].
        confidence: Probabilities of the classes, float32 [Z, Y, X].
        occluded: Voxels in the view behind the first surface, bool [Z, Y, X]; None if not requested.
    """

    origin: NDArray[np.float64]
    voxel_size: float
    truncation: float
    labels: Tensor
    tsdf: Tensor
    confidence: Tensor
    occluded: Tensor | None

    def download(self) -> VoxelGrid:
        """Return the grid on the host."""
        tensors = {"labels": self.labels, "tsdf": self.tsdf, "confidence": self.confidence}
        if self.occluded is not None:
            tensors["occluded"] = self.occluded
        with _own_stream(self.tsdf.device):
            return VoxelGrid(self.origin, self.voxel_size, self.truncation, **download(tensors))

    def quantized(self, tsdf_steps: int, confidence_steps: int) -> QuantizedGrid:
        """Return the grid on the host with distances and confidence in steps.

        Args:
            tsdf_steps: Number of steps of the truncation.
            confidence_steps: Number of steps of the probability 1.
        """
        with _own_stream(self.tsdf.device):
            tsdf = (self.tsdf * (tsdf_steps / self.truncation)).round().clamp(-128, 127)
            confidence = (self.confidence * confidence_steps).round().clamp(0, 255)
            parts = {"labels": self.labels, "tsdf": tsdf.to(torch.int8), "confidence": confidence.to(torch.uint8)}
            return QuantizedGrid(self.origin, self.voxel_size, self.truncation, **download(parts))

    def surface_voxels(self, selection: Selection, max_voxels: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Return flat indices [N] and classes [N] of at most `max_voxels` selected voxels of surfaces.

        See `VoxelGrid.surface` and `subsample_indices`.
        """
        half = self.voxel_size / 2
        with _own_stream(self.tsdf.device):
            near = (self.tsdf >= -half) & (self.tsdf <= half) & (self.labels != UNOBSERVED)
            found = _subsample((near & _keeps(selection, self.labels, self.confidence)).flatten().nonzero()[:, 0],
                               max_voxels)  # fmt: skip
            arrays = download({"voxels": found, "labels": self.labels.flatten()[found]})
        return arrays["voxels"], arrays["labels"]

    def centres(self, voxels: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the centres [N, 3] in metres of voxels with the flat indices [N]."""
        return voxel_centres(voxels, self.labels.shape, self.origin, self.voxel_size)

    def occupancy(self, min_height: float, max_height: float, min_confidence: float) -> NDArray[np.int8]:
        """Return the occupied, free and unknown cells [Y, X]; see `geometry.occupancy.occupancy`."""
        heights = self.origin[2] + (np.arange(len(self.labels)) + 0.5) * self.voxel_size
        between = np.flatnonzero((heights >= min_height) & (heights <= max_height))
        if not len(between):
            return np.full(self.labels.shape[1:], UNKNOWN, np.int8)
        layers = slice(between[0], between[-1] + 1)
        with _own_stream(self.tsdf.device):
            labels = self.labels[layers]
            in_view = labels != UNOBSERVED
            undecided = torch.zeros_like(in_view)
            if self.occluded is not None:
                undecided = in_view & self.occluded[layers] & (self.confidence[layers] < min_confidence)
            solid = in_view & ~undecided & (labels != Label.FLOOR) & (self.tsdf[layers] < self.voxel_size / 2)
            cells = torch.full_like(labels[0], UNKNOWN, dtype=torch.int8)
            if heights[between[0]] < min_height + self.voxel_size:
                cells = torch.where(in_view[0] & ~undecided.any(0), FREE, cells)
            return download({"cells": torch.where(solid.any(0), OCCUPIED, cells)})["cells"]


def voxel_grid(
    scene: DeviceVolume, voxel_size: float, camera_from_grid: ArrayLike = voxels.IDENTITY, with_occlusion: bool = False
) -> DeviceGrid:
    """Return a scene as cubic voxels along the axes of any rigid frame; see `SceneVolume.voxel_grid`."""
    layout = voxels.grid_layout(scene.frustum, voxel_size, camera_from_grid)
    _, rows, columns = layout.shape
    with _own_stream(scene.tsdf.device):
        # Upload the terms of the places, and compute some layers at a time
        x, y, z = (torch.from_numpy(terms).to(scene.tsdf.device) for terms in layout.terms)
        parts = [_layers(scene, x, y, part, with_occlusion) for part in z.split(max(1, _CHUNK // (rows * columns)), 1)]
        labels, tsdf, confidence, occluded = (torch.cat(values) for values in zip(*parts, strict=True))
    return DeviceGrid(
        layout.origin, float(voxel_size), scene.truncation, labels, tsdf, confidence,
        occluded if with_occlusion else None,
    )  # fmt: skip


def _layers(
    scene: DeviceVolume, x_terms: Tensor, y_terms: Tensor, z_terms: Tensor, with_occlusion: bool
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return labels, distances, confidence and occlusion [n, Y, X] of layers of a grid with terms [3, n]."""
    frustum, (slices, rows, columns), size = scene.frustum, scene.tsdf.shape, len(scene.valid)
    # Volume coordinates of the voxels in the frustum, in the order of operations of the kernel for CPUs
    x, y, z = (z_terms[:, :, None] + y_terms[:, None])[..., None] + x_terms[:, None, None]
    width, height = frustum.tan_x * z, frustum.tan_y * z
    inside = (z >= frustum.near) & (z < frustum.far) & (x.abs() < width) & (y.abs() < height)
    s = 1 - (frustum.near * (frustum.far - z) / ((frustum.far - frustum.near) * z)).clamp(min=0).sqrt()
    v, u, s = (torch.where(inside, values, 0) for values in ((y / height + 1) / 2, (x / width + 1) / 2, s.clamp(0, 1)))
    pixel_row, pixel_column = ((part.double() * size).long().clamp(max=size - 1) for part in (v, u))
    inside &= scene.valid[pixel_row, pixel_column]
    # Nearest voxel
    k, i, j = ((part * side).long().clamp(max=side - 1) for part, side in ((s, slices), (v, rows), (u, columns)))
    nearest = (k * rows + i) * columns + j
    labels = torch.where(inside, scene.labels.flatten()[nearest], UNOBSERVED)
    confidence = torch.where(inside, scene.confidence.flatten()[nearest], 0.0)
    occluded = inside
    if with_occlusion:
        centres = (torch.arange(slices, dtype=torch.float32, device=z.device) + 0.5) / slices
        occluded = inside & (centres[k] > (scene.first_surface_depth + VISIBLE_TOLERANCE)[i, j])
    # Trilinear interpolation between the centres of voxels, constant beyond the outermost
    places = [(part * side - 0.5).clamp(min=0) for part, side in ((s, slices), (v, rows), (u, columns))]
    low = [place.long() for place in places]
    k, i, j = low
    k1, i1, j1 = ((index + 1).clamp(max=side - 1) for index, side in zip(low, scene.tsdf.shape, strict=True))
    c, b, a = (place - index for place, index in zip(places, low, strict=True))
    values = scene.tsdf.flatten()
    near, far = (
        (values[part + i * columns + j] * (1 - a) + values[part + i * columns + j1] * a) * (1 - b)
        + (values[part + i1 * columns + j] * (1 - a) + values[part + i1 * columns + j1] * a) * b
        for part in (k * (rows * columns), k1 * (rows * columns))
    )
    tsdf = (near * (1 - c) + far * c).clamp(-scene.truncation, scene.truncation)
    return labels, torch.where(inside, tsdf, scene.truncation), confidence, occluded


def band_points(scene: DeviceVolume, selection: Selection, max_points: int | None = None) -> PointSet:
    """Return the voxels nearer to a surface than the truncation, as points; see `SceneVolume.band_points`."""
    _, rows, columns = scene.tsdf.shape
    with _own_stream(scene.tsdf.device):
        band = (scene.tsdf.abs() < scene.truncation) & scene.valid_columns
        band &= _keeps(selection, scene.labels, scene.confidence)
        index = _subsample(band.flatten().nonzero()[:, 0], max_points)
        position = torch.stack([index % columns, index // columns % rows, index // (rows * columns)], 1)
        sides = torch.tensor(scene.tsdf.shape[::-1], dtype=torch.float32).to(index.device)
        volume = (position.float() + 0.5) / sides
        labels, confidence, tsdf = (part.flatten()[index] for part in (scene.labels, scene.confidence, scene.tsdf))
        return PointSet(
            **download(
                {
                    "points": scene.frustum.to_camera(volume),
                    "labels": labels,
                    "confidence": confidence,
                    "colors": scene.colors(volume, labels),
                    "tsdf": tsdf,
                }
            )
        )


def surface_points(scene: DeviceVolume, selection: Selection) -> PointSet:
    """Return the zero crossings of the signed distance, with normals and errors; see `SceneVolume.surface_points`."""
    with _own_stream(scene.tsdf.device):
        # Find and select the points
        volume = surface.zero_crossings(scene.tsdf)
        volume = volume[scene.is_valid(volume)]
        voxel = surface.nearest_voxel(volume, scene.tsdf.shape)
        volume = volume[_keeps(selection, scene.labels[voxel], scene.confidence[voxel])]
        points = scene.frustum.to_camera(volume)
        normals = surface.normals_at(scene.tsdf, scene.frustum, volume)
        occluded = ~scene.is_visible(volume)
        error = _distance_error(scene, points, normals, occluded)
        if error is not None:
            kept = ~occluded | (error <= selection.max_distance_error)
            volume, points, normals, occluded, error = (
                part[kept] for part in (volume, points, normals, occluded, error)
            )
        # Look up their properties
        voxel = surface.nearest_voxel(volume, scene.tsdf.shape)
        labels = scene.labels[voxel]
        columns = {
            "points": points,
            "labels": labels,
            "confidence": scene.confidence[voxel],
            "colors": scene.colors(volume, labels),
            "normals": normals,
            "occluded": occluded,
        }
        if error is not None:
            columns["distance_error"] = error
        return PointSet(**download(columns))


def _distance_error(scene: DeviceVolume, points: Tensor, normals: Tensor, occluded: Tensor) -> Tensor | None:
    """Return the standard deviations [N] in metres of the distance of surface points; None if not predicted."""
    if scene.predicted_error is None or scene.log_depth_std is None:
        return None
    volume = scene.frustum.to_volume(points)
    _, row, column = surface.nearest_voxel(volume, (1, *scene.valid.shape))
    depth = scene.log_depth_std[row, column] * (points * normals).sum(1).abs()
    if scene.ground is not None:
        terms = torch.tensor([*scene.ground.normal, scene.ground.height], dtype=torch.float32).to(points.device)
        depth = depth * ((points * terms[:3]).sum(1) + terms[3]).abs().ge(ON_GROUND)
    case = occluded * int(Case.HIDDEN)
    if scene.measured is not None:
        case = case + (scene.measured & scene.valid)[row, column] * int(Case.MEASURED)
    models = [(model.distance, model.depth, model.floor) for model in scene.calibration.distance]
    model = torch.tensor(models, dtype=torch.float32).to(points.device)[case]
    voxel = surface.nearest_voxel(volume, scene.tsdf.shape)
    factors = torch.from_numpy(hidden_factors()).to(points.device)[scene.labels[voxel].long()]
    factor = torch.where(case == int(Case.HIDDEN), factors, 1.0)
    distance, depth = factor * scene.predicted_error[voxel], factor * depth
    return ((model[:, 0] * distance) ** 2 + (model[:, 1] * depth) ** 2 + model[:, 2] ** 2).sqrt()


def _keeps(selection: Selection, labels: Tensor, confidence: Tensor) -> Tensor:
    """Return the mask of the elements of selected classes and confidence; see `Selection.keeps`."""
    kept = confidence >= selection.min_confidence
    if selection.labels.all():
        return kept
    return kept & torch.from_numpy(selection.labels).to(labels.device)[labels.long()]


def _subsample(index: Tensor, max_count: int | None) -> Tensor:
    """Return at most `max_count` of ascending indices [N]; see `subsample_indices`."""
    if max_count is None or len(index) <= max_count:
        return index
    rank = (index * HASH_FACTOR) & 0xFFFFFFFF
    return index[rank.topk(max_count, largest=False, sorted=False).indices.sort().values]


def _complete(values: Tensor) -> Tensor:
    """Return values when they are computed, so that other threads, which use other streams, can read them."""
    if values.is_cuda:
        torch.cuda.current_stream(values.device).synchronize()
    return values


@contextlib.contextmanager
def _own_stream(device: torch.device) -> Iterator[None]:
    """Compute on a stream of its own, so that forms do not wait for the next frame, and wait for it at the end.

    As nothing is pending afterwards, results can be used on any stream, and freed.
    """
    with torch.inference_mode():
        if device.type != "cuda":
            yield
            return
        stream = torch.cuda.Stream(device)
        with torch.cuda.device(device), torch.cuda.stream(stream):
            yield
            stream.synchronize()
