"""The typed description of a model; it travels inside the weights."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import NAMES

CONFIG_VERSION = 1


@dataclass(frozen=True)
class ModelConfig:
    """Describe a model. Lengths in metres, widths in channels; the defaults are the compact preset."""

    preset: str = "compact"
    version: int = CONFIG_VERSION
    frustum: Frustum = field(default_factory=Frustum)
    class_names: tuple[str, ...] = NAMES
    truncation: float = 0.2
    """Signed distances are learned and given up to this many metres."""

    image_size: int = 256
    """Side of the canonical image in pixels."""

    pyramid_width: int = 256
    """Channels of the image features at stride 16."""

    context_width: int = 32
    """Channels of the pixel features that the decoder sees along each column."""

    depth_bins: int = 48
    depth_range: tuple[float, float] = (0.4, 12.0)
    """The depth of each pixel is a distribution over bins of equal ratio between these metres."""

    latent_grid: int = 16
    """Blocks per side of the volume."""

    latent_width: int = 128
    volume_width: int = 64
    bottleneck_width: int = 128
    decoder_widths: tuple[int, int] = (256, 128)
    fourier_features: int = 32

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
            for name in ("class_names", "depth_range", "decoder_widths"):
                content[name] = tuple(content[name])
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
