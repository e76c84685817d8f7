"""The training loop of the networks that see images, from top to bottom; the codec has its own in compression.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from svr_ros.codec.compress import encode_volume, latent_grid
from svr_ros.codec.network import BLOCK_VOXELS
from svr_ros.codec.weights import LoadedCodec
from svr_ros.errors import InputError
from svr_ros.inference import weights as weight_files
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import channels_last
from svr_ros.networks.model import Encoding, Model
from svr_ros.networks.unet import EfficientUNet
from svr_ros.training.alignment import align, believed_scale
from svr_ros.training.config import TrainingConfig
from svr_ros.training.data import Batch, batches
from svr_ros.training.distributed import in_parallel
from svr_ros.training.losses import latents_loss, point_losses, surface_losses
from svr_ros.training.pictures import surfaces_sheet
from svr_ros.training.run import Run


def train(
    folder: Path,
    training: TrainingConfig,
    device: torch.device,
    resume: bool = False,
    start_from: weight_files.Weights | None = None,
    config: ModelConfig | None = None,
    normals_from: weight_files.Weights | None = None,
    codec: LoadedCodec | None = None,
) -> Path:
    """Train a model as long as the config says and return the path of the weights, named after the preset.

    A fresh run starts with ImageNet's encoder (where the model has one) or from other weights, even of another config
    if it has the same tensors (of another view, say); normals_from gives the U-Net alone. Where latents are the target,
    they are the codec's, and the decoder too. resume goes on where folder's checkpoint ended. The weights (the running
    average) and the checkpoint are written every few minutes.
    """
    torch.manual_seed(training.seed)
    config = config or (start_from.config if start_from else ModelConfig())
    if training.target != "points" and codec is None:
        raise InputError("latents are to be learned, but there is no codec to make them; expected one")
    model = replace(start_from, config=config).model().train() if start_from else Model(config)
    fresh = not (resume or start_from or normals_from)
    if fresh and training.imagenet and isinstance(model.normals.trunk, EfficientUNet):
        model.normals.trunk.encoder.load_imagenet()
    if normals_from:
        if normals_from.config.normals != config.normals:
            raise InputError(
                f"weights {normals_from.name} have another U-Net than the model; expected {config.normals}"
            )
        model.normals.load_state_dict(normals_from.model().normals.state_dict())
    if codec is not None:
        _check_codec(codec, config)
        model.decoder.load_state_dict(codec.codec.decoder.state_dict())
        codec.codec.to(device)
    _freeze(model, training)
    channels_last(model.to(device))
    path = folder / f"{config.preset}.safetensors"
    run = Run(
        folder, model, _optimizer(model, training), training, device, resume,
        lambda average: _save(config, average, path),
    )  # fmt: skip
    objective = in_parallel(Objective(model, training, codec), device)
    loader = iter(batches(config, training, run.step * training.batch))
    while not run.done:
        run.begin_step()
        batch: Batch = next(loader).to(device)
        run.journal.lap("rooms")
        with torch.autocast(device.type, torch.bfloat16):
            losses: dict[str, Tensor] = objective(batch, training.reach(run.progress))
        total = torch.stack([getattr(training.losses, name) * value for name, value in losses.items()]).sum()
        run.journal.lap("forward")
        run.learn(total)
        run.journal.lap("backward")
        if run.end_step({name: float(value.detach()) for name, value in losses.items()}, training.batch):
            run.journal.show(run.step, "batch", surfaces_sheet(model, batch))
    return path


class Objective(nn.Module):
    """What a step minimises, as a module, so that several processes can share its gradients."""

    def __init__(self, model: Model, training: TrainingConfig, codec: LoadedCodec | None = None) -> None:
        super().__init__()
        self.model = model
        self._training = training
        self._codec = codec

    def forward(self, batch: Batch, reach: float = 1.0) -> dict[str, Tensor]:
        """Return the losses of a batch by name; they are to be weighed by those of the config.

        Distances of points are learned up to `reach` truncations.
        """
        model, training = self.model, self._training
        image = batch.image.float().contiguous(memory_format=torch.channels_last)
        losses: dict[str, Tensor] = {}
        if training.stage == "normals":
            surface, _ = model.normals(image)
        else:
            encoding = model(image)
            surface = encoding.surface
            losses |= _scene_losses(model, encoding, batch, training, self._codec, reach)
        if training.stage != "scene":
            losses |= surface_losses(
                surface, model.normals.bin_centres, model.config.normals.depth_range, batch.depth, batch.normals,
                batch.classes, batch.seen,
            )  # fmt: skip
        return losses


def _scene_losses(
    model: Model,
    encoding: Encoding,
    batch: Batch,
    training: TrainingConfig,
    codec: LoadedCodec | None,
    reach: float,
) -> dict[str, Tensor]:
    """Return the losses of the volume: at points through the decoder, at the codec's latents, or both."""
    losses: dict[str, Tensor] = {}
    if training.target != "latents":
        points, distances, weights = batch.points, batch.distance, batch.weights
        if encoding.surface.depth is not None:
            log_depth = encoding.surface.depth.log
            scale = believed_scale(log_depth, batch.depth, batch.seen)
            points, inside = align(points, log_depth, batch.depth, scale, model.config.frustum)
            distances, weights = distances * scale, weights * inside
        predicted, logits = model.decoder(encoding.latents, encoding.columns, points)
        losses |= point_losses(predicted, logits, distances, batch.labels, weights, model.config.truncation, reach)
    if training.target != "points":
        assert codec is not None and batch.volume_distance is not None and batch.volume_labels is not None
        assert batch.block_weights is not None
        with torch.no_grad():
            volumes = zip(batch.volume_distance, batch.volume_labels, strict=True)
            target = torch.stack([latent_grid(*encode_volume(codec.codec, d, c)) for d, c in volumes])
        losses["latents"] = latents_loss(encoding.latents, target, batch.block_weights)
        if encoding.auxiliary is not None:
            losses["auxiliary"] = latents_loss(encoding.auxiliary, target, batch.block_weights)
    return losses


def _check_codec(codec: LoadedCodec, config: ModelConfig) -> None:
    """Raise InputError where a codec's latents are not what the model's decoder reads."""
    if codec.codec.config.voxels != BLOCK_VOXELS:
        raise InputError(f"codec {codec.name} has {codec.codec.config.voxels} voxels a block; expected {BLOCK_VOXELS}")
    made = codec.codec.config.model
    for part, given, expected in (
        ("truncation", made.truncation, config.truncation),
        ("decoder", made.decoder, config.decoder),
        (
            "grid and latents",
            (made.scene.grid, made.scene.latent_width),
            (config.scene.grid, config.scene.latent_width),
        ),
    ):
        if given != expected:
            raise InputError(f"codec {codec.name} has the {part} {given}; expected the model's, {expected}")


def _freeze(model: Model, training: TrainingConfig) -> None:
    """Let only those parts learn that the stage and the target are about."""
    if training.stage == "scene":
        model.normals.requires_grad_(False)
        # The last layer goes on: its context is the decoder's. What it says of surfaces gets no gradient, and stays.
        model.normals.head.requires_grad_(model.config.normals.context_width > 0)
    elif isinstance(model.normals.trunk, EfficientUNet):
        model.normals.trunk.encoder.freeze_early()
    if training.stage == "normals":
        model.scene.requires_grad_(False)
    if training.stage == "normals" or training.target != "points":
        model.decoder.requires_grad_(False)


def _optimizer(model: Model, training: TrainingConfig) -> torch.optim.Optimizer:
    trunk = model.normals.trunk
    pretrained = list(trunk.encoder.parameters()) if isinstance(trunk, EfficientUNet) else []
    head = list(model.normals.head.parameters()) if training.stage == "scene" else []
    known = {id(p) for p in (*pretrained, *head)}
    rest = [p for p in model.parameters() if id(p) not in known]
    learning_rate = training.learning_rate
    decay = training.weight_decay
    groups = [
        (pretrained, learning_rate * training.encoder_share, decay),
        (rest, learning_rate, decay),
        (head, learning_rate, 0.0),
    ]
    return torch.optim.AdamW(
        [
            {"params": learning, "base_lr": base, "weight_decay": weight_decay}
            for parameters, base, weight_decay in groups
            if (learning := [p for p in parameters if p.requires_grad])
        ],
        lr=learning_rate,
        betas=(0.9, 0.99),
    )


def _save(config: ModelConfig, average: dict[str, Tensor], path: Path) -> None:
    averaged = Model(config)
    averaged.load_state_dict(average)
    weight_files.save(averaged, path)
