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

"""The scene network: lifts image features to a volume and completes it to one latent per block."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.networks.config import ModelConfig, SceneConfig
from svr_ros.networks.layers import Inception2d, Inception3d, Residual3d
from svr_ros.networks.lifting import DepthLifting, TreeLifting
from svr_ros.networks.pixel_net import PixelPrediction

_ENCODER_DILATIONS = (1, 2)
_ENCODER_FRACTIONS = (0.5, 0.5)


class SceneNetwork(nn.Module):
    """Network from images and pixel predictions to latents."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        scene = config.scene
        self.encoder = _image_encoder(scene.encoder_widths) if scene.encoder_widths else None
        inputs = scene.encoder_widths[-1] if scene.encoder_widths else config.pixels.pyramid_width
        lifting = DepthLifting if scene.lifting == "depth" else TreeLifting
        self.lifting = lifting(config, inputs, scene.volume_width)
        self.auxiliary = _reflecting(scene.volume_width, scene.latent_width) if scene.auxiliary else None
        completion = Hourglass if scene.completion == "hourglass" else InceptionStack
        self.completion = completion(scene)
        self._normals = scene.normals

    def forward(self, image: Tensor, pixels: PixelPrediction, features: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """Return the latents [N, L, g, g, g] and, if configured, the auxiliary ones of the same shape.

        Args:
            image: RGB images [N, 3, S, S] in 0..255.
            pixels: Predictions per pixel.
            features: Image features [N, C, S/16, S/16]; not used by a network with its own encoder.
        """
        if not self._normals:
            pixels = replace(pixels, normals=torch.zeros_like(pixels.normals))
        if self.encoder is not None:
            normals = F.interpolate(pixels.normals, image.shape[-2:], mode="bilinear", align_corners=False)
            features = self.encoder(torch.cat([image / 255, normals], 1))
        volume = self.lifting(features, pixels).contiguous(memory_format=torch.channels_last_3d)
        return self.completion(volume), None if self.auxiliary is None else self.auxiliary(volume)


def _image_encoder(widths: tuple[int, ...]) -> nn.Sequential:
    """Return convolutions of image and normals, each followed by max pooling: [N, 6, S, S] to [N, C, g, g]."""
    layers: list[nn.Module] = []
    channels = 6
    for width in widths:
        layers += [Inception2d(channels, width, _ENCODER_DILATIONS, _ENCODER_FRACTIONS), nn.MaxPool2d(2)]
        channels = width
    return nn.Sequential(*layers)


def _reflecting(inputs: int, outputs: int) -> nn.Conv3d:
    return nn.Conv3d(inputs, outputs, 3, padding=1, padding_mode="reflect")


class Hourglass(nn.Module):
    """Completion of a volume on two scales: [N, volume_width, g, g, g] to [N, latent_width, g, g, g]."""

    def __init__(self, config: SceneConfig) -> None:
        super().__init__()
        width, bottleneck = config.volume_width, config.bottleneck_width
        self.entry = nn.Sequential(Residual3d(width), Residual3d(width, 2))
        self.down = nn.Conv3d(width, bottleneck, 2, stride=2)
        self.bottleneck = nn.Sequential(Residual3d(bottleneck), Residual3d(bottleneck, 2))
        self.up = nn.Conv3d(bottleneck, width, 1)
        self.exit = nn.Sequential(Residual3d(width), Residual3d(width))
        self.latents = nn.Conv3d(width, config.latent_width, 1)

    def forward(self, volume: Tensor) -> Tensor:
        """Return the latents of a volume."""
        volume = self.entry(volume)
        deep = self.bottleneck(F.relu(self.down(volume)))
        # Not a resize, which ONNX Runtime computes by one thread
        deep = self.up(deep)[:, :, :, None, :, None, :, None].expand(-1, -1, -1, 2, -1, 2, -1, 2)
        volume = volume + deep.flatten(6, 7).flatten(4, 5).flatten(2, 3)
        return self.latents(self.exit(volume))


class InceptionStack(nn.Module):
    """Completion of a volume by dilated convolutions: [N, volume_width, g, g, g] to [N, latent_width, g, g, g]."""

    def __init__(self, config: SceneConfig) -> None:
        super().__init__()
        width = config.volume_width
        self.layers = nn.ModuleList(Inception3d(width, width) for _ in range(config.volume_layers))
        self.latents = _reflecting(width, config.latent_width)

    def forward(self, volume: Tensor) -> Tensor:
        """Return the latents of a volume."""
        for layer in self.layers:
            volume = F.relu(layer(volume))
        return self.latents(volume)
