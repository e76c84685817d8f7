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

"""Interface of the backends, and the predictions of the networks for one image."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.inference.backends.frames import Frame, Work
from svr_ros.inference.decode import Volume
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.known import KnownMaps
from svr_ros.networks.model import Model
from svr_ros.networks.rays import RayFeatures


@dataclass
class ImagePrediction:
    """Predictions of the networks for one canonical image; None for those that the model lacks.

    Attributes:
        normals: Unit normals [S, S, 3] in the optical frame.
        depth: Depth [S, S] along the optical axis, in metres.
        log_depth_std: Standard deviation [S, S] of the logarithm of the depth.
        labels: Class ids [S, S], uint8.
        confidence: Probabilities [S, S] of the classes.
        reliable: Mask [S, S] of the pixels whose measured depth, if any, is probably right; None if nothing is known.
        latents: Latents [1, L, g, g, g].
        ray_features: Features of the rays, which the decoder reads.
    """

    normals: Tensor
    depth: Tensor | None
    log_depth_std: Tensor | None
    labels: Tensor | None
    confidence: Tensor | None
    reliable: Tensor | None
    latents: Tensor
    ray_features: RayFeatures | None


class Backend(Protocol):
    """Computation of the networks and decoding of volumes on one device.

    Attributes:
        name: Name of the backend, one of `choice.BACKENDS`.
        decoder: Decoder of the weights.
    """

    name: str
    decoder: ImplicitDecoder

    def see(self, images: Tensor, known: KnownMaps | None) -> ImagePrediction:
        """Return the predictions for a canonical image [1, 3, S, S] in 0..255 and known geometry on the device."""

    def decode(self, prediction: ImagePrediction, resolution: int, batch_bytes: int) -> Volume:
        """Return the volume of a prediction.

        Args:
            prediction: Predictions of `see`.
            resolution: Voxels per side of the volume.
            batch_bytes: Bytes of the decoder's first layer to compute at a time.
        """

    def make_room(self, resolution: int, left_out: int) -> None:
        """Let later volumes have room for the octants that did not fit into the last one (`Volume.left_out`)."""

    def run(self, kind: tuple[Hashable, ...], resolution: int, work: Work, inputs: dict[str, NDArray[Any]]) -> Frame:
        """Return the results of a frame, on the host and on the device.

        Args:
            kind: All that `work` depends on, except for the resolution, its inputs and their shapes.
            resolution: Voxels per side of the volume that `work` decodes.
            work: Computation of the frame by `see` and `decode`.
            inputs: Inputs by name.
        """


class SeeingNetworks(nn.Module):
    """Networks from a canonical image to predictions at its size, without the decoder."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model
        self.size = model.config.image_size

    def forward(self, images: Tensor, known: KnownMaps | None) -> ImagePrediction:
        """Return the predictions for an image [1, 3, S, S] in 0..255."""
        encoding = self.model(images, augment=True, known=known)
        pixels = encoding.pixels
        depth = log_depth_std = labels = confidence = reliable = None
        if pixels.depth is not None:
            full = pixels.depth.log_full
            depth = (_resize(pixels.depth.log, self.size) if full is None else full)[0, 0].exp()
            log_depth_std = _resize(pixels.depth.log_std, self.size)[0, 0]
        if pixels.class_logits is not None:
            logits = pixels.full_class_logits(self.size)[0]
            highest, index = logits.max(0)
            labels, confidence = index.to(torch.uint8), (highest - logits.logsumexp(0)).exp()
        if pixels.reliability is not None:
            reliable = F.interpolate(pixels.reliability, (self.size, self.size), mode="nearest")[0, 0] > 0
        normals = F.normalize(_resize(pixels.normals, self.size)[0], dim=0).permute(1, 2, 0)
        return ImagePrediction(
            normals, depth, log_depth_std, labels, confidence, reliable, encoding.latents, encoding.ray_features
        )


def _resize(image: Tensor, size: int) -> Tensor:
    return F.interpolate(image.float(), (size, size), mode="bilinear", align_corners=False)
