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
from pathlib import Path

import pytest
import torch

from svr_ros.benchmark import decode
from svr_ros.cli.main import main
from svr_ros.codec.network import BlockCodec, CodecConfig
from svr_ros.codec.weights import save_codec
from svr_ros.inference.decode import constant_blocks
from svr_ros.networks.config import PAPER, ModelConfig
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT, ImplicitDecoder

NARROW = dataclasses.replace(
    PAPER,
    scene=dataclasses.replace(PAPER.scene, latent_width=16),
    decoder=dataclasses.replace(PAPER.decoder, widths=(32, 16), fourier_features=16),
)


def random_decoder(config: ModelConfig) -> ImplicitDecoder:
    torch.manual_seed(0)
    return ImplicitDecoder(config).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def scene() -> decode.Scene:
    """Return a random decoder of steep distances, and latents of which most are constant."""
    decoder = random_decoder(NARROW)
    decoder.output.weight[0] *= 8
    decoder.output.bias[0] = 0.8
    latents = torch.full((1, 16, 16, 16, 16), EMPTY_LATENT)
    latents[..., 12:] = FILLED_LATENT
    latents[..., 6:9] = torch.randn(1, 16, 16, 16, 3)
    return decode.Scene(decoder, latents)


def test_plain_decoding_is_the_decoder_at_the_places_of_the_voxels(scene: decode.Scene) -> None:
    blocks = torch.tensor([5, 2047, 4095])
    side = 4
    depth, row, column = blocks // 256, blocks // 16 % 16, blocks % 16
    place = torch.arange(side**3)
    inside = (torch.stack([place % side, place // side % side, place // side**2], -1) + 0.5) / side
    points = (torch.stack([column, row, depth], -1)[:, None] + inside) / 16
    expected = scene.decoder(scene.latents, None, points.view(1, -1, 3)).distance
    values = decode.decode_plainly(scene, blocks, side)
    torch.testing.assert_close(values.view(1, -1), expected.clamp(-1, 1), atol=1e-5, rtol=0)
    mixing = dataclasses.replace(NARROW, decoder=dataclasses.replace(NARROW.decoder, interpolated=True))
    other = decode.Scene(random_decoder(mixing), scene.latents)
    expected = other.decoder(other.latents, None, points.view(1, -1, 3)).distance
    values = decode.decode_plainly(other, blocks, side)
    torch.testing.assert_close(values.view(1, -1), expected.clamp(-1, 1), atol=1e-5, rtol=0)


def test_published_steps_decode_blocks_with_both_signs_and_fill_the_others(scene: decode.Scene) -> None:
    decoded = decode.decode_as_published(scene, 64)
    everywhere = decode.decode_plainly(scene, torch.arange(4096), 4)
    fine = decoded.fine.all(1)
    assert 50 < fine.sum() < 3 * 256 - 50 and torch.equal(fine, decoded.fine.any(1))
    torch.testing.assert_close(decoded.distance[fine], everywhere[fine], atol=1e-5, rtol=0)
    rest = decoded.distance[~fine]
    assert (rest.abs() == 1).all() and (rest == rest[:, :1]).all()
    empty, filled = constant_blocks(scene.decoder, scene.latents)
    assert (decoded.distance[empty] == 1).all() and (decoded.distance[filled] == -1).all()


def test_ways_agree_and_are_told_in_a_table(scene: decode.Scene) -> None:
    figures = decode.measure(scene, 128, 1, 200)
    assert figures["every point"].points == 128**3
    assert 0 < figures["ours, fp32"].difference < 1e-5 and figures["published two steps"].difference < 1e-5
    assert 1e-4 < figures["ours, bf16"].difference < 0.5
    assert all(told.wrong_signs < 0.05 and told.seconds > 0 for told in figures.values())
    assert figures["ours, fp32"].points < figures["every point"].points / 4
    lines = decode.table(figures, scene, 128, 200).splitlines()
    assert lines[0].startswith("128^3 voxels") and [line for line in lines if line.startswith("ours, fp32")]
    assert "200 of the others" in lines[-1]


def test_command_refuses_what_cannot_be_decoded(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", "decode", "--resolution", "100"]) == 2
    assert "svr: resolution is 100; expected a multiple of 16" in capsys.readouterr().err


def test_latents_of_generated_rooms(tmp_path: Path) -> None:
    torch.manual_seed(0)
    codec = BlockCodec(CodecConfig(dataclasses.replace(NARROW, resolution=64), voxels=4, encoder_widths=(8, 8, 8)))
    save_codec(codec, tmp_path / "codec.safetensors")
    small = decode.compressed_room(0, str(tmp_path / "codec.safetensors"))
    assert small.latents.shape == (1, 16, 16, 16, 16) and small.ray_features is None
    pictured = decode.imaged_room(0, "compact")
    assert pictured.latents.shape == (1, 128, 16, 16, 16) and pictured.ray_features is not None
