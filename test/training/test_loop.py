from pathlib import Path

import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.inference import weights
from svr_ros.training.checkpoint import Checkpoint
from svr_ros.training.config import TrainingConfig
from svr_ros.training.loop import train
from svr_ros.training.schedule import rate

CPU = torch.device("cpu")


def small(minutes: float) -> TrainingConfig:
    return TrainingConfig(
        minutes=minutes,
        batch=1,
        workers=0,
        learning_rate=0.05,
        warmup_steps=1,
        visible_points=32,
        solid_points=16,
        uniform_points=16,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    train(folder, small(0.02), CPU, start_from=weights.random_weights())
    return folder


def test_training_writes_weights_that_differ_from_its_start(run: Path) -> None:
    trained = weights.load(run / "compact.safetensors")
    start = weights.random_weights()
    changed = [
        key
        for key, tensor in trained.tensors.items()
        if not torch.allclose(tensor.float(), start.tensors[key], atol=1e-3)
    ]
    assert any(key.startswith("decoder") for key in changed) and any(key.startswith("scene") for key in changed)
    assert not any(key.startswith("normals.trunk.encoder.stem") for key in changed)  # frozen


def test_resumed_training_goes_on_where_it_ended(run: Path) -> None:
    before = Checkpoint.load(run, CPU)
    train(run, small(before.seconds / 60 + 0.02), CPU, resume=True)
    after = Checkpoint.load(run, CPU)
    assert after.step > before.step and after.seconds > before.seconds


def test_resume_without_checkpoint_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no checkpoint"):
        train(tmp_path, small(0.01), CPU, resume=True)


def test_broken_checkpoint_is_named(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_text("not a checkpoint")
    with pytest.raises(InputError, match=r"checkpoint\.pt is no checkpoint"):
        train(tmp_path, small(0.01), CPU, resume=True)


def test_rate_warms_up_stays_and_falls_to_zero() -> None:
    training = TrainingConfig()
    assert rate(0, 0.0, training) == pytest.approx(1 / training.warmup_steps)
    assert rate(1000, 0.3, training) == 1
    assert rate(1000, 0.8, training) == pytest.approx(0.5)
    assert rate(1000, 1.0, training) == pytest.approx(0)
