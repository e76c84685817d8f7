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

"""Distribution of the optics, sensors and image processing of generated images."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]
"""Lowest and highest value, between which values are drawn uniformly unless said otherwise."""


@dataclass(frozen=True)
class SensorConfig:
    """Distribution of the optics, sensors and image processing.

    Lengths are in pixels of the camera's own image unless a field names canonical pixels, those of the canonical view;
    effects smaller than a canonical pixel are weakened accordingly. Light is linear with white at 1.
    """

    exposure: Range = (0.13, 0.3)
    """Range of the light to which the automatic exposure scales a quantile of the image, log-uniformly distributed."""

    metering_quantile: Range = (0.4, 0.75)
    """Range of that quantile."""

    max_highlights: Range = (1.0, 4.0)
    """Range of the maximum light of the 95 % quantile, which limits the exposure; light above 1 is clipped."""

    dark_probability: float = 0.04
    """Probability of an underexposed image."""

    dark_gain: Range = (0.2, 0.5)
    """Range of the factor on the light of underexposed images."""

    bright_probability: float = 0.04
    """Probability of an overexposed image."""

    bright_gain: Range = (1.4, 2.2)
    """Range of the factor on the light of overexposed images."""

    grey_world: Range = (0.0, 0.7)
    """Range of the exponent by which the white balance removes the mean colour of the light."""

    tint_sigma: float = 0.06
    """Standard deviation of the white balance's errors, as natural logarithms of the channels' gains."""

    glow_probability: float = 0.3
    """Probability of glow around overexposed light."""

    glow_strength: Range = (0.01, 0.06)
    """Range of the fraction of light above 1 that spreads around its source."""

    blur_probability: float = 0.6
    """Probability of a blur by the lens."""

    blur_sigma: Range = (0.4, 1.5)
    """Range of that blur's standard deviation in pixels."""

    motion_probability: float = 0.08
    """Probability of motion during the exposure."""

    motion_length: Range = (1.0, 5.0)
    """Range of the translation during the exposure in canonical pixels, in any direction."""

    motion_spin: Range = (-0.012, 0.012)
    """Range of the rotation during the exposure in radians."""

    motion_zoom: Range = (-0.012, 0.012)
    """Range of the relative magnification during the exposure."""

    vignetting: Range = (0.0, 0.35)
    """Range of the fraction of light that is lost in the corners of the camera's image."""

    flicker_probability: float = 0.06
    """Probability of brightness bands, by mains light on a rolling shutter."""

    flicker_depth: Range = (0.03, 0.2)
    """Range of the fraction of light that the bands lose."""

    flicker_bands: Range = (1.0, 5.0)
    """Range of the number of bands per image."""

    dust_probability: float = 0.03
    """Probability of specks of dust."""

    dust_depth: Range = (0.05, 0.3)
    """Range of the fraction of light that a speck absorbs."""

    residual_probability: float = 0.15
    """Probability of a residual lens distortion, which the calibration does not describe."""

    residual_shift: Range = (-1.0, 1.0)
    """Range of that distortion's displacement in the corners in canonical pixels."""

    rolling_probability: float = 0.07
    """Probability of a skew by the rolling shutter."""

    rolling_shift: Range = (-0.7, 0.7)
    """Range of the skew's displacement of the first and the last row in canonical pixels."""

    aberration_probability: float = 0.1
    """Probability of a chromatic aberration."""

    aberration_shift: Range = (-0.5, 0.5)
    """Range of the displacement of red and blue from green in the corners in canonical pixels."""

    mono_probability: float = 0.05
    """Probability of a monochrome camera."""

    photon_noise: Range = (0.0, 0.035)
    """Range of the standard deviation of photon noise at white; it scales with the root of the light."""

    read_noise: Range = (0.0, 0.008)
    """Range of the standard deviation of read noise."""

    mosaic_probability: float = 0.5
    """Probability of a Bayer mosaic."""

    edge_aware_probability: float = 0.5
    """Probability that the mosaic is interpolated along edges, else bilinearly."""

    defects_probability: float = 0.03
    """Probability of dead and hot pixels."""

    max_defects: int = 6
    """Maximum number of dead and hot pixels."""

    local_tone_probability: float = 0.15
    """Probability of local tone mapping, as in phones."""

    local_tone_strength: Range = (0.1, 0.4)
    """Range of the fraction by which it reduces the logarithmic contrast between regions."""

    denoise_probability: float = 0.12
    """Probability of noise reduction."""

    denoise_strength: Range = (0.01, 0.04)
    """Range of the difference between neighbours, as a fraction of white, below which it smooths."""

    gamma: Range = (1.9, 2.5)
    """Range of the tone curve's gamma."""

    shoulder: Range = (0.0, 1.5)
    """Range of the tone curve's compression of light above one half."""

    contrast: Range = (0.2, 1.0)
    """Range of the weight of an s-shaped curve."""

    black: Range = (0.0, 0.1)
    """Range of the encoded value that becomes black."""

    saturation: Range = (0.85, 1.6)
    """Range of the factor on the difference between a colour and its grey."""

    sharpening: Range = (0.0, 1.5)
    """Range of the weight of an unsharp mask."""

    jpeg_probability: float = 0.7
    """Probability of JPEG compression."""

    jpeg_quality: Range = (30.0, 96.0)
    """Range of its quality, as libjpeg counts it."""

    video_probability: float = 0.06
    """Probability of compression as a video stream of a low bit rate."""

    video_step: Range = (8.0, 40.0)
    """Range of that stream's quantisation step in grey levels of 255."""

    upsampling_weights: tuple[float, float, float] = (0.06, 0.8, 0.14)
    """Weights of nearest-neighbour, bilinear and bicubic interpolation for enlarging small images."""


CLEAN = SensorConfig(
    dark_probability=0,
    bright_probability=0,
    grey_world=(0, 0),
    tint_sigma=0,
    glow_probability=0,
    blur_probability=0,
    motion_probability=0,
    vignetting=(0, 0),
    flicker_probability=0,
    dust_probability=0,
    residual_probability=0,
    rolling_probability=0,
    aberration_probability=0,
    mono_probability=0,
    photon_noise=(0, 0),
    read_noise=(0, 0),
    mosaic_probability=0,
    defects_probability=0,
    local_tone_probability=0,
    denoise_probability=0,
    gamma=(2.2, 2.2),
    shoulder=(0, 0),
    contrast=(0, 0),
    black=(0, 0),
    saturation=(1, 1),
    sharpening=(0, 0),
    jpeg_probability=0,
    video_probability=0,
)
"""A camera with a correct exposure and no other effect on the light."""
