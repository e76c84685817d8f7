"""The whole model: image to surfaces, latents and what the decoder needs."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from svr_ros.networks.config import ModelConfig
from svr_ros.networks.decoder import Columns, ImplicitDecoder
from svr_ros.networks.normals import NormalsUNet, Surface
from svr_ros.networks.scene import SceneNetwork


@dataclass
class Encoding:
    """Hold what one pass over the images gives: surfaces per pixel, latents per block, columns for the decoder."""

    surface: Surface
    latents: Tensor
    columns: Columns


class Model(nn.Module):
    """Chain the networks: canonical images [N, 3, S, S] of 0..255 RGB to an Encoding; `decoder` answers at points."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.normals = NormalsUNet(config)
        self.scene = SceneNetwork(config)
        self.decoder = ImplicitDecoder(config)

    def forward(self, image: Tensor) -> Encoding:
        surface, features = self.normals(image)
        # The volume learns from the surfaces as they are; it does not bend them to its own ends.
        fixed = Surface(
            surface.normals.detach(),
            surface.depth_logits.detach(),
            surface.log_depth.detach(),
            surface.class_logits.detach(),
            surface.context,
        )
        latents = self.scene(fixed, features)
        _, passed = self.scene.slices(fixed.depth_logits)
        return Encoding(surface, latents, Columns(surface.context, fixed.log_depth, passed))
