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

"""Training of the codec: latents and networks in turns, as published, together with a block encoder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.codec.blocks import block_batches
from svr_ros.codec.fit import PAPER_LOSS, BlockLoss, block_loss, blocks_at_once, fit_latents
from svr_ros.codec.network import BlockCodec, CodecConfig
from svr_ros.codec.weights import save_codec
from svr_ros.errors import InputError
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT, ImplicitDecoder
from svr_ros.networks.layers import channels_last
from svr_ros.precision import training_autocast
from svr_ros.training.config import TrainingConfig
from svr_ros.training.distributed import Rank
from svr_ros.training.run import Run


@dataclass(frozen=True)
class CompressionConfig:
    """Configuration of a codec's training: each round fits latents to a batch of blocks, then the networks to them."""

    blocks: int = 256
    """Blocks per round."""

    rooms: int = 8
    """Rooms per round that the blocks come from."""

    points: int = 256
    """Points per block and step."""

    start: Literal["encoder", "zero"] = "encoder"
    """Initial latents of the fit."""

    latent_steps: int = 2
    """Steps per round that fit the latents."""

    latent_rate: float = 0.02
    """Length of a step of the latents, see `fit_latents`."""

    network_steps: int = 2
    """Steps per round that train the networks."""

    loss: BlockLoss = field(default_factory=BlockLoss)
    """Loss of the decoded points."""

    gradient: float = 0.05
    """Weight of the mean excess of the distance's gradient over gradient_limit."""

    gradient_limit: float = 2.5
    """Maximum gradient of true distances in truncations per block, the longest side of a block over the truncation."""

    gradient_points: int = 4
    """Points per block at which the gradient is computed."""

    latent_decay: float = 1e-3
    """Weight of the mean square of the encoder's latents, which keeps them comparable."""

    regression: float = 0.1
    """Weight of the mean absolute difference between the encoder's and the fitted latents."""


PAPER_COMPRESSION = CompressionConfig(
    blocks=8,
    rooms=4,
    points=2048,
    start="zero",
    latent_steps=1480,
    latent_rate=6.270772405033207e-3,
    network_steps=1372,
    loss=PAPER_LOSS,
    gradient=1000.0,
    gradient_points=2048,
)
"""The published training, except for Adam on the latents (see `fit_latents`).

Its learning rate of the networks is 1.6e-4, which `svr train --published` sets.
"""


def train_codec(
    folder: Path,
    codec: CodecConfig,
    compression: CompressionConfig,
    training: TrainingConfig,
    device: torch.device,
    resume: bool = False,
) -> Path:
    """Train a codec and return the path of its weights.

    Args:
        folder: Folder of checkpoint, logs and weights.
        codec: Configuration of the codec.
        compression: Configuration of the rounds.
        training: Duration, learning rate, seed and workers of the run.
        device: Device to train on.
        resume: Whether to continue from the checkpoint in the folder.

    Raises:
        InputError: If torchrun started several processes, or there is no checkpoint to resume.
    """
    processes = Rank.current().world_size
    if processes > 1:
        raise InputError(f"a codec trains in one process; expected no torchrun, not {processes} processes")
    # Initialise the codec and set up the run
    torch.manual_seed(training.seed)
    model = BlockCodec(codec).to(device)
    channels_last(model)
    parameters = [{"params": list(model.parameters()), "base_lr": training.learning_rate}]
    optimizer = torch.optim.AdamW(parameters, weight_decay=training.weight_decay, betas=(0.9, 0.99))
    path = folder / "codec.safetensors"
    run = Run(folder, model, optimizer, training, device, resume, lambda average: _save(codec, average, path))
    start = run.step * compression.rooms
    loader = iter(block_batches(codec, compression.rooms, compression.blocks, training.seed, start, training.workers))
    # Train
    while not run.done:
        run.begin_step()
        batch = next(loader)
        run.logger.time("rooms")
        distance, labels = batch["distance"].to(device).float(), batch["labels"].to(device)
        run.end_step(_round(model, run, distance, labels, compression), compression.blocks)
    return path


def _save(codec: CodecConfig, average: dict[str, Tensor], path: Path) -> None:
    """Write the running average of a codec's tensors as weights."""
    averaged = BlockCodec(codec)
    averaged.load_state_dict(average)
    save_codec(averaged, path)


def _round(
    model: BlockCodec, run: Run, distance: Tensor, labels: Tensor, compression: CompressionConfig
) -> dict[str, float]:
    """Fit latents to blocks, then the networks to both; return the losses by name.

    Args:
        model: The codec.
        run: The run.
        distance: Distances [B, W, W, W] in truncations.
        labels: Class ids [B, W, W, W].
        compression: Configuration of the round.
    """
    inside = model.lattice().flatten(0, 2)
    values, classes = distance.flatten(1), labels.flatten(1).long()
    # Fit the latents
    with training_autocast(distance.device):
        with torch.no_grad():
            start = model.encoder(distance, labels).float()
        fitted = fit_latents(
            model.decoder,
            start if compression.start == "encoder" else torch.zeros_like(start),
            inside,
            values,
            classes,
            compression.latent_steps,
            compression.latent_rate,
            compression.points,
            compression.loss,
        )
    run.logger.time("latents")
    # Train the networks
    metrics: dict[str, float] = {}
    for _ in range(compression.network_steps):
        chosen = torch.randint(len(inside), (compression.points,), device=inside.device)
        metrics = _network_step(
            model,
            run,
            distance,
            labels,
            fitted,
            inside[chosen][None],
            values[:, chosen],
            classes[:, chosen],
            compression,
        )
    run.logger.time("networks")
    return metrics


def _network_step(
    model: BlockCodec,
    run: Run,
    distance: Tensor,
    labels: Tensor,
    fitted: Tensor,
    positions: Tensor,
    values: Tensor,
    classes: Tensor,
    compression: CompressionConfig,
) -> dict[str, float]:
    """Take one step of the networks and return the losses by name.

    Args:
        model: The codec.
        run: The run.
        distance: Distances [B, W, W, W] in truncations, which the encoder reads.
        labels: Class ids [B, W, W, W].
        fitted: Fitted latents [B, L].
        positions: Positions [1, P, 3] in the blocks of the points to decode.
        values: Distances [B, P] in truncations at these points.
        classes: Class ids [B, P] at these points.
        compression: Configuration of the round.
    """
    # Decode the points from the fitted and from the encoder's latents
    with training_autocast(distance.device):
        encoded = model.encoder(distance, labels).float()
    of_fitted = _decoding_losses(model.decoder, fitted, positions, values, classes, compression.loss)
    of_encoded = _decoding_losses(model.decoder, encoded.detach(), positions, values, classes, compression.loss)
    # Regularise
    with training_autocast(distance.device):
        few = positions[:, : compression.gradient_points]
        losses = {
            "regression": compression.regression * F.l1_loss(encoded, fitted),
            "decay": compression.latent_decay * encoded.square().mean(),
            "constants": _constants_loss(model.decoder, positions),
            "gradient": compression.gradient * _gradient_excess(model.decoder, fitted, few, compression.gradient_limit),
        }
    # Optimise; the product with the gradient backpropagates the decoding loss into the encoder
    run.optimize(torch.stack([*losses.values(), (encoded * of_encoded.gradient).sum()]).sum())
    metrics = {name: float(value.detach()) for name, value in losses.items()}
    for name, decoding in (("fitted", of_fitted), ("encoded", of_encoded)):
        metrics |= {f"{name}_{part}": value for part, value in decoding.metrics.items()}
    return metrics


class _Decoding(NamedTuple):
    """Gradient [B, L] of the mean loss by the latents, and metrics by name."""

    gradient: Tensor
    metrics: dict[str, float]


def _decoding_losses(
    decoder: ImplicitDecoder, latents: Tensor, positions: Tensor, distance: Tensor, labels: Tensor, loss: BlockLoss
) -> _Decoding:
    """Add the gradients of the mean loss to the decoder's parameters, and return those of the latents and metrics.

    Blocks are decoded in batches that fit into the cache.

    Args:
        decoder: The decoder.
        latents: Latents [B, L] of the blocks.
        positions: Positions [1, P, 3] in the blocks of the points to decode.
        distance: True distances [B, P] in truncations.
        labels: True class ids [B, P].
        loss: Weights of the loss.
    """
    at_once = blocks_at_once(positions.shape[1], positions.device)
    gradients, sums = [], torch.zeros(4)
    for part, target, truth in zip(latents.split(at_once), distance.split(at_once), labels.split(at_once), strict=True):
        # Backpropagate
        leaf = part.detach().requires_grad_(True)
        with training_autocast(distance.device):
            predicted, logits = decoder.decode_blocks(leaf, positions)
        total = block_loss(predicted, logits, target, truth, positions, loss).sum() / len(latents)
        total.backward()
        assert leaf.grad is not None
        gradients.append(leaf.grad)
        # Accumulate the metrics
        near = target.abs() < 0.5
        wrong = ((predicted < 0) != (target < 0)).float().mean() * len(part) / len(latents)
        right = ((logits.argmax(-1) == truth) & near).sum()
        sums += torch.stack([total.detach(), wrong, right, near.sum()]).cpu()
    return _Decoding(
        torch.cat(gradients),
        {"loss": float(sums[0]), "wrong_side": float(sums[1]), "right_class": float(sums[2] / sums[3].clamp(min=1))},
    )


def _constants_loss(decoder: ImplicitDecoder, positions: Tensor) -> Tensor:
    """Return the mean error of the two constant latents, which must decode to empty and solid blocks."""
    width = decoder.latent.in_features
    constants = torch.tensor([[EMPTY_LATENT], [FILLED_LATENT]], device=positions.device).expand(2, width)
    predicted, _ = decoder.decode_blocks(constants, positions)
    return F.relu(1 - predicted * torch.tensor([[1.0], [-1.0]], device=positions.device)).mean()


def _gradient_excess(decoder: ImplicitDecoder, latents: Tensor, positions: Tensor, limit: float) -> Tensor:
    """Return the mean excess over `limit` of the distance's gradient in truncations per width of a block."""
    positions = positions.expand(len(latents), -1, -1).clone().requires_grad_(True)
    predicted, _ = decoder.decode_blocks(latents, positions)
    (gradient,) = torch.autograd.grad(predicted.sum(), positions, create_graph=True)
    return F.relu(gradient.norm(dim=-1) - limit).mean()
