"""Reconstruct scenes from images: the one entrance to the networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference import weights as weight_files
from svr_ros.inference.decode import decode_volume
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.weights import Weights
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import channels_last


class Reconstructor:
    """Turn images of a calibrated camera into reconstructions.

    weights: the name of shipped ones, a path, or loaded Weights. device: auto, cpu, cuda or cuda:N. resolution: voxels
    per side of the volume. Deterministic on a CPU. Not for use by several threads at once.
    """

    def __init__(self, weights: str | Path | Weights = "compact", device: str = "auto", resolution: int = 128) -> None:
        loaded = weights if isinstance(weights, Weights) else weight_files.load(weights)
        self.device = choose_device(device)
        self.config: ModelConfig = loaded.config
        self.weights_name, self.weights_hash = loaded.name, loaded.hash
        self.resolution = resolution
        self._model = loaded.model().to(self.device).requires_grad_(False)
        channels_last(self._model)
        self._view: CanonicalView | None = None

    def warm_up(self) -> None:
        """Run once on an empty image, so that the first real one is as fast as the tenth."""
        size = self.config.image_size
        self.reconstruct(np.zeros((size, size, 3), np.uint8), self.config.frustum.camera(size))

    @torch.inference_mode()
    def reconstruct(self, image: NDArray[np.uint8], camera: Camera) -> Reconstruction:
        """Reconstruct the scene of an RGB image, uint8 [H, W, 3], of a camera of that size.

        Raises InputError where the image is not one, or does not fit the camera.
        """
        config = self.config
        if not isinstance(image, np.ndarray) or image.ndim != 3:
            raise InputError(
                f"image is {type(image).__name__} {getattr(image, 'shape', '')}; expected uint8 [H, W, 3] RGB"
            )
        if self._view is None or self._view.camera != camera:
            self._view = CanonicalView(camera, config.frustum, config.image_size, self.device)
        canonical = self._view.warp(image)
        with torch.autocast(self.device.type, torch.bfloat16):
            encoding = self._model(canonical[None].contiguous(memory_format=torch.channels_last))
            volume = decode_volume(self._model.decoder, encoding.latents, encoding.columns, self.resolution)
        surface = encoding.surface
        size = (config.image_size,) * 2
        log_depth = F.interpolate(surface.depth.log, size, mode="bilinear", align_corners=False)
        normals = F.normalize(F.interpolate(surface.normals, size, mode="bilinear", align_corners=False), dim=1)
        classes = F.interpolate(surface.class_logits, size, mode="bilinear", align_corners=False).argmax(1)
        return Reconstruction(
            camera=camera,
            frustum=config.frustum,
            truncation=config.truncation,
            view=self._view,
            image=canonical.round().to(torch.uint8).permute(1, 2, 0).cpu().numpy(),
            normals=normals[0].permute(1, 2, 0).cpu().numpy(),
            depth=log_depth[0, 0].exp().cpu().numpy(),
            classes=classes[0].to(torch.uint8).cpu().numpy(),
            tsdf=(volume.distance * config.truncation).cpu().numpy(),
            labels=volume.labels.cpu().numpy(),
            confidence=volume.confidence.cpu().numpy(),
        )


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
