"""Codecs as safetensors files that contain their config; the shipped one is found by name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as serialize

from svr_ros.codec.network import BlockCodec, CodecConfig
from svr_ros.errors import InputError
from svr_ros.inference.files import write_atomically
from svr_ros.inference.shipped import SHIPPED_CODEC, require_as_shipped, shipped_path

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
    tensors = {key: tensor.detach().to("cpu", torch.float16).contiguous() for key, tensor in codec.state_dict().items()}
    content = serialize(tensors, {_CONFIG_KEY: codec.config.to_json()})
    # safetensors' own writer makes files that only their owner may read, whatever the umask
    write_atomically(Path(path), lambda partial: partial.write_bytes(content))


def load_codec(name_or_path: str | Path = SHIPPED_CODEC, device: torch.device | str = "cpu") -> LoadedCodec:
    """Load the shipped codec by name, or any codec by path; raises InputError if it is unusable."""
    path = Path(name_or_path)
    if str(name_or_path) == SHIPPED_CODEC:
        path = shipped_path(SHIPPED_CODEC)
    if not path.is_file():
        raise InputError(f"there is no codec {str(name_or_path)!r}; expected a .safetensors file or {SHIPPED_CODEC!r}")
    try:
        with safe_open(str(path), "pt") as file:
            text = (file.metadata() or {}).get(_CONFIG_KEY)
            tensors = {key: file.get_tensor(key).float() for key in file.keys()}  # noqa: SIM118 (no mapping)
    except (SafetensorError, OSError) as error:
        raise InputError(f"{path} is no codec ({error}); expected safetensors") from error
    if text is None:
        raise InputError(f"{path} holds no codec; expected one written by svr train --stage compression")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if str(name_or_path) == SHIPPED_CODEC:
        require_as_shipped(SHIPPED_CODEC, digest)
    codec = BlockCodec(CodecConfig.from_json(text))
    try:
        codec.load_state_dict(tensors)
    except RuntimeError as error:
        raise InputError(f"the tensors of {path} do not fit its config: {' '.join(str(error).split())}") from error
    codec = codec.to(device).eval().requires_grad_(False)
    return LoadedCodec(path.stem, digest, codec)
