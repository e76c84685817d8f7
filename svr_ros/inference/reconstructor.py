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
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.known import KnownGeometry
from svr_ros.geometry.known_view import CanonicalKnown, warp_known
from svr_ros.geometry.surface import first_surface
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference import memory
from svr_ros.inference import weights as weight_files
from svr_ros.inference.decode import Volume, check_resolution, decode_volume
from svr_ros.inference.flatness import BLENDING, View, flatten
from svr_ros.inference.fragments import remove_fragments
from svr_ros.inference.instances import BAND, CentreOffsets, thing_mask
from svr_ros.inference.measured import MeasuredPixels, impose_measured
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.weights import Weights
from svr_ros.labels import UNOBSERVED
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.known import KnownMaps
from svr_ros.networks.layers import channels_last
from svr_ros.networks.model import Encoding
from svr_ros.precision import Precision, autocast, resolve

_UNSCALED_SIGMA = 0.1
"""Relative standard deviation of a depth whose scale was estimated from the image."""

_MEASURED_BLENDING = 4.0
"""Standard deviations of measured depth within which a surface follows a plane."""

_log = logging.getLogger(__name__)


class Reconstructor:
    """Reconstructs scenes from images of a calibrated camera.

    It is deterministic on a CPU, and not thread-safe.

    Args:
        weights: Name of shipped weights, path, or loaded weights.
        device: Device, one of auto, cpu, cuda and cuda:N.
        resolution: Voxels per side of the volume, a multiple of its blocks from 64 to 256; by default, the model's.
        precision: Number format of the networks: bf16, fp32, or auto for the faster one on the device.

    Raises:
        InputError: If one of the arguments is unusable.
    """

    def __init__(
        self,
        weights: str | Path | Weights = "compact",
        device: str = "auto",
        resolution: int | None = None,
        precision: Precision = "auto",
    ) -> None:
        loaded = weights if isinstance(weights, Weights) else weight_files.load(weights)
        self.device = choose_device(device)
        self.precision = resolve(self.device, precision)
        self.config: ModelConfig = loaded.config
        self.weights_name, self.weights_hash = loaded.name, loaded.hash
        self.resolution = self.config.resolution if resolution is None else resolution
        self.check_resolution(self.resolution)
        self._calibration = loaded.calibration
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

    def reconstruct(
        self,
        image: NDArray[np.uint8],
        camera: Camera,
        resolution: int | None = None,
        known: KnownGeometry | None = None,
    ) -> Reconstruction:
        """Reconstruct the scene of an image.

        If the model does not predict depth or classes of pixels, they are those of the volume's first surface.

        Args:
            image: RGB image, uint8 [H, W, 3].
            camera: Camera with the size of the image.
            resolution: Voxels per side of this image's volume; by default, that of the reconstructor.
            known: Measured depth and the ground, in the image's pixels and the camera's optical frame.

        Raises:
            InputError: If the image or the known depth does not fit the camera, or the resolution or known geometry
                does not fit the weights.
            OutOfMemoryError: If memory does not suffice; the next image will need less.
        """
        return self._batch.run(lambda: self._reconstruct(image, camera, resolution or self.resolution, known))

    @torch.inference_mode()
    def _reconstruct(
        self, image: NDArray[np.uint8], camera: Camera, resolution: int, known: KnownGeometry | None
    ) -> Reconstruction:
        config, size = self.config, self.config.image_size
        view, canonical = self._warp(image, camera)
        images = canonical[None].contiguous(memory_format=torch.channels_last)
        canonical_known = self._warp_known(known, images)
        # Run the networks and decode the volume
        with autocast(self.device, self.precision):
            maps = None if canonical_known is None else _known_maps(canonical_known, self.device)
            encoding = self._model(images, augment=True, known=maps)
            volume = decode_volume(
                self._model.decoder, encoding.latents, encoding.ray_features, resolution, self._batch.bytes
            )
        # Scale the predictions of pixels to the size of the canonical image
        pixels = encoding.pixels
        if pixels.depth is None or pixels.class_logits is None:
            depth, labels = _visible_surface(volume, config.frustum, size)
        log_depth_std = confidence = None
        if pixels.depth is not None:
            full = pixels.depth.log_full
            depth = (_resize(pixels.depth.log, size) if full is None else full)[0, 0].exp()
            log_depth_std = _resize(pixels.depth.log_std, size)[0, 0]
        if pixels.class_logits is not None:
            logits = pixels.full_class_logits(size)[0]
            highest, labels = logits.max(0)
            confidence = self._calibration.pixel_confidence.apply((highest - logits.logsumexp(0)).exp())
        normals = F.normalize(_resize(pixels.normals, size)[0], dim=0).permute(1, 2, 0)
        # Let the volume follow what was measured
        measured, depth_std = None, torch.tensor(self._calibration.depth_std, device=self.device)
        volume.confidence = self._calibration.volume_confidence.apply(volume.confidence)
        if maps is not None:
            right = _measured_mask(maps, encoding, size)
            measured = right.cpu().numpy()
            depth_std = torch.where(right, 1.0, depth_std)
            assert confidence is not None
            surface = MeasuredPixels(maps.depth[0, 0] * right, maps.sigma[0, 0], normals, labels, confidence)
            impose_measured(volume, surface, config.frustum, config.truncation)
        # Clean up: no fragments in hidden space, flat walls and floors
        ground = None if known is None else known.ground
        sigma = None if maps is None else maps.sigma[0, 0] * right
        tsdf = self._clean(volume, view, normals, sigma, ground)
        return Reconstruction(
            camera=camera,
            frustum=config.frustum,
            truncation=config.truncation,
            view=view,
            image=canonical.round().to(torch.uint8).permute(1, 2, 0).cpu().numpy(),
            normals=normals.cpu().numpy(),
            depth=depth.cpu().numpy(),
            pixel_labels=labels.to(torch.uint8).cpu().numpy(),
            pixel_confidence=None if confidence is None else confidence.cpu().numpy(),
            log_depth_std=None if log_depth_std is None else (log_depth_std * depth_std).cpu().numpy(),
            measured=measured,
            predicted_error=self._predicted_error(volume),
            offsets=self._centre_offsets(volume),
            floor=ground,
            calibration=self._calibration,
            tsdf=tsdf,
            labels=volume.labels.cpu().numpy(),
            confidence=volume.confidence.cpu().numpy(),
        )

    def _warp(self, image: NDArray[np.uint8], camera: Camera) -> tuple[CanonicalView, Tensor]:
        """Return the canonical view of a camera, which is kept for the next image, and the image in it [3, S, S]."""
        expected = camera.height, camera.width, 3
        if not isinstance(image, np.ndarray) or image.shape != expected or image.dtype != np.uint8:
            given = f"{image.dtype} {list(image.shape)}" if isinstance(image, np.ndarray) else type(image).__name__
            raise InputError(f"image is {given}; expected RGB as uint8 {list(expected)}, the camera's size")
        if self._view is None or self._view.camera != camera:
            self._view = CanonicalView(camera, self.config.frustum, self.config.image_size, self.device)
        return self._view, self._view.warp(image)

    def _clean(
        self, volume: Volume, view: CanonicalView, normals: Tensor, sigma: Tensor | None, ground: Plane | None
    ) -> NDArray[np.float32]:
        """Return the distances [R, R, R] in metres without fragments, and with flat walls and floors.

        Args:
            volume: The decoded volume.
            view: Canonical view of the camera.
            normals: Unit normals [S, S, 3] of pixels.
            sigma: Standard deviation [S, S] of measured depth in metres, zero where it was not measured; None if
                nothing was measured.
            ground: Known plane of the floor.
        """
        tsdf: NDArray[np.float32] = (volume.distance * self.config.truncation).cpu().numpy()
        remove_fragments(tsdf)
        # Take the pixel in the middle of each column
        resolution, size = len(tsdf), len(normals)
        middle = (2 * np.arange(resolution) + 1) * size // (2 * resolution)
        at = np.ix_(middle, middle)
        blending = np.full((resolution, resolution), BLENDING, np.float32)
        if sigma is not None:
            noise = sigma.cpu().numpy()[at]
            blending = np.where(noise > 0, np.minimum(_MEASURED_BLENDING * noise, blending), blending)
        first = first_surface(torch.from_numpy(tsdf)).numpy()
        visible = View(first, normals.cpu().numpy()[at], blending, view.valid[at])
        flatten(tsdf, volume.labels.cpu().numpy(), visible, self.config.frustum, self.config.truncation, ground)
        return tsdf

    def _warp_known(self, known: KnownGeometry | None, images: Tensor) -> CanonicalKnown | None:
        """Return known geometry in the canonical view, its scale estimated if it is unknown; None for nothing."""
        if known is None or known.empty:
            return None
        pixels = self.config.pixels
        if pixels.encoder != "efficientnet" or not pixels.depth_bins or not pixels.classes:
            raise InputError(
                f"weights {self.weights_name} take no known geometry; expected those of a preset like compact"
            )
        if known.ground is not None and not pixels.known:
            raise InputError(
                f"weights {self.weights_name} do not use the ground; expected weights trained with known geometry, or "
                "measured depth alone"
            )
        assert self._view is not None
        warped = warp_known(known, self._view)
        if known.depth_scale == "metric" or not warped.measured.any():
            return warped
        # Scale the depth to what the image (and the ground) says
        maps = _known_maps(CanonicalKnown(warped.depth * np.nan, warped.sigma, warped.ground), self.device)
        with autocast(self.device, self.precision):
            pixels, _ = self._model.pixel_net(images, known=None if warped.ground is None else maps)
        assert pixels.depth is not None
        predicted = pixels.depth.log if pixels.depth.log_full is None else pixels.depth.log_full
        log_depth = _resize(predicted, self.config.image_size)[0, 0].cpu().numpy()
        scale = float(np.exp(np.median(log_depth[warped.measured] - np.log(warped.depth[warped.measured]))))
        depth = warped.depth * np.float32(scale)
        return CanonicalKnown(depth, depth * np.float32(_UNSCALED_SIGMA), warped.ground)

    def _predicted_error(self, volume: Volume) -> NDArray[np.float32] | None:
        """Return the expected absolute error of the distances [R, R, R] in metres; None if it is not predicted."""
        if not self.config.decoder.distance_error:
            return None
        error: NDArray[np.float32] = volume.extra[..., 0].float().exp().clamp(max=1).cpu().numpy()
        return error * np.float32(self.config.truncation)

    def _centre_offsets(self, volume: Volume) -> CentreOffsets | None:
        """Return the offsets at the voxels near surfaces of things; None if they are not predicted."""
        if not self.config.decoder.instance_offsets:
            return None
        things = torch.from_numpy(thing_mask()).to(volume.labels.device)
        near = (volume.distance.abs() < BAND / self.config.truncation) & things[volume.labels.int()]
        voxels = near.flatten().nonzero()[:, 0]
        offsets = volume.extra[..., -3:].flatten(0, 2)[voxels]
        return CentreOffsets(voxels.int().cpu().numpy(), offsets.cpu().numpy())


def _known_maps(known: CanonicalKnown, device: torch.device) -> KnownMaps:
    """Return known geometry as the tensors of one image, zero for unknown."""
    floor = np.zeros_like(known.depth) if known.ground is None else known.ground
    depth, sigma, ground = (
        torch.from_numpy(np.nan_to_num(values))[None, None].to(device) for values in (known.depth, known.sigma, floor)
    )
    return KnownMaps(depth, sigma, ground, torch.full((1, 1, 1, 1), float(known.ground is not None), device=device))


def _measured_mask(maps: KnownMaps, encoding: Encoding, size: int) -> Tensor:
    """Return the mask [S, S] of the pixels whose measured depth is probably right."""
    assert encoding.pixels.reliability is not None
    reliable = F.interpolate(encoding.pixels.reliability, (size, size), mode="nearest")[0, 0] > 0
    return (maps.depth[0, 0] > 0) & reliable


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
