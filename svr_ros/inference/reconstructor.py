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

"""Reconstruction of scenes from images."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.cells import containing_cells
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.known import KnownGeometry
from svr_ros.geometry.known_view import CanonicalKnown, warp_known
from svr_ros.geometry.surface import first_surface
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference import memory
from svr_ros.inference import weights as weight_files
from svr_ros.inference.backends.base import ImagePrediction
from svr_ros.inference.backends.choice import BackendName, create_backend
from svr_ros.inference.decode import Volume, check_resolution
from svr_ros.inference.device_forms import DeviceVolume
from svr_ros.inference.devices import choose_device
from svr_ros.inference.flatness import BLENDING, View, flatten
from svr_ros.inference.fragments import remove_fragments
from svr_ros.inference.instances import near_things
from svr_ros.inference.measured import MeasuredPixels, impose_measured
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.transfer import upload
from svr_ros.inference.weights import Weights
from svr_ros.labels import UNOBSERVED
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.known import KnownMaps
from svr_ros.precision import Precision, resolve

_UNSCALED_SIGMA = 0.1
"""Relative standard deviation of a depth whose scale was estimated from the image."""

_MEASURED_BLENDING = 4.0
"""Standard deviations of measured depth within which a surface follows a plane."""


class Reconstructor:
    """Reconstructs scenes from images of a calibrated camera.

    It is deterministic on a CPU, and not thread-safe.

    Args:
        weights: Name of shipped weights, path, or loaded weights.
        device: Device, one of auto, cpu, cuda and cuda:N.
        resolution: Voxels per side of the volume, a multiple of its blocks from 64 to 256; by default, the model's.
        precision: Number format of the networks: fp32, bf16, fp16 (GPUs), or auto for the fastest one on the device.
        backend: Library that computes the networks: torch, onnx, tensorrt, or auto, see `create_backend`.

    Raises:
        InputError: If one of the arguments is unusable.
    """

    def __init__(
        self,
        weights: str | Path | Weights = "compact",
        device: str = "auto",
        resolution: int | None = None,
        precision: Precision = "auto",
        backend: BackendName = "auto",
    ) -> None:
        loaded = weights if isinstance(weights, Weights) else weight_files.load(weights)
        self.device = choose_device(device)
        self.precision = resolve(self.device, precision)
        self.config: ModelConfig = loaded.config
        self.weights_name, self.weights_hash = loaded.name, loaded.hash
        self.resolution = self.config.resolution if resolution is None else resolution
        self.check_resolution(self.resolution)
        self._calibration = loaded.calibration
        self._backend = create_backend(backend, loaded, self.device, self.precision)
        self._view: CanonicalView | None = None
        self._batch = memory.DecodingBatch(self.device)

    def warm_up(self, resolution: int | None = None, with_depth: bool = False) -> Reconstruction:
        """Reconstruct noise, so that the first image takes as long as later ones, except for its camera's tables.

        The scene of noise has surfaces, so that all conversions can be run on it.

        Args:
            resolution: Voxels per side of the volume; by default, that of the reconstructor.
            with_depth: Whether measured depth is part of the input.
        """
        size = self.config.image_size
        noise = np.random.default_rng(0).integers(0, 256, (size, size, 3), np.uint8)
        known = KnownGeometry(np.full((size, size), 2, np.float32)) if with_depth else None
        return self.reconstruct(noise, self.config.frustum.camera(size), resolution, known)

    @property
    def takes_depth(self) -> bool:
        """Return whether the weights take measured depth."""
        return self.config.takes_known

    @property
    def takes_ground(self) -> bool:
        """Return whether the weights take the ground, which requires that they were trained with it."""
        return self.takes_depth and self.config.pixels.known

    @property
    def backend(self) -> str:
        """Return the name of the backend: torch, onnx or tensorrt."""
        return self._backend.name

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
            OutOfMemoryError: If the device is out of memory; the next image will need less.
            DeviceLostError: If the GPU cannot be used any more by this process.
        """
        side = self.resolution if resolution is None else resolution
        self.check_resolution(side)
        return self._batch.run(lambda: self._reconstruct(image, camera, side, known))

    @torch.inference_mode()
    def _reconstruct(
        self, image: NDArray[np.uint8], camera: Camera, resolution: int, known: KnownGeometry | None
    ) -> Reconstruction:
        config = self.config
        expected = camera.height, camera.width, 3
        if not isinstance(image, np.ndarray) or image.shape != expected or image.dtype != np.uint8:
            given = f"{image.dtype} {list(image.shape)}" if isinstance(image, np.ndarray) else type(image).__name__
            raise InputError(f"image is {given}; expected RGB as uint8 {list(expected)}, the camera's size")
        # Warp the image to the canonical view
        if self._view is None or self._view.camera != camera:
            self._view = CanonicalView(camera, config.frustum, config.image_size, self.device)
        view = self._view
        inputs: dict[str, NDArray[Any]] = {"image": view.window(image)}
        if (canonical_known := self._warp_known(known, image)) is not None:
            inputs |= canonical_known.maps()
        # Run the networks and decode the volume; repeat if a backend of fixed shapes lacked room
        while True:
            work = partial(self.compute, view, resolution, self._batch.bytes)
            frame = self._backend.run((view, self._batch.bytes), resolution, work, inputs)
            found = frame.arrays
            if not found["left_out"]:
                break
            self._backend.make_room(resolution, int(found["left_out"]))
        # Clean up: no fragments in hidden space, flat walls and floors
        offsets = None
        if "offsets" in found:
            offsets = near_things(*(found[name] for name in ("tsdf", "labels", "confidence", "offsets")))
        ground = None if known is None else known.ground
        self._clean(found, ground)
        return Reconstruction(
            camera=camera,
            frustum=config.frustum,
            truncation=config.truncation,
            view=view,
            image=found["image"],
            normals=found["normals"],
            depth=found["depth"],
            pixel_labels=found["pixel_labels"],
            pixel_confidence=found.get("pixel_confidence"),
            log_depth_std=found.get("log_depth_std"),
            measured=found.get("measured"),
            predicted_error=found.get("predicted_error"),
            offsets=offsets,
            floor=ground,
            calibration=self._calibration,
            tsdf=found["tsdf"],
            labels=found["labels"],
            confidence=found["confidence"],
            on_device=self._on_device(frame.tensors, found, ground),
        )

    def compute(
        self, view: CanonicalView, resolution: int, batch_bytes: int, given: dict[str, Tensor]
    ) -> dict[str, Tensor]:
        """Return the contents of a scene, not yet cleaned up, of `CanonicalView.window` and `CanonicalKnown.maps`."""
        canonical = view.warp_window(given["image"])
        known = {name: values for name, values in given.items() if name != "image"}
        maps = KnownMaps(**known) if known else None
        predicted = self._backend.see(canonical[None], maps)
        volume = self._backend.decode(predicted, resolution, batch_bytes)
        return self._results(canonical, predicted, volume, maps)

    def _on_device(
        self, tensors: dict[str, Tensor], found: dict[str, NDArray[Any]], ground: Plane | None
    ) -> DeviceVolume | None:
        """Return the scene on a GPU, given its contents by name, for its forms; None on a CPU.

        The distances and their errors come from the host, where they were cleaned up.
        """
        if self.device.type == "cpu" or self._view is None:
            return None
        names = "labels", "confidence", "image", "log_depth_std", "measured"
        error = found.get("predicted_error")
        return DeviceVolume(
            self.config.frustum,
            self.config.truncation,
            self._calibration,
            tsdf=torch.from_numpy(found["tsdf"]).to(self.device),  # from page-locked memory
            predicted_error=None if error is None else torch.from_numpy(error).to(self.device),
            ground=ground,
            valid=self._view.valid_on_device,
            **{name: tensors[name] for name in names if name in tensors},
        )

    def _results(
        self, canonical: Tensor, predicted: ImagePrediction, volume: Volume, maps: KnownMaps | None
    ) -> dict[str, Tensor]:
        """Return the contents of a reconstruction by name, on the device; those that the model lacks are left out."""
        config, size = self.config, self.config.image_size
        results: dict[str, Tensor | None] = {}
        # Take the visible surface from the volume if the networks do not predict it
        depth, labels = predicted.depth, predicted.labels
        if depth is None or labels is None:
            surface_depth, surface_labels = _visible_surface(volume, config.frustum, size)
            depth = surface_depth if depth is None else depth
            labels = surface_labels if labels is None else labels
        # Calibrate the probabilities
        calibration = self._calibration
        confidence = None if predicted.confidence is None else calibration.pixel_confidence.apply(predicted.confidence)
        volume.confidence = calibration.volume_confidence.apply(volume.confidence)
        depth_std: float | Tensor = calibration.depth_std
        # Let the volume follow what was measured
        if maps is not None:
            assert predicted.reliable is not None and confidence is not None
            right = (maps.depth[0, 0] > 0) & predicted.reliable
            results |= {"measured": right, "sigma": maps.sigma[0, 0] * right}
            depth_std = torch.where(right, 1.0, depth_std)
            surface = MeasuredPixels(maps.depth[0, 0] * right, maps.sigma[0, 0], predicted.normals, labels, confidence)
            impose_measured(volume, surface, config.frustum, config.truncation)
        # Read the further outputs of the decoder
        if config.decoder.distance_error:
            results["predicted_error"] = volume.extra[..., 0].float().exp_().clamp_(max=1).mul_(config.truncation)
        if config.decoder.instance_offsets:
            results["offsets"] = volume.extra[..., -3:]
        results |= {
            "image": canonical.round().to(torch.uint8).permute(1, 2, 0),
            "normals": predicted.normals,
            "depth": depth,
            "pixel_labels": labels.to(torch.uint8),
            "pixel_confidence": confidence,
            "log_depth_std": None if predicted.log_depth_std is None else predicted.log_depth_std * depth_std,
            "tsdf": volume.distance * config.truncation,
            "labels": volume.labels,
            "confidence": volume.confidence,
            "left_out": volume.left_out,
        }
        return {name: values for name, values in results.items() if values is not None}

    def _clean(self, found: dict[str, NDArray[Any]], ground: Plane | None) -> None:
        """Remove fragments from the distances of a scene, and flatten walls and floors, in place.

        Args:
            found: Contents of the scene by name.
            ground: Known plane of the floor.
        """
        assert self._view is not None
        tsdf, normals, sigma = found["tsdf"], found["normals"], found.get("sigma")
        remove_fragments(tsdf)
        # Take the pixel in the middle of each column
        resolution, size = len(tsdf), len(normals)
        middle = containing_cells(resolution, size).numpy()
        at = np.ix_(middle, middle)
        blending = np.full((resolution, resolution), BLENDING, np.float32)
        if sigma is not None:
            blending = np.where(sigma[at] > 0, np.minimum(_MEASURED_BLENDING * sigma[at], BLENDING), blending)
        first = first_surface(torch.from_numpy(tsdf)).numpy()
        view = View(first, normals[at], blending, self._view.valid[at])
        frustum, error = self.config.frustum, found.get("predicted_error")
        flatten(tsdf, found["labels"], view, frustum, self.config.truncation, ground, error)

    def _warp_known(self, known: KnownGeometry | None, image: NDArray[np.uint8]) -> CanonicalKnown | None:
        """Return known geometry in the canonical view, its scale estimated if it is unknown; None for nothing."""
        if known is not None and not isinstance(known, KnownGeometry):
            raise InputError(
                f"known geometry is a {type(known).__name__}; expected KnownGeometry, such as KnownGeometry(depth)"
            )
        if known is None or known.empty:
            return None
        if not self.takes_depth:
            raise InputError(
                f"weights {self.weights_name} take no known geometry; expected those of a preset like compact"
            )
        if known.ground is not None and not self.takes_ground:
            raise InputError(
                f"weights {self.weights_name} do not use the ground; expected weights trained with known geometry, or "
                "measured depth alone"
            )
        assert self._view is not None
        warped = warp_known(known, self._view)
        if known.depth_scale == "metric" or not warped.measured.any():
            return warped
        # Scale the depth to that predicted from the image, and from the ground if it is known
        ground = CanonicalKnown(warped.depth * np.nan, warped.sigma, warped.ground)
        maps = KnownMaps(**{name: upload(values, self.device) for name, values in ground.maps().items()})
        images = self._view.warp(image)[None]
        predicted = self._backend.see(images, None if warped.ground is None else maps)
        assert predicted.depth is not None
        depth = predicted.depth.cpu().numpy()[warped.measured]
        scale = float(np.exp(np.median(np.log(depth) - np.log(warped.depth[warped.measured]))))
        depth = warped.depth * np.float32(scale)
        return CanonicalKnown(depth, depth * np.float32(_UNSCALED_SIGMA), warped.ground)


def _visible_surface(volume: Volume, frustum: Frustum, size: int) -> tuple[Tensor, Tensor]:
    """Return depth in metres (NaN for none) and class (255 for none) [size, size] of the first surface per pixel."""
    slices, rows, columns = volume.distance.shape
    s = first_surface(volume.distance)
    found = s.isfinite()
    voxel = (s.nan_to_num() * slices).long().clamp(max=slices - 1)
    labels = volume.labels.gather(0, voxel[None])[0].where(found, UNOBSERVED)
    row, column = (containing_cells(size, side, s.device) for side in (rows, columns))
    return frustum.depth_of_slice(s)[row[:, None], column], labels[row[:, None], column]
