"""The view of the weights, the volume that they reconstruct, in comparison with that of a camera."""

from __future__ import annotations

import math

import numpy as np

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum

_GRID = 64
"""Number of pixels per side that are examined."""


def describe_view(frustum: Frustum) -> str:
    """Return field of view and range of a frustum in words, such as "70 x 56 degrees, 0.5 to 6 m"."""
    width, height = (2 * math.degrees(angle) for angle in (frustum.half_angle_x, frustum.half_angle_y))
    return f"{width:.0f} x {height:.0f} degrees, {frustum.near:g} to {frustum.far:g} m"


def outside_fraction(camera: Camera, frustum: Frustum) -> float:
    """Return the fraction of a camera's pixels, 0 to 1, whose rays lie outside of a frustum."""
    sides = (np.linspace(0, side - 1, min(side, _GRID)) for side in (camera.width, camera.height))
    rays = camera.unproject(np.stack(np.meshgrid(*sides), -1))  # NaN for pixels without a ray, which are outside
    inside = (np.abs(rays) <= [frustum.tan_x, frustum.tan_y]).all(-1)
    return float(1 - inside.mean())
