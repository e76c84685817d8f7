"""What a camera makes of radiance: optics, exposure, white balance, noise, tone curve, sharpening and compression."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.config import SensorConfig

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
_LEVELS = 4096  # entries of the tone curve's table
_BRIGHTEST = 8.0  # radiance, relative to white, that still blooms when the picture is blurred


def develop(
    radiance: NDArray[np.float32], rng: np.random.Generator, config: SensorConfig | None = None
) -> NDArray[np.uint8]:
    """Return the uint8 picture [H, W, 3] that a camera drawn from `config` takes of linear radiance [H, W, 3]."""
    config = config or SensorConfig()
    linear = radiance * (_exposure(radiance, rng, config) * _white_balance(radiance, rng, config))
    linear = _optics(np.minimum(linear, _BRIGHTEST), rng, config)
    linear = _noise(np.minimum(linear, 1), rng, config)
    picture = _tone(linear, rng, config)
    picture = _saturate(picture, rng.uniform(*config.saturation))
    picture = _sharpen(picture, rng.uniform(*config.sharpening))
    if rng.random() < config.jpeg:
        picture = _compress(picture, int(rng.integers(config.jpeg_quality[0], config.jpeg_quality[1] + 1)))
    return picture


def _exposure(radiance: NDArray[np.float32], rng: np.random.Generator, config: SensorConfig) -> float:
    """Return the gain of the camera's automatic exposure, which sometimes fails."""
    metered = float(np.percentile(radiance[::4, ::4] @ _LUMINANCE, rng.uniform(*config.metering)))
    gain = np.exp(rng.uniform(*np.log(config.exposure))) / max(metered, 1e-4)
    fault = rng.random()
    if fault < config.dark:
        gain *= rng.uniform(*config.dark_gain)
    elif fault < config.dark + config.bright:
        gain *= rng.uniform(*config.bright_gain)
    return float(gain)


def _white_balance(
    radiance: NDArray[np.float32], rng: np.random.Generator, config: SensorConfig
) -> NDArray[np.float32]:
    """Return the gains of the three channels: part of the way to a grey world, and a tint."""
    mean = radiance[::4, ::4].reshape(-1, 3).mean(0) + 1e-4
    gains = (mean.mean() / mean) ** rng.uniform(*config.grey_world)
    gains *= np.exp(rng.normal(0, config.tint, 3))
    return (gains / (gains @ _LUMINANCE)).astype(np.float32)


def _optics(linear: NDArray[np.float32], rng: np.random.Generator, config: SensorConfig) -> NDArray[np.float32]:
    """Blur by the lens or by motion, and darken the corners."""
    if rng.random() < config.motion:
        kernel = _motion_kernel(rng.uniform(*config.motion_length), rng.uniform(0, np.pi))
        linear = np.asarray(cv2.filter2D(linear, -1, kernel), np.float32)
    elif rng.random() < config.soft:
        linear = np.asarray(cv2.GaussianBlur(linear, (0, 0), rng.uniform(*config.soft_sigma)), np.float32)
    height, width = linear.shape[:2]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None]
    falloff = 1 - np.float32(rng.uniform(*config.vignetting) / 2) * (x * x + y * y)
    return linear * falloff[..., None]


def _motion_kernel(length: float, angle: float) -> NDArray[np.float32]:
    """Return the blur of a straight movement of `length` pixels."""
    half = int(np.ceil(length / 2))
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    steps = np.linspace(-length / 2, length / 2, 8 * half + 1)
    rows = np.rint(half + steps * np.sin(angle)).astype(int)
    columns = np.rint(half + steps * np.cos(angle)).astype(int)
    np.add.at(kernel, (rows, columns), 1)
    return kernel / kernel.sum()


def _noise(linear: NDArray[np.float32], rng: np.random.Generator, config: SensorConfig) -> NDArray[np.float32]:
    """Add photon and read noise, correlated between pixels as demosaicing leaves it."""
    photon = np.float32(rng.uniform(*config.photon_noise) ** 2)
    read = np.float32(rng.uniform(*config.read_noise) ** 2)
    linear = linear + np.sqrt(linear * photon + read) * _grain(linear.shape, rng)
    sigma = rng.uniform(*config.demosaic_sigma)
    return np.asarray(cv2.GaussianBlur(linear, (3, 3), sigma), np.float32) if sigma > 0.3 else linear


def _grain(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return normal noise: a stretch of fixed noise from a random place, which is quicker than fresh one."""
    noise, count = _fixed_noise(), int(np.prod(shape))
    start = int(rng.integers(len(noise)))
    return np.resize(np.roll(noise, -start) if start + count > len(noise) else noise[start:], shape)


@cache
def _fixed_noise() -> NDArray[np.float32]:
    return np.random.default_rng(0).standard_normal(1 << 20, np.float32)


def _tone(linear: NDArray[np.float32], rng: np.random.Generator, config: SensorConfig) -> NDArray[np.uint8]:
    """Apply a gamma with a soft shoulder, a black level and an s-shaped contrast."""
    x = np.linspace(0, 1, _LEVELS)
    shoulder = rng.uniform(*config.shoulder)
    x = np.where(x > 0.5, 0.5 + (x - 0.5) / (1 + shoulder * (x - 0.5)), x)
    x = (x / x[-1]) ** (1 / rng.uniform(*config.gamma))
    black = rng.uniform(*config.black)
    x = np.maximum(x - black, 0) / (1 - black)
    contrast = rng.uniform(*config.contrast)
    x = x + contrast * (x * x * (3 - 2 * x) - x)
    table = np.clip(x * 255 + 0.5, 0, 255).astype(np.uint8)
    index = np.clip(linear * (_LEVELS - 1), 0, _LEVELS - 1).astype(np.uint16)
    return table[index]


def _saturate(picture: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    """Scale the distance of every colour from its grey value."""
    mix = np.eye(3) * amount + (1 - amount) * _LUMINANCE[None].astype(np.float64)
    return np.asarray(cv2.transform(picture, mix), np.uint8)


def _sharpen(picture: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    """Add `amount` of what a small blur takes away."""
    blurred = cv2.GaussianBlur(picture, (0, 0), 1.0)
    return np.asarray(cv2.addWeighted(picture, 1 + amount, blurred, -amount, 0), np.uint8)


def _compress(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Return the picture as JPEG of that quality shows it."""
    _, code = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(decoded[..., ::-1])
