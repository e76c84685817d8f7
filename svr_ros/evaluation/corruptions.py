"""What goes wrong with cameras and pictures: changes of a frame, of which a robust answer loses little."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.sets import Frame
from svr_ros.geometry.view import UNSEEN_GREY

Image = NDArray[np.uint8]
Change = Callable[[Frame], Frame]

_FOCAL_ERROR = 0.1
_BLUR = 2.0  # pixels, the standard deviation
_QUALITY = 20
_GAMMA = 2.2
_EXPOSURE = 0.25
_READ_NOISE, _SHOT_NOISE = 0.003, 0.02  # of full linear brightness: without light, and times its root


def tell_focal_length(factor: float) -> Change:
    """Return the change that tells a focal length too long by a factor; picture and truth stay."""

    def change(frame: Frame) -> Frame:
        K = frame.camera.K.copy()
        K[0, 0] *= factor
        K[1, 1] *= factor
        return replace(frame, camera=replace(frame.camera, K=K))

    return change


def darken(frame: Frame) -> Frame:
    """Return the frame with a quarter of the light, and the noise that a sensor adds to that."""
    linear = (frame.image / 255.0) ** _GAMMA * _EXPOSURE
    rng = np.random.default_rng(zlib.crc32(frame.name.encode()))
    noise = rng.standard_normal(linear.shape) * np.hypot(_READ_NOISE, _SHOT_NOISE * np.sqrt(linear))
    return _repaint(frame, (((linear + noise).clip(0, 1) ** (1 / _GAMMA)) * 255).round().astype(np.uint8))


def blur(frame: Frame) -> Frame:
    """Return the frame out of focus: a Gaussian with a standard deviation of two of its pixels."""
    return _repaint(frame, np.asarray(cv2.GaussianBlur(frame.image, (0, 0), _BLUR), np.uint8))


def compress(frame: Frame) -> Frame:
    """Return the frame after JPEG compression at quality 20."""
    options = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    _, encoded = cv2.imencode(".jpg", frame.image[..., ::-1], options)
    return _repaint(frame, np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])


CHANGES: dict[str, Change] = {
    "focal length told 10 % too long": tell_focal_length(1 + _FOCAL_ERROR),
    "focal length told 10 % too short": tell_focal_length(1 - _FOCAL_ERROR),
    "a quarter of the light, with noise": darken,
    "blur, sigma 2 pixels": blur,
    "JPEG, quality 20": compress,
}
"""The changes of the robustness table by name."""


def _repaint(frame: Frame, image: Image) -> Frame:
    """Return the frame with another picture; what its camera did not see stays grey."""
    if frame.seen is not None:
        image = np.where(frame.seen[..., None], image, np.uint8(UNSEEN_GREY))
    return replace(frame, image=np.ascontiguousarray(image))
