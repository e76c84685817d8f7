"""Training the codec: latents and network by turns, as published, with an encoder that learns beside them."""

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
from svr_ros.training.config import TrainingConfig
from svr_ros.training.distributed import Share
from svr_ros.training.run import Run


@dataclass(frozen=True)
class CompressionConfig:
    """Describe the training of a codec; each round fits latents to a batch of blocks, then the networks to them."""

    blocks: int = 256
    rooms: int = 8
    """Blocks per round, and how many rooms they come from."""

    points: int = 256
    """Places per block that a step looks at."""

    start: Literal["encoder", "zero"] = "encoder"
    """Where the latents' descent begins."""

    latent_steps: int = 2
    latent_rate: float = 0.02
    network_steps: int = 2
    loss: BlockLoss = field(default_factory=BlockLoss)
    gradient: float = 0.05
    """Weight of the mean excess of the distance's gradient (in truncations per block) over gradient_limit."""

    gradient_limit: float = 2.5
    """Steepest that a true distance can be: the longest side of a block over the truncation."""

    gradient_points: int = 4
    latent_decay: float = 1e-3
    """Weight of the mean square of the encoder's latents, which keeps them comparable."""

    regression: float = 0.1
    """Weight of the mean distance of the encoder's latents to the fitted ones."""


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
"""The published alternation, but for Adam on the latents (see fit_latents); its network learns at 1.6e-4."""


def train_codec(
    folder: Path,
    codec: CodecConfig,
    compression: CompressionConfig,
    training: TrainingConfig,
    device: torch.device,
    resume: bool = False,
) -> Path:
    """Train a codec as long as the config says and return the path of its weights; see `train` for the folder."""
    if Share.current().ranks > 1:
        raise InputError(f"a codec trains in one process; expected no torchrun, not {Share.current().ranks} processes")
    torch.manual_seed(training.seed)
    model = BlockCodec(codec).to(device)
    channels_last(model)
    parameters = [{"params": list(model.parameters()), "base_lr": training.learning_rate}]
    optimizer = torch.optim.AdamW(parameters, weight_decay=training.weight_decay, betas=(0.9, 0.99))
    path = folder / "codec.safetensors"
    run = Run(folder, model, optimizer, training, device, resume, lambda average: _save(codec, average, path))
    done = run.step * compression.rooms
    loader = iter(block_batches(codec, compression.rooms, compression.blocks, training.seed, done, training.workers))
    while not run.done:
        run.begin_step()
        batch = next(loader)
        run.journal.lap("rooms")
        distance, labels = batch["distance"].to(device).float(), batch["labels"].to(device)
        run.end_step(_round(model, run, distance, labels, compression), compression.blocks)
    return path


def _save(codec: CodecConfig, average: dict[str, Tensor], path: Path) -> None:
    averaged = BlockCodec(codec)
    averaged.load_state_dict(average)
    save_codec(averaged, path)


def _round(
    model: BlockCodec, run: Run, distance: Tensor, labels: Tensor, compression: CompressionConfig
) -> dict[str, float]:
    """Fit latents to blocks, distance and labels [B, W, W, W], then the networks to both; return the losses by name."""
    inside = model.lattice().flatten(0, 2)
    values, classes = distance.flatten(1), labels.flatten(1).long()
    with torch.autocast(distance.device.type, torch.bfloat16):
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
    run.journal.lap("latents")
    figures: dict[str, float] = {}
    for _ in range(compression.network_steps):
        chosen = torch.randint(len(inside), (compression.points,), device=inside.device)
        places, target, truth = inside[chosen][None], values[:, chosen], classes[:, chosen]
        with torch.autocast(distance.device.type, torch.bfloat16):
            encoded = model.encoder(distance, labels).float()
        of_fitted = _decoding_losses(model.decoder, fitted, places, target, truth, compression.loss)
        of_encoded = _decoding_losses(model.decoder, encoded.detach(), places, target, truth, compression.loss)
        with torch.autocast(distance.device.type, torch.bfloat16):
            few = places[:, : compression.gradient_points]
            losses = {
                "regression": compression.regression * F.l1_loss(encoded, fitted),
                "decay": compression.latent_decay * encoded.square().mean(),
                "constants": _constants_loss(model.decoder, places),
                "gradient": compression.gradient
                * _gradient_excess(model.decoder, fitted, few, compression.gradient_limit),
            }
        run.learn(torch.stack([*losses.values(), (encoded * of_encoded.gradient).sum()]).sum())
        figures = {name: float(value.detach()) for name, value in losses.items()}
        for name, decoding in (("fitted", of_fitted), ("encoded", of_encoded)):
            figures |= {f"{name}_{what}": value for what, value in decoding.figures.items()}
    run.journal.lap("networks")
    return figures


class _Decoding(NamedTuple):
    """The gradient [B, L] of the mean loss at the latents, and figures by name."""

    gradient: Tensor
    figures: dict[str, float]


def _decoding_losses(
    decoder: ImplicitDecoder, latents: Tensor, places: Tensor, distance: Tensor, labels: Tensor, loss: BlockLoss
) -> _Decoding:
    """Add the gradients of the decoder's mean loss over blocks to its parameters, a cacheful of points at a time."""
    at_once = blocks_at_once(places.shape[1], places.device)
    gradients, sums = [], torch.zeros(4)
    for part, target, truth in zip(latents.split(at_once), distance.split(at_once), labels.split(at_once), strict=True):
        leaf = part.detach().requires_grad_(True)
        with torch.autocast(distance.device.type, torch.bfloat16):
            predicted, logits = decoder.decode_blocks(leaf, places)
        total = block_loss(predicted, logits, target, truth, places, loss).sum() / len(latents)
        total.backward()
        assert leaf.grad is not None
        gradients.append(leaf.grad)
        near = target.abs() < 0.5
        wrong = ((predicted < 0) != (target < 0)).float().mean() * len(part) / len(latents)
        right = ((logits.argmax(-1) == truth) & near).sum()
        sums += torch.stack([total.detach(), wrong, right, near.sum()]).cpu()
    return _Decoding(
        torch.cat(gradients),
        {"loss": float(sums[0]), "wrong_side": float(sums[1]), "right_class": float(sums[2] / sums[3].clamp(min=1))},
    )


def _constants_loss(decoder: ImplicitDecoder, places: Tensor) -> Tensor:
    """Return how far the two constant latents are from decoding to empty and filled blocks."""
    width = decoder.latent.in_features
    constants = torch.tensor([[EMPTY_LATENT], [FILLED_LATENT]], device=places.device).expand(2, width)
    predicted, _ = decoder.decode_blocks(constants, places)
    return F.relu(1 - predicted * torch.tensor([[1.0], [-1.0]], device=places.device)).mean()


def _gradient_excess(decoder: ImplicitDecoder, latents: Tensor, places: Tensor, limit: float) -> Tensor:
    """Return the mean excess over `limit` of the distance's gradient, in truncations per width of a block."""
    places = places.expand(len(latents), -1, -1).clone().requires_grad_(True)
    predicted, _ = decoder.decode_blocks(latents, places)
    (gradient,) = torch.autograd.grad(predicted.sum(), places, create_graph=True)
    return F.relu(gradient.norm(dim=-1) - limit).mean()
