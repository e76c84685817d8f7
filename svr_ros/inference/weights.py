"""Weights as safetensors files that contain their model config; shipped ones are found by name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as serialize
from torch import Tensor

from svr_ros.errors import InputError
from svr_ros.inference.files import write_atomically
from svr_ros.inference.shipped import SHIPPED_CODEC, require_as_shipped, shipped_hashes, shipped_path
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.model import Model
from svr_ros.networks.versions import CONFIG_VERSION, READABLE_VERSIONS, upgrade_tensor_name

_CONFIG_KEY = "model_config"
_SUFFIX = ".safetensors"
_PICKLES = b"PK\x03\x04", b"\x80"
"""First bytes of files of torch.save, in the new and the old format."""


@dataclass(frozen=True)
class Weights:
    """Config and tensors of a model.

    Attributes:
        name: Name of the file without suffix.
        hash: SHA-256 of the file, hexadecimal.
        config: Config of the model.
        tensors: Tensors by their names in the model's state dict.
    """

    name: str
    hash: str
    config: ModelConfig
    tensors: dict[str, Tensor]

    def model(self) -> Model:
        """Return the model in evaluation mode, in float32.

        Raises InputError if a tensor is missing, unknown, misshapen or not finite.
        """
        model = Model(self.config)
        expected = model.state_dict()
        missing = sorted(expected.keys() - self.tensors.keys())
        unknown = sorted(self.tensors.keys() - expected.keys())
        if missing or unknown:
            raise InputError(
                f"weights {self.name} do not fit their config, preset {self.config.preset!r}: "
                f"{len(missing)} tensors are missing{_first(missing)}, {len(unknown)} are unknown{_first(unknown)}"
            )
        for key, tensor in self.tensors.items():
            if tensor.shape != expected[key].shape:
                raise InputError(
                    f"weights {self.name}: tensor {key} is {list(tensor.shape)}; expected {list(expected[key].shape)}"
                )
            if not torch.isfinite(tensor).all():
                raise InputError(f"weights {self.name}: tensor {key} holds NaN or infinity; expected finite numbers")
        model.load_state_dict({key: tensor.float() for key, tensor in self.tensors.items()})
        return model.eval()


def shipped() -> tuple[str, ...]:
    """Return the names of the shipped weights, except for the codec."""
    return tuple(sorted(shipped_hashes().keys() - {SHIPPED_CODEC}))


def load(name_or_path: str | Path) -> Weights:
    """Load shipped weights by name, or any weights by path; raises InputError if they are unusable."""
    name = str(name_or_path)
    path = shipped_path(name) if name in shipped() else Path(name_or_path)
    if not path.is_file():
        raise InputError(
            f"{path} is a folder; expected a {_SUFFIX} file"
            if path.is_dir()
            else f"there are no weights {str(name_or_path)!r}; "
            f"expected a {_SUFFIX} file or a shipped name: {', '.join(shipped()) or 'none'}"
        )
    try:
        content = path.read_bytes()
        if content.startswith(_PICKLES):
            raise InputError(f"{path} is a pickle, which can run anything when it is read; expected safetensors")
        digest = hashlib.sha256(content).hexdigest()
        if name in shipped():
            require_as_shipped(name, digest)
        with safe_open(str(path), "pt") as file:
            text = (file.metadata() or {}).get(_CONFIG_KEY)
            tensors = {upgrade_tensor_name(key): file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (no mapping)
    except (SafetensorError, OSError) as error:
        raise InputError(f"{path} is no weights file, or was cut off ({error}); expected safetensors") from error
    if text is None:
        raise InputError(f"{path} holds tensors without a model config; expected weights written by svr train")
    return Weights(path.stem, digest, _config(path, text), tensors)


def _config(path: Path, text: str) -> ModelConfig:
    """Return the config in a weights file; raises InputError with advice if it has another version."""
    try:
        version = json.loads(text).get("version")
    except (ValueError, AttributeError):
        version = CONFIG_VERSION  # broken in another way, which from_json reports
    if version not in READABLE_VERSIONS:
        older = isinstance(version, int) and version < CONFIG_VERSION
        advice = "train them again with svr train, or use shipped ones" if older else "update svr_ros to read them"
        raise InputError(f"{path} holds weights of version {version!r}; expected {CONFIG_VERSION}: {advice}")
    try:
        return ModelConfig.from_json(text)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _first(names: list[str]) -> str:
    return f" ({', '.join(names[:3])}{', ...' if len(names) > 3 else ''})" if names else ""


def save(model: Model, path: str | Path, dtype: torch.dtype = torch.float16) -> None:
    """Write a model's tensors, by default in half precision, and its config to a safetensors file.

    Raises InputError if the file cannot be written; it appears whole or not at all.
    """
    tensors = {key: tensor.detach().to("cpu", dtype).contiguous() for key, tensor in model.state_dict().items()}
    content = serialize(tensors, {_CONFIG_KEY: model.config.to_json()})
    # safetensors' own writer makes files that only their owner may read, whatever the umask
    write_atomically(Path(path), lambda partial: partial.write_bytes(content))


def random_weights(config: ModelConfig | None = None, seed: int = 0) -> Weights:
    """Return untrained weights, by default of the preset compact, for tests that do not depend on predictions."""
    config = config or ModelConfig()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Weights("random", "0" * 64, config, Model(config).state_dict())
