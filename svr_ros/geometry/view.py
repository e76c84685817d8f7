"""The canonical view: what any calibrated camera saw, as the pinhole camera that the weights were trained for."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum

_MOST_SAMPLES = 6


class CanonicalView:
    """Warp images of one camera into the canonical view and results back, by tables that are made once.

    `seen` (bool [size, size]) tells which canonical pixels the camera covers; the others are padded with grey.
    """

    def __init__(self, camera: Camera, frustum: Frustum, size: int, device: torch.device | str = "cpu") -> None:
        self.camera = camera
        self.canonical = frustum.camera(size)
        self.size = size
        # Average as many samples a canonical pixel as the camera has pixels there: smaller images without aliasing.
        pixels = camera.K[0, 0] / self.canonical.K[0, 0], camera.K[1, 1] / self.canonical.K[1, 1]
        self._samples = int(np.clip(round(max(pixels)), 1, _MOST_SAMPLES))
        source = camera.project(_rays(frustum.camera(size * self._samples)))
        extent = np.array([camera.width, camera.height])
        inside = ((source > -0.5) & (source < extent - 0.5)).all(-1).reshape(size, self._samples, size, self._samples)
        self.seen: NDArray[np.bool_] = np.asarray(inside.all((1, 3)))
        if not self.seen.any():
            raise InputError(
                "the camera sees nothing of the canonical view: its K and size say that it looks elsewhere; "
                f"given {camera.width} x {camera.height} pixels, K {camera.K.ravel().tolist()}"
            )
        grid = np.clip((source + 0.5) / extent * 2 - 1, -2, 2).astype(np.float32)
        self._grid = torch.from_numpy(grid)[None].to(device)
        self._seen = torch.from_numpy(self.seen).to(device)

    def warp(self, image: NDArray[np.uint8]) -> torch.Tensor:
        """Return the canonical image, float32 [3, size, size] in 0..255 on the view's device, of uint8 [H, W, 3]."""
        expected = (self.camera.height, self.camera.width, 3)
        if image.shape != expected or image.dtype != np.uint8:
            raise InputError(f"image is {image.dtype} {list(image.shape)}; the camera expects uint8 {list(expected)}")
        pixels = torch.tensor(image, device=self._grid.device)  # a copy: messages give read-only memory
        pixels = pixels.permute(2, 0, 1)[None].float()
        warped = F.grid_sample(pixels, self._grid, mode="bilinear", padding_mode="border", align_corners=False)
        return torch.where(self._seen, F.avg_pool2d(warped, self._samples)[0], 127.0)

    def unwarp(self, canonical: NDArray, fill: float) -> NDArray:
        """Return [H, W, ...] in the camera's pixels of [size, size, ...]; fill where the canonical view ends."""
        rows, columns, inside = _lookup(self.camera, self.canonical)
        return np.where(
            inside.reshape(inside.shape + (1,) * (canonical.ndim - 2)), canonical[rows, columns], fill
        ).astype(canonical.dtype)


def _rays(camera: Camera) -> NDArray[np.float64]:
    u, v = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
    return camera.unproject(np.stack([u, v], -1))


@lru_cache(maxsize=4)
def _lookup(camera: Camera, canonical: Camera) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Return for every pixel of the camera its row and column in the canonical view, and whether it lies there."""
    target = canonical.project(_rays(camera))
    with np.errstate(invalid="ignore"):
        inside = np.asarray(((target > -0.5) & (target < canonical.width - 0.5)).all(-1))
    nearest = np.rint(np.where(inside[..., None], target, 0)).astype(np.intp)
    return nearest[..., 1], nearest[..., 0], inside
