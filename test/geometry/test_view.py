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

import cv2
import numpy as np
import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView

FRUSTUM = Frustum()
SIZE = 128


def _scene(camera: Camera) -> np.ndarray:
    """Draw a smooth pattern that lives on ray directions, so that every camera must see the same."""
    u, v = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
    x, y = np.moveaxis(camera.unproject(np.stack([u, v], -1)), -1, 0)
    color = np.stack([np.sin(6 * x), np.sin(6 * y), np.sin(4 * (x + y))], -1)
    return np.nan_to_num(127.5 + 100 * color).astype(np.uint8)


@pytest.mark.parametrize(
    "camera",
    [
        Camera.from_hfov(640, 480, 1.2),
        Camera.from_hfov(1600, 1200, 1.9),
        Camera.from_hfov(320, 240, 0.7),
        Camera.from_hfov(800, 600, 2.6),
        Camera.from_hfov(1400, 1050, 0.75),
        Camera.from_hfov(1500, 200, 0.9),
        Camera(640, 480, [400, 0, 330, 0, 410, 230, 0, 0, 1], "plumb_bob", [-0.2, 0.05, 0.001, 0.001, 0]),
        Camera(640, 480, [300, 0, 320, 0, 300, 240, 0, 0, 1], "equidistant", [-0.02, 0.01, -0.004, 0.001]),
    ],
)
def test_every_camera_gives_the_same_canonical_picture(camera: Camera) -> None:
    view = CanonicalView(camera, FRUSTUM, SIZE)
    expected = _scene(FRUSTUM.camera(SIZE)).astype(float)
    warped = view.warp(_scene(camera)).permute(1, 2, 0).numpy()
    assert np.abs(warped - expected)[view.valid].max() < 4
    assert (warped[~view.valid] == 127).all()


def test_narrow_camera_leaves_margins_unseen() -> None:
    seen = CanonicalView(Camera.from_hfov(640, 480, 0.5), FRUSTUM, SIZE).valid
    columns = np.nonzero(seen.any(0))[0]
    # Half-width of the camera over that of the canonical view, in pixels.
    expected = SIZE * np.tan(0.25) / np.tan(0.5)
    assert len(columns) == pytest.approx(expected, abs=2)
    assert not seen[0].any() and seen[SIZE // 2, SIZE // 2]


def test_margins_where_the_distortion_folds_back_are_not_seen() -> None:
    k1 = -0.9
    camera = Camera(640, 480, [400, 0, 319.5, 0, 400, 239.5, 0, 0, 1], "plumb_bob", [k1])
    view = CanonicalView(camera, FRUSTUM, SIZE)
    u, v = np.meshgrid(np.arange(SIZE), np.arange(SIZE))
    rays = view.canonical.unproject(np.stack([u, v], -1))
    radius = np.linalg.norm(rays, axis=-1)
    beyond = radius > (1 / (-3 * k1)) ** 0.5  # where r (1 + k1 r^2) turns
    # What is beyond would land in the image again.
    landing = rays * (1 + k1 * radius**2)[..., None] * 400 + (319.5, 239.5)
    assert beyond.sum() > 100 and ((landing > 0) & (landing < (639, 479))).all(-1)[beyond].all()
    assert not view.valid[beyond].any()
    assert view.valid[radius < 0.97 * (1 / (-3 * k1)) ** 0.5].all()
    # Nor do the corners of the image, which no ray reaches, show anything.
    corner = view.unwarp(np.ones((SIZE, SIZE), np.uint8), 0)
    assert corner[240, 320] == 1 and corner[0, 0] == corner[-1, 0] == corner[0, -1] == corner[-1, -1] == 0


def test_shrinking_averages_instead_of_skipping() -> None:
    camera = FRUSTUM.camera(SIZE * 4)
    stripes = np.zeros((SIZE * 4, SIZE * 4, 3), np.uint8)
    stripes[:, ::2] = 200
    warped = CanonicalView(camera, FRUSTUM, SIZE).warp(stripes)
    torch.testing.assert_close(warped, torch.full_like(warped, 100.0), atol=1.0, rtol=0)


@pytest.mark.parametrize("factor", [4, 17])
def test_checkerboard_of_pixels_becomes_its_mean(factor: int) -> None:
    side = SIZE * factor
    board = np.repeat((np.indices((side, side)).sum(0) % 2 * 200).astype(np.uint8)[..., None], 3, -1)
    warped = CanonicalView(FRUSTUM.camera(side), FRUSTUM, SIZE).warp(board)
    torch.testing.assert_close(warped, torch.full_like(warped, 100.0), atol=2.0, rtol=0)


def test_remap_agrees_with_opencv_for_an_enlarged_view() -> None:
    camera = Camera(160, 120, [140, 0, 80, 0, 141, 60, 0, 0, 1], "plumb_bob", [-0.1, 0.02, 0, 0, 0])
    image = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 255, (120, 160, 3)).astype(np.uint8), (0, 0), 3)
    view = CanonicalView(camera, FRUSTUM, SIZE)
    tables = cv2.initUndistortRectifyMap(camera.K, camera.D, np.eye(3), view.canonical.K, (SIZE, SIZE), cv2.CV_32FC1)
    expected = cv2.remap(image, *tables, cv2.INTER_LINEAR)
    warped = view.warp(image).permute(1, 2, 0).numpy()
    assert np.abs(warped - expected)[view.valid].max() < 2


def test_unwarp_brings_canonical_values_back_to_their_pixels() -> None:
    camera = Camera.from_hfov(640, 480, 1.3)
    view = CanonicalView(camera, FRUSTUM, SIZE)
    row, column = np.meshgrid(np.arange(SIZE), np.arange(SIZE), indexing="ij")
    back = view.unwarp(np.stack([column, row], -1).astype(np.float32), np.nan)
    assert back.shape == (480, 640, 2)
    assert np.isnan(back[0, 0]).all()  # outside of the canonical view
    ray = camera.unproject((400, 200))
    expected = view.canonical.project(ray)
    np.testing.assert_allclose(back[200, 400], expected, atol=0.5)


def test_image_of_one_pixel_fills_what_it_covers() -> None:
    view = CanonicalView(Camera.from_hfov(1, 1, 1.2), FRUSTUM, SIZE)
    warped = view.warp(np.full((1, 1, 3), (10, 20, 30), np.uint8))
    assert view.valid.all()
    torch.testing.assert_close(warped, torch.tensor([10.0, 20, 30])[:, None, None].expand(3, SIZE, SIZE))
    middle = np.zeros((SIZE, SIZE), np.float32)
    middle[SIZE // 2 - 1 : SIZE // 2 + 1, SIZE // 2 - 1 : SIZE // 2 + 1] = 7
    assert view.unwarp(middle, np.nan).tolist() == [[7]]


def test_image_of_48_million_pixels() -> None:
    camera = Camera(8000, 6000, [7000, 0, 4100, 0, 7000, 2950, 0, 0, 1], "plumb_bob", [-0.2, 0.05, 0.001, 0.001])
    view = CanonicalView(camera, FRUSTUM, SIZE)
    image = np.zeros((6000, 8000, 3), np.uint8)
    image[..., 0] = np.arange(8000) // 32
    image[..., 1] = (np.arange(6000) // 32)[:, None]
    warped = view.warp(image).numpy()
    row, column = (index[view.valid] for index in np.indices((SIZE, SIZE)))
    pixels = camera.project(view.canonical.unproject(np.stack([column, row], -1)))
    assert view.valid.mean() > 0.9
    assert np.abs(warped[:2, row, column].T - (pixels + 0.5) / 32 + 0.5).max() < 0.75

    back = view.unwarp(np.arange(SIZE * SIZE, dtype=np.float32).reshape(SIZE, SIZE), np.nan)
    assert back.shape == (6000, 8000)
    asked = np.random.default_rng(0).integers(0, (8000, 6000), (2000, 2))
    expected = view.canonical.project(camera.unproject(asked))
    outside = (np.abs(expected - SIZE / 2 + 0.5) > SIZE / 2 + 0.01).any(1)
    within = (np.abs(expected - SIZE / 2 + 0.5) < SIZE / 2 - 0.01).all(1)
    found = back[asked[:, 1], asked[:, 0]]
    assert outside.sum() > 100 and np.isnan(found[outside]).all()
    row, column = divmod(found[within], SIZE)
    assert np.abs(np.stack([column, row], -1) - expected[within]).max() < 0.51


@pytest.mark.parametrize(
    "image",
    [np.zeros((480, 641, 3), np.uint8), np.full((480, 640, 3), np.nan, np.float32), np.zeros((480, 640), np.uint8)],
)
def test_image_that_does_not_fit_the_camera_is_refused(image: np.ndarray) -> None:
    with pytest.raises(InputError, match="expects uint8"):
        CanonicalView(Camera.from_hfov(640, 480, 1.0), FRUSTUM, SIZE).warp(image)


@pytest.mark.parametrize(
    "camera",
    [Camera(640, 480, [500, 0, -5000, 0, 500, 240, 0, 0, 1]), Camera.from_hfov(640, 480, 0.002)],
    ids=["looks past it", "too narrow"],
)
def test_camera_that_sees_nothing_of_the_view_is_refused(camera: Camera) -> None:
    with pytest.raises(InputError, match="sees nothing"):
        CanonicalView(camera, FRUSTUM, SIZE)
