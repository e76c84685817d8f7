"""Contact sheets of generated rooms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from tqdm import tqdm

from svr_ros.evaluation.slices import color_distance, color_kinds
from svr_ros.geometry.frustum import WIDE, Frustum
from svr_ros.geometry.visibility import voxel_kinds
from svr_ros.inference import pictures
from svr_ros.inference.pictures import Picture
from svr_ros.synthesis.samples import Sample, make_sample, truncated_volume

_PANEL_WIDTH = 176
_SAMPLES_A_ROW = 2
_RAYS = 4
_RESOLUTION = 64
_TRUNCATION = 0.15
_CUT_COLOR = (235, 0, 150)
_TITLES = "image", "depth", "normals", "classes", "signed distance", "kinds of voxels"


def contact_sheet(seeds: Sequence[int], frustum: Frustum = WIDE) -> Picture:
    """Return the views of `seeds`, two to a row: image | depth | normals | classes | distance | kinds, and the legend.

    The last two show the volume at the image's middle column, which is marked: depth to the right, the camera at the
    left; blue is free space and brown is inside of solids.
    """
    strips = [_panels(make_sample(seed, frustum, rays=_RAYS), frustum) for seed in tqdm(seeds, unit="view")]
    rows = [list(chain(*strips[i : i + _SAMPLES_A_ROW])) for i in range(0, len(strips), _SAMPLES_A_ROW)]
    return pictures.titled_grid(rows, _TITLES * _SAMPLES_A_ROW, gap=4)


def _panels(sample: Sample, frustum: Frustum) -> list[Picture]:
    width, height = _PANEL_WIDTH, pictures.panel_height(frustum, _PANEL_WIDTH)
    tsdf, _ = truncated_volume(sample.table, frustum, _RESOLUTION, _TRUNCATION)
    kinds = voxel_kinds(tsdf)
    middle = _RESOLUTION // 2
    cut = tsdf[:, :, middle].T
    image = pictures.resize(sample.image, width, height, smooth=True).copy()
    image[:: height // 12, width // 2] = _CUT_COLOR
    return [
        image,
        pictures.resize(pictures.color_depth(sample.depth, frustum.near, frustum.far), width, height),
        pictures.resize(pictures.color_normals(sample.normals), width, height, smooth=True),
        pictures.resize(pictures.color_labels(sample.classes), width, height),
        pictures.resize(color_distance(cut, _TRUNCATION), width, height),
        pictures.resize(color_kinds(kinds.kind[:, :, middle].T, kinds.distance[:, :, middle].T), width, height),
    ]
