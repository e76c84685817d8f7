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

"""Corruptions of calibration and image, for the robustness evaluation."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.frames import Frame
from svr_ros.geometry.view import UNSEEN_GREY

Image = NDArray[np.uint8]
Corruption = Callable[[Frame], Frame]

_FOCAL_ERROR = 0.1
_BLUR = 2.0  # standard deviation in pixels
_QUALITY = 20
_GAMMA = 2.2
_EXPOSURE = 0.25

_READ_NOISE, _SHOT_NOISE = 0.003, 0.02
"""Standard deviations of the noise in units of white light: a constant one, and one times the root of the light."""


def scale_focal_length(factor: float) -> Corruption:
    """Return the corruption that multiplies the focal length of the calibration and keeps image and ground truth."""

    def corrupt(frame: Frame) -> Frame:
        K = frame.camera.K.copy()
        K[0, 0] *= factor
        K[1, 1] *= factor
        return replace(frame, camera=replace(frame.camera, K=K))

    return corrupt


def darken(frame: Frame) -> Frame:
    """Return the frame with a quarter of the light and the sensor noise of that exposure, the same for each name."""
    linear = (frame.image / 255.0) ** _GAMMA * _EXPOSURE
    rng = np.random.default_rng(zlib.crc32(frame.name.encode()))
    noise = rng.standard_normal(linear.shape) * np.hypot(_READ_NOISE, _SHOT_NOISE * np.sqrt(linear))
    return _with_image(frame, (((linear + noise).clip(0, 1) ** (1 / _GAMMA)) * 255).round().astype(np.uint8))


def blur(frame: Frame) -> Frame:
    """Return the frame out of focus: blurred by a Gaussian with a standard deviation of two pixels."""
    return _with_image(frame, np.asarray(cv2.GaussianBlur(frame.image, (0, 0), _BLUR), np.uint8))


def compress_jpeg(frame: Frame) -> Frame:
    """Return the frame after JPEG compression at quality 20."""
    options = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    _, encoded = cv2.imencode(".jpg", frame.image[..., ::-1], options)
    return _with_image(frame, np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])


CORRUPTIONS: dict[str, Corruption] = {
    "focal length 10 % too long": scale_focal_length(1 + _FOCAL_ERROR),
    "focal length 10 % too short": scale_focal_length(1 - _FOCAL_ERROR),
    "a quarter of the light, with noise": darken,
    "blur, sigma 2 pixels": blur,
    "JPEG, quality 20": compress_jpeg,
}
"""Corruptions of the robustness table by name."""


def _with_image(frame: Frame, image: Image) -> Frame:
    """Return the frame with another image; padding outside of the camera's view stays grey."""
    if frame.valid is not None:
        image = np.where(frame.valid[..., None], image, np.uint8(UNSEEN_GREY))
    return replace(frame, image=np.ascontiguousarray(image))
