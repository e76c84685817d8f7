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

"""Contact sheets of generated rooms and of views of meshes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from svr_ros.evaluation.volume_colors import color_distance, color_visibility
from svr_ros.geometry.frustum import WIDE, Frustum
from svr_ros.geometry.visibility import classify_visibility
from svr_ros.inference import rendering
from svr_ros.inference.rendering import RgbImage
from svr_ros.synthesis.meshes.folder import MeshSamples
from svr_ros.synthesis.meshes.samples import mesh_volume
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.samples import make_sample

_PANEL_WIDTH = 176
_SAMPLES_PER_ROW = 2
_RAYS = 4
_RESOLUTION = 64
_TRUNCATION = 0.15
_LINE_COLOR = (235, 0, 150)
_TITLES = "image", "depth", "normals", "classes", "signed distance", "visibility"


class SampleView(NamedTuple):
    """Arrays of one sample on a contact sheet.

    Attributes:
        image: RGB image [S, S, 3].
        depth: Depth [S, S] in metres.
        normals: Unit normals [S, S, 3].
        classes: Class ids [S, S].
        distance: Truncated signed distance [D, R, C] in metres.
    """

    image: NDArray[np.uint8]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    classes: NDArray[np.uint8]
    distance: NDArray[np.float32]


def room_views(sample_indices: Sequence[int], frustum: Frustum = WIDE) -> Iterator[SampleView]:
    """Yield the views of generated rooms of sample indices."""
    for sample_index in sample_indices:
        sample = make_sample(sample_index, frustum, rays=_RAYS)
        distance, _ = truncated_volume(sample.table, frustum, _RESOLUTION, _TRUNCATION)
        yield SampleView(sample.image, sample.depth, sample.normals, sample.labels, distance)


def mesh_views(samples: MeshSamples, sample_indices: Sequence[int], frustum: Frustum = WIDE) -> Iterator[SampleView]:
    """Yield the views of meshes of sample indices."""
    for sample_index in sample_indices:
        sample = samples(sample_index, frustum, rays=_RAYS)
        distance, _ = mesh_volume(sample, frustum, _RESOLUTION, _TRUNCATION)
        yield SampleView(sample.image, sample.depth, sample.normals, sample.labels, distance)


def contact_sheet(views: Iterable[SampleView], count: int, frustum: Frustum = WIDE) -> RgbImage:
    """Return a sheet of `count` views, two per row, above the legend of the classes.

    The panels are image, depth, normals, classes, signed distance and visibility. The last two show the volume in
    the marked middle column of the image: camera at the left, depth to the right, free space blue, solids brown.
    """
    strips = [_panels(view, frustum) for view in tqdm(views, total=count, unit="view")]
    rows = [list(chain(*strips[i : i + _SAMPLES_PER_ROW])) for i in range(0, len(strips), _SAMPLES_PER_ROW)]
    return rendering.titled_grid(rows, _TITLES * _SAMPLES_PER_ROW, gap=4)


def _panels(view: SampleView, frustum: Frustum) -> list[RgbImage]:
    """Return the panels of a view in the order of _TITLES."""
    width, height = _PANEL_WIDTH, rendering.panel_height(frustum, _PANEL_WIDTH)
    visibility = classify_visibility(view.distance)
    middle = _RESOLUTION // 2
    distance = view.distance[:, :, middle].T
    image = rendering.resize(view.image, width, height, smooth=True).copy()
    image[:: height // 12, width // 2] = _LINE_COLOR
    return [
        image,
        rendering.resize(rendering.color_depth(view.depth, frustum.near, frustum.far), width, height),
        rendering.resize(rendering.color_normals(view.normals), width, height, smooth=True),
        rendering.resize(rendering.color_labels(view.classes), width, height),
        rendering.resize(color_distance(distance, _TRUNCATION), width, height),
        rendering.resize(
            color_visibility(visibility.category[:, :, middle].T, visibility.distance[:, :, middle].T), width, height
        ),
    ]
