from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.synthesis.sensor import SensorConfig, develop

IDEAL = SensorConfig(
    dark=0,
    bright=0,
    grey_world=(0, 0),
    tint=0,
    vignetting=(0, 0),
    soft=0,
    motion=0,
    photon_noise=(0, 0),
    read_noise=(0, 0),
    demosaic_sigma=(0, 0),
    saturation=(1, 1),
    sharpening=(0, 0),
    jpeg=0,
)


def _scene(size: int = 96) -> NDArray[np.float32]:
    """Return blobs of light of various colours."""
    radiance = np.random.default_rng(0).random((size, size, 3), np.float32)
    return np.ascontiguousarray(cv2.GaussianBlur(radiance, (0, 0), 4) ** 4)


def _develop(radiance: NDArray[np.float32], config: SensorConfig | None = None, seed: int = 1) -> NDArray[np.uint8]:
    return develop(radiance, np.random.default_rng(seed), config)


def test_picture_is_bytes_of_the_same_size_and_the_same_each_time() -> None:
    picture = _develop(_scene())
    assert picture.shape == (96, 96, 3)
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(picture, _develop(_scene()))
    assert (picture != _develop(_scene(), seed=2)).any()


def test_input_is_left_alone() -> None:
    radiance = _scene()
    before = radiance.copy()
    _develop(radiance)
    np.testing.assert_array_equal(radiance, before)


@pytest.mark.parametrize("gain", [0.01, 100.0])
def test_exposure_follows_the_light(gain: float) -> None:
    reference = _develop(_scene(), IDEAL).astype(int)
    assert np.abs(_develop(_scene() * np.float32(gain), IDEAL) - reference).max() <= 1


def test_failed_exposure_is_darker_or_brighter() -> None:
    good = _develop(_scene(), IDEAL).mean()
    assert _develop(_scene(), replace(IDEAL, dark=1)).mean() < 0.85 * good
    assert _develop(_scene(), replace(IDEAL, bright=1)).mean() > 1.1 * good


def test_brighter_light_never_gives_a_darker_pixel() -> None:
    ramp = np.repeat(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], 256, 0).repeat(3, 2)
    for seed in range(10):
        picture = _develop(ramp, IDEAL, seed)
        assert (np.diff(picture[0, :, 0].astype(int)) >= 0).all()
        assert picture[0, -1, 0] > picture[0, 0, 0] + 100


def test_full_grey_world_takes_the_tint_off_the_light() -> None:
    reddish = _scene() * np.array([2, 1, 0.5], np.float32)
    kept = _develop(reddish, IDEAL).reshape(-1, 3).mean(0)
    balanced = _develop(reddish, replace(IDEAL, grey_world=(1, 1))).reshape(-1, 3).mean(0)
    assert np.ptp(kept) > 3 * np.ptp(balanced)


def test_noise_grows_with_the_light_and_blur_removes_detail() -> None:
    steps = np.full((128, 128, 3), 0.02, np.float32)
    steps[:, 64:] = 0.2
    noisy = _develop(
        steps, replace(IDEAL, photon_noise=(0.05, 0.05), gamma=(1, 1), contrast=(0, 0), black=(0, 0), shoulder=(0, 0))
    )
    assert noisy[:, 64:].std() > 1.5 * noisy[:, :64].std() > 0
    for blur in (replace(IDEAL, soft=1, soft_sigma=(2, 2)), replace(IDEAL, motion=1, motion_length=(8, 8))):
        sharp, blurred = (_develop(_scene() ** 4, config).astype(int) for config in (IDEAL, blur))
        assert np.abs(np.diff(blurred, axis=1)).mean() < 0.9 * np.abs(np.diff(sharp, axis=1)).mean()


def test_vignetting_darkens_the_corners() -> None:
    flat = _develop(np.full((64, 64, 3), 0.2, np.float32), replace(IDEAL, vignetting=(0.4, 0.4)))
    assert flat[0, 0].mean() < flat[32, 32].mean() - 10


def test_black_and_blinding_scenes_give_pictures() -> None:
    for radiance in (np.zeros((64, 64, 3), np.float32), np.full((64, 64, 3), 1e6, np.float32)):
        assert np.isfinite(_develop(radiance).mean())
