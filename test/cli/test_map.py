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

"""Command `svr map`."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import trimesh
from PIL import Image

from svr_ros.cli.main import main
from svr_ros.errors import InputError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.mapping.semantic_map import SemanticMap
from svr_ros.open3d_loader import load_open3d

from ..replay.conftest import robot, sequence
from .test_replay import ROOT

SMALL = ["-p", "resolution=64", "--voxel-size", "0.1", "--use-depth"]


@pytest.fixture(scope="module")
def weights(weights: str) -> str:
    """Return the path of the weights; skip if there is no Open3D, which holds the blocks of maps."""
    try:
        load_open3d()
    except InputError as error:
        pytest.skip(str(error))
    return weights


def test_bag_and_folder_become_files_and_a_picture_with_z_up(
    record: Callable[..., Path], weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = [argument for name in ("a.glb", "a.ply", "a.png") for argument in ("-o", str(tmp_path / name))]
    assert main(["map", str(record(robot(2))), *outputs, "--weights", weights, *SMALL]) == 0
    assert "a.png: 2 images, " in capsys.readouterr().out
    assert b"property uchar layer" in (tmp_path / "a.ply").read_bytes()[:600]
    assert np.asarray(Image.open(tmp_path / "a.png")).std() > 5
    # One of three images of the folder has no pose
    folder = sequence(tmp_path / "walk", 3)
    (folder / "frame_1" / "pose.txt").write_text("-inf " * 16)
    assert main(["map", str(folder), "-o", str(tmp_path / "b.ply"), "--weights", weights, *SMALL]) == 1
    captured = capsys.readouterr()
    assert "svr: frame_1 skipped: it has no pose: the sequence states none for it" in captured.err
    assert "2 images, " in captured.out and "1 images without a pose" in captured.out


def test_many_inputs_have_one_map_each_and_a_second_run_does_what_is_missing(
    record: Callable[..., Path], weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fleet" / "day").mkdir(parents=True)
    record(robot(1), "fleet/a")
    sequence(tmp_path / "fleet" / "day" / "walk", 1)
    (tmp_path / "fleet" / "broken").mkdir()
    (tmp_path / "fleet" / "broken" / "broken_0.mcap").write_bytes(b"no bag")
    target = tmp_path / "maps"
    arguments = ["map", str(tmp_path / "fleet"), "-o", str(target), "--format", "ply,svrmap", *SMALL]
    arguments += ["--weights", weights]
    assert main([*arguments, "--workers", "2"]) == 1
    captured = capsys.readouterr()
    [sentence] = [line for line in captured.err.splitlines() if "svr:" in line]
    assert "broken is corrupt, truncated" in sentence
    assert "2 of 3 inputs mapped, 1 failed" in captured.out
    assert sorted(path.name for path in target.iterdir()) == ["a.ply", "a.svrmap", "day_walk.ply", "day_walk.svrmap"]
    # Only the file that is missing is written, with the same surface up to rounding, which depends on the threads
    surface = trimesh.load(target / "a.ply", process=False).vertices
    before = (target / "a.svrmap").stat().st_mtime_ns
    (target / "a.ply").unlink()
    (tmp_path / "fleet" / "broken" / "broken_0.mcap").unlink()
    assert main(arguments) == 0
    assert "1 of 2 inputs mapped, 1 were there already" in capsys.readouterr().out
    np.testing.assert_allclose(trimesh.load(target / "a.ply", process=False).vertices, surface, atol=1e-4)
    assert (target / "a.svrmap").stat().st_mtime_ns == before


def test_inputs_are_mapped_on_a_cluster(
    record: Callable[..., Path], weights: str, ray_cluster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = [str(record(robot(1), "a")), str(sequence(tmp_path / "walk", 1)), str(tmp_path / "none.mcap")]
    target = tmp_path / "maps"
    arguments = ["map", *inputs, "-o", str(target), *SMALL, "--weights", weights, "--ray", ray_cluster]
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert "none.mcap does not exist" in captured.err and "2 of 3 inputs mapped, 1 failed" in captured.out
    assert sorted(path.name for path in target.iterdir()) == ["a.glb", "walk.glb"]
    # Only what is missing is tried again
    before = (target / "a.glb").stat().st_mtime_ns
    (target / "walk.glb").unlink()
    assert main(arguments) == 1
    assert "1 of 3 inputs mapped, 1 were there already, 1 failed" in capsys.readouterr().out
    assert (target / "walk.glb").exists() and (target / "a.glb").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--objects", "walk/frame_0/camera.json"], "camera.json and would overwrite it"),
        (["--camera", "own.json", "--objects", "own.json"], "is an input and would overwrite it"),
        (["--camera", "own.json", "--objects", "link.json"], "own.json and would overwrite it"),
        (["--objects", "map.json"], "map.json are the same file; expected different ones"),
    ],
)
def test_objects_overwrite_neither_an_input_nor_another_output(
    weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    sequence(Path("walk"), 1)
    Path("own.json").write_bytes(Path("walk/frame_0/camera.json").read_bytes())
    Path("link.json").symlink_to("own.json")
    Path("map.json").symlink_to("room.ply")
    before = {path: path.read_bytes() for path in (Path("own.json"), Path("walk/frame_0/camera.json"))}
    assert main(["map", "walk", "-o", "room.ply", "--weights", weights, *SMALL, *arguments]) == 2
    assert sentence in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before and not Path("room.ply").exists()


def test_a_map_is_continued_with_its_own_voxels(
    weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sequence(Path("walk"), 1)
    given = ["map", "walk", "--weights", weights, "-p", "resolution=64", "--use-depth"]
    assert main([*given, "-o", "a.svrmap", "--voxel-size", "0.1"]) == 0
    assert main([*given, "-o", "b.svrmap", "--start", "a.svrmap", "--voxel-size", "0.05"]) == 2
    assert "a.svrmap has voxels of 0.1 m; expected this --voxel-size, or no" in capsys.readouterr().err
    assert not Path("b.svrmap").exists()
    assert main([*given, "-o", "b.svrmap", "--start", "a.svrmap"]) == 0
    continued = SemanticMap.load("b.svrmap")
    assert continued.config.voxel_size == 0.1 and continued.frames == 2


@pytest.mark.usefixtures("default_signals")
def test_terminated_map_leaves_nothing(record: Callable[..., Path], weights: str, tmp_path: Path) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "svr"), "map", str(record(robot(100))), "-o", str(folder / "a.ply"),
         "--weights", weights, *SMALL],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    read = ""
    while " 1/100" not in read:
        part = process.stderr.read(1)
        assert part, read
        read += part
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 143, errors
    assert errors.rstrip().endswith("svr: terminated by SIGTERM") and "Traceback" not in errors
    assert list(folder.iterdir()) == []


def test_interrupted_run_of_many_keeps_whole_maps_only(
    record: Callable[..., Path], weights: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reconstruct, images = Reconstructor.reconstruct, []

    def interrupted(self: Reconstructor, image: np.ndarray, *rest: object):
        images.append(image)
        if len(images) > 1:
            raise KeyboardInterrupt
        return reconstruct(self, image, *rest)

    monkeypatch.setattr(Reconstructor, "reconstruct", interrupted)
    bags = [str(record(robot(1), name)) for name in ("a", "b")]
    assert main(["map", *bags, "-o", str(tmp_path / "maps"), "--weights", weights, *SMALL]) == 130
    assert [path.name for path in (tmp_path / "maps").iterdir()] == ["a.glb"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bag", "-o", "room.stl"], "ends in '.stl'; expected .glb or .ply"),
        (["bag", "bag", "-o", "room.ply"], "-o is room.ply; expected one folder"),
        (["bag", "-o", "maps", "--format", "ply,stl"], "format 'stl' is unknown; expected a list of glb, ply"),
        (["bag", "-o", "maps", "--format", "ply", "--start", "a.svrmap"], "--start continues one map; expected one in"),
        (["bag", "-o", "room.ply", "--every", "0"], "--every is 0; expected a number from 1"),
        (["bag", "-o", "room.ply", "-p", "voxel_size=0.1"], "voxel_size=0.1' has no effect here; expected NAME=VALUE"),
        (["bag", "-o", "room.ply", "--global-frame", "moon"], "connects 'moon' with the frame of the images"),
        (["bag", "-o", "room.ply", "--pose-topic", "/tf"], "/tf is tf2_msgs/msg/TFMessage"),
        (["bag", "-o", "room.ply", "--depth", "/none"], "there is no /none"),
        (["bag", "-o", "room.ply", "--camera", "camera.json"], "is a bag; expected --camera-info"),
        (["walk", "-o", "room.ply", "--topic", "/image"], "walk is not a bag and has neither topics nor frames"),
        (["none", "-o", "room.ply"], "none does not exist"),
        (["maps", "-o", "room.ply"], "maps holds no sequence; expected"),
    ],
)
def test_what_is_wrong_with_the_command_is_one_sentence(
    record: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch, tmp_path: Path, arguments, sentence
) -> None:
    record(robot(1))
    sequence(tmp_path / "walk", 1)
    (tmp_path / "maps").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["map", *arguments]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("svr: ") and sentence in line


@pytest.mark.parametrize(("name", "content"), [("pose.txt", "1 2 3"), ("camera.json", "{}")])
def test_reason_why_no_frame_can_be_used_is_said(
    tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    folder = sequence(tmp_path / "walk", 1)
    [file] = folder.rglob(name)
    file.write_text(content)
    assert main(["map", str(folder), "-o", str(tmp_path / "map.glb"), "--weights", weights]) == 2
    error = capsys.readouterr().err
    assert "none of the images in" in error and name in error


def test_parameters_of_depth_apply_to_sequences(tmp_path: Path, weights: str) -> None:
    folder = sequence(tmp_path / "walk", 1)
    meshes = []
    for parameters in ([], ["-p", "depth_relative_noise=0.5"]):
        path = tmp_path / f"map{len(meshes)}.ply"
        assert main(["map", str(folder), "-o", str(path), "--weights", weights, *SMALL, *parameters]) == 0
        meshes.append(path.read_bytes())
    assert meshes[0] != meshes[1]


def test_field_of_view_of_a_sequence_is_that_of_its_camera(
    tmp_path: Path, weights: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sequence(tmp_path / "walk", 1)
    arguments = ["map", str(folder), "-o", str(tmp_path / "map.glb"), "--weights", weights, "-p", "fixed_hfov=60"]
    assert main(arguments) == 2
    assert "expected --camera FILE instead of the parameter fixed_hfov" in capsys.readouterr().err
