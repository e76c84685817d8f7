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

import math

import numpy as np

from svr_ros.geometry.mesh import Mesh
from svr_ros.inference import raster, rendering
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.labels import COLORS, Label

RED, GREEN = (200, 0, 0), (0, 200, 0)


def quad(z: float, half: float, color: tuple[int, int, int], towards: float = -1.0) -> Mesh:
    """Return a square at depth z that faces the camera (towards = -1) or looks away from it."""
    vertices = np.array([[-half, -half, z], [half, -half, z], [half, half, z], [-half, half, z]], np.float32)
    faces = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    normals = np.tile(np.array([[0, 0, towards]], np.float32), (4, 1))
    return Mesh(vertices, faces, normals, np.tile(np.array([color], np.uint8), (4, 1)), np.zeros(4, np.uint8))


def join(*meshes: Mesh) -> Mesh:
    offsets = np.cumsum([0, *(len(m.vertices) for m in meshes)])
    faces = np.concatenate([m.faces + o for m, o in zip(meshes, offsets, strict=False)]).astype(np.int32)
    rest = (np.concatenate([getattr(m, name) for m in meshes]) for name in ("normals", "colors", "labels"))
    return Mesh(np.concatenate([m.vertices for m in meshes]), faces, *rest)


def front_viewpoint() -> raster.Viewpoint:
    return raster.Viewpoint(np.eye(3), np.zeros(3), 1.0, (0.5, 0.5))


def hue(pixel: np.ndarray) -> int:
    return int(pixel.argmax())


def test_nearer_surface_hides_the_farther_in_any_order() -> None:
    near, far = quad(2, 0.4, RED), quad(3, 1.4, GREEN)
    for mesh in (join(near, far), join(far, near)):
        image = raster.draw(mesh, front_viewpoint(), 100, 100)
        assert hue(image[50, 50]) == 0
        assert hue(image[50, 15]) == 1
        assert (image[1, 1] == raster.BACKGROUND).all()
        # The near square spans 0.4 / 2 of the image's height to both sides of its middle.
        assert abs((image[50, :, 0] > image[50, :, 1]).sum() - 40) <= 1


def test_surface_that_looks_away_is_left_out() -> None:
    image = raster.draw(join(quad(2, 0.4, RED, towards=1), quad(3, 1.4, GREEN)), front_viewpoint(), 60, 60)
    assert hue(image[30, 30]) == 1


def test_depth_between_slanted_surfaces_is_right_at_each_pixel() -> None:
    # Two squares that cross like an X: left of the middle one is nearer, right of it the other.
    left, right = quad(0, 1, RED), quad(0, 1, GREEN)
    left.vertices[:, 2] = 3 + 0.5 * left.vertices[:, 0]
    right.vertices[:, 2] = 3 - 0.5 * right.vertices[:, 0]
    image = raster.draw(join(left, right), front_viewpoint(), 200, 200)
    assert hue(image[100, 80]) == 0 and hue(image[100, 97]) == 0
    assert hue(image[100, 120]) == 1 and hue(image[100, 103]) == 1


def test_orbit_sees_everything_from_the_side_it_is_asked_for() -> None:
    points = np.random.default_rng(0).uniform((-1, -1, 1), (1, 1, 4), (2000, 3))
    up = np.array([0, -1.0, 0])
    for azimuth in (-0.6, 0.0, 0.6):
        viewpoint = raster.orbit(points, up, azimuth, 0.5, 4 / 3)
        assert np.sign(round(viewpoint.position[0], 2)) == -np.sign(azimuth)  # positive: from the left
        assert viewpoint.position[1] < points[:, 1].mean()  # above, as y points down
        np.testing.assert_allclose(viewpoint.rotation @ viewpoint.rotation.T, np.eye(3), atol=1e-9)
        assert np.linalg.det(viewpoint.rotation) > 0.999  # not mirrored
        seen = (points - viewpoint.position) @ viewpoint.rotation.T
        x, y = (seen[:, :2] / seen[:, 2:] * viewpoint.focal + viewpoint.centre).T
        assert ((x > 0) & (x < 4 / 3) & (y > 0) & (y < 1)).mean() > 0.99


def test_colors_of_depth_normals_and_labels() -> None:
    depth = rendering.color_depth(np.array([[1.0, 4.0, np.nan, 9.0]]), 1.0, 4.0)[0]
    assert depth[0].argmax() == 0 and depth[1].argmax() == 2
    assert (depth[3] == depth[1]).all() and len(set(depth[2].tolist())) == 1
    right, up, towards = rendering.color_normals(np.array([[[1, 0, 0], [0, -1, 0], [0, 0, -1]]], np.float32))[0]
    assert (right.argmax(), up.argmax(), towards.argmax()) == (0, 1, 2)
    labels = rendering.color_labels(np.array([[Label.SOFA, 255]], np.uint8))[0]
    assert (labels[0] == COLORS[Label.SOFA]).all()
    assert not (labels[1] == COLORS).all(1).any()


def test_scene_stands_upright_and_shows_its_classes(reconstruction: Reconstruction) -> None:
    left, _ = rendering.draw_scene(reconstruction, 320, 240)
    shown = left.reshape(-1, 3).astype(int)
    drawn = (shown != raster.BACKGROUND).any(1)
    assert 0.2 < drawn.mean() < 0.95
    floor = (shown[:, 1] > shown[:, 0] + 15).reshape(240, 320)  # green
    ball = (shown[:, 0] > shown[:, 1] + 60).reshape(240, 320)  # red
    assert floor.any() and ball.any()
    assert np.nonzero(floor)[0].mean() > np.nonzero(ball)[0].mean()  # the ball is above the floor


def test_sheet_of_a_bare_scene_shows_it_as_the_camera_sees_it(reconstruction: Reconstruction) -> None:
    width, height = rendering.PANEL_WIDTH, rendering.panel_height(reconstruction.frustum, rendering.PANEL_WIDTH)
    sheet = rendering.scene_sheet(reconstruction)
    top, left = 46, 12  # below the title, right of the gap
    front = sheet[top : top + height, left : left + width].astype(int)
    red = front[..., 0] > front[..., 1] + 60
    truth = rendering.resize(reconstruction.pixel_labels, width, height) == Label.CHAIR
    assert (red & truth).sum() / (red | truth).sum() > 0.97  # the ball, where the image shows it


def test_sheet_of_an_empty_scene_shows_nothing(reconstruction: Reconstruction) -> None:
    shape = (16, 16, 16)
    free = np.full(shape, 0.2, np.float32)
    scene = SceneVolume(
        reconstruction.frustum, 0.2, free, np.zeros(shape, np.uint8), np.ones(shape, np.float32), np.ones((8, 8), bool)
    )
    assert (rendering.scene_sheet(scene)[46:400, 12:492] == raster.BACKGROUND).all()


def test_empty_scene_gives_an_empty_view() -> None:
    nothing = np.zeros((0, 3), np.float32)
    mesh = Mesh(nothing, np.zeros((0, 3), np.int32), nothing, np.zeros((0, 3), np.uint8), np.zeros(0, np.uint8))
    assert (rendering.draw_mesh(mesh, 0.0, 32, 24) == raster.BACKGROUND).all()


def test_sheet_shows_the_given_image_and_fits_any_scene(reconstruction: Reconstruction) -> None:
    image = np.full((240, 320, 3), (255, 0, 255), np.uint8)
    plain, with_image = rendering.sheet(reconstruction), rendering.sheet(reconstruction, image)
    assert plain.shape == with_image.shape
    assert (with_image == (255, 0, 255)).all(-1).sum() > 100_000
    assert rendering.panel_height(reconstruction.frustum, 400) == round(400 * math.tan(0.388863) / math.tan(0.5))


def test_legend_wraps_when_it_is_narrow() -> None:
    assert rendering.legend(300).shape[1] == 300
    assert rendering.legend(300).shape[0] > rendering.legend(1600).shape[0]
    for color in COLORS:
        assert (rendering.legend(300) == color).all(-1).any()


def test_boxes_are_drawn_around_the_objects_in_all_views(reconstruction: Reconstruction) -> None:
    [ball] = reconstruction.objects()
    assert ball.label == Label.CHAIR
    plain, boxed = rendering.sheet(reconstruction), rendering.sheet(reconstruction, None, [ball])
    changed = (plain != boxed).any(-1)
    width, height = rendering.PANEL_WIDTH, rendering.panel_height(reconstruction.frustum, rendering.PANEL_WIDTH)
    front = changed[46 : 46 + height, 12 : 12 + width]
    rows, columns = np.nonzero(front)
    shown = np.nonzero(rendering.resize(reconstruction.pixel_labels, width, height) == Label.CHAIR)
    assert rows.min() < shown[0].min() and columns.min() <= shown[1].min() and columns.max() >= shown[1].max()
    assert not changed[46 : 46 + height, 24 + width :].any()  # normals and depth
    lower = changed[46 + height :]
    assert not lower[:, : 12 + width].any() and lower[:, 24 + width :].any()
