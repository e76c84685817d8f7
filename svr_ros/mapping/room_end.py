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

Walls reach from the floor to the ceiling, and what hangs on them or stands before them hides nothing behind them. The
farthest wall in each direction of the ground plan ends the room in all pixels of this direction.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import UNOBSERVED, Label

_DIRECTIONS = 128
"""Number of directions of the ground plan in the view of a camera."""

_MIN_PIXELS = 8
"""Minimum number of wall pixels in a direction that has a wall."""

_MIN_LEVEL_PIXELS = 100
"""Minimum number of pixels of the floor or the ceiling that show its height."""

_FARTHEST = 0.9
"""Quantile of the distances of the wall pixels in a direction that is taken as the distance of the wall."""

_MAX_SLOPE = 0.25
"""Maximum cosine between the normal of a wall and the way to the next wall pixel that belongs to the same plane."""


class RoomEnd(NamedTuple):
    """End of the room behind the pixels of a frame.

    Attributes:
        depth: Depths [S, S] in metres behind which there is nothing of the room; infinity if that is not known.
        labels: Class ids [S, S], `WALL` or `FLOOR`, of the surface that stands there; 255 if it is only a bound.
    """

    depth: NDArray[np.float32]
    labels: NDArray[np.uint8]


def room_end(
    depth: NDArray[np.float32],
    labels: NDArray[np.uint8],
    trusted: NDArray[np.bool_],
    normals: NDArray[np.float32],
    rays: NDArray[np.float32],
) -> RoomEnd:
    """Return the end of the room behind each pixel.

    What is seen beyond a wall, as through a window, ends the room itself, and so do walls and the floor in sight.

    Args:
        depth: Depths [S, S] in metres; NaN for none.
        labels: Class ids [S, S].
        trusted: Mask [S, S] of the pixels whose class is certain.
        normals: Unit normals [S, S, 3] in axes with z up.
        rays: Directions [S, S, 3] of the pixels in the same axes, per metre of depth.
    """
    seen = trusted & (depth > 0)
    end, kind = np.full(depth.shape, np.inf), np.full(depth.shape, UNOBSERVED, np.uint8)
    # Walls
    walls = seen & (labels == Label.WALL) & (np.abs(normals[..., 2]) < 0.3)
    if np.count_nonzero(walls) >= _MIN_PIXELS:
        end, certain = _wall_ends(depth, walls, normals, rays)
        kind[certain] = Label.WALL
    # Floor and ceiling
    for sign in (-1.0, 1.0):  # the direction of the rays that reach it; both have class FLOOR
        level = seen & (labels == Label.FLOOR) & (normals[..., 2] * sign < -0.8)
        if np.count_nonzero(level) >= _MIN_LEVEL_PIXELS:
            height = float(np.median(depth[level] * rays[level][:, 2]))
            ends = np.where(rays[..., 2] * sign > 1e-3, height / np.where(rays[..., 2] == 0, 1, rays[..., 2]), np.inf)
            nearer = ends < end
            end[nearer], kind[nearer] = ends[nearer], Label.FLOOR
    # Surfaces in sight
    closed = seen & ((labels == Label.WALL) | (labels == Label.FLOOR))
    at_end = closed | (depth > end)
    end[at_end], kind[at_end] = depth[at_end], UNOBSERVED
    return RoomEnd(end.astype(np.float32), kind)


def _wall_ends(
    depth: NDArray[np.float32], walls: NDArray[np.bool_], normals: NDArray[np.float32], rays: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the depths [S, S] at which walls end the room, and whether there is a wall, given their pixels."""
    # Sort the pixels into directions of the ground plan, from right to left
    ahead = np.arctan2(*rays[len(rays) // 2, len(rays) // 2, 1::-1])
    angle = np.mod(np.arctan2(rays[..., 1], rays[..., 0]) - ahead + np.pi, 2 * np.pi) - np.pi
    low, high = float(angle.min()), float(angle.max())
    step = max((high - low) / _DIRECTIONS, 1e-6)
    direction = np.minimum(((angle - low) / step).astype(np.int64), _DIRECTIONS - 1)
    level = np.hypot(rays[..., 0], rays[..., 1])
    # Find the distance of the farthest wall in each direction, and its normal in the plan
    at, distance = direction[walls], (depth * level)[walls]
    order = np.lexsort((distance, at))
    count = np.bincount(at, minlength=_DIRECTIONS)
    first = np.cumsum(count) - count
    filled = np.flatnonzero(count >= _MIN_PIXELS)
    if not len(filled):
        return np.full(depth.shape, np.inf), np.zeros(depth.shape, np.bool_)
    chosen = order[first[filled] + (_FARTHEST * (count[filled] - 1)).astype(np.int64)]
    found, certain = np.full(_DIRECTIONS, np.inf), count >= _MIN_PIXELS
    found[filled] = distance[chosen]
    angles = low + ahead + (np.arange(_DIRECTIONS) + 0.5) * step
    _close_gaps(found, certain, filled, normals[walls][chosen, :2].astype(np.float64), angles)
    return found[direction] / np.maximum(level, 1e-6), certain[direction]


def _close_gaps(
    found: NDArray[np.float64],
    certain: NDArray[np.bool_],
    filled: NDArray[np.int64],
    normals: NDArray[np.float64],
    angles: NDArray[np.float64],
) -> None:
    """Fill in the distances of directions without a wall.

    Between two pieces of one plane there is a wall, such as behind a curtain. Elsewhere the room may extend to the
    farther one of the planes of the next walls on both sides.

    Args:
        found: Distances [D] of the walls; infinity for none.
        certain: Mask [D] of the directions with a wall.
        filled: Directions [F] in which a wall is seen.
        normals: Normals [F, 2] of these walls in the plan.
        angles: Angles [D] of the directions.
    """
    towards = np.stack([np.cos(angles), np.sin(angles)], -1)
    pieces = found[filled, None] * towards[filled]

    def plane(piece: int, part: slice) -> NDArray[np.float64]:
        """Return the distances of the plane of a piece in some directions."""
        offset, facing = pieces[piece] @ normals[piece], towards[part] @ normals[piece]
        return np.where(facing < -1e-3, offset / np.minimum(facing, -1e-3), np.inf)

    for number in np.flatnonzero(np.diff(filled) > 1).tolist():
        between = slice(filled[number] + 1, filled[number + 1])
        way = pieces[number + 1] - pieces[number]
        way /= max(float(np.linalg.norm(way)), 1e-6)
        if max(abs(normals[number] @ way), abs(normals[number + 1] @ way)) <= _MAX_SLOPE:
            across = np.array([way[1], -way[0]])
            found[between], certain[between] = (pieces[number] @ across) / (towards[between] @ across), True
        else:
            found[between] = np.maximum(plane(number, between), plane(number + 1, between))
    for piece, part in ((0, slice(0, filled[0])), (len(filled) - 1, slice(filled[-1] + 1, len(found)))):
        found[part] = plane(piece, part)
