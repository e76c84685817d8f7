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

import pytest
import torch

from svr_ros.inference import lattice, lattice_kernel
from svr_ros.inference.weights import random_weights


@torch.no_grad()
def test_fused_hidden_layer_gives_the_same_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = random_weights().model().decoder
    first = torch.randn(300, decoder.hidden.in_features, generator=torch.Generator().manual_seed(0)).relu()
    fused = lattice.Head(decoder, torch.float32, fused=True)(first)
    monkeypatch.setattr(lattice, "has_fused_layer", lambda: False)
    plain = lattice.Head(decoder, torch.float32, fused=True)(first)
    for one, other in zip(fused, plain, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("error", [AttributeError, RuntimeError("wrong types"), TypeError])
def test_operation_with_another_signature_is_not_used(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    class Operations:
        def _linear_pointwise(self, *_: object) -> None:
            raise error

    monkeypatch.setattr(torch.ops, "mkldnn", Operations())
    assert not lattice_kernel.has_fused_layer()
