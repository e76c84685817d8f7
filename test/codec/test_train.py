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

import numpy as np
import pytest
import torch

from svr_ros.codec.blocks import RoomBlocks, block_batches
from svr_ros.codec.network import BlockCodec, CodecConfig
from svr_ros.codec.train import CompressionConfig, _gradient_excess, train_codec
from svr_ros.codec.weights import load_codec
from svr_ros.errors import InputError
from svr_ros.networks.config import PAPER
from svr_ros.synthesis.render.shapes import pack, signed_distance
from svr_ros.synthesis.samples import pose_room
from svr_ros.training.checkpoint import Checkpoint
from svr_ros.training.config import TrainingConfig

CPU = torch.device("cpu")
CODEC = CodecConfig(
    model=dataclasses.replace(PAPER, decoder=dataclasses.replace(PAPER.decoder, widths=(64, 32))),
    encoder_widths=(8, 8, 8),
)
SHORT = CompressionConfig(blocks=8, rooms=2, points=64)


def short_run(steps: int) -> TrainingConfig:
    return TrainingConfig(steps=steps, workers=0, learning_rate=2e-3, weight_decay=0.0, warmup_steps=1)


def test_blocks_hold_the_distance_at_their_voxels() -> None:
    blocks = RoomBlocks(CODEC, 3)[7]
    assert blocks["distance"].shape == blocks["labels"].shape == (3, 20, 20, 20)
    again = RoomBlocks(CODEC, 3)[7]
    np.testing.assert_array_equal(blocks["distance"], again["distance"])

    rng = np.random.default_rng([7, 2])
    table = pack(*pose_room(rng, CODEC.model.frustum))
    points = CODEC.model.frustum.to_camera(CODEC.model.frustum.centres(256)).astype(np.float32)
    # Some block of the volume has these voxels: the one that is found again by its middle.
    window = blocks["distance"][0, 2:-2, 2:-2, 2:-2].astype(np.float32)
    corners, _ = signed_distance(table, points[::16, ::16, ::16].reshape(-1, 3))
    same = np.flatnonzero(np.abs(np.clip(corners / CODEC.model.truncation, -1, 1) - window[0, 0, 0]) < 1e-3)
    found = False
    for block in same:
        depth, row, column = (int(i) * 16 for i in np.unravel_index(block, (16, 16, 16)))
        inner = points[depth : depth + 16, row : row + 16, column : column + 16].reshape(-1, 3)
        distance, _ = signed_distance(table, inner)
        truth = np.clip(distance / CODEC.model.truncation, -1, 1).reshape(16, 16, 16)
        found = found or bool(np.abs(truth - window).max() < 2e-3)
    assert found


def test_blocks_come_near_surfaces() -> None:
    blocks = RoomBlocks(CODEC, 16)[3]["distance"].reshape(16, -1)
    assert (np.abs(blocks).min(1) < 1).mean() > 0.8


def test_every_other_room_is_mirrored() -> None:
    batch = next(iter(block_batches(CODEC, 2, 4, 0, 5, 0)))
    first, second = RoomBlocks(CODEC, 2)[5], RoomBlocks(CODEC, 2)[6]
    np.testing.assert_array_equal(batch["distance"][:2].numpy(), first["distance"])
    np.testing.assert_array_equal(batch["distance"][2:].numpy(), second["distance"][..., ::-1])


def test_gradient_excess_against_finite_differences() -> None:
    torch.manual_seed(0)
    decoder = BlockCodec(CODEC).decoder
    with torch.no_grad():
        decoder.output.weight.mul_(20)
    latents, places = torch.randn(3, 512), torch.rand(1, 5, 3)
    step = 1e-3
    gradient = []
    for axis in range(3):
        offset = torch.zeros(3)
        offset[axis] = step
        ahead, _ = decoder.decode_blocks(latents, places + offset)
        behind, _ = decoder.decode_blocks(latents, places - offset)
        gradient.append((ahead - behind) / (2 * step))
    norm = torch.stack(gradient, -1).norm(dim=-1)
    expected = (norm - 0.5).clamp(min=0).mean()
    assert expected > 0
    torch.testing.assert_close(_gradient_excess(decoder, latents, places, 0.5), expected, atol=2e-2, rtol=2e-2)


@pytest.mark.parametrize("start", ["encoder", "zero"])
def test_training_writes_a_codec_and_goes_on(tmp_path: Path, start: str) -> None:
    compression = dataclasses.replace(SHORT, start=start)  # type: ignore[arg-type]
    path = train_codec(tmp_path, CODEC, compression, short_run(3), CPU)
    assert load_codec(path).codec.config == CODEC
    before = Checkpoint.load(tmp_path, CPU)
    assert before.step == 3
    train_codec(tmp_path, CODEC, compression, short_run(5), CPU, resume=True)
    after = Checkpoint.load(tmp_path, CPU)
    assert after.step == 5
    changed = {name.split(".")[0] for name in after.model if not torch.equal(after.model[name], before.model[name])}
    assert changed == {"encoder", "decoder"}


def test_training_makes_blocks_come_out_better(tmp_path: Path) -> None:
    path = train_codec(tmp_path, CODEC, SHORT, short_run(60), CPU)
    codec, fresh = load_codec(path).codec, BlockCodec(CODEC)
    blocks = RoomBlocks(CODEC, 32)[1 << 41]
    distance = torch.from_numpy(blocks["distance"]).float()
    labels = torch.from_numpy(blocks["labels"])

    @torch.no_grad()
    def error(model: BlockCodec) -> float:
        predicted, _ = model.decoder.decode_blocks(model.encoder(distance, labels), model.lattice().view(1, -1, 3))
        return float((predicted.clamp(-1, 1) - distance.flatten(1)).abs().mean())

    assert error(codec) < 0.75 * error(fresh)


def test_run_that_blows_up_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the loss is nan"):
        train_codec(tmp_path, CODEC, dataclasses.replace(SHORT, latent_decay=float("nan")), short_run(2), CPU)
