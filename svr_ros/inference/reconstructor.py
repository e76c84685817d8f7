"""Reconstruct scenes from images: the one entrance to the networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.surface import first_surface
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference import memory
from svr_ros.inference import weights as weight_files
from svr_ros.inference.decode import Volume, check_resolution, decode_volume
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.weights import Weights
from svr_ros.labels import UNOBSERVED
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import channels_last


class Reconstructor:
    """Turn images of a calibrated camera into reconstructions.

    weights: the name of shipped ones, a path, or loaded Weights. device: auto, cpu, cuda or cuda:N. resolution: voxels
    per side of the volume, a multiple of its blocks from 64 to 256; None: what the model is made for. Raises InputError
    where one of them is unusable. Deterministic on a CPU. Not for use by several threads at once.
    """

    def __init__(
        self, weights: str | Path | Weights = "compact", device: str = "auto", resolution: int | None = None
    ) -> None:
        loaded = weights if isinstance(weights, Weights) else weight_files.load(weights)
        self.device = choose_device(device)
        self.config: ModelConfig = loaded.config
        self.weights_name, self.weights_hash = loaded.name, loaded.hash
        self.resolution = self.config.resolution if resolution is None else resolution
        self.check_resolution(self.resolution)
        self._model = loaded.model().to(self.device).requires_grad_(False)
        channels_last(self._model)
        self._view: CanonicalView | None = None
        self._batch = memory.DecodingBatch(self.device)

    def warm_up(self, resolution: int | None = None) -> Reconstruction:
        """Return what is seen in noise: the first real image is then as fast as the tenth, but for its camera's tables.

        Noise has surfaces, so that all that is done with a scene can be tried on it.
        """
        size = self.config.image_size
        noise = np.random.default_rng(0).integers(0, 256, (size, size, 3), np.uint8)
        return self.reconstruct(noise, self.config.frustum.camera(size), resolution)

    @property
    def batch_bytes(self) -> int:
        """Return how much is decoded at a time: less after each shortage of memory, more again when it suffices."""
        return self._batch.bytes

    def allocated(self) -> int | None:
        """Return how many bytes of the GPU's memory this process has tensors in; None on a CPU."""
        return memory.allocated(self.device)

    def check_resolution(self, resolution: int) -> None:
        """Raise InputError where these weights cannot make a volume of so many voxels per side."""
        check_resolution(resolution, self.config.scene.grid)

    def reconstruct(self, image: NDArray[np.uint8], camera: Camera, resolution: int | None = None) -> Reconstruction:
        """Reconstruct the scene of an RGB image, uint8 [H, W, 3], of a camera of that size.

        resolution: voxels per side of this image's volume, where it shall not be the usual one.
        Where the model tells no depth or classes of pixels, they are those of the volume's first surface.
        Raises InputError where the image is not one or does not fit the camera, or the resolution does not fit the
        weights, and OutOfMemoryError where memory does not suffice; the next image takes less of it.
        """
        return self._batch.run(lambda: self._reconstruct(image, camera, resolution or self.resolution))

    @torch.inference_mode()
    def _reconstruct(self, image: NDArray[np.uint8], camera: Camera, resolution: int) -> Reconstruction:
        config = self.config
        expected = camera.height, camera.width, 3
        if not isinstance(image, np.ndarray) or image.shape != expected or image.dtype != np.uint8:
            given = f"{image.dtype} {list(image.shape)}" if isinstance(image, np.ndarray) else type(image).__name__
            raise InputError(f"image is {given}; expected RGB as uint8 {list(expected)}, the camera's size")
        if self._view is None or self._view.camera != camera:
            self._view = CanonicalView(camera, config.frustum, config.image_size, self.device)
        canonical = self._view.warp(image)
        with torch.autocast(self.device.type, torch.bfloat16):
            encoding = self._model(canonical[None].contiguous(memory_format=torch.channels_last), thorough=True)
            volume = decode_volume(
                self._model.decoder, encoding.latents, encoding.columns, resolution, self._batch.bytes
            )
        surface, size = encoding.surface, config.image_size
        if surface.depth is None or surface.class_logits is None:
            depth, classes = _visible_surface(volume, config.frustum, size)
        spread = confidence = None
        if surface.depth is not None:
            depth = _resize(surface.depth.log, size)[0, 0].exp()
            spread = _resize(self._model.normals.depth_spread(surface.depth), size)[0, 0].cpu().numpy()
        if surface.class_logits is not None:
            logits = _resize(surface.class_logits, size)[0]
            best, classes = logits.max(0)
            confidence = (best - logits.logsumexp(0)).exp().cpu().numpy()
        return Reconstruction(
            camera=camera,
            frustum=config.frustum,
            truncation=config.truncation,
            view=self._view,
            image=canonical.round().to(torch.uint8).permute(1, 2, 0).cpu().numpy(),
            normals=F.normalize(_resize(surface.normals, size)[0], dim=0).permute(1, 2, 0).cpu().numpy(),
            depth=depth.cpu().numpy(),
            classes=classes.to(torch.uint8).cpu().numpy(),
            class_confidence=confidence,
            depth_spread=spread,
            tsdf=(volume.distance * config.truncation).cpu().numpy(),
            labels=volume.labels.cpu().numpy(),
            confidence=volume.confidence.cpu().numpy(),
        )


def _resize(image: Tensor, size: int) -> Tensor:
    return F.interpolate(image.float(), (size, size), mode="bilinear", align_corners=False)


def _visible_surface(volume: Volume, frustum: Frustum, size: int) -> tuple[Tensor, Tensor]:
    """Return depth in metres (NaN: none) and class (255: none) [size, size] of the first surface behind each pixel."""
    slices, rows, columns = volume.distance.shape
    s = first_surface(volume.distance)
    found = s.isfinite()
    voxel = (s.nan_to_num() * slices).long().clamp(max=slices - 1)
    labels = volume.labels.gather(0, voxel[None])[0].where(found, UNOBSERVED)
    row, column = ((2 * torch.arange(size, device=s.device) + 1) * side // (2 * size) for side in (rows, columns))
    return frustum.depth_of_slice(s)[row[:, None], column], labels[row[:, None], column]


def choose_device(name: str) -> torch.device:
    """Return the torch device for auto, cpu, cuda or cuda:N; raises InputError where it is not there."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise InputError(f"device is {name!r}; expected auto, cpu, cuda or cuda:N") from error
    if device.type not in ("cpu", "cuda"):
        raise InputError(f"device is {name!r}; expected auto, cpu, cuda or cuda:N")
    if device.type == "cuda" and not (torch.cuda.is_available() and (device.index or 0) < torch.cuda.device_count()):
        raise InputError(
            f"device is {name!r}, but there are {torch.cuda.device_count()} CUDA devices; expected one that is there"
        )
    return device
