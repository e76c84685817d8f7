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

"""Outputs of the commands never replace a file that the same command reads."""

from pathlib import Path

import pytest

from svr_ros.cli.main import main


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "metrics.md", "-o", "metrics.md"],
        ["decode", "scene.safetensors", "--codec", "codec.npz", "-o", "codec.npz"],
        ["evaluate", "--frames", "frame", "--sheet", "frame/depth.png"],
        ["evaluate", "--sequence", ".", "--json", "frame/camera.json"],
        ["evaluate", "--meshes", "meshes", "--sheet", "meshes/wood.png"],
        ["generate", "--meshes", "meshes", "-n", "1", "-o", "meshes/wood.png"],
    ],
    ids=["compare", "codec", "ground truth", "sequence", "texture", "texture of generate"],
)
def test_no_command_overwrites_its_inputs(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("frame/image.jpg", "frame/camera.json", "frame/depth.png", "meshes/wood.png", "metrics.md"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("kept")
    Path("codec.npz").write_text("kept")
    assert main(arguments) == 2
    captured = capsys.readouterr().err
    assert "would overwrite it" in captured or "is a file in the folder of inputs meshes" in captured
    assert all(path.read_text() == "kept" for path in tmp_path.rglob("*") if path.is_file())
