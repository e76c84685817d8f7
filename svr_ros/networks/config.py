"""The typed description of a model, and the two presets; it travels inside the weights."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import WIDE, Frustum
from svr_ros.labels import NAMES

CONFIG_VERSION = 3


@dataclass(frozen=True)
class NormalsConfig:
    """Describe the U-Net that tells what each pixel shows."""

    encoder: Literal["efficientnet", "inception"] = "efficientnet"
    """EfficientNet-Lite0 with answers at a quarter of the image's size, or dilated convolutions at full size."""

    pyramid_width: int = 256
    """Channels of the image features at stride 16 (efficientnet)."""

    attention_layers: int = 2
    """Layers of attention among all image features at stride 16 (efficientnet)."""

    encoder_widths: tuple[tuple[int, ...], ...] = ()
    """Channels of the convolutions between poolings (inception)."""

    decoder_widths: tuple[tuple[int, ...], ...] = ()
    """Channels of the convolutions before each upsampling, whose own channels come last; the last level has none."""

    depth_bins: int = 48
    """Bins of equal ratio of the distribution of depth; 0 for no depth."""

    depth_range: tuple[float, float] = (0.4, 12.0)
    """The first bin begins and the last one ends at these metres."""

    classes: bool = True
    """Whether pixels are classified."""

    context_width: int = 32
    """Channels of the pixel features that the decoder sees along each column; 0 for none."""

    @property
    def stride(self) -> int:
        """Return how many pixels of the image each answer stands for, along rows and columns."""
        return 4 if self.encoder == "efficientnet" else 1


@dataclass(frozen=True)
class SceneConfig:
    """Describe the network that completes the scene to one latent vector per block."""

    encoder_widths: tuple[int, ...] = ()
    """Channels of its own convolutions on image and normals, each followed by pooling; none: the U-Net's features."""

    lifting: Literal["depth", "tree"] = "depth"
    """From image to volume by each pixel's distribution of depth, or by a binary tree that halves the depth."""

    tree_levels: int = 3
    tree_width: int = 256
    tree_blocks: int = 2
    """Residual blocks of each branch of the tree."""

    grid: int = 16
    """Blocks per side of the volume."""

    completion: Literal["hourglass", "inception"] = "hourglass"
    """3D residual blocks on two scales, or a stack of dilated 3D convolutions."""

    normals: bool = True
    """Whether the network is told the normals; zeros take their place where not."""

    volume_width: int = 64
    bottleneck_width: int = 128
    """Channels of the hourglass on its coarser scale."""

    volume_layers: int = 8
    """Convolutions of the stack."""

    latent_width: int = 128
    auxiliary: bool = False
    """Whether latents are also told right behind the lifting, for a second loss."""


@dataclass(frozen=True)
class DecoderConfig:
    """Describe the implicit decoder."""

    widths: tuple[int, int] = (256, 128)
    fourier: Literal["periodic", "gaussian"] = "periodic"
    """Frequencies of whole periods per block, or random ones of N(0, 0.5^2) over half a block's width."""

    fourier_features: int = 32
    interpolated: bool = True
    """Whether latents are interpolated between blocks, or each block has its own."""

    columns: bool = True
    """Whether points see the features and the depth distribution of their pixel."""

    class_width: int = 0
    """Units of a layer before the classes; 0 for none."""


@dataclass(frozen=True)
class ModelConfig:
    """Describe a model. Lengths in metres, widths in channels; the defaults are the compact preset.

    Raises InputError where parts do not fit each other.
    """

    preset: str = "compact"
    version: int = CONFIG_VERSION
    frustum: Frustum = WIDE
    class_names: tuple[str, ...] = NAMES
    truncation: float = 0.2
    """Signed distances are learned and given up to this many metres."""

    image_size: int = 256
    """Side of the canonical image in pixels."""

    resolution: int = 128
    """Voxels per side of the volume, where nothing else is asked for."""

    normals: NormalsConfig = field(default_factory=NormalsConfig)
    scene: SceneConfig = field(default_factory=SceneConfig)
    decoder: DecoderConfig = field(default_factory=DecoderConfig)

    def __post_init__(self) -> None:
        if (self.scene.lifting == "depth" or self.decoder.columns) and not self.normals.depth_bins:
            raise InputError("the model lifts or decodes by depth, but has no depth bins; expected depth_bins above 0")
        if self.decoder.columns and not self.normals.context_width:
            raise InputError("the decoder reads columns of pixels; expected context_width above 0")
        if self.normals.encoder == "inception" and not self.scene.encoder_widths:
            raise InputError("the inception U-Net has no features to share; expected encoder_widths of the scene")
        if self.scene.lifting == "tree" and self.scene.grid % 2**self.scene.tree_levels:
            raise InputError(
                f"a tree of {self.scene.tree_levels} levels does not divide {self.scene.grid} blocks of depth; "
                "expected a multiple of its leaves"
            )

    def to_json(self) -> str:
        """Return the description as JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ModelConfig:
        """Read what to_json wrote; raises InputError on another version, class table or field."""
        try:
            content = json.loads(text)
            if content.get("version") != CONFIG_VERSION:
                raise InputError(
                    f"the weights' config has version {content.get('version')!r}; expected {CONFIG_VERSION}"
                )
            content["frustum"] = Frustum(**content["frustum"])
            for name, part in (("normals", NormalsConfig), ("scene", SceneConfig), ("decoder", DecoderConfig)):
                content[name] = part(**{key: _tuples(value) for key, value in content[name].items()})
            content["class_names"] = _tuples(content["class_names"])
            config = cls(**content)
        except InputError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(f"the weights' config cannot be read ({error}); expected a ModelConfig as JSON") from error
        if config.class_names != NAMES:
            raise InputError(
                f"the weights know the classes {', '.join(config.class_names)}; expected {', '.join(NAMES)}"
            )
        return config


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


PAPER = ModelConfig(
    preset="paper",
    frustum=Frustum(),
    truncation=0.1,
    image_size=512,
    resolution=256,
    normals=NormalsConfig(
        encoder="inception",
        encoder_widths=((32,), (64, 64), (64, 64), (128,), (256, 256, 512)),
        decoder_widths=((32, 32), (64, 64, 64), (64, 64, 128), (128, 256), (256, 256, 512)),
        depth_bins=0,
        classes=False,
        context_width=0,
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
        widths=(512, 128), fourier="gaussian", fourier_features=64, interpolated=False, columns=False, class_width=16
    ),
)
"""The networks of Denninger & Triebel 2023, layer for layer."""

PRESETS: dict[str, ModelConfig] = {"compact": ModelConfig(), "paper": PAPER}


def preset(name: str) -> ModelConfig:
    """Return the preset of that name; raises InputError where there is none."""
    if name not in PRESETS:
        raise InputError(f"there is no preset {name!r}; expected {' or '.join(PRESETS)}")
    return PRESETS[name]


def override(config: ModelConfig, settings: Sequence[str]) -> ModelConfig:
    """Return the config with settings such as scene.lifting=tree or decoder.columns=false put in place.

    Values are JSON, or plain text. Raises InputError for a setting that there is not, or a value of another type.
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
