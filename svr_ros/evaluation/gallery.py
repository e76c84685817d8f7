"""Contact sheets of rooms, generated ones or meshes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from svr_ros.evaluation.slices import color_distance, color_kinds
from svr_ros.geometry.frustum import WIDE, Frustum
from svr_ros.geometry.visibility import classify_visibility
from svr_ros.inference import rendering
from svr_ros.inference.rendering import RgbImage
from svr_ros.synthesis.meshes.folder import MeshSamples
from svr_ros.synthesis.meshes.samples import mesh_volume
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.samples import make_sample

_PANEL_WIDTH = 176
_SAMPLES_A_ROW = 2
_RAYS = 4
_RESOLUTION = 64
_TRUNCATION = 0.15
_CUT_COLOR = (235, 0, 150)
_TITLES = "image", "depth", "normals", "classes", "signed distance", "kinds of voxels"


class View(NamedTuple):
    """What a row of a sheet shows: a sample's arrays, and its truncated signed distance [D, R, C] in metres."""

    image: NDArray[np.uint8]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    classes: NDArray[np.uint8]
    distance: NDArray[np.float32]


def room_views(seeds: Sequence[int], frustum: Frustum = WIDE) -> Iterator[View]:
    """Yield views of generated rooms."""
    for seed in seeds:
        sample = make_sample(seed, frustum, rays=_RAYS)
        distance, _ = truncated_volume(sample.table, frustum, _RESOLUTION, _TRUNCATION)
        yield View(sample.image, sample.depth, sample.normals, sample.labels, distance)


def mesh_views(samples: MeshSamples, numbers: Sequence[int], frustum: Frustum = WIDE) -> Iterator[View]:
    """Yield views of meshes."""
    for number in numbers:
        sample = samples(number, frustum, rays=_RAYS)
        distance, _ = mesh_volume(sample, frustum, _RESOLUTION, _TRUNCATION)
        yield View(sample.image, sample.depth, sample.normals, sample.labels, distance)


def contact_sheet(views: Iterable[View], count: int, frustum: Frustum = WIDE) -> RgbImage:
    """Return views, two to a row: image | depth | normals | classes | distance | kinds, above the legend.

    The last two show the volume at the image's middle column, which is marked: depth to the right, the camera at the
    left; blue is free space and brown is inside of solids.
    """
    strips = [_panels(view, frustum) for view in tqdm(views, total=count, unit="view")]
    rows = [list(chain(*strips[i : i + _SAMPLES_A_ROW])) for i in range(0, len(strips), _SAMPLES_A_ROW)]
    return rendering.titled_grid(rows, _TITLES * _SAMPLES_A_ROW, gap=4)


def _panels(view: View, frustum: Frustum) -> list[RgbImage]:
    width, height = _PANEL_WIDTH, rendering.panel_height(frustum, _PANEL_WIDTH)
    kinds = classify_visibility(view.distance)
    middle = _RESOLUTION // 2
    cut = view.distance[:, :, middle].T
    image = rendering.resize(view.image, width, height, smooth=True).copy()
    image[:: height // 12, width // 2] = _CUT_COLOR
    return [
        image,
        rendering.resize(rendering.color_depth(view.depth, frustum.near, frustum.far), width, height),
        rendering.resize(rendering.color_normals(view.normals), width, height, smooth=True),
        rendering.resize(rendering.color_labels(view.classes), width, height),
        rendering.resize(color_distance(cut, _TRUNCATION), width, height),
        rendering.resize(color_kinds(kinds.category[:, :, middle].T, kinds.distance[:, :, middle].T), width, height),
    ]
