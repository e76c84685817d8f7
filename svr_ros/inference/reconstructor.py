"""Reconstruction of scenes from images."""

from __future__ import annotations

import logging
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

_log = logging.getLogger(__name__)


class Reconstructor:
    """Reconstructs scenes from images of a calibrated camera.

    It is deterministic on a CPU, and not thread-safe.

    Args:
        weights: Name of shipped weights, path, or loaded weights.
        device: Device, one of auto, cpu, cuda and cuda:N.
        resolution: Voxels per side of the volume, a multiple of its blocks from 64 to 256; by default, the model's.

    Raises:
        InputError: If one of the arguments is unusable.
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
        """Reconstruct noise, so that the first image takes as long as later ones, except for its camera's tables.

        The scene of noise has surfaces, so that all conversions can be run on it.
        """
        size = self.config.image_size
        noise = np.random.default_rng(0).integers(0, 256, (size, size, 3), np.uint8)
        return self.reconstruct(noise, self.config.frustum.camera(size), resolution)

    @property
    def batch_bytes(self) -> int:
        """Return the bytes that are decoded at a time; a shortage of memory halves them for some time."""
        return self._batch.bytes

    def allocated(self) -> int | None:
        """Return the bytes of the GPU's memory that tensors of this process occupy; None on a CPU."""
        return memory.allocated(self.device)

    def check_resolution(self, resolution: int) -> None:
        """Raise InputError if the model cannot decode volumes of `resolution` voxels per side."""
        check_resolution(resolution, self.config.scene.grid)

    def reconstruct(self, image: NDArray[np.uint8], camera: Camera, resolution: int | None = None) -> Reconstruction:
        """Reconstruct the scene of an image.

        If the model does not predict depth or classes of pixels, they are those of the volume's first surface.

        Args:
            image: RGB image, uint8 [H, W, 3].
            camera: Camera with the size of the image.
            resolution: Voxels per side of this image's volume; by default, that of the reconstructor.

        Raises:
            InputError: If the image does not fit the camera, or the resolution does not fit the weights.
            OutOfMemoryError: If memory does not suffice; the next image will need less.
        """
        return self._batch.run(lambda: self._reconstruct(image, camera, resolution or self.resolution))

    @torch.inference_mode()
    def _reconstruct(self, image: NDArray[np.uint8], camera: Camera, resolution: int) -> Reconstruction:
        config = self.config
        expected = camera.height, camera.width, 3
        if not isinstance(image, np.ndarray) or image.shape != expected or image.dtype != np.uint8:
            given = f"{image.dtype} {list(image.shape)}" if isinstance(image, np.ndarray) else type(image).__name__
            raise InputError(f"image is {given}; expected RGB as uint8 {list(expected)}, the camera's size")
        # Warp the image to the canonical view
        if self._view is None or self._view.camera != camera:
            self._view = CanonicalView(camera, config.frustum, config.image_size, self.device)
        canonical = self._view.warp(image)
        # Run the networks and decode the volume
        with torch.autocast(self.device.type, torch.bfloat16):
            encoding = self._model(canonical[None].contiguous(memory_format=torch.channels_last), augment=True)
            volume = decode_volume(
                self._model.decoder, encoding.latents, encoding.ray_features, resolution, self._batch.bytes
            )
        # Scale the predictions of pixels to the size of the canonical image
        pixels, size = encoding.pixels, config.image_size
        if pixels.depth is None or pixels.class_logits is None:
            depth, labels = _visible_surface(volume, config.frustum, size)
        log_depth_std = confidence = None
        if pixels.depth is not None:
            depth = _resize(pixels.depth.log, size)[0, 0].exp()
            log_depth_std = _resize(self._model.pixel_net.log_depth_std(pixels.depth), size)[0, 0].cpu().numpy()
        if pixels.class_logits is not None:
            logits = _resize(pixels.class_logits, size)[0]
            highest, labels = logits.max(0)
            confidence = (highest - logits.logsumexp(0)).exp().cpu().numpy()
        return Reconstruction(
            camera=camera,
            frustum=config.frustum,
            truncation=config.truncation,
            view=self._view,
            image=canonical.round().to(torch.uint8).permute(1, 2, 0).cpu().numpy(),
            normals=F.normalize(_resize(pixels.normals, size)[0], dim=0).permute(1, 2, 0).cpu().numpy(),
            depth=depth.cpu().numpy(),
            pixel_labels=labels.to(torch.uint8).cpu().numpy(),
            pixel_confidence=confidence,
            log_depth_std=log_depth_std,
            tsdf=(volume.distance * config.truncation).cpu().numpy(),
            labels=volume.labels.cpu().numpy(),
            confidence=volume.confidence.cpu().numpy(),
        )


def _resize(image: Tensor, size: int) -> Tensor:
    return F.interpolate(image.float(), (size, size), mode="bilinear", align_corners=False)


def _visible_surface(volume: Volume, frustum: Frustum, size: int) -> tuple[Tensor, Tensor]:
    """Return depth in metres (NaN for none) and class (255 for none) [size, size] of the first surface per pixel."""
    slices, rows, columns = volume.distance.shape
    s = first_surface(volume.distance)
    found = s.isfinite()
    voxel = (s.nan_to_num() * slices).long().clamp(max=slices - 1)
    labels = volume.labels.gather(0, voxel[None])[0].where(found, UNOBSERVED)
    row, column = ((2 * torch.arange(size, device=s.device) + 1) * side // (2 * size) for side in (rows, columns))
    return frustum.depth_of_slice(s)[row[:, None], column], labels[row[:, None], column]


def choose_device(name: str) -> torch.device:
    """Return the device for auto, cpu, cuda or cuda:N; raises InputError if it is not available.

    A warning is logged if auto means the CPU although PyTorch is built for CUDA.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.version.cuda is not None:
            _log.warning(
                "no GPU was found, the CPU is used: PyTorch is built for CUDA %s, whose driver is missing, older, or "
                "sees no device (nvidia-smi); device cpu is without this warning",
                torch.version.cuda,
            )
        return torch.device("cpu")
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
