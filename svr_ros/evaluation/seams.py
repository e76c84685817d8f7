"""Seams: how much the signed distance jumps where blocks meet, against inside them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def seam_ratio(tsdf: NDArray[np.float32], truncation: float, grid: int) -> float:
    """Return the mean jump of tsdf [D, R, C] between neighbouring voxels across block faces over that inside blocks.

    What is compared is the second difference, so that a plane has no jump anywhere: how far two neighbours are from
    going on as the voxels before and behind them do. Only where all four are nearer to a surface than half the
    truncation (m). 1: no seams; NaN where nothing can be compared.
    """
    side = len(tsdf) // grid
    across, inside = [], []
    for axis in range(3):
        values = np.moveaxis(tsdf, axis, 0)
        first, second, third, fourth = (values[start : len(values) - 3 + start] for start in range(4))
        jump = np.abs((third - second) - (second - first + fourth - third) / 2)
        near = np.maximum.reduce([np.abs(first), np.abs(second), np.abs(third), np.abs(fourth)]) < truncation / 2
        face = (np.arange(len(jump)) + 2) % side == 0  # between the second and the third voxel
        across.append(jump[face][near[face]])
        inside.append(jump[~face][near[~face]])
    joined_across, joined_inside = np.concatenate(across), np.concatenate(inside)
    if not len(joined_across) or not len(joined_inside) or not joined_inside.mean() > 0:
        return float("nan")
    return float(joined_across.mean() / joined_inside.mean())
