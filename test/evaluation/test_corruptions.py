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

import numpy as np
import pytest

from svr_ros.evaluation import corruptions
from svr_ros.evaluation.frames import Frame
from svr_ros.geometry.camera import Camera


@pytest.fixture
def frame() -> Frame:
    rng = np.random.default_rng(0)
    smooth = np.linspace(40, 220, 64)[None, :, None] + np.zeros((48, 1, 3))
    image = (smooth + rng.normal(0, 10, smooth.shape)).clip(0, 255).astype(np.uint8)
    valid = np.ones((48, 64), bool)
    valid[:, :8] = False
    image[~valid] = 127
    return Frame("frame", image, Camera.from_hfov(64, 48, 1.0), depth=np.ones((48, 64), np.float32), valid=valid)


@pytest.mark.parametrize("corrupt", corruptions.CORRUPTIONS.values(), ids=corruptions.CORRUPTIONS.keys())
def test_corruption_is_pure_and_keeps_ground_truth_and_padding(frame: Frame, corrupt: corruptions.Corruption) -> None:
    image, K = frame.image.copy(), frame.camera.K.copy()
    corrupted = corrupt(frame)
    np.testing.assert_array_equal(frame.image, image)
    np.testing.assert_array_equal(frame.camera.K, K)
    np.testing.assert_array_equal(corrupt(frame).image, corrupted.image)
    assert corrupted.depth is frame.depth and corrupted.name == frame.name
    assert corrupted.image.dtype == np.uint8 and corrupted.image.shape == image.shape
    assert (corrupted.image[:, :8] == 127).all()
    assert (corrupted.image != image).any() != (corrupted.camera.K != K).any()


def test_focal_length_is_off_by_a_tenth_and_the_centre_stays(frame: Frame) -> None:
    long = corruptions.CORRUPTIONS["focal length 10 % too long"](frame).camera.K
    np.testing.assert_allclose(long / frame.camera.K, [[1.1, np.nan, 1], [np.nan, 1.1, 1], [np.nan, np.nan, 1]])
    short = corruptions.CORRUPTIONS["focal length 10 % too short"](frame).camera.K
    assert short[0, 0] == pytest.approx(0.9 * frame.camera.K[0, 0])


def test_dark_image_has_a_quarter_of_the_light_and_noise(frame: Frame) -> None:
    flat = np.full((200, 200, 3), 180, np.uint8)
    dark = corruptions.darken(Frame("flat", flat, frame.camera)).image
    linear = (dark / 255) ** 2.2
    light = 0.25 * (180 / 255) ** 2.2
    assert linear.mean() == pytest.approx(light, rel=0.01)
    assert linear.std() == pytest.approx(np.hypot(0.003, 0.02 * np.sqrt(light)), rel=0.05)
    other = corruptions.darken(Frame("other", flat, frame.camera)).image
    assert (dark != other).any()


def test_blur_is_a_gaussian_of_two_pixels(frame: Frame) -> None:
    point = np.zeros((61, 61, 3), np.uint8)
    point[30, 30] = 255
    row = corruptions.blur(Frame("line", np.repeat(point[30:31], 61, 0), frame.camera)).image[30, :, 0].astype(float)
    spread = np.sqrt((row * (np.arange(61) - 30) ** 2).sum() / row.sum())
    assert spread == pytest.approx(2, abs=0.1)


def test_jpeg_is_close_but_not_the_same(frame: Frame) -> None:
    off = np.abs(corruptions.compress_jpeg(frame).image.astype(int) - frame.image)[:, 16:]
    assert 1 < off.mean() < 15
