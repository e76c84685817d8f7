"""The canonical view: what any calibrated camera saw, as the pinhole camera that the weights were trained for."""

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

UNSEEN_GREY = 127
"""The value of all channels where the camera does not see."""

_MOST_SAMPLES = 6
"""A canonical pixel is the mean of at most so many samples a side,"""

_MOST_RAYS = 1536
"""and the canonical view of at most so many. Finer images are first shrunk to what these can take in."""

_COARSEST = 1.5
"""Samples may be so many pixels apart."""

_MOST_NODES = 1024
"""Larger images are traced back to the canonical view at this many nodes a side, and interpolated in between,"""

_STRIP = 32
"""so many rows of nodes at a time."""


class CanonicalView:
    """Warp images of one camera into the canonical view and results back, by tables that are made once.

    `seen` (bool [size, size]) tells which canonical pixels the camera covers; the others are padded with grey.
    Raises InputError where that is none.
    """

    def __init__(self, camera: Camera, frustum: Frustum, size: int, device: torch.device | str = "cpu") -> None:
        self.camera = camera
        self.canonical = frustum.camera(size)
        self.size = size
        # Average as many samples a canonical pixel as the camera has pixels there: smaller images without aliasing.
        pixels = max(camera.K[0, 0] / self.canonical.K[0, 0], camera.K[1, 1] / self.canonical.K[1, 1])
        self._samples = int(np.clip(round(pixels), 1, min(_MOST_SAMPLES, max(1, _MOST_RAYS // size))))
        apart = pixels / self._samples
        self._shrinkage = apart if apart > _COARSEST else 1.0
        source = camera.project(_rays(frustum.camera(size * self._samples)))
        extent = np.array([camera.width, camera.height])
        # Axis by axis: NumPy takes ten times as long to reduce over so short an axis as two.
        within = (source > -0.5) & (source < extent - 0.5)
        inside: NDArray[np.bool_] = within[..., 0] & within[..., 1]
        self.seen = np.asarray(inside.reshape(size, self._samples, size, self._samples).all((1, 3)))
        if not self.seen.any():
            raise InputError(
                "the camera sees nothing of the canonical view: its K and size say that it looks elsewhere, or less "
                f"than a pixel wide; given {camera.width} x {camera.height} pixels, K {camera.K.ravel().tolist()}"
            )
        # Of a large or wide image only what the canonical view shows is touched.
        columns, rows = source[inside].T
        low = np.maximum(np.floor([columns.min(), rows.min()]) - self._shrinkage - 1, 0).astype(int)
        high = np.minimum(np.ceil([columns.max(), rows.max()]) + self._shrinkage + 2, extent).astype(int)
        self._window = slice(low[1], high[1]), slice(low[0], high[0])
        grid = np.where(inside[..., None], (source - low + 0.5) / (high - low) * 2 - 1, 0).astype(np.float32)
        self._grid = torch.from_numpy(grid)[None].to(device)
        self._seen = torch.from_numpy(self.seen).to(device)

    def warp(self, image: NDArray[np.uint8]) -> Tensor:
        """Return the canonical image, float32 [3, size, size] in 0..255 on the view's device, of uint8 [H, W, 3]."""
        expected = (self.camera.height, self.camera.width, 3)
        if image.shape != expected or image.dtype != np.uint8:
            raise InputError(f"image is {image.dtype} {list(image.shape)}; the camera expects uint8 {list(expected)}")
        shown = self._shrink(image[self._window])
        pixels = torch.tensor(shown, device=self._grid.device)  # a copy: messages give read-only memory
        pixels = pixels.permute(2, 0, 1)[None].float()
        warped = F.grid_sample(pixels, self._grid, mode="bilinear", padding_mode="border", align_corners=False)
        return torch.where(self._seen, F.avg_pool2d(warped, self._samples)[0], float(UNSEEN_GREY))

    def unwarp(self, canonical: NDArray, fill: float) -> NDArray:
        """Return [H, W, ...] in the camera's pixels of [size, size, ...]; fill where the canonical view ends."""
        if canonical.dtype == np.uint8 and canonical.shape[2:] == (3,):
            return self._unwarp_colors(canonical, fill)
        flat = canonical.reshape(self.size**2, *canonical.shape[2:])  # plain numbers stay such: four times as fast
        values = np.concatenate([flat, np.full_like(flat[:1], fill)])
        image = torch.from_numpy(values).index_select(0, self._canonical_pixels)
        return image.numpy().reshape(self.camera.height, self.camera.width, *canonical.shape[2:])

    def _unwarp_colors(self, canonical: NDArray[np.uint8], fill: float) -> NDArray[np.uint8]:
        """Bring colours to the camera's pixels as one number each, which takes a third of the time."""
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
        """Return for every pixel of the camera, int32 [H * W], which canonical pixel it shows; size^2: none."""
        height, width = self.camera.height, self.camera.width
        step = -(-max(height, width) // _MOST_NODES)
        nodes = torch.from_numpy(self.canonical.project(_rays(self.camera, step)).astype(np.float32))
        nodes = nodes.permute(2, 0, 1)[None]
        found = torch.empty(height, width, dtype=torch.int32)
        for top in range(0, height, _STRIP * step):  # strips, as coordinates of all pixels would take much memory
            rows = found[top : top + _STRIP * step]
            place = nodes[:, :, top // step : top // step + _STRIP + 1]
            if step > 1:
                sides = ((side - 1) * step + 1 for side in place.shape[2:])
                place = F.interpolate(place, tuple(sides), mode="bilinear", align_corners=True)
            column, row = place[0, :, : len(rows), :width].round()
            known = (column >= 0) & (column < self.size) & (row >= 0) & (row < self.size)
            rows[:] = (row * self.size + column).where(known, self.size**2)
        return found.view(-1)


def _rays(camera: Camera, step: int = 1) -> NDArray[np.float64]:
    """Return the rays of every step-th pixel, from the first to at least the last."""
    u, v = (np.arange(0, side - 1 + step, step) for side in (camera.width, camera.height))
    return camera.unproject(np.stack(np.meshgrid(u, v), -1))
