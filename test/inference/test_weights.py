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
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from svr_ros.errors import InputError
from svr_ros.inference import weights
from svr_ros.inference.calibration import UNCALIBRATED, Calibration
from svr_ros.inference.tensor_files import read_tensors
from svr_ros.networks.config import PAPER, ModelConfig


@pytest.fixture(scope="module")
def random() -> weights.Weights:
    return weights.random_weights()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, random: weights.Weights) -> Path:
    path = tmp_path_factory.mktemp("weights") / "mine.safetensors"
    weights.save(random.model(), path)
    return path


def with_config(saved: Path, folder: Path, text: str) -> Path:
    """Write the saved tensors beside another config."""
    path = folder / "other.safetensors"
    save_file(load_file(saved), str(path), {"model_config": text})
    return path


def test_saved_weights_come_back_to_half_precision(saved: Path, random: weights.Weights) -> None:
    loaded = weights.load(saved)
    assert loaded.name == "mine" and len(loaded.hash) == 64 and loaded.config == ModelConfig()
    assert saved.stat().st_size < 30e6
    for key, tensor in loaded.model().state_dict().items():
        torch.testing.assert_close(tensor, random.tensors[key], atol=1e-3, rtol=1e-3)


def test_random_weights_are_those_of_the_seed_and_fit_any_config(random: weights.Weights) -> None:
    before = torch.random.get_rng_state()
    again, other = weights.random_weights(seed=0), weights.random_weights(seed=1)
    assert torch.equal(before, torch.random.get_rng_state())
    key = "decoder.hidden.weight"
    assert torch.equal(again.tensors[key], random.tensors[key]) and not torch.equal(
        again.tensors[key], other.tensors[key]
    )
    narrow = dataclasses.replace(
        ModelConfig(), decoder=dataclasses.replace(PAPER.decoder, widths=(24, 16)), truncation=0.3
    )
    made = weights.random_weights(narrow)
    assert made.config == narrow and made.model().decoder.hidden.weight.shape == (16, 24)


@pytest.mark.parametrize(
    "content",
    [b"these are not weights", b"", b"\x08\x00\x00\x00\x00\x00\x00\x00{"],
    ids=["text", "empty", "header without end"],
)
def test_other_files_are_no_weights_files(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "notes.safetensors"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"notes\.safetensors is no weights file, or was cut off"):
        weights.load(path)


def test_weights_that_were_cut_off_are_refused(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.safetensors"
    path.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    with pytest.raises(InputError, match=r"half\.safetensors is no weights file, or was cut off"):
        weights.load(path)


def test_pickles_are_refused_unread(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(2)}, tmp_path / "new.pt")
    (tmp_path / "old.pt").write_bytes(pickle.dumps({"a": [0, 0]}))
    for name in ("new.pt", "old.pt"):
        with pytest.raises(InputError, match=f"{name} is a pickle.*expected safetensors"):
            weights.load(tmp_path / name)


def test_folder_and_unknown_name_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is a folder; expected a \.safetensors file"):
        weights.load(tmp_path)
    for name in ("huge", "codec"):
        with pytest.raises(InputError, match=f"no weights '{name}'"):
            weights.load(name)


def test_tensors_without_config_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.safetensors"
    save_file({"a": torch.zeros(1)}, str(path))
    with pytest.raises(InputError, match="without a model config"):
        weights.load(path)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (2, "version 2; expected 4: train them again with svr train, or use shipped ones"),
        (5, "version 5; expected 4: update svr_ros"),
        (None, "version None; expected 4"),
    ],
)
def test_other_versions_say_what_to_do(saved: Path, tmp_path: Path, version: int | None, said: str) -> None:
    content = {**json.loads(ModelConfig().to_json()), "version": version}
    with pytest.raises(InputError, match=f"other.safetensors holds weights of {said}"):
        weights.load(with_config(saved, tmp_path, json.dumps(content)))


@pytest.mark.parametrize("text", ["{", "[]", ModelConfig().to_json().replace("truncation", "length")])
def test_broken_config_is_told_with_the_file(saved: Path, tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"other\.safetensors: the weights' config"):
        weights.load(with_config(saved, tmp_path, text))


def test_weights_of_another_preset_do_not_fit(saved: Path, tmp_path: Path) -> None:
    small = dataclasses.replace(PAPER, scene=dataclasses.replace(PAPER.scene, volume_width=16, tree_width=16))
    other = weights.load(with_config(saved, tmp_path, small.to_json()))
    with pytest.raises(
        InputError, match=r"weights other do not fit their config, preset 'paper': \d+ tensors are miss"
    ):
        other.model()


def test_missing_and_foreign_tensors_are_named(random: weights.Weights) -> None:
    tensors = {key: tensor for key, tensor in random.tensors.items() if key != "decoder.output.bias"}
    broken = dataclasses.replace(random, tensors={**tensors, "foreign": torch.zeros(1)})
    with pytest.raises(InputError, match=r"1 tensors are missing \(decoder.output.bias\), 1 are unknown \(foreign\)"):
        broken.model()


@pytest.mark.parametrize(
    ("tensor", "said"),
    [
        (torch.zeros(3), r"decoder.output.bias is \[3\]; expected \[11\]"),
        (torch.full((11,), torch.nan), "decoder.output.bias holds NaN or infinity"),
        (torch.full((11,), torch.inf, dtype=torch.float16), "decoder.output.bias holds NaN or infinity"),
    ],
)
def test_tensor_of_another_shape_or_not_finite_is_named(
    random: weights.Weights, tensor: torch.Tensor, said: str
) -> None:
    broken = dataclasses.replace(random, tensors={**random.tensors, "decoder.output.bias": tensor})
    with pytest.raises(InputError, match=said):
        broken.model()


def test_shipped_weights_load_and_are_small() -> None:
    loaded = weights.load("compact")
    assert loaded.name == "compact"
    assert sum(t.numel() * t.element_size() for t in loaded.tensors.values()) < 30e6
    assert loaded.model().config == loaded.config


def test_calibration_is_stored_with_unchanged_tensors(saved: Path, tmp_path: Path) -> None:
    before = weights.load(saved)
    assert before.calibration == UNCALIBRATED
    path = tmp_path / "calibrated.safetensors"
    weights.save_calibrated(before, Calibration(depth_std=1.25), path)
    after = weights.load(path)
    assert after.calibration == Calibration(depth_std=1.25) and after.config == before.config
    assert all(torch.equal(tensor, before.tensors[name]) for name, tensor in after.tensors.items())


def test_damaged_calibration_is_reported(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.safetensors"
    metadata = {"model_config": ModelConfig().to_json(), "calibration": "{}"}
    save_file(load_file(saved), str(path), metadata)
    with pytest.raises(InputError, match=r"odd.safetensors: the calibration cannot be read"):
        weights.load(path)


@pytest.mark.parametrize("size", range(0, 256, 8))
def test_header_of_any_length_is_no_pickle(size: int, tmp_path: Path) -> None:
    path = tmp_path / "file.safetensors"
    save_file({"a": torch.zeros(1)}, str(path), {"note": "x" * size})
    assert read_tensors(path, "weights file").metadata == {"note": "x" * size}
