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

"""Backend of PyTorch, for CPUs and GPUs; on GPUs it decodes without waiting for the device."""

from __future__ import annotations

import copy
from collections.abc import Hashable
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from svr_ros.inference.backends.base import ImagePrediction, SeeingNetworks
from svr_ros.inference.backends.frames import Frame, FrameRunner, Work
from svr_ros.inference.decode import Volume, decode_volume
from svr_ros.inference.static_decode import StaticDecoder, can_decode
from svr_ros.networks.known import KnownMaps
from svr_ros.networks.layers import channels_last
from svr_ros.networks.model import Model
from svr_ros.precision import Precision, autocast, dtype_of


class TorchBackend:
    """Networks and decoding by PyTorch.

    On a CPU, only octants near surfaces are decoded finely, in batches that fit into the cache. On a GPU, the shapes of
    all tensors are fixed, so that nothing is read back from the device before the results.

    Args:
        model: Model in evaluation mode.
        device: Device to compute on.
        precision: Resolved precision.
        static: Whether to decode with fixed shapes; by default, on GPUs.
        graphs: Whether to compute frames with CUDA graphs, where shapes are fixed; by default, on GPUs.
    """

    name = "torch"

    def __init__(
        self,
        model: Model,
        device: torch.device,
        precision: Precision,
        static: bool | None = None,
        graphs: bool | None = None,
    ) -> None:
        self.device, self.precision = device, precision
        channels_last(model.to(device).requires_grad_(False))
        self._networks = SeeingNetworks(
            model if precision == "fp32" else _with_16_bit_weights(model, dtype_of(precision))
        )
        self.decoder = model.decoder
        self._image_size = model.config.image_size
        self._static = device.type != "cpu" if static is None else static
        self._decoders: dict[int, StaticDecoder] = {}
        self._frames = FrameRunner(device, device.type == "cuda" if graphs is None else graphs)

    def run(self, kind: tuple[Hashable, ...], resolution: int, work: Work, inputs: dict[str, NDArray[Any]]) -> Frame:
        """Return the results of a frame; see `Backend.run`."""
        fixed = self._static and can_decode(self.decoder, resolution)
        return self._frames.run((*kind, resolution) if fixed else None, work, inputs)

    def see(self, images: Tensor, known: KnownMaps | None) -> ImagePrediction:
        """Return the predictions for a canonical image [1, 3, S, S] in 0..255 and known geometry on the device."""
        images = images.contiguous(memory_format=torch.channels_last)
        with autocast(self.device, self.precision):
            prediction: ImagePrediction = self._networks(images, known)
        return prediction

    def decode(self, prediction: ImagePrediction, resolution: int, batch_bytes: int) -> Volume:
        """Return the volume of a prediction; see `Backend.decode`."""
        latents, rays = prediction.latents, prediction.ray_features
        if not (self._static and can_decode(self.decoder, resolution)):
            with autocast(self.device, self.precision):
                return decode_volume(self.decoder, latents, rays, resolution, batch_bytes)
        static = self._decoders.get(resolution)
        if static is None:
            dtype = dtype_of(self.precision)
            # Only the latest resolution is kept: its tables occupy memory of the device
            static = StaticDecoder(self.decoder, resolution, dtype=dtype, image_size=self._image_size)
            if self._decoders:
                self._frames.clear()
            self._decoders = {resolution: static}
        with torch.autocast(self.device.type, enabled=False):
            return static(latents, rays, batch_bytes)

    def make_room(self, resolution: int, left_out: int) -> None:
        """Let later volumes have room for more octants; see `Backend.make_room`."""
        self._frames.clear()
        self._decoders[resolution].make_room(left_out)


def _with_16_bit_weights(model: Model, dtype: torch.dtype) -> Model:
    """Return a copy with the same decoder whose other convolutions and matrix products have 16-bit weights.

    Autocast would convert them for every image; the predictions are the same.
    """
    model = copy.deepcopy(model, {id(model.decoder): model.decoder})
    for module in set(model.modules()) - set(model.decoder.modules()):
        if isinstance(module, (nn.Conv2d, nn.Conv3d, nn.Linear)):
            module.to(dtype)
    return model
