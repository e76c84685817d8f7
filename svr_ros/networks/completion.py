"""What is where: lifts what is seen into the frustum and completes it to one latent vector per block."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.networks.config import ModelConfig, SceneConfig
from svr_ros.networks.layers import Inception2d, Inception3d, Residual3d
from svr_ros.networks.lifting import DepthLifting, TreeLifting
from svr_ros.networks.pixel_net import Surface

_ENCODER_DILATIONS = (1, 2)
_ENCODER_SHARES = (0.5, 0.5)


class SceneNetwork(nn.Module):
    """Complete the scene: image, Surface and image features to latents [N, latent_width, g, g, g].

    Beside them, where the config asks for it, the auxiliary latents that are told right behind the lifting, else None.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        scene = config.scene
        self.encoder = _image_encoder(scene.encoder_widths) if scene.encoder_widths else None
        inputs = scene.encoder_widths[-1] if scene.encoder_widths else config.normals.pyramid_width
        lifting = DepthLifting if scene.lifting == "depth" else TreeLifting
        self.lifting = lifting(config, inputs, scene.volume_width)
        self.auxiliary = _reflecting(scene.volume_width, scene.latent_width) if scene.auxiliary else None
        completion = Hourglass if scene.completion == "hourglass" else InceptionStack
        self.completion = completion(scene)
        self._normals = scene.normals

    def forward(self, image: Tensor, surface: Surface, features: Tensor | None) -> tuple[Tensor, Tensor | None]:
        if not self._normals:
            surface = replace(surface, normals=torch.zeros_like(surface.normals))
        if self.encoder is not None:
            normals = F.interpolate(surface.normals, image.shape[-2:], mode="bilinear", align_corners=False)
            features = self.encoder(torch.cat([image / 255, normals], 1))
        volume = self.lifting(features, surface).contiguous(memory_format=torch.channels_last_3d)
        return self.completion(volume), None if self.auxiliary is None else self.auxiliary(volume)


def _image_encoder(widths: tuple[int, ...]) -> nn.Sequential:
    """Make convolutions, each followed by max pooling, on image and normals: [N, 6, S, S] to [N, C, g, g]."""
    layers: list[nn.Module] = []
    channels = 6
    for width in widths:
        layers += [Inception2d(channels, width, _ENCODER_DILATIONS, _ENCODER_SHARES), nn.MaxPool2d(2)]
        channels = width
    return nn.Sequential(*layers)


def _reflecting(inputs: int, outputs: int) -> nn.Conv3d:
    return nn.Conv3d(inputs, outputs, 3, padding=1, padding_mode="reflect")


class Hourglass(nn.Module):
    """Complete a volume on two scales: [N, volume_width, g, g, g] to [N, latent_width, g, g, g]."""

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
        volume = self.entry(volume)
        deep = self.bottleneck(F.relu(self.down(volume)))
        volume = volume + F.interpolate(self.up(deep), scale_factor=2, mode="nearest")
        return self.latents(self.exit(volume))


class InceptionStack(nn.Module):
    """Complete a volume by dilated convolutions: [N, volume_width, g, g, g] to [N, latent_width, g, g, g]."""

    def __init__(self, config: SceneConfig) -> None:
        super().__init__()
        width = config.volume_width
        self.layers = nn.ModuleList(Inception3d(width, width) for _ in range(config.volume_layers))
        self.latents = _reflecting(width, config.latent_width)

    def forward(self, volume: Tensor) -> Tensor:
        for layer in self.layers:
            volume = F.relu(layer(volume))
        return self.latents(volume)
