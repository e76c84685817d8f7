"""The training loop, from top to bottom."""

from __future__ import annotations

import math
import time
from pathlib import Path

import torch
from torch import Tensor, nn

from svr_ros.errors import InputError
from svr_ros.inference import weights as weight_files
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.layers import channels_last
from svr_ros.networks.model import Model
from svr_ros.training.alignment import align, believed_scale
from svr_ros.training.checkpoint import Checkpoint
from svr_ros.training.config import TrainingConfig
from svr_ros.training.data import Batch, batches
from svr_ros.training.losses import point_losses, surface_losses

_REPORT_STEPS = 25


def train(
    folder: Path,
    training: TrainingConfig,
    device: torch.device,
    resume: bool = False,
    start_from: weight_files.Weights | None = None,
) -> Path:
    """Train the compact model for training.minutes and return the path of the weights.

    A fresh run starts with ImageNet's encoder or from other weights; resume goes on where folder's checkpoint ended.
    The weights (the running average) and the checkpoint are written every few minutes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(training.seed)
    model = start_from.model().train() if start_from else Model(ModelConfig())
    if not (resume or start_from):
        model.normals.trunk.encoder.load_imagenet()
    model.normals.trunk.encoder.freeze_early()
    channels_last(model.to(device))
    optimizer = _optimizer(model, training)
    average = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    step, seconds = 0, 0.0
    if resume:
        checkpoint = Checkpoint.load(folder, device)
        model.load_state_dict(checkpoint.model)
        optimizer.load_state_dict(checkpoint.optimizer)
        average, step, seconds = checkpoint.average, checkpoint.step, checkpoint.seconds

    weights_path = folder / "compact.safetensors"
    began, saved, waited = time.monotonic() - seconds, time.monotonic(), 0.0
    sums: dict[str, float] = {}
    loader = iter(batches(model.config, training, step * training.batch))
    done = False
    while not done:
        waiting = time.monotonic()
        batch: Batch = next(loader).to(device)
        waited += time.monotonic() - waiting
        for group in optimizer.param_groups:
            group["lr"] = group["base_lr"] * _rate(step, seconds / (60 * training.minutes), training)
        losses = _losses(model, batch, device)
        total = torch.stack([getattr(training.losses, name) * value for name, value in losses.items()]).sum()
        if not torch.isfinite(total):
            raise InputError(f"the loss is {float(total)} at step {step}; the run stops, its last checkpoint is whole")
        total.backward()
        nn.utils.clip_grad_norm_(model.parameters(), training.gradient_norm)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        _update_average(average, model, min(training.ema_decay, step / (step + 9)))

        for name, value in losses.items():
            sums[name] = sums.get(name, 0.0) + float(value.detach()) / _REPORT_STEPS
        if step % _REPORT_STEPS == 0:
            print(_line(step, seconds, waited, began, training, sums), flush=True)
            sums = {}
        seconds = time.monotonic() - began
        done = seconds >= 60 * training.minutes
        if done or time.monotonic() - saved > 60 * training.checkpoint_minutes:
            Checkpoint(model.state_dict(), average, optimizer.state_dict(), step, seconds).save(folder)
            _save_average(model, average, weights_path)
            saved = time.monotonic()
    return weights_path


def _losses(model: Model, batch: Batch, device: torch.device) -> dict[str, Tensor]:
    config = model.config
    with torch.autocast(device.type, torch.bfloat16):
        image = batch.image.float().contiguous(memory_format=torch.channels_last)
        encoding = model(image)
        scale = believed_scale(encoding.surface.depth.log, batch.depth)
        points, inside = align(batch.points, encoding.surface.depth.log, batch.depth, scale, config.frustum)
        distance, logits = model.decoder(encoding.latents, encoding.columns, points)
    surface = surface_losses(
        encoding.surface,
        model.normals.bin_centres,
        batch.depth,
        batch.normals,
        batch.classes,
        config.normals.depth_range,
    )
    volume = point_losses(
        distance, logits, batch.distance * scale, batch.labels, batch.weights * inside, config.truncation
    )
    return {**surface, **volume}


def _optimizer(model: Model, training: TrainingConfig) -> torch.optim.Optimizer:
    encoder = [p for p in model.normals.trunk.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in model.normals.trunk.encoder.parameters()}
    rest = [p for p in model.parameters() if id(p) not in known]
    rate = training.learning_rate
    groups = [
        {"params": encoder, "base_lr": rate * training.encoder_share},
        {"params": rest, "base_lr": rate},
    ]
    return torch.optim.AdamW(groups, lr=rate, weight_decay=training.weight_decay, betas=(0.9, 0.99))


def _rate(step: int, progress: float, training: TrainingConfig) -> float:
    """Return the share of the learning rate: linear warm-up, a plateau, half a cosine to zero."""
    decay = (1 - progress) / training.decay_share
    fall = 1.0 if decay >= 1 else 0.5 - 0.5 * math.cos(math.pi * max(decay, 0.0))
    return min(1.0, (step + 1) / training.warmup_steps) * fall


@torch.no_grad()
def _update_average(average: dict[str, Tensor], model: Model, decay: float) -> None:
    current = model.state_dict()
    torch._foreach_lerp_(list(average.values()), [current[name] for name in average], 1 - decay)


def _save_average(model: Model, average: dict[str, Tensor], path: Path) -> None:
    averaged = Model(model.config)
    averaged.load_state_dict(average)
    weight_files.save(averaged, path)


def _line(
    step: int, seconds: float, waited: float, began: float, training: TrainingConfig, sums: dict[str, float]
) -> str:
    parts = "  ".join(f"{name} {value:.3f}" for name, value in sums.items())
    rate = step * training.batch / max(time.monotonic() - began, 1e-9)
    return (
        f"{seconds / 60:6.1f}/{training.minutes:g} min  step {step}  {rate:.1f} samples/s  "
        f"waited {waited:.0f} s  {parts}"
    )
