"""What generated rooms show on the whole: shares of the classes, depths, and how cameras stand, as a plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.files import write_atomically
from svr_ros.labels import COLORS, NAMES
from svr_ros.synthesis.samples import make_sample

LEAST_SHARE = 0.005
"""Share of the pixels from which on a picture counts as one that shows a class."""

GOAL = 0.08
"""Share of the pictures that each class should be in at least."""

_SIZE = 64  # pixels a side: enough to count
_DEPTHS = 64  # pixels whose depths are kept of each picture


@dataclass(frozen=True)
class Statistics:
    """Facts of N pictures: shares of their pixels by class [N, 10], depths of evenly spread pixels (m) [N, 64], heights
    of the cameras over the floor (m), pitches (up positive) and rolls (radians) [N]."""

    classes: NDArray[np.float64]
    depths: NDArray[np.float64]
    heights: NDArray[np.float64]
    pitches: NDArray[np.float64]
    rolls: NDArray[np.float64]

    @property
    def shown(self) -> NDArray[np.float64]:
        """Return the share of pictures that show each class [10]."""
        return (self.classes >= LEAST_SHARE).mean(0)

    def line(self) -> str:
        """Return one line: the classes with the share of pictures that show them, and the depths' quartiles."""
        shares = ", ".join(f"{name} {share:.0%}" for name, share in zip(NAMES, self.shown, strict=True))
        low, middle, high = np.percentile(self.depths, (25, 50, 75))
        return f"shown in: {shares}; depth {low:.2f} | {middle:.2f} | {high:.2f} m (quartiles)"


def measure(seeds: Sequence[int], frustum: Frustum | None = None) -> Statistics:
    """Return the statistics of the samples of `seeds`."""
    frustum = frustum or Frustum()
    classes, depths, poses = [], [], []
    every = (_SIZE * _SIZE) // _DEPTHS
    for seed in tqdm(seeds, unit="view"):
        sample = make_sample(seed, frustum, _SIZE, rays=1)
        classes.append(np.bincount(sample.classes.ravel(), minlength=len(NAMES)) / sample.classes.size)
        depths.append(sample.depth.ravel()[every // 2 :: every].astype(np.float64))
        right, _, forward = sample.pose.rotation
        poses.append((sample.pose.position[2], math.asin(forward[2]), math.asin(right[2] / math.hypot(*forward[:2]))))
    heights, pitches, rolls = np.array(poses).T
    return Statistics(np.array(classes), np.array(depths), heights, pitches, rolls)


def plot(statistics: Statistics, path: Path) -> None:
    """Write the statistics as a picture: classes above, depth, pitch, height and roll below."""
    from matplotlib.figure import Figure

    figure = Figure((12, 7), layout="constrained")
    parts: Any = figure.subfigures(2, 1)
    upper, lower = parts
    shown, covered = upper.subplots(1, 2)
    colors = COLORS / 255.0
    shown.bar(NAMES, statistics.shown * 100, color=colors, edgecolor="0.3")
    shown.axhline(GOAL * 100, color="0.3", linestyle="--", linewidth=1)
    shown.set_title(f"pictures that show a class ({LEAST_SHARE:.1%} of their pixels at least), %")
    covered.bar(NAMES, statistics.classes.mean(0) * 100, color=colors, edgecolor="0.3")
    covered.set_title("pixels by class, %")
    for axes in (shown, covered):
        axes.tick_params(axis="x", rotation=40)
    histograms = (
        ("depth, m", statistics.depths.ravel().clip(max=8.0)),
        ("pitch of the camera, degrees", np.degrees(statistics.pitches)),
        ("height of the camera, m", statistics.heights),
        ("roll of the camera, degrees", np.degrees(statistics.rolls)),
    )
    for axes, (title, values) in zip(lower.subplots(1, len(histograms)), histograms, strict=True):
        axes.hist(values, bins=40, color="0.5")
        axes.set_title(title)
        axes.set_yticks([])
    figure.suptitle(f"{len(statistics.heights)} generated pictures")
    write_atomically(path, lambda partial: figure.savefig(partial, dpi=90))
