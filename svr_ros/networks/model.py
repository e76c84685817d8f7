"""The whole model: image to surfaces, latents and what the decoder needs."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from svr_ros.networks.completion import SceneNetwork
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.decoder import Columns, ImplicitDecoder
from svr_ros.networks.lifting import DepthSlices
from svr_ros.networks.pixel_net import Depth, NormalsUNet, Surface


@dataclass
class Encoding:
    """Hold what one pass over the images gives: surfaces per pixel, latents per block, columns for the decoder.

    auxiliary: latents as told right behind the lifting. What the model is not built for is None.
    """

    surface: Surface
    latents: Tensor
    columns: Columns | None
    auxiliary: Tensor | None


class Model(nn.Module):
    """Chain the networks: canonical images [N, 3, S, S] of 0..255 RGB to an Encoding; `decoder` answers at points."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.normals = NormalsUNet(config.normals)
        self.scene = SceneNetwork(config)
        self.decoder = ImplicitDecoder(config)
        self.slices = DepthSlices(config, config.image_size // 4) if config.decoder.columns else None

    def forward(self, image: Tensor, thorough: bool = False) -> Encoding:
        """Return what is seen and the latents of the volume; thorough: as NormalsUNet means it."""
        surface, features = self.normals(image, thorough)
        # The volume learns from the surfaces as they are; it does not bend them to its own ends.
        depth = surface.depth and Depth(surface.depth.logits.detach(), surface.depth.log.detach())
        classes = None if surface.class_logits is None else surface.class_logits.detach()
        fixed = Surface(surface.normals.detach(), depth, classes, surface.context)
        latents, auxiliary = self.scene(image, fixed, features)
        columns = None
        if self.slices is not None and depth is not None and surface.context is not None:
            _, passed = self.slices(depth.logits)
            columns = Columns(surface.context, depth.log, passed)
        return Encoding(surface, latents, columns, auxiliary)
