"""Contact sheets of generated rooms."""

from __future__ import annotations

from itertools import chain

from tqdm import tqdm

from svr_ros.geometry.frustum import Frustum
from svr_ros.inference import pictures
from svr_ros.inference.pictures import Picture
from svr_ros.synthesis.samples import Sample, make_sample

_PANEL_WIDTH = 176
_SAMPLES_A_ROW = 3
_RAYS = 4
_TITLES = "image", "depth", "normals", "classes"


def contact_sheet(count: int, seed: int) -> Picture:
    """Return `count` generated views, each as image | depth | normals | classes, three to a row, above the legend."""
    frustum = Frustum()
    seeds = tqdm(range(seed, seed + count), unit="view")
    strips = [_panels(make_sample(each, frustum, rays=_RAYS), frustum) for each in seeds]
    rows = [list(chain(*strips[i : i + _SAMPLES_A_ROW])) for i in range(0, count, _SAMPLES_A_ROW)]
    return pictures.titled_grid(rows, _TITLES * _SAMPLES_A_ROW, gap=4)


def _panels(sample: Sample, frustum: Frustum) -> list[Picture]:
    width, height = _PANEL_WIDTH, pictures.panel_height(frustum, _PANEL_WIDTH)
    return [
        pictures.resize(sample.image, width, height, smooth=True),
        pictures.resize(pictures.color_depth(sample.depth, frustum.near, frustum.far), width, height),
        pictures.resize(pictures.color_normals(sample.normals), width, height, smooth=True),
        pictures.resize(pictures.color_labels(sample.classes), width, height),
    ]
