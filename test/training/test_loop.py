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

import dataclasses
from pathlib import Path

import pytest
import torch

from svr_ros.codec.latent_target import CodecTarget
from svr_ros.codec.network import BlockCodec, CodecConfig
from svr_ros.codec.weights import LoadedCodec
from svr_ros.errors import InputError
from svr_ros.inference import weights
from svr_ros.networks.config import PAPER
from svr_ros.networks.model import Model
from svr_ros.training.checkpoint import Checkpoint
from svr_ros.training.config import PAPER_TRAINING, TrainingConfig
from svr_ros.training.loop import Objective, train
from svr_ros.training.schedule import learning_rate_factor

CPU = torch.device("cpu")


def small(steps: int = 2) -> TrainingConfig:
    return TrainingConfig(
        steps=steps,
        batch=1,
        workers=0,
        learning_rate=0.05,
        warmup_steps=1,
        visible_points=32,
        solid_points=16,
        uniform_points=16,
    )


@pytest.fixture(scope="module")
def run(start: weights.Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    train(folder, small(), CPU, start_from=start)
    return folder


def test_training_writes_weights_that_differ_from_its_start(run: Path, start: weights.Weights) -> None:
    trained = weights.load(run / "compact.safetensors")
    changed = [
        key
        for key, tensor in trained.tensors.items()
        if not torch.allclose(tensor.float(), start.tensors[key], atol=1e-3)
    ]
    assert any(key.startswith("decoder") for key in changed) and any(key.startswith("scene") for key in changed)
    assert not any(key.startswith("pixel_net.trunk.encoder.stem") for key in changed)  # frozen


def test_gradient_that_is_not_finite_stops_the_run(
    start: weights.Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would make all weights NaN, though the loss is finite, as the square root of zero, whose slope is infinite."""

    def losses(objective: Objective, *_: object) -> dict[str, torch.Tensor]:
        return {"depth": (0 * next(objective.model.decoder.parameters())).sqrt().sum()}

    monkeypatch.setattr(Objective, "forward", losses)
    with pytest.raises(InputError, match=r"the loss is 0\.0 and its gradient nan at step 0; the run stops"):
        train(tmp_path, small(), CPU, start_from=start)
    assert not list(tmp_path.glob("*.safetensors"))


def test_scene_network_alone_takes_the_context_along_and_leaves_the_surfaces(
    start: weights.Weights, tmp_path: Path
) -> None:
    training = dataclasses.replace(small(), stage="scene", ema_decay=0.0)
    trained = weights.load(train(tmp_path, training, CPU, start_from=start))
    moved = {
        name for name, tensor in trained.tensors.items() if not torch.equal(tensor.half(), start.tensors[name].half())
    }
    assert {name for name in moved if name.startswith("pixel_net")} == {"pixel_net.head.weight", "pixel_net.head.bias"}
    context = start.config.pixels.context_width
    before, after = (each.tensors["pixel_net.head.weight"].half() for each in (start, trained))
    assert torch.equal(after[:-context], before[:-context])
    assert not torch.equal(after[-context:], before[-context:])


def test_resumed_training_goes_on_where_it_ended(run: Path, start: weights.Weights) -> None:
    before = Checkpoint.load(run, CPU)
    train(run, small(steps=3), CPU, resume=True, config=start.config)
    after = Checkpoint.load(run, CPU)
    assert (before.step, after.step) == (2, 3) and after.seconds > before.seconds


def test_progress_of_a_run_of_fixed_duration_is_that_of_its_time() -> None:
    assert TrainingConfig(minutes=2).progress(step=1000, seconds=60) == 0.5
    assert TrainingConfig(minutes=2, steps=10).progress(step=5, seconds=1e6) == 0.5


def test_resume_without_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no checkpoint"):
        train(tmp_path, small(), CPU, resume=True)


def test_broken_checkpoint_is_named(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_text("not a checkpoint")
    with pytest.raises(InputError, match=r"checkpoint\.pt is not a checkpoint"):
        train(tmp_path, small(), CPU, resume=True)


def test_rate_warms_up_stays_and_falls_to_zero() -> None:
    training = TrainingConfig()
    assert learning_rate_factor(0, 0.0, training) == pytest.approx(1 / training.warmup_steps)
    assert learning_rate_factor(1000, 0.3, training) == 1
    assert learning_rate_factor(1000, 0.7, training) == pytest.approx(0.5)
    assert learning_rate_factor(1000, 1.0, training) == pytest.approx(0)


SMALL_PAPER = dataclasses.replace(
    PAPER,
    image_size=64,
    pixels=dataclasses.replace(
        PAPER.pixels,
        encoder_widths=((4,), (4,), (4,), (4,), (8,)),
        decoder_widths=((4, 4), (4, 4), (4, 4), (4, 4), (8,)),
    ),
    scene=dataclasses.replace(
        PAPER.scene, encoder_widths=(8, 8, 8), grid=8, tree_width=8, tree_blocks=1, volume_width=8, volume_layers=1,
        latent_width=16,
    ),
    decoder=dataclasses.replace(PAPER.decoder, widths=(16, 16), fourier_features=8),
)  # fmt: skip


@pytest.fixture(scope="module")
def codec() -> LoadedCodec:
    torch.manual_seed(0)
    return LoadedCodec(
        "small", "", BlockCodec(CodecConfig(SMALL_PAPER, encoder_widths=(4, 4, 4))).requires_grad_(False)
    )


@pytest.mark.parametrize("target", ["points", "latents", "both"])
def test_scene_network_learns_alone_from_each_target(tmp_path: Path, codec: LoadedCodec, target: str) -> None:
    training = dataclasses.replace(
        PAPER_TRAINING, target=target, steps=2, workers=0, warmup_steps=1, learning_rate=0.01, visible_points=8,
        solid_points=8, uniform_points=8,
    )  # fmt: skip
    latent_target = CodecTarget(codec, SMALL_PAPER) if target != "points" else None
    train(tmp_path, training, CPU, config=SMALL_PAPER, latent_target=latent_target)
    trained = Checkpoint.load(tmp_path, CPU)
    torch.manual_seed(training.seed)
    before = Model(SMALL_PAPER).state_dict()
    changed = {name.split(".")[0] for name in before if not torch.equal(before[name], trained.model[name])}
    assert "scene" in changed and "pixel_net" not in changed
    if target == "points":
        assert "decoder" in changed
    else:
        for name, tensor in codec.codec.decoder.state_dict().items():
            assert torch.equal(trained.model[f"decoder.{name}"], tensor)
    assert (tmp_path / "paper.safetensors").exists()


def test_pixel_network_is_trained_alone(tmp_path: Path) -> None:
    training = dataclasses.replace(PAPER_TRAINING, stage="pixels", target="points", steps=2, workers=0, warmup_steps=1)
    train(tmp_path, training, CPU, config=SMALL_PAPER)
    trained = Checkpoint.load(tmp_path, CPU)
    torch.manual_seed(training.seed)
    before = Model(SMALL_PAPER).state_dict()
    changed = {name.split(".")[0] for name in before if not torch.equal(before[name], trained.model[name])}
    assert changed == {"pixel_net"}


def test_latents_without_a_codec_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no codec"):
        train(tmp_path, PAPER_TRAINING, CPU, config=SMALL_PAPER)


def test_codec_of_another_model_is_refused(codec: LoadedCodec) -> None:
    with pytest.raises(InputError, match=r"codec small has the truncation 0\.1; expected the model's, 0\.2"):
        CodecTarget(codec, dataclasses.replace(SMALL_PAPER, truncation=0.2))


def test_pixel_network_of_another_model_is_refused(start: weights.Weights, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="weights random have another pixel network"):
        train(tmp_path, small(), CPU, config=SMALL_PAPER, pixel_net_from=start)


def test_checkpoint_of_another_model_is_refused(tmp_path: Path) -> None:
    training = dataclasses.replace(PAPER_TRAINING, stage="pixels", target="points", steps=1, workers=0)
    train(tmp_path, training, CPU, config=SMALL_PAPER)
    wider = dataclasses.replace(SMALL_PAPER, scene=dataclasses.replace(SMALL_PAPER.scene, volume_width=16))
    with pytest.raises(InputError, match="that of another model or stage"):
        train(tmp_path, training, CPU, resume=True, config=wider)
