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

"""Compression of scenes to one latent per block near a surface, and decompression."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.codec.fit import BlockLoss, fit_latents
from svr_ros.codec.network import BlockCodec
from svr_ros.codec.weights import LoadedCodec
from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.decode import decode_volume
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.inference.tensor_files import check_finite, read_tensors, write_tensors
from svr_ros.networks.config_check import build
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT
from svr_ros.paths import describe, expanded, is_readable_file
from svr_ros.precision import autocast, resolve, training_autocast

_VERSION = 1
"""Version of the files."""

_SCENE_KEY = "compressed_scene"
"""Key of the scene's description in the metadata of a file."""

_ENCODER_BLOCKS = 128
"""Blocks that are encoded at a time."""

_FITTING_POINTS, _FITTING_RATE = 1024, 0.03
"""Points per step and initial length of a step by which latents are fitted; see `fit_latents`."""

_MAX_GRID = 64
"""Maximum number of blocks per side."""


@dataclass(frozen=True)
class CompressedScene:
    """Compressed scene; blocks without a latent are empty or solid.

    Attributes:
        frustum: Frustum of the scene.
        truncation: Bound of the signed distances in metres.
        codec: SHA-256 of the codec that reads the latents.
        blocks: Flat indices [B] (depth, row, column) of the blocks near surfaces.
        latents: Their latents [B, L], float32.
        filled: Mask [g, g, g] of the solid blocks.
        valid: Mask [S, S] of the canonical pixels that the camera covered.
    """

    frustum: Frustum
    truncation: float
    codec: str
    blocks: Tensor
    latents: Tensor
    filled: Tensor
    valid: Tensor

    def latent_volume(self) -> Tensor:
        """Return the latents of all blocks [1, L, g, g, g]."""
        return latent_grid(self.blocks, self.latents, self.filled)[None]

    def save(self, path: Path) -> None:
        """Write to a safetensors file, latents in half precision; the file appears whole or not at all."""
        tensors = {
            "blocks": self.blocks.int().contiguous(),
            "latents": self.latents.half().contiguous(),
            "filled": self.filled.contiguous(),
            "seen": self.valid.contiguous(),
        }
        about = {
            "version": _VERSION,
            "frustum": asdict(self.frustum),
            "truncation": self.truncation,
            "codec": self.codec,
        }
        write_tensors(path, tensors, {_SCENE_KEY: json.dumps(about)})

    @classmethod
    def load(cls, path: Path) -> CompressedScene:
        """Read a file of `save`; raises InputError if it is unusable."""
        path = expanded(path)
        if not is_readable_file(path):
            raise InputError(f"there is no file {path}; expected a scene written by svr compress")
        file = read_tensors(path, "compressed scene")
        if _SCENE_KEY not in file.metadata:
            raise InputError(f"{path} holds no compressed scene; expected one written by svr compress")
        try:
            about = json.loads(file.metadata[_SCENE_KEY])
            if about["version"] != _VERSION:
                raise InputError(f"{path} has version {str(about['version'])[:20]}; expected {_VERSION}")
            blocks, latents, filled, valid = (file.tensors[name] for name in ("blocks", "latents", "filled", "seen"))
            scene = cls(
                build(Frustum, about["frustum"], "frustum"),
                float(about["truncation"]),
                str(about["codec"]),
                blocks.long(),
                latents.float(),
                filled.bool(),
                valid.bool(),
            )
        except InputError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            reason = describe(error)
            raise InputError(f"{path} cannot be read ({reason}); expected a scene written by svr compress") from error
        scene._check(path)
        return scene

    def _check(self, path: Path) -> None:
        """Raise InputError if the tensors, as read from a file, do not fit each other or are not finite."""
        fits = self.filled.dim() == 3 and self.latents.dim() == self.valid.dim() == 2
        fits = fits and self.blocks.shape == self.latents.shape[:1] and self.valid.numel() > 0
        fits = fits and len(set(self.filled.shape)) == 1 and 1 <= len(self.filled) <= _MAX_GRID
        fits = fits and self.valid.shape[0] == self.valid.shape[1]
        if not fits or ((self.blocks < 0) | (self.blocks >= self.filled.numel())).any():
            raise InputError(
                f"the tensors of {path} do not fit each other; expected blocks [B], latents [B, L], filled [g, g, g] "
                f"with g up to {_MAX_GRID}, seen [S, S]"
            )
        check_finite(str(path), {"latents": self.latents})
        if not (math.isfinite(self.truncation) and self.truncation > 0):
            raise InputError(f"truncation in {path} is {self.truncation:g} m; expected a number above zero")


def compress(codec: LoadedCodec, scene: SceneVolume, steps: int = 0) -> CompressedScene:
    """Encode the blocks of a scene near surfaces, and fit their latents by `steps` of gradient descent.

    The scene is resampled to the codec's voxels if necessary; its frustum may differ from the codec's.

    Args:
        codec: The codec.
        scene: The scene.
        steps: Number of steps of gradient descent; 0 keeps the latents of the encoder.

    Raises:
        InputError: If the scene's truncation is below the codec's.
    """
    config = codec.codec.config
    model = config.model
    if scene.truncation < model.truncation * 0.999:
        raise InputError(
            f"the scene's distances end at {scene.truncation:g} m; the codec {codec.name} expects {model.truncation:g} "
            "m or more"
        )
    # Resample the scene to the codec's voxels
    device = codec.codec.decoder.frequencies.device
    side = model.scene.grid * config.voxels
    distance = torch.from_numpy(scene.tsdf).to(device)[None, None] / model.truncation
    labels = torch.from_numpy(scene.labels).to(device)[None, None]
    if distance.shape[-1] != side:
        distance = F.interpolate(distance, (side,) * 3, mode="trilinear", align_corners=False)
        labels = F.interpolate(labels.float(), (side,) * 3, mode="nearest").byte()
    blocks, latents, filled = encode_volume(codec.codec, distance[0, 0], labels[0, 0], steps)
    return CompressedScene(
        scene.frustum,
        model.truncation,
        codec.hash,
        blocks.cpu(),
        latents.cpu(),
        filled.cpu(),
        torch.from_numpy(scene.valid),
    )


def encode_volume(codec: BlockCodec, distance: Tensor, labels: Tensor, steps: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """Encode the blocks of a volume near surfaces.

    Args:
        codec: The codec.
        distance: Distances [R, R, R] in truncations, with the codec's voxels.
        labels: Class ids [R, R, R].
        steps: Number of steps of gradient descent that fit the encoder's latents.

    Returns:
        Flat indices [B] of the blocks near surfaces, their latents [B, L], and the mask [g, g, g] of the solid blocks.
    """
    config = codec.config
    # Find the blocks near surfaces
    distance = distance.float().clamp(-1, 1)
    own = _windows(distance, config.voxels, 0)
    lowest, highest = own.amin((3, 4, 5)), own.amax((3, 4, 5))
    filled = highest <= -1
    near = (lowest < 1) & (highest > -1)
    # Encode them with their overlap, and fit the latents
    windows = _windows(distance, config.voxels, config.overlap)[near]
    classes = _windows(labels, config.voxels, config.overlap)[near]
    with training_autocast(distance.device):
        latents = _encode(codec, windows, classes)
        if steps:
            inside = codec.lattice().flatten(0, 2)
            latents = fit_latents(
                codec.decoder,
                latents,
                inside,
                windows.flatten(1),
                classes.flatten(1),
                steps,
                _FITTING_RATE,
                _FITTING_POINTS,
                BlockLoss(),
            )
    return near.flatten().nonzero()[:, 0], latents, filled


def latent_grid(blocks: Tensor, latents: Tensor, filled: Tensor) -> Tensor:
    """Return the latents of all blocks [L, g, g, g], including the constant ones of empty and solid blocks.

    Args:
        blocks: Flat indices [B] (depth, row, column) of the blocks with a latent.
        latents: Their latents [B, L].
        filled: Mask [g, g, g] of the solid blocks.
    """
    rows = torch.where(filled.flatten()[:, None], FILLED_LATENT, EMPTY_LATENT).repeat(1, latents.shape[1])
    rows[blocks] = latents
    return rows.T.reshape(-1, *filled.shape)


def decompress(codec: LoadedCodec, compressed: CompressedScene, resolution: int | None = None) -> SceneVolume:
    """Decode a compressed scene.

    Args:
        codec: The codec that compressed the scene.
        compressed: The compressed scene.
        resolution: Voxels per side, by default the codec's.

    Raises:
        InputError: If the scene was compressed by another codec, or the resolution is unusable.
    """
    model = codec.codec.config.model
    if compressed.codec != codec.hash:
        raise InputError(
            f"the scene was compressed by codec {compressed.codec[:12]}; the codec {codec.name} is {codec.hash[:12]}"
        )
    width, grid = compressed.latents.shape[1], len(compressed.filled)
    if width != model.scene.latent_width or grid != model.scene.grid:
        raise InputError(
            f"the scene has {grid} blocks per side with latents of {width} components; the codec {codec.name} expects "
            f"{model.scene.grid} and {model.scene.latent_width}"
        )
    device = codec.codec.decoder.frequencies.device
    with torch.inference_mode(), autocast(device, resolve(device)):
        volume = decode_volume(
            codec.codec.decoder, compressed.latent_volume().to(device), None, resolution or model.resolution
        )
    return SceneVolume(
        frustum=compressed.frustum,
        truncation=compressed.truncation,
        tsdf=(volume.distance.float() * compressed.truncation).cpu().numpy(),
        labels=volume.labels.cpu().numpy(),
        confidence=volume.confidence.float().cpu().numpy(),
        valid=compressed.valid.numpy(),
    )


def _windows(volume: Tensor, voxels: int, overlap: int) -> Tensor:
    """Return a volume [R, R, R] as overlapping windows [g, g, g, W, W, W] of blocks; outermost voxels are repeated."""
    for axis in range(3):
        side = volume.shape[axis]
        index = torch.arange(-overlap, side + overlap, device=volume.device).clamp(0, side - 1)
        volume = volume.index_select(axis, index) if overlap else volume
    for axis in range(3):
        volume = volume.unfold(axis, voxels + 2 * overlap, voxels)
    return volume


@torch.no_grad()
def _encode(codec: BlockCodec, distance: Tensor, labels: Tensor) -> Tensor:
    """Return the latents [B, L] of windows of distances in truncations and class ids, both [B, W, W, W]."""
    parts = zip(distance.split(_ENCODER_BLOCKS), labels.split(_ENCODER_BLOCKS), strict=True)
    latents = [codec.encoder(d, c).float() for d, c in parts]
    return torch.cat(latents) if latents else distance.new_zeros(0, codec.config.model.scene.latent_width)
