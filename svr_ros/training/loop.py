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

"""Training loop of the networks for images; the codec has its own in svr_ros.codec.train."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn

from svr_ros.errors import InputError
from svr_ros.inference import weights as weight_files
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.layers import channels_last
from svr_ros.networks.model import Encoding, Model
from svr_ros.networks.pixel_net import PixelPrediction
from svr_ros.networks.unet import EfficientUNet
from svr_ros.precision import training_autocast
from svr_ros.training.alignment import align, estimate_scale
from svr_ros.training.config import TrainingConfig
from svr_ros.training.data import Batch, batches
from svr_ros.training.distributed import in_parallel
from svr_ros.training.losses import latents_loss, pixel_losses, point_losses
from svr_ros.training.prediction_sheet import prediction_sheet
from svr_ros.training.run import Run


class LatentTarget(Protocol):
    """Latents as a training target, with the decoder that reads them."""

    @property
    def decoder(self) -> ImplicitDecoder:
        """Return the decoder of the latents, which replaces the model's."""

    def to(self, device: torch.device) -> None:
        """Move the target to a device."""

    def encode(self, distance: Tensor, labels: Tensor) -> Tensor:
        """Return latents [N, L, g, g, g] of volumes of distances in truncations and class ids, both [N, R, R, R]."""


def train(
    folder: Path,
    training: TrainingConfig,
    device: torch.device,
    resume: bool = False,
    start_from: weight_files.Weights | None = None,
    config: ModelConfig | None = None,
    pixel_net_from: weight_files.Weights | None = None,
    latent_target: LatentTarget | None = None,
) -> Path:
    """Train a model and return the path of its weights, which are named after the preset.

    The weights (the running average) and the checkpoint are written every few minutes.

    Args:
        folder: Folder of checkpoint, logs and weights.
        training: Configuration of the run.
        device: Device to train on.
        resume: Whether to continue from the checkpoint in the folder.
        start_from: Initial weights, possibly of another config with the same tensors (such as another view); by
            default, the encoder starts from ImageNet if the model has one.
        config: Configuration of the model; by default, that of the initial weights or the preset compact.
        pixel_net_from: Initial weights of the pixel network alone.
        latent_target: Latents that the scene network learns, required if they are the target.

    Raises:
        InputError: If the arguments do not fit together, or there is no checkpoint to resume.
    """
    torch.manual_seed(training.seed)
    config = config or (start_from.config if start_from else ModelConfig())
    if training.target != "points" and latent_target is None:
        raise InputError("latents are to be learned, but there is no codec to make them; expected one")
    # Initialise the model
    model = start_from.model(config).train() if start_from else Model(config)
    fresh = not (resume or start_from or pixel_net_from)
    if fresh and training.imagenet and isinstance(model.pixel_net.trunk, EfficientUNet):
        model.pixel_net.trunk.encoder.load_imagenet()
    if pixel_net_from:
        _load_pixel_net(model, pixel_net_from)
    if latent_target is not None:
        model.decoder.load_state_dict(latent_target.decoder.state_dict())
        latent_target.to(device)
    _freeze(model, training)
    channels_last(model.to(device))
    # Set up the run
    path = folder / f"{config.preset}.safetensors"
    run = Run(
        folder, model, _optimizer(model, training), training, device, resume,
        lambda average: _save(config, average, path),
    )  # fmt: skip
    objective = in_parallel(Objective(model, training, latent_target), device)
    loader = iter(batches(config, training, run.step * training.batch))
    # Train
    while not run.done:
        run.begin_step()
        batch: Batch = next(loader).to(device)
        run.logger.time("rooms")
        with training_autocast(device):
            losses: dict[str, Tensor] = objective(batch, training.max_distance(run.progress))
        total = torch.stack([getattr(training.losses, name) * value for name, value in losses.items()]).sum()
        run.logger.time("forward")
        run.optimize(total)
        run.logger.time("backward")
        values = torch.stack(
            [value.detach().float() for value in losses.values()]
        ).tolist()  # waits for the device once
        if run.end_step(dict(zip(losses, values, strict=True)), training.batch):
            run.logger.image(run.step, "batch", prediction_sheet(model, batch))
    return path


class Objective(nn.Module):
    """Losses of a model, as a module so that several processes can average its gradients.

    Args:
        model: The model.
        training: Configuration of the run, which selects the losses.
        latent_target: Latents that the scene network learns, required if they are the target.
    """

    def __init__(self, model: Model, training: TrainingConfig, latent_target: LatentTarget | None = None) -> None:
        super().__init__()
        self.model = model
        self._training = training
        self._latent_target = latent_target

    def forward(self, batch: Batch, max_distance: float = 1.0) -> dict[str, Tensor]:
        """Return the unweighted losses of a batch by name; distances are learned up to `max_distance` truncations."""
        model, training = self.model, self._training
        image = batch.image.float().contiguous(memory_format=torch.channels_last)
        losses: dict[str, Tensor] = {}
        if training.stage == "pixels":
            pixels, _ = model.pixel_net(image, known=batch.known)
        else:
            encoding = model(image, known=batch.known)
            pixels = encoding.pixels
            losses |= _scene_losses(model, encoding, batch, training, self._latent_target, max_distance)
        if training.stage != "scene":
            losses |= pixel_losses(
                pixels, model.pixel_net.bin_centres, model.config.pixels.depth_range, batch.depth, batch.normals,
                batch.pixel_labels, batch.valid,
            )  # fmt: skip
        return losses


def _scene_losses(
    model: Model,
    encoding: Encoding,
    batch: Batch,
    training: TrainingConfig,
    latent_target: LatentTarget | None,
    max_distance: float,
) -> dict[str, Tensor]:
    """Return the losses of the volume: at decoded points, at latents, or both."""
    losses: dict[str, Tensor] = {}
    if training.target != "latents":
        # Align the ground truth with the predicted depth, and decode the points
        points, distances, weights = batch.points, batch.distance, batch.weights
        if encoding.pixels.depth is not None:
            log_depth, depth, valid = _predicted_depth(encoding.pixels, batch)
            scale = estimate_scale(log_depth, depth, valid)
            points, inside = align(points, log_depth, depth, scale, model.config.frustum)
            distances, weights, offset = distances * scale, weights * inside, batch.offset * scale[..., None]
        else:
            offset = batch.offset
        predicted = model.decoder(encoding.latents, encoding.ray_features, points)
        losses |= point_losses(
            predicted, distances, batch.labels, weights, model.config.truncation, max_distance, offset, batch.on_object
        )
    # Compare the latents with those of the true volume
    if training.target != "points":
        assert latent_target is not None and batch.volume_distance is not None and batch.volume_labels is not None
        assert batch.block_weights is not None
        target = latent_target.encode(batch.volume_distance, batch.volume_labels)
        losses["latents"] = latents_loss(encoding.latents, target, batch.block_weights)
        if encoding.auxiliary is not None:
            losses["auxiliary"] = latents_loss(encoding.auxiliary, target, batch.block_weights)
    return losses


def _predicted_depth(pixels: PixelPrediction, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Return the predicted log depth [N, 1, h, w], the true depth [N, h, w] and its mask, at the same resolution."""
    assert pixels.depth is not None
    if pixels.depth.log_full is not None:
        return pixels.depth.log_full, batch.depth, batch.valid
    stride = batch.depth.shape[-1] // pixels.depth.log.shape[-1]
    at = slice(None), slice(stride // 2, None, stride), slice(stride // 2, None, stride)
    return pixels.depth.log, batch.depth[at], batch.valid[at]


def _load_pixel_net(model: Model, weights: weight_files.Weights) -> None:
    """Load the pixel network of weights; raises InputError if its config differs from the model's."""
    expected = model.config.pixels
    if weights.config.pixels != expected:
        raise InputError(f"weights {weights.name} have another pixel network than the model; expected {expected}")
    model.pixel_net.load_state_dict(weights.model().pixel_net.state_dict())


def _freeze(model: Model, training: TrainingConfig) -> None:
    """Freeze the parts that are not trained in the stage and with the target."""
    if training.stage == "scene":
        model.pixel_net.requires_grad_(False)
        # Keep training the head, whose context the decoder reads; its other outputs get no gradient and stay the same.
        model.pixel_net.head.requires_grad_(model.config.pixels.context_width > 0)
    elif isinstance(model.pixel_net.trunk, EfficientUNet):
        model.pixel_net.trunk.encoder.freeze_early()
    if training.stage == "pixels":
        model.scene.requires_grad_(False)
    if training.stage == "pixels" or training.target != "points":
        model.decoder.requires_grad_(False)


def _optimizer(model: Model, training: TrainingConfig) -> torch.optim.Optimizer:
    """Return AdamW with groups for a pretrained encoder, for the head (without weight decay), and for the rest."""
    # Group the parameters
    trunk = model.pixel_net.trunk
    pretrained = list(trunk.encoder.parameters()) if isinstance(trunk, EfficientUNet) else []
    head = list(model.pixel_net.head.parameters()) if training.stage == "scene" else []
    grouped = {id(p) for p in (*pretrained, *head)}
    rest = [p for p in model.parameters() if id(p) not in grouped]
    # Assign learning rates and weight decay
    learning_rate = training.learning_rate
    decay = training.weight_decay
    groups = [
        (pretrained, learning_rate * training.encoder_rate_factor, decay),
        (rest, learning_rate, decay),
        (head, learning_rate, 0.0),
    ]
    return torch.optim.AdamW(
        [
            {"params": trained, "base_lr": base, "weight_decay": weight_decay}
            for parameters, base, weight_decay in groups
            if (trained := [p for p in parameters if p.requires_grad])
        ],
        lr=learning_rate,
        betas=(0.9, 0.99),
    )


def _save(config: ModelConfig, average: dict[str, Tensor], path: Path) -> None:
    """Write the running average of a model's tensors as weights."""
    averaged = Model(config)
    averaged.load_state_dict(average)
    weight_files.save(averaged, path)
