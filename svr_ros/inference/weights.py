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

"""Weights as safetensors files that contain their model config; shipped ones are found by name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from svr_ros.errors import InputError
from svr_ros.inference.calibration import UNCALIBRATED, Calibration
from svr_ros.inference.shipped import SHIPPED_CODEC, require_as_shipped, shipped_hashes, shipped_path
from svr_ros.inference.tensor_files import AllocationLimit, check_finite, read_tensors, write_tensors
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.model import OPTIONAL_PARTS, Model
from svr_ros.networks.versions import CONFIG_VERSION, READABLE_VERSIONS, upgrade_tensor_name
from svr_ros.paths import describe, expanded, is_folder, is_readable_file

_CONFIG_KEY = "model_config"
_CALIBRATION_KEY = "calibration"
_SUFFIX = ".safetensors"


@dataclass(frozen=True)
class Weights:
    """Config and tensors of a model.

    Attributes:
        name: Name of the file without suffix.
        hash: SHA-256 of the file, hexadecimal.
        config: Config of the model.
        tensors: Tensors by their names in the model's state dict.
        calibration: Calibration of the predictions; by default, none.
    """

    name: str
    hash: str
    config: ModelConfig
    tensors: dict[str, Tensor]
    calibration: Calibration = UNCALIBRATED

    def model(self, config: ModelConfig | None = None) -> Model:
        """Return the model in evaluation mode, in float32.

        Args:
            config: Config of a model that may have further parts, which begin as the model's initialisation leaves
                them; by default, the weights' own, for which every tensor is expected.

        Raises:
            InputError: If a tensor is missing, unknown, misshapen or not finite.
        """
        model = _build(config or self.config, self.tensors)
        expected = model.state_dict()
        missing = sorted(expected.keys() - self.tensors.keys())
        if config is not None:
            missing = [name for name in missing if not name.startswith(OPTIONAL_PARTS)]
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
        check_finite(f"weights {self.name}", self.tensors)
        model.load_state_dict({**expected, **{key: tensor.float() for key, tensor in self.tensors.items()}})
        return model.eval()


def _build(config: ModelConfig, tensors: dict[str, Tensor]) -> Model:
    """Return the model of a config; raises InputError if there is none, or if it is much larger than its tensors."""
    try:
        with AllocationLimit(tensors):
            return Model(config)
    except InputError:
        raise
    except (RuntimeError, ValueError, TypeError, IndexError, ZeroDivisionError, AssertionError) as error:
        raise InputError(f"the config of preset {config.preset!r} builds no model ({describe(error)})") from error


def shipped() -> tuple[str, ...]:
    """Return the names of the shipped weights, except for the codec."""
    return tuple(sorted(shipped_hashes().keys() - {SHIPPED_CODEC}))


def load(name_or_path: str | Path) -> Weights:
    """Load shipped weights by name, or any weights by path.

    Raises:
        InputError: If there are none, or they are damaged, of another version, or not those that were shipped.
    """
    name = str(name_or_path)
    path = shipped_path(name) if name in shipped() else expanded(name_or_path)
    if not is_readable_file(path):
        raise InputError(
            f"{path} is a folder; expected a {_SUFFIX} file"
            if is_folder(path)
            else f"there are no weights {str(name_or_path)!r}; "
            f"expected a {_SUFFIX} file or a shipped name: {', '.join(shipped()) or 'none'}"
        )
    file = read_tensors(path, "weights file")
    if name in shipped():
        require_as_shipped(name, file.hash)
    text = file.metadata.get(_CONFIG_KEY)
    if text is None:
        raise InputError(f"{path} holds tensors without a model config; expected weights written by svr train")
    tensors = {upgrade_tensor_name(key): tensor for key, tensor in file.tensors.items()}
    calibration = UNCALIBRATED
    if _CALIBRATION_KEY in file.metadata:
        try:
            calibration = Calibration.from_json(file.metadata[_CALIBRATION_KEY])
        except InputError as error:
            raise InputError(f"{path}: {error}") from error
    return Weights(path.stem, file.hash, _config(path, text), tensors, calibration)


def _config(path: Path, text: str) -> ModelConfig:
    """Return the config in a weights file; raises InputError with advice if it has another version."""
    try:
        version = json.loads(text).get("version")
    except (ValueError, AttributeError, RecursionError):
        version = CONFIG_VERSION  # broken in another way, which from_json reports
    if isinstance(version, float | bool) or version not in READABLE_VERSIONS:
        older = isinstance(version, int) and version < CONFIG_VERSION
        advice = "train them again with svr train, or use shipped ones" if older else "update svr_ros to read them"
        raise InputError(f"{path} holds weights of version {str(version)[:20]}; expected {CONFIG_VERSION}: {advice}")
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
    tensors = {key: tensor.detach().to("cpu", dtype) for key, tensor in model.state_dict().items()}
    write_tensors(Path(path), tensors, {_CONFIG_KEY: model.config.to_json()})


def save_calibrated(weights: Weights, calibration: Calibration, path: str | Path) -> None:
    """Write weights with another calibration, their tensors unchanged.

    Raises InputError if the file cannot be written; it appears whole or not at all.
    """
    metadata = {_CONFIG_KEY: weights.config.to_json(), _CALIBRATION_KEY: calibration.to_json()}
    write_tensors(Path(path), weights.tensors, metadata)


def random_weights(config: ModelConfig | None = None, seed: int = 0) -> Weights:
    """Return untrained weights, by default of the preset compact, for tests that do not depend on predictions."""
    config = config or ModelConfig()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Weights("random", "0" * 64, config, Model(config).state_dict())
