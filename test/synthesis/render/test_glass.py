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

"""Mirrors and clear things show the room, and glass lets light pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import Label
from svr_ros.synthesis.render.render import Rendering, render
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.scene import Decal, DecalKind, Face, Material, Scene, Solid, SolidKind
from svr_ros.synthesis.textures import PLAIN

if TYPE_CHECKING:
    from conftest import HandMade

FRUSTUM, SIZE = Frustum(), 128
GREY, RED, LAMP = 6, 7, 8
WHITE = (1.0, 1.0, 1.0)


def _scene(hand_made: HandMade, special: Material, solids: list[Solid], decals: list[Decal] | None = None) -> Scene:
    """Return the bare room with solids of three materials: grey, `special` and a red glow."""
    plain = hand_made.scene.materials[:7]
    glow = Material(PLAIN, (0.9, 0, 0), (0.9, 0, 0), emission=1.0)
    room = hand_made.scene.solids[0]
    return Scene(hand_made.scene.size, [room, *solids], [*plain, special, glow], hand_made.scene.lights, decals or [])


def _show(hand_made: HandMade, scene: Scene) -> Rendering:
    return render(pack_world(scene, hand_made.pose), FRUSTUM.tan_x, FRUSTUM.tan_y, SIZE)


def _box(material: int, label: Label, x: float, y: float, z: float, hx: float, hy: float, hz: float) -> Solid:
    return Solid(SolidKind.BOX, label, material, x, y, z, 0, 0, 0, hx, hy, hz, 0, 0, 0)


def _points(hand_made: HandMade, shown: Rendering) -> NDArray[np.float64]:
    """Return the points that are seen [N, 3] in room coordinates."""
    centre = (np.arange(SIZE) + 0.5) / SIZE * 2 - 1
    v, u = np.meshgrid(centre * FRUSTUM.tan_y, centre * FRUSTUM.tan_x, indexing="ij")
    rays = np.stack([u, v, np.ones_like(u)], -1)
    return hand_made.to_room((rays * shown.depth[..., None]).reshape(-1, 3))


def _is_red(shown: Rendering) -> NDArray[np.bool_]:
    return (shown.radiance[..., 0] > 0.5) & (shown.radiance[..., 1:].max(-1) < 0.05)


def test_mirror_shows_a_lamp_where_the_law_of_reflection_puts_it(hand_made: HandMade) -> None:
    mirror = Material(PLAIN, (0, 0, 0), (0, 0, 0), mirror=1.0)
    half = hand_made.scene.size.half_y
    ball = Solid(SolidKind.ELLIPSOID, Label.LIGHTING, LAMP, 1.2, 0.5, 1.4, 0, 0, 0, 0.3, 0.3, 0.3, 0, 0, 0)
    pane = Decal(Face.Y_PLUS, -2, -1, 2, 1, DecalKind.PLAIN, RED)
    shown = _show(hand_made, _scene(hand_made, mirror, [ball], [pane]))
    red = (_is_red(shown) & (shown.labels == Label.WALL)).ravel()
    points = _points(hand_made, shown)
    assert red.sum() > 50
    np.testing.assert_allclose(points[red, 1], half, atol=1e-3)  # depth and class are those of the wall
    eye = hand_made.pose.position
    image = np.array([ball.x, 2 * half - ball.y, ball.z])  # where the ball seems to be
    along = points - eye
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    off = np.linalg.norm(np.cross(image - eye, along), axis=1)
    on_wall = (shown.labels == Label.WALL).ravel() & (np.abs(points[:, 1] - half) < 1e-3)
    assert (off[red] < ball.hx + 0.01).all()
    assert red[on_wall & (off < ball.hx - 0.02)].all()


def test_clear_glass_lets_through_what_is_behind_it_tinted(hand_made: HandMade) -> None:
    lamp = _box(LAMP, Label.LIGHTING, 0, 1.5, 0.8, 0.5, 0.1, 0.5)
    pane = _box(RED, Label.CABINET, 0, 0.5, 0.9, 0.8, 0.01, 0.8)
    half_red = Material(PLAIN, (0.5, 1, 1), (0.5, 1, 1), clear=1.0)
    bare = _show(hand_made, _scene(hand_made, half_red, [lamp]))
    glazed = _show(hand_made, _scene(hand_made, half_red, [lamp, pane]))
    behind = (bare.labels == Label.LIGHTING) & (glazed.labels == Label.CABINET)
    assert behind.sum() > 100
    ratio = glazed.radiance[behind, 0] / bare.radiance[behind, 0]
    np.testing.assert_allclose(np.median(ratio), 0.5, atol=0.08)  # a little is mirrored instead


def test_glass_casts_no_shadow(hand_made: HandMade) -> None:
    x, y, _ = hand_made.scene.lights.key.position
    board = _box(RED, Label.VOID, x, y, 2.0, 0.4, 0.4, 0.02)
    opaque, clear = Material(PLAIN, WHITE, WHITE), Material(PLAIN, WHITE, WHITE, clear=0.9)
    bare = _show(hand_made, _scene(hand_made, opaque, []))
    floor = bare.labels == Label.FLOOR
    dark, bright = (
        _show(hand_made, _scene(hand_made, material, [board])).radiance[floor] / bare.radiance[floor]
        for material in (opaque, clear)
    )
    assert np.quantile(dark, 0.05) < 0.8
    assert bright.min() > 0.97


def test_shell_shades_itself(hand_made: HandMade) -> None:
    tube = Solid(SolidKind.SHELL, Label.BATH, GREY, 0.2, 0.3, 0.4, 0, 0, 0, 0.5, 0.5, 0.4, 0.02, 0.48, 0.48)
    scene = _scene(hand_made, Material(PLAIN, WHITE, WHITE), [tube])
    key = scene.lights.key
    key = key._replace(position=(*key.position[:2], 1.0))
    scene.lights = scene.lights._replace(key=key)  # the rim's shadow ends some 0.2 m below it on the other side
    shown = _show(hand_made, scene)
    points = _points(hand_made, shown).reshape(SIZE, SIZE, 3)
    inner = (shown.labels == Label.BATH) & (np.linalg.norm(points[..., :2] - [tube.x, tube.y], axis=-1) < 0.47)
    low, high = inner & (points[..., 2] < 0.54), inner & (points[..., 2] > 0.62) & (points[..., 2] < 0.75)
    assert low.any() and high.any()
    assert shown.radiance[low].max() < 0.85 * shown.radiance[high].mean()
