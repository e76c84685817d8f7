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
import math

import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.networks.config import ModelConfig, PixelConfig, SceneConfig
from svr_ros.networks.model import Model
from svr_ros.networks.pixel_net import PixelNet
from svr_ros.networks.tta import AUGMENTATIONS, PixelLogits, apply, invert

STEP = math.log(12.0 / 0.4) / 48
"""Width of the compact model's bins of log depth."""


@pytest.fixture(scope="module")
def model() -> Model:
    torch.manual_seed(0)
    return Model(ModelConfig()).eval()


def test_compact_preset_stays_within_twelve_million_parameters(model: Model) -> None:
    assert sum(p.numel() for p in model.parameters()) <= 12_000_000


@torch.inference_mode()
def test_shapes_on_the_way(model: Model) -> None:
    encoding = model(torch.rand(2, 3, 256, 256) * 255)
    assert encoding.pixels.normals.shape == (2, 3, 64, 64)
    assert encoding.pixels.class_logits.shape == (2, 10, 64, 64)
    assert encoding.latents.shape == (2, 128, 16, 16, 16)
    assert encoding.ray_features.prob_occluded is None  # the decoder samples rays edge-aware
    assert encoding.ray_features.log_full.shape == (2, 1, 256, 256)
    points = model.decoder(encoding.latents, encoding.ray_features, torch.rand(2, 7, 3))
    assert points.distance.shape == points.log_error.shape == (2, 7)
    assert points.class_logits.shape == (2, 7, 10) and points.offset.shape == (2, 7, 3)


@torch.inference_mode()
def test_pixel_predictions_are_well_formed(model: Model) -> None:
    pixels = model(torch.rand(1, 3, 256, 256) * 255).pixels
    torch.testing.assert_close(pixels.normals.norm(dim=1), torch.ones(1, 64, 64))
    low, high = (torch.tensor(d).log() for d in ModelConfig().pixels.depth_range)
    assert pixels.depth.log.min() > low and pixels.depth.log.max() < high


@torch.inference_mode()
def test_augmented_predictions_are_the_means_over_all_augmentations(model: Model) -> None:
    image, pixel_net = torch.rand(1, 3, 256, 256) * 255, model.pixel_net
    plain, augmented = (pixel_net(image, augment=augment)[0] for augment in (False, True))
    parts = []
    for augmentation in AUGMENTATIONS:
        copy = pixel_net(apply(image, augmentation, STEP))[0]
        parts.append(invert(PixelLogits(copy.normals, copy.depth.logits, copy.class_logits), augmentation, STEP))
    torch.testing.assert_close(parts[0].depth, plain.depth.logits)
    middle = slice(10, -10)  # all augmentations show it
    for field, given in ((2, augmented.class_logits), (1, augmented.depth.logits)):
        expected = torch.stack([part[field] for part in parts]).mean(0)[..., middle, middle]
        torch.testing.assert_close(given[..., middle, middle], expected, atol=1e-3, rtol=1e-3)
    shrunk = [
        part[1][..., 0, 0] for part, augmentation in zip(parts, AUGMENTATIONS, strict=True) if augmentation.bins >= 0
    ]
    torch.testing.assert_close(augmented.depth.logits[..., 0, 0], torch.stack(shrunk).mean(0), atol=1e-3, rtol=1e-3)
    assert (augmented.class_logits - plain.class_logits).abs().max() > 0.01
    torch.testing.assert_close(augmented.context, plain.context)
    torch.testing.assert_close(augmented.normals.norm(dim=1), torch.ones(1, 64, 64))


@torch.inference_mode()
def test_networks_without_depth_are_augmented_by_reflection_only() -> None:
    config = PixelConfig(
        encoder="inception", encoder_widths=((8,), (8,)), decoder_widths=((8, 8), (8, 8)),
        depth_bins=0, classes=False, context_width=0, known=False, convex_upsampling=False,
    )  # fmt: skip
    pixel_net, image = PixelNet(config), torch.rand(1, 3, 32, 32) * 255
    straight, turned = (pixel_net(copy, augment=True)[0].normals for copy in (image, image.flip(-1)))
    torch.testing.assert_close(turned.flip(-1) * torch.tensor([-1, 1, 1]).view(3, 1, 1), straight, atol=1e-5, rtol=0)


@torch.inference_mode()
def test_decoder_is_continuous_across_block_faces(model: Model) -> None:
    encoding = model(torch.rand(1, 3, 256, 256) * 255)
    face = torch.rand(1, 500, 3)
    face[..., 2] = torch.randint(1, 16, (1, 500)) / 16  # along a ray: another column may show another surface
    step = torch.tensor([0, 0, 1e-5])
    before = model.decoder(encoding.latents, encoding.ray_features, face - step).distance
    after = model.decoder(encoding.latents, encoding.ray_features, face + step).distance
    assert (before - after).abs().max() < 1e-3


def test_pixel_predictions_get_no_gradient_from_the_volume() -> None:
    model = Model(ModelConfig())
    encoding = model(torch.rand(1, 3, 256, 256) * 255)
    model.decoder(encoding.latents, encoding.ray_features, torch.rand(1, 64, 3)).distance.sum().backward()
    normals = model.pixel_net.head.weight.grad[:3]
    context = model.pixel_net.head.weight.grad[-model.config.pixels.context_width :]
    assert normals.abs().max() == 0 and context.abs().max() > 0


def test_config_survives_json() -> None:
    scene = SceneConfig(latent_width=64)
    config = dataclasses.replace(ModelConfig(), frustum=Frustum(0.5, 6.0, 0.6, 0.5), scene=scene)
    assert ModelConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    "text, said",
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        (ModelConfig().to_json().replace('"version": 4', '"version": 99'), "version 99"),
        (ModelConfig().to_json().replace('"sofa"', '"couch"'), "couch"),
        (ModelConfig().to_json().replace('"latent_width"', '"latent_depth"'), "latent_depth"),
    ],
)
def test_foreign_config_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ModelConfig.from_json(text)
