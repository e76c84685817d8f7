import dataclasses
from pathlib import Path

import pytest
import torch

from svr_ros.inference.weights import Weights, random_weights
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
def small_weights() -> Weights:
    """Return random weights of every part of the preset compact, also of those that begin at zero."""
    weights = random_weights(SMALL)
    generator = torch.Generator().manual_seed(1)
    tensors = {
        name: 0.1 * torch.randn(tensor.shape, generator=generator) if not tensor.any() else tensor
        for name, tensor in weights.tensors.items()
    }
    return dataclasses.replace(weights, hash="1" * 64, tensors=tensors)


@pytest.fixture(scope="session")
def exported(small_weights: Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the exported networks and decoder of the small weights; skip without ONNX Runtime."""
    for package in ("onnx", "onnxscript", "onnxruntime"):
        pytest.importorskip(package, reason="needs the extra onnx")
    from svr_ros.inference.backends.export import export

    folder = tmp_path_factory.mktemp("exported")
    export(small_weights, folder, 64)
    return folder
