"""What generated rooms show on the whole: shares of the classes, depths, and how cameras stand, as a plot."""

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

LEAST_SHARE = 0.005
"""Share of the pixels from which on a picture counts as one that shows a class."""

GOAL = 0.08
"""Share of the pictures that each class should be in at least."""

_SIZE = 64  # pixels a side: enough to count
_DEPTHS = 64  # quantiles of depth that are kept of each picture


@dataclass(frozen=True)
class Statistics:
    """Facts of N pictures: shares of their pixels by class [N, 10], quantiles of their depth (m) [N, 64], and of their
    cameras [N] heights over the floor (m), pitches (up positive), rolls and horizontal fields of view (radians)."""

    classes: NDArray[np.float64]
    depths: NDArray[np.float64]
    heights: NDArray[np.float64]
    pitches: NDArray[np.float64]
    rolls: NDArray[np.float64]
    fields: NDArray[np.float64]

    @property
    def shown(self) -> NDArray[np.float64]:
        """Return the share of pictures that show each class [10]."""
        return (self.classes >= LEAST_SHARE).mean(0)

    def line(self) -> str:
        """Return one line: the classes with the share of pictures that show them, and the depths' quartiles."""
        shares = ", ".join(f"{name} {share:.0%}" for name, share in zip(NAMES, self.shown, strict=True))
        low, middle, high = np.percentile(self.depths, (25, 50, 75))
        return f"shown in: {shares}; depth {low:.2f} | {middle:.2f} | {high:.2f} m (quartiles)"


def measure(seeds: Sequence[int], frustum: Frustum = WIDE) -> Statistics:
    """Return the statistics of the samples of `seeds`."""
    classes, depths, poses = [], [], []
    for seed in tqdm(seeds, unit="view"):
        sample = make_sample(seed, frustum, _SIZE, rays=1)
        shown = sample.labels[sample.valid]
        classes.append(np.bincount(shown, minlength=len(NAMES)) / max(len(shown), 1))
        depths.append(np.quantile(sample.depth[sample.valid], (np.arange(_DEPTHS) + 0.5) / _DEPTHS))
        poses.append((sample.pose.height, sample.pose.pitch, sample.pose.roll, sample.camera.hfov))
    return Statistics(np.array(classes), np.array(depths), *np.array(poses).T)


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
        ("its height, m", statistics.heights),
        ("roll, degrees", np.degrees(statistics.rolls)),
        ("field of view, degrees", np.degrees(statistics.fields)),
    )
    for axes, (title, values) in zip(lower.subplots(1, len(histograms)), histograms, strict=True):
        axes.hist(values, bins=40, color="0.5")
        axes.set_title(title)
        axes.set_yticks([])
    figure.suptitle(f"{len(statistics.heights)} generated pictures")
    write_atomically(path, lambda partial: figure.savefig(partial, dpi=90))
