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

"""Many bags on a local Ray cluster of two nodes; skipped without Ray (`pip install '.[fleet]'`)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from svr_ros.cli.main import main
from svr_ros.inference.weights import random_weights, save

from .conftest import camera


def test_without_ray_the_extra_is_named(
    record: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    arguments = [str(record(camera(1))), "-o", str(tmp_path / "out"), "--ray", "auto"]
    assert main(["replay", *arguments]) == 2
    assert "Ray is missing, which --ray needs; expected `pip install ray`" in capsys.readouterr().err


def test_bags_are_replayed_on_a_cluster_of_two_nodes(
    record: Callable[..., Path], ray_cluster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(random_weights().model(), tmp_path / "random.safetensors")
    bags = [str(record(camera(1), name)) for name in ("a", "b")]
    (tmp_path / "broken.mcap").write_bytes(b"no bag")
    arguments = ["replay", *bags, str(tmp_path / "broken.mcap"), "-o", str(tmp_path / "out"), "--outputs", "depth"]
    arguments += ["--weights", str(tmp_path / "random.safetensors"), "--ray", ray_cluster]
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert "broken.mcap is corrupt" in captured.err
    assert "2 of 3 bags replayed, 1 failed" in captured.out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.mcap", "b.mcap"]
    # Only what is missing is tried again
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert main(arguments) == 1
    assert "0 of 3 bags replayed, 2 were there already, 1 failed" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


def test_cluster_that_is_not_there_gets_a_sentence(
    record: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ray", reason="Ray is not installed: `svr replay --ray` is NOT tested")
    arguments = [str(record(camera(1))), "-o", str(tmp_path / "out"), "--ray", "ray://127.0.0.1:1"]
    assert main(["replay", *arguments]) == 2
    assert "the Ray cluster 'ray://127.0.0.1:1' cannot be reached" in capsys.readouterr().err
