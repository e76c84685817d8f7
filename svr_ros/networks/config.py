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

"""Configuration of models and the two presets; weights contain their configuration."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import WIDE, Frustum
from svr_ros.labels import NAMES
from svr_ros.networks.config_check import build
from svr_ros.networks.versions import CONFIG_VERSION, READABLE_VERSIONS, upgrade_config

BLOCK_VOXELS = 16
"""Voxels per side of a block of the block codec, by default."""


@dataclass(frozen=True)
class PixelConfig:
    """Configuration of the pixel network."""

    encoder: Literal["efficientnet", "inception"] = "efficientnet"
    """Trunk: EfficientNet-Lite0 with outputs at a quarter of the image's size, or dilated convolutions at full size."""

    pyramid_width: int = 256
    """Channels of the image features at stride 16 (efficientnet)."""

    attention_layers: int = 2
    """Layers of attention among the image features at stride 16 (efficientnet)."""

    encoder_widths: tuple[tuple[int, ...], ...] = ()
    """Channels of the encoder's convolutions, per level between poolings (inception)."""

    decoder_widths: tuple[tuple[int, ...], ...] = ()
    """Channels of the convolutions per level of the decoder; except in the last level, the last one upsamples."""

    depth_bins: int = 48
    """Number of bins of the depth distribution, equally spaced in log depth; 0 for no depth."""

    depth_range: tuple[float, float] = (0.4, 12.0)
    """Lower end of the first bin and upper end of the last one in metres."""

    classes: bool = True
    """Whether pixels are classified."""

    context_width: int = 32
    """Channels of the context features of pixels, which the decoder reads; 0 for none."""

    known: bool = True
    """Whether known geometry (measured depth, the ground plane) is an input beside the image (efficientnet)."""

    convex_upsampling: bool = True
    """Whether depth and classes are upsampled to the size of the image by learned weights, which keep edges sharp;
    otherwise bilinearly (efficientnet)."""

    @property
    def stride(self) -> int:
        """Return the number of image pixels per prediction along rows and columns."""
        return 4 if self.encoder == "efficientnet" else 1


@dataclass(frozen=True)
class SceneConfig:
    """Configuration of the scene network, which predicts one latent per block."""

    encoder_widths: tuple[int, ...] = ()
    """Channels of its own convolutions on image and normals, each followed by pooling; if empty, it has none and uses
    the features of the pixel network."""

    lifting: Literal["depth", "tree"] = "depth"
    """Lifting of image features to the volume: by the depth distributions of pixels, or by a tree of halved depths."""

    tree_levels: int = 3
    """Levels of the tree."""

    tree_width: int = 256
    """Channels of the tree."""

    tree_blocks: int = 2
    """Residual blocks per branch of the tree."""

    grid: int = 16
    """Blocks per side of the volume."""

    completion: Literal["hourglass", "inception"] = "hourglass"
    """Completion of the volume: 3D residual blocks on two scales, or a stack of dilated 3D convolutions."""

    normals: bool = True
    """Whether the predicted normals are an input; otherwise they are replaced by zeros."""

    volume_width: int = 64
    """Channels of the volume."""

    bottleneck_width: int = 128
    """Channels of the hourglass on its coarse scale."""

    volume_layers: int = 8
    """Convolutions of the stack."""

    latent_width: int = 128
    """Components of a latent."""

    auxiliary: bool = False
    """Whether latents are also predicted directly from the lifted features, for a second loss."""


@dataclass(frozen=True)
class DecoderConfig:
    """Configuration of the implicit decoder."""

    widths: tuple[int, int] = (256, 128)
    """Channels of the hidden layers."""

    fourier: Literal["periodic", "gaussian"] = "periodic"
    """Frequencies: whole periods per block, or random ones of N(0, 0.5^2) over half of a block's width."""

    fourier_features: int = 32
    """Number of frequencies."""

    interpolated: bool = True
    """Whether latents are interpolated between blocks; otherwise each block is decoded from its own latent."""

    ray_features: bool = True
    """Whether the features and the depth distribution of a point's pixel are inputs."""

    class_width: int = 0
    """Channels of a layer before the classes; 0 for none."""

    edge_aware: bool = True
    """Whether features of rays are sampled from pixels of the same surface only; otherwise bilinearly."""

    distance_error: bool = True
    """Whether the error of the signed distance is predicted."""

    instance_offsets: bool = True
    """Whether the offset of points from the centre of their object is predicted."""


@dataclass(frozen=True)
class ModelConfig:
    """Configuration of a model; the defaults are the preset compact.

    Raises:
        InputError: If the parts do not fit together.
    """

    preset: str = "compact"
    """Name of the preset that the model is based on."""

    version: int = CONFIG_VERSION
    """Version of this format."""

    frustum: Frustum = WIDE
    """Volume that is reconstructed."""

    class_names: tuple[str, ...] = NAMES
    """Names of the classes, by class id."""

    truncation: float = 0.2
    """Bound of the signed distances in metres."""

    image_size: int = 256
    """Side of the canonical image in pixels."""

    resolution: int = 128
    """Voxels per side of the volume, by default."""

    pixels: PixelConfig = field(default_factory=PixelConfig)
    """Pixel network."""

    scene: SceneConfig = field(default_factory=SceneConfig)
    """Scene network."""

    decoder: DecoderConfig = field(default_factory=DecoderConfig)
    """Implicit decoder."""

    def __post_init__(self) -> None:
        self._check_values()
        if (self.scene.lifting == "depth" or self.decoder.ray_features) and not self.pixels.depth_bins:
            raise InputError("the model lifts or decodes by depth, but has no depth bins; expected depth_bins above 0")
        if self.decoder.ray_features and not self.pixels.context_width:
            raise InputError("the decoder reads features of rays; expected context_width above 0")
        if self.pixels.encoder == "inception" and not self.scene.encoder_widths:
            raise InputError("the inception U-Net has no features to share; expected encoder_widths of the scene")
        if self.pixels.encoder == "inception" and (self.pixels.known or self.pixels.convex_upsampling):
            raise InputError("known geometry and learned upsampling need the efficientnet encoder; expected both off")
        if self.decoder.ray_features and self.decoder.edge_aware and not self.pixels.convex_upsampling:
            raise InputError(
                "edge-aware features of rays need the depth of every pixel of the image; expected convex_upsampling"
            )
        if self.scene.lifting == "tree" and self.scene.grid % 2**self.scene.tree_levels:
            raise InputError(
                f"a tree of {self.scene.tree_levels} levels does not divide {self.scene.grid} blocks of depth; "
                "expected a multiple of its leaves"
            )

    def _check_values(self) -> None:
        """Raise InputError if a number is outside of its range."""
        low, high = self.pixels.depth_range
        for name, value, fits, expected in (
            ("truncation", self.truncation, 0 < self.truncation <= 10, "above 0 and at most 10 m"),
            ("image_size", self.image_size, self.image_size >= 16 and self.image_size % 16 == 0, "a multiple of 16"),
            ("resolution", self.resolution, self.resolution >= 2, "at least 2"),
            ("pixels.depth_range", (low, high), 0 < low < high, "two increasing numbers above 0"),
            ("pixels.depth_bins", self.pixels.depth_bins, self.pixels.depth_bins != 1, "0 or at least 2"),
            ("scene.grid", self.scene.grid, self.scene.grid >= 1, "at least 1"),
            ("scene.latent_width", self.scene.latent_width, self.scene.latent_width >= 1, "at least 1"),
            ("decoder.widths", self.decoder.widths, min(self.decoder.widths) >= 1, "at least 1"),
        ):
            if not fits:
                raise InputError(f"{name} of the model is {value}; expected {expected}")

    @property
    def takes_known(self) -> bool:
        """Return whether the networks can be given known geometry; without its encoder, measured depth alone."""
        return self.pixels.encoder == "efficientnet" and bool(self.pixels.depth_bins) and self.pixels.classes

    def to_json(self) -> str:
        """Return the configuration as JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ModelConfig:
        """Read the JSON of `to_json`, of this or the previous version.

        Raises InputError if the version, the class names or a field differ.
        """
        try:
            content = json.loads(text)
            if content.get("version") not in READABLE_VERSIONS:
                raise InputError(
                    f"the weights' config has version {content.get('version')!r}; expected {CONFIG_VERSION}"
                )
            content = upgrade_config(content)
            for name, part in _PARTS.items():
                content[name] = build(part, {key: _tuples(value) for key, value in content[name].items()}, name)
            content["class_names"] = _tuples(content["class_names"])
            config = build(cls, content)
        except InputError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
            raise InputError(f"the weights' config cannot be read ({error}); expected a ModelConfig as JSON") from error
        if config.class_names != NAMES:
            raise InputError(
                f"the weights know the classes {', '.join(config.class_names)}; expected {', '.join(NAMES)}"
            )
        return config


_PARTS: dict[str, Any] = {
    "frustum": Frustum,
    "pixels": PixelConfig,
    "scene": SceneConfig,
    "decoder": DecoderConfig,
}


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


PAPER = ModelConfig(
    preset="paper",
    frustum=Frustum(),
    truncation=0.1,
    image_size=512,
    resolution=256,
    pixels=PixelConfig(
        encoder="inception",
        encoder_widths=((32,), (64, 64), (64, 64), (128,), (256, 256, 512)),
        decoder_widths=((32, 32), (64, 64, 64), (64, 64, 128), (128, 256), (256, 256, 512)),
        depth_bins=0,
        classes=False,
        context_width=0,
        known=False,
        convex_upsampling=False,
    ),
    scene=SceneConfig(
        encoder_widths=(32, 64, 64, 128, 256),
        lifting="tree",
        completion="inception",
        volume_width=512,
        latent_width=512,
        auxiliary=True,
    ),
    decoder=DecoderConfig(
        widths=(512, 128),
        fourier="gaussian",
        fourier_features=64,
        interpolated=False,
        ray_features=False,
        class_width=16,
        edge_aware=False,
        distance_error=False,
        instance_offsets=False,
    ),
)
"""The networks of Denninger & Triebel 2023, layer for layer."""

PRESETS: dict[str, ModelConfig] = {"compact": ModelConfig(), "paper": PAPER}


def preset(name: str) -> ModelConfig:
    """Return the preset of a name; raises InputError if there is none."""
    if name not in PRESETS:
        raise InputError(f"there is no preset {name!r}; expected {' or '.join(PRESETS)}")
    return PRESETS[name]


def override(config: ModelConfig, settings: Sequence[str]) -> ModelConfig:
    """Return the config with settings such as scene.lifting=tree or decoder.ray_features=false applied.

    Values are JSON or plain text. Raises InputError if a setting does not exist or a value has another type.
    """
    for setting in settings:
        path, _, text = setting.partition("=")
        part, _, name = path.rpartition(".")
        section: Any = getattr(config, part, None) if part else config
        if not dataclasses.is_dataclass(section) or not hasattr(section, name):
            raise InputError(f"there is no setting {path!r} of models; expected one such as scene.lifting")
        value, present = _read(text), getattr(section, name)
        if type(value) is not type(present):
            raise InputError(f"{path} is {text!r}; expected something like {json.dumps(present)}")
        changed: Any = dataclasses.replace(section, **{name: value})  # type: ignore[type-var]
        sections: dict[str, Any] = {part: changed}
        config = dataclasses.replace(config, **sections) if part else changed
    return config


def _read(text: str) -> Any:
    try:
        return _tuples(json.loads(text))
    except ValueError:
        return text
