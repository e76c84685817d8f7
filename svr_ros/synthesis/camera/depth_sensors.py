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

"""Simulated depth sensors: structured light, stereo, time of flight, LiDAR, points of SLAM, and depth networks.

All convert the true depth of the canonical view to measured depth with the standard deviation that a driver would
state. Noise models: structured light after Khoshelham & Elberink 2012 and Nguyen, Izadi & Lovell 2012,
its ragged contours after Barron & Malik 2013; flying pixels and multipath of time of flight after Foix, Alenya & Torras
2011.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.geometry.frustum import Frustum

Range = tuple[float, float]
Image = NDArray[np.float32]


@dataclass(frozen=True)
class DepthSensorConfig:
    """Ranges from which a simulated depth sensor is drawn.

    Attributes:
        structured_light: Weight of structured-light cameras among the sensors.
        stereo: Weight of stereo cameras.
        time_of_flight: Weight of time-of-flight cameras.
        lidar: Weight of LiDARs with a few rings.
        sparse: Weight of sparse points, as of visual SLAM.
        depth_network: Weight of depth networks that predict from the image.
        exact: Weight of depth without any error, as renderers and simulators give it.
        baseline: Product of focal length and baseline, in metres times canonical pixels.
        max_range: Range of the largest depth that is measured, in metres.
        scale_error: Standard deviation of a sensor's relative error of scale.
        shift: Maximum misregistration to the image, in canonical pixels.
        cropped: Probability that the sensor sees less than the camera.
        rings: Range of the number of a LiDAR's rings in view.
        points: Range of the number of sparse points, drawn uniformly in its logarithm.
        network_scale_error: Range of a depth network's relative error of scale.
        network_smooth_error: Range of a depth network's smooth relative error.
        outliers: Maximum fraction of sparse points that are wrong.
    """

    structured_light: float = 3.0
    stereo: float = 2.5
    time_of_flight: float = 2.0
    lidar: float = 1.2
    sparse: float = 2.2
    depth_network: float = 1.2
    exact: float = 0.5
    baseline: Range = (10.0, 26.0)
    max_range: Range = (3.5, 10.0)
    scale_error: float = 0.012
    shift: float = 0.9
    cropped: float = 0.3
    rings: tuple[int, int] = (1, 12)
    points: tuple[int, int] = (5, 500)
    network_scale_error: Range = (0.05, 0.2)
    network_smooth_error: Range = (0.02, 0.08)
    outliers: float = 0.04


@dataclass(frozen=True)
class Scene:
    """Ground truth of a canonical view, as input of a simulated depth sensor.

    Attributes:
        depth: True depth [S, S] in metres.
        normals: Unit normals [S, S, 3] in the optical frame, towards the camera.
        grey: Brightness [S, S] of the image in 0..1, whose texture stereo needs.
        frustum: Frustum whose canonical view this is.
    """

    depth: Image
    normals: Image
    grey: Image
    frustum: Frustum


@dataclass(frozen=True)
class Measurement:
    """Measured depth and its stated standard deviation, both [S, S] in metres; NaN where nothing was measured."""

    depth: Image
    sigma: Image


Sensor = Callable[[Scene, np.random.Generator, DepthSensorConfig], Measurement]
"""Function that returns the measurement of a scene by a sensor with random properties."""


def measure(scene: Scene, rng: np.random.Generator, config: DepthSensorConfig) -> Measurement:
    """Draw a sensor by the weights of the config, and return its measurement."""
    names = list(SENSORS)
    weights = np.array([getattr(config, name) for name in names])
    name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    return SENSORS[name](scene, rng, config)


def structured_light(scene: Scene, rng: np.random.Generator, config: DepthSensorConfig) -> Measurement:
    """Measure by projected patterns: noise and steps grow with z^2, shadows on one side, holes on reflecting surfaces.

    Contours are ragged, because a block of the pattern takes the depth of one of its pixels.
    """
    baseline = rng.uniform(*config.baseline)
    disparity = _ragged(baseline / scene.depth, rng, rng.uniform(0.0, 1.0))
    noise = rng.uniform(0.02, 0.07)  # canonical pixels of disparity
    measured = disparity + _smooth_noise(rng, disparity.shape, noise, grain=int(rng.integers(1, 4)))
    step = rng.choice([1 / 32, 1 / 16, 1 / 8])
    measured = np.round(measured / step) * step
    holes = _shadow(disparity, rng.random() < 0.5, 0.6)
    holes |= _grazing(scene, rng.uniform(68, 82)) | _blotches(rng, disparity.shape, rng.uniform(0.0, 0.04))
    holes |= _edges(scene.depth, int(rng.random() < 0.3)) | _reflecting(scene.grey, rng)
    depth = baseline / np.maximum(measured, 1e-3)
    sigma = (noise**2 + step**2 / 12) ** 0.5 * scene.depth**2 / baseline + 0.002
    return _finish(depth, sigma, holes, rng, config)


def stereo(scene: Scene, rng: np.random.Generator, config: DepthSensorConfig) -> Measurement:
    """Measure by block matching: fattened edges, noise that grows with z^2, holes without texture and in shadows."""
    baseline = rng.uniform(*config.baseline)
    disparity = (baseline / scene.depth).astype(np.float32)
    window = int(rng.choice([3, 5]))
    fattened = cv2.dilate(disparity, np.ones((window, window), np.uint8)) if rng.random() < 0.6 else disparity
    blurred = cv2.medianBlur(fattened, 5) if window == 5 else fattened
    noise = rng.uniform(0.03, 0.12)
    measured = blurred + _smooth_noise(rng, disparity.shape, noise, grain=int(rng.integers(2, 6)))
    holes = _shadow(disparity, True, 0.6) | _edges(scene.depth, int(rng.integers(0, 2)))
    if rng.random() < 0.6:  # passive: no pattern is projected
        mean = cv2.blur(scene.grey, (7, 7))
        contrast = np.sqrt(np.maximum(cv2.blur(scene.grey**2, (7, 7)) - mean**2, 0))
        holes |= contrast < rng.uniform(0.004, 0.02)
    holes |= _blotches(rng, disparity.shape, rng.uniform(0.0, 0.05))
    depth = baseline / np.maximum(measured, 1e-3)
    return _finish(depth, noise * scene.depth**2 / baseline + 0.003, holes, rng, config)


def time_of_flight(scene: Scene, rng: np.random.Generator, config: DepthSensorConfig) -> Measurement:
    """Measure by the travel time of light: even noise, flying pixels at edges, holes on dark surfaces, far corners."""
    relative = rng.uniform(0.001, 0.006)
    constant = rng.uniform(0.002, 0.008)
    sigma = np.sqrt(constant**2 + (relative * scene.depth) ** 2).astype(np.float32)
    depth = scene.depth + sigma * rng.standard_normal(scene.depth.shape, np.float32)
    # Multipath: light reaches concave places by detours, so that surfaces deeper than their surroundings seem farther
    around = cv2.blur(scene.depth, (31, 31))
    depth += np.clip(scene.depth - around, 0, 0.5) * np.float32(rng.uniform(0.0, 0.05))
    # Flying pixels: a pixel on an edge gets a mixture of both distances.
    if rng.random() < 0.7:
        mixed = cv2.blur(scene.depth, (3, 3))
        flying = _edges(scene.depth, 1) & (rng.random(depth.shape) < rng.uniform(0.2, 0.8))
        depth = np.where(flying, mixed, depth)
    holes = _grazing(scene, rng.uniform(74, 85)) | _blotches(rng, depth.shape, rng.uniform(0.0, 0.04))
    holes |= _reflecting(scene.grey, rng)
    holes |= (scene.grey < 0.06) & (rng.random() < 0.6)
    return _finish(depth, sigma, holes, rng, config)


def lidar(scene: Scene, rng: np.random.Generator, config: DepthSensorConfig) -> Measurement:
    """Measure along a few rings around a nearly vertical axis, in every first, second or third column."""
    size = len(scene.depth)
    count = int(rng.integers(config.rings[0], config.rings[1] + 1))
    pitch = rng.uniform(-0.25, 0.35)  # of the axis against the image's
    spacing = math.radians(rng.choice([2.0, 2.0, 1.33, 3.0, 4.0]))
    first = rng.uniform(-0.4, 0.3) if count > 1 else rng.uniform(-0.2, 0.2)
    column = np.arange(0, size, int(rng.integers(1, 4)))
    x = (2 * (column + 0.5) / size - 1) * scene.frustum.tan_x
    depth = np.full_like(scene.depth, np.nan)
    for k in range(count):
        # A ring is a cone: its points keep one angle to the horizontal plane.
        slope = math.tan(first + k * spacing + pitch)
        row = np.round(((slope * np.hypot(1, x) / scene.frustum.tan_y + 1) / 2) * size - 0.5).astype(int)
        inside = (row >= 0) & (row < size)
        depth[row[inside], column[inside]] = scene.depth[row[inside], column[inside]]
    sigma = np.full_like(depth, rng.uniform(0.005, 0.03))
    depth += sigma * rng.standard_normal(depth.shape, np.float32)
    return _finish(depth, sigma, ~np.isfinite(depth), rng, config, max_range=30.0)


def sparse(scene: Scene, rng: np.random.Generator, config: DepthSensorConfig) -> Measurement:
    """Measure single points where the image has contrast, as visual SLAM does, a few of them wrong."""
    low, high = config.points
    count = int(round(math.exp(rng.uniform(math.log(low), math.log(high)))))
    contrast = np.abs(cv2.Laplacian(scene.grey, cv2.CV_32F)).ravel()
    weight = contrast + (0.002 if rng.random() < 0.5 else 1.0)
    place = rng.choice(len(weight), min(count, len(weight)), replace=False, p=weight / weight.sum())
    relative = rng.uniform(0.003, 0.03)
    depth = np.full(scene.depth.size, np.nan, np.float32)
    true = scene.depth.ravel()[place]
    depth[place] = true * (1 + relative * rng.standard_normal(len(place)))
    wrong = place[rng.random(len(place)) < rng.uniform(0, config.outliers)]
    depth[wrong] *= rng.uniform(0.4, 1.8, len(wrong))
    return _finish(
        depth.reshape(scene.depth.shape),
        relative * scene.depth + 0.003,
        np.zeros(scene.depth.shape, bool),
        rng,
        config,
        max_range=30.0,
    )


def depth_network(scene: Scene, rng: np.random.Generator, config: DepthSensorConfig) -> Measurement:
    """Measure as a depth network predicts: dense and smooth, with errors of scale and slowly varying ones."""
    smooth = rng.uniform(*config.network_smooth_error)
    error = _smooth_noise(rng, scene.depth.shape, smooth, grain=int(rng.integers(32, 96)))
    error += rng.normal(0, rng.uniform(*config.network_scale_error))
    log_depth = np.log(scene.depth) + error
    if rng.random() < 0.7:
        log_depth = np.asarray(cv2.GaussianBlur(log_depth, (0, 0), rng.uniform(0.5, 1.5)), np.float32)
    depth = np.exp(log_depth)
    sigma = np.float32(rng.uniform(0.08, 0.15)) * depth
    return Measurement(depth.astype(np.float32), sigma.astype(np.float32))


def exact(scene: Scene, rng: np.random.Generator, config: DepthSensorConfig) -> Measurement:
    """Measure without error."""
    return Measurement(scene.depth.copy(), np.full_like(scene.depth, rng.uniform(0.001, 0.01)))


SENSORS: dict[str, Sensor] = {
    "structured_light": structured_light,
    "stereo": stereo,
    "time_of_flight": time_of_flight,
    "lidar": lidar,
    "sparse": sparse,
    "depth_network": depth_network,
    "exact": exact,
}
"""Sensors by their names in `DepthSensorConfig`."""


def _finish(
    depth: Image,
    sigma: Image,
    holes: NDArray[np.bool_],
    rng: np.random.Generator,
    config: DepthSensorConfig,
    max_range: float | None = None,
) -> Measurement:
    """Apply the errors that all sensors have: of scale, limits of range and view, and misregistration.

    Args:
        depth: Measured depth [S, S] in metres; NaN where nothing was measured.
        sigma: Standard deviation [S, S] of the measured depth in metres.
        holes: Mask [S, S] of the pixels without a measurement.
        rng: Generator of the errors.
        config: Ranges of the errors.
        max_range: Maximum depth in metres; by default, it is drawn from that of the config.
    """
    # Scale the depth and limit its range; comparisons with NaN are false, so that it counts as a hole
    depth = (depth * (1 + rng.normal(0, config.scale_error))).astype(np.float32)
    far = rng.uniform(*config.max_range) if max_range is None else max_range
    depth[holes | ~((depth > rng.uniform(0.15, 0.55)) & (depth < far))] = np.nan
    # Crop and shift it
    if rng.random() < config.cropped:
        size = len(depth)
        margins = rng.uniform(0, 0.25, 4) * size
        top, bottom, left, right = margins.astype(int)
        inside = np.zeros(depth.shape, bool)
        inside[top : size - bottom, left : size - right] = True
        depth[~inside] = np.nan
    dy, dx = np.round(rng.uniform(-config.shift, config.shift, 2)).astype(int)
    if dx or dy:
        depth = np.roll(depth, (dy, dx), (0, 1))
        # The sensor measures nothing beyond its border
        depth[: dy if dy > 0 else 0], depth[:, : dx if dx > 0 else 0] = np.nan, np.nan
        depth[dy if dy < 0 else len(depth) :], depth[:, dx if dx < 0 else len(depth) :] = np.nan, np.nan
    # Drivers state the noise roughly
    stated = sigma * np.float32(rng.uniform(0.7, 1.5))
    return Measurement(depth, np.where(np.isfinite(depth), stated, np.nan).astype(np.float32))


def _smooth_noise(rng: np.random.Generator, shape: tuple[int, ...], sigma: float, grain: int) -> Image:
    """Return Gaussian noise of a standard deviation whose grains are about `grain` pixels wide."""
    if grain <= 1:
        return np.float32(sigma) * rng.standard_normal(shape, np.float32)
    coarse = rng.standard_normal([side // grain + 3 for side in shape], np.float32)
    noise = cv2.resize(coarse, None, fx=grain, fy=grain, interpolation=cv2.INTER_CUBIC)[: shape[0], : shape[1]]
    return np.asarray(noise * np.float32(sigma / max(float(noise.std()), 1e-6)), np.float32)


def _ragged(values: Image, rng: np.random.Generator, sigma: float) -> Image:
    """Return an image whose pixels are taken from places displaced by a standard deviation in pixels."""
    rows, columns = np.indices(values.shape, np.float32)
    row, column = (
        np.round(axis + _smooth_noise(rng, values.shape, sigma, grain=2)).astype(int).clip(0, side - 1)
        for axis, side in zip((rows, columns), values.shape, strict=True)
    )
    return np.asarray(values[row, column], np.float32)


def _reflecting(grey: Image, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return a mask of surfaces that return no light: patches of similar brightness, as of a screen or a worktop."""
    if rng.random() < 0.5:
        return np.zeros(grey.shape, bool)
    brightness = grey[tuple(rng.integers(0, side) for side in grey.shape)]
    alike = np.abs(cv2.blur(grey, (5, 5)) - brightness) < rng.uniform(0.02, 0.1)
    return np.asarray(alike & _blotches(rng, grey.shape, rng.uniform(0.05, 0.25)))


def _blotches(rng: np.random.Generator, shape: tuple[int, ...], fraction: float) -> NDArray[np.bool_]:
    """Return a mask of ragged blotches that cover about a fraction of the image: dark or glossy patches."""
    if fraction < 1e-3:
        return np.zeros(shape, bool)
    field = _smooth_noise(rng, shape, 1.0, grain=int(rng.integers(6, 40)))
    field += _smooth_noise(rng, shape, 0.35, grain=2)
    return np.asarray(field > np.quantile(field[::4, ::4], 1 - fraction))


def _grazing(scene: Scene, degrees: float) -> NDArray[np.bool_]:
    """Return which pixels show surfaces that the line of sight meets at more than an angle to their normal."""
    size = len(scene.depth)
    axis = (2 * np.arange(size, dtype=np.float32) + 1) / size - 1
    x, y = axis * scene.frustum.tan_x, (axis * scene.frustum.tan_y)[:, None]
    normals = scene.normals
    cosine = -(normals[..., 0] * x + normals[..., 1] * y + normals[..., 2]) / np.sqrt(x * x + y * y + 1)
    return np.asarray(cosine < math.cos(math.radians(degrees)))


def _edges(depth: Image, radius: int) -> NDArray[np.bool_]:
    """Return which pixels lie within a radius of a jump of depth of more than 5 percent."""
    if radius == 0:
        return np.zeros(depth.shape, bool)
    kernel = np.ones((2 * radius + 1,) * 2, np.uint8)
    return np.asarray(cv2.dilate(depth, kernel) > 1.05 * cv2.erode(depth, kernel))


@compiled(nogil=True)
def _shadow(disparity: Image, from_left: bool, tolerance: float) -> NDArray[np.bool_]:
    """Return which pixels a second eye to the left or right cannot see past something nearer."""
    rows, columns = disparity.shape
    hidden = np.zeros((rows, columns), np.bool_)
    nearest = np.empty(3 * columns, np.float32)
    sign = 1 if from_left else -1
    for r in range(rows):
        nearest[:] = -1.0
        for c in range(columns):
            at = int(round(c + sign * disparity[r, c])) + columns
            if 0 <= at < len(nearest) and disparity[r, c] > nearest[at]:
                nearest[at] = disparity[r, c]
        for c in range(columns):
            at = int(round(c + sign * disparity[r, c])) + columns
            if 0 <= at < len(nearest) and disparity[r, c] < nearest[at] - tolerance:
                hidden[r, c] = True
    return hidden
