"""Command `svr replay`."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from svr_ros.cli.main import main
from svr_ros.inference.weights import random_weights, save

from ..replay.conftest import camera

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "random.safetensors"
    save(random_weights().model(), path)
    return path


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(ROOT / "scripts" / "svr"), "replay", *map(str, arguments)]


def test_interrupted_replay_leaves_nothing(record: Callable[..., Path], weights: Path, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    process = subprocess.Popen(
        command(record(camera(60)), "-o", folder / "out.mcap", "--weights", weights),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    end = time.monotonic() + 100
    while not list(folder.iterdir()):
        assert process.poll() is None and time.monotonic() < end, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=100)
    assert process.returncode == 130, errors
    assert errors.rstrip().endswith("svr: interrupted") and "Traceback" not in errors
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-o", "out.db3"], "ends in '.db3'; expected .mcap"),
        (
            ["-o", "out.mcap", "--outputs", "voxels,fog"],
            "output 'fog' is unknown; expected a list of voxels, ",
        ),
        (["-o", "out.mcap", "--every", "0"], "--every is 0; expected a number from 1"),
        (["-o", "out.mcap", "-p", "voxel_size=2"], "parameter voxel_size is 2; expected 0.01 to 1 m"),
        (["-o", "out.mcap", "-p", "max_rate:=fast"], "parameter max_rate is 'fast'; expected float"),
        (["-o", "out.mcap", "-p", "target_frame=map"], "'target_frame=map' is unknown; expected NAME=VALUE of resol"),
        (["-o", "out.mcap", "--topic", "/none"], "there is no /none"),
        (["-o", "bag/bag.mcap"], "is the bag itself"),
    ],
)
def test_what_is_wrong_with_the_command_is_said_in_one_sentence(
    record: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch, tmp_path: Path, arguments, sentence
) -> None:
    record(camera(1))
    monkeypatch.chdir(tmp_path)
    assert main(["replay", "bag", *arguments]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("svr: ") and sentence in line
