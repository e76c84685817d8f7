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

"""Export of weights to ONNX: the networks, and the decoder of volumes of one resolution."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from svr_ros.errors import InputError
from svr_ros.inference.backends.base import ImagePrediction, SeeingNetworks
from svr_ros.inference.decode import HIGHEST_RESOLUTION
from svr_ros.inference.files import write_atomically
from svr_ros.inference.static_decode import StaticDecoder, can_decode
from svr_ros.inference.weights import Weights
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.known import KnownMaps
from svr_ros.networks.rays import RayFeatures
from svr_ros.paths import describe, make_folder

NETWORKS, IMAGE_NETWORKS, DESCRIPTION = "networks.onnx", "image_networks.onnx", "model.json"
"""Names of the files of the networks, of those for an image of which nothing is known, and of the description."""

FORMAT = 2
"""Version of the files, which changes with their operations, and the names, shapes or meaning of inputs and outputs."""

OPSET = 18
"""Version of ONNX's operators, which TensorRT 8.6 (JetPack 6.0) reads as well as later ones."""

_KNOWN_INPUTS = "measured_depth", "measured_sigma", "ground_depth", "has_ground"
_RAYS = "context", "log_depth", "prob_occluded", "log_std", "log_full"


def export_folder(weights: Weights) -> Path:
    """Return the folder in the user's cache for exported networks; raises InputError if the user has no home."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if cache.startswith("~"):
        raise InputError("the user has no home directory for exported networks; expected HOME or XDG_CACHE_HOME")
    return Path(cache) / "svr_ros" / "onnx" / f"{weights.hash[:16]}-{config_hash(weights.config)[:8]}-{FORMAT}"


def config_hash(config: ModelConfig) -> str:
    """Return the SHA-256 of a config's JSON, hexadecimal."""
    return hashlib.sha256(config.to_json().encode()).hexdigest()


def cached_networks(weights: Weights) -> Path:
    """Return the file of the exported networks in the user's cache, which is written if it is missing.

    Those for an image alone lie beside it, if the weights take known geometry.

    Raises InputError if the networks cannot be exported or the file cannot be written.
    """
    path = export_folder(weights) / NETWORKS
    if not path.is_file():
        with tempfile.TemporaryDirectory() as folder:
            export(weights, Path(folder), resolution=None)
            keep_networks(weights, Path(folder))
    return path


def keep_networks(weights: Weights, folder: Path) -> None:
    """Copy exported networks from a folder to the user's cache; raises InputError if they cannot be written."""
    target = make_folder(export_folder(weights))
    # The files appear whole or not at all, also if several processes write them; the one that is looked for is the last
    for name in (IMAGE_NETWORKS, NETWORKS):
        if (folder / name).is_file():
            write_atomically(target / name, partial(shutil.copyfile, folder / name))


def export(weights: Weights, folder: Path, resolution: int | None) -> dict[str, Any]:
    """Write the networks and the decoder as ONNX files and their description as JSON, and return it.

    Args:
        weights: Weights to export.
        folder: Folder of the files, which exists.
        resolution: Voxels per side of the decoder's volumes; None for no decoder.

    Raises:
        InputError: If the decoder cannot have the resolution or fixed shapes, packages are missing, or a file cannot be
            written.
    """
    model = weights.model().requires_grad_(False)
    if resolution is not None and not (resolution <= HIGHEST_RESOLUTION and can_decode(model.decoder, resolution)):
        raise InputError(
            f"weights {weights.name} cannot be exported with resolution {resolution}; expected weights of a preset "
            f"like compact, and a multiple of {2 * model.decoder.grid} from {6 * model.decoder.grid} to "
            f"{HIGHEST_RESOLUTION}"
        )
    config = weights.config
    description: dict[str, Any] = {
        "format": FORMAT,
        "opset": OPSET,
        "weights": weights.name,
        "weights_sha256": weights.hash,
        "config_sha256": config_hash(config),
        "config": json.loads(config.to_json()),
    }
    # Export the networks, whose outputs are the inputs of the decoder
    inputs = network_inputs(config)
    networks = _Networks(SeeingNetworks(model), config.takes_known)
    with torch.inference_mode():
        outputs = flatten(networks.predict(*inputs.values()))
    description["networks"] = _write(networks, folder / NETWORKS, inputs, outputs)
    if config.takes_known:
        alone = _Networks(networks.networks, known=False)
        image = {"image": inputs["image"]}
        with torch.inference_mode():
            image_outputs = flatten(alone.predict(*image.values()))
        description["image_networks"] = _write(alone, folder / IMAGE_NETWORKS, image, image_outputs)
    if resolution is not None:
        decoder = _Decoder(StaticDecoder(model.decoder, resolution, image_size=config.image_size))
        given = {name: outputs[name].clone() for name in ("latents", *decoder.rays)}
        with torch.inference_mode():
            volume = dict(
                zip(_Decoder.outputs(bool(model.decoder.extra_outputs)), decoder(*given.values()), strict=True)
            )
        path = folder / f"decoder_{resolution}.onnx"
        description["decoder"] = _write(decoder, path, given, volume)
        description["decoder"] |= {"resolution": resolution, "max_octants": decoder.decoder.capacity}
    text = json.dumps(description, indent=1) + "\n"
    write_atomically(folder / DESCRIPTION, lambda file: file.write_text(text))
    return description


def network_inputs(config: ModelConfig, device: torch.device | str = "cpu") -> dict[str, Tensor]:
    """Return the inputs of the exported networks by name, for a black image of which nothing is known."""
    size = config.image_size
    inputs = {"image": torch.zeros(1, 3, size, size, device=device)}
    if config.takes_known:
        shapes = (1, 1, size, size), (1, 1, size, size), (1, 1, size, size), (1, 1, 1, 1)
        inputs |= {name: torch.zeros(shape, device=device) for name, shape in zip(_KNOWN_INPUTS, shapes, strict=True)}
    return inputs


def flatten(prediction: ImagePrediction) -> dict[str, Tensor]:
    """Return the tensors of a prediction by name, class ids as int32, which every runtime has."""
    parts = {**vars(prediction), **(vars(prediction.ray_features) if prediction.ray_features else {})}
    if prediction.labels is not None:
        parts["labels"] = prediction.labels.int()
    return {name: part for name, part in parts.items() if isinstance(part, Tensor)}


def unflatten(parts: dict[str, Tensor]) -> ImagePrediction:
    """Return the prediction with tensors by name, the inverse of `flatten`."""
    rays = RayFeatures(*(parts.get(name) for name in _RAYS)) if "context" in parts else None  # type: ignore[arg-type]
    labels = parts.get("labels")
    return ImagePrediction(
        normals=parts["normals"],
        depth=parts.get("depth"),
        log_depth_std=parts.get("log_depth_std"),
        labels=None if labels is None else labels.to(torch.uint8),
        confidence=parts.get("confidence"),
        reliable=parts.get("reliable"),
        latents=parts["latents"],
        ray_features=rays,
    )


class _Networks(nn.Module):
    """Networks with tensors as inputs and outputs."""

    def __init__(self, networks: SeeingNetworks, known: bool) -> None:
        super().__init__()
        self.networks, self._known = networks, known

    def predict(self, image: Tensor, *known: Tensor) -> ImagePrediction:
        prediction: ImagePrediction = self.networks(image, KnownMaps(*known) if self._known else None)
        return prediction

    def forward(self, image: Tensor, *known: Tensor) -> tuple[Tensor, ...]:
        return tuple(flatten(self.predict(image, *known)).values())


class _Decoder(nn.Module):
    """Decoder with tensors as inputs and outputs."""

    def __init__(self, decoder: StaticDecoder) -> None:
        super().__init__()
        self.decoder = decoder
        config = decoder.decoder.config
        along = ("log_std", "log_full") if config.edge_aware else ("prob_occluded",)
        self.rays = ("context", "log_depth", *along) if config.ray_features else ()

    @staticmethod
    def outputs(extra: bool) -> list[str]:
        return ["distance", "labels", "confidence", *(["extra"] if extra else []), "left_out"]

    def forward(self, latents: Tensor, *rays: Tensor) -> tuple[Tensor, ...]:
        given = dict(zip(self.rays, rays, strict=True))
        features = RayFeatures(*(given.get(name) for name in _RAYS)) if rays else None  # type: ignore[arg-type]
        volume = self.decoder(latents, features)
        extra = (volume.extra.float(),) if volume.extra.shape[-1] else ()
        return volume.distance, volume.labels.int(), volume.confidence, *extra, volume.left_out


def _write(module: nn.Module, path: Path, inputs: dict[str, Tensor], outputs: dict[str, Tensor]) -> dict[str, Any]:
    """Export a module and return its description."""
    try:
        with _quiet(), _unfused_attention():
            program = torch.onnx.export(
                module.eval(),
                tuple(inputs.values()),
                dynamo=True,
                opset_version=OPSET,
                input_names=list(inputs),
                output_names=list(outputs),
                verbose=False,
            )
            assert program is not None
            write_atomically(path, program.save)
    except InputError:
        raise
    except ImportError as error:
        raise InputError(
            f"a package is missing for the export ({error}); expected `pip install onnx onnxruntime onnxscript`"
        ) from error
    except Exception as error:
        reason = describe(error)
        raise InputError(
            f"PyTorch {torch.__version__} cannot export the weights ({reason}); expected version 2.13, which can"
        ) from error
    return {"file": path.name, "inputs": _describe(inputs), "outputs": _describe(outputs)}


def _describe(tensors: dict[str, Tensor]) -> list[dict[str, Any]]:
    return [
        {"name": name, "type": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape)}
        for name, tensor in tensors.items()
    ]


@contextlib.contextmanager
def _unfused_attention() -> Iterator[None]:
    """Make attention layers compute by operators that ONNX has, instead of PyTorch's fused kernel for inference."""
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Suppress the exporter's warnings about its own parts."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
