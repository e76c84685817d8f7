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

"""Objects of maps of a room with boxes: boxes that touch, sides, ids that stay, things that leave, and files."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from svr_ros.geometry.boxes import box_iou, upright_box
from svr_ros.geometry.frustum import WIDE
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.instances import BAND, CentreOffsets
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import COLORS, Label
from svr_ros.mapping import map_files
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.object_tracking import associate
from svr_ros.mapping.semantic_map import SemanticMap

Box = tuple[tuple[float, float, float], tuple[float, float, float]]
"""Lower and upper corner in metres, in the map."""

SIZE, TRUNCATION = 64, 0.3
ROOM: Box = (-0.5, -2.5, 0.0), (4.0, 2.5, 2.4)
LEFT: Box = (1.6, 0.0, 0.0), (2.1, 0.6, 0.6)
RIGHT: Box = (1.6, -0.7, 0.0), (2.1, 0.0, 0.6)
WHOLE: Box = (1.6, -0.7, 0.0), (2.1, 0.6, 0.6)


def pose(x: float = 0.0, y: float = 0.0, turned: bool = False) -> NDArray[np.float64]:
    """Return the pose of a level camera 1 m above the floor that looks along x, or against it if turned."""
    side = -1.0 if turned else 1.0
    return np.array([[0, 0, side, x], [-side, 0, 0, y], [0, -1, 0, 1.0], [0, 0, 0, 1.0]])


FROM_FRONT, FROM_BACK = pose(), pose(3.7, turned=True)


def _distance(points: NDArray[np.float64], box: Box) -> NDArray[np.float64]:
    low, high = np.array(box)
    q = np.maximum(low - points, points - high)
    return np.linalg.norm(np.maximum(q, 0), axis=-1) + np.minimum(q.max(-1), 0)


def view(map_from_camera: NDArray[np.float64], *boxes: Box, label: Label = Label.CABINET) -> Reconstruction:
    """Return the exact reconstruction of boxes of one class in a room, with the offsets to their centres."""
    return _view(tuple(map(tuple, map_from_camera.tolist())), boxes, label)


@cache
def _view(rows: tuple[tuple[float, ...], ...], boxes: tuple[Box, ...], label: Label) -> Reconstruction:
    map_from_camera = np.array(rows)
    rotation, position = map_from_camera[:3, :3], map_from_camera[:3, 3]
    labels = np.array([Label.WALL] + [label] * len(boxes), np.uint8)

    def surfaces(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        distances = np.stack([-_distance(points, ROOM), *(_distance(points, box) for box in boxes)])
        return distances.min(0), distances.argmin(0)

    # Trace the rays of the pixels
    axis = 2 * (np.arange(SIZE) + 0.5) / SIZE - 1
    x, y = np.meshgrid(axis * WIDE.tan_x, axis * WIDE.tan_y)
    rays = np.stack([x, y, np.ones_like(x)], -1)
    depth = np.full((SIZE, SIZE), 0.3)
    for _ in range(80):
        distance, nearest = surfaces(position + (depth[..., None] * rays) @ rotation.T)
        depth += distance / np.linalg.norm(rays, axis=-1)
    # Sample the volume
    points = WIDE.to_camera(WIDE.centres(SIZE)).astype(np.float64) @ rotation.T + position
    tsdf, owner = surfaces(points)
    voxels = np.flatnonzero((np.abs(tsdf) < BAND) & (owner > 0))
    centres = np.array([ROOM, *boxes]).mean(1)
    offsets = (centres[owner.ravel()[voxels]] - points.reshape(-1, 3)[voxels]) @ rotation
    camera = WIDE.camera(SIZE)
    normals = np.broadcast_to(np.array([0, 0, -1], np.float32), (SIZE, SIZE, 3)).copy()
    return Reconstruction(
        camera=camera,
        frustum=WIDE,
        truncation=TRUNCATION,
        view=CanonicalView(camera, WIDE, SIZE),
        image=np.full((SIZE, SIZE, 3), 100, np.uint8),
        normals=normals,
        depth=depth.astype(np.float32),
        pixel_labels=labels[nearest],
        pixel_confidence=np.full((SIZE, SIZE), 0.9, np.float32),
        log_depth_std=np.full((SIZE, SIZE), 0.01, np.float32),
        measured=np.ones((SIZE, SIZE), np.bool_),
        tsdf=np.clip(tsdf, -TRUNCATION, TRUNCATION).astype(np.float32),
        labels=labels[owner],
        confidence=np.full(tsdf.shape, 0.9, np.float32),
        offsets=CentreOffsets(voxels.astype(np.int32), offsets.astype(np.float16)),
    )


@pytest.fixture
def empty(scenes) -> SemanticMap:
    """Return an empty map that keeps objects."""
    return SemanticMap(config=MapConfig(0.05, with_objects=True))


def ids(scene: SemanticMap) -> list[int]:
    return [one.id for one in scene.objects()]


def iou(scene: SemanticMap, number: int, box: Box) -> float:
    [one] = [one for one in scene.objects() if one.id == number]
    low, high = np.array(box)
    return box_iou(one.box, upright_box((low + high) / 2, high - low, 0.0))


def test_boxes_that_touch_are_two_objects_with_their_boxes(empty: SemanticMap) -> None:
    for step in range(3):
        empty.integrate(view(pose(0.1 * step, 0.1 * step), LEFT, RIGHT), pose(0.1 * step, 0.1 * step))
    first, second = empty.objects()
    left, right = (first, second) if first.centre[1] > second.centre[1] else (second, first)
    for one, box in ((left, LEFT), (right, RIGHT)):
        assert iou(empty, one.id, box) > 0.6
        assert one.label == Label.CABINET and 0.4 < one.score <= 1
        assert one.voxels > 50 and one.measured > 0.4 and one.seen == 0
        assert one.measured + one.guessed == pytest.approx(1)
        np.testing.assert_allclose(one.box.rotation[:, 2], [0, 0, 1], atol=1e-12)
        # The front, at one of the shorter sides, faces the camera
        assert abs(math.remainder(one.yaw - math.pi, math.tau)) < 0.1
        assert (one.mesh.colors == COLORS[Label.CABINET]).all()
        low, high = np.array(box)
        assert len(one.mesh.faces) > 50
        inside = ((one.mesh.vertices > low - 0.06) & (one.mesh.vertices < high + 0.06)).all(1)
        assert inside.mean() > 0.9


def test_thing_seen_from_two_sides_keeps_its_id(empty: SemanticMap) -> None:
    empty.integrate(view(FROM_FRONT, WHOLE), FROM_FRONT)
    [first] = empty.objects()
    for _ in range(2):
        empty.integrate(view(FROM_BACK, WHOLE), FROM_BACK)
    assert ids(empty) == [first.id]
    assert iou(empty, first.id, WHOLE) > 0.7
    assert empty.objects()[0].measured > first.measured


def test_ids_stay_while_the_camera_moves_and_things_join(empty: SemanticMap) -> None:
    empty.integrate(view(pose(), RIGHT), pose())
    [first] = ids(empty)
    further: Box = (2.6, 1.0, 0.0), (3.0, 1.5, 0.8)
    for step in range(4):
        at = pose(0.1 * step, -0.15 * step)
        empty.integrate(view(at, RIGHT, further), at)
    assert ids(empty)[0] == first and len(ids(empty)) == 2
    assert iou(empty, first, RIGHT) > 0.6 and iou(empty, ids(empty)[1], further) > 0.5


def test_thing_that_was_taken_away_is_no_object(empty: SemanticMap) -> None:
    for _ in range(2):
        empty.integrate(view(FROM_FRONT, LEFT, RIGHT), FROM_FRONT)
    stays = next(one.id for one in empty.objects() if one.centre[1] < 0)
    for _ in range(5):
        for at in (FROM_FRONT, FROM_BACK):
            empty.integrate(view(at, RIGHT), at)
    assert ids(empty) == [stays]
    # Something comes back
    for _ in range(12):
        empty.integrate(view(FROM_FRONT, LEFT, RIGHT), FROM_FRONT)
    assert len(ids(empty)) == 2 and stays in ids(empty)


def test_remains_that_are_small_for_their_class_are_no_object(empty: SemanticMap) -> None:
    rest: Box = (1.6, 0.2, 0.0), (1.8, 0.4, 0.2)
    empty.integrate(view(FROM_FRONT, LEFT, label=Label.SOFA), FROM_FRONT)
    for _ in range(2):
        empty.integrate(view(FROM_FRONT, rest, label=Label.SOFA), FROM_FRONT)
    assert empty.region().objects.any()
    assert empty.objects() == []


def test_two_ids_that_are_one_thing_are_merged(empty: SemanticMap) -> None:
    for _ in range(2):
        empty.integrate(view(FROM_FRONT, LEFT, RIGHT), FROM_FRONT)
    assert len(ids(empty)) == 2
    before = empty.objects()
    empty.integrate(view(FROM_FRONT, WHOLE), FROM_FRONT)
    # One frame that sees them together changes nothing, for both keep their votes
    after = empty.objects()
    assert [one.id for one in after] == [one.id for one in before]
    assert [one.voxels for one in after] == pytest.approx([one.voxels for one in before], abs=2)  # guesses are averaged
    for _ in range(6):
        empty.integrate(view(FROM_FRONT, WHOLE), FROM_FRONT)
    assert ids(empty) == [1]
    assert iou(empty, 1, WHOLE) > 0.6


def test_one_id_of_two_things_comes_apart(empty: SemanticMap) -> None:
    empty.integrate(view(FROM_FRONT, WHOLE), FROM_FRONT)
    assert ids(empty) == [1]
    for _ in range(4):
        empty.integrate(view(FROM_FRONT, LEFT, RIGHT), FROM_FRONT)
    assert len(ids(empty)) == 2 and ids(empty)[0] == 1


def test_maps_without_things_or_without_the_setting_have_no_objects(scenes, empty: SemanticMap) -> None:
    assert empty.objects() == []
    empty.integrate(view(FROM_FRONT), FROM_FRONT)
    assert len(empty.points().points) > 100 and empty.objects() == []
    without = SemanticMap(0.05)
    without.integrate(view(FROM_FRONT, LEFT), FROM_FRONT)
    assert without.objects() == []
    assert not without.region().objects.any()


def test_everything_of_objects_is_finite(empty: SemanticMap) -> None:
    """Also without normals of vertical surfaces: a board so thin that only its top is seen."""
    empty.integrate(view(FROM_FRONT, ((1.5, -0.5, 0.58), (2.2, 0.5, 0.6)), label=Label.TABLE), FROM_FRONT)
    assert empty.objects()
    for one in empty.objects():
        numbers = [one.score, one.yaw, one.measured, one.guessed, *one.centre, *one.size, *one.box.rotation.ravel()]
        assert np.isfinite(numbers).all()


def test_same_frames_give_the_same_objects(scenes, empty: SemanticMap) -> None:
    other = SemanticMap(config=empty.config)
    for scene in (empty, other):
        for at in (FROM_FRONT, FROM_BACK):
            scene.integrate(view(at, LEFT, RIGHT), at)
    assert empty.objects()
    for one, same in zip(empty.objects(), other.objects(), strict=True):
        assert (one.id, one.score, one.voxels) == (same.id, same.score, same.voxels)
        np.testing.assert_array_equal(one.box.corners(), same.box.corners())


def test_saved_maps_keep_their_ids_and_go_on(empty: SemanticMap, tmp_path: Path) -> None:
    for _ in range(2):
        empty.integrate(view(FROM_FRONT, LEFT, RIGHT), FROM_FRONT)
    empty.save(tmp_path / "room.svrmap")
    loaded = SemanticMap.load(tmp_path / "room.svrmap", empty.config)
    assert ids(loaded) == ids(empty) == [1, 2]
    further: Box = (2.6, 1.0, 0.0), (3.0, 1.5, 0.8)
    for _ in range(2):
        loaded.integrate(view(FROM_FRONT, LEFT, RIGHT, further), FROM_FRONT)
    assert ids(loaded) == [1, 2, 3]
    loaded.clear()
    assert loaded.objects() == []


def test_boxes_are_drawn_into_the_picture_of_a_map(empty: SemanticMap, tmp_path: Path) -> None:
    empty.integrate(view(FROM_FRONT, LEFT, RIGHT), FROM_FRONT)
    left, right = sorted(empty.objects(), key=lambda one: -one.centre[1])
    pictures = []
    for name, objects in (("plain", []), ("left", [left]), ("right", [right])):
        map_files.write(empty, tmp_path / f"{name}.png", objects=objects)
        pictures.append(np.asarray(Image.open(tmp_path / f"{name}.png")).astype(int))
    # The box of the thing to the left of the first camera is to the left in the picture, at about the same height
    places = [np.argwhere((drawn != pictures[0]).any(-1)).mean(0) for drawn in pictures[1:]]
    down, across = places[1] - places[0]
    assert across > 20 and across > 1.5 * abs(down)


def test_instances_are_associated_by_the_voxels_that_they_share() -> None:
    # Rows are instances, columns objects; the first ones stand for none
    shared = np.array([[0, 0, 0, 5], [10, 80, 30, 0], [10, 20, 60, 0], [50, 0, 0, 2]])
    assert associate(shared).tolist() == [0, 1, 2, 0]
    # An object goes to the instance with most of its voxels, and is not given twice
    assert associate(np.array([[0, 0], [0, 40], [0, 60]])).tolist() == [0, 0, 1]
    assert associate(np.zeros((1, 1), np.int64)).tolist() == [0]
