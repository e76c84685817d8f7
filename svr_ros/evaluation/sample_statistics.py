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

"""Statistics of generated samples: class frequencies, depths and camera poses, as a line of text and as a plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from svr_ros.geometry.frustum import WIDE, Frustum
from svr_ros.inference.files import write_atomically
from svr_ros.labels import COLORS, NAMES
from svr_ros.synthesis.samples import make_sample

MIN_PIXEL_FRACTION = 0.005
"""Minimum fraction of an image's pixels from which on it counts as showing a class."""

MIN_IMAGE_FRACTION = 0.08
"""Fraction of images that should show each class."""

_SIZE = 64  # pixels per side
_DEPTH_QUANTILES = 64  # per image


@dataclass(frozen=True)
class SampleStatistics:
    """Statistics of N images.

    Attributes:
        classes: Fraction of the pixels of each image by class [N, 10].
        depths: Quantiles of the depth of each image [N, 64] in metres.
        heights: Heights of the cameras above the floor [N] in metres.
        pitches: Pitch angles of the cameras [N] in radians, positive upwards.
        rolls: Roll angles of the cameras [N] in radians.
        fields: Horizontal fields of view [N] in radians.
    """

    classes: NDArray[np.float64]
    depths: NDArray[np.float64]
    heights: NDArray[np.float64]
    pitches: NDArray[np.float64]
    rolls: NDArray[np.float64]
    fields: NDArray[np.float64]

    @property
    def image_fractions(self) -> NDArray[np.float64]:
        """Return the fraction of images that show each class [10]."""
        return (self.classes >= MIN_PIXEL_FRACTION).mean(0)

    def line(self) -> str:
        """Return one line: the fraction of images that show each class, and the quartiles of depth."""
        by_class = zip(NAMES, self.image_fractions, strict=True)
        fractions = ", ".join(f"{name} {fraction:.0%}" for name, fraction in by_class)
        low, middle, high = np.percentile(self.depths, (25, 50, 75))
        return f"images that show: {fractions}; depth {low:.2f} | {middle:.2f} | {high:.2f} m (quartiles)"


def compute_statistics(sample_indices: Sequence[int], frustum: Frustum = WIDE) -> SampleStatistics:
    """Return the statistics of the samples of generated rooms with the given indices."""
    classes, depths, poses = [], [], []
    for sample_index in tqdm(sample_indices, unit="view"):
        sample = make_sample(sample_index, frustum, _SIZE, rays=1)
        visible = sample.labels[sample.valid]
        classes.append(np.bincount(visible, minlength=len(NAMES)) / max(len(visible), 1))
        depths.append(np.quantile(sample.depth[sample.valid], (np.arange(_DEPTH_QUANTILES) + 0.5) / _DEPTH_QUANTILES))
        poses.append((sample.pose.height, sample.pose.pitch, sample.pose.roll, sample.camera.hfov))
    return SampleStatistics(np.array(classes), np.array(depths), *np.array(poses).T)


def plot_statistics(statistics: SampleStatistics, path: Path) -> None:
    """Write a plot of the statistics as a PNG file: classes above, histograms of depth and camera poses below."""
    from matplotlib.figure import Figure

    # Plot class frequencies
    figure = Figure((12, 7), layout="constrained")
    parts: Any = figure.subfigures(2, 1)
    upper, lower = parts
    images, pixels = upper.subplots(1, 2)
    colors = COLORS / 255.0
    images.bar(NAMES, statistics.image_fractions * 100, color=colors, edgecolor="0.3")
    images.axhline(MIN_IMAGE_FRACTION * 100, color="0.3", linestyle="--", linewidth=1)
    images.set_title(f"images that show a class (at least {MIN_PIXEL_FRACTION:.1%} of their pixels), %")
    pixels.bar(NAMES, statistics.classes.mean(0) * 100, color=colors, edgecolor="0.3")
    pixels.set_title("pixels by class, %")
    for axes in (images, pixels):
        axes.tick_params(axis="x", rotation=40)

    # Plot histograms of depth and camera poses
    histograms = (
        ("depth, m", statistics.depths.ravel().clip(max=8.0)),
        ("camera pitch, degrees", np.degrees(statistics.pitches)),
        ("camera height, m", statistics.heights),
        ("camera roll, degrees", np.degrees(statistics.rolls)),
        ("field of view, degrees", np.degrees(statistics.fields)),
    )
    for axes, (title, values) in zip(lower.subplots(1, len(histograms)), histograms, strict=True):
        axes.hist(values, bins=40, color="0.5")
        axes.set_title(title)
        axes.set_yticks([])
    figure.suptitle(f"{len(statistics.heights)} generated images")
    write_atomically(path, lambda partial: figure.savefig(partial, dpi=90))
