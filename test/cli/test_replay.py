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

"""Command `svr replay`."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from svr_ros.cli.main import main
from svr_ros.replay.recorder import Recorder

from ..replay.conftest import camera, depth

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(ROOT / "scripts" / "svr"), "replay", *map(str, arguments)]


@pytest.mark.parametrize(
    ("number", "code", "workers"),
    [(signal.SIGINT, 130, 1), (signal.SIGINT, 130, 2), (signal.SIGTERM, 143, 2), (signal.SIGHUP, 129, 1)],
)
@pytest.mark.usefixtures("default_signals")
def test_ended_replay_leaves_nothing(
    record: Callable[..., Path], weights: str, tmp_path: Path, number: signal.Signals, code: int, workers: int
) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    bags = [record(camera(300), f"bag{number}") for number in range(workers)]
    output = folder if workers > 1 else folder / "out.mcap"
    process = subprocess.Popen(
        command(*bags, "-o", output, "--weights", weights, "--workers", workers),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < end and not list(folder.iterdir()):
        time.sleep(0.05)
    process.send_signal(number)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == code, errors
    sentence = "svr: interrupted" if code == 130 else f"svr: terminated by {number.name}"
    assert errors.rstrip().endswith(sentence) and "Traceback" not in errors
    assert list(folder.iterdir()) == []


def test_what_a_killed_replay_left_is_removed_by_the_next(
    record: Callable[..., Path], weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "results"
    (folder / ".out.mcap-abandoned" / "bag").mkdir(parents=True)
    (folder / ".out.mcap-abandoned" / "bag" / "bag.mcap").touch()
    with Recorder(folder / "out.mcap"):  # is in use: it stays
        assert [path.name for path in folder.iterdir()] != [".out.mcap-abandoned"]
        arguments = ["-o", str(folder / "out.mcap"), "--weights", weights, "--outputs", "depth"]
        assert main(["replay", str(record(camera(1))), *arguments]) == 0
        assert len(list(folder.glob(".*"))) == 1
    assert [path.name for path in folder.iterdir()] == ["out.mcap"]


def test_many_bags_have_one_result_each_and_a_second_run_does_what_is_missing(
    record: Callable[..., Path], weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("fleet/a", "fleet/day/b", "fleet/broken"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        record(camera(1), name)
    [file] = (tmp_path / "fleet" / "broken").glob("*.mcap")
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    arguments = ["replay", str(tmp_path / "fleet"), "-o", str(tmp_path / "out"), "--weights", weights]
    arguments += ["--outputs", "depth", "--workers", "2"]
    assert main(arguments) == 1
    captured = capsys.readouterr()
    [sentence] = [line for line in captured.err.splitlines() if "svr:" in line]
    assert "broken is corrupt, truncated" in sentence
    assert "2 of 3 bags replayed, 1 failed" in captured.out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.mcap", "day_b.mcap"]
    # The bag is repaired: only its result is missing
    file.write_bytes(whole)
    before = (tmp_path / "out" / "a.mcap").stat().st_mtime_ns
    assert main(arguments) == 0
    assert "1 of 3 bags replayed, 2 were there already" in capsys.readouterr().out
    assert (tmp_path / "out" / "a.mcap").stat().st_mtime_ns == before
    assert main(arguments) == 0
    assert "0 of 3 bags replayed, 3 were there already" in capsys.readouterr().out


def test_depth_of_a_bag_is_an_option(
    record: Callable[..., Path], weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bag = record([*camera(2), ("/camera/depth", 0, depth(0, 2.0))])
    arguments = ["replay", str(bag), "-o", str(tmp_path / "out.mcap"), "--weights", weights, "--outputs", "depth"]
    assert main([*arguments, "--depth", "/camera/depth", "-p", "resolution=64", "-p", "depth_tolerance=0.01"]) == 0
    captured = capsys.readouterr()
    assert "depth, points or the ground missing 1 times" in captured.out
    assert "svr: image reconstructed without depth: no message on /camera/depth within depth_tolerance" in captured.err
    assert main([*arguments, "--points", "/lidar"]) == 2
    assert "svr: there is no /lidar in bag" in capsys.readouterr().err
    assert main([*arguments, "-p", "use_depth=true"]) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-o", "out.db3"], "ends in '.db3'; expected .mcap"),
        (
            ["-o", "out.mcap", "--outputs", "voxels,fog"],
            "output 'fog' is unknown; expected a list of voxels, ",
        ),
        (["bag", "-o", "out.mcap"], "several bags cannot go into one file"),
        (["-o", "out.mcap", "--workers", "0"], "--workers is 0; expected a number from 1"),
        (["-o", "out.mcap", "--namespace", "my robot"], "namespace is 'my robot'; expected a ROS name of letters"),
        (["-o", "out.mcap", "--every", "0"], "--every is 0; expected a number from 1"),
        (["-o", "out.mcap", "-p", "voxel_size=2"], "parameter voxel_size is 2; expected 0.01 to 1 m"),
        (["-o", "out.mcap", "-p", "max_rate:=fast"], "parameter max_rate is 'fast'; expected float"),
        (["-o", "out.mcap", "-p", "target_frame=map"], "target_frame=map' has no effect here; expected NAME=VALUE"),
        (["-o", "out.mcap", "--topic", "/none"], "there is no /none"),
        (["-o", "bag/bag.mcap"], "is an input and would overwrite it"),
        (["-o", "bag"], "output folder bag is a bag of the input; expected another folder"),
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
