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

"""Objects of a map: class, oriented box, evidence and mesh of each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from svr_ros.geometry.boxes import yaw_of
from svr_ros.geometry.mesh import Mesh
from svr_ros.inference.box_fitting import fit_box, heading, wall_heading
from svr_ros.inference.instances import thing_mask
from svr_ros.inference.object_scores import size_factor
from svr_ros.inference.objects import SceneObject, fills_room
from svr_ros.labels import NAMES, Label
from svr_ros.mapping import extraction
from svr_ros.mapping.blocks import BlockStore
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.map_points import MapPoints
from svr_ros.mapping.object_tracking import MIN_AREA

_MIN_COMPONENT = 0.1
"""Minimum fraction of an object's voxels in each of its connected components."""

_MIN_SCORE = 0.05
"""Minimum score of an object. In walks through generated rooms, no object below it was right."""

_TRIM = 0.005
"""Fraction of an object's points that may lie outside of its box at each side; maps are smoother than single frames."""

_VIEWPOINT = 10.0
"""Distance in metres from an object of the point from which it is assumed to be seen."""

_MARGIN = 0.1
"""Distance in metres around the box of an object within which its mesh is cut out."""

_NEIGHBOURS = np.array([(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1) if (z, y, x) > (0, 0, 0)])
"""Half of the steps [13, 3] from a voxel to those that touch it."""


def locate_objects(store: BlockStore, config: MapConfig) -> list[SceneObject]:
    """Return the objects of a map by ascending id.

    Coordinates are in the map, whose z axis is up, and `yaw` is the angle of the front around z from x. Ids stay with
    their things. Meshes are computed on first use, from the map at that time.
    """
    points, owners, votes = extraction.owned_points(store, config, "both")
    owners = np.where(thing_mask()[points.labels], owners, np.uint16(0))
    chosen = np.flatnonzero(owners)
    if not len(chosen):
        return []
    footprint = float(np.prod(np.ptp(points.points[:, :2], axis=0)))
    walls = wall_heading(points.normals[None], points.labels[None], np.eye(4))
    # Drop small components
    voxels = np.floor(points.points[chosen] / config.voxel_size).astype(np.int64)
    _, first, at = np.unique(voxels, axis=0, return_index=True, return_inverse=True)
    kept = _in_large_components(voxels[first], owners[chosen][first])
    counts = np.bincount(owners[chosen][first[kept]])
    chosen = chosen[kept[at.ravel()]]
    # Describe the objects
    chosen = chosen[np.argsort(owners[chosen], kind="stable")]
    numbers, starts = np.unique(owners[chosen], return_index=True)
    found = []
    for number, own in zip(numbers.tolist(), np.split(chosen, starts[1:]), strict=True):
        if counts[number] * config.voxel_size**2 < MIN_AREA:
            continue
        one = _describe(number, points.select(own), votes[own], int(counts[number]), walls, config.voxel_size)
        if one is not None and one.score >= _MIN_SCORE and not fills_room(one.box, footprint):
            found.append(replace(one, _make_mesh=partial(_mesh, store, config, one)))
    return found


def _describe(
    number: int, points: MapPoints, votes: NDArray[np.uint8], voxels: int, walls: complex, voxel_size: float
) -> SceneObject | None:
    """Return the object of some points without its mesh; None if they are too few.

    The score is the mean probability of the class, times the agreement of the frames, votes / (votes + 1), times the
    factor of its size. Objects are seen from the side to which their measured surfaces face on average, which is steady
    while the camera moves.
    """
    # Choose the most probable class
    weights = np.bincount(points.labels, points.confidence, minlength=len(NAMES))
    label = Label(int(weights.argmax()))
    agreement = float(np.mean(votes / (votes + 1.0)))
    size = size_factor(label, voxels * voxel_size**2)
    # Fit the box
    measured = points.layer == Layer.MEASURED
    facing = points.normals[measured if measured.any() else slice(None)].mean(0) * [1, 1, 0]
    viewpoint = points.points.mean(0, dtype=np.float64) + _VIEWPOINT * facing
    box = fit_box(points.points, label, viewpoint, heading(points.normals), walls, trim=_TRIM)
    if box is None:
        return None
    return SceneObject(
        number,
        label,
        float(np.clip(weights[label] / len(points.labels) * agreement * size, 0, 1)),
        box,
        yaw_of(box.rotation),
        voxels,
        seen=0.0,
        measured=float(measured.mean()),
        guessed=float(1 - measured.mean()),
    )


def _mesh(store: BlockStore, config: MapConfig, one: SceneObject, number: int) -> Mesh:
    """Return the surface of an object in and around its box, from the map at the time of the call."""
    corners = one.box.corners()
    low, high = corners.min(0) - _MARGIN, corners.max(0) + _MARGIN
    return extraction.object_mesh(store, config, low, high, number, one.label)


def _in_large_components(voxels: NDArray[np.int64], owners: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Return which voxels [N, 3] lie in a connected component with a good part of the voxels of their owner [N]."""
    # Number the voxels of the bounding box, with a border
    low = voxels.min(0) - 1
    shape = voxels.max(0) + 2 - low
    steps = np.array([shape[1] * shape[2], shape[2], 1])
    flat = (voxels - low) @ steps
    order = np.argsort(flat)
    ascending = flat[order]
    # Connect neighbours with one owner
    edges = []
    for step in _NEIGHBOURS @ steps:
        other = np.minimum(np.searchsorted(ascending, flat + step), len(flat) - 1)
        linked = (ascending[other] == flat + step) & (owners[order[other]] == owners)
        edges.append(np.stack([np.flatnonzero(linked), order[other[linked]]]))
    row, column = np.concatenate(edges, 1)
    links = coo_array((np.ones(len(row), np.bool_), (row, column)), shape=(len(flat), len(flat)))
    _, component = connected_components(links, directed=False)
    return np.asarray(np.bincount(component)[component] >= _MIN_COMPONENT * np.bincount(owners)[owners])
