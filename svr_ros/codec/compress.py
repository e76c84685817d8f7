"""Scenes compressed to one latent vector per block near a surface, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from svr_ros.codec.fit import BlockLoss, fit_latents
from svr_ros.codec.network import BlockCodec
from svr_ros.codec.weights import LoadedCodec
from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.decode import decode_volume
from svr_ros.inference.files import write_atomically
from svr_ros.inference.reconstruction import SceneVolume
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT

_VERSION = 1
_SCENE_KEY = "compressed_scene"
_ENCODER_BLOCKS = 128
_FITTING_POINTS = 1024
_FITTING_RATE = 0.03


@dataclass(frozen=True)
class CompressedScene:
    """Hold the latents [B, L] (float32) of the blocks [B] near surfaces; the others are empty or filled.

    blocks are flat indices (depth, row, column) into the grid of blocks; filled, bool [g, g, g], tells the solid ones.
    Distances are truncated at `truncation` metres. codec is the SHA-256 of the codec that reads the latents.
    """

    frustum: Frustum
    truncation: float
    codec: str
    blocks: Tensor
    latents: Tensor
    filled: Tensor
    seen: Tensor
    """bool [S, S]: which pixels of the canonical view the camera covered."""

    def latent_volume(self) -> Tensor:
        """Return the latents of all blocks, [1, L, g, g, g]."""
        return latent_grid(self.blocks, self.latents, self.filled)[None]

    def save(self, path: Path) -> None:
        """Write to a safetensors file, latents in half precision; the file appears whole or not at all."""
        tensors = {
            "blocks": self.blocks.short().contiguous(),
            "latents": self.latents.half().contiguous(),
            "filled": self.filled.contiguous(),
            "seen": self.seen.contiguous(),
        }
        about = {
            "version": _VERSION,
            "frustum": asdict(self.frustum),
            "truncation": self.truncation,
            "codec": self.codec,
        }
        write_atomically(path, lambda partial: save_file(tensors, str(partial), {_SCENE_KEY: json.dumps(about)}))

    @classmethod
    def load(cls, path: Path) -> CompressedScene:
        """Read what save wrote; raises InputError with what is wrong."""
        if not path.is_file():
            raise InputError(f"there is no file {path}; expected a scene written by svr compress")
        try:
            with safe_open(str(path), "pt") as file:
                about = json.loads((file.metadata() or {}).get(_SCENE_KEY, "null"))
                if about is None:
                    raise InputError(f"{path} holds no compressed scene; expected one written by svr compress")
                if about["version"] != _VERSION:
                    raise InputError(f"{path} has version {about['version']!r}; expected {_VERSION}")
                blocks, latents, filled, seen = (
                    file.get_tensor(name) for name in ("blocks", "latents", "filled", "seen")
                )
            scene = cls(
                Frustum(**about["frustum"]),
                float(about["truncation"]),
                about["codec"],
                blocks.long(),
                latents.float(),
                filled.bool(),
                seen.bool(),
            )
        except InputError:
            raise
        except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path} cannot be read ({error}); expected a scene written by svr compress") from error
        scene._check(path)
        return scene

    def _check(self, path: Path) -> None:
        fits = self.filled.dim() == 3 and self.latents.dim() == self.seen.dim() == 2
        fits = fits and self.blocks.shape == self.latents.shape[:1]
        if not fits or ((self.blocks < 0) | (self.blocks >= self.filled.numel())).any():
            raise InputError(
                f"the tensors of {path} do not fit each other; expected blocks [B], latents [B, L], filled"
            )


def compress(codec: LoadedCodec, scene: SceneVolume, steps: int = 0) -> CompressedScene:
    """Return the scene as latents: the encoder's, fitted further by `steps` of descent on the frozen decoder.

    All blocks near a surface are encoded and fitted together. The scene is resampled to the codec's voxels where it has
    others; its view may be another than the codec's. Raises InputError where its distances end before the codec's do.
    """
    config = codec.codec.config
    model = config.model
    if scene.truncation < model.truncation * 0.999:
        raise InputError(
            f"the scene's distances end at {scene.truncation:g} m; the codec {codec.name} expects {model.truncation:g} "
            "m or more"
        )
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
        torch.from_numpy(scene.seen),
    )


def encode_volume(codec: BlockCodec, distance: Tensor, labels: Tensor, steps: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """Return flat indices [B] of the blocks near surfaces, their latents [B, L], and which blocks [g, g, g] are filled.

    distance and labels [R, R, R] hold the codec's voxels of every block; distances are in truncations.
    """
    config = codec.config
    distance = distance.float().clamp(-1, 1)
    own = _windows(distance, config.voxels, 0)
    lowest, highest = own.amin((3, 4, 5)), own.amax((3, 4, 5))
    filled = highest <= -1
    near = (lowest < 1) & (highest > -1)
    windows = _windows(distance, config.voxels, config.overlap)[near]
    classes = _windows(labels, config.voxels, config.overlap)[near]
    with torch.autocast(distance.device.type, torch.bfloat16):
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
    """Return the latents of all blocks [L, g, g, g], the constant ones of empty and filled blocks among them."""
    rows = torch.where(filled.flatten()[:, None], FILLED_LATENT, EMPTY_LATENT).repeat(1, latents.shape[1])
    rows[blocks] = latents
    return rows.T.reshape(-1, *filled.shape)


def decompress(codec: LoadedCodec, compressed: CompressedScene, resolution: int | None = None) -> SceneVolume:
    """Return the scene at resolution^3 voxels (the codec's own by default).

    Raises InputError where the scene was compressed by another codec, or the resolution is unusable.
    """
    model = codec.codec.config.model
    if compressed.codec != codec.hash:
        raise InputError(
            f"the scene was compressed by codec {compressed.codec[:12]}; the codec {codec.name} is {codec.hash[:12]}"
        )
    device = codec.codec.decoder.frequencies.device
    with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16):
        volume = decode_volume(
            codec.codec.decoder, compressed.latent_volume().to(device), None, resolution or model.resolution
        )
    return SceneVolume(
        frustum=compressed.frustum,
        truncation=compressed.truncation,
        tsdf=(volume.distance.float() * compressed.truncation).cpu().numpy(),
        labels=volume.labels.cpu().numpy(),
        confidence=volume.confidence.float().cpu().numpy(),
        seen=compressed.seen.numpy(),
    )


def _windows(volume: Tensor, voxels: int, overlap: int) -> Tensor:
    """View [R, R, R] as windows [g, g, g, W, W, W] of blocks and their overlap; the outermost voxels are repeated."""
    for axis in range(3):
        side = volume.shape[axis]
        reach = torch.arange(-overlap, side + overlap, device=volume.device).clamp(0, side - 1)
        volume = volume.index_select(axis, reach) if overlap else volume
    for axis in range(3):
        volume = volume.unfold(axis, voxels + 2 * overlap, voxels)
    return volume


@torch.no_grad()
def _encode(codec: BlockCodec, distance: Tensor, labels: Tensor) -> Tensor:
    parts = zip(distance.split(_ENCODER_BLOCKS), labels.split(_ENCODER_BLOCKS), strict=True)
    latents = [codec.encoder(d, c).float() for d, c in parts]
    return torch.cat(latents) if latents else distance.new_zeros(0, codec.config.model.scene.latent_width)
