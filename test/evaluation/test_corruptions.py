import numpy as np
import pytest

from svr_ros.evaluation import corruptions as changes
from svr_ros.evaluation.sets import Frame
from svr_ros.geometry.camera import Camera


@pytest.fixture
def frame() -> Frame:
    rng = np.random.default_rng(0)
    smooth = np.linspace(40, 220, 64)[None, :, None] + np.zeros((48, 1, 3))
    image = (smooth + rng.normal(0, 10, smooth.shape)).clip(0, 255).astype(np.uint8)
    seen = np.ones((48, 64), bool)
    seen[:, :8] = False
    image[~seen] = 127
    return Frame("frame", image, Camera.from_hfov(64, 48, 1.0), depth=np.ones((48, 64), np.float32), seen=seen)


@pytest.mark.parametrize("change", changes.CHANGES.values(), ids=changes.CHANGES.keys())
def test_change_is_pure_and_leaves_truth_and_padding(frame: Frame, change: changes.Change) -> None:
    image, K = frame.image.copy(), frame.camera.K.copy()
    changed = change(frame)
    np.testing.assert_array_equal(frame.image, image)
    np.testing.assert_array_equal(frame.camera.K, K)
    np.testing.assert_array_equal(change(frame).image, changed.image)
    assert changed.depth is frame.depth and changed.name == frame.name
    assert changed.image.dtype == np.uint8 and changed.image.shape == image.shape
    assert (changed.image[:, :8] == 127).all()
    assert (changed.image != image).any() != (changed.camera.K != K).any()


def test_told_focal_length_is_off_by_a_tenth_and_the_centre_stays(frame: Frame) -> None:
    long = changes.CHANGES["focal length told 10 % too long"](frame).camera.K
    np.testing.assert_allclose(long / frame.camera.K, [[1.1, np.nan, 1], [np.nan, 1.1, 1], [np.nan, np.nan, 1]])
    short = changes.CHANGES["focal length told 10 % too short"](frame).camera.K
    assert short[0, 0] == pytest.approx(0.9 * frame.camera.K[0, 0])


def test_dark_picture_has_a_quarter_of_the_light_and_noise(frame: Frame) -> None:
    flat = np.full((200, 200, 3), 180, np.uint8)
    dark = changes.darken(Frame("flat", flat, frame.camera)).image
    linear = (dark / 255) ** 2.2
    light = 0.25 * (180 / 255) ** 2.2
    assert linear.mean() == pytest.approx(light, rel=0.01)
    assert linear.std() == pytest.approx(np.hypot(0.003, 0.02 * np.sqrt(light)), rel=0.05)
    other = changes.darken(Frame("other", flat, frame.camera)).image
    assert (dark != other).any()


def test_blur_is_a_gaussian_of_two_pixels(frame: Frame) -> None:
    point = np.zeros((61, 61, 3), np.uint8)
    point[30, 30] = 255
    row = changes.blur(Frame("line", np.repeat(point[30:31], 61, 0), frame.camera)).image[30, :, 0].astype(float)
    spread = np.sqrt((row * (np.arange(61) - 30) ** 2).sum() / row.sum())
    assert spread == pytest.approx(2, abs=0.1)


def test_jpeg_is_close_but_not_the_same(frame: Frame) -> None:
    off = np.abs(changes.compress(frame).image.astype(int) - frame.image)[:, 16:]
    assert 1 < off.mean() < 15
