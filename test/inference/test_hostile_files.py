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

"""Weights, codecs and scenes that are damaged, absurd or change while they are read."""

import dataclasses
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from svr_ros.codec.compress import CompressedScene
from svr_ros.codec.weights import load_codec
from svr_ros.errors import InputError
from svr_ros.inference import files, tensor_files, weights
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.scenes import read_scene
from svr_ros.networks.config import ModelConfig


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "mine.safetensors"
    weights.save(weights.random_weights().model(), path)
    return path


def header(content: dict[str, Any] | bytes, data: bytes = b"") -> bytes:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return len(text).to_bytes(8, "little") + text + data


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


@pytest.mark.parametrize(
    "content",
    [
        (8 * 10**9).to_bytes(8, "little") + b"{}",
        header({"a": {**ENTRY, "data_offsets": [0, 2**63]}}, bytes(8)),
        header({"a": {**ENTRY, "data_offsets": [8, 0]}}, bytes(8)),
        header({"a": {**ENTRY, "shape": [2**62, 8]}}, bytes(8)),
        header({"a": {**ENTRY, "shape": [-2]}}, bytes(8)),
        header({"a": {**ENTRY, "dtype": "F8_E5M2", "shape": [8]}}, bytes(8)),
        header({"a": {**ENTRY, "dtype": 7}}, bytes(8)),
        header({"a": ENTRY, "b": ENTRY}, bytes(8)),
        header({"a": 5}, bytes(8)),
        header({"__metadata__": 5, "a": ENTRY}, bytes(8)),
        header(b"[" * 100_000),
        header(b"[]"),
        header(b"7"),
        header({"a": ENTRY}, bytes(7)),
        header({"a": ENTRY}, bytes(9)),
    ],
)
@pytest.mark.parametrize("read", [weights.load, load_codec, CompressedScene.load])
def test_damaged_headers_get_a_sentence(tmp_path: Path, content: bytes, read: Any) -> None:
    path = tmp_path / "odd.safetensors"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"odd\.safetensors") as caught:
        read(path)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 600


@pytest.mark.parametrize("read", [weights.load, load_codec, CompressedScene.load])
def test_sparse_files_are_not_read(tmp_path: Path, read: Any) -> None:
    path = tmp_path / "sparse.safetensors"
    stated = 10**11
    path.write_bytes(header({"a": {"dtype": "U8", "shape": [stated], "data_offsets": [0, stated]}}))
    os.truncate(path, path.stat().st_size + stated)
    with pytest.raises(InputError, match="is larger than 2048 MiB"):
        read(path)


def test_hash_is_that_of_the_tensors_though_the_file_is_replaced(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "moving.safetensors"
    path.write_bytes(saved.read_bytes())
    expected = weights.load(path)
    whole = tensor_files.parse

    def replace_before(content: bytes) -> Any:
        os.truncate(path, 100)  # a mapped file would end the process with SIGBUS
        return whole(content)

    monkeypatch.setattr(tensor_files, "parse", replace_before)
    loaded = weights.load(path)
    assert loaded.hash == expected.hash
    assert all(torch.equal(loaded.tensors[name], tensor) for name, tensor in expected.tensors.items())


def changed(part: str, **values: Any) -> dict[str, Any]:
    content = json.loads(ModelConfig().to_json())
    (content[part] if part else content).update(values)
    return content


@pytest.mark.parametrize(
    "content",
    [
        changed("pixels", attention_layers=10**6),
        changed("pixels", attention_layers="2"),
        changed("pixels", attention_layers=-1),
        changed("pixels", pyramid_width=10**9),
        changed("pixels", pyramid_width=4096, attention_layers=64),
        changed("pixels", depth_bins=1.5),
        changed("pixels", depth_range=[0.4]),
        changed("pixels", depth_range=[12, 0.4]),
        changed("pixels", depth_range=["a", "b"]),
        changed("pixels", encoder="resnet"),
        changed("pixels", encoder_widths=[[1], 2]),
        changed("pixels", classes="yes"),
        changed("scene", grid=0),
        changed("scene", grid=10**5),
        changed("scene", volume_width=4096, bottleneck_width=4096),
        changed("scene", latent_width=None),
        changed("scene", lifting=5),
        changed("decoder", widths=[256]),
        changed("decoder", widths=[256, True]),
        changed("decoder", fourier_features=2**31),
        changed("frustum", near="1"),
        changed("frustum", far=float("nan")),
        changed("", truncation=0),
        changed("", truncation=float("inf")),
        changed("", truncation=True),
        changed("", image_size=250),
        changed("", image_size=10**7),
        changed("", resolution=-5),
        changed("", preset=["compact"]),
        changed("", class_names="wall"),
        changed("", pixels=[]),
        changed("", scene=None),
        changed("", unknown=1),
        changed("", version=3.0),
        changed("", version={}),
        changed("", version=10**400),
    ],
)
def test_absurd_configs_get_a_sentence(saved: Path, tmp_path: Path, content: dict[str, Any]) -> None:
    path = tmp_path / "other.safetensors"
    save_file(load_file(saved), str(path), {"model_config": json.dumps(content)})
    with pytest.raises(InputError) as caught:
        weights.load(path).model()
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("tensor", "message"),
    [
        (torch.zeros(11, dtype=torch.int8), "holds torch.int8; expected floating-point"),
        (torch.zeros(11, dtype=torch.bool), "holds torch.bool; expected floating-point"),
        (torch.full((11,), 1e38), "holds numbers above 65504"),
    ],
)
def test_tensors_of_other_kinds_are_named(tensor: torch.Tensor, message: str) -> None:
    whole = weights.random_weights()
    broken = dataclasses.replace(whole, tensors={**whole.tensors, "decoder.output.bias": tensor})
    with pytest.raises(InputError, match=f"decoder.output.bias {message}"):
        broken.model()


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_modes_of_weights_follow_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        weights.save(weights.random_weights().model(), tmp_path / "w.safetensors")
    finally:
        os.umask(before)
    assert (tmp_path / "w.safetensors").stat().st_mode & 0o777 == 0o666 & ~umask


@pytest.fixture
def scene(reconstruction: Reconstruction, tmp_path: Path) -> dict[str, np.ndarray]:
    files.write(reconstruction, tmp_path / "scene.npz")
    return dict(np.load(tmp_path / "scene.npz"))


@pytest.mark.parametrize(
    "change",
    [
        {"near": np.array("x")}, {"near": np.array([1.0, 2.0])}, {"near": np.array(np.nan)}, {"far": np.array(0.1)},
        {"truncation": np.array(np.inf)}, {"truncation": np.array(-1.0)}, {"canonical_K": np.zeros(3)},
        {"canonical_K": np.zeros((3, 3))}, {"canonical_size": np.array([4])}, {"canonical_size": np.array([0, 0])},
        {"tsdf": np.full((4, 4, 4), np.nan)}, {"tsdf": np.zeros((4, 4))}, {"tsdf": np.array("text")},
        {"seen": np.zeros((0, 0), bool)}, {"seen": np.zeros(5, bool)}, {"confidence": np.full((4, 4, 4), 7.0)},
    ],
)  # fmt: skip
def test_absurd_scenes_get_a_sentence(scene: dict[str, np.ndarray], tmp_path: Path, change: dict) -> None:
    np.savez(tmp_path / "odd.npz", **{**scene, **change})
    with pytest.raises(InputError, match=r"odd\.npz") as caught:
        read_scene(tmp_path / "odd.npz")
    assert "\n" not in str(caught.value)


def test_bombs_of_scenes_take_no_memory(scene: dict[str, np.ndarray], tmp_path: Path) -> None:
    np.savez(tmp_path / "bomb.npz", **{name: array for name, array in scene.items() if name != "tsdf"})
    # 8 GB of zeros in a few megabytes, and an array that states more than there is
    with (
        zipfile.ZipFile(tmp_path / "bomb.npz", "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("tsdf.npy", "w", force_zip64=True) as file,
    ):
        for _ in range(600):
            file.write(bytes(2**20))
    with pytest.raises(InputError, match=r"array tsdf has \d+ bytes; expected at most"):
        read_scene(tmp_path / "bomb.npz")
    np.savez(tmp_path / "large.npz", **{name: array for name, array in scene.items() if name != "tsdf"})
    head = (
        b"\x93NUMPY\x01\x00v\x00"
        + b"{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 9999, 999), }".ljust(117)
        + b"\n"
    )
    with zipfile.ZipFile(tmp_path / "large.npz", "a") as archive:
        archive.writestr("tsdf.npy", head)
    with pytest.raises(InputError, match="which does not fit its size"):
        read_scene(tmp_path / "large.npz")


def test_damaged_scenes_get_a_sentence_or_are_read(scene: dict[str, np.ndarray], tmp_path: Path) -> None:
    content = (tmp_path / "scene.npz").read_bytes()
    generator = np.random.default_rng(0)
    for _ in range(40):
        damaged = bytearray(content)
        for place in generator.integers(0, len(content), 3):
            damaged[place] = generator.integers(0, 256)
        (tmp_path / "damaged.npz").write_bytes(damaged)
        try:
            read_scene(tmp_path / "damaged.npz")
        except InputError as error:
            assert "\n" not in str(error)


def test_photo_is_no_scene(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(InputError, match=r"is an image; expected a scene, which `svr reconstruct .*photo.jpg"):
        read_scene(tmp_path / "photo.jpg")


def test_scene_is_no_compressed_scene(tmp_path: Path) -> None:
    path = tmp_path / "scene.npz"
    np.savez(path, tsdf=np.zeros(3))
    with pytest.raises(InputError, match=r"scene\.npz is an archive of NumPy arrays, such as a scene; expected a"):
        tensor_files.read_tensors(path, "compressed scene")
