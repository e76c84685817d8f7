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

"""Layers of the decoder on a CPU, by oneDNN and by PyTorch."""

import dataclasses

import numpy as np
import pytest
import torch

from svr_ros.inference import lattice, lattice_kernel
from svr_ros.inference.weights import random_weights
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.rays import RayFeatures


@torch.no_grad()
def test_fused_hidden_layer_gives_the_same_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = random_weights().model().decoder
    first = torch.randn(300, decoder.hidden.in_features, generator=torch.Generator().manual_seed(0)).relu()
    fused = lattice.Head(decoder, torch.float32, fused=True)(first)
    monkeypatch.setattr(lattice, "has_fused_layer", lambda: False)
    plain = lattice.Head(decoder, torch.float32, fused=True)(first)
    for one, other in zip(fused, plain, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("class_width", [0, 8])
@torch.no_grad()
def test_predictions_are_written_as_the_head_returns_them(class_width: int) -> None:
    config = dataclasses.replace(
        ModelConfig(), decoder=dataclasses.replace(ModelConfig().decoder, class_width=class_width)
    )
    torch.manual_seed(0)
    decoder = ImplicitDecoder(config).eval()
    torch.nn.init.normal_(decoder.extra.weight)
    last = decoder.classes if class_width else decoder.output
    assert isinstance(last, torch.nn.Linear)
    last.weight[1:] *= 300  # from sure classes to equal ones
    blocks, side = torch.tensor([1, 6]), 5
    first = torch.randn(len(blocks) * side**3, decoder.hidden.in_features, generator=torch.Generator().manual_seed(0))
    first[:50] = 0
    head = lattice.Head(decoder, torch.float32, fused=True)
    distance, labels, confidence, extra = head(first.relu())
    assert confidence.min() < 0.6 and confidence.max() > 1 - 1e-6
    shape = 2, 2, 2, side, side, side
    arrays = (
        np.zeros(shape, np.float32), np.zeros(shape, np.uint8), np.zeros(shape, np.float32),
        np.zeros((*shape, decoder.extra_outputs), np.int16),
    )  # fmt: skip
    lattice_kernel.write_predictions(*head.rows(first.relu()), blocks.numpy(), *arrays)
    written = [
        array.reshape(8, side**3, *array.shape[6:])[blocks].reshape(len(first), *array.shape[6:]) for array in arrays
    ]
    np.testing.assert_array_equal(written[0], distance)
    assert (written[1] == labels.numpy()).mean() > 0.999  # the rest are ties to rounding
    np.testing.assert_allclose(written[2], confidence, atol=1e-4 if class_width else 1e-6)  # of logits up to 1000
    np.testing.assert_array_equal(written[3].view(np.float16), extra.to(torch.float16))
    assert not arrays[2].reshape(8, -1)[[0, 2, 3, 4, 5, 7]].any()


@pytest.mark.parametrize("error", [AttributeError, RuntimeError("wrong types"), TypeError])
def test_operation_with_another_signature_is_not_used(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    class Operations:
        def _linear_pointwise(self, *_: object) -> None:
            raise error

    monkeypatch.setattr(torch.ops, "mkldnn", Operations())
    assert not lattice_kernel.has_fused_layer()


@torch.no_grad()
def test_a_lattice_without_kernels_writes_the_same_predictions() -> None:
    decoder = random_weights().model().decoder
    grid, generator = decoder.grid, torch.Generator().manual_seed(0)
    latent = torch.randn(grid**3, decoder.hidden.in_features, generator=generator)
    features = RayFeatures(
        torch.randn(1, 32, 64, 64, generator=generator), torch.rand(1, 1, 64, 64, generator=generator), None,
        torch.full((1, 1, 64, 64), 0.1), torch.rand(1, 1, 256, 256, generator=generator),
    )  # fmt: skip
    blocks, axis = torch.tensor([3, 700, grid**3 - 1]), torch.tensor([0.1, 0.5, 0.9])
    lattices = lattice.LatticeDecoder(decoder, latent, features, 1000)
    expected = lattices.decode(blocks, (axis, axis, axis))
    written = lattice.BlockPredictions(*(torch.zeros_like(values) for values in expected))
    into = lattice.BlockPredictions(*(values[:, None, None] for values in written))
    plain = lattices._lattice(blocks, (axis, axis, axis), into, torch.arange(3))
    plain._arrays = None
    for begin, top in ((0, 0), (2, 0), (0, 2), (2, 2)):
        chosen, slices = slice(begin, begin + 2), slice(top, min(top + 2, 3))
        shape = len(blocks[chosen]), slices.stop - top, 9, latent.shape[1]
        plain.decode(chosen, slices, torch.empty(shape))
    torch.testing.assert_close(written.distance, expected.distance, atol=1e-5, rtol=0)
    torch.testing.assert_close(written.confidence, expected.confidence, atol=1e-5, rtol=0)
    assert torch.equal(written.labels, expected.labels)
