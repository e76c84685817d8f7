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

"""End of the room behind pictures, curtains, corners, doors and boxes, and the guesses that it leaves out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.geometry import rigid
from svr_ros.labels import UNOBSERVED, Label
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.room_end import RoomEnd, room_end
from svr_ros.mapping.semantic_map import SemanticMap

SIZE = 128
LEVEL = np.array([[0.0, 0, 1], [-1, 0, 0], [0, -1, 0]])
"""Axes of a level camera that looks along x."""


def view() -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.uint8], NDArray[np.float32]]:
    """Return rays, depth, labels and normals of a camera that faces a wall at 3 m, 1 m above the floor."""
    axis = 2 * (np.arange(SIZE) + 0.5) / SIZE - 1
    rays = (np.stack(np.broadcast_arrays(0.7 * axis, 0.6 * axis[:, None], 1.0), -1) @ LEVEL.T).astype(np.float32)
    depth = np.full((SIZE, SIZE), 3.0, np.float32)
    labels = np.full((SIZE, SIZE), Label.WALL, np.uint8)
    normals = np.broadcast_to(np.array([-1, 0, 0], np.float32), (SIZE, SIZE, 3)).copy()
    on_floor = 3.0 * rays[..., 2] < -1.0
    depth[on_floor] = -1.0 / rays[on_floor][:, 2]
    labels[on_floor], normals[on_floor] = Label.FLOOR, (0, 0, 1)
    return rays, depth, labels, normals


def end_of(rays, depth, labels, normals) -> RoomEnd:
    return room_end(depth, labels, np.ones(depth.shape, np.bool_), normals, rays)


def test_wall_stands_behind_a_picture() -> None:
    rays, depth, labels, normals = view()
    labels[30:60, 40:80], depth[30:60, 40:80] = Label.VOID, 2.9
    end = end_of(rays, depth, labels, normals)
    np.testing.assert_allclose(end.depth[30:60, 40:80], 3.0, atol=0.03)
    assert (end.labels[30:60, 40:80] == Label.WALL).all()
    # The wall in sight ends the room, and needs no guess
    np.testing.assert_allclose(end.depth[:20], 3.0)
    assert (end.labels[:20] == UNOBSERVED).all()


def test_ceiling_ends_the_room_above_a_lamp() -> None:
    rays, depth, labels, normals = view()
    on_ceiling = 3.0 * rays[..., 2] > 1.2
    depth[on_ceiling] = 1.2 / rays[on_ceiling][:, 2]
    labels[on_ceiling], normals[on_ceiling] = Label.FLOOR, (0, 0, -1)
    truth = depth.copy()
    lamp = np.s_[8:20, 50:70]
    labels[lamp], depth[lamp] = Label.LIGHTING, 1.0
    end = end_of(rays, depth, labels, normals)
    np.testing.assert_allclose(end.depth[lamp], truth[lamp], atol=0.03)
    assert (end.labels[lamp] == Label.FLOOR).all()


def test_wall_stands_behind_a_curtain_between_two_pieces_of_it() -> None:
    rays, depth, labels, normals = view()
    upper = labels[:, 64] == Label.WALL
    labels[upper, 40:80], depth[upper, 40:80] = Label.VOID, 2.8
    end = end_of(rays, depth, labels, normals)
    np.testing.assert_allclose(end.depth[upper, 40:80], 3.0, atol=0.03)
    assert (end.labels[upper, 40:80] == Label.WALL).all()


def test_hidden_corner_is_bounded_by_both_walls() -> None:
    rays, depth, labels, normals = view()
    # A second wall on the left, at y = 1.5 m, and a cabinet before the corner
    aside = rays[..., 1] * depth > 1.5
    depth[aside] = 1.5 / rays[aside][:, 1]
    labels[aside], normals[aside] = Label.WALL, (0, -1, 0)
    corner = int(np.flatnonzero(aside[10]).max())
    band = np.s_[:, corner - 8 : corner + 9]
    labels[band], depth[band] = Label.CABINET, 1.5
    end = end_of(rays, depth, labels, normals)
    side = np.where(rays[..., 1] > 0, 1.5 / np.maximum(rays[..., 1], 1e-3), np.inf)
    upper = rays[:, 0, 2] > 0
    part = np.s_[corner - 6 : corner + 7]
    np.testing.assert_allclose(end.depth[upper, part], np.maximum(side, 3.0)[upper, part], rtol=0.05)
    assert (end.labels[upper, part] == UNOBSERVED).all()


def test_what_is_seen_through_a_door_ends_the_room_itself() -> None:
    rays, depth, labels, normals = view()
    labels[20:, 50:70], depth[20:, 50:70] = Label.VOID, 5.0
    end = end_of(rays, depth, labels, normals)
    np.testing.assert_allclose(end.depth[20:60, 52:68], 5.0)
    assert (end.labels[20:60, 52:68] == UNOBSERVED).all()


def test_floor_lies_behind_a_box() -> None:
    rays, depth, labels, normals = view()
    box = np.s_[110:, 20:40]
    labels[box], depth[box] = Label.CABINET, 1.2
    end = end_of(rays, depth, labels, normals)
    np.testing.assert_allclose(end.depth[box] * -rays[box][..., 2], 1.0, atol=0.01)
    assert (end.labels[box] == Label.FLOOR).all()


def test_nothing_is_known_without_walls_and_floor() -> None:
    rays, depth, labels, normals = view()
    labels[:] = Label.CABINET
    end = end_of(rays, depth, labels, normals)
    assert np.isinf(end.depth).all() and (end.labels == UNOBSERVED).all()


@pytest.mark.parametrize("around, guessed", [(Label.WALL, False), (Label.CABINET, True)])
def test_nothing_is_guessed_behind_a_picture_on_a_wall(scenes, around: Label, guessed: bool) -> None:
    view = scenes.wall(1.5)
    labels = np.full_like(view.pixel_labels, around)
    labels[20:40, 20:40] = Label.VOID
    scene = SemanticMap(0.05)
    scene.integrate(replace(view, pixel_labels=labels), rigid.pose(LEVEL, np.zeros(3)))
    behind = scene.region([1.9, -0.2, -0.1], [2.3, 0.2, 0.1]).layer
    assert (behind == Layer.GUESSED).any() == guessed
