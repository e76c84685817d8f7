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

"""The paper preset against the published code: parameters to the digit, and every tensor shape on the way."""

import dataclasses

import pytest
import torch
from torch import nn

from svr_ros.errors import InputError
from svr_ros.networks.config import (
    PAPER,
    PRESETS,
    DecoderConfig,
    ModelConfig,
    PixelConfig,
    SceneConfig,
    override,
    preset,
)
from svr_ros.networks.model import Encoding, Model


@pytest.fixture(scope="module")
def paper() -> Model:
    return Model(PAPER).to("meta")


@pytest.fixture(scope="module")
def shapes(paper: Model) -> tuple[Encoding, dict[str, tuple[int, ...]]]:
    """Run two images through the model on the meta device, which computes shapes alone."""
    seen: dict[str, tuple[int, ...]] = {}

    def note(name: str):
        def hook(_module: nn.Module, _inputs: object, output: object) -> None:
            if isinstance(output, torch.Tensor):
                seen[name] = tuple(output.shape)

        return hook

    handles = [module.register_forward_hook(note(name)) for name, module in paper.named_modules()]
    encoding = paper(torch.empty(2, 3, 512, 512, device="meta"))
    for handle in handles:
        handle.remove()
    return encoding, seen


@pytest.mark.parametrize("network, published", [("pixel_net", 5_593_731), ("scene", 106_425_824), ("decoder", 396_219)])
def test_paper_preset_has_the_published_parameters(paper: Model, network: str, published: int) -> None:
    assert sum(p.numel() for p in getattr(paper, network).parameters()) == published


def test_unet_halves_and_doubles_as_published(shapes) -> None:
    _, seen = shapes
    down = [seen[f"pixel_net.trunk.encoder.{level}"][1:] for level in range(5)]
    assert down == [(32, 512, 512), (64, 256, 256), (64, 128, 128), (128, 64, 64), (512, 32, 32)]
    up = [seen[f"pixel_net.trunk.decoder.{level}"][1:] for level in range(4)]
    assert up == [(32, 64, 64), (64, 128, 128), (128, 256, 256), (256, 512, 512)]
    assert seen["pixel_net.trunk.last"][1:] == (512, 512, 512)


def test_scene_network_lifts_and_completes_as_published(shapes) -> None:
    encoding, seen = shapes
    assert encoding.pixels.normals.shape == (2, 3, 512, 512)
    assert encoding.pixels.depth is None and encoding.pixels.class_logits is None and encoding.ray_features is None
    pooled = [seen[f"scene.encoder.{layer}"][1:] for layer in (1, 3, 5, 7, 9)]
    assert pooled == [(32, 256, 256), (64, 128, 128), (64, 64, 64), (128, 32, 32), (256, 16, 16)]
    branches = [seen[f"scene.lifting.branches.{index}"] for index in range(2 + 4 + 8)]
    assert set(branches) == {(2, 256, 16, 16)}
    leaves = [seen[f"scene.lifting.leaves.{index}"] for index in range(8)]
    assert set(leaves) == {(2, 1024, 16, 16)}
    assert seen["scene.lifting"] == (2, 512, 16, 16, 16)
    assert [seen[f"scene.completion.layers.{index}"] for index in range(8)] == [(2, 512, 16, 16, 16)] * 8
    assert encoding.latents.shape == (2, 512, 16, 16, 16)
    assert encoding.auxiliary is not None and encoding.auxiliary.shape == (2, 512, 16, 16, 16)


def test_paper_decoder_answers_at_points(paper: Model) -> None:
    latents = torch.empty(2, 512, 16, 16, 16, device="meta")
    points = paper.decoder(latents, None, torch.empty(2, 7, 3, device="meta"))
    assert points.distance.shape == (2, 7) and points.class_logits.shape == (2, 7, 10)
    assert points.log_error is None and points.offset is None
    distance, logits = paper.decoder.decode_blocks(
        torch.empty(5, 512, device="meta"), torch.empty(1, 4096, 3, device="meta")
    )
    assert distance.shape == (5, 4096) and logits.shape == (5, 4096, 10)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_survive_json(name: str) -> None:
    assert ModelConfig.from_json(preset(name).to_json()) == preset(name)


def test_unknown_preset_says_what_there_is() -> None:
    with pytest.raises(InputError, match="no preset 'huge'; expected compact or paper"):
        preset("huge")


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"pixels": PixelConfig(depth_bins=0)}, "depth bins"),
        ({"pixels": PixelConfig(context_width=0)}, "context_width"),
        ({"scene": SceneConfig(lifting="tree", tree_levels=5)}, "tree of 5 levels"),
        ({"pixels": PixelConfig(convex_upsampling=False)}, "edge-aware features"),
        (
            {"pixels": dataclasses.replace(PAPER.pixels, known=True), "decoder": PAPER.decoder, "scene": PAPER.scene},
            "efficientnet encoder",
        ),
        ({"pixels": PAPER.pixels, "decoder": PAPER.decoder, "scene": SceneConfig(lifting="tree")}, "no features"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changes: dict, said: str) -> None:
    with pytest.raises(InputError, match=said):
        dataclasses.replace(ModelConfig(), **changes)


@pytest.mark.parametrize("lifting", ["depth", "tree"])
@pytest.mark.parametrize("interpolated", [True, False])
def test_parts_combine(lifting: str, interpolated: bool) -> None:
    config = dataclasses.replace(
        ModelConfig(),
        scene=SceneConfig(lifting=lifting, tree_width=32, tree_blocks=1, auxiliary=True),  # type: ignore[arg-type]
        decoder=DecoderConfig(interpolated=interpolated, ray_features=False, class_width=16),
    )
    model = Model(config).eval()
    with torch.inference_mode():
        encoding = model(torch.rand(1, 3, 256, 256) * 255)
        points = model.decoder(encoding.latents, encoding.ray_features, torch.rand(1, 9, 3))
    assert encoding.auxiliary is not None and encoding.auxiliary.shape == encoding.latents.shape == (1, 128, 16, 16, 16)
    assert points.distance.shape == (1, 9) and points.class_logits.shape == (1, 9, 10)


@pytest.mark.parametrize("told", [True, False])
def test_scene_network_looks_at_normals_where_it_is_told_them(told: bool) -> None:
    torch.manual_seed(0)
    config = dataclasses.replace(ModelConfig(), scene=SceneConfig(normals=told))
    model = Model(config).eval()
    image = torch.rand(1, 3, 256, 256) * 255
    with torch.inference_mode():
        surface, features = model.pixel_net(image)
        turned = dataclasses.replace(surface, normals=-surface.normals)
        first, second = (model.scene(image, seen, features)[0] for seen in (surface, turned))
    assert torch.equal(first, second) is not told


def test_tree_leaves_are_slices_of_depth_front_to_back() -> None:
    config = dataclasses.replace(
        ModelConfig(),
        scene=SceneConfig(lifting="tree", tree_width=8, tree_blocks=1, volume_width=8),
        decoder=DecoderConfig(ray_features=False),
    )
    lifting = Model(config).scene.lifting
    with torch.no_grad():
        for index, leaf in enumerate(lifting.leaves):
            leaf.weight.zero_()
            leaf.bias.fill_(float(index))
        volume = lifting(torch.rand(1, 256, 16, 16), None)
    assert volume[0, 0, :, 3, 5].tolist() == [float(leaf) for leaf in range(8) for _ in range(2)]


def test_settings_are_put_in_place() -> None:
    config = override(ModelConfig(), ["scene.lifting=tree", "decoder.ray_features=false", "truncation=0.15"])
    assert config.scene.lifting == "tree" and config.decoder.ray_features is False and config.truncation == 0.15
    assert override(PAPER, ["scene.encoder_widths=[8, 8]"]).scene.encoder_widths == (8, 8)


@pytest.mark.parametrize(
    "setting, said",
    [
        ("scene.height=3", "no setting 'scene.height'"),
        ("colour.width=3", "no setting"),
        ("scene.grid=many", "scene.grid is 'many'"),
    ],
)
def test_unknown_settings_are_refused(setting: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        override(ModelConfig(), [setting])
