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

"""Known geometry in the canonical view, as the networks take it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.floor import Plane
from svr_ros.geometry.known import DepthNoise, KnownGeometry, ground_depth
from svr_ros.geometry.view import CanonicalView, canonical_rays

Image = NDArray[np.float32]


@dataclass(frozen=True)
class CanonicalKnown:
    """Known geometry in the S x S pixels of the canonical view; NaN stands for unknown.

    Attributes:
        depth: Measured depth [S, S] along the optical axis, in metres.
        sigma: Standard deviation of the depth [S, S], in metres.
        ground: Depth [S, S] in metres at which each pixel's ray meets the floor, NaN at and above the horizon;
            None if the ground is unknown.
    """

    depth: Image
    sigma: Image
    ground: Image | None

    @property
    def measured(self) -> NDArray[np.bool_]:
        """Return which pixels [S, S] have a measured depth."""
        return np.isfinite(self.depth)

    def maps(self) -> dict[str, Image]:
        """Return the inputs of networks by name, zero for unknown; see `networks.known.KnownMaps`."""
        floor = np.zeros_like(self.depth) if self.ground is None else self.ground
        parts = {"depth": self.depth, "sigma": self.sigma, "ground": floor}
        maps = {name: np.nan_to_num(values)[None, None] for name, values in parts.items()}
        return {**maps, "has_ground": np.full((1, 1, 1, 1), self.ground is not None, np.float32)}


def warp_known(known: KnownGeometry, view: CanonicalView) -> CanonicalKnown:
    """Return known geometry in the canonical view, depth without mixing surfaces across edges.

    Raises:
        InputError: If the depth image does not have the size of the view's camera.
    """
    known.check_camera(view.camera)
    unknown = np.full((view.size, view.size), np.nan, np.float32)
    depth, sigma = unknown, unknown
    if known.known_pixels:
        assert known.depth is not None
        depth = view.warp_depth(known.depth)
        sigma = _sigma_of(known, view, depth)
    ground = None if known.ground is None else _ground_of(known.ground, view)
    return CanonicalKnown(depth, sigma, ground)


def _sigma_of(known: KnownGeometry, view: CanonicalView, depth: Image) -> Image:
    """Return the standard deviation of the warped depth [S, S] in metres."""
    if isinstance(known.sigma, DepthNoise):
        return known.sigma.at(depth)
    if np.ndim(known.sigma) == 0:
        return np.where(np.isfinite(depth), np.float32(known.sigma), np.float32(np.nan))
    # Mostly the samples of the depth; where several fall into a pixel, the smallest sigma instead of the nearest one's
    sigma = view.warp_depth(known.sigma_image())
    return np.where(np.isfinite(depth), sigma, np.float32(np.nan))


def _ground_of(ground: Plane, view: CanonicalView) -> Image:
    return ground_depth(ground, canonical_rays(view.canonical))
