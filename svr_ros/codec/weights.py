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

"""Codecs as safetensors files that contain their config; the shipped one is found by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from svr_ros.codec.network import BlockCodec, CodecConfig
from svr_ros.errors import InputError
from svr_ros.inference.shipped import SHIPPED_CODEC, require_as_shipped, shipped_path
from svr_ros.inference.tensor_files import AllocationLimit, check_finite, read_tensors, write_tensors
from svr_ros.paths import describe, expanded, is_readable_file

_CONFIG_KEY = "codec_config"


@dataclass(frozen=True)
class LoadedCodec:
    """Codec in evaluation mode.

    Attributes:
        name: Name of the file without suffix.
        hash: SHA-256 of the file, hexadecimal.
        codec: The codec.
    """

    name: str
    hash: str
    codec: BlockCodec


def save_codec(codec: BlockCodec, path: str | Path) -> None:
    """Write a codec's tensors in half precision and its config to a safetensors file.

    Raises InputError if the file cannot be written; it appears whole or not at all.
    """
    tensors = {key: tensor.detach().to("cpu", torch.float16) for key, tensor in codec.state_dict().items()}
    write_tensors(Path(path), tensors, {_CONFIG_KEY: codec.config.to_json()})


def load_codec(name_or_path: str | Path = SHIPPED_CODEC, device: torch.device | str = "cpu") -> LoadedCodec:
    """Load the shipped codec by name, or any codec by path; raises InputError if it is unusable."""
    shipped = str(name_or_path) == SHIPPED_CODEC
    path = shipped_path(SHIPPED_CODEC) if shipped else expanded(name_or_path)
    if not is_readable_file(path):
        raise InputError(f"there is no codec {str(name_or_path)!r}; expected a .safetensors file or {SHIPPED_CODEC!r}")
    file = read_tensors(path, "codec")
    if shipped:
        require_as_shipped(SHIPPED_CODEC, file.hash)
    text = file.metadata.get(_CONFIG_KEY)
    if text is None:
        raise InputError(f"{path} holds no codec; expected one written by svr train --stage compression")
    check_finite(f"codec {path}", file.tensors)
    codec = _build(CodecConfig.from_json(text), file.tensors, path)
    return LoadedCodec(path.stem, file.hash, codec.to(device).eval().requires_grad_(False))


def _build(config: CodecConfig, tensors: dict[str, Tensor], path: Path) -> BlockCodec:
    """Return the codec of a config with its tensors; raises InputError if they do not fit each other."""
    try:
        with AllocationLimit(tensors):
            codec = BlockCodec(config)
        codec.load_state_dict({key: tensor.float() for key, tensor in tensors.items()})
    except InputError:
        raise
    except (RuntimeError, ValueError, TypeError, IndexError, ZeroDivisionError) as error:
        raise InputError(f"the tensors of {path} do not fit its config: {describe(error)}") from error
    return codec
