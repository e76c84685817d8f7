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

"""Latents of the block codec as the training target of the scene network."""

from __future__ import annotations

import torch
from torch import Tensor

from svr_ros.codec.compress import encode_volume, latent_grid
from svr_ros.codec.weights import LoadedCodec
from svr_ros.errors import InputError
from svr_ros.networks.config import BLOCK_VOXELS, ModelConfig
from svr_ros.networks.decoder import ImplicitDecoder


class CodecTarget:
    """Encodes volumes to the latents of a codec; it implements svr_ros.training.loop.LatentTarget.

    Args:
        codec: The codec.
        config: Config of the model that learns the latents.

    Raises:
        InputError: If the latents are not those that the model's decoder reads.
    """

    def __init__(self, codec: LoadedCodec, config: ModelConfig) -> None:
        _check(codec, config)
        self._codec = codec.codec

    @property
    def decoder(self) -> ImplicitDecoder:
        """Return the decoder of the latents."""
        return self._codec.decoder

    def to(self, device: torch.device) -> None:
        """Move the codec to a device."""
        self._codec.to(device)

    @torch.no_grad()
    def encode(self, distance: Tensor, labels: Tensor) -> Tensor:
        """Return latents [N, L, g, g, g] of volumes of distances in truncations and class ids, both [N, R, R, R]."""
        volumes = zip(distance, labels, strict=True)
        return torch.stack([latent_grid(*encode_volume(self._codec, d, c)) for d, c in volumes])


def _check(codec: LoadedCodec, config: ModelConfig) -> None:
    """Raise InputError if a codec's latents are not those that the model's decoder reads."""
    if codec.codec.config.voxels != BLOCK_VOXELS:
        raise InputError(
            f"codec {codec.name} has {codec.codec.config.voxels} voxels per side of a block; expected {BLOCK_VOXELS}"
        )
    own = codec.codec.config.model
    for part, given, expected in (
        ("truncation", own.truncation, config.truncation),
        ("decoder", own.decoder, config.decoder),
        (
            "grid and latents",
            (own.scene.grid, own.scene.latent_width),
            (config.scene.grid, config.scene.latent_width),
        ),
    ):
        if given != expected:
            raise InputError(f"codec {codec.name} has the {part} {given}; expected the model's, {expected}")
