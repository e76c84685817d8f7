"""What a camera makes of radiance: optics, sensor, processing and compression, in torch for any device.

A `Capture` holds the numbers of one picture; pictures of a batch have their own, and an effect is calculated for those
that have it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.synthesis.camera import electronics, optics, processing
from svr_ros.synthesis.camera.capture import Capture
from svr_ros.synthesis.camera.codecs import jpeg, quantisation, video
from svr_ros.synthesis.config import Range, SensorConfig

_MOSAIC_VISIBLE = 1.6
"""A mosaic shows up to so many pixels of the camera in one of the canonical view."""


_PIXEL_SIGMA = 0.35
"""Standard deviation of the area of a pixel of a camera with fewer, in its own pixels, and a little more."""

_LEAST_BLUR = 0.3
_LEAST_NOISE = 0.003
_LEAST_SHARPENING = 0.1
_LEAST_STEP = 0.15
"""Blur (pixels), noise, sharpening and compression that would not be seen."""


@dataclass(frozen=True)
class _Effect:
    """A step of the way from light to bytes, and which captures it does something to."""

    apply: Callable[[Tensor, Sequence[Capture]], Tensor]
    wanted: Callable[[Capture], bool]


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
"""In the order in which they happen to the light."""


def simulate_sensor(
    radiance: NDArray[np.float32],
    rng: np.random.Generator,
    config: SensorConfig | None = None,
    pixels: tuple[float, float] = (1.0, 1.0),
    corner: float = 1.0,
    seen: NDArray[np.bool_] | None = None,
) -> NDArray[np.uint8]:
    """Return the uint8 picture [H, W, 3] that a camera drawn from `config` takes of linear radiance [H, W, 3].

    The arguments are those of `draw_capture`; exposure is measured where `seen`.
    """
    capture = draw_capture(Random(int(rng.integers(1 << 62))), config, pixels, corner)
    light = torch.from_numpy(radiance).permute(2, 0, 1)[None]
    return simulate_sensor_batch(light, [capture], None if seen is None else torch.from_numpy(seen)[None])[0].numpy()


@torch.inference_mode()
def simulate_sensor_batch(radiance: Tensor, captures: Sequence[Capture], seen: Tensor | None = None) -> Tensor:
    """Return the uint8 pictures [N, H, W, 3] of linear radiance [N, 3, H, W], one capture for each, on its device.

    Exposure is measured where `seen`, bool [N, H, W]. Sides are multiples of 16 pixels.
    """
    picture = electronics.expose(radiance, captures, seen)
    for effect in _EFFECTS:
        chosen = [number for number, capture in enumerate(captures) if effect.wanted(capture)]
        if len(chosen) == len(captures):
            picture = effect.apply(picture, captures)
        elif chosen:
            picture[chosen] = effect.apply(picture[chosen], [captures[number] for number in chosen])
    return picture.add_(0.5).clamp_(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()


def draw_capture(
    rng: Random, config: SensorConfig | None = None, pixels: tuple[float, float] = (1.0, 1.0), corner: float = 1.0
) -> Capture:
    """Draw the numbers of one picture.

    `pixels` of the camera, along columns and rows, lie in one pixel of the picture that is made: with more, what
    happens to single ones averages out; with fewer, the picture was taken small and enlarged. The picture's corners lie
    at `corner` times the half diagonal of what the camera shows.
    """
    config = config or SensorConfig()
    few = math.sqrt(sum(1 / min(each, 1.0) ** 2 - 1 for each in pixels) / 2)
    fine = max(math.sqrt(pixels[0] * pixels[1]), 1.0)

    def within(share: float, bounds: Range) -> float:
        """Draw from a range or, for the others than a share, 0."""
        return rng.uniform(*bounds) if rng.random() < share else 0.0

    target = math.exp(rng.uniform(*(math.log(bound) for bound in config.exposure)))
    luck, fault = rng.random(), 1.0
    if luck < config.dark:
        fault = rng.uniform(*config.dark_gain)
    elif luck < config.dark + config.bright:
        fault = rng.uniform(*config.bright_gain)
    moves = rng.random() < config.motion
    length, angle = within(moves, config.motion_length), rng.uniform(0, math.tau)
    mono = rng.random() < config.mono
    coarse = fine < _MOSAIC_VISIBLE and not mono
    defects = rng.randint(1, config.most_defects) if rng.random() < config.defects else 0
    blur = math.hypot(within(config.soft, config.soft_sigma) / fine, _PIXEL_SIGMA * few)
    photon_noise, read_noise = rng.uniform(*config.photon_noise) / fine, rng.uniform(*config.read_noise) / fine
    noisy = photon_noise > _LEAST_NOISE or read_noise > _LEAST_NOISE / 4
    sharpening = rng.uniform(*config.sharpening) / fine
    step = quantisation(rng.uniform(*config.jpeg_quality)) / fine
    return Capture(
        exposure=target,
        metering=rng.uniform(*config.metering),
        highlights=rng.uniform(*config.highlights),
        fault=fault,
        grey_world=rng.uniform(*config.grey_world),
        tint=(rng.gauss(0, config.tint), rng.gauss(0, config.tint), rng.gauss(0, config.tint)),
        glow=within(config.glow, config.glow_strength),
        blur=blur if blur > _LEAST_BLUR else 0.0,
        motion=(
            length * math.cos(angle),
            length * math.sin(angle),
            within(moves, config.spin),
            within(moves, config.zoom),
        ),
        vignetting=rng.uniform(*config.vignetting) * corner * corner,
        flicker=(within(config.flicker, config.flicker_depth), rng.uniform(*config.flicker_bands), rng.random()),
        dust=tuple(
            (rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(0.01, 0.05), rng.uniform(*config.dust_depth))
            for _ in range(rng.randint(1, 3) if rng.random() < config.dust else 0)
        ),
        residual=within(config.residual, config.residual_shift),
        rolling=within(config.rolling, config.rolling_shift),
        aberration=within(config.aberration, config.aberration_shift),
        pixels=(min(pixels[0], 1.0), min(pixels[1], 1.0)),
        kernel=rng.choices(("nearest", "bilinear", "bicubic"), config.kernels)[0],
        mono=mono,
        photon_noise=photon_noise if noisy else 0.0,
        read_noise=read_noise if noisy else 0.0,
        noise_seed=rng.getrandbits(30),
        defects=tuple((rng.random(), rng.random(), rng.randint(0, 1)) for _ in range(defects)),
        mosaic=0 if not coarse or rng.random() >= config.mosaic else 2 if rng.random() < config.edge_aware else 1,
        local_tone=within(config.local_tone, config.local_strength),
        denoise=within(config.denoise, config.denoise_strength),
        gamma=rng.uniform(*config.gamma),
        shoulder=rng.uniform(*config.shoulder),
        black=rng.uniform(*config.black),
        contrast=rng.uniform(*config.contrast),
        saturation=1.0 if mono else rng.uniform(*config.saturation),
        sharpening=sharpening if sharpening > _LEAST_SHARPENING else 0.0,
        jpeg_step=step if rng.random() < config.jpeg and step > _LEAST_STEP else 0.0,
        video_step=within(config.video, config.video_step) / fine,
    )
