import dataclasses

import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.networks.config import ModelConfig, SceneConfig
from svr_ros.networks.model import Model


@pytest.fixture(scope="module")
def model() -> Model:
    torch.manual_seed(0)
    return Model(ModelConfig()).eval()


def test_compact_preset_stays_within_twelve_million_parameters(model: Model) -> None:
    assert sum(p.numel() for p in model.parameters()) <= 12_000_000


@torch.inference_mode()
def test_shapes_on_the_way(model: Model) -> None:
    encoding = model(torch.rand(2, 3, 256, 256) * 255)
    assert encoding.surface.normals.shape == (2, 3, 64, 64)
    assert encoding.surface.class_logits.shape == (2, 10, 64, 64)
    assert encoding.latents.shape == (2, 128, 16, 16, 16)
    assert encoding.columns.passed.shape == (2, 64, 64, 64)
    distance, logits = model.decoder(encoding.latents, encoding.columns, torch.rand(2, 7, 3))
    assert distance.shape == (2, 7) and logits.shape == (2, 7, 10)


@torch.inference_mode()
def test_what_the_pixels_show_is_well_formed(model: Model) -> None:
    surface = model(torch.rand(1, 3, 256, 256) * 255).surface
    torch.testing.assert_close(surface.normals.norm(dim=1), torch.ones(1, 64, 64))
    low, high = (torch.tensor(d).log() for d in ModelConfig().normals.depth_range)
    assert surface.depth.log.min() > low and surface.depth.log.max() < high


@torch.inference_mode()
def test_with_its_mirror_image_a_picture_is_told_the_same_of_both_ways_round(model: Model) -> None:
    image = torch.rand(1, 3, 256, 256) * 255
    straight, turned = (model.normals(way, mirror=True)[0] for way in (image, image.flip(-1)))
    alone = model.normals(image)[0]
    left = torch.tensor([-1, 1, 1]).view(3, 1, 1)
    torch.testing.assert_close(turned.normals.flip(-1) * left, straight.normals, atol=1e-4, rtol=0)
    for name in ("depth", "class_logits"):
        one, other, single = (getattr(surface, name) for surface in (straight, turned, alone))
        one, other, single = (part.logits if name == "depth" else part for part in (one, other, single))
        torch.testing.assert_close(other.flip(-1), one, atol=1e-3, rtol=1e-3)
        assert (single - one).abs().max() > 0.01
    torch.testing.assert_close(straight.context, alone.context)


@torch.inference_mode()
def test_decoder_is_continuous_across_block_faces(model: Model) -> None:
    encoding = model(torch.rand(1, 3, 256, 256) * 255)
    face = torch.rand(1, 500, 3)
    face[..., 0] = torch.randint(1, 16, (1, 500)) / 16
    step = torch.tensor([1e-5, 0, 0])
    before, _ = model.decoder(encoding.latents, encoding.columns, face - step)
    after, _ = model.decoder(encoding.latents, encoding.columns, face + step)
    assert (before - after).abs().max() < 1e-3


def test_surfaces_are_not_trained_through_the_volume() -> None:
    model = Model(ModelConfig())
    encoding = model(torch.rand(1, 3, 256, 256) * 255)
    distance, _ = model.decoder(encoding.latents, encoding.columns, torch.rand(1, 64, 3))
    distance.sum().backward()
    normals = model.normals.head.weight.grad[:3]
    context = model.normals.head.weight.grad[-model.config.normals.context_width :]
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
        (ModelConfig().to_json().replace('"version": 2', '"version": 99'), "version 99"),
        (ModelConfig().to_json().replace('"sofa"', '"couch"'), "couch"),
        (ModelConfig().to_json().replace('"latent_width"', '"latent_depth"'), "latent_depth"),
    ],
)
def test_foreign_config_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ModelConfig.from_json(text)
