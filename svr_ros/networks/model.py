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

"""The whole model: from images to predictions per pixel, latents and the decoder's features of rays."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from svr_ros.networks.completion import SceneNetwork
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.known import KnownMaps
from svr_ros.networks.lifting import DepthSlices
from svr_ros.networks.pixel_net import PixelNet, PixelPrediction
from svr_ros.networks.rays import RayFeatures

OPTIONAL_PARTS = "pixel_net.known.", "pixel_net.reliability.", "pixel_net.upsampler.", "decoder.extra."
"""Prefixes of the tensors of parts that can be added to a trained model."""


@dataclass
class Encoding:
    """Outputs of one forward pass; None for those that the model lacks.

    Attributes:
        pixels: Predictions per pixel.
        latents: Latents [N, L, g, g, g], one per block of the volume.
        ray_features: Features of the rays of pixels, which the decoder reads.
        auxiliary: Latents [N, L, g, g, g] predicted directly from the lifted features.
    """

    pixels: PixelPrediction
    latents: Tensor
    ray_features: RayFeatures | None
    auxiliary: Tensor | None


class Model(nn.Module):
    """Chain of the networks: the forward pass encodes images, `decoder` evaluates the encoding at points."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.pixel_net = PixelNet(config.pixels)
        self.scene = SceneNetwork(config)
        self.decoder = ImplicitDecoder(config)
        reads_slices = config.decoder.ray_features and not config.decoder.edge_aware
        self.slices = DepthSlices(config, config.image_size // 4) if reads_slices else None

    def forward(self, image: Tensor, augment: bool = False, known: KnownMaps | None = None) -> Encoding:
        """Encode canonical RGB images [N, 3, S, S] in 0..255, and what is known beside them.

        `augment` enables test-time augmentation of the pixel network.
        """
        pixels, features = self.pixel_net(image, augment, known)
        # Detach the pixel predictions: gradients of the volume loss must not reach the pixel network.
        depth = pixels.depth and pixels.depth.detach()
        class_logits = None if pixels.class_logits is None else pixels.class_logits.detach()
        detached = PixelPrediction(pixels.normals.detach(), depth, class_logits, pixels.context)
        latents, auxiliary = self.scene(image, detached, features)
        ray_features = None
        if self.config.decoder.ray_features and depth is not None and pixels.context is not None:
            prob_occluded = None if self.slices is None else self.slices(depth.logits)[1]
            ray_features = RayFeatures(pixels.context, depth.log, prob_occluded, depth.log_std, depth.log_full)
        return Encoding(pixels, latents, ray_features, auxiliary)
