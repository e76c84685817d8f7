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
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from svr_ros.codec.compress import CompressedScene, compress, decompress, encode_volume, latent_grid
from svr_ros.codec.network import BlockCodec, CodecConfig
from svr_ros.codec.weights import LoadedCodec, load_codec, save_codec
from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.labels import Label
from svr_ros.networks.config import PAPER, SceneConfig

GRID, VOXELS = 8, 8
SIDE = GRID * VOXELS
SMALL = dataclasses.replace(
    PAPER,
    resolution=SIDE,
    scene=SceneConfig(encoder_widths=(8,), grid=GRID, lifting="tree", tree_levels=1, latent_width=16),
    decoder=dataclasses.replace(PAPER.decoder, widths=(32, 16), fourier_features=8),
)


@pytest.fixture(scope="module")
def codec() -> LoadedCodec:
    torch.manual_seed(0)
    config = CodecConfig(SMALL, voxels=VOXELS, overlap=2, encoder_widths=(8, 8, 8))
    return LoadedCodec("small", "ab" * 32, BlockCodec(config).eval().requires_grad_(False))


def plane_scene(truncation: float = 0.1, side: int = SIDE) -> SceneVolume:
    """A wall at 2 m: free before it, solid behind."""
    points = SMALL.frustum.to_camera(SMALL.frustum.centres(side))
    return SceneVolume(
        frustum=SMALL.frustum,
        truncation=truncation,
        tsdf=np.clip(2 - points[..., 2], -truncation, truncation).astype(np.float32),
        labels=np.full((side,) * 3, Label.WALL, np.uint8),
        confidence=np.ones((side,) * 3, np.float32),
        valid=np.ones((1, 1), bool),
    )


def test_only_blocks_near_the_surface_are_encoded(codec: LoadedCodec) -> None:
    scene = plane_scene()
    compressed = compress(codec, scene)
    depth = compressed.blocks // GRID**2
    edges = SMALL.frustum.depth_of_slice(np.arange(GRID + 1) / GRID)
    near = [layer for layer in range(GRID) if edges[layer] < 2.1 and edges[layer + 1] > 1.9]
    assert sorted(set(depth.tolist())) == near and len(compressed.blocks) == len(near) * GRID**2
    assert compressed.filled[near[-1] + 1 :].all() and not compressed.filled[: near[-1] + 1].any()


def test_constant_blocks_decode_to_free_and_solid(codec: LoadedCodec) -> None:
    scene = plane_scene()
    compressed = compress(codec, scene)
    decoded = decompress(codec, compressed, SIDE)
    layers = {int(block) // GRID**2 for block in compressed.blocks}
    first, last = min(layers) * VOXELS, (max(layers) + 1) * VOXELS
    np.testing.assert_allclose(decoded.tsdf[:first], 0.1)
    np.testing.assert_allclose(decoded.tsdf[last:], -0.1)


def test_windows_are_encoded_with_their_neighbours(codec: LoadedCodec) -> None:
    torch.manual_seed(1)
    distance = torch.rand(SIDE, SIDE, SIDE) * 2 - 1
    labels = torch.randint(0, 10, (SIDE, SIDE, SIDE)).byte()
    blocks, latents, _ = encode_volume(codec.codec, distance, labels)
    assert blocks.tolist() == list(range(GRID**3))
    block = (3 * GRID + 4) * GRID + 5
    window = tuple(slice(index * VOXELS - 2, (index + 1) * VOXELS + 2) for index in (3, 4, 5))
    with torch.autocast("cpu", torch.bfloat16):
        expected = codec.codec.encoder(distance[window][None], labels[window][None])
    torch.testing.assert_close(latents[block], expected[0].float(), atol=2e-2, rtol=2e-2)


def test_fitting_brings_the_decoder_nearer(codec: LoadedCodec) -> None:
    scene = plane_scene()

    def error(steps: int) -> float:
        torch.manual_seed(0)
        decoded = decompress(codec, compress(codec, scene, steps), SIDE)
        return float(np.abs(decoded.tsdf - scene.tsdf).mean())

    assert error(60) < error(0)


def test_latent_grid_puts_constants_where_no_surface_is() -> None:
    filled = torch.zeros(2, 2, 2, dtype=torch.bool)
    filled[1, 0, 1] = True
    grid = latent_grid(torch.tensor([3]), torch.tensor([[0.1, 0.2, 0.3]]), filled)
    assert grid.shape == (3, 2, 2, 2)
    torch.testing.assert_close(grid[:, 0, 1, 1], torch.tensor([0.1, 0.2, 0.3]))
    assert (grid[:, 1, 0, 1] == 0.5).all() and (grid[:, 0, 0, 0] == 0).all()


def test_file_brings_the_scene_back(codec: LoadedCodec, tmp_path: Path) -> None:
    compressed = compress(codec, plane_scene())
    path = tmp_path / "scene.safetensors"
    compressed.save(path)
    loaded = CompressedScene.load(path)
    assert loaded.frustum == compressed.frustum and loaded.codec == compressed.codec
    torch.testing.assert_close(loaded.latents, compressed.latents, atol=1e-3, rtol=1e-3)
    assert torch.equal(loaded.blocks, compressed.blocks) and torch.equal(loaded.filled, compressed.filled)


def test_what_the_camera_did_not_see_stays_unseen(codec: LoadedCodec) -> None:
    valid = np.zeros((4, 4), bool)
    valid[:, :2] = True
    scene = dataclasses.replace(plane_scene(), valid=valid)
    np.testing.assert_array_equal(decompress(codec, compress(codec, scene), SIDE).valid, valid)


def test_scene_of_other_resolution_is_resampled(codec: LoadedCodec) -> None:
    coarse = compress(codec, plane_scene(side=SIDE // 2))
    assert set(coarse.blocks.tolist()) >= set(compress(codec, plane_scene()).blocks.tolist())


def test_scene_whose_distances_end_early_is_refused(codec: LoadedCodec) -> None:
    with pytest.raises(InputError, match=r"distances end at 0.05 m; the codec small expects 0.1 m"):
        compress(codec, plane_scene(truncation=0.05))


def test_scene_of_another_view_keeps_its_view(codec: LoadedCodec) -> None:
    scene = plane_scene()
    other = dataclasses.replace(scene, frustum=dataclasses.replace(scene.frustum, far=6.0))
    compressed = compress(codec, other)
    assert compressed.frustum == other.frustum
    assert decompress(codec, compressed).frustum == other.frustum


@pytest.mark.parametrize("grid", [32, 33, 64])
def test_all_blocks_of_a_large_grid_return_from_their_file(tmp_path: Path, grid: int) -> None:
    """Flat indices of more than 32 blocks per side do not fit into 16 bits."""
    blocks, filled = torch.tensor([0, 32767, grid**3 - 1]), torch.zeros(grid, grid, grid, dtype=torch.bool)
    valid = torch.ones(4, 4, dtype=torch.bool)
    scene = CompressedScene(Frustum(), 0.1, "ab" * 32, blocks, torch.zeros(3, 2), filled, valid)
    scene.save(tmp_path / "scene.safetensors")
    assert torch.equal(CompressedScene.load(tmp_path / "scene.safetensors").blocks, blocks)


def test_scene_of_another_codec_is_refused(codec: LoadedCodec) -> None:
    compressed = dataclasses.replace(compress(codec, plane_scene()), codec="cd" * 32)
    with pytest.raises(InputError, match="compressed by codec cdcdcdcdcdcd; the codec small is abababababab"):
        decompress(codec, compressed)


@pytest.mark.parametrize("content, said", [(b"", "is no compressed scene"), (b"no scene", "is no compressed scene")])
def test_broken_file_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "scene.safetensors"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        CompressedScene.load(path)


def test_weights_are_no_scene_and_no_codec(tmp_path: Path) -> None:
    from svr_ros.inference import weights

    path = tmp_path / "weights.safetensors"
    weights.save(weights.random_weights().model(), path)
    with pytest.raises(InputError, match="holds no compressed scene"):
        CompressedScene.load(path)
    with pytest.raises(InputError, match="holds no codec"):
        load_codec(path)


def test_codec_comes_back_from_its_file(codec: LoadedCodec, tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    save_codec(codec.codec, path)
    loaded = load_codec(path)
    assert loaded.name == "mine" and loaded.codec.config == codec.codec.config
    for name, tensor in codec.codec.state_dict().items():
        torch.testing.assert_close(loaded.codec.state_dict()[name], tensor, atol=1e-3, rtol=1e-3)


def test_missing_codec_says_so() -> None:
    with pytest.raises(InputError, match="no codec 'elsewhere'"):
        load_codec("elsewhere")


def test_shipped_codec_brings_a_room_back() -> None:
    from svr_ros.codec.evaluate import compare, true_scene

    codec = load_codec()
    scene = true_scene(0, codec.codec.config.model)
    figures = compare(codec, scene, compress(codec, scene))
    assert figures.iou > 0.95 and figures.classes > 0.95 and figures.error < 0.01


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"latents": torch.zeros(2, 7)}, "latents of 7 components"),
        ({"filled": torch.zeros(2, 3, 4, dtype=torch.bool)}, "do not fit each other"),
        ({"filled": torch.zeros(0, 0, 0, dtype=torch.bool)}, "do not fit each other"),
        ({"filled": torch.zeros(12, 12, 12, dtype=torch.bool)}, "the scene has 12 blocks per side"),
        ({"seen": torch.zeros(0, 0, dtype=torch.bool)}, "do not fit each other"),
        ({"latents": torch.full((2, 512), torch.nan)}, "holds NaN or infinity"),
    ],
)
def test_scene_that_does_not_fit_gets_a_sentence(
    codec: LoadedCodec, tmp_path: Path, change: dict, message: str
) -> None:
    from dataclasses import asdict

    from safetensors.torch import save_file

    grid, width = codec.codec.config.model.scene.grid, codec.codec.config.model.scene.latent_width
    tensors = {
        "blocks": torch.tensor([0, 1]).short(),
        "latents": torch.zeros(2, width),
        "filled": torch.zeros(grid, grid, grid, dtype=torch.bool),
        "seen": torch.ones(4, 4, dtype=torch.bool),
    }
    about = {"version": 1, "frustum": asdict(Frustum()), "truncation": 0.1, "codec": codec.hash}
    path = tmp_path / "scene.safetensors"
    save_file(tensors, str(path), {"compressed_scene": json.dumps(about)})
    decompress(codec, CompressedScene.load(path), 64)
    save_file({**tensors, **change}, str(path), {"compressed_scene": json.dumps(about)})
    with pytest.raises(InputError, match=message):
        decompress(codec, CompressedScene.load(path), 64)
