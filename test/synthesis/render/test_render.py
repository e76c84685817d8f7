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

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import Label
from svr_ros.synthesis.render.render import Rendering, render
from svr_ros.synthesis.render.shapes import pack, signed_distance
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.scene import Decal, DecalKind, Face, Light, Lights, Scene, Solid, SolidKind

if TYPE_CHECKING:
    from conftest import HandMade

FRUSTUM = Frustum()


def _render(hand_made: HandMade, size: int, rays: int = 1, scene: Scene | None = None) -> Rendering:
    world = pack_world(scene or hand_made.scene, hand_made.pose)
    return render(world, FRUSTUM.tan_x, FRUSTUM.tan_y, size, rays)


def _rays(size: int) -> NDArray[np.float64]:
    centre = (np.arange(size) + 0.5) / size * 2 - 1
    v, u = np.meshgrid(centre * FRUSTUM.tan_y, centre * FRUSTUM.tan_x, indexing="ij")
    return np.stack([u, v, np.ones_like(u)], -1)


def test_depth_and_classes_are_those_of_a_slow_tracer(hand_made: HandMade) -> None:
    size = 48
    rays = _rays(size).reshape(-1, 3)
    directions = rays / np.linalg.norm(rays, axis=1, keepdims=True)
    t = np.zeros(len(rays))
    for _ in range(200):
        t += np.maximum(hand_made.distances(directions * t[:, None]).min(0), 0)
    expected = (t * directions[:, 2]).reshape(size, size)
    labels = np.array([solid.label for solid in hand_made.scene.solids])
    hit = hand_made.distances(directions * t[:, None]).argmin(0).reshape(size, size)

    shown = _render(hand_made, size)
    agree = np.abs(shown.depth - expected) < 3e-3
    assert agree.mean() > 0.995  # what remains grazes an edge, where rounding decides
    assert np.unique(hit[agree]).tolist() == [0, 1, 2, 3, 4]
    furniture = agree & (hit > 0)
    assert (shown.labels[furniture] == labels[hit[furniture]]).mean() > 0.995
    assert np.isin(shown.labels[agree & (hit == 0)], (Label.WALL, Label.FLOOR)).mean() > 0.995


def test_picture_and_signed_distance_tell_the_same_story(hand_made: HandMade) -> None:
    shown = _render(hand_made, 128)
    points = (_rays(128) * shown.depth[..., None]).reshape(-1, 3)
    distance, labels = signed_distance(pack(hand_made.scene, hand_made.pose), points)
    assert np.abs(distance).max() < 2e-3
    assert (labels.reshape(128, 128) == shown.labels).mean() > 0.995


def test_normals_are_unit_face_the_camera_and_follow_the_depth(hand_made: HandMade) -> None:
    shown = _render(hand_made, 256)
    rays = _rays(256)
    np.testing.assert_allclose(np.linalg.norm(shown.normals, axis=-1), 1, atol=1e-5)
    assert ((shown.normals * rays).sum(-1) < 0.03).all()  # rays that graze a rounding end just outside of it
    points = rays * shown.depth[..., None].astype(np.float64)
    right = points[1:-1, 2:] - points[1:-1, :-2]
    down = points[2:, 1:-1] - points[:-2, 1:-1]
    facets = np.cross(down, right)
    facets /= np.linalg.norm(facets, axis=-1, keepdims=True)
    cosine = (facets * shown.normals[1:-1, 1:-1]).sum(-1)
    bent_down, bent_right = (np.abs(np.diff(shown.normals, axis=axis)).sum(-1) for axis in (0, 1))
    bent = bent_down[:-1, 1:-1] + bent_right[1:-1, :-1]
    smooth = bent < 0.05
    assert smooth.mean() > 0.7
    assert np.quantile(cosine[smooth], 0.02) > np.cos(np.radians(3))


def test_more_rays_change_colours_at_edges_only(hand_made: HandMade) -> None:
    one, many = _render(hand_made, 128), _render(hand_made, 128, rays=4)
    np.testing.assert_array_equal(one.depth, many.depth)
    np.testing.assert_array_equal(one.labels, many.labels)
    np.testing.assert_array_equal(one.normals, many.normals)
    changed = (one.radiance != many.radiance).any(-1)
    assert 0.01 < changed.mean() < 0.5


def test_same_scene_gives_the_same_picture(hand_made: HandMade) -> None:
    np.testing.assert_array_equal(_render(hand_made, 64, 4).radiance, _render(hand_made, 64, 4).radiance)


def test_solid_under_the_light_casts_a_shadow_on_the_floor(hand_made: HandMade) -> None:
    lights = hand_made.scene.lights
    bare = Scene(hand_made.scene.size, hand_made.scene.solids[:1], hand_made.scene.materials, lights)
    board = Solid(SolidKind.BOX, Label.VOID, 6, *lights.key.position[:2], 2.0, 0, 0, 0, 0.4, 0.4, 0.02, 0, 0, 0)
    shaded = Scene(bare.size, [*bare.solids, board], bare.materials, lights)
    without, with_board = _render(hand_made, 128, scene=bare), _render(hand_made, 128, scene=shaded)
    same = (without.depth == with_board.depth) & (without.labels == Label.FLOOR)
    assert same.any()
    ratio = with_board.radiance[same].mean(-1) / without.radiance[same].mean(-1)
    assert np.quantile(ratio, 0.05) < 0.8
    assert ratio.max() < 1.01


def test_glowing_material_shines_and_is_the_only_light_there_is(hand_made: HandMade) -> None:
    dark = Lights(occlusion=0.0)
    materials = list(hand_made.scene.materials)
    materials[7] = materials[7]._replace(emission=1.0)
    scene = Scene(hand_made.scene.size, hand_made.scene.solids, materials, dark, hand_made.scene.decals)
    shown = _render(hand_made, 64, scene=scene)
    glowing = np.isin(shown.labels, (Label.LIGHTING, Label.VOID))
    assert (shown.radiance[glowing] > 0.5).all()
    assert 0 < shown.radiance[~glowing].max() < 0.5
    assert _render(hand_made, 64, scene=Scene(scene.size, scene.solids[:3], materials, dark)).radiance.max() == 0


def test_decals_lie_where_they_are_put(hand_made: HandMade) -> None:
    shown = _render(hand_made, 256)
    scene = hand_made.scene
    plain = _render(hand_made, 256, scene=Scene(scene.size, scene.solids, scene.materials, scene.lights))
    changed = (shown.radiance != plain.radiance).any(-1)
    points = hand_made.to_room((_rays(256) * shown.depth[..., None]).reshape(-1, 3)).reshape(256, 256, 3)
    rug = (np.abs(points[..., :2]) < 1).all(-1) & (np.abs(points[..., 2]) < 1e-3)
    height = points[..., 2] - hand_made.scene.size.height / 2
    picture = (
        (np.abs(points[..., 0]) < 0.5)
        & (height > 0)
        & (height < 0.8)
        & (points[..., 1] > hand_made.scene.size.half_y - 1e-3)
    )
    assert rug.any()
    assert picture.any()
    assert (changed == (rug | picture)).mean() > 0.9995  # where furniture touches the rug, rounding decides


def test_sun_shines_in_through_windows_only(hand_made: HandMade) -> None:
    bare = hand_made.scene
    half_y, half_z = bare.size.half_y, bare.size.height / 2
    sun = np.array([0.0, half_y + 8, 6.0])
    lights = Lights(key=Light(tuple(sun), (2.0, 2.0, 2.0)), occlusion=0.0)
    window = Decal(Face.Y_PLUS, -0.5, 0.0, 0.5, 0.8, DecalKind.WINDOW, 5, p0=1)
    closed, opened = (
        _render(hand_made, 256, scene=Scene(bare.size, bare.solids[:1], bare.materials, lights, decals))
        for decals in ([], [window])
    )
    assert closed.radiance.max() == 0
    points = hand_made.to_room((_rays(256) * opened.depth[..., None]).reshape(-1, 3)).reshape(256, 256, 3)
    floor = points[..., 2] < 1e-3
    share = (half_y - points[..., 1]) / (sun[1] - points[..., 1])
    through = points + share[..., None] * (sun - points)
    inside = (np.abs(through[..., 0]) < 0.44) & (np.abs(through[..., 2] - half_z - 0.4) < 0.34)
    outside = (np.abs(through[..., 0]) > 0.5) | (np.abs(through[..., 2] - half_z - 0.4) > 0.4)
    lit = opened.radiance.max(-1) > 0
    assert (floor & inside).sum() > 100
    assert lit[floor & inside].mean() > 0.98
    assert not lit[floor & outside].any()


@pytest.mark.parametrize("size", [0, -8, 20, 100])
def test_sizes_that_tiles_do_not_fill_are_refused(hand_made: HandMade, size: int) -> None:
    with pytest.raises(InputError, match=f"image size is {size} x {size} pixels; expected a multiple of 8"):
        _render(hand_made, size)
