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

"""Rooms: the same for a seed everywhere, furnished inside their walls without collisions, and rich in classes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.furnishing.recipes import RECIPES
from svr_ros.synthesis.layout.contact import inspect
from svr_ros.synthesis.rooms import BARE, build_room, draw_recipe
from svr_ros.synthesis.samples import make_sample
from svr_ros.synthesis.scene import ROOM_MATERIALS, DecalKind, Face, Scene, SolidKind

SEEDS = range(1000)


@pytest.fixture(scope="module")
def rooms() -> list[Scene]:
    return [build_room(seed) for seed in SEEDS]


def _digest(seeds: range) -> str:
    """Hash all that the rooms of some seeds are made of."""
    scenes = [build_room(seed) for seed in seeds]
    text = repr([(s.size, s.solids, s.materials, s.lights, s.decals, s.items) for s in scenes])
    return hashlib.sha256(text.encode()).hexdigest()


def test_another_process_builds_the_same_rooms() -> None:
    here = os.path.dirname(__file__)
    program = f"import sys; sys.path.insert(0, {here!r}); import test_rooms as t; print(t._digest(range(10)))"
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=300)
    assert done.stdout.strip() == _digest(range(10))


def test_seeds_build_different_rooms(rooms: list[Scene]) -> None:
    assert len({(room.size, len(room.solids)) for room in rooms}) == len(rooms)


def test_the_room_is_solid_zero_and_owns_the_first_materials(rooms: list[Scene]) -> None:
    for room in rooms:
        shell = room.solids[0]
        assert shell.kind == SolidKind.ROOM
        assert (shell.hx, shell.hy, 2 * shell.hz) == room.size
        assert (shell.x, shell.y, shell.z) == (0.0, 0.0, shell.hz)
        assert all(solid.kind != SolidKind.ROOM for solid in room.solids[1:])
        assert len(room.materials) > ROOM_MATERIALS


def test_rows_exist_and_colours_are_reflectances(rooms: list[Scene]) -> None:
    for room in rooms:
        rows = len(room.materials)
        assert all(0 <= solid.material < rows for solid in room.solids)
        # A bordered decal takes its border from the next row.
        assert all(0 <= d.material + (d.kind == DecalKind.BORDERED) < rows for d in room.decals)
        colors = np.array([material.first + material.second for material in room.materials])
        assert colors.min() >= 0.0 and colors.max() <= 1.0


def test_some_rooms_are_plain_and_of_one_colour_all_around(rooms: list[Scene]) -> None:
    """Blank walls are far as often as near only where such rooms are among those that are learned from."""
    blank = np.array([draw_recipe(seed).blank for seed in SEEDS])
    alike = np.array([len({material[:3] for material in room.materials[:ROOM_MATERIALS]}) == 1 for room in rooms])
    assert alike[blank].all()
    assert BARE - 0.035 < alike[~blank].mean() < BARE + 0.035


def test_blank_rooms_have_a_few_pieces_before_nothing(rooms: list[Scene]) -> None:
    blank = [room for seed, room in zip(SEEDS, rooms, strict=True) if draw_recipe(seed).blank]
    pieces = [sum(not item.built for item in room.items) for room in blank]
    assert 0.08 < len(blank) / len(rooms) < 0.25
    assert np.median(pieces) <= 3
    assert all(decal.kind != DecalKind.WINDOW for room in blank for decal in room.decals)


def test_solids_stay_within_walls_and_floor(rooms: list[Scene]) -> None:
    for seed, room in zip(SEEDS, rooms, strict=True):
        boxes = np.array([enclose([solid]) for solid in room.solids[1:]]).reshape(-1, 6)
        assert (boxes[:, 2] > -0.1).all(), f"seed {seed}: sinks into the floor"
        centres = (boxes[:, :3] + boxes[:, 3:]) / 2
        assert (np.abs(centres[:, :2]) < [room.size.half_x + 0.02, room.size.half_y + 0.02]).all(), f"seed {seed}"


def test_nothing_interpenetrates_floats_or_comes_loose(rooms: list[Scene]) -> None:
    for seed, room in zip(SEEDS, rooms, strict=True):
        report = inspect(room)
        for (a, b), _, depth in report.collisions:
            other = room.items[b].name if b >= 0 else "the room"
            raise AssertionError(f"seed {seed}: {room.items[a].name} is {100 * depth:.1f} cm inside of {other}")
        assert not report.floating, f"seed {seed}: nothing holds {[room.items[k].name for k in report.floating]}"
        assert not report.loose, f"seed {seed}: in pieces: {[(room.items[k].name, i) for k, i in report.loose]}"


def test_decals_lie_on_their_faces(rooms: list[Scene]) -> None:
    for seed, room in zip(SEEDS, rooms, strict=True):
        rx, ry, height = room.size
        for decal in room.decals:
            half_u, half_v = {
                Face.X_PLUS: (ry, height / 2),
                Face.X_MINUS: (ry, height / 2),
                Face.Y_PLUS: (rx, height / 2),
                Face.Y_MINUS: (rx, height / 2),
                Face.FLOOR: (rx, ry),
            }[Face(decal.face)]
            assert -half_u - 1e-6 <= decal.u0 < decal.u1 <= half_u + 1e-6, f"seed {seed}"
            assert -half_v - 1e-6 <= decal.v0 < decal.v1 <= half_v + 1e-6, f"seed {seed}"


def test_no_room_is_too_much_for_the_renderer_or_empty(rooms: list[Scene]) -> None:
    counts = np.array([len(room.solids) for room in rooms])
    assert counts.max() < 512
    assert np.median(counts) > 60
    assert (counts > 12).mean() > 0.97


def test_rooms_have_lived_in_sizes(rooms: list[Scene]) -> None:
    sizes = np.array([room.size for room in rooms]) * [2, 2, 1]
    short, long, height = sizes[:, :2].min(1), sizes[:, :2].max(1), sizes[:, 2]
    assert short.min() >= 1.2 and long.max() <= 9.0
    assert 0.1 < (short < 2.0).mean() < 0.35 and 0.02 < (long > 7.0).mean() < 0.2
    assert height.min() >= 2.2 and height.max() <= 4.0


def test_every_type_of_room_is_built_in_its_own_size() -> None:
    drawn = [draw_recipe(seed) for seed in SEEDS]
    for recipe in RECIPES:
        assert drawn.count(recipe) > 0, recipe.name
        size = np.sort(2 * np.array(build_room(7, recipe).size[:2]))
        assert recipe.short[0] <= size[0] <= recipe.short[1] + 1e-9, recipe.name
        assert recipe.long[0] <= size[1] <= recipe.long[1] + 1e-9, recipe.name


def test_one_can_walk_in_most_rooms(rooms: list[Scene]) -> None:
    free = []
    for room in rooms:
        rx, ry, _ = room.size
        boxes = np.array([enclose([solid]) for solid in room.solids[1:]]).reshape(-1, 6)
        boxes = boxes[(boxes[:, 2] < 1.0) & (boxes[:, 5] > 0.15)]
        x, y = np.meshgrid(np.linspace(-rx + 0.25, rx - 0.25, 15), np.linspace(-ry + 0.25, ry - 0.25, 15))
        points = np.stack([x, y], -1).reshape(-1, 1, 2)
        # A person takes 0.4 m.
        free.append((~((points > boxes[:, :2] - 0.2) & (points < boxes[:, 3:5] + 0.2)).all(-1).any(-1)).mean())
    assert (np.array(free) > 0.02).mean() > 0.97
    assert 0.15 < np.median(free) < 0.5


def test_every_class_is_in_enough_pictures() -> None:
    shares = np.zeros(len(Label))
    for seed in range(120):
        classes = make_sample(seed, size=32, rays=1).labels
        shares += (np.bincount(classes.ravel(), minlength=len(Label)) >= 0.005 * classes.size) / 120
    assert shares.min() > 0.08, dict(zip(Label, shares.round(3), strict=True))
