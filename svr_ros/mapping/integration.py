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

"""Integration of one frame into blocks of voxels.

Voxels in sight, up to the band behind the visible surface, follow the depth of the pixels: a weighted mean of the
distances to their planes (Curless & Levoy 1996) with the inverse variance of the depth as weight. Voxels behind the
band take the distances of the reconstructed volume, which are guesses.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.labels import UNOBSERVED
from svr_ros.mapping.blocks import SIDE, Attributes, Keys
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.observation import Observation

_REFERENCE_SIGMA = np.float32(0.02)
"""Standard deviation in metres of an observation of weight one."""

_BAND_SIGMAS = np.float32(1.5)
"""Thickness of the band behind an uncertain surface in standard deviations of its depth."""

_MAX_BAND = np.float32(4.0)
"""Maximum thickness of the band in truncations."""

_SKIN = np.float32(2.0)
"""Distance in voxels from a guessed surface within which blocks are made."""

_EVIDENCE = np.float32(0.5)
"""Factor of the log-odds of one frame, as the errors of successive frames are correlated."""

_MAX_ODDS = np.float32(8.0)
"""Bound of the log-odds of a class."""

_DISAGREEMENT = np.float32(0.5)
"""Factor of the weight of a guess whose sign a newer guess contradicts."""

_END_CONFIDENCE = np.float32(0.5)
"""Probability of the class of a hidden wall or floor at the end of the room."""

_NONE = np.uint8(UNOBSERVED)

_MEASURED, _GUESSED = np.uint8(Layer.MEASURED), np.uint8(Layer.GUESSED)


class Settings(NamedTuple):
    """Numbers of an integration.

    Attributes:
        voxel_size: Side of the voxels in metres.
        truncation: Bound of the distances in metres.
        max_weight: Maximum weight of measured voxels.
        max_guesses: Maximum weight of guessed voxels.
        scale: Factor from the frame's depths to the map's.
        time: Time of the frame in seconds since the start of the map.
    """

    voxel_size: np.float32
    truncation: np.float32
    max_weight: np.float32
    max_guesses: np.float32
    scale: np.float32
    time: np.float32


def touched_blocks(observation: Observation, map_from_camera: NDArray[np.float64], settings: Settings) -> Keys:
    """Return the positions [N, 3] of the blocks that a frame can change.

    These are the blocks in sight, those of the band behind visible surfaces, and those near guessed surfaces.
    """
    # Bound the frustum in blocks
    _, far, tan_x, tan_y = (float(limit) for limit in observation.limits)
    far *= float(settings.scale)
    corners = np.array([[0, 0, 0], *([x * tan_x * far, y * tan_y * far, far] for x in (-1, 1) for y in (-1, 1))])
    side = SIDE * float(settings.voxel_size)
    corners = (corners @ map_from_camera[:3, :3].T + map_from_camera[:3, 3]) / side
    low, high = np.floor(corners.min(0)).astype(np.int64), np.floor(corners.max(0)).astype(np.int64) + 1
    # Mark the blocks
    marks = np.zeros(high - low, np.bool_)
    _mark(observation, map_from_camera[:3].astype(np.float32), low, np.float32(side), settings, marks)
    return (np.argwhere(marks) + low).astype(np.int32)


@compiled(nogil=True, error_model="numpy")
def _last_guess(row: int, column: int, seen: Observation, settings: Settings) -> np.float32:
    """Return the depth of the last guesses of a pixel: the end of the room, with the inside of a surface there."""
    inside = settings.truncation / settings.scale
    return seen.end[row, column] + (inside if seen.end_labels[row, column] != _NONE else np.float32(0))


@compiled(nogil=True, error_model="numpy")
def _with_end(distance: np.float32, z: np.float32, row: int, column: int, seen: Observation) -> tuple[np.float32, bool]:
    """Return a guessed distance with the surface at the end of the room, and whether that is the nearer one."""
    to_end = seen.end[row, column] - z
    if seen.end_labels[row, column] != _NONE and to_end < distance:
        return to_end, True
    return distance, False


@compiled(nogil=True, error_model="numpy")
def _mark(
    seen: Observation,
    map_from_camera: NDArray[np.float32],
    low: NDArray[np.int64],
    side: np.float32,
    settings: Settings,
    marks: NDArray[np.bool_],
) -> None:
    """Mark the blocks [X, Y, Z] that hold a voxel of the volume in sight or near a guessed surface."""
    slices, rows, columns = seen.volume.shape
    size = len(seen.depth)
    near, far, tan_x, tan_y = seen.limits
    one, two, half = np.float32(1), np.float32(2), np.float32(0.5)
    skin = _SKIN * settings.voxel_size + half * side / np.float32(SIDE)
    for row in range(0, rows, 2):
        y = (two * (np.float32(row) + half) / np.float32(rows) - one) * tan_y
        for column in range(0, columns, 2):
            x = (two * (np.float32(column) + half) / np.float32(columns) - one) * tan_x
            i, j = (2 * row + 1) * size // (2 * rows), (2 * column + 1) * size // (2 * columns)
            depth = seen.depth[i, j]
            if not depth > 0:
                continue
            in_sight = depth + max(settings.truncation, _BAND_SIGMAS * seen.sigma[i, j]) / settings.scale
            for k in range(slices):
                u = one - (np.float32(k) + half) / np.float32(slices)
                z = near * far / (near + (far - near) * u * u)
                if z > in_sight:
                    guess, _ = _with_end(seen.volume[k, row, column], z, i, j, seen)
                    if z > _last_guess(i, j, seen, settings) or abs(guess) * settings.scale > skin:
                        continue
                z *= settings.scale
                a = map_from_camera[0, 0] * x * z + map_from_camera[0, 1] * y * z + map_from_camera[0, 2] * z
                b = map_from_camera[1, 0] * x * z + map_from_camera[1, 1] * y * z + map_from_camera[1, 2] * z
                c = map_from_camera[2, 0] * x * z + map_from_camera[2, 1] * y * z + map_from_camera[2, 2] * z
                a = np.floor((a + map_from_camera[0, 3]) / side)
                b = np.floor((b + map_from_camera[1, 3]) / side)
                c = np.floor((c + map_from_camera[2, 3]) / side)
                p, q, r = int(a) - low[0], int(b) - low[1], int(c) - low[2]
                if 0 <= p < marks.shape[0] and 0 <= q < marks.shape[1] and 0 <= r < marks.shape[2]:
                    marks[p, q, r] = True


@compiled(nogil=True, error_model="numpy")
def integrate_blocks(
    keys: Keys,
    slots: NDArray[np.int64],
    camera_from_map: NDArray[np.float32],
    seen: Observation,
    settings: Settings,
    to: Attributes,
) -> None:
    """Integrate a frame into blocks.

    Args:
        keys: Positions [N, 3] of the blocks.
        slots: Slots [N] of the blocks.
        camera_from_map: Rigid transform [3, 4] from the map to the camera's optical frame.
        seen: The frame.
        settings: Numbers of the integration.
        to: Attributes of the voxels, which are changed.
    """
    size = len(seen.depth)
    near, far, tan_x, tan_y = seen.limits
    half, one, two = np.float32(0.5), np.float32(1), np.float32(2)
    matrix = camera_from_map
    for block in range(len(keys)):
        slot, voxel = slots[block], -1
        for k in range(SIDE):
            pz = (np.float32(keys[block, 2] * SIDE + k) + half) * settings.voxel_size
            for j in range(SIDE):
                py = (np.float32(keys[block, 1] * SIDE + j) + half) * settings.voxel_size
                for i in range(SIDE):
                    voxel += 1
                    px = (np.float32(keys[block, 0] * SIDE + i) + half) * settings.voxel_size
                    # Project the voxel's centre
                    z = (matrix[2, 0] * px + matrix[2, 1] * py + matrix[2, 2] * pz + matrix[2, 3]) / settings.scale
                    if not (z > np.float32(0.05) and z < far):
                        continue
                    x = (matrix[0, 0] * px + matrix[0, 1] * py + matrix[0, 2] * pz + matrix[0, 3]) / settings.scale
                    y = (matrix[1, 0] * px + matrix[1, 1] * py + matrix[1, 2] * pz + matrix[1, 3]) / settings.scale
                    u, v = (x / (tan_x * z) + one) / two, (y / (tan_y * z) + one) / two
                    if not (u >= 0 and u < one and v >= 0 and v < one):
                        continue
                    row, column = int(v * np.float32(size)), int(u * np.float32(size))
                    depth = seen.depth[row, column]
                    if not depth > 0:
                        continue
                    # Compare it with the plane of its pixel
                    sigma = max(seen.sigma[row, column] * settings.scale, _REFERENCE_SIGMA)
                    band = min(max(settings.truncation, _BAND_SIGMAS * sigma), _MAX_BAND * settings.truncation)
                    distance = (depth - z) * seen.cosine[row, column] * settings.scale
                    if distance >= -band:
                        _measure(to, slot, voxel, distance, band, sigma, row, column, seen, settings)
                    elif z > _last_guess(row, column, seen, settings):
                        continue
                    elif z >= near and to.layer[slot, voxel] != _MEASURED:
                        _guess(to, slot, voxel, u, v, z, row, column, seen, settings)


@compiled(nogil=True, error_model="numpy")
def _measure(
    to: Attributes,
    slot: int,
    voxel: int,
    distance: np.float32,
    band: np.float32,
    sigma: np.float32,
    row: int,
    column: int,
    seen: Observation,
    settings: Settings,
) -> None:
    """Add an observation of a voxel in sight, in place of earlier guesses."""
    if to.layer[slot, voxel] != _MEASURED:
        to.layer[slot, voxel] = _MEASURED
        to.weight[slot, voxel] = 0
        to.classes[slot, voxel] = 0
    # Behind a surface the weight falls linearly, so that the other side of thin things is not overwritten
    weight = _REFERENCE_SIGMA * _REFERENCE_SIGMA / (sigma * sigma)
    if distance < 0:
        weight *= np.float32(1.0) - np.float32(0.9) * -distance / band
    before = to.weight[slot, voxel]
    fraction = weight / (before + weight)
    clipped = min(max(distance, -settings.truncation), settings.truncation)
    to.distance[slot, voxel] += fraction * (clipped - to.distance[slot, voxel])
    to.weight[slot, voxel] = min(before + weight, settings.max_weight)
    to.last_seen[slot, voxel] = settings.time
    if abs(distance) <= band:
        for channel in range(3):
            old = np.float32(to.color[slot, voxel, channel])
            new = old + fraction * (np.float32(seen.image[row, column, channel]) - old)
            to.color[slot, voxel, channel] = np.uint8(new + np.float32(0.5))
        _add_class(to, slot, voxel, seen.labels[row, column], seen.confidence[row, column])


@compiled(nogil=True, error_model="numpy")
def _guess(
    to: Attributes,
    slot: int,
    voxel: int,
    u: np.float32,
    v: np.float32,
    z: np.float32,
    row: int,
    column: int,
    seen: Observation,
    settings: Settings,
) -> None:
    """Add the volume's guess of a voxel out of sight, in which the room ends where its pixel says so."""
    # Interpolate the volume
    slices, rows, columns = seen.volume.shape
    near, far = seen.limits[0], seen.limits[1]
    one, half, zero = np.float32(1), np.float32(0.5), np.float32(0)
    s = one - np.sqrt(max(near * (far - z) / ((far - near) * z), zero))
    d, r, c = s * np.float32(slices), v * np.float32(rows), u * np.float32(columns)
    k, i, j = min(int(d), slices - 1), min(int(r), rows - 1), min(int(c), columns - 1)
    label, confidence = seen.volume_labels[k, i, j], seen.volume_confidence[k, i, j]
    d, r, c = max(d - half, zero), max(r - half, zero), max(c - half, zero)
    k, i, j = int(d), int(r), int(c)
    fd, fr, fc = d - np.float32(k), r - np.float32(i), c - np.float32(j)
    k1, i1, j1 = min(k + 1, slices - 1), min(i + 1, rows - 1), min(j + 1, columns - 1)
    front = (seen.volume[k, i, j] * (one - fc) + seen.volume[k, i, j1] * fc) * (one - fr)
    front += (seen.volume[k, i1, j] * (one - fc) + seen.volume[k, i1, j1] * fc) * fr
    back = (seen.volume[k1, i, j] * (one - fc) + seen.volume[k1, i, j1] * fc) * (one - fr)
    back += (seen.volume[k1, i1, j] * (one - fc) + seen.volume[k1, i1, j1] * fc) * fr
    distance, at_end = _with_end(front * (one - fd) + back * fd, z, row, column, seen)
    if at_end:
        label, confidence = seen.end_labels[row, column], _END_CONFIDENCE
    distance *= settings.scale
    distance = min(max(distance, -settings.truncation), settings.truncation)
    # Average it with earlier guesses, which fade if they are contradicted
    before, old = to.weight[slot, voxel], to.distance[slot, voxel]
    if before > 0 and (distance < 0) != (old < 0) and abs(distance - old) > settings.voxel_size:
        before *= _DISAGREEMENT
    if before == 0:
        to.layer[slot, voxel] = _GUESSED
    to.distance[slot, voxel] = old + (distance - old) / (before + one)
    to.weight[slot, voxel] = min(before + one, settings.max_guesses)
    to.last_seen[slot, voxel] = settings.time
    if abs(distance) < settings.truncation:
        _add_class(to, slot, voxel, label, confidence)


@compiled(nogil=True, error_model="numpy")
def _add_class(to: Attributes, slot: int, voxel: int, label: np.uint8, confidence: np.float32) -> None:
    """Add the log-odds of one classification; the other classes share the rest of the probability."""
    classes = to.classes.shape[2]
    if label >= classes:
        return
    likely = min(max(confidence, np.float32(0.1)), np.float32(0.99))
    odds = np.log(likely * np.float32(classes - 1) / (np.float32(1) - likely))
    total = to.classes[slot, voxel, label] + _EVIDENCE * odds
    excess = total - _MAX_ODDS
    to.classes[slot, voxel, label] = min(total, _MAX_ODDS)
    if excess > 0:  # keep the differences, so that a later change of class shows soon
        for other in range(classes):
            if other != label:
                to.classes[slot, voxel, other] = max(to.classes[slot, voxel, other] - excess, -_MAX_ODDS)
