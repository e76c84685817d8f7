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

"""Contact: depth and distance of solids against closed forms and least squares; what floats or came loose is found."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import lsq_linear

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.parts import VOID, box, cone, ellipsoid, shell
from svr_ros.synthesis.layout.contact import Obstacles, Report, inspect
from svr_ros.synthesis.scene import Item, Lights, RoomSize, Scene, Solid, SolidKind

SIZE = RoomSize(2.2, 2.6, 2.5)
ROOM = Solid(SolidKind.ROOM, 2, 0, 0, 0, SIZE.height / 2, 0, 0, 0, SIZE.half_x, SIZE.half_y, SIZE.height / 2, 0, 0, 0)
FAR = 0.5
"""Metres up to which a report is asked about."""


def _block(x: float, y: float, z: float, hx: float, hy: float, hz: float, yaw: float = 0.0) -> Solid:
    return box(int(Label.CABINET), 0, x, y, z, hx, hy, hz, 0.0, yaw)


def _scene(*items: list[Solid]) -> Scene:
    """Make a scene of items that are named by their number."""
    solids, entries = [ROOM], []
    for k, own in enumerate(items):
        entries.append(Item(int(Label.CABINET), str(k), 0, 0, 0, 0, 0, 0, 0, len(solids), len(solids) + len(own)))
        solids += own
    return Scene(SIZE, solids, [], Lights(), [], entries)


def _depth(first: Solid, second: Solid) -> float:
    """Return how deep two solids are in each other, their distance where negative."""
    report = inspect(_scene([first], [second]), depth=-FAR, support=FAR)
    return next(c.depth for c in report.collisions if c.items == (0, 1))


@pytest.mark.parametrize("gap", [-0.15, -0.01, 0.0, 0.02, 0.3])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ellipsoid(VOID, 0, 0, 0, 1, 0.2, 0.2, 0.2), ellipsoid(VOID, 0, 0.24, 0.32, 1, 0.2, 0.2, 0.2, 0.3, 0.4, 0.5)),
        (_block(0, 0, 1, 0.2, 0.3, 0.4), ellipsoid(VOID, 0, 0.5, 0.1, 1.2, 0.3, 0.3, 0.3)),
        (cone(VOID, 0, 0, 0, 0.5, 0.3, 0.2, 0.2), cone(VOID, 0, 0.3, 0.4, 0.7, 0.25, 0.3, 0.3, 0.02)),
        (_block(0, 0, 0.5, 0.4, 0.4, 0.4), box(VOID, 0, 0.1, 0.2, 1.1, 0.3, 0.3, 0.2, 0.05, 0.7)),
        (_block(0, 0, 0.5, 0.4, 0.4, 0.4), cone(VOID, 0, 0.1, 0.0, 1.1, 0.2, 0.1, 0.3)),
    ],
    ids=["balls", "ball at a side", "cylinders", "boxes stacked", "cone on a box"],
)  # fmt: skip
def test_depth_of_solids_that_are_moved_apart(first: Solid, second: Solid, gap: float) -> None:
    # As given, the two just touch along the line between these points.
    away = np.array([second.x - first.x, second.y - first.y, second.z - first.z])
    if first.kind == SolidKind.BOX:
        away = np.array([0, 0, 1.0] if second.z > 1.0 and second.kind != SolidKind.ELLIPSOID else [1.0, 0, 0])
    elif first.kind == SolidKind.CONE:
        away[2] = 0.0
    x, y, z = np.array([second.x, second.y, second.z]) + away / np.linalg.norm(away) * gap
    assert _depth(first, second._replace(x=x, y=y, z=z)) == pytest.approx(-gap, abs=1e-4)


def test_distance_of_turned_boxes_is_that_of_least_squares() -> None:
    rng = np.random.default_rng(0)
    for _ in range(30):
        pair = []
        for side in (-1, 1):
            half, turn = rng.uniform(0.02, 0.3, 3), rng.uniform(-3, 3, 3)
            pair.append(
                box(
                    VOID,
                    0,
                    *rng.uniform((side * 0.4 - 0.3, -0.3, 0.9), (side * 0.4 + 0.3, 0.3, 1.5)),
                    *half,
                    0.0,
                    *turn,
                )
            )
        axes = [_rotation(p) * [p.hx, p.hy, p.hz] for p in pair]
        away = np.array([pair[1].x - pair[0].x, pair[1].y - pair[0].y, pair[1].z - pair[0].z])
        fit = lsq_linear(np.hstack([axes[0], -axes[1]]), away, (-1, 1), tol=1e-12)
        distance = math.sqrt(2 * fit.cost)
        if 1e-3 < distance < FAR:
            assert -_depth(*pair) == pytest.approx(distance, abs=2e-3)


def _rotation(solid: Solid) -> np.ndarray:
    (cz, cx, cy), (sz, sx, sy) = np.cos(solid[6:9]), np.sin(solid[6:9])
    rz = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    rx = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    return rz @ rx @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])


@pytest.mark.parametrize("pitch", [0.0, 0.5])
def test_a_ball_inside_a_tube_touches_only_its_wall(pitch: float) -> None:
    tube = shell(VOID, 0, 0, 0, 1, 0.3, 0.25, 0.25, 0.02, pitch=pitch)
    assert _depth(tube, ellipsoid(VOID, 0, 0, 0, 1, 0.1, 0.1, 0.1)) == pytest.approx(-0.14, abs=0.003)
    assert _depth(tube, ellipsoid(VOID, 0, 0.15, 0, 1, 0.1, 0.1, 0.1)) == pytest.approx(0.01, abs=0.003)


def test_a_sector_of_a_shell_ends() -> None:
    back = shell(VOID, 0, 0, 0, 1, 0.3, 0.4, 0.4, 0.02, sector=1.0)
    assert _depth(back, ellipsoid(VOID, 0, 0.4, 0, 1, 0.05, 0.05, 0.05)) > 0.04
    assert _depth(back, ellipsoid(VOID, 0, -0.1, 0, 1, 0.05, 0.05, 0.05)) < -0.3


def _stood(*items: list[Solid]) -> Report:
    return inspect(_scene(*items))


def test_what_stands_hangs_or_leans_is_held() -> None:
    table = [_block(0, 0, 0.35, 0.4, 0.4, 0.35)]
    vase = [cone(VOID, 0, 0.1, 0, 0.805, 0.1, 0.05, 0.05)]
    lamp = [cone(VOID, 0, 1.0, 1.0, SIZE.height - 0.2, 0.2, 0.05, 0.05)]
    shelf = [_block(SIZE.half_x - 0.1, 0, 1.5, 0.1, 0.4, 0.02)]
    leaning = [box(VOID, 0, -0.52, 0, 0.5, 0.01, 0.1, 0.5, roll=0.2)]
    assert _stood(table, vase, lamp, shelf, leaning) == Report([], [], [])


def test_what_nothing_holds_floats() -> None:
    table = [_block(0, 0, 0.35, 0.4, 0.4, 0.35)]
    vase, fruit = [cone(VOID, 0, 0.1, 0, 0.83, 0.1, 0.05, 0.05)], [ellipsoid(VOID, 0, 0.1, 0, 0.96, 0.03, 0.03, 0.03)]
    assert _stood(table, vase, fruit).floating == [1, 2]


def test_a_part_without_contact_to_its_item_is_loose() -> None:
    table = [_block(0, 0, 0.7, 0.4, 0.4, 0.02), _block(0, 0, 0.3, 0.05, 0.05, 0.38), _block(0, 0, 0.75, 0.1, 0.1, 0.01)]
    report = _stood(table)
    assert report.floating == [] and report.loose == [(0, 3)]


def test_items_in_each_other_or_in_walls_collide() -> None:
    report = _stood(
        [_block(0, 0, 0.5, 0.5, 0.5, 0.5)], [_block(0.9, 0, 0.5, 0.42, 0.1, 0.5)], [_block(2, 2, 1, 1, 1, 1)]
    )
    assert [c.items for c in report.collisions] == [(0, 1), (2, -1)]
    assert report.collisions[0].depth == pytest.approx(0.02, abs=1e-6)
    assert report.collisions[1].depth == pytest.approx(2 + 1 - SIZE.half_x, abs=1e-6)


def test_obstacles_refuse_what_reaches_into_them_and_take_what_fits_below() -> None:
    room = Obstacles(SIZE, 0.01)
    top, legs = _block(0, 0, 0.72, 0.5, 0.4, 0.02), [_block(s * 0.45, 0, 0.35, 0.02, 0.3, 0.35) for s in (-1, 1)]
    assert not room.intersects([top, *legs])
    room.add()
    assert not room.intersects([_block(0, 0, 0.3, 0.2, 0.2, 0.3)])
    assert room.intersects([_block(0, 0, 0.4, 0.2, 0.2, 0.4)])
    assert room.intersects([_block(0.4, 0, 0.3, 0.2, 0.2, 0.3)])
    assert not room.intersects([_block(0.0, 0.0, 0.84, 0.1, 0.1, 0.1)]) and room.touches()
    assert not room.intersects([_block(0.0, 0.0, 0.86, 0.1, 0.1, 0.1)]) and not room.touches()


def test_parts_of_a_building_may_run_into_each_other_and_out_of_the_room() -> None:
    scene = _scene([_block(0, 2, 1, 0.5, 1, 1)], [_block(0.5, 1.5, 1, 0.2, 0.2, 1)], [_block(0.8, 1.5, 1, 0.2, 0.2, 1)])
    scene.items[:2] = [item._replace(built=True) for item in scene.items[:2]]
    assert [c.items for c in inspect(scene).collisions] == [(1, 2)]
