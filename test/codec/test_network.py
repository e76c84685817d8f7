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

import dataclasses

import pytest
import torch

from svr_ros.codec.network import BlockCodec, BlockEncoder, CodecConfig, _cells
from svr_ros.errors import InputError
from svr_ros.networks.config import ModelConfig


def test_config_survives_json() -> None:
    config = CodecConfig(encoder_widths=(8, 16, 24), overlap=4)
    assert CodecConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize("text", ["{", "[]", "{}", CodecConfig().to_json().replace('"voxels"', '"pixels"')])
def test_foreign_config_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="codec's config cannot be read"):
        CodecConfig.from_json(text)


def test_decoder_with_ray_features_makes_no_codec() -> None:
    with pytest.raises(InputError, match="without ray features"):
        BlockCodec(CodecConfig(model=ModelConfig()))


def test_encoder_is_small_and_takes_its_window() -> None:
    config = CodecConfig()
    encoder = BlockEncoder(config)
    assert sum(p.numel() for p in encoder.parameters()) < 5_000_000
    side = config.window
    latents = encoder(torch.rand(3, side, side, side) * 2 - 1, torch.randint(0, 10, (3, side, side, side)).byte())
    assert latents.shape == (3, 512)


def test_encoder_does_not_look_beyond_the_truncation() -> None:
    config = dataclasses.replace(CodecConfig(), encoder_widths=(8, 8, 8))
    encoder, side = BlockEncoder(config), config.window
    labels = torch.zeros(1, side, side, side, dtype=torch.uint8)
    far, farther = torch.full((1, side, side, side), 1.0), torch.full((1, side, side, side), 3.0)
    torch.testing.assert_close(encoder(far, labels), encoder(farther, labels))


def test_cells_hold_neighbouring_voxels() -> None:
    volume = torch.arange(4**3).view(1, 4, 4, 4)
    cells = _cells(volume)
    assert cells.shape == (1, 8, 2, 2, 2)
    assert sorted(cells[0, :, 1, 0, 1].tolist()) == sorted(volume[0, 2:4, 0:2, 2:4].flatten().tolist())


def test_lattice_is_the_voxel_centres_of_block_and_overlap() -> None:
    codec = BlockCodec(dataclasses.replace(CodecConfig(), encoder_widths=(8, 8, 8)))
    lattice = codec.lattice()
    assert lattice.shape == (20, 20, 20, 3)
    torch.testing.assert_close(lattice[2, 2, 2], torch.full((3,), 0.5 / 16))
    torch.testing.assert_close(lattice[0, 5, 19], torch.tensor([17.5, 3.5, -1.5]) / 16)
