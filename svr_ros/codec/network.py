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

"""Networks of the block codec: an encoder of a block's voxels to its latent, and the implicit decoder."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.labels import NAMES
from svr_ros.networks.config import BLOCK_VOXELS, PAPER, ModelConfig
from svr_ros.networks.config_check import build
from svr_ros.networks.decoder import ImplicitDecoder


@dataclass(frozen=True)
class CodecConfig:
    """Configuration of a codec."""

    model: ModelConfig = PAPER
    """Model whose decoder reads the latents."""

    voxels: int = BLOCK_VOXELS
    """Voxels per side of a block."""

    overlap: int = 2
    """Voxels of the neighbours on each side that the encoder reads, so that blocks match at their faces."""

    encoder_widths: tuple[int, int, int] = (64, 128, 192)
    """Channels of the encoder's convolutions."""

    def __post_init__(self) -> None:
        if self.voxels < 1 or self.window % 2 or min(self.encoder_widths) < 1:
            raise InputError(
                f"the codec's blocks have {self.voxels} voxels, an overlap of {self.overlap} and encoder widths "
                f"{self.encoder_widths}; expected numbers above zero and an even number of voxels"
            )

    @property
    def window(self) -> int:
        """Return the voxels per side of a block with its overlap."""
        return self.voxels + 2 * self.overlap

    def to_json(self) -> str:
        """Return the configuration as JSON."""
        return json.dumps({**dataclasses.asdict(self), "model": self.model.to_json()})

    @classmethod
    def from_json(cls, text: str) -> CodecConfig:
        """Read the JSON of `to_json`; raises InputError if it is something else."""
        try:
            content = json.loads(text)
            content["model"] = ModelConfig.from_json(content["model"])
            content["encoder_widths"] = tuple(content["encoder_widths"])
            return build(cls, content)
        except InputError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
            raise InputError(f"the codec's config cannot be read ({error}); expected a CodecConfig as JSON") from error


class BlockEncoder(nn.Module):
    """Encoder of blocks: distances in truncations and class ids uint8, both [B, W, W, W], to latents [B, L].

    W is the config's window; the axes are depth, row and column.
    """

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        first, second, third = config.encoder_widths
        halved = (config.window // 2 + 1) // 2
        quartered = (halved + 1) // 2
        self.first = nn.Conv3d(8 + len(NAMES), first, 3, padding=1)
        self.second = nn.Conv3d(first, second, 3, stride=2, padding=1)
        self.refine = nn.Conv3d(second, second, 3, padding=1)
        self.third = nn.Conv3d(second, third, 3, stride=2, padding=1)
        self.latent = nn.Linear(third * quartered**3, config.model.scene.latent_width)

    def forward(self, distance: Tensor, labels: Tensor) -> Tensor:
        """Return the latents [B, L] of blocks."""
        cells = _cells(distance.clamp(-1, 1))
        ids = _cells(labels)
        fractions = [(ids == label).sum(1, dtype=distance.dtype) / 8 for label in range(len(NAMES))]
        volume = torch.cat([cells, torch.stack(fractions, 1)], 1).contiguous(memory_format=torch.channels_last_3d)
        volume = F.relu(self.second(F.relu(self.first(volume))))
        volume = F.relu(volume + self.refine(volume))
        return self.latent(F.relu(self.third(volume)).flatten(1))


def _cells(volume: Tensor) -> Tensor:
    """Fold pairs of voxels along each axis into channels: [B, W, W, W] becomes [B, 8, W/2, W/2, W/2]."""
    batch, side = volume.shape[:2]
    pairs = volume.view(batch, side // 2, 2, side // 2, 2, side // 2, 2)
    return pairs.permute(0, 2, 4, 6, 1, 3, 5).reshape(batch, 8, side // 2, side // 2, side // 2)


class BlockCodec(nn.Module):
    """Encoder and decoder of blocks; the decoder is that of the model, which must not read ray features."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        if config.model.decoder.ray_features:
            raise InputError(
                "a block codec has no image; expected a decoder without ray features, as in the preset paper"
            )
        self.config = config
        self.encoder = BlockEncoder(config)
        self.decoder = ImplicitDecoder(config.model)

    def lattice(self) -> Tensor:
        """Return the positions [W, W, W, 3] (column, row, depth) of a window's voxel centres relative to the block."""
        side = self.config.voxels
        axis = (torch.arange(self.config.window) - self.config.overlap + 0.5) / side
        depth, row, column = torch.meshgrid(axis, axis, axis, indexing="ij")
        return torch.stack([column, row, depth], -1).to(self.decoder.frequencies.device)
