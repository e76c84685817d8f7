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

"""The pixel network with known geometry."""

import math

import pytest
import torch

from svr_ros.networks.config import PixelConfig
from svr_ros.networks.known import KnownMaps
from svr_ros.networks.pixel_net import PixelNet, PixelPrediction

SIZE = 64


@pytest.fixture(scope="module")
def net() -> PixelNet:
    torch.manual_seed(0)
    return PixelNet(PixelConfig()).eval()


@pytest.fixture(scope="module")
def image() -> torch.Tensor:
    return torch.rand(1, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(1)) * 255


def nothing() -> KnownMaps:
    zero = torch.zeros(1, 1, SIZE, SIZE)
    return KnownMaps(zero, zero.clone(), zero.clone(), torch.zeros(1, 1, 1, 1))


def assert_equal(first: PixelPrediction, second: PixelPrediction) -> None:
    for name in ("normals", "class_logits", "context", "upsampling"):
        torch.testing.assert_close(getattr(first, name), getattr(second, name), msg=name)
    for name in ("logits", "log", "log_std", "log_full"):
        torch.testing.assert_close(getattr(first.depth, name), getattr(second.depth, name), msg=name)


@pytest.mark.parametrize("augment", [False, True])
@torch.inference_mode()
def test_nothing_known_changes_nothing(net: PixelNet, image: torch.Tensor, augment: bool) -> None:
    alone, features = net(image, augment)
    known, same = net(image, augment, nothing())
    assert_equal(alone, known)
    torch.testing.assert_close(features, same)
    assert alone.reliability is None and known.reliability is not None


@torch.inference_mode()
def test_new_parts_answer_as_the_network_without_them(net: PixelNet, image: torch.Tensor) -> None:
    old = PixelNet(PixelConfig(known=False, convex_upsampling=False)).eval()
    old.load_state_dict({name: tensor for name, tensor in net.state_dict().items() if name in old.state_dict()})
    before, after = old(image)[0], net(image)[0]
    torch.testing.assert_close(before.depth.log, after.depth.log)
    torch.testing.assert_close(before.full_class_logits(SIZE), after.full_class_logits(SIZE), atol=0.02, rtol=0)
    full = torch.nn.functional.interpolate(before.depth.log, (SIZE, SIZE), mode="bilinear")
    torch.testing.assert_close(after.depth.log_full, full, atol=2e-3, rtol=0)


@torch.inference_mode()
def test_measured_depth_is_the_depth_of_its_pixels(net: PixelNet, image: torch.Tensor) -> None:
    known = nothing()
    known.depth[..., 8:24, 8:24], known.sigma[..., 8:24, 8:24] = 2.0, 0.01
    known.depth[..., 40, 41], known.sigma[..., 40, 41] = 3.0, 0.02
    fused = net(image, known=known)[0].depth
    torch.testing.assert_close(fused.log_full[..., 8:24, 8:24], torch.full((1, 1, 16, 16), math.log(2)))
    assert fused.log_full[0, 0, 40, 41].item() == pytest.approx(math.log(3))
    assert (fused.log[..., 2:6, 2:6] - math.log(2)).abs().max() < 0.1  # a twentieth remains with the prediction
    assert (fused.log_std[..., 2:6, 2:6] < 0.01).all()


@torch.inference_mode()
def test_pixels_that_were_not_measured_follow(net: PixelNet) -> None:
    side = SIZE // 4
    logits = (-((net.bin_centres - math.log(2)) ** 2) / (2 * 0.2**2)).repeat(1, 1, side, side)
    known = nothing()
    known.depth[..., : SIZE // 2], known.sigma[..., : SIZE // 2] = 2.4, 0.01
    depth = net._depth(logits, None, torch.full((1, 1, side, side), 8.0), known, torch.zeros(1, 0, side, side))
    torch.testing.assert_close(depth.log, torch.full_like(depth.log, math.log(2.4)), atol=0.02, rtol=0)
    assert depth.log_std[..., side // 2].max() < depth.log_std[..., -1].min() < 0.2


@torch.inference_mode()
def test_measurement_that_is_probably_wrong_is_ignored(net: PixelNet, image: torch.Tensor) -> None:
    doubtful = PixelNet(PixelConfig()).eval()
    doubtful.load_state_dict(net.state_dict())
    torch.nn.init.constant_(doubtful.reliability.bias, -8.0)
    known = nothing()
    known.depth[:], known.sigma[:] = 2.0, 0.01
    alone, fused = net(image)[0].depth, doubtful(image, known=known)[0].depth
    torch.testing.assert_close(fused.log_full, alone.log_full, atol=2e-3, rtol=0)


@torch.inference_mode()
def test_standard_deviation_of_a_certain_depth_is_not_that_of_the_bins(net: PixelNet) -> None:
    centres = net.bin_centres
    logits = torch.full((1, 48, 1, 5), -30.0)
    for place, fraction in enumerate((0.0, 0.25, 0.5, 0.75, 0.9)):
        logits[0, 20, 0, place], logits[0, 21, 0, place] = math.log(1 - fraction), math.log(max(fraction, 1e-9))
    depth = net._depth(logits, None, None, None, torch.zeros(1, 0, 1, 5))
    step = (centres[0, 1] - centres[0, 0]).item()
    expected = centres[0, 20, 0, 0] + step * torch.tensor([0.0, 0.25, 0.5, 0.75, 0.9])
    torch.testing.assert_close(depth.log[0, 0, 0], expected, atol=1e-4, rtol=0)
    assert (depth.log_std < 0.01).all()
