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

"""End of the room behind each pixel of a frame, as far as its walls, floor and ceiling show it.

Walls reach from the floor to the ceiling: what hangs on a wall or stands before it hides nothing behind the wall. The
farthest wall in each direction of the ground plan ends the room in all pixels of this direction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import Label

_DIRECTIONS = 128
"""Number of directions of the ground plan in the view of a camera."""

_MIN_PIXELS = 8
"""Minimum number of wall pixels in a direction that has a wall."""

_MIN_LEVEL_PIXELS = 100
"""Minimum number of pixels of the floor or the ceiling that show its height."""

_FARTHEST = 0.9
"""Quantile of the distances of the wall pixels in a direction at which the wall stands."""

_MARGIN = 0.1
"""Distance in metres behind a wall, below the floor and above the ceiling at which the room ends."""

_MAX_SLOPE = 0.25
"""Maximum cosine between the normal of a wall and the way to the next wall pixel that belongs to the same plane."""


def room_end(
    depth: NDArray[np.float32],
    labels: NDArray[np.uint8],
    trusted: NDArray[np.bool_],
    normals: NDArray[np.float32],
    rays: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return the depths [S, S] in metres behind which the room has ended; infinity if that is not known.

    Args:
        depth: Depths [S, S] in metres; NaN for none.
        labels: Class ids [S, S].
        trusted: Mask [S, S] of the pixels whose class is certain.
        normals: Unit normals [S, S, 3] in axes with z up.
        rays: Directions [S, S, 3] of the pixels in the same axes, per metre of depth.
    """
    seen = trusted & (depth > 0)
    upright = np.abs(normals[..., 2])
    end = np.full(depth.shape, np.inf, np.float32)
    # Floor and ceiling
    for level, sign in (
        (seen & (labels == Label.FLOOR) & (normals[..., 2] > 0.8), -1.0),
        (seen & (labels == Label.WALL) & (normals[..., 2] < -0.8), 1.0),
    ):
        if np.count_nonzero(level) >= _MIN_LEVEL_PIXELS:
            height = float(np.median(depth[level] * rays[level][:, 2])) + sign * _MARGIN
            towards = rays[..., 2] * sign > 1e-3
            end[towards] = np.minimum(end[towards], height / rays[..., 2][towards])
    # Walls
    walls = seen & (labels == Label.WALL) & (upright < 0.3)
    if np.count_nonzero(walls) >= _MIN_PIXELS:
        end = np.minimum(end, _wall_ends(depth, walls, normals, rays))
    # What is seen beyond the end, as through a door, has no known end
    return np.where(depth > end + _MARGIN, np.float32(np.inf), end)


def _wall_ends(
    depth: NDArray[np.float32], walls: NDArray[np.bool_], normals: NDArray[np.float32], rays: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the depths [S, S] at which the walls end the room, given the mask of the pixels of walls."""
    # Sort the pixels into directions of the ground plan, from right to left
    ahead = np.arctan2(*rays[len(rays) // 2, len(rays) // 2, 1::-1])
    angle = np.mod(np.arctan2(rays[..., 1], rays[..., 0]) - ahead + np.pi, 2 * np.pi) - np.pi
    low, high = float(angle.min()), float(angle.max())
    step = (high - low) / _DIRECTIONS
    direction = np.minimum(((angle - low) / max(step, 1e-6)).astype(np.int64), _DIRECTIONS - 1)
    level = np.hypot(rays[..., 0], rays[..., 1])
    # Find the distance of the farthest wall in each direction, and its normal in the plan
    at, distance = direction[walls], (depth * level)[walls]
    order = np.lexsort((distance, at))
    count = np.bincount(at, minlength=_DIRECTIONS)
    first = np.cumsum(count) - count
    filled = np.flatnonzero(count >= _MIN_PIXELS)
    chosen = order[first[filled] + (_FARTHEST * (count[filled] - 1)).astype(np.int64)]
    found = np.full(_DIRECTIONS, np.inf)
    found[filled] = distance[chosen]
    _close_gaps(found, filled, normals[walls][chosen, :2], low + ahead + (np.arange(_DIRECTIONS) + 0.5) * step)
    return ((found[direction] + _MARGIN) / np.maximum(level, 1e-6)).astype(np.float32)


def _close_gaps(
    found: NDArray[np.float64], filled: NDArray[np.int64], normals: NDArray[np.float32], angles: NDArray[np.float64]
) -> None:
    """Fill in the distances [D] of directions between two pieces of the same plane, such as those of a curtain.

    Args:
        found: Distances [D] of the walls; infinity for none.
        filled: Directions [F] with a wall.
        normals: Their normals [F, 2] in the plan.
        angles: Angles [D] of the directions.
    """
    towards = np.stack([np.cos(angles), np.sin(angles)], -1)
    for number in np.flatnonzero(np.diff(filled) > 1):
        before, after = filled[number], filled[number + 1]
        start, end = found[before] * towards[before], found[after] * towards[after]
        way = (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)
        if max(abs(normals[number] @ way), abs(normals[number + 1] @ way)) > _MAX_SLOPE:
            continue
        across = np.array([way[1], -way[0]])
        between = slice(before + 1, after)
        found[between] = (start @ across) / (towards[between] @ across)
