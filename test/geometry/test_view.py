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
        Camera(640, 480, [400, 0, 330, 0, 410, 230, 0, 0, 1], "plumb_bob", [-0.2, 0.05, 0.001, 0.001, 0]),
        Camera(640, 480, [300, 0, 320, 0, 300, 240, 0, 0, 1], "equidistant", [-0.02, 0.01, -0.004, 0.001]),
    ],
)
def test_every_camera_gives_the_same_canonical_picture(camera: Camera) -> None:
    view = CanonicalView(camera, FRUSTUM, SIZE)
    expected = _scene(FRUSTUM.camera(SIZE)).astype(float)
    warped = view.warp(_scene(camera)).permute(1, 2, 0).numpy()
    assert np.abs(warped - expected)[view.seen].max() < 4
    assert (warped[~view.seen] == 127).all()


def test_narrow_camera_leaves_margins_unseen() -> None:
    seen = CanonicalView(Camera.from_hfov(640, 480, 0.5), FRUSTUM, SIZE).seen
    columns = np.nonzero(seen.any(0))[0]
    # Half-width of the camera over that of the canonical view, in pixels.
    expected = SIZE * np.tan(0.25) / np.tan(0.5)
    assert len(columns) == pytest.approx(expected, abs=2)
    assert not seen[0].any() and seen[SIZE // 2, SIZE // 2]


def test_shrinking_averages_instead_of_skipping() -> None:
    camera = FRUSTUM.camera(SIZE * 4)
    stripes = np.zeros((SIZE * 4, SIZE * 4, 3), np.uint8)
    stripes[:, ::2] = 200
    warped = CanonicalView(camera, FRUSTUM, SIZE).warp(stripes)
    torch.testing.assert_close(warped, torch.full_like(warped, 100.0), atol=1.0, rtol=0)


def test_remap_agrees_with_opencv_for_an_enlarged_view() -> None:
    camera = Camera(160, 120, [140, 0, 80, 0, 141, 60, 0, 0, 1], "plumb_bob", [-0.1, 0.02, 0, 0, 0])
    image = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 255, (120, 160, 3)).astype(np.uint8), (0, 0), 3)
    view = CanonicalView(camera, FRUSTUM, SIZE)
    tables = cv2.initUndistortRectifyMap(camera.K, camera.D, np.eye(3), view.canonical.K, (SIZE, SIZE), cv2.CV_32FC1)
    expected = cv2.remap(image, *tables, cv2.INTER_LINEAR)
    warped = view.warp(image).permute(1, 2, 0).numpy()
    assert np.abs(warped - expected)[view.seen].max() < 2


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


@pytest.mark.parametrize(
    "image", [np.zeros((480, 641, 3), np.uint8), np.zeros((480, 640, 3), np.float32), np.zeros((480, 640), np.uint8)]
)
def test_image_that_does_not_fit_the_camera_is_refused(image: np.ndarray) -> None:
    with pytest.raises(InputError, match="expects uint8"):
        CanonicalView(Camera.from_hfov(640, 480, 1.0), FRUSTUM, SIZE).warp(image)


def test_camera_that_looks_past_the_view_is_refused() -> None:
    with pytest.raises(InputError, match="sees nothing"):
        CanonicalView(Camera(640, 480, [500, 0, -5000, 0, 500, 240, 0, 0, 1]), FRUSTUM, SIZE)
