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

from svr_ros.cli.main import main
from svr_ros.inference.backends.export import export_folder
from svr_ros.inference.weights import Weights, load, random_weights, save
from svr_ros.networks.config import ModelConfig

SMALL = dataclasses.replace(
    ModelConfig(),
    image_size=64,
    resolution=64,
    scene=dataclasses.replace(ModelConfig().scene, grid=4, latent_width=16),
    decoder=dataclasses.replace(ModelConfig().decoder, widths=(64, 32)),
)
"""The preset compact with a small image and few blocks."""


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of random weights of every part of the preset compact, also of those that begin at zero."""
    model = random_weights(SMALL).model()
    generator = torch.Generator().manual_seed(1)
    for parameter in model.parameters():
        if not parameter.any():
            parameter.data = 0.1 * torch.randn(parameter.shape, generator=generator)
    path = tmp_path_factory.mktemp("weights") / "small.safetensors"
    save(model, path)
    return path


@pytest.fixture(scope="session")
def small_weights(small_file: Path) -> Weights:
    """Return the small weights."""
    return load(small_file)


@pytest.fixture(scope="session")
def exported(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the exported networks and decoder of the small weights; skip without ONNX Runtime."""
    for package in ("onnx", "onnxscript", "onnxruntime"):
        pytest.importorskip(package, reason="needs the extra onnx")
    folder, cache = tmp_path_factory.mktemp("exported"), tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        assert main(["export", "-o", str(folder), "--weights", str(small_file)]) == 0
        assert (export_folder(load(small_file)) / "networks.onnx").is_file()
    return folder
