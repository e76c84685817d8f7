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

"""Sensor simulation: from radiance through optics, sensor, processing and compression to bytes, in PyTorch.

A `Capture` holds the parameters of one image. Images of a batch have their own captures, and an effect is computed for
the images that have it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.synthesis.camera import electronics, optics, processing
from svr_ros.synthesis.camera.capture import Capture
from svr_ros.synthesis.camera.codecs import jpeg, quantisation, video
from svr_ros.synthesis.sensor_config import Range, SensorConfig

_MAX_MOSAIC_DENSITY = 1.6
"""Camera pixels per canonical pixel above which a colour mosaic averages out."""

_PIXEL_SIGMA = 0.35
"""Standard deviation of the area of a camera pixel, in camera pixels, with a small margin."""

_MIN_BLUR = 0.3
"""Blur in pixels below which it is invisible and skipped."""

_MIN_NOISE = 0.003
"""Photon noise below which it is invisible and skipped; read noise has a quarter of it."""

_MIN_SHARPENING = 0.1
"""Sharpening below which it is invisible and skipped."""

_MIN_STEP = 0.15
"""Scale of JPEG's tables below which compression is invisible and skipped."""


@dataclass(frozen=True)
class _Effect:
    """One step from light to bytes.

    Attributes:
        apply: Function that returns images with the effect.
        changes: Function that returns whether the effect changes the image of a capture.
    """

    apply: Callable[[Tensor, Sequence[Capture]], Tensor]
    changes: Callable[[Capture], bool]


_EFFECTS = (
    _Effect(optics.add_glow, lambda c: c.glow > 0),
    _Effect(optics.blur, lambda c: c.blur > 0),
    _Effect(optics.move, lambda c: c.motion != (0.0, 0.0, 0.0, 0.0)),
    _Effect(optics.shade, lambda c: c.vignetting > 0 or c.flicker[0] > 0 or bool(c.dust)),
    _Effect(optics.bend, lambda c: c.bends),
    _Effect(optics.shrink, lambda c: c.is_small),
    _Effect(electronics.drop_colors, lambda c: c.mono),
    _Effect(electronics.add_noise, lambda c: c.photon_noise > 0 or c.read_noise > 0),
    _Effect(electronics.add_defects, lambda c: bool(c.defects)),
    _Effect(electronics.demosaic, lambda c: c.mosaic > 0),
    _Effect(processing.even_out, lambda c: c.local_tone > 0),
    _Effect(processing.denoise, lambda c: c.denoise > 0),
    _Effect(processing.tone, lambda c: True),
    _Effect(processing.saturate, lambda c: c.saturation != 1),
    _Effect(processing.sharpen, lambda c: c.sharpening > 0),
    _Effect(jpeg, lambda c: c.jpeg_step > 0),
    _Effect(video, lambda c: c.video_step > 0),
    _Effect(optics.enlarge, lambda c: c.is_small),
)
"""The effects in their physical order."""


def simulate_sensor(
    radiance: NDArray[np.float32],
    rng: np.random.Generator,
    config: SensorConfig | None = None,
    pixels: tuple[float, float] = (1.0, 1.0),
    corner: float = 1.0,
    valid: NDArray[np.bool_] | None = None,
) -> NDArray[np.uint8]:
    """Return the uint8 image [H, W, 3] that a random camera takes of linear radiance [H, W, 3].

    Args:
        radiance: Linear radiance [H, W, 3].
        rng: Generator of the camera's parameters.
        config: Distribution of the parameters.
        pixels: The camera's pixels per pixel of the image; see `draw_capture`.
        corner: Radius of the image's corners; see `draw_capture`.
        valid: Mask [H, W] of the pixels in which exposure is measured, by default all.
    """
    capture = draw_capture(Random(int(rng.integers(1 << 62))), config, pixels, corner)
    light = torch.from_numpy(radiance).permute(2, 0, 1)[None]
    return simulate_sensor_batch(light, [capture], None if valid is None else torch.from_numpy(valid)[None])[0].numpy()


@torch.inference_mode()
def simulate_sensor_batch(radiance: Tensor, captures: Sequence[Capture], valid: Tensor | None = None) -> Tensor:
    """Return the uint8 images [N, H, W, 3] of linear radiance [N, 3, H, W], on its device.

    There is one capture per image. Exposure is measured in `valid` pixels, bool [N, H, W]. Sides are multiples of 16
    pixels.
    """
    image = electronics.expose(radiance, captures, valid)
    for effect in _EFFECTS:
        affected = [number for number, capture in enumerate(captures) if effect.changes(capture)]
        if len(affected) == len(captures):
            image = effect.apply(image, captures)
        elif affected:
            image[affected] = effect.apply(image[affected], [captures[number] for number in affected])
    return image.add_(0.5).clamp_(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()


class _Strengths(NamedTuple):
    """Strengths of the effects that depend on each other or on the camera's resolution."""

    exposure: float
    fault: float
    moves: bool
    motion_length: float
    motion_angle: float
    mono: bool
    defects: int
    blur: float
    photon_noise: float
    read_noise: float
    sharpening: float
    jpeg_step: float


def draw_capture(
    rng: Random, config: SensorConfig | None = None, pixels: tuple[float, float] = (1.0, 1.0), corner: float = 1.0
) -> Capture:
    """Draw the parameters of one image.

    Args:
        rng: The generator of random numbers.
        config: The distribution of the parameters.
        pixels: The camera's pixels per pixel of the image, along columns and rows. Above 1, effects of single camera
            pixels average out; below 1, the camera's image is enlarged.
        corner: The radius of the image's corners, in half diagonals of the camera's image.
    """
    config = config or SensorConfig()
    density = max(math.sqrt(pixels[0] * pixels[1]), 1.0)
    drawn = _draw_strengths(rng, config, pixels)
    noisy = drawn.photon_noise > _MIN_NOISE or drawn.read_noise > _MIN_NOISE / 4
    has_mosaic = density < _MAX_MOSAIC_DENSITY and not drawn.mono
    # The arguments stand in the order in which they are drawn.
    return Capture(
        exposure=drawn.exposure,
        metering=rng.uniform(*config.metering_quantile),
        highlights=rng.uniform(*config.max_highlights),
        fault=drawn.fault,
        grey_world=rng.uniform(*config.grey_world),
        tint=(rng.gauss(0, config.tint_sigma), rng.gauss(0, config.tint_sigma), rng.gauss(0, config.tint_sigma)),
        glow=_draw(rng, config.glow_probability, config.glow_strength),
        blur=drawn.blur if drawn.blur > _MIN_BLUR else 0.0,
        motion=_draw_motion(rng, config, drawn),
        vignetting=rng.uniform(*config.vignetting) * corner * corner,
        flicker=_draw_flicker(rng, config),
        dust=_draw_dust(rng, config),
        residual=_draw(rng, config.residual_probability, config.residual_shift),
        rolling=_draw(rng, config.rolling_probability, config.rolling_shift),
        aberration=_draw(rng, config.aberration_probability, config.aberration_shift),
        pixels=(min(pixels[0], 1.0), min(pixels[1], 1.0)),
        kernel=rng.choices(("nearest", "bilinear", "bicubic"), config.upsampling_weights)[0],
        mono=drawn.mono,
        photon_noise=drawn.photon_noise if noisy else 0.0,
        read_noise=drawn.read_noise if noisy else 0.0,
        noise_seed=rng.getrandbits(30),
        defects=tuple((rng.random(), rng.random(), rng.randint(0, 1)) for _ in range(drawn.defects)),
        mosaic=_draw_mosaic(rng, config) if has_mosaic else 0,
        local_tone=_draw(rng, config.local_tone_probability, config.local_tone_strength),
        denoise=_draw(rng, config.denoise_probability, config.denoise_strength),
        gamma=rng.uniform(*config.gamma),
        shoulder=rng.uniform(*config.shoulder),
        black=rng.uniform(*config.black),
        contrast=rng.uniform(*config.contrast),
        saturation=1.0 if drawn.mono else rng.uniform(*config.saturation),
        sharpening=drawn.sharpening if drawn.sharpening > _MIN_SHARPENING else 0.0,
        jpeg_step=drawn.jpeg_step if rng.random() < config.jpeg_probability and drawn.jpeg_step > _MIN_STEP else 0.0,
        video_step=_draw(rng, config.video_probability, config.video_step) / density,
    )


def _draw_strengths(rng: Random, config: SensorConfig, pixels: tuple[float, float]) -> _Strengths:
    """Draw the strengths of effects for a camera with a number of pixels per pixel of the image."""
    # Enlarging blurs by the area of the camera's pixels; shrinking weakens what single pixels do.
    enlargement = math.sqrt(sum(1 / min(each, 1.0) ** 2 - 1 for each in pixels) / 2)
    density = max(math.sqrt(pixels[0] * pixels[1]), 1.0)

    exposure = math.exp(rng.uniform(*(math.log(bound) for bound in config.exposure)))
    luck, fault = rng.random(), 1.0
    if luck < config.dark_probability:
        fault = rng.uniform(*config.dark_gain)
    elif luck < config.dark_probability + config.bright_probability:
        fault = rng.uniform(*config.bright_gain)
    moves = rng.random() < config.motion_probability
    length, angle = _draw(rng, moves, config.motion_length), rng.uniform(0, math.tau)
    mono = rng.random() < config.mono_probability
    defects = rng.randint(1, config.max_defects) if rng.random() < config.defects_probability else 0
    lens_blur = _draw(rng, config.blur_probability, config.blur_sigma) / density
    blur = math.hypot(lens_blur, _PIXEL_SIGMA * enlargement)
    photon_noise, read_noise = rng.uniform(*config.photon_noise) / density, rng.uniform(*config.read_noise) / density
    sharpening = rng.uniform(*config.sharpening) / density
    jpeg_step = quantisation(rng.uniform(*config.jpeg_quality)) / density
    return _Strengths(
        exposure, fault, moves, length, angle, mono, defects, blur, photon_noise, read_noise, sharpening, jpeg_step
    )


def _draw(rng: Random, probability: float, bounds: Range) -> float:
    """Return a uniform value of a range with a probability, else 0."""
    return rng.uniform(*bounds) if rng.random() < probability else 0.0


def _draw_motion(rng: Random, config: SensorConfig, drawn: _Strengths) -> tuple[float, float, float, float]:
    right, down = drawn.motion_length * math.cos(drawn.motion_angle), drawn.motion_length * math.sin(drawn.motion_angle)
    return right, down, _draw(rng, drawn.moves, config.motion_spin), _draw(rng, drawn.moves, config.motion_zoom)


def _draw_flicker(rng: Random, config: SensorConfig) -> tuple[float, float, float]:
    depth = _draw(rng, config.flicker_probability, config.flicker_depth)
    return depth, rng.uniform(*config.flicker_bands), rng.random()


def _draw_dust(rng: Random, config: SensorConfig) -> tuple[tuple[float, float, float, float], ...]:
    count = rng.randint(1, 3) if rng.random() < config.dust_probability else 0
    return tuple(
        (rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(0.01, 0.05), rng.uniform(*config.dust_depth))
        for _ in range(count)
    )


def _draw_mosaic(rng: Random, config: SensorConfig) -> int:
    if rng.random() >= config.mosaic_probability:
        return 0
    return 2 if rng.random() < config.edge_aware_probability else 1
