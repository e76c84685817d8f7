"""The floor as a plane, found among points of a surface, and the frame that stands on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import rigid

OPTICAL_UP = np.array([0.0, -1.0, 0.0])
"""Up in the optical frame of a camera that is held level."""

_STEEPEST = 0.2
"""A floor's normal has at least this component along the image's up: cameras may look down by nearly 80 degrees."""

_FEWEST = 50
"""Fewer points tell nothing about a floor."""

_GUESSES = 64
_TOLERANCES = 0.15, 0.1, 0.05
"""Distances in metres within which a point belongs to the plane, from the guess to the last refinement."""


@dataclass(frozen=True)
class Plane:
    """Describe a plane by its unit normal [3] and the height of the frame's origin above it, in metres."""

    normal: NDArray[np.float64]
    height: float

    def heights(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far points [N, 3] lie above the plane, in metres."""
        return np.einsum("ni,i->n", points, self.normal) + self.height


def fit_floor(points: NDArray[np.float32], normals: NDArray[np.float32]) -> Plane | None:
    """Return the plane that most of the floor's points [N, 3] in the camera's optical frame lie on; None: no floor.

    normals [N, 3] point to free space; points that face down are a ceiling's. Each of some evenly spread points
    guesses a plane by its own normal; the one with most support is refined by least squares. Without chance.
    """
    upwards = np.einsum("ni,i->n", normals, OPTICAL_UP) > _STEEPEST
    places, directions = points[upwards].astype(np.float64), normals[upwards].astype(np.float64)
    if len(places) < _FEWEST:
        return None
    guesses = np.linspace(0, len(places) - 1, _GUESSES).astype(int)
    offsets = -(directions[guesses] * places[guesses]).sum(1)
    support = np.abs(np.einsum("ni,ki->nk", places, directions[guesses]) + offsets) < _TOLERANCES[0]
    best = int(support.sum(0).argmax())
    plane = Plane(directions[guesses[best]], float(offsets[best]))
    for tolerance in _TOLERANCES:
        near = places[np.abs(plane.heights(places)) < tolerance]
        if len(near) < _FEWEST:
            return None
        plane = _least_squares(near)
    return plane if plane.height > 0 else None


def _least_squares(points: NDArray[np.float64]) -> Plane:
    centre = points.mean(0)
    off = points - centre
    _, axes = np.linalg.eigh(np.einsum("ni,nj->ij", off, off))
    normal = axes[:, 0] * np.sign(axes[:, 0] @ OPTICAL_UP)
    return Plane(normal, float(-normal @ centre))


def camera_from_floor(floor: Plane) -> NDArray[np.float64]:
    """Return the transform [4, 4] of the frame on the floor below the camera: x ahead, y left, z up (REP 103)."""
    up = floor.normal
    ahead = np.array([0.0, 0.0, 1.0])
    if abs(ahead @ up) > 1 - 1e-6:  # looks straight down: ahead is where the image's upper edge is
        ahead = OPTICAL_UP
    ahead = ahead - (ahead @ up) * up
    ahead /= np.linalg.norm(ahead)
    return rigid.pose(np.stack([ahead, np.cross(up, ahead), up], 1), -floor.height * up)
