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

"""The canonical view: images of any calibrated camera warped to the pinhole camera that weights are trained for."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view_kernel import sample_rows
from svr_ros.threads import run_on_ranges

UNSEEN_GREY = 127
"""Value of all channels of canonical pixels that the camera does not cover."""

_MAX_SAMPLES = 6
"""Maximum samples per side of a canonical pixel."""

_MAX_RAYS = 1536
"""Maximum samples per side of the canonical view; finer images are shrunk first."""

_MAX_SPACING = 1.5
"""Maximum distance of samples in pixels of the camera."""

_MAX_NODES = 1024
"""Maximum nodes per side at which pixels of the camera are projected to the canonical view; others are interpolated."""

_STRIP = 32
"""Rows of nodes that are interpolated at a time."""


class CanonicalView:
    """Warps images of one camera to the canonical view, and results back, by tables that are computed once.

    Attributes:
        camera: The camera.
        canonical: The canonical pinhole camera.
        size: Side of the canonical image in pixels.
        valid: Mask [size, size] of the canonical pixels that the camera covers; the others are padded with grey.
        valid_on_device: The same mask on the view's device.

    Raises:
        InputError: If the camera covers no pixel of the canonical view.
    """

    def __init__(self, camera: Camera, frustum: Frustum, size: int, device: torch.device | str = "cpu") -> None:
        self.camera = camera
        self.canonical = frustum.camera(size)
        self.size = size
        # Sample each canonical pixel as densely as the camera does, which avoids aliasing
        pixels = max(camera.K[0, 0] / self.canonical.K[0, 0], camera.K[1, 1] / self.canonical.K[1, 1])
        self._samples = int(np.clip(round(pixels), 1, min(_MAX_SAMPLES, max(1, _MAX_RAYS // size))))
        spacing = pixels / self._samples
        self._shrinkage = spacing if spacing > _MAX_SPACING else 1.0
        # Find the camera's pixel of each sample, and the canonical pixels that are covered entirely
        source = camera.project(canonical_rays(frustum.camera(size * self._samples)))
        extent = np.array([camera.width, camera.height])
        # Axis by axis, as NumPy reduces over an axis of two ten times as slowly.
        within = (source > -0.5) & (source < extent - 0.5)
        inside: NDArray[np.bool_] = within[..., 0] & within[..., 1]
        self.valid = np.asarray(inside.reshape(size, self._samples, size, self._samples).all((1, 3)))
        if not self.valid.any():
            raise InputError(
                "the camera sees nothing of the canonical view: its K and size say that it looks elsewhere, or less "
                f"than a pixel wide; given {camera.width} x {camera.height} pixels, K {camera.K.ravel().tolist()}"
            )
        # Restrict the image to the window that the canonical view shows
        columns, rows = source[inside].T
        low = np.maximum(np.floor([columns.min(), rows.min()]) - self._shrinkage - 1, 0).astype(int)
        high = np.minimum(np.ceil([columns.max(), rows.max()]) + self._shrinkage + 2, extent).astype(int)
        self._window = slice(low[1], high[1]), slice(low[0], high[0])
        grid = np.where(inside[..., None], (source - low + 0.5) / (high - low) * 2 - 1, 0).astype(np.float32)
        self._grid = torch.from_numpy(grid)[None].to(device)
        self.valid_on_device = torch.from_numpy(self.valid).to(device)

    def warp(self, image: NDArray[np.uint8]) -> Tensor:
        """Return the canonical image, float32 [3, size, size] in 0..255 on the view's device, of an image.

        Raises InputError if the image is not uint8 [H, W, 3] of the camera's size.
        """
        # A copy, as the memory of messages is read-only
        return self.warp_window(torch.tensor(self.window(image), device=self._grid.device))

    def window(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the part [h, w, 3] of an image that the canonical view shows, shrunk if it is much finer.

        Raises InputError if the image is not uint8 [H, W, 3] of the camera's size.
        """
        expected = (self.camera.height, self.camera.width, 3)
        if image.shape != expected or image.dtype != np.uint8:
            raise InputError(f"image is {image.dtype} {list(image.shape)}; the camera expects uint8 {list(expected)}")
        return self._shrink(image[self._window])

    def warp_window(self, window: Tensor) -> Tensor:
        """Return the canonical image [3, size, size] of a window, uint8 [h, w, 3], on the view's device."""
        return self._warp_by_kernel(window) if window.device.type == "cpu" else self._warp_by_operators(window)

    def _warp_by_operators(self, window: Tensor) -> Tensor:
        pixels = window.permute(2, 0, 1)[None].float()
        warped = F.grid_sample(pixels, self._grid, mode="bilinear", padding_mode="border", align_corners=False)
        canonical = F.avg_pool2d(warped, self._samples)[0]
        return torch.where(self.valid_on_device, canonical, float(UNSEEN_GREY))

    def _warp_by_kernel(self, window: Tensor) -> Tensor:
        canonical = np.empty((3, self.size, self.size), np.float32)
        arrays = window.numpy(), self._grid[0].numpy(), self.valid, np.float32(UNSEEN_GREY), canonical
        run_on_ranges(lambda begin, end: sample_rows(begin, end, *arrays), self.size)
        return torch.from_numpy(canonical)

    def warp_depth(self, depth: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the canonical view [size, size] of a depth image [H, W] in metres; NaN is unknown in both.

        Each pixel takes the sample nearest to its centre and, if that is unknown, the nearest surface of those that
        fall into it, as sparse points do. Depths are never mixed, so that edges stay where they are.
        """
        inside = self._nearest_pixels >= 0
        canonical = np.where(inside, depth.ravel()[np.where(inside, self._nearest_pixels, 0)], np.float32(np.nan))
        unknown = ~np.isfinite(canonical)
        if unknown.any():
            canonical[unknown] = self._gather_nearest(depth)[unknown]
        return np.where(self.valid.ravel(), canonical, np.float32(np.nan)).reshape(self.size, self.size)

    def _gather_nearest(self, depth: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the smallest known depth of the camera's pixels that fall into each canonical pixel [size^2]."""
        known = np.flatnonzero(np.isfinite(depth.ravel()))
        z = depth.ravel()[known]
        order = np.argsort(-z, kind="stable")  # the nearest is written last
        nearest = np.full(self.size**2 + 1, np.nan, np.float32)
        nearest[self._canonical_pixels.numpy()[known[order]]] = z[order]
        return nearest[:-1]

    @cached_property
    def _nearest_pixels(self) -> NDArray[np.int64]:
        """Return the camera's pixel [size^2] that each canonical pixel's centre falls into; -1 if outside."""
        column, row = np.floor(self.camera.project(canonical_rays(self.canonical)).reshape(-1, 2) + 0.5).T
        inside = (column >= 0) & (column < self.camera.width) & (row >= 0) & (row < self.camera.height)
        flat = np.where(inside, row, 0) * self.camera.width + np.where(inside, column, 0)
        return np.where(inside, flat, -1).astype(np.int64)

    def unwarp(self, canonical: NDArray, fill: float) -> NDArray:
        """Return canonical values [size, size, ...] per pixel of the camera [H, W, ...]; `fill` outside of the view."""
        if canonical.dtype == np.uint8 and canonical.shape[2:] == (3,):
            return self._unwarp_colors(canonical, fill)
        flat = canonical.reshape(self.size**2, *canonical.shape[2:])  # scalars keep one axis: four times as fast
        values = np.concatenate([flat, np.full_like(flat[:1], fill)])
        image = torch.from_numpy(values).index_select(0, self._canonical_pixels)
        return image.numpy().reshape(self.camera.height, self.camera.width, *canonical.shape[2:])

    def _unwarp_colors(self, canonical: NDArray[np.uint8], fill: float) -> NDArray[np.uint8]:
        """Unwarp colours as one 32-bit number per pixel, which takes a third of the time."""
        import cv2

        words = np.asarray(cv2.cvtColor(canonical, cv2.COLOR_RGB2RGBA)).view(np.int32)[..., 0]
        around = float(np.full(4, fill, np.uint8).view(np.int32)[0])
        image = self.unwarp(words, around).view(np.uint8).reshape(self.camera.height, self.camera.width, 4)
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGBA2RGB), np.uint8)

    def _shrink(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if self._shrinkage == 1:
            return image
        import cv2

        height, width = (max(1, round(side / self._shrinkage)) for side in image.shape[:2])
        shrunk = cv2.resize(np.ascontiguousarray(image), (width, height), interpolation=cv2.INTER_AREA)
        return np.asarray(shrunk, np.uint8)

    @cached_property
    def _canonical_pixels(self) -> Tensor:
        """Return the flat index of the canonical pixel for each pixel of the camera, int32 [H * W]; size^2 for none."""
        height, width = self.camera.height, self.camera.width
        step = -(-max(height, width) // _MAX_NODES)
        nodes = torch.from_numpy(self.canonical.project(canonical_rays(self.camera, step)).astype(np.float32))
        nodes = nodes.permute(2, 0, 1)[None]
        found = torch.empty(height, width, dtype=torch.int32)
        for top in range(0, height, _STRIP * step):  # in strips, to bound the memory of the coordinates
            rows = found[top : top + _STRIP * step]
            positions = nodes[:, :, top // step : top // step + _STRIP + 1]
            if step > 1:
                sides = ((side - 1) * step + 1 for side in positions.shape[2:])
                positions = F.interpolate(positions, tuple(sides), mode="bilinear", align_corners=True)
            column, row = positions[0, :, : len(rows), :width].round()
            inside = (column >= 0) & (column < self.size) & (row >= 0) & (row < self.size)
            rows[:] = (row * self.size + column).where(inside, self.size**2)
        return found.view(-1)


def canonical_rays(camera: Camera, step: int = 1) -> NDArray[np.float64]:
    """Return points of the plane z = 1 that every step-th pixel shows, from the first to at least the last."""
    u, v = (np.arange(0, side - 1 + step, step) for side in (camera.width, camera.height))
    return camera.unproject(np.stack(np.meshgrid(u, v), -1))
